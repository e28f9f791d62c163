"""The Data page as a learner's hand meets it: files, downloads, packs and a scenario of one's own."""

from __future__ import annotations

import socket
from collections.abc import Iterator
from pathlib import Path

import pytest
from PySide6.QtCore import QMimeData, QPoint, QPointF, Qt, QUrl
from PySide6.QtGui import QDropEvent
from PySide6.QtWidgets import QAbstractButton, QApplication, QLabel, QWidget
from pytestqt.qtbot import QtBot

from tests.kit.archive_server import Archive, served
from tests.kit.candle_files import bars, meta_trader, plain, write
from trainer.app import Cascade
from trainer.collection.shelf import Collection
from trainer.core.paths import scenarios_dir
from trainer.scenarios.load import read_header
from trainer.ui.data_page.page import DataPage

ID = "2021-12-04-december-btc-perp"


@pytest.fixture
def cascade(qtbot: QtBot, qapp: QApplication, tmp_path: Path) -> Iterator[Cascade]:
    made = Cascade(qapp, tmp_path / "home")
    qtbot.addWidget(made.window)
    made.window.show()
    made.open_library()
    yield made
    made.window.close()


@pytest.fixture
def page(cascade: Cascade) -> DataPage:
    cascade.window.show_page("data")
    found = cascade.window.page("data")
    assert isinstance(found, DataPage)
    return found


def button(parent: QWidget, name: str) -> QAbstractButton:
    found = parent.findChild(QAbstractButton, name)
    assert found is not None, name
    return found


def bring(page: DataPage, qtbot: QtBot, path: Path) -> None:
    """Choose a file and wait until it was looked at."""
    page.import_file(path)
    qtbot.waitUntil(lambda: not _busy(page), timeout=10_000)


def _busy(page: DataPage) -> bool:
    view = page.presenter.candles.view
    return view is not None and view.is_busy


def _kept(page: DataPage) -> int:
    return sum(info.rows for info in page.presenter.candles.collection.series())


def keep(page: DataPage, qtbot: QtBot) -> None:
    assert page.dialog is not None
    qtbot.mouseClick(page.dialog.go, Qt.MouseButton.LeftButton)
    qtbot.waitUntil(lambda: page.presenter.candles.view is None, timeout=10_000)


# candles


def test_a_file_is_previewed_named_and_kept(page: DataPage, qtbot: QtBot, tmp_path: Path, cascade: Cascade) -> None:
    rows = bars(3_000)
    path = tmp_path / "prices.csv"
    path.write_text(plain([*rows[:500], *rows[510:]]))
    bring(page, qtbot, path)
    assert page.dialog is not None and page.presenter.candles.view is not None
    assert any("1 gap, 10 missing bars" in line for line in page.presenter.candles.view.sentences)
    assert len(page.dialog.table.rows()) == 6
    assert not page.dialog.go.isEnabled() and "Symbol: nothing" in page.presenter.candles.view.problem
    qtbot.keyClicks(page.dialog.symbol.edit, "ethusdt")
    assert page.dialog.go.isEnabled()
    page.dialog.market.button("spot").click()
    keep(page, qtbot)
    assert not page.dialog.isVisible()
    (row,) = page.candles.table.rows()
    assert row.id == "ETHUSDT-spot-last-1m" and row.cells[6].text == "10 missing"
    assert len(cascade.window.toasts.toasts) == 1
    assert Collection(cascade.folder).series()[0].rows == 2_990


def test_a_zone_is_asked_for_and_a_wrong_one_refused(page: DataPage, qtbot: QtBot, tmp_path: Path) -> None:
    path = tmp_path / "BTCUSDT.csv"
    path.write_text(meta_trader(bars(50)))
    bring(page, qtbot, path)
    dialog = page.dialog
    assert dialog is not None and dialog.zone.isVisible() and not dialog.go.isEnabled()
    qtbot.keyClicks(dialog.zone.edit, "Moon")
    qtbot.mouseClick(button(dialog, "import_read"), Qt.MouseButton.LeftButton)
    assert page.presenter.candles.view is not None and "Zone: Moon" in page.presenter.candles.view.problem
    dialog.zone.edit.clear()
    qtbot.keyClicks(dialog.zone.edit, "Europe/Berlin")
    qtbot.keyClick(dialog.zone.edit, Qt.Key.Key_Return)
    qtbot.waitUntil(lambda: dialog.go.isEnabled(), timeout=10_000)
    keep(page, qtbot)
    assert page.candles.table.rows()[0].cells[3].text == "2021-05-18"


def test_a_broken_file_is_refused_and_nothing_is_kept(
    page: DataPage, qtbot: QtBot, tmp_path: Path, cascade: Cascade
) -> None:
    path = tmp_path / "BTCUSDT.csv"
    path.write_text(plain(bars(50)).replace(".", ".x", 1))
    bring(page, qtbot, path)
    assert page.dialog is not None and page.presenter.candles.view is not None
    assert "line 2: open" in page.presenter.candles.view.problem and not page.dialog.go.isEnabled()
    qtbot.keyClick(page.dialog, Qt.Key.Key_Escape)
    assert page.presenter.candles.view is None and not (cascade.folder / "candles").exists()


def test_several_files_may_be_dropped(page: DataPage, qtbot: QtBot, tmp_path: Path) -> None:
    rows = bars(400)
    paths = []
    for number, part in enumerate((rows[:200], rows[200:])):
        paths.append(tmp_path / f"BTCUSDT-1m-{number}.csv")
        paths[-1].write_text(plain(part))
    data = QMimeData()
    data.setUrls([QUrl.fromLocalFile(str(path)) for path in paths])
    copy, left, none = Qt.DropAction.CopyAction, Qt.MouseButton.LeftButton, Qt.KeyboardModifier.NoModifier
    page.dropEvent(QDropEvent(QPointF(QPoint(9, 9)), copy, data, left, none))
    for expected in (200, 400):
        qtbot.waitUntil(lambda: page.dialog is not None and page.dialog.go.isEnabled(), timeout=10_000)
        assert page.dialog is not None
        page.dialog.go.click()
        qtbot.waitUntil(lambda expected=expected: _kept(page) == expected, timeout=10_000)


def test_the_trash_gives_back(page: DataPage, qtbot: QtBot, tmp_path: Path) -> None:
    bring(page, qtbot, write(tmp_path, "archive zip with header", bars(99)))
    keep(page, qtbot)
    page.candles.table.select("BTCUSDT-perp-last-1m")
    page.candles.show_shelf(page.presenter.candles.shelf())
    qtbot.mouseClick(button(page, "series_trash"), Qt.MouseButton.LeftButton)
    assert page.candles.table.rows() == () and button(page, "trash_menu").text() == "Trash (1)"
    page.presenter.candles.restore(page.presenter.candles.shelf().trash[0][0])
    assert len(page.candles.table.rows()) == 1
    page.presenter.candles.export("BTCUSDT-perp-last-1m", tmp_path / "out.csv")
    qtbot.waitUntil(lambda: (tmp_path / "out.csv").is_file(), timeout=10_000)


def test_what_cannot_be_used_is_told_and_moved_aside(page: DataPage, qtbot: QtBot, cascade: Cascade) -> None:
    (cascade.folder / "candles").mkdir()
    (cascade.folder / "candles" / "BTCUSDT-perp-last-1m.npz").write_bytes(b"no zip")
    odd = cascade.folder / "scenarios" / "odd"
    odd.mkdir(parents=True)
    (odd / "scenario.toml").write_text("x =")
    cascade.data._show(again=True)
    for tab, name, words in (
        ("candles", "series_faults", "damaged"),
        ("scenarios", "scenario_faults", "odd: scenario"),
    ):
        page.show_tab(tab)
        label = page.findChild(QLabel, f"{name}_text")
        assert label is not None and label.isVisible() and words in label.text()
        qtbot.mouseClick(button(page, f"{name}_aside"), Qt.MouseButton.LeftButton)
        assert not label.isVisible()
    assert not odd.exists() and list((cascade.folder / "scenarios" / ".trash").iterdir())
    assert list((cascade.folder / "candles" / "trash").iterdir())


# downloads


@pytest.fixture(scope="module")
def archive() -> Archive:
    made = Archive()
    recipe = read_header(scenarios_dir() / ID).record.download
    assert recipe is not None
    made.fill(recipe)
    return made


def state(page: DataPage, download_id: str = ID) -> str:
    return next(view.state for view in page.presenter.downloads.views() if view.id == download_id)


def test_home_leads_to_the_download_and_the_scenario_can_be_played(
    cascade: Cascade, page: DataPage, qtbot: QtBot, archive: Archive
) -> None:
    cascade.window.show_page("home")
    cascade.home_page.open_start(ID)
    assert cascade.window.current_page() == "data" and page.downloads.isVisible()
    row = page.downloads.rows[ID]
    assert state(page) == "missing" and row.button.text() == "Fetch"
    with served(archive) as base_url:
        page.presenter.downloads.base_url = base_url
        qtbot.mouseClick(row.button, Qt.MouseButton.LeftButton)
        assert row.button.text() == "Pause"
        qtbot.waitUntil(lambda: state(page) == "ready", timeout=30_000)
    assert not row.button.isVisible()
    assert ID in [one.id for one in page.scenarios.table.rows()]
    cascade.window.show_page("home")
    cascade.home_page.open_start(ID)
    assert cascade.home_page.dialog is not None and cascade.home_page.dialog.answer().choice is not None
    cascade.home_page.dialog.start()
    assert cascade.desk is not None and cascade.desk.presenter.session.market.has_mark


def test_a_pause_a_failure_and_going_on(page: DataPage, qtbot: QtBot, archive: Archive) -> None:
    page.show_tab("downloads")
    downloads = page.presenter.downloads
    row = page.downloads.rows[ID]
    downloads.base_url = "http://127.0.0.1:9"
    qtbot.mouseClick(row.button, Qt.MouseButton.LeftButton)
    downloads.start("2021-05-19-may-eth-perp")
    assert state(page, "2021-05-19-may-eth-perp") == "waiting"
    qtbot.mouseClick(button(page, "pause_all"), Qt.MouseButton.LeftButton)
    qtbot.waitUntil(lambda: state(page) == "paused" and not downloads._current, timeout=10_000)
    assert state(page, "2021-05-19-may-eth-perp") == "paused" and row.button.text() == "Go on"
    with served(Archive()) as base_url:
        downloads.base_url = base_url
        qtbot.mouseClick(row.button, Qt.MouseButton.LeftButton)
        qtbot.waitUntil(lambda: state(page) == "failed", timeout=20_000)
    assert row.button.text() == "Try again"
    with served(archive) as base_url:
        downloads.base_url = base_url
        qtbot.mouseClick(row.button, Qt.MouseButton.LeftButton)
        qtbot.waitUntil(lambda: state(page) == "ready", timeout=30_000)


def test_daily_or_monthly_files_are_chosen_and_the_size_follows(page: DataPage, qtbot: QtBot) -> None:
    page.show_tab("downloads")
    row, downloads = page.downloads.rows[ID], page.presenter.downloads
    sizes = {}
    for period in ("daily", "monthly", "auto"):
        qtbot.mouseClick(button(page, f"fetch_period_{period}"), Qt.MouseButton.LeftButton)
        assert downloads.period == period
        label = row.findChild(QLabel, f"download_{ID}_size")
        assert label is not None and label.text() == next(one.size for one in downloads.views() if one.id == ID)
        sizes[period] = label.text()
    assert sizes["monthly"] != sizes["daily"] == sizes["auto"]
    assert "Fetch all that is missing, about" in button(page, "fetch_all").text()
    asked = Archive()
    with served(asked) as base_url:
        downloads.base_url = base_url
        qtbot.mouseClick(button(page, "fetch_period_monthly"), Qt.MouseButton.LeftButton)
        qtbot.mouseClick(row.button, Qt.MouseButton.LeftButton)
        qtbot.waitUntil(lambda: state(page) == "failed", timeout=20_000)
    assert asked.asked and all("/monthly/" in path for path, _ in asked.asked)


def test_missing_days_are_told_and_many_notes_are_shortened(page: DataPage, qtbot: QtBot, archive: Archive) -> None:
    thin = Archive()
    thin.files = dict(archive.files)
    for path in list(thin.files):
        if "-1m-2021-11-2" in path and "/klines/" in path:
            del thin.files[path]
    page.show_tab("downloads")
    with served(thin) as base_url:
        page.presenter.downloads.base_url = base_url
        qtbot.mouseClick(page.downloads.rows[ID].button, Qt.MouseButton.LeftButton)
        qtbot.waitUntil(lambda: state(page) in ("ready", "failed"), timeout=30_000)
    view = next(one for one in page.presenter.downloads.views() if one.id == ID)
    assert view.state == "ready" and "BTCUSDT-1m-2021-11-23.zip is not in the archive." in view.words
    assert view.words.endswith("further notes.") and view.whole.count("is not in the archive.") == 7
    page.presenter.downloads._states.clear()  # as after a restart
    again = next(one for one in page.presenter.downloads.views() if one.id == ID)
    assert "Candles begin at 2021-11-30 00:00 UTC, later than planned" in again.words


def test_no_page_touches_the_network_by_itself(cascade: Cascade, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch) -> None:
    asked: list[object] = []

    def refuse(_socket: socket.socket, address: object) -> None:
        asked.append(address)
        raise AssertionError(f"a connection to {address}")

    monkeypatch.setattr(socket.socket, "connect", refuse)
    monkeypatch.setattr(socket, "getaddrinfo", refuse)
    for page_id in cascade.window.page_ids():
        cascade.window.show_page(page_id)
        qtbot.wait(20)
    page = cascade.window.page("data")
    assert isinstance(page, DataPage)
    for tab in ("candles", "downloads", "scenarios"):
        page.show_tab(tab)
        qtbot.wait(20)
    assert asked == []
