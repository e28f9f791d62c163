"""`EmptyState(icon, line, key, name=)`: nothing to show, in one icon, one line and one key or button."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from trainer.core.language import tr
from trainer.ui.components.icon_label import IconView
from trainer.ui.components.labels import KeyCap, Label, key_words


class EmptyState(QWidget):
    """Centred in whatever room it gets; never a reproach and never a zero."""

    def __init__(self, icon: str, line: str, key: str = "", *, name: str, detail: str = "") -> None:
        """Show an icon, a line, a quieter detail and "Press KEY"; empty parts are left out."""
        super().__init__()
        self.setObjectName(name)
        self._view = IconView(icon, "quiet", 18)
        self._line = Label(line, "body", name=f"{name}_line", weight=600)
        self._detail = Label(detail, "table", "secondary", name=f"{name}_detail", wraps=True)
        self._press = Label(tr("Press"), "table", "secondary")
        self._key = KeyCap(key, name=f"{name}_key")
        self._foot = QHBoxLayout()
        self._foot.setSpacing(6)
        self._lay_out()
        self.show_line(line, detail, key)

    def _lay_out(self) -> None:
        for label in (self._line, self._detail):
            label.setAlignment(Qt.AlignmentFlag.AlignCenter)
        self._foot.addStretch(1)
        self._foot.addWidget(self._press)
        self._foot.addWidget(self._key)
        self._foot.addStretch(1)
        column = QVBoxLayout(self)
        column.setContentsMargins(16, 16, 16, 16)
        column.setSpacing(8)
        column.addStretch(1)
        column.addWidget(self._view, 0, Qt.AlignmentFlag.AlignHCenter)
        column.addWidget(self._line)
        column.addWidget(self._detail)
        column.addLayout(self._foot)
        column.addStretch(1)

    def show_line(self, line: str, detail: str = "", key: str = "") -> None:
        """Change the words; empty parts disappear."""
        self._line.show_text(line)
        self._detail.show_text(detail)
        self._detail.setVisible(bool(detail))
        self._key.setText(key_words(key))
        for part in (self._press, self._key):
            part.setVisible(bool(key))
        self.setAccessibleName(
            " ".join(
                part for part in (line, detail, tr("Press {key}").format(key=key_words(key)) if key else "") if part
            )
        )

    def add_action(self, widget: QWidget) -> None:
        """Put a button in the foot."""
        self._foot.insertWidget(self._foot.count() - 1, widget)
