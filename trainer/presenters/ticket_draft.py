"""The order being built, worked out: contract size, command, preview by the engine, largest size."""

from __future__ import annotations

from decimal import Decimal

from trainer.core.errors import TrainerError
from trainer.core.language import tr
from trainer.core.units import floor_to, in_context
from trainer.engine.commands import PlaceOrder, PlaceScaled
from trainer.engine.lanes import focus, lane_of_leg
from trainer.presenters.amounts import amounts_of
from trainer.presenters.desk_board import DeskBoard
from trainer.presenters.desk_sizing import SizeBasis, contract_size, entry_price, largest_size, risk_money
from trainer.presenters.desk_texts import number
from trainer.presenters.ticket_fields import SizeUnit, TicketFields, TicketKind, command_of
from trainer.session.session import Preview, Session


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
        """Size in contract units; one from a risk is shrunk until the previewed loss fits it."""
        basis = SizeBasis(entry_price(fields, self._last()), self._session.state.bankroll, self._one_r())
        rules = self._session.market.rules
        size = contract_size(fields, basis, rules)
        wanted = risk_money(fields, basis)
        if size is None or size <= 0 or wanted is None:
            return size
        preview = self.preview(command_of(fields, size))
        loss = preview.one_r if preview is not None else None
        if preview is None or preview.rejected is not None or loss is None or loss <= wanted:
            return size
        return floor_to(size * wanted / loss, rules.lot)

    def largest(self, fields: TicketFields) -> Decimal:
        """Largest size the free margin opens at the present leverage, or what a reduce-only order can close."""
        rules = self._session.market.rules
        state = focus(self._session.state, lane_of_leg(self._session.state, fields.leg))
        entry = entry_price(fields, self._last())
        closing = Decimal(0)
        if state.position is not None and state.position.side is not fields.side:
            closing = state.position.quantity
        free = Decimal(0) if fields.reduce_only else self._session.account().free_margin
        return largest_size(free, entry, state.leverage, rules, fields.side, closing)

    def size_text(self, fields: TicketFields, size: Decimal | None, preview: Preview | None) -> str:
        """The size in contract units with the notional of the order, where another unit was typed."""
        if size is None or fields.unit is self.counted:
            return ""
        amounts = self.amounts
        text = f"= {amounts.size(size)}"
        if preview is None:
            return text
        is_one_price = preview.fill_price is not None and fields.kind is not TicketKind.SCALED
        price = preview.fill_price if is_one_price else entry_price(fields, self._last())
        notional = self._session.market.rules.contract.worth(size, price or self._last())
        worth = f"{amounts.text(notional)} {amounts.coin}" if amounts.is_inverse else number(notional, 0)
        return tr("{text}, {worth} notional").format(text=text, worth=worth)

    def _one_r(self) -> Decimal:
        return self._board.last_one_r or self._session.state.bankroll / 100

    def _last(self) -> Decimal:
        return self._session.market.last_close(self._session.cursor)
