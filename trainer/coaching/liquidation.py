"""The story of a liquidation: how the margin went, and what the same candles would have left standing."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from decimal import Decimal

import numpy as np

from trainer.core.language import english
from trainer.core.units import ZERO, exact, in_context, round_to_tick
from trainer.core.wording import number, price, times
from trainer.engine.commands import AmendOrder, CancelOrder, Command, Decision, PlaceOrder
from trainer.engine.contract import Contract
from trainer.engine.equity import equity_curve
from trainer.engine.events import (
    Event,
    FundingPaid,
    Liquidated,
    LiquidationTriggered,
    OrderFilled,
    PositionChanged,
)
from trainer.engine.market import Market
from trainer.engine.run import run
from trainer.engine.words import MarginMode, Side
from trainer.journal.holding import hold_isolated
from trainer.journal.protection import answers_of
from trainer.journal.trades import LIQUIDATED, Trade, trades_of

LADDER = tuple(Decimal(step) for step in (100, 75, 50, 25, 20, 15, 10, 7, 5, 4, 3, 2, 1))
_MOST_POINTS = 120
_STOP_TEXTS = {
    (True, True): english("The stop you first set, {stop}, would have cost {net}."),
    (True, False): english("The stop you first set, {stop}, would have left {net}."),
    (False, True): english("A stop halfway to the liquidation price, {stop}, would have cost {net}."),
    (False, False): english("A stop halfway to the liquidation price, {stop}, would have left {net}."),
}
"""By whether the stop was planned and whether it would have lost."""


@dataclass(frozen=True, slots=True)
class PathPoint:
    """Mark at the close of a bar and what was then left of the margin behind the position, at least 0."""

    time_ms: int
    mark: Decimal
    margin_left: Decimal


@dataclass(frozen=True, slots=True)
class StopStory:
    """The same trade with this stop left alone: why it ended, its net result and what it saved."""

    stop: Decimal
    was_planned: bool
    reason: str
    net: Decimal
    saved: Decimal


@dataclass(frozen=True, slots=True)
class LiquidationStory:
    """Facts of one liquidation. Money in the settlement asset.

    `line` is the liquidation price as it stood at the end, `was_wick` whether the bar closed on the safe side of it.
    `insurance` is what the venue bore beyond the margin. `lived_at` is the highest leverage of a ladder, isolated and
    without a stop, that the candles up to the newest revealed bar leave open, `lived_line` its line.
    """

    trade: Trade
    line: Decimal
    insurance: Decimal
    bar_close: Decimal
    was_wick: bool
    path: tuple[PathPoint, ...]
    lived_at: Decimal | None
    lived_line: Decimal | None
    stop: StopStory | None
    places: int = 2
    """Decimals of money: coin needs more than quote."""

    def survivors(self) -> tuple[str, ...]:
        """Which stop and which leverage would have done better on the same candles, a sentence each."""
        return tuple(_texts(self))


@in_context
def explain_liquidation(
    market: Market,
    events: Sequence[Event],
    decisions: Sequence[Decision],
    bankroll: Decimal,
    upto_bar: int,
    trade: Trade,
) -> LiquidationStory | None:
    """The story of this trade; None when it was not liquidated. Reads no bar after `upto_bar`."""
    if trade.reason != LIQUIDATED or trade.closed_bar is None or trade.closed_ms is None:
        return None
    held = [event for event in events if trade.opened_ms <= event.time_ms <= trade.closed_ms]
    own = [event for event in held if _is_of(trade, event)]
    # behind one balance the leg or symbol that is looked at first tells what set it off
    triggered = next((event for event in reversed(held) if isinstance(event, LiquidationTriggered)), None)
    triggered = next((event for event in reversed(own) if isinstance(event, LiquidationTriggered)), triggered)
    ended = next((event for event in reversed(own) if isinstance(event, Liquidated)), None)
    if triggered is None or ended is None:
        return None
    close = market.mark_close(trade.closed_bar)
    lived = _lived(market, trade, upto_bar)
    return LiquidationStory(
        trade=trade,
        line=triggered.mark,
        insurance=ended.insurance,
        bar_close=close,
        was_wick=(close - triggered.mark) * trade.side.sign > 0,
        path=_path_of(market, trade, own, events, bankroll),
        lived_at=lived[0] if lived else None,
        lived_line=lived[1] if lived else None,
        stop=_stop_story(market, events, decisions, bankroll, upto_bar, trade),
        places=6 if market.rules.contract is Contract.INVERSE else 2,
    )


def _is_of(trade: Trade, event: Event) -> bool:
    """Whether an event is about the trade's symbol and, in hedge mode, its leg."""
    return trade.symbol in ("", event.symbol) and event.position_side is trade.position_side


def _path_of(
    market: Market, trade: Trade, own: Sequence[Event], events: Sequence[Event], bankroll: Decimal
) -> tuple[PathPoint, ...]:
    if trade.mode is MarginMode.ISOLATED:
        return _path(market, trade, own)
    return _path_in_cross(market, trade, events, bankroll)


def _bars(trade: Trade) -> list[int]:
    """Bars from the entry to the one before the end, thinned evenly."""
    end = max(trade.opened_bar, (trade.closed_bar or trade.opened_bar) - 1)
    bars: list[int] = np.unique(np.linspace(trade.opened_bar, end, _MOST_POINTS).astype(np.int64)).tolist()
    return bars


def _path_in_cross(market: Market, trade: Trade, events: Sequence[Event], bankroll: Decimal) -> tuple[PathPoint, ...]:
    """Bar closes with the equity of the account, all of which stands behind a cross position."""
    bars = _bars(trade)
    curve = equity_curve(market, events, bankroll, market.start, bars[-1] + 1)
    return tuple(
        PathPoint(market.close_ms(bar), market.mark_close(bar), max(ZERO, exact(curve[bar - market.start])))
        for bar in bars
    )


def _path(market: Market, trade: Trade, own: Sequence[Event]) -> tuple[PathPoint, ...]:
    """Bar closes from the entry to the end; the isolated margin as the events left it, with the P&L."""
    changes = [event for event in own if isinstance(event, PositionChanged | FundingPaid)]
    size = entry = margin = ZERO
    place, points = 0, []
    for bar in _bars(trade):
        while place < len(changes) and changes[place].bar <= bar:
            event = changes[place]
            place += 1
            if isinstance(event, PositionChanged):
                size, entry, margin = event.size, event.entry, event.margin
            elif isinstance(event, FundingPaid) and margin:
                margin -= event.amount
        mark = market.mark_close(bar)
        gain = market.rules.contract.gain(size, entry, mark) if size != 0 else ZERO
        points.append(PathPoint(market.close_ms(bar), mark, max(ZERO, margin + gain)))
    return tuple(points)


def _lived(market: Market, trade: Trade, upto_bar: int) -> tuple[Decimal, Decimal | None] | None:
    for leverage in LADDER:
        if leverage >= trade.leverage:
            continue
        held = hold_isolated(market, trade.side, trade.size, trade.entry, trade.opened_bar, upto_bar + 1, leverage)
        if held is not None and held.after.position is not None:
            return leverage, held.liquidation
    return None


def _stop_story(
    market: Market,
    events: Sequence[Event],
    decisions: Sequence[Decision],
    bankroll: Decimal,
    upto_bar: int,
    trade: Trade,
) -> StopStory | None:
    """Run the log again with the trade's first stop left alone, or with one halfway to the line where none was set."""
    planned = trade.first_stop is not None and bool(trade.stop_path) and trade.stop_path[0][0] == trade.opened_ms
    stop = trade.first_stop if planned else _halfway(market, trade, events)
    if stop is None:
        return None
    log = tuple(_kept_stop(events, decisions, trade, None if planned else stop))
    again = run(market, log, bankroll, upto_bar + 1)
    after = trades_of(again.events, market, upto_bar, log)
    same = next(
        (one for one in after if one.opened_ms == trade.opened_ms and one.side is trade.side
         and one.symbol == trade.symbol), None,
    )  # fmt: skip
    if same is None or same.closed_ms is None or same.reason == LIQUIDATED:
        return None
    return StopStory(stop, planned, same.reason, same.net, same.net - trade.net)


def _halfway(market: Market, trade: Trade, events: Sequence[Event]) -> Decimal | None:
    line = next(
        (e.liquidation_price for e in events if isinstance(e, PositionChanged) and e.time_ms == trade.opened_ms
         and e.size * trade.side.sign > 0 and _is_of(trade, e)),
        None,
    )  # fmt: skip
    if line is None:
        return None
    return round_to_tick((trade.entry + line) / 2, market.rules.tick, up=trade.side is Side.LONG)


def _kept_stop(
    events: Sequence[Event], decisions: Sequence[Decision], trade: Trade, stop: Decimal | None
) -> Iterator[Decision]:
    """The log without anything that moved or took off protection after the entry; `stop` is put on the entry."""
    opening = next(
        (
            e
            for e in events
            if isinstance(e, OrderFilled) and e.time_ms == trade.opened_ms and e.side is trade.side and _is_of(trade, e)
        ),
        None,
    )
    for decision, answer in answers_of(events, decisions):
        command = decision.command
        inside = trade.opened_bar < decision.bar <= (trade.closed_bar or decision.bar)
        if inside and _touches_protection(command):
            continue
        is_entry = opening is not None and answer is not None and answer.order_id == opening.order_id
        if is_entry and stop is not None and isinstance(command, PlaceOrder):
            command = replace(command, stop=stop)
        yield Decision(decision.bar, command)


def _touches_protection(command: Command) -> bool:
    match command:
        case AmendOrder() | CancelOrder():
            return command.order_id is None or command.order_id.endswith(("-stop", "-target"))
        case PlaceOrder():
            return command.reduce_only and command.kind.is_stop
        case _:
            return False


def _texts(story: LiquidationStory) -> Iterator[str]:
    if story.stop is not None:
        words = _STOP_TEXTS[story.stop.was_planned, story.stop.net < 0]
        yield words.format(stop=price(story.stop.stop), net=number(abs(story.stop.net), story.places))
    if story.lived_at is None:
        yield english("No leverage down to 1× would have kept this size open until now.")
        return
    line = (
        english(", liquidation at {line}").format(line=price(_round(story.lived_line)))
        if story.lived_line is not None
        else ""
    )
    yield english("At {leverage} the same size would still be open{line}.").format(
        leverage=times(story.lived_at), line=line
    )


def _round(level: Decimal) -> Decimal:
    return level.quantize(Decimal("0.01"))
