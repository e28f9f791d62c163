"""Sizes in contract units of linear and inverse contracts, worked by hand, and templates that come back as kept."""

from __future__ import annotations

from dataclasses import replace
from decimal import Decimal

import pytest

from tests.kit.markets import binance, flat, free, market
from trainer.core.settings import FIRST_TEMPLATES, TicketTemplate
from trainer.engine.account import account
from trainer.engine.apply import apply
from trainer.engine.commands import SetLeverage
from trainer.engine.events import OrderFilled
from trainer.engine.rules import VenueRules
from trainer.engine.state import Position, opening_state
from trainer.engine.words import MarginMode, Side
from trainer.presenters.amounts import amounts_of
from trainer.presenters.desk_sizing import SizeBasis, contract_size, largest_size
from trainer.presenters.lines import LineFacts
from trainer.presenters.ticket_fields import SizeUnit, TicketFields, TicketKind, command_of
from trainer.presenters.ticket_templates import filled_by, template_of
from trainer.session.closing import break_even
from trainer.venues.load import load_rules

D = Decimal
LINEAR, INVERSE = free(), free(load_rules("bitmex", "BTCUSD"))


@pytest.mark.parametrize(
    ("rules", "unit", "typed", "size"),
    [
        (LINEAR, SizeUnit.COIN, "0.5", "0.5"),  # counted in coin
        (LINEAR, SizeUnit.QUOTE, "5000", "0.5"),
        (LINEAR, SizeUnit.BANKROLL, "50", "0.5"),  # half of 10,000 at 10,000
        (LINEAR, SizeUnit.RISK, "1", "0.1"),  # 100 lost over a distance of 1,000
        (LINEAR, SizeUnit.R, "2", "0.1"),  # 2 x 50
        (INVERSE, SizeUnit.QUOTE, "5000", "5000"),  # counted in USD
        (INVERSE, SizeUnit.COIN, "0.5", "5000"),
        (INVERSE, SizeUnit.BANKROLL, "50", "5000"),  # half of 1 coin at 10,000
        (INVERSE, SizeUnit.RISK, "1", "900"),  # 0.01 coin / (1/9000 - 1/10000) = 900
        (INVERSE, SizeUnit.R, "2", "900"),  # 2 x 0.005 coin
    ],
)
def test_a_typed_size_becomes_contract_units(rules: VenueRules, unit: SizeUnit, typed: str, size: str) -> None:
    inverse = rules is INVERSE
    basis = SizeBasis(D(10_000), D(1) if inverse else D(10_000), D("0.005") if inverse else D(50))
    fields = TicketFields(size=D(typed), unit=unit, stop=D(9_000))
    assert contract_size(fields, basis, rules) == D(size)


@pytest.mark.parametrize("venue", ["bitmex", "bybit_inverse", "deribit"])
@pytest.mark.parametrize("side", list(Side))
def test_the_largest_size_in_coin_margin_is_accepted_and_one_lot_of_a_hundredth_more_is_not(
    venue: str, side: Side
) -> None:
    where = market(flat(10_000, 3), rules=load_rules(venue, "BTCUSD"))
    state, _ = apply(opening_state(D(1)), SetLeverage(leverage=D(10)), where, 1)
    most = largest_size(D(1), D(10_000), D(10), where.rules, side, D(0))
    command = command_of(TicketFields(side=side, size=most), most)
    assert command is not None
    after, events = apply(state, command, where, 1)
    assert any(isinstance(event, OrderFilled) for event in events)
    assert account(after, D(10_000), where.rules).free_margin >= 0
    more = most + most // 100 // where.rules.lot * where.rules.lot + where.rules.lot
    _, refused = apply(state, replace(command, size=more), where, 1)
    assert not any(isinstance(event, OrderFilled) for event in refused)


@pytest.mark.parametrize("side", list(Side))
@pytest.mark.parametrize("rules", [load_rules("bitmex", "BTCUSD"), binance()], ids=["inverse", "linear"])
def test_closing_at_break_even_costs_nothing(rules: VenueRules, side: Side) -> None:
    size = D(5_000) if amounts_of(rules).is_inverse else D("0.5")
    contract = rules.contract
    position = Position(side.sign * size, D(10_000), D(1), MarginMode.ISOLATED, D(10), 0, 0,
                        fees=contract.worth(size, D(10_000)) * rules.taker_fee, contract=contract)  # fmt: skip
    level = break_even(position, rules.taker_fee, None, D(10_000))
    assert level is not None
    closing = contract.worth(size, level) * rules.taker_fee
    assert abs(position.unrealised(level) - position.fees - closing) < D("1e-12")


def facts(rules: VenueRules = LINEAR) -> LineFacts:
    state = opening_state(D(10_000))
    where = market(flat(10_000), rules=rules)
    return LineFacts(state=state, market=where, bar=0, mark=D(10_000), liquidation=None, one_r=None, atr=40.0)


def test_a_template_fills_stop_and_target_from_the_price_on_both_sides() -> None:
    template = TicketTemplate("x", risk_percent=1, stop=2, stop_in="atr", target_r=1.5, minutes=90)
    long = filled_by(template, facts(), TicketFields(), 0)
    assert long.texts == {"size": "1", "time_exit": "01:30", "stop": "9920", "target": "10120"}
    assert long.unit is SizeUnit.RISK and long.kind is TicketKind.BRACKET
    short = filled_by(template, facts(), TicketFields(side=Side.SHORT), 0)
    assert (short.texts["stop"], short.texts["target"]) == ("10080", "9880")


def test_a_stop_in_atr_waits_for_bars() -> None:
    filled = filled_by(FIRST_TEMPLATES[0], replace(facts(), atr=None), TicketFields(), 0)
    assert "stop" not in filled.texts and "ATR" in filled.problem


def test_a_ticket_kept_as_a_template_fills_the_same_ticket() -> None:
    typed = TicketFields(kind=TicketKind.BRACKET, size=D("0.5"), unit=SizeUnit.RISK, stop=D(9_900), target=D(10_300),
                         time_exit=3_600_000)  # fmt: skip
    kept = template_of("mine", typed, facts(), 0)
    assert (kept.risk_percent, kept.stop, kept.target_r, kept.minutes) == (0.5, 1.0, 3.0, 60)
    assert filled_by(kept, facts(), TicketFields(), 0).texts == {
        "size": "0.5", "time_exit": "01:00", "stop": "9900", "target": "10300",
    }  # fmt: skip
