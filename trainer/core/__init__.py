"""Units, errors, settings records, paths and logging: what every layer may use."""
