"""Lines of the order being built: entry, stop, target and where it would be liquidated."""

from __future__ import annotations

from decimal import Decimal

from trainer.core.units import in_context
from trainer.presenters.chart_views import LineKind, LineView
from trainer.presenters.desk_sizing import entry_price
from trainer.presenters.desk_texts import number, price_places
from trainer.presenters.desk_worst_case import liquidation_after
from trainer.presenters.lines import LineFacts, away_text
from trainer.presenters.ticket_fields import HUNDRED, TicketFields, TicketKind
from trainer.session.session import Preview

PREFIX = "preview_"


@in_context
def preview_lines(
    facts: LineFacts, fields: TicketFields, size: Decimal | None, preview: Preview | None
) -> tuple[LineView, ...]:
    """Drawn while something is typed; the liquidation line only without an open position, which has its own."""
    if not any(value is not None for value in (fields.size, fields.price, fields.stop, fields.target)):
        return ()
    entry = entry_price(fields, facts.mark)
    places = price_places(facts.rules.tick)
    lines = []
    if fields.kind.rests and fields.price is not None:
        word = "Trigger" if fields.kind.needs_price and fields.kind.is_triggered else "Entry"
        word = "Activation" if fields.kind is TicketKind.TRAILING else word
        lines.append(_line("entry", "entry_preview", fields.price, (word, number(fields.price, places)), fields))
    if fields.kind.order_kind.has_limit and fields.limit is not None:
        lines.append(_line("limit", "entry_preview", fields.limit, ("Limit", number(fields.limit, places)), fields))
    if not fields.is_entry:
        return tuple(lines)
    for name, level, share in _exits(fields):
        if level is None:
            continue
        word = name.replace("_", " ").capitalize()
        cells: tuple[str, ...] = (word, number(level, places))
        if size is not None and size > 0 and not facts.is_hidden:
            money = facts.rules.contract.gain(size * share / HUNDRED * fields.side.sign, entry, level)
            part = () if share == HUNDRED else (f"{share.normalize():f} %",)
            cells = (word, *part, facts.amounts.signed(money), away_text(facts, level)[0])
        kind: LineKind = "stop_preview" if name == "stop" else "target_preview"
        lines.append(_line(name, kind, level, cells, fields))
    level = liquidation_after(facts, preview)
    if facts.state.position is None and preview is not None and level is not None:
        away, in_atr = away_text(facts, level)
        pill = ("Liquidation", f"{away} away", *((in_atr,) if in_atr else ()))
        lines.append(LineView(f"{PREFIX}liquidation", "liquidation", float(level), pill, side=fields.side.value))
    return tuple(lines)


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
