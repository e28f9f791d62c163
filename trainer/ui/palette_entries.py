"""What the command palette offers: the Desk's actions, the window's, pages, scenarios and settings."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import partial

from trainer.core.language import tr
from trainer.ui.command_palette import Entry
from trainer.ui.desk.page import DeskPage
from trainer.ui.home.page import HomePage
from trainer.ui.settings_page.page import SettingsPage, setting_names
from trainer.ui.shell import MainWindow


def entries_of(
    window: MainWindow, home: HomePage, desk: DeskPage | None, scenarios: Sequence[tuple[str, str]],
    further: Sequence[tuple[str, Callable[[], object]]],
) -> tuple[Entry, ...]:  # fmt: skip
    """Everything that can be done now; `scenarios` are (id, title), `further` commands of the program itself."""
    entries = [Entry(text, tr("Program"), "", run) for text, run in further]
    if desk is not None:
        entries += [
            Entry(action.row.words, tr("Desk"), action.key, partial(_run_at_desk, window, action.trigger))
            for action in desk.actions_by_id.values()
            if action.row.id not in ("confirm", "confirm_pad", "dismiss")
        ]
        entries += [
            Entry(text, tr("Desk"), "", partial(_run_at_desk, window, run))
            for text, run in (*desk.chart_bar.commands(), *desk.transport.commands())
        ]
    entries += [
        Entry(action.row.words, tr("Window"), action.key, action.trigger)
        for action in window.actions_by_id.values()
        if action.row.id != "palette"
    ]
    entries += [
        Entry(title, tr("Page"), key, partial(window.show_page, page)) for page, key, title in window.page_rows()
    ]
    entries += [Entry(title, tr("Scenario"), "", partial(_open_start, window, home, name)) for name, title in scenarios]
    entries += [Entry(title, tr("Setting"), "", partial(_show_setting, window, key)) for key, title in setting_names()]
    return tuple(entries)


def _run_at_desk(window: MainWindow, run: Callable[[], object]) -> None:
    window.show_page("desk")
    run()


def _open_start(window: MainWindow, home: HomePage, scenario_id: str) -> None:
    window.show_page("home")
    home.open_start(scenario_id)


def _show_setting(window: MainWindow, key: str) -> None:
    window.show_page("settings")
    page = window.page("settings")
    if isinstance(page, SettingsPage):
        page.show_setting(key)
