"""A scenario's candles from a venue's public archive: planned, fetched, joined, checked against what was recorded."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from pathlib import Path

import msgspec
import numpy as np

from trainer.archive.download import Downloader, MissingError, Obtained
from trainer.archive.layout import FUNDING, Period, Piece, monthly
from trainer.collection.shelf import merged
from trainer.core.clock import DAY_MS, HOUR_MS, MINUTE_MS, iso
from trainer.core.language import english
from trainer.core.units import exact
from trainer.market.candles import Candles
from trainer.market.integrity import Funding, judge
from trainer.market.reading.read import read_table
from trainer.scenarios.load import Scenario, ScenarioHeader
from trainer.scenarios.measure import moment, outcome_of, sketch_of
from trainer.scenarios.records import Download, Header, Outcome, Recorded, millis
from trainer.scenarios.series import CANDLES, MARK
from trainer.supply.install import SupplyError, data_note, digest, funding_rows, install, on_clock_of, packed
from trainer.supply.recipe import pieces_of

CACHE = "downloads"
_MARK_TOLERANCE = Decimal("0.000001")


@dataclass(frozen=True, slots=True)
class FetchStep:
    """How far a fetch is: files done of all, bytes there, about how many there will be, the file at hand."""

    files_done: int
    files: int
    bytes_done: int
    bytes_expected: int
    name: str


@dataclass(frozen=True, slots=True)
class FetchReport:
    """What came of a fetch."""

    scenario_id: str
    folder: Path
    files: int
    bytes: int
    bars: int
    notes: tuple[str, ...]


Steps = Callable[[FetchStep], None]


def fetch_scenario(
    header: ScenarioHeader, root: Path, downloader: Downloader, steps: Steps, period: Period = "auto"
) -> FetchReport:
    """Fetch what a definition asks for and keep the finished scenario in `root`.

    Raises PausedError and DownloadError (what arrived is kept for the next try), BusyError while another program
    fetches into the same folder, RefusedError for files that hold no candles, SupplyError when days inside the window
    are missing or the recorded facts do not show; then no scenario is written.
    """
    recipe = header.record.download
    if recipe is None:
        raise SupplyError(english("{id}: it has no recipe for a download").format(id=header.id))
    with downloader.alone():
        return _fetched(header, recipe, root, _Series(downloader, steps, recipe, period))


def _fetched(header: ScenarioHeader, recipe: Download, root: Path, series: _Series) -> FetchReport:
    record = header.record
    last = series.candles("klines")
    mark = series.candles("markPriceKlines") if "markPriceKlines" in recipe.kinds else None
    funding = series.funding() if FUNDING in recipe.kinds else None
    if last is None:
        raise SupplyError(
            english("{id}: the archive has no candles of {symbol} for these days").format(
                id=header.id, symbol=recipe.symbol
            )
        )
    last = _window(last, record)
    _check_days(last, record, series.missing)
    _check_facts(recipe.recorded, last, mark, header.id)
    scenario = _finish(record, root, _Arrived(last, mark, funding, series.sums()))
    files, notes = len(series.obtained), tuple(series.notes)
    return FetchReport(header.id, scenario.folder, files, series.bytes_done, len(last), notes)


@dataclass(frozen=True)
class _Arrived:
    """Joined series and one sha256 over those of their files."""

    last: Candles
    mark: Candles | None
    funding: Funding | None
    sums: str


class _Series:
    """Fetches and joins the files of one recipe, counting bytes and remembering what was missing."""

    def __init__(self, downloader: Downloader, steps: Steps, recipe: Download, period: Period) -> None:
        self._downloader, self._steps, self._recipe = downloader, steps, recipe
        self._plan = pieces_of(recipe, period)
        self._expected = sum(piece.expected_bytes for piece in self._plan)
        self._falls_back = period == "auto"
        self._months: dict[Piece, Candles] = {}
        self.obtained: list[Obtained] = []
        self.missing: list[Piece] = []
        self.notes: list[str] = []
        self.bytes_done = 0

    def candles(self, kind: str) -> Candles | None:
        """All rows of a kind of price, joined; None when the archive has none of the files."""
        whole: Candles | None = None
        for piece in (piece for piece in self._plan if piece.kind == kind):
            found = self._piece(piece)
            if found is not None:
                joined = found if whole is None else merged(whole, found, piece.name)
                whole = joined if isinstance(joined, Candles) else whole
        return whole

    def funding(self) -> Funding | None:
        """All recorded rates, joined."""
        whole: Funding | None = None
        for piece in (piece for piece in self._plan if piece.kind == FUNDING):
            got = self._obtain(piece)
            if got is None:
                self.notes.append(
                    english("{name} is not in the archive; funding of that month is assumed.").format(name=piece.name)
                )
                continue
            found = read_funding(got)
            joined = found if whole is None else merged(whole, found, piece.name)
            whole = joined if isinstance(joined, Funding) else whole
        return whole

    def sums(self) -> str:
        """SHA-256 over the sorted sha256 of every file."""
        return hashlib.sha256("".join(sorted(got.sha256 for got in self.obtained)).encode()).hexdigest()

    def _piece(self, piece: Piece) -> Candles | None:
        """Rows of one file; a day that is missing is looked for in its month."""
        got = self._obtain(piece)
        if got is not None:
            return self._rows(got, piece)
        month = monthly(self._recipe.market, piece.symbol, piece.kind, piece.first)
        if self._falls_back and month.path != piece.path:
            if month not in self._months:
                whole = self._obtain(month)
                if whole is not None:
                    self._months[month] = self._rows(whole, month)
            if month in self._months:
                rows = self._months[month]
                low, high = np.searchsorted(rows.time_ms, [_ms(piece.first), _ms(piece.until)])
                if high > low:
                    self.notes.append(
                        english("{name} is not in the archive; the day was taken from {name_2}.").format(
                            name=piece.name, name_2=month.name
                        )
                    )
                    return rows.slice(int(low), int(high))
        self.missing.append(piece)
        self.notes.append(english("{name} is not in the archive.").format(name=piece.name))
        return None

    def _obtain(self, piece: Piece) -> Obtained | None:
        before = self.bytes_done

        def count(there: int) -> None:
            self.bytes_done = before + there
            self._say(piece)

        self._say(piece)
        try:
            got = self._downloader.obtain(piece, count)
        except MissingError:
            return None
        self.obtained.append(got)
        self._say(piece)
        return got

    def _say(self, piece: Piece) -> None:
        files = len(self.obtained) + len(self.missing)
        self._steps(FetchStep(files, max(files, len(self._plan)), self.bytes_done, self._expected, piece.name))

    def _rows(self, got: Obtained, piece: Piece) -> Candles:
        judged = judge(read_table(got.path), got.path.name, MINUTE_MS)
        rows = judged.candles
        if rows is None or rows.time_ms[0] < _ms(piece.first) or rows.time_ms[-1] >= _ms(piece.until):
            raise SupplyError(
                english("{name}: its rows are not those of {first} to {until}").format(
                    name=piece.name, first=piece.first, until=piece.until
                )
            )
        self.notes += [f"{piece.name}: {finding.text}" for finding in judged.report.findings if finding.level == "note"]
        return rows


def read_funding(got: Obtained) -> Funding:
    """Rates of a funding file; raises RefusedError and SupplyError."""
    funding = judge(read_table(got.path), got.path.name).funding
    if funding is None:
        raise SupplyError(english("{name}: it holds candles, not funding rates").format(name=got.path.name))
    return funding


def _window(candles: Candles, record: Header) -> Candles:
    low, high = np.searchsorted(candles.time_ms, [millis(record.warm_up), millis(record.end)])
    return candles.slice(int(low), int(high))


def _check_days(last: Candles, record: Header, missing: Sequence[Piece]) -> None:
    """Every day that is played must have candles; the warm-up may lack some."""
    start, end = millis(record.start), millis(record.end)
    for day in range(start // DAY_MS * DAY_MS, end, DAY_MS):
        low, high = np.searchsorted(last.time_ms, [max(day, start), min(day + DAY_MS, end)])
        if high == low:
            absent = ", ".join(piece.name for piece in missing if piece.kind == "klines") or iso(day)
            raise SupplyError(
                english("{id}: days that are played have no candles ({absent}); nothing was kept").format(
                    id=record.id, absent=absent
                )
            )
    if not len(last) or int(last.time_ms[0]) >= start:
        raise SupplyError(english("{id}: no candles before the start; nothing was kept").format(id=record.id))


def _check_facts(recorded: Recorded, last: Candles, mark: Candles | None, scenario_id: str) -> None:
    """What arrived is the market that was recorded; raises SupplyError naming the figure."""
    low = _low_in(last, recorded.low_hour)
    if low != Decimal(recorded.low):
        raise SupplyError(
            english(
                "{id}: the low in the hour from {hour} is {low} in what arrived; {low_2} was recorded. Nothing was kept"
            ).format(id=scenario_id, hour=f"{recorded.low_hour:%Y-%m-%d %H:%M}", low=low, low_2=recorded.low)
        )
    if mark is None or recorded.mark_low is None or recorded.mark_low_hour is None:
        return
    found, wanted = _low_in(mark, recorded.mark_low_hour), Decimal(recorded.mark_low)
    if found is None or abs(found / wanted - 1) > _MARK_TOLERANCE:
        raise SupplyError(
            english(
                "{id}: the lowest mark in the hour from {hour} is {found} in what "
                "arrived; {wanted} was recorded. Nothing was kept"
            ).format(
                id=scenario_id,
                hour=f"{recorded.mark_low_hour:%Y-%m-%d %H:%M}",
                found=found,
                wanted=wanted,
            )
        )


def _low_in(candles: Candles, hour: datetime) -> Decimal | None:
    low, high = np.searchsorted(candles.time_ms, [millis(hour), millis(hour) + HOUR_MS])
    return exact(float(candles.low[low:high].min())) if high > low else None


def _finish(record: Header, root: Path, arrived: _Arrived) -> Scenario:
    """The finished scenario of a definition."""
    last, mark = arrived.last, arrived.mark
    start = int(np.searchsorted(last.time_ms, millis(record.start)))
    rows = funding_rows(millis(record.start), millis(record.end), arrived.funding)
    raw = packed(last)
    files = {CANDLES: raw}
    lacking, beside = 0, {}
    if mark is not None:
        aligned, lacking = on_clock_of(last, mark)
        files[MARK] = packed(aligned)
        beside[MARK] = digest(files[MARK])
    source = msgspec.structs.replace(record.source, sha256=digest(raw), archive_sha256=arrived.sums, beside=beside)
    outcome = msgspec.convert({**outcome_of(last.slice(start, len(last))), "fact": record.outcome.fact}, Outcome)
    finished = msgspec.structs.replace(
        record, bars=len(last), sketch=sketch_of(last.close[:start]), source=source, outcome=outcome, funding=rows,
        note=data_note(last, lacking, rows, _late(last, record)),
    )  # fmt: skip
    return install(root, finished, files)


def _late(last: Candles, record: Header) -> tuple[str, ...]:
    """A warm-up whose first days are missing is shorter than planned, which no gap shows."""
    first = int(last.time_ms[0])
    if first == millis(record.warm_up):
        return ()
    return (
        english("Candles begin at {moment} UTC, later than planned: the warm-up is shorter.").format(
            moment=f"{moment(first):%Y-%m-%d %H:%M}"
        ),
    )


def _ms(day: date) -> int:
    return int(datetime(day.year, day.month, day.day, tzinfo=UTC).timestamp() * 1000)


def months_between(start: datetime, end: datetime) -> tuple[date, ...]:
    """First days of every month that a window touches."""
    found, day = [], start.date().replace(day=1)
    while day <= end.date():
        found.append(day)
        day = (day.replace(day=28) + timedelta(days=4)).replace(day=1)
    return tuple(found)
