"""The Data page: the candle library, downloads, scenarios of the learner's own."""
