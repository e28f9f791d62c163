"""Progress looks at the sessions its filters let through, and says which concepts are mastered."""

from __future__ import annotations

from dataclasses import replace
from decimal import Decimal

import pytest

from trainer.journal.records import SessionSummary
from trainer.presenters.progress import view_of
from trainer.presenters.progress_filter import Filter, choices_of, chosen_of
from trainer.scoring.mastery import Ceiling, mastered_sets, mastery
from trainer.scoring.progress import SessionResult, decode_result, encode_result
from trainer.scoring.settings import SCORING_VERSION

DAY_MS = 86_400_000
NOW_MS = 200 * DAY_MS


def summary(number: int, **fields: object) -> SessionSummary:
    line = SessionSummary(
        f"s{number}", "tide", "Low tide", "binance_usdm", "BTCUSDT", 60_000, "finished", number * DAY_MS,
        number * DAY_MS, Decimal(10_000), 1, 0, 10, 10, Decimal(0), 1, 0,
    )  # fmt: skip
    return replace(line, **fields)  # type: ignore[arg-type]  # names and types are those of the record


def result(number: int) -> SessionResult:
    return SessionResult(
        f"s{number}", number * DAY_MS, Decimal(10_000), Decimal(1), (Decimal("0.5"),), 80.0, {"size": (1, 1)}, 0,
        Decimal(2), 0, losses=(float(number),) * 3, version=SCORING_VERSION,
    )  # fmt: skip


ROWS = (
    summary(199, venue="bybit_linear"), summary(190, is_blind=True), summary(120),
    summary(60, scenario_id="ridge", scenario_title="Ridge"), summary(3, is_blind=True, state="open"),
)  # fmt: skip
RESULTS = tuple(result(number) for number in (60, 120, 190, 199))


@pytest.mark.parametrize(
    ("chosen", "expected"),
    [
        (Filter(), "s199 s190 s120 s60 s3"),
        (Filter(venue="bybit_linear"), "s199"),
        (Filter(mode="blind"), "s190 s3"),
        (Filter(mode="open"), "s199 s120 s60"),
        (Filter(period="30"), "s199 s190"),
        (Filter(period="90"), "s199 s190 s120"),
        (Filter(scenario="ridge"), "s60"),
        (Filter(scenario="tide"), "s199 s190 s120"),
        (Filter(period="30", mode="open"), "s199"),
        (Filter(period="recent"), "s199 s190 s120 s60"),
    ],
)
def test_filters_let_through(chosen: Filter, expected: str) -> None:
    rows, results = chosen_of(ROWS, RESULTS, chosen, NOW_MS)
    assert [row.session_id for row in rows] == expected.split()
    finished = {row.session_id for row in rows if row.state == "finished"}
    assert {one.session_id for one in results} == finished


def test_the_last_twenty_are_the_newest_that_pass() -> None:
    rows = [summary(number, is_blind=number % 2 == 0) for number in range(100, 0, -1)]
    _, kept = chosen_of(rows, [result(number) for number in range(1, 101)], Filter("recent", mode="blind"), NOW_MS)
    assert [one.session_id for one in kept] == [f"s{number}" for number in range(62, 101, 2)]


def test_a_blind_session_that_is_open_tells_its_scenario_to_no_filter() -> None:
    rows = (summary(1, is_blind=True, state="open", scenario_id="secret", scenario_title="Secret"), summary(2))
    scenarios = next(one for one in choices_of(rows, Filter()) if one.field == "scenario")
    assert [key for key, _ in scenarios.choices] == ["", "tide"]
    assert chosen_of(rows, (), Filter(scenario="secret"), NOW_MS) == ((), ())


def test_a_filter_changes_every_figure_of_the_page() -> None:
    whole, one = view_of(ROWS, RESULTS), view_of(ROWS, RESULTS, Filter(venue="bybit_linear"))
    assert len(whole.curve.own) == 4 and one.curve.own == (199.0,) and one.rating_text == "199.0"
    assert len(one.rows) == 1 and one.is_filtered and not whole.is_filtered
    nothing = view_of(ROWS, RESULTS, Filter(venue="bybit_linear", mode="blind"))
    assert nothing.rows == () and nothing.is_filtered and len(nothing.filters) == 4


def test_a_concept_is_mastered_by_three_good_first_answers_in_a_row() -> None:
    bad, good = 21.0, 20.0
    found = mastery([
        ("a", ("size",), bad), ("a", ("size",), good), ("b", ("size", "stop"), good), ("c", ("size",), good),
        ("d", ("size",), good), ("e", ("stop",), good), ("f", ("wick",), bad),
    ])  # fmt: skip
    assert [(one.concept, one.answers, one.good, one.is_mastered) for one in found] == [
        ("size", 4, 3, True), ("stop", 2, 2, False), ("wick", 1, 0, False),
    ]  # fmt: skip


def test_concepts_are_kept_with_the_result() -> None:
    kept = replace(result(1), concepts={"a": ("size",)}, checkpoints=(("a", 3.0),), gaps=(4, 9))
    assert decode_result(encode_result(kept)) == kept
    view = view_of((summary(1),), (kept,))
    assert [(one.title, one.text) for one in view.concepts] == [("Size", "1 of 1 good")]


def answers(concept: str, *losses: float, first: int = 0) -> list[tuple[str, tuple[str, ...], float]]:
    """First answers to as many checkpoints, each about one concept."""
    return [(f"{concept}-{place}", (concept,), loss) for place, loss in enumerate(losses, first)]


@pytest.mark.parametrize(
    ("asked", "sets"),
    [
        ([*answers("fees", 1, 1, 1), *answers("slippage", 1, 1, 1)], ("costs",)),
        ([*answers("fees", 1, 1, 1)], ()),  # one concept is no set
        ([*answers("fees", 1, 1, 1), *answers("slippage", 1, 1, 1), *answers("break-even", 1, 1, 99)], ()),
        ([*answers("fees", 1, 1, 1), *answers("slippage", 1, 1, 1), *answers("break-even", 99)], ("costs",)),
        ([*answers("ruin", 9, 1, 1, 1), *answers("size-from-risk", 1, 1, 1), *answers("tilt", 1, 1, 1)], ("sizing",)),
    ],
)
def test_a_set_is_mastered_with_two_of_its_concepts_and_none_failed(
    asked: list[tuple[str, tuple[str, ...], float]], sets: tuple[str, ...]
) -> None:
    assert mastered_sets(mastery(asked)) == sets


@pytest.mark.parametrize(
    ("declared", "sets", "in_force"),
    [
        ("3", 0, "3"), ("3", 1, "5"), ("3", 2, "10"), ("3", 6, "10"), ("1", 1, "2"), ("2.5", 1, "3"),
        ("10", 2, "10"), ("25", 1, "25"),
    ],
)  # fmt: skip
def test_the_ceiling_rises_by_a_step_for_each_set_and_never_above_ten(declared: str, sets: int, in_force: str) -> None:
    ceiling = Ceiling(Decimal(declared), ("costs", "sizing", "stops", "events", "patience", "liquidation")[:sets])
    assert ceiling.in_force == Decimal(in_force)


def test_the_page_says_what_raised_the_ceiling() -> None:
    view = view_of((summary(1),), (result(1),), ceiling=Ceiling(Decimal(3), ("costs",)))
    assert view.ceiling == 5.0 and view.ceiling_text == "Your ceiling of 5×: 3× declared, raised for Funding and fees."
    assert view_of((summary(1),), (result(1),)).ceiling_text == ""


def test_a_repeat_that_no_figure_counts_is_told_beside_the_sessions() -> None:
    view = view_of((summary(1), summary(2)), (result(1), replace(result(2), is_repeat=True)))
    assert view.sessions_text == "2 finished sessions, 1 repeat left out, 1 closed trade, 3 counted decisions"
    assert "left out" not in view_of((summary(1),), (result(1),)).sessions_text
