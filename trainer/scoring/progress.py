"""Progress over finished sessions: habits before results, and no claim a small sample cannot carry."""

from __future__ import annotations

import math
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from statistics import median

import msgspec

from trainer.core.language import english
from trainer.core.units import ZERO, in_context
from trainer.core.wording import counted, gain, number, share, times
from trainer.scoring.calibration import Answer, Calibration, calibrate
from trainer.scoring.discipline import TITLES, Rule
from trainer.scoring.glicko import Game, Glicko, after_period
from trainer.scoring.habits import HouseMoney, RatingPoint, Step, house_money, rating_curve
from trainer.scoring.mastery import ConceptProgress, mastered_sets, mastery
from trainer.scoring.posterior import Posterior, posterior
from trainer.scoring.scorecard import Scorecard
from trainer.scoring.settings import DEFAULTS, SCORING_VERSION
from trainer.scoring.tilt import re_entry_minutes
from trainer.scoring.verdict import OutcomeWord

FEW_SESSIONS = DEFAULTS.few_sessions
FEW_TRADES = DEFAULTS.few_trades
WINDOW = DEFAULTS.trend_sessions


@dataclass(frozen=True, slots=True)
class SessionResult:
    """A finished session as progress needs it. `rules` holds (kept, checks) by rule id, `rs` the closed trades in R.

    `losses` are those of its counted decisions in bp, capped; `steps` its trades' leverages in order; `checkpoints`
    (id, loss) of answers that would have traded; `difficulty` 1 to 5 of its scenario; `gaps` minutes from
    a closed trade to the next entry; `concepts` those of its answered checkpoints.
    """

    session_id: str
    finished_ms: int
    bankroll: Decimal
    net: Decimal
    rs: tuple[Decimal, ...]
    process: float | None
    rules: dict[str, tuple[int, int]]
    liquidations: int
    highest_leverage: Decimal
    tilt: int
    answers: tuple[Answer, ...] = ()
    is_repeat: bool = False
    version: int = 1
    losses: tuple[float, ...] = ()
    blunders: int = 0
    steps: tuple[Step, ...] = ()
    checkpoints: tuple[tuple[str, float], ...] = ()
    difficulty: int = 3
    gaps: tuple[int, ...] = ()
    concepts: dict[str, tuple[str, ...]] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Trend:
    """A rate over the first and the last sessions of the list; `is_clear` when the 80 % intervals do not overlap."""

    earlier: Posterior
    later: Posterior
    is_clear: bool


@dataclass(frozen=True, slots=True)
class RuleProgress:
    """One rule over all sessions."""

    rule: str
    title: str
    rate: Posterior


@dataclass(frozen=True, slots=True)
class Progress:
    """Everything the progress page shows. Intervals are 80 %; None where nothing can be said yet."""

    sessions: int
    repeats: int
    trades: int
    median_r: Decimal | None
    mean_r: float | None
    mean_r_low: float | None
    mean_r_high: float | None
    liquidations: int
    liquidated_sessions: int
    process: tuple[tuple[int, float], ...]
    rules: tuple[RuleProgress, ...]
    discipline: Posterior
    trend: Trend | None
    leverages: tuple[tuple[int, Decimal], ...]
    above_ceiling: int
    tilt: int
    calibration: Calibration
    ratings: tuple[RatingPoint, ...]
    house: HouseMoney
    checkpoints: Glicko
    answered: int
    concepts: tuple[ConceptProgress, ...]
    texts: tuple[str, ...]


def result_of(
    session_id: str,
    finished_ms: int,
    bankroll: Decimal,
    card: Scorecard,
    *,
    is_repeat: bool = False,
    difficulty: int = 3,
    concepts: Mapping[str, tuple[str, ...]] | None = None,
) -> SessionResult:
    """The result of a session from its scorecard."""
    return SessionResult(
        session_id=session_id, finished_ms=finished_ms, bankroll=bankroll, net=card.outcome.net,
        rs=tuple(trade.r for trade in card.trades if trade.r is not None),
        process=card.grade.score if card.grade.is_rated else None,
        rules={rule.rule: (rule.kept, rule.checks) for rule in card.rules},
        liquidations=card.outcome.liquidations, highest_leverage=card.highest_leverage, tilt=len(card.tilt),
        answers=card.answers, is_repeat=is_repeat, version=card.version,
        losses=card.ratings.losses() if card.ratings is not None else (),
        blunders=sum(bool(one.blunders) for one in card.ratings.counted) if card.ratings is not None else 0,
        steps=steps_of(card), difficulty=difficulty, gaps=re_entry_minutes(card.facts),
        checkpoints=tuple(
            (one.checkpoint, one.loss) for one in card.ratings.decisions if one.checkpoint and one.loss is not None
        ) if card.ratings is not None else (),
        concepts=dict(concepts or {}),
    )  # fmt: skip


def encode_result(result: SessionResult) -> bytes:
    """A result as JSON, small enough to read thousands."""
    return msgspec.json.encode(result)


def decode_result(text: str | bytes) -> SessionResult:
    """The result of `encode_result`; raises msgspec.ValidationError for anything else."""
    return msgspec.json.decode(text, type=SessionResult)


def checkpoint_skill(results: Sequence[SessionResult]) -> tuple[Glicko, int]:
    """Glicko-2 over first tries: a checkpoint of level d is an opponent of 900 + 200 d, the score exp(-loss / 40).

    One session is one period; an answer to pass is no game.
    """
    player, seen = Glicko(), set()
    for result in results:
        games = []
        for checkpoint, loss in result.checkpoints:
            if checkpoint not in seen:
                seen.add(checkpoint)
                score = math.exp(-loss / DEFAULTS.accuracy_scale)
                games.append(_checkpoint(result.difficulty, score))
        if games:
            player = after_period(player, games)
    return player, len(seen)


def _checkpoint(difficulty: int, score: float) -> Game:
    strength = DEFAULTS.checkpoint_rating + DEFAULTS.checkpoint_step * difficulty
    return Game(strength, DEFAULTS.checkpoint_deviation, score)


def steps_of(card: Scorecard) -> tuple[Step, ...]:
    """Leverage of each trade with the end of the one before it."""
    words = {OutcomeWord.GOOD: 1, OutcomeWord.BAD: -1}
    found = [Step(0, float(item.leverage)) for item in card.facts[:1]]
    pairs = zip(card.scores, card.facts[1:], strict=False)
    return (*found, *(Step(words.get(before.outcome, 0), float(item.leverage)) for before, item in pairs))


@in_context
def progress_of(results: Iterable[SessionResult], ceiling: Decimal = DEFAULTS.ceiling) -> Progress:
    """Progress over sessions in order of their end; repeats of a scenario are counted apart and left out of rates."""
    ordered = sorted(results, key=lambda item: item.finished_ms)
    first = [item for item in ordered if not item.is_repeat]
    multiples = [r for item in first for r in item.rs]
    mean, low, high = _mean(multiples)
    skill, answered = checkpoint_skill(first)
    bare = Progress(
        sessions=len(first),
        repeats=len(ordered) - len(first),
        trades=len(multiples),
        median_r=median(multiples) if multiples else None,
        mean_r=mean,
        mean_r_low=low,
        mean_r_high=high,
        liquidations=sum(item.liquidations for item in first),
        liquidated_sessions=sum(item.liquidations > 0 for item in first),
        process=tuple((item.finished_ms, item.process) for item in first if item.process is not None),
        rules=tuple(RuleProgress(rule, title, _rate(first, rule)) for rule, title in TITLES.items()),
        discipline=_rate(first),
        trend=_trend(first),
        leverages=tuple((item.finished_ms, item.highest_leverage) for item in first),
        above_ceiling=sum(item.highest_leverage > ceiling for item in first),
        tilt=sum(item.tilt for item in first),
        calibration=calibrate([answer for item in first for answer in item.answers]),
        ratings=rating_curve([(item.finished_ms, item.losses) for item in first if item.version == SCORING_VERSION]),
        house=house_money([step for item in first for step in item.steps]),
        checkpoints=skill,
        answered=answered,
        concepts=concepts_of(first),
        texts=(),
    )
    return _with_texts(bare, first, ceiling)


def concepts_of(results: Iterable[SessionResult]) -> tuple[ConceptProgress, ...]:
    """What the first answers of sessions, the oldest first, say of each concept; repeats do not count."""
    return mastery(
        (checkpoint, item.concepts.get(checkpoint, ()), loss)
        for item in results
        if not item.is_repeat
        for checkpoint, loss in item.checkpoints
    )


def mastered_of(results: Iterable[SessionResult]) -> tuple[str, ...]:
    """Ids of the concept sets mastered in sessions, the oldest first."""
    return mastered_sets(concepts_of(results))


def _rate(results: Sequence[SessionResult], rule: Rule | None = None) -> Posterior:
    kept = checks = 0
    for item in results:
        for one, of in item.rules.values() if rule is None else (item.rules.get(rule, (0, 0)),):
            kept += one
            checks += of
    return posterior(kept, checks)


def _trend(results: Sequence[SessionResult]) -> Trend | None:
    """The last ten sessions against all before; None under four sessions."""
    if len(results) < DEFAULTS.least_trend_sessions:
        return None
    cut = max(len(results) // 2, len(results) - WINDOW)
    earlier, later = _rate(results[:cut]), _rate(results[cut:])
    return Trend(earlier, later, later.low > earlier.high or later.high < earlier.low)


def _mean(multiples: Sequence[Decimal]) -> tuple[float | None, float | None, float | None]:
    """Mean R with its 80 % interval (normal); the interval from five trades on."""
    if not multiples:
        return None, None, None
    values = [float(r) for r in multiples]
    mean = math.fsum(values) / len(values)
    if len(values) < DEFAULTS.least_mean_trades:
        return mean, None, None
    variance = math.fsum((value - mean) ** 2 for value in values) / (len(values) - 1)
    half = DEFAULTS.z80 * math.sqrt(variance / len(values))
    return mean, mean - half, mean + half


def _with_texts(bare: Progress, results: Sequence[SessionResult], ceiling: Decimal) -> Progress:
    fields = {name: getattr(bare, name) for name in Progress.__slots__ if name != "texts"}
    return Progress(**fields, texts=tuple(_texts(bare, results, ceiling)))


def _texts(progress: Progress, results: Sequence[SessionResult], ceiling: Decimal) -> list[str]:
    if not progress.sessions:
        return [english("No finished session yet. Habits show after about ten.")]
    texts = [_sample_text(progress), _discipline_text(progress)]
    if progress.liquidations:
        texts.append(
            english("Liquidated in {liquidated} of {sessions}, {liquidations} in all.").format(
                liquidated=progress.liquidated_sessions,
                sessions=counted(progress.sessions, english("{count} session"), english("{count} sessions")),
                liquidations=counted(progress.liquidations, english("{count} time"), english("{count} times")),
            )
        )
    if progress.above_ceiling:
        recent = sum(item.highest_leverage > ceiling for item in results[-WINDOW:])
        texts.append(
            english(
                "Above your ceiling of {ceiling} in {above} of {sessions}, {recent} of them in the last {window}."
            ).format(
                ceiling=times(ceiling),
                above=progress.above_ceiling,
                sessions=counted(progress.sessions, english("{count} session"), english("{count} sessions")),
                recent=recent,
                window=min(WINDOW, len(results)),
            )
        )
    if progress.answered:
        low, high = (progress.checkpoints.rating + turn * 2 * progress.checkpoints.deviation for turn in (-1, 1))
        texts.append(
            english(
                "Checkpoints {rating} (Glicko-2, 95 % interval {low} to {high}) from {answered}; a "
                "new learner begins at 1,500."
            ).format(
                rating=f"{progress.checkpoints.rating:,.0f}",
                low=f"{low:,.0f}",
                high=f"{high:,.0f}",
                answered=counted(progress.answered, english("{count} first answer"), english("{count} first answers")),
            )
        )
    texts.append(_result_text(progress))
    return [text for text in texts if text]


def _sample_text(progress: Progress) -> str:
    if progress.sessions < FEW_SESSIONS:
        return english("{sessions} so far: too few for a trend. Ten say something about habits.").format(
            sessions=counted(progress.sessions, english("{count} session"), english("{count} sessions"))
        )
    return ""


def _discipline_text(progress: Progress) -> str:
    rate = progress.discipline
    if not rate.checks:
        return english("No rule could be checked yet.")
    low, high = (share(Decimal(str(round(value, 4))), 0) for value in (rate.low, rate.high))
    text = english("Rules kept in {kept} of {checks} (80 % interval {low} to {high}).").format(
        kept=rate.kept,
        checks=counted(rate.checks, english("{count} check"), english("{count} checks")),
        low=low,
        high=high,
    )
    if progress.trend is None or progress.sessions < FEW_SESSIONS:
        return text
    if not progress.trend.is_clear:
        return english("{text} No clear change yet.").format(text=text)
    better = progress.trend.later.mean > progress.trend.earlier.mean
    return english("{text} {word} in the last {window} sessions.").format(
        text=text, word=english("Better") if better else english("Worse"), window=min(WINDOW, progress.sessions // 2)
    )


def _result_text(progress: Progress) -> str:
    if progress.median_r is None:
        return ""
    text = english("Median {median} R over {trades}.").format(
        median=gain(progress.median_r),
        trades=counted(progress.trades, english("{count} trade"), english("{count} trades")),
    )
    if progress.trades < FEW_TRADES:
        return english("{text} Under {least} trades this is luck as much as skill.").format(text=text, least=FEW_TRADES)
    if progress.mean_r is None or progress.mean_r_low is None or progress.mean_r_high is None:
        return text
    mean, low, high = (
        gain(Decimal(str(round(value, 4)))) for value in (progress.mean_r, progress.mean_r_low, progress.mean_r_high)
    )
    text = english("{text} Mean {mean} R (80 % interval {low} to {high}).").format(
        text=text, mean=mean, low=low, high=high
    )
    if progress.mean_r_low <= ZERO <= progress.mean_r_high:
        needed = number(Decimal(DEFAULTS.trades_to_see_a_tenth), 0)
        return english("{text} Not told apart from nothing; +0.10 R would need about {needed} trades.").format(
            text=text, needed=needed
        )
    return text
