"""Lines of the order being built: entry, stop, target and where it would be liquidated."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import replace
from decimal import Decimal

from trainer.core.language import localised, tr
from trainer.core.units import in_context
from trainer.engine.commands import PlaceScaled
from trainer.engine.scaled import rungs_of
from trainer.engine.words import MarginMode, Role
from trainer.journal.filling import fresh_entries
from trainer.presenters.chart_views import LineKind, LineView
from trainer.presenters.desk_sizing import entry_price
from trainer.presenters.desk_texts import number, price_places
from trainer.presenters.desk_worst_case import liquidation_after
from trainer.presenters.line_drags import past_liquidation, side_refusal
from trainer.presenters.lines import LineFacts, RestingEntry, away_text, made_cells, once_filled
from trainer.presenters.ticket_fields import HUNDRED, TicketFields, TicketKind
from trainer.session.closing import exit_rate, is_past_liquidation, round_trip
from trainer.session.session import Preview

PREFIX = "preview_"


@in_context
def preview_lines(
    facts: LineFacts,
    fields: TicketFields,
    size: Decimal | None,
    preview: Preview | None,
    row: PlaceScaled | None = None,
    refused: Collection[str] = (),
) -> tuple[LineView, ...]:
    """Drawn while something is typed; the liquidation line only without an open position, which has its own.

    `row` is the scaled entry, if it is one that the venue would take. A stop or target among the names in `refused`
    tells no result, as it can have none.
    """
    if not any(value is not None for value in (fields.size, fields.price, fields.stop, fields.target)):
        return ()
    places = price_places(facts.rules.tick)
    lines = []
    if fields.kind.rests and fields.price is not None:
        word = tr("Trigger") if fields.kind.needs_price and fields.kind.is_triggered else tr("Entry")
        word = {TicketKind.TRAILING: tr("Activation"), TicketKind.SCALED: tr("First")}.get(fields.kind, word)
        word = facts.of_leg(word)
        lines.append(_line("entry", "entry_preview", fields.price, (word, number(fields.price, places)), fields))
    lines += _rungs(facts, fields, row)
    if fields.kind.order_kind.has_limit and fields.limit is not None:
        lines.append(
            _line(
                "limit",
                "entry_preview",
                fields.limit,
                (facts.of_leg(tr("Limit")), number(fields.limit, places)),
                fields,
            )
        )
    if not fields.is_entry:
        return tuple(lines)
    told = size if size is not None and size > 0 and not facts.is_hidden else None
    for name, level, share in _exits(fields):
        if level is None:
            continue
        word = facts.of_leg(tr(name.replace("_", " ").capitalize()))
        is_refused = name in refused
        cells: tuple[str, ...] = (word, tr("refused") if is_refused else number(level, places))
        part = None if is_refused else told
        money = () if part is None else _money(facts, fields, part, preview, name, level, share / HUNDRED)
        if money:
            closes = () if share == HUNDRED else (localised(f"{share.normalize():f} %"),)
            cells = (word, *closes, *money, away_text(facts, level)[0])
        kind: LineKind = "stop_preview" if name == "stop" else "target_preview"
        lines.append(_line(name, kind, level, cells, fields))
    level = liquidation_after(facts, preview)
    if facts.state.position is None and preview is not None and level is not None:
        away, in_atr = away_text(facts, level)
        is_own = facts.sibling is None or facts.state.margin_mode is MarginMode.ISOLATED
        word = facts.of_leg(tr("Liquidation")) if is_own else tr("Liquidation")
        pill = (word, tr("{away} away").format(away=away), *((in_atr,) if in_atr else ()))
        lines.append(LineView(f"{PREFIX}liquidation", "liquidation", float(level), pill, side=fields.side.value))
    return tuple(lines)


def _money(
    facts: LineFacts,
    fields: TicketFields,
    size: Decimal,
    preview: Preview | None,
    name: str,
    level: Decimal,
    share: Decimal,
) -> tuple[str, ...]:
    """What leaving at a level books once the order is filled, as its line will tell it while the order rests."""
    if level <= 0:
        return ()
    slips, held = name == Role.STOP, facts.state.position
    if preview is not None and preview.resting is not None:
        entries = fresh_entries(facts.state, preview.resting)
        return RestingEntry(replace(facts, state=preview.resting), entries).cells(name, level, share)
    if preview is None or (preview.fill_price is None and preview.after.position == held):  # nothing would fill
        return (facts.amounts.signed(_alone(facts, fields, size * share, level, slips=slips)),) if held is None else ()
    made = once_filled(facts, fields.side, size, preview.after.position, preview.entry_fee)
    return made_cells(facts, made, level, share, slips=slips)


def _alone(facts: LineFacts, fields: TicketFields, size: Decimal, level: Decimal, *, slips: bool) -> Decimal:
    """The same of an order that the venue would not take as it stands, at the price it is meant for."""
    entry = entry_price(fields, facts.mark)
    fee = facts.rules.contract.worth(size, entry) * exit_rate(facts.market)
    return round_trip(facts.market, facts.bar, fields.side, size, entry, fee, level, slips=slips)


def _rungs(facts: LineFacts, fields: TicketFields, row: PlaceScaled | None) -> list[LineView]:
    """The last price of a scaled entry, and between both ends a bare line for each of its orders."""
    if fields.kind is not TicketKind.SCALED or fields.last_price is None:
        return []
    last = (facts.of_leg(tr("Last")), number(fields.last_price, price_places(facts.rules.tick)))
    lines = [_line("last_price", "entry_preview", fields.last_price, last, fields)]
    between = rungs_of(facts.rules, row)[1:-1] if row is not None else ()
    for place, (price, _) in enumerate(between, 2):
        name = f"{PREFIX}rung_{place}"
        lines.append(LineView(name, "entry_preview", float(price), side=fields.side.value))
    return lines


def preview_refusal(facts: LineFacts, fields: TicketFields, name: str, price: Decimal, preview: Preview | None) -> str:
    """Why a stop or target being typed cannot rest at a price; empty when it can, and for an entry, which can move."""
    if name != "stop" and not name.startswith("target"):
        return ""
    role, level = Role.STOP if name == "stop" else Role.TARGET, liquidation_after(facts, preview)
    entry = entry_price(fields, facts.mark)
    if role is Role.STOP and preview is not None and is_past_liquidation(fields.side, price, level, entry):
        return past_liquidation(facts, level)
    return side_refusal(facts, role, price, entry, fields.side)


def _exits(fields: TicketFields) -> tuple[tuple[str, Decimal | None, Decimal], ...]:
    """Name, level and per cent of the size of the stop and every target."""
    nothing = Decimal(0)
    return (
        ("stop", fields.stop, HUNDRED),
        ("target", fields.target, max(nothing, fields.first_share)),
        ("target_2", fields.target_2, fields.share_2 or nothing),
        ("target_3", fields.target_3, fields.share_3 or nothing),
    )


def _line(name: str, kind: LineKind, level: Decimal, cells: tuple[str, ...], fields: TicketFields) -> LineView:
    return LineView(f"{PREFIX}{name}", kind, float(level), cells, side=fields.side.value, draggable=True)
