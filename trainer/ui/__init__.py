"""PySide6: builds, binds, shows."""
