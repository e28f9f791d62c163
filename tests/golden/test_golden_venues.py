"""One log under every venue: its events do not change without a raised ENGINE_VERSION.

After a wanted change: raise ENGINE_VERSION, run `python -m tests.golden.test_golden_venues`, commit the difference.
"""

from __future__ import annotations

import json
from decimal import Decimal
from pathlib import Path

from trainer.cli.replay import read_lines
from trainer.core.paths import scenarios_dir
from trainer.engine.commands import Decision
from trainer.engine.market import Market
from trainer.engine.run import run
from trainer.engine.version import ENGINE_VERSION
from trainer.journal.codec import parse_decisions
from trainer.journal.entries import hash_events
from trainer.scenarios.load import load_scenario
from trainer.scoring.venues import on_grid_of
from trainer.session.markets import market_of, rivals
from trainer.venues.load import list_venues

HERE = Path(__file__).resolve().parent
LOG, KEPT = HERE / "venues.jsonl", HERE / "venues.json"
SCENARIO = "2020-03-12-black-thursday-btc"


def played(market: Market, log: tuple[Decision, ...], bankroll: Decimal) -> dict[str, object]:
    """What the log comes to under the rules of this market."""
    coins = market.rules.contract != "linear"
    stake = Decimal("0.32") if coins else bankroll
    fitted = [Decision(one.bar, on_grid_of(market.rules, one.command, market.last_close(one.bar))) for one in log]
    outcome = run(market, fitted, stake)
    names = [event.name for event in outcome.events]
    return {
        "events": {name: names.count(name) for name in sorted(set(names))},
        "sha256": hash_events(outcome.events),
        "wallet": f"{outcome.state.wallet:f}",
    }


def all_venues() -> dict[str, object]:
    """The kept document."""
    own = market_of(load_scenario(scenarios_dir() / SCENARIO))
    log = parse_decisions(read_lines(LOG), own)
    found = {market.rules.venue: played(market, log, Decimal(2_500)) for market in rivals(own)}
    return {"engine_version": ENGINE_VERSION, "venues": found}


def test_no_event_of_any_venue_changed_under_the_same_version() -> None:
    assert json.loads(json.dumps(all_venues())) == json.loads(KEPT.read_text(encoding="utf-8"))


def test_the_kept_logs_hold_what_they_are_kept_for() -> None:
    kept = json.loads(KEPT.read_text(encoding="utf-8"))["venues"]
    assert set(kept) == set(list_venues())
    seen = {name for venue in kept.values() for name in venue["events"]}
    assert {"order_filled", "funding_paid", "liquidated", "order_rejected", "order_triggered", "order_amended"} <= seen
    assert len({venue["sha256"] for venue in kept.values()}) >= 14  # a few venues share all rules that matter here


if __name__ == "__main__":
    KEPT.write_text(json.dumps(all_venues(), indent=1, sort_keys=True) + "\n", encoding="utf-8", newline="\n")
