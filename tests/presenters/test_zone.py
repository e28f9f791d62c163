"""Clocks follow one zone: what is shown, what is typed, and the labels of the chart, across changes of the clock."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from trainer.core.clock import HOUR_MS
from trainer.core.errors import FieldError
from trainer.presenters.desk_texts import clock_text, date_text, zoned_text
from trainer.presenters.zone import choose_zone, moment, offset_ms, time_of

WINTER_MS = 1_584_010_800_000  # 2020-03-12T11:00:00Z
SUMMER_MS = 1_594_551_600_000  # 2020-07-12T11:00:00Z


@pytest.fixture(autouse=True)
def utc_again() -> Iterator[None]:
    yield
    choose_zone("UTC")


@pytest.mark.parametrize(
    ("zone", "winter", "summer"),
    [
        ("UTC", "11:00 UTC", "11:00 UTC"),
        ("Europe/Berlin", "12:00 CET", "13:00 CEST"),
        ("America/Sao_Paulo", "08:00 UTC-03", "08:00 UTC-03"),
        ("Asia/Kolkata", "16:30 IST", "16:30 IST"),
    ],
)
def test_a_clock_names_its_zone(zone: str, winter: str, summer: str) -> None:
    choose_zone(zone)
    assert (zoned_text(WINTER_MS), zoned_text(SUMMER_MS)) == (winter, summer)


def test_the_day_follows_the_zone() -> None:
    late = WINTER_MS + 12 * HOUR_MS
    assert date_text(late).startswith("Thu 12")
    choose_zone("Asia/Tokyo")
    assert date_text(late).startswith("Fri 13") and clock_text(late) == "08:00"


@given(st.integers(WINTER_MS, WINTER_MS + 365 * 24 * HOUR_MS), st.sampled_from(["Europe/Berlin", "Asia/Kolkata"]))
def test_what_a_clock_shows_leads_back_to_the_moment(time_ms: int, zone: str) -> None:
    choose_zone(zone)
    wall = time_ms + offset_ms(time_ms)
    back = time_of(wall)
    # the hour that a change of the clock repeats stands for two moments
    assert back == time_ms or moment(back).replace(tzinfo=None) == moment(time_ms).replace(tzinfo=None)
    assert np.isclose(back, time_ms, atol=HOUR_MS)


@pytest.mark.parametrize("name", ["Mars/Olympus", "", "Berlin", "../etc"])
def test_an_unknown_zone_is_refused_and_the_one_before_stays(name: str) -> None:
    choose_zone("Asia/Tokyo")
    with pytest.raises(FieldError):
        choose_zone(name)
    assert clock_text(WINTER_MS) == "20:00"


def test_local_is_the_zone_of_the_computer() -> None:
    choose_zone("local")
    assert moment(WINTER_MS).utcoffset() is not None and moment(WINTER_MS).timestamp() * 1000 == WINTER_MS
