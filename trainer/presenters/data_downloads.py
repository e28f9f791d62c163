"""What can be fetched from a venue's archive, one after the other: begun, paused, gone on with, tried again."""

from __future__ import annotations

import threading
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from PySide6.QtCore import QObject, Signal, Slot

from trainer.archive.download import Downloader, PausedError
from trainer.archive.layout import BASE_URL, PERIODS, Period
from trainer.core.language import english, localised, retold, tr, trn
from trainer.presenters.data_views import DownloadState, DownloadView
from trainer.presenters.figures import bars_text, whole
from trainer.presenters.work import Told, Work
from trainer.scenarios.load import ScenarioHeader
from trainer.scenarios.roots import own_folder
from trainer.supply.fetch import CACHE, FetchReport, FetchStep, fetch_scenario
from trainer.supply.funding import assumed_rates, upgrade_funding
from trainer.supply.recipe import expected_bytes, size_words

_LAST_WAIT_MS = 1_000
"""A connection that hangs is not waited for: what arrived lies on disk already."""
_COMPLETE = english("complete and checked")
_MOST_NOTES = 3
FUNDING = "funding:"
"""Before the id of a scenario whose recorded funding is meant."""


@dataclass(frozen=True, slots=True)
class _State:
    state: DownloadState = "missing"
    share: float | None = None
    words: str = ""
    whole: str = ""
    """All that is told where the words are shortened."""


class _Paused:
    """A job that the learner paused."""


class DownloadsPresenter(QObject):
    """Touches the network only after `start`; one download at a time, the others wait."""

    view_changed = Signal(object)
    """Tuple of DownloadView."""
    arrived = Signal(str)
    """A scenario's id: its folder is new or changed."""
    told = Signal(str)

    def __init__(self, home: Path, parent: QObject | None = None) -> None:
        """Know nothing yet; `show_scenarios` gives what there is."""
        super().__init__(parent)
        self.base_url = BASE_URL
        self.period: Period = "auto"
        self._home = home
        self._headers: tuple[ScenarioHeader, ...] = ()
        self._states: dict[str, _State] = {}
        self._queue: list[str] = []
        self._current = ""
        self._stop = threading.Event()
        self._step: FetchStep | None = None
        self._work = Work(self)
        self._work.progressed.connect(self._on_progress)
        self._work.done.connect(self._on_done)
        self._work.failed.connect(self._on_failed)

    def show_scenarios(self, headers: Sequence[ScenarioHeader]) -> None:
        """Take the scenarios there are."""
        self._headers = tuple(headers)
        self.publish()

    def publish(self) -> None:
        """Send the list."""
        self.view_changed.emit(self.views())

    def views(self) -> tuple[DownloadView, ...]:
        """Definitions first, then funding that could be recorded."""
        candles = [self._candles(header) for header in self._headers if header.record.download is not None]
        funding = [
            self._funding(header) for header in self._headers
            if header.record.download is None and (assumed_rates(header) or FUNDING + header.id in self._states)
        ]  # fmt: skip
        return (*candles, *funding)

    @Slot(str)
    def set_period(self, period: str) -> None:
        """Fetch daily files, monthly ones or what fits; a fetch under way goes on as it began."""
        self.period = next((known for known in PERIODS if known == period), "auto")
        self.publish()

    @property
    def missing_words(self) -> str:
        """About how much all candles together are that are not here."""
        recipes = [one.record.download for one in self._headers if one.record.download and not one.has_candles]
        return localised(size_words(sum(expected_bytes(recipe, self.period) for recipe in recipes)))

    @property
    def is_busy(self) -> bool:
        """Whether something is being fetched or waits for it."""
        return bool(self._current or self._queue)

    @Slot(str)
    def start(self, download_id: str) -> None:
        """Fetch, or go on with, one of the list."""
        state = self._states.get(download_id, _State()).state
        if download_id == self._current or state in ("waiting", "fetching"):
            return
        if any(view.id == download_id and view.state != "ready" for view in self.views()):
            self._queue.append(download_id)
            self._states[download_id] = _State("waiting", None, tr("waits for the one before it"))
            self._next()
            self.publish()

    @Slot()
    def start_all(self) -> None:
        """Fetch every scenario whose candles are missing."""
        for view in self.views():
            if not view.id.startswith(FUNDING) and view.state in ("missing", "paused", "failed"):
                self.start(view.id)

    @Slot(str)
    def pause(self, download_id: str) -> None:
        """Stop one; what arrived stays for later."""
        if download_id == self._current:
            self._stop.set()
            self._states[download_id] = _State("paused", None, tr("pausing"))
        elif download_id in self._queue:
            self._queue.remove(download_id)
            self._states[download_id] = _State("paused", None, tr("not begun"))
        self.publish()

    @Slot()
    def pause_all(self) -> None:
        """Stop whatever is under way."""
        for download_id in (*self._queue, self._current):
            if download_id:
                self.pause(download_id)

    def close(self) -> None:
        """Stop and wait until no thread runs."""
        self._queue.clear()
        self._stop.set()
        self._work.stop()
        self._work.wait(_LAST_WAIT_MS)

    def _next(self) -> None:
        if self._current or not self._queue:
            return
        self._current = self._queue.pop(0)
        header = next(one for one in self._headers if one.id == self._current.removeprefix(FUNDING))
        is_funding = self._current.startswith(FUNDING)
        self._stop = threading.Event()
        stop, root, period = self._stop, own_folder(self._home), self.period
        self._states[self._current] = _State("fetching", 0.0, tr("connecting"))
        loader = Downloader(self.base_url, self._home / CACHE, stop=stop)

        def job(told: Told) -> object:
            def steps(step: FetchStep) -> None:
                self._step = step
                told(step.bytes_done, max(step.bytes_expected, step.bytes_done))

            try:
                if is_funding:
                    return upgrade_funding(header, root, loader, steps)
                return fetch_scenario(header, root, loader, steps, period)
            except PausedError:
                return _Paused()

        self._work.start(job)

    @Slot(int, int)
    def _on_progress(self, done: int, total: int) -> None:
        step = self._step
        if step is None or not self._current or self._stop.is_set():
            return
        share = round(min(1.0, done / max(1, total)), 2)
        words = tr("{done} of {files} files, {size}").format(
            done=step.files_done, files=step.files, size=localised(size_words(done))
        )
        fresh = _State("fetching", share, words)
        if fresh != self._states.get(self._current):
            self._states[self._current] = fresh
            self.publish()

    @Slot(object)
    def _on_done(self, found: object) -> None:
        finished, self._current = self._current, ""
        if isinstance(found, FetchReport):
            self._states[finished] = _State(
                "ready", None, told_notes(found.notes), " ".join(retold(note) for note in found.notes)
            )
            self.arrived.emit(found.scenario_id)
            self.told.emit(
                tr("{scenario_id}: {bars}, complete and checked.").format(
                    scenario_id=found.scenario_id, bars=bars_text(found.bars)
                )
            )
        else:
            self._states[finished] = _State("paused", None, tr("what arrived is kept"))
        self._next()
        self.publish()

    @Slot(str)
    def _on_failed(self, sentence: str) -> None:
        finished, self._current = self._current, ""
        self._states[finished] = _State("failed", None, retold(sentence))
        self._next()
        self.publish()

    def _candles(self, header: ScenarioHeader) -> DownloadView:
        recipe = header.record.download
        assert recipe is not None
        state = self._states.get(header.id, _State())
        if header.has_candles:
            told = state if state.state == "ready" else _State(words=header.record.note or _COMPLETE)
            state = _State("ready", None, told.words, told.whole)
        days = (recipe.until - recipe.first).days
        what = trn(
            "{symbol}, {days} day of 1m last and mark, funding",
            "{symbol}, {days} days of 1m last and mark, funding",
            days,
        ).format(symbol=recipe.symbol, days=whole(days))
        return DownloadView(
            header.id,
            header.title,
            what,
            tr("about {size}").format(size=localised(size_words(expected_bytes(recipe, self.period)))),
            state.state,
            state.share,
            state.words,
            state.whole,
        )

    def _funding(self, header: ScenarioHeader) -> DownloadView:
        download_id = FUNDING + header.id
        state = self._states.get(download_id, _State())
        assumed = assumed_rates(header)
        what = (
            trn(
                "recorded in place of {count} assumed rate", "recorded in place of {count} assumed rates", assumed
            ).format(count=whole(assumed))
            if assumed
            else tr("recorded rates")
        )
        if not assumed and state.state != "fetching":
            state = _State("ready", None, state.words)
        return DownloadView(
            download_id,
            header.title,
            tr("{symbol}, funding: {what}").format(symbol=header.symbol, what=what),
            tr("about 2 kB"),
            state.state,
            state.share,
            state.words,
        )


def told_notes(notes: Sequence[str]) -> str:
    """What came of a fetch in a few sentences: the first notes, and how many more there are."""
    more = len(notes) - _MOST_NOTES
    said = [retold(note) for note in notes[:_MOST_NOTES]]
    if more > 0:
        said.append(trn("And {more} further note.", "And {more} further notes.", more).format(more=whole(more)))
    return " ".join(said) or tr(_COMPLETE)
