"""The Debrief page."""
