"""The panels under the chart: one table a tab and, below it, what can be done with its rows."""

from __future__ import annotations

from collections.abc import Mapping

from PySide6.QtCore import Signal, Slot
from PySide6.QtWidgets import QHBoxLayout, QLineEdit, QMenu, QStackedWidget, QVBoxLayout, QWidget

from trainer.core.language import english, tr
from trainer.core.settings import TableLayout
from trainer.presenters.desk_views import PanelName, PanelView, PositionView
from trainer.ui.actions import KeyMap
from trainer.ui.components.buttons import Button
from trainer.ui.components.cards import Rule, grounded
from trainer.ui.components.empty import EmptyState
from trainer.ui.components.labels import ElidedLabel
from trainer.ui.components.tables import Cell, DataTable, TableRow
from trainer.ui.components.tabs import TabBar
from trainer.ui.desk.account_bar import tone_of
from trainer.ui.desk.note_bar import NoteBar
from trainer.ui.desk.panel_columns import EMPTY, TABS, columns_of
from trainer.ui.theme.current import font

_POSITION_BUTTONS = (
    (english("Add margin"), "add_margin", "default"), (english("Take margin"), "take_margin", "default"),
    (english("Stop to break-even"), "break_even", "default"), (english("Reverse"), "reverse", "default"),
    (english("Half"), "close_half", "default"), (english("Close"), "close_position", "danger"),
)  # fmt: skip
_ISOLATED_ONLY = 2
_REST = english("Cancel what still rests of the row the selected order was placed with")


class Panels(QWidget):
    """Signals name the gesture; the page passes them on. `tables_arranged(name, TableLayout)` when columns changed."""

    margin_asked = Signal(bool)
    """True to add margin, False to take some out."""
    reverse_asked = Signal()
    break_even_asked = Signal()
    part_asked = Signal(str)
    cancel_asked = Signal(str)
    amend_asked = Signal(str)
    cancel_row_asked = Signal(str)
    cancel_all_asked = Signal()
    leg_chosen = Signal(str)
    """Id of the positions row whose leg the buttons shall be about."""
    note_written = Signal(str, str, str)
    table_arranged = Signal(str, object)

    def __init__(self, parent: QWidget | None = None, *, in_coin: bool = False) -> None:
        """Every table empty; `in_coin` when money is settled in coin."""
        super().__init__(parent)
        self._in_coin = in_coin
        self.setObjectName("panels")
        grounded(self, "surface")
        self._tabs = TabBar(TABS, name="panel_tabs", accessible=tr("Panels"))
        self._stack = QStackedWidget(self)
        self._stacks: dict[str, QStackedWidget] = {}
        self.tables: dict[str, DataTable] = {}
        self._empty: dict[PanelName, EmptyState] = {}
        for name, title in TABS:
            self._stack.addWidget(self._build(name, tr(title)))
        self.search = QLineEdit()
        self._columns = Button(tr("Columns"), "quiet", name="columns", icon="filter", mini=True)
        self._feet = QStackedWidget(self)
        self._feet.setFixedHeight(44)
        self._path = ElidedLabel("", "table", "secondary", name="stop_path")
        self._part_buttons: list[Button] = []
        self._in_rows: frozenset[str] = frozenset()
        self._shown: dict[str, PanelView] = {}
        self._rest = Button(tr("Cancel the rest"), name="cancel_row", mini=True, accessible=tr(_REST))
        self._rest.setToolTip(tr(_REST))
        self.note_bar = NoteBar()
        self._foot_of = {"positions": self._position_foot(), "orders": self._order_foot(), "journal": self.note_bar}
        for foot in self._foot_of.values():
            self._feet.addWidget(foot)
        self._lay_out()
        self._tabs.chosen.connect(self.choose)
        self._columns.clicked.connect(self.open_columns)
        self.search.textChanged.connect(self._on_find)
        self.note_bar.written.connect(self.note_written)
        self.choose("positions")

    def _lay_out(self) -> None:
        self.search.setObjectName("panel_find")
        self.search.setAccessibleName(tr("Find in this panel"))
        self.search.setPlaceholderText(tr("Find"))
        self.search.setClearButtonEnabled(True)
        self.search.setFont(font("table"))
        self.search.setFixedSize(140, 24)
        head = QHBoxLayout()
        head.setContentsMargins(16, 0, 16, 0)
        head.setSpacing(8)
        head.addWidget(self._tabs)
        head.addStretch(1)
        head.addWidget(self.search)
        head.addWidget(self._columns)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        column.addLayout(head)
        column.addWidget(Rule())
        column.addWidget(self._stack, 1)
        column.addWidget(self._feet)

    def _build(self, name: PanelName, title: str) -> QStackedWidget:
        stack = QStackedWidget(self._stack)
        columns = columns_of(name, in_coin=self._in_coin)
        table = DataTable(columns, name=f"table_{name}", accessible=title, parent=stack)
        table.let_arrange()
        table.arranged.connect(self._on_arranged)
        icon, line, _ = EMPTY[name]
        self._empty[name] = EmptyState(icon, tr(line), name=f"empty_{name}")
        stack.addWidget(self._empty[name])
        stack.addWidget(table)
        self.tables[name], self._stacks[name] = table, stack
        return stack

    def _position_foot(self) -> QWidget:
        gestures = {
            "add_margin": self._on_add, "take_margin": self._on_take, "break_even": self.break_even_asked,
            "reverse": self.reverse_asked, "close_half": self._on_half, "close_position": self._on_close,
        }  # fmt: skip
        for text, name, kind in _POSITION_BUTTONS:
            button = Button(tr(text), kind, name=name, mini=True)  # type: ignore[arg-type]  # one of two kinds
            button.clicked.connect(gestures[name])
            self._part_buttons.append(button)
        self.tables["positions"].row_selected.connect(self.leg_chosen)
        return _foot(self._path, *self._part_buttons)

    def _order_foot(self) -> QWidget:
        change = Button(tr("Change"), name="amend_order", mini=True, accessible=tr("Change the selected order"))
        one = Button(tr("Cancel order"), name="cancel_order", mini=True)
        every = Button(tr("Cancel all"), name="cancel_all", mini=True)
        change.clicked.connect(self._on_amend)
        one.clicked.connect(self._on_cancel)
        every.clicked.connect(self.cancel_all_asked)
        self.tables["orders"].row_activated.connect(self.amend_asked)
        self._of_one = (change, one)
        words = ElidedLabel(tr("Drag a line on the chart to move its order, or change it here."), "table", "quiet")
        self._rest.clicked.connect(self.ask_rest)
        self._every = every
        self._allow()
        self.tables["orders"].row_selected.connect(self._allow)
        return _foot(words, change, self._rest, one, every)

    @Slot(str)
    def choose(self, name: str) -> None:
        """Show a panel."""
        names = [tab for tab, _ in TABS]
        self._tabs.choose(name)
        self._stack.setCurrentIndex(names.index(name))  # type: ignore[arg-type]  # tabs carry panel names only
        foot = self._foot_of.get(name)
        self._feet.setVisible(foot is not None)
        if foot is not None:
            self._feet.setCurrentWidget(foot)
        self._on_find(self.search.text())

    def show_keys(self, keys: KeyMap) -> None:
        """Tell in empty panels the keys in force."""
        for name, empty in self._empty.items():
            _, line, action_id = EMPTY[name]
            empty.show_line(tr(line), key=keys.key_of(action_id) if action_id else "")

    def arrange(self, layouts: Mapping[str, TableLayout]) -> None:
        """Put the columns of every panel as they were kept."""
        for name, table in self.tables.items():
            if name in layouts:
                table.arrange(layouts[name])

    @Slot()
    def open_columns(self) -> QMenu:
        """Show the columns of this panel."""
        menu = self.tables[self._tabs.current()].columns_menu()
        menu.aboutToHide.connect(menu.deleteLater)
        menu.popup(self._columns.mapToGlobal(self._columns.rect().bottomLeft()))
        return menu

    @Slot(object)
    def show_panel(self, view: PanelView) -> None:
        """Take the rows of one panel."""
        if view == self._shown.get(view.name):
            return
        self._shown[view.name] = view
        rows = [
            TableRow(
                row.key,
                tuple(Cell(figure.text, tone_of(figure)) for figure in row.cells),
                "liquidated" if row.is_liquidated else "",
            )
            for row in view.rows
        ]
        self.tables[view.name].set_rows(rows)
        self._stacks[view.name].setCurrentIndex(1 if rows else 0)
        self._tabs.show_count(view.name, view.count)
        if view.name == "orders":
            self._in_rows = frozenset(row.key for row in view.rows if row.is_of_row)
            self._allow()

    @Slot(object)
    def show_position(self, view: PositionView | None) -> None:
        """Stop path and what the position allows."""
        for button in self._part_buttons:
            button.setEnabled(view is not None)
        if view is None:
            self._path.show_text("")
            return
        for button in self._part_buttons[:_ISOLATED_ONLY]:
            button.setEnabled(view.is_isolated)
        steps = "  ›  ".join(f"{step.price_text} {step.time_text}".strip() for step in view.steps)
        words = tr("Stop path  {steps}").format(steps=steps) if steps else tr("No stop is set.")
        if view.leg_text:
            self.tables["positions"].select(view.row)
            words = f"{view.leg_text}   {words}"
        for button in self._part_buttons:
            if button.toolTip() != view.leg_text:
                button.setToolTip(view.leg_text)
        self._path.show_text(f"{words}   {view.widened_text}".strip(), "short" if view.widened_text else "secondary")

    def _chosen_order(self) -> str:
        table = self.tables["orders"]
        return table.selected() or (table.rows()[0].id if len(table.rows()) == 1 else "")

    @Slot()
    def _on_cancel(self) -> None:
        if self._chosen_order():
            self.cancel_asked.emit(self._chosen_order())

    @Slot()
    def _allow(self, _row: str = "") -> None:
        """What can be done with the chosen order, and with all of them."""
        chosen = self._chosen_order()
        for button in self._of_one:
            button.setEnabled(bool(chosen))
        self._rest.setEnabled(chosen in self._in_rows)
        self._every.setEnabled(bool(self.tables["orders"].rows()))

    @Slot()
    def ask_rest(self) -> bool:
        """Ask to cancel the row of the chosen order, else the first row there is; whether there is one."""
        ids = [row.id for row in self.tables["orders"].rows() if row.id in self._in_rows]
        chosen = self._chosen_order() if self._chosen_order() in ids else next(iter(ids), "")
        if chosen:
            self.cancel_row_asked.emit(chosen)
        return bool(chosen)

    @Slot()
    def _on_amend(self) -> None:
        if self._chosen_order():
            self.amend_asked.emit(self._chosen_order())

    @Slot()
    def _on_add(self) -> None:
        self.margin_asked.emit(True)

    @Slot()
    def _on_take(self) -> None:
        self.margin_asked.emit(False)

    @Slot()
    def _on_half(self) -> None:
        self.part_asked.emit("0.5")

    @Slot()
    def _on_close(self) -> None:
        self.part_asked.emit("1")

    @Slot(str)
    def _on_find(self, text: str) -> None:
        for name, table in self.tables.items():
            table.show_only(text if name == self._tabs.current() else "")

    @Slot()
    def _on_arranged(self) -> None:
        table = self.sender()
        for name, known in self.tables.items():
            if known is table:
                self.table_arranged.emit(name, known.layout_of_columns())


def _foot(first: QWidget, *others: QWidget) -> QWidget:
    foot = QWidget()
    row = QHBoxLayout(foot)
    row.setContentsMargins(16, 8, 16, 8)
    row.setSpacing(8)
    row.addWidget(first, 1)
    for widget in others:
        row.addWidget(widget)
    return foot
