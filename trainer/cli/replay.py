"""`trainer replay` and `trainer sweep`: a decision file run through the one engine."""

from __future__ import annotations

import argparse
import json
from dataclasses import asdict, dataclass, replace
from decimal import Decimal
from pathlib import Path

from trainer.cli.candle_files import market_of_files
from trainer.cli.output import complain, emit, emit_json, table
from trainer.cli.scenarios import scenario_folder
from trainer.core.errors import FieldError
from trainer.core.units import parse_decimal
from trainer.engine.commands import Decision
from trainer.engine.events import OrderFilled, as_dict
from trainer.engine.lanes import account_at
from trainer.engine.market import Market
from trainer.engine.run import Outcome, run
from trainer.engine.words import PathRule
from trainer.journal.codec import parse_decisions
from trainer.journal.trades import trades_of
from trainer.scenarios.load import Scenario, load_scenario
from trainer.scoring.counterfactual import sweep
from trainer.scoring.facts import entries_of, facts_of
from trainer.scoring.rated import Ratings
from trainer.scoring.ratings import Terms, rate_session
from trainer.scoring.scorecard import score_session
from trainer.scoring.settings import DEFAULTS, Blackout, ScoreSettings
from trainer.session.markets import market_of
from trainer.session.rating import calendar_of

LADDER = "1,2,3,5,10,20,50,100"


def add_parsers(commands: argparse._SubParsersAction[argparse.ArgumentParser]) -> None:
    """Declare both commands."""
    replay = commands.add_parser("replay", help="run a decision file over a scenario")
    ladder = commands.add_parser("sweep", help="the same decisions at other leverages, isolated")
    for parser in (replay, ladder):
        is_replay = parser is replay
        parser.add_argument("scenario", metavar="SCENARIO|FOLDER", nargs="?" if is_replay else None)
        parser.add_argument("--decisions", required=True, metavar="FILE.jsonl")
        parser.add_argument("--venue")
        parser.add_argument("--bankroll")
        parser.add_argument("--path", default="adverse", choices=[rule.value for rule in PathRule])
        parser.add_argument("--no-slippage", action="store_true")
        parser.add_argument("--no-fees", action="store_true")
        parser.add_argument("--json", action="store_true")
    files = replay.add_argument_group("candle files instead of a scenario")
    files.add_argument("--candles", metavar="FILE", help="any file that `trainer import` reads")
    files.add_argument("--mark-candles", metavar="FILE", help="the same of the mark price; else mark is last")
    files.add_argument("--funding", metavar="FILE", help="time and rate, any importable file; else none is applied")
    files.add_argument("--symbol")
    files.add_argument(
        "--also", action="append", default=[], metavar="SYMBOL=FILE", help="a further symbol of the same wallet"
    )
    replay.add_argument("--rate", action="store_true", help="price every decision too, about 0.3 s each")
    replay.add_argument("--ceiling", default="3", help="the effective leverage the score holds it against")
    replay.set_defaults(run=run_replay)
    ladder.add_argument("--leverage", default=LADDER)
    ladder.add_argument("--hold", choices=["size"])
    ladder.set_defaults(run=run_sweep)


def read_lines(path: Path) -> list[object]:
    """The JSON lines of a decision file; raises FieldError naming the line."""
    try:
        text = path.read_text(encoding="utf-8")
    except (OSError, UnicodeDecodeError) as error:
        raise FieldError("decisions", path, f"it cannot be read ({error})") from None
    rows: list[object] = []
    for number, line in enumerate(text.splitlines(), 1):
        if not line.strip():
            continue
        try:
            rows.append(json.loads(line))
        except (json.JSONDecodeError, RecursionError) as error:
            raise FieldError(f"decisions line {number}", line[:60], f"one JSON object a line ({error})") from None
    return rows


@dataclass(frozen=True, slots=True)
class Prepared:
    """Market with the wished rules, decisions, bankroll and what the calendar of its scenario announced."""

    market: Market
    decisions: tuple[Decision, ...]
    bankroll: Decimal
    calendar: tuple[Blackout, ...] | None


def _market(options: argparse.Namespace) -> tuple[Market, Decimal, Scenario | None]:
    """Market and usual bankroll of a scenario or of candle files."""
    if getattr(options, "candles", None):
        if options.scenario:
            raise FieldError("scenario", options.scenario, "either a scenario or --candles")
        market, lacking = market_of_files(options)
        if lacking:
            complain(f"mark-candles: {lacking} of {len(market)} bars are missing and take the last prices")
        return market, Decimal(10_000), None
    if not options.scenario:
        raise FieldError("scenario", "nothing", "a scenario, a folder or --candles FILE")
    for name in ("mark_candles", "funding", "symbol", "also"):
        if getattr(options, name, None):
            raise FieldError(name.replace("_", "-"), getattr(options, name), "only with --candles")
    scenario = load_scenario(scenario_folder(options.scenario))
    return market_of(scenario, venue=options.venue, path_rule=PathRule(options.path)), scenario.bankroll, scenario


def prepare(options: argparse.Namespace) -> Prepared:
    """What the options name; raises FieldError."""
    market, usual, scenario = _market(options)
    market = market.charging(slippage=not options.no_slippage, fees=not options.no_fees)
    bankroll = usual if options.bankroll is None else parse_decimal("bankroll", options.bankroll)
    if bankroll <= 0:
        raise FieldError("bankroll", bankroll, "it must be above 0")
    decisions = parse_decisions(read_lines(Path(options.decisions)), market)
    calendar = None if scenario is None else calendar_of(scenario, scenario.end_ms)
    return Prepared(market, decisions, bankroll, calendar)


def run_replay(options: argparse.Namespace) -> int:
    """Print events, ledger and account."""
    ready = prepare(options)
    market, decisions, bankroll = ready.market, ready.decisions, ready.bankroll
    ceiling = parse_decimal("ceiling", options.ceiling)
    if ceiling <= 0:
        raise FieldError("ceiling", ceiling, "it must be above 0")
    settings = replace(DEFAULTS, ceiling=ceiling)
    outcome = run(market, decisions, bankroll)
    document = describe(market, outcome)
    slots = {(event.symbol, event.position_side) for event in outcome.events if isinstance(event, OrderFilled)}
    if len(slots) < 2:
        ratings = _rated(ready, outcome, str(options.scenario), settings) if options.rate else None
        card = score_session(
            market, decisions, outcome.events, bankroll, upto_bar=outcome.stop - 1, is_finished=True,
            with_twins=False, ratings=ratings, blackouts=ready.calendar, settings=settings,
        )  # fmt: skip
        document["score"] = card.as_dict()
    else:
        document |= {"score": None, "score_note": "a score needs one position at a time; this log holds several"}
        document["trades"] = [asdict(trade) for trade in trades_of(outcome.events, market, outcome.stop - 1, decisions)]
    if options.json:
        emit_json(document)
        return 0
    figures = document["account"]
    emit(table(("account", ""), list(figures.items()) if isinstance(figures, dict) else []))
    shown = [(event["time"], event["event"], event["order_id"] or "") for event in map(as_dict, outcome.events)]
    emit(table(("time", "event", "order"), shown))
    return 0


def _rated(ready: Prepared, outcome: Outcome, scenario: str, settings: ScoreSettings) -> Ratings:
    market, decisions, bankroll = ready.market, ready.decisions, ready.bankroll
    last = outcome.stop - 1
    trades = trades_of(outcome.events, market, last, decisions)
    equity = account_at(outcome.state, market, last).equity
    entries = entries_of(outcome.events, decisions, bankroll, market.rules.contract)
    facts = facts_of(trades, entries, outcome.events, bankroll, settings)
    return rate_session(
        Terms(market, decisions, bankroll, Path(scenario).name, last, last, trades, facts, equity, settings=settings)
    )


def describe(market: Market, outcome: Outcome) -> dict[str, object]:
    """The document of `replay --json`."""
    state, totals = outcome.state, outcome.state.totals
    figures = account_at(state, market, outcome.stop - 1)
    return {
        "events": [as_dict(event) for event in outcome.events],
        "ledger": {
            "bankroll": state.bankroll,
            "realised_pnl": totals.realised,
            "fees": totals.fees,
            "funding": totals.funding,
            "liquidation_fees": totals.liquidation_fees,
            "insurance": totals.insurance,
            "wallet": state.wallet,
        },
        "account": {
            "wallet": state.wallet,
            "equity": figures.equity,
            "realised_pnl": totals.realised,
            "fees": totals.fees,
            "funding": totals.funding,
            "slippage": totals.slippage,
            "insurance": totals.insurance,
            "liquidations": totals.liquidations,
        },
    }


def run_sweep(options: argparse.Namespace) -> int:
    """Print a row a leverage."""
    ready = prepare(options)
    leverages = tuple(parse_decimal("leverage", part.strip()) for part in options.leverage.split(","))
    if not leverages or min(leverages) < 1:
        raise FieldError("leverage", options.leverage, "numbers of at least 1, separated by commas")
    found = sweep(ready.market, ready.decisions, ready.bankroll, leverages, hold_size=options.hold == "size")
    rows = [row.as_dict() for row in found]
    if options.json:
        emit_json(rows)
    else:
        emit(table(list(rows[0]), [["–" if cell is None else cell for cell in row.values()] for row in rows]))
    return 0
