"""Candle files of other programs, read strictly: formats are recognised by content, never by name alone."""
