"""Blind and mirrored sessions: the market changed before the engine sees it, and every name taken away.

Prices are scaled, base volume and lots divided, so that notionals, tiers and log returns stay what they were. A mirror
replays one over the price with funding turned round. Times move by whole weeks: hour and weekday stay.
"""

from __future__ import annotations

import math
import secrets
from dataclasses import replace
from datetime import datetime, timedelta
from decimal import Decimal

import msgspec
import numpy as np

from trainer.core.clock import DAY_MS
from trainer.core.language import english
from trainer.core.units import in_context
from trainer.engine.contract import Contract
from trainer.engine.market import FundingStamp, Hazard, Market
from trainer.engine.rules import Measure, Tier, VenueRules
from trainer.journal.records import Veil
from trainer.market.candles import Candles
from trainer.scenarios.load import Scenario
from trainer.scenarios.records import MarketEvent

RANDOM_TITLE = english("Random start")
BLIND_SYMBOL = "COINUSDT"
_INVERSE_SYMBOL = "COINUSD"
_BRIEFING = english("Symbol, date and price scale are hidden until the session is finished.")
_WEEK_MS = 7 * DAY_MS
_SHOWN_FROM_MS = 978_307_200_000  # 2001-01-01: no market here is as old
_LONGEST_DAYS = 2
LEAST_BARS = 240
"""A random start lasts two days, of long bars this many."""


def longest_start(timeframe_ms: int) -> int:
    """The most bars a random start goes on for."""
    return max(_LONGEST_DAYS * DAY_MS // timeframe_ms, LEAST_BARS)


def blind_market(market: Market, *, is_random: bool, is_cut: bool = False) -> tuple[Market, Veil, int | None]:
    """A veiled market with its veil drawn anew; a random one starts at any bar from the start on, its last bar told.

    Not before the start: funding is known from there on only, and its absence would tell where the start lies. One that
    `is_cut` at random already is played whole.
    """
    last_bar = None
    if is_random and not is_cut:
        longest = longest_start(market.last.timeframe_ms)
        room = max(1, len(market) - 1 - market.start - longest // 2)
        start = market.start + secrets.randbelow(room)
        last_bar = min(len(market) - 1, start + longest)
        market = replace(market, start=start)
    veil = draw_veil(market, may_mirror=is_random)
    return veiled_market(market, veil), veil, last_bar


def draw_veil(market: Market, *, may_mirror: bool) -> Veil:
    """A random factor that puts the first price between 10 and 10,000, and the first bar into 2001."""
    is_mirrored = may_mirror and market.rules.contract is Contract.LINEAR and bool(secrets.randbelow(2))
    wanted = 10.0 ** (1.0 + 3.0 * secrets.randbelow(1_000_000) / 1_000_000)
    first = float(market.last.close[market.start])
    factor = wanted * first if is_mirrored else wanted / first
    weeks = (int(market.last.time_ms[0]) - _SHOWN_FROM_MS) // _WEEK_MS - secrets.randbelow(45)
    return Veil(Decimal(f"{factor:.6g}"), weeks, is_mirrored)


def veiled_market(market: Market, veil: Veil, rules: VenueRules | None = None) -> Market:
    """The market behind a veil; `rules` are those of a kept session, else worked out from the market's own."""
    turn = -1 if veil.is_mirrored else 1
    shift = veil.weeks * _WEEK_MS
    last = veiled_candles(market.last, veil)
    return Market(
        rules or veiled_rules(market, veil), last, veiled_candles(market.mark, veil) if market.has_mark else last,
        tuple(FundingStamp(stamp.time_ms - shift, turn * stamp.rate) for stamp in market.funding),
        start=market.start, path_rule=market.path_rule, use_slippage=market.use_slippage, use_fees=market.use_fees,
        index=None if market.index is None else veiled_candles(market.index, veil),
        hazards=tuple(Hazard(h.kind, h.time_ms - shift, h.until_ms - shift, h.value) for h in market.hazards),
    )  # fmt: skip


def veiled_candles(candles: Candles, veil: Veil) -> Candles:
    """Candles behind a veil: log returns stay (a mirror turns them), and so does price times volume."""
    factor = float(veil.factor)
    if veil.is_mirrored:
        opened, close = factor / candles.open, factor / candles.close
        high, low = factor / candles.low, factor / candles.high
        volume = candles.volume * candles.close / close
    else:
        opened, high, low, close = (
            column * factor for column in (candles.open, candles.high, candles.low, candles.close)
        )
        volume = candles.volume / factor
    high, low = np.maximum(high, np.maximum(opened, close)), np.minimum(low, np.minimum(opened, close))
    return Candles(candles.time_ms - veil.weeks * _WEEK_MS, opened, high, low, close, volume, candles.timeframe_ms)


@in_context
def veiled_rules(market: Market, veil: Veil) -> VenueRules:
    """Rules for the scaled prices: tick and lot become powers of ten near their true worth, amounts stay true."""
    rules = market.rules
    first = market.last_close(market.start)
    scale = veil.factor / (first * first) if veil.is_mirrored else veil.factor
    linear = rules.contract is Contract.LINEAR
    lot = _power(rules.lot / scale) if linear else rules.lot
    least = max(lot, (rules.minimum_size / scale / lot).to_integral_value(rounding="ROUND_UP") * lot)
    coins = scale if rules.measure is Measure.SIZE and linear else Decimal(1)
    coins = coins if linear else scale
    tiers = tuple(_scaled(tier, coins, in_coin=not linear) for tier in rules.tiers)
    hidden = replace(rules, tick=_power(rules.tick * scale), lot=lot, tiers=tiers, slope=rules.slope * coins)
    if linear:
        return replace(hidden, symbol=BLIND_SYMBOL, minimum_size=least)
    return replace(hidden, symbol=_INVERSE_SYMBOL, minimum_notional=rules.minimum_notional / scale)


def _scaled(tier: Tier, coins: Decimal, *, in_coin: bool) -> Tier:
    """Tier bounds that count coins follow the size of a coin; those in quote stay."""
    cap = None if tier.cap is None else tier.cap / coins
    return replace(tier, floor=tier.floor / coins, cap=cap, amount=tier.amount / coins if in_coin else tier.amount)


def _power(value: Decimal) -> Decimal:
    return Decimal(1).scaleb(round(math.log10(float(value))))


def veiled_scenario(scenario: Scenario, veil: Veil, market: Market, *, is_random: bool) -> Scenario:
    """The scenario without its names: no checkpoints (their words hold prices), events only under blind titles."""
    record = scenario.record
    shift = veil.weeks * _WEEK_MS
    hidden = msgspec.structs.replace(
        record, title=RANDOM_TITLE if is_random else record.blind_title, briefing=_BRIEFING, symbol=market.symbol,
        checkpoint=(), funding=(), note="", tags=(),
        event=tuple(_veiled(event, shift) for event in record.event if event.blind_title),
        warm_up=_moved(record.warm_up, shift), start=_moved(record.start, shift), end=_moved(record.end, shift),
    )  # fmt: skip
    series = replace(scenario.series, last=market.last, mark=market.mark if market.has_mark else None, index=None)
    return replace(scenario, record=hidden, series=series, others=())


def _veiled(event: MarketEvent, shift: int) -> MarketEvent:
    return msgspec.structs.replace(
        event, title=event.blind_title, detail="", calendar_label="", source="hidden",
        time=_moved(event.time, shift), revealed_at=_moved(event.revealed_at, shift),
    )  # fmt: skip


def _moved(moment: datetime, shift: int) -> datetime:
    return moment - timedelta(milliseconds=shift)
