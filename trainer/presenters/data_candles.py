"""The candle library and the file about to enter it."""

from __future__ import annotations

from dataclasses import dataclass, replace
from pathlib import Path

from PySide6.QtCore import QObject, Signal, Slot

from trainer.collection.series import SeriesInfo, SeriesKey
from trainer.collection.shelf import Collection
from trainer.core.clock import iso
from trainer.core.errors import TrainerError
from trainer.core.language import english, localised, retold, tr
from trainer.market.reading.stamps import zone_of
from trainer.market.reading.table import ZoneNeededError
from trainer.market.timeframe import timeframe_name
from trainer.presenters.data_views import ImportView, SeriesView, ShelfView
from trainer.presenters.figures import sentence_of
from trainer.presenters.work import Told, Work
from trainer.scenarios.measure import figure
from trainer.supply.bring import Looked, Wish, keep, key_of, look_at
from trainer.supply.recipe import size_words

_WORDS = {
    "last": english("last price"),
    "mark": english("mark price"),
    "index": english("index price"),
    "funding": english("funding rates"),
}
_MARKETS = {"perp": english("perpetual"), "spot": english("spot")}
_PREVIEW = 3


@dataclass(frozen=True, slots=True)
class _ZoneAsked:
    """A file whose dates name no zone."""

    sentence: str


class CandlesPresenter(QObject):
    """Files are read and kept beside the window; only what was looked at can be kept."""

    shelf_changed = Signal(object)
    """ShelfView."""
    import_changed = Signal(object)
    """ImportView, or None when no file is looked at."""
    told = Signal(str)
    """What was done, in a sentence."""
    trouble = Signal(str)
    """What could not be done."""

    def __init__(self, collection: Collection, parent: QObject | None = None) -> None:
        """Show the library of a data folder."""
        super().__init__(parent)
        self.collection = collection
        self._look, self._keep = Work(self), Work(self)
        self._look.progressed.connect(self._on_progress)
        self._look.done.connect(self._on_looked)
        self._look.failed.connect(self._on_refused)
        self._keep.done.connect(self._on_kept)
        self._keep.failed.connect(self._on_refused)
        self._path: Path | None = None
        self._wish = Wish()
        self._looked: Looked | None = None
        self.view: ImportView | None = None

    def publish(self) -> None:
        """Look at the folder and send the library."""
        self.shelf_changed.emit(self.shelf())

    def shelf(self) -> ShelfView:
        """The library as it lies on disk."""
        found = self.collection
        trash = tuple(
            (one.name, tr("{name}, {rows} rows").format(name=one.info.key.name, rows=localised(f"{one.info.rows:,}")))
            for one in found.trash()
        )
        return ShelfView(
            tuple(series_view(info) for info in found.series()), trash, tuple(retold(fault) for fault in found.faults())
        )

    # a file

    def look(self, path: Path) -> None:
        """Begin to read and judge a file; nothing is kept."""
        self._path, self._wish = path, Wish()
        self._read()

    def _read(self) -> None:
        path, wish = self._path, self._wish
        if path is None:
            return
        self._looked = None
        self._show(ImportView(path.name, is_busy=True, share=0.0))

        def job(told: Told) -> object:
            try:
                return look_at(path, wish, told)
            except ZoneNeededError as error:
                return _ZoneAsked(retold(str(error)))

        self._look.start(job)

    @Slot(str)
    def set_zone(self, text: str) -> None:
        """Say the zone of the file's dates and read it again."""
        try:
            self._wish = replace(self._wish, zone=zone_of(text.strip()))
        except TrainerError as error:
            if self.view is not None:
                self._show(replace(self.view, problem=sentence_of(str(error))))
            return
        self._read()

    def set_words(self, *, symbol: str | None = None, market: str | None = None, kind: str | None = None) -> None:
        """Say what the file holds, in place of what its name suggests."""
        if self._looked is None or self.view is None:
            return
        self._looked = replace(
            self._looked,
            symbol=self._looked.symbol if symbol is None else symbol.strip().upper(),
            market=market or self._looked.market,
            kind=kind or self._looked.kind,
        )
        self._show(self._judged(self._looked))

    @Slot()
    def keep(self) -> None:
        """Put the rows of the file into the library."""
        looked = self._looked
        if looked is None or self.view is None or not self.view.can_keep:
            return
        self._show(replace(self.view, is_busy=True, share=None, can_keep=False))
        self._keep.start(lambda _told: keep(looked, self.collection))

    def wait(self) -> None:
        """Wait until the file was looked at."""
        self._look.wait()

    @Slot()
    def leave(self) -> None:
        """Let go of the file; nothing was kept."""
        self._look.stop()
        self._looked, self._path = None, None
        self._show(None)

    @Slot(int, int)
    def _on_progress(self, done: int, total: int) -> None:
        if self.view is not None and self.view.is_busy and total > 0:
            share = round(done / total, 2)
            if share != self.view.share:
                self._show(replace(self.view, share=share))

    @Slot(object)
    def _on_looked(self, found: object) -> None:
        if isinstance(found, _ZoneAsked) and self.view is not None:
            self._show(ImportView(self.view.file, needs_zone=True, problem=found.sentence))
        elif isinstance(found, Looked):
            self._looked = found
            self._show(self._judged(found))

    @Slot(str)
    def _on_refused(self, sentence: str) -> None:
        if self.view is not None:
            self._show(replace(self.view, is_busy=False, share=None, problem=retold(sentence), can_keep=False))

    @Slot(object)
    def _on_kept(self, info: SeriesInfo) -> None:
        self._looked, self._path = None, None
        self._show(None)
        self.publish()
        self.told.emit(tr("{name} now holds {rows} rows.").format(name=info.key.name, rows=localised(f"{info.rows:,}")))

    def _judged(self, looked: Looked) -> ImportView:
        report, problem = looked.report, ""
        is_local = report.stamps == "date" and self._wish.zone is not None
        try:
            key_of(looked)
        except TrainerError as error:
            problem = sentence_of(str(error))
        return ImportView(
            report.file, sentences=tuple(retold(one) for one in report.sentences()),
            doubts=tuple(retold(doubt.text) for doubt in report.doubts),
            rows=_preview(looked), symbol=looked.symbol, market=looked.market, kind=looked.kind,
            is_funding=looked.judged.funding is not None, needs_zone=is_local, problem=problem, can_keep=not problem,
        )  # fmt: skip

    def _show(self, view: ImportView | None) -> None:
        self.view = view
        self.import_changed.emit(view)

    # the library

    def throw_away(self, series_id: str) -> None:
        """Move a series to the trash."""
        key = self._key(series_id)
        if key is not None:
            self._try(
                lambda: self.collection.throw_away(key),
                tr("{series_id} lies in the trash.").format(series_id=series_id),
            )

    def restore(self, name: str) -> None:
        """Bring a series back from the trash."""
        thrown = next((one for one in self.collection.trash() if one.name == name), None)
        if thrown is not None:
            self._try(lambda: self.collection.restore(thrown), tr("{name} is back.").format(name=thrown.info.key.name))

    @Slot()
    def set_aside(self) -> None:
        """Move files that cannot be read out of the way."""
        self._try(self.collection.set_aside, tr("The damaged files lie in the trash folder; nothing was deleted."))

    @Slot()
    def empty_trash(self) -> None:
        """Delete what lies in the trash for good."""
        self._try(self.collection.empty_trash, tr("The trash is empty."))

    def export(self, series_id: str, path: Path) -> None:
        """Write a series into a file, beside the window."""
        key = self._key(series_id)
        if key is not None:
            self._export(key, path)

    def _export(self, key: SeriesKey, path: Path) -> None:
        work = Work(self)
        work.done.connect(self._on_exported)
        work.failed.connect(self.trouble)

        def job(_told: Told) -> str:
            self.collection.export(key, path)
            return tr("{name} was written to {file}.").format(name=key.name, file=path.name)

        work.start(job)

    @Slot(object)
    def _on_exported(self, sentence: str) -> None:
        self.told.emit(sentence)

    def close(self) -> None:
        """Let go of everything under way."""
        for work in self.findChildren(Work):
            work.stop()
            work.wait()

    def info(self, series_id: str) -> SeriesInfo | None:
        """A series by its id."""
        return next((info for info in self.collection.series() if info.key.name == series_id), None)

    def _key(self, series_id: str) -> SeriesKey | None:
        info = self.info(series_id)
        return None if info is None else info.key

    def _try(self, work: object, sentence: str) -> None:
        try:
            work()  # type: ignore[operator]  # one of the library's own methods
        except TrainerError as error:
            self.trouble.emit(retold(str(error)))
            return
        self.publish()
        self.told.emit(sentence)


def series_view(info: SeriesInfo) -> SeriesView:
    """One series in words."""
    key = info.key
    gaps = tr("{count} missing").format(count=localised(f"{info.missing_bars:,}")) if info.missing_bars else tr("none")
    parts = tuple(
        tr("{file} ({format}), {rows} rows, sha256 {sha256}…").format(
            file=part.file, format=part.format, rows=localised(f"{part.rows:,}"), sha256=part.sha256[:12]
        )
        for part in info.parts
    )
    return SeriesView(
        key.name, key.symbol, f"{tr(_MARKETS[key.market])}, {tr(_WORDS[key.kind])}",
        timeframe_name(key.timeframe_ms) if key.timeframe_ms else "–", iso(info.first_ms)[:10], iso(info.last_ms)[:10],
        localised(f"{info.rows:,}"), "–" if key.kind == "funding" else gaps, localised(size_words(info.size)), parts,
    )  # fmt: skip


def _preview(looked: Looked) -> tuple[tuple[str, ...], ...]:
    """The first and the last rows as text."""
    candles, funding = looked.judged.candles, looked.judged.funding
    if candles is not None:
        columns = candles.columns
    elif funding is not None:
        return tuple((iso(int(funding.time_ms[k])), figure(float(funding.rate[k]))) for k in _ends(len(funding)))
    else:
        return ()
    rows = _ends(len(candles))
    texts = [_aligned([figure(float(column[k])) for k in rows]) for column in columns[1:]]
    return tuple((iso(int(columns[0][k])), *row) for k, *row in zip(rows, *texts, strict=True))


def _aligned(figures: list[str]) -> list[str]:
    """The same figures with as many decimals as the longest has."""
    places = max((len(text.partition(".")[2]) for text in figures), default=0)
    return [f"{whole}.{part:0<{places}}" if places else whole for whole, _, part in (t.partition(".") for t in figures)]


def _ends(count: int) -> list[int]:
    return sorted({*range(min(_PREVIEW, count)), *range(max(0, count - _PREVIEW), count)})
