"""The Settings page: appearance, defaults of a session, what pauses play, where the data lies."""

from __future__ import annotations

from decimal import Decimal
from pathlib import Path

from PySide6.QtCore import Qt, Slot
from PySide6.QtWidgets import QFrame, QHBoxLayout, QScrollArea, QVBoxLayout, QWidget

from trainer.core.settings import Settings
from trainer.presenters.replay import PAUSES
from trainer.presenters.settings import NUMBER_LIMITS, SettingsPresenter
from trainer.ui.actions import KeyMap
from trainer.ui.components.cards import Card, grounded
from trainer.ui.components.labels import Label
from trainer.ui.components.number_field import NumberField
from trainer.ui.components.segmented import Segment, SegmentedControl
from trainer.ui.components.switches import Switch
from trainer.ui.components.text_field import TextField
from trainer.ui.settings_page.keys_card import KeysCard

_WIDEST = 760
_CHOICES: dict[str, tuple[str, tuple[tuple[str, str], ...]]] = {
    "theme": (
        "Theme",
        (("dark", "Dark"), ("light", "Light"), ("highContrast", "High contrast"), ("system", "As the system")),
    ),
    "colours": ("Sides", (("greenRed", "Green and red"), ("blueOrange", "Blue and orange"))),
    "candles": ("Rising candles", (("solid", "Filled"), ("hollow", "Hollow"))),
    "text_percent": ("Text size", tuple((str(size), f"{size} %") for size in (100, 110, 125, 150, 175, 200))),
    "margin_mode": ("Margin mode", (("isolated", "Isolated"), ("cross", "Cross"))),
    "timeframe": ("Timeframe", tuple((name, name) for name in ("1m", "5m", "15m", "1h", "4h"))),
    "play_speed": ("Bars a second", tuple((str(speed), str(speed)) for speed in (1, 2, 4, 10, 30, 60, 120, 300, 1000))),
    "path_rule": ("Inside a bar", (("adverse", "Adverse first"), ("adaptive", "Nearest first"))),
}
_SWITCHES = (
    ("red_rises", "Red candles rise and green ones fall, as in East Asia; sides of orders keep their colours"),
    *((setting, f"Pause on {words}") for _, setting, words in PAUSES),
    ("hide_result", "Hide profit and loss while trading"),
    ("ceiling_rises", "Let the leverage ceiling rise by one step (1, 2, 3, 5, 10) for each concept set you mastered"),
    ("friction", "One more press when an order shows signs of tilt, and five bars without entries after a liquidation"),
)
_UNITS = {
    "bankroll": "USDT",
    "leverage": "×",
    "leverage_ceiling": "×",
    "risk_percent": "%",
}
_WHOLE = ("play_speed", "text_percent")
_LOOKS = ("theme", "colours", "candles", "text_percent")
_SIZE_NOTE = "The text size scales everything and takes effect when Cascade is opened the next time."
_PATH_NOTE = (
    "A candle does not say whether its high or its low came first. Adverse first assumes what hurts the open position; "
    "nearest first goes to the extreme nearer to the open. New sessions use the choice."
)


def setting_names() -> tuple[tuple[str, str], ...]:
    """Key and words of every setting, for the command palette."""
    choices = tuple((key, title) for key, (title, _) in _CHOICES.items())
    numbers = tuple((key, title) for key, (title, _, _) in NUMBER_LIMITS.items())
    return (*choices, *numbers, *_SWITCHES, ("keys", "Keys"), ("time_zone", "Time zone"))


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
        self.zone = TextField("Time zone of charts and clocks", name="settings_time_zone",
                              placeholder="UTC, local, Europe/Berlin")  # fmt: skip
        self.ceiling = Label("", "caption", "secondary", name="ceiling_note", wraps=True)
        self.keys = KeysCard()
        self._lay_out(data_folder)
        self.show_settings(presenter.settings)
        presenter.settings_changed.connect(self.show_settings)
        presenter.ceiling_changed.connect(self.ceiling.setText)
        for key, control in self.choices.items():
            control.chosen.connect(lambda value, field=key: self._on_choice(field, value))
        for key, number in self.numbers.items():
            number.finished.connect(lambda field=key: self._on_number(field))
        self.zone.edit.editingFinished.connect(self._on_zone)
        self.keys.keys_changed.connect(self._on_keys)
        for key, switch in self.switches.items():
            switch.toggled.connect(lambda is_on, field=key: self._presenter.change(**{field: is_on}))

    def _lay_out(self, data_folder: Path) -> None:
        ground = QWidget()
        grounded(ground, "page")
        column = QVBoxLayout(ground)
        column.setContentsMargins(32, 24, 32, 24)
        column.setSpacing(16)
        column.addWidget(Label("Settings", "pageTitle", name="settings_title"))
        looks = _card("Appearance", *(self._choice_row(name) for name in _LOOKS))
        looks.body.addWidget(self.switches["red_rises"])
        self.zone.setMaximumWidth(300)
        looks.body.addWidget(self.zone)
        looks.body.addWidget(Label(_SIZE_NOTE, "caption", "secondary", name="size_note", wraps=True))
        column.addWidget(looks)
        numbers = QHBoxLayout()
        numbers.setSpacing(12)
        for field in self.numbers.values():
            numbers.addWidget(field, 1, Qt.AlignmentFlag.AlignTop)
        session = _card("A new session", numbers, self._choice_row("margin_mode"))
        session.body.addWidget(self.switches["ceiling_rises"])
        session.body.addWidget(self.ceiling)
        column.addWidget(session)
        switches = QVBoxLayout()
        switches.setSpacing(10)
        for name, switch in self.switches.items():
            if name not in ("red_rises", "ceiling_rises"):
                switches.addWidget(switch)
        replay = _card("Replay", self._choice_row("timeframe"), self._choice_row("play_speed"), switches,
                       self._choice_row("path_rule"))  # fmt: skip
        replay.body.addWidget(Label(_PATH_NOTE, "caption", "secondary", name="path_note", wraps=True))
        column.addWidget(replay)
        column.addWidget(self.keys)
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
        self.keys.show_keys(KeyMap(settings.key_profile, settings.keys))
        for key, control in self.choices.items():
            control.choose(str(getattr(settings, key)))
        if not self.zone.edit.hasFocus() and not self.zone.problem():
            self.zone.set_text(settings.time_zone)
        for key, switch in self.switches.items():
            switch.set_on(getattr(settings, key))
        for key, field in self.numbers.items():
            if not field.edit.hasFocus() and not field.message():
                field.set_value(Decimal(str(getattr(settings, key))).normalize())

    def _on_choice(self, field: str, value: str) -> None:
        self._presenter.change(**{field: int(value) if field in _WHOLE else value})

    @Slot()
    def _on_zone(self) -> None:
        refusal = self._presenter.change_zone(self.zone.text())
        self.zone.show_problem(refusal.sentence if refusal is not None else "")

    @Slot(object)
    def _on_keys(self, keys: KeyMap) -> None:
        self._presenter.change(key_profile=keys.profile, keys=dict(keys.own))

    def show_setting(self, key: str) -> None:
        """Scroll to a setting and give it the keyboard; raises KeyError for an unknown one."""
        found: QWidget = {
            **self.choices,
            **self.switches,
            **self.numbers,
            "keys": self.keys.table,
            "time_zone": self.zone.edit,
        }[key]
        self.ensureWidgetVisible(found, 0, 80)
        found.setFocus(Qt.FocusReason.OtherFocusReason)

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
