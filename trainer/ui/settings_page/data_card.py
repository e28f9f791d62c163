"""The Settings page's card of the data folder: where it is, and backups of the sessions in it."""

from __future__ import annotations

from pathlib import Path

from PySide6.QtCore import Qt, QUrl, Slot
from PySide6.QtGui import QAction, QDesktopServices
from PySide6.QtWidgets import QHBoxLayout, QMenu, QMessageBox

from trainer.core.language import tr
from trainer.presenters.backups import BackupsPresenter, BackupsView
from trainer.ui.components.buttons import Button
from trainer.ui.components.cards import Card, Rule
from trainer.ui.components.icon_label import IconLabel
from trainer.ui.components.labels import Label
from trainer.ui.components.number_field import NumberField


class DataCard(Card):
    """Shows the folder; `kept` is the field for how many backups stay."""

    def __init__(self, presenter: BackupsPresenter, folder: Path, kept: NumberField) -> None:
        """Show what lies in the folder now."""
        super().__init__(name="settings_card_data", spacing=12)
        self._presenter, self._folder, self.kept = presenter, folder, kept
        self._asked = ""
        self.open = Button(tr("Open the folder"), name="open_folder", icon="data")
        self.now = Button(tr("Back up now"), name="backup_now", icon="down")
        self.restore = Button(tr("Restore…"), name="backup_restore", icon="undo")
        self.menu = QMenu(self.restore)
        self.menu.setObjectName("backup_menu")
        self.restore.setMenu(self.menu)
        self._last = Label("", "body", name="backup_last", wraps=True)
        self._said = IconLabel("", "check", "long", name="backup_said", wraps=True)
        self._said.hide()
        self._lay_out()
        self.show_view(presenter.view())
        self.open.clicked.connect(self._on_open)
        self.now.clicked.connect(presenter.back_up)
        self.menu.triggered.connect(self._on_chosen)
        presenter.view_changed.connect(self.show_view)
        presenter.told.connect(self._on_told)

    def _lay_out(self) -> None:
        place = Label(str(self._folder), "table", name="data_folder", wraps=True)
        place.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
        row = QHBoxLayout()
        row.setSpacing(12)
        row.addWidget(place, 1)
        row.addWidget(self.open)
        words = tr("Sessions and settings lie in this folder on your computer. Cascade sends nothing anywhere.")
        self.body.addWidget(Label(tr("Data"), "section"))
        self.body.addLayout(row)
        self.body.addWidget(Label(words, "caption", "secondary", name="data_note", wraps=True))
        self.body.addWidget(Rule())
        self.body.addWidget(Label(tr("Backups"), "section"))
        buttons = QHBoxLayout()
        buttons.setSpacing(12)
        buttons.addWidget(self._last, 1)
        buttons.addWidget(self.now)
        buttons.addWidget(self.restore)
        self.body.addLayout(buttons)
        self.body.addWidget(self._said)
        self.kept.setMaximumWidth(180)
        self.body.addWidget(self.kept)
        words = tr(
            "A backup holds all sessions with their decisions, scores, notes and drawings, not candles and settings. "
            "One is made by itself on a day with something new. Restoring keeps the present sessions among the backups."
        )
        self.body.addWidget(Label(words, "caption", "secondary", name="backup_note", wraps=True))

    @Slot(object)
    def show_view(self, view: BackupsView) -> None:
        """Show the backups there are."""
        self._last.show_text(view.last)
        self._said.hide()
        self.menu.clear()
        for row in view.rows:
            self.menu.addAction(row.words).setData((row.name, row.when))
        self.restore.setEnabled(bool(view.rows))

    @Slot()
    def _on_open(self) -> None:
        if not QDesktopServices.openUrl(QUrl.fromLocalFile(str(self._folder))):
            self._say(tr("No program here opens folders; the path above can be copied."), is_well=False)

    @Slot(QAction)
    def _on_chosen(self, action: QAction) -> None:
        """Ask once: the window is made anew with the other sessions."""
        self._asked, when = action.data()
        box = QMessageBox(self)
        box.setObjectName("restore_box")
        box.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        box.setWindowTitle(tr("Restore a backup"))
        box.setText(tr("Go back to the sessions of {when}?").format(when=when))
        box.setInformativeText(tr("The sessions of now are kept among the backups. The window opens anew."))
        box.setStandardButtons(QMessageBox.StandardButton.Yes | QMessageBox.StandardButton.Cancel)
        box.setDefaultButton(QMessageBox.StandardButton.Cancel)
        box.button(QMessageBox.StandardButton.Yes).setText(tr("Restore"))
        box.buttonClicked.connect(self._on_answered)
        box.open()

    @Slot(object)
    def _on_answered(self, button: object) -> None:
        box = self.sender()
        if isinstance(box, QMessageBox) and button is box.button(QMessageBox.StandardButton.Yes):
            self._presenter.restore(self._asked)

    @Slot(str)
    def _on_told(self, sentence: str) -> None:
        self._say(sentence, is_well=True)

    def _say(self, sentence: str, *, is_well: bool) -> None:
        self._said.show_text(sentence, "check" if is_well else "warning", "long" if is_well else "caution")
        self._said.show()
