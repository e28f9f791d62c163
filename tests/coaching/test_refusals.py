"""Every refusal of the engine's table, said in words a learner can act on."""

from __future__ import annotations

import re
from dataclasses import replace

import pytest

from tests.kit.marked import spoken_in
from tests.kit.markets import D, answer, leverage, long, only, play
from tests.tables.test_engine_refusals import CASES, HERE
from trainer.coaching.refusals import refusal_text
from trainer.core.language import retold
from trainer.engine.commands import Command
from trainer.engine.events import OrderRejected
from trainer.engine.words import Reject

Case = tuple[list[Command], Command, Reject, str, str, str]
ENGLISH = re.compile(
    r"\b(?:above|below|to|the|of|with|without|least|most|steps|has|does|needs|an|price|whole|either|nothing|time|"
    r"rests|resting|allowed|offered|shares|closes|only|notional)\b",
    re.IGNORECASE,
)
NO_FIGURE = {Reject.NO_POSITION, Reject.REDUCE_ONLY}


RICH = [case for case in CASES if any(item in (long("30.1"), leverage(150)) for item in case[0])]


def events_of(case: Case) -> tuple[object, ...]:
    state = play(HERE, *((0, item) for item in case[0]), bankroll="10000", stop=1).state
    if case in RICH:
        state = replace(state, wallet=D("1000000"))
    return answer(HERE, state, case[1])[1]


@pytest.mark.parametrize("case", CASES)
def test_a_refusal_is_a_message_without_code_words(case: Case) -> None:
    found = only(events_of(case), OrderRejected)
    text = refusal_text(found)
    assert text[0].isupper() and text.endswith(".")
    assert "_" not in text and "None" not in text and "Decimal" not in text
    assert len(text) <= 160 and "refused" not in text, "its title says so already"
    if found.reason not in NO_FIGURE and found.given not in ("None", "Infinity", "NaN"):
        digits = found.given.replace(",", "")
        assert digits in text.replace(",", "") or found.field in ("expires", "time_exit")


@pytest.mark.parametrize("case", CASES)
def test_a_refusal_is_german_to_its_last_word(case: Case) -> None:
    """Also in what is allowed instead, which the engine words."""
    with spoken_in("de"):
        told = retold(refusal_text(only(events_of(case), OrderRejected))).replace("ost-only", "")
    assert not ENGLISH.search(told), told


def test_the_words_of_the_commonest() -> None:
    by_given = {case[4]: case for case in CASES}
    short_of_margin, above_tier = by_given["10500.00"], by_given["151"]
    assert refusal_text(only(events_of(short_of_margin), OrderRejected)) == (
        "This order needs 10,500.00; 10,000.00 is free. Smaller size, or cancel resting orders."
    )
    assert "151×" in refusal_text(only(events_of(above_tier), OrderRejected))


@pytest.mark.parametrize("reason", list(Reject))
def test_every_reason_has_words_of_its_own(reason: Reject) -> None:
    text = refusal_text(OrderRejected(bar=0, time_ms=0, reason=reason, field="size", given="7", allowed="at most 5"))
    assert ("_" not in text and "7" in text) or reason in NO_FIGURE
    assert text.endswith(".")
