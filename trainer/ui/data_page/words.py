"""Words that stand in constants, in the language in force."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace

from PySide6.QtCore import QObject

from trainer.ui.components.tables import Column


def translated(columns: Iterable[Column], owner: QObject) -> tuple[Column, ...]:
    """The columns of a table with their titles in the language of its owner."""
    return tuple(replace(column, text=owner.tr(column.text)) for column in columns)
