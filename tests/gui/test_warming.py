"""The Desk is loaded while Home is looked at."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

PROGRAM = """
import sys
from pathlib import Path
from PySide6.QtCore import QEventLoop
from PySide6.QtWidgets import QApplication
from trainer.app import Cascade
app = QApplication([])
cascade = Cascade(app, Path(sys.argv[1]))
assert "pyqtgraph" not in sys.modules
cascade.start()
loop = QEventLoop()
cascade.warming.done.connect(loop.quit)
loop.exec()
assert cascade.desk is None and {"pyqtgraph", "trainer.ui.desk.page"} <= set(sys.modules)
"""


def test_a_start_loads_the_desk_after_the_window_is_shown(tmp_path: Path) -> None:
    own = {**os.environ, "QT_QPA_PLATFORM": "offscreen"}
    command = [sys.executable, "-c", PROGRAM, str(tmp_path)]
    done = subprocess.run(command, capture_output=True, text=True, check=False, env=own, timeout=120)
    assert done.returncode == 0, done.stderr
