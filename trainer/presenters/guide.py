"""The guided first trade: a real window, one reckless long, its liquidation, the debrief; 90 seconds in all.

It runs on an ordinary session in fast mode; every figure in its words is read from that session.
"""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal

from PySide6.QtCore import QObject, Signal, Slot

from trainer.core.language import tr
from trainer.core.units import floor_to, in_context
from trainer.engine.commands import PlaceOrder
from trainer.engine.words import MarginMode, Side
from trainer.journal.trades import LIQUIDATED
from trainer.presenters.amounts import amounts_of
from trainer.presenters.desk import DeskPresenter
from trainer.presenters.desk_texts import date_text, number, price_places, zoned_text
from trainer.presenters.figures import percent
from trainer.session.session import PauseOn

SCENARIO = "2020-03-12-black-thursday-btc"
START_MS = 1_584_007_200_000  # 2020-03-12T10:00:00Z: the fall is 41 minutes away
LEVERAGE = Decimal(20)
SPEED = 4
_STAKE = Decimal("0.05")


@dataclass(frozen=True, slots=True)
class GuideView:
    """One step; `button` is empty while the learner only watches."""

    step: int
    steps: int
    title: str
    text: str
    button: str


@dataclass(frozen=True, slots=True)
class LearnersOwn:
    """What a guide sets otherwise and gives back when it is left: pauses, mode, leverage, margin mode, speed."""

    pauses: frozenset[PauseOn]
    is_training: bool
    leverage: Decimal
    margin_mode: MarginMode
    speed: int

    @classmethod
    def of(cls, desk: DeskPresenter) -> LearnersOwn:
        """As they stand at a Desk that is not guided."""
        state, replay = desk.session.state, desk.replay
        pauses = frozenset(replay.auto_pause)
        return cls(pauses, desk.ticket.is_training, state.leverage, state.margin_mode, replay.speed)


class Guide(QObject):
    """Four steps; the presenter of the Desk does what the learner would do.

    Which step is told follows from the session after every change: whatever the learner does meanwhile, the words are
    true and there is a way on.
    """

    changed = Signal(object)
    """GuideView."""
    finish_asked = Signal()
    """The last step: the session ends and its debrief opens."""

    def __init__(self, desk: DeskPresenter, own: LearnersOwn | None = None, parent: QObject | None = None) -> None:
        """Stand before the first step; `begin` shows it.

        `own` is what a guide of the same session took over before the Desk was made anew; else it is taken over now.
        """
        super().__init__(parent)
        self._desk = desk
        self._is_watching = False
        self._steps = (self._market, self._bought, self._watch, self._ended)
        self.own = own or LearnersOwn.of(desk)
        desk.board.moved.connect(self._follow)

    def begin(self) -> None:
        """Show the step the session has come to; a new one goes to the morning of the fall."""
        session, replay = self._desk.session, self._desk.replay
        bars = (START_MS - session.now_ms) // session.market.last.timeframe_ms
        if bars > 0:
            self._desk.board.on_advanced(session.advance(int(bars)))
        replay.set_speed(SPEED)
        for cause in PauseOn:
            replay.set_auto_pause(cause, cause is PauseOn.LIQUIDATION)
        self._desk.ticket.set_training(False)
        self._follow()

    def leave(self) -> None:
        """Give the learner's own pauses, mode, margin mode, leverage and speed back; a speed chosen meanwhile stays.

        An open position keeps its margin mode and leverage.
        """
        ticket, replay = self._desk.ticket, self._desk.replay
        if replay.speed == SPEED:
            replay.set_speed(self.own.speed)
        self._desk.board.moved.disconnect(self._follow)
        for cause in PauseOn:
            replay.set_auto_pause(cause, cause in self.own.pauses)
        ticket.set_training(self.own.is_training)
        if self._desk.session.state.position is None:
            ticket.set_margin_mode(self.own.margin_mode.value)
            ticket.set_leverage(self.own.leverage)

    @property
    def step(self) -> int:
        """The step the session has come to, counted from 0."""
        session = self._desk.session
        last = session.trades()[-1:]
        is_liquidated = any(trade.reason == LIQUIDATED for trade in last)
        if session.is_at_end or (session.state.position is None and is_liquidated):
            return len(self._steps) - 1
        if session.state.position is None:
            return 0
        return 2 if self._is_watching else 1

    @Slot()
    def go_on(self) -> None:
        """Do what the button says."""
        step = self.step
        if step == 0:
            self._is_watching = False
            self._desk.ticket.set_margin_mode(MarginMode.ISOLATED.value)
            self._desk.ticket.set_leverage(LEVERAGE)
            if self._desk.orders.give(PlaceOrder(side=Side.LONG, size=self._size())) is None:
                self._desk.replay.step()  # the price scale takes the liquidation line in with the next bar
        elif step == 1:
            self._is_watching = True
            self._desk.replay.play()
            self._follow()
        elif step == len(self._steps) - 1:
            self.finish_asked.emit()

    @Slot()
    def _follow(self) -> None:
        step = self.step
        title, text, button = self._steps[step]()
        self.changed.emit(GuideView(step + 1, len(self._steps), title, text, button))

    @in_context
    def _size(self) -> Decimal:
        """A position of the whole bankroll: 5 % of it as margin at 20 times."""
        session = self._desk.session
        worth = session.state.bankroll * _STAKE * LEVERAGE
        return floor_to(worth / session.market.last_close(session.cursor), session.market.rules.lot)

    def _market(self) -> tuple[str, str, str]:
        session = self._desk.session
        amounts, last = amounts_of(session.market.rules), session.market.last_close(session.cursor)
        places, size = price_places(session.market.rules.tick), self._size()
        text = tr(
            "{date}, {clock}. One {coin} costs {last} {quote}. You have {bankroll}. At 20× "
            "you put up {margin} and hold {worth}: the venue lends the rest."
        ).format(
            date=date_text(session.now_ms),
            clock=zoned_text(session.now_ms),
            coin=amounts.coin,
            last=number(last, places),
            quote=amounts.quote,
            bankroll=number(session.state.bankroll, 0),
            margin=number(size * last / LEVERAGE, 0),
            worth=number(size * last, 0),
        )
        return tr("A real market, its future hidden"), text, tr("Buy {size} at 20×").format(size=amounts.size(size))

    def _bought(self) -> tuple[str, str, str]:
        facts = self._desk.board.facts()
        line = facts.liquidation or facts.mark
        text = tr(
            "The pink line at {line} is the liquidation price, {away} away. Where the price "
            "touches it, the venue closes the position and the margin is gone."
        ).format(line=number(line, price_places(facts.rules.tick)), away=percent(abs(facts.mark - line) / facts.mark))
        if facts.state.stops:
            return tr("Your position is open"), text, tr("Let time pass")
        text += " " + tr("Nothing stands before it: there is no stop.")
        is_long = facts.state.position is not None and facts.state.position.side is Side.LONG
        return (
            tr("You are long without a stop") if is_long else tr("You are short without a stop"),
            text,
            tr("Let time pass"),
        )

    def _watch(self) -> tuple[str, str, str]:
        text = tr(
            "Each second is four minutes of that morning. The small gauge under Margin ratio, at the top, fills up "
            "on the way to liquidation."
        )
        return tr("Watch the distance to the line"), text, ""

    def _ended(self) -> tuple[str, str, str]:
        trade = next((one for one in self._desk.session.trades()[-1:] if one.reason == LIQUIDATED), None)
        if trade is None:
            text = tr("Every bar of this window has passed. The debrief tells what your decisions came to.")
            return tr("The end of the window"), text, tr("See the debrief")
        amounts = amounts_of(self._desk.session.market.rules)
        minutes = ((trade.closed_ms or trade.opened_ms) - trade.opened_ms) // 60_000
        text = tr(
            "It took {minutes} minutes and {net} {settled}. The debrief tells what a stop or "
            "less leverage would have made of the same candles."
        ).format(minutes=minutes, net=amounts.text(abs(trade.net)), settled=amounts.settled)
        return tr("Liquidated"), text, tr("See the debrief")
