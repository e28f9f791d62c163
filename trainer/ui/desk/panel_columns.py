"""Columns and empty words of the panels, in the order of the rows' cells."""

from __future__ import annotations

from dataclasses import replace

from trainer.core.language import english
from trainer.presenters.desk_views import PanelName
from trainer.ui.components.tables import Column

TABS: tuple[tuple[PanelName, str], ...] = (
    ("positions", english("Positions")),
    ("orders", english("Orders")),
    ("fills", english("Fills")),
    ("funding", english("Funding")),
    ("closed", english("Closed")),
    ("journal", english("Journal")),
    ("log", english("Log")),
)
_PRICE, _MONEY, _COST, _COIN_COST = "10,000.00", "−9,999.99", "−99.99", "−0.000000"


def _text(key: str, title: str, width: int | str) -> Column:
    return Column(key, title, width=width)


def _figure(key: str, title: str, width: str = _MONEY, *, extra: bool = False, short: str = "") -> Column:
    return Column(key, title, align="right", width=width, is_extra=extra, short=short)


def columns_of(name: PanelName, *, in_coin: bool) -> tuple[Column, ...]:
    """The columns of a panel; costs in coin need more room than costs in quote."""
    return tuple(replace(column, width=_COIN_COST) if in_coin and column.width == _COST else column
                 for column in _COLUMNS[name])  # fmt: skip


_COLUMNS: dict[PanelName, tuple[Column, ...]] = {
    "positions": (
        _text("what", english("Position"), 116),
        _figure("size", english("Size"), "100,000"),
        _figure("entry", english("Entry"), _PRICE),
        _figure("mark", english("Mark"), _PRICE),
        _figure("liq", english("Liquidation"), _PRICE, short=english("Liq.")),
        _figure("away", english("Distance"), "99.99 %", short=english("Dist.")),
        _figure("ratio", english("Margin ratio"), "99.9 %", short=english("Ratio")),
        _figure("pnl", english("Unrealised"), short=english("uPnL")),
        _figure("roe", "ROE", "−99.99 %"),
        _figure("r", english("R now"), "−9.99"),
        _figure("excursion", "MAE / MFE", "−9.99 / +9.99"),
        _figure("fees", english("Fees"), _COST),
        _figure("funding", english("Funding"), _COST, short=english("Fund.")),
        _figure("age", english("Age"), "2 h 40 m"),
        _figure("notional", english("Notional"), extra=True),
        _figure("margin", english("Margin"), extra=True),
        _figure("even", english("Break-even"), _PRICE, extra=True),
        _figure("worth", english("In quote"), "≈ +9,999.99 USD", extra=True),
    ),
    "orders": (
        _text("what", english("Order"), 168),
        _text("role", english("Purpose"), 100),
        _figure("size", english("Size")),
        _figure("price", english("Price"), _PRICE),
        _figure("away", english("Distance"), "99.99 %"),
        _figure("time", english("Placed"), "23:59"),
        _figure("limit", english("Limit"), _PRICE),
        _text("bracket", english("Brings"), 190),
        _text("conditions", english("Conditions"), 190),
    ),
    "fills": (
        _text("what", english("Fill"), 96),
        _text("why", english("Reason"), 88),
        _figure("time", english("Time"), "23:59"),
        _figure("size", english("Size")),
        _figure("price", english("Price"), _PRICE),
        _text("taker", english("As"), 64),
        _figure("fee", english("Fee"), _COST),
        _figure("spread", english("Half spread"), _COST),
        _figure("impact", english("Impact"), _COST),
        _figure("gap", english("Gap"), _COST),
        _figure("cost", english("All costs"), _COST),
        _figure("pnl", english("Realised")),
    ),
    "funding": (
        _text("time", english("Time"), 120),
        _figure("rate", english("Rate")),
        _figure("mark", english("Mark"), _PRICE),
        _figure("amount", english("Amount")),
    ),
    "closed": (
        _text("what", english("Closed trade"), 116),
        _figure("size", english("Size"), "100,000"),
        _figure("entry", english("Entry"), _PRICE),
        _figure("exit", english("Exit"), _PRICE),
        _text("why", english("Reason"), 84),
        _figure("price", english("Price")),
        _figure("fees", english("Fees"), _COST),
        _figure("funding", english("Funding"), _COST),
        _figure("liq", english("Liq. fee"), _COST),
        _figure("net", english("Net")),
        _figure("r", "R", "−99.99"),
        _figure("excursion", "MAE / MFE", "−9.99 / +9.99"),
        _figure("time", english("Closed"), "23:59"),
        _figure("age", english("Open for"), "2 h 40 m", extra=True),
        _figure("slip", english("Slippage"), _COST, extra=True),
    ),
    "journal": (
        _text("time", english("Time"), 72),
        _text("kind", english("Kind"), 96),
        _text("text", english("Note"), 560),
        _text("feeling", english("Feeling"), 84),
        _text("tags", english("Tags"), 140),
    ),
    "log": (
        _text("time", english("Time"), 72),
        _text("name", english("Event"), 180),
        _text("text", english("What"), 300),
    ),
}
EMPTY: dict[PanelName, tuple[str, str, str]] = {  # icon, words, and the action that fills the panel
    "positions": ("desk", english("No position is open."), "buy"),
    "orders": ("inbox", english("No order is working."), "buy"),
    "fills": ("inbox", english("Nothing has been filled yet."), ""),
    "funding": ("clock", english("No funding has been settled with a position open."), ""),
    "closed": ("inbox", english("No trade has been closed yet."), ""),
    "journal": ("note", english("No note yet."), "note"),
    "log": ("inbox", english("Nothing has happened yet."), ""),
}
