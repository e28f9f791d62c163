"""What the pills of order lines tell: sizes as they would really fill, results of what would really be open."""

from __future__ import annotations

import pytest

from tests.kit.markets import D, binance, flat, free, leverage, long, market, play
from trainer.engine.commands import ClosePosition, Command, PlaceOrder
from trainer.engine.market import Market
from trainer.engine.words import OrderKind, Side
from trainer.journal.trades import TradeBook
from trainer.presenters.desk_rows import order_rows, position_rows
from trainer.presenters.line_drags import drag_cells, drag_commands
from trainer.presenters.lines import POSITION, LineFacts, lines_of

WHERE = market(flat(10_000, 4), rules=binance())


def facts_after(*commands: Command, where: Market = WHERE) -> LineFacts:
    """What the lines are drawn from after these commands at the close of the second bar."""
    outcome = play(where, *((1, command) for command in commands), bankroll="100000", stop=2)
    assert not [event for event in outcome.events if event.name == "order_rejected"]
    carried = TradeBook(outcome.events, where, 1).carried(where.symbol, None)
    return LineFacts(
        state=outcome.state, market=where, bar=1, mark=where.mark_close(1), liquidation=None, one_r=None, atr=None,
        carried=carried,
    )  # fmt: skip


def cells_of(facts: LineFacts, line_id: str) -> tuple[str, ...]:
    """The pill of one line."""
    return next(line.cells for line in lines_of(facts) if line.id == line_id)


def position_cells(facts: LineFacts) -> tuple[str, str, str]:
    """Unrealised result, ROE and change in price of the open position, as they are shown."""
    (row,) = position_rows(facts, None, 0)
    return row.cells[7].text, row.cells[8].text, cells_of(facts, POSITION)[-1]


# signs


def test_a_return_has_its_sign_as_the_result_beside_it_has() -> None:
    """Bought at 10,000.5 at 8x, the mark at 10,000: -0.005 % of the price, -0.04 % of the margin."""
    assert position_cells(facts_after(leverage(8), long("0.5")))[:2] == ("−0.25", "−0.04 %")


def test_a_return_of_nothing_has_no_sign_as_no_figure_of_nothing_has() -> None:
    where = market(flat(10_000, 4), rules=free())
    assert position_cells(facts_after(leverage(8), long("0.5"), where=where)) == ("0.00", "0.00 %", "0.00 %")
    up = LineFacts(
        state=facts_after(leverage(8), long("0.5"), where=where).state, market=where, bar=1, mark=D("10000.5"),
        liquidation=None, one_r=None, atr=None,
    )  # fmt: skip
    assert position_cells(up)[:2] == ("+0.25", "+0.04 %")


# sizes


def closing(kind: OrderKind, price: str, size: str | None, name: str) -> PlaceOrder:
    """An order that only reduces a long."""
    level = {"price": D(price)} if kind is OrderKind.LIMIT else {"trigger": D(price)}
    return PlaceOrder(
        side=Side.SHORT, kind=kind, size=None if size is None else D(size), reduce_only=True, order_id=name, **level
    )


FIFTHS = (
    closing(OrderKind.TAKE_PROFIT_MARKET, "10100", "0.2", "near"),
    closing(OrderKind.TAKE_PROFIT_MARKET, "10200", "0.2", "far"),
    closing(OrderKind.STOP_MARKET, "9900", "0.2", "low"),
    closing(OrderKind.LIMIT, "10300", "0.2", "limit"),
)


@pytest.mark.parametrize(("closed", "told"), [("0", "0.2"), ("0.6", "0.2"), ("0.8", "0.1")])
def test_what_only_reduces_tells_no_more_than_is_left(closed: str, told: str) -> None:
    left = () if closed == "0" else (ClosePosition(fraction=D(closed)),)
    facts = facts_after(long("0.5"), *FIFTHS, *left)
    assert [cells_of(facts, name)[1] for name in ("near", "far", "low")] == [told] * 3
    assert cells_of(facts, "limit")[0] == f"Limit sell {told}"
    rows = {row.key: row.cells for row in order_rows(facts, {})}
    assert [rows[name][2].text for name in ("near", "far", "low", "limit")] == [told] * 4
    said = "reduce only" if told == "0.2" else "reduce only, up to 0.2"
    assert all(rows[name][8].text.endswith(said) for name in rows)
    assert drag_cells(facts, "near", D(10_150))[1] == told


def test_a_further_target_takes_half_of_what_the_largest_would_really_close() -> None:
    facts = facts_after(long("0.5"), *FIFTHS, ClosePosition(fraction=D("0.8")))
    assert drag_cells(facts, POSITION, D(10_400))[1] == "0.05"
    amended, placed = drag_commands(facts, POSITION, D(10_400))
    assert (amended.size, placed.size) == (D("0.05"), D("0.05"))  # type: ignore[union-attr]  # both have one


def test_an_order_that_opens_tells_its_own_size() -> None:
    entry = PlaceOrder(side=Side.SHORT, kind=OrderKind.LIMIT, size=D("0.2"), price=D(10_300), order_id="turns")
    facts = facts_after(long("0.1"), entry)
    assert cells_of(facts, "turns")[0] == "Limit sell 0.2"


def test_an_order_of_the_whole_position_that_waits_at_its_limit_tells_the_size_of_it() -> None:
    """A stop limit that the market left rests as a limit without a size of its own."""
    stop = PlaceOrder(
        side=Side.SHORT, kind=OrderKind.STOP_LIMIT, trigger=D(9_900), price=D(9_895), reduce_only=True, order_id="left"
    )
    gap = market([*flat(10_000, 2), (9_500, 9_500, 9_400, 9_450), (9_450, 9_450, 9_450, 9_450)], rules=binance())
    outcome = play(gap, (1, long("0.5")), (1, stop), bankroll="100000", stop=3)
    facts = LineFacts(
        state=outcome.state, market=gap, bar=2, mark=gap.mark_close(2), liquidation=None, one_r=None, atr=None
    )
    (resting,) = outcome.state.orders
    assert resting.size is None and resting.kind is OrderKind.LIMIT
    assert cells_of(facts, "left")[0] == "Limit sell 0.5"
