"""The flip twin: what the same log would have been on the other side."""

from __future__ import annotations

from dataclasses import replace
from decimal import Decimal

import numpy as np
import pytest

from tests.kit.markets import free, market, with_fees
from tests.kit.wallets import two
from trainer.engine.commands import AmendOrder, ClosePosition, Decision, PlaceOrder, SetLeverage
from trainer.engine.events import OrderFilled
from trainer.engine.market import Market
from trainer.engine.run import run
from trainer.engine.state import TargetShare
from trainer.engine.words import OrderKind, Side
from trainer.scoring.alternatives import alternatives
from trainer.scoring.flipped import Flipped
from trainer.scoring.twins import named, replay

BANKROLL = Decimal(10_000)
ENTRY = 20

Rows = list[tuple[float, float, float, float]]


def walk(seed: int, bars: int = 120) -> Rows:
    """A walk in tenths around 1,000."""
    rng = np.random.default_rng(seed)
    close = 1_000 + np.cumsum(rng.integers(-40, 41, bars)) / 10
    rows, before = [], 1_000.0
    for value in close.round(1).tolist():
        rows.append((before, max(before, value) + 0.5, min(before, value) - 0.5, value))
        before = value
    return [tuple(round(price, 1) for price in row) for row in rows]  # type: ignore[misc]  # rows of four


def mirrored(rows: Rows) -> Rows:
    """The same walk turned round at the close of the entry."""
    twice = 2 * rows[ENTRY][3]
    return [
        (round(twice - o, 1), round(twice - low, 1), round(twice - high, 1), round(twice - c, 1))
        for o, high, low, c in rows
    ]


def made(rows: Rows) -> Market:
    return market(rows, rules=free())


def story(where: Market, side: Side, kind: OrderKind = OrderKind.MARKET) -> tuple[Decision, ...]:
    """An entry with a stop and two targets, the stop moved, a part closed."""
    price = where.last_close(ENTRY)
    level = None if kind is OrderKind.MARKET else price - side.sign * Decimal("1.5")
    order = PlaceOrder(
        side=side, kind=kind, size=Decimal(2), price=level, stop=price - side.sign * 12, order_id="a",
        targets=tuple(TargetShare(price + side.sign * far, Decimal("0.5")) for far in (9, 25)),
    )  # fmt: skip
    return (
        Decision(ENTRY, SetLeverage(leverage=Decimal(5))), Decision(ENTRY, order),
        Decision(ENTRY + 15, AmendOrder(order_id="a-stop", trigger=price - side.sign * 6)),
        Decision(ENTRY + 40, ClosePosition(fraction=Decimal("0.5"))),
    )  # fmt: skip


def fills(events: object) -> list[tuple[int, Decimal, Side]]:
    return [(one.bar, one.size, one.side) for one in events if isinstance(one, OrderFilled)]  # type: ignore[attr-defined]  # events


@pytest.mark.parametrize("seed", range(8))
@pytest.mark.parametrize("side", Side)
@pytest.mark.parametrize("kind", [OrderKind.MARKET, OrderKind.LIMIT])
def test_it_earns_what_the_log_would_on_bars_turned_round(seed: int, side: Side, kind: OrderKind) -> None:
    """Mirroring prices and sides together changes nothing, so the twin is the log on mirrored bars."""
    rows = walk(seed)
    here, there = made(rows), made(mirrored(rows))
    log = story(here, side, kind)
    own = run(here, log, BANKROLL)
    twin = replay(here, named(log, own.events), BANKROLL, len(rows), Flipped(here, own.events).change)
    on_mirrored = run(there, log, BANKROLL)
    assert len(fills(own.events)) >= 2 or kind is OrderKind.LIMIT
    assert twin.state.wallet == on_mirrored.state.wallet
    assert fills(twin.events) == [(bar, size, turned.opposite) for bar, size, turned in fills(on_mirrored.events)]


@pytest.mark.parametrize("seed", range(4))
def test_turned_round_twice_is_the_log_itself(seed: int) -> None:
    where = made(walk(seed))
    log = story(where, Side.LONG)
    own = run(where, log, BANKROLL)
    state, once = run(where, (), BANKROLL, ENTRY + 1).state, []
    change = Flipped(where, own.events).change
    twin = replay(where, named(log, own.events), BANKROLL, len(where), change)
    for decision in named(log, own.events)[:2]:
        once += [Decision(decision.bar, command) for command in change(state, decision)]
    back = Flipped(where, twin.events)
    twice = [command for decision in once for command in back.change(state, decision)]
    assert twice == [decision.command for decision in named(log, own.events)[:2]]


def test_a_price_that_would_be_below_nothing_is_left_out() -> None:
    where = made(walk(1))
    price = where.last_close(ENTRY)
    order = PlaceOrder(side=Side.LONG, size=Decimal(1), stop=price - 5, target=3 * price)
    (turned,) = Flipped(where, ()).change(run(where, (), BANKROLL, ENTRY + 1).state, Decision(ENTRY, order))
    assert turned == replace(order, side=Side.SHORT, stop=price + 5, target=None)


def test_the_second_symbol_is_mirrored_at_its_own_prices() -> None:
    where = two(walk(1), [tuple(price / 10 for price in row) for row in walk(2)])  # type: ignore[misc]  # rows of four
    second = where.others[0]
    price = second.last_close(ENTRY)
    order = PlaceOrder(side=Side.LONG, size=Decimal(1), stop=price - 1, symbol=second.symbol)
    (turned,) = Flipped(where, ()).change(run(where, (), BANKROLL, ENTRY + 1).state, Decision(ENTRY, order))
    assert isinstance(turned, PlaceOrder) and turned.side is Side.SHORT
    assert turned.stop is not None and abs(turned.stop - (price + 1)) <= second.rules.tick


def test_it_is_one_of_the_twins_and_its_fees_are_its_own() -> None:
    where = market(walk(3), rules=with_fees())
    log = story(where, Side.LONG)
    own = run(where, log, BANKROLL)
    twins = {twin.key: twin for twin in alternatives(where, log, own.events, BANKROLL, len(where))}
    turned = twins["flipped"]
    assert turned.fills > 0 and turned.fees > 0 and turned.steps
    assert turned.net + twins["own"].net < 0, "both sides pay their costs"
