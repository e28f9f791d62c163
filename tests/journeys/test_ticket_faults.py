"""Any field at fault shuts the entry: each says what is wrong with it, and the button and one click say the first."""

from __future__ import annotations

import pytest
from PySide6.QtCore import Qt
from pytestqt.qtbot import QtBot

from tests.journeys.test_ticket import LEFT, PLAN, D, desk, pick_kind, type_in
from tests.journeys.test_window import cascade
from trainer.ui.desk.page import DeskPage

__all__ = ["cascade", "desk"]
ALL_GOOD = {"size": "0.1", **PLAN}


def faulty(desk: DeskPage) -> dict[str, str]:
    """Names and messages of the number fields that are marked wrong and in sight."""
    fields = desk.ticket.fields.items()
    return {name: field.message() for name, field in fields
            if field.isVisible() and field.edit.property("state") == "error"}  # fmt: skip


def assert_shut(desk: DeskPage, first: str, words: str) -> None:
    button = desk.ticket.submit_button
    assert not button.isEnabled() and button.text() == words
    assert button.toolTip() == faulty(desk)[first] == button.accessibleDescription()
    entries = len(desk.presenter.session.entries)
    assert not desk.presenter.ticket.submit()
    assert desk.toasts.toasts[-1].accessibleName() == f"Not sent. {faulty(desk)[first].removesuffix('.')}."
    assert len(desk.presenter.session.entries) == entries


@pytest.mark.parametrize(
    ("field", "text", "kind", "words"),
    [
        ("size", "900", "market", "Correct the size to enter"),
        ("size", "0.0005", "market", "Correct the size to enter"),
        ("stop", "9999", "market", "Correct the stop to enter"),
        ("stop", "1000", "market", "Correct the stop to enter"),  # past liquidation
        ("stop", "7000.005", "market", "Correct the stop to enter"),
        ("target", "7000", "market", "Correct the target to enter"),
        ("price", "7300.05", "limit", "Correct the price to enter"),
        ("price", "7300", "stop", "Correct the trigger to enter"),
        ("limit", "7510.05", "stop_limit", "Correct the limit price to enter"),
        ("trail", "50", "trailing", "Correct the trailing distance to enter"),
        ("price", "8000", "trailing", "Correct the activation price to enter"),
        ("count", "99", "scaled", "Correct the number of orders to enter"),
        ("last_price", "7060.05", "scaled", "Correct the last price to enter"),
    ],
)
def test_one_field_at_fault_shuts_the_entry_and_its_reason_is_told(
    desk: DeskPage, qtbot: QtBot, field: str, text: str, kind: str, words: str
) -> None:
    desk.presenter.ticket.set_leverage(D(5))
    pick_kind(desk, qtbot, kind)
    needs = {"limit": {"price": "7300"}, "stop": {"price": "7500"}, "stop_limit": {"price": "7500", "limit": "7510"},
             "trailing": {"trail": "1"}, "scaled": {"price": "7300", "last_price": "7060", "count": "5"}}  # fmt: skip
    good = ALL_GOOD | needs.get(kind, {}) | {"stop": "6900"}
    type_in(desk, qtbot, **good)
    assert desk.ticket.submit_button.isEnabled() and faulty(desk) == {}, faulty(desk)
    type_in(desk, qtbot, **{field: text})
    assert list(faulty(desk)) == [field]
    assert_shut(desk, field, words)
    type_in(desk, qtbot, **{field: good.get(field, "")})
    assert desk.ticket.submit_button.isEnabled() and desk.ticket.submit_button.toolTip() == ""


@pytest.mark.parametrize(
    ("kind", "texts", "wrong"),
    [
        ("market", {"size": "900", "stop": "9999", "target": "7000"}, ["size", "stop", "target"]),
        ("market", {"size": "0.0005", "stop": "1000", "target": "9800.005"}, ["size", "stop", "target"]),
        ("limit", {"price": "7300.05", "size": "0.0005", "stop": "7900"}, ["price", "size", "stop"]),
        ("stop", {"price": "7300", "size": "900", "target": "7000"}, ["price", "size", "target"]),
        ("stop_limit", {"price": "7500.05", "limit": "7510.05", "stop": "8000"}, ["limit", "price", "stop"]),
        ("trailing", {"trail": "50", "size": "0.0005", "stop": "9999"}, ["size", "stop", "trail"]),
        ("scaled", {"price": "7300.05", "last_price": "7060.05", "count": "1", "size": "0.5005", "target": "100"},
         ["count", "last_price", "price", "size", "target"]),
        ("limit", {"price": "-5", "size": "0.0005", "stop": "7000.005"}, ["price", "size", "stop"]),
    ],
)  # fmt: skip
def test_every_field_at_fault_is_marked(
    desk: DeskPage, qtbot: QtBot, kind: str, texts: dict[str, str], wrong: list[str]
) -> None:
    pick_kind(desk, qtbot, kind)
    type_in(desk, qtbot, **{**ALL_GOOD, **texts})
    found = faulty(desk)
    assert sorted(found) == wrong and len(set(found.values())) == len(wrong), found
    first = next(name for name in ("size", "trail", "price") if name in wrong)
    assert desk.ticket.submit_button.toolTip() == found[first]


@pytest.mark.parametrize("price", ["-5", "", "73x"])
@pytest.mark.parametrize(
    ("side", "stop", "target", "words"),
    [
        ("long", "7900", "7000", "A long's stop stands below its target, 7,000.00"),
        ("short", "7000", "7900", "A short's stop stands above its target, 7,900.00"),
        ("long", "7500", "7500", "A long's stop stands below its target, 7,500.00"),
        ("long", "7900", "9800", ""),
        ("long", "7000", "7100", ""),
    ],
)
def test_without_a_usable_price_what_is_wrong_at_any_is_marked_and_what_hangs_on_it_is_not(
    desk: DeskPage, qtbot: QtBot, price: str, side: str, stop: str, target: str, words: str
) -> None:
    """A stop above the present price may be right for the price that will be typed; one beyond the target never is."""
    pick_kind(desk, qtbot, "limit")
    desk.ticket._on_side(side)
    type_in(desk, qtbot, size="0.1", price=price, stop=stop, target=target, probability="50")
    found = faulty(desk)
    assert found.get("stop", "") == words and "target" not in found
    assert ("price" in found) is bool(price)


@pytest.mark.parametrize(
    ("texts", "words"),
    [
        ({"size": "900", "stop": "7000"}, "Correct the size to enter"),
        ({"size": "0.1", "stop": "9999"}, "Correct the stop to enter"),
        ({"stop": "9999"}, "Correct the stop to enter"),
        ({"size": "0.1", "stop": "7000"}, "Type a chance to enter"),
    ],
)
def test_what_is_wrong_is_named_before_what_is_missing(
    desk: DeskPage, qtbot: QtBot, texts: dict[str, str], words: str
) -> None:
    type_in(desk, qtbot, target="9800", **texts)
    assert desk.ticket.submit_button.text() == words and not desk.ticket.submit_button.isEnabled()


def test_each_of_several_targets_says_its_own(desk: DeskPage, qtbot: QtBot) -> None:
    desk.ticket._plan.add_target()
    desk.ticket._plan.add_target()
    further = {"target_2": "7000", "share_2": "30", "target_3": "7100", "share_3": "30"}
    type_in(desk, qtbot, **{**ALL_GOOD, **further})
    assert sorted(faulty(desk)) == ["target_2", "target_3"]
    type_in(desk, qtbot, target_2="10200", share_2="120", target_3="10300", share_3="10")
    assert sorted(faulty(desk)) == ["share_2"]
    type_in(desk, qtbot, share_2="60", share_3="60")
    assert sorted(faulty(desk)) == ["share_2", "share_3"]


def test_a_wrong_stop_is_told_before_the_size_that_follows_from_it(desk: DeskPage, qtbot: QtBot) -> None:
    desk.ticket.size_from(next(unit for unit in desk.ticket._unit_texts() if unit.value == "risk"), "1")
    type_in(desk, qtbot, **{**PLAN, "stop": "9999"})
    assert list(faulty(desk)) == ["stop"]
    assert_shut(desk, "stop", "Correct the stop to enter")


@pytest.mark.parametrize(("field", "text"), [("target", "98oo"), ("stop", "7 000"), ("doom", "x")])
def test_what_is_no_number_shuts_the_entry_and_is_not_left_out_of_it(
    desk: DeskPage, qtbot: QtBot, field: str, text: str
) -> None:
    qtbot.mouseClick(desk.ticket._training, LEFT)
    type_in(desk, qtbot, size="0.1", **{field: text})
    assert list(faulty(desk)) == [field]
    assert_shut(desk, field, {"doom": "Correct the chance to enter"}.get(field, f"Correct the {field} to enter"))
    qtbot.mouseClick(desk.ticket.quick["long"], LEFT)
    assert desk.presenter.session.state.position is None
    type_in(desk, qtbot, **{field: ""})
    assert desk.ticket.submit_button.isEnabled()


def test_a_time_that_is_none_or_has_passed_shuts_the_entry(desk: DeskPage, qtbot: QtBot) -> None:
    type_in(desk, qtbot, **ALL_GOOD)
    time, button = desk.ticket._plan.time, desk.ticket.submit_button
    qtbot.keyClicks(time.edit, "25:99")
    desk.presenter.ticket.refresh()
    assert not button.isEnabled() and "25:99" in button.toolTip() and time.edit.property("state") == "error"
    time.edit.clear()
    qtbot.keyClicks(time.edit, "08:01")
    desk.presenter.ticket.refresh()
    assert button.isEnabled() and time.edit.property("state") == ""
    desk.presenter.replay.step()
    desk.presenter.ticket.refresh()
    assert not button.isEnabled() and "Time stop" in button.toolTip() and time.edit.property("state") == "error"


def test_what_another_kind_needs_keeps_no_entry_shut(desk: DeskPage, qtbot: QtBot) -> None:
    pick_kind(desk, qtbot, "limit")
    type_in(desk, qtbot, **ALL_GOOD, price="73oo")
    assert not desk.ticket.submit_button.isEnabled()
    pick_kind(desk, qtbot, "market")
    assert desk.ticket.submit_button.isEnabled()


def test_the_key_of_the_entry_says_why_it_is_shut(desk: DeskPage, qtbot: QtBot) -> None:
    type_in(desk, qtbot, **{**ALL_GOOD, "stop": "9999"})
    desk.window().activateWindow()
    qtbot.waitUntil(desk.window().isActiveWindow)
    desk.ticket.fields["stop"].edit.setFocus()
    qtbot.keyClick(desk.ticket.fields["stop"].edit, Qt.Key.Key_Return)
    told = desk.toasts.toasts[-1].accessibleName()
    assert told.startswith("Not sent. Stop 9,999 is on the wrong side of the price.")
    type_in(desk, qtbot, stop="7000", size="")
    qtbot.keyClick(desk.ticket.fields["stop"].edit, Qt.Key.Key_Return)
    assert desk.toasts.toasts[-1].accessibleName() == "Not sent. Type a size to enter."


def test_a_wrong_field_is_named_before_what_is_missing(desk: DeskPage, qtbot: QtBot) -> None:
    type_in(desk, qtbot, size="900")
    assert desk.ticket.submit_button.text() == "Correct the size to enter"
    type_in(desk, qtbot, size="0.1")
    assert desk.ticket.submit_button.text() == "Type a stop to enter"


def test_one_click_with_a_size_too_large_says_why(desk: DeskPage, qtbot: QtBot) -> None:
    qtbot.mouseClick(desk.ticket._training, LEFT)
    type_in(desk, qtbot, size="900")
    qtbot.mouseClick(desk.ticket.quick["short"], LEFT)
    told = desk.toasts.toasts[-1].accessibleName()
    assert told.startswith("Not sent. This order needs") and desk.presenter.session.state.position is None


def test_a_refusal_of_no_field_stands_above_the_button_and_shuts_it(desk: DeskPage, qtbot: QtBot) -> None:
    desk.presenter.ticket.set_leverage(D(125))
    type_in(desk, qtbot, **{**ALL_GOOD, "size": "100", "stop": "7380"})
    button = desk.ticket.submit_button
    assert not button.isEnabled() and button.text() == "Correct the leverage to enter"
    assert desk.ticket._refusal.isVisible() and desk.ticket._refusal.text() == button.toolTip()
