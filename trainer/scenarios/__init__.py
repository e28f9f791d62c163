"""Loads prepared exercises."""
