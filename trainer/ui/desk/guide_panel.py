"""The first trade, told step by step in the ticket's place."""

from __future__ import annotations

from PySide6.QtCore import Qt, Signal, Slot
from PySide6.QtWidgets import QVBoxLayout, QWidget

from trainer.core.language import tr
from trainer.presenters.guide import GuideView
from trainer.ui.components.buttons import Button, PrimaryButton
from trainer.ui.components.cards import Card, grounded
from trainer.ui.components.gauges import Meter
from trainer.ui.components.labels import Label


class GuidePanel(QWidget):
    """Signals: `went_on()` with the one button, `left()`."""

    went_on = Signal()
    left = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        """Empty until the first step."""
        super().__init__(parent)
        self.setObjectName("guide")
        grounded(self, "chrome")
        self._told = "", ""
        self._count = Label("", "caption", "secondary", name="guide_count")
        self._progress = Meter(name="guide_progress", accessible=tr("Steps done"))
        card = Card(name="guide_card", padding=14, spacing=8)
        self._title = Label("", "cardTitle", name="guide_title", wraps=True)
        self._text = Label("", "body", "secondary", name="guide_text", wraps=True)
        card.body.addWidget(self._title)
        card.body.addWidget(self._text)
        self.go = PrimaryButton(tr("Go on"), name="guide_go")
        self.leave = Button(tr("Leave the guide"), "quiet", name="guide_leave")
        column = QVBoxLayout(self)
        column.setContentsMargins(16, 12, 16, 12)
        column.setSpacing(10)
        column.addWidget(self._count)
        column.addWidget(self._progress)
        column.addWidget(card)
        column.addStretch(1)
        column.addWidget(self.go)
        column.addWidget(self.leave)
        self.go.clicked.connect(self.went_on)
        self.leave.clicked.connect(self.left)

    @Slot(object)
    def show_view(self, view: GuideView) -> None:
        """Take a step; its button has the keyboard."""
        self._count.show_text(tr("Your first trade, step {step} of {steps}").format(step=view.step, steps=view.steps))
        self._progress.show_share(view.step / view.steps, "accent")
        self._title.show_text(view.title)
        self._text.show_text(view.text)
        is_new = (view.title, view.button) != self._told
        self._told = view.title, view.button
        self.go.setText(view.button)
        self.go.setVisible(bool(view.button))
        if view.button and is_new:
            self.go.setFocus(Qt.FocusReason.OtherFocusReason)
