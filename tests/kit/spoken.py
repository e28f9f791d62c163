"""Every text a learner, a screen reader or a pointer finds in a widget: what a blind session must not name."""

from __future__ import annotations

from collections.abc import Iterator

from PySide6.QtCore import QAbstractItemModel, Qt
from PySide6.QtGui import QAction
from PySide6.QtWidgets import QAbstractItemView, QWidget


def cells(model: QAbstractItemModel) -> Iterator[str]:
    for row in range(model.rowCount()):
        for column in range(model.columnCount()):
            for role in (Qt.ItemDataRole.DisplayRole, Qt.ItemDataRole.AccessibleTextRole, Qt.ItemDataRole.ToolTipRole):
                yield str(model.index(row, column).data(role) or "")
    for column in range(model.columnCount()):
        yield str(model.headerData(column, Qt.Orientation.Horizontal) or "")


def words_of(widget: QWidget) -> Iterator[str]:
    """Every text of a widget and of its children: shown, spoken, pointed at, painted from a model."""
    for one in (widget, *widget.findChildren(QWidget)):
        for name in (
            "objectName", "windowTitle", "toolTip", "statusTip", "whatsThis", "accessibleName", "accessibleDescription",
            "text", "title", "placeholderText", "toPlainText",
        ):  # fmt: skip
            read = getattr(one, name, None)
            if callable(read):
                yield str(read())
        if isinstance(one, QAbstractItemView) and one.model() is not None:
            yield from cells(one.model())
        for action in one.findChildren(QAction):
            yield from (action.text(), action.toolTip())
