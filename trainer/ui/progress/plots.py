"""Painted figures of Progress: rating over sessions, reliability, leverage against the ceiling, a rate's interval."""

from __future__ import annotations

from PySide6.QtCore import QPointF, QRectF, QSize, Qt
from PySide6.QtGui import QPainter, QPaintEvent, QPen, QPolygonF
from PySide6.QtWidgets import QSizePolicy

from trainer.core.language import localised, tr
from trainer.presenters.progress import RatingCurve, ReliabilityDot
from trainer.ui.components.painted import Painted, tone_colour
from trainer.ui.theme.current import current_theme, font

_HEIGHT, _AXIS, _SQUARE, _MOST_DOTS = 200, 36, 190, 200
_LEAST_ABOVE = 4.0
_LEAST_APART = 14.0
_LEFT = Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter
_RIGHT = Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter


class RatingPlot(Painted):
    """Process Rating over sessions: own dots, the rolling line and its band; lower is better."""

    def __init__(self, *, name: str) -> None:
        """Empty."""
        super().__init__(name, tr("Process Rating over sessions"))
        self._curve: RatingCurve | None = None
        self.setFixedHeight(_HEIGHT)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)

    def show_curve(self, curve: RatingCurve) -> None:
        """Take new points."""
        self._curve = curve
        spoken = "; ".join(localised(f"{value:.1f}") for value in curve.rolling[-8:]) or tr("none")
        self.setAccessibleName(tr("Process Rating over sessions, newest last: {spoken}").format(spoken=spoken))
        self.update()

    def sizeHint(self) -> QSize:
        """Wide and 200 high."""
        return QSize(500, _HEIGHT)

    def paintEvent(self, _event: QPaintEvent) -> None:
        """Limits of labels, band, line, dots, scale."""
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setFont(font("caption"))
        plot = QRectF(6, 8, self.width() - _AXIS - 6, _HEIGHT - 32)
        curve = self._curve
        top = _scale_end(max((*curve.own, *curve.high), default=20.0) if curve is not None else 20.0)
        named = _apart((0.0, top, 20.0, 5.0), _LEAST_APART * top / plot.height())
        for level in sorted({0.0, 5.0, 20.0, top}):
            y = round(plot.bottom() - plot.height() * level / top) + 0.5
            dashed = level in (5.0, 20.0) and level != top
            colour = current_theme().colour("line.strong" if dashed else "line.subtle")
            painter.setPen(QPen(colour, 1, Qt.PenStyle.DotLine if dashed else Qt.PenStyle.SolidLine))
            painter.drawLine(QPointF(plot.left(), y), QPointF(plot.right(), y))
            painter.setPen(tone_colour("quiet"))
            if level in named:
                painter.drawText(QRectF(plot.right() + 8, y - 8, _AXIS - 8, 16), _LEFT, f"{level:.0f}")
            # under the curve, where a learner who improves leaves room: above on the right, below on the left
            word, side = {5.0: (tr("inaccuracy above 5"), _LEFT), 20.0: (tr("mistake above 20"), _RIGHT)}.get(
                level, ("", _LEFT)
            )
            painter.drawText(QRectF(plot.left() + 4, y - 16, plot.width() - 8, 14), side, word if dashed else "")
        if curve is not None and curve.own:
            self._draw_curve(painter, plot, curve, top)
        painter.end()

    def _draw_curve(self, painter: QPainter, plot: QRectF, curve: RatingCurve, top: float) -> None:
        def points(values: tuple[float, ...]) -> list[QPointF]:
            step = plot.width() / max(1, len(values) - 1)
            first = plot.left() if len(values) > 1 else plot.center().x()
            return [
                QPointF(first + step * place, plot.bottom() - plot.height() * value / top)
                for place, value in enumerate(values)
            ]

        band = current_theme().colour("chart.series.first")
        band.setAlphaF(0.18)
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(band)
        painter.drawPolygon(QPolygonF([*points(curve.high), *reversed(points(curve.low))]))
        painter.setBrush(Qt.BrushStyle.NoBrush)
        painter.setPen(QPen(tone_colour("series"), 2))
        painter.drawPolyline(QPolygonF(points(curve.rolling)))
        if len(curve.own) <= _MOST_DOTS:
            painter.setPen(QPen(tone_colour("secondary"), 1))
            for point in points(curve.own):
                painter.drawEllipse(point, 2.5, 2.5)
        painter.setPen(tone_colour("quiet"))
        foot = QRectF(plot.left(), plot.bottom() + 6, plot.width(), 16)
        if len(curve.own) == 1:
            painter.drawText(foot, Qt.AlignmentFlag.AlignCenter, curve.to_text)
            return
        painter.drawText(foot, _LEFT, curve.from_text)
        painter.drawText(foot, _RIGHT, curve.to_text)


def _scale_end(value: float) -> float:
    return next((end for end in (20.0, 40.0, 80.0, 160.0, 320.0) if value <= end), 500.0)


def _apart(levels: tuple[float, ...], least: float) -> list[float]:
    """Levels at least so far from each other; an earlier one stays before a later."""
    kept: list[float] = []
    for level in levels:
        if all(abs(level - other) > least for other in kept):
            kept.append(level)
    return kept


class ReliabilityPlot(Painted):
    """Chance said against share that happened; the diagonal is perfect, a larger dot holds more answers."""

    def __init__(self, *, name: str) -> None:
        """Empty."""
        super().__init__(name, tr("Calibration"))
        self._dots: tuple[ReliabilityDot, ...] = ()
        self.setFixedSize(_SQUARE + _AXIS + 16, _SQUARE + 24)

    def show_dots(self, dots: tuple[ReliabilityDot, ...]) -> None:
        """Take new groups."""
        self._dots = dots
        spoken = ", ".join(
            tr("said {said} %, happened {happened} %").format(
                said=localised(f"{dot.said * 100:.0f}"), happened=localised(f"{dot.happened * 100:.0f}")
            )
            for dot in dots
        )
        self.setAccessibleName(tr("Calibration: {answers}").format(answers=spoken or tr("no answers yet")))
        self.update()

    def paintEvent(self, _event: QPaintEvent) -> None:
        """Frame, diagonal, intervals, dots."""
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setFont(font("caption"))
        room = QRectF(_AXIS - 4.5, 4.5, _SQUARE, _SQUARE)
        painter.setPen(current_theme().colour("line.subtle"))
        painter.drawRect(room)
        painter.setPen(QPen(tone_colour("quiet"), 1, Qt.PenStyle.DashLine))
        painter.drawLine(room.bottomLeft(), room.topRight())
        painter.setPen(tone_colour("quiet"))
        right = Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter
        for share in (0.0, 0.5, 1.0):
            y, x = room.bottom() - share * _SQUARE, room.left() + share * _SQUARE
            painter.drawText(QRectF(0, y - 8, _AXIS - 10, 16), right, f"{share * 100:.0f}")
            painter.drawText(
                QRectF(x - 20, room.bottom() + 4, 40, 16), Qt.AlignmentFlag.AlignCenter, f"{share * 100:.0f}"
            )
        for dot in self._dots:
            x = room.left() + dot.said * _SQUARE
            low, high, middle = (room.bottom() - share * _SQUARE for share in (dot.low, dot.high, dot.happened))
            painter.setPen(QPen(tone_colour("series"), 1.5))
            painter.drawLine(QPointF(x, low), QPointF(x, high))
            painter.setPen(Qt.PenStyle.NoPen)
            painter.setBrush(tone_colour("series"))
            radius = min(6.0, 2.5 + dot.count**0.5 / 3)
            painter.drawEllipse(QPointF(x, middle), radius, radius)
        painter.end()


class LeveragePlot(Painted):
    """Highest effective leverage of each session under the ceiling; what passes it is amber and named."""

    def __init__(self, *, name: str) -> None:
        """Empty."""
        super().__init__(name, tr("Leverage used"))
        self._leverages: tuple[float, ...] = ()
        self._ceiling = 1.0
        self.setFixedHeight(140)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)

    def show_leverages(self, leverages: tuple[float, ...], ceiling: float) -> None:
        """Take the newest sixty."""
        self._leverages, self._ceiling = leverages[-60:], ceiling
        above = sum(one > ceiling for one in self._leverages)
        self.setAccessibleName(
            tr("Leverage used: above the ceiling of {ceiling} in {above} of the newest sessions").format(
                ceiling=localised(f"{ceiling:g}"), above=above
            )
        )
        self.update()

    def sizeHint(self) -> QSize:
        """Wide and 140 high."""
        return QSize(300, 140)

    def paintEvent(self, _event: QPaintEvent) -> None:
        """Bars, ceiling, scale."""
        painter = QPainter(self)
        painter.setFont(font("caption"))
        plot = QRectF(0, 16, self.width() - 32, self.height() - 20)
        top = max((*self._leverages, self._ceiling * 1.34))
        step = plot.width() / max(12, len(self._leverages))
        painter.setPen(Qt.PenStyle.NoPen)
        for place, leverage in enumerate(self._leverages):
            left, width = plot.left() + place * step, max(1.0, step - 2)
            limit, foot = plot.height() * min(leverage, self._ceiling) / top, plot.bottom()
            painter.fillRect(QRectF(left, foot - limit, width, limit), tone_colour("series"))
            if leverage > self._ceiling:  # however little above, it is counted, so it is seen
                above = max(_LEAST_ABOVE, plot.height() * (leverage - self._ceiling) / top)
                painter.fillRect(QRectF(left, foot - limit - above, width, above), tone_colour("caution"))
        y = round(plot.bottom() - plot.height() * self._ceiling / top) + 0.5
        painter.setPen(QPen(tone_colour("primary"), 1))
        painter.drawLine(QPointF(plot.left(), y), QPointF(plot.right(), y))
        painter.setPen(tone_colour("quiet"))
        painter.drawText(QRectF(plot.right() + 4, y - 8, 28, 16), _LEFT, localised(f"{self._ceiling:g}×"))
        words = tr("line: your ceiling {ceiling}×; above it amber").format(ceiling=localised(f"{self._ceiling:g}"))
        painter.drawText(QRectF(plot.left(), 0, plot.width(), 14), _LEFT, words)
        painter.end()


class IntervalBar(Painted):
    """A rate of 0 to 1 as a tick inside its interval."""

    def __init__(self, *, name: str, accessible: str) -> None:
        """Unknown."""
        super().__init__(name, accessible)
        self._figures = (0.0, 0.0, 0.0)
        self.setFixedHeight(14)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)

    def show_rate(self, mean: float, low: float, high: float) -> None:
        """Take a mean and its interval."""
        self._figures = (mean, low, high)
        self.update()

    def sizeHint(self) -> QSize:
        """Wide and 14 high."""
        return QSize(160, 14)

    def paintEvent(self, _event: QPaintEvent) -> None:
        """Track, interval and mean."""
        mean, low, high = self._figures
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(current_theme().colour("ground.hover"))
        painter.drawRoundedRect(QRectF(0, 5, self.width(), 4), 2, 2)
        painter.setBrush(current_theme().colour("line.strong"))
        painter.drawRoundedRect(QRectF(low * self.width(), 4, max(2.0, (high - low) * self.width()), 6), 2, 2)
        painter.setBrush(tone_colour("series"))
        painter.drawRect(QRectF(mean * self.width() - 1, 1, 2, 12))
        painter.end()
