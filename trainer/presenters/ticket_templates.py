"""Templates of the ticket: distances and risk kept by the learner, turned into texts at the present price and back."""

from __future__ import annotations

from dataclasses import dataclass, field
from decimal import Decimal

from trainer.core.clock import MINUTE_MS
from trainer.core.settings import TicketTemplate
from trainer.core.units import exact, in_context, round_to_tick
from trainer.presenters.desk_sizing import entry_price
from trainer.presenters.desk_texts import clock_text
from trainer.presenters.figures import plain
from trainer.presenters.lines import LineFacts
from trainer.presenters.ticket_fields import HUNDRED, SizeUnit, TicketFields, TicketKind


@dataclass(frozen=True, slots=True)
class Filled:
    """What a template puts into the ticket: texts by field name; `problem` says which part could not be worked out."""

    kind: TicketKind
    unit: SizeUnit | None = None
    texts: dict[str, str] = field(default_factory=dict)
    problem: str = ""


@in_context
def filled_by(template: TicketTemplate, facts: LineFacts, fields: TicketFields, now_ms: int) -> Filled:
    """Texts at the present price: the stop its distance away, the target a multiple of that distance, snapped."""
    kind = TicketKind(template.kind)
    texts: dict[str, str] = {}
    unit = None
    if template.risk_percent is not None:
        unit = SizeUnit.RISK
        texts["size"] = f"{template.risk_percent:g}"
    if template.minutes is not None:
        texts["time_exit"] = clock_text(now_ms + template.minutes * MINUTE_MS)
    distance = _distance(template, facts)
    if distance is None:
        return Filled(kind, unit, texts, "The stop waits for more bars: its distance is counted in ATR.")
    entry, sign = entry_price(fields, facts.mark), fields.side.sign
    tick = facts.rules.tick
    if distance > 0:
        texts["stop"] = plain(round_to_tick(entry - sign * distance, tick, up=sign < 0))
        if template.target_r is not None:
            reach = distance * exact(template.target_r)
            texts["target"] = plain(round_to_tick(entry + sign * reach, tick, up=sign > 0))
    return Filled(kind, unit, texts)


def _distance(template: TicketTemplate, facts: LineFacts) -> Decimal | None:
    """Distance of the stop in price; 0 without a stop, None where ATR is not known yet."""
    if template.stop is None:
        return Decimal(0)
    if template.stop_in == "atr":
        return exact(template.stop * facts.atr) if facts.atr else None
    return facts.mark * exact(template.stop) / HUNDRED


@in_context
def template_of(name: str, fields: TicketFields, facts: LineFacts, now_ms: int) -> TicketTemplate:
    """The ticket as it stands under a name: risk if sized by it, distances in per cent and multiples of the stop."""
    entry = entry_price(fields, facts.mark)
    stop = abs(entry - fields.stop) if fields.stop is not None else None
    multiple = abs(fields.target - entry) / stop if fields.target is not None and stop else None
    minutes = (fields.time_exit - now_ms) // MINUTE_MS if fields.time_exit is not None else None
    is_risk = fields.unit is SizeUnit.RISK and fields.size is not None
    return TicketTemplate(
        name=name,
        kind=fields.kind.value,
        risk_percent=float(fields.size) if is_risk and fields.size is not None else None,
        stop=round(float(stop / entry * HUNDRED), 3) if stop is not None else None,
        stop_in="percent",
        target_r=round(float(multiple), 2) if multiple is not None else None,
        minutes=int(minutes) if minutes is not None and minutes > 0 else None,
    )


def words_of(template: TicketTemplate) -> str:
    """A template in one line: '1 % risk · stop 2 ATR · target 2 R · 60 min'."""
    parts = []
    if template.risk_percent is not None:
        parts.append(f"{template.risk_percent:g} % risk")
    if template.stop is not None:
        parts.append(f"stop {template.stop:g} {'ATR' if template.stop_in == 'atr' else '%'}")
    if template.target_r is not None:
        parts.append(f"target {template.target_r:g} R")
    if template.minutes is not None:
        parts.append(f"{template.minutes} min")
    return " · ".join(parts) or "order type only"
