"""A checkpoint in the ticket's place: a question, its options, and after an answer what each would have planned."""

from __future__ import annotations

from PySide6.QtCore import Qt, Signal, Slot
from PySide6.QtWidgets import QFrame, QScrollArea, QVBoxLayout, QWidget

from trainer.core.language import tr
from trainer.presenters.desk_views import CheckpointView
from trainer.ui.components.buttons import Button, PrimaryButton, wrap
from trainer.ui.components.cards import Rule, grounded
from trainer.ui.components.focus_ring import give_ring
from trainer.ui.components.labels import Label

WIDTH = 320
_EDGE = 16


class Question(QWidget):
    """Signals: `answered(str, str)` with the checkpoint's id and the option's words, `continued()`.

    It comes unasked while other keys are being pressed, and an answer places an order: the question itself takes the
    keyboard, Tab goes on to its options.
    """

    answered = Signal(str, str)
    continued = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        """Empty until a checkpoint."""
        super().__init__(parent)
        self.setObjectName("question")
        grounded(self, "chrome")
        self.setFixedWidth(WIDTH)
        give_ring(self, 1, reach=0)
        self._view: CheckpointView | None = None
        self._scroll = QScrollArea()
        self._scroll.setWidgetResizable(True)
        self._scroll.setFrameShape(QFrame.Shape.NoFrame)
        self._scroll.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self._scroll.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.options: list[Button] = []
        self.go_on = PrimaryButton(tr("Continue replay"), name="question_continue", icon="play")
        whole = QVBoxLayout(self)
        whole.setContentsMargins(0, 0, 0, 0)
        whole.addWidget(self._scroll, 1)
        foot = QVBoxLayout()
        foot.setContentsMargins(16, 8, 16, 12)
        foot.addWidget(self.go_on)
        whole.addLayout(foot)
        self.go_on.clicked.connect(self.continued)

    def show_view(self, view: CheckpointView) -> None:
        """Ask."""
        self._view = view
        column = self._fresh(view)
        self.options = []
        for place, text in enumerate(view.options):
            button = Button(text, name=f"option_{place}", large=True)
            wrap(button, WIDTH - 2 * _EDGE)
            button.clicked.connect(lambda _checked=False, chosen=text: self.choose(chosen))
            column.addWidget(button)
            self.options.append(button)
        column.addWidget(Label(view.note, "caption", "quiet", name="question_note", wraps=True))
        column.addStretch(1)
        self.go_on.hide()
        self.setAccessibleName(f"{view.title}. {view.question}")
        self.setFocus(Qt.FocusReason.OtherFocusReason)

    @property
    def is_open(self) -> bool:
        """Whether it still waits for an answer."""
        return self._view is not None and self.go_on.isHidden()

    @Slot(str)
    def choose(self, option: str) -> None:
        """Answer and read what the options planned; what came of them is told after the session."""
        if self._view is None:
            return
        column = self._fresh(self._view)
        column.addWidget(
            Label(
                tr("You chose: {option}").format(option=option), "body", name="question_chosen", weight=600, wraps=True
            )
        )
        column.addWidget(Rule())
        column.addWidget(Label(self._view.why, "table", name="question_why", wraps=True))
        for line in self._view.after_answer.splitlines():
            column.addWidget(Label(line, "table", "secondary", name="question_after", wraps=True))
        column.addStretch(1)
        self.go_on.show()
        self.go_on.setFocus(Qt.FocusReason.OtherFocusReason)
        self.answered.emit(self._view.id, option)

    def _fresh(self, view: CheckpointView) -> QVBoxLayout:
        body = QWidget()
        grounded(body, "chrome")
        column = QVBoxLayout(body)
        column.setContentsMargins(_EDGE, 8, _EDGE, 8)
        column.setSpacing(10)
        column.addWidget(Label(tr("Checkpoint"), "section", "secondary", name="question_kind"))
        column.addWidget(Label(view.title, "cardTitle", name="question_title", wraps=True))
        column.addWidget(Label(view.question, "table", name="question_text", wraps=True))
        before = self._scroll.takeWidget()
        if before is not None:  # it may hold the button that is being clicked
            before.deleteLater()
        self._scroll.setWidget(body)
        return column
