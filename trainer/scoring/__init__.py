"""Judges decisions and outcomes."""
