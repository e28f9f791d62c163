"""What a figure looks like is read back as the same figure, in English and in German; what is unclear is refused."""

from __future__ import annotations

from decimal import Decimal
from typing import cast

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.kit.marked import spoken_in
from trainer.collection.series import checked_key
from trainer.core.errors import FieldError
from trainer.presenters.data_draft import DraftView
from trainer.presenters.desk_texts import clocks
from trainer.presenters.figures import (
    bars_text,
    decimals,
    grouped,
    money,
    multiple,
    percent,
    plain,
    read_number,
    sentence_of,
    signed,
    ungrouped,
    whole,
)  # fmt: skip
from trainer.supply.draft import Draft
from trainer.supply.draft_checks import DraftProblem

AMOUNTS = st.decimals(Decimal("-1e9"), Decimal("1e9"), places=4, allow_nan=False)
LANGUAGES = pytest.mark.parametrize("code", ["en", "de"])


def test_german_figures_have_a_decimal_comma() -> None:
    with spoken_in("de"):
        assert money(Decimal("9732.79")) == "9.732,79"
        assert signed(Decimal("-1234567.5")) == "−1.234.567,50"
        assert (percent(Decimal("0.219")), multiple(Decimal("0.69"))) == ("21,9 %", "0,69×")
        assert (plain(Decimal("1234.50")), whole(1440), decimals(0.25, 3)) == ("1234,5", "1.440", "0,250")
        assert (bars_text(1), bars_text(1440)) == ("1 Kerze", "1.440 Kerzen")
        assert signed(Decimal("0.001")) == "0,00"


@LANGUAGES
@settings(deadline=None)
@given(amount=AMOUNTS)
def test_a_field_reads_what_it_shows(code: str, amount: Decimal) -> None:
    with spoken_in(code):
        assert read_number(plain(amount)).value == amount


@LANGUAGES
@settings(deadline=None)
@given(amount=AMOUNTS)
def test_a_figure_pasted_from_a_table_is_read(code: str, amount: Decimal) -> None:
    with spoken_in(code):
        assert read_number(money(amount, 4)).value == amount


@LANGUAGES
@settings(deadline=None)
@given(amount=AMOUNTS)
def test_thousands_are_set_apart_and_put_together_again(code: str, amount: Decimal) -> None:
    with spoken_in(code):
        assert ungrouped(grouped(plain(amount))) == plain(amount)
        assert grouped(plain(abs(amount).quantize(Decimal("0.01")))) in (
            money(abs(amount)), money(abs(amount), 1), money(abs(amount), 0)
        )  # fmt: skip


@pytest.mark.parametrize("text", ["", "-", "x1000", "0.12345", "01000", "60000,5", "1e9999", "1.234.567", "1 000"])
def test_no_plain_number_is_not_grouped(text: str) -> None:
    assert grouped(text) == text


@pytest.mark.parametrize(
    ("code", "text", "value", "problem"),
    [
        ("en", "60,000", None, "Thousands or decimals? 60000 or 60.000 is clear"),
        ("en", "-1,250", None, "Thousands or decimals? -1250 or -1.250 is clear"),
        ("en", "60,000.5", "60000.5", ""),
        ("en", "1,234,567", "1234567", ""),
        ("en", "0,125", "0.125", ""),
        ("en", "8,5", "8.5", ""),
        ("en", "8560,125", "8560.125", ""),
        ("en", "1.234,50", None, "Two decimal marks"),
        ("en", "1,23,456", None, "Two decimal marks"),
        ("de", "60.000", None, "Tausender oder Dezimalen? Eindeutig ist 60000 oder 60,000"),
        ("de", "60.000,5", "60000.5", ""),
        ("de", "60,000", "60.000", ""),
        ("de", "8.5", "8.5", ""),
        ("de", "0.125", "0.125", ""),
        ("de", "1,234.50", None, "Zwei Dezimalzeichen"),
        ("de", "1 000", None, "Ein Leerzeichen in der Zahl"),
        ("de", "x", None, "Keine Zahl"),
        ("de", "", None, ""),
    ],
)
def test_what_is_typed_is_read_as_the_language_writes_it(code: str, text: str, value: str | None, problem: str) -> None:
    with spoken_in(code):
        typed = read_number(text)
    assert (typed.value, typed.problem) == (None if value is None else Decimal(value), problem)


@pytest.mark.parametrize("digits", [30, 38, 39, 40, 60, 1_000])
def test_a_figure_of_any_length_is_told_with_every_digit(digits: int) -> None:
    text = money(Decimal("9" * digits))
    assert text.replace(",", "") == "9" * digits + ".00"
    assert signed(Decimal("9" * digits) + Decimal("0.5"), 0)[0] == "+"


def test_times_of_several_days_tell_the_day() -> None:
    noon = 1_584_014_400_000  # 12 March 2020
    assert clocks([noon, noon + 3_600_000])(noon) == "12:00"
    assert clocks([noon, noon + 86_400_000])(noon) == "12 Mar 12:00"
    assert clocks([])(noon) == "12:00"


def test_a_refusal_begins_with_a_capital() -> None:
    with pytest.raises(FieldError) as raised:
        checked_key("", "spot", "last", 60_000)
    said = str(raised.value)
    assert sentence_of(said).startswith("Symbol: nothing is not allowed; ")
    with spoken_in("de"):
        assert sentence_of(said).startswith("Symbol: eine leere Angabe ist nicht zulässig; erlaubt: ")


def test_what_is_wrong_with_a_draft_begins_with_a_capital() -> None:
    problem = DraftProblem("venue", "venue: X is not allowed; one of the venues is")
    view = DraftView(cast(Draft, None), "", problems=(problem,))
    assert view.problem("venue").startswith("Venue: X")
