"""Times of candle files: epoch numbers whose unit is told by their size, or dates with a zone."""

from __future__ import annotations

import re
from collections.abc import Sequence
from datetime import UTC, datetime, timedelta, timezone, tzinfo
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

import numpy as np
from numpy.typing import NDArray

from trainer.core.errors import FieldError
from trainer.core.language import english
from trainer.market.candles import FloatArray, IntArray
from trainer.market.reading.table import RefusedError, ZoneNeededError, shown

EARLIEST_MS = 1_230_768_000_000  # 2009-01-01
LATEST_MS = 4_102_444_800_000  # 2100-01-01
UNITS = {"s": 1e-3, "ms": 1.0, "us": 1e3, "ns": 1e6}
"""How many of each are in a millisecond."""
_DATE = re.compile(r"(\d{4})[-./](\d{2})[-./](\d{2})(?:[T ,]+(\d{2}):(\d{2})(?::(\d{2})(?:\.(\d{1,9}))?)?)?")
_PLAIN = re.compile(r"\d{4}([-./])\d{2}\1\d{2}[T ]\d{2}:\d{2}(?::\d{2})?(?![:.\d])")
_DASHES = str.maketrans("./", "--")
_ZONE = re.compile(r"(?P<utc>Z| ?UTC| ?GMT)?(?P<offset>[+-]\d{2}:?\d{2})?$")
_HOUR_WORD = re.compile(r"(\d{4}-\d{2}-\d{2}) (\d{2})-(AM|PM)$")


def unit_of(stamp: float) -> str:
    """The unit that puts a stamp between 2009 and 2100, or nothing."""
    return next((unit for unit, size in UNITS.items() if EARLIEST_MS <= stamp / size < LATEST_MS), "")


def epoch_ms(stamps: FloatArray, lines: IntArray, unit: str, place: str) -> IntArray:
    """Whole milliseconds of epoch stamps in one unit, shape (n,); raises RefusedError naming the first bad line."""
    scaled = np.round(stamps / UNITS[unit]) if unit == "ns" else stamps / UNITS[unit]
    bad = ~(np.isfinite(stamps) & (scaled >= EARLIEST_MS) & (scaled < LATEST_MS))
    bad |= scaled != np.floor(scaled)
    if bool(bad.any()):
        row = int(np.argmax(bad))
        other = unit_of(float(stamps[row]))
        why = (
            english("the first row counts in {unit}, this one in {other}").format(unit=unit, other=other)
            if other
            else english("a time from 2009 to 2099 is needed")
        )
        if other == unit:
            why = english("whole milliseconds are needed")
        raise RefusedError(
            english("{place} {lines}: time = {stamps} is not allowed; {why}").format(
                place=place, lines=int(lines[row]), stamps=f"{stamps[row]:.16g}", why=why
            )
        )
    return scaled.astype(np.int64)


def zone_of(name: str) -> tzinfo:
    """A zone by name (UTC, Europe/Berlin) or offset (+02:00); raises FieldError."""
    offset = re.fullmatch(r"(?:UTC)?([+-])(\d{2}):?(\d{2})", name)
    if offset:
        span = timedelta(hours=int(offset[2]), minutes=int(offset[3]))
        if span < timedelta(hours=15):
            return timezone(span if offset[1] == "+" else -span)
    elif name.upper() in {"UTC", "GMT", "Z"}:
        return UTC
    elif re.fullmatch(r"[A-Za-z_]+(/[A-Za-z_+\-0-9]+){1,2}", name):
        try:
            return ZoneInfo(name)
        except (ZoneInfoNotFoundError, ValueError, OSError):
            pass
    raise FieldError("zone", name, english("a zone such as UTC, Europe/Berlin or +02:00 is needed"))


def date_ms(texts: Sequence[str], lines: IntArray, zone: tzinfo | None) -> IntArray:
    """UTC milliseconds of date texts, shape (n,).

    Years come first (2021-05-19 13:00, 2021.05.19 13:00, T or a blank between); a zone in the text wins, else `zone`
    holds. Raises ZoneNeededError when neither says one and RefusedError for any other text, for a local time that a
    clock change skips or repeats, and for a year outside 2009 to 2099.
    """
    if not texts:
        return np.zeros(0, dtype=np.int64)
    alike = _alike(texts)
    if alike is not None:
        local, shift = alike
        shifts, has_zone = np.full(len(texts), shift or 0, dtype=np.int64), np.full(len(texts), shift is not None)
        return _utc(texts, lines, local, shifts, has_zone, zone)
    ends = [_ending(text, int(line)) for text, line in zip(texts, lines, strict=True)]
    bare = [
        text[:10].translate(_DASHES) + text[10 : len(text) - length]
        for text, (length, _) in zip(texts, ends, strict=True)
    ]
    local = _local_ms(bare, lines)
    has_zone = np.array([shift is not None for _, shift in ends])
    shifts = np.array([shift or 0 for _, shift in ends], dtype=np.int64)
    return _utc(texts, lines, local, shifts, has_zone, zone)


def _alike(texts: Sequence[str]) -> tuple[IntArray, int | None] | None:
    """Local ms and the shift of all, read at once; None unless every text has the first one's shape and zone.

    A year of minutes takes 0.1 s instead of 1 s.
    """
    first = _PLAIN.match(texts[0])
    table = np.array(texts)
    width = len(texts[0])
    if first is None or table.dtype.itemsize != 4 * width:
        return None
    codes = table.view(np.uint32).reshape(len(texts), width)
    is_digit = (codes[0] >= ord("0")) & (codes[0] <= ord("9"))
    is_digit[first.end() :] = False
    digits = codes[:, is_digit]
    is_alike = (codes[:, ~is_digit] == codes[0, ~is_digit]).all() and ((digits >= 48) & (digits <= 57)).all()
    if not bool(is_alike):
        return None
    length, shift = _ending(texts[0], 0)
    codes[:, [4, 7]] = ord("-")
    bare = np.ascontiguousarray(codes[:, : width - length]).view(f"U{width - length}").ravel()
    try:
        return bare.astype("datetime64[ms]").astype(np.int64), shift
    except ValueError:
        return None


def _utc(
    texts: Sequence[str],
    lines: IntArray,
    local: IntArray,
    shifts: IntArray,
    has_zone: NDArray[np.bool_],
    zone: tzinfo | None,
) -> IntArray:
    if not bool(has_zone.all()):
        if zone is None:
            line = int(lines[int(np.argmin(has_zone))])
            raise ZoneNeededError(
                english("line {line}: {texts} has no time zone; say which one").format(
                    line=line, texts=shown(texts[int(np.argmin(has_zone))])
                )
            )
        shifts = np.where(has_zone, shifts, _zone_shifts(local, lines, zone))
    utc: IntArray = local - shifts
    bad = (utc < EARLIEST_MS) | (utc >= LATEST_MS)
    if bool(bad.any()):
        row = int(np.argmax(bad))
        raise RefusedError(
            english("line {lines}: time = {texts} is not allowed; 2009 to 2099 is").format(
                lines=int(lines[row]), texts=shown(texts[row])
            )
        )
    return utc


def has_date(text: str) -> bool:
    """Whether a field looks like a date of ours."""
    return bool(_DATE.match(text)) or bool(_HOUR_WORD.match(text))


def _ending(text: str, line: int) -> tuple[int, int | None]:
    """Length of the zone at the end of a text and its shift from UTC in ms; None without a zone."""
    found = _DATE.match(text)
    if _HOUR_WORD.match(text):
        return 0, None
    if found is None or (found[7] and len(found[7].rstrip("0")) > 3):
        raise RefusedError(
            english(
                "line {line}: time = {text} is not allowed; write it as 2021-05-19 13:00:00 or as an epoch number"
            ).format(line=line, text=shown(text))
        )
    zone = _ZONE.fullmatch(text[found.end() :])
    if zone is None:
        raise RefusedError(
            english("line {line}: time = {text} is not allowed; nothing may follow the time and zone").format(
                line=line, text=shown(text)
            )
        )
    length = len(text) - found.end()
    if zone["offset"]:
        sign, digits = zone["offset"][0], zone["offset"][1:].replace(":", "")
        minutes = int(digits[:2]) * 60 + int(digits[2:])
        return length, (minutes if sign == "+" else -minutes) * 60_000
    return length, 0 if zone["utc"] else None


def _local_ms(texts: Sequence[str], lines: IntArray) -> IntArray:
    """Milliseconds of date texts taken as they stand; at once where numpy reads them all."""
    if not any(text.endswith("M") for text in texts):
        try:
            whole: IntArray = np.array(texts, dtype="datetime64[ms]").astype(np.int64)
        except ValueError:
            pass
        else:
            return whole
    return np.array([_single(text, int(line)) for text, line in zip(texts, lines, strict=True)], dtype=np.int64)


def _single(text: str, line: int) -> int:
    hour = _HOUR_WORD.match(text)
    try:
        if hour:
            moment = datetime.strptime(text, "%Y-%m-%d %I-%p").replace(tzinfo=UTC)
            return int(moment.timestamp()) * 1000
        return int(np.datetime64(text.replace("  ", " "), "ms").astype(np.int64))
    except ValueError:
        raise RefusedError(
            english("line {line}: time = {text} is not allowed; there is no such time").format(
                line=line, text=shown(text)
            )
        ) from None


def _zone_shifts(local: IntArray, lines: IntArray, zone: tzinfo) -> IntArray:
    """Shift from UTC in ms of each local time; every quarter of an hour is looked up once."""
    if isinstance(zone, timezone):
        shift = zone.utcoffset(None)
        return np.full(len(local), int(shift.total_seconds() * 1000), dtype=np.int64)
    quarters, places = np.unique(local // 900_000, return_inverse=True)
    shifts = np.zeros(len(quarters), dtype=np.int64)
    for k, quarter in enumerate(quarters.tolist()):
        moment = datetime.fromtimestamp(quarter * 900, UTC).replace(tzinfo=zone)
        first, second = moment.utcoffset(), moment.replace(fold=1).utcoffset()
        if first is None or first != second:
            line = int(lines[int(np.argmax(places == k))])
            raise RefusedError(
                english(
                    "line {line}: {moment} happens twice or never in {zone} when the clocks change; "
                    "export the file in UTC"
                ).format(line=line, moment=f"{moment:%Y-%m-%d %H:%M}", zone=zone)
            )
        shifts[k] = int(first.total_seconds() * 1000)
    result: IntArray = shifts[places]
    return result
