"""The append-only decision log and the records made from it."""
