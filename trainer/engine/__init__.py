"""The one engine: (state, command | bars) -> (state, events). No I/O, no clock, no Qt."""
