"""The program: one window, the learner's store behind it, and who shows what when.

The window paints before the store is read; one that cannot be opened is said, worked around, never overwritten.
"""

from __future__ import annotations

import time
from collections.abc import Callable
from decimal import Decimal
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, TypeVar

from PySide6.QtCore import QObject, Qt, QTimer, Signal, Slot
from PySide6.QtWidgets import QApplication

from trainer.core.catalogue import CatalogueError
from trainer.core.errors import FieldError, TrainerError
from trainer.core.language import retold, tr
from trainer.core.paths import home_dir
from trainer.core.settings import Settings, SettingsError, load_settings, save_settings
from trainer.presenters.home import HomePresenter
from trainer.presenters.home_views import StartChoice
from trainer.presenters.settings import SettingsPresenter
from trainer.presenters.zone import choose_zone
from trainer.session.dealt import has_own
from trainer.ui.actions import KeyMap
from trainer.ui.collector import WindowCollector
from trainer.ui.components.scroll import Room
from trainer.ui.data_page.wiring import DataWiring
from trainer.ui.debrief.wiring import DebriefWiring
from trainer.ui.home.page import HomePage
from trainer.ui.no_session import NoSession
from trainer.ui.opening import Opening
from trainer.ui.progress.wiring import ProgressWiring
from trainer.ui.settings_page.wiring import SettingsWiring, put_back
from trainer.ui.shell import MainWindow
from trainer.ui.speech import speak
from trainer.ui.theme.following import ThemeChoice, ThemeFollower
from trainer.ui.warming import Warming

if TYPE_CHECKING:
    from trainer.market.drawings import Drawing
    from trainer.presenters.guide import LearnersOwn
    from trainer.scenarios.roots import Found
    from trainer.session.library import Library
    from trainer.session.session import Session
    from trainer.ui.desk.page import DeskPage

STORE_FILE = "sessions.db"
_FIRST_PAINT_MS = 20
_BACK_UP_MS = 5_000
T = TypeVar("T")


class Cascade(QObject):
    """Joins window, settings and library; pages know nothing of each other."""

    reopen_asked = Signal(str)
    """Make the window anew: the language is another, or the sessions are; with what went wrong, if anything did."""

    def __init__(self, app: QApplication, folder: Path | None = None) -> None:
        """Build the window on a data folder; `start` shows it."""
        super().__init__()
        self.folder = folder or home_dir()
        self._follower = ThemeFollower(app)
        settings = Settings()
        troubles: list[TrainerError] = []
        try:
            settings = load_settings(self.folder)
        except SettingsError as error:
            troubles.append(error)
        self._language = settings.language
        try:
            speak(app, settings.language)
        except CatalogueError as error:
            troubles.append(error)
        trouble = " ".join(retold(str(error)) for error in troubles)
        self._settings = SettingsPresenter(settings, lambda fresh: save_settings(self.folder, fresh), self)
        self._settings.settings_changed.connect(self._take_settings)
        self._settings.trouble.connect(self._on_trouble)
        trouble = self._dress(settings) or trouble
        self.window = MainWindow()
        self.window.take_keys(self._keys())
        self.library: Library | None = None
        self.desk: DeskPage | None = None
        self._desk_zone = ""
        self._home = HomePresenter(settings, self)
        self._home.trouble.connect(self._on_trouble)
        self.home_page = HomePage(self._home)
        self.window.add_page("home", tr("Home"), "home", self.home_page)
        self.window.add_page("desk", tr("Desk"), "desk", partial(NoSession, self._on_home_asked))
        self.debrief = DebriefWiring(self.window, self._try, self)
        self.debrief.home_requested.connect(self._on_home_asked)
        self.debrief.replay_requested.connect(self.open_session)
        self.debrief.again_requested.connect(self._on_again)
        self.progress = ProgressWiring(self.window, self._try, self._settings, self)
        self.progress.home_requested.connect(self._on_home_asked)
        self.progress.session_chosen.connect(self.open_session)
        self.progress.debrief_requested.connect(self.show_debrief)
        self.opening = Opening(self.window, self._try, self)
        self.opening.began.connect(self._leave_desk)
        self.data = DataWiring(self.window, self.folder, self._scenarios, self)
        self.settings = SettingsWiring(self.window, self.folder, self._settings, self._try, self)
        self.settings.restore_asked.connect(self.restore)
        self.window.keys_requested.connect(self.show_keys)
        self.window.palette_requested.connect(self.show_palette)
        self.home_page.guide_requested.connect(self.start_guide)
        self.home_page.debrief_requested.connect(self.show_debrief)
        self.home_page.start_requested.connect(self.start_session)
        self.home_page.sessions_requested.connect(self._on_sessions_asked)
        self.home_page.session_chosen.connect(self.open_session)
        self.home_page.candles_wanted.connect(self.data.show_download)
        self.window.page_shown.connect(self._on_page)
        self.window.theme_toggled.connect(self.toggle_theme)
        self.window.closing.connect(self.close)
        self.window.closing.connect(WindowCollector(self).end)
        self.window.show_page("home")
        if trouble:
            self.window.banner.show_line(trouble)

    def start(self) -> None:
        """Show the window; the store and the scenarios are read after its first paint."""
        self.window.show()
        QTimer.singleShot(_FIRST_PAINT_MS, self.open_library)
        QTimer.singleShot(_BACK_UP_MS, self._back_up)
        self.warming = Warming(self)

    @Slot()
    def open_library(self) -> None:
        """Open the learner's store and fill the pages."""
        from trainer.session.library import Library
        from trainer.storage.store import MEMORY, StorageError, Store

        if self.library is not None:
            return
        try:
            store = Store(self.folder / STORE_FILE)
        except StorageError as error:
            self.window.banner.show_line(
                tr("{error}. You can train, but nothing of this session will be kept.").format(error=error), "error"
            )
            store = Store(MEMORY)
        self.library = Library(store, home=self.folder)
        self._try(lambda library: library.sweep())
        self._show_home()

    # sessions

    @Slot(object)
    def start_session(self, choice: StartChoice) -> None:
        """Begin a session and show it."""
        self.opening.scenario(choice.scenario_id, partial(self._start, choice))

    def _start(self, choice: StartChoice) -> None:
        from trainer.engine.words import PathRule
        from trainer.session.library import StartTerms

        terms = StartTerms(
            scenario_id=choice.scenario_id,
            bankroll=choice.bankroll,
            venue=choice.venue or None,
            path_rule=PathRule(self._settings.settings.path_rule),
            is_blind=choice.is_blind,
            is_training=True,
            hides_result=choice.hide_result,
            is_random=choice.is_random,
            ceiling=self._settings.ceiling(self._try(lambda library: library.mastered()) or ()).in_force,
        )
        session = self._try(lambda library: library.start(terms))
        if session is not None:
            self.show_session(session, is_new=True)

    @Slot(str)
    def open_session(self, session_id: str, page: str = "desk", own: LearnersOwn | None = None) -> None:
        """Go on with a session, or look at a finished one; `page` is what is shown then, `own` as in `show_session`."""
        self.opening.session(session_id, partial(self._open, session_id, page, own))

    def _open(self, session_id: str, page: str, own: LearnersOwn | None = None) -> None:
        if (session := self._try(lambda library: library.resume(session_id))) is not None:
            self.show_session(session, own=own)
            self.window.show_page(page)

    @Slot()
    def finish_session(self) -> None:
        """Score the session of the Desk and show its debrief."""
        if self.desk is None:
            return
        session = self.desk.presenter.session
        self.desk.presenter.stop()
        card = self._try(lambda library: library.scorecard(session) if session.is_finished else library.finish(session))
        if card is None:
            return
        self.debrief.show_scored(session, card, is_sealed=True)
        self._open(session.session_id, "debrief")
        self.window.show_page("debrief")

    @Slot(str)
    def show_debrief(self, session_id: str) -> None:
        """Run a session's log again and show what it scores."""
        self.opening.session(session_id, partial(self._debrief, session_id))

    def _debrief(self, session_id: str) -> None:
        session = self._try(lambda library: library.resume(session_id))
        if session is not None:
            card = self._try(lambda library: library.scorecard(session, library.ratings(session)))
            if card is not None:
                self.debrief.show_scored(session, card)
                self.window.show_page("debrief")

    @Slot()
    def _on_sessions_asked(self) -> None:
        self.window.show_page("progress")

    @Slot()
    def _on_home_asked(self) -> None:
        self.window.show_page("home")

    @Slot(str)
    def _on_again(self, scenario_id: str) -> None:
        self.window.show_page("home")
        self.home_page.open_start(scenario_id)

    def show_session(self, session: Session, *, is_new: bool = False, own: LearnersOwn | None = None) -> None:
        """Put a session on the Desk; a new one takes the defaults of the settings, one with `own` is guided on."""
        from trainer.presenters.desk import DeskPresenter
        from trainer.presenters.desk_memory import DeskMemory, options_of
        from trainer.ui.desk.page import DeskPage

        self._leave_desk()
        gaps = self._try(lambda library: library.re_entry_gaps()) or ()
        presenter = DeskPresenter(session, options_of(session, self._settings.settings, gaps))
        memory = DeskMemory(self._settings, presenter)
        room = Room(self.window.stack)
        page = DeskPage(presenter, self._keys(), room.viewport())
        presenter.setParent(page)
        page.charts.book.load(self._try(lambda library: library.drawings(session)) or ())
        page.charts.book.changed.connect(partial(self._keep_drawings, session))
        page.finish_requested.connect(self.finish_session)
        page.panels.table_arranged.connect(memory.keep_table)
        page.arrangement.changed.connect(memory.keep_layout)
        page.account_bar.layout_button.layouts_changed.connect(memory.keep_layouts)
        self.desk, self._desk_zone = page, self._settings.settings.time_zone
        room.hold(page)
        self.window.set_page("desk", room)
        self.window.show_page("desk")
        memory.take_defaults(presenter, is_new=is_new)
        page.transport.show_pauses(presenter.replay.pause_settings)
        if own is not None:
            page.begin_guide(own)

    def _keep_drawings(self, session: Session, drawings: tuple[Drawing, ...]) -> None:
        self._try(lambda library: library.keep_drawings(session, drawings))

    @Slot()
    def start_guide(self) -> None:
        """The guided first trade: its own session, told step by step in the ticket's place."""
        from trainer.presenters.guide import SCENARIO

        self._start(StartChoice(SCENARIO, Decimal(10_000), "", False, False))
        if self.desk is not None:
            self.desk.begin_guide()

    def _keys(self) -> KeyMap:
        return KeyMap(self._settings.settings.key_profile, self._settings.settings.keys)

    def _scenarios(self, again: bool) -> Found | None:
        return self._try(lambda library: library.found(again=again))

    @Slot()
    def _leave_desk(self) -> None:
        if self.desk is not None:
            self.desk.presenter.stop()
            if not (session := self.desk.presenter.session).is_finished:
                self._try(lambda _library: session.keep())

    def _try(self, work: Callable[[Library], T]) -> T | None:
        """Do something with the library; an error becomes one line above the pages."""
        self.open_library()
        assert self.library is not None
        try:
            return work(self.library)
        except TrainerError as error:
            self.say(retold(str(error)))
            return None

    # window

    def _show_home(self) -> None:
        if self.library is None:
            return
        headers, dealer = self.library.scenarios(), None
        if has_own(self.folder):
            from trainer.supply.deal import dealer_of

            dealer = dealer_of(self.folder, [one for one in headers if one.has_candles], self.library.played())
        self._home.show_library(headers, self.library.summaries(), int(time.time() * 1000), dealer)

    @Slot(str)
    def _on_page(self, page_id: str) -> None:
        if page_id != "desk" and self.desk is not None:
            self._leave_desk()
        if page_id == "desk" and self.desk is not None and self._desk_zone != self._settings.settings.time_zone:
            self.show_session(self.desk.presenter.session, own=self.desk.learners_own)  # every clock of it is another
        elif page_id == "home":
            self._show_home()

    @Slot()
    def _back_up(self) -> None:
        if self.library is not None:
            self.settings.back_up_daily()

    @Slot(object)
    def restore(self, backup: Path) -> None:
        """Put a backup in the store's place and ask for the window anew; a damaged one changes nothing."""
        trouble = put_back(backup, self.folder / STORE_FILE, self.close)
        if trouble and self.library is not None:
            self.say(trouble)
        else:
            self.reopen_asked.emit(trouble)

    @Slot(object)
    def _take_settings(self, settings: Settings) -> None:
        if settings.language != self._language:
            self._language = settings.language
            self._reopen_for_language()
        self._dress(settings)
        self._home.take_settings(settings)
        self.window.take_keys(self._keys())
        if self.desk is not None:
            self.desk.take_keys(self._keys())

    def _reopen_for_language(self) -> None:
        """At once, unless that would lose a draft or stop a download."""
        reason = self.data.busy_with()
        if reason:
            self.say(reason)
        else:
            self.reopen_asked.emit("")

    def _dress(self, settings: Settings) -> str:
        """Take looks and time zone; returns what is wrong with the zone of the file, if anything is."""
        self._follower.choose(
            settings.theme, settings.colours, is_hollow=settings.candles == "hollow", red_rises=settings.red_rises
        )
        try:
            choose_zone(settings.time_zone)
        except FieldError as error:
            return tr("{error}; clocks stay as they were").format(error=error)
        return ""

    @Slot(str)
    def _on_trouble(self, sentence: str) -> None:
        self.window.banner.show_line(retold(sentence))

    def say(self, sentence: str) -> None:
        """One line above the pages, until it is dismissed."""
        self.window.banner.show_line(sentence, "error", tr("Dismiss"), self.window.banner.clear)

    @Slot()
    def show_keys(self) -> None:
        """Open the sheet of all keys."""
        from trainer.ui.keys_sheet import KeysSheet

        sheet = KeysSheet(self.window.keys(), self._keys(), self.window.front)
        sheet.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        sheet.open()

    @Slot()
    def show_palette(self) -> None:
        """Open the command palette."""
        from trainer.ui.command_palette import CommandPalette
        from trainer.ui.palette_entries import entries_of

        guide = [(tr("The guided first trade"), self.start_guide)]
        entries = entries_of(self.window, self.home_page, self.desk, self._home.names(), guide)
        palette = CommandPalette(entries, self.window.front)
        palette.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        palette.open()

    def choose_theme(self, theme: ThemeChoice) -> None:
        """Dark, light or as the system, kept for next time."""
        self._settings.change(theme=theme)

    @Slot()
    def toggle_theme(self) -> None:
        """The other theme, kept for next time."""
        self._settings.change(theme=self._follower.toggle())

    @Slot()
    def close(self) -> None:
        """Keep the session where it stands and close the store."""
        self.opening.stop()
        self._leave_desk()
        self.desk = None
        self.debrief.stop()
        if self.library is not None:
            self.library.close()
        self.library = None
