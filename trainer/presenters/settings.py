"""Settings: one field at a time, checked, kept at once."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from decimal import Decimal

import msgspec
from PySide6.QtCore import QObject, Signal

from trainer.core.errors import FieldError, TrainerError
from trainer.core.language import english, localised, retold, tr
from trainer.core.settings import Settings
from trainer.presenters.ceiling import ceiling_text
from trainer.presenters.zone import choice_of
from trainer.scoring.mastery import Ceiling

NUMBER_LIMITS: dict[str, tuple[str, Decimal, Decimal]] = {
    "bankroll": (english("Bankroll"), Decimal(100), Decimal(10_000_000)),
    "leverage": (english("Leverage"), Decimal(1), Decimal(125)),
    "risk_percent": (english("Risk per trade"), Decimal("0.01"), Decimal(100)),
    "leverage_ceiling": (english("Leverage ceiling"), Decimal("0.1"), Decimal(125)),
    "backups_kept": (english("Backups kept"), Decimal(1), Decimal(100)),
}


@dataclass(frozen=True, slots=True)
class Refusal:
    """Why a value was not taken; the setting stays as it was."""

    field: str
    sentence: str


class SettingsPresenter(QObject):
    """Holds the settings in force; every change is on disk before it is announced."""

    settings_changed = Signal(object)
    """Settings."""
    trouble = Signal(str)
    """The file could not be written: the change lasts until the window closes."""
    ceiling_changed = Signal(str)
    """The ceiling of the next session, in words."""

    def __init__(self, settings: Settings, save: Callable[[Settings], None], parent: QObject | None = None) -> None:
        """Begin with these settings; `save` writes them and raises TrainerError when it cannot."""
        super().__init__(parent)
        self.settings = settings
        self._save = save
        self._mastered: tuple[str, ...] = ()

    def ceiling(self, mastered: tuple[str, ...]) -> Ceiling:
        """The effective leverage the learner means to stay under, raised by mastered sets where it may rise."""
        declared = Decimal(f"{self.settings.leverage_ceiling:g}")
        return Ceiling(declared, mastered if self.settings.ceiling_rises else ())

    def show_mastered(self, sets: tuple[str, ...]) -> None:
        """Take the concept sets mastered so far and say what the ceiling of the next session is made of."""
        self._mastered = sets
        self.ceiling_changed.emit(
            tr("The next session is held against {ceiling}.").format(ceiling=ceiling_text(self.ceiling(sets)))
        )

    def change(self, **values: object) -> None:
        """Take checked values."""
        fresh = msgspec.structs.replace(self.settings, **values)
        if fresh == self.settings:
            return
        self.settings = fresh
        try:
            self._save(fresh)
        except TrainerError as error:
            self.trouble.emit(retold(str(error)))
        self.settings_changed.emit(fresh)
        self.show_mastered(self._mastered)

    def change_zone(self, typed: str) -> Refusal | None:
        """Take the name of a time zone, or say what is allowed."""
        name = typed.strip()
        try:
            choice_of(name)
        except FieldError:
            said = name or tr("nothing typed")
            words = tr("Time zone: {said} is not known; UTC, local or a name such as Europe/Berlin is allowed").format(
                said=said
            )
            return Refusal("time_zone", words)
        self.change(time_zone=name)
        return None

    def change_number(self, field: str, value: Decimal | None, typed: str) -> Refusal | None:
        """Take a typed number, or say which field, which value and what is allowed; raises KeyError for no field."""
        name, low, high = NUMBER_LIMITS[field]
        title = tr(name)
        is_whole = field in ("leverage", "backups_kept")
        if value is None or not low <= value <= high or (is_whole and value != int(value)):
            kind = tr("whole numbers") if is_whole else tr("numbers")
            said = typed.strip() or tr("nothing typed")
            return Refusal(
                field,
                tr("{title}: {said} is not allowed; {kind} from {low} to {high} are").format(
                    title=title, said=said, kind=kind, low=localised(f"{low:,}"), high=localised(f"{high:,}")
                ),
            )
        self.change(**{field: int(value) if is_whole else float(value)})
        return None
