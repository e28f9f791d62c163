"""UTC milliseconds and their text."""

from __future__ import annotations

from datetime import UTC, datetime

from trainer.core.errors import FieldError
from trainer.core.language import english

MINUTE_MS = 60_000
HOUR_MS = 3_600_000
DAY_MS = 86_400_000


def parse_utc(field: str, text: object) -> int:
    """Milliseconds since 1970 of an ISO time with zone; raises FieldError otherwise."""
    if isinstance(text, datetime):
        moment = text
    else:
        try:
            moment = datetime.fromisoformat(str(text).replace("Z", "+00:00"))
        except ValueError:
            raise FieldError(field, text, english("write a UTC time such as 2020-03-12T08:00:00Z")) from None
    if moment.tzinfo is None:
        raise FieldError(field, text, english("add the time zone, for UTC a closing Z"))
    return int(moment.timestamp() * 1000)


def iso(time_ms: int) -> str:
    """ISO text in UTC to the second."""
    return datetime.fromtimestamp(time_ms / 1000, UTC).strftime("%Y-%m-%dT%H:%M:%SZ")
