"""Where an advance must stop: what was asked to end it, found before or after the market moved."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from decimal import Decimal
from enum import StrEnum

import numpy as np

from trainer.core.clock import DAY_MS, HOUR_MS
from trainer.core.units import in_context
from trainer.engine.account import account
from trainer.engine.events import AutoDeleveraged, Event, FundingPaid, Liquidated, LiquidationTriggered, OrderFilled
from trainer.engine.lanes import beside_of, closes
from trainer.engine.margin import liquidation_price
from trainer.engine.market import Market
from trainer.engine.state import State
from trainer.engine.words import Role
from trainer.session.closing import exit_rate, price_of_net

WARNING_RATIO = Decimal("0.5")
SESSION_OPENS_MS = (0, 7 * HOUR_MS, 13 * HOUR_MS + HOUR_MS // 2)
"""Opens of the Asian, European and American trading day as times of the UTC day."""
_BISECTIONS = 40


class PauseOn(StrEnum):
    """What can end an advance."""

    FILL = "fill"
    LIQUIDATION = "liquidation"
    CHECKPOINT = "checkpoint"
    MARGIN_WARNING = "margin_warning"
    STOP = "stop"
    TARGET = "target"
    FUNDING = "funding"
    EVENT = "event"
    PLUS_R = "plus_r"
    MINUS_R = "minus_r"
    SESSION = "session"


@dataclass(frozen=True, slots=True)
class Stops:
    """Bars at which time alone ends an advance, per cause; the bar is the newest revealed when it stops."""

    bars: dict[PauseOn, tuple[int, ...]]

    def first(self, causes: Iterable[PauseOn], start: int, stop: int) -> tuple[int, PauseOn] | None:
        """The first bar in [start, stop) at which one of these causes stands."""
        found: tuple[int, PauseOn] | None = None
        for cause in causes:
            bars = self.bars.get(cause, ())
            place = int(np.searchsorted(np.asarray(bars, dtype=np.int64), start))
            if place < len(bars) and bars[place] < stop and (found is None or bars[place] < found[0]):
                found = bars[place], cause
        return found


def time_stops(market: Market, checkpoints_ms: Sequence[int], events_ms: Sequence[int]) -> Stops:
    """Bars of a market at which a checkpoint is asked, an event is told or a trading day opens."""
    closes = market.last.time_ms + market.last.timeframe_ms

    def bars(times: Iterable[int]) -> tuple[int, ...]:
        found = {int(np.searchsorted(closes, time, side="left")) for time in times}
        return tuple(sorted(bar for bar in found if market.start < bar < len(market)))

    days = range(int(closes[0]) // DAY_MS, int(closes[-1]) // DAY_MS + 1)
    opens = [day * DAY_MS + offset for day in days for offset in SESSION_OPENS_MS]
    return Stops(
        {
            PauseOn.CHECKPOINT: bars(checkpoints_ms),
            PauseOn.EVENT: bars(events_ms),
            PauseOn.SESSION: bars(opens),
        }
    )


def event_stop(events: Sequence[Event], causes: frozenset[PauseOn]) -> tuple[int, PauseOn] | None:
    """Bar and cause of the first event that ends an advance; a liquidation tells before a fill of its bar."""
    best: tuple[int, PauseOn] | None = None
    for event in events:
        if best is not None and event.bar > best[0]:
            break
        cause = _cause_of(event, causes)
        if cause is not None and (best is None or cause is PauseOn.LIQUIDATION):
            best = event.bar, cause
    return best


def _cause_of(event: Event, causes: frozenset[PauseOn]) -> PauseOn | None:
    wanted: tuple[PauseOn, ...]
    match event:
        case LiquidationTriggered() | Liquidated() | AutoDeleveraged():
            wanted = (PauseOn.LIQUIDATION,)
        case FundingPaid():
            wanted = (PauseOn.FUNDING,)
        case OrderFilled(reason=Role.STOP):
            wanted = (PauseOn.STOP, PauseOn.FILL)
        case OrderFilled(reason=Role.TARGET):
            wanted = (PauseOn.TARGET, PauseOn.FILL)
        case OrderFilled():
            wanted = (PauseOn.FILL,)
        case _:
            return None
    return next((cause for cause in wanted if cause in causes), None)


# levels of the mark that nothing trades at


@in_context
def warning_level(state: State, market: Market, bar: int) -> Decimal | None:
    """Mark at which the margin ratio of the position in focus reaches WARNING_RATIO, None without a liquidation price.

    By bisection; other symbols stand where they closed at `bar`.
    """
    marks = closes(market, bar)
    position, level = state.position, liquidation_price(state, market.rules, beside_of(state, market, marks))
    if position is None or level is None:
        return None
    bad, good = level, position.entry

    def warns(mark: Decimal) -> bool:
        ratio = account(state, mark, market.rules, beside_of(state, market, (mark, *marks[1:]))).margin_ratio
        return ratio is not None and ratio >= WARNING_RATIO

    if warns(good):
        return None
    for _ in range(_BISECTIONS):
        middle = (good + bad) / 2
        good, bad = (good, middle) if warns(middle) else (middle, bad)
    return bad


@in_context
def r_level(state: State, market: Market, one_r: Decimal | None, multiple: int) -> Decimal | None:
    """Mark at which closing would end the trade of the open position one R up (multiple +1) or down (-1), fees in."""
    position = state.position
    if position is None or not one_r:
        return None
    return price_of_net(position, exit_rate(market), multiple * one_r)


def crossing(market: Market, level: Decimal | None, start: int, stop: int, *, falls: bool) -> int | None:
    """First bar in [start, stop) that closes at or past a level of the mark while the bar before did not."""
    if level is None or start >= stop or start < 1:
        return None
    closes = market.mark.close[start - 1 : stop]
    past = closes <= float(level) if falls else closes >= float(level)
    fresh = past[1:] & ~past[:-1]
    place = int(fresh.argmax())
    return start + place if fresh.size and fresh[place] else None
