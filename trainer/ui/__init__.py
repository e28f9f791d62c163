"""PySide6 and pyqtgraph: builds, binds, shows."""
