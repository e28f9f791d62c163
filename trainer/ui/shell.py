"""The main window: the navigation rail and a stack of pages that are built when first shown.

`add_page(id, title, icon, widget_or_factory, key, at_foot=)`, `show_page(id)`, `set_page(id, widget)`, signals
`page_shown(str)`, `keys_requested()`, `palette_requested()`, `theme_toggled()`, `closing()`; `state_text()` and
`restore_state_text(text)` remember the window's place. Nothing heavy is imported here: the first paint comes before
numpy and the store.
"""

from __future__ import annotations

import base64
import binascii
from collections.abc import Callable
from dataclasses import dataclass

from PySide6.QtCore import QByteArray, QSize, Qt, Signal, Slot
from PySide6.QtGui import QAction, QCloseEvent, QKeySequence
from PySide6.QtWidgets import QApplication, QHBoxLayout, QMainWindow, QStackedWidget, QVBoxLayout, QWidget

from trainer.ui.actions import ROWS, WINDOW_ACTIONS, KeyMap, build_actions
from trainer.ui.components.banner import Banner
from trainer.ui.components.cards import grounded
from trainer.ui.components.rail import Rail
from trainer.ui.components.toasts import ToastHost

FIRST_SIZE = QSize(1440, 900)
SMALLEST_SIZE = QSize(960, 600)
PageSource = QWidget | Callable[[], QWidget]


@dataclass(slots=True)
class _Page:
    """A page and, until it is first shown, how to build it."""

    title: str
    key: str
    source: PageSource
    widget: QWidget | None = None


class MainWindow(QMainWindow):
    """Rail left, pages right; knows nothing of what the pages do."""

    page_shown = Signal(str)
    keys_requested = Signal()
    palette_requested = Signal()
    theme_toggled = Signal()
    closing = Signal()

    def __init__(self) -> None:
        """An empty window of 1440 x 900, or less where the screen is smaller."""
        super().__init__()
        self.setObjectName("main_window")
        self.setWindowTitle("Cascade")
        room = self.screen().availableGeometry().size()
        self.setMinimumSize(SMALLEST_SIZE.boundedTo(room))  # a large text leaves less of a small screen
        self._pages: dict[str, _Page] = {}
        self._current = ""
        self.rail = Rail(name="rail")
        self.rail.add_command("keys", ROWS["keys"].words, "keyboard")
        self.rail.chosen.connect(self._on_rail)
        self.stack = QStackedWidget()
        self.stack.setObjectName("pages")
        self.banner = Banner(name="banner")
        self._lay_out()
        self.toasts = ToastHost(self.stack)
        self.actions_by_id = build_actions(self, WINDOW_ACTIONS)
        self.take_keys(KeyMap())
        self.resize(FIRST_SIZE.boundedTo(self.screen().availableGeometry().size()))

    def _lay_out(self) -> None:
        middle = QWidget()
        grounded(middle, "page")
        column = QVBoxLayout()
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        column.addWidget(self.banner)
        column.addWidget(self.stack, 1)
        row = QHBoxLayout(middle)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(0)
        row.addWidget(self.rail)
        row.addLayout(column, 1)
        self.setCentralWidget(middle)

    def add_page(
        self, page_id: str, title: str, icon: str, source: PageSource, key: str = "", *, at_foot: bool = False
    ) -> None:
        """Register a page; a factory is called when the page is first shown. Without a key it gets the next of F2..F8.

        Raises ValueError for an id that is taken.
        """
        if page_id in self._pages:
            raise ValueError(f"There is a page {page_id} already")
        key = key or self._free_key()
        page = _Page(title, key, source)
        self._pages[page_id] = page
        self.rail.add_button(page_id, title, icon, key, at_foot=at_foot)
        if key:
            action = QAction(title, self)
            action.setObjectName(f"action_page_{page_id}")
            action.setShortcut(QKeySequence(key))
            action.setData(page_id)
            action.triggered.connect(self._on_page_action)
            self.addAction(action)

    def page_ids(self) -> tuple[str, ...]:
        """Ids of all pages in their order."""
        return tuple(self._pages)

    def current_page(self) -> str:
        """Id of the page that is shown, or nothing."""
        return self._current

    def page(self, page_id: str) -> QWidget:
        """The widget of a page, built now if it was not yet; raises KeyError for an unknown id."""
        page = self._pages[page_id]
        if page.widget is None:
            self._take(page, page.source if isinstance(page.source, QWidget) else page.source())
        assert page.widget is not None
        return page.widget

    def is_built(self, page_id: str) -> bool:
        """Whether a page's widget exists; raises KeyError for an unknown id."""
        return self._pages[page_id].widget is not None

    def set_page(self, page_id: str, widget: QWidget) -> None:
        """Put another widget in a page's place and delete the one before; raises KeyError for an unknown id."""
        page = self._pages[page_id]
        before = page.widget
        self._take(page, widget)
        if self._current == page_id:
            self.stack.setCurrentWidget(widget)
        if before is not None and before is not widget:
            self.stack.removeWidget(before)
            before.deleteLater()

    def show_page(self, page_id: str) -> None:
        """Show a page at once and give it the keyboard; raises KeyError for an unknown id."""
        widget = self.page(page_id)
        self.rail.show_current(page_id)
        self.stack.setCurrentWidget(widget)
        widget.setFocus(Qt.FocusReason.OtherFocusReason)
        if page_id != self._current:
            self._current = page_id
            self.page_shown.emit(page_id)

    def keys(self) -> tuple[tuple[str, str], ...]:
        """Every key of the window itself and what it does."""
        pages = tuple((page.key, page.title) for page in self._pages.values() if page.key)
        return pages + tuple((action.key, action.row.words) for action in self.actions_by_id.values())

    @property
    def front(self) -> QWidget:
        """The active one of the windows in which the keys of this one work, else this one: dialogs stand over it."""
        active = QApplication.activeWindow()
        return active if active is not None and self.actions_by_id["keys"] in active.actions() else self

    def page_rows(self) -> tuple[tuple[str, str, str], ...]:
        """Id, key and title of every page."""
        return tuple((page_id, page.key, page.title) for page_id, page in self._pages.items())

    def take_keys(self, keys: KeyMap) -> None:
        """Follow another map of keys; those of the pages stay F2 to F8."""
        for action in self.actions_by_id.values():
            action.take_keys(keys)
        self.rail.show_key("keys", keys.key_of("keys"))

    def state_text(self) -> str:
        """Size, place and screen of the window as plain text."""
        return base64.b64encode(self.saveGeometry().data()).decode("ascii")

    def restore_state_text(self, text: str) -> bool:
        """Take size and place from `state_text`; False, and nothing changed, for any other text."""
        try:
            raw = base64.b64decode(text.encode("ascii"), validate=True)
        except (binascii.Error, UnicodeEncodeError):
            return False
        return bool(raw) and self.restoreGeometry(QByteArray(raw))

    def closeEvent(self, event: QCloseEvent) -> None:
        """Tell whoever keeps the session before the window goes."""
        self.closing.emit()
        super().closeEvent(event)

    @Slot()
    def request_keys(self) -> None:
        """Ask for the sheet of keys."""
        self.keys_requested.emit()

    @Slot()
    def request_palette(self) -> None:
        """Ask for the command palette."""
        self.palette_requested.emit()

    @Slot()
    def request_theme_toggle(self) -> None:
        """Ask for the other theme."""
        self.theme_toggled.emit()

    @Slot()
    def toggle_full_screen(self) -> None:
        """Let the window in front take the whole screen, or give it back."""
        self.front.setWindowState(self.front.windowState() ^ Qt.WindowState.WindowFullScreen)

    def _take(self, page: _Page, widget: QWidget) -> None:
        page.widget = widget
        page.source = widget
        if self.stack.indexOf(widget) < 0:
            self.stack.addWidget(widget)

    def _free_key(self) -> str:
        taken = {page.key for page in self._pages.values()}
        return next((f"F{number}" for number in range(2, 9) if f"F{number}" not in taken), "")

    @Slot(str)
    def _on_rail(self, button_id: str) -> None:
        if button_id in self._pages:
            self.show_page(button_id)
        else:
            self.request_keys()

    @Slot()
    def _on_page_action(self) -> None:
        action = self.sender()
        if isinstance(action, QAction):
            self.show_page(str(action.data()))
