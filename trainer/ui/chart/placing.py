"""Where pills and axis tags go when lines lie close together."""

from __future__ import annotations

import itertools
from dataclasses import dataclass
from typing import NamedTuple

from PySide6.QtCore import QPointF, QRectF

from trainer.core.language import tr
from trainer.presenters.chart_views import LineKind, LineView
from trainer.ui.chart.model import ChartModel
from trainer.ui.chart.palette import FontName
from trainer.ui.chart.ticks import format_number

PILL_HEIGHT, TAG_HEIGHT, LAST_TAG_HEIGHT = 20, 18, 32
PILL_EDGE = 10
FAN_ROW = 16
CLOSE_CELL = "×"
_FAN_TOP = 34
_PILL_ROOM = 300
_CELL_PAD = 8
_TRIANGLE_ROOM = 12
_CLOSE_WIDTH = 26
_PILLS_TOUCH = 22
_GRAB = 4
_GAP = 2


class LineStyle(NamedTuple):
    """How a kind of line looks; the side's colour where colour is 'side'."""

    colour: str
    width: int = 1
    dash: tuple[int, int] | None = None
    tag: str = "outline"
    alpha: float = 1.0


STYLES: dict[LineKind, LineStyle] = {
    "position": LineStyle("side", tag="filled"),
    "target": LineStyle("side.long.text", dash=(6, 4)),
    "stop": LineStyle("side.short.text", dash=(6, 4)),
    "order": LineStyle("text.quiet", dash=(6, 4)),
    "break_even": LineStyle("text.quiet", dash=(1, 3), tag="none"),
    "liquidation": LineStyle("liquidation.text", width=2, tag="ground"),
    "entry_preview": LineStyle("side", dash=(2, 2)),
    "stop_preview": LineStyle("side.short.text", dash=(2, 2), alpha=0.8),
    "target_preview": LineStyle("side.long.text", dash=(2, 2), alpha=0.8),
}
DRAW_ORDER: tuple[LineKind, ...] = (
    "order",
    "target_preview",
    "stop_preview",
    "entry_preview",
    "target",
    "break_even",
    "position",
    "stop",
    "liquidation",
)


def line_colour(line: LineView) -> str:
    """Token of a line's colour."""
    name = STYLES[line.kind].colour
    return f"side.{line.side or 'long'}.text" if name == "side" else name


@dataclass(frozen=True, slots=True, eq=False)
class Placed:
    """A line on screen: its row, its pill and cells (empty when it has none)."""

    line: LineView
    cells: tuple[str, ...]
    y: float
    pill: QRectF
    cell_edges: tuple[float, ...]
    close: QRectF
    refused: bool = False

    def grabs(self, point: QPointF) -> bool:
        """Whether a press here takes hold of the line."""
        return abs(point.y() - self.y) <= _GRAB or self.pill.contains(point)


@dataclass(frozen=True, slots=True, eq=False)
class Placement:
    """All lines of a frame, lowest drawn first, those with a tag on the axis with its row, and the last price's."""

    lines: tuple[Placed, ...]
    tags: tuple[tuple[Placed, int], ...] = ()
    last_tag: int | None = None
    last_price: float = 0.0


def spread(centres: list[float], sizes: list[float], gap: float) -> list[float]:
    """Move centres apart until boxes of these sizes keep the gap, neighbours giving way in equal halves."""
    groups: list[list[int]] = []
    tops: list[float] = []
    for item in sorted(range(len(centres)), key=lambda index: centres[index]):
        members = [item]
        top = _group_top(members, centres, sizes, gap)
        while groups and tops[-1] + sum(sizes[index] + gap for index in groups[-1]) > top:
            tops.pop()
            members = groups.pop() + members
            top = _group_top(members, centres, sizes, gap)
        groups.append(members)
        tops.append(top)
    result = list(centres)
    for members, top in zip(groups, tops, strict=True):
        edge = top
        for item in members:
            result[item] = edge + (sizes[item] + gap) / 2
            edge += sizes[item] + gap
    return result


def _inside(centres: list[float], sizes: list[float], height: float) -> list[float]:
    """Move what would stand below the foot up, and what is in its way with it; then what would stand above the top."""
    result, order = list(centres), sorted(range(len(centres)), key=centres.__getitem__)
    limit = height
    for item in reversed(order):
        result[item] = min(result[item], limit - sizes[item] / 2)
        limit = result[item] - sizes[item] / 2 - _GAP
    limit = 0.0
    for item in order:
        result[item] = max(result[item], limit + sizes[item] / 2)
        limit = result[item] + sizes[item] / 2 + _GAP
    return result


def _group_top(members: list[int], centres: list[float], sizes: list[float], gap: float) -> float:
    """Top edge of boxes stacked without room between them that moves them least from their centres."""
    offset = total = 0.0
    for item in members:
        total += centres[item] - offset - (sizes[item] + gap) / 2
        offset += sizes[item] + gap
    return total / len(members)


def place_lines(model: ChartModel) -> tuple[Placed, ...]:
    """Work out rows and pills for the current frame."""
    shown = [entry for entry in _entries(model) if -1 <= entry[2] <= model.viewport.height]
    shown.sort(key=lambda entry: DRAW_ORDER.index(entry[0].kind))
    pill_rows = _pill_rows([(entry[2], bool(entry[1])) for entry in shown])
    return tuple(_placed(model, entry, row) for entry, row in zip(shown, pill_rows, strict=True))


def with_tags(model: ChartModel, lines: tuple[Placed, ...], last: float) -> Placement:
    """Lines with the tags of the price axis, which keep clear of each other and of the last price."""
    tagged = [placed for placed in lines if STYLES[placed.line.kind].tag != "none"]
    row = model.viewport.y_of(last) if model.series.total else -100.0
    is_last_shown = 0 <= row <= model.viewport.height
    centres = [placed.y for placed in tagged] + [row] * is_last_shown
    sizes = [float(TAG_HEIGHT)] * len(tagged) + [float(LAST_TAG_HEIGHT)] * is_last_shown
    rows = [round(centre) for centre in _inside(spread(centres, sizes, _GAP), sizes, model.viewport.height)]
    return Placement(lines, tuple(zip(tagged, rows, strict=False)), rows[-1] if is_last_shown else None, last)


_Entry = tuple[LineView, tuple[str, ...], float, bool]


def _entries(model: ChartModel) -> list[_Entry]:
    drag = model.drag if model.drag is not None and model.drag.moved else None
    entries: list[_Entry] = []
    for line in model.lines:
        moving = drag is not None and drag.line.id == line.id and line.kind != "position"
        if not moving:
            entries.append((line, line.cells, model.viewport.y_of(line.price), False))
    if drag is not None:
        last = model.last_price() or drag.line.price
        ghost = _ghost(drag.line, drag.price, last)
        cells = (ghost_title(ghost), drag.reason) if drag.reason else drag.cells
        entries.append((ghost, cells, model.viewport.y_of(drag.price), bool(drag.reason)))
    return entries


def _ghost(line: LineView, price: float, last: float) -> LineView:
    """The line being dragged; out of the position line comes a stop behind the last price, a target ahead of it."""
    kind: LineKind = line.kind
    if kind == "position":
        kind = "stop" if (price <= last) == (line.side != "short") else "target"
    return LineView(line.id, kind, price, line.cells, line.side, True, False, line.from_time_ms)


def ghost_title(line: LineView) -> str:
    """First cell of a line whose move is refused."""
    return line.cells[0] if line.cells and line.kind not in ("stop", "target") else tr(line.kind.capitalize())


def _pill_rows(rows: list[tuple[float, bool]]) -> list[float]:
    """Pill centres: two lines closer than a pill send the upper pill above its line and the lower one below."""
    result = [y for y, _ in rows]
    having = sorted((index for index, row in enumerate(rows) if row[1]), key=lambda index: rows[index][0])
    for upper, lower in itertools.pairwise(having):
        if rows[lower][0] - rows[upper][0] < _PILLS_TOUCH:
            result[upper] = min(result[upper], rows[upper][0] - 12)
            result[lower] = max(result[lower], rows[lower][0] + 13)
    apart = spread([result[index] for index in having], [float(PILL_HEIGHT)] * len(having), _GAP)
    for index, row in zip(having, apart, strict=True):
        result[index] = row
    return result


def _placed(model: ChartModel, entry: _Entry, row: float) -> Placed:
    line, cells, y, refused = entry
    widths = [_cell_width(model, line, text, index == 0, refused) for index, text in enumerate(cells)]
    closable = line.closable and bool(cells) and not refused
    total = sum(widths) + (_CLOSE_WIDTH if closable else 0)
    right = _pill_right(model, row)
    pill = QRectF(round(right - total), round(row - PILL_HEIGHT / 2), total, PILL_HEIGHT) if cells else QRectF()
    edges: list[float] = []
    left = pill.left()
    for width in widths:
        left += width
        edges.append(left)
    close = QRectF(left, pill.top(), _CLOSE_WIDTH, PILL_HEIGHT) if closable else QRectF()
    return Placed(line, cells, y, pill, tuple(edges), close, refused)


def _cell_width(model: ChartModel, line: LineView, text: str, first: bool, refused: bool) -> float:
    font: FontName = "strong" if first and line.kind == "liquidation" else "medium"
    extra = _TRIANGLE_ROOM if first and (line.kind == "position" or refused) else 0
    return float(round(model.palette.width_of(text, font))) + 2 * _CELL_PAD + extra


def _pill_right(model: ChartModel, row: float) -> float:
    right = model.layout.plot.right() - PILL_EDGE
    now = model.now_x()
    if model.fan is None or not model.fan.paths or not _PILL_ROOM < now < right - 40:
        return right
    card, reach = fan_card(model), PILL_HEIGHT / 2 + 2
    if model.fan.caption and card is None:
        return right
    is_on_card = card is not None and card.top() - reach <= row <= card.bottom() + reach
    if card is not None and is_on_card:
        return min(float(now), card.left()) - 18.0
    return now - 18.0 if _fan_needs(model, row) else right


def fan_card(model: ChartModel) -> QRectF | None:
    """Where the words of the fan stand: at the foot of the empty bars, at their top where doomed paths end below.

    Wider than the empty bars, they reach over revealed ones, clear of the newest bar and of pills; None without room.
    """
    fan, palette, plot = model.fan, model.palette, model.layout.plot
    if fan is None or not fan.caption:
        return None
    widths = [palette.width_of(text, "caption") for text in (fan.caption, *fan.more)]
    widths.append(palette.width_of(fan.liquidated_text, "strong") + palette.width_of(fan.rest_text, "caption"))
    height = FAN_ROW * (1 + bool(fan.liquidated_text) + len(fan.more)) + 8
    card = QRectF(model.now_x() + 8.0, plot.bottom() - height - 2, max(widths) + 20, height)
    if card.width() > plot.width():
        return None
    top = card.translated(0, plot.top() + _FAN_TOP - card.top())
    prices = [float(path.prices[-1]) for path in fan.paths if path.outcome == "liquidated" and len(path.prices)][:1]
    is_over = card.right() > plot.right()
    if is_over:
        card.moveRight(plot.right() - 2)
        top.moveRight(plot.right() - 2)
        prices += [float(price) for price in model.series.values[1:3, -1]]
        if card.left() < _PILL_ROOM:
            prices += [line.price for line in model.lines if line.cells]
    rows = [model.viewport.y_of(price) for price in prices]
    free = (place for place in (card, top) if not any(place.top() - 8 <= row <= place.bottom() + 8 for row in rows))
    return next(free, None if is_over else top)


def _fan_needs(model: ChartModel, row: float) -> bool:
    """Whether a pill at this row would cover the way from the last price to where doomed paths end."""
    if model.fan is None or not model.series.total:
        return False
    last_price = model.last_price()
    ends = [float(path.prices[-1]) for path in model.fan.paths if path.outcome != "neutral" and len(path.prices)]
    furthest = max(ends, key=lambda price: abs(price - last_price), default=last_price)
    rows = (model.viewport.y_of(last_price), model.viewport.y_of(furthest))
    return min(rows) - 30 <= row <= max(rows) + 30


def price_text(model: ChartModel, price: float) -> str:
    """A price with the instrument's decimals."""
    return format_number(price, model.series.tick_decimals)
