"""Progress over all finished sessions: rates with their intervals, never a headline of profit."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from PySide6.QtCore import QObject, Signal

from trainer.journal.records import SessionSummary
from trainer.presenters.desk_texts import date_text, gain
from trainer.presenters.desk_views import DASH, Figure, RowView
from trainer.presenters.figures import multiple
from trainer.presenters.home_cards import venue_title
from trainer.scoring.calibration import Calibration
from trainer.scoring.progress import Progress, SessionResult, progress_of

CALIBRATION_NEEDS = 20


@dataclass(frozen=True, slots=True)
class RuleBar:
    """How often a rule was kept: mean and central 80 % interval, all 0..1, and the same in words."""

    title: str
    mean: float
    low: float
    high: float
    text: str


@dataclass(frozen=True, slots=True)
class ProgressView:
    """The page; `process` holds the rated scores (0..100) in order of time."""

    sessions_text: str
    process: tuple[float, ...]
    process_text: str
    rules: tuple[RuleBar, ...]
    calibration: tuple[tuple[str, str], ...]
    calibration_text: str
    leverage: tuple[tuple[str, str], ...]
    texts: tuple[str, ...]
    rows: tuple[RowView, ...]


class ProgressPresenter(QObject):
    """Turns results and summaries into one view."""

    view_changed = Signal(object)
    """ProgressView."""

    def __init__(self, parent: QObject | None = None) -> None:
        """Know nothing yet."""
        super().__init__(parent)
        self.view: ProgressView | None = None

    def show(self, summaries: Sequence[SessionSummary], results: Sequence[SessionResult]) -> None:
        """Publish the progress over these sessions."""
        self.view = view_of(summaries, results)
        self.view_changed.emit(self.view)


def view_of(summaries: Sequence[SessionSummary], results: Sequence[SessionResult]) -> ProgressView:
    """Everything the page shows."""
    progress = progress_of(results)
    finished = sum(one.state == "finished" for one in summaries)
    plural = "" if finished == 1 else "s"
    return ProgressView(
        sessions_text=f"{finished} finished session{plural}, {_closed_text(progress.trades)}",
        process=tuple(score for _, score in progress.process),
        process_text=_process_text(progress),
        rules=tuple(
            RuleBar(
                rule.title, rule.rate.mean, rule.rate.low, rule.rate.high, _rate_text(rule.rate.kept, rule.rate.checks)
            )
            for rule in progress.rules
        ),
        calibration=_calibration(progress.calibration),
        calibration_text=_calibration_text(progress.calibration),
        leverage=(
            ("Sessions above the ceiling", str(progress.above_ceiling)),
            ("Highest, newest session", multiple(progress.leverages[-1][1]) if progress.leverages else DASH),
            ("Sessions with a liquidation", str(progress.liquidated_sessions)),
            ("Signs of tilt", str(progress.tilt)),
        ),
        texts=progress.texts,
        rows=tuple(_row(one) for one in summaries),
    )


def _closed_text(trades: int) -> str:
    return f"{trades} closed trade{'' if trades == 1 else 's'}"


def _process_text(progress: Progress) -> str:
    rated = len(progress.process)
    if rated == 0:
        return "No session is rated yet: a session is rated when it holds enough decisions."
    if rated == 1:
        return "One rated session. A direction shows from two on."
    return f"{rated} rated sessions; each point is one, the oldest left."


def _rate_text(kept: int, checks: int) -> str:
    return f"{kept} of {checks}" if checks else "not met yet"


def _calibration(calibration: Calibration) -> tuple[tuple[str, str], ...]:
    return (
        ("Answers", str(calibration.counted)),
        ("Brier score (0 is perfect, 0.25 is always 50 %)", _three(calibration.brier)),
        ("Skill against always 50 %", _three(calibration.skill)),
        ("Score", DASH if calibration.score is None else f"{round(calibration.score)} of 100"),
    )


def _three(value: float | None) -> str:
    return DASH if value is None else f"{value:.3f}".replace("-", "−")


def _calibration_text(calibration: Calibration) -> str:
    left = CALIBRATION_NEEDS - calibration.counted
    if left > 0:
        return f"{left} more chances given with an entry and this becomes a score."
    return "The chance of +1 R first that you gave, against what happened."


def _row(one: SessionSummary) -> RowView:
    is_finished = one.state == "finished"
    cells = (
        Figure(date_text(one.started_ms)),
        Figure(one.scenario_title),
        Figure(venue_title(one.venue), "quiet"),
        Figure("finished" if is_finished else f"open, bar {one.bar:,} of {one.bars_total:,}", "quiet"),
        Figure(str(one.trades)),
        Figure(str(one.liquidations) if one.liquidations else DASH, "liquidation" if one.liquidations else "quiet"),
        gain(one.r, suffix=" R"),
        Figure(str(one.process) if one.process is not None else DASH, "plain" if one.process is not None else "quiet"),
    )
    return RowView(one.session_id, cells)
