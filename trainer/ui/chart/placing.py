"""Where pills and axis tags go when lines lie close together."""

from __future__ import annotations

from dataclasses import dataclass
from typing import NamedTuple

from PySide6.QtCore import QPointF, QRectF

from trainer.core.language import tr
from trainer.presenters.chart_views import LineKind, LineView
from trainer.ui.chart.crowding import Entry, fold, tagged
from trainer.ui.chart.model import ChartModel
from trainer.ui.chart.palette import FontName
from trainer.ui.chart.spacing import GAP, inside, pill_rows, spread
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
_GRAB = 4
_LED = PILL_HEIGHT / 2 + 4
FUTURE_ROOM = 110
"""Least width of empty bars in which is written that the future is hidden."""
_NOTE_FOOT = 44
_WORDS_FOOT = 28
_BUTTON_ROOM = 44
_LEGEND_TOP, _LEGEND_ROW, _BESIDE_LEGEND = 10, 18, 430
_BEYOND_LEAST = (220, 110)
_FARTHEST = 10_000.0
_WIDEST = 0.55
_FIGURE = "+-−0123456789"


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
    """A line on screen: its row, its pill and cells (empty when it has none).

    One that is `beyond` the plot, -1 above it and 1 below it, has a pill at that edge and no row.
    """

    line: LineView
    cells: tuple[str, ...]
    y: float
    pill: QRectF
    cell_edges: tuple[float, ...]
    close: QRectF
    refused: bool = False
    beyond: int = 0

    @property
    def is_led(self) -> bool:
        """Whether the pill stands so far from its line that another line joins them."""
        return bool(self.cells) and not self.beyond and abs(self.pill.center().y() - self.y) > _LED

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


def place_lines(model: ChartModel) -> tuple[Placed, ...]:
    """Work out rows and pills for the current frame."""
    shown: list[Entry] = []
    height, is_above = model.viewport.height, False
    for entry in _entries(model):
        if -1 <= entry.y <= height:
            shown.append(entry)
        elif entry.line.kind == "liquidation" and _has_edges(model, entry):
            shown.append(_beyond(model, entry))
            is_above |= entry.y < 0
    shown.sort(key=lambda entry: DRAW_ORDER.index(entry.line.kind))
    if not any(entry.cells for entry in shown):
        return tuple(Placed(entry.line, (), entry.y, QRectF(), (), QRectF(), entry.refused) for entry in shown)
    room = _pill_room(model, is_above=is_above)
    shown = fold(shown, int((room.foot - room.top + GAP) // (PILL_HEIGHT + GAP)))
    having = [place for place, entry in enumerate(shown) if entry.cells]
    rows = [entry.y for entry in shown]
    apart = pill_rows([rows[place] for place in having], PILL_HEIGHT, room.top, room.foot)
    for place, row in zip(having, apart, strict=True):
        rows[place] = row
    return tuple(_placed(model, entry, row, room) for entry, row in zip(shown, rows, strict=True))


def with_tags(model: ChartModel, lines: tuple[Placed, ...], last: float) -> Placement:
    """Lines with the tags of the price axis, which keep clear of each other and of the last price."""
    having = [placed for placed in lines if STYLES[placed.line.kind].tag != "none" and not placed.beyond]
    row, height = model.viewport.y_of(last) if model.series.total else -100.0, model.viewport.height
    is_last_shown = 0 <= row <= height
    room = (height - is_last_shown * (LAST_TAG_HEIGHT + GAP) + GAP) // (TAG_HEIGHT + GAP)
    shown = [having[place] for place in tagged([placed.line for placed in having], int(room))]
    centres = [placed.y for placed in shown] + [row] * is_last_shown
    sizes = [float(TAG_HEIGHT)] * len(shown) + [float(LAST_TAG_HEIGHT)] * is_last_shown
    rows = [round(centre) for centre in inside(spread(centres, sizes, GAP), sizes, 0.0, height)]
    return Placement(lines, tuple(zip(shown, rows, strict=False)), rows[-1] if is_last_shown else None, last)


class _PillRoom(NamedTuple):
    """Rows that pills may stand in, and the words of the fan, which pills in their rows stand left of."""

    top: float
    foot: float
    card: QRectF | None


def _pill_room(model: ChartModel, *, is_above: bool) -> _PillRoom:
    """The plot without what is written at its edges; without the rows of the fan's words, where none fit beside.

    A liquidation price that is told above all pills stands below the legend where the chart has no room beside it.
    """
    plot, card = model.layout.plot, fan_card(model)
    top, foot = 2.0, plot.height() - 2.0
    if is_future_told(model):
        top = _WORDS_FOOT
    if card is None and model.fan is not None and model.fan.paths:
        top = _NOTE_FOOT
    if is_above and plot.width() < (_BESIDE_LEGEND if model.is_narrow else 2 * _BESIDE_LEGEND):
        top = max(top, _LEGEND_TOP + _LEGEND_ROW * (2 if model.is_narrow else model.viewport.head_rows + 2))
    if not model.viewport.following:
        foot -= _BUTTON_ROOM
    if card is not None and not _has_room_beside(model, card):
        if card.top() - top < foot - card.bottom():
            top = card.bottom() + GAP
        else:
            foot = card.top() - GAP
    return _PillRoom(top, foot, card)


def is_future_told(model: ChartModel) -> bool:
    """Whether it is written at the top of the empty bars that the future is hidden."""
    return model.future_hidden and 0 <= model.now_x() < model.layout.plot.right() - FUTURE_ROOM


def _has_room_beside(model: ChartModel, card: QRectF) -> bool:
    """Whether pills have room left of the words of the fan."""
    return min(float(model.now_x()), card.left()) > _PILL_ROOM


def _entries(model: ChartModel) -> list[Entry]:
    drag = model.drag if model.drag is not None and model.drag.moved else None
    entries: list[Entry] = []
    for line in model.lines:
        moving = drag is not None and drag.line.id == line.id and line.kind != "position"
        if not moving:
            entries.append(Entry(line, line.cells, model.viewport.y_of(line.price)))
    if drag is not None:
        last = model.last_price() or drag.line.price
        ghost = _ghost(drag.line, drag.price, last)
        cells = (_ghost_title(ghost, drag.line), drag.reason) if drag.reason else drag.cells
        entries.append(Entry(ghost, cells, model.viewport.y_of(drag.price), bool(drag.reason), is_held=True))
    return entries


def _has_edges(model: ChartModel, entry: Entry) -> bool:
    """Whether the plot is large enough to tell a price out of the view at its edge."""
    (width, height), view = _BEYOND_LEAST, model.viewport
    return entry.line.price > 0 and model.series.total > 0 and view.width >= width and view.height >= height


def _beyond(model: ChartModel, entry: Entry) -> Entry:
    """The liquidation price with an arrow to where it is."""
    line, side = entry.line, -1 if entry.y < 0 else 1
    cells = (line.beyond or tr("Liquidation"), f"{price_text(model, line.price)} {'▲' if side < 0 else '▼'}")
    return entry._replace(cells=cells, beyond=side, y=min(max(entry.y, -_FARTHEST), _FARTHEST))


def _ghost(line: LineView, price: float, last: float) -> LineView:
    """The line being dragged; out of the position line comes a stop behind the last price, a target ahead of it."""
    kind: LineKind = line.kind
    if kind == "position":
        kind = "stop" if (price <= last) == (line.side != "short") else "target"
    return LineView(line.id, kind, price, line.cells, line.side, True, False, line.from_time_ms)


def _ghost_title(ghost: LineView, line: LineView) -> str:
    """First cell of a line whose move is refused: its own, or what would come out of the position line."""
    return line.cells[0] if line.cells and ghost.kind == line.kind else tr(ghost.kind.capitalize())


def _placed(model: ChartModel, entry: Entry, row: float, room: _PillRoom) -> Placed:
    line, y, refused = entry.line, entry.y, entry.refused
    if not entry.cells:
        return Placed(line, (), y, QRectF(), (), QRectF(), refused)
    cross = _CLOSE_WIDTH if line.closable and not refused and not entry.folded else 0
    right = _pill_right(model, row, room.card, is_edge=bool(entry.beyond))
    cells, widths = _fitting(model, entry, right - GAP - cross)
    total = sum(widths) + cross
    pill = QRectF(max(GAP, round(right - total)), round(row - PILL_HEIGHT / 2), total, PILL_HEIGHT)
    edges: list[float] = []
    edge = pill.left()
    for width in widths:
        edge += width
        edges.append(edge)
    close = QRectF(edge, pill.top(), _CLOSE_WIDTH, PILL_HEIGHT) if cross else QRectF()
    return Placed(line, cells, y, pill, tuple(edges), close, refused, entry.beyond)


def _fitting(model: ChartModel, entry: Entry, room: float) -> tuple[tuple[str, ...], list[float]]:
    """Cells and their widths: figures behind the first go, the last one first, until the pill fits.

    A narrow chart keeps most of its width for the bars. Words stay, and so does what is dragged.
    """
    cells, line = list(entry.cells), entry.line
    widths = [_cell_width(model, line, text, index == 0, entry.refused) for index, text in enumerate(cells)]
    if model.is_narrow:
        room = min(room, model.layout.plot.width() * _WIDEST)
    while sum(widths) > room and not entry.is_held:
        figures = [place for place in range(2, len(cells)) if cells[place][:1] in _FIGURE]
        if not figures:
            break
        del cells[figures[-1]], widths[figures[-1]]
    return tuple(cells), widths


def _cell_width(model: ChartModel, line: LineView, text: str, first: bool, refused: bool) -> float:
    font: FontName = "strong" if first and line.kind == "liquidation" else "medium"
    extra = _TRIANGLE_ROOM if first and (line.kind == "position" or refused) else 0
    return float(round(model.palette.width_of(text, font))) + 2 * _CELL_PAD + extra


def _pill_right(model: ChartModel, row: float, card: QRectF | None, *, is_edge: bool) -> float:
    right, now = model.layout.plot.right() - PILL_EDGE, model.now_x()
    if model.fan is None:
        return right
    reach = PILL_HEIGHT / 2 + GAP
    if card is not None and _has_room_beside(model, card) and card.top() - reach <= row <= card.bottom() + reach:
        return min(float(now), card.left()) - 18.0
    if is_edge or not model.fan.paths or (model.fan.caption and card is None) or not _PILL_ROOM < now < right - 40:
        return right
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
