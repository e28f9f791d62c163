"""Every action of the Desk as one row: menu, key, command palette and test share the QAction made from it."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from PySide6.QtCore import Slot
from PySide6.QtGui import QAction, QKeySequence
from PySide6.QtWidgets import QWidget


@dataclass(frozen=True, slots=True)
class ActionRow:
    """One action: id, words, default key, icon name and the slot of the page it calls, with at most one argument.

    `in_fields` keeps the key alive while a text field has focus; `moves` marks arrow keys that a focused slider,
    table or group of choices needs for itself.
    """

    id: str
    text: str
    key: str
    icon: str
    slot: str
    argument: str = ""
    in_fields: bool = False
    moves: bool = False


DESK_ACTIONS: tuple[ActionRow, ...] = (
    ActionRow("play", "Play or pause", "Space", "play", "toggle_play"),
    ActionRow("step", "Step one bar", "Right", "step", "step", moves=True),
    ActionRow("back", "Back one bar, as a new take", "Left", "back", "step_back", moves=True),
    ActionRow("step_shown", "Step a bar of the shown timeframe", "Shift+Right", "step", "step_shown", moves=True),
    ActionRow("run_event", "Run until the next event", "End", "run", "run_until", "event", moves=True),
    ActionRow("faster", "Faster", "Up", "up", "faster", moves=True),
    ActionRow("slower", "Slower", "Down", "down", "slower", moves=True),
    ActionRow("speed_1", "1 bar a second", "1", "", "set_speed", "1"),
    ActionRow("speed_2", "4 bars a second", "2", "", "set_speed", "4"),
    ActionRow("speed_3", "10 bars a second", "3", "", "set_speed", "10"),
    ActionRow("speed_4", "60 bars a second", "4", "", "set_speed", "60"),
    ActionRow("speed_5", "300 bars a second", "5", "", "set_speed", "300"),
    ActionRow("speed_6", "1,000 bars a second", "6", "", "set_speed", "1000"),
    ActionRow("buy", "Open the ticket to buy", "B", "", "open_ticket", "long"),
    ActionRow("sell", "Open the ticket to sell", "S", "", "open_ticket", "short"),
    ActionRow("confirm", "Place the order of the ticket", "Return", "", "confirm", in_fields=True),
    ActionRow("confirm_pad", "Place the order of the ticket", "Enter", "", "confirm", in_fields=True),
    ActionRow("dismiss", "Leave the ticket or the explanation", "Esc", "", "dismiss", in_fields=True),
    ActionRow("flatten", "Close the position", "X", "close", "close_part", "1"),
    ActionRow("reverse", "Reverse the position", "R", "reverse", "reverse"),
    ActionRow("cancel_all", "Cancel all orders", "C", "close", "cancel_all"),
    ActionRow("break_even", "Stop to break-even", "E", "shield", "stop_to_break_even"),
    ActionRow("close_quarter", "Close a quarter", "Ctrl+1", "", "close_part", "0.25"),
    ActionRow("close_half", "Close half", "Ctrl+2", "", "close_part", "0.5"),
    ActionRow("close_three", "Close three quarters", "Ctrl+3", "", "close_part", "0.75"),
    ActionRow("close_all", "Close all", "Ctrl+4", "", "close_part", "1"),
    ActionRow("nudge_up", "Selected line up a tick", "Alt+Up", "", "nudge", "1", moves=True),
    ActionRow("nudge_down", "Selected line down a tick", "Alt+Down", "", "nudge", "-1", moves=True),
)


class PageAction(QAction):
    """A QAction that calls a named slot of its page."""

    def __init__(self, row: ActionRow, page: QWidget) -> None:
        """Belong to the page; the key works while the page is visible in the active window."""
        super().__init__(row.text, page)
        self.row = row
        self._page = page
        self.setObjectName(f"action_{row.id}")
        self.set_key_alive(True)
        self.triggered.connect(self._run)

    def set_key_alive(self, alive: bool) -> None:
        """Give the key to the action, or leave it to the focused widget."""
        self.setShortcut(QKeySequence(self.row.key) if alive and self.row.key else QKeySequence())

    @Slot()
    def _run(self) -> None:
        slot = getattr(self._page, self.row.slot)
        if self.row.argument:
            slot(self.row.argument)
        else:
            slot()


def build_actions(page: QWidget, rows: Iterable[ActionRow] = DESK_ACTIONS) -> dict[str, PageAction]:
    """Make the actions of a page and add them to it; by id."""
    actions = {row.id: PageAction(row, page) for row in rows}
    page.addActions(list(actions.values()))
    return actions


def key_text(action_id: str) -> str:
    """The default key of an action, for tooltips and key caps; empty when it has none."""
    return next((row.key for row in DESK_ACTIONS if row.id == action_id), "")
