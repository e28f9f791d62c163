"""Progress over all finished sessions: rates with their intervals, never a headline of profit."""

from __future__ import annotations

import time
from collections.abc import Sequence
from dataclasses import dataclass, replace
from decimal import Decimal

from PySide6.QtCore import QObject, Signal, Slot

from trainer.core.language import localised, retold, tr, trn
from trainer.journal.records import SessionSummary
from trainer.presenters.ceiling import ceiling_text
from trainer.presenters.concepts import concept_words
from trainer.presenters.desk_texts import date_text, gain
from trainer.presenters.desk_views import DASH, Figure, RowView
from trainer.presenters.figures import decimals, multiple, whole
from trainer.presenters.home_cards import venue_title
from trainer.presenters.house_money import HouseMoneyView, house_money_view
from trainer.presenters.progress_filter import Filter, FilterChoice, choices_of, chosen_of
from trainer.scoring.calibration import Calibration
from trainer.scoring.habits import RECENT, RatingPoint
from trainer.scoring.mastery import Ceiling, ConceptProgress
from trainer.scoring.posterior import Posterior
from trainer.scoring.progress import Progress, SessionResult, progress_of
from trainer.scoring.settings import DEFAULTS

DECLARED = Ceiling()
MOST_ROWS, BOLD_WINDOW = 60, 12


@dataclass(frozen=True, slots=True)
class RuleBar:
    """How often a rule was kept: mean and central 80 % interval, all 0..1, and the same in words."""

    title: str
    mean: float
    low: float
    high: float
    text: str


@dataclass(frozen=True, slots=True)
class RatingCurve:
    """Process Rating over sessions: each one's own, the last eight together and their interval, all in bp."""

    own: tuple[float, ...]
    rolling: tuple[float, ...]
    low: tuple[float, ...]
    high: tuple[float, ...]
    from_text: str
    to_text: str


@dataclass(frozen=True, slots=True)
class ReliabilityDot:
    """One group of answers: chance said, share that happened with its 80 % interval, all 0..1, and how many."""

    said: float
    happened: float
    low: float
    high: float
    count: int


@dataclass(frozen=True, slots=True)
class ProgressView:
    """The page; `process` holds the rated scores (0..100) in order of time, `leverages` the highest of each session."""

    sessions_text: str
    rating_text: str
    rating_note: str
    rating_trend: str
    curve: RatingCurve
    process: tuple[float, ...]
    process_text: str
    rules: tuple[RuleBar, ...]
    dots: tuple[ReliabilityDot, ...]
    calibration: tuple[tuple[str, str], ...]
    calibration_text: str
    leverages: tuple[float, ...]
    ceiling: float
    ceiling_text: str
    leverage: tuple[tuple[str, str], ...]
    house_money: HouseMoneyView
    bolder_text: str
    texts: tuple[str, ...]
    rows: tuple[RowView, ...]
    finished: frozenset[str]
    """Keys of the rows of sessions that are finished."""
    concepts: tuple[RuleBar, ...] = ()
    """Concepts that checkpoints asked about: mastered ones first."""
    filters: tuple[FilterChoice, ...] = ()
    is_filtered: bool = False


class ProgressPresenter(QObject):
    """Turns results and summaries into one view."""

    view_changed = Signal(object)
    """ProgressView."""

    def __init__(self, parent: QObject | None = None) -> None:
        """Know nothing yet."""
        super().__init__(parent)
        self.view: ProgressView | None = None
        self.chosen = Filter()
        self._known: tuple[Sequence[SessionSummary], Sequence[SessionResult]] = ((), ())
        self._ceiling = DECLARED

    def show(
        self,
        summaries: Sequence[SessionSummary],
        results: Sequence[SessionResult],
        ceiling: Ceiling = DECLARED,
    ) -> None:
        """Publish the progress over these sessions under the ceiling in force now."""
        self._known, self._ceiling = (summaries, results), ceiling
        self.view = view_of(summaries, results, self.chosen, ceiling)
        self.view_changed.emit(self.view)

    @Slot(str, str)
    def choose(self, field: str, key: str) -> None:
        """Look at some sessions only; `field` and `key` as in the view's filters."""
        self.chosen = replace(self.chosen, **{field: key})
        self.show(*self._known, self._ceiling)

    @Slot()
    def choose_all(self) -> None:
        """Look at every session again."""
        self.chosen = Filter()
        self.show(*self._known, self._ceiling)


def view_of(
    summaries: Sequence[SessionSummary],
    results: Sequence[SessionResult],
    chosen: Filter | None = None,
    ceiling: Ceiling = DECLARED,
) -> ProgressView:
    """Everything the page shows of the sessions that pass the filters."""
    chosen = chosen or Filter()
    filters = choices_of(summaries, chosen)
    summaries, results = chosen_of(summaries, results, chosen, int(time.time() * 1000))
    progress = progress_of(results, ceiling.in_force)
    finished = sum(one.state == "finished" for one in summaries)
    counted = sum(point.counted for point in progress.ratings)
    words = [
        trn("{count} finished session", "{count} finished sessions", finished).format(count=whole(finished)),
        trn("{count} closed trade", "{count} closed trades", progress.trades).format(count=whole(progress.trades)),
        trn("{count} counted decision", "{count} counted decisions", counted).format(count=whole(counted)),
    ]
    if progress.repeats:
        left_out = trn("{count} repeat left out", "{count} repeats left out", progress.repeats)
        words.insert(1, left_out.format(count=whole(progress.repeats)))
    newest = progress.ratings[-1] if progress.ratings else None
    return ProgressView(
        sessions_text=", ".join(words),
        rating_text=DASH if newest is None else localised(f"{newest.rolling:.1f}"),
        rating_note=_rating_note(newest),
        rating_trend=_trend_text(progress.ratings),
        curve=_curve(progress.ratings),
        process=tuple(score for _, score in progress.process),
        process_text=_process_text(progress),
        rules=tuple(
            RuleBar(retold(rule.title), rule.rate.mean, rule.rate.low, rule.rate.high, _rate_text(rule.rate))
            for rule in progress.rules
        ),
        dots=tuple(ReliabilityDot(b.said, b.happened, *b.interval, b.count) for b in progress.calibration.bins),
        calibration=_calibration(progress.calibration),
        calibration_text=_calibration_text(progress.calibration),
        leverages=tuple(float(leverage) for _, leverage in progress.leverages),
        ceiling=float(ceiling.in_force),
        ceiling_text=_raised_text(ceiling),
        leverage=(
            (tr("Sessions above the ceiling"), str(progress.above_ceiling)),
            (tr("Highest, newest session"), multiple(progress.leverages[-1][1]) if progress.leverages else DASH),
            (tr("Sessions with a liquidation"), str(progress.liquidated_sessions)),
            (tr("Signs of tilt"), str(progress.tilt)),
        ),
        house_money=house_money_view(progress.house),
        bolder_text=_bolder_text(progress, ceiling.in_force),
        texts=tuple(retold(text) for text in progress.texts),
        rows=tuple(_row(one) for one in summaries[:MOST_ROWS]),
        finished=frozenset(one.session_id for one in summaries if one.state == "finished"),
        concepts=tuple(_concept(one) for one in progress.concepts),
        filters=filters,
        is_filtered=not chosen.is_open,
    )


def _curve(points: Sequence[RatingPoint]) -> RatingCurve:
    return RatingCurve(
        tuple(point.rating for point in points), tuple(point.rolling for point in points),
        tuple(point.low for point in points), tuple(point.high for point in points),
        date_text(points[0].finished_ms) if points else "", date_text(points[-1].finished_ms) if points else "",
    )  # fmt: skip


def _rating_note(newest: RatingPoint | None) -> str:
    if newest is None:
        return ""
    if newest.low == newest.high:
        return tr("No interval yet: it takes two decisions.")
    low, high = (localised(f"{bound:.1f}") for bound in (newest.low, newest.high))
    return tr("80 % interval {low} to {high}").format(low=low, high=high)


def _trend_text(points: Sequence[RatingPoint]) -> str:
    """The first eight sessions against the last eight, once there are as many."""
    if len(points) < 2 * RECENT:
        return tr("A direction shows from {least} sessions with counted decisions on; so far {count}.").format(
            least=2 * RECENT, count=len(points)
        )
    first, last = points[RECENT - 1], points[-1]
    words = tr("First {count} sessions: {first}\nLast {count} sessions: {last}\n").format(
        count=RECENT, first=localised(f"{first.rolling:.1f}"), last=localised(f"{last.rolling:.1f}")
    )
    if last.high < first.low:
        return words + tr("↓ Improving: the intervals do not overlap.")
    if last.low > first.high:
        return words + tr("↑ Getting worse: the intervals do not overlap.")
    return words + tr("No clear change yet.")


def _raised_text(ceiling: Ceiling) -> str:
    """What the ceiling is made of, where it is not just the one declared."""
    words = ceiling_text(ceiling)
    return f"{words[:1].upper()}{words[1:]}." if ceiling.in_force != ceiling.declared else ""


def _bolder_text(progress: Progress, ceiling: Decimal) -> str:
    """Plain words when the ceiling is passed more often lately than before."""
    above = [float(leverage) > float(ceiling) for _, leverage in progress.leverages]
    recent, before = above[-BOLD_WINDOW:], above[:-BOLD_WINDOW]
    if sum(recent) < 2 or (before and sum(recent) / len(recent) <= sum(before) / len(before)):
        return ""
    return tr(
        "Practice is making you bolder: ceiling passed in {passed} of {all} sessions, {lately} "
        "of them in the last {last}."
    ).format(passed=sum(above), all=len(above), lately=sum(recent), last=len(recent))


def _process_text(progress: Progress) -> str:
    rated = len(progress.process)
    if rated == 0:
        return tr("No session is rated yet: a session is rated when it holds enough decisions.")
    if rated == 1:
        return tr("One rated session. A direction shows from two on.")
    return tr("{rated} rated sessions; each point is one, the oldest left.").format(rated=rated)


def _rate_text(rate: Posterior) -> str:
    return (
        tr("{mean} % · {kept} of {checks}").format(
            mean=localised(f"{rate.mean * 100:.0f}"),
            kept=localised(f"{rate.kept:,}"),
            checks=localised(f"{rate.checks:,}"),
        )
        if rate.checks
        else tr("not met yet")
    )


def _calibration(calibration: Calibration) -> tuple[tuple[str, str], ...]:
    return (
        (tr("Answers"), str(calibration.counted)),
        (tr("Brier score"), _three(calibration.brier)),
        (tr("Skill against always 50 %"), _three(calibration.skill)),
        (tr("Reliability (0 is best)"), _three(calibration.reliability)),
        (tr("Resolution"), _three(calibration.resolution)),
        (
            tr("Score"),
            DASH if calibration.score is None else tr("{score} of 100").format(score=round(calibration.score)),
        ),
    )


def _three(value: float | None) -> str:
    return DASH if value is None else decimals(value, 3)


def _calibration_text(calibration: Calibration) -> str:
    left = DEFAULTS.least_answers - calibration.counted
    if left > 0:
        return tr("{left} more chances given with an entry and this becomes a score.").format(left=left)
    return tr("The chance of +1 R first that you gave, against what happened.")


def _concept(one: ConceptProgress) -> RuleBar:
    title = concept_words([one.concept])[0]
    share = tr("{good} of {answers} good").format(good=one.good, answers=one.answers)
    state = tr("mastered") if one.is_mastered else share
    return RuleBar(f"{title[:1].upper()}{title[1:]}", one.rate.mean, one.rate.low, one.rate.high, state)


def _row(one: SessionSummary) -> RowView:
    is_finished = one.state == "finished"
    cells = (
        Figure(date_text(one.started_ms)),
        Figure(one.scenario_title),
        Figure(venue_title(one.venue), "quiet"),
        Figure(
            tr("finished")
            if is_finished
            else tr("open, bar {bar} of {bars_total}").format(
                bar=localised(f"{one.bar:,}"), bars_total=localised(f"{one.bars_total:,}")
            ),
            "quiet",
        ),
        Figure(str(one.trades)),
        Figure(str(one.liquidations) if one.liquidations else DASH, "liquidation" if one.liquidations else "quiet"),
        gain(one.r, suffix=" R"),
        Figure(str(one.process) if one.process is not None else DASH, "plain" if one.process is not None else "quiet"),
    )
    return RowView(one.session_id, cells)
