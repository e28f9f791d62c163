"""The replay clock: the one timer, play, step, run until, rewind. Publishing what happened is left to the board."""

from __future__ import annotations

from PySide6.QtCore import QElapsedTimer, QObject, Qt, QTimer, Signal, Slot

from trainer.core.language import english, tr
from trainer.engine.state import Lane, State
from trainer.engine.words import Role
from trainer.presenters.desk_views import TransportView
from trainer.session.session import PauseOn, Session

SPEEDS: tuple[int, ...] = (1, 2, 4, 10, 30, 60, 120, 300, 1000)
FRAME_MS = 33
LONGEST_FRAME_MS = 100
RUN_BARS_PER_FRAME = 120
MEASURED_MS = 1_000
CLEARLY_LESS = 0.9

PAUSES: tuple[tuple[PauseOn, str, str], ...] = (
    (PauseOn.FILL, "pause_on_fill", english("a fill")),
    (PauseOn.LIQUIDATION, "pause_on_liquidation", english("a liquidation")),
    (PauseOn.CHECKPOINT, "pause_on_checkpoint", english("a checkpoint")),
    (PauseOn.MARGIN_WARNING, "pause_on_margin_warning", english("a margin warning")),
    (PauseOn.FUNDING, "pause_on_funding", english("funding")),
    (PauseOn.EVENT, "pause_on_event", english("a calendar event")),
    (PauseOn.SESSION, "pause_on_session", english("the next trading day")),
)
"""What can stop play by itself, the setting that keeps it, and the words after 'Pause on'."""
USUAL_PAUSES = frozenset({PauseOn.FILL, PauseOn.LIQUIDATION, PauseOn.CHECKPOINT, PauseOn.MARGIN_WARNING})

RUN_TARGETS: tuple[tuple[str, str, frozenset[PauseOn]], ...] = (
    ("fill", english("fill"), frozenset({PauseOn.FILL})),
    ("stop", english("stop"), frozenset({PauseOn.STOP})),
    ("target", english("target"), frozenset({PauseOn.TARGET})),
    ("plus_r", "+1 R", frozenset({PauseOn.PLUS_R})),
    ("minus_r", "−1 R", frozenset({PauseOn.MINUS_R})),
    ("funding", english("funding"), frozenset({PauseOn.FUNDING})),
    ("event", english("event"), frozenset({PauseOn.EVENT})),
    ("session", english("next session"), frozenset({PauseOn.SESSION})),
)
"""Id, words after 'Run until', and what ends the run."""
_ENDS_RUNS = frozenset({PauseOn.CHECKPOINT, PauseOn.MARGIN_WARNING})
_NO_POSITION = english("No position is open and no entry is working.")
_NEEDS: dict[str, tuple[Role | None, str]] = {
    "stop": (Role.STOP, english("No stop is working.")),
    "target": (Role.TARGET, english("No target is working.")),
    "plus_r": (None, _NO_POSITION),
    "minus_r": (None, _NO_POSITION),
    "funding": (None, _NO_POSITION),
}
"""What a run needs where no entry is working: an order of this role, or a position; and the words without it."""


class ReplayPresenter(QObject):
    """Owns the one QTimer of a session and moves its cursor; every move is announced as one Advance."""

    advanced = Signal(object)
    """Advance: bars passed; at high speed one batch a frame."""
    rewound = Signal()
    """A new take began at an earlier bar."""
    transport_changed = Signal(object)
    """TransportView."""
    paused_by = Signal(object)
    """PauseOn: why play stopped by itself."""
    ended = Signal()
    """The last bar is revealed."""
    refused = Signal(str, str)
    """What was asked and why it cannot be done now."""
    pause_switched = Signal(str, bool)
    """Name of the setting and whether it is on: the learner changed what stops play."""

    def __init__(self, session: Session, parent: QObject | None = None) -> None:
        """Stand still at the session's cursor, at 4 bars a second, on the base timeframe."""
        super().__init__(parent)
        self._session = session
        self._base_ms = session.market.last.timeframe_ms
        self._shown_ms = self._base_ms
        self._speed = 4
        self._owed = 0.0
        self._until: frozenset[PauseOn] | None = None
        self._run_text = "fill"
        self._auto_pause = USUAL_PAUSES
        self._elapsed = QElapsedTimer()
        self._passed_ms = self._passed_bars = 0
        self._frame_ms = 0
        self._measured: int | None = None
        self._timer = QTimer(self)
        self._timer.setObjectName("replay_timer")
        self._timer.setTimerType(Qt.TimerType.PreciseTimer)
        self._timer.setInterval(FRAME_MS)
        self._timer.timeout.connect(self._tick)

    # what it is

    @property
    def is_playing(self) -> bool:
        """Whether bars pass by themselves."""
        return self._timer.isActive()

    @property
    def speed(self) -> int:
        """Base bars a second."""
        return self._speed

    @property
    def auto_pause(self) -> frozenset[PauseOn]:
        """What stops play by itself."""
        return self._auto_pause

    @property
    def pause_settings(self) -> frozenset[str]:
        """The same by the names of the settings."""
        return frozenset(setting for cause, setting, _ in PAUSES if cause in self._auto_pause)

    def view(self) -> TransportView:
        """The transport as it stands; bars of the shown timeframe are counted for reading."""
        session, start = self._session, self._session.market.start
        ratio = max(1, self._shown_ms // self._base_ms)
        bar, total = session.cursor - start, session.last_bar - start
        return TransportView(
            is_playing=self.is_playing,
            speed=self._speed,
            bar=bar,
            furthest=session.furthest - start,
            total=total,
            shown_bar=-(-(bar + 1) // ratio),
            shown_total=-(-(total + 1) // ratio),
            run_text=tr(self._run_text),
            is_at_end=session.is_at_end,
            is_finished=session.is_finished,
            measured=self._measured,
        )

    # gestures

    @Slot()
    def toggle(self) -> None:
        """Play, or pause."""
        if self.is_playing:
            self.pause()
        else:
            self.play()

    @Slot()
    def play(self) -> None:
        """Let bars pass at the chosen speed; nothing happens at the end or once finished."""
        self._start(None)

    @Slot()
    def pause(self) -> None:
        """Stand still; a session that was playing is kept where it stands."""
        self._halt()
        self._tell()

    def _halt(self) -> None:
        if self._timer.isActive():
            self._session.keep()
        self._timer.stop()
        self._until = None
        self._owed = 0.0

    @Slot(int)
    def set_speed(self, speed: int) -> None:
        """Choose one of SPEEDS; others are ignored."""
        if speed in SPEEDS:
            self._speed = speed
            self._tell()

    @Slot()
    def faster(self) -> None:
        """One speed up."""
        self.set_speed(SPEEDS[min(SPEEDS.index(self._speed) + 1, len(SPEEDS) - 1)])

    @Slot()
    def slower(self) -> None:
        """One speed down."""
        self.set_speed(SPEEDS[max(SPEEDS.index(self._speed) - 1, 0)])

    def set_shown_timeframe(self, timeframe_ms: int) -> None:
        """The timeframe that 'a bar of the shown timeframe' and the bar count mean."""
        self._shown_ms = timeframe_ms
        self._tell()

    def set_auto_pause(self, cause: PauseOn, is_on: bool) -> None:
        """Switch one cause that stops play."""
        self._auto_pause = self._auto_pause | {cause} if is_on else self._auto_pause - {cause}

    @Slot(str, bool)
    def switch_pause(self, setting: str, is_on: bool) -> None:
        """Switch a cause by the name of its setting and have it kept; raises StopIteration for an unknown name."""
        cause = next(cause for cause, name, _ in PAUSES if name == setting)
        self.set_auto_pause(cause, is_on)
        self.pause_switched.emit(setting, is_on)

    @Slot()
    def step(self) -> None:
        """Reveal one base bar and stand still."""
        self._halt()
        self._move(1)

    @Slot()
    def step_shown(self) -> None:
        """Reveal bars up to the close of the present bar of the shown timeframe."""
        self._halt()
        close = self._session.market.close_ms(self._session.cursor)
        left = self._shown_ms - close % self._shown_ms
        self._move(max(1, left // self._base_ms))

    def run_until(self, target: str) -> None:
        """Run fast until one of RUN_TARGETS happens; what cannot happen as things stand is refused.

        A liquidation ends every run, and a checkpoint and a margin warning where they pause play.
        """
        for name, text, causes in RUN_TARGETS:
            if name != target:
                continue
            missing = _missing_for(name, self._session.state)
            if missing:
                self.refused.emit(tr("Run until {what}").format(what=tr(text)), tr(missing))
                return
            self._run_text = text
            self._start(causes | {PauseOn.LIQUIDATION} | (self._auto_pause & _ENDS_RUNS))

    @Slot()
    def step_back(self) -> None:
        """One bar back, as a new take: what was decided after it is left behind."""
        self.rewind_to(self._session.cursor - 1)

    def rewind_by(self, bars: int) -> None:
        """Begin a new take this many base bars earlier."""
        self.rewind_to(self._session.cursor - bars)

    def rewind_to(self, bar: int) -> None:
        """Begin a new take at a revealed bar, cut to what the session allows; later bars are ignored."""
        bar = max(self._session.market.start, bar)
        if bar < self._session.cursor and not self._session.is_finished:
            self.pause()
            self._session.rewind(bar)
            self.rewound.emit()
            self._tell()

    def seek(self, bar: int) -> None:
        """Go to a bar from the start that the learner has already seen: back as a new take, forward by revealing."""
        target = min(self._session.market.start + bar, self._session.furthest)
        if target < self._session.cursor:
            self.rewind_to(target)
        elif target > self._session.cursor:
            self.pause()
            self._move(target - self._session.cursor)

    # the clock

    def _start(self, until: frozenset[PauseOn] | None) -> None:
        if self._session.is_at_end or self._session.is_finished:
            self._tell()
            return
        self._until = until
        self._passed_ms = self._passed_bars = 0
        self._measured = None
        self._owed = 1.0
        self._elapsed.start()
        self._timer.start()
        self._tell()

    @Slot()
    def _tick(self) -> None:
        self._frame_ms = int(self._elapsed.restart())
        passed = min(self._frame_ms, LONGEST_FRAME_MS)
        if self._until is not None:
            self._move(RUN_BARS_PER_FRAME)
            return
        self._owed += self._speed * passed / 1000.0
        bars = int(self._owed)
        if bars > 0:
            self._owed -= bars
            before = self._session.cursor
            self._move(bars)
            self._measure(self._session.cursor - before)

    def _measure(self, bars: int) -> None:
        """Once a second, how many bars really passed, where the machine falls behind the chosen speed."""
        self._passed_bars += bars
        self._passed_ms += self._frame_ms
        if self._passed_ms >= MEASURED_MS:
            rate = round(self._passed_bars * 1000 / self._passed_ms)
            self._measured = rate if rate < CLEARLY_LESS * self._speed else None
            self._passed_ms = self._passed_bars = 0

    def _move(self, bars: int) -> None:
        session = self._session
        if session.is_finished or session.is_at_end:
            self.pause()
            return
        advance = session.advance(bars, self._auto_pause if self._until is None else self._until)
        has_ended = advance.last >= session.last_bar
        if advance.paused is not None or has_ended:
            self.pause()
        self.advanced.emit(advance)
        if advance.paused is not None:
            self.paused_by.emit(advance.paused)
        if has_ended:
            self.ended.emit()
        self._tell()

    def _tell(self) -> None:
        self.transport_changed.emit(self.view())


def _missing_for(target: str, state: State) -> str:
    """Why a run to this target could end nowhere but at the last bar; empty where it can end before."""
    slots: tuple[State | Lane, ...] = (state, *state.others)
    roles = {order.role for slot in slots for order in slot.orders}
    if target == "fill":
        return "" if roles else english("No order is working.")
    role, words = _NEEDS.get(target, (None, ""))
    has_cause = role in roles if role is not None else any(slot.position is not None for slot in slots)
    return "" if has_cause or Role.ENTRY in roles else words
