"""The order being built, worked out: contract size, command, preview by the engine, largest size."""

from __future__ import annotations

from decimal import Decimal

from trainer.core.errors import TrainerError
from trainer.core.language import tr
from trainer.core.units import ZERO, floor_to, in_context
from trainer.engine.commands import PlaceOrder, PlaceScaled
from trainer.engine.costs import crosses
from trainer.engine.lanes import focus, lane_of_leg
from trainer.engine.state import State
from trainer.engine.words import OrderKind, Reject
from trainer.presenters.amounts import amounts_of
from trainer.presenters.desk_board import DeskBoard
from trainer.presenters.desk_sizing import SizeBasis, contract_size, entry_price, largest_size, risk_money
from trainer.presenters.desk_texts import number
from trainer.presenters.figures import plain
from trainer.presenters.ticket_fields import SizeUnit, TicketFields, TicketKind, command_of, without_plan
from trainer.session.closing import exit_rate, net_at, stop_fill
from trainer.session.session import Preview, Session

_TRIES = 4


class TicketDraft:
    """Answers what typed fields stand for where the session is; keeps nothing of them."""

    def __init__(self, session: Session, board: DeskBoard) -> None:
        """Work on this session; the board knows what one R last was."""
        self._session, self._board = session, board
        self.amounts = amounts_of(session.market.rules)

    @property
    def counted(self) -> SizeUnit:
        """The unit the contract is counted in."""
        return SizeUnit.QUOTE if self.amounts.is_inverse else SizeUnit.COIN

    def command(self, fields: TicketFields) -> PlaceOrder | PlaceScaled | None:
        """The order the fields stand for; None while a needed figure is missing."""
        return command_of(fields, self.size(fields))

    def preview(self, command: PlaceOrder | PlaceScaled | None) -> Preview | None:
        """What the engine makes of an order; None without one, or where it cannot be worked out."""
        if command is None or self._session.is_finished:
            return None
        try:
            return self._session.preview(command)
        except TrainerError:
            return None

    @in_context
    def size(self, fields: TicketFields) -> Decimal | None:
        """Size in contract units. One from a risk is the risk of the order itself, rounded down to the lot.

        That is what the size it opens loses at its stop, every cost in: where it adds to a position, what the loss
        there grows by; where it turns one, the loss of the new position, the size that closes the old one on top.
        """
        basis = SizeBasis(entry_price(fields, self._last()), self._session.state.bankroll, self._one_r())
        size = contract_size(fields, basis, self._session.market.rules)
        wanted = risk_money(fields, basis)
        if size is None or size <= 0 or wanted is None or fields.reduce_only:
            return size
        closing = self._closing(fields)
        opened = self._fitted(fields, closing, size, wanted)
        return closing + opened if opened > 0 else opened

    def _fitted(self, fields: TicketFields, closing: Decimal, first: Decimal, wanted: Decimal) -> Decimal:
        """The largest size to open whose previewed risk is within the wanted one, looked for from a first guess.

        What slips makes the risk grow a little faster than the size, so that each try lands nearer than the last.
        """
        lot = self._session.market.rules.lot
        size, fits, over = first, ZERO, None
        for _ in range(_TRIES):
            risk = self._added_risk(fields, closing, size)
            if risk is None or risk <= 0:
                return size
            if risk <= wanted:
                fits = max(fits, size)
            else:
                over = size
            better = floor_to(size * wanted / risk, lot)
            size = better if over is None else min(better, over - lot)
            if size <= fits:
                break
        return max(fits, size)

    def _added_risk(self, fields: TicketFields, closing: Decimal, size: Decimal) -> Decimal | None:
        """What an order that opens this much puts at risk; None where the venue would not take it or its stop."""
        preview = self.preview(command_of(fields, closing + size))
        if preview is None or preview.rejected is not None or preview.loss_at_stop is None or fields.stop is None:
            return None
        held = self._state(fields).position
        if held is None or held.side is not fields.side:
            return preview.loss_at_stop
        market = self._session.market
        leaves = stop_fill(market, self._session.cursor, held.side.opposite, held.quantity, fields.stop)
        return preview.loss_at_stop + net_at(held, leaves, exit_rate(market))

    def largest(self, fields: TicketFields) -> Decimal:
        """Largest size the free margin opens at the present leverage, or what a reduce-only order can close."""
        rules, state = self._session.market.rules, self._state(fields)
        entry = entry_price(fields, self._last())
        closing = self._closing(fields)
        free = ZERO if fields.reduce_only else self._free(fields, closing)
        most = largest_size(free, entry, state.leverage, rules, fields.side, closing)
        return most if closing == 0 or fields.reduce_only else self._allowed(fields, most, closing)

    def _allowed(self, fields: TicketFields, most: Decimal, closing: Decimal) -> Decimal:
        """The largest size that turns a position, less what the engine finds it short of: what closes slips too."""
        lot = self._session.market.rules.lot
        for _ in range(_TRIES):
            told = self.preview(command_of(without_plan(fields), most))
            if told is None or told.rejected is None or told.rejected.reason != Reject.INSUFFICIENT_MARGIN:
                break
            short = 1 - Decimal(told.rejected.allowed) / Decimal(told.rejected.given)
            most = max(closing, floor_to(most - max(lot, (most - closing) * short), lot))
        return most

    def _free(self, fields: TicketFields, closing: Decimal) -> Decimal:
        """Free margin for what an order opens: once it has closed what it turns against, as the engine says.

        A limit that rests, a row of them too, is asked for its margin before anything is closed.
        """
        market, free = self._session.market, self._session.account().free_margin
        is_limit = fields.kind.order_kind is OrderKind.LIMIT
        is_met = fields.price is not None and crosses(market, fields.side, self._last(), fields.price)
        if closing == 0 or fields.kind is TicketKind.SCALED or (is_limit and not is_met):
            return free
        closed = self.preview(command_of(without_plan(fields), closing))
        return free if closed is None or closed.rejected is not None else closed.account_after.free_margin

    def _closing(self, fields: TicketFields) -> Decimal:
        """What the order closes before it opens anything."""
        held = self._state(fields).position
        return ZERO if held is None or held.side is fields.side else held.quantity

    def _state(self, fields: TicketFields) -> State:
        """The account as the order sees it: in hedge mode with its leg in focus."""
        return focus(self._session.state, lane_of_leg(self._session.state, fields.leg))

    def size_text(self, fields: TicketFields, size: Decimal | None, preview: Preview | None) -> str:
        """The size in contract units where another unit was typed, with the notional of the order.

        In the place of the notional stands what the risk that was typed is of, where something is held already.
        """
        if size is None or fields.unit is self.counted:
            return ""
        amounts = self.amounts
        text = f"= {amounts.size(size)}"
        if preview is None:
            return text
        if fields.unit.needs_stop and fields.is_entry and fields.size and self._state(fields).position is not None:
            risk = f"{plain(fields.size)} {'R' if fields.unit is SizeUnit.R else '%'}"
            words = (
                tr("{text}, {risk} at risk once turned") if self._closing(fields) else tr("{text}, adds {risk} at risk")
            )
            return words.format(text=text, risk=risk)
        is_one_price = preview.fill_price is not None and fields.kind is not TicketKind.SCALED
        price = preview.fill_price if is_one_price else entry_price(fields, self._last())
        notional = self._session.market.rules.contract.worth(size, price or self._last())
        worth = f"{amounts.text(notional)} {amounts.coin}" if amounts.is_inverse else number(notional, 0)
        return tr("{text}, {worth} notional").format(text=text, worth=worth)

    def _one_r(self) -> Decimal:
        return self._board.last_one_r or self._session.state.bankroll / 100

    def _last(self) -> Decimal:
        return self._session.market.last_close(self._session.cursor)
