"""Figures as text, and typed text as figures; pure Python, no locale, no rounding of what the learner typed.

`money(x)`, `signed(x)`, `percent(fraction)`, `multiple(x)` give "9,732.79", "−143.16", "21.9 %", "0.69×"; None gives a
dash. `read_number(text)` gives `Typed(value, problem)`.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from decimal import ROUND_HALF_EVEN, Context, Decimal

MINUS = "\N{MINUS SIGN}"
DASH = "\N{EM DASH}"
HIDDEN = "\N{BULLET}" * 5
_TIMES = "\N{MULTIPLICATION SIGN}"
_WIDE = Context(prec=40, rounding=ROUND_HALF_EVEN)
_HUNDRED = Decimal(100)
_NUMBER = re.compile(r"[+\-]?(?:[0-9]+(?:\.[0-9]*)?|\.[0-9]+)", re.ASCII)


@dataclass(frozen=True, slots=True)
class Typed:
    """What typed text means: a value, or nothing with the reason in a few words (empty text has no reason)."""

    value: Decimal | None
    problem: str = ""


def money(x: Decimal | None, places: int = 2) -> str:
    """Thousands separated, a true minus, never −0: "9,732.79"; a dash for None."""
    if x is None:
        return DASH
    rounded = x.quantize(Decimal(1).scaleb(-places), context=_WIDE)
    if not rounded:
        rounded = abs(rounded)
    return f"{rounded:,f}".replace("-", MINUS)


def signed(x: Decimal | None, places: int = 2) -> str:
    """With its sign unless it rounds to 0: "+240.36", "−0.68", "0.00"."""
    text = money(x, places)
    if text == DASH or text.startswith(MINUS) or not text.strip("0.,"):
        return text
    return f"+{text}"


def percent(x: Decimal | None, places: int = 1) -> str:
    """A fraction as per cent with a space: 0.219 gives "21.9 %"."""
    return DASH if x is None else f"{money(_WIDE.multiply(x, _HUNDRED), places)} %"


def signed_percent(x: Decimal | None, places: int = 2) -> str:
    """A fraction as signed per cent: −0.0143 gives "−1.43 %"."""
    return DASH if x is None else f"{signed(_WIDE.multiply(x, _HUNDRED), places)} %"


def multiple(x: Decimal | None, places: int = 2) -> str:
    """A multiple with the times sign: "0.69×"; `places=0` gives "10×"."""
    return DASH if x is None else f"{money(x, places)}{_TIMES}"


def plain(x: Decimal | None) -> str:
    """For a field: no thousands mark, no exponent, no trailing zeros; empty for None."""
    if x is None:
        return ""
    text = f"{x:f}"
    return text.rstrip("0").rstrip(".") if "." in text else text


def read_number(text: str) -> Typed:
    """Read typed text: "." or "," is the decimal mark; both, or one twice, is refused rather than guessed."""
    bare = text.strip().replace(MINUS, "-")
    if not bare:
        return Typed(None)
    marks = bare.count(".") + bare.count(",")
    if marks > 1:
        return Typed(None, "Two decimal marks")
    if any(letter.isspace() for letter in bare):
        return Typed(None, "A space inside the number")
    if not _NUMBER.fullmatch(bare.replace(",", ".")):
        return Typed(None, "Not a number")
    return Typed(Decimal(bare.replace(",", ".")))
