"""Inter with tabular figures: `font(role)`, `text_width(text, role)` and `ensure_fonts()`."""

from __future__ import annotations

from functools import lru_cache

import fontpkg_inter
from PySide6.QtGui import QFont, QFontDatabase, QFontMetricsF

from trainer.ui.theme.tokens import ThemeError, type_role

_FILE = "Inter[opsz,wght].ttf"
_FIGURE = "0123456789., ()+−%"


@lru_cache(maxsize=1)
def ensure_fonts() -> str:
    """Load Inter into the font database once and return its family; needs a QGuiApplication. Raises ThemeError."""
    path = fontpkg_inter.ROOT / "files" / _FILE
    number = QFontDatabase.addApplicationFont(str(path))
    families = QFontDatabase.applicationFontFamilies(number) if number >= 0 else []
    if not families:
        raise ThemeError(f"The font {_FILE} cannot be loaded")
    return str(families[0])


@lru_cache(maxsize=64)
def _made(role: str, weight: int | None, is_prose: bool = False) -> QFont:
    wanted = type_role(role)
    made = QFont(ensure_fonts())
    made.setPixelSize(wanted.px)
    heaviness = weight or wanted.weight
    made.setWeight(QFont.Weight(heaviness))
    # the variable file registers one style only: without the axis every weight looks regular
    made.setVariableAxis(QFont.Tag("wght"), heaviness)
    made.setFeature(QFont.Tag("tnum"), 0 if is_prose else 1)
    made.setHintingPreference(QFont.HintingPreference.PreferNoHinting)
    made.setStyleStrategy(QFont.StyleStrategy.PreferAntialias)
    return made


def font(role: str, weight: int | None = None) -> QFont:
    """The font of a text role (caption, table, body, section, cardTitle, pageTitle, figure, figureLarge).

    `weight` (400, 500 or 600) replaces the role's own.
    """
    return QFont(_made(role, weight))


def prose(role: str, weight: int | None = None) -> QFont:
    """The font of a role for sentences: tabular figures make a hyphen as wide as a digit, which tears words apart."""
    return QFont(_made(role, weight, is_prose=True))


@lru_cache(maxsize=64)
def _measures(role: str, weight: int | None) -> QFontMetricsF:
    return QFontMetricsF(_made(role, weight))


@lru_cache(maxsize=64)
def _signs(role: str, weight: int | None) -> dict[str, float]:
    measures = _measures(role, weight)
    return {sign: measures.horizontalAdvance(sign) for sign in _FIGURE}


@lru_cache(maxsize=4096)
def text_width(text: str, role: str, weight: int | None = None) -> float:
    """Pixels a line of text takes in the font of a role.

    Signs of a figure are as wide alone as beside each other, so theirs are added up: most figures are measured once.
    """
    try:
        return sum(map(_signs(role, weight).__getitem__, text))
    except KeyError:
        return _measures(role, weight).horizontalAdvance(text)
