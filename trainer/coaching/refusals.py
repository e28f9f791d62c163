"""Every refusal of the venue in one message: the fact, the figures, the next step."""

from __future__ import annotations

from collections.abc import Callable
from decimal import Decimal, InvalidOperation

from trainer.core.clock import iso
from trainer.engine.events import OrderRejected
from trainer.engine.words import Reject

_NAMES = {
    "size": "Size", "price": "Price", "trigger": "Trigger", "stop": "Stop", "target": "Target", "id": "Order",
    "reduce_only": "Reduce-only", "side": "Side", "leverage": "Leverage", "margin_mode": "Margin mode",
    "amount": "Amount", "fraction": "Share to close", "expires": "Expiry", "time_exit": "Time stop",
    "mode": "Position mode", "is_on": "Auto margin", "targets": "Targets", "count": "Number of orders",
    "first_price": "First price", "last_price": "Last price",
    "callback": "Trailing distance", "offset": "Trailing distance", "activation": "Activation price",
    "time_in_force": "Time in force",
}  # fmt: skip
UNCHANGED = " Your text is unchanged."
"""How such a refusal ends; below the field itself it goes without saying."""
_SHARES = frozenset({"callback"})
_TIMES = frozenset({"expires", "time_exit"})
_BLANK = frozenset({"", "None"})


def refusal_text(rejected: OrderRejected) -> str:
    """What was refused, the value that was given and what is allowed; the order was not sent."""
    words = _WORDS.get(rejected.reason)
    return words(rejected) if words is not None else _plainly(rejected)


def figure(text: str) -> str:
    """A number as it is read, thousands separated, every decimal kept; other text as it is."""
    try:
        value = Decimal(text)
    except InvalidOperation:
        return text
    return f"{value:,f}" if value.is_finite() else text


def _name(rejected: OrderRejected) -> str:
    return _NAMES.get(rejected.field, rejected.field.replace("_", " ").capitalize())


def _given(rejected: OrderRejected) -> str:
    if rejected.field in _TIMES and rejected.given.lstrip("-").isdigit():
        return iso(int(rejected.given))
    return _per_cent(rejected.given) if rejected.field in _SHARES else figure(rejected.given)


def _per_cent(text: str) -> str:
    """A fraction as per cent, other text as it is."""
    try:
        return f"{(Decimal(text) * 100).normalize():f} %"
    except InvalidOperation:
        return text


def _allowed(rejected: OrderRejected) -> str:
    if rejected.field in _SHARES:
        return " ".join(_per_cent(word) for word in rejected.allowed.split(" "))
    return " ".join(figure(word) for word in rejected.allowed.split(" "))


def _plainly(rejected: OrderRejected) -> str:
    if rejected.given in _BLANK:
        return f"{_name(rejected)} is missing. Allowed: {_allowed(rejected)}."
    return f"{_name(rejected)} {_given(rejected)} is not allowed. Allowed: {_allowed(rejected)}.{UNCHANGED}"


def _unknown(rejected: OrderRejected) -> str:
    return f"Order {rejected.given} no longer rests: it filled, ended or was cancelled. Nothing was changed."


def _duplicate(rejected: OrderRejected) -> str:
    return f"Order id {rejected.given} belongs to a resting order. Allowed: an id not in use."


def _price(rejected: OrderRejected) -> str:
    if rejected.allowed.startswith("this order has"):
        return f"{_name(rejected)} {_given(rejected)} does not belong here: {rejected.allowed}. Change that instead."
    return _plainly(rejected)


def _minimum(rejected: OrderRejected) -> str:
    return f"{_name(rejected)} {_given(rejected)} is below this venue's minimum. Allowed: {_allowed(rejected)}."


def _side_of_price(rejected: OrderRejected) -> str:
    name, given, allowed = _name(rejected), _given(rejected), _allowed(rejected)
    if "post-only" in allowed:
        return f"{name} {given} would fill at once, and the order is post-only. Allowed: a price that rests."
    return f"{name} {given} is on the wrong side of the price. Allowed: {allowed}."


def _band(rejected: OrderRejected) -> str:
    given, allowed = _given(rejected), _allowed(rejected)
    return f"{_name(rejected)} {given} is outside the venue's band around the mark. Allowed: {allowed}."


def _no_position(rejected: OrderRejected) -> str:
    if rejected.field == "amount":
        return f"No position is open, so margin of {_given(rejected)} has nowhere to go. Nothing was moved."
    if rejected.field == "fraction":
        return "Nothing to close: no position is open. The order was not sent."
    return "Nothing to reduce: no position is open. The order was not sent."


def _reduce_only(rejected: OrderRejected) -> str:
    return f"Reduce-only {rejected.given} would add to this position. Allowed: {rejected.allowed}. It was not sent."


def _margin(rejected: OrderRejected) -> str:
    given, allowed = _given(rejected), _allowed(rejected)
    match rejected.field:
        case "amount":
            return f"Margin of {given} cannot be moved. Allowed: at most {allowed}."
        case "leverage":
            return (
                f"Leverage {given}× needs more margin than is free. Allowed with {allowed}. Close a part or add less."
            )
        case _:
            return f"Order refused. It needs {given}; {allowed} is free. Smaller size, or cancel resting orders."


def _tier(rejected: OrderRejected) -> str:
    given, allowed = _given(rejected), _allowed(rejected)
    if rejected.allowed == "0":
        return f"This size is above the venue's largest tier at any leverage; {given}× was asked. Smaller size."
    if " to " in allowed:
        return f"Leverage {given}× is not allowed. At this size the venue allows {allowed}×."
    return f"At this size the venue allows {allowed}×. You asked for {given}×. Smaller size or lower leverage."


def _mode(rejected: OrderRejected) -> str:
    if rejected.field == "amount":
        return f"Margin of {_given(rejected)} was not moved: in cross the whole wallet counts already."
    return f"Margin mode {rejected.given} was not set. Allowed: {rejected.allowed}. Close and cancel first."


def _liquidates(rejected: OrderRejected) -> str:
    return f"At leverage {_given(rejected)}× this position would be liquidated at once. Allowed: {rejected.allowed}."


def _volume(rejected: OrderRejected) -> str:
    return (
        f"Size {_given(rejected)} cannot fill at market: no volume was traded in the last day. A limit order can rest."
    )


def _leg(rejected: OrderRejected) -> str:
    if rejected.given in (*_BLANK, "nothing"):
        return "Hedge mode holds a long and a short side by side: say which of the two this is about."
    return f"Position side {rejected.given} was not used. Allowed: {rejected.allowed}. Nothing was sent."


def _position_mode(rejected: OrderRejected) -> str:
    return f"Position mode {_spoken(rejected.given)} was not set. Allowed: {rejected.allowed}. Close and cancel first."


def _not_offered(rejected: OrderRejected) -> str:
    return f"{_name(rejected)} {_spoken(rejected.given)} is not offered here. Allowed: {_spoken(rejected.allowed)}."


def _outage(rejected: OrderRejected) -> str:
    return f"The venue took no commands at {rejected.given}. Resting orders and liquidation go on. Nothing was sent."


def _symbol(rejected: OrderRejected) -> str:
    return f"Symbol {rejected.given} is not traded here. Allowed: {rejected.allowed}."


def _spoken(text: str) -> str:
    return text.replace("one_way", "one-way")


_WORDS: dict[str, Callable[[OrderRejected], str]] = {
    Reject.UNKNOWN_ORDER: _unknown,
    Reject.DUPLICATE_ID: _duplicate,
    Reject.BAD_SIZE: _plainly,
    Reject.BAD_PRICE: _price,
    Reject.BAD_VALUE: _plainly,
    Reject.BELOW_MINIMUM: _minimum,
    Reject.WRONG_SIDE_OF_PRICE: _side_of_price,
    Reject.OUTSIDE_BAND: _band,
    Reject.NO_POSITION: _no_position,
    Reject.REDUCE_ONLY: _reduce_only,
    Reject.INSUFFICIENT_MARGIN: _margin,
    Reject.LEVERAGE_ABOVE_TIER: _tier,
    Reject.MODE_LOCKED: _mode,
    Reject.WOULD_LIQUIDATE: _liquidates,
    Reject.NO_VOLUME: _volume,
    Reject.UNKNOWN_SYMBOL: _symbol,
    Reject.POSITION_SIDE: _leg,
    Reject.POSITION_MODE: _position_mode,
    Reject.NOT_OFFERED: _not_offered,
    Reject.OUTAGE: _outage,
}
