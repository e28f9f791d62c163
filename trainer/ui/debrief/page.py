"""The Debrief page: process and outcome side by side, then why.

Signals: `replay_requested(str)` to look at the session again, `again_requested(str)` to start its scenario anew,
`home_requested()`.
"""

from __future__ import annotations

from pathlib import Path

from PySide6.QtCore import Signal, Slot
from PySide6.QtGui import QAction, QFocusEvent, QResizeEvent
from PySide6.QtWidgets import (
    QBoxLayout,
    QFileDialog,
    QFrame,
    QHBoxLayout,
    QMenu,
    QScrollArea,
    QStackedWidget,
    QVBoxLayout,
    QWidget,
)

from trainer.core.language import tr
from trainer.presenters.debrief import DebriefPresenter
from trainer.presenters.debrief_views import DebriefView, SealedView
from trainer.session.session import Session
from trainer.ui.components.buttons import Button, PrimaryButton
from trainer.ui.components.cards import grounded
from trainer.ui.components.empty import EmptyState
from trainer.ui.components.kept_place import KeptPlace
from trainer.ui.components.labels import Label
from trainer.ui.components.menu_button import MenuButton
from trainer.ui.debrief.cards import left_column, right_column
from trainer.ui.debrief.export import KINDS, ExportError, export
from trainer.ui.debrief.sealed import SealedPage
from trainer.ui.venue_sheet import VenueSheet

_TWO_COLUMNS_FROM = 1300


class DebriefPage(QStackedWidget):
    """Binds to the presenter; empty until a session was finished."""

    replay_requested = Signal(str)
    again_requested = Signal(str)
    home_requested = Signal()

    def __init__(self, presenter: DebriefPresenter) -> None:
        """Show the presenter's view, if it has one."""
        super().__init__()
        self.setObjectName("debrief_page")
        self.setAccessibleName(tr("Debrief"))
        self._presenter = presenter
        self._shown: Session | None = None
        self._columns = QHBoxLayout()
        self._scroll = QScrollArea()
        self._scroll.setAccessibleName(tr("Debrief, scrolls"))
        self._scroll.setWidgetResizable(True)
        self._scroll.setFrameShape(QFrame.Shape.NoFrame)
        words = tr("Finish a session on the Desk, or choose one under Recent on Home.")
        empty = EmptyState("debrief", tr("Nothing to look back on yet."), name="debrief_empty", detail=words)
        go_home = Button(tr("Home"), name="debrief_to_home", icon="home")
        go_home.clicked.connect(self.home_requested)
        empty.add_action(go_home)
        self.addWidget(empty)
        self.addWidget(self._scroll)
        self.sealed = SealedPage()
        self.addWidget(self.sealed)
        self._working = Label("", "table", "secondary", name="debrief_working")
        self.sealed.graded.connect(presenter.grade)
        self.sealed.revealed.connect(presenter.reveal)
        presenter.sealed_changed.connect(self.show_sealed)
        presenter.view_changed.connect(self.show_view)
        presenter.progressed.connect(self._on_progress)
        presenter.failed.connect(self._on_failed)
        if presenter.sealed is not None:
            self.show_sealed(presenter.sealed)
        elif presenter.view is not None:
            self.show_view(presenter.view)

    @Slot(object)
    def show_sealed(self, view: SealedView) -> None:
        """Show the decisions alone."""
        self.sealed.show_view(view)
        self.setCurrentWidget(self.sealed)

    @Slot(object)
    def show_view(self, view: DebriefView) -> None:
        """Show a debrief from its top; the same one again where it was being read, with the keyboard where it was."""
        before, self._shown = self._shown, self._presenter.session
        place = KeptPlace(self._scroll, self, is_same=self.currentWidget() is self._scroll and before is self._shown)
        ground = QWidget()
        grounded(ground, "page")
        whole = QVBoxLayout(ground)
        whole.setContentsMargins(32, 20, 32, 24)
        whole.setSpacing(16)
        whole.addLayout(self._header(view))
        self._columns = QHBoxLayout()
        self._columns.setSpacing(16)
        self._columns.addLayout(left_column(view, self._on_venue), 68)
        self._columns.addLayout(right_column(view), 32)
        self._fold()
        whole.addLayout(self._columns)
        whole.addStretch(1)
        self._scroll.setWidget(ground)
        self.setCurrentWidget(self._scroll)
        place.give_back(ground)

    def focusInEvent(self, event: QFocusEvent) -> None:
        """Hand the keyboard to what scrolls."""
        super().focusInEvent(event)
        shown = self.currentWidget()
        if isinstance(shown, QScrollArea):
            shown.setFocus(event.reason())

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Fold where tables would have no room for their words."""
        super().resizeEvent(event)
        self._fold()

    def _fold(self) -> None:
        is_wide = self.width() >= _TWO_COLUMNS_FROM
        self._columns.setDirection(QBoxLayout.Direction.LeftToRight if is_wide else QBoxLayout.Direction.TopToBottom)

    def _header(self, view: DebriefView) -> QHBoxLayout:
        words = QVBoxLayout()
        words.setSpacing(2)
        words.addWidget(Label(view.title, "pageTitle", name="debrief_title"))
        words.addWidget(Label(view.subtitle, "table", "secondary", name="debrief_subtitle", wraps=True))
        text = tr("Working out prices, and the same bars traded otherwise.") if self._presenter.is_busy else ""
        self._working = Label(text, "table", "secondary", name="debrief_working")
        working = QHBoxLayout()
        working.setSpacing(8)
        working.addWidget(self._working)
        if text:
            stop = Button(tr("Stop"), "quiet", name="debrief_stop", icon="close", mini=True)
            stop.setAccessibleDescription(tr("Leave it undone; opening this debrief again goes on with it"))
            stop.clicked.connect(self._presenter.give_up)
            working.addWidget(stop)
        else:
            self._working.hide()
        working.addStretch(1)
        words.addLayout(working)
        look = Button(tr("Look at the chart"), name="debrief_replay", icon="desk")
        again = PrimaryButton(tr("Practise again"), name="debrief_again", icon="play", large=False)
        look.clicked.connect(self._on_replay)
        again.clicked.connect(self._on_again)
        row = QHBoxLayout()
        row.setSpacing(8)
        row.addLayout(words, 1)
        row.addWidget(self._export_button())
        row.addWidget(look)
        row.addWidget(again)
        return row

    def _export_button(self) -> MenuButton:
        button = MenuButton(tr("Export"), name="debrief_export", icon="export")
        menu = QMenu(button)
        for kind, words in KINDS:
            action = menu.addAction(tr(words))
            action.setObjectName(f"export_{kind}")
            action.setData(kind)
        menu.triggered.connect(self._on_export)
        button.setMenu(menu)
        return button

    @Slot(QAction)
    def _on_export(self, action: QAction) -> None:
        session, kind = self._presenter.session, str(action.data())
        if session is None:
            return
        name = f"debrief-{session.session_id}.{kind}"
        path, _ = QFileDialog.getSaveFileName(
            self, tr("Export: {action}").format(action=action.text()), name, f"*.{kind}"
        )
        if path:
            self.write(kind, Path(path))

    def write(self, kind: str, path: Path) -> None:
        """Write the debrief and say where it lies, or why not."""
        try:
            export(self._presenter, kind, path)
        except ExportError as error:
            self._working.show_text(str(error), "short")
        else:
            self._working.show_text(tr("Written: {path}").format(path=path))
        self._working.setVisible(True)

    @Slot(str)
    def _on_progress(self, sentence: str) -> None:
        self._working.show_text(sentence)
        self._working.setVisible(self._working.parent() is not None)

    @Slot(str)
    def _on_failed(self, sentence: str) -> None:
        self._working.show_text(tr("Not everything could be worked out: {sentence}").format(sentence=sentence))
        self._working.setVisible(self._working.parent() is not None)

    @Slot()
    def _on_replay(self) -> None:
        if self._presenter.session is not None:
            self.replay_requested.emit(self._presenter.session.session_id)

    @Slot(str)
    def _on_venue(self, venue: str) -> None:
        view = self._presenter.venue_card(venue)
        if view is not None:
            VenueSheet(view, self).open()

    @Slot()
    def _on_again(self) -> None:
        if self._presenter.session is not None:
            self.again_requested.emit(self._presenter.session.record.scenario_id)
