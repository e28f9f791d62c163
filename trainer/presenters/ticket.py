"""The order ticket: what is typed becomes a preview, a worst case, six lamps and one submit."""

from __future__ import annotations

from dataclasses import replace
from decimal import Decimal

from PySide6.QtCore import QObject, QTimer, Signal, Slot

from trainer.core.clock import DAY_MS, MINUTE_MS
from trainer.core.settings import TicketTemplate
from trainer.core.units import floor_to
from trainer.engine.commands import Note, PlaceOrder, SetLeverage
from trainer.engine.events import Event
from trainer.engine.words import MarginMode, Side, TimeInForce, TriggerSource
from trainer.presenters.desk_board import DeskBoard, DeskOptions
from trainer.presenters.desk_leverage import leverage_hint
from trainer.presenters.desk_orders import DeskOrders
from trainer.presenters.desk_sizing import sentence_of
from trainer.presenters.desk_ticket_lines import preview_lines
from trainer.presenters.desk_ticket_notes import lamps_of, notes_of
from trainer.presenters.desk_views import LeverageHint, TicketView
from trainer.presenters.desk_worst_case import worst_case
from trainer.presenters.figures import plain
from trainer.presenters.ticket_draft import TicketDraft
from trainer.presenters.ticket_fields import HUNDRED, SizeUnit, TicketFields, TicketKind, command_of, still_open
from trainer.presenters.ticket_friction import AGAIN, Friction
from trainer.presenters.ticket_templates import Filled, filled_by, template_of
from trainer.presenters.zone import offset_ms, time_of, zone_text
from trainer.scoring.moments import DOOM
from trainer.session.session import Session

DEBOUNCE_MS = 30
NUMBER_FIELDS = (
    "size", "price", "limit", "trail", "stop", "target", "target_2", "share_2", "target_3", "share_3", "probability",
    "doom",
)  # fmt: skip
TIME_FIELDS = ("time_exit", "expires")
UNPLANNED, MODE = "unplanned", "mode"
"""Kinds of the notes that fast mode writes into the journal."""


class OrderTicketPresenter(QObject):
    """Holds what the learner typed and never writes it; a preview follows 30 ms after the last edit."""

    changed = Signal(object)
    """TicketView."""
    lines_changed = Signal(object)
    """tuple[LineView, ...] of the order being built."""
    chance_changed = Signal(object)
    """Figure: the modelled chance of a liquidation before the stop."""
    cleared = Signal()
    """The order was placed: the fields start again."""
    field_dragged = Signal(str, object)
    """A preview line was dragged: field name and Decimal to show in it."""
    templates_changed = Signal(object)
    """tuple[TicketTemplate, ...]: the learner kept or removed one."""
    filled = Signal(object)
    """Filled: texts a template puts into the fields."""

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
        self.draft = TicketDraft(session, board)
        self._is_training = options.is_training
        self._ceiling = options.ceiling
        self.risk_percent = options.risk_percent
        self.templates = options.templates
        self._fields = self._fresh_fields()
        self._friction = Friction(session, orders.give, options)
        self._is_edited = True
        self._view: TicketView | None = None
        self._timer = QTimer(self)
        self._timer.setObjectName("ticket_debounce")
        self._timer.setSingleShot(True)
        self._timer.setInterval(DEBOUNCE_MS)
        self._timer.timeout.connect(self.refresh)
        board.moved.connect(self._on_moved)

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
        if field in ("probability", "doom") and value is not None:
            value = value / 100
        self._edit(**{field: value})

    def set_time(self, field: str, text: str) -> bool:
        """One of TIME_FIELDS as hours and minutes of the chosen zone, the next time they come; whether it is read."""
        if field not in TIME_FIELDS:
            raise ValueError(field)
        parts = text.strip().split(":")
        if not text.strip():
            self._edit(**{field: None})
            return True
        if len(parts) != 2 or not all(part.isdigit() for part in parts) or int(parts[0]) > 23 or int(parts[1]) > 59:
            self._edit(**{field: None})
            return False
        now = self._board.now_ms
        wall = now + offset_ms(now)
        wanted = wall - wall % DAY_MS + (int(parts[0]) * 60 + int(parts[1])) * MINUTE_MS
        self._edit(**{field: time_of(wanted if time_of(wanted) > now else wanted + DAY_MS)})
        return True

    def set_flag(self, field: str, is_on: bool) -> None:
        """'reduce_only', 'post_only' or 'is_trail_percent'."""
        if field not in ("reduce_only", "post_only", "is_trail_percent"):
            raise ValueError(field)
        self._edit(**{field: is_on})

    def set_time_in_force(self, force: str) -> None:
        """'gtc', 'ioc', 'fok' or 'gtd'."""
        self._edit(time_in_force=TimeInForce(force))

    def set_source(self, source: str) -> None:
        """The series a trigger watches: 'last' or 'mark'."""
        self._edit(source=TriggerSource(source))

    def set_training(self, is_training: bool) -> None:
        """Shut the entry until the plan is whole, or not; every change is written into the journal."""
        if is_training == self._is_training:
            return
        self._is_training = is_training
        words = "Training mode: the entry waits for the plan." if is_training else "Fast mode: entries without a plan."
        if not self._session.is_finished:
            self._orders.give(Note(text=words, kind=MODE))
        self.refresh()

    @property
    def is_training(self) -> bool:
        """Whether the entry waits for the plan."""
        return self._is_training

    def apply_template(self, template: TicketTemplate) -> None:
        """Fill the fields a template names from the present price; the learner reads and sends them."""
        filled = filled_by(template, self._board.facts(), self._fields, self._board.now_ms)
        self._edit(kind=filled.kind)
        if filled.unit is not None:
            self._edit(unit=filled.unit)
        self.filled.emit(filled)
        self.refresh()

    @Slot(str)
    def keep_template(self, name: str) -> None:
        """Keep the ticket as it stands under a name, in the place of one of that name."""
        fresh = template_of(name, self._fields, self._board.facts(), self._board.now_ms)
        self._set_templates((*(item for item in self.templates if item.name != name), fresh))

    @Slot(str)
    def remove_template(self, name: str) -> None:
        """Forget a template."""
        self._set_templates(tuple(item for item in self.templates if item.name != name))

    def _set_templates(self, templates: tuple[TicketTemplate, ...]) -> None:
        self.templates = templates
        self.templates_changed.emit(templates)

    def size_share(self, per_cent: Decimal) -> None:
        """Type a share of the largest affordable size into the size field."""
        rules = self._session.market.rules
        self._edit(unit=self.draft.counted)
        text = plain(floor_to(self.largest() * per_cent / HUNDRED, rules.lot))
        self.filled.emit(Filled(kind=self._fields.kind, texts={"size": text}))
        self.refresh()

    def _fresh_fields(self) -> TicketFields:
        return TicketFields(unit=self.draft.counted, source=self._session.market.rules.default_trigger)

    def _edit(self, **values: object) -> None:
        fields = replace(self._fields, **values)  # type: ignore[arg-type]  # each caller passes its field's type
        if fields != self._fields:
            self._fields = fields
            self._is_edited = True
            self.schedule()

    @Slot()
    def schedule(self) -> None:
        """Ask for a preview soon."""
        if not self._timer.isActive():
            self._timer.start()

    @Slot()
    def _on_moved(self) -> None:
        self.schedule()

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
        return leverage_hint(self._board.facts(), self._fields, self.draft.size(self._fields), leverage)

    # submit

    def missing(self) -> tuple[str, ...]:
        """What keeps the entry shut."""
        return still_open(self._fields, is_training=self._is_training)

    def submit(self) -> bool:
        """Place the order; returns whether it was accepted. A shut entry sends nothing."""
        self._is_edited = True
        self.refresh()
        command = self.command()
        if command is None or not self.view.can_submit or self._friction.holds():
            self.refresh()
            return False
        kept = self._fields
        unplanned = still_open(kept, is_training=True) if kept.is_entry else ()
        rejected = self._orders.give(replace(command, cost_shown=True) if kept.is_entry else command)
        if rejected is not None or self._session.is_finished:
            self.refresh()
            return False
        if kept.doom is not None:
            self._orders.give(Note(text=f"{kept.doom:f}", kind=DOOM))
        if unplanned:
            self._orders.give(Note(text=f"Entered in fast mode without {', '.join(unplanned)}.", kind=UNPLANNED))
        self._fields = replace(self._fresh_fields(), side=kept.side, kind=kept.kind, unit=kept.unit, source=kept.source)
        self.cleared.emit()
        self.refresh()
        return True

    def one_click(self, side: str) -> bool:
        """In fast mode: the typed size at market on a side, at once; whether it was accepted."""
        if self._is_training:
            return False
        self._edit(side=Side(side), kind=TicketKind.MARKET, reduce_only=False)
        return self.submit()

    def note_events(self, events: tuple[Event, ...]) -> None:
        """Shut new entries for some bars after a liquidation."""
        if self._is_training:
            self._friction.note_events(events)

    # preview

    @Slot()
    def refresh(self) -> None:
        """Work out and publish the view."""
        self._timer.stop()
        facts, fields = self._board.facts(), self._fields
        size = self.draft.size(fields)
        command = command_of(fields, size)
        preview = self.draft.preview(command)
        amounts = self.draft.amounts
        largest = self.largest()
        notes = notes_of(facts, fields, preview, command, largest)
        lamps, sentence = lamps_of(self._session, facts, fields, preview, self._ceiling)
        self._friction.look(fields, preview)
        submit, is_open = self._submit_state(size, any(note.is_error and note.field == "stop" for note in notes))
        self._view = TicketView(
            coin=amounts.coin,
            quote=amounts.quote,
            maximum_text=f"max {amounts.size(largest)}",
            size_text=self.draft.size_text(fields, size, preview),
            is_mode_locked=facts.state.position is not None or bool(facts.state.orders),
            margin_mode=facts.state.margin_mode.value,
            leverage=leverage_hint(facts, fields, size, facts.state.leverage),
            worst_case=worst_case(self._session, facts, preview),
            lamps=lamps,
            sentence=self._friction.sentence or sentence,
            notes=notes,
            submit_text=submit,
            can_submit=is_open,
            is_training=self._is_training,
            is_market_move=not self._is_edited,
            zone_text=zone_text(self._board.now_ms),
        )
        self._is_edited = False
        self.changed.emit(self._view)
        self.lines_changed.emit(preview_lines(facts, fields, size, preview))

    def drop_line(self, line_id: str, price: Decimal) -> None:
        """A preview line was dragged to a price: its field shows it."""
        field = line_id.removeprefix("preview_").replace("entry", "price")
        self.field_dragged.emit(field, price)

    def largest(self) -> Decimal:
        """Largest size this order may have."""
        return self.draft.largest(self._fields)

    def command(self) -> PlaceOrder | None:
        """The order the ticket stands for; None while a needed figure is missing."""
        return self.draft.command(self._fields)

    def _submit_state(self, size: Decimal | None, is_stop_wrong: bool) -> tuple[str, bool]:
        if self._session.is_finished:
            return "Session finished", False
        if self._fields.is_entry and self._friction.shut_text:
            return self._friction.shut_text, False
        sentence = sentence_of(self.missing())
        if sentence:
            return sentence, False
        if size is None or size <= 0:
            return "The size is below one lot", False
        if self._friction.is_asked:
            return AGAIN, not is_stop_wrong
        word = "Buy" if self._fields.side is Side.LONG else "Sell"
        verb = f"Reduce: {word.lower()}" if self._fields.reduce_only else word
        return f"{verb} {self.draft.amounts.size(size)}", not is_stop_wrong
