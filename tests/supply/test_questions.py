"""Every question can be asked of any market, and what it says depends on nothing that comes after it."""

from __future__ import annotations

from dataclasses import replace
from decimal import Decimal

import numpy as np
import pytest

from tests.kit.candle_files import bars, candles
from trainer.engine.market import Market
from trainer.market.candles import Candles
from trainer.supply.questions import EVERY, Template, ask, template_of, view_at
from trainer.venues.load import load_rules

BAR = 1_500
IDS = [template.id for template in EVERY]


def market_of(rows: Candles) -> Market:
    return Market(load_rules("binance_usdm", "BTCUSDT"), rows, rows, start=1_440)


@pytest.fixture(scope="module")
def whole() -> Candles:
    return candles(bars(3_200))


def another_future(rows: Candles) -> Candles:
    """The same bars up to BAR and others after it."""
    factor = np.where(np.arange(len(rows)) > BAR, np.linspace(1.0, 0.6, len(rows)), 1.0)
    return replace(rows, **{name: getattr(rows, name) * factor for name in ("open", "high", "low", "close")})


@pytest.mark.parametrize("template", EVERY, ids=IDS)
def test_question_options_and_answer_know_nothing_of_the_future(template: Template, whole: Candles) -> None:
    one = ask(market_of(whole), BAR, 0, template)
    other = ask(market_of(another_future(whole)), BAR, 0, template)
    told = one.pop("after_session")
    assert told and told != other.pop("after_session")
    assert one == other
    assert len(one["option"]) >= 3 and one["time"].timestamp() * 1000 == market_of(whole).close_ms(BAR)


@pytest.mark.parametrize("template", EVERY, ids=IDS)
def test_its_figures_are_those_of_the_candles(template: Template, whole: Candles) -> None:
    view = view_at(market_of(whole), BAR)
    assert view.price == Decimal(repr(float(whole.close[BAR]))).quantize(Decimal("0.01"))
    assert view.high == Decimal(repr(float(whole.high[BAR - 1_439 : BAR + 1].max()))).quantize(Decimal("0.01"))
    for option in template.options(view):
        if option.get("stop") is not None and template.id != "stop":
            gain = (view.price - option["stop"]) * (1 if option["side"] == "long" else -1)
            assert gain > 0, option


def test_ids_differ_and_lead_back() -> None:
    assert len(set(IDS)) == len(IDS) and [template_of(name) for name in IDS] == list(EVERY)
