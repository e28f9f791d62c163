"""`trainer screenshot` draws the pages of the library with candles in them, each in a program of its own."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest
from PySide6.QtGui import QImage

from tests.kit.candle_files import bars, plain
from trainer.cli.main import run
from trainer.cli.screenshot import DATA


def test_every_page_of_the_library_is_drawn(tmp_path: Path) -> None:
    file = tmp_path / "BTCUSDT-1m.csv"
    file.write_text(plain(bars(3 * 1_440)))
    running = {
        page: subprocess.Popen(
            [sys.executable, "-m", "trainer", "screenshot", page, f"{tmp_path}/{page}.png", "--size", "1280x800",
             "--import", str(file)], env=os.environ | {"QT_QPA_PLATFORM": "offscreen"}, stdout=subprocess.DEVNULL,
        ) for page in DATA
    }  # fmt: skip
    for page, one in running.items():
        assert one.wait(60) == 0
        picture = QImage(f"{tmp_path}/{page}.png")
        assert picture.width() == (720 if page == "import" else 1_280), page
        colours = {picture.pixel(x, y) for x in range(0, picture.width(), 7) for y in range(0, picture.height(), 7)}
        assert len(colours) > 3, page


@pytest.mark.parametrize("page", ["editor", "import"])
def test_what_needs_a_file_says_so(page: str, tmp_path: Path) -> None:
    one = subprocess.run([sys.executable, "-m", "trainer", "screenshot", page, f"{tmp_path}/x.png"], check=False,
                         env=os.environ | {"QT_QPA_PLATFORM": "offscreen"}, capture_output=True, text=True)  # fmt: skip
    assert (one.returncode, one.stderr.strip().splitlines()[-1]) == (
        2, "import: nothing is not allowed; a file of candles",
    )  # fmt: skip


def test_a_size_that_cannot_be_drawn_is_refused(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert run(["screenshot", "data", f"{tmp_path}/x.png", "--size", "10x10"]) == 2
    assert "480 to 7680" in capsys.readouterr().err
