"""Checkpoints of a cut folder: authored questions, figures of the bars revealed when they are asked, recorded ends.

The times are spread evenly over the playable bars, so no outcome chose them. `checkpoints_of` reads only bars up to the
decision for question, options and answer; what came of each option is run by the engine and told after the session.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime
from decimal import Decimal
from typing import Any

from trainer.engine.commands import Decision, PlaceOrder, SetLeverage
from trainer.engine.events import Liquidated, OrderFilled
from trainer.engine.market import Market
from trainer.engine.run import run
from trainer.engine.words import Side
from trainer.scenarios.load import Scenario
from trainer.session.markets import market_of

BEST = frozenset({
    "2020-03-12-black-thursday-btc", "2020-03-19-whipsaw-btc", "2020-05-09-halving-weekend-btc",
    "2020-08-01-weekend-eth", "2020-08-01-weekend-btc", "2020-11-25-thanksgiving-btc",
})  # fmt: skip
MANY, FEW = 8, 3
HOUR_MS, DAY_MS = 3_600_000, 86_400_000
BANKROLL = Decimal(10_000)


@dataclass(frozen=True)
class View:
    """What is known at a decision: price, average hourly range of 14 hours, moves; all of revealed bars."""

    coin: str
    price: Decimal
    span: Decimal
    high: Decimal
    low: Decimal
    change: Decimal
    places: int
    lot: Decimal

    def at(self, ranges: str) -> Decimal:
        """The price this many average hourly ranges away, on the grid of shown decimals."""
        return (self.price + Decimal(ranges) * self.span).quantize(Decimal(1).scaleb(-self.places))

    def sized(self, risk: str, stop: Decimal) -> Decimal:
        """Coin size whose price loss at the stop is this per cent of the bankroll, down to the lot."""
        return self.floor(BANKROLL * Decimal(risk) / 100 / abs(self.price - stop))

    def worth(self, multiple: str) -> Decimal:
        """Coin size whose notional is this multiple of the bankroll, down to the lot."""
        return self.floor(BANKROLL * Decimal(multiple) / self.price)

    def floor(self, size: Decimal) -> Decimal:
        """Down to the lot, one lot at least."""
        return max(self.lot, size // self.lot * self.lot)

    def words(self) -> str:
        """Where the market stands."""
        return (
            f"Price {self.price:,.{self.places}f}, {signed(self.change)} % in a day between "
            f"{self.low:,.{self.places}f} and {self.high:,.{self.places}f}; "
            f"an hour spans {self.span:,.{self.places}f} on average."
        )


Option = dict[str, Any]


@dataclass(frozen=True)
class Template:
    """One authored question."""

    id: str
    title: str
    concepts: tuple[str, ...]
    ask: str
    why: str
    options: Callable[[View], list[Option]]


def entry(view: View, side: Side, size: Decimal, leverage: int, stop: Decimal | None, target: Decimal | None,
          words: str = "") -> Option:  # fmt: skip
    """One way to enter, with its own short text."""
    text = words or f"{'Buy' if side is Side.LONG else 'Sell'} {size.normalize():f} {view.coin} at {leverage}×"
    return {"text": text, "side": side.value, "size": size, "leverage": leverage, "stop": stop, "target": target}


PASS: Option = {"text": "Pass"}


def _sizes(view: View) -> list[Option]:
    stop, target = view.at("-2"), view.at("4")
    return [*(entry(view, Side.LONG, view.sized(risk, stop), leverage, stop, target)
              for risk, leverage in (("1", 2), ("5", 5), ("20", 20))), PASS]  # fmt: skip


def _leverages(view: View) -> list[Option]:
    size = view.worth("0.5")
    return [*(entry(view, Side.LONG, size, leverage, None, None) for leverage in (2, 10, 50)), PASS]


def _stops(view: View) -> list[Option]:
    size = view.worth("0.5")
    choices = ((view.at("-2"), "two hourly ranges away"), ((view.price * Decimal("0.93")).quantize(view.price),
               "7 % away"), (None, "no stop"))  # fmt: skip
    return [*(entry(view, Side.LONG, size, 20, stop, None, f"20×, {words}") for stop, words in choices), PASS]


def _sides(view: View) -> list[Option]:
    up, down = view.sized("1", view.at("-2")), view.sized("1", view.at("2"))
    return [
        entry(view, Side.LONG, up, 3, view.at("-2"), view.at("3"), "Buy, stop and target set"),
        entry(view, Side.SHORT, down, 3, view.at("2"), view.at("-3"), "Sell, stop and target set"),
        entry(view, Side.LONG, up, 3, None, None, "Buy, decide the exit later"),
        PASS,
    ]


def _noise(view: View) -> list[Option]:
    return [*(entry(view, Side.LONG, view.sized("1", view.at(away)), 5, view.at(away), view.at("3"), words)
              for away, words in (("-0.25", "Stop a quarter range away"), ("-1.5", "Stop 1.5 ranges away"),
                                  ("-3", "Stop three ranges away"))), PASS]  # fmt: skip


def _scalp(view: View) -> list[Option]:
    near = (view.price * Decimal("1.001")).quantize(view.price)
    return [
        entry(view, Side.LONG, view.worth("3"), 10, view.at("-1"), near, "Target 0.1 % away, three bankrolls"),
        entry(
            view, Side.LONG, view.sized("1", view.at("-2")), 3, view.at("-2"), view.at("4"), "Target four ranges away"
        ),
        PASS,
    ]


def _funding(view: View) -> list[Option]:
    return [*(entry(view, Side.LONG, view.worth(worth), leverage, view.at("-4"), None, words)
              for worth, leverage, words in (("0.5", 2, "Half a bankroll, held a day"),
                                             ("4", 10, "Four bankrolls, held a day"))), PASS]  # fmt: skip


def _ceiling(view: View) -> list[Option]:
    return [*(entry(view, Side.SHORT, view.worth(worth), leverage, view.at("2"), view.at("-4"), words)
              for worth, leverage, words in (("0.5", 5, "Sell half a bankroll"), ("3", 5, "Sell three bankrolls"),
                                             ("9", 20, "Sell nine bankrolls"))), PASS]  # fmt: skip


TEMPLATES = (
    Template("size", "How much", ("size-from-risk", "effective-leverage", "ruin"),
             "You want to be long with the stop two hourly ranges below and the target four above. Which size?",
             "The stop decides what a coin can lose; the size decides what you can lose. One per cent can be wrong "
             "often, twenty cannot.", _sizes),
    Template("leverage", "Same size, three settings", ("liquidation-distance", "effective-leverage", "exposure"),
             "Long for half the bankroll, isolated, without a stop. Which leverage?",
             "The size is the same, so profit and loss per point are the same. The setting only moves the liquidation "
             "price; without a stop it becomes the exit.", _leverages),
    Template("stop", "Where the stop lies", ("stop-before-liquidation", "liquidation-distance", "wick"),
             "Long for half the bankroll at 20×. Where does the stop go?",
             "At 20× an isolated position is liquidated roughly 4.6 % away, so a stop 7 % away can never be reached. "
             "A stop counts when it lies before liquidation.", _stops),
    Template("plan", "Which way", ("complete-plan", "no-trade", "process-outcome"),
             "You have no strong view. What do you do?",
             "Either side with a stop, a target and one per cent at risk is a sound decision, and so is none. An exit "
             "decided later is not a plan.", _sides),
    Template("noise", "How near", ("stop-noise", "one-r", "size-from-risk"),
             "One per cent at risk each time. How far away is the stop?",
             "A stop inside one ordinary hour is hit by noise, and the size it allows pays more in fees. Further away "
             "the same risk buys fewer coins and more patience.", _noise),
    Template("scalp", "A small target", ("fees", "break-even", "no-trade"),
             "A quick trade for 0.1 %?",
             "Entering and leaving as taker costs about as much as this target earns. A trade has to be worth its "
             "fees before it is worth its risk.", _scalp),
    Template("funding", "Held for a day", ("funding-drag", "effective-leverage", "stop-before-liquidation"),
             "You would hold a long through the next three funding stamps. How large?",
             "Funding is charged on the notional, not on the margin: at four bankrolls a rate of 0.01 % costs 0.04 % "
             "of the bankroll each time, and every move counts fourfold.", _funding),
    Template("ceiling", "Above the ceiling", ("leverage-ceiling", "ruin", "slippage"),
             "Short with the stop two hourly ranges above. How large?",
             "Effective leverage is notional over equity. Above three, an ordinary day can take what a month built.",
             _ceiling),
)  # fmt: skip


def checkpoints_of(scenario: Scenario, place: int) -> list[dict[str, Any]]:
    """All checkpoints of a loaded folder in time order; `place` varies which questions a folder with few asks."""
    market = market_of(scenario)
    count = MANY if scenario.id in BEST else FEW
    first, last = market.start, len(market) - 1
    found = []
    for number in range(count):
        bar = first + (number + 1) * (last - first) // (count + 1)
        template = TEMPLATES[(number + place * FEW) % len(TEMPLATES)]
        found.append(_checkpoint(scenario, market, bar, number, template))
    return found


def view_at(market: Market, bar: int) -> View:
    """What bars up to and including `bar` say; no later bar is read."""
    candles = market.last
    per_hour = max(1, HOUR_MS // candles.timeframe_ms)
    day = slice(max(0, bar + 1 - DAY_MS // candles.timeframe_ms), bar + 1)
    spans = [
        float(candles.high[end - per_hour : end].max() - candles.low[end - per_hour : end].min())
        for end in range(bar + 1, max(per_hour, bar + 1 - 14 * per_hour), -per_hour)
    ]
    places = 2 if float(candles.close[bar]) >= 50 else 4
    grid = Decimal(1).scaleb(-places)
    price = market.last_close(bar)

    def exact(value: float) -> Decimal:
        return Decimal(repr(float(value))).quantize(grid)

    before = exact(candles.close[day][0])
    return View(
        coin=market.symbol.removesuffix("USDT"), price=price.quantize(grid), span=exact(sum(spans) / len(spans)),
        high=exact(candles.high[day].max()), low=exact(candles.low[day].min()),
        change=((price - before) / before * 100).quantize(Decimal("0.01")), places=places, lot=market.rules.lot,
    )  # fmt: skip


def _checkpoint(scenario: Scenario, market: Market, bar: int, number: int, template: Template) -> dict[str, Any]:
    view = view_at(market, bar)
    options = template.options(view)
    return {
        "id": f"{number + 1:02d}-{template.id}", "time": datetime.fromtimestamp(market.close_ms(bar) / 1000, UTC),
        "title": template.title, "question": f"{view.words()} {template.ask}", "why": template.why,
        "concepts": list(template.concepts),
        "after_answer": " ".join(_planned(view, option) for option in options if option.get("side")),
        "after_session": " ".join(_recorded(market, bar, option) for option in options if option.get("side")),
        "option": [
            {key: f"{value.normalize():f}" if isinstance(value, Decimal) else str(value) if key == "leverage" else value
             for key, value in option.items() if value is not None}
            for option in options
        ],
    }  # fmt: skip


def _planned(view: View, option: Option) -> str:
    notional = option["size"] * view.price / BANKROLL
    text = f"{option['text']}: {notional:.2f} bankrolls of exposure"
    if option["stop"] is None:
        return f"{text}, no planned loss."
    loss = option["size"] * abs(view.price - option["stop"]) / BANKROLL * 100
    return f"{text}, {loss:.1f} % lost at the stop before fees."


def _recorded(market: Market, bar: int, option: Option) -> str:
    """What the engine makes of an option on the recorded bars of the day after."""
    stop = min(len(market), bar + 1 + DAY_MS // market.last.timeframe_ms)
    order = PlaceOrder(side=Side(option["side"]), size=option["size"], stop=option["stop"], target=option["target"])
    log = [Decision(bar, SetLeverage(leverage=Decimal(option["leverage"]))), Decision(bar, order)]
    outcome = run(market, log, BANKROLL, stop)
    hurt = next((event for event in outcome.events if isinstance(event, Liquidated)), None)
    fills = [event for event in outcome.events if isinstance(event, OrderFilled)]
    if not fills:
        return f"{option['text']}: the venue refused it."
    position = outcome.state.position
    equity = outcome.state.wallet + (position.unrealised(market.mark_close(stop - 1)) if position else 0)
    result = f"{signed((equity - BANKROLL) / BANKROLL * 100)} % of the bankroll"
    if hurt is not None:
        return f"{option['text']}: liquidated at {_clock(hurt.time_ms)} UTC, {result}."
    if position is None:
        return f"{option['text']}: out at {_clock(fills[-1].time_ms)} UTC, {result}."
    return f"{option['text']}: still open a day later or at the end, {result}."


def _clock(time_ms: int) -> str:
    return f"{datetime.fromtimestamp(time_ms / 1000, UTC):%d %b %H:%M}"


def signed(value: Decimal) -> str:
    """Two decimals with a sign and a true minus."""
    return f"{value:+.2f}".replace("-", "−")
