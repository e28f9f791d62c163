"""`trainer margin` prints what the engine computes and refuses what the venue does not allow."""

from __future__ import annotations

import json
from decimal import Decimal

import pytest

from trainer.cli.main import run

LONG = ["margin", "--venue", "binance_usdm", "--symbol", "BTCUSDT", "--side", "long", "--leverage", "20"]


def test_a_plain_long_has_the_exact_liquidation_price(capsys: pytest.CaptureFixture[str]) -> None:
    assert run([*LONG, "--entry", "100000", "--size", "0.1", "--json"]) == 0
    printed = json.loads(capsys.readouterr().out)
    assert printed["liquidation_price"] == "95381.526104417671"
    assert printed["liquidation_price_displayed"] == "95381.6"
    assert printed["bankruptcy_price"] == "95000.000000000000"
    assert printed["initial_margin"] == "500.0"


def test_the_published_cross_example_comes_out(capsys: pytest.CaptureFixture[str]) -> None:
    """Binance's worked example: 26,316.89 for the BTC leg."""
    cross = ["--margin-mode", "cross", "--wallet", "1535443.01", "--maintenance-rate", "0.025"]
    other = ["--maintenance-amount", "16300", "--other", "ETHUSDT,long,3683.979,1456.84,1335.18,0.1,135365"]
    assert run([*LONG, "--entry", "32481.98", "--size", "109.488", *cross, *other, "--json"]) == 0
    assert json.loads(capsys.readouterr().out)["liquidation_price"].startswith("26316.89")


@pytest.mark.parametrize(
    ("changes", "words"),
    [
        (["--entry", "100000", "--size", "0.1005"], ["size", "0.1005", "0.001"]),
        (["--entry", "nan", "--size", "0.1"], ["entry", "nan"]),
        (["--entry", "100000", "--size", "0"], ["size", "0", "above 0"]),
        (["--entry", "100000", "--size", "2000"], ["leverage", "20"]),
        (["--entry", "100000", "--size", "0.1", "--venue", "nowhere"], ["venue", "nowhere", "binance_usdm"]),
    ],
)
def test_bad_input_is_one_line_that_names_the_field(
    changes: list[str], words: list[str], capsys: pytest.CaptureFixture[str]
) -> None:
    status = run([*LONG, *changes])
    printed = capsys.readouterr()
    assert status == 2 and printed.out == ""
    assert printed.err.count("\n") == 1
    assert words[0] in printed.err and words[1] in printed.err


def test_another_leg_of_the_same_symbol_moves_along(capsys: pytest.CaptureFixture[str]) -> None:
    """Binance's full cross form: (2,000 - 0) = 2 * L * 0.004 for a pair of equal legs at 10,000."""
    call = ["margin", "--venue", "binance_usdm", "--symbol", "BTCUSDT", "--side", "long", "--entry", "10000"]
    call += ["--size", "1", "--leverage", "10", "--margin-mode", "cross", "--wallet", "2000", "--json"]
    assert run([*call, "--other", "BTCUSDT,short,1,10000,10000,0.004,0"]) == 0
    assert Decimal(json.loads(capsys.readouterr().out)["liquidation_price"]) == 250_000
    # half of it hedged: 2,000 + 0.5 * (L - 10,000) = 1.5 * L * 0.004
    assert run([*call, "--other", "BTCUSDT,short,0.5,10000,10000,0.004,0"]) == 0
    found = Decimal(json.loads(capsys.readouterr().out)["liquidation_price"])
    assert abs(found - Decimal(3_000) / Decimal("0.494")) < Decimal("1e-9")
    # the same leg of another symbol stands still
    assert run([*call, "--other", "ETHUSDT,short,0.5,10000,10000,0.004,0"]) == 0
    assert (
        abs(Decimal(json.loads(capsys.readouterr().out)["liquidation_price"]) - Decimal(8_020) / Decimal("0.996"))
        < 1e-6
    )  # type: ignore[operator]  # a bound


@pytest.mark.parametrize("text", ["BTCUSDT,short,0,1,1,0.1,0", "BTCUSDT,up,1,1,1,0.1,0", "BTCUSDT,short,1,1,1"])
def test_an_other_position_that_cannot_be_is_named(text: str, capsys: pytest.CaptureFixture[str]) -> None:
    call = ["margin", "--venue", "binance_usdm", "--symbol", "BTCUSDT", "--side", "long", "--entry", "10000"]
    call += ["--size", "1", "--leverage", "10", "--margin-mode", "cross", "--wallet", "2000"]
    assert run([*call, "--other", text]) == 2
    assert "other" in capsys.readouterr().err
