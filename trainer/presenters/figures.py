"""Figures as text, and typed text as figures, with the marks of the learner's language; what is typed is not rounded.

`money(x)`, `signed(x)`, `percent(fraction)`, `multiple(x)` give "9,732.79", "−143.16", "21.9 %", "0.69×", and in German
"9.732,79"; None gives a dash. `read_number(text)` gives `Typed(value, problem)` and reads all of them.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from decimal import ROUND_HALF_EVEN, Context, Decimal

from trainer.core.language import localised, retold, tr, trn

MINUS = "\N{MINUS SIGN}"
DASH = "\N{EM DASH}"
HIDDEN = "\N{BULLET}" * 5
_TIMES = "\N{MULTIPLICATION SIGN}"
_WIDE = Context(prec=40, rounding=ROUND_HALF_EVEN)
_HUNDRED = Decimal(100)
_NUMBER = re.compile(r"[+\-]?(?:[0-9]+(?:\.[0-9]*)?|\.[0-9]+)", re.ASCII)
_GROUPED = re.compile(r"[+\-]?[1-9][0-9]{0,2}(?:,[0-9]{3})+(?:\.[0-9]*)?", re.ASCII)
_UNGROUPED = re.compile(r"([+\-−]?)([1-9][0-9]{3,})((?:\.[0-9]*)?)", re.ASCII)
_ONE_GROUP = re.compile(r"[+\-]?[1-9][0-9]{0,2},[0-9]{3}", re.ASCII)


@dataclass(frozen=True, slots=True)
class Typed:
    """What typed text means: a value, or nothing with the reason in a few words (empty text has no reason)."""

    value: Decimal | None
    problem: str = ""


def money(x: Decimal | None, places: int = 2) -> str:
    """Thousands separated, a true minus, never −0: "9,732.79"; a dash for None."""
    if x is None:
        return DASH
    rounded = x.quantize(Decimal(1).scaleb(-places), context=_wide_enough(x, places))
    if not rounded:
        rounded = abs(rounded)
    return localised(f"{rounded:,f}".replace("-", MINUS))


def _wide_enough(x: Decimal, places: int) -> Context:
    """A context that holds every digit of a figure, which may be as long as somebody types."""
    needed = x.adjusted() + places + 2
    return _WIDE if needed <= _WIDE.prec else Context(prec=needed, rounding=ROUND_HALF_EVEN)


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
    return localised(text.rstrip("0").rstrip(".") if "." in text else text)


def grouped(text: str) -> str:
    """Typed text with its thousands set apart, "60000.50" as "60,000.50"; what is no plain number stays as it is."""
    found = _UNGROUPED.fullmatch(localised(text))
    return localised(f"{found[1]}{int(found[2]):,}{found[3]}") if found else text


def ungrouped(text: str) -> str:
    """What `grouped` was made from."""
    return text.replace(localised(","), "")


def whole(amount: int) -> str:
    """A count: "1,440"."""
    return localised(f"{amount:,}")


def decimals(x: float, places: int) -> str:
    """A measured figure without thousands marks: "0.250"."""
    return localised(f"{x:.{places}f}".replace("-", MINUS))


def sentence_of(text: str) -> str:
    """A refusal made below the presenters, in the learner's language and with a capital: it begins with a field."""
    told = retold(text)
    return told[:1].upper() + told[1:]


def bars_text(amount: int) -> str:
    """Such as "1 bar" and "1,440 bars"."""
    return trn("{count} bar", "{count} bars", amount).format(count=whole(amount))


def read_number(text: str) -> Typed:
    """Read typed text: "." or "," is the decimal mark, and thousands may stand apart as the language writes them.

    What could be either, such as 60,000 in English and 60.000 in German, is refused rather than guessed.
    """
    typed = text.strip().replace(MINUS, "-")
    bare = localised(typed)
    if problem := _problem(typed, bare):
        return Typed(None, problem)
    if _GROUPED.fullmatch(bare):
        return Typed(Decimal(bare.replace(",", "")))
    return Typed(Decimal(bare.replace(",", ".")) if typed else None)


def _problem(typed: str, bare: str) -> str:
    """Why typed text is no number; `bare` is the same with the marks of English."""
    if any(letter.isspace() for letter in typed):
        return tr("A space inside the number")
    if _ONE_GROUP.fullmatch(bare):
        decimal = localised(bare.replace(",", "."))
        return tr("Thousands or decimals? {whole} or {decimal} is clear").format(
            whole=bare.replace(",", ""), decimal=decimal
        )
    if not typed or _GROUPED.fullmatch(bare):
        return ""
    if bare.count(".") + bare.count(",") > 1:
        return tr("Two decimal marks")
    return "" if _NUMBER.fullmatch(bare.replace(",", ".")) else tr("Not a number")
