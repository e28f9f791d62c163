"""The panels under the chart hold their columns at 1440 wide without scrolling, in German too, and cut no figure.

The open position does so at 1280 as well, where columns are no wider than what they show.
"""

from __future__ import annotations

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from tests.journeys.test_german_fits import german, invested
from tests.journeys.test_looks import settle
from tests.journeys.test_window import CHOICE, EIGHT_O_CLOCK_MS, buy, cascade, go_to
from trainer.app import Cascade
from trainer.ui.components.table_paint import cell_width
from trainer.ui.components.tables import DataTable

__all__ = ["cascade", "german"]


def heads(table: DataTable) -> dict[str, str]:
    """What the header of each shown column says."""
    header, columns = table._header, table._rows.columns
    return {column.id: header.words_in(place, header.sectionSize(place) - 2 * header.padding + 1)
            for place, column in enumerate(columns) if not header.isSectionHidden(place)}  # fmt: skip


def assert_fits(table: DataTable) -> None:
    assert table.horizontalScrollBar().maximum() == 0
    assert [text for text in heads(table).values() if "…" in text] == []
    for row in table.rows():
        for place, cell in enumerate(row.cells):
            room = table.columnWidth(place) - 2 * table._painter.padding
            assert table.isColumnHidden(place) or cell_width(cell) <= room + 1, (place, cell.text, room)


@pytest.mark.parametrize("bars", [0, 60])
def test_positions_fit_in_german_at_1440(german: Cascade, qapp: QApplication, bars: int) -> None:
    german.window.resize(1440, 900)
    desk = invested(german)
    if bars:
        desk.cancel_all()
    for _ in range(bars):
        desk.presenter.replay.step()
    settle(qapp)
    table = desk.panels.tables["positions"]
    assert table.rows()
    assert_fits(table)
    place = [column.id for column in table._rows.columns].index("ratio")
    tip = table.model().headerData(place, Qt.Orientation.Horizontal, Qt.ItemDataRole.ToolTipRole)
    assert heads(table)["ratio"] == "M.-Quote" and tip == "Margin-Quote"
    german.window.resize(1900, 900)
    settle(qapp)
    assert heads(table)["ratio"] == "Margin-Quote"
    german.window.resize(1440, 900)
    for name, other in desk.panels.tables.items():
        desk.panels.choose(name)
        settle(qapp)
        assert not other.isVisible() or other.horizontalScrollBar().maximum() == 0, name


def test_english_heads_keep_all_their_words(cascade: Cascade, qtbot: QtBot, qapp: QApplication) -> None:
    cascade.window.resize(1440, 900)
    cascade.start_session(CHOICE)
    assert cascade.desk is not None
    go_to(cascade, EIGHT_O_CLOCK_MS)
    buy(cascade, qtbot, stop="7000")
    settle(qapp)
    table = cascade.desk.panels.tables["positions"]
    assert_fits(table)
    assert heads(table)["ratio"] == "Margin ratio"


def test_the_position_fits_at_1280(cascade: Cascade, qtbot: QtBot, qapp: QApplication) -> None:
    cascade.window.resize(1280, 800)
    cascade.start_session(CHOICE)
    desk = cascade.desk
    assert desk is not None
    go_to(cascade, EIGHT_O_CLOCK_MS)
    buy(cascade, qtbot, stop="7000")
    table = desk.panels.tables["positions"]
    for _ in range(90):
        desk.presenter.replay.step()
        settle(qapp)
        assert_fits(table)
    kept = table.layout_of_columns().widths
    cascade.window.resize(1900, 900)
    settle(qapp)
    assert table.layout_of_columns().widths == kept, "what is kept is the width where there is room"
    assert heads(table)["liq"] == "Liquidation"


def test_the_position_fits_in_german_at_1280(german: Cascade, qapp: QApplication) -> None:
    german.window.resize(1280, 800)
    desk = invested(german)
    settle(qapp)
    assert_fits(desk.panels.tables["positions"])
