"""The worst-case block: what is held now and what this order would make of it."""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Decimal

from trainer.core.language import english, tr
from trainer.core.units import in_context
from trainer.engine.state import Order, Position
from trainer.presenters.desk_texts import clock_text, leg_text, number, price_places, share, tone_of
from trainer.presenters.desk_views import DASH, Figure, WorstCaseRow, WorstCaseView
from trainer.presenters.figures import percent, signed, signed_percent
from trainer.presenters.lines import LineFacts, size_text
from trainer.session.closing import StoppedOut, exit_rate, is_past_liquidation, stopped_out
from trainer.session.session import Preview, Session

_FAR = 10
"""Multiple of the price from which on a liquidation price says nothing: that of two legs that nearly match."""
NONE = Figure(DASH, "quiet")
_LABELS = (
    ("other", english("Other leg")),
    ("entry", english("Average entry, all filled")),
    ("margin", english("Margin held")),
    ("notional", english("Notional")),
    ("leverage", english("Effective leverage")),
    ("fees", english("Fees in and out")),
    ("funding", english("Next funding")),
    ("liquidation", english("Liquidation price")),
    ("distance", english("Distance")),
    ("loss", english("Loss at the stop")),
    ("break_even", english("Break-even")),
    ("slippage", english("Slippage, estimated")),
)
Column = dict[str, Figure]


def worst_case(
    session: Session, facts: LineFacts, preview: Preview | None, *, is_scaled: bool = False
) -> WorstCaseView:
    """Both columns; the after column is missing until an order can be worked out. A scaled entry tells its average."""
    now = _now_column(session, facts)
    after = None
    if preview is not None and _changes(facts, preview):
        after = _after_column(facts, preview, is_scaled=is_scaled)
    coming = session.market.next_funding(session.cursor)
    labels = {key: tr(label) for key, label in _LABELS}
    slips = preview is not None and preview.slippage != 0
    shown = set(labels) - _idle_rows(facts, has_after=after is not None, is_scaled=is_scaled, slips=slips)
    if coming is not None:
        labels["funding"] = tr("Funding at {clock}, last rate").format(clock=clock_text(coming.time_ms))
    rows = tuple(
        WorstCaseRow(key, labels[key], now.get(key, NONE), after.get(key, NONE) if after is not None else None)
        for key, _ in _LABELS
        if key in shown
    )
    return WorstCaseView(_caption(facts), rows, after is not None)


def _changes(facts: LineFacts, preview: Preview) -> bool:
    """Whether the order is allowed and fills or takes a position away.

    One that waits to reduce changes nothing, nor does one that is to fill at once or not at all and would not.
    """
    is_taken = facts.state.position is not None and preview.after.position is None
    return preview.rejected is None and (preview.fill_price is not None or is_taken)


def _idle_rows(facts: LineFacts, *, has_after: bool, is_scaled: bool, slips: bool) -> set[str]:
    """Rows that have nothing to tell now."""
    idle = set() if has_after and slips else {"slippage"}
    idle |= set() if has_after and is_scaled else {"entry"}
    return idle | (set() if facts.sibling is not None else {"other"})


def _caption(facts: LineFacts) -> str:
    position = facts.state.position
    if position is None:
        return tr("no position") if facts.leg is None else tr("no {leg} position").format(leg=leg_text(facts.leg))
    return tr("open {side}, {quantity}").format(
        side=leg_text(position.side), quantity=facts.amounts.size(position.quantity)
    )


@in_context
def _now_column(session: Session, facts: LineFacts) -> Column:
    position = facts.state.position
    if position is None:
        return _other_leg(facts)
    account = session.account()
    return {
        **_other_leg(facts),
        "margin": _money(facts, position.margin if facts.leg and position.margin else account.position_margin),
        "notional": _money(facts, position.notional(facts.mark)),
        "leverage": Figure(f"{number(account.effective_leverage)}×"),
        "fees": _money(facts, position.fees + _exit_fee(facts, position)),
        "funding": _funding(session, position, facts),
        **_liquidation(facts, facts.liquidation),
        "loss": _loss_now(facts, position),
        "break_even": _break_even(facts, facts.break_even, facts.mark),
    }


def _exit_fee(facts: LineFacts, position: Position) -> Decimal:
    """The fee of leaving as the preview takes it: by the stops where they close all of it, else now."""
    leave = _stopped_out(facts, position)
    return position.notional(facts.mark) * exit_rate(facts.market) if leave is None else leave.fees


def _stopped_out(facts: LineFacts, position: Position) -> StoppedOut | None:
    return stopped_out(facts.market, facts.bar, position, facts.state.stops, facts.liquidation, facts.mark)


def _break_even(facts: LineFacts, level: Decimal | None, price: Decimal) -> Figure:
    """The level at which the whole trade nets nothing, and how far that is from a price."""
    if level is None:
        return NONE
    return Figure(f"{number(level, price_places(facts.rules.tick))} ({signed_percent((level - price) / price)})")


def _other_leg(facts: LineFacts) -> Column:
    """Size and entry of the other leg, which stands beside this one in hedge mode."""
    held = facts.sibling
    if held is None:
        return {}
    places = price_places(facts.rules.tick)
    return {
        "other": Figure(
            tr("{side} {size} · at {entry}").format(
                side=leg_text(held.side), size=size_text(held.quantity), entry=number(held.entry, places)
            ),
            held.side.value,
        )
    }


def _money(facts: LineFacts, value: Decimal) -> Figure:
    """An amount; one in coin with its value in quote after a dot, which a narrow column leaves to the tooltip."""
    worth = facts.amounts.beside(value, facts.mark)
    return Figure(f"{facts.amounts.text(value)} · {worth}" if worth else facts.amounts.text(value))


def _margin_and_cost(facts: LineFacts, preview: Preview) -> Figure:
    """The margin held then and, where the order takes anything out of free margin, how much: fee and slippage too."""
    held, cost = _money(facts, preview.margin), preview.account_now.free_margin - preview.account_after.free_margin
    return Figure(f"{held.text} · {tr('cost {cost}').format(cost=facts.amounts.text(cost))}") if cost > 0 else held


def _funding(session: Session, position: Position, facts: LineFacts) -> Figure:
    now = session.market.close_ms(session.cursor)
    settled = [stamp.rate for stamp in session.market.funding if stamp.time_ms < now]
    if not settled or session.market.next_funding(session.cursor) is None:
        return NONE
    return facts.amounts.gain(-position.side.sign * position.notional(facts.mark) * settled[-1])


def _liquidation(facts: LineFacts, level: Decimal | None) -> Column:
    if level is None:
        return {"liquidation": NONE, "distance": NONE}
    if level > _FAR * facts.mark:
        return {
            "liquidation": Figure(tr("> {far}× · more than {far} times the price").format(far=_FAR), "quiet"),
            "distance": NONE,
        }
    distance = abs(facts.mark - level)
    text = percent(distance / facts.mark)
    if facts.atr:
        text += tr(" · {distance} ATR").format(distance=number(float(distance) / facts.atr, 1))
    places = price_places(facts.rules.tick)
    return {
        "liquidation": Figure(number(level, places), "liquidation"),
        "distance": Figure(text, "liquidation"),
    }


def _loss_now(facts: LineFacts, position: Position) -> Figure:
    leave = _stopped_out(facts, position)
    if leave is not None:
        return _at_stop(facts, leave.net, facts.one_r)
    return _unstopped(position, facts.state.stops, facts.liquidation, facts.mark)


def _unstopped(position: Position, stops: Sequence[Order], liquidation: Decimal | None, price: Decimal) -> Figure:
    """Why no stop ends the position: there is none, liquidation comes first, or they close a part only."""
    if not stops:
        return Figure(tr("no stop"), "caution")
    is_late = any(is_past_liquidation(position.side, stop.level, liquidation, price) for stop in stops)
    return Figure(tr("stop too far") if is_late else tr("part only"), "caution")


def _at_stop(facts: LineFacts, net: Decimal, one_r: Decimal | None) -> Figure:
    parts = [facts.amounts.signed(net), signed_percent(share(net, facts.state.bankroll), 1)]
    if one_r:
        parts.append(f"{signed(share(net, one_r), 1)} R")
    return Figure(" · ".join(parts), tone_of(net))


@in_context
def _after_column(facts: LineFacts, preview: Preview, *, is_scaled: bool) -> Column:
    places = price_places(facts.rules.tick)
    column: Column = {
        **_other_leg(facts),
        "entry": NONE if preview.average_entry is None else Figure(number(preview.average_entry, places)),
        "margin": _margin_and_cost(facts, preview),
        "notional": _money(facts, preview.notional),
        "leverage": Figure(f"{number(preview.effective_leverage)}×"),
        "fees": _money(facts, preview.fees_in_out),
        "funding": NONE if preview.next_funding_amount is None else facts.amounts.gain(-preview.next_funding_amount),
        **_liquidation(facts, preview.liquidation_price),
        "loss": NONE,
        "break_even": _break_even(facts, preview.break_even, preview.fill_price or facts.mark),
        "slippage": _money(facts, preview.slippage) if preview.slippage is not None else NONE,
    }
    if preview.loss_at_stop is not None:
        column["loss"] = _at_stop(facts, -preview.loss_at_stop, _one_r_after(facts, preview, is_scaled=is_scaled))
    elif (held := preview.after.position) is not None:
        seen = preview.fill_price or facts.mark
        column["loss"] = _unstopped(held, preview.after.stops, preview.liquidation_price, seen)
    return column


def _one_r_after(facts: LineFacts, preview: Preview, *, is_scaled: bool) -> Decimal | None:
    """1R of the trade the order leads to: frozen where it adds to one or reduces it.

    Of a scaled entry that opens one it freezes at the first of its fills and is not that of the row: none is told.
    """
    before, after = facts.state.position, preview.after.position
    goes_on = before is not None and after is not None and before.side is after.side
    if goes_on:
        return facts.one_r
    return None if is_scaled else preview.one_r


def liquidation_after(facts: LineFacts, preview: Preview | None) -> Decimal | None:
    """Liquidation price once the order is filled, else of what is open."""
    if preview is None or preview.rejected is not None:
        return facts.liquidation
    return preview.liquidation_price
