"""What a leverage means for the order being built and for what is held: the slider's facts, as the engine has them."""

from __future__ import annotations

from dataclasses import dataclass, replace
from decimal import Decimal

from trainer.coaching.refusals import UNCHANGED, refusal_text
from trainer.core.language import retold, tr
from trainer.core.units import ONE, ZERO, floor_to, in_context
from trainer.engine.apply import apply
from trainer.engine.commands import PlaceOrder, PlaceScaled, SetLeverage
from trainer.engine.events import OrderRejected
from trainer.engine.lanes import account_seen, focus, liquidation_seen
from trainer.engine.state import State
from trainer.engine.words import MarginMode, Reject, Role
from trainer.presenters.desk_sizing import entry_price
from trainer.presenters.desk_texts import leverage_text, number, price_places
from trainer.presenters.desk_views import DASH, Figure, LeverageHint
from trainer.presenters.figures import percent
from trainer.presenters.lines import LineFacts
from trainer.presenters.ticket_fields import TicketFields, command_of, without_plan
from trainer.session.closing import is_past_liquidation
from trainer.session.preview import preview

STOPS: tuple[int, ...] = (1, 2, 3, 5, 10, 20, 50, 100, 125)
NONE = Figure(DASH, "quiet")


@dataclass(frozen=True, slots=True)
class _Seen:
    """The leg of the order after a leverage was set and the order filled; `price` is that of the fill or the mark."""

    rejected: OrderRejected | None
    after: State
    price: Decimal
    line: Decimal | None = None
    effective: Decimal = ZERO
    margin: Decimal = ZERO


@in_context
def leverage_hint(facts: LineFacts, fields: TicketFields, size: Decimal | None, leverage: Decimal) -> LeverageHint:
    """Liquidation, distance, effective leverage and margin at this leverage, and from where on the stop is past it.

    Of the order being built with what is held; without one of what is held, and flat of the smallest order there is,
    which tells the liquidation price alone. A refusal of the venue takes the place of the sentence.
    """
    order = _order(facts, fields, size)
    seen = _at(facts, order, leverage)
    line = seen.line
    beyond, stop = _beyond_from(facts, fields, size, order)
    sentence = tr("The multiple sets margin and liquidation. Size sets risk.")
    if seen.rejected is not None:
        sentence = retold(refusal_text(seen.rejected).removesuffix(UNCHANGED))
    elif beyond is not None and stop is not None:
        sentence = tr("From {beyond} the stop at {stop} lies beyond liquidation.").format(
            beyond=leverage_text(beyond), stop=number(stop, price_places(facts.rules.tick))
        )
    is_sized = seen.rejected is None and (facts.state.position is not None or (size is not None and size > 0))
    return LeverageHint(
        leverage=leverage,
        maximum=facts.rules.maximum_leverage,
        beyond_from=beyond,
        sentence=sentence,
        liquidation=NONE if line is None else Figure(number(line, price_places(facts.rules.tick)), "liquidation"),
        away=NONE if line is None else Figure(percent(abs(facts.mark - line) / facts.mark)),
        effective=Figure(f"{number(seen.effective)}×" if is_sized else DASH),
        margin=Figure(facts.amounts.text(seen.margin)) if is_sized else NONE,
    )


def _order(facts: LineFacts, fields: TicketFields, size: Decimal | None) -> PlaceOrder | PlaceScaled | None:
    """The order being built, bare of what it brings; None where there is none and something is held."""
    order = command_of(without_plan(fields), size)
    if order is not None or facts.state.position is not None:
        return order
    opens = replace(without_plan(fields), reduce_only=False, side=fields.leg or fields.side)
    least = _least(facts, fields)
    return command_of(opens, least) or PlaceOrder(side=opens.side, size=least, position_side=opens.leg)


@in_context
def _least(facts: LineFacts, fields: TicketFields) -> Decimal:
    """The smallest size the venue takes."""
    rules = facts.rules
    worth = rules.contract.worth(ONE, entry_price(fields, facts.mark))
    least = max(rules.lot, rules.minimum_size, rules.minimum_notional / worth if worth > 0 else ZERO)
    size = floor_to(least, rules.lot)
    return size if size >= least else size + rules.lot


def _at(facts: LineFacts, order: PlaceOrder | PlaceScaled | None, leverage: Decimal) -> _Seen:
    """Ask the engine for the leverage and then for the order; nothing is kept."""
    market, bar = facts.market, facts.bar
    state, events = apply(focus(facts.state, 0), SetLeverage(leverage=leverage), market, bar)
    rejected = next((event for event in events if isinstance(event, OrderRejected)), None)
    after = focus(state, facts.state.lane)
    if rejected is not None:
        return _Seen(rejected, after, facts.mark)
    if order is not None:
        told = preview(state, order, market, bar)
        if told.rejected is not None or told.fill_price is not None:
            return _Seen(told.rejected, told.after, told.fill_price or facts.mark, told.liquidation_price,
                         told.effective_leverage, told.margin)  # fmt: skip
        after = told.after
    account, held = account_seen(after, market, bar), after.position
    margin = held.margin if held is not None and held.mode is MarginMode.ISOLATED else account.position_margin
    return _Seen(None, after, facts.mark, liquidation_seen(after, market, bar), account.effective_leverage, margin)


def _beyond_from(
    facts: LineFacts, fields: TicketFields, size: Decimal | None, order: PlaceOrder | PlaceScaled | None
) -> tuple[Decimal | None, Decimal | None]:
    """Lowest whole leverage at which the stop would never fire, and that stop; None when there is none."""
    resting = facts.state.protective(Role.STOP)
    typed = fields.stop if fields.is_entry and order is not None else None
    stop = typed or (None if resting is None else resting.level)
    if stop is None or facts.state.margin_mode is not MarginMode.ISOLATED:
        return None, stop
    held = facts.state.position
    whole = (ZERO if held is None else held.quantity) + (size or ZERO)
    low, high = 1, int(facts.rules.leverage_allowed(facts.rules.measured(whole, facts.mark)))
    if high < low or not _is_beyond(facts, typed, order, high):
        return None, stop
    while low < high:
        middle = (low + high) // 2
        if _is_beyond(facts, typed, order, middle):
            high = middle
        else:
            low = middle + 1
    return Decimal(low), stop


def _is_beyond(facts: LineFacts, typed: Decimal | None, order: PlaceOrder | PlaceScaled | None, leverage: int) -> bool:
    seen = _at(facts, order, Decimal(leverage))
    if seen.rejected is not None:
        return seen.rejected.reason == Reject.WOULD_LIQUIDATE
    position, resting = seen.after.position, seen.after.protective(Role.STOP)
    stop = typed or (None if resting is None else resting.level)
    if position is None or stop is None:
        return False
    return is_past_liquidation(position.side, stop, seen.line, seen.price)
