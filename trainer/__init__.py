"""Cascade: a flight simulator for leverage."""
