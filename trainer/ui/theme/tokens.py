"""Tokens by meaning: `Theme` and `load_theme`. Values live in resources/themes/tokens.json."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache
from types import MappingProxyType
from typing import Literal

import msgspec
from PySide6.QtGui import QColor

from trainer.core.errors import TrainerError
from trainer.core.paths import resources_dir

ThemeName = Literal["dark", "light", "highContrast"]
PresetName = Literal["greenRed", "blueOrange"]
THEME_NAMES: tuple[ThemeName, ...] = ("dark", "light", "highContrast")
PRESET_NAMES: tuple[PresetName, ...] = ("greenRed", "blueOrange")


class ThemeError(TrainerError):
    """The theme file is missing, unreadable or does not name a theme."""


class TypeRole(msgspec.Struct, frozen=True):
    """One text role: size and line height in logical pixels, weight 400 to 600."""

    px: int
    line: int
    weight: int


class TokensFile(msgspec.Struct, frozen=True):
    """The parts of tokens.json the program reads."""

    themes: dict[str, dict[str, str]]
    sidePresets: dict[str, str | dict[str, dict[str, str]]]  # noqa: N815 - the key's spelling in the file
    type: dict[str, str | list[int] | TypeRole]
    size: dict[str, float]


@lru_cache(maxsize=1)
def tokens_file() -> TokensFile:
    """Read tokens.json once; raises ThemeError."""
    path = resources_dir() / "themes" / "tokens.json"
    try:
        return msgspec.json.decode(path.read_bytes(), type=TokensFile)
    except (OSError, msgspec.DecodeError) as error:
        raise ThemeError(f"The theme file {path.name} cannot be read: {error}") from error


@dataclass(frozen=True, slots=True)
class Theme:
    """The colours of one theme under one side preset."""

    name: ThemeName
    preset: PresetName
    values: Mapping[str, str]
    is_hollow: bool = False
    """Whether rising candles are drawn as outlines."""

    def hex(self, token: str) -> str:
        """A token's value as #RRGGBB; raises ThemeError for an unknown token."""
        try:
            return self.values[token]
        except KeyError as error:
            raise ThemeError(f"There is no colour named {token}") from error

    def colour(self, token: str) -> QColor:
        """A token's value as a new QColor; raises ThemeError for an unknown token."""
        return QColor(self.hex(token))

    @property
    def is_dark(self) -> bool:
        """Whether text is lighter than the ground."""
        return self.colour("text.primary").lightnessF() > self.colour("ground.window").lightnessF()


_MOVES = (("move.up.text", "move.down.text"), ("move.up.fill", "move.down.fill"))


@lru_cache(maxsize=16)
def load_theme(
    name: ThemeName, preset: PresetName = "greenRed", *, is_hollow: bool = False, red_rises: bool = False
) -> Theme:
    """Build a theme from the tokens file; raises ThemeError for a name the file does not know.

    `red_rises` swaps the colours of rising and falling candles and of what tells the move of a bar, which are those of
    the sides (`move.up.text`, `move.up.fill`); sides keep theirs.
    """
    tokens = tokens_file()
    if name not in tokens.themes or preset not in tokens.sidePresets:
        raise ThemeError(f"There is no theme {name} with the colours {preset}")
    values = dict(tokens.themes[name])
    changed = tokens.sidePresets[preset]
    if isinstance(changed, dict):
        values |= changed.get(name, {})
    for place in ("text", "fill"):
        values |= {
            f"move.up.{place}": values[f"side.long.{place}"],
            f"move.down.{place}": values[f"side.short.{place}"],
        }
    if red_rises:
        for up, down in (("chart.candle.up", "chart.candle.down"), *_MOVES):
            values |= {up: values[down], down: values[up]}
    return Theme(name, preset, MappingProxyType(values), is_hollow)


def type_role(role: str) -> TypeRole:
    """Size, line and weight of a text role; raises ThemeError."""
    found = tokens_file().type.get(role)
    if not isinstance(found, TypeRole):
        raise ThemeError(f"There is no text role named {role}")
    return found
