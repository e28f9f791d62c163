"""A bar changes what it changes in the ticket: nothing else is measured or laid out anew, and nothing stays behind."""

from __future__ import annotations

from decimal import Decimal

import pytest
from PySide6.QtCore import QEvent, QObject
from PySide6.QtWidgets import QAbstractButton, QApplication, QLabel, QLineEdit, QWidget
from pytestqt.qtbot import QtBot

from tests.journeys.test_looks import settle
from tests.journeys.test_ticket import LEFT, PLAN, desk, pick_kind, type_in
from tests.journeys.test_window import cascade
from trainer.ui.desk.page import DeskPage
from trainer.ui.desk.ticket import Ticket
from trainer.ui.desk.ticket_room import TicketRoom

__all__ = ["cascade", "desk"]
pytestmark = pytest.mark.qt_log_ignore("This plugin does not support", extend=True)


class Touches(QObject):
    """Names of the widgets that were laid out, restyled or given a tooltip."""

    KINDS = (QEvent.Type.LayoutRequest, QEvent.Type.StyleChange, QEvent.Type.ToolTipChange)

    def __init__(self, ticket: QWidget) -> None:
        super().__init__()
        self.names: list[str] = []
        for widget in ticket.findChildren(QWidget):
            widget.installEventFilter(self)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if event.type() in self.KINDS:
            self.names.append(f"{watched.objectName() or type(watched).__name__} {event.type().name}")
        return False


def test_the_same_view_again_touches_nothing(
    desk: DeskPage, qtbot: QtBot, qapp: QApplication, monkeypatch: pytest.MonkeyPatch
) -> None:
    type_in(desk, qtbot, size="0.1", **PLAN)
    settle(qapp)
    measured = []
    needed = TicketRoom._needed
    monkeypatch.setattr(TicketRoom, "_needed", lambda room: measured.append(room) or needed(room))
    touches = Touches(desk.ticket)
    for _ in range(5):
        desk.presenter.ticket.refresh()
    settle(qapp)
    assert touches.names == [] and measured == []
    for _ in range(5):
        desk.presenter.replay.step()
        desk.presenter.ticket.refresh()
    assert measured == [], "figures changed, the room they take did not"


def told(ticket: Ticket) -> dict[str, tuple[object, ...]]:
    """By its name all that a part of the ticket shows."""
    found: dict[str, tuple[object, ...]] = {}
    for widget in ticket.findChildren(QWidget):
        shown = [widget.isHidden(), widget.isEnabled(), widget.toolTip(), widget.accessibleName()]
        shown += [widget.property(name) for name in ("tone", "state", "kind")]
        if isinstance(widget, QLabel | QAbstractButton):
            shown.append(widget.text())
        if isinstance(widget, QAbstractButton):
            shown.append(widget.isChecked())
        if isinstance(widget, QLineEdit):
            shown.append(widget.accessibleDescription())
        if widget.objectName() and not widget.objectName().startswith(("qt_", "worst_chance")):
            found[widget.objectName()] = tuple(shown)
    return found


@pytest.mark.parametrize("kind", ["market", "limit", "trailing", "scaled"])
def test_what_is_left_alone_is_what_a_new_ticket_shows(
    desk: DeskPage, qtbot: QtBot, qapp: QApplication, kind: str
) -> None:
    presenter = desk.presenter.ticket

    def compare() -> None:
        presenter.refresh()
        settle(qapp)
        fresh = Ticket(presenter)
        qtbot.addWidget(fresh)
        fresh.resize(desk.ticket.size())
        fresh.show()
        for name, field in fresh.fields.items():
            field.set_text(desk.ticket.fields[name].text())
        fresh.show_view(presenter.view)
        settle(qapp)
        new, old = told(fresh), told(desk.ticket)
        differ = {name: (old[name], shown) for name, shown in new.items() if name in old and old[name] != shown}
        presenter.changed.disconnect(fresh.show_view)
        fresh.hide()
        assert differ == {}

    pick_kind(desk, qtbot, kind)
    compare()
    row = {"limit": {"price": "7300"}, "trailing": {"trail": "1"},
           "scaled": {"price": "7300", "last_price": "7060", "count": "5"}}.get(kind, {})  # fmt: skip
    type_in(desk, qtbot, size="0.1", **row, **PLAN)
    desk.presenter.replay.step()
    compare()
    type_in(desk, qtbot, stop="9999")
    compare()
    type_in(desk, qtbot, stop="98x")
    compare()
    type_in(desk, qtbot, stop="7000")
    presenter.set_leverage(Decimal(5))
    qtbot.mouseClick(desk.ticket._side.button("short"), LEFT)
    compare()
    qtbot.mouseClick(desk.ticket._side.button("long"), LEFT)
    qtbot.mouseClick(desk.ticket._training, LEFT)
    compare()
    qtbot.mouseClick(desk.ticket.submit_button, LEFT)
    qtbot.mouseClick(desk.ticket._head.mode.button("cross"), LEFT)  # refused while something is open
    desk.presenter.replay.step()
    compare()
