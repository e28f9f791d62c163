"""The one error of scenario folders."""

from __future__ import annotations

from trainer.core.errors import TrainerError
from trainer.core.language import english

TOML = "scenario.toml"


class ScenarioError(TrainerError):
    """A scenario folder that cannot be used."""

    def __init__(self, file: str, key: str, value: object, allowed: str) -> None:
        """Name the file, the key, the value found and what is allowed."""
        super().__init__(
            english("{file}: {key} = {value} is not allowed; {allowed}").format(
                file=file, key=key, value=repr(str(value)[:120]), allowed=allowed
            )
        )
        self.file, self.key, self.value, self.allowed = file, key, value, allowed
