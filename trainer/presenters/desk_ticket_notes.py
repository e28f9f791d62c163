"""What the ticket says below its fields, and the six lamps for the order being built."""

from __future__ import annotations

from collections.abc import Set
from dataclasses import dataclass
from decimal import Decimal
from itertools import pairwise

from trainer.coaching.refusals import UNCHANGED, refusal_text
from trainer.core.language import english, localised, retold, tr
from trainer.core.units import ZERO, in_context
from trainer.engine.commands import PLAN, AmendOrder, Note, PlaceOrder, PlaceScaled
from trainer.engine.events import OrderRejected
from trainer.engine.state import Order
from trainer.engine.words import Reject
from trainer.presenters.desk_sizing import entry_price
from trainer.presenters.desk_texts import leverage_text, number, often, price_places, share
from trainer.presenters.desk_views import FieldNote, LampState, LampView
from trainer.presenters.desk_worst_case import liquidation_after
from trainer.presenters.figures import percent
from trainer.presenters.lines import LineFacts
from trainer.presenters.ticket_fields import HUNDRED, TicketFields, TicketKind, is_chance
from trainer.scoring.discipline import has_reason
from trainer.scoring.facts import entries_of
from trainer.scoring.settings import DEFAULTS
from trainer.session.closing import is_past_liquidation
from trainer.session.rating import blackouts_of
from trainer.session.session import Preview, Session

NARROW_STOP_ATR = 0.5
_FIELD_OF = {
    "trigger": "price", "activation": "price", "reduce_only": "size", "side": "size", "fraction": "size",
    "amount": "size", "callback": "trail", "offset": "trail", "first_price": "price",
}  # fmt: skip
_OF_EACH = frozenset({Reject.BELOW_MINIMUM, Reject.BAD_SIZE})
_NAMES = (
    ("leverage", english("Low leverage")),
    ("plan", english("Entry and exit")),
    ("size", english("Small position")),
    ("stop", english("Respect the stop")),
    ("event", english("Event calm")),
    ("cost", english("Fees, funding")),
)
_WORST = {"broken": 3, "caution": 2, "unknown": 1, "kept": 0}


@dataclass(frozen=True, slots=True)
class Judged:
    """A lamp's state and the sentence it would say."""

    state: LampState
    sentence: str = ""


UNKNOWN = Judged("unknown")
KEPT = Judged("kept")


@in_context
def notes_of(
    facts: LineFacts,
    fields: TicketFields,
    preview: Preview | None,
    command: PlaceOrder | PlaceScaled | None,
    largest: Decimal,
) -> tuple[FieldNote, ...]:
    """One note a field: the refusal the venue would give, a stop past liquidation, a stop within the noise."""
    notes: list[FieldNote] = []
    if preview is not None and preview.rejected is not None and command is not None:
        notes.append(_refused(facts, fields, preview.rejected, largest))
    if fields.is_entry and fields.stop is not None and not any(note.field == "stop" for note in notes):
        notes += _stop_notes(facts, fields, preview)
    return tuple(notes)


def chance_notes(fields: TicketFields, after: Set[str]) -> tuple[FieldNote, ...]:
    """What is to be said of the two chances; `after` names those typed with futures of their bar in sight."""
    notes = []
    for field, said in (("probability", fields.probability), ("doom", fields.doom)):
        if said is not None and not is_chance(said):
            words = tr("Chance {given} is not allowed. Allowed: 0 % to 100 % in steps of 5 %.")
            notes.append(FieldNote(field, words.format(given=_as_typed(said))))
        elif said is not None and field in after:
            notes.append(FieldNote(field, tr("Futures in sight: not counted"), is_error=False))
    return tuple(notes)


@in_context
def _as_typed(chance: Decimal) -> str:
    """A chance in per cent with every digit."""
    return f"{localised(f'{(chance * HUNDRED).normalize():,f}')} %"


def _refused(facts: LineFacts, fields: TicketFields, rejected: OrderRejected, largest: Decimal) -> FieldNote:
    """The refusal at its field; one for want of margin also names the size that would do."""
    name = rejected.field
    if name == "targets":
        return _target_refused(fields, rejected)
    field = "limit" if name == "price" and fields.kind.order_kind.has_limit else _FIELD_OF.get(name, name)
    if fields.kind is TicketKind.SCALED and name == "price" and rejected.given != f"{fields.price:f}":
        field = "last_price"  # the row leaves what is allowed on its way there
    text = retold(refusal_text(rejected).removesuffix(UNCHANGED))
    if fields.kind is TicketKind.SCALED and field == "size" and rejected.reason in _OF_EACH:
        text = tr("{text} Each order of the row must be allowed: fewer orders, or a larger size.").format(text=text)
    if rejected.reason == Reject.INSUFFICIENT_MARGIN:
        most = tr("Largest size at {leverage}: {largest}.").format(
            leverage=leverage_text(facts.state.leverage), largest=facts.amounts.size(largest)
        )
        # the venue rounds what is missing to cents, which says nothing in coin
        text = (
            tr("This size needs more margin than is free. {most}").format(most=most)
            if facts.amounts.is_inverse
            else f"{text} {most}"
        )
    return FieldNote(field, text)


def _target_refused(fields: TicketFields, rejected: OrderRejected) -> FieldNote:
    """Which of several targets the venue refuses: the shares, or the price of one."""
    if rejected.allowed.startswith("shares"):
        return FieldNote(
            "share_2", tr("The further targets close less than 100 % together; the first closes the rest.")
        )
    prices = {"target_2": fields.target_2, "target_3": fields.target_3}
    field = next((name for name, price in prices.items() if f"{price}" == rejected.given), "target")
    return FieldNote(field, retold(refusal_text(rejected).removesuffix(UNCHANGED)))


def amend_note(order: Order, command: AmendOrder, rejected: OrderRejected) -> FieldNote:
    """The refusal of a change at the field it was typed in, named as `AmendDialog` names them."""
    field = rejected.field
    if field == "price" and order.kind.is_triggered:
        field = "limit"
    elif field == "targets":
        prices = {f"{one.price:f}": place for place, one in enumerate(command.targets, 1)}
        field = f"target_{prices.get(rejected.given, 1)}"
    return FieldNote(field, retold(refusal_text(rejected).removesuffix(UNCHANGED)))


def _stop_notes(facts: LineFacts, fields: TicketFields, preview: Preview | None) -> list[FieldNote]:
    stop, sign = fields.stop, fields.side.sign
    line = liquidation_after(facts, preview)
    if stop is None:
        return []
    entry = entry_price(fields, facts.mark)
    if line is not None and preview is not None and is_past_liquidation(fields.side, stop, line, entry):
        return [
            FieldNote(
                "stop", tr("Beyond liquidation, {line}").format(line=number(line, price_places(facts.rules.tick)))
            )
        ]
    distance = float((entry - stop) * sign)
    if facts.atr and 0 < distance < NARROW_STOP_ATR * facts.atr:
        return [
            FieldNote(
                "stop",
                tr("{distance} ATR from the price").format(distance=number(distance / facts.atr, 1)),
                is_error=False,
            )
        ]
    return []


@in_context
def lamps_of(
    session: Session, facts: LineFacts, fields: TicketFields, preview: Preview | None, ceiling: Decimal
) -> tuple[tuple[LampView, ...], str]:
    """The six lamps in reading order and one sentence for the worst."""
    usable = preview if preview is not None and preview.rejected is None else None
    judged = {
        "leverage": _leverage(usable, facts, ceiling),
        "plan": _plan(fields, usable),
        "size": _size(usable),
        "stop": _stop(facts, session),
        "event": _event(session, fields, usable),
        "cost": _cost(fields, facts, usable),
    }
    lamps = tuple(LampView(rule, tr(label), judged[rule].state) for rule, label in _NAMES)
    worst = max(judged.values(), key=lambda item: _WORST[item.state] if item.sentence else -1)
    return lamps, worst.sentence


def _leverage(preview: Preview | None, facts: LineFacts, ceiling: Decimal) -> Judged:
    """Both legs of a hedge count: each is a position of its own."""
    own, beside = facts.state.position, facts.sibling
    other = beside.notional(facts.mark) if beside is not None else ZERO
    if preview is not None:
        value = (preview.notional + other) / facts.state.bankroll
    elif own is not None or beside is not None:
        value = ((own.notional(facts.mark) if own is not None else ZERO) + other) / facts.state.bankroll
    else:
        return UNKNOWN
    if value <= ceiling:
        return KEPT
    return Judged(
        "broken",
        tr("Effective leverage {value}×; your ceiling is {ceiling}×.").format(
            value=number(value), ceiling=localised(f"{ceiling.normalize():f}")
        ),
    )


def _plan(fields: TicketFields, preview: Preview | None) -> Judged:
    if preview is None or not fields.is_entry:
        return UNKNOWN
    if fields.stop is None:
        return Judged("broken", tr("Still open: a stop. With it the loss is chosen before the entry."))
    if fields.target is None and fields.time_exit is None:
        return Judged("caution", tr("Still open: a target or a time stop. With it the plan can be judged later."))
    return KEPT


def _size(preview: Preview | None) -> Judged:
    if preview is None or preview.risk_fraction is None:
        return UNKNOWN
    risk = max(ZERO, preview.risk_fraction)
    if risk <= DEFAULTS.small_risk:
        return KEPT
    sentence = tr("Loss at the stop is {risk} of the bankroll. The rule is 1 %.").format(risk=percent(risk, 1))
    return Judged("caution" if risk <= DEFAULTS.large_risk else "broken", sentence)


def _stop(facts: LineFacts, session: Session) -> Judged:
    position = facts.state.position
    trade = session.open_trade(facts.leg)
    if position is None or trade is None:
        return KEPT
    levels = [price for _, price in trade.stop_path]
    sign = position.side.sign
    widened = sum(
        1 for before, after in pairwise(levels) if before is not None and (after is None or (before - after) * sign > 0)
    )
    if not widened:
        return KEPT if levels else UNKNOWN
    times = often(widened)
    first = tr("; the plan was {levels}").format(levels=number(levels[0], 0)) if levels[0] is not None else ""
    return Judged("broken", tr("Stop moved {times}{first}.").format(times=times, first=first))


def _event(session: Session, fields: TicketFields, preview: Preview | None) -> Judged:
    """Whether the clock stands outside the calm around each announced event; unknown without a calendar."""
    calendar = blackouts_of(session)
    if calendar is None or not fields.is_entry:
        return UNKNOWN
    near = next((one for one in calendar if one.start_ms <= session.now_ms < one.stop_ms), None)
    if near is None:
        return KEPT
    risk = None if preview is None or preview.risk_fraction is None else max(ZERO, preview.risk_fraction)
    lacking = [] if _has_plan(session) else [tr("a plan written in the journal")]
    if risk is None or risk > DEFAULTS.event_risk:
        lacking.append(
            tr("at most {event_risk} of the bankroll at risk").format(event_risk=percent(DEFAULTS.event_risk, 1))
        )
    if not lacking:
        return KEPT
    words = tr("Inside the calm around a scheduled event: {title}. Allowed with {lacking}.").format(
        title=near.title, lacking=f" {tr('and')} ".join(lacking)
    )
    return Judged("broken", words)


def _has_plan(session: Session) -> bool:
    """Whether the next entry has a reason of its own in the journal."""
    written = (
        one.time_ms for one in session.entries if isinstance(one.command, Note) and one.command.kind == PLAN
    )  # fmt: skip
    before = entries_of(session.events, session.decisions, session.record.bankroll)
    return has_reason(session.now_ms, before[-1].time_ms if before else -1, written)


def _cost(fields: TicketFields, facts: LineFacts, preview: Preview | None) -> Judged:
    if preview is None or fields.target is None or fields.kind in (TicketKind.LIMIT, TicketKind.SCALED):
        return UNKNOWN if preview is None or fields.target is None else KEPT
    entry = entry_price(fields, facts.mark)
    gain = share(preview.notional, entry) * (fields.target - entry) * fields.side.sign
    if facts.amounts.is_inverse:
        gain = gain * entry / fields.target
    if gain <= ZERO:
        return UNKNOWN
    cost = preview.fees_in_out
    if cost <= gain * DEFAULTS.cost_of_target:
        return KEPT
    return Judged("caution", tr("Fees are {cost} of what the target pays.").format(cost=percent(share(cost, gain), 0)))
