"""Raised by any change of events; a golden log per venue enforces it."""

ENGINE_VERSION = 4
