"""Own SVG icons tinted by token: `icon` and `pixmap`, cached by (name, colour, size, ratio)."""

from __future__ import annotations

from functools import lru_cache

from PySide6.QtCore import QByteArray, QRectF, Qt
from PySide6.QtGui import QGuiApplication, QIcon, QPainter, QPixmap
from PySide6.QtSvg import QSvgRenderer

from trainer.core.paths import resources_dir
from trainer.ui.theme.tokens import Theme, ThemeError


@lru_cache(maxsize=128)
def _source(name: str) -> str:
    path = resources_dir() / "icons" / f"{name}.svg"
    try:
        return path.read_text(encoding="utf-8")
    except OSError as error:
        raise ThemeError(f"There is no icon named {name}") from error


@lru_cache(maxsize=1024)
def _drawn(name: str, colour: str, size: int, ratio: float) -> QPixmap:
    svg = QSvgRenderer(QByteArray(_source(name).replace("currentColor", colour).encode()))
    drawn = QPixmap(round(size * ratio), round(size * ratio))
    drawn.setDevicePixelRatio(ratio)
    drawn.fill(Qt.GlobalColor.transparent)
    painter = QPainter(drawn)
    svg.render(painter, QRectF(0, 0, size, size))
    painter.end()
    return drawn


def tinted_pixmap(theme: Theme, name: str, token: str, size: int, ratio: float) -> QPixmap:
    """An icon drawn in a token's colour, `size` logical pixels square, for one pixel ratio. Raises ThemeError."""
    return _drawn(name, theme.hex(token), size, ratio)


def tinted_icon(theme: Theme, name: str, token: str, size: int) -> QIcon:
    """A QIcon of one token for the screen's ratio; the disabled state is quiet. Raises ThemeError."""
    ratio = QGuiApplication.primaryScreen().devicePixelRatio()
    made = QIcon()
    for scale in {1.0, ratio, 2.0}:
        made.addPixmap(tinted_pixmap(theme, name, token, size, scale), QIcon.Mode.Normal)
        made.addPixmap(tinted_pixmap(theme, name, "text.quiet", size, scale), QIcon.Mode.Disabled)
    return made
