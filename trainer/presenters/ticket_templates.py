"""Templates of the ticket: distances and risk kept by the learner, turned into texts at the present price and back."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from decimal import Decimal

from trainer.core.clock import MINUTE_MS
from trainer.core.language import has_decimal_comma, localised, tr, trn
from trainer.core.settings import RowShape, TicketTemplate
from trainer.core.units import exact, in_context, round_to_tick
from trainer.engine.scaled import MOST_SCALED
from trainer.engine.words import Sizing
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
    sizing: Sizing | None = None
    problem: str = ""


@in_context
def filled_by(template: TicketTemplate, facts: LineFacts, fields: TicketFields, now_ms: int) -> Filled:
    """Texts at the present price: a row and the stop their distances away, targets multiples of the stop's, snapped."""
    kind, sign, tick = TicketKind(template.kind), fields.side.sign, facts.rules.tick
    texts: dict[str, str] = {}
    unit = None
    if template.risk_percent is not None:
        unit = SizeUnit.RISK
        texts["size"] = localised(f"{template.risk_percent:g}")
    if template.minutes is not None:
        texts["time_exit"] = clock_text(now_ms + template.minutes * MINUTE_MS)
    step = _step(template, facts)
    if step is None:
        return Filled(kind, unit, texts, problem=tr("The stop waits for more bars: its distance is counted in ATR."))
    fields, shape = replace(fields, kind=kind), template.row if kind is TicketKind.SCALED else None
    if shape is not None:
        ends = (facts.mark - sign * exact(reach) * step for reach in (shape.near, shape.far))
        first, last = (round_to_tick(end, tick, up=sign < 0) for end in ends)
        fields = replace(fields, price=first, last_price=last, sizing=Sizing(shape.sizing))
        texts |= {"price": plain(first), "last_price": plain(last), "count": str(shape.count)}
    entry = entry_price(fields, facts.mark)
    distance = Decimal(0) if template.stop is None else step * exact(template.stop)
    if distance > 0:
        texts["stop"] = plain(round_to_tick(entry - sign * distance, tick, up=sign < 0))
        for name, multiple in _multiples(template):
            texts[name] = plain(round_to_tick(entry + sign * distance * exact(multiple), tick, up=sign > 0))
        texts |= {f"share_{place}": localised(f"{share:g}") for place, (_, share) in enumerate(template.further, 2)}
    return Filled(kind, unit, texts, None if shape is None else Sizing(shape.sizing))


def _multiples(template: TicketTemplate) -> list[tuple[str, float]]:
    """Every target with its multiple of the stop's distance."""
    first = [] if template.target_r is None else [("target", template.target_r)]
    return first + [(f"target_{place}", multiple) for place, (multiple, _) in enumerate(template.further, 2)]


def _step(template: TicketTemplate, facts: LineFacts) -> Decimal | None:
    """Price distance the template counts in; None where it is ATR and not known yet."""
    if template.stop_in == "atr":
        return exact(facts.atr) if facts.atr else None
    return facts.mark / HUNDRED


@in_context
def template_of(name: str, fields: TicketFields, facts: LineFacts, now_ms: int) -> TicketTemplate:
    """The ticket as it stands under a name: risk if sized by it, distances in per cent and multiples of the stop."""
    entry = entry_price(fields, facts.mark)
    stop = abs(entry - fields.stop) if fields.stop is not None else None
    minutes = (fields.time_exit - now_ms) // MINUTE_MS if fields.time_exit is not None else None
    is_risk = fields.unit is SizeUnit.RISK and fields.size is not None
    further = tuple(
        (multiple, float(share))
        for price, share in fields.further
        if (multiple := _multiple(price, entry, stop)) is not None and share is not None and 0 < share < HUNDRED
    )
    return TicketTemplate(
        name=name,
        kind=fields.kind.value,
        risk_percent=float(fields.size) if is_risk and fields.size is not None else None,
        stop=round(float(stop / facts.mark * HUNDRED), 3) if stop is not None else None,
        stop_in="percent",
        target_r=_multiple(fields.target, entry, stop),
        minutes=int(minutes) if minutes is not None and minutes > 0 else None,
        further=further,
        row=_shape(fields, facts.mark) if fields.kind is TicketKind.SCALED else None,
    )


def _multiple(price: Decimal | None, entry: Decimal, stop: Decimal | None) -> float | None:
    return round(float(abs(price - entry) / stop), 2) if price is not None and stop else None


def _shape(fields: TicketFields, mark: Decimal) -> RowShape | None:
    """A scaled entry as distances from the price; None while it is not whole or lies beyond what a template holds."""
    if fields.price is None or fields.last_price is None or fields.count is None:
        return None
    near, far = (round(float(abs(mark - end) / mark * HUNDRED), 3) for end in (fields.price, fields.last_price))
    count = int(fields.count)
    if count != fields.count or not 2 <= count <= MOST_SCALED or max(near, far) > HUNDRED:
        return None
    return RowShape(near, far, count, fields.sizing.value)


def words_of(template: TicketTemplate) -> str:
    """A template in one line: '1 % risk · stop 2 ATR · target 2 R · 60 min'."""
    parts = []
    if template.risk_percent is not None:
        parts.append(tr("{risk_percent} % risk").format(risk_percent=localised(f"{template.risk_percent:g}")))
    if template.stop is not None:
        parts.append(
            tr("stop {stop} {unit}").format(
                stop=localised(f"{template.stop:g}"), unit="ATR" if template.stop_in == "atr" else "%"
            )
        )
    targets = [localised(f"{multiple:g}") for _, multiple in _multiples(template)]
    if targets:
        words = trn("target {multiples} R", "targets {multiples} R", len(targets))
        parts.append(words.format(multiples=("; " if has_decimal_comma() else ", ").join(targets)))
    if template.row is not None:
        shape = template.row
        unit = "ATR" if template.stop_in == "atr" else "%"
        parts.append(
            tr("{count} orders {near} to {far} {unit} away").format(
                count=shape.count, near=localised(f"{shape.near:g}"), far=localised(f"{shape.far:g}"), unit=unit
            )
        )
    if template.minutes is not None:
        parts.append(tr("{minutes} min").format(minutes=template.minutes))
    return " · ".join(parts) or tr("order type only")
