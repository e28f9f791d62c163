"""The one family of errors a learner may read."""

from __future__ import annotations

from trainer.core.english import english


class TrainerError(Exception):
    """Bad input or environment, worded for the learner: names the field, the value and what is allowed."""


class FieldError(TrainerError):
    """A value that is not allowed in a named field."""

    def __init__(self, field: str, value: object, allowed: str) -> None:
        """Keep the three parts of the message apart so that callers can show them beside the field."""
        super().__init__(
            english("{field}: {value} is not allowed; {allowed}").format(field=field, value=value, allowed=allowed)
        )
        self.field = field
        self.value = value
        self.allowed = allowed
