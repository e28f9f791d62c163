"""Every text colour is read on every ground it stands on, in all themes and side presets: at least 4.5 to 1."""

from __future__ import annotations

import itertools

import pytest
from PySide6.QtGui import QColor

from trainer.ui.theme.current import PRESET_NAMES, THEME_NAMES, PresetName, ThemeName, load_theme

GROUNDS = ("ground.window", "ground.chrome", "ground.surface", "ground.raised", "ground.field", "chart.ground")
TEXTS = (
    "text.primary", "text.secondary", "text.quiet", "accent.text", "side.long.text", "side.short.text",
    "liquidation.text", "caution.text",
)  # fmt: skip
PAIRS = (
    *itertools.product(TEXTS, GROUNDS),
    *((text, "ground.selected") for text in ("text.primary", "text.secondary", "side.long.text", "side.short.text")),
    *((text, "ground.hover") for text in ("text.primary", "text.secondary")),
    ("accent.onFill", "accent.fill"), ("accent.onFill", "side.long.fill"), ("accent.onFill", "side.short.fill"),
    ("accent.text", "accent.ground"), ("text.primary", "accent.ground"),
    ("side.long.text", "side.long.ground"), ("side.short.text", "side.short.ground"),
    ("liquidation.text", "liquidation.ground"), ("text.primary", "liquidation.ground"),
    ("caution.text", "caution.ground"), ("text.primary", "caution.ground"),
)  # fmt: skip


def luminance(colour: QColor) -> float:
    """Relative luminance of WCAG 2.2."""
    parts = [part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4
             for part in (colour.redF(), colour.greenF(), colour.blueF())]  # fmt: skip
    return 0.2126 * parts[0] + 0.7152 * parts[1] + 0.0722 * parts[2]


def contrast(one: QColor, other: QColor) -> float:
    """Contrast ratio of WCAG 2.2, 1 to 21."""
    low, high = sorted((luminance(one), luminance(other)))
    return (high + 0.05) / (low + 0.05)


def test_black_on_white_is_21_and_the_usual_grey_is_at_the_limit() -> None:
    assert round(contrast(QColor("black"), QColor("white")), 3) == 21
    assert contrast(QColor("#767676"), QColor("white")) > 4.5 > contrast(QColor("#777777"), QColor("white"))


@pytest.mark.parametrize("preset", PRESET_NAMES)
@pytest.mark.parametrize("name", THEME_NAMES)
def test_text_is_legible_on_every_ground(name: ThemeName, preset: PresetName) -> None:
    theme = load_theme(name, preset)
    weak = {
        f"{text} on {ground}": round(contrast(theme.colour(text), theme.colour(ground)), 2)
        for text, ground in PAIRS
        if contrast(theme.colour(text), theme.colour(ground)) < 4.5
    }
    assert weak == {}
