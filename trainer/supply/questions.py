"""Authored questions whose figures are measured on the bars revealed when they are asked.

Question, options and answer read only bars up to the decision; what came of each option is run by the engine and told
after the session.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from decimal import ROUND_CEILING, Decimal
from typing import Any

from trainer.core.clock import DAY_MS, HOUR_MS
from trainer.core.errors import FieldError
from trainer.engine.market import Market
from trainer.engine.words import Side
from trainer.supply.outcomes import BANKROLL, Option, checkpoint, entry_lines, signed

_MOST_WORTH = 19


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
    tick: Decimal

    def at(self, ranges: str) -> Decimal:
        """The price this many average hourly ranges away, on the venue's tick."""
        return self.grid(self.price + Decimal(ranges) * self.span)

    def away(self, percent: str) -> Decimal:
        """The price this many per cent away, on the venue's tick."""
        return self.grid(self.price * (1 + Decimal(percent) / 100))

    def grid(self, price: Decimal) -> Decimal:
        """Down to the tick."""
        return price // self.tick * self.tick

    def sized(self, risk: str, stop: Decimal) -> Decimal:
        """Coin size whose price loss at the stop is this per cent of the bankroll, down to the lot.

        At most `_MOST_WORTH` bankrolls: where an hour hardly moves, more would not be allowed by any tier.
        """
        wanted = BANKROLL * Decimal(risk) / 100 / abs(self.price - stop)
        return self.floor(min(wanted, BANKROLL * _MOST_WORTH / self.price))

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
    """One way to enter, with its own short text; at a higher leverage where the size would not fit the bankroll."""
    needed = (size * view.price / (BANKROLL * _MOST_USED)).to_integral_value(ROUND_CEILING)
    leverage = max(leverage, int(needed))
    text = words or f"{'Buy' if side is Side.LONG else 'Sell'} {size.normalize():f} {view.coin} at {leverage}×"
    return {"text": text, "side": side.value, "size": size, "leverage": leverage, "stop": stop, "target": target}


_MOST_USED = Decimal("0.98")
"""Of the bankroll, as margin: fees must still fit."""
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
    choices = ((view.at("-1"), "one hourly range away"), (view.away("-7"), "7 % away"), (None, "no stop"))
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
    choices = (("-0.25", 20, "Stop a quarter range away"), ("-1.5", 5, "Stop 1.5 ranges away"),
               ("-3", 5, "Stop three ranges away"))  # fmt: skip
    return [*(entry(view, Side.LONG, view.sized("1", view.at(away)), leverage, view.at(away), view.at("3"), words)
              for away, leverage, words in choices), PASS]  # fmt: skip


def _scalp(view: View) -> list[Option]:
    return [
        entry(view, Side.LONG, view.worth("3"), 10, view.at("-1"), view.away("0.1"), "Target 0.1 % away, 3 bankrolls"),
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


def _news(view: View) -> list[Option]:
    up, down = view.sized("1", view.at("-2")), view.sized("1", view.at("2"))
    return [
        entry(view, Side.LONG, up, 3, view.at("-2"), view.at("4"), "Buy with one per cent at risk"),
        entry(view, Side.SHORT, down, 3, view.at("2"), view.at("-4"), "Sell with one per cent at risk"),
        entry(view, Side.LONG, view.worth("3"), 10, None, None, "Buy three bankrolls now, exit later"),
        {"text": "Nothing, and look again in an hour"},
    ]


def _knife(view: View) -> list[Option]:
    up, down = view.sized("1", view.at("-3")), view.sized("1", view.at("2"))
    return [
        entry(view, Side.LONG, up, 3, view.at("-3"), view.at("3"), "Buy small, stop three ranges below"),
        entry(
            view,
            Side.LONG,
            view.worth("4"),
            10,
            view.at("-1"),
            view.at("3"),
            "Buy four bankrolls, stop one range below",
        ),
        entry(view, Side.SHORT, down, 3, view.at("2"), view.at("-2"), "Sell, stop two ranges above"),
        {"text": "Stay out until it calms down"},
    ]


def _rebound(view: View) -> list[Option]:
    return [*(entry(view, Side.LONG, view.sized(risk, view.at("-2")), leverage, view.at("-2"), view.at("3"), words)
              for risk, leverage, words in (("1", 3, "Buy with one per cent at risk"),
                                            ("5", 5, "Buy with five per cent at risk"))),
            entry(view, Side.SHORT, view.sized("1", view.at("2")), 3, view.at("2"), view.at("-3"),
                  "Sell with one per cent at risk"),
            PASS]  # fmt: skip


def _event(view: View) -> list[Option]:
    return [
        entry(view, Side.LONG, view.sized("0.5", view.at("-3")), 3, view.at("-3"), view.at("3"),
              "Half the usual risk, stop three ranges away"),
        entry(view, Side.LONG, view.sized("1", view.at("-0.5")), 10, view.at("-0.5"), view.at("2"),
              "The usual risk, stop half a range away"),
        entry(view, Side.LONG, view.worth("6"), 20, None, None, "Six bankrolls, no stop"),
        {"text": "Nothing until the figure is out"},
    ]  # fmt: skip


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


EVENTS = (
    Template("news", "News", ("event-days", "complete-plan", "no-trade"),
             "News has just become known. What do you do?",
             "News is a reason to look, not a size. Either side with a stop and one per cent at risk is sound, and so "
             "is waiting; an exit decided later is not a plan.", _news),
    Template("knife", "A fast fall", ("cascade", "stop-noise", "size-from-risk"),
             "The market moves fast. What do you do?",
             "In a fast market a stop inside one hour is noise, and many bankrolls at once leave no second try.",
             _knife),
    Template("rebound", "After the move", ("one-r", "tilt", "size-from-risk"),
             "The move has been made. What is the next trade?",
             "The next trade knows nothing of the last one: its risk is the same one per cent.", _rebound),
    Template("event", "Before a known time", ("event-days", "exposure", "no-trade"),
             "A figure is due shortly. What do you carry into it?",
             "The time is known and the direction is not: less size with more room, or nothing until it is out.",
             _event),
)  # fmt: skip
"""Questions that belong to something that happens; the authored ones above can be asked at any time."""
EVERY = (*TEMPLATES, *EVENTS)


def template_of(question: str) -> Template:
    """The template of an id; raises FieldError."""
    found = next((template for template in EVERY if template.id == question), None)
    if found is None:
        raise FieldError("question", question, f"one of {', '.join(template.id for template in EVERY)}")
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
        tick=market.rules.tick,
    )  # fmt: skip


def ask(market: Market, bar: int, number: int, template: Template) -> dict[str, Any]:
    """One checkpoint as scenario.toml writes it, asked at the close of `bar`."""
    view = view_at(market, bar)
    options = template.options(view)
    question = f"{view.words()} {template.ask}"
    head = {"id": f"{number + 1:02d}-{template.id}", "title": template.title, "question": question,
            "why": template.why, "concepts": list(template.concepts)}  # fmt: skip
    return checkpoint(market, bar, head, [(option, entry_lines(bar, option)) for option in options], [])
