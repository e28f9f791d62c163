"""Many rectangles or lines in one painter call, handed over as one block of memory."""

from __future__ import annotations

import numpy as np
import shiboken6
from numpy.typing import NDArray
from PySide6.QtCore import QLineF, QRect, Qt
from PySide6.QtGui import QColor, QPainter, QPen

from trainer.presenters.chart_views import FloatColumn

IntColumn = NDArray[np.int32]
_NO_PEN = QPen(Qt.PenStyle.NoPen)


class RectBatch:
    """Whole-pixel rectangles; the block of memory is kept between frames."""

    def __init__(self) -> None:
        """Begin with room for a usual frame."""
        self._grow(4096)

    def _grow(self, size: int) -> None:
        # a QRect is four 32-bit numbers, left, top, right, bottom, the last two belonging to the rectangle
        self._block = np.empty((size, 4), dtype=np.int32)
        self._first = shiboken6.wrapInstance(self._block.ctypes.data, QRect)

    def draw(self, painter: QPainter, colour: QColor, rects: IntColumn) -> None:
        """Fill rectangles of shape (m, 4): left, top, right, bottom, all of them inside."""
        count = len(rects)
        if count:
            self._room(count)[:] = rects
            self._show(painter, colour, count)

    def draw_some(self, painter: QPainter, colour: QColor, rects: IntColumn, places: NDArray[np.intp]) -> None:
        """Fill those of some places along the first axis of shape (m, 4) or, several to a place, (m, n, 4)."""
        count = len(places) * (rects.size // 4 // max(1, len(rects)))
        if count:
            block = self._room(count).reshape(len(places), *rects.shape[1:])
            rects.take(places, axis=0, out=block, mode="clip")
            self._show(painter, colour, count)

    def _room(self, count: int) -> IntColumn:
        if count > len(self._block):
            self._grow(2 * count)
        return self._block[:count]

    def _show(self, painter: QPainter, colour: QColor, count: int) -> None:
        painter.setPen(_NO_PEN)
        painter.setBrush(colour)
        painter.drawRects(self._first, count)  # type: ignore[call-overload]  # pointer and count, missing in the stubs


def boxes(left: IntColumn, top: IntColumn, right: IntColumn, bottom: IntColumn) -> IntColumn:
    """Rectangles of shape (m, 4) that reach from row top to row bottom, at least a pixel high."""
    result = np.empty((len(left), 4), dtype=np.int32)
    result[:, 0], result[:, 1], result[:, 2] = left, top, right
    np.maximum(bottom - 1, top, out=result[:, 3])
    return result


def segments(x: FloatColumn, y: FloatColumn) -> FloatColumn:
    """Lines between neighbouring points as shape (m - 1, 4), without those where a value is missing."""
    lines = np.empty((max(0, len(x) - 1), 4))
    lines[:, 0], lines[:, 1], lines[:, 2], lines[:, 3] = x[:-1], y[:-1], x[1:], y[1:]
    whole = np.isfinite(y)
    return lines if whole.all() else lines[whole[:-1] & whole[1:]]


class LineBatch:
    """Many short lines; a long path in one piece costs twenty times as much to stroke."""

    def __init__(self) -> None:
        """Begin with room for a usual frame."""
        self._grow(2048)

    def _grow(self, size: int) -> None:
        self._block = np.empty((size, 4))
        self._first = shiboken6.wrapInstance(self._block.ctypes.data, QLineF)

    def draw(self, painter: QPainter, pen: QPen, lines: FloatColumn) -> None:
        """Draw lines of shape (m, 4): x and y of both ends."""
        count = len(lines)
        if count == 0:
            return
        self._room(count)[:] = lines
        self._show(painter, pen, count)

    def join(self, painter: QPainter, pen: QPen, x: FloatColumn, y: FloatColumn) -> None:
        """Draw lines between neighbouring points, none where a value is missing."""
        if not np.isfinite(y).all():
            self.draw(painter, pen, segments(x, y))
        elif len(x) > 1:
            block = self._room(len(x) - 1)
            block[:, 0], block[:, 1], block[:, 2], block[:, 3] = x[:-1], y[:-1], x[1:], y[1:]
            self._show(painter, pen, len(block))

    def _room(self, count: int) -> FloatColumn:
        if count > len(self._block):
            self._grow(2 * count)
        return self._block[:count]

    def _show(self, painter: QPainter, pen: QPen, count: int) -> None:
        painter.setPen(pen)
        painter.drawLines(self._first, count)  # type: ignore[call-overload]  # pointer and count, missing in the stubs


def line_pen(colour: QColor, width: float = 1, dash: tuple[float, ...] = (), alpha: float = 1.0) -> QPen:
    """A pen with flat ends; widths and dash lengths in pixels of the widget."""
    if alpha != 1.0:
        colour = QColor(colour)
        colour.setAlphaF(colour.alphaF() * alpha)
    pen = QPen(colour, width)
    pen.setCapStyle(Qt.PenCapStyle.FlatCap)
    if dash:
        pen.setDashPattern([length / width for length in dash])
    return pen
