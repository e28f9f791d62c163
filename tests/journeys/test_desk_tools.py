"""Transport, panels and journal by mouse, and what of them is found again in the next window."""

from __future__ import annotations

from decimal import Decimal
from pathlib import Path

import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from tests.journeys.test_hands import LEFT, desk
from tests.journeys.test_window import CHOICE, cascade, open_window
from trainer.app import Cascade
from trainer.engine.commands import PlaceOrder
from trainer.engine.state import TargetShare
from trainer.engine.words import OrderKind, Side
from trainer.session.session import PauseOn
from trainer.ui.components.sorting import sort_key, sorted_rows
from trainer.ui.components.tables import Cell, TableRow
from trainer.ui.desk.amend_dialog import AmendDialog
from trainer.ui.desk.amount_dialog import AmountDialog
from trainer.ui.desk.page import DeskPage

__all__ = ["cascade", "desk"]
pytestmark = pytest.mark.qt_log_ignore("This plugin does not support", extend=True)
D = Decimal


def test_step_repeats_while_it_is_held(desk: DeskPage, qtbot: QtBot) -> None:
    before = desk.presenter.session.cursor
    button = desk.transport._step
    qtbot.mousePress(button, LEFT)
    qtbot.waitUntil(lambda: desk.presenter.session.cursor >= before + 3, timeout=5_000)
    qtbot.mouseRelease(button, LEFT)
    assert button.autoRepeat() and desk.transport._back.autoRepeat()


def test_the_scrubber_marks_what_is_known_and_tells_what_letting_go_does(desk: DeskPage, qtbot: QtBot) -> None:
    shapes = {mark.shape for mark in desk.presenter.marks}
    assert "fill" in shapes and "checkpoint" in shapes
    session = desk.presenter.session
    assert all(mark.place <= session.cursor / session.last_bar + 1 for mark in desk.presenter.marks)
    times = [point.time_ms for point in session.scenario.checkpoints if point.time_ms <= session.now_ms]
    assert sum(mark.shape == "checkpoint" for mark in desk.presenter.marks) == len(times)
    scrubber = desk.transport.scrubber
    qtbot.mousePress(scrubber, LEFT, pos=QPoint(1, 10))
    assert desk.transport._count.text() == "To bar 1, a new take"
    qtbot.mouseRelease(scrubber, LEFT, pos=QPoint(1, 10))
    assert session.take == 2 and desk.transport._count.text().startswith("Bar ")


def test_pauses_are_switched_in_the_transport_and_kept(desk: DeskPage, cascade: Cascade) -> None:
    assert desk.transport._pause_actions["pause_on_fill"].isChecked()
    desk.transport._pause_actions["pause_on_fill"].trigger()
    assert PauseOn.FILL not in desk.presenter.replay.auto_pause
    assert not cascade._settings.settings.pause_on_fill
    desk.transport._pause_actions["pause_on_event"].trigger()
    assert cascade._settings.settings.pause_on_event and PauseOn.EVENT in desk.presenter.replay.auto_pause


def test_columns_are_sorted_hidden_and_remembered(
    desk: DeskPage, cascade: Cascade, qtbot: QtBot, qapp: QApplication, tmp_path: Path
) -> None:
    desk.close_part("0.5")
    desk.panels.choose("fills")
    table = desk.panels.tables["fills"]
    given = [row.id for row in table.rows()]
    size = next(place for place, column in enumerate(table._rows.columns) if column.id == "size")
    header = table.horizontalHeader()
    spot = QPoint(header.sectionViewportPosition(size) + 20, 10)
    qtbot.mouseClick(header.viewport(), LEFT, pos=spot)
    sizes = [Decimal(row.cells[size].text) for row in table.rows()]
    assert sizes == sorted(sizes) and len(sizes) == 2
    qtbot.mouseClick(header.viewport(), LEFT, pos=spot)
    assert [Decimal(row.cells[size].text) for row in table.rows()] == sizes[::-1]
    menu = desk.panels.open_columns()
    next(action for action in menu.actions() if action.text() == "Impact").trigger()
    assert table.isColumnHidden(8)
    menu.close()
    cascade.window.close()
    again = open_window(qtbot, qapp, tmp_path)
    again.start_session(CHOICE)
    assert again.desk is not None
    kept = again.desk.panels.tables["fills"]
    assert kept.isColumnHidden(8) and kept.layout_of_columns().sort == "size" and kept.layout_of_columns().falls
    next(action for action in kept.columns_menu().actions() if action.text() == "Reset columns").trigger()
    assert not kept.isColumnHidden(8) and kept.layout_of_columns().sort == ""
    again.window.close()
    assert given


@pytest.mark.parametrize(
    ("texts", "expected"),
    [
        (("10.00", "9.00", "−1.00"), ["−1.00", "9.00", "10.00"]),
        (("1,000.00", "99.00", "—"), ["99.00", "1,000.00", "—"]),
        (("12.5 %", "2.0 %"), ["2.0 %", "12.5 %"]),
        (("Stop", "limit", "—"), ["limit", "Stop", "—"]),
    ],
)
def test_figures_sort_by_size_words_by_letters_and_dashes_last(texts: tuple[str, ...], expected: list[str]) -> None:
    rows = [TableRow(text, (Cell(text),)) for text in texts]
    assert [row.id for row in sorted_rows(rows, 0, falls=False)] == expected
    assert [row.id for row in sorted_rows(rows, 0, falls=True)][-1:] == (["—"] if "—" in texts else [expected[0]])
    assert sort_key("") == sort_key("—")


def test_a_note_carries_kind_feeling_and_tags_and_is_found(desk: DeskPage, qtbot: QtBot) -> None:
    desk.panels.choose("journal")
    bar = desk.panels.note_bar
    next(action for action in bar.kind.menu().actions() if action.data() == "lesson").trigger()
    next(action for action in bar.feeling.menu().actions() if action.data() == "tense").trigger()
    qtbot.keyClicks(bar.edit, "Chased the break #fomo")
    qtbot.mouseClick(bar.keep, LEFT)
    assert bar.edit.text() == ""
    cells = [cell.text for cell in desk.panels.tables["journal"].rows()[0].cells]
    assert cells[1:] == ["Lesson", "Chased the break #fomo", "Tense", "#fomo"]
    qtbot.keyClicks(bar.edit, "Something else")
    qtbot.keyClick(bar.edit, Qt.Key.Key_Return)
    qtbot.keyClicks(desk.panels.search, "#fomo")
    assert [row.cells[4].text for row in desk.panels.tables["journal"].rows()] == ["#fomo"]
    desk.panels.search.clear()
    assert len(desk.panels.tables["journal"].rows()) >= 2


def test_an_order_is_changed_and_margin_moved_from_the_panels(desk: DeskPage, qtbot: QtBot) -> None:
    stop = next(order for order in desk.presenter.session.state.orders if order.kind == "stop_market")
    desk.panels.choose("orders")
    desk.panels.tables["orders"].select(stop.order_id)
    desk.panels._on_amend()
    dialog = desk.findChild(AmendDialog)
    assert dialog is not None
    dialog.fields["trigger"].set_text("7250")
    qtbot.mouseClick(dialog._go, LEFT)
    moved = desk.presenter.session.state.order(stop.order_id)
    assert moved is not None and moved.level == 7250
    before = desk.presenter.session.state.position
    assert before is not None
    for adds, text in ((True, "50"), (False, "20")):
        desk.ask_margin(adds)
        asked = next(item for item in desk.findChildren(AmountDialog) if item.isVisible())
        asked.field.set_text(text)
        qtbot.mouseClick(asked._go, LEFT)
    after = desk.presenter.session.state.position
    assert after is not None and after.margin == before.margin + 30
    desk.ask_margin(adds=False)
    asked = [item for item in desk.findChildren(AmountDialog) if item.isVisible()][-1]
    asked.field.set_text(f"{after.margin:f}")
    qtbot.mouseClick(asked._go, LEFT)
    assert asked.isVisible() and asked.field.message().endswith("is allowed")
    asked.close()
    desk.close_part("1")
    desk.ask_margin(adds=True)
    assert desk.toasts.toasts[-1].accessibleName() == "No margin to move. No position is open."
    assert "100 %" in desk.account_bar._blocks["margin_ratio"].toolTip()


def change(desk: DeskPage, qtbot: QtBot, order_id: str, **texts: str) -> AmendDialog:
    """The dialog of an order with these texts handed over."""
    known = desk.findChildren(AmendDialog)
    desk.ask_amend(order_id)
    dialog = next(one for one in desk.findChildren(AmendDialog) if one not in known)
    for name, text in texts.items():
        dialog.fields[name].edit.clear()
        qtbot.keyClicks(dialog.fields[name].edit, text)
    qtbot.mouseClick(dialog._go, LEFT)
    return dialog


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("1", "Cannot pass liquidation at 6,6"),
        ("0", "Cannot pass liquidation at 6,6"),
        ("7200.05", "Trigger 7,200.05 is not allowed. Allowed: above 0 in steps of 0.1."),
        ("9000", "Trigger 9,000 is on the wrong side of the price. Allowed: below 7,"),
    ],
)
def test_a_change_that_is_refused_stays_open_with_its_text_and_the_reason(
    desk: DeskPage, qtbot: QtBot, text: str, told: str
) -> None:
    before = desk.presenter.session.state.orders
    stop = next(order for order in before if order.kind == "stop_market")
    toasts = len(desk.toasts.toasts)
    dialog = change(desk, qtbot, stop.order_id, trigger=text)
    field = dialog.fields["trigger"]
    assert dialog.isVisible() and field.text() == text and field.message().startswith(told)
    assert desk.presenter.session.state.orders == before and len(desk.toasts.toasts) == toasts
    field.edit.clear()
    qtbot.keyClicks(field.edit, "7250")
    assert not field.message(), "what was said of another text is taken back"
    qtbot.mouseClick(dialog._go, LEFT)
    moved = desk.presenter.session.state.order(stop.order_id)
    assert moved is not None and moved.level == 7250 and not dialog.isVisible()


def test_a_refused_change_names_which_of_several_targets_and_its_size(desk: DeskPage, qtbot: QtBot) -> None:
    desk.close_part("1")
    order = PlaceOrder(
        side=Side.LONG, kind=OrderKind.LIMIT, size=D("0.2"), price=D(7300), stop=D(7200), order_id="row",
        targets=(TargetShare(D(7500), D("0.5")), TargetShare(D(7700), D("0.5"))),
    )  # fmt: skip
    assert desk.presenter.orders.give(order) is None
    dialog = change(desk, qtbot, "row", target_2="7100")
    assert dialog.fields["target_2"].message().startswith("Targets 7,100 is on the wrong side")
    dialog.fields["target_2"].edit.setText("7700")
    dialog.fields["size"].edit.setText("500")
    qtbot.mouseClick(dialog._go, LEFT)
    assert dialog.fields["size"].message().startswith("This order needs") and not dialog.fields["target_2"].message()
    qtbot.mouseClick(dialog._cancel, LEFT)
    resting = desk.presenter.session.state.order("row")
    assert resting is not None and resting.size == D("0.2") and resting.targets == order.targets


def test_an_order_that_is_gone_meanwhile_is_told_at_the_foot_of_its_dialog(desk: DeskPage, qtbot: QtBot) -> None:
    stop = next(order for order in desk.presenter.session.state.orders if order.kind == "stop_market")
    desk.ask_amend(stop.order_id)
    dialog = desk.findChild(AmendDialog)
    assert dialog is not None
    desk.cancel_all()
    dialog.fields["trigger"].edit.setText("7250")
    qtbot.mouseClick(dialog._go, LEFT)
    assert dialog.isVisible() and "no longer rests" in dialog._wrong.text() and not dialog._wrong.isHidden()
