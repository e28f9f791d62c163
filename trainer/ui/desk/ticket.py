"""The order ticket: fields left as typed, a worst case that follows them, one submit."""

from __future__ import annotations

from decimal import Decimal

from PySide6.QtCore import Qt, Slot
from PySide6.QtGui import QAction
from PySide6.QtWidgets import QFrame, QHBoxLayout, QLineEdit, QMenu, QScrollArea, QVBoxLayout, QWidget

from trainer.presenters.desk_sizing import SizeUnit
from trainer.presenters.desk_views import TicketView
from trainer.presenters.ticket import OrderTicketPresenter
from trainer.ui.components.buttons import Button
from trainer.ui.components.cards import Rule, grounded
from trainer.ui.components.chips import Chip
from trainer.ui.components.labels import Label
from trainer.ui.components.number_field import NumberField
from trainer.ui.components.segmented import Segment, SegmentedControl
from trainer.ui.desk.leverage import LeveragePopup
from trainer.ui.desk.worst_case import Lamps, WorstCase
from trainer.ui.theme.current import font

WIDTH = 320
_CHIPS = (("0.25 %", "0.25"), ("0.5 %", "0.5"), ("1 %", "1"), ("2 %", "2"))


class Ticket(QWidget):
    """Binds to the ticket presenter; it computes nothing."""

    def __init__(self, presenter: OrderTicketPresenter, *, is_training: bool) -> None:
        """Show the presenter's fields."""
        super().__init__()
        self.setObjectName("ticket")
        grounded(self, "chrome")
        self.setFixedWidth(WIDTH)
        self._presenter = presenter
        self._mode = SegmentedControl(
            [Segment("isolated", "Isolated"), Segment("cross", "Cross")], name="margin_mode", accessible="Margin mode"
        )
        self._leverage = Button("1×", name="leverage", accessible="Leverage")
        self._side = SegmentedControl(
            [Segment("long", "Buy, long", side="long"), Segment("short", "Sell, short", side="short")],
            name="side", accessible="Side", height=34,
        )  # fmt: skip
        kinds = (("market", "Market"), ("limit", "Limit"), ("stop", "Stop"), ("bracket", "Bracket"))
        self._kind = SegmentedControl([Segment(*kind) for kind in kinds], name="order_kind", accessible="Order type")
        self.fields = {
            "size": NumberField("Size", name="size", placeholder="0.000", height=30),
            "price": NumberField("Price", name="price", height=30),
            "stop": NumberField("Stop", name="stop", placeholder="price", height=30),
            "target": NumberField("Target", name="target", placeholder="price", height=30),
            "probability": NumberField("Chance of +1 R first", name="probability", placeholder="your guess", unit="%",
                                       height=30),
        }  # fmt: skip
        self._maximum = Label("", "caption", "quiet", name="size_maximum")
        self._unit = Button("BTC", "quiet", name="size_unit", mini=True, accessible="Size unit")
        self._size_text = Label("", "caption", "quiet", name="size_text")
        self._chips = [Chip(text, name=f"risk_{index}", checkable=False, accessible=f"Risk {text} of the bankroll")
                       for index, (text, _) in enumerate(_CHIPS)]  # fmt: skip
        self._time = QLineEdit()
        self._worst, self._lamps = WorstCase(), Lamps()
        self.submit_button = Button("Place", "long", name="submit", large=True)
        self._training = Label("Training mode" if is_training else "", "caption", "quiet", name="training_mode")
        self._build_units()
        self._lay_out()
        self._connect()
        self._sync()

    def _build_units(self) -> None:
        menu = QMenu(self._unit)
        for unit, text in self._unit_texts().items():
            menu.addAction(text).setData(unit.value)
        menu.triggered.connect(self._on_unit)
        self._unit.setMenu(menu)
        self._time.setObjectName("time_exit")
        self._time.setAccessibleName("Time stop, hours and minutes UTC")
        self._time.setPlaceholderText("hh:mm UTC")
        self._time.setFont(font("body", 500))
        self._time.setFixedHeight(30)
        self._time.setAlignment(Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter)

    def _unit_texts(self) -> dict[SizeUnit, str]:
        view = self._presenter.view
        return {
            SizeUnit.COIN: view.coin,
            SizeUnit.QUOTE: view.quote,
            SizeUnit.BANKROLL: "% of bankroll",
            SizeUnit.RISK: "% at risk",
            SizeUnit.R: "R",
        }

    def _lay_out(self) -> None:
        body = QWidget()
        grounded(body, "chrome")
        column = QVBoxLayout(body)
        column.setContentsMargins(16, 8, 16, 8)
        column.setSpacing(8)
        column.addLayout(_row(Label("New order", "section", name="ticket_title"), None, self._training))
        self._leverage.setFixedWidth(84)
        column.addLayout(_row(self._mode, self._leverage, first_stretches=True))
        column.addWidget(self._side)
        column.addWidget(self._kind)
        self.fields["size"].head.addWidget(self._maximum)
        self.fields["size"].head.addWidget(self._unit)
        column.addWidget(self.fields["size"])
        column.addWidget(self._size_text)
        chips = QHBoxLayout()
        chips.setSpacing(6)
        for chip in self._chips:
            chips.addWidget(chip, 1)
        column.addLayout(chips)
        column.addWidget(self.fields["price"])
        column.addLayout(_pair(self.fields["stop"], self.fields["target"]))
        time = QWidget()
        box = QVBoxLayout(time)
        box.setContentsMargins(0, 0, 0, 0)
        box.setSpacing(4)
        box.addWidget(Label("Time stop", "caption", "secondary", name="time_exit_label"))
        box.addWidget(self._time)
        column.addLayout(_pair(time, self.fields["probability"]))
        column.addWidget(Rule())
        column.addWidget(self._worst)
        column.addWidget(Rule())
        column.addWidget(self._lamps)
        column.addStretch(1)
        scroll = QScrollArea()
        scroll.setWidgetResizable(True)
        scroll.setFrameShape(QFrame.Shape.NoFrame)
        scroll.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        scroll.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        scroll.setWidget(body)
        whole = QVBoxLayout(self)
        whole.setContentsMargins(0, 0, 0, 0)
        whole.setSpacing(0)
        whole.addWidget(scroll, 1)
        foot = QHBoxLayout()
        foot.setContentsMargins(16, 8, 16, 12)
        foot.addWidget(self.submit_button, 1)
        whole.addLayout(foot)

    def _connect(self) -> None:
        shown = self._presenter
        shown.changed.connect(self.show_view)
        shown.cleared.connect(self.clear)
        shown.field_dragged.connect(self._on_field_dragged)
        self._mode.chosen.connect(shown.set_margin_mode)
        self._side.chosen.connect(self._on_side)
        self._kind.chosen.connect(self._on_kind)
        for name, field in self.fields.items():
            field.value_changed.connect(lambda value, which=name: shown.set_number(which, value))
        self._time.textChanged.connect(self._on_time)
        for chip, (_, share) in zip(self._chips, _CHIPS, strict=True):
            chip.clicked.connect(lambda _checked=False, risk=share: self.risk(risk))
        self._leverage.clicked.connect(self.open_leverage)
        self.submit_button.clicked.connect(self.submit)

    def _sync(self) -> None:
        self._side.choose(self._presenter.fields.side.value)
        self._kind.choose(self._presenter.fields.kind.value)
        self.show_view(self._presenter.view)

    # gestures

    def open_for(self, side: str) -> None:
        """Turn to a side and put the cursor into the size."""
        self._side.choose(side)
        self._on_side(side)
        self.fields["size"].edit.setFocus(Qt.FocusReason.ShortcutFocusReason)
        self.fields["size"].edit.selectAll()

    def risk(self, per_cent: str) -> None:
        """Size from a share of the bankroll at risk."""
        self._presenter.set_unit(SizeUnit.RISK.value)
        self.fields["size"].edit.setText(per_cent)
        self._presenter.refresh()

    def offer_price(self, kind: str, price: Decimal) -> None:
        """An order at a price of the chart: 'limit' or 'stop'."""
        self._kind.choose(kind)
        self._on_kind(kind)
        self._on_field_dragged("price", price)
        self.fields["size"].edit.setFocus(Qt.FocusReason.OtherFocusReason)

    @Slot()
    def submit(self) -> None:
        """Place what is typed, when the entry is open."""
        self._presenter.submit()

    @Slot()
    def open_leverage(self) -> None:
        """Show the leverage popup."""
        popup = LeveragePopup(self, self._presenter.hint, self._presenter.view.leverage)
        popup.chosen.connect(self._presenter.set_leverage)
        popup.open_under(self._leverage)

    @Slot()
    def clear(self) -> None:
        """Empty every field."""
        for field in self.fields.values():
            field.set_text("")
        self._time.blockSignals(True)
        self._time.clear()
        self._time.blockSignals(False)
        self._sync()

    @Slot(object)
    def show_view(self, view: TicketView) -> None:
        """Take a new view; typed text stays as it is."""
        fields = self._presenter.fields
        self._mode.choose(view.margin_mode)
        self._mode.setEnabled(not view.is_mode_locked)
        self._mode.setToolTip("Fixed while a position or an order is open" if view.is_mode_locked else "")
        self._leverage.setText(f"{view.leverage.leverage:f}×")
        self._maximum.show_text(view.maximum_text)
        self._unit.setText(self._unit_texts()[fields.unit])
        self._size_text.show_text(view.size_text)
        self._size_text.setVisible(bool(view.size_text))
        self.fields["price"].setVisible(fields.kind.needs_price)
        self._worst.show_view(view.worst_case)
        self._lamps.show_view(view.lamps, view.sentence)
        for field in self.fields.values():
            field.clear_message()
        for note in view.notes:
            shown = self.fields.get(note.field)
            if shown is not None:
                (shown.show_error if note.is_error else shown.show_caution)(note.text)
        self.submit_button.setText(view.submit_text)
        self.submit_button.setEnabled(view.can_submit)
        self.submit_button.set_kind(fields.side.value)

    @Slot(str)
    def _on_side(self, side: str) -> None:
        self._presenter.set_side(side)
        self._presenter.refresh()

    @Slot(str)
    def _on_kind(self, kind: str) -> None:
        self._presenter.set_kind(kind)
        self._presenter.refresh()

    @Slot(QAction)
    def _on_unit(self, action: QAction) -> None:
        self._presenter.set_unit(str(action.data()))
        self._presenter.refresh()

    @Slot(str)
    def _on_time(self, text: str) -> None:
        is_read = self._presenter.set_time_exit(text)
        self._time.setProperty("state", "" if is_read else "error")
        self._time.setToolTip("" if is_read else f"{text} is not a time; hours and minutes such as 16:00 are allowed")
        self._time.style().polish(self._time)

    @Slot(str, object)
    def _on_field_dragged(self, field: str, price: Decimal) -> None:
        if field in self.fields:
            self.fields[field].edit.setText(f"{price:f}")


def _row(first: QWidget, second: QWidget | None, third: QWidget | None = None, *,
         first_stretches: bool = False) -> QHBoxLayout:  # fmt: skip
    row = QHBoxLayout()
    row.setSpacing(8)
    row.addWidget(first, 1 if first_stretches else 0)
    if second is not None:
        row.addWidget(second)
    if third is not None:
        row.addStretch(1)
        row.addWidget(third)
    return row


def _pair(left: QWidget, right: QWidget) -> QHBoxLayout:
    row = QHBoxLayout()
    row.setSpacing(8)
    row.addWidget(left, 1, Qt.AlignmentFlag.AlignTop)
    row.addWidget(right, 1, Qt.AlignmentFlag.AlignTop)
    return row
