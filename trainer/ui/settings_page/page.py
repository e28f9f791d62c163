"""The Settings page: appearance, defaults of a session, what pauses play, where the data lies."""

from __future__ import annotations

from decimal import Decimal
from pathlib import Path

from PySide6.QtCore import Qt, Slot
from PySide6.QtWidgets import QFrame, QHBoxLayout, QScrollArea, QVBoxLayout, QWidget

from trainer.core.settings import Settings
from trainer.presenters.replay import PAUSES
from trainer.presenters.settings import NUMBER_LIMITS, SettingsPresenter
from trainer.ui.components.cards import Card, grounded
from trainer.ui.components.labels import Label
from trainer.ui.components.number_field import NumberField
from trainer.ui.components.segmented import Segment, SegmentedControl
from trainer.ui.components.switches import Switch

_WIDEST = 760
_CHOICES: dict[str, tuple[str, tuple[tuple[str, str], ...]]] = {
    "theme": ("Theme", (("dark", "Dark"), ("light", "Light"), ("system", "As the system"))),
    "margin_mode": ("Margin mode", (("isolated", "Isolated"), ("cross", "Cross"))),
    "timeframe": ("Timeframe", tuple((name, name) for name in ("1m", "5m", "15m", "1h", "4h"))),
    "play_speed": ("Bars a second", tuple((str(speed), str(speed)) for speed in (1, 2, 4, 10, 30, 60, 120, 300, 1000))),
    "path_rule": ("Inside a bar", (("adverse", "Adverse first"), ("adaptive", "Nearest first"))),
}
_SWITCHES = (
    *((setting, f"Pause on {words}") for _, setting, words in PAUSES),
    ("hide_result", "Hide profit and loss while trading"),
)
_UNITS = {"bankroll": "USDT", "leverage": "×", "risk_percent": "%", "risk_ceiling_percent": "%"}
_PATH_NOTE = (
    "A candle does not say whether its high or its low came first. Adverse first assumes what hurts the open position; "
    "nearest first goes to the extreme nearer to the open. New sessions use the choice."
)


class SettingsPage(QScrollArea):
    """Every change is kept at once; a refused number stays as typed with the reason below it."""

    def __init__(self, presenter: SettingsPresenter, data_folder: Path) -> None:
        """Show the settings in force."""
        super().__init__()
        self.setObjectName("settings_page")
        self.setAccessibleName("Settings")
        self.setWidgetResizable(True)
        self.setFrameShape(QFrame.Shape.NoFrame)
        self._presenter = presenter
        self.choices = {
            key: SegmentedControl(
                [Segment(*pair) for pair in pairs], name=f"settings_{key}", accessible=title, height=30
            )
            for key, (title, pairs) in _CHOICES.items()
        }
        self.numbers = {
            key: NumberField(title, name=f"settings_{key}", unit=_UNITS[key])
            for key, (title, _, _) in NUMBER_LIMITS.items()
        }
        self.switches = {key: Switch(text, name=f"settings_{key}") for key, text in _SWITCHES}
        self._lay_out(data_folder)
        self.show_settings(presenter.settings)
        presenter.settings_changed.connect(self.show_settings)
        for key, control in self.choices.items():
            control.chosen.connect(lambda value, field=key: self._on_choice(field, value))
        for key, number in self.numbers.items():
            number.finished.connect(lambda field=key: self._on_number(field))
        for key, switch in self.switches.items():
            switch.toggled.connect(lambda is_on, field=key: self._presenter.change(**{field: is_on}))

    def _lay_out(self, data_folder: Path) -> None:
        ground = QWidget()
        grounded(ground, "page")
        column = QVBoxLayout(ground)
        column.setContentsMargins(32, 24, 32, 24)
        column.setSpacing(16)
        column.addWidget(Label("Settings", "pageTitle", name="settings_title"))
        column.addWidget(_card("Appearance", self._choice_row("theme")))
        numbers = QHBoxLayout()
        numbers.setSpacing(12)
        for field in self.numbers.values():
            numbers.addWidget(field, 1, Qt.AlignmentFlag.AlignTop)
        column.addWidget(_card("A new session", numbers, self._choice_row("margin_mode")))
        switches = QVBoxLayout()
        switches.setSpacing(10)
        for switch in self.switches.values():
            switches.addWidget(switch)
        replay = _card("Replay", self._choice_row("timeframe"), self._choice_row("play_speed"), switches,
                       self._choice_row("path_rule"))  # fmt: skip
        replay.body.addWidget(Label(_PATH_NOTE, "caption", "secondary", name="path_note", wraps=True))
        column.addWidget(replay)
        data = _card("Data")
        place = Label(str(data_folder), "table", name="data_folder", wraps=True)
        place.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
        words = "Sessions and settings lie in this folder on your computer. Cascade sends nothing anywhere."
        data.body.addWidget(place)
        data.body.addWidget(Label(words, "caption", "secondary", name="data_note", wraps=True))
        column.addWidget(data)
        column.addStretch(1)
        ground.setMaximumWidth(_WIDEST + 64)
        self.setWidget(ground)

    def _choice_row(self, key: str) -> QHBoxLayout:
        row = QHBoxLayout()
        label = Label(_CHOICES[key][0], "body", "secondary", name=f"settings_{key}_label")
        label.setFixedWidth(140)
        row.addWidget(label)
        row.addWidget(self.choices[key])
        row.addStretch(1)
        return row

    @Slot(object)
    def show_settings(self, settings: Settings) -> None:
        """Show what is in force; a field being edited keeps its text."""
        for key, control in self.choices.items():
            control.choose(str(getattr(settings, key)))
        for key, switch in self.switches.items():
            switch.set_on(getattr(settings, key))
        for key, field in self.numbers.items():
            if not field.edit.hasFocus() and not field.message():
                field.set_value(Decimal(str(getattr(settings, key))).normalize())

    def _on_choice(self, field: str, value: str) -> None:
        self._presenter.change(**{field: int(value) if field == "play_speed" else value})

    def _on_number(self, field: str) -> None:
        shown = self.numbers[field]
        refusal = self._presenter.change_number(field, shown.value(), shown.text())
        if refusal is None:
            shown.clear_message()
        else:
            shown.show_error(refusal.sentence)


def _card(title: str, *rows: QHBoxLayout | QVBoxLayout) -> Card:
    card = Card(name=f"settings_card_{title.split()[-1].lower()}", spacing=12)
    card.body.addWidget(Label(title, "section"))
    for row in rows:
        card.body.addLayout(row)
    return card
