"""Lines of the order being built: entry, stop, target and where it would be liquidated."""

from __future__ import annotations

from decimal import Decimal

from trainer.presenters.chart_views import LineKind, LineView
from trainer.presenters.desk_sizing import TicketFields, entry_price
from trainer.presenters.desk_texts import number, price_places
from trainer.presenters.desk_worst_case import liquidation_after
from trainer.presenters.figures import signed
from trainer.presenters.lines import LineFacts, away_text
from trainer.session.session import Preview

PREFIX = "preview_"


def preview_lines(
    facts: LineFacts, fields: TicketFields, size: Decimal | None, preview: Preview | None
) -> tuple[LineView, ...]:
    """Drawn while something is typed; the liquidation line only without an open position, which has its own."""
    if not any(value is not None for value in (fields.size, fields.price, fields.stop, fields.target)):
        return ()
    entry = entry_price(fields, facts.mark)
    places = price_places(facts.rules.tick)
    lines = []
    if fields.kind.needs_price and fields.price is not None:
        lines.append(_line("entry", "entry_preview", fields.price, ("Entry", number(fields.price, places)), fields))
    for name, level in (("stop", fields.stop), ("target", fields.target)):
        if level is None:
            continue
        cells: tuple[str, ...] = (name.capitalize(), number(level, places))
        if size is not None and size > 0 and not facts.is_hidden:
            cells = (name.capitalize(), signed((level - entry) * size * fields.side.sign), away_text(facts, level)[0])
        kind: LineKind = "stop_preview" if name == "stop" else "target_preview"
        lines.append(_line(name, kind, level, cells, fields))
    level = liquidation_after(facts, preview)
    if facts.state.position is None and preview is not None and level is not None:
        away, in_atr = away_text(facts, level)
        pill = ("Liquidation", f"{away} away", *((in_atr,) if in_atr else ()))
        lines.append(LineView(f"{PREFIX}liquidation", "liquidation", float(level), pill, side=fields.side.value))
    return tuple(lines)


def _line(name: str, kind: LineKind, level: Decimal, cells: tuple[str, ...], fields: TicketFields) -> LineView:
    return LineView(f"{PREFIX}{name}", kind, float(level), cells, side=fields.side.value, draggable=True)
