"""Every GUI test is dressed in the dark theme."""

from __future__ import annotations

import pytest
from PySide6.QtWidgets import QApplication

from trainer.ui.theme.current import apply_theme, current_theme, load_theme


@pytest.fixture(autouse=True)
def dressed(qapp: QApplication) -> None:
    """The dark theme before every test, whatever the one before left."""
    dark = load_theme("dark")
    if current_theme() is not dark or not qapp.styleSheet():
        apply_theme(qapp, dark)


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """The offscreen platform says of every window of fixed size that it cannot pass the size on; it need not."""
    for item in items:
        if "gui" in item.path.parts:
            item.add_marker(pytest.mark.qt_log_ignore("propagateSizeHints", extend=True))
