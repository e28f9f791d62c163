"""The order ticket: what is typed becomes a preview, a worst case, six lamps and one submit."""

from __future__ import annotations

from dataclasses import replace
from decimal import Decimal

from PySide6.QtCore import QObject, QTimer, Signal, Slot

from trainer.core.language import english, tr
from trainer.core.settings import TicketTemplate
from trainer.core.units import ZERO, exact, floor_to
from trainer.engine.commands import Note, PlaceOrder, PlaceScaled, SetLeverage, SetPositionMode
from trainer.engine.events import Event
from trainer.engine.words import MarginMode, PositionMode, Side, TriggerSource
from trainer.presenters.desk_board import DeskBoard, DeskOptions
from trainer.presenters.desk_leverage import leverage_hint
from trainer.presenters.desk_orders import DeskOrders
from trainer.presenters.desk_sizing import sentence_of
from trainer.presenters.desk_ticket_lines import PREFIX, preview_lines, preview_refusal
from trainer.presenters.desk_ticket_notes import lamps_of, notes_of
from trainer.presenters.desk_views import LeverageHint, TicketView
from trainer.presenters.desk_worst_case import worst_case
from trainer.presenters.figures import plain
from trainer.presenters.lines import LineFacts
from trainer.presenters.ticket_chances import CHANCES
from trainer.presenters.ticket_faults import button_text, faults_of
from trainer.presenters.ticket_fields import HUNDRED, TicketFields, TicketKind, command_of, still_open
from trainer.presenters.ticket_friction import AGAIN, Friction
from trainer.presenters.ticket_size import ToldSize, held_in
from trainer.presenters.ticket_templates import Filled, filled_by, template_of
from trainer.presenters.ticket_typing import TypedTicket
from trainer.presenters.zone import zone_text
from trainer.scoring.moments import DOOM
from trainer.session.session import Preview, Session

DEBOUNCE_MS = 30
UNPLANNED, MODE = "unplanned", "mode"
"""Kinds of the notes that fast mode writes into the journal."""


class OrderTicketPresenter(TypedTicket):
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
        super().__init__(session, board, parent)
        self._orders = orders
        self._is_training = options.is_training
        self._ceiling = options.ceiling
        self.risk_percent = options.risk_percent
        self.templates = options.templates
        self._friction = Friction(session, orders.give, options)
        self._view: TicketView | None = None
        self._preview: Preview | None = None
        self._faults: dict[str, str] = {}
        self._read = ToldSize()
        self._timer = QTimer(self)
        self._timer.setObjectName("ticket_debounce")
        self._timer.setSingleShot(True)
        self._timer.setInterval(DEBOUNCE_MS)
        self._timer.timeout.connect(self.refresh)
        board.moved.connect(self._on_moved)
        self.edited.connect(self.schedule)
        self.chances.settled.connect(self.schedule)

    @property
    def view(self) -> TicketView:
        """The newest view."""
        if self._view is None:
            self.refresh()
        assert self._view is not None
        return self._view

    # what training asks

    def set_training(self, is_training: bool) -> None:
        """Shut the entry until the plan is whole, or not; every change is written into the journal."""
        if is_training == self._is_training:
            return
        self._is_training = is_training
        words = (
            english("Training mode: the entry waits for the plan.")
            if is_training
            else english("Fast mode: entries without a plan.")
        )
        if not self._session.is_finished:
            self._orders.give(Note(text=words, kind=MODE))
        self.refresh()

    @property
    def is_training(self) -> bool:
        """Whether the entry waits for the plan."""
        return self._is_training

    def apply_template(self, template: TicketTemplate) -> None:
        """Fill the fields a template names from the present price; the learner reads and sends them."""
        filled = filled_by(template, self._facts(), self._fields, self._board.now_ms)
        self._edit(kind=filled.kind)
        if filled.unit is not None:
            self._edit(unit=filled.unit)
        if filled.sizing is not None:
            self._edit(sizing=filled.sizing)
        self.filled.emit(filled)
        self.refresh()

    @Slot(str)
    def keep_template(self, name: str) -> None:
        """Keep the ticket as it stands under a name, in the place of one of that name."""
        fresh = template_of(name, self._fields, self._facts(), self._board.now_ms)
        self._set_templates((*(item for item in self.templates if item.name != name), fresh))

    @Slot(str)
    def remove_template(self, name: str) -> None:
        """Forget a template."""
        self._set_templates(tuple(item for item in self.templates if item.name != name))

    def _set_templates(self, templates: tuple[TicketTemplate, ...]) -> None:
        self.templates = templates
        self.templates_changed.emit(templates)

    def side_here(self, kind: str, price: Decimal) -> str:
        """The side of an order of a kind, 'limit' or 'stop', that waits at a price of the chart; at the price itself
        the present one."""
        session, fields = self._session, self._fields
        source = TriggerSource.LAST if kind == TicketKind.LIMIT else fields.source
        now = exact(session.market.series(source).close[session.cursor])
        if price == now:
            return fields.side.value
        return (Side.LONG if (price < now) is (kind == TicketKind.LIMIT) else Side.SHORT).value

    def size_share(self, per_cent: Decimal) -> None:
        """Type a share of the largest affordable size into the size field."""
        rules = self._session.market.rules
        self._edit(unit=self.draft.counted)
        text = plain(floor_to(self.largest() * per_cent / HUNDRED, rules.lot))
        self.filled.emit(Filled(kind=self._fields.kind, texts={"size": text}))
        self.refresh()

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

    def set_position_mode(self, is_hedge: bool) -> None:
        """Long and short side by side, or one net position; a refusal is shown and nothing changes."""
        if is_hedge != self._is_hedge():
            mode = PositionMode.HEDGE if is_hedge else PositionMode.ONE_WAY
            if self._orders.give(SetPositionMode(mode=mode)) is None:
                self._edit(is_hedge=self._is_hedge(), reduce_only=False)
        self.refresh()

    def hint(self, leverage: Decimal) -> LeverageHint:
        """What a leverage would mean for the order being built, for the slider while it moves."""
        return leverage_hint(self._facts(), self._fields, self.draft.size(self._fields), leverage)

    # submit

    def missing(self) -> tuple[str, ...]:
        """What keeps the entry shut."""
        return still_open(self._fields, is_training=self._is_training)

    def submit(self) -> bool:
        """Place the order; returns whether it was accepted. A shut entry sends nothing.

        A size that is worked out goes as it was read, though a bar may have passed since; where what is open has
        changed meanwhile, which it may hang on, it is told anew and waits for one more press.
        """
        self._is_edited = True
        before = self._read
        read = before.size_for(self._fields, held_in(self._facts()))
        self._publish(self._size() if read is None else read)
        command = command_of(self._fields, self._read.size)
        if command is None or not self.view.can_submit:
            self._orders.say_not_sent(self.view.shut_reason or self.view.submit_text)
            return False
        if before.is_outdated_by(self._read):
            size = self.draft.amounts.size(self._read.size or ZERO)
            self._orders.say_not_sent(tr("What is held has changed: the size is now {size}").format(size=size))
            return False
        if self._friction.holds():
            self.refresh()
            return False
        kept = self._fields
        unplanned = still_open(kept, is_training=True) if kept.is_entry else ()
        if kept.is_entry:
            is_after = kept.probability is not None and "probability" in self.chances.after
            command = replace(command, cost_shown=True, chance_after=is_after)
        rejected = self._orders.give(command)
        if rejected is not None or self._session.is_finished:
            self.refresh()
            return False
        if kept.doom is not None and "doom" not in self.chances.after:
            self._orders.give(Note(text=f"{kept.doom:f}", kind=DOOM))
        if unplanned:
            self._orders.give(
                Note(
                    text=english("Entered in fast mode without {unplanned}.").format(unplanned=", ".join(unplanned)),
                    kind=UNPLANNED,
                )
            )
        self._fields = replace(self._fresh_fields(), side=kept.side, kind=kept.kind, unit=kept.unit, source=kept.source,
                               sizing=kept.sizing)  # fmt: skip
        self._unreadable = {}
        self.cleared.emit()
        self.chances.clear()
        self.refresh()
        return True

    def one_click(self, side: str) -> bool:
        """In fast mode: the typed size at market on a side, at once; whether it was accepted.

        A shut entry says why and leaves the ticket as it was.
        """
        if self._is_training:
            return False
        before = self._fields
        self._edit(side=Side(side), kind=TicketKind.MARKET, reduce_only=False)
        if self.submit():
            return True
        if not self._friction.is_asked:
            self._fields = before
            self.refresh()
        return False

    def note_events(self, events: tuple[Event, ...]) -> None:
        """Shut new entries for some bars after a liquidation."""
        if self._is_training:
            self._friction.note_events(events)

    # preview

    @Slot()
    def refresh(self) -> None:
        """Work out and publish the view."""
        self._publish(self._size())

    def _size(self) -> Decimal | None:
        """What the fields stand for at the newest bar, in contract units."""
        self._fields = replace(self._fields, is_hedge=self._is_hedge())
        return self.draft.size(self._fields)

    def _publish(self, size: Decimal | None) -> None:
        self._timer.stop()
        facts, fields = self._facts(), self._fields
        self._read = ToldSize(fields, size, held_in(facts))
        command = command_of(fields, size)
        preview = self.draft.preview(command)
        amounts = self.draft.amounts
        largest = self.largest()
        self._faults = faults_of(facts, fields, size, preview, self.draft.preview, largest, self._unreadable)
        lamps, sentence = lamps_of(self._session, facts, fields, preview, self._ceiling)
        self._friction.look(fields, preview)
        submit, is_open, shut_reason = self._submit_state(size)
        self._view = TicketView(
            coin=amounts.coin,
            quote=amounts.quote,
            maximum_text=tr("max {largest}").format(largest=amounts.size(largest)),
            size_text=self.draft.size_text(fields, size, preview),
            is_mode_locked=not facts.state.is_idle,
            is_hedge=fields.is_hedge,
            offers_hedge=facts.rules.offers_hedge,
            margin_mode=facts.state.margin_mode.value,
            leverage=facts.state.leverage,
            worst_case=worst_case(self._session, facts, preview, is_scaled=fields.kind is TicketKind.SCALED),
            lamps=lamps,
            sentence=self._friction.sentence or sentence,
            notes=notes_of(facts, fields, self._faults, self.chances.after),
            submit_text=submit,
            can_submit=is_open,
            shut_reason=shut_reason,
            is_training=self._is_training,
            is_market_move=not self._is_edited,
            zone_text=zone_text(self._board.now_ms),
        )
        self._is_edited = False
        self.changed.emit(self._view)
        self._preview = preview
        row = command if isinstance(command, PlaceScaled) and preview is not None and not preview.rejected else None
        self.lines_changed.emit(preview_lines(facts, fields, size, preview, row, self._faults))

    def _facts(self) -> LineFacts:
        """The account as the order sees it: in hedge mode with its leg in focus."""
        return self._board.facts(self._fields.leg)

    # dragging lines of the order being built

    def drag_text(self, line_id: str, price: Decimal) -> tuple[str, ...]:
        """The pill of a preview line that stands at another price."""
        name = _field_of(line_id)
        fields = replace(self._fields, **{name: price})  # type: ignore[arg-type]  # a price field
        refused = self._faults.keys() - {name} | ({name} if self.drag_refusal(line_id, price) else set())
        lines = preview_lines(self._facts(), fields, self.draft.size(fields), self._preview, None, refused)
        return next((line.cells for line in lines if line.id == line_id), ())

    def drag_refusal(self, line_id: str, price: Decimal) -> str:
        """Why a preview line cannot rest at a price; empty when it can."""
        return preview_refusal(self._facts(), self._fields, _field_of(line_id), price, self._preview)

    def drop_line(self, line_id: str, price: Decimal) -> None:
        """A preview line was dragged to a price: its field shows it."""
        self.field_dragged.emit(_field_of(line_id), price)

    def largest(self) -> Decimal:
        """Largest size this order may have."""
        return self.draft.largest(self._fields)

    def command(self) -> PlaceOrder | PlaceScaled | None:
        """The order the ticket stands for; None while a needed figure is missing."""
        return self.draft.command(self._fields)

    def _submit_state(self, size: Decimal | None) -> tuple[str, bool, str]:
        """The words of the button, whether it is open, and the first fault where that shuts it.

        It is open when nothing is missing and no field is at fault.
        """
        waits = self._friction.shut_text if self._fields.is_entry else ""
        if self._session.is_finished or waits:
            return tr("Session finished") if self._session.is_finished else waits, False, ""
        wrong = {name: fault for name, fault in self._faults.items() if name not in CHANCES}
        if not wrong and (sentence := sentence_of(self.missing())):  # which says of a chance what it may be
            return sentence, False, ""
        if faults := wrong or self._faults:
            return button_text(self._fields, faults), False, next(iter(faults.values()))
        if size is None or size <= 0:
            return tr("The size is below one lot"), False, ""
        if self._friction.is_asked:
            return tr(AGAIN), True, ""
        return _deed(self._fields, self.draft.amounts.size(size)), True, ""


def _deed(fields: TicketFields, size: str) -> str:
    """What the button does: 'Buy 1 BTC', 'Reduce: sell 1 BTC', in hedge mode 'Open long 1 BTC', 'Close short 1 BTC'."""
    if fields.leg is Side.LONG:
        return (tr("Close long {size}") if fields.reduce_only else tr("Open long {size}")).format(size=size)
    if fields.leg is Side.SHORT:
        return (tr("Close short {size}") if fields.reduce_only else tr("Open short {size}")).format(size=size)
    word = tr("Buy") if fields.side is Side.LONG else tr("Sell")
    word = tr("Reduce: {word}").format(word=word.lower()) if fields.reduce_only else word
    return f"{word} {size}"


def _field_of(line_id: str) -> str:
    return line_id.removeprefix(PREFIX).replace("entry", "price")
