"""The venue's ladder once equity no longer covers the requirement."""

from __future__ import annotations

from dataclasses import replace
from decimal import Decimal

from trainer.core.units import ZERO, floor_to, money, round_to_tick
from trainer.engine.book import Book
from trainer.engine.costs import FillEstimate, slipped
from trainer.engine.events import Liquidated, LiquidationStep, LiquidationTriggered
from trainer.engine.margin import balance_behind, bankruptcy_price, is_liquidated, requirement
from trainer.engine.rules import Ladder, Settlement
from trainer.engine.state import Position
from trainer.engine.words import MarginMode

MOST_STEPS = 50


def liquidate(book: Book, mark: Decimal, last: Decimal) -> None:
    """Run the ladder at this mark; market settlement closes at `last` moved by slippage, takeover at bankruptcy."""
    position = book.state.position
    if position is None:
        return
    behind = balance_behind(book.state, position)
    book.emit(
        LiquidationTriggered, mark=mark, equity=behind + position.unrealised(mark),
        requirement=requirement(book.rules, position.notional(mark)),
    )  # fmt: skip
    book.cancel(book.state.orders, "liquidation")
    for step in range(MOST_STEPS + 1):
        held = book.state.position
        if held is None:
            break
        size = _step_size(book, held, mark, final=step == MOST_STEPS)
        _close_step(book, held, size, last)
        if book.state.position is not None and not is_liquidated(book.state, book.rules, mark):
            break
    if book.state.position is None:
        _settle(book, position, behind)
    book.after_position()


def _step_size(book: Book, position: Position, mark: Decimal, *, final: bool) -> Decimal:
    """Close all in the lowest tier or at the end; else down to the cap of the next lower tier, one lot at least."""
    tiers = book.rules.tiers
    index = tiers.index(book.rules.tier_for(position.notional(mark)))
    cap = tiers[index - 1].cap if index else None
    if final or cap is None or book.rules.ladder is Ladder.FULL:
        return position.quantity
    keep = floor_to(cap / mark, book.rules.lot)
    return min(position.quantity, max(book.rules.lot, position.quantity - keep))


def _close_step(book: Book, position: Position, size: Decimal, last: Decimal) -> None:
    """Close `size`; P&L and liquidation fee come out of the balance behind the position."""
    cost = _close_price(book, position, size, last)
    price = cost.price
    slippage = money(cost.half_spread + cost.impact)
    realised = money(position.side.sign * size * (price - position.entry))
    behind = balance_behind(book.state, position) + realised
    fee = ZERO
    if book.rules.settlement is Settlement.MARKET and book.market.use_fees:
        fee = min(money(size * price * book.rules.liquidation_fee), max(ZERO, money(behind)))
    left = position.size - position.side.sign * size
    isolated = position.mode is MarginMode.ISOLATED
    margin = position.margin + realised - fee if isolated else ZERO
    kept = replace(position, size=left, margin=margin, realised=position.realised + realised) if left else None
    book.set(wallet=book.state.wallet + realised - fee, position=kept)
    book.add_totals(realised=realised, liquidation_fees=fee, slippage=slippage)
    book.emit(LiquidationStep, size=size, price=price, fee=fee, realised_pnl=realised, slippage=slippage)


def _close_price(book: Book, position: Position, size: Decimal, last: Decimal) -> FillEstimate:
    """Takeover settles at the bankruptcy price; market settlement pays spread and impact like any taker."""
    if book.rules.settlement is Settlement.TAKEOVER:
        price = bankruptcy_price(position.size, position.entry, balance_behind(book.state, position))
        return FillEstimate(price, ZERO, ZERO)
    side = position.side.opposite
    cost = slipped(book.market, max(0, book.bar - 1), side, size, last, book.taken(side))
    book.take(side, size)
    return cost or FillEstimate(round_to_tick(last, book.rules.tick, up=position.size < 0), ZERO, ZERO)


def _settle(book: Book, opened: Position, behind: Decimal) -> None:
    """The position is gone: what it lost beyond the money behind it is borne by the venue."""
    steps = [event for event in book.events if isinstance(event, LiquidationStep)]
    result = sum((event.realised_pnl - event.fee for event in steps), ZERO)
    insured = max(ZERO, money(-result - behind)) if -result > behind else ZERO
    if opened.mode is MarginMode.CROSS:
        insured = max(ZERO, -book.state.wallet)
    book.set(wallet=book.state.wallet + insured)
    book.add_totals(insurance=insured, liquidations=1)
    book.emit(Liquidated, loss=-(result + insured), insurance=insured)
