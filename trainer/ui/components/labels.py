"""Plain text in a role and a tone: `Label(text, role, tone, name=)`, `KeyValueRow(label, name=)`, `KeyCap(key)`,
`key_words(key)`, `with_key(words, key)`, `stand_on(note, figure)`, `tell(widget, tooltip)`.

`ElidedLabel` is a Label that shortens to its room with an ellipsis and tells the whole text as its tooltip.

Roles are those of `font`; tones: primary, secondary, quiet, long, short, caution, liquidation, accent, onFill, series.
"""

from __future__ import annotations

from math import ceil

from PySide6.QtCore import QSize, Qt
from PySide6.QtGui import QFontMetricsF, QKeySequence, QPainter, QPaintEvent
from PySide6.QtWidgets import QHBoxLayout, QLabel, QSizePolicy, QWidget

from trainer.ui.theme.current import font, prose, set_look, text_width


class Label(QLabel):
    """Text that is never read as HTML."""

    def __init__(
        self,
        text: str = "",
        role: str = "body",
        tone: str = "primary",
        *,
        name: str = "",
        weight: int | None = None,
        wraps: bool = False,
        is_steady: bool = False,
    ) -> None:
        """Show text in a role's font and a tone's colour; a steady one stays as wide as its longest text was."""
        super().__init__(text)
        self._measured = (role, weight) if is_steady else None
        self._widest = 0
        self.setObjectName(name)
        self.setTextFormat(Qt.TextFormat.PlainText)
        is_prose = wraps or ("-" in text and not any(sign.isdigit() for sign in text))
        self.setFont(prose(role, weight) if is_prose else font(role, weight))
        self.setWordWrap(wraps)
        self.setProperty("tone", tone)

    def show_text(self, text: str, tone: str | None = None) -> None:
        """Change the text, and the tone when one is given; nothing is done when both stand already."""
        if self.text() != text:
            if self._measured is not None:
                self._widest = max(self._widest, ceil(text_width(text, *self._measured)))
                self.setFixedWidth(self._widest)
            self.setText(text)
        if tone is not None:
            set_look(self, "tone", tone)


class ElidedLabel(Label):
    """One line that never pushes its neighbours away."""

    def minimumSizeHint(self) -> QSize:
        """Room for an ellipsis."""
        return QSize(24, super().minimumSizeHint().height())

    def paintEvent(self, _event: QPaintEvent) -> None:
        """Draw the text, or as much of it as fits."""
        measures = QFontMetricsF(self.font())
        is_whole = measures.horizontalAdvance(self.text()) <= self.width() + 1
        shown = self.text() if is_whole else measures.elidedText(self.text(), Qt.TextElideMode.ElideRight, self.width())
        self.setToolTip("" if is_whole else self.text())
        painter = QPainter(self)
        painter.setPen(self.palette().color(self.foregroundRole()))
        painter.drawText(self.rect().adjusted(0, 0, 2, 0), self.alignment() | Qt.TextFlag.TextSingleLine, shown)
        painter.end()


def stand_on(note: QLabel, figure: QLabel) -> None:
    """Put the words beside a figure, both aligned at the bottom, on its baseline."""
    lower = QFontMetricsF(figure.font()).descent() - QFontMetricsF(note.font()).descent()
    note.setContentsMargins(0, 0, 0, round(lower))


def tell(widget: QWidget, tooltip: str) -> None:
    """Give a widget a tooltip; nothing is done when it has it already, which Qt does not look at."""
    if widget.toolTip() != tooltip:
        widget.setToolTip(tooltip)


class KeyValueRow(QWidget):
    """A label left and a figure right, on one line."""

    def __init__(self, label: str, *, name: str, value: str = "", tone: str = "primary", role: str = "table") -> None:
        """Name the row; the parts are called `<name>_label` and `<name>_value`."""
        super().__init__()
        self.setObjectName(name)
        self._words = label
        self.label = Label(label, role, "secondary", name=f"{name}_label")
        self.value = Label("", role, tone, name=f"{name}_value", weight=500)
        self.value.setAlignment(Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter)
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(12)
        row.addWidget(self.label)
        row.addWidget(self.value, 1)
        self.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Fixed)
        self.show_value(value, tone)

    def show_value(self, value: str, tone: str = "primary") -> None:
        """Change the figure, its tone and what a screen reader says."""
        self.value.show_text(value, tone)
        spoken = f"{self._words}: {value}"
        if self.accessibleName() != spoken:
            self.setAccessibleName(spoken)

    def show_label(self, label: str) -> None:
        """Change the words on the left."""
        self._words = label
        self.label.show_text(label)
        self.setAccessibleName(f"{label}: {self.value.text()}")


def key_words(key: str) -> str:
    """A key as the system and the language write it: Ctrl+K, in German Strg+K."""
    return QKeySequence(key).toString(QKeySequence.SequenceFormat.NativeText)


def with_key(words: str, key: str) -> str:
    """Words and in brackets the key that does the same; the words alone where there is none."""
    return f"{words} ({key_words(key)})" if key else words


class KeyCap(QLabel):
    """A key of the keyboard in words."""

    def __init__(self, key: str, *, name: str = "") -> None:
        """Show the key's name in a small frame."""
        super().__init__(key_words(key))
        self.setObjectName(name)
        self.setTextFormat(Qt.TextFormat.PlainText)
        self.setFont(font("caption", 500))
        self.setProperty("ui", "keycap")
        self.setFixedHeight(18)
        self.setMinimumWidth(18)
        self.setAlignment(Qt.AlignmentFlag.AlignCenter)
        self.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)
