"""Facts to frozen views, gestures to commands (QtCore only)."""
