"""Brings candles in: from files of the learner, from a venue's public archive, and as packs."""
