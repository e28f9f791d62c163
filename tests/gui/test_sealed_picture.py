"""The picture of a sealed decision: its scale, its words, and nothing that came later."""

from __future__ import annotations

from collections.abc import Iterator
from decimal import Decimal
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pytestqt.qtbot import QtBot

from trainer.engine.commands import CancelOrder, PlaceOrder
from trainer.engine.words import Side
from trainer.presenters.debrief_sealed import PICTURED, sealed_view
from trainer.presenters.debrief_timeline import timeline_of
from trainer.presenters.debrief_views import PictureLevel
from trainer.session.library import Library, StartTerms
from trainer.session.session import Session
from trainer.storage.store import MEMORY, Store
from trainer.ui.debrief.moment import MomentPlot, apart, scale_of
from trainer.ui.theme.current import current_theme


@pytest.fixture
def library() -> Iterator[Library]:
    shown = Library(Store(MEMORY))
    yield shown
    shown.close()


@pytest.fixture
def session(library: Library) -> Session:
    """A long with a stop half a per cent away; its stop is taken off half an hour later."""
    found = library.start(StartTerms(scenario_id="2020-03-12-black-thursday-btc"))
    found.advance(600)
    price = found.market.last_close(found.cursor)
    stop, target = (round(price * share, 1) for share in (Decimal("0.995"), Decimal("1.01")))
    order = PlaceOrder(side=Side.LONG, size=Decimal("0.1"), stop=stop, target=target, probability=Decimal("0.5"))
    assert found.give(order).rejected is None
    found.advance(3)
    assert found.give(CancelOrder()).rejected is None
    found.advance(30)
    return found


def test_a_picture_ends_with_the_bar_of_its_decision(session: Session) -> None:
    shown = sealed_view(session).decisions
    market = session.market
    assert len(shown) == 2
    for decision, bar in zip(shown, (market.start + 600, market.start + 603), strict=True):
        bars = decision.picture.bars
        assert len(bars) == PICTURED
        assert bars.time_ms[-1] == market.last.time_ms[bar] and bars.close[-1] == market.last.close[bar]
    assert [level.text.split()[0] for level in shown[0].picture.levels] == ["Long", "Stop", "Target", "Liquidation"]
    assert shown[0].picture.levels[1].text == "Stop −0.5 %"
    assert [level.text.split()[0] for level in shown[1].picture.levels] == ["Price", "Liquidation"]


def test_far_levels_do_not_flatten_the_bars(session: Session, qtbot: QtBot) -> None:
    picture = sealed_view(session).decisions[0].picture
    low, high = float(picture.bars.low.min()), float(picture.bars.high.max())
    far = PictureLevel("Liquidation", low - 5 * (high - low), "liquidation")
    near = PictureLevel("Stop", low - (high - low) / 2, "short")
    scale = scale_of(picture.bars, (near, far))
    assert far.price < scale[0] < near.price < low and high < scale[1]
    plot = MomentPlot(picture, name="picture")
    qtbot.addWidget(plot)
    plot.resize(700, 136)
    painted = plot.grab().toImage()
    assert len({painted.pixel(x, y) for x in range(0, 560, 3) for y in range(0, 136, 3)}) >= 4
    assert "Stop −0.5 %" in plot.accessibleName()


@given(st.lists(st.floats(0, 136), min_size=1, max_size=4).map(sorted))
def test_words_beside_the_levels_never_touch(rows: list[float]) -> None:
    moved = apart(rows, 128.5)
    assert all(lower - upper >= 14.999 for upper, lower in pairwise(moved))
    assert moved[0] >= 7 and moved[-1] <= 128.5


def test_the_timeline_begins_shortly_before_the_first_fill(session: Session, library: Library) -> None:
    session.advance(300)
    library.finish(session)
    view = timeline_of(session, library.scorecard(session))
    first = min(moment.place for moment in view.moments)
    assert 10 <= first <= len(view.prices) / 10 + 1
    assert all(line.equity[0] == view.bankroll for line in view.lines)
    assert view.prices[-1] == session.market.last.close[session.cursor]


@pytest.mark.parametrize("width", [700, 1300, 2500])
def test_the_bars_take_the_width_there_is(session: Session, qtbot: QtBot, width: int) -> None:
    plot = MomentPlot(sealed_view(session).decisions[0].picture, name="picture")
    qtbot.addWidget(plot)
    plot.resize(width, plot.height())
    image = plot.grab().toImage()
    tones = {current_theme().colour(f"chart.candle.{way}").rgb() for way in ("up", "down")}
    painted = [
        x for x in range(width - 132) if any(image.pixelColor(x, y).rgb() in tones for y in range(image.height()))
    ]
    assert painted[0] < 0.1 * width and painted[-1] > width - 132 - 20
