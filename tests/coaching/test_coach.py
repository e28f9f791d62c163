"""At most three texts, the dearest first, each with its figure."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal

from trainer.coaching.coach import MOST, CoachNote, coach_notes


@dataclass(frozen=True)
class Traded:
    net: Decimal
    r: Decimal | None
    verdict: str
    opened_ms: int = 1_584_000_000_000
    text: str = "No stop was set."


@dataclass(frozen=True)
class Ruled:
    rule: str
    state: str
    text: str


@dataclass(frozen=True)
class Tilted:
    time_ms: int
    signs: tuple[str, ...]


def notes(*trades: Traded, rules: tuple[Ruled, ...] = (), tilt: tuple[Tilted, ...] = (), costs: str = "0",
          net: str = "0", liquidations: int = 0) -> tuple[CoachNote, ...]:  # fmt: skip
    return coach_notes(rules, trades, tilt, costs=Decimal(costs), net=Decimal(net), liquidations=liquidations)


WIN = Traded(Decimal(50), Decimal(1), "deserved_win")
LUCKY = Traded(Decimal(300), None, "lucky_win")
UNLUCKY = Traded(Decimal(-100), Decimal(-1), "unlucky_loss")


def test_no_trade_is_no_fault() -> None:
    assert [note.key for note in notes()] == ["flat"]


def test_a_kept_session_hears_one_sentence() -> None:
    assert [note.key for note in notes(WIN, net="50")] == ["kept"]


def test_a_lucky_win_is_named_before_a_broken_rule_and_never_praised() -> None:
    found = notes(LUCKY, rules=(Ruled("plan", "broken", "One of 1 entries had stop and target."),), net="300")
    assert [note.key for note in found] == ["lucky_win", "rule_plan"]
    assert "would not last" in found[0].text and "No stop was set." in found[0].text
    assert found[0].tone == "caution"


def test_a_rule_barely_met_is_named_before_anyone_says_same_again() -> None:
    (found,) = notes(WIN, rules=(Ruled("size", "caution", "Largest planned loss 2.0 %."),), net="50")
    assert found.key == "rule_size" and found.text.startswith("Largest planned loss 2.0 %.")
    both = notes(WIN, rules=(Ruled("size", "caution", "2.0 %."), Ruled("stop", "broken", "Moved.")), net="50")
    assert [note.key for note in both] == ["rule_stop", "rule_size"]


def test_a_sound_loss_is_nothing_to_repair() -> None:
    (found,) = notes(UNLUCKY, net="-100")
    assert found.text == "1 loss of sound decisions, −1.00 R together. Nothing to repair."
    assert found.tone == "plain"


def test_there_are_never_more_than_three_and_a_liquidation_comes_first() -> None:
    rules = tuple(Ruled(rule, "broken", f"{rule} figure.") for rule in ("cost", "size", "stop"))
    found = notes(LUCKY, UNLUCKY, rules=rules, tilt=(Tilted(0, ("re-entry after 2 bars",)),), liquidations=1)
    assert len(found) == MOST
    assert [note.key for note in found] == ["liquidated", "lucky_win", "rule_stop"]


def test_costs_are_told_when_they_take_half_of_what_the_price_gave() -> None:
    assert [note.key for note in notes(WIN, costs="50", net="50")] == ["costs"]
    assert [note.key for note in notes(WIN, costs="40", net="50")] == ["kept"]
