"""The learner's own candles on disk: one file a series, brought in whole, merged, exported and thrown away."""
