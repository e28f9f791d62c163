"""Keeps sessions on disk; the only place that knows sqlite-utils."""
