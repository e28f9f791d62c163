"""The small widgets: what they promise, as a learner's hand and eye meet it."""

from __future__ import annotations

from decimal import Decimal

import pytest
from PySide6.QtCore import QEvent, QPoint, Qt
from PySide6.QtGui import QFocusEvent, QFontMetricsF
from PySide6.QtWidgets import QApplication, QLabel, QVBoxLayout, QWidget
from pytestqt.qtbot import QtBot

from trainer.ui.components.buttons import Button
from trainer.ui.components.empty import EmptyState
from trainer.ui.components.gauges import Gauge
from trainer.ui.components.lamps import Lamp
from trainer.ui.components.number_field import NumberField
from trainer.ui.components.segmented import Segment, SegmentedControl
from trainer.ui.components.switches import Switch
from trainer.ui.components.tables import Cell, Column, DataTable, TableRow
from trainer.ui.components.tabs import TabBar
from trainer.ui.components.toasts import ToastHost
from trainer.ui.theme.current import PRESET_NAMES, THEME_NAMES, apply_theme, font, load_theme
from trainer.ui.theme.tokens import Theme, ThemeError

GROUNDS = ("ground.window", "ground.chrome", "ground.surface", "ground.raised", "ground.field")
TEXTS = ("text.primary", "text.secondary", "text.quiet", "accent.text", "side.long.text", "side.short.text",
         "liquidation.text", "caution.text")  # fmt: skip


def luminance(theme: Theme, token: str) -> float:
    def linear(part: float) -> float:
        return part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4

    colour = theme.colour(token)
    return 0.2126 * linear(colour.redF()) + 0.7152 * linear(colour.greenF()) + 0.0722 * linear(colour.blueF())


@pytest.mark.parametrize("name", THEME_NAMES)
@pytest.mark.parametrize("preset", PRESET_NAMES)
def test_every_text_colour_reaches_4_5_to_1_on_every_ground(name: str, preset: str) -> None:
    theme = load_theme(name, preset)
    for text in TEXTS:
        for ground in GROUNDS:
            high, low = sorted((luminance(theme, text), luminance(theme, ground)), reverse=True)
            assert (high + 0.05) / (low + 0.05) >= 4.5, (text, ground)


def test_a_theme_that_is_not_there_is_refused() -> None:
    with pytest.raises(ThemeError, match="sepia"):
        load_theme("sepia")  # type: ignore[arg-type]  # the mistake under test


def test_digits_are_equally_wide() -> None:
    measures = QFontMetricsF(font("figure"))
    assert len({round(measures.horizontalAdvance(digit * 10), 3) for digit in "0123456789"}) == 1


def test_applying_another_theme_repaints_without_a_warning(qapp: QApplication, qtbot: QtBot) -> None:
    button = Button("Continue", "primary", name="go", icon="play")
    qtbot.addWidget(button)
    apply_theme(qapp, load_theme("light"))
    assert button.objectName() == "go"


@pytest.mark.parametrize(
    ("typed", "value", "problem"),
    [("1.234", "1.234", ""), ("0,5", "0.5", ""), ("1.234,50", None, "Two decimal marks"), ("x", None, "Not a number")],
)
def test_typed_numbers_are_read_and_never_changed(qtbot: QtBot, typed: str, value: str | None, problem: str) -> None:
    field = NumberField("Size", name="size", unit="BTC")
    qtbot.addWidget(field)
    field.show()
    qtbot.keyClicks(field.edit, typed)
    assert field.text() == typed
    assert field.value() == (None if value is None else Decimal(value))
    assert field.message() == problem


def test_a_field_at_rest_sets_thousands_apart_and_gives_what_was_typed(qtbot: QtBot) -> None:
    field = NumberField("Bankroll", name="bankroll", unit="USDT")
    qtbot.addWidget(field)
    said: list[Decimal | None] = []
    field.value_changed.connect(said.append)
    field.set_value(Decimal(10_000))
    assert (field.edit.text(), field.text(), field.value()) == ("10,000", "10000", Decimal(10_000))
    field.edit.setCursorPosition(4)
    qtbot.keyClicks(field.edit, "5")
    assert (field.edit.text(), field.edit.cursorPosition()) == ("100500", 4)
    QApplication.sendEvent(field.edit, QFocusEvent(QEvent.Type.FocusOut, Qt.FocusReason.PopupFocusReason))
    assert field.edit.text() == "100500"
    QApplication.sendEvent(field.edit, QFocusEvent(QEvent.Type.FocusOut, Qt.FocusReason.TabFocusReason))
    assert (field.edit.text(), field.text(), field.message()) == ("100,500", "100500", "")
    field.edit.selectAll()
    qtbot.keyClicks(field.edit, "7")
    assert field.edit.text() == "7"
    field.edit.setText("1234.5")
    assert (field.edit.text(), field.text()) == ("1,234.5", "1234.5")
    assert said == [Decimal(100_500), Decimal(7), Decimal("1234.5")]
    qtbot.mouseClick(field.edit, Qt.MouseButton.LeftButton)
    assert field.edit.text() == "1234.5"


def test_what_is_unclear_is_not_grouped_but_named(qtbot: QtBot) -> None:
    field = NumberField("Bankroll", name="bankroll")
    qtbot.addWidget(field)
    qtbot.keyClicks(field.edit, "10,000")
    QApplication.sendEvent(field.edit, QFocusEvent(QEvent.Type.FocusOut, Qt.FocusReason.TabFocusReason))
    assert (field.text(), field.value()) == ("10,000", None)
    assert field.message() == "Thousands or decimals? 10000 or 10.000 is clear"


def test_a_segment_is_chosen_by_click_and_by_arrow(qtbot: QtBot) -> None:
    control = SegmentedControl([Segment("a", "A"), Segment("b", "B")], name="pick", accessible="Pick")
    qtbot.addWidget(control)
    picked: list[str] = []
    control.chosen.connect(picked.append)
    qtbot.mouseClick(control.button("b"), Qt.MouseButton.LeftButton)
    qtbot.keyClick(control, Qt.Key.Key_Left)
    control.choose("b")
    assert picked == ["b", "a"]
    assert control.current() == "b"


def test_a_switch_moves_by_space_and_silently_by_the_program(qtbot: QtBot) -> None:
    switch = Switch("Mirror (1/P)", name="mirror")
    qtbot.addWidget(switch)
    switch.show()
    seen: list[bool] = []
    switch.toggled.connect(seen.append)
    qtbot.keyClick(switch, Qt.Key.Key_Space)
    switch.set_on(False)
    assert seen == [True]
    assert not switch.isChecked()


def rows(*results: str) -> list[TableRow]:
    return [TableRow(f"t{i}", (Cell("Long", "long", side="long"), Cell(text))) for i, text in enumerate(results)]


@pytest.fixture
def table(qtbot: QtBot) -> DataTable:
    columns = [Column("side", "Position", stretch=True), Column("r", "R now", "right", "−00.00")]
    made = DataTable(columns, name="positions", accessible="Positions", fits=True)
    qtbot.addWidget(made)
    made.resize(300, 200)
    made.show()
    return made


def test_a_row_is_selected_by_click_and_stays_selected_by_id(table: DataTable, qtbot: QtBot) -> None:
    table.set_rows(rows("+1.00", "−0.22"))
    seen: list[str] = []
    table.row_selected.connect(seen.append)
    place = table.visualRect(table.model().index(1, 0)).center()
    qtbot.mouseClick(table.viewport(), Qt.MouseButton.LeftButton, pos=place)
    table.set_rows(list(reversed(rows("+1.00", "−0.20"))))
    assert seen == ["t1"]
    assert table.selected() == "t1"


def test_only_changed_cells_are_told_one_by_one(table: DataTable) -> None:
    table.set_rows(rows("+1.00", "−0.22"))
    told: list[tuple[int, ...]] = []
    table.model().dataChanged.connect(
        lambda first, last: told.append((first.row(), first.column(), last.row(), last.column()))
    )
    table.set_rows(rows("+1.00", "−0.20"))
    assert told == [(1, 1, 1, 1)]
    table.set_rows([*rows("+1.00"), TableRow("t1", rows("", "−0.20")[1].cells, "liquidated")])
    assert told[1:] == [(1, 0, 1, 1)]


def test_enter_activates_a_row(table: DataTable, qtbot: QtBot) -> None:
    table.set_rows(rows("+1.00", "−0.22"))
    table.select("t1")
    with qtbot.waitSignal(table.row_activated) as heard:
        qtbot.keyClick(table, Qt.Key.Key_Return)
    assert heard.args == ["t1"]


def test_a_fitting_table_is_as_high_as_its_rows(table: DataTable) -> None:
    table.set_rows(rows("1", "2", "3"))
    assert table.sizeHint().height() == 28 * 4
    assert table.model().index(0, 0).data() == "Long"


def test_tabs_choose_and_count(qtbot: QtBot) -> None:
    tabs = TabBar([("positions", "Positions"), ("orders", "Orders")], name="panels", accessible="Panels")
    qtbot.addWidget(tabs)
    tabs.show_count("orders", 2)
    tabs.show()
    with qtbot.waitSignal(tabs.chosen) as heard:
        qtbot.mouseClick(tabs, Qt.MouseButton.LeftButton, pos=tabs.tabRect(1).center())
    assert heard.args == ["orders"]


def test_at_most_three_toasts_stand_and_an_action_is_called(qtbot: QtBot) -> None:
    ground = QWidget()
    qtbot.addWidget(ground)
    ground.resize(800, 400)
    ground.show()
    host = ToastHost(ground)
    called: list[str] = []
    for number in range(4):
        host.show_toast(f"report {number}", action="Show", on_action=lambda: called.append("shown"))
    assert [toast.accessibleName() for toast in host.toasts] == ["report 1", "report 2", "report 3"]
    qtbot.mouseClick(host.toasts[-1].button, Qt.MouseButton.LeftButton)
    assert called == ["shown"]
    assert len(host.toasts) == 2
    host.clear()


def test_a_long_toast_goes_on_in_the_next_line(qtbot: QtBot) -> None:
    ground = QWidget()
    qtbot.addWidget(ground)
    ground.resize(800, 400)
    ground.show()
    host = ToastHost(ground)
    short = host.show_toast("below 5,433.60.", "error", strong="Order refused.")
    refusal = "Trigger 5,439.1 is on the wrong side of the price. Allowed: below 5,391.03 for a stop that sells."
    long = host.show_toast(refusal, "error", strong="Order refused.")
    label = long.findChild(QLabel, "toast_text")
    assert short.height() == 36 and long.height() > 36 and long.width() <= 520
    assert label.height() >= label.heightForWidth(label.width()), "every word is shown"
    assert not short.geometry().intersects(long.geometry())
    host.clear()


def test_lamp_gauge_and_empty_state_speak(qtbot: QtBot) -> None:
    lamp, gauge = Lamp("Small position", name="lamp"), Gauge(name="gauge")
    empty = EmptyState("inbox", "No open position", "B", name="empty")
    for widget in (lamp, gauge, empty):
        qtbot.addWidget(widget)
        widget.grab()
    lamp.show_state("broken", "risk 8 %")
    gauge.show_ratio(0.219)
    assert lamp.accessibleName() == "Small position: broken, risk 8 %"
    assert gauge.accessibleName() == "Margin ratio: 21.9 per cent"
    assert empty.accessibleName() == "No open position Press B"


def test_the_focus_ring_follows_the_keyboard_only(qtbot: QtBot) -> None:
    ground = QWidget()
    qtbot.addWidget(ground)
    Button("First", name="first", parent=ground)
    button = Button("Second", name="second", parent=ground)
    button.move(QPoint(10, 50))
    with qtbot.waitActive(ground):
        ground.show()
        ground.activateWindow()
    button.setFocus(Qt.FocusReason.TabFocusReason)
    qtbot.waitUntil(lambda: ground.findChild(QWidget, "focus_ring") is not None)
    button.clearFocus()
    assert not [ring for ring in ground.findChildren(QWidget, "focus_ring") if ring.isVisible()]


def test_a_message_of_a_narrow_field_is_whole_at_once(qtbot: QtBot) -> None:
    holder = QWidget()
    qtbot.addWidget(holder)
    column = QVBoxLayout(holder)
    field = NumberField("Bankroll", name="narrow")
    column.addWidget(field)
    column.addStretch(1)
    holder.resize(198, 300)
    holder.show()
    message = field._message
    for text in ("b", "c", "1000"):
        field.edit.setText(text)
        field.show_error(f"Bankroll: {text} is not allowed; not a number, a number from 100 to 10,000,000 is needed")
        column.activate()
        QApplication.processEvents()
        assert message.height() >= message.heightForWidth(message.width()) > 30
    field.clear_message()
    QApplication.processEvents()
    assert message.isHidden() and field.height() < 60


def test_a_ring_is_whole_where_its_parent_ends_at_the_widget(qtbot: QtBot) -> None:
    ground = QWidget()
    qtbot.addWidget(ground)
    ground.resize(200, 22)
    Button("First", name="first", mini=True, parent=ground)
    button = Button("Go", name="go", mini=True, parent=ground)
    button.move(120, 0)
    with qtbot.waitActive(ground):
        ground.show()
        ground.activateWindow()
    button.setFocus(Qt.FocusReason.TabFocusReason)
    qtbot.waitUntil(lambda: ground.findChild(QWidget, "focus_ring") is not None)
    ring = ground.findChild(QWidget, "focus_ring")
    assert ring is not None and ground.rect().contains(ring.geometry())
    assert ring.geometry().left() == 117 and ring.geometry().top() == 0
