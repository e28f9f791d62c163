"""The transport under the chart: back, play, step, speed, run until, scrubber and the bar count."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial

from PySide6.QtCore import Signal, Slot
from PySide6.QtGui import QAction
from PySide6.QtWidgets import QHBoxLayout, QMenu, QWidget

from trainer.core.language import localised, tr, trn
from trainer.presenters.desk_views import ScrubMark, TransportView
from trainer.presenters.figures import whole
from trainer.presenters.replay import PAUSES, RUN_TARGETS, SPEEDS
from trainer.ui.actions import ROWS, KeyMap
from trainer.ui.components.buttons import Button
from trainer.ui.components.cards import grounded
from trainer.ui.components.labels import Label
from trainer.ui.components.menu_button import MenuButton
from trainer.ui.components.ticked import tick
from trainer.ui.desk.key_hints import KeyHints
from trainer.ui.desk.scrubber import Scrubber

_HOLD_MS, _REPEAT_MS = 350, 70


class Transport(QWidget):
    """Gestures on the replay clock as signals; it knows no session."""

    start_asked = Signal()
    back_asked = Signal()
    play_asked = Signal()
    step_asked = Signal()
    speed_chosen = Signal(int)
    run_chosen = Signal(str)
    sought = Signal(int)
    pause_switched = Signal(str, bool)

    def __init__(self, parent: QWidget | None = None) -> None:
        """Standing still at nothing."""
        super().__init__(parent)
        self.setObjectName("transport")
        grounded(self, "chrome")
        self.setFixedHeight(44)
        self._ticked = 0
        self._start = self._button("to_start", "start", tr("Back to the start, as a new take"))
        self._back = self._button("step_back", "back", ROWS["back"].words)
        self._play = Button("", "primary", name="play", icon="play", accessible=tr("Play"))
        self._step = self._button("step", "step", ROWS["step"].words)
        self._hints = KeyHints()
        self._hints.tell(self._play, ROWS["play"].words, "play")
        self._hints.tell(self._back, ROWS["back"].words, "back", is_name=True)
        self._hints.tell(self._step, ROWS["step"].words, "step", is_name=True)
        self._speed = MenuButton("4 bars/s", "quiet", name="speed", accessible=tr("Speed"))
        self._run = MenuButton(tr("Run until"), "quiet", name="run_until", icon="run", accessible=tr("Run until"))
        self._pauses = Button("", "quiet", name="pauses", icon="pause", accessible=tr("What pauses play by itself"))
        self._pauses.setToolTip(tr("What pauses play by itself"))
        self._pause_actions: dict[str, QAction] = {}
        self._place_text = ""
        self.scrubber = Scrubber()
        self._count = Label("", "body", "secondary", name="bar_count", weight=500)
        self._build_menus()
        row = QHBoxLayout(self)
        row.setContentsMargins(12, 0, 16, 0)
        row.setSpacing(6)
        for widget in (self._start, self._back, self._play, self._step, self._speed, self._run, self._pauses):
            row.addWidget(widget)
        row.addWidget(self.scrubber, 1)
        row.addSpacing(6)
        row.addWidget(self._count)
        self._start.clicked.connect(self.start_asked)
        self._back.clicked.connect(self.back_asked)
        self._play.clicked.connect(self.play_asked)
        self._step.clicked.connect(self.step_asked)
        self.scrubber.sought.connect(self.sought)
        self.scrubber.held.connect(self._on_held)
        for button in (self._back, self._step):
            button.setAutoRepeat(True)
            button.setAutoRepeatDelay(_HOLD_MS)
            button.setAutoRepeatInterval(_REPEAT_MS)

    def _button(self, name: str, icon: str, tip: str) -> Button:
        button = Button("", "quiet", name=name, icon=icon, accessible=tip)
        button.setToolTip(tip)
        return button

    def _build_menus(self) -> None:
        speeds = QMenu(self._speed)
        for speed in SPEEDS:
            speeds.addAction(_speed_text(speed)).setData(speed)
        speeds.triggered.connect(self._on_speed)
        self._speed.setMenu(speeds)
        targets = QMenu(self._run)
        for name, text, _ in RUN_TARGETS:
            targets.addAction(_headed(tr(text))).setData(name)
        targets.triggered.connect(self._on_run)
        self._run.setMenu(targets)
        pauses = QMenu(self._pauses)
        for _, setting, words in PAUSES:
            action = pauses.addAction(tr("Pause on {cause}").format(cause=tr(words)))
            action.setCheckable(True)
            action.setData(setting)
            self._pause_actions[setting] = action
        pauses.triggered.connect(self._on_pause)
        self._pauses.setMenu(pauses)

    def commands(self) -> tuple[tuple[str, Callable[[], object]], ...]:
        """What to run until, as words to ask for it by."""
        return tuple(
            (tr("Run until {run}").format(run=tr(text)), partial(self.run_chosen.emit, name))
            for name, text, _ in RUN_TARGETS
        )

    def show_keys(self, keys: KeyMap) -> None:
        """Tell the keys in force."""
        self._hints.follow(keys)

    @Slot(object)
    def show_view(self, view: TransportView) -> None:
        """Take the state of the clock."""
        self._play.set_icon_name("pause" if view.is_playing else "play")
        self._play.setAccessibleName(tr("Pause") if view.is_playing else tr("Play"))
        for button in (self._play, self._step, self._run):
            button.setEnabled(not (view.is_at_end or view.is_finished))
        for button in (self._start, self._back):
            button.setEnabled(not view.is_finished)
        speed, behind = _speed_text(view.speed), ""
        if view.measured is not None:
            behind = tr("This machine reaches {speed} here").format(speed=_speed_text(view.measured))
            speed = tr("{measured} of {speed}").format(measured=localised(f"{view.measured:,}"), speed=speed)
        self._speed.setText(speed)
        if view.speed != self._ticked:
            self._ticked = view.speed
            tick(self._speed.menu(), view.speed)
        if behind != self._speed.toolTip():
            self._speed.setToolTip(behind)
        self._run.setText(tr("Run until {run}").format(run=view.run_text))
        self.scrubber.set_place(view.bar, view.furthest, view.total)
        self._place_text = tr("Bar {shown_bar} of {shown_total}").format(
            shown_bar=localised(f"{view.shown_bar:,}"), shown_total=localised(f"{view.shown_total:,}")
        )
        self._count.show_text(self._place_text)

    def show_pauses(self, switched_on: frozenset[str]) -> None:
        """Tick the causes that stop play, by the names of their settings."""
        for setting, action in self._pause_actions.items():
            action.setChecked(setting in switched_on)

    def show_marks(self, marks: tuple[ScrubMark, ...]) -> None:
        """Fills, events and checkpoints on the scrubber."""
        self.scrubber.set_marks(marks)

    @Slot(str)
    def _on_held(self, text: str) -> None:
        self._count.show_text(text or self._place_text)

    @Slot(QAction)
    def _on_pause(self, action: QAction) -> None:
        self.pause_switched.emit(str(action.data()), action.isChecked())

    @Slot(QAction)
    def _on_speed(self, action: QAction) -> None:
        self.speed_chosen.emit(int(action.data()))

    @Slot(QAction)
    def _on_run(self, action: QAction) -> None:
        self.run_chosen.emit(str(action.data()))


def _speed_text(speed: int) -> str:
    return trn("{count} bar/s", "{count} bars/s", speed).format(count=whole(speed))


def _headed(text: str) -> str:
    """With a capital letter, as it stands at the head of a line."""
    return text[0].upper() + text[1:]
