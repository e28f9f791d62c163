"""Every concept a bundled scenario names has its words."""

from __future__ import annotations

from tests.kit.marked import spoken_in
from trainer.core.paths import scenarios_dir
from trainer.presenters.concepts import CONCEPTS, concept_words
from trainer.scenarios.load import list_scenarios


def test_every_bundled_concept_has_words() -> None:
    used = {concept for header in list_scenarios(scenarios_dir()) for concept in header.concepts}
    assert len(used) > 20 and used - CONCEPTS.keys() == set()
    assert concept_words(["stop-gap", "my-own"]) == ["stops that gap", "my own"]


def test_one_r_is_written_as_everywhere_else() -> None:
    assert concept_words(["one-r"]) == ["1R"]
    with spoken_in("de"):
        assert concept_words(["one-r"]) == ["1R"]
