"""Published and derived figures of real venues, through the public functions.

The rows lie in a JSON file beside the project, or where CASCADE_VECTORS points; without it there is nothing to check.
Rows of venues and kinds that do not exist here yet are skipped by name.
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
from trainer.core.units import ONE, ZERO
from trainer.engine.events import FundingPaid
from trainer.engine.margin import isolated_liquidation, maintenance
from trainer.engine.rules import Tier
from trainer.engine.words import OrderKind, Side
from trainer.venues.load import list_venues, load_rules

ROOT = Path(__file__).resolve().parents[2]
FILE = Path(os.environ.get("CASCADE_VECTORS", ROOT.parent / "shared" / "vectors" / "margin.json"))
if not FILE.is_file():
    pytest.skip("no file of vectors beside the project", allow_module_level=True)
Row = dict[str, Any]
ROWS: list[Row] = json.loads(FILE.read_text(encoding="utf-8"), parse_float=Decimal, parse_int=Decimal)


def signed(inputs: Row) -> Decimal:
    """Size, below 0 for a short."""
    return Side(inputs["side"]).sign * Decimal(inputs["qty"])


def liquidation(row: Row, _: pytest.CaptureFixture[str]) -> Decimal | None:
    """Isolated: the row's own tier in place of the venue's."""
    inputs = row["inputs"]
    tier = Tier(ZERO, None, inputs["mmr"], inputs["maintenance_amount"], ONE)
    rules = replace(load_rules(row["venue"], "BTCUSDT"), tiers=(tier,))
    return isolated_liquidation(rules, signed(inputs), inputs["entry"], inputs["isolated_wallet"])


def cross(row: Row, capsys: pytest.CaptureFixture[str]) -> Decimal:
    """Cross beside other positions: the command line's sum."""
    inputs = row["inputs"]
    arguments = ["margin", "--venue", row["venue"], "--symbol", "BTCUSDT", "--side", inputs["side"], "--json"]
    arguments += ["--entry", str(inputs["entry"]), "--size", str(inputs["qty"]), "--leverage", "10"]
    arguments += ["--margin-mode", "cross", "--wallet", str(inputs["cross_wallet"])]
    arguments += ["--maintenance-rate", str(inputs["mmr"]), "--maintenance-amount", str(inputs["maintenance_amount"])]
    for other in inputs["others"]:
        figures = [other[name] for name in ("qty", "entry", "mark", "mmr", "maintenance_amount")]
        arguments += ["--other", ",".join([other["symbol"], other.get("side", "long"), *map(str, figures)])]
    assert command_line(arguments) == 0
    return Decimal(json.loads(capsys.readouterr().out)["liquidation_price"])


def requirement(row: Row, _: pytest.CaptureFixture[str]) -> Decimal:
    """The venue's shipped tiers."""
    return maintenance(load_rules(row["venue"], "BTCUSDT"), row["inputs"]["notional"])


def funding(row: Row, _: pytest.CaptureFixture[str]) -> Decimal:
    """Held over every settlement of the row: what was received."""
    inputs = row["inputs"]
    settlements = inputs.get("settlements") or [[inputs["mark"], inputs["rate"]]]
    price = float(settlements[0][0])
    rules = replace(free(generic()), tick=Decimal("0.01"), minimum_notional=ZERO)
    stamps = [stamp(bar + 1, str(rate)) for bar, (_, rate) in enumerate(settlements)]
    where = market(flat(price, len(stamps) + 1), rules=rules, funding=stamps)
    opened = order(Side(inputs["side"]), OrderKind.MARKET, str(inputs["qty"]))
    return -sum((event.amount for event in pick(play(where, (0, opened)).events, FundingPaid)), ZERO)


KINDS = {
    "liquidation_price": (liquidation, "liq_price"),
    "liquidation_price_cross": (cross, "liq_price"),
    "maintenance_margin": (requirement, "maint_margin"),
    "funding": (funding, "received"),
}


@pytest.mark.parametrize("row", ROWS, ids=[row["id"] for row in ROWS])
def test_the_engine_gives_the_published_figure(row: Row, capsys: pytest.CaptureFixture[str]) -> None:
    if row["venue"] not in list_venues():
        pytest.skip(f"venue not built: {row['venue']}")
    if row["kind"] not in KINDS:
        pytest.skip(f"kind not computed by the engine: {row['kind']}")
    compute, name = KINDS[row["kind"]]
    found = compute(row, capsys)
    expected, tolerance = Decimal(row["expected"][name]), Decimal(row["tolerance"])
    agrees = found is not None and abs(found - expected) <= tolerance
    assert agrees is bool(row["reproduced"]), f"{found} for {expected}"
