"""Words and figures of the Desk: signs, thousands, tones and ages."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from decimal import Decimal

from trainer.core.clock import HOUR_MS, MINUTE_MS
from trainer.core.language import localised, tr
from trainer.core.units import ZERO, exact, in_context
from trainer.engine.words import Side
from trainer.presenters.dates import day_text, long_day_text
from trainer.presenters.desk_views import DASH, Figure, Tone
from trainer.presenters.figures import HIDDEN, money, percent, signed
from trainer.presenters.zone import moment, zone_text

CAUTION_RATIO = Decimal("0.2")
WARNING_RATIO = Decimal("0.5")


def number(value: Decimal | float, places: int = 2) -> str:
    """Thousands separated, a true minus: 9,732.79; floats are display figures only."""
    return money(value if isinstance(value, Decimal) else exact(value), places)


def places_of(step: Decimal) -> int:
    """Decimals of a tick or lot."""
    exponent = step.normalize().as_tuple().exponent
    return max(0, -exponent) if isinstance(exponent, int) else 0


def price_places(tick: Decimal) -> int:
    """Decimals prices are shown with: those of the tick, at least two."""
    return max(2, places_of(tick))


def tone_of(value: Decimal | None) -> Tone:
    """Long for a gain, short for a loss."""
    if value is None or value == 0:
        return "plain"
    return "long" if value > 0 else "short"


def ratio_figure(ratio: Decimal | None) -> Figure:
    """The margin ratio in per cent with the tone of its zone."""
    if ratio is None:
        return Figure(tr("none open"), "quiet")
    tone: Tone = "plain" if ratio < CAUTION_RATIO else "caution" if ratio < WARNING_RATIO else "short"
    return Figure(percent(ratio, 1), tone)


def gain(value: Decimal | None, places: int = 2, *, is_hidden: bool = False, suffix: str = "") -> Figure:
    """A signed result with its tone; dots of equal width while results are hidden; a dash when unknown."""
    if value is None:
        return Figure(DASH, "quiet")
    if is_hidden:
        return Figure(HIDDEN, "quiet")
    return Figure(signed(value, places) + suffix, tone_of(value))


def side_figure(side: Side, rest: str = "") -> Figure:
    """Triangle and word of a side."""
    mark, word = ("▲", tr("Long")) if side is Side.LONG else ("▼", tr("Short"))
    return Figure(f"{mark} {word}{' ' + rest if rest else ''}", "long" if side is Side.LONG else "short")


def side_word(side: Side) -> str:
    """The side at the head of a sentence or cell: Long or Short."""
    return tr("Long") if side is Side.LONG else tr("Short")


def leg_text(leg: Side) -> str:
    """The leg of a hedge inside a sentence: long or short."""
    return tr("long") if leg is Side.LONG else tr("short")


def mode_text(mode: str) -> str:
    """isolated or cross."""
    return tr("isolated") if mode == "isolated" else tr("cross")


def often(count: int) -> str:
    """once, twice, three times, 4 times."""
    words = {1: tr("once"), 2: tr("twice"), 3: tr("three times")}
    return words.get(count) or tr("{count} times").format(count=count)


def short_mode(mode: str) -> str:
    """iso or cross, for the cells of tables."""
    return tr("iso") if mode == "isolated" else tr("cross")


def leverage_text(leverage: Decimal) -> str:
    """10× without trailing zeros."""
    return localised(f"{leverage.normalize():f}×")


def clock_text(time_ms: int) -> str:
    """Hours and minutes in the chosen zone."""
    return moment(time_ms).strftime("%H:%M")


def clocks(times_ms: Iterable[int]) -> Callable[[int], str]:
    """How the times of one table are told: hours and minutes, with the day before them where they are of several."""
    known = list(times_ms)
    if not known or moment(min(known)).date() == moment(max(known)).date():
        return clock_text
    return lambda time_ms: f"{day_text(moment(time_ms))} {clock_text(time_ms)}"


def zoned_text(time_ms: int) -> str:
    """Hours and minutes with their zone: 10:40 UTC."""
    return f"{clock_text(time_ms)} {zone_text(time_ms)}"


def date_text(time_ms: int) -> str:
    """Thu 12 Mar 2020."""
    return long_day_text(moment(time_ms))


def span_text(length_ms: int) -> str:
    """A span in words: 2 h 40 min."""
    hours, rest = divmod(max(0, length_ms), HOUR_MS)
    minutes = rest // MINUTE_MS
    if hours and minutes:
        return tr("{hours} h {minutes} min").format(hours=hours, minutes=minutes)
    return f"{hours} h" if hours else tr("{minutes} min").format(minutes=minutes)


def age_text(length_ms: int) -> str:
    """A span for tables: 2 h 40 m."""
    return span_text(length_ms).replace("min", "m")


def countdown_text(left_ms: int) -> str:
    """mm:ss, or h:mm:ss from an hour on."""
    seconds = max(0, left_ms) // 1000
    hours, rest = divmod(seconds, 3600)
    minutes, seconds = divmod(rest, 60)
    return f"{hours}:{minutes:02d}:{seconds:02d}" if hours else f"{minutes:02d}:{seconds:02d}"


@in_context
def share(part: Decimal, whole: Decimal) -> Decimal:
    """part / whole; 0 where whole is 0."""
    return part / whole if whole else ZERO


def coin_and_quote(symbol: str) -> tuple[str, str]:
    """Base and quote of a symbol such as BTCUSDT; a symbol without a known quote is its own coin."""
    for quote in ("USDT", "USDC", "USD"):
        if symbol.endswith(quote) and len(symbol) > len(quote):
            return symbol.removesuffix(quote), quote
    return symbol, "quote"
