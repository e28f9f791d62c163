"""A row of limit orders between two prices: one command, one answer, one order a price."""

from __future__ import annotations

from dataclasses import replace
from decimal import Decimal

from trainer.core.english import english
from trainer.core.units import floor_to, in_context, round_to_tick
from trainer.engine.book import Book
from trainer.engine.checks import Here, Refusal, check_price, check_size
from trainer.engine.commands import PlaceOrder, PlaceScaled
from trainer.engine.orders import fresh_id, place
from trainer.engine.rules import VenueRules
from trainer.engine.words import OrderKind, Reject, Side, Sizing

MOST_SCALED = 50


@in_context
def rungs_of(rules: VenueRules, command: PlaceScaled) -> tuple[tuple[Decimal, Decimal], ...]:
    """Price and size of each order: prices evenly apart, on the tick that is better for the learner.

    Sizes are on the lot, alike or in the ratio 1 : 2 : 3 and so on; what the lot leaves over goes to the last.
    """
    number = int(command.count)
    weights = [1] * number if command.sizing is Sizing.EVEN else list(range(1, number + 1))
    sizes = [floor_to(command.size * weight / sum(weights), rules.lot) for weight in weights[:-1]]
    sizes.append(command.size - sum(sizes))
    reach = command.last_price - command.first_price
    prices = (command.first_price + reach * place_no / (number - 1) for place_no in range(number))
    up = command.side is Side.SHORT
    return tuple((round_to_tick(price, rules.tick, up=up), size) for price, size in zip(prices, sizes, strict=True))


def place_scaled(book: Book, here: Here, command: PlaceScaled) -> None:
    """Place the row; one refusal refuses all."""
    count = command.count
    if not count.is_finite() or count != count.to_integral_value() or not 2 <= count <= MOST_SCALED:
        raise Refusal(
            Reject.BAD_VALUE, "count", count, english("a whole number from 2 to {most}").format(most=MOST_SCALED)
        )
    for field, price in (("first_price", command.first_price), ("last_price", command.last_price)):
        check_price(here, field, price)
    check_size(here, command.size, command.first_price, reduce_only=command.reduce_only)
    parent = fresh_id(book, command.order_id)
    plan = PlaceOrder(
        side=command.side, kind=OrderKind.LIMIT, stop=command.stop, target=command.target, targets=command.targets,
        reduce_only=command.reduce_only, post_only=command.post_only, expires=command.expires,
        time_exit=command.time_exit, probability=command.probability,
    )  # fmt: skip
    for number, (price, size) in enumerate(rungs_of(book.rules, command), 1):
        if command.reduce_only and book.state.position is None:
            break  # the ones before closed all there was
        place(book, here, replace(plan, size=size, price=price, order_id=f"{parent}-{number}"))
