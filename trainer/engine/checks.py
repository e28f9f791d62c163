"""What the venue refuses, each with the reason, the field and the figures."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal

from trainer.core.english import english
from trainer.core.units import LARGEST_POWER, ONE, ZERO, exact, on_grid, round_to_tick
from trainer.engine.commands import PlaceOrder
from trainer.engine.market import Market
from trainer.engine.rules import VenueRules
from trainer.engine.state import Order, State, Trail
from trainer.engine.words import OrderKind, Reject, Side, TimeInForce, TriggerSource

# Binance: 0.1 % to 10 % (venue rules, section 8)
LEAST_CALLBACK, MOST_CALLBACK = Decimal("0.001"), Decimal("0.1")
MOST = Decimal(10) ** LARGEST_POWER


class Refusal(Exception):  # noqa: N818 - a refusal by the rules is an answer, not an error
    """Carries the answer from a check to `apply`, which turns it into an OrderRejected event."""

    def __init__(self, reason: Reject, field: str, given: object = "", allowed: object = "") -> None:
        """Figures as the learner typed them and as the venue allows them."""
        super().__init__(reason)
        self.reason = reason
        self.field = field
        self.given = _text(given)
        self.allowed = _text(allowed)


def _text(value: object) -> str:
    return f"{value:f}" if isinstance(value, Decimal) else str(value)


def told(rules: VenueRules, value: Decimal, *, up: bool = False) -> str:
    """Money as a refusal tells it, rounded so that what is free is there and what is needed is enough."""
    places = rules.contract.places
    return f"{round_to_tick(value, ONE.scaleb(-places), up=up):.{places}f}"


@dataclass(frozen=True, slots=True)
class Here:
    """The market at the decision: newest bar and its last and mark close."""

    market: Market
    bar: int
    last: Decimal
    mark: Decimal

    def price(self, source: TriggerSource) -> Decimal:
        """Close of the series a trigger watches."""
        return exact(self.market.series(source).close[self.bar])


def check_size(here: Here, size: Decimal | None, price: Decimal, *, reduce_only: bool) -> Decimal:
    """A size on the lot and above the venue's minimum; returns it."""
    rules = here.market.rules
    if size is None or not size.is_finite() or not 0 < size < MOST:
        raise Refusal(Reject.BAD_SIZE, "size", size, english("above 0 in steps of {step}").format(step=rules.lot))
    if not on_grid(size, rules.lot):
        raise Refusal(Reject.BAD_SIZE, "size", size, english("steps of {step}").format(step=rules.lot))
    if size < rules.minimum_size and not reduce_only:
        raise Refusal(Reject.BELOW_MINIMUM, "size", size, rules.minimum_size)
    if rules.contract.worth(size, price) < rules.minimum_notional and not reduce_only:
        raise Refusal(
            Reject.BELOW_MINIMUM,
            "size",
            size,
            english("a notional of at least {least}").format(least=f"{rules.minimum_notional:f}"),
        )
    return size


def check_price(here: Here, field: str, price: Decimal | None) -> Decimal:
    """A price above 0 on the tick; returns it."""
    tick = here.market.rules.tick
    if price is None or not price.is_finite() or not 0 < price < MOST or not on_grid(price, tick):
        raise Refusal(Reject.BAD_PRICE, field, price, english("above 0 in steps of {step}").format(step=tick))
    return price


def check_band(here: Here, field: str, price: Decimal) -> None:
    """A limit price inside the venue's band around the mark."""
    band = here.market.rules.price_band
    if band is None:
        return
    low, high = here.mark * (ONE - band), here.mark * (ONE + band)
    if not low <= price <= high:
        tick = here.market.rules.tick
        low, high = round_to_tick(low, tick, up=True), round_to_tick(high, tick, up=False)
        raise Refusal(
            Reject.OUTSIDE_BAND, field, price, english("{low} to {high}").format(low=f"{low:f}", high=f"{high:f}")
        )


def check_trigger(here: Here, side: Side, kind: OrderKind, trigger: Decimal, reference: Decimal, field: str) -> None:
    """Stops lie behind the price, targets ahead of it; equal is on the wrong side."""
    above = kind.is_stop == (side is Side.LONG)
    if (above and trigger <= reference) or (not above and trigger >= reference):
        raise Refusal(Reject.WRONG_SIDE_OF_PRICE, field, trigger, beyond(here, reference, above=above))


def beyond(here: Here, price: Decimal, *, above: bool) -> str:
    """Which prices lie on one side of this one; where it is off the grid, told by the tick before the first of them."""
    tick = here.market.rules.tick
    told = price if on_grid(price, tick) else round_to_tick(price, tick, up=not above)
    return (english("above {price}") if above else english("below {price}")).format(price=f"{told:f}")


def watched(here: Here, command: PlaceOrder) -> TriggerSource:
    """The series an order's trigger watches: the one asked for, else the venue's default."""
    return command.trigger_source or here.market.rules.default_trigger


def trail_of(here: Here, command: PlaceOrder) -> Trail | None:
    """How a trailing stop follows, active at once when it has no activation price."""
    if command.kind is not OrderKind.TRAILING_STOP:
        return None
    now = here.price(watched(here, command))
    return Trail(command.callback, command.offset, now if command.activation is None else None)


def trailing_level(here: Here, command: PlaceOrder) -> Decimal:
    """First level of a trailing stop: its activation price, or the trigger behind the present price."""
    callback, offset = command.callback, command.offset
    if (callback is None) == (offset is None):
        raise Refusal(Reject.BAD_VALUE, "callback", callback or "nothing", english("either a callback or an offset"))
    if callback is not None and not callback.is_finite():
        raise Refusal(
            Reject.BAD_VALUE,
            "callback",
            callback,
            english("{low} to {high}").format(low=LEAST_CALLBACK, high=MOST_CALLBACK),
        )
    if callback is not None and not LEAST_CALLBACK <= callback <= MOST_CALLBACK:
        raise Refusal(
            Reject.BAD_VALUE,
            "callback",
            callback,
            english("{low} to {high}").format(low=LEAST_CALLBACK, high=MOST_CALLBACK),
        )
    if offset is not None:
        check_price(here, "offset", offset)
    trail = trail_of(here, command)
    if trail is not None and trail.best is not None:
        level = trail.level(trail.best, falls=command.side is Side.SHORT)
        if level <= 0:
            raise Refusal(Reject.BAD_VALUE, "offset", offset, english("below {price}").format(price=f"{trail.best:f}"))
        return level
    now = here.price(watched(here, command))
    activation = check_price(here, "activation", command.activation)
    check_trigger(here, command.side, OrderKind.TAKE_PROFIT_MARKET, activation, now, "activation")
    return command.activation or ZERO


def check_bracket(here: Here, command: PlaceOrder, reference: Decimal) -> None:
    """Stop and target of an entry on their sides of the expected fill."""
    side = command.side.opposite
    if command.stop is not None:
        check_price(here, "stop", command.stop)
        check_trigger(here, side, OrderKind.STOP_MARKET, command.stop, reference, "stop")
    if command.target is not None:
        check_price(here, "target", command.target)
        check_trigger(here, side, OrderKind.TAKE_PROFIT_MARKET, command.target, reference, "target")
    if command.targets and command.target is not None:
        raise Refusal(Reject.BAD_VALUE, "targets", len(command.targets), english("either one target or several"))
    for target in command.targets:
        check_price(here, "targets", target.price)
        check_trigger(here, side, OrderKind.TAKE_PROFIT_MARKET, target.price, reference, "targets")
        if not target.share.is_finite() or not 0 < target.share <= 1:
            raise Refusal(Reject.BAD_VALUE, "targets", target.share, english("shares above 0, at most 1"))
    if sum((target.share for target in command.targets), ZERO) > 1:
        raise Refusal(Reject.BAD_VALUE, "targets", "more than 1", english("shares of 1 at most together"))


def check_times(here: Here, command: PlaceOrder) -> None:
    """Expiry and time exit lie in the future."""
    now = here.market.close_ms(here.bar)
    for field, value in (("expires", command.expires), ("time_exit", command.time_exit)):
        if value is not None and value <= now:
            raise Refusal(Reject.BAD_VALUE, field, value, english("a time after now"))
    if command.post_only and command.kind is not OrderKind.LIMIT and not command.kind.has_limit:
        raise Refusal(Reject.BAD_VALUE, "post_only", "true", english("only for orders with a limit price"))
    force = command.time_in_force
    if force is TimeInForce.GTD and command.expires is None:
        raise Refusal(Reject.BAD_VALUE, "expires", "nothing", english("gtd needs the time it ends"))
    if not force.rests and (command.kind is not OrderKind.LIMIT or command.post_only or command.expires is not None):
        raise Refusal(
            Reject.BAD_VALUE, "time_in_force", force, english("gtc here: ioc and fok are for plain limit orders")
        )


def exposure(state: State, side: Side, size: Decimal) -> Decimal:
    """Size the account would hold on this side if everything resting on it filled, with `size` more."""
    held = state.position.size * side.sign if state.position else ZERO
    resting = sum((order.size or ZERO for order in state.orders if order.side is side and not order.reduce_only), ZERO)
    return max(ZERO, held + resting + size)


def check_tier(here: Here, state: State, side: Side, size: Decimal) -> None:
    """The chosen leverage fits the tier of position, same-side orders and this order at the mark."""
    rules, whole = here.market.rules, exposure(state, side, size)
    allowed = rules.leverage_allowed(rules.measured(whole, here.mark))
    if whole > 0 and state.leverage > allowed:
        raise Refusal(Reject.LEVERAGE_ABOVE_TIER, "leverage", state.leverage, allowed)


def check_resting(here: Here, order: Order) -> None:
    """Price rules of an order that is to rest (new or amended)."""
    if order.trail is not None:
        return
    field = "trigger" if order.kind.is_triggered else "price"
    check_price(here, field, order.level)
    if order.kind.has_limit:
        check_price(here, "price", order.limit)
    if order.kind.is_triggered:
        check_trigger(here, order.side, order.kind, order.level, here.price(order.source), field)
    elif not order.reduce_only:
        check_band(here, field, order.level)
