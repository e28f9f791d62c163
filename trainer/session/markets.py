"""Scenario and venue rules joined into the market one run sees."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from decimal import Decimal

from trainer.core.errors import FieldError
from trainer.core.language import english
from trainer.core.units import money
from trainer.engine.contract import Contract
from trainer.engine.joined import joined
from trainer.engine.market import FundingStamp, Hazard, Market
from trainer.engine.rules import VenueRules
from trainer.engine.words import HazardKind, PathRule
from trainer.scenarios.load import Scenario
from trainer.scenarios.records import millis
from trainer.scenarios.series import SymbolSeries
from trainer.venues.load import list_venues, load_rules, read_venue, venues_dir


def market_of(
    scenario: Scenario,
    *,
    venue: str | None = None,
    rules: VenueRules | None = None,
    other_rules: Sequence[VenueRules] = (),
    path_rule: PathRule = PathRule.ADVERSE,
) -> Market:
    """The market of a scenario under a venue's rules (its own by default), or under rules kept by a session."""
    if rules is None:
        chosen = _known(venue or scenario.venue)
        rules = _same(chosen, scenario.symbol)
    funding = tuple(FundingStamp(stamp.time_ms, Decimal(stamp.rate)) for stamp in scenario.funding)
    start = max(0, scenario.start_index - 1)
    own = replace(_market(rules, scenario.series, funding, start, path_rule), hazards=_hazards(scenario))
    if not scenario.others:
        return own
    kept = other_rules or [_same(rules.venue, row.symbol) for row in scenario.record.market]
    further = zip(kept, scenario.others, strict=True)
    return joined([own, *(_market(of_symbol, one, (), 0, path_rule) for of_symbol, one in further)])


def _same(venue: str, symbol: str) -> VenueRules:
    return load_rules(venue, contract_at(venue, symbol) or symbol)


def _market(
    rules: VenueRules, series: SymbolSeries, funding: tuple[FundingStamp, ...], start: int, path_rule: PathRule
) -> Market:
    mark = series.mark or series.last
    return Market(rules, series.last, mark, funding, start=start, path_rule=path_rule, index=series.index)


def _hazards(scenario: Scenario) -> tuple[Hazard, ...]:
    return tuple(
        Hazard(HazardKind(row.kind), millis(row.time), millis(row.until), Decimal(row.value))
        for row in scenario.record.hazard
    )


def rivals(market: Market) -> tuple[Market, ...]:
    """The same candles under every venue, its own first: this contract, else the inverse one of the same coin.

    A wallet of several symbols is told under its own venue only.
    """
    found = [market]
    for venue in list_venues():
        if venue != market.rules.venue:
            symbol = contract_at(venue, market.symbol)
            if symbol is not None and not market.others:
                found.append(replace(market, rules=load_rules(venue, symbol)))
    return tuple(found)


def contract_at(venue: str, symbol: str) -> str | None:
    """The venue's contract on a symbol's coin: this one, else the linear or inverse one of the same coin."""
    symbols = read_venue(venues_dir() / f"{venue}.toml").symbols
    coin = symbol.removesuffix("T").removesuffix("USD")
    return next((name for name in (symbol, f"{coin}USD", f"{coin}USDT") if name in symbols), None)


def stake_of(market: Market, bankroll: Decimal) -> Decimal:
    """A bankroll in quote as the settlement asset: the coin it buys at the first price of an inverse contract."""
    if market.rules.contract is not Contract.INVERSE:
        return bankroll
    return money(bankroll / market.last_close(market.start))


def _known(venue: str) -> str:
    known = list_venues()
    if venue not in known:
        raise FieldError("venue", venue, english("one of {known}").format(known=", ".join(known)))
    return venue
