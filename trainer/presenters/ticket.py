"""The order ticket: what is typed becomes a preview, a worst case, six lamps and one submit."""

from __future__ import annotations

from dataclasses import replace
from decimal import Decimal

from PySide6.QtCore import QObject, QTimer, Signal, Slot

from trainer.core.clock import DAY_MS, MINUTE_MS
from trainer.core.errors import TrainerError
from trainer.engine.commands import PlaceOrder, SetLeverage
from trainer.engine.events import Event, Liquidated
from trainer.engine.words import MarginMode, Side
from trainer.presenters.desk_board import DeskBoard, DeskOptions
from trainer.presenters.desk_leverage import leverage_hint
from trainer.presenters.desk_orders import DeskOrders
from trainer.presenters.desk_sizing import (
    SizeBasis,
    SizeUnit,
    TicketFields,
    TicketKind,
    coin_size,
    command_of,
    entry_price,
    largest_size,
    risk_money,
    sentence_of,
    still_open,
)
from trainer.presenters.desk_texts import coin_and_quote, number
from trainer.presenters.desk_ticket_lines import preview_lines
from trainer.presenters.desk_ticket_notes import lamps_of, notes_of
from trainer.presenters.desk_views import LeverageHint, TicketView
from trainer.presenters.desk_worst_case import worst_case
from trainer.session.session import Preview, Session

DEBOUNCE_MS = 30
FRICTION_BARS = 5
NUMBER_FIELDS = ("size", "price", "stop", "target", "probability")


class OrderTicketPresenter(QObject):
    """Holds what the learner typed and never writes it; a preview follows 30 ms after the last edit."""

    changed = Signal(object)
    """TicketView."""
    lines_changed = Signal(object)
    """tuple[LineView, ...] of the order being built."""
    cleared = Signal()
    """The order was placed: the fields start again."""
    field_dragged = Signal(str, object)
    """A preview line was dragged: field name and Decimal to show in it."""

    def __init__(
        self,
        session: Session,
        board: DeskBoard,
        orders: DeskOrders,
        options: DeskOptions,
        parent: QObject | None = None,
    ) -> None:
        """An empty ticket to buy at market."""
        super().__init__(parent)
        self._session, self._board, self._orders = session, board, orders
        self._options = options
        self._fields = TicketFields()
        self._shut_until = -1
        self._view: TicketView | None = None
        self._timer = QTimer(self)
        self._timer.setObjectName("ticket_debounce")
        self._timer.setSingleShot(True)
        self._timer.setInterval(DEBOUNCE_MS)
        self._timer.timeout.connect(self.refresh)
        board.moved.connect(self.schedule)

    @property
    def fields(self) -> TicketFields:
        """What is typed."""
        return self._fields

    @property
    def view(self) -> TicketView:
        """The newest view."""
        if self._view is None:
            self.refresh()
        assert self._view is not None
        return self._view

    # edits

    def set_side(self, side: str) -> None:
        """'long' or 'short'."""
        self._edit(side=Side(side))

    def set_kind(self, kind: str) -> None:
        """One of TicketKind."""
        self._edit(kind=TicketKind(kind))

    def set_unit(self, unit: str) -> None:
        """One of SizeUnit; the typed number stays and means the new unit."""
        self._edit(unit=SizeUnit(unit))

    def set_number(self, field: str, value: Decimal | None) -> None:
        """One of NUMBER_FIELDS; the chance is typed in per cent."""
        if field not in NUMBER_FIELDS:
            raise ValueError(field)
        if field == "probability" and value is not None:
            value = value / 100
        self._edit(**{field: value})

    def set_time_exit(self, text: str) -> bool:
        """Hours and minutes in UTC, the next time the clock shows them; returns whether the text can be read."""
        parts = text.strip().split(":")
        if not text.strip():
            self._edit(time_exit=None)
            return True
        if len(parts) != 2 or not all(part.isdigit() for part in parts) or int(parts[0]) > 23 or int(parts[1]) > 59:
            self._edit(time_exit=None)
            return False
        now = self._board.now_ms
        wanted = now - now % DAY_MS + (int(parts[0]) * 60 + int(parts[1])) * MINUTE_MS
        self._edit(time_exit=wanted if wanted > now else wanted + DAY_MS)
        return True

    def _edit(self, **values: object) -> None:
        fields = replace(self._fields, **values)  # type: ignore[arg-type]  # each caller passes its field's type
        if fields != self._fields:
            self._fields = fields
            self.schedule()

    @Slot()
    def schedule(self) -> None:
        """Ask for a preview soon."""
        if not self._timer.isActive():
            self._timer.start()

    # leverage

    def set_leverage(self, leverage: Decimal) -> None:
        """Set the leverage of the symbol; a refusal is shown and nothing changes."""
        if leverage != self._session.state.leverage:
            self._orders.give(SetLeverage(leverage=leverage))
        self.refresh()

    def set_margin_mode(self, mode: str) -> None:
        """'isolated' or 'cross'."""
        if MarginMode(mode) is not self._session.state.margin_mode:
            self._orders.give(SetLeverage(leverage=self._session.state.leverage, margin_mode=MarginMode(mode)))
        self.refresh()

    def hint(self, leverage: Decimal) -> LeverageHint:
        """What a leverage would mean for the order being built, for the slider while it moves."""
        return leverage_hint(self._board.facts(), self._fields, self._coin_size(), leverage)

    # submit

    def missing(self) -> tuple[str, ...]:
        """What keeps the entry shut."""
        return still_open(self._fields, is_training=self._options.is_training)

    def submit(self) -> bool:
        """Place the order; returns whether it was accepted. A shut entry sends nothing."""
        self.refresh()
        command = self._command()
        if command is None or not self.view.can_submit:
            return False
        rejected = self._orders.give(command)
        if rejected is not None or self._session.is_finished:
            self.refresh()
            return False
        self._fields = TicketFields(side=self._fields.side, kind=self._fields.kind, unit=self._fields.unit)
        self.cleared.emit()
        self.refresh()
        return True

    def note_events(self, events: tuple[Event, ...]) -> None:
        """Shut new entries for some bars after a liquidation."""
        if self._options.is_training and any(isinstance(event, Liquidated) for event in events):
            self._shut_until = self._session.cursor + FRICTION_BARS

    # preview

    @Slot()
    def refresh(self) -> None:
        """Work out and publish the view."""
        self._timer.stop()
        facts, fields = self._board.facts(), self._fields
        size = self._coin_size()
        command = command_of(fields, size)
        preview = self._preview(command)
        coin, quote = coin_and_quote(self._session.market.symbol)
        notes = notes_of(facts, fields, preview, command, self._session)
        lamps, sentence = lamps_of(self._session, facts, fields, preview, self._options.ceiling)
        submit, is_open = self._submit_state(size, any(note.is_error and note.field == "stop" for note in notes))
        self._view = TicketView(
            coin=coin,
            quote=quote,
            maximum_text=f"max {self.largest():f} {coin}",
            size_text=self._size_text(size, coin, preview),
            is_mode_locked=facts.state.position is not None or bool(facts.state.orders),
            margin_mode=facts.state.margin_mode.value,
            leverage=leverage_hint(facts, fields, size, facts.state.leverage),
            worst_case=worst_case(self._session, facts, preview),
            lamps=lamps,
            sentence=sentence,
            notes=notes,
            submit_text=submit,
            can_submit=is_open,
            friction_text=self._friction_text(),
        )
        self.changed.emit(self._view)
        self.lines_changed.emit(preview_lines(facts, fields, size, preview))

    def drop_line(self, line_id: str, price: Decimal) -> None:
        """A preview line was dragged to a price: its field shows it."""
        field = line_id.removeprefix("preview_").replace("entry", "price")
        self.field_dragged.emit(field, price)

    def largest(self) -> Decimal:
        """Largest size the free margin opens at the present leverage."""
        state, rules = self._session.state, self._session.market.rules
        entry = entry_price(self._fields, self._last())
        closing = Decimal(0)
        if state.position is not None and state.position.side is not self._fields.side:
            closing = state.position.quantity
        return largest_size(
            self._session.account().free_margin, entry, state.leverage, rules, self._fields.side, closing
        )

    def _preview(self, command: PlaceOrder | None) -> Preview | None:
        if command is None or self._session.is_finished:
            return None
        try:
            return self._session.preview(command)
        except TrainerError:
            return None

    def _coin_size(self) -> Decimal | None:
        """Coin size; one from a risk is shrunk until the previewed loss fits it."""
        basis = SizeBasis(entry_price(self._fields, self._last()), self._session.state.bankroll, self._one_r())
        rules = self._session.market.rules
        size = coin_size(self._fields, basis, rules)
        wanted = risk_money(self._fields, basis)
        if size is None or size <= 0 or wanted is None:
            return size
        preview = self._preview(command_of(self._fields, size))
        loss = abs(preview.one_r) if preview is not None and preview.one_r is not None else None
        if preview is None or preview.rejected is not None or loss is None or loss <= wanted:
            return size
        return (size * wanted / loss / rules.lot).to_integral_value(rounding="ROUND_DOWN") * rules.lot

    def _one_r(self) -> Decimal:
        return self._board.last_one_r or self._session.state.bankroll / 100

    def _last(self) -> Decimal:
        return self._session.market.last_close(self._session.cursor)

    def _command(self) -> PlaceOrder | None:
        return command_of(self._fields, self._coin_size())

    def _size_text(self, size: Decimal | None, coin: str, preview: Preview | None) -> str:
        if size is None or self._fields.unit is SizeUnit.COIN:
            return ""
        return f"= {size:f} {coin}" + ("" if preview is None else f", {number(preview.notional, 0)} notional")

    def _friction_text(self) -> str:
        left = self._shut_until - self._session.cursor
        return f"New entries reopen in {left} {'bar' if left == 1 else 'bars'}" if left > 0 else ""

    def _submit_state(self, size: Decimal | None, is_stop_wrong: bool) -> tuple[str, bool]:
        if self._session.is_finished:
            return "Session finished", False
        if self._friction_text():
            return self._friction_text(), False
        sentence = sentence_of(self.missing())
        if sentence:
            return sentence, False
        if size is None or size <= 0:
            return "The size is below one lot", False
        coin = coin_and_quote(self._session.market.symbol)[0]
        word = "Buy" if self._fields.side is Side.LONG else "Sell"
        return f"{word} {size:f} {coin}", not is_stop_wrong
