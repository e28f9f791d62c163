"""The key editor: profiles, one row an action, and a dialog that takes a key and says who has it already."""

from __future__ import annotations

from PySide6.QtCore import Qt, Signal, Slot
from PySide6.QtGui import QKeySequence
from PySide6.QtWidgets import QDialog, QHBoxLayout, QKeySequenceEdit, QVBoxLayout, QWidget

from trainer.core.language import english, tr
from trainer.ui.actions import ALL_ACTIONS, DESK_ACTIONS, PROFILES, ROWS, ActionRow, KeyMap, plain_key
from trainer.ui.components.buttons import Button, PrimaryButton
from trainer.ui.components.cards import Card
from trainer.ui.components.icon_label import IconLabel
from trainer.ui.components.labels import Label, key_words
from trainer.ui.components.segmented import Segment, SegmentedControl
from trainer.ui.components.tables import Cell, Column, DataTable, TableRow

_COLUMNS = (
    Column("what", english("What it does"), width=320, stretch=True),
    Column("where", english("Where"), width=90),
    Column("key", english("Key"), width=150),
)
_TITLES = {"cascade": "Cascade", "forex_tester": "Forex Tester"}
_TABLE_HEIGHT = 300
_FIXED = tuple(f"F{number}" for number in range(2, 9))


class KeyDialog(QDialog):
    """Signal `given(KeyMap)` with the map as it should be."""

    given = Signal(object)

    def __init__(self, row: ActionRow, keys: KeyMap, parent: QWidget) -> None:
        """Ask for a key for one action."""
        super().__init__(parent)
        self.setObjectName("key_dialog")
        self.setWindowTitle(tr("Change a key"))
        self.setModal(True)
        self._row, self._keys = row, keys
        self.edit = QKeySequenceEdit(QKeySequence(keys.key(row)))
        self.edit.setObjectName("key_edit")
        self.edit.setAccessibleName(tr("Key for: {text}").format(text=row.words))
        self.edit.setMaximumSequenceLength(1)
        self.edit.setFixedHeight(32)
        self._note = IconLabel("", "warning", "caution", name="key_note", wraps=True)
        self.go = PrimaryButton(tr("Keep"), name="key_go", large=False)
        self.swap = Button(tr("Swap the two keys"), name="key_swap")
        self.none = Button(tr("No key"), name="key_none")
        cancel = Button(tr("Cancel"), name="key_cancel")
        column = QVBoxLayout(self)
        column.setContentsMargins(20, 16, 20, 16)
        column.setSpacing(10)
        column.addWidget(
            Label(
                tr("Press the key for: {text}").format(text=row.words),
                "table",
                "secondary",
                name="key_sentence",
                wraps=True,
            )
        )
        column.addWidget(self.edit)
        column.addWidget(self._note)
        foot = QHBoxLayout()
        for button in (self.none, self.swap):
            foot.addWidget(button)
        foot.addStretch(1)
        foot.addWidget(cancel)
        foot.addWidget(self.go)
        column.addLayout(foot)
        self.setMinimumWidth(460)
        self.edit.keySequenceChanged.connect(self._judge)
        self.go.clicked.connect(self._on_go)
        self.swap.clicked.connect(self._on_swap)
        self.none.clicked.connect(self._on_none)
        cancel.clicked.connect(self.reject)
        self._judge()
        self.edit.setFocus()

    def _key(self) -> str:
        return plain_key(self.edit.keySequence().toString(QKeySequence.SequenceFormat.PortableText))

    @Slot()
    def _judge(self) -> None:
        """Say who has the key already; keys of the pages cannot be given away."""
        key, other = self._key(), self._keys.taken_by(self._key(), self._row.id)
        text = ""
        if key in _FIXED:
            text = tr("{key} opens a page and stays with it. Choose another key.").format(key=key)
        elif other is not None:
            text = tr("{key} is taken by: {text}. Choose another key, or swap the two.").format(
                key=key_words(key), text=other.words
            )
        self._note.show_text(text or " ", "warning", "caution")
        self.go.setEnabled(bool(key) and not text)
        self.swap.setEnabled(other is not None and key not in _FIXED)

    @Slot()
    def _on_go(self) -> None:
        self._give(self._keys.changed(self._row.id, self._key()))

    @Slot()
    def _on_swap(self) -> None:
        other = self._keys.taken_by(self._key(), self._row.id)
        if other is not None:
            mine = self._keys.key(self._row)
            self._give(self._keys.changed(self._row.id, self._key()).changed(other.id, mine))

    @Slot()
    def _on_none(self) -> None:
        self._give(self._keys.changed(self._row.id, ""))

    def _give(self, keys: KeyMap) -> None:
        self.accept()
        self.given.emit(keys)


class KeysCard(Card):
    """Signal `keys_changed(KeyMap)`."""

    keys_changed = Signal(object)

    def __init__(self) -> None:
        """Show nothing before `show_keys`."""
        super().__init__(name="settings_card_keys", spacing=12)
        self._keys = KeyMap()
        self.profile = SegmentedControl([Segment(name, _TITLES[name]) for name in PROFILES], name="key_profile",
                                        accessible=tr("Key profile"), height=30)  # fmt: skip
        self.table = DataTable(_COLUMNS, name="key_table", accessible=tr("Keys of all actions"))
        self.table.setFixedHeight(_TABLE_HEIGHT)
        self.change = Button(tr("Change the key"), name="change_key")
        self.reset = Button(tr("Reset all keys"), name="reset_keys")
        self.body.addWidget(Label(tr("Keys"), "section"))
        row = QHBoxLayout()
        row.addWidget(self.profile)
        row.addStretch(1)
        row.addWidget(self.change)
        row.addWidget(self.reset)
        self.body.addLayout(row)
        self.body.addWidget(self.table)
        words = tr("Double-click an action, or choose it and press Enter, to change its key. Pages keep F2 to F8.")
        self.body.addWidget(Label(words, "caption", "secondary", name="keys_note", wraps=True))
        self.profile.chosen.connect(self._on_profile)
        self.table.row_activated.connect(self.ask)
        self.change.clicked.connect(self._on_change)
        self.reset.clicked.connect(self._on_reset)

    def show_keys(self, keys: KeyMap) -> None:
        """Take the map in force."""
        self._keys = keys
        self.profile.choose(keys.profile)
        self.reset.setEnabled(bool(keys.own))
        self.table.set_rows(
            [
                TableRow(
                    row.id,
                    (
                        Cell(row.words),
                        Cell(tr("Desk") if row in DESK_ACTIONS else tr("Window"), "quiet"),
                        Cell(key_words(keys.key(row)) or tr("none"), "primary" if row.id in keys.own else "secondary",
                             strong=row.id in keys.own, rest=tr("yours") if row.id in keys.own else ""),
                    ),
                )
                for row in ALL_ACTIONS
            ]
        )  # fmt: skip

    @Slot(str)
    def ask(self, action_id: str) -> None:
        """Ask for another key for an action."""
        dialog = KeyDialog(ROWS[action_id], self._keys, self.window())
        dialog.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        dialog.given.connect(self.keys_changed)
        dialog.open()

    @Slot()
    def _on_change(self) -> None:
        if self.table.selected():
            self.ask(self.table.selected())

    @Slot()
    def _on_reset(self) -> None:
        self.keys_changed.emit(KeyMap(self._keys.profile))

    @Slot(str)
    def _on_profile(self, profile: str) -> None:
        self.keys_changed.emit(KeyMap(profile, self._keys.own))
