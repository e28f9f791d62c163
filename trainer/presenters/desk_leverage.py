"""What a leverage means for the order being built: the slider's facts."""

from __future__ import annotations

from dataclasses import replace
from decimal import Decimal

from trainer.core.language import tr
from trainer.core.units import in_context
from trainer.engine.margin import frozen_fee, hedged_liquidation, initial_margin, isolated_liquidation
from trainer.engine.words import MarginMode
from trainer.presenters.desk_sizing import entry_price
from trainer.presenters.desk_texts import leverage_text, number, price_places, share
from trainer.presenters.desk_views import DASH, Figure, LeverageHint
from trainer.presenters.figures import percent
from trainer.presenters.lines import LineFacts
from trainer.presenters.ticket_fields import TicketFields

STOPS: tuple[int, ...] = (1, 2, 3, 5, 10, 20, 50, 100, 125)
NONE = Figure(DASH, "quiet")


@in_context
def leverage_hint(facts: LineFacts, fields: TicketFields, size: Decimal | None, leverage: Decimal) -> LeverageHint:
    """Liquidation, distance, effective leverage and margin at this leverage, and from where on the stop is past it."""
    entry = entry_price(fields, facts.mark)
    lot = size if size is not None and size > 0 else facts.rules.lot
    line = _line_at(facts, fields, lot, entry, leverage)
    places = price_places(facts.rules.tick)
    beyond = _beyond_from(facts, fields, lot, entry)
    sentence = tr("The multiple sets margin and liquidation. Size sets risk.")
    if beyond is not None and fields.stop is not None:
        sentence = tr("From {beyond} the stop at {stop} lies beyond liquidation.").format(
            beyond=leverage_text(beyond), stop=number(fields.stop, places)
        )
    is_sized = size is not None and size > 0
    effective = f"{number(share(facts.rules.contract.worth(lot, entry), facts.state.bankroll))}×" if is_sized else DASH
    return LeverageHint(
        leverage=leverage,
        maximum=facts.rules.maximum_leverage,
        beyond_from=beyond,
        sentence=sentence,
        liquidation=Figure(number(line, places), "liquidation") if line is not None else NONE,
        away=Figure(percent(abs(entry - line) / entry)) if line is not None else NONE,
        effective=Figure(effective),
        margin=Figure(facts.amounts.text(initial_margin(facts.rules, lot, entry, leverage))) if is_sized else NONE,
    )


def _line_at(
    facts: LineFacts, fields: TicketFields, size: Decimal, entry: Decimal, leverage: Decimal
) -> Decimal | None:
    isolated = facts.state.margin_mode is MarginMode.ISOLATED
    balance = initial_margin(facts.rules, size, entry, leverage) if isolated else facts.state.wallet
    signed = size * fields.side.sign
    if not isolated:
        balance -= frozen_fee(facts.rules, signed, entry, leverage, balance)
    sibling = facts.sibling
    if not isolated and sibling is not None:
        balance -= frozen_fee(facts.rules, sibling.size, sibling.entry, sibling.leverage, facts.state.wallet)
        built = replace(sibling, size=signed, entry=entry, leverage=leverage)
        return hedged_liquidation(facts.rules, (built, sibling), balance)
    return isolated_liquidation(facts.rules, signed, entry, balance)


def _beyond_from(facts: LineFacts, fields: TicketFields, size: Decimal, entry: Decimal) -> Decimal | None:
    """Lowest whole leverage at which the stop would never fire; None when there is none or no stop."""
    stop, sign = fields.stop, fields.side.sign
    if stop is None or (entry - stop) * sign <= 0 or facts.state.margin_mode is not MarginMode.ISOLATED:
        return None
    low, high = 1, int(facts.rules.maximum_leverage)
    if not _is_beyond(facts, fields, size, entry, high):
        return None
    while low < high:
        middle = (low + high) // 2
        if _is_beyond(facts, fields, size, entry, middle):
            high = middle
        else:
            low = middle + 1
    return Decimal(low)


def _is_beyond(facts: LineFacts, fields: TicketFields, size: Decimal, entry: Decimal, leverage: int) -> bool:
    line = _line_at(facts, fields, size, entry, Decimal(leverage))
    return line is not None and fields.stop is not None and (fields.stop - line) * fields.side.sign <= 0
