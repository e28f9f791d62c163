"""A session's bars traded otherwise are kept with it: worked out once, anew where log or program changed, or not."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from decimal import Decimal
from pathlib import Path
from typing import ParamSpec, TypeVar

import numpy as np
import pytest
from pytestqt.qtbot import QtBot

from trainer.engine.commands import ClosePosition, PlaceOrder
from trainer.engine.equity import curve_of, equity_curve
from trainer.engine.words import Side
from trainer.presenters.debrief import DebriefPresenter
from trainer.scoring import counterfactual
from trainer.session import otherwise
from trainer.session.library import Library, StartTerms
from trainer.session.otherwise import otherwise_job
from trainer.session.session import Session
from trainer.storage.store import Store

SCENARIO = "2020-03-12-black-thursday-btc"
P = ParamSpec("P")
T = TypeVar("T")


class Runs:
    """Counts the runs of the engine that trade a session otherwise."""

    def __init__(self, patch: pytest.MonkeyPatch) -> None:
        self.count = 0
        for place in ("alternatives.replay", "counterfactual.replay", "survival.hold_isolated", "venues.run"):
            module, _, name = f"trainer.scoring.{place}".rpartition(".")
            patch.setattr(f"{module}.{name}", self._counted(getattr(__import__(module, fromlist=[name]), name)))

    def _counted(self, run: Callable[P, T]) -> Callable[P, T]:
        def counted(*given: P.args, **named: P.kwargs) -> T:
            self.count += 1
            return run(*given, **named)

        return counted


@pytest.fixture
def runs(monkeypatch: pytest.MonkeyPatch) -> Runs:
    return Runs(monkeypatch)


@pytest.fixture
def library(tmp_path: Path) -> Iterator[Library]:
    shown = Library(Store(tmp_path / "cascade.db"))
    yield shown
    shown.close()


def played(library: Library) -> Session:
    """Two trades of a day, finished."""
    session = library.start(StartTerms(scenario_id=SCENARIO))
    session.advance(960)
    for side in (Side.LONG, Side.SHORT):
        price = session.market.last_close(session.cursor)
        order = PlaceOrder(side=side, size=Decimal("0.3"), stop=round(price * (1 - side.sign * Decimal("0.02")), 1))
        assert session.give(order).rejected is None
        session.advance(20)
        session.give(ClosePosition())
        session.advance(20)
    library.finish(session)
    return session


class Debrief:
    """A debrief as the window wires it: what is worked out goes to the library."""

    def __init__(self, library: Library, session: Session) -> None:
        self.presenter, self.told = DebriefPresenter(), list[str]()
        self.presenter.progressed.connect(self.told.append)
        self.presenter.replayed.connect(lambda found: library.keep_otherwise(session, found))
        self.presenter.rated.connect(
            lambda ratings: self.presenter.take(library.keep_score(session, ratings, self.presenter.grades))
        )
        card = library.scorecard(session, library.ratings(session))
        self.presenter.show(session, card, otherwise=library.otherwise(session))

    def settle(self, qtbot: QtBot) -> None:
        qtbot.waitUntil(lambda: not self.presenter.is_busy, timeout=60_000)


def reopened(library: Library, session: Session) -> tuple[Library, Session]:
    """The same store, opened anew."""
    library.close()
    again = Library(Store(library.store.path))
    return again, again.resume(session.session_id)


def test_the_second_opening_runs_nothing(library: Library, runs: Runs, qtbot: QtBot) -> None:
    session = played(library)
    first = Debrief(library, session)
    first.settle(qtbot)
    # 8 twins, 8 leverages, 2 entries at 8 leverages and the venues: none is run twice
    assert runs.count == 8 + 8 + 2 * 8 + len(first.presenter.view.venues)  # type: ignore[union-attr]  # shown
    runs.count = 0
    again, resumed = reopened(library, session)
    second = Debrief(again, resumed)
    assert not second.presenter.is_busy and runs.count == 0
    assert second.presenter.view is not None and first.presenter.view is not None
    for part in ("twins", "ladder", "survival", "venues"):
        assert getattr(second.presenter.view, part) == getattr(first.presenter.view, part) != ()
    for one, other in zip(second.presenter.view.equity.lines, first.presenter.view.equity.lines, strict=True):
        assert one.key == other.key and np.array_equal(one.equity, other.equity)
    again.close()


def test_progress_counts_the_runs_and_then_the_decisions(library: Library, qtbot: QtBot) -> None:
    debrief = Debrief(library, played(library))
    debrief.settle(qtbot)
    replayed = [text for text in debrief.told if text.startswith("Trading the same bars otherwise: run ")]
    total = 8 + 8 + 2 + len(debrief.presenter.view.venues)  # type: ignore[union-attr]  # shown
    assert replayed == [f"Trading the same bars otherwise: run {number} of {total}." for number in range(1, total + 1)]
    priced = debrief.told[total:]
    assert priced[0].startswith("Pricing decision 1 of ") and len(priced) == int(priced[0].split()[4])


@pytest.mark.parametrize("changed", ["ENGINE_VERSION", "SCORING_VERSION"])
def test_another_version_works_it_out_anew(
    library: Library, runs: Runs, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch, changed: str
) -> None:
    session = played(library)
    Debrief(library, session).settle(qtbot)
    assert library.otherwise(session) is not None
    monkeypatch.setattr(otherwise, changed, 99)
    assert library.otherwise(session) is None
    expected, runs.count = runs.count, 0
    Debrief(library, session).settle(qtbot)
    assert runs.count == expected and library.otherwise(session) is not None
    monkeypatch.undo()
    assert library.otherwise(session) is None, "and the older program finds what it cannot use"


def test_another_log_is_not_taken_for_this_one(library: Library) -> None:
    session = library.start(StartTerms(scenario_id=SCENARIO))
    session.advance(10)
    found = otherwise_job(session)(lambda _done, _total: None)
    library.keep_otherwise(session, found)
    assert library.otherwise(session) == found
    session.advance(1)
    assert library.otherwise(session) is None
    library.keep_otherwise(session, found)
    session.note("note", "one entry more")
    assert library.otherwise(session) is None


def test_what_cannot_be_read_is_worked_out_anew(library: Library) -> None:
    session = played(library)
    library.keep_otherwise(session, otherwise_job(session)(lambda _done, _total: None))
    library.store._connection.execute("update otherwise set body = '{\"replays\": 3}'")
    assert library.otherwise(session) is None


def test_a_cancelled_one_leaves_nothing_behind_and_goes_on_next_time(
    library: Library, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch
) -> None:
    session = played(library)
    with monkeypatch.context() as patch:

        def gives_up(run: Callable[P, T]) -> Callable[P, T]:
            def stopped(*given: P.args, **named: P.kwargs) -> T:
                debrief.presenter._work._wanted.clear()  # type: ignore[union-attr]  # as `stop`, from amid the runs
                return run(*given, **named)

            return stopped

        patch.setattr(counterfactual, "replay", gives_up(counterfactual.replay))
        debrief = Debrief(library, session)
        debrief.presenter.wait()
        debrief.presenter.give_up()
    assert not debrief.presenter.is_busy and debrief.presenter.view is not None
    assert debrief.presenter.view.twins == () and "opening this debrief again" in debrief.presenter.view.waiting
    again, resumed = reopened(library, session)
    assert again.store.otherwise(session.session_id) is None and again.ratings(resumed) is None
    second = Debrief(again, resumed)
    second.settle(qtbot)
    assert again.otherwise(resumed) is not None and again.ratings(resumed) is not None
    again.close()


def test_a_session_that_goes_takes_it_along(library: Library) -> None:
    session = played(library)
    library.keep_otherwise(session, otherwise_job(session)(lambda _done, _total: None))
    library.delete(session.session_id)
    assert library.store.otherwise(session.session_id) is None


def test_the_steps_of_a_curve_are_as_good_as_its_events(library: Library) -> None:
    session = played(library)
    own = otherwise_job(session)(lambda _done, _total: None).replays.twins[0]
    start, stop = session.record.start_bar, session.cursor + 1
    terms = session.market, session.record.bankroll
    by_events = equity_curve(terms[0], session.events, terms[1], start, stop)
    assert np.array_equal(curve_of(terms[0], own.steps, terms[1], start, stop), by_events)
    assert by_events[-1] == pytest.approx(float(own.equity)) and own.key == "own"
