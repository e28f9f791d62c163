"""The venue's ladder once equity no longer covers the requirement."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from decimal import Decimal

from trainer.core.frozen import changed
from trainer.core.units import MONEY_QUANTUM, ZERO, floor_to, money, round_to_tick
from trainer.engine.book import Book
from trainer.engine.contract import Contract
from trainer.engine.costs import FillEstimate, slipped
from trainer.engine.events import Liquidated, LiquidationStep, LiquidationTriggered, MarginChanged
from trainer.engine.lanes import focus
from trainer.engine.margin import balance_behind, bankruptcy_price, frozen_fee, initial_margin, is_liquidated, required
from trainer.engine.rules import Ladder, Measure, Settlement, VenueRules
from trainer.engine.state import Position
from trainer.engine.words import MarginMode

MOST_STEPS = 50
FIFTH, FIFTH_ABOVE = Decimal("0.2"), Decimal(100_000)  # Hyperliquid: a fifth at a time above 100,000 USDC


@dataclass(slots=True)
class Run:
    """One run of the ladder: money behind an isolated position less fees out of it; loss in price and fees by slot."""

    behind: Decimal
    lost: dict[int, Decimal] = field(default_factory=dict)
    fees: dict[int, Decimal] = field(default_factory=dict)


def is_due(book: Book, mark: Decimal) -> bool:
    """Whether the position in focus (cross: the account) is to be liquidated at this mark of its symbol.

    A ladder that waits is not due again within the bar of its first step.
    """
    if book.state.ladder_bar == book.bar or not is_liquidated(book.state, book.rules, mark, book.beside()):
        return False
    return not refill(book, mark)


def refill(book: Book, mark: Decimal) -> bool:
    """Auto margin, where it is on: free margin brings an isolated position back to its initial margin, or as far as it
    goes. True when the position is safe then; else nothing moves."""
    position = book.state.position
    if not book.state.refills or position is None or position.mode is not MarginMode.ISOLATED:
        return False
    free = max(ZERO, book.free_margin(mark))
    wanted = initial_margin(book.rules, position.size, mark, position.leverage)
    amount = floor_to(max(ZERO, min(free, wanted - position.margin - position.unrealised(mark))), MONEY_QUANTUM)
    refilled = changed(book.state, position=changed(position, margin=position.margin + amount))
    if amount <= 0 or is_liquidated(refilled, book.rules, mark):
        return False
    book.set(position=refilled.position)
    book.emit(MarginChanged, amount=amount, reason="auto")
    book.after_position()
    return True


def liquidate(book: Book, mark: Decimal, lasts: Sequence[Decimal]) -> None:
    """Run the ladder for the position in focus, in cross for all cross positions, the largest loser first.

    Market settlement closes at the last price of the symbol moved by slippage, takeover at the bankruptcy price.
    """
    position = book.state.position
    if position is None:
        return
    book.marks[book.state.lane // 2] = mark
    beside = book.beside()
    cross = position.mode is MarginMode.CROSS
    behind = balance_behind(book.state, position, beside)
    book.emit(
        LiquidationTriggered, mark=mark, equity=behind + position.unrealised(mark),
        requirement=required(book.rules, book.state, position, mark) + (beside.requirement if cross else ZERO),
    )  # fmt: skip
    lanes = _cross_lanes(book) if cross else [book.state.lane]
    for lane in lanes:
        book.focus(lane)
        book.cancel(book.state.orders, "liquidation")
    run = Run(behind)
    if cross and len(lanes) > 1 and book.rules.nets_hedges:
        _net_hedges(book, run, lanes)
    if not run.lost or _is_short(book, lanes):
        for step in range(MOST_STEPS + 1):
            if not _step(book, run, lanes, lasts, final=step == MOST_STEPS):
                break
    _settle(book, run, cross=cross)


def _cross_lanes(book: Book) -> list[int]:
    """Slots in cross mode; the one in focus first."""
    own = book.state.lane
    others = [lane.number for lane in book.state.others if lane.margin_mode is MarginMode.CROSS]
    return [own, *others]


def _step(book: Book, run: Run, lanes: list[int], lasts: Sequence[Decimal], *, final: bool) -> bool:
    """One step of the ladder; False once nothing is left to do now."""
    lane = _worst(book, lanes)
    if lane is None:
        return False
    book.focus(lane)
    position = book.state.position
    if position is None:
        return False
    waits = book.rules.ladder_waits and not final and book.state.ladder_bar < 0
    resumed = book.rules.ladder_waits and book.state.ladder_bar >= 0
    size = _step_size(book, position, book.mark, final=final or resumed)
    _close_step(book, run, position, size, lasts[lane // 2])
    left = book.state.position
    if book.rules.ladder_waits:
        _remember(book, lanes, book.bar if left is not None and waits else -1)
    if left is not None and waits:
        return False
    return _is_short(book, lanes)


def _is_short(book: Book, lanes: list[int]) -> bool:
    """Whether what is left of these slots still falls short; the worst of them is in focus then."""
    still = _worst(book, lanes)
    if still is None:
        return False
    book.focus(still)
    return is_liquidated(book.state, book.rules, book.mark, book.beside())


def _remember(book: Book, lanes: list[int], bar: int) -> None:
    """Note in these slots that the next step waits for the bar after this one; -1: none does."""
    for lane in lanes:
        book.focus(lane)
        book.set(ladder_bar=bar)


def _worst(book: Book, lanes: list[int]) -> int | None:
    """The slot with the largest unrealised loss; None when all are closed."""
    found: tuple[Decimal, int] | None = None
    for lane in lanes:
        book.focus(lane)
        position = book.state.position
        if position is not None:
            key = (position.unrealised(book.mark), lane)
            found = key if found is None or key < found else found
    return None if found is None else found[1]


def _net_hedges(book: Book, run: Run, lanes: list[int]) -> None:
    """Legs of one symbol are closed against each other at the mark first, without a fee."""
    for lane in lanes:
        if lane % 2 or lane + 1 not in lanes:
            continue
        pair = {leg: held for leg in (lane, lane + 1) if (held := focus(book.state, leg).position) is not None}
        if len(pair) < 2:
            continue
        size = min(position.quantity for position in pair.values())
        for leg, position in pair.items():
            book.focus(leg)
            _book_step(book, run, position, size, FillEstimate(book.mark, ZERO, ZERO), ZERO)


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


def _close_step(book: Book, run: Run, position: Position, size: Decimal, last: Decimal) -> None:
    """Close `size`; P&L and liquidation fee come out of the balance behind the position."""
    cost = _close_price(book, position, size, last)
    fee = ZERO
    if book.rules.settlement is Settlement.TAKEOVER and book.market.use_fees:
        fee = money(_set_aside(book, position, size))
    elif book.market.use_fees:
        gain = money(book.rules.contract.gain(position.side.sign * size, position.entry, cost.price))
        left = money(balance_behind(book.state, position, book.beside()) + gain)
        fee = min(money(book.rules.contract.worth(size, cost.price) * book.rules.liquidation_fee), max(ZERO, left))
    _book_step(book, run, position, size, cost, fee)


def _book_step(book: Book, run: Run, position: Position, size: Decimal, cost: FillEstimate, fee: Decimal) -> None:
    """Book one closing step of the position in focus and tell it."""
    slippage = money(cost.half_spread + cost.impact)
    realised = money(book.rules.contract.gain(position.side.sign * size, position.entry, cost.price))
    left = position.size - position.side.sign * size
    isolated = position.mode is MarginMode.ISOLATED
    charged = fee if book.rules.settlement is Settlement.MARKET else ZERO  # a frozen fee lies beside the margin
    margin = position.margin + realised - charged if isolated else ZERO
    total = position.realised + realised - fee
    kept = changed(position, size=left, margin=margin, realised=total) if left else None
    lane = book.state.lane
    run.lost[lane] = run.lost.get(lane, ZERO) - realised
    run.fees[lane] = run.fees.get(lane, ZERO) + fee
    if isolated:
        run.behind -= charged
    book.set(wallet=book.state.wallet + realised - fee, position=kept)
    book.add_totals(realised=realised, liquidation_fees=fee, slippage=slippage)
    book.emit(LiquidationStep, size=size, price=cost.price, fee=fee, realised_pnl=realised, slippage=slippage)


def _set_aside(book: Book, position: Position, size: Decimal) -> Decimal:
    """The closing fee a venue froze at the entry, for the part that is taken over; 0 elsewhere."""
    part = position.side.sign * size
    wallet = book.state.wallet if position.mode is MarginMode.CROSS else None
    return frozen_fee(book.rules, part, position.entry, position.leverage, wallet)


def _close_price(book: Book, position: Position, size: Decimal, last: Decimal) -> FillEstimate:
    """Takeover settles at the bankruptcy price; market settlement pays spread and impact like any taker."""
    if book.rules.settlement is Settlement.TAKEOVER:
        rate = book.rules.taker_fee if book.rules.freezes_closing_fee and position.mode is MarginMode.CROSS else ZERO
        behind = balance_behind(book.state, position, book.beside())
        price = bankruptcy_price(book.rules, position.size, position.entry, behind, rate)
        return FillEstimate(last if price is None else price, ZERO, ZERO)
    side = position.side.opposite
    cost = slipped(book.market, max(0, book.bar - 1), side, size, last, book.taken(side))
    book.take(side, size)
    return cost or FillEstimate(round_to_tick(last, book.rules.tick, up=position.size < 0), ZERO, ZERO)


def _settle(book: Book, run: Run, *, cross: bool) -> None:
    """What positions that are gone lost beyond the money behind them is borne by the venue."""
    gone = []
    for lane in run.lost:
        book.focus(lane)
        if book.state.position is None:
            gone.append(lane)
        else:
            book.after_position()
    for number, lane in enumerate(gone, 1):
        book.focus(lane)
        insured = ZERO if cross else max(ZERO, money(run.lost[lane] - run.behind))
        book.set(wallet=book.state.wallet + insured)
        book.add_totals(insurance=insured, liquidations=1)
        if number == len(gone):
            insured += book.floor_wallet()
        book.emit(Liquidated, loss=run.lost[lane] + run.fees[lane] - insured, insurance=insured)
        book.after_position()
