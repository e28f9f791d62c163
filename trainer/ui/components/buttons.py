"""`Button(text, kind, name=, icon=, mini=, large=)` and `PrimaryButton`: 28, 22 or 36 high, with a focus ring.

Kinds: default, primary, long, short, danger, quiet. A button without text is square and needs `accessible`.
`set_busy(True)` keeps the width and shows an open ring.
"""

from __future__ import annotations

from typing import Literal

from PySide6.QtCore import QSize, Qt, Slot
from PySide6.QtGui import QCursor, QFontMetrics, QKeyEvent, QTextLayout
from PySide6.QtWidgets import QMenu, QPushButton, QWidget

from trainer.ui.components.focus_ring import give_ring
from trainer.ui.components.tab_stop import pressed_by, tab_stop
from trainer.ui.theme.current import font, icon, prose, set_look, theme_signals

ButtonKind = Literal["default", "primary", "long", "short", "danger", "quiet"]
_HEIGHTS = {"mini": 22, "normal": 28, "large": 36}
_WRAPPED_EDGE = 14
_ICON_TOKENS = {
    "primary": "accent.onFill",
    "long": "accent.onFill",
    "short": "accent.onFill",
    "danger": "side.short.text",
    "quiet": "text.secondary",
}


class Button(QPushButton):
    """One push button of the house."""

    def __init__(
        self,
        text: str = "",
        kind: ButtonKind = "default",
        *,
        name: str,
        icon: str = "",
        mini: bool = False,
        large: bool = False,
        accessible: str = "",
        parent: QWidget | None = None,
    ) -> None:
        """Make a button; its size is mini (22), large (36) or normal (28)."""
        super().__init__(text, parent)
        size = "mini" if mini else "large" if large else "normal"
        self._icon_name = icon
        self._kind: str = kind
        self._busy = False
        self.setObjectName(name)
        self.setAccessibleName(accessible or text)
        self.setProperty("kind", kind)
        self.setProperty("extent", size if text else "icon")
        self.setFont((prose if "-" in text else font)("caption" if mini else "body", 500))
        self.setFixedHeight(_HEIGHTS[size])
        tab_stop(self)
        self.setIconSize(QSize(14, 14) if mini else QSize(16, 16))
        if not text:
            self.setFixedWidth(_HEIGHTS[size])
        give_ring(self)
        self._tint()
        theme_signals.changed.connect(self._on_theme_changed)

    def set_icon_name(self, name: str) -> None:
        """Show another icon of the house."""
        if name != self._icon_name:
            self._icon_name = name
            self._tint()

    def set_kind(self, kind: ButtonKind) -> None:
        """Change what the button means."""
        if kind == self._kind:
            return
        self._kind = kind
        set_look(self, "kind", kind)
        self._tint()

    def set_busy(self, is_busy: bool) -> None:
        """Keep the width, show an open ring and take no clicks while busy."""
        if is_busy == self._busy:
            return
        self._busy = is_busy
        if is_busy:
            self.setMinimumWidth(self.width())
        else:
            self.setMinimumWidth(0 if self.text() else self.height())
        self.setAttribute(Qt.WidgetAttribute.WA_TransparentForMouseEvents, is_busy)
        self._tint()

    @property
    def is_busy(self) -> bool:
        """Whether work this button started is still running."""
        return self._busy

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Return presses it too."""
        if not pressed_by(self, event):
            super().keyPressEvent(event)

    def setMenu(self, menu: QMenu) -> None:  # noqa: N802 - Qt's name
        """Open a menu when pressed."""
        super().setMenu(menu)
        menu.aboutToHide.connect(self._on_menu_closed)

    @Slot()
    def _on_menu_closed(self) -> None:
        """The pointer left while the menu was open, of which Qt tells the button nothing: it would stay lit."""
        if not self.rect().contains(self.mapFromGlobal(QCursor.pos())):
            self.setAttribute(Qt.WidgetAttribute.WA_UnderMouse, False)
            self.update()

    def sizeHint(self) -> QSize:
        """Leave room between icon and text."""
        hint = super().sizeHint()
        return QSize(hint.width() + (4 if self._icon_name and self.text() else 0), hint.height())

    def _tint(self) -> None:
        name = "busy" if self._busy else self._icon_name
        if name:
            self.setIcon(icon(name, _ICON_TOKENS.get(self._kind, "text.primary"), self.iconSize().width()))

    @Slot(object)
    def _on_theme_changed(self, _theme: object) -> None:
        self._tint()


def wrap(button: Button, width: int) -> None:
    """Break the words of a button into lines so that it fits this width, and let it grow in height."""
    layout = QTextLayout(button.text(), button.font())
    layout.beginLayout()
    lines: list[str] = []
    while (line := layout.createLine()).isValid():
        line.setLineWidth(width - 2 * _WRAPPED_EDGE)
        lines.append(button.text()[line.textStart() : line.textStart() + line.textLength()].strip())
    layout.endLayout()
    button.setText("\n".join(lines))
    height = _HEIGHTS["large"] + (len(lines) - 1) * QFontMetrics(button.font()).lineSpacing()
    button.setFixedSize(width, height)


class PrimaryButton(Button):
    """The one primary button of a view."""

    def __init__(self, text: str, *, name: str, icon: str = "", large: bool = True, accessible: str = "") -> None:
        """Make a filled button, 36 high unless `large` is off."""
        super().__init__(text, "primary", name=name, icon=icon, large=large, accessible=accessible)
