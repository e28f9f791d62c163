"""What a drawing looks like in pixels: lines, fills and labels, worked out from its points alone."""

from __future__ import annotations

import math
from dataclasses import dataclass, field
from itertools import pairwise

from PySide6.QtCore import QLineF, QPointF, QRectF
from PySide6.QtGui import QPolygonF

from trainer.core.language import tr
from trainer.market.drawings import EXTENSIONS, RETRACEMENTS, Drawing
from trainer.presenters.desk_texts import span_text
from trainer.ui.chart.model import ChartModel
from trainer.ui.chart.placing import price_text
from trainer.ui.chart.ticks import format_number

_GRAB = 5.0
_ARROW = 10.0
_LABEL_ROOM = 20.0
GAIN, LOSS = "side.long.text", "side.short.text"


@dataclass(slots=True)
class Label:
    """Text at a point; align 0 begins there, 1 ends there, 0.5 is centred."""

    at: QPointF
    text: str
    align: float = 0.0
    token: str = ""
    boxed: bool = False


@dataclass(slots=True)
class Shape:
    """Lines in the drawing's colour or a token of their own, fills as (polygon, token, alpha), labels, handles."""

    lines: list[tuple[QLineF, str]] = field(default_factory=list)
    fills: list[tuple[QPolygonF, str, float]] = field(default_factory=list)
    labels: list[Label] = field(default_factory=list)
    handles: list[QPointF] = field(default_factory=list)
    areas: list[QRectF] = field(default_factory=list)

    def holds(self, point: QPointF) -> bool:
        """Whether a press here takes hold of the drawing."""
        on_line = any(_distance(line, point) <= _GRAB for line, _ in self.lines)
        return on_line or any(area.contains(point) for area in self.areas)


def pixel_of(model: ChartModel, point: tuple[int, float]) -> QPointF:
    """Where a moment and a price lie."""
    column = model.viewport.centre_of(model.series.index_at(point[0]))
    return QPointF(column + 0.5, round(model.viewport.y_of(point[1])) + 0.5)


def shape_of(model: ChartModel, drawing: Drawing) -> Shape:
    """The shape of a drawing, also of one that still lacks points."""
    points = [pixel_of(model, point) for point in drawing.points]
    shape = Shape(handles=list(points))
    if len(points) == 1 and drawing.kind not in _SINGLE:
        return shape
    maker = _SINGLE.get(drawing.kind) or _MAKERS[drawing.kind]
    maker(model, drawing, points, shape)
    return shape


def _distance(line: QLineF, point: QPointF) -> float:
    dx, dy = line.dx(), line.dy()
    size = dx * dx + dy * dy
    along = 0.0 if size == 0 else ((point.x() - line.x1()) * dx + (point.y() - line.y1()) * dy) / size
    along = min(1.0, max(0.0, along))
    return math.hypot(line.x1() + along * dx - point.x(), line.y1() + along * dy - point.y())


def _box(first: QPointF, second: QPointF) -> QPolygonF:
    return QPolygonF(QRectF(first, second).normalized())


def _edges(rect: QRectF) -> list[tuple[QLineF, str]]:
    corners = [rect.topLeft(), rect.topRight(), rect.bottomRight(), rect.bottomLeft(), rect.topLeft()]
    return [(QLineF(first, second), "") for first, second in pairwise(corners)]


def _trend(_model: ChartModel, _drawing: Drawing, points: list[QPointF], shape: Shape) -> None:
    shape.lines.append((QLineF(points[0], points[1]), ""))


def _ray(model: ChartModel, _drawing: Drawing, points: list[QPointF], shape: Shape) -> None:
    line = QLineF(points[0], points[1])
    if line.length() > 0:
        reach = model.layout.whole.width() + model.layout.whole.height() + line.length()
        line.setLength(reach + max(0.0, -points[0].x()) * 2)
    shape.lines.append((line, ""))


def _horizontal(model: ChartModel, drawing: Drawing, points: list[QPointF], shape: Shape) -> None:
    right = model.layout.plot.right()
    shape.lines.append((QLineF(0, points[0].y(), right, points[0].y()), ""))
    shape.labels.append(Label(QPointF(8, points[0].y() - 9), price_text(model, drawing.points[0][1])))


def _vertical(model: ChartModel, _drawing: Drawing, points: list[QPointF], shape: Shape) -> None:
    shape.lines.append((QLineF(points[0].x(), 0, points[0].x(), model.layout.plot.bottom()), ""))


def _rectangle(_model: ChartModel, _drawing: Drawing, points: list[QPointF], shape: Shape) -> None:
    shape.fills.append((_box(points[0], points[1]), "", 0.1))
    shape.lines += _edges(QRectF(points[0], points[1]).normalized())


def _channel(_model: ChartModel, _drawing: Drawing, points: list[QPointF], shape: Shape) -> None:
    base = QLineF(points[0], points[1])
    shape.lines.append((base, ""))
    if len(points) == 3 and base.dx():
        at = base.y1() + (points[2].x() - base.x1()) / base.dx() * base.dy()
        beside = base.translated(0, points[2].y() - at)
        shape.lines.append((beside, ""))
        shape.fills.append((QPolygonF([base.p1(), base.p2(), beside.p2(), beside.p1()]), "", 0.08))


def _levels(model: ChartModel, shape: Shape, left: float, span: tuple[float, float], shares: tuple[float, ...]) -> None:
    """Rows at shares of a span, given as where it begins and how far it reaches."""
    start, reach = span
    right = model.layout.plot.right()
    for share in shares:
        price = start + reach * share
        row = round(model.viewport.y_of(price)) + 0.5
        shape.lines.append((QLineF(left, row, right, row), ""))
        shape.labels.append(
            Label(QPointF(left + 4, row - 9), f"{format_number(share * 100, 1)} %  {price_text(model, price)}")
        )


def _fib(model: ChartModel, drawing: Drawing, points: list[QPointF], shape: Shape) -> None:
    first, second = drawing.points[0][1], drawing.points[1][1]
    shape.lines.append((QLineF(points[0], points[1]), "text.quiet"))
    _levels(model, shape, min(points[0].x(), points[1].x()), (second, first - second), RETRACEMENTS)


def _extension(model: ChartModel, drawing: Drawing, points: list[QPointF], shape: Shape) -> None:
    shape.lines += [(QLineF(first, second), "text.quiet") for first, second in pairwise(points)]
    if len(points) == 3:
        reach = drawing.points[1][1] - drawing.points[0][1]
        _levels(model, shape, points[2].x(), (drawing.points[2][1], reach), EXTENSIONS)


def _measure(model: ChartModel, drawing: Drawing, points: list[QPointF], shape: Shape) -> None:
    (first_ms, first), (second_ms, second) = drawing.points[:2]
    token = GAIN if second >= first else LOSS
    shape.fills.append((_box(points[0], points[1]), token, 0.12))
    rect = QRectF(points[0], points[1]).normalized()
    middle = rect.center()
    shape.lines.append((QLineF(middle.x(), points[0].y(), middle.x(), points[1].y()), token))
    shape.lines.append((QLineF(points[0].x(), middle.y(), points[1].x(), middle.y()), token))
    shape.areas.append(rect)
    bars = model.series.index_at(second_ms) - model.series.index_at(first_ms)
    change = second - first
    sign = "+" if change > 0 else ""
    per_cent = f" ({sign}{format_number(change / first * 100, 2)} %)" if first > 0 else ""
    text = tr("{sign}{model}{per_cent} · {bars} bars, {second_ms}").format(
        sign=sign,
        model=price_text(model, change),
        per_cent=per_cent,
        bars=bars,
        second_ms=span_text(abs(second_ms - first_ms)),
    )
    row = rect.top() - 14 if second >= first else rect.bottom() + 14
    shape.labels.append(Label(QPointF(middle.x(), row), text, 0.5, token, boxed=True))


def _risk(model: ChartModel, drawing: Drawing, points: list[QPointF], shape: Shape) -> None:
    entry, stop = drawing.points[0][1], drawing.points[1][1]
    left, right = points[0].x(), max(points[0].x() + 40, *(point.x() for point in points[1:]))
    loss = QRectF(QPointF(left, points[0].y()), QPointF(right, points[1].y())).normalized()
    shape.fills.append((QPolygonF(loss), LOSS, 0.16))
    shape.areas.append(loss)
    shape.lines.append((QLineF(left, points[0].y(), right, points[0].y()), "text.secondary"))
    shape.lines.append((QLineF(left, points[1].y(), right, points[1].y()), LOSS))
    risk = abs(entry - stop)
    text = tr("Stop {model} · {risk} %").format(
        model=price_text(model, stop), risk=format_number(risk / entry * 100, 2)
    )
    below = points[1].y() > points[0].y()
    inside = 1 if loss.height() >= _LABEL_ROOM else -1  # a low box has its words beyond it, clear of each other
    shape.labels.append(Label(QPointF(left + 6, points[1].y() + inside * (-10 if below else 10)), text, 0.0, LOSS))
    if len(points) == 3:
        target = drawing.points[2][1]
        gain = QRectF(QPointF(left, points[0].y()), QPointF(right, points[2].y())).normalized()
        shape.fills.append((QPolygonF(gain), GAIN, 0.14))
        shape.areas.append(gain)
        shape.lines.append((QLineF(left, points[2].y(), right, points[2].y()), GAIN))
        ratio = f"{format_number(abs(target - entry) / risk, 2)} R · " if risk else ""
        text = tr("Target {model} · {ratio}{target} %").format(
            model=price_text(model, target), ratio=ratio, target=format_number(abs(target - entry) / entry * 100, 2)
        )
        inside = 1 if gain.height() >= _LABEL_ROOM else -1
        above = points[2].y() < points[0].y()
        shape.labels.append(Label(QPointF(left + 6, points[2].y() + inside * (10 if above else -10)), text, 0.0, GAIN))


def _arrow(_model: ChartModel, _drawing: Drawing, points: list[QPointF], shape: Shape) -> None:
    line = QLineF(points[1], points[0])
    shape.lines.append((line, ""))
    if line.length() > _ARROW:
        wings = []
        for turn in (-26, 26):
            wing = QLineF(line)
            wing.setLength(_ARROW)
            wing.setAngle(line.angle() + turn)
            wings.append(wing.p2())
        shape.fills.append((QPolygonF([points[1], *wings]), "", 1.0))


def _text(model: ChartModel, drawing: Drawing, points: list[QPointF], shape: Shape) -> None:
    text = drawing.text or tr("Text")
    shape.labels.append(Label(points[0], text, boxed=True))
    width = model.palette.width_of(text, "medium")
    shape.areas.append(QRectF(points[0].x() - 6, points[0].y() - 10, width + 12, 20))


_SINGLE = {"horizontal": _horizontal, "vertical": _vertical, "text": _text}
_MAKERS = {
    "trend": _trend, "ray": _ray, "rectangle": _rectangle, "channel": _channel, "fib": _fib, "extension": _extension,
    "measure": _measure, "risk": _risk, "arrow": _arrow,
}  # fmt: skip
