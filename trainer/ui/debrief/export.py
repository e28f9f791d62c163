"""Writing a debrief to disk: HTML, PDF, CSV, JSON; a file is whole or not there."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from PySide6.QtCore import QBuffer, QByteArray, QIODevice, QMarginsF, QSizeF
from PySide6.QtGui import (
    QFont,
    QImage,
    QPageLayout,
    QPageSize,
    QPdfWriter,
    QTextCharFormat,
    QTextCursor,
    QTextDocument,
    QTextFormat,
)
from PySide6.QtWidgets import QWidget

from trainer.core.errors import TrainerError
from trainer.core.language import english, tr
from trainer.presenters.debrief import DebriefPresenter
from trainer.presenters.debrief_export import PICTURE_WIDTH, as_csv, as_html, as_json
from trainer.presenters.debrief_views import DebriefView
from trainer.ui.debrief.equity import EquityPlot
from trainer.ui.theme.current import current_theme, font, load_theme

KINDS = (
    ("html", english("Web page")),
    ("pdf", "PDF"),
    ("csv", english("Decisions as CSV")),
    ("json", english("Whole score as JSON")),
)
_DPI = 120
"""A pixel of the page's style sheet on paper: text of 12 px is 7.2 points high, as in a printed table."""

FOOT = 130
"""Pixels a heading needs below its top: itself and two rows of a table."""


class ExportError(TrainerError):
    """A file that could not be written."""


def export(presenter: DebriefPresenter, kind: str, path: Path) -> None:
    """Write the debrief shown as one of KINDS; raises ExportError and leaves what was there before."""
    view, card = presenter.view, presenter.card
    if view is None or card is None or presenter.sealed is not None:
        raise ExportError("export: nothing is revealed yet; reveal the debrief first")
    writers: dict[str, Callable[[], bytes]] = {
        "html": lambda: as_html(view, picture_of(view)).encode(),
        "pdf": lambda: printed(as_html(view, picture_of(view))),
        "csv": lambda: as_csv(view, card).encode(),
        "json": lambda: as_json(card, presenter.grades).encode(),
    }
    content = writers[kind]()
    fresh = path.with_name(path.name + ".new")
    try:
        fresh.write_bytes(content)
        fresh.replace(path)
    except OSError as error:
        raise ExportError(f"export: {path} cannot be written ({error}); choose another place") from error


def picture_of(view: DebriefView) -> bytes:
    """The equity as PNG, dark on white and twice as fine as a screen."""
    theme = load_theme("light", current_theme().preset)
    plot = EquityPlot(name="equity_export", theme=theme)
    plot.show_view(view.equity)
    plot.resize(PICTURE_WIDTH, plot.sizeHint().height())
    picture = QImage(plot.size() * 2, QImage.Format.Format_RGB32)
    picture.setDevicePixelRatio(2)
    picture.fill(theme.colour("ground.surface"))
    plot.render(picture, renderFlags=QWidget.RenderFlag(0))
    content = QByteArray()
    buffer = QBuffer(content)
    buffer.open(QIODevice.OpenModeFlag.WriteOnly)
    picture.save(buffer, "PNG")  # type: ignore[call-overload]  # the stub leaves devices out
    buffer.close()
    plot.deleteLater()
    return bytes(content.data())


def printed(page: str) -> bytes:
    """The page of `as_html` as an A4 PDF."""
    content = QByteArray()
    buffer = QBuffer(content)
    buffer.open(QIODevice.OpenModeFlag.WriteOnly)
    writer = QPdfWriter(buffer)
    writer.setPageSize(QPageSize(QPageSize.PageSizeId.A4))
    writer.setPageMargins(QMarginsF(15, 15, 15, 15), QPageLayout.Unit.Millimeter)
    writer.setTitle(tr("Debrief"))
    writer.setResolution(_DPI)
    document = QTextDocument()
    document.setDefaultFont(paper_font())
    document.setDocumentMargin(0)
    document.setPageSize(QSizeF(writer.width(), writer.height()))
    document.setHtml(page)
    embolden(document)
    keep_headings(document)
    document.print_(writer)
    del writer
    buffer.close()
    return bytes(content.data())


def paper_font(weight: int | None = None) -> QFont:
    """The font of tables without glyphs that stand for others: those have no letter in a PDF, and a figure that is
    searched, copied or read aloud would be lost."""
    made = font("table", weight)
    made.setFeature(QFont.Tag("tnum"), 0)
    made.setFeature(QFont.Tag("calt"), 0)
    return made


def embolden(document: QTextDocument) -> None:
    """Write bold text with the font's own heavier cut; Qt would print it twice, and copied text would be double."""
    heavy = QTextCharFormat()
    heavy.setFont(paper_font(600), QTextCharFormat.FontPropertiesInheritanceBehavior.FontPropertiesSpecifiedOnly)
    heavy.clearProperty(QTextFormat.Property.FontPixelSize)
    block, bold = document.begin(), []
    while block.isValid():
        pieces = block.begin()
        while not pieces.atEnd():
            piece = pieces.fragment()
            if piece.charFormat().fontWeight() >= QFont.Weight.Bold:
                bold.append((piece.position(), piece.position() + piece.length()))
            pieces += 1
        block = block.next()
    for first, last in bold:
        cursor = QTextCursor(document)
        cursor.setPosition(first)
        cursor.setPosition(last, QTextCursor.MoveMode.KeepAnchor)
        cursor.mergeCharFormat(heavy)


def keep_headings(document: QTextDocument) -> None:
    """A heading goes to the next page with its first rows rather than stand alone at the foot."""
    height, layout = document.pageSize().height(), document.documentLayout()
    block = document.begin()
    while block.isValid():
        if block.blockFormat().headingLevel() and height - layout.blockBoundingRect(block).top() % height < FOOT:
            form = block.blockFormat()
            form.setPageBreakPolicy(QTextFormat.PageBreakFlag.PageBreak_AlwaysBefore)
            QTextCursor(block).setBlockFormat(form)
        block = block.next()
    size = document.pageSize()  # laid out anew: a break set late leaves what stands after it unpainted
    document.setPageSize(QSizeF(size.width() / 2, size.height()))
    document.setPageSize(size)
