"""`NumberField(label, name=, unit=, placeholder=, height=)`: the one way numbers are typed.

"." or "," is the decimal mark; text with both is refused; typed text is never changed. A field nobody types in sets the
thousands apart, until a key or the mouse touches it. `value()` is a Decimal or None, `text()` what was typed, signals
`value_changed(object)`, `problem_changed(str)` and `finished()`. `show_error` and `show_caution` put a sentence below;
a text that is no number shows its own reason. `edit` is the QLineEdit.
"""

from __future__ import annotations

from decimal import Decimal

from PySide6.QtCore import QEvent, QObject, QSignalBlocker, QSize, Qt, Signal, Slot
from PySide6.QtGui import QFocusEvent
from PySide6.QtWidgets import QHBoxLayout, QLineEdit, QSizePolicy, QVBoxLayout, QWidget

from trainer.presenters.figures import grouped, plain, read_number, ungrouped
from trainer.ui.components.icon_label import IconLabel
from trainer.ui.components.inner_caption import InnerCaption
from trainer.ui.components.labels import Label
from trainer.ui.theme.current import font, set_look

_INSET, _NARROWEST = 10, 64
_TOUCHES = (QEvent.Type.KeyPress, QEvent.Type.InputMethod, QEvent.Type.MouseButtonPress, QEvent.Type.DragEnter)
_STILL_TYPING = (Qt.FocusReason.PopupFocusReason, Qt.FocusReason.ActiveWindowFocusReason)


class NumberField(QWidget):
    """A labelled field for one number with a unit, and one line below it for what is wrong."""

    value_changed = Signal(object)
    problem_changed = Signal(str)
    finished = Signal()

    def __init__(
        self,
        label: str = "",
        *,
        name: str,
        unit: str = "",
        placeholder: str = "",
        height: int = 32,
        accessible: str = "",
    ) -> None:
        """Make an empty field; the line edit is called `<name>_edit`."""
        super().__init__()
        self.setObjectName(name)
        self.edit = QLineEdit()
        self.edit.setObjectName(f"{name}_edit")
        self.edit.setAccessibleName(accessible or label or placeholder or name)
        self.edit.setFont(font("body", 500))
        self.edit.setAlignment(Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter)
        self.edit.setPlaceholderText(placeholder)
        self.edit.setFixedHeight(height)
        self.edit.setMinimumWidth(_NARROWEST)
        self.edit.installEventFilter(self)
        self.caption = Label(label, "caption", "secondary", name=f"{name}_label")
        self.caption.setVisible(bool(label))
        self.caption.setBuddy(self.edit)
        self._unit = Label("", "table", "quiet", name=f"{name}_unit")
        self._unit.setParent(self.edit)
        self._unit.setAttribute(Qt.WidgetAttribute.WA_TransparentForMouseEvents)
        self._message = IconLabel("", "close", "short", name=f"{name}_message", wraps=True)
        self._message.setMinimumWidth(_NARROWEST)  # a figure of thirty digits must not push other fields away
        self._message.setVisible(False)
        self._said: Decimal | None = None
        self._told = ""
        self._read: tuple[str, str] = ("", "")
        """A text, and why it is no number."""
        self._marked: tuple[str, str, str] | None = None
        self._outside = False
        self._is_grouped = False
        self._lay_out()
        self._inner = InnerCaption(self.caption, self.edit, self.head)
        self.set_unit(unit)
        self.setFocusProxy(self.edit)
        self.edit.textChanged.connect(self._on_text_changed)
        self.edit.editingFinished.connect(self.finished)

    def _lay_out(self) -> None:
        self.head = QHBoxLayout()
        self.head.setContentsMargins(0, 0, 0, 0)
        self.head.addWidget(self.caption)
        self.head.addStretch(1)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(4)
        column.addLayout(self.head)
        column.addWidget(self.edit)
        column.addWidget(self._message)
        self.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Fixed)

    def sizeHint(self) -> QSize:
        """High enough for every line of a message; the layout's own hint counts on a wider one."""
        hint = super().sizeHint()
        return hint if self._message.isHidden() else QSize(hint.width(), self.heightForWidth(self.width()))

    def value(self) -> Decimal | None:
        """The number that stands in the field; None when empty or not a number."""
        return read_number(self.text()).value

    def text(self) -> str:
        """Exactly what was typed."""
        return ungrouped(self.edit.text()) if self._is_grouped else self.edit.text()

    def problem(self) -> str:
        """Why the text is no number; empty when it is one or nothing was typed."""
        text = self.text()
        if text != self._read[0]:
            self._read = (text, read_number(text).problem)
        return self._read[1]

    def set_text(self, text: str) -> None:
        """Put text in without a signal; the caller's message is cleared."""
        self._write(text)
        self._rest()
        self._said, self._told = self.value(), self.problem()
        self._outside = False
        self._judge()

    def set_value(self, value: Decimal | None) -> None:
        """Put a number in without a signal, as plain digits; nothing is done when it stands there already."""
        if value is None or self.value() != value:
            self.set_text(plain(value))

    def set_unit(self, unit: str) -> None:
        """Show a unit after the number."""
        self._unit.setText(unit)
        self._place_unit()

    def set_tight(self, is_tight: bool) -> None:
        """Put the label into the field, for want of height."""
        self._inner.set_inside(is_tight)

    def set_placeholder(self, text: str) -> None:
        """Show quiet text while the field is empty."""
        self.edit.setPlaceholderText(text)

    def show_error(self, sentence: str) -> None:
        """Mark the field wrong, with the reason and the limit."""
        self._show("error", "close", "short", sentence)

    def show_caution(self, sentence: str) -> None:
        """Mark the field as allowed but doubtful."""
        self._show("caution", "warning", "caution", sentence)

    def clear_message(self) -> None:
        """Take the caller's message away; a text that is no number keeps its own."""
        self._outside = False
        self._judge()

    def message(self) -> str:
        """The sentence below the field, or nothing."""
        return "" if self._message.isHidden() else self._message.text()

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Keep the unit at the right edge, and the thousands together while somebody types."""
        if watched is not self.edit:
            return False
        if event.type() == QEvent.Type.Resize:
            self._place_unit()
        elif event.type() in _TOUCHES:
            self._open()
        elif isinstance(event, QFocusEvent) and event.lostFocus() and event.reason() not in _STILL_TYPING:
            self._rest()
        return False

    def _rest(self) -> None:
        """Set the thousands apart."""
        text = self.text()
        if grouped(text) != text:
            self._write(grouped(text))
            self._is_grouped = True

    def _open(self) -> None:
        """Show what was typed, the cursor between the same digits."""
        if self._is_grouped:
            is_all, before = self.edit.hasSelectedText(), len(ungrouped(self.edit.text()[: self.edit.cursorPosition()]))
            self._write(self.text())
            self.edit.setCursorPosition(before)
            if is_all:
                self.edit.selectAll()

    def _write(self, text: str) -> None:
        self._is_grouped = False
        with QSignalBlocker(self.edit):
            self.edit.setText(text)

    def _place_unit(self) -> None:
        self._unit.setVisible(bool(self._unit.text()))
        self._unit.adjustSize()
        width = self._unit.width() if self._unit.text() else 0
        self._unit.move(self.edit.width() - width - _INSET, (self.edit.height() - self._unit.height()) // 2)
        self.edit.setTextMargins(0, 0, width + 6 if width else 0, 0)

    def _show(self, state: str, icon: str, tone: str, sentence: str) -> None:
        self._outside = True
        self._mark(state, icon, tone, sentence)

    def _mark(self, state: str, icon: str, tone: str, sentence: str) -> None:
        if self._marked == (state, icon, sentence):
            return
        self._marked = (state, icon, sentence)
        set_look(self.edit, "state", state)
        has_other = sentence != self._message.text()
        self._message.show_text(sentence, icon, tone)
        self._message.setVisible(bool(sentence))
        if has_other:  # lines that wrap: what holds them learns of it only once it is laid out
            self._message.updateGeometry()
            self.updateGeometry()
        self.edit.setAccessibleDescription(sentence)

    def _judge(self) -> None:
        problem = self.problem()
        self._mark("error" if problem else "", "close", "short", problem)

    @Slot(str)
    def _on_text_changed(self, _text: str) -> None:
        self._is_grouped = False
        if not self.edit.hasFocus() and not self.edit.isModified():
            self._rest()
        if not self._outside or self.problem():
            self._judge()
        value, problem = self.value(), self.problem()
        if problem != self._told:
            self._told = problem
            self.problem_changed.emit(problem)
        if value != self._said:
            self._said = value
            self.value_changed.emit(value)
