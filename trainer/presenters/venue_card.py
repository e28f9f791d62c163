"""A venue's rules in words and figures, all of them, as the learner reads them."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal

from trainer.engine.contract import Contract
from trainer.engine.rules import Basis, Display, Ladder, Measure, Scheme, Settlement, VenueRules
from trainer.presenters.desk_texts import leverage_text, number
from trainer.presenters.figures import percent

LADDERS = {
    Ladder.FULL: "all of the position at once",
    Ladder.ONE_TIER: "down one tier a step, in the lowest tier all of it",
    Ladder.TWO_TIERS: "down two tiers a step, from tiers 1 and 2 all of it",
    Ladder.FIFTH: "a fifth a step above a value of 100,000, else all of it",
}
_DISPLAYS = {
    Display.SAFE: "rounded to the tick, up for a long and down for a short",
    Display.UP: "rounded up to the tick",
    Display.TICK_NEARER: "one tick nearer than the formula",
}


@dataclass(frozen=True, slots=True)
class VenueCardView:
    """Title, sections of (label, text) lines, tier rows of texts, what is not certain, and where it comes from."""

    title: str
    subtitle: str
    sections: tuple[tuple[str, tuple[tuple[str, str], ...]], ...]
    tier_unit: str
    tiers: tuple[tuple[str, str, str, str], ...]
    gaps: tuple[str, ...]
    source: str


def venue_card(rules: VenueRules) -> VenueCardView:
    """Every field of the rules in the order a trader asks for them."""
    unit = _settled_in(rules)
    return VenueCardView(
        title=rules.title,
        subtitle=f"{rules.symbol}, {rules.contract} contract settled in {unit}. Rules as of {rules.as_of}.",
        sections=(
            ("Liquidation", _liquidation(rules)),
            ("Margin", _margin(rules)),
            ("Fees and funding", _fees(rules)),
            ("Contract", _contract(rules, unit)),
        ),
        tier_unit="size" if rules.measure is Measure.SIZE else f"value, {unit}",
        tiers=tuple(
            (
                f"{number(tier.floor, 0)} to {number(tier.cap, 0)}" if tier.cap is not None
                else f"above {number(tier.floor, 0)}",
                percent(tier.rate, 2),
                number(tier.amount, 2) if rules.scheme is Scheme.MARGINAL else "none",
                leverage_text(tier.max_leverage),
            )
            for tier in rules.tiers
        ),
        gaps=rules.gaps,
        source=f"Sources: {rules.source}. Confidence: {rules.confidence}. Slippage: {rules.costs.note}.",
    )  # fmt: skip


def stages_of(rules: VenueRules) -> str:
    """What happens as the margin ratio rises at this venue, a line a stage."""
    end = "sells at market" if rules.settlement is Settlement.MARKET else "takes the position over"
    return (
        f"From 20 %: caution\nFrom 50 %: warning, play pauses\nAt 100 %: {rules.title} {end}, {LADDERS[rules.ladder]}"
    )


def _settled_in(rules: VenueRules) -> str:
    if rules.contract is Contract.INVERSE:
        return rules.symbol.removesuffix("USD")
    return next((quote for quote in ("USDT", "USDC", "USD") if rules.symbol.endswith(quote)), "quote")


def _liquidation(rules: VenueRules) -> tuple[tuple[str, str], ...]:
    closing = "not counted before the trigger"
    if rules.freezes_closing_fee:
        closing = "set aside at the entry and counted, so it cancels in isolated margin"
    elif rules.closing_fee_rate > 0:
        closing = f"{percent(rules.closing_fee_rate, 3)} of the value counts in the requirement"
    at_market = rules.settlement is Settlement.MARKET
    fee = f"{percent(rules.liquidation_fee, 3)} of what is closed" if rules.liquidation_fee else "none stored"
    return (
        ("Trigger", "mark price: equity no longer exceeds the requirement"),
        ("Maintenance is worked out at", "the entry price" if rules.basis is Basis.ENTRY else "the mark price"),
        ("Closing fee", closing),
        ("Closed by", "market orders, what is left returns" if at_market else "takeover at the bankruptcy price"),
        ("In steps", LADDERS[rules.ladder] + (", the rest a bar later" if rules.ladder_waits else "")),
        ("Liquidation fee", fee if at_market else "the margin itself"),
        ("Price shown", _DISPLAYS[rules.display]),
    )


def _margin(rules: VenueRules) -> tuple[tuple[str, str], ...]:
    whole = rules.scheme is Scheme.WHOLE
    grows = f", plus {percent(rules.slope, 4)} a coin" if rules.slope else ""
    return (
        ("Highest leverage", leverage_text(rules.maximum_leverage)),
        ("Tiers", ("the tier of the size applies to all of it" if whole else "each slice at its own rate") + grows),
        ("Unrealised gains in cross", "back new orders" if rules.gains_back_orders else "do not back new orders"),
        (
            "Next funding",
            "counts in the requirement" if rules.counts_next_funding else "does not count",
        ),
        ("Long and short side by side", _hedge(rules)),
        (
            "Auto margin",
            "added at the trigger from free margin" if rules.refills_margin else "not offered",
        ),
    )


def _hedge(rules: VenueRules) -> str:
    if not rules.offers_hedge:
        return "not offered, one net position a symbol"
    order = "; in a cross liquidation they are closed against each other first" if rules.nets_hedges else ""
    return "in hedge mode, each with its own margin" + order


def _fees(rules: VenueRules) -> tuple[tuple[str, str], ...]:
    source = "the wallet first" if rules.funding_from_wallet else "the isolated margin, or the wallet in cross"
    return (
        ("Taker", percent(rules.taker_fee, 3)),
        ("Maker", percent(rules.maker_fee, 3)),
        ("Stops and targets watch", f"the {rules.default_trigger} price where an order does not say otherwise"),
        *((("Rounding", "fees up to the next satoshi"),) if rules.rounds_fees_up else ()),
        ("Funding", f"every {rules.funding_hours} h, out of {source}"),
        ("Half spread", percent(rules.costs.half_spread, 3)),
    )


def _contract(rules: VenueRules, unit: str) -> tuple[tuple[str, str], ...]:
    size = rules.symbol.removesuffix(unit) if rules.contract is Contract.LINEAR else "USD"
    smallest = rules.minimum_notional
    band = "none stored" if rules.price_band is None else f"{percent(rules.price_band, 0)} around the mark"
    return (
        ("Tick", f"{rules.tick:f}"),
        ("Size in steps of", f"{rules.lot:f} {size}"),
        ("Smallest value", f"{smallest:f} {unit}" if smallest > Decimal(0) else "none stored"),
        ("Price band of limits", band),
    )
