"""The score of one session: the grade of the process, the outcome beside it, and what else was possible."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from decimal import Decimal
from statistics import median
from typing import Any

from trainer.core.clock import iso
from trainer.core.units import ZERO, in_context
from trainer.engine.commands import PLAN, Decision, Note
from trainer.engine.equity import equity_curve
from trainer.engine.events import Event, LeverageChanged, OrderRejected, PositionChanged, plain
from trainer.engine.market import Market
from trainer.journal.protection import answers_of
from trainer.journal.trades import LIQUIDATED, Trade, trades_of
from trainer.scoring.alternatives import TWINS, alternatives
from trainer.scoring.calibration import Answer, Calibration, answers_in, calibrate
from trainer.scoring.costs import CostSplit, split_costs
from trainer.scoring.counterfactual import LADDER, LadderRow, sweep
from trainer.scoring.discipline import RuleResult, judge_rules
from trainer.scoring.facts import TradeFacts, entries_of, facts_of
from trainer.scoring.process import BlunderFact, Grade, blunders_of, grade
from trainer.scoring.rated import Ratings, ratings_as_dict
from trainer.scoring.settings import DEFAULTS, SCORING_VERSION, Blackout, ScoreSettings
from trainer.scoring.survival import Survival, survival_of
from trainer.scoring.tilt import TiltTrigger, tilt_of
from trainer.scoring.twins import Twin
from trainer.scoring.verdict import OutcomeWord, TradeScore, Verdict, outcome_of, score_trade, verdict_of


@dataclass(frozen=True, slots=True)
class Outcome:
    """What the session earned. R figures are over closed trades; drawdown is a fraction of the highest equity."""

    net: Decimal
    net_fraction: Decimal
    equity: Decimal
    total_r: Decimal | None
    expectancy_r: Decimal | None
    median_r: Decimal | None
    closed: int
    won: int
    lost: int
    even: int
    liquidations: int
    ambiguous: int
    drawdown: Decimal
    word: OutcomeWord


@dataclass(frozen=True, slots=True)
class Replays:
    """What else was possible on the bars revealed: twins of the log, its leverages, each entry at every leverage."""

    twins: tuple[Twin, ...] = ()
    ladder: tuple[LadderRow, ...] = ()
    survival: tuple[Survival, ...] = ()


@dataclass(frozen=True, slots=True)
class Scorecard:
    """Everything a debrief shows. `twins`, `ladder` and `survival` replay the bars revealed so far and no others."""

    version: int
    is_finished: bool
    upto_bar: int
    grade: Grade
    outcome: Outcome
    verdict: Verdict
    rules: tuple[RuleResult, ...]
    blunders: tuple[BlunderFact, ...]
    tilt: tuple[TiltTrigger, ...]
    trades: tuple[Trade, ...]
    facts: tuple[TradeFacts, ...]
    scores: tuple[TradeScore, ...]
    answers: tuple[Answer, ...]
    calibration: Calibration
    costs: CostSplit
    highest_leverage: Decimal
    decisions: int
    twins: tuple[Twin, ...]
    ladder: tuple[LadderRow, ...]
    survival: tuple[Survival, ...]
    ratings: Ratings | None = None

    @property
    def rules_broken(self) -> tuple[str, ...]:
        """Ids of the rules that were broken."""
        return tuple(rule.rule for rule in self.rules if rule.state == "broken")

    def twin(self, key: str) -> Twin | None:
        """The twin with this key: own, rules, half, stopped, unstopped, flipped, hold or flat."""
        return next((twin for twin in self.twins if twin.key == key), None)

    def headline(self) -> dict[str, Any]:
        """The fields of a session's summary line that only a score knows; `process` is None while not rated."""
        score = self.grade.score if self.grade.is_rated else None
        return {
            "r": self.outcome.total_r,
            "process": None if score is None else round(score),
            "rules_broken": self.rules_broken,
        }

    def as_dict(self) -> dict[str, Any]:
        """JSON-ready: money as text, times as ISO UTC."""
        document = {
            "version": self.version,
            "finished": self.is_finished,
            "verdict": self.verdict,
            "process": self.grade.as_dict(),
            "outcome": _fields(self.outcome),
            "rules": [rule.as_dict() for rule in self.rules],
            "blunders": [
                {"kind": item.kind, "trade": item.trade, "time": iso(item.time_ms), "text": item.text}
                for item in self.blunders
            ],
            "tilt": [{"time": iso(item.time_ms), "signs": list(item.signs)} for item in self.tilt],
            "trades": [_trade_row(trade, score) for trade, score in zip(self.trades, self.scores, strict=True)],
            "calibration": self.calibration.as_dict(),
            "answers": [answer.as_dict() for answer in self.answers],
            "costs": self.costs.as_dict(),
            "highest_leverage": self.highest_leverage,
            "decisions": self.decisions,
            "twins": [twin.as_dict() for twin in self.twins],
            "ladder": [row.as_dict() for row in self.ladder],
            "survival": [table.as_dict() for table in self.survival],
            "process_rating": None if self.ratings is None else self.ratings.rating,
            "ratings": None if self.ratings is None else ratings_as_dict(self.ratings),
        }
        ready: dict[str, Any] = _plain(document)
        return ready


@in_context
def score_session(
    market: Market,
    decisions: Sequence[Decision],
    events: Sequence[Event],
    bankroll: Decimal,
    *,
    upto_bar: int,
    is_finished: bool,
    blackouts: Sequence[Blackout] | None = None,
    settings: ScoreSettings = DEFAULTS,
    with_twins: bool = True,
    ratings: Ratings | None = None,
) -> Scorecard:
    """Judge a session from its log and events; no bar after `upto_bar` is read.

    `blackouts` are the spans around scheduled events (None: no calendar known). `with_twins` False leaves the replays
    of other sessions out, which is most of the time this takes. Without `ratings` there is no accuracy.
    """
    trades = trades_of(events, market, upto_bar, decisions)
    facts = facts_of(trades, entries_of(events, decisions, bankroll, market.rules.contract), events, bankroll, settings)
    rules = judge_rules(facts, market, blackouts=blackouts, reasons=_reasons(decisions, market), settings=settings)
    blunders = blunders_of(facts, market, settings)
    tilt = tilt_of(facts, settings)
    answers = answers_in(facts, market, upto_bar)
    calibration = calibrate(answers)
    given = _counted(events, decisions) if ratings is None else len(ratings.counted)
    has_blunder = bool(blunders) or (ratings is not None and any(item.blunders for item in ratings.counted))
    graded = grade(
        facts, rules, accuracy=None if ratings is None else ratings.accuracy, calibration=calibration.score,
        decisions=given, has_blunder=has_blunder, settings=settings, triggers=len(tilt),
    )  # fmt: skip
    costs = split_costs(events, _unrealised(events, market, upto_bar))
    outcome = _outcome(trades, events, market, bankroll, upto_bar, costs, settings)
    measured = graded.score if graded.accuracy is None else graded.accuracy
    is_sound = not has_blunder and measured is not None and measured >= settings.good_process
    again = replays_of(market, decisions, events, bankroll, upto_bar, trades, settings) if with_twins else Replays()
    return Scorecard(
        version=SCORING_VERSION, is_finished=is_finished, upto_bar=upto_bar, grade=graded, outcome=outcome,
        verdict=verdict_of(is_sound, outcome.word), rules=rules, blunders=blunders, tilt=tilt, trades=trades,
        facts=facts, scores=tuple(
            score_trade(i, item, blunders, settings, ratings.of_trade(i) if ratings is not None else ())
            for i, item in enumerate(facts)
        ),
        answers=answers, calibration=calibration, costs=costs,
        highest_leverage=max((item.leverage for item in facts), default=ZERO), decisions=given,
        twins=again.twins, ladder=again.ladder, survival=again.survival, ratings=ratings,
    )  # fmt: skip


def _reasons(decisions: Sequence[Decision], market: Market) -> list[int]:
    """When the learner wrote down a plan; a decision is given at its bar's close."""
    return [market.close_ms(one.bar) for one in decisions if isinstance(one.command, Note) and one.command.kind == PLAN]


def replays_of(
    market: Market,
    decisions: Sequence[Decision],
    events: Sequence[Event],
    bankroll: Decimal,
    upto_bar: int,
    trades: Sequence[Trade],
    settings: ScoreSettings = DEFAULTS,
    progress: Callable[[], object] = lambda: None,
) -> Replays:
    """The same bars traded otherwise; `progress` is called after each of `replay_count` steps and may raise to stop."""
    end = upto_bar + 1
    twins = alternatives(market, decisions, events, bankroll, end, settings, progress)
    if not trades:
        return Replays(twins)
    ladder = tuple(sweep(market, decisions, bankroll, LADDER, stop=end, progress=progress))
    tables = []
    for trade in _costliest(trades):
        tables.append(survival_of(market, trade, end))
        progress()
    return Replays(twins, ladder, tuple(tables))


def replay_count(trades: Sequence[Trade]) -> int:
    """How many steps `replays_of` takes."""
    return TWINS + (len(LADDER) + len(_costliest(trades)) if trades else 0)


def _counted(events: Sequence[Event], decisions: Sequence[Decision]) -> int:
    """Bars at which exposure or protection was changed, and answered checkpoints; refused commands do not count."""
    bars = {
        decision.bar
        for decision, answer in answers_of(events, decisions)
        if answer is not None and not isinstance(answer, OrderRejected | LeverageChanged)
    }
    answered = {item.bar for item in decisions if isinstance(item.command, Note) and item.command.kind == "checkpoint"}
    return len(bars | answered)


def _outcome(
    trades: Sequence[Trade],
    events: Sequence[Event],
    market: Market,
    bankroll: Decimal,
    upto_bar: int,
    costs: CostSplit,
    settings: ScoreSettings,
) -> Outcome:
    closed = [trade for trade in trades if trade.closed_ms is not None]
    multiples = [trade.r for trade in closed if trade.r is not None]
    total = sum(multiples, ZERO) if multiples else None
    words = [outcome_of(trade.r, trade.net, settings) for trade in closed]
    word = OutcomeWord.OPEN if not closed else outcome_of(total, costs.net, settings)
    return Outcome(
        net=costs.net,
        net_fraction=costs.net / bankroll,
        equity=bankroll + costs.net,
        total_r=total,
        expectancy_r=None if total is None else total / len(multiples),
        median_r=median(multiples) if multiples else None,
        closed=len(closed),
        won=words.count(OutcomeWord.GOOD),
        lost=words.count(OutcomeWord.BAD),
        even=words.count(OutcomeWord.EVEN),
        liquidations=sum(trade.reason == LIQUIDATED for trade in closed),
        ambiguous=sum(trade.ambiguous for trade in closed),
        drawdown=_drawdown(market, events, bankroll, upto_bar),
        word=word,
    )


def _drawdown(market: Market, events: Sequence[Event], bankroll: Decimal, upto_bar: int) -> Decimal:
    """Largest fall of equity at bar closes from its highest before, as a fraction of that; four decimals."""
    highest = lowest_share = 0.0
    for equity in equity_curve(market, events, bankroll, market.start, upto_bar + 1).tolist():
        highest = max(highest, equity)
        lowest_share = max(lowest_share, 1.0 - equity / highest if highest > 0 else 0.0)
    return Decimal(f"{lowest_share:.4f}")


def _unrealised(events: Sequence[Event], market: Market, upto_bar: int) -> Decimal:
    """Unrealised result of every position still held."""
    newest = {(event.symbol, event.position_side): event for event in events if isinstance(event, PositionChanged)}
    found = ZERO
    for held in newest.values():
        own = market.of(held.symbol)
        if held.size:
            found += own.rules.contract.gain(held.size, held.entry, own.mark_close(upto_bar))
    return found


def _costliest(trades: Sequence[Trade]) -> tuple[Trade, ...]:
    """The trades that cost most, liquidated ones first; at most five, in order of time."""
    order = sorted(trades, key=lambda trade: (trade.reason != LIQUIDATED, trade.net))
    chosen = {id(trade) for trade in order[: DEFAULTS.most_tables]}
    return tuple(trade for trade in trades if id(trade) in chosen)


def _trade_row(trade: Trade, score: TradeScore) -> dict[str, object]:
    row = {name: getattr(trade, name) for name in Trade.__slots__ if name not in ("opened_ms", "closed_ms")}
    row["stop_path"] = [{"time": iso(time_ms), "stop": level} for time_ms, level in trade.stop_path]
    row |= {"opened": iso(trade.opened_ms), "closed": None if trade.closed_ms is None else iso(trade.closed_ms)}
    return row | {
        "risk_fraction": score.risk_fraction, "effective_leverage": score.leverage, "sound": score.is_sound,
        "blunders": list(score.blunders), "outcome": score.outcome, "verdict": score.verdict, "text": score.text,
    }  # fmt: skip


def _fields(record: Outcome) -> dict[str, object]:
    return {name: getattr(record, name) for name in Outcome.__slots__}


def _plain(value: Any) -> Any:  # noqa: ANN401 - a JSON document
    if isinstance(value, dict):
        return {key: _plain(item) for key, item in value.items()}
    if isinstance(value, list | tuple):
        return [_plain(item) for item in value]
    return plain(value)
