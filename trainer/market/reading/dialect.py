"""How a text of candles is laid out: banner, delimiter, decimal mark, header, and which column means what."""

from __future__ import annotations

import csv
import re
from collections.abc import Sequence
from dataclasses import dataclass

from trainer.core.language import english
from trainer.core.wording import counted
from trainer.market.reading.stamps import has_date
from trainer.market.reading.table import FIELDS, RefusedError, shown

LONGEST_LINE = 4_096
_MOST_BANNER = 20
_TIMES = ("time_ms", "open_time", "opentime", "unix", "unix_timestamp", "calc_time", "fundingtime", "timestamp",
          "epoch", "datetime", "gmt time", "local time", "time", "t", "date")  # fmt: skip
_NAMES = {
    "open": ("open", "o"), "high": ("high", "h", "max"), "low": ("low", "l", "min"),
    "close": ("close", "c", "last", "close/last"), "rate": ("last_funding_rate", "funding_rate", "fundingrate", "rate"),
}  # fmt: skip
_VOLUMES = ("volume", "vol", "v", "base_volume", "tickvol", "tick_volume")
_QUOTES = ("usd", "usdt", "usdc", "busd", "eur", "quote", "quote_volume")
_NUMBER = re.compile(r"[+-]?(\d+\.?\d*|\.\d+)([eE][+-]?\d{1,3})?")
_COMMA_NUMBER = re.compile(r"[+-]?\d+,\d+")
_BY_COUNT: dict[int, tuple[str, ...]] = {
    12: ("time", *FIELDS, "", "", "", "", "", ""),
    6: ("time", *FIELDS),
    5: ("time", *FIELDS[:4]),
    3: ("time", "", "rate"),
}


@dataclass(frozen=True)
class Dialect:
    """`roles` has one entry a column: time, clock (time of day beside a date), open .. volume, rate, or nothing."""

    format: str
    delimiter: str
    decimal_comma: bool
    roles: tuple[str, ...]
    first_line: int
    notes: tuple[str, ...]
    zone: str = ""

    def column(self, role: str) -> int:
        """Place of a role; -1 where the file has none."""
        return self.roles.index(role) if role in self.roles else -1


def dialect_of(lines: Sequence[str]) -> Dialect:
    """The layout told by the first lines of a file; raises RefusedError when it cannot be told."""
    first = _first_table_line(lines)
    delimiter = _delimiter(lines[first:])
    head = cells(lines[first], delimiter)
    has_header = not any(_is_value(cell) for cell in head)
    body = next((line for line in lines[first + has_header :] if line.strip()), "")
    if not body:
        raise RefusedError(english("there is a header but no row of candles"))
    sample = cells(body, delimiter)
    comma = delimiter != "," and any(_COMMA_NUMBER.fullmatch(cell) for cell in sample)
    banner = "\n".join(lines[:first])
    if has_header:
        roles, notes = _roles_of_header(head)
        name = _format_name(head, banner)
    else:
        roles, notes, name = _roles_of_count(sample), (), _BARE_NAMES.get(len(sample), "CSV without a header")
    _check_roles(roles)
    if first:
        notes = (
            *notes,
            english("{first} above the table not used").format(
                first=counted(first, english("{count} line"), english("{count} lines"))
            ),
        )
    zone = "UTC" if "cryptodatadownload" in banner.lower() else ""
    return Dialect(name, delimiter, comma, roles, first + has_header, notes, zone)


def cells(line: str, delimiter: str) -> list[str]:
    """Fields of one line, quotes taken off."""
    if '"' not in line:
        return [cell.strip() for cell in line.split(delimiter)]
    try:
        return [cell.strip() for cell in next(csv.reader([line], delimiter=delimiter, strict=True), [])]
    except csv.Error as error:
        raise RefusedError(
            english("a line cannot be read ({error}): {line}").format(error=error, line=shown(line))
        ) from None


_BARE_NAMES = {12: english("Binance archive CSV without a header"), 3: english("Binance funding CSV without a header")}


def _first_table_line(lines: Sequence[str]) -> int:
    """The first line that has at least two fields and is no banner."""
    for place, line in enumerate(lines[:_MOST_BANNER]):
        words = line.strip()
        if words and not words.startswith("#") and "://" not in words and re.search(r"[,;\t]", words):
            return place
    raise RefusedError(english("no table was found: rows of fields divided by comma, semicolon or tab are needed"))


def _delimiter(lines: Sequence[str]) -> str:
    counts = {sign: lines[0].count(sign) for sign in ("\t", ";", ",")}
    second = next((line for line in lines[1:] if line.strip()), lines[0])
    for sign in ("\t", ";"):
        if counts[sign] >= 1 and second.count(sign) == counts[sign]:
            return sign
    if counts[","] < 1:
        raise RefusedError(english("the columns cannot be told apart: comma, semicolon or tab must divide them"))
    return ","


def _is_value(cell: str) -> bool:
    return bool(_NUMBER.fullmatch(cell)) or bool(_COMMA_NUMBER.fullmatch(cell)) or has_date(cell)


def _roles_of_header(head: Sequence[str]) -> tuple[tuple[str, ...], tuple[str, ...]]:
    names = [cell.strip("<>\"' ").lower() for cell in head]
    roles = [""] * len(names)
    for role, words in _NAMES.items():
        _give(roles, names, role, [place for place, name in enumerate(names) if name in words])
    _give(roles, names, "volume", _volumes(names))
    times = sorted((place for place, name in enumerate(names) if name in _TIMES),
                   key=lambda place: _TIMES.index(names[place]))  # fmt: skip
    if times:
        roles[times[0]] = "time"
        if names[times[0]] == "time" and "date" in names:
            roles[times[0]], roles[names.index("date")] = "clock", "time"
    ignored = [head[place].strip() for place, role in enumerate(roles) if not role]
    notes = (
        (english("columns not used: {ignored}").format(ignored=", ".join(shown(name)[1:-1] for name in ignored[:12])),)
        if ignored
        else ()
    )
    return tuple(roles), notes


def _give(roles: list[str], names: Sequence[str], role: str, places: list[int]) -> None:
    if len(places) > 1:
        raise RefusedError(
            english("two columns are called {names} and {names_2}; one is").format(
                names=shown(names[places[0]]), names_2=shown(names[places[1]])
            )
        )
    if places:
        roles[places[0]] = role


def _volumes(names: Sequence[str]) -> list[int]:
    """The base volume: of several columns the one not counted in a currency of account."""
    exact = [place for place, name in enumerate(names) if name in _VOLUMES]
    if exact:
        return exact[:1] if len({names[place] for place in exact}) > 1 else exact
    named = [place for place, name in enumerate(names) if re.match(r"volume[ _(]", name)]
    base = [place for place in named if not any(name in names[place] for name in _QUOTES)]
    return base[:1]


def _roles_of_count(sample: Sequence[str]) -> tuple[str, ...]:
    if len(sample) >= 7 and has_date(sample[0]) and re.fullmatch(r"\d{2}:\d{2}(:\d{2})?", sample[1]):
        return ("time", "clock", *FIELDS, *[""] * (len(sample) - 7))
    if len(sample) in _BY_COUNT:
        return _BY_COUNT[len(sample)]
    raise RefusedError(
        english(
            "{sample} columns without a header; 6 (time, open, high, low, close, volume) or 12 are understood"
        ).format(sample=len(sample))
    )


def _check_roles(roles: Sequence[str]) -> None:
    if "time" not in roles:
        raise RefusedError(english("no column of times; call it time, timestamp, unix, open_time or date"))
    if "rate" in roles and "open" not in roles:
        return
    missing = [role for role in FIELDS[:4] if role not in roles]
    if missing:
        raise RefusedError(
            english("no column called {missing}; time, open, high, low and close are needed").format(
                missing=" or ".join(missing)
            )
        )


def _format_name(head: Sequence[str], banner: str) -> str:
    names = [cell.strip().lower() for cell in head]
    if "cryptodatadownload" in banner.lower():
        return "CryptoDataDownload CSV"
    if head[0].startswith("<"):
        return "MetaTrader CSV"
    if names[0] == "open_time" and len(names) == 12:
        return english("Binance archive CSV")
    if "last_funding_rate" in names:
        return english("Binance funding CSV")
    return english("CSV with a header")
