"""What the pills of order lines tell: sizes as they would really fill, results of what would really be open."""

from __future__ import annotations

from dataclasses import replace
from decimal import Decimal

import pytest

from tests.kit.markets import D, binance, flat, free, leverage, long, market, play, short, with_fees
from trainer.engine.commands import ClosePosition, Command, PlaceOrder
from trainer.engine.market import Market
from trainer.engine.state import TargetShare
from trainer.engine.words import MarginMode, OrderKind, Role, Side
from trainer.journal.trades import TradeBook
from trainer.presenters.desk_rows import order_rows, position_rows
from trainer.presenters.desk_ticket_lines import preview_lines
from trainer.presenters.line_drags import drag_cells, drag_commands
from trainer.presenters.lines import POSITION, LineFacts, lines_of
from trainer.presenters.ticket_fields import TicketFields, TicketKind, command_of
from trainer.session.preview import preview

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


# what an entry brings: told of the position that results


def entry(side: Side, size: str, price: str, stop: str, target: str | None = None, **more: object) -> PlaceOrder:
    """A limit that rests and brings a stop, and a target where one is named."""
    return replace(
        PlaceOrder(side=side, kind=OrderKind.LIMIT, size=D(size), price=D(price), stop=D(stop), order_id="new"),
        target=None if target is None else D(target), **more,
    )  # fmt: skip


def once_there(where: Market, *commands: Command) -> dict[str, tuple[str, ...]]:
    """The pills of what rests once the third bar has filled the entry."""
    outcome = play(where, *((1, command) for command in commands), bankroll="100000", stop=3)
    facts = LineFacts(
        state=outcome.state, market=where, bar=2, mark=where.mark_close(2), liquidation=None, one_r=None, atr=None,
        carried=TradeBook(outcome.events, where, 2).carried(where.symbol, None),
    )  # fmt: skip
    return {line.id: line.cells for line in lines_of(facts)}


DOWN = market([*flat(10_000, 2), (10_000, 10_000, 9_890, 9_890), (9_890, 9_890, 9_890, 9_890)], rules=with_fees())
UP = market([*flat(10_000, 2), (10_000, 10_110, 10_000, 10_110), (10_110, 10_110, 10_110, 10_110)], rules=with_fees())
BRACKET = {"new:stop": "new-stop", "new:target": "new-target"}
SHARES = (TargetShare(D(10_300), D("0.5")), TargetShare(D(10_400), D("0.5")))


@pytest.mark.parametrize("held", ["0", "0.5"], ids=["flat", "adds"])
def test_what_an_adding_entry_brings_is_told_of_the_whole_position(held: str) -> None:
    new, before = entry(Side.LONG, "0.2", "9900", "9700", "10300"), () if held == "0" else (long(held),)
    facts = facts_after(*before, new, where=DOWN)
    later = once_there(DOWN, *before, new)
    for waiting, there in BRACKET.items():
        assert cells_of(facts, waiting)[1:] == later[there][1:2], waiting
    # 0.7 bought for 6,980 with fees of 2.5 and 0.396, sold at 9,700 with 3.395
    if held != "0":
        assert cells_of(facts, "new:stop")[1] == "−196.29"
        assert drag_cells(facts, "new:stop", D(9_700))[1] == "−196.29"


def test_what_a_reversing_entry_brings_is_told_of_what_it_opens() -> None:
    """0.8 sold at 10,100 over 0.5 long: a short of 0.3 that pays 3 / 8 of the fee."""
    new = entry(Side.SHORT, "0.8", "10100", "10300", "9500")
    facts, later = facts_after(long("0.5"), new, where=UP), once_there(UP, long("0.5"), new)
    for waiting, there in BRACKET.items():
        assert cells_of(facts, waiting)[1:] == later[there][1:2], waiting
    assert cells_of(facts, "new:stop")[1] == "−62.15"  # 0.3 * 200 + 0.606 + 1.545


def test_several_targets_of_an_adding_entry_close_their_share_of_what_it_opens() -> None:
    new = entry(Side.LONG, "0.2", "9900", "9700", targets=SHARES)
    facts, later = facts_after(long("0.5"), new, where=DOWN), once_there(DOWN, long("0.5"), new)
    for number in ("1", "2"):
        assert cells_of(facts, f"new:{number}")[2] == later[f"new-target-{number}"][2], number


def test_an_entry_that_only_reduces_says_that_it_brings_neither_stop_nor_target() -> None:
    facts = facts_after(long("0.5"), entry(Side.SHORT, "0.2", "10100", "10300", "9500"), where=UP)
    for waiting in BRACKET:
        assert cells_of(facts, waiting)[1:] == ("none: the order only reduces",)


def test_an_entry_that_would_not_fill_beside_what_is_held_is_told_of_itself_and_says_so() -> None:
    """In cross at 10x 50 BTC lose 4,750 on the way to a limit of 47 more: its margin is no longer there."""
    where = market([*flat(10_000, 2), (10_000, 10_000, 9_905, 9_905), (9_905,) * 4], rules=with_fees())
    new = entry(Side.LONG, "47", "9900", "9700")
    log = ((1, leverage(10, MarginMode.CROSS)), (1, long("50")), (1, new))
    outcome = play(where, *log, bankroll="100000", stop=3)
    facts = LineFacts(
        state=outcome.state, market=where, bar=2, mark=where.mark_close(2), liquidation=None, one_r=None, atr=None
    )
    assert outcome.state.order("new") is not None
    assert cells_of(facts, "new:stop")[1:] == ("−9,721.01", "this order alone")  # 9,400 + 93.06 + 227.95


@pytest.mark.parametrize("held", [(), (long("0.5"),), (short("0.5"),), (short("0.1"),)], ids=["flat", "+5", "-5", "-1"])
@pytest.mark.parametrize("is_split", [False, True], ids=["one", "split"])
@pytest.mark.parametrize(
    ("kind", "levels"),
    [
        (TicketKind.LIMIT, {"price": D(9_900)}),
        (TicketKind.STOP, {"price": D(10_100)}),
        (TicketKind.STOP_LIMIT, {"price": D(10_100), "limit": D(10_200)}),
        (TicketKind.STOP_LIMIT, {"price": D(10_100), "limit": D(10_050)}),
        (TicketKind.SCALED, {"price": D(9_950), "last_price": D(9_850), "count": D(3)}),
        (TicketKind.BRACKET, {}),
    ],
)
def test_the_ticket_tells_the_same_as_the_lines_of_the_order_once_it_is_placed(
    kind: TicketKind, levels: dict[str, Decimal], held: tuple[Command, ...], is_split: bool
) -> None:
    """Shipped costs and slippage; a bracket is at market, and its lines are those of the position then."""
    more = {"target_2": D(10_400), "share_2": D(40)} if is_split else {}
    fields = TicketFields(side=Side.LONG, kind=kind, size=D("0.3"), stop=D(9_700), target=D(10_300), **levels, **more)
    before, command = facts_after(*held), command_of(fields, D("0.3"))
    assert command is not None
    seen = {line.id: line.cells for line in preview_lines(
        before, fields, D("0.3"), preview(before.state, command, WHERE, 1)
    )}  # fmt: skip
    after = facts_after(*held, command)
    told = {line.id: line.cells for line in lines_of(after)}
    names = ("target:1", "target_2:2") if is_split else ("target:target",)
    if kind is TicketKind.BRACKET:
        if any(order.role is Role.STOP for order in after.state.orders):
            stop = next(order for order in after.state.orders if order.role is Role.STOP)
            assert seen["preview_stop"][1] == told[stop.order_id][1]
        else:
            assert seen["preview_stop"][1] == "none: the order only reduces"
        return
    new = next(order for order in after.state.orders if order.role is Role.ENTRY)
    for name, what in (one.split(":") for one in ("stop:stop", *names)):
        shown = seen[f"preview_{name}"]
        assert shown[2 if is_split and name != "stop" else 1] in told[f"{new.order_id}:{what}"], (name, shown)


def test_results_of_what_an_entry_brings_are_hidden_with_the_others() -> None:
    facts = facts_after(long("0.5"), entry(Side.LONG, "0.2", "9900", "9700", "10300"), where=DOWN)
    assert cells_of(replace(facts, is_hidden=True), "new:stop") == ("Stop once filled",)
