"""Many rectangles and long paths in one painter call."""

from __future__ import annotations

import numpy as np
from pyqtgraph.Qt.internals import PrimitiveArray
from PySide6.QtCore import QLineF, QRectF, Qt
from PySide6.QtGui import QColor, QPainter, QPen

from trainer.presenters.chart_views import FloatColumn


class RectBatch:
    """Reuses one block of rectangles between frames."""

    def __init__(self) -> None:
        """Begin without memory."""
        self._rects = PrimitiveArray(QRectF, 4)

    def draw(self, painter: QPainter, colour: QColor, rects: FloatColumn) -> None:
        """Fill rectangles of shape (m, 4): left, top, width, height in whole pixels."""
        if len(rects) == 0:
            return
        self._rects.resize(len(rects))
        self._rects.ndarray()[:] = rects
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(colour)
        painter.drawRects(*self._rects.drawargs())


def boxes(x: FloatColumn, top: FloatColumn, width: int, bottom: FloatColumn) -> FloatColumn:
    """Rectangles of shape (m, 4), at least a pixel high."""
    result = np.empty((len(x), 4))
    result[:, 0], result[:, 1], result[:, 2] = x, top, width
    result[:, 3] = np.maximum(bottom - top, 1.0)
    return result


def segments(x: FloatColumn, y: FloatColumn) -> FloatColumn:
    """Lines between neighbouring points as shape (m - 1, 4), without those where a value is missing."""
    lines = np.column_stack((x[:-1], y[:-1], x[1:], y[1:]))
    return lines[np.isfinite(lines).all(axis=1)]


class LineBatch:
    """Many short lines; a long path in one piece costs twenty times as much to stroke."""

    def __init__(self) -> None:
        """Begin without memory."""
        self._lines = PrimitiveArray(QLineF, 4)

    def draw(self, painter: QPainter, pen: QPen, lines: FloatColumn) -> None:
        """Draw lines of shape (m, 4): x and y of both ends."""
        if len(lines) == 0:
            return
        self._lines.resize(len(lines))
        self._lines.ndarray()[:] = lines
        painter.setPen(pen)
        painter.drawLines(*self._lines.drawargs())


def line_pen(colour: QColor, width: float = 1, dash: tuple[float, ...] = (), alpha: float = 1.0) -> QPen:
    """A cosmetic pen; dash lengths in pixels."""
    shade = QColor(colour)
    shade.setAlphaF(shade.alphaF() * alpha)
    pen = QPen(shade, width)
    pen.setCosmetic(True)
    pen.setCapStyle(Qt.PenCapStyle.FlatCap)
    if dash:
        pen.setDashPattern([length / width for length in dash])
    return pen
