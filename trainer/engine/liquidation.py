"""The venue's ladder once equity no longer covers the requirement."""

from __future__ import annotations

from dataclasses import replace
from decimal import Decimal

from trainer.core.units import ZERO, floor_to, money, round_to_tick
from trainer.engine.book import Book
from trainer.engine.contract import Contract
from trainer.engine.costs import FillEstimate, slipped
from trainer.engine.events import Liquidated, LiquidationStep, LiquidationTriggered
from trainer.engine.margin import balance_behind, bankruptcy_price, frozen_fee, is_liquidated, required
from trainer.engine.rules import Ladder, Measure, Settlement, VenueRules
from trainer.engine.state import Position
from trainer.engine.words import MarginMode

MOST_STEPS = 50
FIFTH, FIFTH_ABOVE = Decimal("0.2"), Decimal(100_000)  # Hyperliquid: a fifth at a time above 100,000 USDC


def liquidate(book: Book, mark: Decimal, last: Decimal) -> None:
    """Run the ladder at this mark; market settlement closes at `last` moved by slippage, takeover at bankruptcy."""
    position = book.state.position
    if position is None:
        return
    behind = balance_behind(book.state, position)
    book.emit(
        LiquidationTriggered, mark=mark, equity=behind + position.unrealised(mark),
        requirement=required(book.rules, book.state, position, mark),
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
    """Close all in the lowest tier or at the end; else one step of the venue's ladder, one lot at least."""
    if book.rules.ladder is Ladder.FIFTH and not final and position.notional(mark) > FIFTH_ABOVE:
        return max(book.rules.lot, book.lots(position.quantity * FIFTH))
    tiers = book.rules.tiers
    index = tiers.index(book.rules.tier_for(book.rules.measured(position.size, mark)))
    down = {Ladder.ONE_TIER: 1, Ladder.TWO_TIERS: 2}.get(book.rules.ladder, 0)
    cap = tiers[index - down].cap if down and index >= down else None
    if final or cap is None:
        return position.quantity
    keep = floor_to(_size_at(book.rules, cap, mark), book.rules.lot)
    return min(position.quantity, max(book.rules.lot, position.quantity - keep))


def _size_at(rules: VenueRules, bound: Decimal, mark: Decimal) -> Decimal:
    """Size that measures a tier bound at this mark."""
    if rules.measure is Measure.SIZE:
        return bound
    return bound / mark if rules.contract is Contract.LINEAR else bound * mark


def _close_step(book: Book, position: Position, size: Decimal, last: Decimal) -> None:
    """Close `size`; P&L and liquidation fee come out of the balance behind the position."""
    cost = _close_price(book, position, size, last)
    price = cost.price
    slippage = money(cost.half_spread + cost.impact)
    realised = money(book.rules.contract.gain(position.side.sign * size, position.entry, price))
    behind = balance_behind(book.state, position) + realised
    fee = ZERO
    if book.rules.settlement is Settlement.TAKEOVER and book.market.use_fees:
        fee = money(_set_aside(book, position, size))
    elif book.market.use_fees:
        fee = min(money(book.rules.contract.worth(size, price) * book.rules.liquidation_fee), max(ZERO, money(behind)))
    left = position.size - position.side.sign * size
    isolated = position.mode is MarginMode.ISOLATED
    charged = fee if book.rules.settlement is Settlement.MARKET else ZERO
    margin = position.margin + realised - charged if isolated else ZERO
    kept = replace(position, size=left, margin=margin, realised=position.realised + realised) if left else None
    book.set(wallet=book.state.wallet + realised - fee, position=kept)
    book.add_totals(realised=realised, liquidation_fees=fee, slippage=slippage)
    book.emit(LiquidationStep, size=size, price=price, fee=fee, realised_pnl=realised, slippage=slippage)


def _set_aside(book: Book, position: Position, size: Decimal) -> Decimal:
    """The closing fee a venue froze at the entry, for the part that is taken over; 0 elsewhere."""
    part = position.side.sign * size
    wallet = book.state.wallet if position.mode is MarginMode.CROSS else None
    return frozen_fee(book.rules, part, position.entry, position.leverage, wallet)


def _close_price(book: Book, position: Position, size: Decimal, last: Decimal) -> FillEstimate:
    """Takeover settles at the bankruptcy price; market settlement pays spread and impact like any taker."""
    if book.rules.settlement is Settlement.TAKEOVER:
        rate = book.rules.taker_fee if book.rules.freezes_closing_fee and position.mode is MarginMode.CROSS else ZERO
        behind = balance_behind(book.state, position)
        price = bankruptcy_price(book.rules, position.size, position.entry, behind, rate)
        return FillEstimate(last if price is None else price, ZERO, ZERO)
    side = position.side.opposite
    cost = slipped(book.market, max(0, book.bar - 1), side, size, last, book.taken(side))
    book.take(side, size)
    return cost or FillEstimate(round_to_tick(last, book.rules.tick, up=position.size < 0), ZERO, ZERO)


def _settle(book: Book, opened: Position, behind: Decimal) -> None:
    """The position is gone: what it lost beyond the money behind it is borne by the venue."""
    steps = [event for event in book.events if isinstance(event, LiquidationStep)]
    lost = -sum((event.realised_pnl for event in steps), ZERO)
    fees = sum((event.fee for event in steps), ZERO)
    charged = fees if book.rules.settlement is Settlement.MARKET else ZERO  # a frozen fee lies beside the margin
    insured = max(ZERO, money(lost + charged - behind))
    if opened.mode is MarginMode.CROSS:
        insured = max(ZERO, -book.state.wallet)
    book.set(wallet=book.state.wallet + insured)
    book.add_totals(insurance=insured, liquidations=1)
    book.emit(Liquidated, loss=lost + fees - insured, insurance=insured)
