"""Where the parts of the Desk stand: shown, folded, left or right, in a window of their own; kept and named."""

from __future__ import annotations

from collections.abc import Callable, Sequence

import msgspec
from PySide6.QtCore import QObject, QRect, Qt, Signal, Slot
from PySide6.QtGui import QCloseEvent, QGuiApplication
from PySide6.QtWidgets import QBoxLayout, QSplitter, QVBoxLayout, QWidget

from trainer.core.language import english, tr
from trainer.core.settings import DeskLayout
from trainer.ui.components.cards import grounded

TICKET, PANELS = "ticket", "panels"
_TITLES = {TICKET: english("Ticket"), PANELS: english("Panels")}
_SMALLEST_PANELS = 120
_GRIP = 48
"""Pixels of a window that must lie on a screen, so that it can be taken and moved."""


class FloatingPart(QWidget):
    """A part of the Desk in a window of its own; closing it puts the part back."""

    closed = Signal(str)

    def __init__(self, part: str, widget: QWidget, place: QRect, parent: QWidget) -> None:
        """Take the widget."""
        super().__init__(parent, Qt.WindowType.Window)
        self.setObjectName(f"floating_{part}")
        self.setWindowTitle(
            tr("Cascade: {part}").format(part=tr(_TITLES[part]) if part in _TITLES else widget.accessibleName())
        )
        grounded(self, "chrome")
        self._part = part
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.addWidget(widget)
        widget.show()
        self.setGeometry(place)

    def closeEvent(self, event: QCloseEvent) -> None:
        """Give the part back before the window goes."""
        self.closed.emit(self._part)
        super().closeEvent(event)


class Arrangement(QObject):
    """Moves the ticket's column, the panels and further charts; `changed(DeskLayout)` after a change by the learner."""

    changed = Signal(object)

    def __init__(self, page: QWidget, row: QBoxLayout, splitter: QSplitter, side: QWidget, panels: QWidget) -> None:
        """`row` holds centre, rule and side in this order; `splitter` the chart above and the panels below."""
        super().__init__(page)
        self._page, self._row, self._splitter = page, row, splitter
        self._parts = {TICKET: side, PANELS: panels}
        self._docks: dict[str, Callable[[], None]] = {}
        self._floating: dict[str, FloatingPart] = {}
        self._layout = DeskLayout()
        panels.setMinimumHeight(_SMALLEST_PANELS)
        splitter.splitterMoved.connect(self._on_moved)

    @property
    def layout_now(self) -> DeskLayout:
        """How everything stands."""
        places = {part: window.geometry() for part, window in self._floating.items()}
        return DeskLayout(
            panels=self._layout.panels,
            ticket=self._layout.ticket,
            ticket_left=self._layout.ticket_left,
            panel_height=self._layout.panel_height,
            floating={part: (at.x(), at.y(), at.width(), at.height()) for part, at in places.items()},
        )

    @property
    def charts(self) -> dict[str, str]:
        """Further charts there are: part and its name."""
        return {part: self._parts[part].accessibleName() for part in self._docks}

    def add_chart(self, part: str, chart: QWidget, dock: Callable[[], None]) -> None:
        """A further chart came; `dock` puts it back among the others. Where it was left in a window, it is in one."""
        self._parts[part], self._docks[part] = chart, dock
        if part in self._layout.floating:
            self._float(part, QRect(*self._layout.floating[part]))

    def drop_chart(self, part: str) -> None:
        """A further chart went."""
        window = self._floating.pop(part, None)
        del self._parts[part], self._docks[part]
        if window is not None:
            window.hide()
            window.deleteLater()
            self._layout = _with(self._layout, floating=self.layout_now.floating)
            self.changed.emit(self.layout_now)

    def is_floating(self, part: str) -> bool:
        """Whether a part stands in a window of its own."""
        return part in self._floating

    def follow(self, *, is_shown: bool) -> None:
        """Windows of parts are seen only while the page is."""
        for part, window in self._floating.items():
            window.setVisible(is_shown and self._is_wanted(part))
        if self._floating and not is_shown:
            self.changed.emit(self.layout_now)  # where the windows were left

    def bring(self, part: str) -> None:
        """Show the window of a floating part, also where the learner put it away: there is something to read in it."""
        window = self._floating.get(part)
        if window is not None:
            window.show()
            window.raise_()
            window.activateWindow()

    def put_away(self, part: str) -> None:
        """Hide the window of a floating part again where the learner had put it away."""
        window = self._floating.get(part)
        if window is not None:
            window.setVisible(self._page.isVisible() and self._is_wanted(part))

    def _is_wanted(self, part: str) -> bool:
        return {TICKET: self._layout.ticket, PANELS: self._layout.panels}.get(part, True)

    def apply(self, layout: DeskLayout) -> None:
        """Lay everything out so, without a signal."""
        self._layout = layout
        for part in tuple(self._parts):
            if part in layout.floating and part not in self._floating:
                self._float(part, QRect(*layout.floating[part]))
            elif part not in layout.floating and part in self._floating:
                self._dock(part)
        if TICKET not in self._floating:
            self._place_ticket(is_left=layout.ticket_left)
        for part, is_shown in ((TICKET, layout.ticket), (PANELS, layout.panels)):
            window = self._floating.get(part)
            (window or self._parts[part]).setVisible(is_shown)
        whole = max(self._splitter.height(), 2 * layout.panel_height)
        self._splitter.setSizes([whole - layout.panel_height, layout.panel_height])

    # gestures

    def toggle(self, part: str) -> None:
        """Show or hide a part."""
        layout = self.layout_now
        shown = not (layout.ticket if part == TICKET else layout.panels)
        self._take(_with(layout, **{part: shown}))

    @Slot(str)
    def toggle_floating(self, part: str) -> None:
        """Give a part a window of its own, or put it back."""
        layout = self.layout_now
        floating = dict(layout.floating)
        if part in floating:
            del floating[part]
        else:
            widget = self._parts[part]
            corner = widget.mapToGlobal(widget.rect().topLeft())
            floating[part] = (corner.x() + 24, corner.y() + 24, max(widget.width(), 320), max(widget.height(), 240))
        self._take(_with(layout, floating=floating, **_shown(part)))

    def swap_sides(self) -> None:
        """The ticket to the other side of the chart."""
        self._take(_with(self.layout_now, ticket_left=not self._layout.ticket_left))

    def choose(self, layout: DeskLayout) -> None:
        """A kept layout, or the first one again."""
        self._take(layout)

    def _take(self, layout: DeskLayout) -> None:
        self.apply(layout)
        self.changed.emit(self.layout_now)

    @Slot(int, int)
    def _on_moved(self, _place: int, _index: int) -> None:
        height = self._splitter.sizes()[1] if self._splitter.count() > 1 else 0
        if height:
            self._layout = _with(self._layout, panel_height=height)
            self.changed.emit(self.layout_now)

    # windows

    def _float(self, part: str, place: QRect) -> None:
        screens = [screen.availableGeometry() for screen in QGuiApplication.screens()]
        place = reachable(place, screens, self._page.screen().availableGeometry())
        window = FloatingPart(part, self._parts[part], place, self._page)
        window.closed.connect(self._on_closed)
        for holder in (self._page, self._page.window()):
            window.addActions(holder.actions())
        self._floating[part] = window
        window.setVisible(self._page.isVisible())

    def _dock(self, part: str) -> None:
        window, widget = self._floating.pop(part), self._parts[part]
        if part in self._docks:
            self._docks[part]()
        elif part == TICKET:
            self._place_ticket(is_left=self._layout.ticket_left)
        else:
            self._splitter.addWidget(widget)
        widget.show()
        window.hide()
        window.deleteLater()

    def _place_ticket(self, *, is_left: bool) -> None:
        side = self._parts[TICKET]
        self._row.removeWidget(side)
        self._row.insertWidget(0 if is_left else self._row.count(), side)

    @Slot(str)
    def _on_closed(self, part: str) -> None:
        if part in self._floating:
            layout = self.layout_now
            floating = {name: place for name, place in layout.floating.items() if name != part}
            self._take(_with(layout, floating=floating, **_shown(part)))


def reachable(place: QRect, screens: Sequence[QRect], home: QRect) -> QRect:
    """The place of a window if its upper edge can be taken on some screen, else the same size on the home screen."""
    edge = QRect(place.x(), place.y(), place.width(), _GRIP)
    for screen in screens:
        part = screen.intersected(edge)
        if part.width() >= _GRIP and part.height() >= _GRIP // 2:
            return place
    return QRect(home.topLeft(), place.size().boundedTo(home.size()))


def _shown(part: str) -> dict[str, object]:
    return {part: True} if part in _TITLES else {}


def _with(layout: DeskLayout, **changes: object) -> DeskLayout:
    return msgspec.structs.replace(layout, **changes)
