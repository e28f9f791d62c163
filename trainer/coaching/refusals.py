"""Every refusal of the venue in one message: the fact, the figures, the next step."""

from __future__ import annotations

from collections.abc import Callable
from decimal import Decimal, InvalidOperation

from trainer.core.clock import iso
from trainer.core.language import english
from trainer.engine.events import OrderRejected
from trainer.engine.words import Reject

_NAMES = {
    "size": english("Size"),
    "price": english("Price"),
    "trigger": english("Trigger"),
    "stop": english("Stop"),
    "target": english("Target"),
    "id": english("Order"),
    "reduce_only": english("Reduce-only"),
    "side": english("Side"),
    "leverage": english("Leverage"),
    "margin_mode": english("Margin mode"),
    "amount": english("Amount"),
    "fraction": english("Share to close"),
    "expires": english("Expiry"),
    "time_exit": english("Time stop"),
    "mode": english("Position mode"),
    "is_on": english("Auto margin"),
    "targets": english("Targets"),
    "count": english("Number of orders"),
    "first_price": english("First price"),
    "last_price": english("Last price"),
    "callback": english("Trailing distance"),
    "offset": english("Trailing distance"),
    "activation": english("Activation price"),
    "time_in_force": english("Time in force"),
}
UNCHANGED = english(" Your text is unchanged.")
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
        return english("{name} is missing. Allowed: {allowed}.").format(
            name=_name(rejected), allowed=_allowed(rejected)
        )
    return english("{name} {given} is not allowed. Allowed: {allowed}.{unchanged}").format(
        name=_name(rejected), given=_given(rejected), allowed=_allowed(rejected), unchanged=UNCHANGED
    )


def _unknown(rejected: OrderRejected) -> str:
    return english("Order {given} no longer rests: it filled, ended or was cancelled. Nothing was changed.").format(
        given=rejected.given
    )


def _duplicate(rejected: OrderRejected) -> str:
    return english("Order id {given} belongs to a resting order. Allowed: an id not in use.").format(
        given=rejected.given
    )


def _price(rejected: OrderRejected) -> str:
    if rejected.allowed.startswith("this order has"):
        return english("{name} {given} does not belong here: {allowed}. Change that instead.").format(
            name=_name(rejected), given=_given(rejected), allowed=rejected.allowed
        )
    return _plainly(rejected)


def _minimum(rejected: OrderRejected) -> str:
    return english("{name} {given} is below this venue's minimum. Allowed: {allowed}.").format(
        name=_name(rejected), given=_given(rejected), allowed=_allowed(rejected)
    )


def _side_of_price(rejected: OrderRejected) -> str:
    name, given, allowed = _name(rejected), _given(rejected), _allowed(rejected)
    if "post-only" in allowed:
        return english(
            "{name} {given} would fill at once, and the order is post-only. Allowed: a price that rests."
        ).format(name=name, given=given)
    return english("{name} {given} is on the wrong side of the price. Allowed: {allowed}.").format(
        name=name, given=given, allowed=allowed
    )


def _band(rejected: OrderRejected) -> str:
    given, allowed = _given(rejected), _allowed(rejected)
    return english("{name} {given} is outside the venue's band around the mark. Allowed: {allowed}.").format(
        name=_name(rejected), given=given, allowed=allowed
    )


def _no_position(rejected: OrderRejected) -> str:
    if rejected.field == "amount":
        return english("No position is open, so margin of {given} has nowhere to go. Nothing was moved.").format(
            given=_given(rejected)
        )
    if rejected.field == "fraction":
        return english("Nothing to close: no position is open. The order was not sent.")
    return english("Nothing to reduce: no position is open. The order was not sent.")


def _reduce_only(rejected: OrderRejected) -> str:
    return english("Reduce-only {given} would add to this position. Allowed: {allowed}. It was not sent.").format(
        given=rejected.given, allowed=rejected.allowed
    )


def _margin(rejected: OrderRejected) -> str:
    given, allowed = _given(rejected), _allowed(rejected)
    match rejected.field:
        case "amount":
            return english("Margin of {given} cannot be moved. Allowed: at most {allowed}.").format(
                given=given, allowed=allowed
            )
        case "leverage":
            return english(
                "Leverage {given}× needs more margin than is free. Allowed with {allowed}. Close a part or add less."
            ).format(given=given, allowed=allowed)
        case _:
            return english(
                "This order needs {given}; {allowed} is free. Smaller size, or cancel resting orders."
            ).format(given=given, allowed=allowed)


def _tier(rejected: OrderRejected) -> str:
    given, allowed = _given(rejected), _allowed(rejected)
    if rejected.allowed == "0":
        return english(
            "This size is above the venue's largest tier at any leverage; {given}× was asked. Smaller size."
        ).format(given=given)
    if " to " in allowed:
        return english("Leverage {given}× is not allowed. At this size the venue allows {allowed}×.").format(
            given=given, allowed=allowed
        )
    return english(
        "At this size the venue allows {allowed}×. You asked for {given}×. Smaller size or lower leverage."
    ).format(allowed=allowed, given=given)


def _mode(rejected: OrderRejected) -> str:
    if rejected.field == "amount":
        return english("Margin of {given} was not moved: in cross the whole wallet counts already.").format(
            given=_given(rejected)
        )
    return english("Margin mode {given} was not set. Allowed: {allowed}. Close and cancel first.").format(
        given=rejected.given, allowed=rejected.allowed
    )


def _liquidates(rejected: OrderRejected) -> str:
    return english("At leverage {given}× this position would be liquidated at once. Allowed: {allowed}.").format(
        given=_given(rejected), allowed=rejected.allowed
    )


def _volume(rejected: OrderRejected) -> str:
    return english(
        "Size {given} cannot fill at market: no volume was traded in the last day. A limit order can rest."
    ).format(given=_given(rejected))


def _leg(rejected: OrderRejected) -> str:
    if rejected.given in (*_BLANK, "nothing"):
        return english("Hedge mode holds a long and a short side by side: say which of the two this is about.")
    return english("Position side {given} was not used. Allowed: {allowed}. Nothing was sent.").format(
        given=rejected.given, allowed=rejected.allowed
    )


def _position_mode(rejected: OrderRejected) -> str:
    return english("Position mode {given} was not set. Allowed: {allowed}. Close and cancel first.").format(
        given=_spoken(rejected.given), allowed=rejected.allowed
    )


def _not_offered(rejected: OrderRejected) -> str:
    return english("{name} {given} is not offered here. Allowed: {allowed}.").format(
        name=_name(rejected), given=_spoken(rejected.given), allowed=_spoken(rejected.allowed)
    )


def _outage(rejected: OrderRejected) -> str:
    return english(
        "The venue took no commands at {given}. Resting orders and liquidation go on. Nothing was sent."
    ).format(given=rejected.given)


def _symbol(rejected: OrderRejected) -> str:
    return english("Symbol {given} is not traded here. Allowed: {allowed}.").format(
        given=rejected.given, allowed=rejected.allowed
    )


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
