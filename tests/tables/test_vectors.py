"""Published and derived figures of real venues, through the public functions.

The rows lie in a JSON file beside the project, or where CASCADE_VECTORS points; without it there is nothing to check.
Rows that do not reproduce are kept as controls: the rule must miss them too.
"""

from __future__ import annotations

import json
import os
from dataclasses import replace
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest

from tests.kit.markets import flat, free, generic, market, order, pick, play, stamp
from trainer.cli.main import run as command_line
from trainer.core.units import ZERO, money_up
from trainer.engine.contract import Contract
from trainer.engine.events import FundingPaid
from trainer.engine.margin import initial_margin, isolated_liquidation, maintenance, requirement
from trainer.engine.rules import Measure, Tier
from trainer.engine.words import OrderKind, Side
from trainer.venues.formulas import (
    clamped_rate,
    dead_band_rate,
    divided_premium,
    equity_ratio,
    fair_price,
    impact_premium,
    interest,
    standard_margin_rate,
)
from trainer.venues.load import load_rules

ROOT = Path(__file__).resolve().parents[2]
FILE = Path(os.environ.get("CASCADE_VECTORS", ROOT.parent / "shared" / "vectors" / "margin.json"))
if not FILE.is_file():
    pytest.skip("no file of vectors beside the project", allow_module_level=True)
Row = dict[str, Any]
ROWS: list[Row] = json.loads(FILE.read_text(encoding="utf-8"), parse_float=Decimal, parse_int=Decimal)


# rows that name a venue of today but quote an older help page
OLD_PAGES = {
    "kucoin-linear-short-28000": "kucoin_futures_pre_2025_05_22",
    "bybit-classic-long-20000": "bybit_linear_classic",
}
FEE_CANCELS = {"mexc-snap-eth-100x"}  # rule of 2021: the fee stood in margin and requirement alike
VENUES = {"gate/okx": "okx", "generic_jesse": "bybit_linear_classic"}
OPTIONS = {
    "margin": ("margin", "isolated_wallet", "collateral"),
    "wallet": ("cross_wallet", "balance"),
    "maintenance-rate": ("mmr",),
    "maintenance-amount": ("maintenance_amount", "mm_deduction"),
    "fee-rate": ("taker", "taker_fee", "liq_fee"),
    "funding-rate": ("funding_rate",),
    "mark": ("mark", "price"),
}
PRINTS_SHOWN = ("okx", "bybit_inverse_classic", "kucoin_futures_pre_2025_05_22")  # rows as the venue shows them
PRINTED = {
    "liq_price": "liquidation_price",
    "bankruptcy": "bankruptcy_price",
    "bankrupt": "bankruptcy_price",
    "bust": "bankruptcy_price",
    "im": "initial_margin",
    "position_im": "initial_margin",
    "position_mm": "maintenance_margin",
    "maint_margin": "maintenance_margin",
    "mm": "maintenance_margin",
    "order_cost": "order_cost",
}


def first(inputs: Row, names: tuple[str, ...]) -> object:
    """The first of these the row gives."""
    return next((inputs[name] for name in names if name in inputs), None)


def size_of(inputs: Row) -> object:
    """Base quantity, or quote units of an inverse contract."""
    if "contracts" in inputs and "multiplier" in inputs:
        return inputs["contracts"] * inputs["multiplier"]
    return first(inputs, ("qty", "qty_usd", "qty_btc")) or 1


def arguments_of(row: Row) -> list[str]:
    """The row as a call of `trainer margin`."""
    inputs = row["inputs"]
    venue = OLD_PAGES.get(row["id"]) or VENUES.get(row["venue"], row["venue"])
    inverse = "qty_usd" in inputs
    symbol = "BTCUSD" if venue in ("bybit_inverse", "bybit_inverse_classic", "deribit", "bitmex") else "BTCUSDT"
    if venue == "okx" and inverse:
        symbol = "ETHUSDT"  # its tick: the rows are of the ETH contract
    side = {"buy": "long", "sell": "short"}.get(inputs["side"], inputs["side"])
    entry = first(inputs, ("entry", "price", "mark"))
    result = ["margin", "--json", "--venue", venue, "--symbol", symbol, "--side", side, "--entry", str(entry)]
    result += ["--size", str(size_of(inputs)), "--leverage", str(inputs.get("leverage", 10))]
    result += ["--contract", "inverse" if inverse else "linear"]
    for option, names in OPTIONS.items():
        given = first(inputs, names)
        if option == "wallet" and given is not None:
            result += ["--margin-mode", "cross"]
        if given is not None and not (option == "fee-rate" and row["id"] in FEE_CANCELS):
            result += [f"--{option}", str(given)]
    if "mmr" not in inputs:
        rate = Decimal(1) / (2 * inputs["max_leverage"]) if "max_leverage" in inputs else Decimal("0.005")
        result += ["--maintenance-rate", str(rate)]
    for other in inputs.get("others", []):
        figures = [other[name] for name in ("qty", "entry", "mark", "mmr", "maintenance_amount")]
        result += ["--other", ",".join([other["symbol"], other.get("side", "long"), *map(str, figures)])]
    return result


def tolerated(row: Row, name: str) -> Decimal:
    """Allowed distance; a row may give one a figure."""
    tolerance = row["tolerance"]
    return Decimal(tolerance[name] if isinstance(tolerance, dict) else tolerance)


def printed(row: Row, capsys: pytest.CaptureFixture[str]) -> dict[str, str | None]:
    """What `trainer margin` prints for the row."""
    assert command_line(arguments_of(row)) == 0, capsys.readouterr().err
    result: dict[str, str | None] = json.loads(capsys.readouterr().out)
    return result


KINDS = ("liquidation_price", "liquidation_price_cross", "bankruptcy_price", "margin", "order_cost")
ROWS_WITHOUT_ENTRY = {
    "bybit-snap-uta-eth-short-solved": "gives a mark value instead of size and mark",
    "bybit-uta-inverse-10x": "gives no side",
    "deribit-im-btc-25": "gives neither side nor leverage; compared through the function below",
    "deribit-im-sol-25": "as above",
}
BY_COMMAND = [
    row
    for row in ROWS
    if row["kind"] in KINDS and "equity_minus_req" not in row["expected"] and row["id"] not in ROWS_WITHOUT_ENTRY
]


@pytest.mark.parametrize("row", BY_COMMAND, ids=[row["id"] for row in BY_COMMAND])
def test_the_command_line_prints_the_published_figure(row: Row, capsys: pytest.CaptureFixture[str]) -> None:
    found = printed(row, capsys)
    compared = 0
    agrees = True
    for name, expected in row["expected"].items():
        if name not in PRINTED or (name == "im" and (row["kind"] == "order_cost" or row["id"] in FEE_CANCELS)):
            continue  # an initial margin without, or with, the closing fee the printed one holds
        value = Decimal(found[PRINTED[name]] or "NaN")
        if (
            name == "liq_price"
            and row["reproduced"]
            and row["venue"] in ("okx", "bybit_inverse_classic", "kucoin_futures_pre_2025_05_22")
        ):
            value = Decimal(found["liquidation_price_displayed"] or "NaN")
        agrees = agrees and abs(value - Decimal(expected)) <= tolerated(row, name)
        compared += 1
    assert compared
    assert agrees is bool(row["reproduced"]), f"{found} for {row['expected']}"


IDENTITIES = [row for row in ROWS if "equity_minus_req" in row["expected"]]


@pytest.mark.parametrize("row", IDENTITIES, ids=[row["id"] for row in IDENTITIES])
def test_at_the_liquidation_price_equity_is_the_requirement(row: Row) -> None:
    inputs = row["inputs"]
    fee = first(inputs, ("fee", "liq_fee")) or ZERO
    tier = Tier(ZERO, None, inputs["mmr"], inputs.get("mm_deduction", ZERO), Decimal(100))
    rules = replace(load_rules(row["venue"], "BTCUSDT"), tiers=(tier,), closing_fee_rate=Decimal(fee))
    rules = replace(rules, measure=Measure.VALUE)
    size, entry = Side(inputs["side"]).sign * inputs["qty"], inputs["entry"]
    balance = initial_margin(rules, size, entry, inputs["leverage"])
    level = isolated_liquidation(rules, size, entry, balance)
    assert level is not None
    assert abs(balance + size * (level - entry) - requirement(rules, size, entry, level)) <= tolerated(row, "")


@pytest.mark.parametrize("row", [r for r in ROWS if r["id"].startswith("deribit-im")], ids=lambda row: row["id"])
def test_deribits_margin_grows_with_the_square_of_the_size(row: Row) -> None:
    inputs = row["inputs"]
    highest = Decimal(1) / inputs["base_rate"]
    rules = replace(load_rules("deribit", "BTCUSD"), slope=inputs["slope_per_unit"], maximum_leverage=highest)
    rules = replace(rules, contract=Contract.LINEAR, measure=Measure.SIZE)
    assert initial_margin(rules, inputs["qty"], inputs["index"], highest) == row["expected"]["im"]


def test_maintenance_of_the_shipped_tiers() -> None:
    rows = [row for row in ROWS if row["kind"] == "maintenance_margin" and "notional" in row["inputs"]]
    assert rows
    for row in rows:
        found = maintenance(load_rules(row["venue"], "BTCUSDT"), row["inputs"]["notional"])
        assert abs(found - row["expected"]["maint_margin"]) <= tolerated(row, ""), row["id"]


def rows_of(*ids: str) -> dict[str, tuple[Row, Row]]:
    """Inputs and expected figures of these rows."""
    return {row["id"]: (row["inputs"], row["expected"]) for row in ROWS if row["id"] in ids}


def test_inverse_value_gain_and_average_entry() -> None:
    worth, gain = Contract.INVERSE.worth, Contract.INVERSE.gain
    found = rows_of("bitmex-entry-value", "bitmex-pnl-750-800", "bitmex-user-pnl", "coinlocally-avg-entry")
    inputs, expected = found["bitmex-entry-value"]
    assert worth(inputs["contracts"], inputs["price"]) == expected["xbt"]
    inputs, expected = found["bitmex-pnl-750-800"]
    pnl = gain(inputs["contracts"], inputs["entry"], inputs["exit"])
    assert abs(pnl - expected["pnl_xbt"]) < Decimal("1e-12")
    inputs, expected = found["bitmex-user-pnl"]
    pnl = gain(inputs["contracts"], inputs["entry"], inputs["exit"])
    assert abs(pnl * 10**8 - expected["pnl_sat"]) <= 2
    inputs, expected = found["coinlocally-avg-entry"]
    (size, price), (more, later) = inputs["fills"]
    assert abs(Contract.INVERSE.mean_entry(size, price, more, later) - expected["avg_entry"]) < Decimal("1e-9")


SETTLED = [r for r in ROWS if r["kind"] == "funding" and "received" in r["expected"] and "15s" not in r["id"]]


@pytest.mark.parametrize("row", SETTLED, ids=[row["id"] for row in SETTLED])
def test_funding_received_over_every_settlement(row: Row) -> None:
    inputs, expected = row["inputs"], row["expected"]
    settlements = inputs.get("settlements") or [[inputs["mark"], inputs["rate"]]]
    price = float(settlements[0][0])
    rules = replace(free(generic()), tick=Decimal("0.01"), minimum_notional=ZERO)
    stamps = [stamp(bar + 1, str(rate)) for bar, (_, rate) in enumerate(settlements)]
    where = market(flat(price, len(stamps) + 1), rules=rules, funding=stamps)
    opened = order(Side(inputs["side"]), OrderKind.MARKET, str(inputs["qty"]))
    received = -sum((event.amount for event in pick(play(where, (0, opened)).events, FundingPaid)), ZERO)
    assert abs(received - expected["received"]) <= tolerated(row, "received")


def test_funding_rates_by_formula() -> None:
    found = rows_of("funding-clamp-inside", "funding-clamp-outside", "funding-clamp-4h", "bybit-bitmex-interest")
    for name, (inputs, expected) in found.items():
        if name == "bybit-bitmex-interest":
            rate = interest(inputs["quote_index"], inputs["base_index"], inputs["intervals"])
            assert rate == expected["I"]
        else:
            assert clamped_rate(inputs["P"], inputs["I"], inputs["N"]) == expected["F"], name


def test_funding_of_venues_without_a_clamp() -> None:
    found = rows_of("deribit-funding-deadband", "deribit-funding-1bp", "kraken-funding-1-as-stated",
                    "kraken-funding-1-div8", "hyperliquid-funding-0.95")  # fmt: skip
    inputs, expected = found["deribit-funding-deadband"]
    assert dead_band_rate((inputs["mark"] - inputs["index"]) / inputs["index"]) == expected["rate_8h"]
    inputs, expected = found["deribit-funding-1bp"]
    rate = dead_band_rate((inputs["mark"] - inputs["index"]) / inputs["index"])
    assert rate == expected["rate_8h"]
    assert inputs["position_usd"] * rate * inputs["minutes"] / 480 == expected["payment_usd"]
    inputs, expected = found["kraken-funding-1-div8"]
    rate = divided_premium(inputs["index"], inputs["perp"], inputs["divisor"])
    assert abs(rate - expected["rate_hour"]) <= Decimal("1e-7")
    inputs, expected = found["kraken-funding-1-as-stated"]  # the page prints another divisor than it used
    rate = divided_premium(inputs["index"], inputs["perp"], inputs["divisor_stated"])
    assert abs(rate - expected["rate_hour"]) > Decimal("1e-7")
    inputs, expected = found["hyperliquid-funding-0.95"]
    premium = impact_premium(inputs["impact_bid"], None, inputs["oracle"])
    assert premium == expected["premium"]
    rate = clamped_rate(premium, inputs["interest"])
    assert (rate, rate / 8) == (expected["F"], expected["hourly_rate"])


def test_bitmex_fair_price_and_okx_ratio() -> None:
    found = rows_of("bitmex-fairbasis", "okx-linear-snap-ratio")
    inputs, expected = found["bitmex-fairbasis"]
    seconds, interval = inputs["seconds_to_funding_at_minute"], inputs["interval"]
    yearly, basis = fair_price(inputs["index"], inputs["funding_rate"], seconds, interval)
    assert abs(yearly - expected["fair_basis_rate"]) < Decimal("1e-9")
    assert abs(basis - expected["fair_basis"]) < Decimal("0.005")
    assert abs(inputs["index"] + basis - expected["mark"]) <= Decimal("0.005")
    inputs, expected = found["okx-linear-snap-ratio"]
    value = inputs["mm"] / Decimal("0.004")  # the row's maintenance at 0.4 %
    ratio = equity_ratio(inputs["equity"], inputs["mm"], value, inputs["fee_rate"])
    assert abs(ratio - expected["mgn_ratio"]) <= tolerated(
        next(row for row in ROWS if row["id"] == "okx-linear-snap-ratio"), ""
    )


def test_bitmex_positions_in_satoshi() -> None:
    """Its engine counts in whole satoshi, cost, margin and commission each cut off."""
    inputs, expected = rows_of("bitmex-ws-position")["bitmex-ws-position"]
    worth, coin = Contract.INVERSE.worth, 10**8
    cost = int(worth(inputs["contracts"], inputs["entry"]) * coin)
    value = int(worth(inputs["contracts"], inputs["mark"]) * coin)
    assert (cost, value) == (expected["posCost"], expected["markValue"])
    margin = initial_margin(load_rules("bitmex", "BTCUSD"), inputs["contracts"], inputs["entry"], inputs["leverage"])
    assert (int(margin * coin), int(cost * inputs["fee"])) == (expected["posInit"], expected["posComm"])
    assert cost - value == expected["unrealisedPnl"]


def test_bybits_coin_fee_is_rounded_up() -> None:
    inputs, expected = rows_of("bybit-inverse-snap-1x")["bybit-inverse-snap-1x"]
    assert load_rules("bybit_inverse_classic", "BTCUSD").rounds_fees_up
    fee = Contract.INVERSE.worth(inputs["qty_usd"], Decimal(expected["bust"])) * inputs["taker"]
    assert money_up(fee) == expected["closing_fee"]


def test_bingx_standard_futures_keep_a_tenth() -> None:
    inputs, expected = rows_of("bingx-standard-margin-rate")["bingx-standard-margin-rate"]
    value, initial, reserve = inputs["nav"], inputs["initial_margin"], inputs["adjustment"]
    assert standard_margin_rate(value, initial, reserve) == expected["margin_rate"]
    assert standard_margin_rate(reserve * initial, initial, reserve) == 0


def test_fees_of_both_contracts() -> None:
    for row in (row for row in ROWS if row["kind"] == "fee"):
        inputs = row["inputs"]
        contract = Contract.INVERSE if "qty_usd" in inputs else Contract.LINEAR
        size = inputs.get("qty_usd", inputs.get("qty"))
        assert abs(contract.worth(size, inputs["price"]) * inputs["rate"] - row["expected"]["fee"]) < Decimal("1e-9")
