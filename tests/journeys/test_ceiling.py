"""The leverage ceiling: declared in the settings, raised by concept sets mastered in earlier sessions."""

from __future__ import annotations

from dataclasses import replace
from decimal import Decimal

from pytestqt.qtbot import QtBot

from tests.journeys.test_window import CHOICE, cascade
from trainer.app import Cascade
from trainer.scoring.progress import decode_result, encode_result
from trainer.ui.settings_page.page import SettingsPage

__all__ = ["cascade"]


def answer(shown: Cascade, **losses: float) -> None:
    """A finished session whose stored result holds three first answers to each concept, of this loss."""
    library = shown.library
    assert library is not None and shown.desk is not None
    session = shown.desk.presenter.session
    library.finish(session)
    stored = library.store.score(session.session_id)
    assert stored is not None and stored.result is not None
    asked = {f"{concept}-{place}": (concept, loss) for concept, loss in losses.items() for place in range(3)}
    result = replace(
        decode_result(stored.result),
        checkpoints=tuple((name, loss) for name, (_, loss) in asked.items()),
        concepts={name: (concept,) for name, (concept, _) in asked.items()},
    )
    kept = replace(stored, result=encode_result(result).decode())
    library.store.finish(session.session_id, session.place, session.summary(), kept)


def ceiling_of_new_session(shown: Cascade) -> Decimal:
    shown.start_session(CHOICE)
    assert shown.desk is not None
    return shown.desk.presenter.session.record.ceiling


def test_a_mastered_set_raises_the_ceiling_of_the_next_session_unless_switched_off(
    cascade: Cascade, qtbot: QtBot
) -> None:
    assert ceiling_of_new_session(cascade) == 3
    answer(cascade, fees=1.0, slippage=2.0)
    cascade.window.show_page("settings")
    page = cascade.window.page("settings")
    settings = page if isinstance(page, SettingsPage) else page.findChild(SettingsPage)
    assert isinstance(settings, SettingsPage)
    words = "The next session is held against your ceiling of"
    assert settings.ceiling.text() == f"{words} 5×: 3× declared, raised for Funding and fees."
    assert ceiling_of_new_session(cascade) == 5
    settings.switches["ceiling_rises"].click()
    assert settings.ceiling.text() == f"{words} 3×."
    assert ceiling_of_new_session(cascade) == 3


def test_answers_that_cost_raise_nothing(cascade: Cascade) -> None:
    assert ceiling_of_new_session(cascade) == 3
    answer(cascade, fees=1.0, slippage=90.0)
    assert ceiling_of_new_session(cascade) == 3
