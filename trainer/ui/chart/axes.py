"""Price axis with tags, time axis, funding strip."""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from functools import partial
from operator import itemgetter

from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QPainter, QPixmap

from trainer.core.language import language
from trainer.ui.chart.batches import line_pen
from trainer.ui.chart.layer import LEFT, Kept, Layer, triangle
from trainer.ui.chart.lines import PlacementSource, last_is_up
from trainer.ui.chart.model import ChartModel
from trainer.ui.chart.palette import FontName
from trainer.ui.chart.placing import LAST_TAG_HEIGHT, STYLES, TAG_HEIGHT, Placed, Placement, line_colour, price_text
from trainer.ui.chart.ticks import format_day, format_number

Stamp = tuple[int, str, float]
_TEXT_LEFT = 8
_LABEL_CLEAR = 7


class PriceAxisLayer(Layer):
    """Round prices, the tags of lines, and the last price with its countdown."""

    area = "price_axis"
    z = 17

    def __init__(self, model: ChartModel, source: PlacementSource) -> None:
        """Tag the lines placed by source."""
        super().__init__(model)
        self._source = source
        self._kept, self._last = Kept(), Kept()
        self._rows: list[int] = []
        self._labelled: tuple[object, ...] = ()
        self._labels: list[str] = []
        self._tagged: tuple[object, ...] = ()
        self._tags: list[QPixmap] = []

    def draw(self, painter: QPainter) -> None:
        """Labels, kept as a picture while the scale stays, but for those a tag would cut; then the tags."""
        placement, layout, ground = self._source.current(), self.model.layout, self.model.palette.colour("chart.ground")
        left, width = int(layout.price_axis.left()) + 1, int(layout.price_axis.width()) - 1
        self._kept.show(painter, self._told(), self._draw_scale, QRectF(left, 0, width, layout.plot.height()), ground)
        tags = [(row, TAG_HEIGHT) for _, row in placement.tags]
        if placement.last_tag is not None:
            tags.append((placement.last_tag, LAST_TAG_HEIGHT))
        for tag, height in tags:
            reach = height // 2 + _LABEL_CLEAR
            for row in self._rows[bisect_right(self._rows, tag - reach) : bisect_left(self._rows, tag + reach)]:
                painter.fillRect(left, row - 7, width, 14, ground)
        for (_, row), picture in zip(placement.tags, self._pictures(placement, painter), strict=True):
            painter.drawPixmap(left + 1, round(row - TAG_HEIGHT / 2), picture)
        if placement.last_tag is not None:
            self._put_last(painter, placement.last_tag, placement.last_price)

    def _told(self) -> tuple[object, ...]:
        model, ticks = self.model, self.model.ticks()
        words = (self._base(), model.series.tick_decimals, language())
        return (ticks.prices, ticks.rows, *words, model.layout, model.palette)

    def _base(self) -> float:
        return self.model.base_price() if self.model.viewport.scale == "percent" else 0.0

    def _draw_scale(self, painter: QPainter) -> None:
        model, edge, ticks = self.model, self.bounds(), self.model.ticks()
        told = (ticks.prices, self._base(), model.series.tick_decimals, language())
        if told != self._labelled:
            self._labelled, self._labels = told, [axis_label(model, self._base(), price) for price in ticks.prices]
        foot = model.layout.plot.bottom() - 6
        shown = {row: text for text, row in zip(self._labels, ticks.rows, strict=True) if 8 <= row <= foot}
        self._rows = sorted(shown)
        painter.setFont(model.palette.font("caption"))
        painter.setPen(model.palette.colour("text.quiet"))
        for row, text in shown.items():
            self.put(painter, edge.left() + _TEXT_LEFT, row, text, "caption")

    def _pictures(self, placement: Placement, painter: QPainter) -> list[QPixmap]:
        """Every tag as a picture, looked up once while the lines stay the same."""
        model, ratio = self.model, painter.device().devicePixelRatio()
        told = (placement.lines, model.layout, model.series.tick_decimals, language(), model.palette, ratio)
        if told != self._tagged:
            self._tagged, self._tags = told, [self._tag(placed, ratio) for placed, _ in placement.tags]
        return self._tags

    def _tag(self, placed: Placed, ratio: float) -> QPixmap:
        line, label = placed.line, price_text(self.model, placed.line.price)
        key, width = ("tag", line.kind, line.side, placed.refused, label), self.model.layout.price_axis.width() - 4
        return self.model.palette.picture(key, width, TAG_HEIGHT, ratio, partial(self._draw_tag, placed, label))

    def _put_last(self, painter: QPainter, row: float, price: float) -> None:
        is_up, label, left = last_is_up(self.model), price_text(self.model, price), countdown(self.model)
        axis = self.model.layout.price_axis
        rect = QRectF(axis.left() + 2, round(row - LAST_TAG_HEIGHT / 2), axis.width() - 4, LAST_TAG_HEIGHT)
        told = (is_up, label, left, rect.width(), self.model.palette)
        self._last.show(painter, told, partial(self._draw_last, rect, is_up, label, left), rect)

    def _draw_last(self, rect: QRectF, is_up: bool, label: str, left: str, painter: QPainter) -> None:
        ratio, draw = painter.device().devicePixelRatio(), partial(self._draw_last_ground, is_up)
        ground = self.model.palette.picture(("last", is_up), rect.width(), rect.height(), ratio, draw)
        painter.drawPixmap(rect.topLeft(), ground)
        painter.setPen(self.model.palette.colour("accent.onFill"))
        painter.setFont(self.model.palette.font("strong"))
        self.put(painter, rect.x() + _TEXT_LEFT - 2, rect.y() + 9, label, "strong")
        painter.setFont(self.model.palette.font("caption"))
        self.put(painter, rect.x() + _TEXT_LEFT - 2, rect.y() + 23, left, "caption")

    def _draw_tag(self, placed: Placed, label: str, painter: QPainter) -> None:
        palette, style = self.model.palette, STYLES[placed.line.kind]
        rect = QRectF(0, 0, self.model.layout.price_axis.width() - 4, TAG_HEIGHT)
        text = palette.colour("text.quiet" if placed.refused else line_colour(placed.line))
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        if style.tag == "filled":
            painter.setPen(Qt.PenStyle.NoPen)
            painter.setBrush(palette.colour(f"side.{placed.line.side or 'long'}.fill"))
            painter.drawRoundedRect(rect, 3, 3)
            text = palette.colour("accent.onFill")
        else:
            painter.setPen(line_pen(text))
            painter.setBrush(palette.colour("liquidation.ground" if style.tag == "ground" else "chart.ground"))
            painter.drawRoundedRect(rect.adjusted(0.5, 0.5, -0.5, -0.5), 3, 3)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing, False)
        self.write(painter, rect.adjusted(_TEXT_LEFT - 2, 0, 0, 0), label, text, "strong", LEFT)

    def _draw_last_ground(self, is_up: bool, painter: QPainter) -> None:
        palette = self.model.palette
        rect = QRectF(0, 0, self.model.layout.price_axis.width() - 4, LAST_TAG_HEIGHT)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(palette.colour("move.up.fill" if is_up else "move.down.fill"))
        painter.drawRoundedRect(rect, 3, 3)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing, False)


def axis_label(model: ChartModel, base: float, price: float) -> str:
    """A price, or its change from base in per cent when there is a base."""
    if base <= 0:
        return price_text(model, price)
    change = (price / base - 1) * 100
    return f"{'+' if change > 0.0049 else ''}{format_number(change if abs(change) > 0.0049 else 0.0, 2)} %"


def countdown(model: ChartModel) -> str:
    """Time left in the newest bar: the caller's text, else a whole bar when none is forming."""
    if model.series.countdown or model.series.forming:
        return model.series.countdown
    minutes = model.series.timeframe_ms // 60_000
    return f"{minutes:02d}:00" if minutes < 60 else f"{minutes // 60:02d}:{minutes % 60:02d}:00"


class TimeAxisLayer(Layer):
    """Times under the bars; the day stands in bold where it changes and at the left edge."""

    area = "whole"
    z = 15
    settled = True

    def draw(self, painter: QPainter) -> None:
        """Hairline, day, labels that have room, marks of known events."""
        model, area, ticks = self.model, self.model.layout.time_axis, self.model.ticks()
        painter.fillRect(int(area.left()), int(area.top()), int(area.width()), 1, model.palette.colour("line.subtle"))
        taken, last = self._draw_day(painter), area.right() - 2
        fonts: tuple[tuple[FontName, str], ...] = (("caption", "text.quiet"), ("strong", "text.primary"))
        middle, width_of = area.top() + (area.height() - 1) / 2, model.palette.width_of
        for is_strong, (font, token) in enumerate(fonts):
            painter.setFont(model.palette.font(font))
            painter.setPen(model.palette.colour(token))
            for (_, text, strong), x in zip(ticks.times, ticks.columns, strict=True):
                half = width_of(text, "strong") / 2
                if strong == is_strong and x - half >= taken and x + half <= last:
                    self.put(painter, x - width_of(text, font) / 2, middle, text, font)
        self._draw_events(painter)

    def _draw_day(self, painter: QPainter) -> float:
        """Name the leftmost bar's day; return where the next label may begin."""
        model, area = self.model, self.model.layout.time_axis
        ticks = model.ticks()
        if model.series.total == 0 or (ticks.times and ticks.times[0].strong and ticks.columns[0] < 90):
            return 4
        is_long = model.viewport.step * 86_400_000 / model.series.timeframe_ms < 40
        text = format_day(model.series.time_at(model.viewport.index_at(2)), is_long=is_long)
        rect = QRectF(8, area.top(), 80, area.height() - 1)
        self.write(painter, rect, text, model.palette.colour("text.primary"), "strong", LEFT)
        return 8 + model.palette.width_of(text, "strong") + 6

    def _draw_events(self, painter: QPainter) -> None:
        model, area = self.model, self.model.layout.time_axis
        if not model.events:
            return
        painter.setClipRect(area)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(model.palette.colour("caution.text"))
        first, last = model.viewport.visible()
        start, stop = model.series.time_at(first), model.series.time_at(last)
        for mark in model.events:
            if not start <= mark.time_ms <= stop:
                continue
            centre = model.viewport.centre_of(model.series.index_at(mark.time_ms)) + 0.5
            if 0 <= centre <= area.right():
                painter.drawPolygon(triangle(QPointF(centre, area.top() + 1), True, 8, 5))
        painter.setRenderHint(QPainter.RenderHint.Antialiasing, False)
        painter.setClipping(False)


class FundingLayer(Layer):
    """Settled funding rates as a step under the plot and the next one beyond the now line."""

    area = "funding"
    z = 13
    settled = True

    def __init__(self, model: ChartModel) -> None:
        """Paint from this model."""
        super().__init__(model)
        self._of: tuple[Stamp, ...] = ()
        self._least, self._peak = 0.0, 1.0

    def is_empty(self) -> bool:
        """Nothing without funding."""
        return self.model.funding is None

    def draw(self, painter: QPainter) -> None:
        """Hairline and steps with their texts."""
        model, area, strip = self.model, self.model.layout.funding, self.model.funding
        if strip is None:
            return
        painter.fillRect(QRectF(area.left(), area.top(), area.width(), 1), model.palette.colour("line.subtle"))
        now = float(min(max(0, model.now_x()), area.right()))
        if strip.stamps is not self._of:
            rates = [rate for _, _, rate in strip.stamps]
            self._of, self._least = strip.stamps, min(rates, default=0.0)
            self._peak = max((abs(rate) for rate in rates), default=0.0) or 1.0
        zero, reach = (area.top() + 13.0, 8.0) if self._least < 0 else (area.top() + 21.0, 10.0)
        shown = self._in_view(strip.stamps)
        lefts = [float(model.viewport.x_of(model.series.index_at(stamp))) for stamp, _, _ in shown]
        lead = strip.title
        for index, ((_, text, rate), left) in enumerate(zip(shown, lefts, strict=True)):
            right = min(lefts[index + 1] if index + 1 < len(lefts) else now, now)
            if right <= 0 or left >= now:
                continue
            self._draw_step(painter, left, right - 1, zero, round(rate / self._peak * reach))
            label = f"{lead}   {text}" if lead else text
            self._draw_text(painter, max(8.0, left + 10), label, right)
            lead = ""
        if not model.is_newest_apart:
            self.draw_newest(painter)

    def draw_newest(self, painter: QPainter) -> None:
        """When the next one comes, which another bar tells anew."""
        model, area, strip = self.model, self.model.layout.funding, self.model.funding
        now = float(min(max(0, model.now_x()), area.right()))
        room = area.right() - now - 14
        if strip is not None and strip.next_text and model.palette.width_of(strip.next_text, "caption") <= room:
            secondary = model.palette.colour("text.secondary")
            rect = QRectF(now + 10, area.top(), area.right() - now - 10, area.height())
            self.write(painter, rect, strip.next_text, secondary, "caption", LEFT)

    def _in_view(self, stamps: tuple[Stamp, ...]) -> tuple[Stamp, ...]:
        """Those in view, the one in force at the left edge and the one after them."""
        first, last = self.model.viewport.visible()
        start, stop = self.model.series.time_at(first), self.model.series.time_at(last)
        before = bisect_left(stamps, start, key=itemgetter(0)) - 1
        return stamps[max(0, before) : bisect_right(stamps, stop, key=itemgetter(0)) + 1]

    def _draw_step(self, painter: QPainter, left: float, right: float, zero: float, height: float) -> None:
        palette, area = self.model.palette, self.model.layout.funding
        start = max(0.0, left)
        top = zero - height
        painter.fillRect(QRectF(start, min(top, zero), right - start, abs(height)), palette.shade("caution.text", 0.28))
        painter.fillRect(QRectF(start, top, right - start, 1), palette.colour("caution.text"))
        if left >= 0:
            painter.fillRect(QRectF(left, area.top(), 1, area.height()), palette.colour("caution.text"))

    def _draw_text(self, painter: QPainter, left: float, text: str, right: float) -> None:
        palette, area = self.model.palette, self.model.layout.funding
        width = palette.width_of(text, "caption")
        if left + width + 4 > right:
            return
        painter.fillRect(QRectF(left - 4, area.top() + 4, width + 8, 18), palette.shade("chart.ground", 0.85))
        rect = QRectF(left, area.top(), width, area.height())
        self.write(painter, rect, text, palette.colour("text.secondary"), "caption", LEFT)
