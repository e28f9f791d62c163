"""`trainer screenshot PAGE OUT.png`: a page as the learner sees it, drawn without a display on an empty data folder."""

from __future__ import annotations

import argparse
import os
import tempfile
from pathlib import Path
from typing import TYPE_CHECKING

from trainer.cli.output import emit
from trainer.cli.replay import read_lines
from trainer.cli.scenarios import scenario_folder
from trainer.core.errors import FieldError
from trainer.core.language import LANGUAGES
from trainer.core.settings import Settings, save_settings
from trainer.journal.codec import parse_decisions

if TYPE_CHECKING:
    from PySide6.QtWidgets import QWidget

    from trainer.app import Cascade
    from trainer.session.session import Session

DATA = {"data": "candles", "data-downloads": "downloads", "data-scenarios": "scenarios", "editor": "editor",
        "import": "candles"}  # fmt: skip
"""What stands on the Data page, and the tab it is under."""
SEALED = "debrief-sealed"
"""The Debrief before anything is revealed."""
PAGES = ("home", "desk", "debrief", SEALED, "progress", *DATA, "settings")
SMALLEST, LARGEST = 480, 7680


def add_parser(commands: argparse._SubParsersAction[argparse.ArgumentParser]) -> None:
    """Declare the command."""
    parser = commands.add_parser("screenshot", help="draw a page into a PNG, without a display")
    parser.add_argument("page", metavar="PAGE", choices=PAGES, help=", ".join(PAGES))
    parser.add_argument("out", metavar="OUT.png")
    parser.add_argument("--theme", choices=["dark", "light"], default="dark")
    parser.add_argument("--language", choices=LANGUAGES, default="en")
    parser.add_argument("--size", default="1440x900", metavar="WIDTHxHEIGHT")
    parser.add_argument("--scale", default="1", choices=["1", "1.25", "1.5", "2"])
    parser.add_argument("--scenario", metavar="SCENARIO|FOLDER", help="start a session of this scenario")
    words = "candles for the Data page; the editor stands on the first, the page `import` looks at the last"
    parser.add_argument("--import", dest="files", action="append", default=[], metavar="FILE", help=words)
    parser.add_argument("--bar", type=int, default=0, help="reveal this many bars after the start")
    parser.add_argument("--decisions", metavar="FILE.jsonl", help="decisions up to that bar, as for replay")
    parser.set_defaults(run=run_screenshot)


def read_size(text: str) -> tuple[int, int]:
    """Width and height in logical pixels; raises FieldError."""
    parts = text.lower().split("x")
    if len(parts) == 2 and all(part.isdigit() for part in parts):
        width, height = int(parts[0]), int(parts[1])
        if all(SMALLEST <= side <= LARGEST for side in (width, height)):
            return width, height
    raise FieldError("size", text, f"two whole numbers from {SMALLEST} to {LARGEST}, such as 1440x900")


def run_screenshot(options: argparse.Namespace) -> int:
    """Draw the page and write the file."""
    size, out = read_size(options.size), Path(options.out)
    if out.suffix.lower() != ".png":
        raise FieldError("out", options.out, "a file name that ends with .png")
    os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")
    os.environ["QT_SCALE_FACTOR"] = options.scale
    from PySide6.QtWidgets import QApplication

    from trainer.app import Cascade

    running = QApplication.instance()
    app = running if isinstance(running, QApplication) else QApplication([])
    with tempfile.TemporaryDirectory() as folder:
        save_settings(Path(folder), Settings(language=options.language))
        cascade = Cascade(app, Path(folder))
        cascade.choose_theme(options.theme)
        cascade.window.resize(*size)
        cascade.start()
        cascade.open_library()
        if options.scenario is not None:
            _play(cascade, options)
        picture: QWidget = cascade.window
        if options.page in DATA:
            picture = _data(cascade, options)
        else:
            cascade.window.show_page("debrief" if options.page == SEALED else options.page)
        for _ in range(10):
            app.processEvents()
        is_written = picture.grab().save(str(out))
        cascade.window.close()
    if not is_written:
        raise FieldError("out", options.out, "a place that can be written")
    emit(str(out))
    return 0


def _data(cascade: Cascade, options: argparse.Namespace) -> QWidget:
    """Bring candles, show what is asked for of the Data page, and return what is drawn."""
    from trainer.collection.shelf import Collection
    from trainer.supply.bring import Wish, keep, look_at
    from trainer.ui.data_page.page import DataPage

    files = [Path(file) for file in options.files]
    if options.page in ("editor", "import") and not files:
        raise FieldError("import", "nothing", "a file of candles")
    looked_at = files.pop() if options.page == "import" else None
    series = [keep(look_at(path, Wish()), Collection(cascade.folder)).key.name for path in files]
    cascade.window.show_page("data")
    page = cascade.window.page("data")
    assert isinstance(page, DataPage)
    if options.page == "editor":
        page.make_scenario(series[0])
        page.presenter.draft.wait()
    else:
        page.show_tab(DATA[options.page])
    if looked_at is not None:
        page.import_file(looked_at)
        page.presenter.candles.wait()
        assert page.dialog is not None
        return page.dialog
    return cascade.window


def _play(cascade: Cascade, options: argparse.Namespace) -> None:
    """Start a session, reveal bars and give the decisions that fall on them."""
    from trainer.session.library import StartTerms

    assert cascade.library is not None
    session: Session = cascade.library.start(StartTerms(scenario_id=scenario_folder(options.scenario).name))
    last = session.market.start + options.bar
    if not session.market.start <= last <= session.last_bar:
        raise FieldError("bar", options.bar, f"0 to {session.last_bar - session.market.start}")
    rows = read_lines(Path(options.decisions)) if options.decisions is not None else []
    for decision in parse_decisions(rows, session.market):
        if decision.bar <= last:
            if decision.bar > session.cursor:
                session.advance(decision.bar - session.cursor)
            session.give(decision.command)
    if last > session.cursor:
        session.advance(last - session.cursor)
    cascade.show_session(session)
    if options.page in ("debrief", SEALED, "progress"):
        cascade.finish_session()
    if options.page in ("debrief", "progress"):
        cascade.debrief.settle()
