"""What is wrong with each field of the ticket: all of it, in the order of the ticket, and what the shut button says.

The venue names one fault at a time. Where it refuses, what is at fault is left out of the order, or replaced by what is
surely allowed, and the rest is asked about again, so that every field at fault is known.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from decimal import Decimal

from trainer.coaching.refusals import UNCHANGED, refusal_text
from trainer.core.language import english, localised, retold, tr
from trainer.core.units import LARGEST_POWER, ONE, ZERO, in_context, on_grid, round_to_tick
from trainer.engine.commands import PlaceOrder, PlaceScaled
from trainer.engine.events import OrderRejected
from trainer.engine.rules import VenueRules
from trainer.engine.scaled import MOST_SCALED
from trainer.engine.state import TargetShare
from trainer.engine.words import OrderKind, Reject, TimeInForce
from trainer.presenters.desk_sizing import entry_price
from trainer.presenters.desk_texts import leverage_text, number, price_places
from trainer.presenters.desk_worst_case import liquidation_after
from trainer.presenters.lines import LineFacts
from trainer.presenters.ticket_fields import HUNDRED, TicketFields, TicketKind, command_of, is_chance
from trainer.session.closing import is_past_liquidation
from trainer.session.session import Preview

Command = PlaceOrder | PlaceScaled
Ask = Callable[[Command | None], Preview | None]
"""What the engine makes of an order."""

_ROUNDS = 16
_CALLBACK, _MOST = Decimal("0.01"), Decimal(10) ** LARGEST_POWER
_FIELD_OF = {
    "trigger": "price", "activation": "price", "reduce_only": "size", "side": "size", "fraction": "size",
    "amount": "size", "callback": "trail", "offset": "trail", "first_price": "price",
}  # fmt: skip
_LEVELS = frozenset({"price", "trigger", "activation", "first_price", "last_price"})
_SIZES = frozenset({"size", "leverage"})
_OF_EACH = frozenset({Reject.BELOW_MINIMUM, Reject.BAD_SIZE})
_HANGS = frozenset(
    {Reject.WRONG_SIDE_OF_PRICE, Reject.INSUFFICIENT_MARGIN, Reject.BELOW_MINIMUM, Reject.LEVERAGE_ABOVE_TIER}
)
"""What a refusal for one of these reasons says hangs on the price of the entry."""
_FURTHER = (("target_2", "share_2"), ("target_3", "share_3"))
_PLAN = ("stop", "target", "target_2", "share_2", "target_3", "share_3", "time_exit", "probability", "doom")
_NAMES = {
    "size": english("the size"), "trail": english("the trailing distance"), "price": english("the price"),
    "limit": english("the limit price"), "last_price": english("the last price"),
    "count": english("the number of orders"), "expires": english("the end"), "stop": english("the stop"),
    "target": english("the target"), "target_2": english("target 2"), "share_2": english("the share of target 2"),
    "target_3": english("target 3"), "share_3": english("the share of target 3"), "time_exit": english("the time stop"),
    "probability": english("the chance"), "doom": english("the chance"), "leverage": english("the leverage"),
}  # fmt: skip
_PRICES = {
    TicketKind.LIMIT: english("the price"), TicketKind.TRAILING: english("the activation price"),
    TicketKind.SCALED: english("the first price"),
}  # fmt: skip


def used_fields(fields: TicketFields) -> tuple[str, ...]:
    """Names of the fields this order is made of, in the order of the ticket; what others hold is not sent."""
    kind = fields.kind
    ends = kind.rests and fields.time_in_force is TimeInForce.GTD
    asked = (
        ("size", True), ("trail", kind is TicketKind.TRAILING), ("price", kind.rests),
        ("limit", kind.order_kind.has_limit),
        ("last_price", kind is TicketKind.SCALED), ("count", kind is TicketKind.SCALED), ("expires", ends),
        *((name, fields.is_entry) for name in _PLAN),
    )  # fmt: skip
    return tuple(name for name, is_asked in asked if is_asked)


@in_context
def faults_of(
    facts: LineFacts, fields: TicketFields, size: Decimal | None, preview: Preview | None, ask: Ask, largest: Decimal,
    unreadable: Mapping[str, str],
) -> dict[str, str]:  # fmt: skip
    """Field and reason, in the order of the ticket; what is wrong with the order as a whole stands first.

    `size` and `largest` in contract units, `preview` that of the order as it stands, `unreadable` what is typed and no
    number or time, with the reason.
    """
    used = used_fields(fields)
    found = {name: text for name, text in unreadable.items() if name in used}
    found |= {name: text for name, text in chance_faults(fields).items() if name in used}
    if fields.size is not None and fields.size > 0 and size is not None and size <= 0:
        found.setdefault("size", tr("The size is below one lot"))
    told, accepted = _refusals(facts, fields, size, preview, ask, largest)
    found = told | found
    if fields.is_entry and "stop" not in found:
        found |= _past_liquidation(facts, fields, accepted) or _wrong_way_round(facts, fields, found)
    return {name: found[name] for name in sorted(found, key=lambda name: used.index(name) if name in used else -1)}


def chance_faults(fields: TicketFields) -> dict[str, str]:
    """Chances that cannot be said."""
    said = {"probability": fields.probability, "doom": fields.doom}
    words = tr("Chance {given} is not allowed. Allowed: 0 % to 100 % in steps of 5 %.")
    return {
        name: words.format(given=_as_typed(one)) for name, one in said.items() if one is not None and not is_chance(one)
    }


@in_context
def _as_typed(chance: Decimal) -> str:
    """A chance in per cent with every digit."""
    return f"{localised(f'{(chance * HUNDRED).normalize():,f}')} %"


def button_text(fields: TicketFields, faults: Mapping[str, str]) -> str:
    """What a button says that is shut by faults: which field comes first."""
    name = next(iter(faults))
    what = _PRICES.get(fields.kind, english("the trigger")) if name == "price" else _NAMES.get(name)
    return tr("The venue would refuse this") if what is None else tr("Correct {field} to enter").format(field=tr(what))


def _past_liquidation(facts: LineFacts, fields: TicketFields, preview: Preview | None) -> dict[str, str]:
    line = liquidation_after(facts, preview)
    entry = entry_price(fields, facts.mark)
    if preview is None or line is None or fields.stop is None:
        return {}
    if not is_past_liquidation(fields.side, fields.stop, line, entry):
        return {}
    return {"stop": tr("Beyond liquidation, {line}").format(line=number(line, price_places(facts.rules.tick)))}


def _wrong_way_round(facts: LineFacts, fields: TicketFields, found: Mapping[str, str]) -> dict[str, str]:
    """A stop beyond a target is wrong at any price of the entry, so also while that is missing or cannot be used.

    What hangs on that price is not told before: it may be right for the one that is meant.
    """
    named = ("target", "target_2", "target_3")
    targets = [price for name in named if (price := getattr(fields, name)) is not None]
    if fields.stop is None or not targets or any(name in found for name in named):
        return {}
    is_long = fields.side.sign > 0
    nearest = min(targets) if is_long else max(targets)
    if (nearest - fields.stop) * fields.side.sign > 0:
        return {}
    words = tr("A long's stop stands below its target, {target}")
    words = words if is_long else tr("A short's stop stands above its target, {target}")
    return {"stop": words.format(target=number(nearest, price_places(facts.rules.tick)))}


# asking the venue until it has nothing left to refuse


@dataclass(frozen=True, slots=True)
class _Probe:
    """An order to ask about; not anchored, its entry price is none the learner means, so nothing hangs on it."""

    command: Command
    is_anchored: bool = True
    is_own_size: bool = True


def _refusals(
    facts: LineFacts, fields: TicketFields, size: Decimal | None, preview: Preview | None, ask: Ask, largest: Decimal
) -> tuple[dict[str, str], Preview | None]:
    """Every refusal by its field, and what the engine makes of what is left once they are out of the way."""
    found: dict[str, str] = {}
    probe = _first(facts, fields, size)
    answer = preview if preview is not None else None if probe is None else ask(probe.command)
    for _ in range(_ROUNDS):
        if probe is None or answer is None:
            return found, None
        rejected = answer.rejected
        if rejected is None:
            return found, answer if probe.is_anchored else None
        told = _told(facts, fields, rejected, largest)
        if any(name in found for name in told):
            return found, None
        if _counts(probe, rejected):
            found |= told
        following = _without(facts.rules, fields, probe, rejected, facts.mark)
        if following == probe:
            return found, None
        probe = following
        answer = None if probe is None else ask(probe.command)
    return found, None


def _counts(probe: _Probe, rejected: OrderRejected) -> bool:
    """Whether a refusal is about what the learner typed."""
    if rejected.field in _SIZES and not probe.is_own_size:
        return False
    if probe.is_anchored or rejected.reason not in _HANGS:
        return True
    return rejected.reason == Reject.BELOW_MINIMUM and not rejected.allowed.startswith("a notional")


def _first(facts: LineFacts, fields: TicketFields, size: Decimal | None) -> _Probe | None:
    """The order as it stands; where something is missing yet, one at market with what is typed of it."""
    is_own_size = size is not None and size > 0
    count = MOST_SCALED if fields.kind is TicketKind.SCALED else 1
    wanted = size if is_own_size else _smallest(facts.rules, fields, facts.mark, count)
    command = command_of(fields, wanted)
    if command is not None and is_own_size:
        return _Probe(command)
    plan = (fields.stop, fields.target, *(price for price, _ in fields.further), fields.time_exit)
    typed = (fields.price, fields.limit, fields.last_price, fields.count, fields.trail)
    if not is_own_size and all(value is None for value in (*plan, *typed)):
        return None
    if command is not None:
        return _Probe(command, is_own_size=False)
    at_market = command_of(_complete(replace(fields, kind=TicketKind.MARKET)), wanted)
    is_anchored = not fields.kind.needs_price and fields.kind is not TicketKind.TRAILING
    return None if at_market is None else _Probe(at_market, is_anchored, is_own_size)


def _complete(fields: TicketFields) -> TicketFields:
    """Without further targets of which a part is missing."""
    if fields.target is not None and all(price is not None and share is not None for price, share in fields.further):
        return fields
    return replace(fields, target_2=None, share_2=None, target_3=None, share_3=None)


def _smallest(rules: VenueRules, fields: TicketFields, last: Decimal, count: int = 1) -> Decimal:
    """A size that is surely no smaller than the venue allows for each of this many orders; contract units."""
    prices = [one for one in (fields.price, fields.limit, fields.last_price) if one is not None and 0 < one < last]
    price = max(min((last, *prices)), rules.tick)
    least = max(rules.minimum_size, rules.lot, rules.minimum_notional / rules.contract.worth(ONE, price))
    parts = count * (count + 1) // 2  # of a row whose sizes rise the first is the smallest
    return round_to_tick(least, rules.lot, up=True) * parts


def _without(
    rules: VenueRules, fields: TicketFields, probe: _Probe, rejected: OrderRejected, last: Decimal
) -> _Probe | None:
    """The order without what was refused; None where nothing is left to ask about."""
    if rejected.field in _LEVELS:
        return _at_another_price(rules, probe, rejected)
    if rejected.field in _SIZES:
        count = int(probe.command.count) if isinstance(probe.command, PlaceScaled) else 1
        least = _smallest(rules, fields, last, count)
        return replace(probe, command=replace(probe.command, size=least), is_own_size=False)
    changed = _changed(probe.command, rejected)
    return None if changed is None else replace(probe, command=changed)


def _changed(command: Command, rejected: OrderRejected) -> Command | None:
    """The order without a part of it that was refused, or with one that is allowed."""
    field = rejected.field
    if field in ("stop", "target", "time_exit"):
        return replace(command, **{field: None})  # type: ignore[arg-type]  # each may be None
    if field == "targets":
        return replace(command, targets=_other_targets(command, rejected))
    if field in ("expires", "time_in_force"):
        return _untimed(command)
    if isinstance(command, PlaceScaled):
        return replace(command, count=Decimal(2)) if field == "count" else None
    return replace(command, callback=_CALLBACK, offset=None) if field in ("callback", "offset") else None


def _untimed(command: Command) -> Command:
    if isinstance(command, PlaceScaled):
        return replace(command, expires=None)
    return replace(command, expires=None, time_in_force=TimeInForce.GTC)


def _other_targets(command: Command, rejected: OrderRejected) -> tuple[TargetShare, ...]:
    """The targets but for the refused price; where the shares were refused, all with shares that are allowed."""
    targets = command.targets
    if rejected.allowed.startswith("shares"):
        return tuple(replace(one, share=ONE / (len(targets) + 1)) for one in targets)
    return tuple(one for one in targets if f"{one.price:f}" != rejected.given)


def _at_another_price(rules: VenueRules, probe: _Probe, rejected: OrderRejected) -> _Probe | None:
    """An entry whose price was refused: at the tick beside it, at a limit there, or else at market."""
    command, field = probe.command, rejected.field
    level: Decimal | None = getattr(command, field, None)
    if rejected.reason == Reject.OUTSIDE_BAND:
        return None  # all but the margin was looked at before
    if rejected.reason == Reject.WRONG_SIDE_OF_PRICE and command.post_only:
        return replace(probe, command=replace(command, post_only=False))
    if rejected.reason == Reject.WRONG_SIDE_OF_PRICE and field == "trigger":
        # its plan was looked at before: what is left is whether the margin is there
        bare = PlaceOrder(side=command.side, size=command.size, kind=OrderKind.LIMIT, price=level,
                          reduce_only=command.reduce_only, position_side=command.position_side)  # fmt: skip
        return replace(probe, command=bare)
    if level is not None and rules.tick <= level < _MOST and not on_grid(level, rules.tick):
        beside = round_to_tick(level, rules.tick, up=False)
        return replace(probe, command=replace(command, **{field: beside}))  # type: ignore[arg-type]  # a price of it
    at_market = PlaceOrder(
        side=command.side, size=command.size, stop=command.stop, target=command.target, targets=command.targets,
        time_exit=command.time_exit, reduce_only=command.reduce_only, position_side=command.position_side,
    )  # fmt: skip
    return replace(probe, command=at_market, is_anchored=False)


# words of a refusal


def _told(facts: LineFacts, fields: TicketFields, rejected: OrderRejected, largest: Decimal) -> dict[str, str]:
    """The refusal at its field; one for want of margin also names the size that would do."""
    name = rejected.field
    if name == "targets":
        return _target_refused(fields, rejected)
    field = "limit" if name == "price" and fields.kind.order_kind.has_limit else _FIELD_OF.get(name, name)
    if fields.kind is TicketKind.SCALED and name == "price" and rejected.given != f"{fields.price:f}":
        field = "last_price"  # the row leaves what is allowed on its way there
    text = _plain(rejected)
    if fields.kind is TicketKind.SCALED and field == "size" and rejected.reason in _OF_EACH:
        text = tr("{text} Each order of the row must be allowed: fewer orders, or a larger size.").format(text=text)
    if rejected.reason == Reject.INSUFFICIENT_MARGIN:
        most = tr("Largest size at {leverage}: {largest}.").format(
            leverage=leverage_text(facts.state.leverage), largest=facts.amounts.size(largest)
        )
        # the venue rounds what is missing to cents, which says nothing in coin
        text = (
            tr("This size needs more margin than is free. {most}").format(most=most)
            if facts.amounts.is_inverse
            else f"{text} {most}"
        )
    return {field: text}


def _plain(rejected: OrderRejected) -> str:
    return retold(refusal_text(rejected).removesuffix(UNCHANGED))


def _target_refused(fields: TicketFields, rejected: OrderRejected) -> dict[str, str]:
    """Which of several targets the venue refuses: the shares, or the prices that are the refused one."""
    if rejected.allowed.startswith("shares"):
        return _shares_refused(fields)
    prices = {"target": fields.target, "target_2": fields.target_2, "target_3": fields.target_3}
    names = [name for name, price in prices.items() if price is not None and f"{price:f}" == rejected.given]
    return dict.fromkeys(names or ["target"], _plain(rejected))


def _shares_refused(fields: TicketFields) -> dict[str, str]:
    """Shares that are none by themselves, else all that are too much together."""
    shares = {name: getattr(fields, name) for _, name in _FURTHER if getattr(fields, name) is not None}
    alone = [name for name, share in shares.items() if not ZERO < share < HUNDRED]
    words = tr("The further targets close less than 100 % together; the first closes the rest.")
    return dict.fromkeys(alone or shares or ["share_2"], words)
