"""A venue's rules in words and figures, all of them, as the learner reads them."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal

from trainer.core.language import english, localised, tr
from trainer.engine.contract import Contract
from trainer.engine.rules import Basis, Display, Ladder, Measure, Scheme, Settlement, VenueRules
from trainer.engine.words import TriggerSource
from trainer.presenters.desk_texts import leverage_text, number
from trainer.presenters.figures import percent

LADDERS = {
    Ladder.FULL: english("all of the position at once"),
    Ladder.ONE_TIER: english("down one tier a step, in the lowest tier all of it"),
    Ladder.TWO_TIERS: english("down two tiers a step, from tiers 1 and 2 all of it"),
    Ladder.FIFTH: english("a fifth a step above a value of 100,000, else all of it"),
}
_DISPLAYS = {
    Display.SAFE: english("rounded to the tick, up for a long and down for a short"),
    Display.UP: english("rounded up to the tick"),
    Display.TICK_NEARER: english("one tick nearer than the formula"),
}
_TRIGGERS = {
    TriggerSource.LAST: english("last price"),
    TriggerSource.MARK: english("mark price"),
    TriggerSource.INDEX: english("index price"),
}
_CONTRACTS = {Contract.LINEAR: english("linear"), Contract.INVERSE: english("inverse")}


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
        subtitle=tr("{symbol}, {contract} contract settled in {unit}. Rules as of {as_of}.").format(
            symbol=rules.symbol, contract=tr(_CONTRACTS[rules.contract]), unit=unit, as_of=rules.as_of
        ),
        sections=(
            (tr("Liquidation"), _liquidation(rules)),
            (tr("Margin"), _margin(rules)),
            (tr("Fees and funding"), _fees(rules)),
            (tr("Contract"), _contract(rules, unit)),
        ),
        tier_unit=tr("size") if rules.measure is Measure.SIZE else tr("value, {unit}").format(unit=unit),
        tiers=tuple(
            (
                tr("{floor} to {cap}").format(floor=number(tier.floor, 0), cap=number(tier.cap, 0))
                if tier.cap is not None
                else tr("above {floor}").format(floor=number(tier.floor, 0)),
                percent(tier.rate, 2),
                number(tier.amount, 2) if rules.scheme is Scheme.MARGINAL else tr("none"),
                leverage_text(tier.max_leverage),
            )
            for tier in rules.tiers
        ),
        gaps=rules.gaps,
        source=tr("Sources: {source}. Confidence: {confidence}. Slippage: {note}.").format(
            source=rules.source, confidence=rules.confidence, note=rules.costs.note
        ),
    )


def stages_of(rules: VenueRules) -> str:
    """What happens as the margin ratio rises at this venue, a line a stage."""
    end = tr("sells at market") if rules.settlement is Settlement.MARKET else tr("takes the position over")
    return tr("From 20 %: caution\nFrom 50 %: warning, play pauses\nAt 100 %: {title} {end}, {ladder}").format(
        title=rules.title, end=end, ladder=tr(LADDERS[rules.ladder])
    )


def _settled_in(rules: VenueRules) -> str:
    if rules.contract is Contract.INVERSE:
        return rules.symbol.removesuffix("USD")
    return next((quote for quote in ("USDT", "USDC", "USD") if rules.symbol.endswith(quote)), "quote")


def _liquidation(rules: VenueRules) -> tuple[tuple[str, str], ...]:
    closing = tr("not counted before the trigger")
    if rules.freezes_closing_fee:
        closing = tr("set aside at the entry and counted, so it cancels in isolated margin")
    elif rules.closing_fee_rate > 0:
        closing = tr("{closing_fee_rate} of the value counts in the requirement").format(
            closing_fee_rate=percent(rules.closing_fee_rate, 3)
        )
    at_market = rules.settlement is Settlement.MARKET
    fee = (
        tr("{liquidation_fee} of what is closed").format(liquidation_fee=percent(rules.liquidation_fee, 3))
        if rules.liquidation_fee
        else tr("none stored")
    )
    return (
        (tr("Trigger"), tr("mark price: equity no longer exceeds the requirement")),
        (
            tr("Maintenance is worked out at"),
            tr("the entry price") if rules.basis is Basis.ENTRY else tr("the mark price"),
        ),
        (tr("Closing fee"), closing),
        (
            tr("Closed by"),
            tr("market orders, what is left returns") if at_market else tr("takeover at the bankruptcy price"),
        ),
        (tr("In steps"), tr(LADDERS[rules.ladder]) + (tr(", the rest a bar later") if rules.ladder_waits else "")),
        (tr("Liquidation fee"), fee if at_market else tr("the margin itself")),
        (tr("Price shown"), tr(_DISPLAYS[rules.display])),
    )


def _margin(rules: VenueRules) -> tuple[tuple[str, str], ...]:
    whole = rules.scheme is Scheme.WHOLE
    grows = tr(", plus {slope} a coin").format(slope=percent(rules.slope, 4)) if rules.slope else ""
    return (
        (tr("Highest leverage"), leverage_text(rules.maximum_leverage)),
        (
            tr("Tiers"),
            (tr("the tier of the size applies to all of it") if whole else tr("each slice at its own rate")) + grows,
        ),
        (
            tr("Unrealised gains in cross"),
            tr("back new orders") if rules.gains_back_orders else tr("do not back new orders"),
        ),
        (
            tr("Next funding"),
            tr("counts in the requirement") if rules.counts_next_funding else tr("does not count"),
        ),
        (tr("Long and short side by side"), _hedge(rules)),
        (
            tr("Auto margin"),
            tr("added at the trigger from free margin") if rules.refills_margin else tr("not offered"),
        ),
    )


def _hedge(rules: VenueRules) -> str:
    if not rules.offers_hedge:
        return tr("not offered, one net position a symbol")
    order = tr("; in a cross liquidation they are closed against each other first") if rules.nets_hedges else ""
    return tr("in hedge mode, each with its own margin") + order


def _fees(rules: VenueRules) -> tuple[tuple[str, str], ...]:
    source = tr("the wallet first") if rules.funding_from_wallet else tr("the isolated margin, or the wallet in cross")
    return (
        (tr("Taker"), percent(rules.taker_fee, 3)),
        (tr("Maker"), percent(rules.maker_fee, 3)),
        (
            tr("Stops and targets watch"),
            tr("{price} where an order does not say otherwise").format(price=tr(_TRIGGERS[rules.default_trigger])),
        ),
        *(((tr("Rounding"), tr("fees up to the next satoshi")),) if rules.rounds_fees_up else ()),
        (
            tr("Funding"),
            tr("every {funding_hours} h, out of {source}").format(funding_hours=rules.funding_hours, source=source),
        ),
        (tr("Half spread"), percent(rules.costs.half_spread, 3)),
    )


def _contract(rules: VenueRules, unit: str) -> tuple[tuple[str, str], ...]:
    size = rules.symbol.removesuffix(unit) if rules.contract is Contract.LINEAR else "USD"
    smallest = rules.minimum_notional
    band = (
        tr("none stored")
        if rules.price_band is None
        else tr("{price_band} around the mark").format(price_band=percent(rules.price_band, 0))
    )
    return (
        (tr("Tick"), localised(f"{rules.tick:f}")),
        (tr("Size in steps of"), f"{localised(f'{rules.lot:f}')} {size}"),
        (tr("Smallest value"), f"{localised(f'{smallest:f}')} {unit}" if smallest > Decimal(0) else tr("none stored")),
        (tr("Price band of limits"), band),
    )
