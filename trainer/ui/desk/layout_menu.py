"""The button that arranges the Desk: parts on and off, windows of their own, kept layouts."""

from __future__ import annotations

from collections.abc import Mapping

from PySide6.QtCore import Qt, Signal, Slot
from PySide6.QtGui import QAction
from PySide6.QtWidgets import QMenu

from trainer.core.language import tr
from trainer.core.settings import DeskLayout
from trainer.ui.components.buttons import Button
from trainer.ui.components.name_dialog import NameDialog
from trainer.ui.desk.arrangement import PANELS, TICKET, Arrangement


class LayoutButton(Button):
    """Signal `layouts_changed(dict)` when a layout was kept or removed."""

    layouts_changed = Signal(object)

    def __init__(self) -> None:
        """Nothing to arrange before `bind`."""
        super().__init__("", "quiet", name="layout", icon="rectangle", accessible=tr("Arrange the Desk"))
        self.setToolTip(tr("Arrange the Desk"))
        self._arrangement: Arrangement | None = None
        self._layouts: dict[str, DeskLayout] = {}
        self._menu = QMenu(self)
        self._remove = QMenu(tr("Remove a layout"), self)
        self._menu.aboutToShow.connect(self._fill)
        self._menu.triggered.connect(self._on_action)
        self.setMenu(self._menu)

    def bind(self, arrangement: Arrangement, layouts: Mapping[str, DeskLayout]) -> None:
        """Arrange this Desk and offer these layouts."""
        self._arrangement, self._layouts = arrangement, dict(layouts)
        self._fill()

    @Slot()
    def _fill(self) -> None:
        assert self._arrangement is not None
        now, menu = self._arrangement.layout_now, self._menu
        menu.clear()
        for text, data, is_on in (
            (tr("Show the ticket"), ("show", TICKET), now.ticket),
            (tr("Show the panels"), ("show", PANELS), now.panels),
            (tr("Ticket on the left"), ("side", ""), now.ticket_left),
            (tr("Ticket in a window of its own"), ("float", TICKET), TICKET in now.floating),
            (tr("Panels in a window of their own"), ("float", PANELS), PANELS in now.floating),
            *(
                (tr("{name} in a window of its own").format(name=name), ("float", part), part in now.floating)
                for part, name in self._arrangement.charts.items()
            ),
        ):
            action = menu.addAction(text)
            action.setCheckable(True)
            action.setChecked(is_on)
            action.setData(data)
        menu.addSeparator()
        for name in self._layouts:
            menu.addAction(name).setData(("use", name))
        menu.addAction(tr("Keep this layout")).setData(("keep", ""))
        self._remove.clear()
        for name in self._layouts:
            self._remove.addAction(name).setData(("remove", name))
        if self._layouts:
            menu.addMenu(self._remove)
        menu.addAction(tr("Reset the layout")).setData(("reset", ""))

    @Slot(QAction)
    def _on_action(self, action: QAction) -> None:
        arrangement = self._arrangement
        assert arrangement is not None
        what, name = action.data()
        match what:
            case "show":
                arrangement.toggle(name)
            case "side":
                arrangement.swap_sides()
            case "float":
                arrangement.toggle_floating(name)
            case "use":
                arrangement.choose(self._layouts[name])
            case "remove":
                self._set({known: layout for known, layout in self._layouts.items() if known != name})
            case "reset":
                arrangement.choose(DeskLayout())
            case _:
                self.ask_name()

    def ask_name(self) -> None:
        """Ask what to call the layout as it stands."""
        words = tr("Kept are what is shown, on which side, the panels' height and windows of their own.")
        dialog = NameDialog(tr("Keep a layout"), words, list(self._layouts), self.window())
        dialog.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        dialog.given.connect(self.keep)
        dialog.open()

    @Slot(str)
    def keep(self, name: str) -> None:
        """Keep the layout under a name."""
        assert self._arrangement is not None
        self._set(self._layouts | {name: self._arrangement.layout_now})

    def _set(self, layouts: dict[str, DeskLayout]) -> None:
        self._layouts = layouts
        self.layouts_changed.emit(layouts)
