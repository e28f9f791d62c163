"""The Home page: continue, your rules, scenarios."""
