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


class _Batch:
    """Shapes of four numbers in a block of memory that is kept between frames and grows when it must."""

    shape_type: type[QRect] | type[QLineF]
    dtype: type[np.int32] | type[np.float64]

    def __init__(self) -> None:
        """Begin empty, with room for a usual frame."""
        self.count = 0
        self._block = np.empty((0, 4), dtype=self.dtype)
        self._grow(2048)

    def add(self, shape: tuple[float, float, float, float]) -> None:
        """Hold one more."""
        if self.count == len(self._block):
            self._grow(2 * self.count)
        self._block[self.count] = shape
        self.count += 1

    def _room(self, count: int) -> NDArray[np.generic]:
        """The block's first rows, to be written: so many are held from now on."""
        if count > len(self._block):
            self._grow(2 * count)
        self.count = count
        return self._block[:count]

    def _grow(self, size: int) -> None:
        block = np.empty((size, 4), dtype=self.dtype)
        block[: self.count] = self._block[: self.count]
        self._block, self._first = block, shiboken6.wrapInstance(block.ctypes.data, self.shape_type)


class RectBatch(_Batch):
    """Whole-pixel rectangles: a QRect is left, top, right, bottom in 32 bits, the last two belonging to it."""

    shape_type, dtype = QRect, np.int32

    def draw(self, painter: QPainter, colour: QColor, rects: IntColumn) -> None:
        """Hold rectangles of shape (m, 4) and fill them."""
        self.hold(rects)
        self.show(painter, colour)

    def hold(self, rects: IntColumn) -> None:
        """Hold rectangles of shape (m, 4): left, top, right, bottom, all of them inside."""
        self._room(len(rects))[:] = rects

    def hold_some(self, rects: IntColumn, places: NDArray[np.intp]) -> None:
        """Hold those of some places along the first axis of shape (m, 4) or, several to a place, (m, n, 4)."""
        count = len(places) * (rects.size // 4 // max(1, len(rects)))
        block = self._room(count).reshape(len(places), *rects.shape[1:])
        rects.take(places, axis=0, out=block, mode="clip")

    def show(self, painter: QPainter, colour: QColor) -> None:
        """Fill what is held."""
        if self.count:
            painter.setPen(_NO_PEN)
            painter.setBrush(colour)
            painter.drawRects(self._first, self.count)  # type: ignore[call-overload]  # missing in the stubs


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


class LineBatch(_Batch):
    """Many short lines; a long path in one piece costs twenty times as much to stroke."""

    shape_type, dtype = QLineF, np.float64

    def draw(self, painter: QPainter, pen: QPen, lines: FloatColumn) -> None:
        """Hold lines of shape (m, 4), x and y of both ends, and draw them."""
        self._room(len(lines))[:] = lines
        self.show(painter, pen)

    def join(self, x: FloatColumn, y: FloatColumn) -> None:
        """Hold lines between neighbouring points, none where a value is missing."""
        if len(x) and not np.isfinite(y).all():
            lines = segments(x, y)
            self._room(len(lines))[:] = lines
        else:
            block = self._room(max(0, len(x) - 1))
            block[:, 0], block[:, 1], block[:, 2], block[:, 3] = x[:-1], y[:-1], x[1:], y[1:]

    def show(self, painter: QPainter, pen: QPen) -> None:
        """Draw what is held."""
        if self.count:
            painter.setPen(pen)
            painter.drawLines(self._first, self.count)  # type: ignore[call-overload]  # missing in the stubs


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
