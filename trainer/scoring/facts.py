"""What was decided at each entry, measured with what was known then: the ground the rules are judged on."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal
from itertools import pairwise

from trainer.core.units import ZERO, in_context
from trainer.engine.commands import Decision
from trainer.engine.contract import Contract
from trainer.engine.events import Event, OrderAccepted, OrderFilled, PositionChanged
from trainer.engine.words import Side
from trainer.journal.protection import Plan, plans_of
from trainer.journal.risk import is_inside
from trainer.journal.trades import LIQUIDATED, Trade
from trainer.scoring.settings import ScoreSettings

PLANNED_EXITS = frozenset({"stop", "target", "time_exit"})


@dataclass(frozen=True, slots=True)
class EntryFill:
    """A fill that opened or added. `leverage` is |notional| / bankroll after it; `slot` names symbol and leg."""

    time_ms: int
    bar: int
    side: Side
    price: Decimal
    size: Decimal
    leverage: Decimal
    liquidation: Decimal | None
    plan: Plan
    is_first: bool
    fee: Decimal
    slippage: Decimal
    slot: tuple[str, Side | None] = ("", None)
    contract: Contract = Contract.LINEAR


@dataclass(frozen=True, slots=True)
class TradeFacts:
    """A trade with what its process is judged by; fractions of the bankroll, multiples of 1R."""

    trade: Trade
    entries: tuple[EntryFill, ...]
    risk_fraction: Decimal | None
    leverage: Decimal
    has_stop_inside: bool
    stop_beyond: bool
    is_complete: bool
    widened: int
    tightened: int
    overrun_r: Decimal
    was_gap: bool
    left_as_planned: bool | None
    liquidation: Decimal | None
    probability: Decimal | None


@in_context
def entries_of(
    events: Sequence[Event], decisions: Sequence[Decision], bankroll: Decimal, contract: Contract
) -> list[EntryFill]:
    """Fills that raised exposure, in order; a reversal counts with the part that opened.

    `contract` is that of all symbols of the wallet, `bankroll` in the asset it settles in.
    """
    plans = plans_of(events, decisions)
    resting: dict[str | None, Plan] = {}
    entries: list[EntryFill] = []
    sizes: dict[tuple[str, Side | None], Decimal] = {}
    waiting = None
    for event in events:
        slot = event.symbol, event.position_side
        match event:
            case OrderAccepted():
                resting[event.order_id] = plans.get(event.seq, Plan())
            case OrderFilled():
                waiting = event
            case PositionChanged():
                size = sizes.get(slot, ZERO)
                if waiting is not None and _raises(size, event.size):
                    plan, worth = resting.get(waiting.order_id, Plan()), contract.worth(event.size, waiting.price)
                    entries.append(_entry(waiting, event, size, plan, worth / bankroll, contract))
                sizes[slot], waiting = event.size, None
            case _:
                continue
    return entries


def _raises(before: Decimal, after: Decimal) -> bool:
    return after != 0 and (before * after <= 0 or abs(after) > abs(before))


def _entry(
    fill: OrderFilled, after: PositionChanged, before: Decimal, plan: Plan, leverage: Decimal, contract: Contract
) -> EntryFill:
    is_first = before * after.size <= 0
    size = abs(after.size) if is_first else abs(after.size) - abs(before)
    share = size / fill.size
    return EntryFill(
        time_ms=fill.time_ms, bar=fill.bar, side=fill.side, price=fill.price, size=size,
        leverage=leverage, liquidation=after.liquidation_price, plan=plan,
        is_first=is_first, fee=fill.fee * share, slippage=(fill.half_spread + fill.impact + fill.gap) * share,
        slot=(fill.symbol, fill.position_side), contract=contract,
    )  # fmt: skip


@in_context
def facts_of(
    trades: Sequence[Trade],
    entries: Sequence[EntryFill],
    events: Sequence[Event],
    bankroll: Decimal,
    rules: ScoreSettings,
) -> tuple[TradeFacts, ...]:
    """Facts of every trade, in order; each entry belongs to the trade it opened or added to."""
    groups: dict[tuple[str, Side | None], list[list[EntryFill]]] = {}
    for entry in entries:
        of_slot = groups.setdefault(entry.slot, [])
        if entry.is_first or not of_slot:
            of_slot.append([])
        of_slot[-1].append(entry)
    waiting = {slot: iter(of_slot) for slot, of_slot in groups.items()}
    paired = ((trade, next(waiting.get((trade.symbol, trade.position_side), iter(())), None)) for trade in trades)
    return tuple(_facts(trade, tuple(group), events, bankroll, rules) for trade, group in paired if group is not None)


def _facts(
    trade: Trade, entries: tuple[EntryFill, ...], events: Sequence[Event], bankroll: Decimal, rules: ScoreSettings
) -> TradeFacts:
    first = entries[0]
    stop = _stop_at_entry(trade)
    inside = stop is not None and is_inside(trade.side, stop, first.liquidation)
    widened, tightened = moves_of(trade)
    has_exit = trade.first_target is not None or first.plan.time_exit is not None
    overrun = max(ZERO, -trade.r - 1) if trade.r is not None else ZERO
    return TradeFacts(
        trade=trade,
        entries=entries,
        risk_fraction=trade.one_r / bankroll if trade.one_r is not None else None,
        leverage=max(entry.leverage for entry in entries),
        has_stop_inside=inside,
        stop_beyond=stop is not None and not inside,
        is_complete=inside and has_exit,
        widened=widened,
        tightened=tightened,
        overrun_r=overrun,
        was_gap=any(
            isinstance(e, OrderFilled) and e.gap > 0 and e.bar == trade.closed_bar and e.symbol == trade.symbol
            for e in events
        ),
        left_as_planned=_as_planned(trade, first.contract, rules),
        liquidation=first.liquidation,
        probability=first.plan.probability,
    )


def _stop_at_entry(trade: Trade) -> Decimal | None:
    """The stop that stood when the trade opened; one set later was no part of the plan."""
    if not trade.stop_path or trade.stop_path[0][0] != trade.opened_ms:
        return None
    return trade.stop_path[0][1]


def moves_of(trade: Trade) -> tuple[int, int]:
    """How often the stop was moved away (or taken off) and how often it was moved closer."""
    widened = tightened = 0
    for (_, before), (_, after) in pairwise(trade.stop_path):
        if before is None:
            continue
        if after is None or (before - after) * trade.side.sign > 0:
            widened += 1
        else:
            tightened += 1
    return widened, tightened


def _as_planned(trade: Trade, contract: Contract, rules: ScoreSettings) -> bool | None:
    """Whether it ended at its stop, target or time, or within the tolerance of one; None while open or unplanned."""
    if trade.closed_ms is None or trade.exit is None:
        return None
    if trade.reason in PLANNED_EXITS:
        return True
    if trade.reason == LIQUIDATED or not trade.one_r:
        return False
    near = rules.exit_tolerance_r * trade.one_r
    levels = [level for level in (trade.first_target, *(level for _, level in trade.stop_path)) if level is not None]
    return any(abs(contract.gain(trade.size, level, trade.exit)) <= near for level in levels)
