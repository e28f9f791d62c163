"""The worst-case block and the lamps of the ticket."""

from __future__ import annotations

from PySide6.QtCore import QRectF, QSize, Qt, QTimer, Slot
from PySide6.QtGui import QPainter, QPaintEvent
from PySide6.QtWidgets import QGridLayout, QHBoxLayout, QVBoxLayout, QWidget

from trainer.core.language import tr
from trainer.presenters.desk_views import DASH, Figure, LampView, WorstCaseRow, WorstCaseView
from trainer.presenters.how import how
from trainer.ui.components.labels import Label, tell
from trainer.ui.components.lamps import Lamp
from trainer.ui.desk.account_bar import tone_of
from trainer.ui.theme.current import current_theme

_ROW, _TIGHT_ROW = 20, 18
LIT_MS = 400
_LONG = 12


class ChangingLabel(Label):
    """A figure that stands on a lit ground for a moment after the market changed it."""

    is_lit = False

    def light(self, is_lit: bool) -> None:
        """Light or calm the ground."""
        if is_lit != self.is_lit:
            self.is_lit = is_lit
            self.update()

    def paintEvent(self, event: QPaintEvent) -> None:
        """The ground as wide as the text, then the text."""
        if self.is_lit and self.text():
            painter = QPainter(self)
            painter.setRenderHint(QPainter.RenderHint.Antialiasing)
            painter.setPen(Qt.PenStyle.NoPen)
            painter.setBrush(current_theme().colour("accent.ground"))
            wide = min(self.width(), self.fontMetrics().horizontalAdvance(self.text()) + 8)
            painter.drawRoundedRect(QRectF(self.width() - wide, 2, wide, self.height() - 4), 3, 3)
            painter.end()
        if self.fontMetrics().horizontalAdvance(self.text()) <= self.width():
            super().paintEvent(event)
            return
        painter = QPainter(self)
        painter.setPen(self.palette().color(self.foregroundRole()))
        cut = self.fontMetrics().elidedText(self.text(), Qt.TextElideMode.ElideRight, self.width())
        painter.drawText(self.rect(), self.alignment(), cut)
        painter.end()

    def minimumSizeHint(self) -> QSize:
        """A long figure never widens the ticket; the tooltip has all of it."""
        return QSize(24, super().minimumSizeHint().height())


class WorstCase(QWidget):
    """Label, now and, with a size typed, after."""

    def __init__(self) -> None:
        """Empty until the first view."""
        super().__init__()
        self.setObjectName("worst_case")
        self._row = _ROW
        self._caption = Label("", "caption", "quiet", name="worst_caption")
        self._cells: dict[str, tuple[Label, ChangingLabel, ChangingLabel]] = {}
        self._shown: dict[str, tuple[tuple[int, bool] | None, tuple[WorstCaseRow, bool, bool] | None]] = {}
        """By key where a row stands, and what it shows."""
        self._grid = QGridLayout()
        self._grid.setContentsMargins(0, 0, 0, 0)
        self._grid.setHorizontalSpacing(12)
        self._grid.setVerticalSpacing(0)
        self._grid.setColumnStretch(0, 1)
        self._heads = (Label(tr("now"), "caption", "quiet"), Label(tr("after"), "caption", "quiet"))
        for column, head in enumerate(self._heads, start=1):
            head.setAlignment(Qt.AlignmentFlag.AlignRight)
            self._grid.addWidget(head, 0, column)
        self._calm = QTimer(self)
        self._calm.setSingleShot(True)
        self._calm.setInterval(LIT_MS)
        self._calm.timeout.connect(self._on_calm)
        top = QHBoxLayout()
        top.setContentsMargins(0, 0, 0, 4)
        top.addWidget(Label(tr("Worst case"), "section", name="worst_title"))
        top.addStretch(1)
        top.addWidget(self._caption)
        column_box = QVBoxLayout(self)
        column_box.setContentsMargins(0, 0, 0, 0)
        column_box.setSpacing(0)
        column_box.addLayout(top)
        column_box.addLayout(self._grid)
        column_box.addLayout(self._chance_row())

    def show_view(self, view: WorstCaseView, *, is_market_move: bool = False) -> None:
        """Take new rows; rows keep their place. Flat, the column of now has nothing to say and is left out.

        With `is_market_move` nothing was typed since: figures that changed are lit for a moment.
        """
        self._caption.show_text(view.caption)
        has_now = _has_now(view)
        has_both = has_now and view.has_after
        for head in self._heads:
            head.setVisible(has_both)
        keys = [row.key for row in view.rows]
        for key in [known for known in self._cells if known not in keys]:
            for label in self._cells.pop(key):
                label.hide()
                label.deleteLater()
            self._shown.pop(key, None)
        for place, row in enumerate(view.rows, start=1):
            label, now, after = self._cells.get(row.key) or self._add(row.key)
            where, shown = (place, has_both), (row, has_now, view.has_after)
            placed, before = self._shown.get(row.key, (None, None))
            self._shown[row.key] = (where, shown)
            if where != placed:
                self._place(place, (label, now, after), has_both=has_both)
            if shown == before:
                now.light(False)
                after.light(False)
                continue
            label.show_text(row.label.split(", ")[0] if has_both else row.label)
            tell(label, row.label if has_both else "")
            changed = _show(now, row.now, is_short=has_both)
            now.light(is_market_move and changed)
            now.setVisible(has_now)
            changed = _show(after, row.after or Figure(DASH, "quiet"), is_short=has_both)
            after.light(is_market_move and changed)
            after.setVisible(view.has_after)
        if is_market_move:
            self._calm.start()

    def set_tight(self, is_tight: bool) -> None:
        """Rows a little lower."""
        self._row = _TIGHT_ROW if is_tight else _ROW
        for label in (*self._chance_labels, *(label for row in self._cells.values() for label in row)):
            label.setFixedHeight(self._row)

    def _chance_row(self) -> QHBoxLayout:
        name = Label(tr("P(liquidation before stop)"), "table", "secondary", name="worst_chance_label")
        self._chance = Label(DASH, "table", "quiet", name="worst_chance", weight=500)
        self._chance_labels = (name, self._chance)
        for label in self._chance_labels:
            label.setFixedHeight(self._row)
            label.setToolTip(how("doom"))
        row = QHBoxLayout()
        row.addWidget(name, 1)
        row.addWidget(self._chance)
        return row

    @Slot(object)
    def show_chance(self, chance: Figure) -> None:
        """What the futures of the fan say of a liquidation, or why they are not asked."""
        self._chance.show_text(chance.text, tone_of(chance))

    @Slot()
    def _on_calm(self) -> None:
        for _, now, after in self._cells.values():
            now.light(False)
            after.light(False)

    def _place(self, row: int, cells: tuple[Label, ChangingLabel, ChangingLabel], *, has_both: bool) -> None:
        """Three columns; a single figure takes the room its row's label leaves, whatever other labels need."""
        self._grid.addWidget(cells[0], row, 0)
        for column, cell in enumerate(cells[1:], start=1):
            if has_both:
                self._grid.addWidget(cell, row, column)
            else:
                self._grid.addWidget(cell, row, 0, 1, 3)

    def _add(self, key: str) -> tuple[Label, ChangingLabel, ChangingLabel]:
        cells = (
            Label("", "table", "secondary", name=f"worst_{key}"),
            ChangingLabel("", "table", name=f"worst_{key}_now", weight=500),
            ChangingLabel("", "table", name=f"worst_{key}_after", weight=500),
        )
        for cell in cells:
            cell.setFixedHeight(self._row)
        for cell in cells[1:]:
            cell.setAlignment(Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter)
        self._cells[key] = cells
        return cells


def _has_now(view: WorstCaseView) -> bool:
    return not view.has_after or any(row.now.text != DASH for row in view.rows)


def shape_of(view: WorstCaseView) -> tuple[object, ...]:
    """All that the height of the block hangs on."""
    return len(view.rows), view.has_after and _has_now(view)


def _show(label: Label, figure: Figure, *, is_short: bool) -> bool:
    """Put a figure in its cell; beside another column only its first part, the rest a tooltip. Whether it changed."""
    shown = figure.text.split(" · ")[0].split(" (")[0] if is_short else figure.text
    changed = bool(label.text()) and label.text() != shown
    label.show_text(shown, tone_of(figure))
    tell(label, figure.text if shown != figure.text or len(shown) > _LONG else "")
    return changed


class Lamps(QWidget):
    """Six rules, two across, and one sentence for the worst."""

    def __init__(self) -> None:
        """Empty until the first view."""
        super().__init__()
        self.setObjectName("rule_lamps")
        self._lamps: dict[str, Lamp] = {}
        self._row = _ROW
        self._sentence = Label("", "table", name="lamp_sentence", wraps=True)
        self._grid = QGridLayout()
        self._grid.setContentsMargins(0, 0, 0, 0)
        self._grid.setVerticalSpacing(0)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(4)
        column.addLayout(self._grid)
        column.addWidget(self._sentence)

    def set_tight(self, is_tight: bool) -> None:
        """Rows a little lower."""
        self._row = _TIGHT_ROW if is_tight else _ROW
        for lamp in self._lamps.values():
            lamp.setFixedHeight(self._row)

    def show_view(self, lamps: tuple[LampView, ...], sentence: str) -> None:
        """Take new states."""
        for place, view in enumerate(lamps):
            lamp = self._lamps.get(view.rule)
            if lamp is None:
                lamp = self._lamps[view.rule] = Lamp(view.label, name=f"lamp_{view.rule}")
                lamp.setFixedHeight(self._row)
                self._grid.addWidget(lamp, place // 2, place % 2)
            lamp.show_state(view.state)
        self._sentence.show_text(sentence)
        self._sentence.setVisible(bool(sentence))
