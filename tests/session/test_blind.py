"""A blind session hides name, date and price scale and changes nothing that decides."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from decimal import Decimal

import numpy as np
import pytest

from trainer.core.paths import scenarios_dir
from trainer.engine.commands import Decision, PlaceOrder, SetLeverage
from trainer.engine.contract import Contract
from trainer.engine.events import Liquidated
from trainer.engine.market import Market
from trainer.engine.run import run
from trainer.engine.words import Side
from trainer.journal.records import Veil, decode_record, encode_record
from trainer.scenarios.load import Scenario, load_scenario
from trainer.session.blind import BLIND_SYMBOL, draw_veil, veiled_market, veiled_scenario
from trainer.session.library import Library, StartTerms
from trainer.session.markets import market_of
from trainer.session.session import SessionError
from trainer.storage.store import MEMORY, Store

SCENARIO = "2020-03-12-black-thursday-btc"
PLAIN = Veil(Decimal("0.0321"), 990)
MIRROR = Veil(Decimal(2_000_000), 1_001, is_mirrored=True)


@pytest.fixture(scope="module")
def scenario() -> Scenario:
    return load_scenario(scenarios_dir() / SCENARIO)


@pytest.fixture(scope="module")
def market(scenario: Scenario) -> Market:
    return market_of(scenario)


@pytest.fixture
def library() -> Iterator[Library]:
    shown = Library(Store(MEMORY))
    yield shown
    shown.close()


@pytest.mark.parametrize(("veil", "turn"), [(PLAIN, 1), (MIRROR, -1)], ids=["scaled", "mirrored"])
def test_log_returns_stay_to_the_twelfth_digit(market: Market, veil: Veil, turn: int) -> None:
    own, hidden = market.last, veiled_market(market, veil).last
    for name, other in (("close", "close"), ("open", "open"), ("high", "low" if turn < 0 else "high")):
        before = np.log(getattr(own, other) / own.close[0])
        after = np.log(getattr(hidden, name) / hidden.close[0])
        assert float(np.abs(after - turn * before).max()) <= 1e-12
    assert np.allclose(own.close * own.volume, hidden.close * hidden.volume, rtol=1e-12)
    assert ((own.time_ms - hidden.time_ms) % (7 * 86_400_000) == 0).all()


def test_tiers_apply_to_the_true_notional(market: Market) -> None:
    hidden = veiled_market(market, PLAIN)
    price, shown = market.last_close(market.start), hidden.last_close(hidden.start)
    for size in (Decimal(1), Decimal(40), Decimal(900)):
        true, veiled = size * price, size / PLAIN.factor * shown
        assert true == pytest.approx(veiled)
        assert market.rules.tier_for(true) == hidden.rules.tier_for(veiled)


def test_funding_turns_round_in_the_mirror(market: Market) -> None:
    hidden = veiled_market(market, MIRROR)
    assert [-stamp.rate for stamp in hidden.funding] == [stamp.rate for stamp in market.funding]
    assert hidden.funding_bars == market.funding_bars


@pytest.mark.parametrize("veil", [PLAIN, MIRROR], ids=["scaled", "mirrored"])
def test_the_same_decision_is_liquidated_on_the_same_bar(market: Market, veil: Veil) -> None:
    """A 20x long of 4,000 USDT into the crash; a short of it in the mirror, whose distances differ a little."""
    hidden, bar = veiled_market(market, veil), market.start + 960
    side = Side.SHORT if veil.is_mirrored else Side.LONG
    found = []
    for where, chosen in ((market, Side.LONG), (hidden, side)):
        size = (Decimal(4_000) / where.last_close(bar) / where.rules.lot).to_integral_value() * where.rules.lot
        log = [Decision(bar, SetLeverage(leverage=Decimal(20))), Decision(bar, PlaceOrder(side=chosen, size=size))]
        outcome = run(where, log, Decimal(10_000), bar + 400)
        gone = next(event for event in outcome.events if isinstance(event, Liquidated))
        found.append((gone.bar, float(outcome.state.wallet)))
    assert abs(found[0][0] - found[1][0]) <= (15 if veil.is_mirrored else 0)
    assert found[0][1] == pytest.approx(found[1][1], rel=2e-3)


def test_a_drawn_veil_puts_prices_and_times_elsewhere(market: Market) -> None:
    for _ in range(20):
        veil = draw_veil(market, may_mirror=True)
        hidden = veiled_market(market, veil)
        assert 9 <= float(hidden.last_close(market.start)) <= 10_100
        assert 946_684_800_000 <= int(hidden.last.time_ms[0]) < 1_041_379_200_000
        assert hidden.rules.symbol == BLIND_SYMBOL and hidden.rules.contract is Contract.LINEAR


def test_no_word_of_the_hidden_scenario_names_it(scenario: Scenario, market: Market) -> None:
    hidden = veiled_scenario(scenario, PLAIN, veiled_market(market, PLAIN), is_random=False)
    words = " ".join((hidden.title, hidden.briefing, hidden.symbol, *(event.title for event in hidden.events)))
    assert not any(name in words for name in ("BTC", "Bitcoin", "2020", "Thursday", "March"))
    assert hidden.checkpoints == () and hidden.start_ms % 60_000 == scenario.start_ms % 60_000


def test_a_blind_session_is_taken_up_where_it_stood_and_told_when_it_ends(library: Library) -> None:
    session = library.start(StartTerms(scenario_id=SCENARIO, is_blind=True))
    session.advance(200)
    lot, price = session.market.rules.lot, session.market.last_close(session.cursor)
    size = (Decimal(2_000) / price / lot).to_integral_value() * lot
    assert session.give(PlaceOrder(side=Side.LONG, size=size)).rejected is None
    session.advance(50)
    session.keep()
    again = library.resume(session.session_id)
    assert again.state == session.state and again.market.rules == session.market.rules
    assert np.array_equal(again.market.last.close, session.market.last.close)
    summary = library.summaries()[0]
    assert summary.symbol == BLIND_SYMBOL and "Bitcoin" not in summary.scenario_title
    with pytest.raises(SessionError, match="blind"):
        _ = again.truth
    library.finish(again)
    assert library.summaries()[0].scenario_title == again.truth.title and again.truth.symbol == "BTCUSDT"


def library_start(library: Library) -> int:
    """The bar the scenario itself starts at."""
    return library.start(StartTerms(scenario_id=SCENARIO)).record.start_bar


def test_a_random_start_lies_anywhere_and_has_a_past(library: Library) -> None:
    starts = set()
    for _ in range(4):
        session = library.start(StartTerms(scenario_id=SCENARIO, is_random=True))
        starts.add(session.record.start_bar)
        assert session.record.is_blind and session.record.start_bar >= library_start(library)
        coming = session.market.next_funding(session.cursor)
        assert coming is None or coming.time_ms - session.now_ms <= 8 * 3_600_000
        assert 0 < session.last_bar - session.record.start_bar <= 2_880
        again = library.resume(session.session_id)
        assert again.market.start == session.market.start and again.scenario.title == session.scenario.title
    assert len(starts) > 1


def test_a_record_without_a_veil_is_written_as_before(library: Library) -> None:
    record = library.start(StartTerms(scenario_id=SCENARIO)).record
    assert b"veil" not in encode_record(record)
    assert decode_record(encode_record(record)) == record
    veiled = replace(record, veil=PLAIN)
    assert decode_record(encode_record(veiled)) == veiled
