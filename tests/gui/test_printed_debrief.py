"""The printed debrief: no heading stands alone at the foot of a page."""

from __future__ import annotations

import pytest
from PySide6.QtCore import QSizeF
from PySide6.QtGui import QTextDocument
from PySide6.QtWidgets import QApplication

from trainer.ui.debrief.export import FOOT, keep_headings


def page_of(lines: int) -> str:
    table = f"<table>{'<tr><td>one</td><td>two</td></tr>' * 18}</table>"
    parts = "".join(f"<h2>Heading {place}</h2>{table}<p>words</p>" for place in range(6))
    return f"<html><body>{'<p>words</p>' * lines}{parts}<p>last words</p></body></html>"


@pytest.mark.parametrize("lines", range(0, 40, 5))
def test_a_heading_stands_with_its_rows(qapp: QApplication, lines: int) -> None:
    document = QTextDocument()
    document.setPageSize(QSizeF(600, 800))
    document.setHtml(page_of(lines))
    keep_headings(document)
    block, headings = document.begin(), 0
    while block.isValid():
        if block.blockFormat().headingLevel():
            headings += 1
            assert 800 - document.documentLayout().blockBoundingRect(block).top() % 800 >= FOOT
        block = block.next()
    assert headings == 6
