"""How a table's cells and headers are drawn: triangles, tags, bars, quiet rests, hover, selection and focus."""

from __future__ import annotations

from PySide6.QtCore import QModelIndex, QPersistentModelIndex, QRect, QRectF, QSize, Qt
from PySide6.QtGui import QFontMetricsF, QPainter
from PySide6.QtWidgets import QHeaderView, QStyle, QStyledItemDelegate, QStyleOptionViewItem

from trainer.core.language import tr
from trainer.ui.components.painted import tone_colour
from trainer.ui.components.table_rows import Cell, Column, RowsModel
from trainer.ui.components.tags import TAG_HEIGHT, paint_tag, tag_width
from trainer.ui.theme.current import current_theme, font, pixmap, text_width

PADDING, CLOSE = 8, 5
"""Left and right of what a cell shows; close where the columns have no room for more."""
ROW_HEIGHT = 28
HEADER_HEIGHT = 28
BAR_WIDTH = 56
_TRIANGLE = 10
_GAP = 4
_FOCUS = 2
_TRIANGLES = {"long": "triangle-up", "short": "triangle-down"}


def cell_width(cell: Cell) -> float:
    """Width of what a cell shows, without padding."""
    width = text_width(cell.text, "table", 600 if cell.strong else 500)
    if cell.rest:
        width += text_width(cell.rest, "table") + _GAP
    if cell.side:
        width += _TRIANGLE + _GAP
    if cell.tag:
        width = tag_width(cell.text or tr(cell.tag.capitalize()))
    return width


class RowDelegate(QStyledItemDelegate):
    """Paints one cell; which row is under the pointer is told by the table."""

    def __init__(self, model: RowsModel) -> None:
        """Paint cells of this model."""
        super().__init__()
        self._model = model
        self.hovered = -1
        self.has_focus = False
        self.padding = PADDING

    def sizeHint(self, _option: QStyleOptionViewItem, _index: QModelIndex | QPersistentModelIndex) -> QSize:
        """28 high."""
        return QSize(0, ROW_HEIGHT)

    def paint(
        self, painter: QPainter, option: QStyleOptionViewItem, index: QModelIndex | QPersistentModelIndex
    ) -> None:
        """Ground, cell, top line, focus."""
        painter.save()
        rect: QRect = option.rect
        selected = bool(option.state & QStyle.StateFlag.State_Selected)
        self._ground(painter, rect, index.row(), selected)
        self._cell(painter, QRectF(rect).adjusted(self.padding, 0, -self.padding, 0), index)
        if selected and self.has_focus:
            self._focus(painter, rect, index.column())
        painter.restore()

    def _ground(self, painter: QPainter, rect: QRect, row: int, selected: bool) -> None:
        theme = current_theme()
        if self._model.rows[row].state == "liquidated":
            painter.fillRect(rect, theme.colour("liquidation.ground"))
        elif selected:
            painter.fillRect(rect, theme.colour("ground.selected"))
        elif row == self.hovered:
            painter.fillRect(rect, theme.colour("ground.hover"))
        if row:
            painter.fillRect(QRect(rect.left(), rect.top(), rect.width(), 1), theme.colour("line.subtle"))

    def _cell(self, painter: QPainter, room: QRectF, index: QModelIndex | QPersistentModelIndex) -> None:
        cell, column = self._model.cell(index), self._model.columns[index.column()]
        if cell.bar is not None or column.bar:
            room = self._bar(painter, room, cell, column.bar or BAR_WIDTH)
        if cell.tag:
            self._tag(painter, room, cell, column)
            return
        left = room.left()
        if column.align == "right":
            left = max(left, room.right() - cell_width(cell))
        if cell.side in _TRIANGLES:
            ratio = painter.device().devicePixelRatioF()
            mark = pixmap(_TRIANGLES[cell.side], f"side.{cell.side}.text", _TRIANGLE, ratio)
            painter.drawPixmap(round(left), round(room.center().y() - _TRIANGLE / 2), mark)
            left += _TRIANGLE + _GAP
        left += self._text(painter, room, left, cell.text, cell.tone, 600 if cell.strong else 500)
        if cell.rest:
            self._text(painter, room, left + _GAP, cell.rest, "secondary", 400)

    def _text(self, painter: QPainter, room: QRectF, left: float, text: str, tone: str, weight: int) -> float:
        used = font("table", weight)
        painter.setFont(used)
        painter.setPen(tone_colour(tone))
        free = max(0.0, room.right() - left)
        # a sub-pixel short of its own width must not turn the text into an ellipsis
        is_whole = text_width(text, "table", weight) <= free + 1
        shown = text if is_whole else _elided(QFontMetricsF(used), text, free)
        painter.drawText(
            QRectF(left, room.top(), free + 2, room.height()),
            Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter | Qt.TextFlag.TextSingleLine,
            shown,
        )
        return text_width(shown, "table", weight)

    def _tag(self, painter: QPainter, room: QRectF, cell: Cell, column: Column) -> None:
        text = cell.text or tr(cell.tag.capitalize())
        width = tag_width(text)
        left = room.right() - width if column.align == "right" else room.left()
        paint_tag(painter, QRectF(left, room.center().y() - TAG_HEIGHT / 2, width, TAG_HEIGHT), cell.tag, text)

    def _bar(self, painter: QPainter, room: QRectF, cell: Cell, width: int) -> QRectF:
        if cell.bar is not None and cell.bar > 0:
            painter.setRenderHint(QPainter.RenderHint.Antialiasing)
            painter.setPen(Qt.PenStyle.NoPen)
            painter.setBrush(tone_colour(cell.bar_tone))
            length = max(3.0, min(1.0, cell.bar) * width)
            painter.drawRoundedRect(QRectF(room.right() - width, room.center().y() - 1.5, length, 3), 1.5, 1.5)
            painter.setRenderHint(QPainter.RenderHint.Antialiasing, False)
        return room.adjusted(0, 0, -width - _GAP - 2, 0)

    def _focus(self, painter: QPainter, rect: QRect, column: int) -> None:
        colour = current_theme().colour("accent.text")
        painter.fillRect(QRect(rect.left(), rect.top(), rect.width(), _FOCUS), colour)
        painter.fillRect(QRect(rect.left(), rect.bottom() + 1 - _FOCUS, rect.width(), _FOCUS), colour)
        if column == 0:
            painter.fillRect(QRect(rect.left(), rect.top(), _FOCUS, rect.height()), colour)
        if column == len(self._model.columns) - 1:
            painter.fillRect(QRect(rect.right() + 1 - _FOCUS, rect.top(), _FOCUS, rect.height()), colour)


def _elided(measures: QFontMetricsF, text: str, width: float) -> str:
    return measures.elidedText(text, Qt.TextElideMode.ElideRight, width)


class TableHeader(QHeaderView):
    """Quiet words above the columns, aligned as the column."""

    def __init__(self, model: RowsModel) -> None:
        """Take 28 px; the table says whether it can be sorted and dragged."""
        super().__init__(Qt.Orientation.Horizontal)
        self._model = model
        self.sorted_by = -1
        self.falls = False
        self.padding = PADDING
        self.setFixedHeight(HEADER_HEIGHT)
        self.setSectionsClickable(False)
        self.setHighlightSections(False)
        self.setMinimumSectionSize(24)

    def paintSection(self, painter: QPainter, rect: QRect, section: int) -> None:  # noqa: N802 - Qt's name
        """Draw one column's words and the line below."""
        column = self._model.columns[section]
        painter.save()
        painter.setFont(font("caption"))
        is_sorted = section == self.sorted_by
        painter.setPen(tone_colour("primary" if is_sorted else "secondary"))
        right = self.padding + (column.bar + _GAP + 2 if column.bar else 0)
        room = QRectF(rect).adjusted(self.padding, 0, -right, 0)
        side = Qt.AlignmentFlag.AlignRight if column.align == "right" else Qt.AlignmentFlag.AlignLeft
        shown = self.words_in(section, room.width() + 1)
        painter.drawText(room, side | Qt.AlignmentFlag.AlignVCenter | Qt.TextFlag.TextSingleLine, shown)
        painter.fillRect(QRect(rect.left(), rect.bottom(), rect.width(), 1), tone_colour("line.subtle"))
        painter.restore()

    def words_in(self, section: int, width: float) -> str:
        """What a column's header shows in this many pixels: all its words, the short ones, or what fits of those."""
        column, measures = self._model.columns[section], QFontMetricsF(font("caption"))
        mark = f" {'▼' if self.falls else '▲'}" if section == self.sorted_by else ""
        is_whole = measures.horizontalAdvance(column.title + mark) <= width
        return _elided(measures, (column.title if is_whole else column.least) + mark, width)
