"""Candles, instruments, timeframes, candle files and indicators."""
