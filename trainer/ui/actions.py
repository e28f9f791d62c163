"""Every action as one row: menu, key, command palette and test share the QAction made from it.

Keys come from a `KeyMap`: a profile and what the learner set instead.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field

from PySide6.QtCore import Slot
from PySide6.QtGui import QAction, QKeySequence
from PySide6.QtWidgets import QWidget

from trainer.core.language import english, tr


@dataclass(frozen=True, slots=True)
class ActionRow:
    """One action: id, words, default key, icon name and the slot of the page it calls, with at most one argument.

    `in_fields` keeps the key alive while a text field has focus; `repeats` lets a held key do it again and again, only
    for what moves a little and costs nothing.
    """

    id: str
    text: str
    key: str
    icon: str
    slot: str
    argument: str = ""
    in_fields: bool = False
    repeats: bool = False

    @property
    def words(self) -> str:
        """What it does, in the learner's language."""
        return tr(self.text)


DESK_ACTIONS: tuple[ActionRow, ...] = (
    ActionRow("play", english("Play or pause"), "Space", "play", "toggle_play"),
    ActionRow("step", english("Step one bar"), "Right", "step", "step", repeats=True),
    ActionRow("back", english("Back one bar, as a new take"), "Left", "back", "step_back", repeats=True),
    ActionRow(
        "step_shown", english("Step a bar of the shown timeframe"), "Shift+Right", "step", "step_shown", repeats=True
    ),
    ActionRow("run_event", english("Run until the next event"), "End", "run", "run_until", "event"),
    ActionRow("faster", english("Faster"), "Up", "up", "faster", repeats=True),
    ActionRow("slower", english("Slower"), "Down", "down", "slower", repeats=True),
    ActionRow("speed_1", english("1 bar a second"), "1", "", "set_speed", "1"),
    ActionRow("speed_2", english("4 bars a second"), "2", "", "set_speed", "4"),
    ActionRow("speed_3", english("10 bars a second"), "3", "", "set_speed", "10"),
    ActionRow("speed_4", english("60 bars a second"), "4", "", "set_speed", "60"),
    ActionRow("speed_5", english("300 bars a second"), "5", "", "set_speed", "300"),
    ActionRow("speed_6", english("1,000 bars a second"), "6", "", "set_speed", "1000"),
    ActionRow("buy", english("Open the ticket to buy"), "B", "", "open_ticket", "long"),
    ActionRow("sell", english("Open the ticket to sell"), "S", "", "open_ticket", "short"),
    ActionRow("confirm", english("Place the order of the ticket"), "Return", "", "confirm", in_fields=True),
    ActionRow("confirm_pad", english("Place the order of the ticket"), "Enter", "", "confirm", in_fields=True),
    ActionRow(
        "dismiss", english("Give up a drag or drawing, else leave the ticket"), "Esc", "", "dismiss", in_fields=True
    ),
    ActionRow("flatten", english("Close the position"), "X", "close", "close_part", "1"),
    ActionRow("reverse", english("Reverse the position"), "R", "reverse", "reverse"),
    ActionRow("cancel_all", english("Cancel all orders"), "C", "close", "cancel_all"),
    ActionRow("cancel_rest", english("Cancel the rest of a scaled entry"), "Shift+C", "", "cancel_rest"),
    ActionRow("break_even", english("Stop to break-even"), "E", "shield", "stop_to_break_even"),
    ActionRow("close_quarter", english("Close a quarter"), "Ctrl+1", "", "close_part", "0.25"),
    ActionRow("close_half", english("Close half"), "Ctrl+2", "", "close_part", "0.5"),
    ActionRow("close_three", english("Close three quarters"), "Ctrl+3", "", "close_part", "0.75"),
    ActionRow("close_all", english("Close all"), "Ctrl+4", "", "close_part", "1"),
    ActionRow("hide_pnl", english("Hide or show profit and loss"), "Shift+H", "eye", "toggle_pnl"),
    ActionRow("training", english("Training or fast mode"), "Shift+F", "", "toggle_training"),
    ActionRow("leverage", english("Choose the leverage"), "L", "", "open_leverage"),
    ActionRow("hedge", english("Hedge mode or one-way"), "Shift+L", "", "toggle_hedge"),
    ActionRow("other_leg", english("Turn to the other leg"), "O", "", "turn_leg"),
    ActionRow("note", english("Write a note"), "N", "note", "write_note"),
    ActionRow("add_margin", english("Add margin to the position"), "M", "plus", "ask_margin"),
    ActionRow("panels", english("Show or hide the panels"), "Shift+P", "", "toggle_panels"),
    ActionRow("ticket", english("Show or hide the ticket"), "Shift+T", "", "toggle_ticket"),
    ActionRow("finish", english("Finish the session"), "Ctrl+Shift+F", "check", "finish"),
    ActionRow("indicators", english("Choose indicators"), "I", "wave", "ask_indicators"),
    ActionRow("draw_trend", english("Draw a trend line"), "Alt+T", "line", "draw", "trend"),
    ActionRow("draw_horizontal", english("Draw a horizontal line"), "Alt+H", "horizontal", "draw", "horizontal"),
    ActionRow("draw_rectangle", english("Draw a rectangle"), "Alt+R", "rectangle", "draw", "rectangle"),
    ActionRow("draw_fib", english("Draw a Fibonacci retracement"), "Alt+F", "fib", "draw", "fib"),
    ActionRow("draw_measure", english("Measure"), "Alt+M", "ruler", "draw", "measure"),
    ActionRow("undo_drawing", english("Undo a drawing"), "Ctrl+Z", "undo", "undo_drawing"),
    ActionRow("redo_drawing", english("Redo a drawing"), "Ctrl+Shift+Z", "redo", "redo_drawing"),
    ActionRow("nudge_up", english("Selected line up a tick"), "Alt+Up", "", "nudge", "1", repeats=True),
    ActionRow("nudge_down", english("Selected line down a tick"), "Alt+Down", "", "nudge", "-1", repeats=True),
)


WINDOW_ACTIONS: tuple[ActionRow, ...] = (
    ActionRow(
        "palette", english("Find a command, scenario or setting"), "Ctrl+K", "search", "request_palette", in_fields=True
    ),
    ActionRow("keys", english("All keys"), "F1", "keyboard", "request_keys", in_fields=True),
    ActionRow("theme", english("Dark or light"), "F9", "contrast", "request_theme_toggle", in_fields=True),
    ActionRow("full_screen", english("Full screen"), "F11", "", "toggle_full_screen", in_fields=True),
)
PROFILES: dict[str, dict[str, str]] = {
    "cascade": {},
    "forex_tester": {"step": "Space", "back": "Backspace", "play": "P"},
}
"""Keys of a profile that differ from the table's."""


@dataclass(frozen=True, slots=True)
class KeyMap:
    """Which key an action has: the learner's own choice, else the profile's, else the table's; empty for none."""

    profile: str = "cascade"
    own: Mapping[str, str] = field(default_factory=dict)

    def key(self, row: ActionRow) -> str:
        """The key of an action."""
        return self.own.get(row.id, PROFILES.get(self.profile, {}).get(row.id, row.key))

    def key_of(self, action_id: str) -> str:
        """The same by id; raises KeyError for an unknown one."""
        return self.key(ROWS[action_id])

    def taken_by(self, key: str, action_id: str, rows: Iterable[ActionRow] = ()) -> ActionRow | None:
        """Another action that has this key already; None when it is free or empty."""
        wanted = plain_key(key)
        others = (row for row in (rows or ALL_ACTIONS) if row.id != action_id)
        return next((row for row in others if wanted and plain_key(self.key(row)) == wanted), None)

    def changed(self, action_id: str, key: str) -> KeyMap:
        """With another key for an action; its usual key is not kept as a choice."""
        own = {name: text for name, text in self.own.items() if name != action_id}
        usual = KeyMap(self.profile, own).key_of(action_id)
        return KeyMap(self.profile, own if plain_key(usual) == plain_key(key) else own | {action_id: key})


ALL_ACTIONS: tuple[ActionRow, ...] = (*DESK_ACTIONS, *WINDOW_ACTIONS)
ROWS: dict[str, ActionRow] = {row.id: row for row in ALL_ACTIONS}


def plain_key(text: str) -> str:
    """A key in the one spelling Qt gives it."""
    return QKeySequence(text).toString(QKeySequence.SequenceFormat.PortableText)


class PageAction(QAction):
    """A QAction that calls a named slot of its page."""

    def __init__(self, row: ActionRow, page: QWidget, keys: KeyMap) -> None:
        """Belong to the page; the key works while the page is visible in the active window."""
        super().__init__(row.words, page)
        self.row = row
        self._page = page
        self.key = keys.key(row)
        self._is_alive = True
        self.setObjectName(f"action_{row.id}")
        self.setAutoRepeat(row.repeats)
        self.set_key_alive(True)
        self.triggered.connect(self._run)

    def set_key_alive(self, alive: bool) -> None:
        """Give the key to the action, or leave it to the focused widget."""
        self._is_alive = alive
        self.setShortcut(QKeySequence(self.key) if alive and self.key else QKeySequence())

    def take_keys(self, keys: KeyMap) -> None:
        """Follow another map."""
        self.key = keys.key(self.row)
        self.set_key_alive(self._is_alive)

    @Slot()
    def _run(self) -> None:
        slot = getattr(self._page, self.row.slot)
        if self.row.argument:
            slot(self.row.argument)
        else:
            slot()


def build_actions(page: QWidget, rows: Iterable[ActionRow] = DESK_ACTIONS) -> dict[str, PageAction]:
    """Make the actions of a page with their usual keys and add them to it; by id."""
    actions = {row.id: PageAction(row, page, KeyMap()) for row in rows}
    page.addActions(list(actions.values()))
    return actions
