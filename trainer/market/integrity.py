"""The one judge of foreign candles: what is sound is kept, what is broken is refused, and nothing passes unsaid."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from trainer.core.clock import DAY_MS, HOUR_MS, MINUTE_MS, iso
from trainer.core.language import english
from trainer.core.wording import counted
from trainer.market.candles import Candles, FloatArray, IntArray
from trainer.market.reading.table import FIELDS, RawTable, RefusedError
from trainer.market.report import MOST_NAMED, Finding, Gap, IntegrityReport, length_words
from trainer.market.timeframe import TimeframeError, timeframe_name

BoolArray = NDArray[np.bool_]
_HIGHEST = 1e12
_MOST_OFF_GRID = 1_000
"""One row in so many may lie off the grid, as venues leave behind after an outage."""
_OTHER_SERIES = 2.0
_LARGE_JUMP = 1.2
_SPIKE = 1.5
_FLAT_RUN = 30
_NAMED_LINES = 5


@dataclass(frozen=True)
class Funding:
    """Funding stamps (ms, UTC, shape (n,)) and rates as fractions; positive: longs pay."""

    time_ms: IntArray
    rate: FloatArray

    def __len__(self) -> int:
        """Number of stamps."""
        return len(self.time_ms)


@dataclass(frozen=True)
class Judged:
    """What is kept of a file: candles or funding, and the report."""

    candles: Candles | None
    funding: Funding | None
    report: IntegrityReport


def judge(table: RawTable, file: str, timeframe_ms: int | None = None) -> Judged:
    """Check a table. `timeframe_ms` is what the learner says it is; else it is told by the stamps.

    Raises RefusedError, naming the file and the lines, for prices that are not positive or out of range, a high or low
    that does not hold the bar, two rows of one time that differ, a timeframe that cannot be told or does not fit, and
    jumps that only another series can explain. Identical repeats, rows off the grid after an outage and disorder are
    put right and reported; gaps stay gaps.
    """
    try:
        return _funding(table, file) if table.is_funding else _candles(table, file, timeframe_ms)
    except RefusedError as error:
        raise RefusedError(f"{file}: {error}") from None


def _candles(table: RawTable, file: str, timeframe_ms: int | None) -> Judged:
    _check_values(table)
    rows, findings = _in_order(table)
    times, values, lines = table.time_ms[rows], table.values[rows], table.lines[rows]
    frame = _timeframe(times, timeframe_ms)
    on_grid = times % frame == 0
    if not bool(on_grid.all()):
        findings.append(_off_grid(times, lines, on_grid, frame, table.place))
        times, values, lines = times[on_grid], values[on_grid], lines[on_grid]
    findings += [*_jumps(times, values, lines, frame, table.place), *_spikes(values, lines, table.place)]
    findings += _placeholders(values, lines, table.place)
    findings += [Finding("fact", "file", f"{note[0].upper()}{note[1:]}.") for note in table.notes]
    opened, high, low, close, volume = (np.ascontiguousarray(values[:, k]) for k in range(5))
    candles = Candles(times, opened, high, low, close, volume, frame)
    report = IntegrityReport(
        file, table.format, "candles", len(table.lines), len(times), int(times[0]), int(times[-1]),
        timeframe_name(frame), table.stamps, table.place, _gaps(times, lines, frame), tuple(findings),
    )  # fmt: skip
    return Judged(candles, None, report)


def _funding(table: RawTable, file: str) -> Judged:
    rates = table.values[:, 0]
    bad = ~(np.abs(rates) < 0.1)
    if bool(bad.any()):
        row = int(np.argmax(bad))
        where = f"{table.place} {int(table.lines[row]):,}"
        raise RefusedError(
            english(
                "{where}: rate = {rates} is not allowed; a fraction between -0.1 and 0.1 is, so 0.01 % is 0.0001"
            ).format(where=where, rates=f"{rates[row]:g}")
        )
    rows, findings = _in_order(table)
    # venues stamp some milliseconds late: the minute is the stamp
    times, rates, lines = table.time_ms[rows] // MINUTE_MS * MINUTE_MS, rates[rows], table.lines[rows]
    if len(times) > 1 and not bool(np.all(np.diff(times) > 0)):
        row = int(np.argmin(np.diff(times) > 0)) + 1
        raise RefusedError(
            english("{place} {lines}: two rates in the minute {times}").format(
                place=table.place, lines=f"{int(lines[row]):,}", times=iso(int(times[row]))
            )
        )
    spans, counts = np.unique(np.diff(times), return_counts=True)
    step = int(spans[np.argmax(counts)]) if len(spans) else 8 * HOUR_MS
    findings.append(Finding("fact", "interval", english("A rate every {length}.").format(length=length_words(step))))
    others = int(counts.sum() - counts.max()) if len(counts) else 0
    if others:
        findings.append(
            Finding(
                "note",
                "intervals",
                english("{others} of another length.").format(
                    others=counted(others, english("{count} interval"), english("{count} intervals"))
                ),
            )
        )
    findings += [Finding("fact", "file", f"{note[0].upper()}{note[1:]}.") for note in table.notes]
    gaps = _gaps(times, lines, step) if not others or step >= HOUR_MS else ()
    report = IntegrityReport(
        file, table.format, "funding", len(table.lines), len(times), int(times[0]), int(times[-1]),
        length_words(step), table.stamps, table.place, gaps, tuple(findings),
    )  # fmt: skip
    return Judged(None, Funding(times, np.ascontiguousarray(rates)), report)


def _check_values(table: RawTable) -> None:
    prices, volume = table.values[:, :4], table.values[:, 4]
    bad = np.asarray(~((prices > 0) & (prices < _HIGHEST)).all(axis=1))
    if bool(bad.any()):
        row = int(np.argmax(bad))
        column = int(np.argmax(~((prices[row] > 0) & (prices[row] < _HIGHEST))))
        raise RefusedError(
            english("{table}: {fields} = {prices} is not allowed; a price above 0 is needed").format(
                table=_at(table, bad), fields=FIELDS[column], prices=f"{prices[row, column]:g}"
            )
        )
    bad = np.asarray(~((volume >= 0) & (volume < 1e18)))
    if bool(bad.any()):
        raise RefusedError(
            english("{table}: volume = {volume} is not allowed; 0 or more is").format(
                table=_at(table, bad), volume=f"{volume[int(np.argmax(bad))]:g}"
            )
        )
    opened, high, low, close = prices.T
    bad = np.asarray((high < np.maximum(opened, close)) | (low > np.minimum(opened, close)))
    if bool(bad.any()):
        row = int(np.argmax(bad))
        figures = ", ".join(f"{name} {value:g}" for name, value in zip(FIELDS, prices[row], strict=False))
        raise RefusedError(
            english("{table}: high and low do not hold the bar ({figures})").format(
                table=_at(table, bad), figures=figures
            )
        )


def _at(table: RawTable, bad: BoolArray) -> str:
    return _lines(table.lines[bad], table.place)


def _lines(lines: IntArray, place: str) -> str:
    """The first lines in words: line 7, lines 7, 8 and 12 more."""
    named = [f"{int(line):,}" for line in np.sort(lines)[:_NAMED_LINES]]
    more = (
        english(" and {lines} more").format(lines=f"{len(lines) - _NAMED_LINES:,}") if len(lines) > _NAMED_LINES else ""
    )
    return f"{place}{'s' if len(lines) > 1 else ''} {', '.join(named)}{more}"


def _in_order(table: RawTable) -> tuple[IntArray, list[Finding]]:
    """Places of the rows in time order, each time once; raises RefusedError for two that differ."""
    times = table.time_ms
    steps = np.diff(times)
    findings: list[Finding] = []
    order = np.arange(len(times))
    if bool((steps < 0).any()):
        order = np.argsort(times, kind="stable")
        if bool((steps <= 0).all()):
            findings.append(Finding("fact", "order", english("The newest row came first; the order was turned.")))
        else:
            late = table.lines[1:][steps < 0]
            words = english("Rows were out of order and were sorted by time: {late}.").format(
                late=_lines(late, table.place)
            )
            findings.append(Finding("note", "order", words, _some(late)))
    again = np.flatnonzero(np.diff(times[order]) == 0) + 1
    if len(again):
        before, after = order[again - 1], order[again]
        differs = (table.values[before] != table.values[after]).any(axis=1)
        if bool(differs.any()):
            k = int(np.argmax(differs))
            first, second = sorted((int(table.lines[before[k]]), int(table.lines[after[k]])))
            raise RefusedError(
                english("{place}s {first} and {second} say different things of {times}").format(
                    place=table.place, first=f"{first:,}", second=f"{second:,}", times=iso(int(times[after[k]]))
                )
            )
        lines = table.lines[after]
        words = english("{again} left out: {lines}.").format(
            again=counted(len(again), english("{count} repeated row was"), english("{count} repeated rows were")),
            lines=_lines(lines, table.place),
        )
        findings.append(Finding("note", "duplicates", words, _some(lines)))
        order = np.delete(order, again)
    return order, findings


def _some(lines: IntArray) -> tuple[int, ...]:
    return tuple(int(line) for line in np.sort(lines)[:MOST_NAMED])


def _timeframe(times: IntArray, said: int | None) -> int:
    if len(times) < 2:
        raise RefusedError(english("one row is no series; at least two are needed"))
    steps, counts = np.unique(np.diff(times), return_counts=True)
    found = int(steps[np.argmax(counts)])
    if said is not None:
        if found < said and counts.max() * 2 > counts.sum():
            raise RefusedError(
                english("timeframe: {name} is not allowed; the rows are {name_2} apart").format(
                    name=_name(said), name_2=_name(found)
                )
            )
        found = said
    elif counts.max() * 2 <= counts.sum():
        raise RefusedError(english("the timeframe cannot be told: the rows are not evenly spaced; say which it is"))
    if not MINUTE_MS <= found <= DAY_MS or found % MINUTE_MS or DAY_MS % found:
        raise RefusedError(
            english("timeframe: rows {name} apart are not allowed; parts of a day from 1m to 1d are").format(
                name=_name(found)
            )
        )
    return found


def _name(length_ms: int) -> str:
    try:
        return timeframe_name(length_ms)
    except TimeframeError:
        return length_words(length_ms)


def _off_grid(times: IntArray, lines: IntArray, on_grid: BoolArray, frame: int, place: str) -> Finding:
    off = ~on_grid
    number = int(off.sum())
    if number > max(3, len(times) // _MOST_OFF_GRID) or number >= len(times) - 1:
        first = int(np.argmax(off))
        raise RefusedError(
            english("{lines}: {times} is not on the {frame} grid of UTC; is the time zone right?").format(
                lines=_lines(lines[off], place), times=iso(int(times[first])), frame=timeframe_name(frame)
            )
        )
    one = english("{count} row lies off the {frame} grid and was left out: {lines}.")
    many = english("{count} rows lie off the {frame} grid and were left out: {lines}.")
    words = (one if number == 1 else many).format(
        count=f"{number:,}", frame=timeframe_name(frame), lines=_lines(lines[off], place)
    )
    return Finding("note", "off_grid", words, _some(lines[off]))


def _jumps(times: IntArray, values: FloatArray, lines: IntArray, frame: int, place: str) -> list[Finding]:
    if len(times) < 2:
        raise RefusedError(english("fewer than two rows lie on the grid"))
    ratio = values[1:, 0] / values[:-1, 3]
    size = np.maximum(ratio, 1 / ratio)
    near = np.diff(times) <= DAY_MS + frame
    alien = (size >= _OTHER_SERIES) & near
    if bool(alien.any()):
        k = int(np.argmax(alien))
        raise RefusedError(
            english(
                "{lines}: the price goes from {values} to {values_2} between two bars, as if another series began"
            ).format(
                lines=_lines(lines[1:][alien], place), values=f"{values[k, 3]:g}", values_2=f"{values[k + 1, 0]:g}"
            )
        )
    large = size >= _LARGE_JUMP
    if not bool(large.any()):
        return []
    k = int(np.argmax(size))
    words = english(
        "{large} of 20 % or more between two bars, the largest from {values} to {values_2}: {lines}."
    ).format(
        large=counted(int(large.sum()), english("{count} jump"), english("{count} jumps")),
        values=f"{values[k, 3]:g}",
        values_2=f"{values[k + 1, 0]:g}",
        lines=_lines(lines[1:][large], place),
    )
    return [Finding("doubt", "jumps", words, _some(lines[1:][large]))]


def _spikes(values: FloatArray, lines: IntArray, place: str) -> list[Finding]:
    opened, high, low, close = values[:, :4].T
    wild = (high > _SPIKE * np.maximum(opened, close)) | (low * _SPIKE < np.minimum(opened, close))
    if not bool(wild.any()):
        return []
    k = int(np.argmax(wild))
    words = english("{wild} 50 % beyond open and close, such as low {low}, high {high}: {lines}.").format(
        wild=counted(int(wild.sum()), english("{count} bar reaches"), english("{count} bars reach")),
        low=f"{low[k]:g}",
        high=f"{high[k]:g}",
        lines=_lines(lines[wild], place),
    )
    return [Finding("doubt", "spikes", words, _some(lines[wild]))]


def _placeholders(values: FloatArray, lines: IntArray, place: str) -> list[Finding]:
    """Long runs of bars without trade or range: what some programs write where nothing was recorded."""
    flat = (values[:, :4] == values[:, :1]).all(axis=1) & (values[:, 4] == 0)
    edges = np.flatnonzero(np.diff(np.concatenate(([0], flat.astype(np.int8), [0]))))
    starts, ends = edges[::2], edges[1::2]
    long = ends - starts >= _FLAT_RUN
    if not bool(long.any()):
        return []
    starts, ends = starts[long], ends[long]
    bars = int((ends - starts).sum())
    if bars * 2 > len(values):
        raise RefusedError(
            english(
                "{lines}: {bars} of {values} bars have no range and no volume; these are placeholders, not candles"
            ).format(lines=_lines(lines[starts], place), bars=f"{bars:,}", values=f"{len(values):,}")
        )
    words = english(
        "{starts} of {flat_run} or more bars without range and volume, {bars} bars in all, "
        "perhaps placeholders: {lines}."
    ).format(
        starts=counted(len(starts), english("{count} run"), english("{count} runs")),
        flat_run=_FLAT_RUN,
        bars=f"{bars:,}",
        lines=_lines(lines[starts], place),
    )
    return [Finding("doubt", "placeholders", words, _some(lines[starts]))]


def _gaps(times: IntArray, lines: IntArray, frame: int) -> tuple[Gap, ...]:
    steps = np.diff(times)
    places = np.flatnonzero(steps > frame)
    return tuple(
        Gap(int(times[k]) + frame, int(times[k + 1]), int(steps[k]) // frame - 1, int(lines[k + 1])) for k in places
    )
