"""What the pages of the library say themselves goes through the application's translator."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from PySide6.QtWidgets import QAbstractButton, QLabel, QWidget
from pytestqt.qtbot import QtBot

from tests.kit.candle_files import bars, plain
from tests.kit.marked import marked
from trainer.collection.shelf import Collection
from trainer.presenters.data import DataPresenter
from trainer.scenarios.roots import Found
from trainer.supply.bring import Wish, keep, look_at
from trainer.ui.data_page.import_dialog import ImportDialog
from trainer.ui.data_page.page import DataPage


@pytest.fixture
def in_marks() -> Iterator[None]:
    with marked():
        yield


def said(parent: QWidget) -> list[str]:
    """Words on labels and buttons that are no figures, ids or names."""
    texts = [widget.text() for widget in parent.findChildren(QLabel) if widget.isVisibleTo(parent)]
    texts += [widget.text() for widget in parent.findChildren(QAbstractButton) if widget.isVisibleTo(parent)]
    return [text for text in texts if text.strip() and not text.strip().isdigit()]


@pytest.mark.usefixtures("in_marks")
def test_every_word_of_the_pages_is_translated(qtbot: QtBot, tmp_path: Path) -> None:
    file = tmp_path / "BTCUSDT-1m.csv"
    file.write_text(plain(bars(6 * 1_440)))
    keep(look_at(file, Wish()), Collection(tmp_path))
    presenter = DataPresenter(tmp_path)
    page = DataPage(presenter)
    qtbot.addWidget(page)
    page.resize(1280, 800)
    page.show()
    presenter.show_scenarios(Found(()))
    page.make_scenario("BTCUSDT-perp-last-1m")
    from_data = {
        "Binance USDS-M",
        "How much",
        "Same size, three settings",
        "Where the stop lies",
        "Which way",
        "How near",
    }
    for tab in ("candles", "downloads", "scenarios", "editor"):
        page.show_tab(tab)
        assert "«Data»" in said(page) and len(said(page)) > 5
        chips = {chip.text() for chip in page.editor.concepts.chips.values()}
        bare = [text for text in said(page) if "«" not in text and text not in from_data | chips]
        assert [text for text in bare if "BTCUSDT" not in text and "bars of 1m" not in text] == [], tab
    presenter.candles.look(file)
    presenter.candles.wait()
    dialog = ImportDialog(presenter.candles)
    qtbot.addWidget(dialog)
    assert {text for text in said(dialog) if "«" in text} >= {"«Keep in the library»", "«Cancel»", "«Symbol»", "«Spot»"}
    presenter.close()
