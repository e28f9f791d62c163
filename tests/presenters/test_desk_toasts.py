"""What the venue does by itself is told in a toast and in the log."""

from __future__ import annotations

import pytest

from tests.kit.markets import D, binance
from trainer.engine.events import (
    AutoDeleveraged,
    AutoMarginChanged,
    Event,
    MarginChanged,
    OrderCancelled,
    OrderExpired,
    PositionModeChanged,
)
from trainer.presenters.amounts import amounts_of
from trainer.presenters.desk_log import event_text
from trainer.presenters.desk_toasts import toasts_of

DELEVERAGED = AutoDeleveraged(size=D("0.5"), price=D("9400"), realised_pnl=D("300"))


@pytest.mark.parametrize(
    ("event", "title", "word"),
    [
        (DELEVERAGED, "Deleveraged", "0.5 at 9,400.0"),
        (MarginChanged(amount=D("12.5"), reason="auto"), "Auto margin", "12.50 USDT"),
        (OrderExpired(), "Order expired", "without a fill"),
        (OrderCancelled(reason="no_volume"), "Order cancelled", "no volume"),
    ],
)
def test_the_venue_at_work_is_told(event: Event, title: str, word: str) -> None:
    (toast,) = toasts_of([event], binance(), {})
    assert toast.title == title and word in toast.text


@pytest.mark.parametrize("event", [MarginChanged(amount=D(1), reason="added"), OrderCancelled(reason="learner")])
def test_what_the_learner_did_is_not(event: Event) -> None:
    assert toasts_of([event], binance(), {}) == []


@pytest.mark.parametrize(
    ("event", "text"),
    [
        (DELEVERAGED, "0.5 closed by the venue at 9,400.0"),
        (PositionModeChanged(mode="hedge"), "Long and short side by side"),
        (AutoMarginChanged(is_on=True), "Added at the trigger from free margin"),
    ],
)
def test_the_log_has_a_line_for_it(event: Event, text: str) -> None:
    assert event_text(event, 1, amounts_of(binance())) == text
