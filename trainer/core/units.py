"""Decimal arithmetic of the whole house: one context, one rounding of money."""

from __future__ import annotations

from collections.abc import Callable
from decimal import (
    ROUND_CEILING,
    ROUND_DOWN,
    ROUND_FLOOR,
    ROUND_HALF_EVEN,
    Context,
    Decimal,
    DivisionByZero,
    InvalidOperation,
    Overflow,
    getcontext,
    setcontext,
)
from functools import wraps
from typing import ParamSpec, TypeVar

from trainer.core.errors import FieldError
from trainer.core.language import english

MONEY_QUANTUM = Decimal("1E-8")
LARGEST_POWER = 15  # of ten, in any figure that is typed; products of two stay exact within the context
CONTEXT = Context(prec=34, rounding=ROUND_HALF_EVEN, traps=[InvalidOperation, DivisionByZero, Overflow])
P = ParamSpec("P")
R = TypeVar("R")
ZERO = Decimal(0)
ONE = Decimal(1)


def in_context(function: Callable[P, R]) -> Callable[P, R]:
    """Run a function under the house's Decimal context, whatever thread or caller it has."""

    @wraps(function)
    def inside(*args: P.args, **kwargs: P.kwargs) -> R:
        before = getcontext()
        if before is CONTEXT:
            return function(*args, **kwargs)
        setcontext(CONTEXT)
        try:
            return function(*args, **kwargs)
        finally:
            setcontext(before)

    return inside


def money(amount: Decimal) -> Decimal:
    """Quantise an amount that enters a wallet: 8 decimals, half-even."""
    return amount.quantize(MONEY_QUANTUM, ROUND_HALF_EVEN, CONTEXT)


def money_up(amount: Decimal) -> Decimal:
    """Quantise a charge of a venue that rounds it up to the next 8th decimal."""
    return amount.quantize(MONEY_QUANTUM, ROUND_CEILING, CONTEXT)


def exact(value: float) -> Decimal:
    """Turn a float64 market figure into the Decimal its shortest text names; never snapped."""
    return Decimal(repr(float(value)))


def floor_to(value: Decimal, step: Decimal) -> Decimal:
    """Largest multiple of `step` not above a value of 0 or more (sizes on the lot)."""
    return (value / step).to_integral_value(ROUND_DOWN) * step


def round_to_tick(price: Decimal, tick: Decimal, *, up: bool) -> Decimal:
    """Round a price to the tick, upwards or downwards."""
    return (price / tick).to_integral_value(ROUND_CEILING if up else ROUND_FLOOR) * tick


def on_grid(value: Decimal, step: Decimal) -> bool:
    """Whether the value is a whole multiple of the step."""
    return value % step == 0


def parse_decimal(field: str, text: object) -> Decimal:
    """Read a finite plain number; raises FieldError that names the field."""
    if isinstance(text, bool | float) or not isinstance(text, str | int | Decimal):
        raise FieldError(field, text, english('write the number as text, such as "0.5"'))
    try:
        value = Decimal(text)
    except InvalidOperation:
        raise FieldError(field, text, english("a plain number such as 0.5 is needed")) from None
    if not value.is_finite() or abs(value.adjusted()) > LARGEST_POWER:
        raise FieldError(field, text, english("a finite number of ordinary size is needed"))
    return value
