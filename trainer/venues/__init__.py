"""Loads venue rules from data files."""
