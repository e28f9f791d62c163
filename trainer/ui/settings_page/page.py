"""The Settings page: appearance, defaults of a session, what pauses play, where the data lies."""

from __future__ import annotations

from decimal import Decimal
from pathlib import Path

from PySide6.QtCore import Qt, Slot
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QBoxLayout, QFrame, QHBoxLayout, QScrollArea, QVBoxLayout, QWidget

from trainer.core.language import english, tr
from trainer.core.settings import Settings
from trainer.presenters.backups import BackupsPresenter
from trainer.presenters.replay import PAUSES
from trainer.presenters.settings import NUMBER_LIMITS, SettingsPresenter
from trainer.ui.actions import KeyMap
from trainer.ui.components.cards import Card, grounded
from trainer.ui.components.labels import Label
from trainer.ui.components.number_field import NumberField
from trainer.ui.components.segmented import Segment, SegmentedControl
from trainer.ui.components.switches import Switch
from trainer.ui.components.text_field import TextField
from trainer.ui.settings_page.data_card import DataCard
from trainer.ui.settings_page.keys_card import KeysCard

_WIDEST, _SIDE, _GAP = 760, 32, 16
_TWO_COLUMNS_FROM = 1240
_THREE_COLUMNS_FROM = 2000
"""Width of the page from which the keys and the data stand beside the rest, where their words leave them the room."""
_CHOICES: dict[str, tuple[str, tuple[tuple[str, str], ...]]] = {
    "language": (
        english("Language"),
        (("system", english("As the system")), ("en", "English"), ("de", "Deutsch")),
    ),
    "theme": (
        english("Theme"),
        (
            ("dark", english("Dark")),
            ("light", english("Light")),
            ("highContrast", english("High contrast")),
            ("system", english("As the system")),
        ),
    ),
    "colours": (english("Sides"), (("greenRed", english("Green and red")), ("blueOrange", english("Blue and orange")))),
    "candles": (english("Rising candles"), (("solid", english("Filled")), ("hollow", english("Hollow")))),
    "text_percent": (english("Text size"), tuple((str(size), f"{size} %") for size in (100, 110, 125, 150, 175, 200))),
    "margin_mode": (english("Margin mode"), (("isolated", english("Isolated")), ("cross", english("Cross")))),
    "timeframe": (english("Timeframe"), tuple((name, name) for name in ("1m", "5m", "15m", "1h", "4h"))),
    "play_speed": (
        english("Bars a second"),
        tuple((str(speed), str(speed)) for speed in (1, 2, 4, 10, 30, 60, 120, 300, 1000)),
    ),
    "path_rule": (
        english("Inside a bar"),
        (("adverse", english("Adverse first")), ("adaptive", english("Nearest first"))),
    ),
}
_SWITCHES = (
    ("red_rises", english("Red candles rise and green ones fall, as in East Asia; sides of orders keep their colours")),
    ("hide_result", english("Hide profit and loss while trading")),
    (
        "ceiling_rises",
        english("Let the leverage ceiling rise by one step (1, 2, 3, 5, 10) for each concept set you mastered"),
    ),
    (
        "friction",
        english("One more press when an order shows signs of tilt, and five bars without entries after a liquidation"),
    ),
)
_UNITS = {
    "bankroll": "USDT",
    "leverage": "×",
    "leverage_ceiling": "×",
    "risk_percent": "%",
    "backups_kept": "",
}
_WHOLE = ("play_speed", "text_percent")
_LOOKS = ("language", "theme", "colours", "candles", "text_percent")
_LANGUAGE_NOTE = english(
    "Another language opens the window anew at once; the session on the Desk stays where it is. Titles and texts of "
    "scenarios, venues' names, files and exports stay as they were written."
)
_SIZE_NOTE = english("The text size scales everything and takes effect when Cascade is opened the next time.")
_PATH_NOTE = english(
    "A candle does not say whether its high or its low came first. Adverse first assumes what hurts the open position; "
    "nearest first goes to the extreme nearer to the open. New sessions use the choice."
)


def setting_names() -> tuple[tuple[str, str], ...]:
    """Key and words of every setting, for the command palette."""
    choices = tuple((key, tr(title)) for key, (title, _) in _CHOICES.items())
    numbers = tuple((key, tr(title)) for key, (title, _, _) in NUMBER_LIMITS.items())
    return (*choices, *numbers, *switch_words(), ("keys", tr("Keys")), ("time_zone", tr("Time zone")))


def switch_words() -> tuple[tuple[str, str], ...]:
    """Key and words of every switch."""
    pauses = tuple((key, tr("Pause on {cause}").format(cause=tr(words))) for _, key, words in PAUSES)
    return (*pauses, *((key, tr(words)) for key, words in _SWITCHES))


class SettingsPage(QScrollArea):
    """Every change is kept at once; a refused number stays as typed with the reason below it."""

    def __init__(self, presenter: SettingsPresenter, data_folder: Path, backups: BackupsPresenter) -> None:
        """Show the settings in force."""
        super().__init__()
        self.setObjectName("settings_page")
        self.setAccessibleName(tr("Settings"))
        self.setWidgetResizable(True)
        self.setFrameShape(QFrame.Shape.NoFrame)
        self._presenter = presenter
        self.choices = {
            key: SegmentedControl(
                [Segment(*pair) for pair in pairs], name=f"settings_{key}", accessible=tr(title), height=30
            )
            for key, (title, pairs) in _CHOICES.items()
        }
        self.numbers = {
            key: NumberField(tr(title), name=f"settings_{key}", unit=_UNITS[key])
            for key, (title, _, _) in NUMBER_LIMITS.items()
        }
        self.switches = {key: Switch(text, name=f"settings_{key}") for key, text in switch_words()}
        self.zone = TextField(tr("Time zone of charts and clocks"), name="settings_time_zone",
                              placeholder="UTC, local, Europe/Berlin")  # fmt: skip
        self.ceiling = Label("", "caption", "secondary", name="ceiling_note", wraps=True)
        self.keys = KeysCard()
        self.data = DataCard(backups, data_folder, self.numbers["backups_kept"])
        self._ground, self._columns = QWidget(), QBoxLayout(QBoxLayout.Direction.TopToBottom)
        self._left, self._sides = (
            QBoxLayout(QBoxLayout.Direction.TopToBottom),
            (QVBoxLayout(), QVBoxLayout(), QVBoxLayout()),
        )
        self._lay_out()
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

    def _lay_out(self) -> None:
        grounded(self._ground, "page")
        whole = QVBoxLayout(self._ground)
        whole.setContentsMargins(_SIDE, 24, _SIDE, 24)
        whole.setSpacing(_GAP)
        whole.addWidget(Label(tr("Settings"), "pageTitle", name="settings_title"))
        whole.addLayout(self._columns)
        whole.addStretch(1)
        self._columns.setSpacing(_GAP)
        self._left.setSpacing(_GAP)
        cards = (self._looks_card(), self._session_card()), (self._replay_card(),), (self.keys, self.data)
        for side, held in zip(self._sides, cards, strict=True):
            side.setSpacing(_GAP)
            for card in held:
                card.setMaximumWidth(_WIDEST)
                side.addWidget(card)
            side.addStretch(1)
        for side in self._sides[:2]:
            self._left.addLayout(side, 1)
        self._columns.addLayout(self._left, 1)
        self._columns.addLayout(self._sides[2], 1)
        self.setWidget(self._ground)
        self._fit()

    def resizeEvent(self, event: QResizeEvent) -> None:
        """One column of cards, or two or three where there is room."""
        super().resizeEvent(event)
        self._fit()

    def _fit(self) -> None:
        room, (looks, replay, others) = self.viewport().width(), (side.minimumSize().width() for side in self._sides)
        least = max(looks, replay) + others + _GAP + 2 * _SIDE
        count = 3 if room >= _THREE_COLUMNS_FROM else 2 if room >= max(_TWO_COLUMNS_FROM, least) else 1
        across, down = QBoxLayout.Direction.LeftToRight, QBoxLayout.Direction.TopToBottom
        self._columns.setDirection(across if count > 1 else down)
        self._left.setDirection(across if count > 2 else down)
        for place, share in enumerate((count - 1 or 1, 1)):
            self._columns.setStretch(place, share if count > 1 else 0)
            self._left.setStretch(place, 1 if count > 2 else 0)
        self._ground.setMaximumWidth(count * (_WIDEST + _GAP) - _GAP + 2 * _SIDE)

    def _looks_card(self) -> Card:
        card = _card(tr("Appearance"), *(self._choice_row(name) for name in _LOOKS))
        card.body.addWidget(self.switches["red_rises"])
        self.zone.setMaximumWidth(300)
        card.body.addWidget(self.zone)
        card.body.addWidget(Label(tr(_LANGUAGE_NOTE), "caption", "secondary", name="language_note", wraps=True))
        card.body.addWidget(Label(tr(_SIZE_NOTE), "caption", "secondary", name="size_note", wraps=True))
        return card

    def _session_card(self) -> Card:
        numbers = QHBoxLayout()
        numbers.setSpacing(12)
        for key, field in self.numbers.items():
            if key != "backups_kept":
                numbers.addWidget(field, 1, Qt.AlignmentFlag.AlignTop)
        card = _card(tr("A new session"), numbers, self._choice_row("margin_mode"))
        card.body.addWidget(self.switches["ceiling_rises"])
        card.body.addWidget(self.ceiling)
        return card

    def _replay_card(self) -> Card:
        switches = QVBoxLayout()
        switches.setSpacing(10)
        for name, switch in self.switches.items():
            if name not in ("red_rises", "ceiling_rises"):
                switches.addWidget(switch)
        card = _card(tr("Replay"), self._choice_row("timeframe"), self._choice_row("play_speed"), switches,
                     self._choice_row("path_rule"))  # fmt: skip
        card.body.addWidget(Label(tr(_PATH_NOTE), "caption", "secondary", name="path_note", wraps=True))
        return card

    def _choice_row(self, key: str) -> QHBoxLayout:
        row = QHBoxLayout()
        label = Label(tr(_CHOICES[key][0]), "body", "secondary", name=f"settings_{key}_label")
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
