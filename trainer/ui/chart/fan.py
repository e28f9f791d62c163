"""The liquidation fan: outcome-blind futures in the empty bars, those that liquidate drawn last."""

from __future__ import annotations

import numpy as np
from PySide6.QtCore import QRectF, Qt
from PySide6.QtGui import QPainter

from trainer.core.language import tr
from trainer.presenters.chart_views import FanOutcome, FanView, FloatColumn
from trainer.ui.chart.batches import LineBatch, line_pen, segments
from trainer.ui.chart.layer import LEFT, RIGHT, Layer
from trainer.ui.chart.lod import CLOSE
from trainer.ui.chart.model import ChartModel
from trainer.ui.chart.placing import FAN_ROW, fan_card

_CLASSES: tuple[tuple[FanOutcome, str, float], ...] = (
    ("neutral", "chart.fan.neutral", 0.5),
    ("stopped", "chart.fan.neutral", 0.55),
    ("liquidated", "liquidation.text", 0.66),
)
_TOLD_AT = 26


class FanLayer(Layer):
    """Three draws, one per outcome, clipped to the empty bars, and a tick where a doomed position ends."""

    z = 6
    settled = True

    def __init__(self, model: ChartModel) -> None:
        """Paint from this model."""
        super().__init__(model)
        self._batch = LineBatch()
        self._fan: FanView | None = None
        self._steps: dict[FanOutcome, FloatColumn] = {}

    def draw(self, painter: QPainter) -> None:
        """Paths and ticks; nothing where there is no room for the words that say what they are."""
        model = self.model
        now, plot = model.now_x(), model.layout.plot
        if model.fan is None or model.series.total == 0 or now >= plot.right():
            return
        if model.fan.caption and fan_card(model) is None:
            return
        if model.fan is not self._fan:
            self._fan = model.fan
            last = float(model.series.values[CLOSE, -1])
            self._steps = {outcome: path_steps(model.fan, outcome, last) for outcome, _, _ in _CLASSES}
        painter.save()
        painter.setClipRect(QRectF(now, 0, plot.right() - now, plot.height()), Qt.ClipOperation.IntersectClip)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        for outcome, name, alpha in _CLASSES:
            pen = line_pen(model.palette.colour(name), 1, (), alpha)
            self._batch.draw(painter, pen, self._in_pixels(self._steps[outcome]))
        painter.setRenderHint(QPainter.RenderHint.Antialiasing, False)
        self._draw_ends(painter, model.fan)
        painter.restore()

    def _in_pixels(self, steps: FloatColumn) -> FloatColumn:
        view = self.model.viewport
        start = view.centre_of(self.model.series.total - 1) + 0.5
        lines = np.empty_like(steps)
        lines[:, 0::2] = start + steps[:, 0::2] * view.step
        lines[:, 1::2] = view.rows_of(steps[:, 1::2])
        return lines

    def _draw_ends(self, painter: QPainter, fan: FanView) -> None:
        view = self.model.viewport
        start = view.centre_of(self.model.series.total - 1)
        colour = self.model.palette.colour("liquidation.text")
        for path in fan.paths:
            if path.outcome == "liquidated" and len(path.prices):
                y = round(view.y_of(float(path.prices[-1])))
                painter.fillRect(QRectF(round(start + len(path.prices) * view.step) - 1, y + 1, 2, 4), colour)


def path_steps(fan: FanView, outcome: FanOutcome, last_price: float) -> FloatColumn:
    """Steps of all paths of one outcome, shape (m, 4): bars after now and price at both ends of each."""
    parts = []
    for path in fan.paths:
        if path.outcome == outcome and len(path.prices):
            prices = np.concatenate(([last_price], path.prices))
            parts.append(segments(np.arange(len(prices), dtype=np.float64), prices))
    return np.concatenate(parts) if parts else np.empty((0, 4))


class FanLegendLayer(Layer):
    """What all simulated futures say, at the foot of the empty bars."""

    z = 18

    def draw(self, painter: QPainter) -> None:
        """A small card of a few rows; where there is no room for it, that is said."""
        model, palette = self.model, self.model.palette
        fan, card = model.fan, fan_card(model)
        if fan is not None and fan.paths and card is None:
            place = QRectF(model.now_x(), _TOLD_AT, model.layout.plot.right() - 4 - model.now_x(), FAN_ROW)
            self.write(painter, place, tr("No room for futures"), palette.colour("text.quiet"), "caption", RIGHT)
        if fan is None or card is None:
            return
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(line_pen(palette.colour("line.subtle")))
        painter.setBrush(palette.colour("chart.ground"))
        painter.drawRoundedRect(card.adjusted(0.5, 0.5, -0.5, -0.5), 4, 4)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing, False)
        row = QRectF(card.left() + 10, card.top() + 4, 10, FAN_ROW)
        quiet, plain = palette.colour("text.quiet"), palette.colour("text.secondary")
        self.write(painter, row, fan.caption, quiet, "caption", LEFT)
        if fan.liquidated_text:
            head = palette.width_of(fan.liquidated_text, "strong")
            row = row.translated(0, FAN_ROW)
            self.write(painter, row, fan.liquidated_text, palette.colour("liquidation.text"), "strong", LEFT)
            self.write(painter, row.translated(head, 0), fan.rest_text, plain, "caption", LEFT)
        for text in fan.more:
            row = row.translated(0, FAN_ROW)
            self.write(painter, row, text, plain, "caption", LEFT)
