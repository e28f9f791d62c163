"""Equity and margin ratio of every bar are those of the engine's own account, however the bars were passed."""

from __future__ import annotations

from dataclasses import replace
from decimal import Decimal

import numpy as np
import pytest

from tests.kit.wallets import HEDGE, leg
from tests.session.test_session import fresh
from trainer.engine.commands import Command, PlaceOrder, SetLeverage
from trainer.engine.words import MarginMode, OrderKind, Side
from trainer.presenters.account_history import AccountHistory
from trainer.session.session import Session
from trainer.venues.load import load_rules

D = Decimal
TEN = SetLeverage(leverage=D(10))
LONG = PlaceOrder(side=Side.LONG, size=D("0.5"), stop=D(9_880))
LATER = PlaceOrder(side=Side.SHORT, kind=OrderKind.LIMIT, size=D(1), price=D(9_985))
PLANS: dict[str, tuple[tuple[int, Command], ...]] = {
    "an isolated long that is stopped, then a short": ((3, TEN), (5, LONG), (90, LATER)),
    "a cross long until the fall": ((2, SetLeverage(leverage=D(20), margin_mode=MarginMode.CROSS)),
                                    (4, PlaceOrder(side=Side.LONG, size=D(8)))),
    "two isolated legs": ((1, HEDGE), (2, leg(Side.LONG, PlaceOrder(side=Side.LONG, size=D(1)))),
                          (9, leg(Side.SHORT, PlaceOrder(side=Side.SHORT, size=D("0.4"))))),
    "two cross legs": ((1, HEDGE), (2, SetLeverage(leverage=D(20), margin_mode=MarginMode.CROSS)),
                       (3, leg(Side.LONG, PlaceOrder(side=Side.LONG, size=D(9)))),
                       (9, leg(Side.SHORT, PlaceOrder(side=Side.SHORT, size=D(2))))),
}  # fmt: skip


def prepared(venue: str = "binance_usdm") -> Session:
    session = fresh()
    rules = load_rules(venue, "BTCUSDT")
    session.market = replace(session.market, rules=rules)
    session.record = replace(session.record, rules=rules)
    return session


def passed(session: Session, plan: tuple[tuple[int, Command], ...], batch: int) -> None:
    """Give each command its number of bars after the start and let every bar pass, `batch` at a time."""
    waiting = list(plan)
    start = session.cursor
    while not session.is_at_end:
        while waiting and waiting[0][0] == session.cursor - start:
            assert session.give(waiting.pop(0)[1]).rejected is None
        left = waiting[0][0] - (session.cursor - start) if waiting else batch
        session.advance(min(batch, left))


@pytest.mark.parametrize("name", PLANS)
@pytest.mark.parametrize("venue", ["binance_usdm", "okx", "bybit_linear"])
def test_every_bar_holds_what_the_account_said_at_it(name: str, venue: str) -> None:
    session = prepared(venue)
    history, told = AccountHistory(session), []
    waiting = list(PLANS[name])
    start = session.cursor
    while True:
        while waiting and waiting[0][0] == session.cursor - start:
            session.give(waiting.pop(0)[1])
            history.follow()
        account = session.account()
        told.append((account.equity, account.margin_ratio))
        equity, ratio = history.follow()
        if session.is_at_end:
            break
        session.advance()
    assert np.allclose(equity, [float(value) for value, _ in told], rtol=1e-12)
    wanted = [float("nan") if value is None else float(value) * 100 for _, value in told]
    assert np.allclose(ratio, wanted, rtol=1e-9, equal_nan=True)
    assert np.isfinite(ratio).any() and history.has_position
    assert history.closes()[0] == session.market.close_ms(session.market.start) and len(history.closes()) == len(told)


@pytest.mark.parametrize("name", PLANS)
def test_skipping_equals_stepping_and_a_resumed_session_tells_the_same(name: str) -> None:
    stepped, skipped = prepared(), prepared()
    for session, batch in ((stepped, 1), (skipped, 10_000)):
        passed(session, PLANS[name], batch)
    again = AccountHistory(Session(stepped.record, stepped.scenario, stepped.market, takes=stepped.takes,
                                   entries=stepped._all_entries, place=stepped.place))  # fmt: skip
    for one in (AccountHistory(skipped), again):
        for column, wanted in zip(one.follow(), AccountHistory(stepped).follow(), strict=True):
            assert np.array_equal(column, wanted, equal_nan=True)


def test_a_rewind_forgets_what_came_after_and_what_was_handed_out_stays() -> None:
    session = prepared()
    session.give(TEN)
    session.give(LONG)
    session.advance(40)
    history = AccountHistory(session)
    equity, ratio = history.follow()
    kept = equity.copy(), ratio.copy()
    session.rewind(session.cursor - 20)
    shorter, _ = history.follow()
    assert len(shorter) == len(equity) - 20 and np.array_equal(shorter, equity[:-20])
    session.give(PlaceOrder(side=Side.LONG, size=D("0.1")))
    changed, _ = history.follow()
    assert changed[-1] != shorter[-1]
    assert np.array_equal(equity, kept[0]) and np.array_equal(ratio, kept[1], equal_nan=True)
