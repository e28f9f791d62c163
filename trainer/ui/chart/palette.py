"""Colours, fonts and textures of the chart, read from the theme and kept until it changes."""

from __future__ import annotations

from collections.abc import Callable, Hashable
from typing import Literal

from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QBrush, QColor, QFont, QFontMetricsF, QPainter, QPen, QPixmap, QStaticText

from trainer.presenters.indicators import SERIES_TOKENS
from trainer.ui.chart.batches import line_pen
from trainer.ui.theme.current import current_theme, font, text_width

FontName = Literal["caption", "medium", "strong", "title", "title_plain"]
_FONTS: dict[FontName, tuple[str, int]] = {
    "caption": ("caption", 400),
    "medium": ("caption", 500),
    "strong": ("caption", 600),
    "title": ("table", 600),
    "title_plain": ("table", 400),
}
_HATCH_TILE, _HATCH_TILES = 16, 32  # many tiles side by side: long runs are copied four times as fast
_DASHED_LENGTH = 480
_HATCH_STEP = 8
_ZONE_ALPHA = 0.06
_PICTURES_KEPT, _TEXTS_KEPT = 512, 1024


def series_token(place: int) -> str:
    """Token of the n-th line's colour."""
    return SERIES_TOKENS[place % len(SERIES_TOKENS)]


def picture_of(
    area: QRectF,
    ratio: float,
    draw: Callable[[QPainter], None],
    ground: QColor | Qt.GlobalColor = Qt.GlobalColor.transparent,
) -> QPixmap:
    """What a drawing shows in an area, on this ground."""
    made = QPixmap((area.size() * ratio).toSize())
    made.setDevicePixelRatio(ratio)
    made.fill(ground)
    painter = QPainter(made)
    painter.translate(-area.topLeft())
    draw(painter)
    painter.end()
    return made


class Palette:
    """One theme's values as the painters need them."""

    def __init__(self) -> None:
        """Read the current theme."""
        self._theme = current_theme()
        self._colours: dict[str, QColor] = {}
        self._shades: dict[tuple[str, float], QColor] = {}
        self._pens: dict[str, QPen] = {}
        self._hatches: dict[tuple[float, float, str], QBrush] = {}
        self._pictures: dict[Hashable, QPixmap] = {}
        self._fonts: dict[FontName, QFont] = {name: font(role, weight) for name, (role, weight) in _FONTS.items()}
        self._heights = {
            name: (self._laid_out("0", name).size().height(), QFontMetricsF(made).ascent())
            for name, made in self._fonts.items()
        }
        self._texts: dict[tuple[str, FontName], QStaticText | None] = {}

    @property
    def dark(self) -> bool:
        """Whether text is lighter than the ground."""
        return self.colour("text.primary").lightnessF() > self.colour("chart.ground").lightnessF()

    def colour(self, name: str) -> QColor:
        """Colour of a token."""
        if name not in self._colours:
            self._colours[name] = self._theme.colour(name)
        return self._colours[name]

    def shade(self, name: str, alpha: float) -> QColor:
        """Colour of a token, partly transparent."""
        key = (name, alpha)
        if key not in self._shades:
            shade = QColor(self.colour(name))
            shade.setAlphaF(alpha)
            self._shades[key] = shade
        return self._shades[key]

    def pen(self, name: str) -> QPen:
        """The pen of an indicator's line, a pixel wide: wider ones are stroked as polygons at twenty times the cost."""
        if name not in self._pens:
            self._pens[name] = line_pen(self.colour(name))
        return self._pens[name]

    def blend(self, name: str, alpha: float, ground: str) -> QColor:
        """Colour of a token laid over another, opaque: many small fills cost a third of transparent ones."""
        key = (f"{name} on {ground}", alpha)
        if key not in self._shades:
            over, under = self.colour(name), self.colour(ground)
            parts = ((over.red(), under.red()), (over.green(), under.green()), (over.blue(), under.blue()))
            self._shades[key] = QColor(*(round(alpha * upper + (1 - alpha) * lower) for upper, lower in parts))
        return self._shades[key]

    def picture(
        self, key: Hashable, width: float, height: float, ratio: float, draw: Callable[[QPainter], None]
    ) -> QPixmap:
        """A small drawing kept under its key until the theme changes; draw paints it from its top left corner."""
        whole = (key, width, height, ratio)
        held = self._pictures.pop(whole, None)
        if held is None:
            held = picture_of(QRectF(0, 0, width, height), ratio, draw)
            if len(self._pictures) >= _PICTURES_KEPT:
                del self._pictures[next(iter(self._pictures))]
        self._pictures[whole] = held
        return held

    def hatch(self, ratio: float, faded: bool, ground: str) -> QBrush:
        """Tint and diagonal lines of the ground beyond liquidation, opaque, made for the screen's pixel ratio."""
        alpha = 0.12 if faded else (0.26 if self.dark else 0.2)
        key = (ratio, alpha, ground)
        if key not in self._hatches:
            self._hatches[key] = self._hatch(ratio, alpha, ground)
        return self._hatches[key]

    def _hatch(self, ratio: float, alpha: float, ground: str) -> QBrush:
        tile = QPixmap(_HATCH_TILES * round(_HATCH_TILE * ratio), round(_HATCH_TILE * ratio))
        tile.setDevicePixelRatio(ratio)
        tile.fill(self.colour(ground))
        painter = QPainter(tile)
        painter.fillRect(tile.rect(), self.shade("liquidation.text", _ZONE_ALPHA))
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(QPen(self.shade("liquidation.text", alpha), 1))
        for offset in range(-_HATCH_TILE, (_HATCH_TILES + 1) * _HATCH_TILE, _HATCH_STEP):
            painter.drawLine(QPointF(offset - 1, _HATCH_TILE + 1), QPointF(offset + _HATCH_TILE + 1, -1))
        painter.end()
        return QBrush(tile)

    def dashed(self, colour: QColor, dash: tuple[int, int], ratio: float, *, is_upright: bool = False) -> QPixmap:
        """A strip of dashes one pixel thick to be laid end to end; dash is (drawn, left out) in pixels."""
        drawn, period = dash[0], sum(dash)
        length = _DASHED_LENGTH // period * period

        def draw(painter: QPainter) -> None:
            for start in range(0, length, period):
                if is_upright:
                    painter.fillRect(0, start, 1, drawn, colour)
                else:
                    painter.fillRect(start, 0, drawn, 1, colour)

        width, height = (1, length) if is_upright else (length, 1)
        return self.picture(("dashed", colour.rgba(), dash, is_upright), width, height, ratio, draw)

    def font(self, name: FontName) -> QFont:
        """One of the chart's five fonts."""
        return self._fonts[name]

    def height_of(self, which: FontName) -> tuple[float, float]:
        """Height and ascent of a line of text in pixels."""
        return self._heights[which]

    def text_of(self, text: str, which: FontName) -> QStaticText | None:
        """The text laid out, or None on first sight.

        Most figures are never written again, and laying them out to keep costs twice as much as writing them.
        """
        key = (text, which)
        made = self._texts.get(key)
        if made is None:
            if key in self._texts:
                made = self._laid_out(text, which)
            elif len(self._texts) >= _TEXTS_KEPT:
                self._texts.clear()
            self._texts[key] = made
        return made

    def _laid_out(self, text: str, which: FontName) -> QStaticText:
        made = QStaticText(text)
        made.setTextFormat(Qt.TextFormat.PlainText)
        made.setPerformanceHint(QStaticText.PerformanceHint.AggressiveCaching)
        made.prepare(font=self._fonts[which])
        return made

    def width_of(self, text: str, which: FontName) -> float:
        """Pixels a text takes."""
        return text_width(text, *_FONTS[which])
