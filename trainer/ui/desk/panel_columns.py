"""Columns and empty words of the panels, in the order of the rows' cells."""

from __future__ import annotations

from dataclasses import replace

from trainer.presenters.desk_views import PanelName
from trainer.ui.components.tables import Column

TABS: tuple[tuple[PanelName, str], ...] = (
    ("positions", "Positions"), ("orders", "Orders"), ("fills", "Fills"), ("funding", "Funding"),
    ("closed", "Closed"), ("journal", "Journal"), ("log", "Log"),
)  # fmt: skip
_PRICE, _MONEY, _COST, _COIN_COST = "10,000.00", "−9,999.99", "−99.99", "−0.000000"


def _text(key: str, title: str, width: int | str) -> Column:
    return Column(key, title, width=width)


def _figure(key: str, title: str, width: str = _MONEY, *, extra: bool = False) -> Column:
    return Column(key, title, align="right", width=width, is_extra=extra)


def columns_of(name: PanelName, *, in_coin: bool) -> tuple[Column, ...]:
    """The columns of a panel; costs in coin need more room than costs in quote."""
    return tuple(replace(column, width=_COIN_COST) if in_coin and column.width == _COST else column
                 for column in _COLUMNS[name])  # fmt: skip


_COLUMNS: dict[PanelName, tuple[Column, ...]] = {
    "positions": (
        _text("what", "Position", 116), _figure("size", "Size", "100,000"), _figure("entry", "Entry", _PRICE),
        _figure("mark", "Mark", _PRICE), _figure("liq", "Liquidation", _PRICE), _figure("away", "Distance", "99.99 %"),
        _figure("ratio", "Margin ratio", "99.9 %"), _figure("pnl", "Unrealised"), _figure("roe", "ROE", "−99.9 %"),
        _figure("r", "R now", "−9.99"), _figure("excursion", "MAE / MFE", "−9.99 / +9.99"),
        _figure("fees", "Fees", _COST), _figure("funding", "Funding", _COST), _figure("age", "Age", "2 h 40 m"),
        _figure("notional", "Notional", extra=True), _figure("margin", "Margin", extra=True),
        _figure("even", "Break-even", _PRICE, extra=True),
        _figure("worth", "In quote", "≈ +9,999.99 USD", extra=True),
    ),
    "orders": (
        _text("what", "Order", 168), _text("role", "Purpose", 100), _figure("size", "Size"),
        _figure("price", "Price", _PRICE), _figure("away", "Distance", "99.99 %"), _figure("time", "Placed", "23:59"),
        _figure("limit", "Limit", _PRICE), _text("bracket", "Brings", 190), _text("conditions", "Conditions", 190),
    ),
    "fills": (
        _text("what", "Fill", 96), _text("why", "Reason", 88), _figure("time", "Time", "23:59"),
        _figure("size", "Size"),
        _figure("price", "Price", _PRICE), _text("taker", "As", 64), _figure("fee", "Fee", _COST),
        _figure("spread", "Half spread", _COST), _figure("impact", "Impact", _COST), _figure("gap", "Gap", _COST),
        _figure("cost", "All costs", _COST), _figure("pnl", "Realised"),
    ),
    "funding": (
        _text("time", "Time", 120), _figure("rate", "Rate"), _figure("mark", "Mark", _PRICE),
        _figure("amount", "Amount"),
    ),
    "closed": (
        _text("what", "Closed trade", 116), _figure("size", "Size", "100,000"), _figure("entry", "Entry", _PRICE),
        _figure("exit", "Exit", _PRICE), _text("why", "Reason", 84), _figure("price", "Price"),
        _figure("fees", "Fees", _COST), _figure("funding", "Funding", _COST), _figure("liq", "Liq. fee", _COST),
        _figure("net", "Net"), _figure("r", "R", "−99.99"), _figure("excursion", "MAE / MFE", "−9.99 / +9.99"),
        _figure("time", "Closed", "23:59"), _figure("age", "Open for", "2 h 40 m", extra=True),
        _figure("slip", "Slippage", _COST, extra=True),
    ),
    "journal": (
        _text("time", "Time", 72), _text("kind", "Kind", 96), _text("text", "Note", 560),
        _text("feeling", "Feeling", 84), _text("tags", "Tags", 140),
    ),
    "log": (_text("time", "Time", 72), _text("name", "Event", 180), _text("text", "What", 300)),
}  # fmt: skip
EMPTY: dict[PanelName, tuple[str, str, str]] = {
    "positions": ("desk", "No position is open.", "B"),
    "orders": ("inbox", "No order is working.", "B"),
    "fills": ("inbox", "Nothing has been filled yet.", ""),
    "funding": ("clock", "No funding has been settled with a position open.", ""),
    "closed": ("inbox", "No trade has been closed yet.", ""),
    "journal": ("note", "No note yet.", "N"),
    "log": ("inbox", "Nothing has happened yet.", ""),
}
