"""The program from its start to its end: one window, made anew where its language or its sessions are others."""

from __future__ import annotations

import os
import sys
from pathlib import Path

from PySide6.QtCore import QObject, Qt, Slot
from PySide6.QtWidgets import QApplication

from trainer.app import Cascade
from trainer.core.paths import home_dir
from trainer.core.settings import SettingsError, load_settings


class Program(QObject):
    """Holds the window that is open; `cascade` is another object once it was made anew."""

    def __init__(self, app: QApplication, folder: Path | None = None) -> None:
        """Build the window; `start` shows it."""
        super().__init__(app)
        self._app, self._folder = app, folder
        self.cascade = self._made()

    def start(self) -> None:
        """Show the window."""
        self.cascade.start()

    def _made(self) -> Cascade:
        cascade = Cascade(self._app, self._folder)
        cascade.reopen_asked.connect(self._reopen, Qt.ConnectionType.QueuedConnection)
        return cascade

    @Slot(str)
    def _reopen(self, trouble: str) -> None:
        """Close the window and open it where it stood: place, the Desk's session, guided or not, the Settings page."""
        before, ends = self.cascade, self._app.quitOnLastWindowClosed()
        place, desk = before.window.state_text(), before.desk
        session_id, own = ("", None) if desk is None else (desk.presenter.session.session_id, desk.learners_own)
        self._app.setQuitOnLastWindowClosed(False)
        before.window.close()
        before.window.deleteLater()
        before.deleteLater()
        self.cascade = self._made()
        self.cascade.window.restore_state_text(place)
        self.cascade.start()
        self.cascade.window.show_page("settings")
        if session_id:
            self.cascade.open_session(session_id, "settings", own)
        if trouble:
            self.cascade.say(trouble)
        self._app.setQuitOnLastWindowClosed(ends)


def main(arguments: list[str] | None = None) -> int:
    """Open the window and run until it is closed; returns the exit status."""
    _scale_text()
    app = QApplication(arguments if arguments is not None else sys.argv)
    app.setApplicationName("Cascade")
    Program(app).start()
    return app.exec()


def _scale_text() -> None:
    """Scale everything by the text size of the settings; Qt takes it before the application is made."""
    try:
        percent = load_settings(home_dir()).text_percent
    except SettingsError:
        return  # said on the page by the window
    if percent != 100:
        os.environ.setdefault("QT_SCALE_FACTOR", f"{percent / 100:g}")
