"""What an option of a checkpoint plans and what the recorded bars made of it, both run by the engine."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import UTC, datetime
from decimal import Decimal
from typing import Any

from trainer.core.clock import DAY_MS, iso
from trainer.core.errors import FieldError
from trainer.engine.commands import Decision, PlaceOrder, SetLeverage
from trainer.engine.events import Liquidated, OrderFilled, OrderRejected
from trainer.engine.margin import liquidation_price
from trainer.engine.market import Market
from trainer.engine.run import Outcome, run
from trainer.engine.words import OrderKind, Side
from trainer.journal.codec import parse_decisions

BANKROLL = Decimal(10_000)

Option = dict[str, Any]
Log = list[Decision]


def checkpoint(market: Market, bar: int, head: Mapping[str, Any], ways: Sequence[tuple[Option, Log]],
               held: Log) -> dict[str, Any]:  # fmt: skip
    """One checkpoint as scenario.toml writes it; `ways` are its options with what each does, `held` what came before.

    Raises FieldError naming the checkpoint and the option when the venue would refuse it.
    """
    planned, recorded = [], []
    for option, log in ways:
        if not log and not held:
            continue
        outcome = run(market, [*held, *log], BANKROLL, min(len(market), bar + 1 + DAY_MS // market.last.timeframe_ms))
        refused = next((event for event in outcome.events if isinstance(event, OrderRejected)), None)
        if refused is not None:
            raise FieldError(f"checkpoint {head['id']}", option["text"], f"the venue refuses it ({refused.reason})")
        planned.append(_planned(market, bar, option["text"], [*held, *(item for item in log if item.bar == bar)]))
        recorded.append(_recorded(market, option["text"], outcome))
    return {
        "time": datetime.fromtimestamp(market.close_ms(bar) / 1000, UTC), **head,
        "after_answer": "\n".join(planned), "after_session": "\n".join(recorded),
        "option": [{key: _figure(value) for key, value in option.items() if value is not None and key != "do"}
                   for option, _ in ways],
    }  # fmt: skip


def entry_lines(bar: int, option: Option) -> Log:
    """The decisions of an option that enters; none for one that passes."""
    if not option.get("side"):
        return []
    figures = {key: Decimal(option[key]) for key in ("size", "stop", "target") if option.get(key) is not None}
    order = PlaceOrder(side=Side(option["side"]), size=figures["size"], stop=figures.get("stop"),
                       target=figures.get("target"))  # fmt: skip
    return [Decision(bar, SetLeverage(leverage=Decimal(option["leverage"]))), Decision(bar, order)]


def lines(market: Market, bar: int, rows: Sequence[Mapping[str, Any]]) -> Log:
    """Decision lines of a worked checkpoint; one without a time is given at `bar`."""
    full = [{**row, "time": iso(_ms(row["time"]) if "time" in row else market.close_ms(bar))} for row in rows]
    return list(parse_decisions(full, market))


def bar_of(market: Market, moment: datetime) -> int:
    """The bar that closes at a time; raises FieldError when none does."""
    for bar in range(market.start, len(market)):
        if market.close_ms(bar) == _ms(moment):
            return bar
    raise FieldError("checkpoint time", f"{moment:%Y-%m-%d %H:%M}", "the close of a playable bar")


def _planned(market: Market, bar: int, text: str, log: Log) -> str:
    """Exposure, loss at the stop and liquidation price right after the choice; no later bar is read."""
    state = run(market, log, BANKROLL, bar + 1).state
    position = state.position
    if position is None:
        return f"{text}: nothing is open."
    mark = market.mark_close(bar)
    exposure = position.notional(mark) / (state.wallet + position.unrealised(mark))
    line = liquidation_price(state, market.rules)
    long = position.side is Side.LONG
    stops = [order.level for order in state.orders if order.kind is OrderKind.STOP_MARKET]
    parts = [f"{text}: exposure {exposure:.2f} times the bankroll"]
    if stops and line is not None and (stops[0] <= line if long else stops[0] >= line):
        parts.append(f"the stop lies beyond liquidation at {_price(line)}")
    elif stops:
        loss = (BANKROLL - state.wallet - position.unrealised(stops[0])) / BANKROLL * 100
        parts.append(f"{loss:.1f} % lost at the stop" if loss > 0 else "nothing lost at the stop")
        if line is not None:
            parts.append(f"liquidation at {_price(line)}")
    elif line is not None:
        parts.append(f"no stop, so the exit is liquidation at {_price(line)}")
    return ", ".join(parts) + "."


def _recorded(market: Market, text: str, outcome: Outcome) -> str:
    """How it ended on the recorded bars of the day after."""
    hurt = next((event for event in outcome.events if isinstance(event, Liquidated)), None)
    fills = [event for event in outcome.events if isinstance(event, OrderFilled)]
    position = outcome.state.position
    equity = outcome.state.wallet + (position.unrealised(market.mark_close(outcome.stop - 1)) if position else 0)
    result = f"{signed((equity - BANKROLL) / BANKROLL * 100)} % of the bankroll"
    if hurt is not None:
        return f"{text}: liquidated at {_clock(hurt.time_ms)} UTC, {result}."
    if position is None:
        return f"{text}: out at {_clock(fills[-1].time_ms)} UTC, {result}."
    return f"{text}: still open a day later or at the end, {result}."


def _figure(value: object) -> object:
    return f"{value.normalize():f}" if isinstance(value, Decimal) else value if isinstance(value, str) else str(value)


def _price(value: Decimal) -> str:
    return f"{value:,.2f}" if value >= 50 else f"{value:,.4f}"


def _ms(moment: datetime) -> int:
    return int(moment.timestamp() * 1000)


def _clock(time_ms: int) -> str:
    return f"{datetime.fromtimestamp(time_ms / 1000, UTC):%d %b %H:%M}"


def signed(value: Decimal) -> str:
    """Two decimals with a sign and a true minus."""
    return f"{value:+.2f}".replace("-", "−")
