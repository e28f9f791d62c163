"""Figures in sentences: signs, thousands, per cent, times; the rule is fact, reason, next step."""

from __future__ import annotations

from datetime import UTC, datetime
from decimal import ROUND_HALF_EVEN, Decimal

from trainer.core.units import ONE, in_context

MINUS = "−"


@in_context
def number(value: Decimal, places: int = 2) -> str:
    """Thousands separated, rounded for reading, a true minus."""
    rounded = value.quantize(ONE.scaleb(-places), ROUND_HALF_EVEN)
    text = f"{abs(rounded):,f}"
    return MINUS + text if rounded < 0 else text


def gain(value: Decimal, places: int = 2) -> str:
    """With its sign: +1.20, −0.35; 0 has none."""
    text = number(value, places)
    return "+" + text if text.strip("0.,") and value > 0 else text


def price(value: Decimal) -> str:
    """A price with at least two decimals and at most those it has, six at most."""
    exponent = value.normalize().as_tuple().exponent
    places = -exponent if isinstance(exponent, int) else 2
    return number(value, min(6, max(2, places)))


@in_context
def share(fraction: Decimal, places: int = 1) -> str:
    """A fraction as per cent: 0.048 -> 4.8 %."""
    return f"{number(fraction * 100, places)} %"


@in_context
def times(multiple: Decimal) -> str:
    """A leverage: 3×, 12.5×."""
    text = number(multiple, 1)
    return f"{text.removesuffix('.0')}×"


def clock(time_ms: int) -> str:
    """Hours and minutes in UTC."""
    return datetime.fromtimestamp(time_ms / 1000, UTC).strftime("%H:%M")


def counted(amount: int, one: str, many: str) -> str:
    """`counted(n, mark("{count} trade"), mark("{count} trades"))` gives 1 trade, 2,000 trades."""
    return (one if amount == 1 else many).format(count=f"{amount:,}")
