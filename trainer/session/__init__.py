"""Use cases without Qt: reveal, place, amend, cancel, rewind, resume, finish."""
