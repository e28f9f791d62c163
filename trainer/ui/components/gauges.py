"""`Gauge(name=, accessible=)`: a 4 px bar with ticks at 20 % and 50 %; `show_ratio(float | None)`.

`Meter` is the same bar without ticks in a given tone: `show_share(float | None, tone)`.
"""

from __future__ import annotations

from PySide6.QtCore import QRectF, QSize, Qt
from PySide6.QtGui import QPainter, QPaintEvent
from PySide6.QtWidgets import QSizePolicy, QWidget

from trainer.core.language import english, localised, tr
from trainer.ui.components.painted import Painted, tone_colour
from trainer.ui.theme.current import current_theme

CAUTION_RATIO = 0.2
WARNING_RATIO = 0.5
_BAR = 4


def ratio_tone(ratio: float | None) -> str:
    """The tone of a margin ratio's zone."""
    if ratio is None:
        return "quiet"
    if ratio >= 1:
        return "liquidation"
    if ratio >= WARNING_RATIO:
        return "short"
    return "caution" if ratio >= CAUTION_RATIO else "long"


class Meter(Painted):
    """A share between 0 and 1 as a bar."""

    def __init__(self, *, name: str, accessible: str, parent: QWidget | None = None) -> None:
        """Start empty."""
        super().__init__(name, accessible, parent)
        self._words = accessible
        self._share: float | None = None
        self._tone = "series"
        self._ticks: tuple[float, ...] = ()
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)

    def show_share(self, share: float | None, tone: str) -> None:
        """Change the bar."""
        if (share, tone) == (self._share, self._tone):
            return
        self._share, self._tone = share, tone
        spoken = (
            tr("unknown") if share is None else tr("{share} per cent").format(share=localised(f"{share * 100:.1f}"))
        )
        self.setAccessibleName(f"{self._words}: {spoken}")
        self.update()

    def sizeHint(self) -> QSize:
        """Ask for 10 px of height."""
        return QSize(120, 10)

    def paintEvent(self, _event: QPaintEvent) -> None:
        """Draw track, share and ticks."""
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(Qt.PenStyle.NoPen)
        top = (self.height() - _BAR) / 2
        painter.setBrush(current_theme().colour("ground.hover"))
        painter.drawRoundedRect(QRectF(0, top, self.width(), _BAR), 2, 2)
        if self._share is not None and self._share > 0:
            painter.setBrush(tone_colour(self._tone))
            painter.drawRoundedRect(QRectF(0, top, max(_BAR, min(1.0, self._share) * self.width()), _BAR), 2, 2)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing, False)
        painter.setBrush(current_theme().colour("text.quiet"))
        for tick in self._ticks:
            painter.drawRect(QRectF(round(tick * self.width()), top - 2, 1, _BAR + 4))
        painter.end()


class Gauge(Meter):
    """The margin ratio: calm, caution from 20 %, warning from 50 %, liquidated at 100 %."""

    def __init__(self, *, name: str, accessible: str = english("Margin ratio"), parent: QWidget | None = None) -> None:
        """Start unknown, with both ticks."""
        super().__init__(name=name, accessible=tr(accessible), parent=parent)
        self._ticks = (CAUTION_RATIO, WARNING_RATIO)

    def show_ratio(self, ratio: float | None) -> None:
        """Show a margin ratio, 1 being liquidation; None empties the bar."""
        self.show_share(ratio, ratio_tone(ratio))
