"""What the ticket says below its fields, and the six lamps for the order being built."""

from __future__ import annotations

from collections.abc import Mapping, Set
from dataclasses import dataclass
from decimal import Decimal
from itertools import pairwise

from trainer.coaching.refusals import UNCHANGED, refusal_text
from trainer.core.language import english, localised, retold, tr
from trainer.core.units import ZERO, in_context
from trainer.engine.commands import PLAN, AmendOrder, Note
from trainer.engine.events import OrderRejected
from trainer.engine.state import Order
from trainer.presenters.desk_sizing import entry_price
from trainer.presenters.desk_texts import number, often, share
from trainer.presenters.desk_views import FieldNote, LampState, LampView
from trainer.presenters.figures import percent
from trainer.presenters.lines import LineFacts
from trainer.presenters.ticket_fields import TicketFields, TicketKind
from trainer.scoring.discipline import has_reason
from trainer.scoring.facts import entries_of
from trainer.scoring.settings import DEFAULTS
from trainer.session.rating import blackouts_of
from trainer.session.session import Preview, Session

NARROW_STOP_ATR = 0.5
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
    facts: LineFacts, fields: TicketFields, faults: Mapping[str, str], after: Set[str]
) -> tuple[FieldNote, ...]:
    """Every fault at its field, then what is allowed but doubtful: a stop within the noise, a chance said too late.

    `after` names the chances typed with futures of their bar in sight.
    """
    notes = [FieldNote(field, text) for field, text in faults.items()]
    if fields.is_entry and "stop" not in faults:
        notes += _narrow_stop(facts, fields)
    for field, said in (("probability", fields.probability), ("doom", fields.doom)):
        if fields.is_entry and said is not None and field in after and field not in faults:
            notes.append(FieldNote(field, tr("Futures in sight: not counted"), is_error=False))
    return tuple(notes)


def amend_note(order: Order, command: AmendOrder, rejected: OrderRejected) -> FieldNote:
    """The refusal of a change at the field it was typed in, named as `AmendDialog` names them."""
    field = rejected.field
    if field == "price" and order.kind.is_triggered:
        field = "limit"
    elif field == "targets":
        prices = {f"{one.price:f}": place for place, one in enumerate(command.targets, 1)}
        field = f"target_{prices.get(rejected.given, 1)}"
    return FieldNote(field, retold(refusal_text(rejected).removesuffix(UNCHANGED)))


def _narrow_stop(facts: LineFacts, fields: TicketFields) -> list[FieldNote]:
    if fields.stop is None or not facts.atr:
        return []
    distance = float((entry_price(fields, facts.mark) - fields.stop) * fields.side.sign)
    if not 0 < distance < NARROW_STOP_ATR * facts.atr:
        return []
    words = tr("{distance} ATR from the price").format(distance=number(distance / facts.atr, 1))
    return [FieldNote("stop", words, is_error=False)]


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
    before = entries_of(session.events, session.decisions, session.record.bankroll, session.market.rules.contract)
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
