"""The chart of the desk: candles, lines with pills, axes, funding strip."""
