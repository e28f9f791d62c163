"""Every decision of a session priced over futures drawn from its past, and the Process Rating they make."""

from __future__ import annotations

import math
from collections.abc import Collection, Sequence
from dataclasses import dataclass, replace
from decimal import Decimal

import numpy as np

from trainer.core.language import english
from trainer.core.units import in_context
from trainer.engine.commands import Decision
from trainer.engine.lanes import account_at, focus
from trainer.engine.market import Market
from trainer.engine.state import State
from trainer.engine.words import PositionMode, Role
from trainer.journal.trades import Trade
from trainer.market.candles import FloatArray
from trainer.scoring.ahead import Ahead, FuturesSource
from trainer.scoring.facts import TradeFacts
from trainer.scoring.futures import Told
from trainer.scoring.menu import Here, Option, entry_menu, position_menu
from trainer.scoring.moments import CheckpointAnswer, Moment, answered, lane_of, moments_of, with_answers
from trainer.scoring.passage import Ending
from trainer.scoring.process import Blunder
from trainer.scoring.rated import RatedDecision, Ratings, luck_of
from trainer.scoring.settings import DEFAULTS, ScoreSettings
from trainer.scoring.stakes import play
from trainer.scoring.structure import Grant, LossLabel, Priced, Question, price
from trainer.scoring.timing import timing_of
from trainer.scoring.utility import RUIN


@dataclass(frozen=True, slots=True)
class Terms:
    """What a session is rated under: its market and log, its bankroll, the bar it reached and the learner's limits.

    `seen` are bars an earlier take had already revealed; decisions there are priced and not counted.
    """

    market: Market
    decisions: tuple[Decision, ...]
    bankroll: Decimal
    scenario_id: str
    upto_bar: int
    last_bar: int
    trades: tuple[Trade, ...] = ()
    facts: tuple[TradeFacts, ...] = ()
    equity: Decimal | None = None
    seen: Collection[int] = frozenset()
    checkpoints: tuple[CheckpointAnswer, ...] = ()
    settings: ScoreSettings = DEFAULTS


@in_context
def rate_session(terms: Terms, progress: Told | None = None) -> Ratings:
    """Price every decision; nothing after its own bar goes into a loss or label.

    `trades`, `facts` and `equity` (at `upto_bar`) are used for what stands beside the grade: percentiles and luck.
    """
    placed = tuple(moments_of(terms.market, terms.decisions, terms.bankroll, terms.upto_bar + 1))
    found = with_answers(placed, tuple(answered(terms.market, terms.checkpoints, terms.bankroll)))
    source = FuturesSource(terms.scenario_id, terms.market, terms.last_bar)
    rater = _Rater(terms, source)
    rated = []
    for place, moment in enumerate(found):
        if progress is not None:
            progress(place, len(found))
        rated.append(rater.rate(moment))
    if progress is not None:
        progress(len(found), len(found))
    luck = luck_of(rated, terms.bankroll, terms.equity) if terms.equity is not None else None
    return Ratings(tuple(rated), luck, timing_of(terms.market, terms.facts, terms.scenario_id, terms.upto_bar))


@in_context
def describe_session(terms: Terms) -> tuple[RatedDecision, ...]:
    """Every decision as it looked, without a price; quick."""
    found = []
    for moment in moments_of(terms.market, terms.decisions, terms.bankroll, terms.upto_bar + 1):
        here = Here(terms.market, moment.bar, moment.before, terms.last_bar, terms.settings)
        found.append(_described(moment, here, here.standing("chosen", english("As decided"), moment.after)))
    return tuple(found)


class _Rater:
    """Prices moments in order; a position carries the grant of its entry."""

    def __init__(self, terms: Terms, source: FuturesSource) -> None:
        self._terms, self._source = terms, source
        self._grants: dict[int, Grant | None] = {}

    def rate(self, moment: Moment) -> RatedDecision:
        terms, lane = self._terms, moment.before.lane
        here = Here(terms.market, moment.bar, moment.before, terms.last_bar, terms.settings)
        chosen = here.standing("chosen", english("As decided"), moment.after)
        bare = _described(moment, here, chosen)
        first = self._source.at(moment.bar, place=lane // 2)
        if first is None:
            return bare
        question = self._question(moment, here, chosen)
        options = (question.chosen, question.keep, *question.choices)
        places = frozenset({lane // 2}).union(*(option.stakes.places for option in options))
        ahead = self._source.ahead(moment.bar, places)

        def draw(batch: int) -> Ahead:
            return ahead if batch == 0 else self._source.ahead(moment.bar, places, batch)

        priced = price(question, draw, float(terms.bankroll), terms.settings)
        if moment.kind == "entry" and moment.is_placed:
            self._grants[lane] = priced.grant
        doom = _doomed(ahead, chosen) if moment.kind == "entry" and chosen.bracket is not None else None
        return self._rated(replace(bare, is_short=first.is_short, doom=doom), moment, priced)

    def _question(self, moment: Moment, here: Here, chosen: Option) -> Question:
        now = float(here.market.last_close(moment.bar))
        if moment.before.position is not None:
            menu = position_menu(here)
            held = self._grants.get(moment.before.lane)
            return Question(chosen, menu[0], menu, menu[0], now, held.unit if held else 0.0, held=held)
        keep = here.standing("keep", english("Do nothing"), moment.before)
        is_complete = chosen.bracket is not None and _is_complete(moment, chosen)
        menu = entry_menu(here, moment.after, chosen) if is_complete else entry_menu(here, moment.before, chosen)[:1]
        start = chosen.bracket.entry if chosen.bracket is not None else now
        stop = chosen.bracket.levels.stop if chosen.bracket is not None else None
        unit = abs(start - stop) if stop is not None else 0.0
        choices = (*menu, chosen) if is_complete and chosen.is_admissible else menu
        return Question(chosen, keep, choices, chosen, start, unit, grants_entry=is_complete and unit > 0)

    def _rated(self, bare: RatedDecision, moment: Moment, priced: Priced) -> RatedDecision:
        market, settings, whole = self._terms.market, self._terms.settings, float(self._terms.bankroll)
        ends = priced.endings
        liquidated = ends.get(Ending.LIQUIDATED, 0.0)
        blunders = _blunders(bare, moment, liquidated, settings)
        is_small = abs(priced.moved) < settings.counted_bp
        is_small |= moment.kind == "entry" and bare.risk < settings.counted_risk
        is_seen = moment.bar in self._terms.seen
        trade = _trade_of(moment, market, self._terms.trades) if moment.is_placed else None
        equity = float(account_at(focus(moment.before, 0), market, moment.bar).equity) / whole
        return replace(
            bare, loss=priced.loss, error=priced.error, label=LossLabel.BLUNDER if blunders else priced.label,
            moved=priced.moved, best=priced.best.key, best_text=priced.best.label, worths=priced.worths,
            paths=priced.paths, blunders=blunders, is_seen=is_seen,
            is_counted=not is_seen and moment.kind != "cancel" and (bool(blunders) or not is_small),
            liquidated=liquidated, stopped=ends.get(Ending.STOPPED, 0.0), reached=ends.get(Ending.TARGET, 0.0),
            q_keep=_log_mean(equity + priced.kept), q_done=_log_mean(equity + priced.results), trade=trade,
            q_error=_log_error(equity + priced.results, equity + priced.kept),
            percentile=_percentile(moment, trade, self._terms.trades, priced, whole),
        )  # fmt: skip


def _doomed(ahead: Ahead, chosen: Option) -> float:
    """Share of futures liquidated within a day had there been no stop."""
    own = chosen.bracket
    assert own is not None
    bare = replace(own, levels=replace(own.levels, stop=None), bars=ahead.bars)
    exits = play(replace(chosen.stakes, own=bare), ahead).exits
    return 0.0 if exits is None else exits.share(Ending.LIQUIDATED)


def _is_complete(moment: Moment, chosen: Option) -> bool:
    """A stop inside liquidation, a target or a time stop, and a chance said."""
    bracket = chosen.bracket
    if bracket is None or not bracket.is_stop_inside or moment.probability is None:
        return False
    return bracket.levels.target is not None or _time_exit(moment.after) is not None


def _time_exit(state: State) -> int | None:
    if state.position is not None:
        return state.position.time_exit
    return next((order.time_exit for order in state.orders if order.role is Role.ENTRY), None)


def _log_mean(wealth: FloatArray) -> float:
    return round(float(np.mean(np.log(np.maximum(wealth, RUIN)))), 12)


def _log_error(done: FloatArray, kept: FloatArray) -> float:
    """Standard error of E ln W after a decision less without it: paired differences, path by path."""
    apart = np.log(np.maximum(done, RUIN)) - np.log(np.maximum(kept, RUIN))
    return round(float(apart.std(ddof=1)) / math.sqrt(len(apart)), 12)


def _described(moment: Moment, here: Here, chosen: Option) -> RatedDecision:
    """What stood and what was changed, before any future is drawn."""
    before, after = moment.before, moment.after
    shown = after if after.position or any(order.role is Role.ENTRY for order in after.orders) else before
    position, waiting = shown.position, next((o for o in shown.orders if o.role is Role.ENTRY), None)
    now = here.market.last_close(moment.bar)
    stop, target = after.protective(Role.STOP), after.protective(Role.TARGET)
    levels = chosen.bracket.levels if chosen.bracket is not None else None
    size = position.quantity if position else waiting.size if waiting and waiting.size else Decimal(0)
    held = before.position
    before_stop = before.protective(Role.STOP)
    r = None
    if held is not None and before_stop is not None and before_stop.level != held.entry:
        r = float((now - held.entry) * held.side.sign / abs(held.entry - before_stop.level))
    is_alone = len(here.root.markets) == 1 and before.position_mode is PositionMode.ONE_WAY
    return RatedDecision(
        lane=before.lane, symbol="" if is_alone else _slot_text(here),
        bar=moment.bar, time_ms=moment.time_ms, kind=moment.kind,
        side=str(position.side if position else waiting.side if waiting else ""), size=size,
        price=position.entry if position and held is None else waiting.level if waiting and not position else now,
        stop_before=before_stop.level if before_stop else None,
        stop=stop.level if stop else waiting.stop if waiting else None,
        target=target.level if target else waiting.first_target if waiting else None,
        has_time_stop=_time_exit(after) is not None, probability=moment.probability,
        doom_said=moment.doom, checkpoint=moment.checkpoint, is_placed=moment.is_placed,
        liquidation=levels.liquidation if levels else None, risk=round(chosen.risk, 9),
        leverage=round(chosen.leverage, 9), unrealised_r=r,
    )  # fmt: skip


def _slot_text(here: Here) -> str:
    leg = here.before.leg
    return here.market.symbol if leg is None else f"{here.market.symbol} {leg}"


def _blunders(item: RatedDecision, moment: Moment, liquidated: float, settings: ScoreSettings) -> tuple[Blunder, ...]:
    """Hard blunders of a decision; of an open position only what this decision made worse."""
    if moment.kind in ("reduce", "close", "cancel"):
        return ()
    sign = 1 if item.side == "long" else -1
    beyond = (
        item.stop is not None and item.liquidation is not None and (item.stop - Decimal(item.liquidation)) * sign <= 0
    )
    raises = moment.kind in ("entry", "add")
    found = []
    if beyond:
        found.append(Blunder.STOP_BEYOND)
    if item.stop is None and (raises or item.stop_before is not None):
        found.append(Blunder.NO_STOP)
    if liquidated > settings.likely_liquidation and (raises or item.stop is None):
        found.append(Blunder.LIKELY_LIQUIDATION)
    if item.risk > float(settings.blunder_risk) and raises:
        found.append(Blunder.RISK)
    if _was_widened(item, sign) and _is_losing(moment, item):
        found.append(Blunder.WIDENED)
    if raises and item.leverage > float(settings.ceiling):
        found.append(Blunder.LEVERAGE)
    return tuple(found)


def _was_widened(item: RatedDecision, sign: int) -> bool:
    if item.stop_before is None:
        return False
    return item.stop is None or (item.stop_before - item.stop) * sign > 0


def _is_losing(moment: Moment, item: RatedDecision) -> bool:
    held = moment.before.position
    return held is not None and held.unrealised(item.price) < 0


def _trade_of(moment: Moment, market: Market, trades: Sequence[Trade]) -> int | None:
    """The trade a decision opened or changed."""
    for place, trade in enumerate(trades):
        if lane_of(market, trade.symbol, trade.position_side) != moment.before.lane:
            continue
        opens_later = moment.kind == "entry" and trade.opened_bar >= moment.bar
        held = moment.kind != "entry" and trade.opened_bar <= moment.bar
        is_over = trade.closed_bar is not None and trade.closed_bar < moment.bar
        if opens_later or (held and not is_over):
            return place
    return None


def _percentile(
    moment: Moment, place: int | None, trades: Sequence[Trade], priced: Priced, bankroll: float
) -> float | None:
    """Share of the plan's futures that end worse than the trade did, ties halved; for closed trades of an entry."""
    if moment.kind != "entry" or place is None or trades[place].closed_ms is None:
        return None
    result = float(trades[place].net) / bankroll
    near = np.abs(priced.own - result) < 1e-9
    return float(np.mean(priced.own < result - 1e-9) + np.mean(near) / 2.0)
