"""A venue's public archive of candles: which files there are, and fetching them with resume, retries and checksums."""
