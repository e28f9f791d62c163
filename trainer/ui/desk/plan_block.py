"""The plan of an entry: stop, up to three targets, time stop and the two probabilities."""

from __future__ import annotations

from decimal import Decimal

from PySide6.QtCore import Qt, Slot
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from trainer.core.language import tr
from trainer.ui.components.buttons import Button
from trainer.ui.components.number_field import NumberField
from trainer.ui.components.time_field import TimeField

_HEAD = 14
FURTHER = (2, 3)
"""Numbers of the targets beside the first."""


class PlanBlock(QWidget):
    """Fields only; the ticket binds them."""

    def __init__(self) -> None:
        """Empty."""
        super().__init__()
        self.fields = {
            "stop": NumberField(tr("Stop"), name="stop", placeholder=tr("price"), height=30),
            "target": NumberField(tr("Target"), name="target", placeholder=tr("price"), height=30),
            "target_2": NumberField(tr("Target 2"), name="target_2", placeholder=tr("price"), height=30),
            "share_2": NumberField(tr("It closes"), name="share_2", placeholder=tr("share"), unit="%", height=30),
            "target_3": NumberField(tr("Target 3"), name="target_3", placeholder=tr("price"), height=30),
            "share_3": NumberField(tr("It closes"), name="share_3", placeholder=tr("share"), unit="%", height=30),
            "probability": NumberField(
                tr("Chance of +1 R first"), name="probability", placeholder=tr("your guess"), unit="%", height=30
            ),
            "doom": NumberField(
                tr("Chance of liquidation, 24 h, stop ignored"),
                name="doom",
                placeholder=tr("your guess"),
                unit="%",
                height=30,
            ),
        }
        for number in FURTHER:
            self.fields[f"share_{number}"].edit.setAccessibleName(
                tr("Share that target {number} closes").format(number=number)
            )
        self.add = Button("", "quiet", name="add_target", icon="plus", mini=True, accessible=tr("Add a target"))
        self.add.setToolTip(tr("Add a target that closes a share of the position"))
        self.remove = Button("", "quiet", name="remove_target", icon="minus", mini=True,
                             accessible=tr("Remove the last target"))  # fmt: skip
        self.remove.setToolTip(tr("Remove the last target"))
        for button in (self.add, self.remove):
            button.setFixedSize(_HEAD, _HEAD)  # no higher than the words beside it, so that both heads stay on one line
        self.fields["target"].head.addWidget(self.remove)
        self.fields["target"].head.addWidget(self.add)
        self._rows = {number: QWidget() for number in FURTHER}
        self.time = TimeField(tr("Time stop"), name="time_exit")
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(8)
        column.addLayout(pair(self.fields["stop"], self.fields["target"]))
        for number, row in self._rows.items():
            inside = pair(self.fields[f"target_{number}"], self.fields[f"share_{number}"])
            inside.setContentsMargins(0, 0, 0, 0)
            row.setLayout(inside)
            column.addWidget(row)
        column.addLayout(pair(self.time, self.fields["probability"]))
        column.addWidget(self.fields["doom"])
        self.add.clicked.connect(self.add_target)
        self.remove.clicked.connect(self.remove_target)
        self.show_targets(1)

    def set_tight(self, is_tight: bool) -> None:
        """Labels inside their fields, but for stop, target and time stop."""
        for name in ("target_2", "share_2", "target_3", "share_3", "doom"):
            self.fields[name].set_tight(is_tight)

    @property
    def targets(self) -> int:
        """How many targets are offered."""
        return 1 + sum(not row.isHidden() for row in self._rows.values())

    def show_targets(self, count: int) -> None:
        """Offer this many targets, 1 to 3."""
        for number, row in self._rows.items():
            row.setVisible(number <= count)
        self.add.setVisible(count <= len(self._rows))
        self.remove.setVisible(count > 1)
        if count == 1:
            self.show_first_share(None)

    def show_first_share(self, per_cent: Decimal | None) -> None:
        """Name what the first target closes; None where it closes everything."""
        words = (
            tr("Target")
            if per_cent is None
            else tr("Target, {per_cent} %").format(per_cent=f"{per_cent.normalize():f}")
        )
        self.fields["target"].caption.show_text(words)

    @Slot()
    def add_target(self) -> None:
        """One target more; the keyboard goes to its price."""
        number = self.targets + 1
        self.show_targets(number)
        self.fields[f"target_{number}"].edit.setFocus(Qt.FocusReason.OtherFocusReason)

    @Slot()
    def remove_target(self) -> None:
        """One target less; its price and share are emptied."""
        number = self.targets
        for name in (f"target_{number}", f"share_{number}"):
            self.fields[name].edit.clear()
        self.show_targets(number - 1)
        self.fields["target"].edit.setFocus(Qt.FocusReason.OtherFocusReason)


def pair(left: QWidget, right: QWidget) -> QHBoxLayout:
    """Two fields side by side, their heads on one line."""
    row = QHBoxLayout()
    row.setSpacing(8)
    row.addWidget(left, 1, Qt.AlignmentFlag.AlignTop)
    row.addWidget(right, 1, Qt.AlignmentFlag.AlignTop)
    return row
