"""The sentence the program exists for, on the recorded minutes of 12 March 2020."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
from decimal import Decimal
from pathlib import Path

from trainer.core.clock import parse_utc
from trainer.engine.commands import PlaceOrder, SetLeverage
from trainer.engine.events import Liquidated, LiquidationTriggered
from trainer.engine.margin import isolated_liquidation
from trainer.engine.words import MarginMode, Side
from trainer.session.library import Library, StartTerms
from trainer.session.session import PauseOn, Session
from trainer.storage.store import Store

SCENARIO = "2020-03-12-black-thursday-btc"
EIGHT = parse_utc("time", "2020-03-12T08:00:00Z")
LONG = PlaceOrder(side=Side.LONG, size=Decimal("0.6"))
WITH_STOP = PlaceOrder(side=Side.LONG, size=Decimal("0.6"), stop=Decimal(7240))


def opened(folder: Path) -> Library:
    """The learner's library in a data folder."""
    return Library(Store(folder / "cascade.db"))


def at_eight(library: Library) -> Session:
    """A fresh session on the scenario, played to 08:00 and set to isolated 10x."""
    session = library.start(StartTerms(scenario_id=SCENARIO))
    while session.now_ms < EIGHT:
        session.advance(97 if EIGHT - session.now_ms > 97 * 60_000 else 1)
    assert session.now_ms == EIGHT
    session.give(SetLeverage(leverage=Decimal(10), margin_mode=MarginMode.ISOLATED))
    return session


def test_a_long_at_10x_without_a_stop_is_liquidated_in_the_minute_the_formula_says(tmp_path: Path) -> None:
    library = opened(tmp_path)
    session = at_eight(library)
    session.give(LONG)
    advance = session.advance(100_000, frozenset({PauseOn.LIQUIDATION}))
    position = session.trades()[-1]
    paid = next(event.amount for event in session.events if event.name == "funding_paid")  # type: ignore[attr-defined]
    margin = Decimal("0.6") * position.entry / 10 - paid
    line = isolated_liquidation(session.market.rules, Decimal("0.6"), position.entry, margin)
    lows = session.market.mark.low
    first = next(bar for bar in range(position.opened_bar + 1, len(lows)) if lows[bar] <= float(line or 0))
    assert advance.paused is PauseOn.LIQUIDATION
    assert session.cursor == first
    triggered = next(event for event in advance.events if isinstance(event, LiquidationTriggered))
    assert triggered.time_ms == parse_utc("time", "2020-03-12T10:41:00Z")
    assert any(isinstance(event, Liquidated) for event in advance.events)
    assert position.r is not None
    assert Decimal("-1.02") < position.r < Decimal("-0.98")
    library.close()


def test_the_same_long_with_a_stop_loses_about_one_r_and_lives(tmp_path: Path) -> None:
    library = opened(tmp_path)
    session = at_eight(library)
    session.give(WITH_STOP)
    advance = session.advance(100_000, frozenset({PauseOn.STOP, PauseOn.LIQUIDATION}))
    trade = session.trades()[-1]
    assert advance.paused is PauseOn.STOP
    assert advance.last == session.cursor
    assert session.market.last.time_ms[session.cursor] == parse_utc("time", "2020-03-12T10:19:00Z")
    assert trade.r is not None
    assert Decimal("-1.05") < trade.r < Decimal("-0.95")
    session.advance(100_000)
    card = library.finish(session)
    assert card.outcome.liquidations == 0
    assert library.summaries()[0].state == "finished"
    assert session.account().equity > 9_890
    library.close()


def test_killed_in_the_middle_and_resumed_it_ends_identically(tmp_path: Path) -> None:
    script = (
        "import sys\n"
        "from pathlib import Path\n"
        "from tests.journeys.test_black_thursday import *\n"
        "session = at_eight(opened(Path(sys.argv[1])))\n"
        "session.give(WITH_STOP)\n"
        "session.advance(60)\n"
        "session.note('note', 'an hour later')\n"
        "session.keep()\n"
        "print(session.session_id, flush=True)\n"
        "session.advance(30)\n"
        "import time; time.sleep(60)\n"
    )
    with subprocess.Popen(
        [sys.executable, "-c", script, str(tmp_path / "killed")],
        stdout=subprocess.PIPE, text=True, env={**os.environ, "PYTHONPATH": "."},
    ) as child:  # fmt: skip
        assert child.stdout is not None
        session_id = child.stdout.readline().strip()
        child.send_signal(signal.SIGKILL)
    resumed_in = opened(tmp_path / "killed")
    resumed = resumed_in.resume(session_id)
    assert resumed.now_ms == EIGHT + 60 * 60_000
    straight_in = opened(tmp_path / "straight")
    straight = at_eight(straight_in)
    straight.give(WITH_STOP)
    straight.advance(60)
    straight.note("note", "an hour later")
    for session in (resumed, straight):
        session.advance(100_000)
    assert resumed.events == straight.events
    assert resumed.state == straight.state
    assert [(e.bar, e.command, e.events_hash) for e in resumed.entries] == [
        (e.bar, e.command, e.events_hash) for e in straight.entries
    ]
    first, second = resumed_in.finish(resumed), straight_in.finish(straight)
    assert first.as_dict() == second.as_dict()
    resumed_in.close()
    straight_in.close()
