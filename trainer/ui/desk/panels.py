"""The panels under the chart: one table a tab and, below it, what can be done with its rows."""

from __future__ import annotations

from PySide6.QtCore import Qt, Signal, Slot
from PySide6.QtWidgets import QHBoxLayout, QLineEdit, QStackedWidget, QVBoxLayout, QWidget

from trainer.presenters.desk_views import PanelName, PanelView, PositionView
from trainer.ui.components.buttons import Button
from trainer.ui.components.cards import Rule, grounded
from trainer.ui.components.empty import EmptyState
from trainer.ui.components.labels import ElidedLabel
from trainer.ui.components.tables import Cell, Column, DataTable, TableRow
from trainer.ui.components.tabs import TabBar
from trainer.ui.desk.account_bar import tone_of
from trainer.ui.theme.current import font

TABLE_KEYS = (Qt.Key.Key_Delete, Qt.Key.Key_Backspace)
_TABS: tuple[tuple[PanelName, str], ...] = (
    ("positions", "Positions"), ("orders", "Orders"), ("fills", "Fills"), ("funding", "Funding"),
    ("closed", "Closed"), ("journal", "Journal"), ("log", "Log"),
)  # fmt: skip
_PRICE, _MONEY = "10,000.00", "−9,999.99"


def _text(key: str, title: str, width: int | str, *, stretch: bool = False) -> Column:
    return Column(key, title, width=width, stretch=stretch)


def _figure(key: str, title: str, width: str = _MONEY, *, stretch: bool = False) -> Column:
    return Column(key, title, align="right", width=width, stretch=stretch)


_COLUMNS: dict[PanelName, tuple[Column, ...]] = {
    "positions": (
        _text("what", "Position", 116), _figure("size", "Size", "100.00"),
        _figure("entry", "Entry", _PRICE), _figure("mark", "Mark", _PRICE), _figure("liq", "Liquidation", _PRICE),
        _figure("away", "Distance", "99.99 %"), _figure("ratio", "Margin ratio", "99.9 %"),
        _figure("pnl", "Unrealised"), _figure("roe", "ROE", "−99.9 %"), _figure("r", "R now", "−9.99"),
        _figure("excursion", "MAE / MFE", "−9.99 / +9.99"), _figure("fees", "Fees", "−99.99"),
        _figure("funding", "Funding", "−99.99"), _figure("age", "Age", "2 h 40 m", stretch=True),
    ),
    "orders": (
        _text("what", "Order", 180, stretch=True), _text("role", "Role", 90), _figure("size", "Size"),
        _figure("price", "Price", _PRICE), _figure("away", "Distance"), _figure("time", "Placed", "23:59"),
    ),
    "fills": (
        _text("what", "Fill", 110, stretch=True), _text("why", "Reason", 100), _figure("time", "Time", "23:59"),
        _figure("size", "Size"), _figure("price", "Price", _PRICE), _figure("fee", "Fee", "−99.99"),
        _figure("spread", "Spread", "−99.99"), _figure("impact", "Impact", "−99.99"),
        _figure("gap", "Gap", "−99.99"), _figure("pnl", "Realised"),
    ),
    "funding": (
        _text("time", "Time", 120, stretch=True), _figure("rate", "Rate"), _figure("mark", "Mark", _PRICE),
        _figure("amount", "Amount"),
    ),
    "closed": (
        _text("what", "Closed trade", 116), _figure("size", "Size", "100.00"),
        _figure("entry", "Entry", _PRICE), _figure("exit", "Exit", _PRICE), _text("why", "Reason", 90),
        _figure("price", "Price"), _figure("fees", "Fees", "−99.99"), _figure("funding", "Funding", "−99.99"),
        _figure("liq", "Liq. fee", "−99.99"), _figure("net", "Net"), _figure("r", "R", "−99.99"),
        _figure("excursion", "MAE / MFE", "−9.99 / +9.99"), _figure("time", "Closed", "23:59", stretch=True),
    ),
    "journal": (_text("time", "Time", 80), _text("kind", "Kind", 100), _text("text", "Note", 200, stretch=True)),
    "log": (_text("time", "Time", 80), _text("name", "Event", 180), _text("text", "What", 300, stretch=True)),
}  # fmt: skip
_EMPTY: dict[PanelName, tuple[str, str, str]] = {
    "positions": ("desk", "No position is open.", "B"),
    "orders": ("inbox", "No order is working.", "B"),
    "fills": ("inbox", "Nothing has been filled yet.", ""),
    "funding": ("clock", "No funding has been settled with a position open.", ""),
    "closed": ("inbox", "No trade has been closed yet.", ""),
    "journal": ("note", "No note yet.", ""),
    "log": ("inbox", "Nothing has happened yet.", ""),
}


class Panels(QWidget):
    """Signals name the gesture; the page passes them on."""

    add_margin_asked = Signal()
    reverse_asked = Signal()
    part_asked = Signal(str)
    cancel_asked = Signal(str)
    cancel_all_asked = Signal()
    note_written = Signal(str)

    def __init__(self) -> None:
        """Every table empty."""
        super().__init__()
        self.setObjectName("panels")
        grounded(self, "surface")
        self._tabs = TabBar(_TABS, name="panel_tabs", accessible="Panels")
        self._stack = QStackedWidget()
        self._stacks: dict[PanelName, QStackedWidget] = {}
        self.tables: dict[PanelName, DataTable] = {}
        for name, title in _TABS:
            self._stack.addWidget(self._build(name, title))
        self._feet = QStackedWidget()
        self._feet.setFixedHeight(44)
        self._path = ElidedLabel("", "table", "secondary", name="stop_path")
        self._part_buttons: list[Button] = []
        self.note = QLineEdit()
        self._position_foot, self._order_foot, self._note_foot = self._feet_of()
        head = QHBoxLayout()
        head.setContentsMargins(16, 0, 16, 0)
        head.addWidget(self._tabs)
        head.addStretch(1)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        column.addLayout(head)
        column.addWidget(Rule())
        column.addWidget(self._stack, 1)
        column.addWidget(self._feet)
        self._tabs.chosen.connect(self.choose)
        self.choose("positions")

    def _build(self, name: PanelName, title: str) -> QStackedWidget:
        table = DataTable(_COLUMNS[name], name=f"table_{name}", accessible=title)
        icon, line, key = _EMPTY[name]
        stack = QStackedWidget()
        stack.addWidget(EmptyState(icon, line, key, name=f"empty_{name}"))
        stack.addWidget(table)
        self.tables[name], self._stacks[name] = table, stack
        return stack

    def _feet_of(self) -> tuple[QWidget, QWidget, QWidget]:
        buttons = (
            ("Add margin", "add_margin", self.add_margin_asked.emit),
            ("Reverse", "reverse", self.reverse_asked.emit),
            ("Half", "close_half", lambda: self.part_asked.emit("0.5")),
            ("Close", "close_position", lambda: self.part_asked.emit("1")),
        )
        for text, name, gesture in buttons:
            button = Button(text, "danger" if text == "Close" else "default", name=name, mini=True)
            button.clicked.connect(lambda _checked=False, do=gesture: do())
            self._part_buttons.append(button)
        position = _foot(self._path, *self._part_buttons)
        one = Button("Cancel order", name="cancel_order", mini=True)
        every = Button("Cancel all", name="cancel_all", mini=True)
        one.clicked.connect(self._on_cancel)
        every.clicked.connect(self.cancel_all_asked)
        order = _foot(ElidedLabel("Drag a line on the chart to move its order.", "table", "quiet"), one, every)
        self.note.setObjectName("note_edit")
        self.note.setAccessibleName("Note")
        self.note.setPlaceholderText("What do you see, and what would change your mind?")
        self.note.setFont(font("body"))
        self.note.returnPressed.connect(self._on_note)
        keep = Button("Keep note", name="keep_note", mini=True)
        keep.clicked.connect(self._on_note)
        note = _foot(self.note, keep)
        for foot in (position, order, note, QWidget()):
            self._feet.addWidget(foot)
        return position, order, note

    @Slot(str)
    def choose(self, name: str) -> None:
        """Show a panel."""
        names = [tab for tab, _ in _TABS]
        self._tabs.choose(name)
        self._stack.setCurrentIndex(names.index(name))  # type: ignore[arg-type]  # tabs carry panel names only
        feet = {"positions": self._position_foot, "orders": self._order_foot, "journal": self._note_foot}
        foot = feet.get(name)
        self._feet.setVisible(foot is not None)
        if foot is not None:
            self._feet.setCurrentWidget(foot)

    @Slot(object)
    def show_panel(self, view: PanelView) -> None:
        """Take the rows of one panel."""
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

    @Slot(object)
    def show_position(self, view: PositionView | None) -> None:
        """Stop path and what the position allows."""
        for button in self._part_buttons:
            button.setEnabled(view is not None)
        if view is None:
            self._path.show_text("")
            return
        self._part_buttons[0].setEnabled(view.is_isolated)
        steps = "  ›  ".join(f"{step.price_text} {step.time_text}".strip() for step in view.steps)
        words = f"Stop path  {steps}" if steps else "No stop is set."
        self._path.show_text(f"{words}   {view.widened_text}".strip(), "short" if view.widened_text else "secondary")

    @Slot()
    def _on_cancel(self) -> None:
        table = self.tables["orders"]
        chosen = table.selected() or (table.rows()[0].id if len(table.rows()) == 1 else "")
        if chosen:
            self.cancel_asked.emit(chosen)

    @Slot()
    def _on_note(self) -> None:
        if self.note.text().strip():
            self.note_written.emit(self.note.text())
            self.note.clear()


def _foot(first: QWidget, *others: QWidget) -> QWidget:
    foot = QWidget()
    row = QHBoxLayout(foot)
    row.setContentsMargins(16, 8, 16, 8)
    row.setSpacing(8)
    row.addWidget(first, 1)
    for widget in others:
        row.addWidget(widget)
    return foot
