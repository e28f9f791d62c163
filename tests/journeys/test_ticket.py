"""The ticket by mouse: every kind of order rests or fills, fast mode is logged, coin margin works and comes back."""

from __future__ import annotations

from decimal import Decimal
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from tests.journeys.test_window import CHOICE, EIGHT_O_CLOCK_MS, buy, cascade, go_to, open_window, play_to_liquidation
from trainer.app import Cascade
from trainer.engine.commands import ClosePosition, Note, PlaceOrder
from trainer.engine.words import OrderKind, Side
from trainer.presenters.home_views import StartChoice
from trainer.ui.desk.page import DeskPage

__all__ = ["cascade"]
LEFT = Qt.MouseButton.LeftButton
D = Decimal


@pytest.fixture
def desk(cascade: Cascade, qtbot: QtBot) -> DeskPage:
    """A desk at 08:00 on the rails of Binance."""
    cascade.window.resize(1440, 900)
    cascade.start_session(CHOICE)
    assert cascade.desk is not None
    go_to(cascade, EIGHT_O_CLOCK_MS)
    cascade.desk.show_ticket()  # the checkpoint of 08:00 stood in its place
    qtbot.waitUntil(cascade.desk.ticket.isVisible)
    return cascade.desk


def pick_kind(desk: DeskPage, qtbot: QtBot, kind: str) -> None:
    row = desk.ticket._kind
    usual = kind in ("market", "limit", "stop", "bracket")
    qtbot.mouseClick(row.segments.button(kind if usual else "more"), LEFT)
    if not usual:
        next(action for action in row.other.menu().actions() if action.data() == kind).trigger()


def type_in(desk: DeskPage, qtbot: QtBot, **texts: str) -> None:
    for name, text in texts.items():
        edit = desk.ticket.fields[name].edit
        assert edit.isVisible(), name
        edit.clear()
        qtbot.keyClicks(edit, text)
    desk.presenter.ticket.refresh()


PLAN = {"stop": "7000", "target": "9800", "probability": "50"}


@pytest.mark.parametrize(
    ("kind", "texts", "expected"),
    [
        ("limit", {"price": "7300"}, OrderKind.LIMIT),
        ("stop", {"price": "7500"}, OrderKind.STOP_MARKET),
        ("stop_limit", {"price": "7500", "limit": "7510"}, OrderKind.STOP_LIMIT),
        ("take_profit", {"price": "7300"}, OrderKind.TAKE_PROFIT_MARKET),
        ("take_profit_limit", {"price": "7300", "limit": "7310"}, OrderKind.TAKE_PROFIT_LIMIT),
        ("trailing", {"trail": "0.5"}, OrderKind.TRAILING_STOP),
    ],
)
def test_every_kind_of_resting_order_is_placed_from_the_ticket(
    desk: DeskPage, qtbot: QtBot, kind: str, texts: dict[str, str], expected: OrderKind
) -> None:
    pick_kind(desk, qtbot, kind)
    type_in(desk, qtbot, size="0.1", **texts, **PLAN)
    assert desk.ticket.submit_button.text() == "Buy 0.1 BTC", [note.text for note in desk.presenter.ticket.view.notes]
    qtbot.mouseClick(desk.ticket.submit_button, LEFT)
    orders = desk.presenter.session.state.orders
    assert [order.kind for order in orders] == [expected]
    assert all(field.text() == "" for field in desk.ticket.fields.values())
    assert desk.panels.tables["orders"].rows()[0].id == orders[0].order_id


def test_conditions_reduce_only_post_only_and_an_end(desk: DeskPage, qtbot: QtBot) -> None:
    buy(cascade_of(desk), qtbot, stop="7000")
    pick_kind(desk, qtbot, "limit")
    qtbot.mouseClick(desk.ticket._side.button("short"), LEFT)
    qtbot.mouseClick(desk.ticket.conditions.head, LEFT)
    qtbot.mouseClick(desk.ticket.conditions.reduce, LEFT)
    qtbot.mouseClick(desk.ticket.conditions.post, LEFT)
    qtbot.mouseClick(desk.ticket.conditions.force.button("gtd"), LEFT)
    qtbot.keyClicks(desk.ticket.conditions.expiry.edit, "12:00")
    assert not desk.ticket.fields["stop"].isVisible()
    type_in(desk, qtbot, size="0.2", price="7700")
    assert desk.ticket.submit_button.text() == "Reduce: sell 0.2 BTC"
    qtbot.mouseClick(desk.ticket.submit_button, LEFT)
    order = next(one for one in desk.presenter.session.state.orders if one.kind is OrderKind.LIMIT)
    assert order.reduce_only and order.post_only and order.expires == EIGHT_O_CLOCK_MS + 4 * 3_600_000


def cascade_of(desk: DeskPage) -> Cascade:
    """The little of the window that `buy` needs."""
    holder = Cascade.__new__(Cascade)
    holder.__dict__["desk"] = desk
    return holder


def test_a_refusal_stands_at_its_field_and_the_text_stays(desk: DeskPage, qtbot: QtBot) -> None:
    pick_kind(desk, qtbot, "limit")
    type_in(desk, qtbot, size="0.1", price="7300.05", **PLAN)
    field = desk.ticket.fields["price"]
    assert "steps of 0.1" in field.message() and field.text() == "7300.05"
    type_in(desk, qtbot, size="900", price="7300")
    assert "Largest size at 2×" in desk.ticket.fields["size"].message()
    assert desk.ticket.fields["size"].text() == "900"


def test_a_template_and_the_chips_fill_the_ticket(desk: DeskPage, qtbot: QtBot) -> None:
    menu = desk.ticket.templates.menu()
    next(action for action in menu.actions() if action.text().startswith("Two to one")).trigger()
    fields = desk.presenter.ticket.fields
    assert fields.stop is not None and fields.target is not None and fields.size == 1
    risk = desk.presenter.ticket.draft.preview(desk.presenter.ticket.command())
    assert risk is not None and risk.one_r is not None and 80 < risk.one_r <= 100
    qtbot.mouseClick(desk.ticket._size.chips[0], LEFT)
    assert desk.ticket.fields["size"].text() == "0.25"
    kept = desk.presenter.ticket.templates
    desk.presenter.ticket.keep_template("Mine")
    assert [item.name for item in desk.presenter.ticket.templates] == [*(item.name for item in kept), "Mine"]
    share = next(action for action in desk.ticket._size.maximum.menu().actions() if action.data() == "50")
    share.trigger()
    assert D(desk.ticket.fields["size"].text()) > 1


def test_fast_mode_enters_at_one_click_and_says_so_in_the_journal(desk: DeskPage, qtbot: QtBot) -> None:
    assert not desk.ticket.quick["long"].isVisible()
    qtbot.mouseClick(desk.ticket._training, LEFT)
    type_in(desk, qtbot, size="0.1")
    qtbot.mouseClick(desk.ticket.quick["short"], LEFT)
    session = desk.presenter.session
    assert session.state.position is not None and session.state.position.size == D("-0.1")
    notes = [entry.command for entry in session.entries if isinstance(entry.command, Note)]
    assert [note.kind for note in notes] == ["mode", "unplanned"]
    assert notes[1].text == "Entered in fast mode without a stop, a target or a time stop, a chance."
    qtbot.mouseClick(desk.ticket._training, LEFT)
    assert not desk.presenter.ticket.one_click("long")


def test_a_size_in_money_goes_as_it_was_read(desk: DeskPage, qtbot: QtBot) -> None:
    """Whatever bars pass between the last look and the press."""
    qtbot.mouseClick(desk.ticket._training, LEFT)
    desk.presenter.ticket.set_unit("quote")
    type_in(desk, qtbot, size="5000")
    session, read = desk.presenter.session, D(desk.presenter.ticket.view.submit_text.split()[1])
    while desk.presenter.ticket.draft.size(desk.presenter.ticket.fields) == read:
        desk.presenter.replay.step()
    assert desk.presenter.ticket.submit()
    assert session.state.position is not None and session.state.position.size == read


def test_conditions_are_said_once(desk: DeskPage, qtbot: QtBot) -> None:
    assert desk.ticket.conditions.head.accessibleName() == "Conditions"
    pick_kind(desk, qtbot, "limit")
    desk.presenter.ticket.refresh()
    assert desk.ticket.conditions.head.accessibleName() == "Conditions: Until cancelled"


@pytest.mark.parametrize(("unit", "typed"), [("quote", "5000"), ("bankroll", "10")])
def test_one_click_on_the_other_side_sends_the_size_that_was_read(
    desk: DeskPage, qtbot: QtBot, unit: str, typed: str
) -> None:
    qtbot.mouseClick(desk.ticket._training, LEFT)
    ticket, session = desk.presenter.ticket, desk.presenter.session
    ticket.set_unit(unit)
    type_in(desk, qtbot, size=typed)
    read = D(ticket.view.submit_text.split()[1])
    while ticket.draft.size(ticket.fields) == read:
        session.advance(1)  # the ticket has not told it yet
    qtbot.mouseClick(desk.ticket.quick["short"], LEFT)
    assert session.state.position is not None and session.state.position.size == -read


def test_a_size_that_hangs_on_what_is_held_is_told_anew_once_that_has_changed(desk: DeskPage, qtbot: QtBot) -> None:
    """One that turns a position closes it on top; told beside one that has gone meanwhile, it would open more."""
    ticket, orders, session = desk.presenter.ticket, desk.presenter.orders, desk.presenter.session
    assert orders.give(PlaceOrder(side=Side.SHORT, size=D("0.2"))) is None
    ticket.set_unit("risk")
    type_in(desk, qtbot, **{**PLAN, "size": "1", "stop": "7300"})
    session.give(ClosePosition())
    desk.ticket.submit_button.click()
    assert desk.toasts.toasts[-1].accessibleName().startswith("Not sent. What is held has changed: the size is now ")
    assert session.state.position is None
    read = D(ticket.view.submit_text.split()[1])
    desk.ticket.submit_button.click()
    assert session.state.position is not None and session.state.position.size == read


def test_a_click_that_is_refused_leaves_the_ticket_as_it_was(desk: DeskPage, qtbot: QtBot) -> None:
    qtbot.mouseClick(desk.ticket._training, LEFT)
    pick_kind(desk, qtbot, "limit")
    type_in(desk, qtbot, size="900", price="7000")
    before = desk.presenter.ticket.fields
    qtbot.mouseClick(desk.ticket.quick["short"], LEFT)
    assert desk.toasts.toasts[-1].accessibleName().startswith("Not sent. This order needs")
    assert desk.presenter.ticket.fields == before and desk.ticket._kind.segments.button("limit").isChecked()
    assert desk.presenter.session.state.position is None


@pytest.mark.parametrize("size", ["", "0", "-1"])
@pytest.mark.parametrize("side", ["long", "short"])
def test_one_click_without_a_size_says_so(desk: DeskPage, qtbot: QtBot, side: str, size: str) -> None:
    qtbot.mouseClick(desk.ticket._training, LEFT)
    type_in(desk, qtbot, size=size)
    entries = len(desk.presenter.session.entries)
    qtbot.mouseClick(desk.ticket.quick[side], LEFT)
    assert desk.toasts.toasts[-1].accessibleName() == "Not sent. Type a size to enter."
    assert len(desk.presenter.session.entries) == entries and desk.presenter.session.state.position is None


def test_one_click_with_a_stop_that_cannot_stand_says_why(desk: DeskPage, qtbot: QtBot) -> None:
    qtbot.mouseClick(desk.ticket._training, LEFT)
    type_in(desk, qtbot, size="0.1", stop="9999")
    qtbot.mouseClick(desk.ticket.quick["long"], LEFT)
    told = desk.toasts.toasts[-1].accessibleName()
    assert told.startswith("Not sent. Stop 9,999 is on the wrong side of the price. Allowed: below 7,")
    assert not told.endswith("..") and desk.presenter.session.state.position is None


def test_what_the_market_changes_is_lit_and_what_is_typed_is_not(desk: DeskPage, qtbot: QtBot) -> None:
    type_in(desk, qtbot, size="0.1", **PLAN)
    cells = desk.ticket._worst._cells["distance"]
    assert not cells[2].is_lit
    desk.presenter.replay.step()
    desk.presenter.ticket.refresh()
    assert cells[2].is_lit
    qtbot.waitUntil(lambda: not cells[2].is_lit)


@pytest.mark.parametrize("venue", ["bitmex", "bybit_inverse", "bybit_inverse_classic", "deribit"])
def test_a_coin_margined_session_is_traded_liquidated_and_found_again(
    venue: str, qtbot: QtBot, qapp: QApplication, tmp_path: Path
) -> None:
    shown = open_window(qtbot, qapp, tmp_path)
    answer = shown.home_page._presenter.check_start(CHOICE.scenario_id, "10000", venue, is_blind=False,
                                                    hide_result=False)  # fmt: skip
    assert answer.choice == StartChoice(CHOICE.scenario_id, D(10_000), venue, False, False)
    shown.start_session(answer.choice)
    assert shown.desk is not None
    desk, session = shown.desk, shown.desk.presenter.session
    first = session.market.last_close(session.market.start)
    assert abs(session.record.bankroll * first - 10_000) < 1
    assert "BTC" in desk.account_bar._blocks["equity"].value.text()
    go_to(shown, EIGHT_O_CLOCK_MS)
    desk.presenter.ticket.set_leverage(D(10))
    for name, text in {"size": "4000", **PLAN}.items():
        qtbot.keyClicks(desk.ticket.fields[name].edit, text)
    desk.presenter.ticket.refresh()
    assert desk.ticket.submit_button.text() == "Buy 4,000 USD"
    rows = {row.key: row.after.text for row in desk.presenter.ticket.view.worst_case.rows if row.after is not None}
    assert "≈" in rows["margin"] and "USD" in rows["margin"]
    qtbot.mouseClick(desk.ticket.submit_button, LEFT)
    assert session.state.position is not None and session.state.position.size == 4_000
    desk.cancel_all()
    play_to_liquidation(desk, qtbot)
    events, session_id = session.events, session.session_id
    shown.window.close()
    again = open_window(qtbot, qapp, tmp_path)
    again.open_session(session_id)
    assert again.desk is not None and again.desk.presenter.session.events == events
    again.finish_session()
    assert again.debrief.presenter is not None and again.debrief.presenter.view is not None
    assert "BTC" in again.debrief.presenter.view.outcome_figure.text
    again.window.close()


def test_one_entry_brings_several_targets_that_close_shares_of_it(desk: DeskPage, qtbot: QtBot) -> None:
    plan = desk.ticket._plan
    assert not desk.ticket.fields["target_2"].isVisible() and not plan.remove.isVisible()
    qtbot.mouseClick(plan.add, LEFT)
    assert desk.window().focusWidget() is desk.ticket.fields["target_2"].edit
    qtbot.mouseClick(plan.add, LEFT)
    assert plan.targets == 3 and not plan.add.isVisible()
    type_in(desk, qtbot, size="0.4", **PLAN, target_2="10200")
    assert desk.ticket.submit_button.text() == "Type a share of each target to enter"
    type_in(desk, qtbot, share_2="70", target_3="10600", share_3="30")
    assert "less than 100 %" in desk.ticket.fields["share_2"].message()
    type_in(desk, qtbot, share_2="25", share_3="25", target_3="7000")
    assert "7,000" in desk.ticket.fields["target_3"].message() and not desk.ticket.fields["share_2"].message()
    type_in(desk, qtbot, target_3="10600")
    assert plan.fields["target"].caption.text() == "Target, 50 %"
    lines = {line.id for line in desk.chart.model.lines}
    assert {"preview_target", "preview_target_2", "preview_target_3"} <= lines
    qtbot.mouseClick(desk.ticket.submit_button, LEFT)
    targets = [order for order in desk.presenter.session.state.orders if order.role == "target"]
    assert [(order.size, order.level) for order in targets] == [
        (D("0.2"), D(9800)), (D("0.1"), D(10200)), (D("0.1"), D(10600)),
    ]  # fmt: skip
    assert plan.targets == 1 and plan.fields["target"].caption.text() == "Target"


def test_a_removed_target_is_emptied_and_a_resting_entry_shows_what_its_targets_will_close(
    desk: DeskPage, qtbot: QtBot
) -> None:
    plan = desk.ticket._plan
    pick_kind(desk, qtbot, "limit")
    qtbot.mouseClick(plan.add, LEFT)
    type_in(desk, qtbot, size="0.2", price="7300", **PLAN, target_2="10200", share_2="40")
    qtbot.mouseClick(plan.remove, LEFT)
    desk.presenter.ticket.refresh()
    assert desk.presenter.ticket.fields.further == () and plan.fields["target_2"].text() == ""
    qtbot.mouseClick(plan.add, LEFT)
    type_in(desk, qtbot, target_2="10200", share_2="40")
    qtbot.mouseClick(desk.ticket.submit_button, LEFT)
    (order,) = desk.presenter.session.state.orders
    assert [(one.price, one.share) for one in order.targets] == [(D(9800), D("0.6")), (D(10200), D("0.4"))]
    assert "10,200.00 (40 %)" in desk.panels.tables["orders"].rows()[0].cells[7].text
    assert sum("once filled" in line.cells[0] for line in desk.chart.model.lines) == 3


def test_an_order_with_signs_of_tilt_needs_one_more_press_and_both_are_written(desk: DeskPage, qtbot: QtBot) -> None:
    ticket, session = desk.presenter.ticket, desk.presenter.session
    lose_one(desk, qtbot)
    type_in(desk, qtbot, size="0.6", stop="7000", target="9800", probability="50")
    assert ticket.view.sentence.startswith("Signs of tilt: re-entry after") and "risk from" in ticket.view.sentence
    assert ticket.view.submit_text.startswith("Buy")
    qtbot.mouseClick(desk.ticket.submit_button, LEFT)
    assert session.state.position is None and desk.ticket.submit_button.text() == "Place it all the same"
    type_in(desk, qtbot, size="0.1")
    assert ticket.view.submit_text.startswith("Buy") and "tilt" not in ticket.view.sentence
    type_in(desk, qtbot, size="0.6")
    qtbot.mouseClick(desk.ticket.submit_button, LEFT)
    assert session.state.position is not None
    notes = [one.command.text for one in session.entries if isinstance(one.command, Note)]
    assert notes[-2].startswith("Asked to wait: re-entry after") and notes[-1] == "Sent all the same."


def lose_one(desk: DeskPage, qtbot: QtBot) -> None:
    """A small planned long whose costs are lost at once."""
    type_in(desk, qtbot, size="0.1", **PLAN)
    qtbot.mouseClick(desk.ticket.submit_button, LEFT)
    desk.presenter.orders.close_part(D(1))
    assert desk.presenter.session.trades()[-1].net < 0


def test_friction_is_switched_off_in_the_settings(cascade: Cascade, qtbot: QtBot) -> None:
    cascade._settings.change(friction=False)
    cascade.window.resize(1440, 900)
    cascade.start_session(CHOICE)
    assert cascade.desk is not None
    lose_one(cascade.desk, qtbot)
    type_in(cascade.desk, qtbot, size="0.6", **PLAN)
    qtbot.mouseClick(cascade.desk.ticket.submit_button, LEFT)
    assert cascade.desk.presenter.session.state.position is not None


def test_a_liquidation_shuts_new_entries_for_five_bars_and_says_so_in_the_journal(desk: DeskPage, qtbot: QtBot) -> None:
    session, ticket, replay = desk.presenter.session, desk.presenter.ticket, desk.presenter.replay
    ticket.set_leverage(D(100))
    assert session.give(PlaceOrder(side=Side.LONG, size=D("0.2"))).rejected is None
    while session.state.position is not None:
        replay.step()
    written = [(one.bar, one.command.text) for one in session.entries if isinstance(one.command, Note)]
    assert written == [(session.cursor, "New entries wait 5 bars after the liquidation.")]
    desk.show_ticket()
    ticket.set_leverage(D(5))
    type_in(desk, qtbot, size="0.1", stop="6500", target="9800", probability="50")
    for left in ("5 bars", "4 bars", "3 bars", "2 bars", "1 bar"):
        ticket.refresh()
        assert desk.ticket.submit_button.text() == f"New entries reopen in {left}"
        assert not ticket.submit() and session.state.position is None
        replay.step()
    ticket.refresh()
    assert ticket.view.can_submit and ticket.view.submit_text.startswith("Buy")


@pytest.mark.parametrize("is_training", [True, False])
@pytest.mark.parametrize("field", ["probability", "doom"])
def test_a_chance_between_the_steps_of_five_is_refused_in_both_modes(
    desk: DeskPage, qtbot: QtBot, field: str, is_training: bool
) -> None:
    desk.presenter.ticket.set_training(is_training)
    entries = len(desk.presenter.session.entries)
    type_in(desk, qtbot, size="0.1", **PLAN)
    type_in(desk, qtbot, **{field: "37"})
    assert desk.ticket.submit_button.text() == "Type chances in steps of 5 % to enter"
    qtbot.mouseClick(desk.ticket.submit_button, LEFT)
    assert not desk.presenter.ticket.submit()
    assert desk.presenter.session.state.position is None and len(desk.presenter.session.entries) == entries
    assert desk.ticket.fields[field].text() == "37", "what was typed stays"
    type_in(desk, qtbot, **{field: "35"})
    qtbot.mouseClick(desk.ticket.submit_button, LEFT)
    assert desk.presenter.session.state.position is not None


@pytest.mark.parametrize("typed", ["105", "-5", "995", "9" * 30])
@pytest.mark.parametrize("field", ["probability", "doom"])
def test_what_is_no_chance_is_named_with_what_is_allowed_and_never_sent(
    desk: DeskPage, qtbot: QtBot, field: str, typed: str
) -> None:
    entries = len(desk.presenter.session.entries)
    type_in(desk, qtbot, size="0.1", **PLAN)
    type_in(desk, qtbot, **{field: typed})
    given = f"{int(typed):,}"
    told = f"Chance {given} % is not allowed. Allowed: 0 % to 100 % in steps of 5 %."
    assert desk.ticket.fields[field].message() == told
    assert desk.ticket.submit_button.text() == "Type chances from 0 to 100 % to enter"
    assert not desk.presenter.ticket.submit() and len(desk.presenter.session.entries) == entries


def test_thirty_digits_in_a_message_push_no_other_field_away(desk: DeskPage, qtbot: QtBot) -> None:
    type_in(desk, qtbot, size="0.1", **PLAN)
    before = desk.ticket.fields["stop"].width()
    type_in(desk, qtbot, probability="9" * 30)
    assert desk.ticket.fields["probability"].message()
    qtbot.waitUntil(lambda: desk.ticket.fields["probability"]._message.height() > 20)
    assert desk.ticket.fields["stop"].width() == before
    assert desk.ticket._room.body.minimumSizeHint().width() <= desk.ticket.width()


@pytest.mark.parametrize("field", ["size", "stop", "target", "probability"])
def test_a_number_of_any_length_is_answered_at_its_field(desk: DeskPage, qtbot: QtBot, field: str) -> None:
    for length in (29, 34, 45, 200):
        type_in(desk, qtbot, size="0.1", **PLAN)
        type_in(desk, qtbot, **{field: "9" * length})
        assert "not allowed" in desk.ticket.fields[field].message(), length
