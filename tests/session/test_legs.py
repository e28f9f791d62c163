"""Two legs of a hedge in a session: a preview knows the one out of focus, pauses watch both, the account holds both."""

from __future__ import annotations

from decimal import Decimal

import pytest

from tests.kit.wallets import HEDGE, leg
from tests.session.test_session import fresh
from trainer.engine.apply import apply
from trainer.engine.commands import AmendOrder, PlaceOrder, PlaceScaled, SetLeverage
from trainer.engine.lanes import account_at, account_seen, focus, liquidation_seen
from trainer.engine.words import MarginMode, OrderKind, Role, Side, Sizing
from trainer.session.closing import is_past_liquidation
from trainer.session.session import PauseOn, Session

D = Decimal
LONG, SHORT = Side.LONG, Side.SHORT


def hedged(mode: MarginMode = MarginMode.ISOLATED, times: int = 10) -> Session:
    """A long of 1 with a stop, in a session where both legs can stand."""
    session = fresh()
    for command in (HEDGE, SetLeverage(leverage=D(times), margin_mode=mode),
                    leg(LONG, PlaceOrder(side=LONG, size=D(1), stop=D(9_500)))):  # fmt: skip
        assert session.give(command).rejected is None
    session.advance(3)
    return session


@pytest.mark.parametrize("mode", list(MarginMode))
def test_a_preview_of_the_leg_out_of_focus_is_what_the_engine_then_does(mode: MarginMode) -> None:
    session = hedged(mode)
    order = leg(SHORT, PlaceOrder(side=SHORT, size=D("0.4"), stop=D(10_200)))
    told = session.preview(order)
    assert told.rejected is None and session.state.others == hedged(mode).state.others
    session.give(order)
    seen = focus(session.state, 1)
    assert seen.position is not None and told.average_entry == seen.position.entry
    assert told.after.position == seen.position
    assert told.margin > 0 and told.loss_at_stop is not None and 80 < told.loss_at_stop < 200
    if mode is MarginMode.ISOLATED:
        assert told.liquidation_price == liquidation_seen(seen, session.market, session.cursor)
    both = abs(session.state.position.size) + D("0.4")  # type: ignore[union-attr]  # it is open
    assert float(told.effective_leverage) == pytest.approx(float(both * told.fill_price / 10_000), rel=0.01)  # type: ignore[operator]  # it fills


def test_a_resting_order_of_the_other_leg_is_previewed_as_if_it_filled() -> None:
    session = hedged()
    price = session.market.last_close(session.cursor) + 50
    told = session.preview(leg(SHORT, PlaceOrder(side=SHORT, kind=OrderKind.LIMIT, size=D("0.4"), price=price)))
    assert told.fill_price == price and told.notional == price * D("0.4")


def test_a_row_is_previewed_as_if_all_of_it_filled() -> None:
    session = fresh()
    row = PlaceScaled(side=LONG, size=D("0.6"), first_price=D(9_900), last_price=D(9_700), count=D(3), stop=D(9_600),
                      sizing=Sizing.RISING)  # fmt: skip
    told = session.preview(row)
    mean = (D("0.1") * 9_900 + D("0.2") * 9_800 + D("0.3") * 9_700) / D("0.6")
    assert told.after.position is not None and told.after.position.size == D("0.6")
    assert told.average_entry is not None and abs(told.average_entry - mean) < D("1e-20")
    assert told.notional == D("0.6") * 9_700
    assert told.loss_at_stop is not None and float(told.loss_at_stop) == pytest.approx(
        float((mean - 9_600) * D("0.6")), rel=0.1
    )
    stop = told.after.protective(Role.STOP)
    assert stop is not None and stop.level == 9_600


def test_the_ratio_of_the_account_is_that_of_the_leg_nearest_to_its_end() -> None:
    session = hedged()
    session.give(leg(SHORT, PlaceOrder(side=SHORT, size=D("0.4"))))
    session.advance(20)
    own = [account_seen(focus(session.state, lane), session.market, session.cursor).margin_ratio for lane in (0, 1)]
    assert None not in own and own[0] != own[1]
    assert session.account().margin_ratio == max(ratio for ratio in own if ratio is not None)
    only_short = apply(session.state, AmendOrder(order_id="none"), session.market, session.cursor)[0]
    assert account_at(only_short, session.market, session.cursor).margin_ratio == session.account().margin_ratio


def test_a_warning_pauses_for_a_short_leg_beside_a_flat_long_one() -> None:
    session = fresh()
    for command in (HEDGE, SetLeverage(leverage=D(50)), leg(SHORT, PlaceOrder(side=SHORT, size=D("0.5")))):
        session.give(command)
    alone = fresh()
    for plain in (SetLeverage(leverage=D(50)), PlaceOrder(side=SHORT, size=D("0.5"))):
        alone.give(plain)
    causes = frozenset({PauseOn.MARGIN_WARNING, PauseOn.PLUS_R, PauseOn.MINUS_R, PauseOn.LIQUIDATION})
    ends = [one.advance(10_000, causes) for one in (session, alone)]
    assert ends[0].paused is not None and (ends[0].paused, ends[0].last) == (ends[1].paused, ends[1].last)


def test_a_shared_liquidation_price_on_the_winning_side_shuts_out_no_stop() -> None:
    assert not is_past_liquidation(LONG, D(9_500), D(40_000), D(10_000))
    assert is_past_liquidation(LONG, D(9_000), D(9_100), D(10_000))
    assert is_past_liquidation(SHORT, D(11_000), D(10_900), D(10_000))
    assert not is_past_liquidation(SHORT, D(10_500), D(10_900), D(10_000))
