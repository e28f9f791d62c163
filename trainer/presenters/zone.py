"""The time zone of every clock on the Desk and in its debrief: one for the program, UTC, the venues' own, at first."""

from __future__ import annotations

from datetime import UTC, datetime, tzinfo

from trainer.market.reading.stamps import zone_of

LOCAL = "local"
"""The zone of the computer."""
_LAST_MS = 32_503_680_000_000 - 1
_zone: tzinfo | None = UTC


def choice_of(name: str) -> tzinfo | None:
    """The zone of a name: UTC, an IANA name, an offset, or None for local; raises FieldError for others."""
    return None if name.strip().lower() == LOCAL else zone_of(name.strip())


def choose_zone(name: str) -> None:
    """Read clocks in this zone from now on; raises FieldError for an unknown name."""
    global _zone
    _zone = choice_of(name)


def moment(time_ms: int) -> datetime:
    """The moment in the chosen zone; times outside the calendar are clamped to it."""
    seconds = min(max(time_ms, 0), _LAST_MS) / 1000
    return datetime.fromtimestamp(seconds, _zone) if _zone is not None else datetime.fromtimestamp(seconds).astimezone()


def zone_text(time_ms: int) -> str:
    """What stands behind a clock of that moment: UTC, CET, UTC-03."""
    name = moment(time_ms).tzname() or "UTC"
    return f"UTC{name}" if name[0] in "+-" else name


def offset_ms(time_ms: int) -> int:
    """How far the chosen zone is ahead of UTC at a moment."""
    if _zone is UTC:
        return 0
    ahead = moment(time_ms).utcoffset()
    return int(ahead.total_seconds() * 1000) if ahead is not None else 0


def chosen_zone() -> tzinfo | None:
    """The zone of every clock; None for the computer's own."""
    return _zone


def times_of(walls_ms: range) -> list[int]:
    """The moments at which a clock of the chosen zone shows what a UTC clock would at each of these."""
    return list(walls_ms) if _zone is UTC else [time_of(wall) for wall in walls_ms]


def time_of(wall_ms: int) -> int:
    """The moment at which a clock of the chosen zone shows what a UTC clock would at `wall_ms`."""
    return wall_ms - offset_ms(wall_ms - offset_ms(wall_ms))
