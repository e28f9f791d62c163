"""The Data page: candles, downloads, own scenarios under three tabs; files may be dropped anywhere on it.

Signals: `changed(str)` with a scenario's id when Home has to look at the folders again, `told(str)` for a toast.
"""

from __future__ import annotations

from pathlib import Path

from PySide6.QtCore import Qt, Signal, Slot
from PySide6.QtGui import QDragEnterEvent, QDropEvent, QResizeEvent
from PySide6.QtWidgets import QFrame, QHBoxLayout, QMessageBox, QScrollArea, QVBoxLayout, QWidget

from trainer.core.language import english, tr
from trainer.presenters.data import DataPresenter
from trainer.presenters.data_views import DownloadView
from trainer.ui.components.cards import grounded
from trainer.ui.components.icon_label import IconLabel
from trainer.ui.components.labels import Label
from trainer.ui.components.tabs import TabBar
from trainer.ui.data_page.candles_panel import CandlesPanel
from trainer.ui.data_page.downloads_panel import DownloadsPanel
from trainer.ui.data_page.editor import WIDEST, DraftEditor
from trainer.ui.data_page.import_dialog import ImportDialog
from trainer.ui.data_page.scenarios_panel import ScenariosPanel

_TABS = (
    ("candles", english("Candles")), ("downloads", english("Downloads")),
    ("scenarios", english("Own scenarios")), ("editor", english("Editor")),
)  # fmt: skip
_HEAD, _MARGIN = 64, 32


class DataPage(QScrollArea):
    """Joins the presenters of the data folder with their panels."""

    changed = Signal(str)
    told = Signal(str)

    def __init__(self, presenter: DataPresenter) -> None:
        """Show the library."""
        super().__init__()
        self.setObjectName("data_page")
        self.setAccessibleName(tr("Data"))
        self.setWidgetResizable(True)
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setAcceptDrops(True)
        self.presenter = presenter
        presenter.setParent(self)
        self.dialog: ImportDialog | None = None
        self._waiting: list[Path] = []
        self._pack = Path()
        self._after: tuple[str, str] = ("leave", "")
        self.tabs = TabBar([(tab, tr(words)) for tab, words in _TABS], name="data_tabs", accessible=tr("Data"))
        self.candles = CandlesPanel(presenter.candles)
        self.downloads = DownloadsPanel(presenter.downloads)
        self.scenarios = ScenariosPanel(presenter.scenarios)
        self.editor = DraftEditor(presenter.draft)
        self._panels: dict[str, QWidget] = {
            "candles": self.candles, "downloads": self.downloads, "scenarios": self.scenarios, "editor": self.editor,
        }  # fmt: skip
        self._trouble = IconLabel("", "close", "short", name="data_trouble", role="body", wraps=True)
        self._trouble.setVisible(False)
        self._head = QWidget(self)
        self._lay_out()
        self._connect()
        self.tabs.show_tab("editor", is_there=False)
        self.show_tab("candles")

    def _lay_out(self) -> None:
        ground = QWidget()
        grounded(ground, "page")
        column = QVBoxLayout(ground)
        column.setContentsMargins(_MARGIN, 4, _MARGIN, 24)
        column.setSpacing(12)
        column.addWidget(self._trouble)
        for panel in self._panels.values():
            column.addWidget(panel)
        self.setWidget(ground)
        grounded(self._head, "page")
        row = QHBoxLayout(self._head)
        row.setContentsMargins(_MARGIN, 16, _MARGIN, 4)
        row.addWidget(Label(tr("Data"), "pageTitle", name="data_title"))
        row.addSpacing(24)
        row.addWidget(self.tabs)
        row.addSpacing(16)
        row.addWidget(self.editor.bar, 1_000)
        row.addStretch(1)
        self.setViewportMargins(0, _HEAD, 0, 0)
        QWidget.setTabOrder(self, self.tabs)

    def resizeEvent(self, event: QResizeEvent) -> None:
        """The head keeps its place above what scrolls."""
        super().resizeEvent(event)
        self._head.setGeometry(0, 0, min(self.width(), WIDEST + 2 * _MARGIN), _HEAD)

    def _connect(self) -> None:
        self.tabs.chosen.connect(self.show_tab)
        self.presenter.downloads.view_changed.connect(self._on_downloads)
        self.candles.file_chosen.connect(self.import_file)
        self.candles.scenario_asked.connect(self.make_scenario)
        self.scenarios.pack_chosen.connect(self.import_pack)
        self.scenarios.series_asked.connect(self._on_series_asked)
        self.scenarios.edit_asked.connect(self.change_scenario)
        self.editor.closed.connect(self._on_editor_closed)
        self.editor.leave_asked.connect(self._on_leave)
        self.presenter.draft.opened.connect(self._on_draft)
        self.presenter.draft.built.connect(self._on_built)
        self.presenter.downloads.arrived.connect(self.changed)
        self.presenter.scenarios.changed.connect(self.changed)
        self.presenter.scenarios.replace_asked.connect(self._on_replace_asked)
        for teller in (self.presenter.candles.told, self.presenter.downloads.told, self.presenter.scenarios.told):
            teller.connect(self._on_told)
        for trouble in (
            self.presenter.candles.trouble, self.presenter.scenarios.trouble, self.presenter.draft.trouble,
        ):  # fmt: skip
            trouble.connect(self.show_trouble)

    @Slot(object)
    def _on_downloads(self, views: tuple[DownloadView, ...]) -> None:
        missing = sum(view.state != "ready" for view in views)
        self.tabs.show_count("downloads", missing or None)

    @Slot(str)
    def show_tab(self, tab: str) -> None:
        """Show a panel; the editor is a tab while a draft is open."""
        for name, panel in self._panels.items():
            panel.setVisible(name == tab)
        self.editor.bar.setVisible(tab == "editor")
        self.tabs.choose(tab)
        self.show_trouble("")
        self.verticalScrollBar().setValue(0)
        # a hidden panel gives the keyboard to whatever comes next, which may be the rail
        (self.editor.fields["title"] if tab == "editor" else self.tabs).setFocus()

    def show_download(self, scenario_id: str) -> None:
        """Lead to what a scenario needs."""
        self.show_tab("downloads")
        row = self.downloads.focus(scenario_id)
        if row is not None:
            self.ensureWidgetVisible(row, 0, 60)

    @Slot(object)
    def import_file(self, path: Path) -> None:
        """Look at a file and show what is found; a pack goes its own way."""
        if self.presenter.is_pack(path):
            self.import_pack(path)
            return
        if self.dialog is not None:
            self.dialog.deleteLater()
        self.presenter.candles.look(path)
        self.dialog = ImportDialog(self.presenter.candles, self.window())
        self.dialog.finished.connect(self._on_file_left)
        self.dialog.open()

    @Slot(object)
    def import_pack(self, path: Path) -> None:
        """Bring a pack in."""
        self.show_tab("scenarios")
        self.presenter.scenarios.bring(path)

    @Slot(str)
    def make_scenario(self, series_id: str) -> None:
        """Open the editor on a series, after asking where a draft would be lost."""
        self._leave_draft("make", series_id)

    @Slot(str)
    def change_scenario(self, scenario_id: str) -> None:
        """Open a scenario that was made here again; the same question comes first."""
        self._leave_draft("change", scenario_id)

    def _leave_draft(self, after: str, subject: str) -> None:
        """Go on at once where nothing was typed since a draft was opened."""
        self._after = (after, subject)
        view = self.presenter.draft.view
        if view is None or not view.is_changed:
            self._go_on()
            return
        box = self._box("leave_box", tr("Leave a draft"))
        box.setText(tr("Leave {draft}? What was typed in it is lost.").format(draft=view.draft.id))
        box.setStandardButtons(QMessageBox.StandardButton.Discard | QMessageBox.StandardButton.Cancel)
        box.setDefaultButton(QMessageBox.StandardButton.Cancel)
        box.buttonClicked.connect(self._on_leave_answered)
        box.open()

    def _go_on(self) -> None:
        after, subject = self._after
        if after == "make":
            self.presenter.open_draft(subject)
        elif after == "change":
            self.presenter.draft.reopen(subject)
        else:
            self.presenter.draft.leave()

    @Slot()
    def _on_leave(self) -> None:
        self._leave_draft("leave", "")

    @Slot(object)
    def _on_leave_answered(self, button: object) -> None:
        box = self.sender()
        if isinstance(box, QMessageBox) and button is box.button(QMessageBox.StandardButton.Discard):
            self._go_on()

    @Slot()
    def _on_draft(self) -> None:
        self.tabs.show_tab("editor", is_there=True)
        self.show_tab("editor")

    def _box(self, name: str, title: str) -> QMessageBox:
        """A question in plain text that goes away by itself."""
        box = QMessageBox(self.window())
        box.setObjectName(name)
        box.setWindowTitle(title)
        box.setTextFormat(Qt.TextFormat.PlainText)
        box.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        return box

    @Slot(str)
    def show_trouble(self, sentence: str) -> None:
        """Say what could not be done; nothing takes the line away."""
        self._trouble.show_text(sentence, "close", "short")
        self._trouble.setVisible(bool(sentence))

    def dragEnterEvent(self, event: QDragEnterEvent) -> None:
        """Take files."""
        if any(url.isLocalFile() for url in event.mimeData().urls()):
            event.acceptProposedAction()

    def dropEvent(self, event: QDropEvent) -> None:
        """Look at the files that were dropped, one after the other."""
        paths = [Path(url.toLocalFile()) for url in event.mimeData().urls() if url.isLocalFile()]
        event.acceptProposedAction()
        if paths:
            self._waiting = paths[1:]
            self.import_file(paths[0])

    @Slot()
    def _on_file_left(self) -> None:
        """The next of several files that were dropped."""
        if self._waiting:
            self.import_file(self._waiting.pop(0))

    @Slot()
    def _on_series_asked(self) -> None:
        self.show_tab("candles")
        self.candles.table.setFocus()

    @Slot()
    def _on_editor_closed(self) -> None:
        if self.editor.isVisibleTo(self):
            self.show_tab("candles")
        self.tabs.show_tab("editor", is_there=False)

    @Slot(str)
    def _on_built(self, scenario_id: str) -> None:
        self.show_tab("scenarios")
        self.changed.emit(scenario_id)
        self.told.emit(tr("{title} stands on Home now.").format(title=scenario_id))

    @Slot(str, object)
    def _on_replace_asked(self, sentence: str, path: Path) -> None:
        box = self._box("replace_box", tr("Replace a scenario"))
        box.setText(tr("{fact}. Put the pack in its place?").format(fact=sentence.partition(";")[0]))
        box.setStandardButtons(QMessageBox.StandardButton.Yes | QMessageBox.StandardButton.Cancel)
        box.setDefaultButton(QMessageBox.StandardButton.Cancel)
        self._pack = path
        box.buttonClicked.connect(self._on_replace_answered)
        box.open()

    @Slot(object)
    def _on_replace_answered(self, button: object) -> None:
        box = self.sender()
        if isinstance(box, QMessageBox) and button is box.button(QMessageBox.StandardButton.Yes):
            self.presenter.scenarios.bring(self._pack, replaces=True)

    @Slot(str)
    def _on_told(self, sentence: str) -> None:
        self.show_trouble("")
        self.told.emit(sentence)
