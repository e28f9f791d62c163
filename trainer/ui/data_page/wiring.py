"""The Data page in the window: built when first shown, told of the scenarios there are, asked for a download."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Slot
from PySide6.QtWidgets import QWidget

from trainer.core.language import tr
from trainer.ui.shell import MainWindow

if TYPE_CHECKING:
    from trainer.scenarios.roots import Found
    from trainer.ui.data_page.page import DataPage

PAGE = "data"
Look = Callable[[bool], "Found | None"]
"""The scenarios there are, with True looked for again; None where they cannot be read, which was said already."""


class DataWiring(QObject):
    """Joins window, folder and page."""

    def __init__(self, window: MainWindow, home: Path, look: Look, parent: QObject) -> None:
        """Register the page; nothing of it is imported before it is shown."""
        super().__init__(parent)
        self._window, self._home, self._look = window, home, look
        self.page: DataPage | None = None
        window.add_page(PAGE, tr("Data"), "data", self._build)
        window.page_shown.connect(self._on_page)
        window.closing.connect(self._on_closing)

    def _build(self) -> QWidget:
        from trainer.presenters.data import DataPresenter
        from trainer.ui.data_page.page import DataPage

        self.page = DataPage(DataPresenter(self._home))
        self.page.changed.connect(self._on_changed)
        self.page.told.connect(self._window.toasts.show_toast)
        return self.page

    def busy_with(self) -> str:
        """Why the window should not be made anew now, or nothing."""
        shown = None if self.page is None else self.page.presenter
        if shown is not None and shown.draft.view is not None and shown.draft.view.is_changed:
            return tr("The language changes when Cascade is opened the next time: a draft is open in the editor.")
        if shown is not None and shown.downloads.is_busy:
            return tr("The language changes when Cascade is opened the next time: a download is under way.")
        return ""

    @Slot(str)
    def show_download(self, scenario_id: str) -> None:
        """Lead to what a scenario needs before it can be played."""
        self._window.show_page(PAGE)
        if self.page is not None:
            self.page.show_download(scenario_id)

    @Slot(str)
    def _on_page(self, page_id: str) -> None:
        if page_id == PAGE:
            self._show(again=False)

    @Slot(str)
    def _on_changed(self, _scenario_id: str) -> None:
        self._show(again=True)

    def _show(self, *, again: bool) -> None:
        found = self._look(again)
        if found is not None and self.page is not None:
            self.page.presenter.show_scenarios(found)

    @Slot()
    def _on_closing(self) -> None:
        if self.page is not None:
            self.page.presenter.close()
