"""Columns of a wide table share its room, keep their own widths, and give the room back."""

from __future__ import annotations

import pytest
from pytestqt.qtbot import QtBot

from trainer.ui.components.table_rows import Cell, Column, TableRow
from trainer.ui.components.tables import DataTable

COLUMNS = (Column("a", "Name", width=100), Column("b", "Price", align="right", width=80),
           Column("c", "Age", align="right", width=60))  # fmt: skip


@pytest.fixture
def table(qtbot: QtBot) -> DataTable:
    made = DataTable(COLUMNS, name="table", accessible="Table")
    made.let_arrange()
    made.set_rows([TableRow("1", (Cell("x"), Cell("1"), Cell("2")))])
    made.resize(800, 200)
    made.show()
    qtbot.addWidget(made)
    return made


def widths(table: DataTable) -> list[int]:
    return [table.horizontalHeader().sectionSize(place) for place in range(3)]


def test_room_is_shared_by_own_widths_and_none_is_kept(table: DataTable) -> None:
    own = table.layout_of_columns().widths
    shown, room = widths(table), table.viewport().width()
    assert room - 3 <= sum(shown) <= room and all(now > own[name] for now, name in zip(shown, "abc", strict=True))
    ratios = [now / own[name] for now, name in zip(shown, "abc", strict=True)]
    assert max(ratios) - min(ratios) < 0.05
    table.resize(120, 200)
    narrow = widths(table)
    assert all(now < own[name] for now, name in zip(narrow, "abc", strict=True)), "no wider than what is shown"
    assert table.horizontalScrollBar().maximum() > 0, "and where that is too wide it scrolls"
    assert table.layout_of_columns().widths == own
    table.set_rows([TableRow("1", (Cell("x"), Cell("1,234,567.89"), Cell("2")))])
    assert widths(table)[1] > narrow[1], "a longer text is never cut"
    table.set_rows([TableRow("1", (Cell("x"), Cell("1"), Cell("2")))])
    assert widths(table)[1] > narrow[1], "and its room stays when it goes"
    own = table.layout_of_columns().widths
    table.resize(800, 200)
    assert table.layout_of_columns().widths == own


def test_a_column_made_wide_by_hand_stays(table: DataTable) -> None:
    table.horizontalHeader().resizeSection(0, 300)
    table.resize(1000, 200)
    assert widths(table)[0] == 300 and table.layout_of_columns().widths["a"] == 300
    assert sum(widths(table)) >= table.viewport().width() - 3


def test_a_hidden_column_gives_its_room_to_the_others(table: DataTable) -> None:
    before = widths(table)
    action = next(one for one in table.columns_menu().actions() if one.text() == "Age")
    action.setChecked(False)
    table._on_column(action)
    after = widths(table)
    assert after[2] == 0 and after[0] > before[0] and after[1] > before[1]
