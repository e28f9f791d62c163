"""The plan of an entry: stop, target, time stop and the two probabilities."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from trainer.ui.components.number_field import NumberField
from trainer.ui.components.time_field import TimeField


class PlanBlock(QWidget):
    """Fields only; the ticket binds them."""

    def __init__(self) -> None:
        """Empty."""
        super().__init__()
        self.fields = {
            "stop": NumberField("Stop", name="stop", placeholder="price", height=30),
            "target": NumberField("Target", name="target", placeholder="price", height=30),
            "probability": NumberField("Chance of +1 R first", name="probability", placeholder="your guess", unit="%",
                                       height=30),
            "doom": NumberField("Chance of liquidation, 24 h, stop ignored", name="doom", placeholder="your guess",
                                unit="%", height=30),
        }  # fmt: skip
        self.time = TimeField("Time stop", name="time_exit")
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(8)
        column.addLayout(pair(self.fields["stop"], self.fields["target"]))
        column.addLayout(pair(self.time, self.fields["probability"]))
        column.addWidget(self.fields["doom"])


def pair(left: QWidget, right: QWidget) -> QHBoxLayout:
    """Two fields side by side, their heads on one line."""
    row = QHBoxLayout()
    row.setSpacing(8)
    row.addWidget(left, 1, Qt.AlignmentFlag.AlignTop)
    row.addWidget(right, 1, Qt.AlignmentFlag.AlignTop)
    return row
