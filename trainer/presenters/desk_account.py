"""The account bar and the second row of the positions panel."""

from __future__ import annotations

from trainer.core.language import tr
from trainer.core.units import in_context
from trainer.engine.words import MarginMode, Side
from trainer.journal.trades import Trade
from trainer.presenters.amounts import amounts_of
from trainer.presenters.desk_texts import (
    clock_text,
    date_text,
    number,
    often,
    price_places,
    ratio_figure,
    side_word,
    tone_of,
    zoned_text,
)
from trainer.presenters.desk_views import AccountView, Figure, PositionView, StopStepView
from trainer.presenters.figures import HIDDEN, signed_percent
from trainer.presenters.lines import POSITION, LineFacts
from trainer.presenters.venue_card import stages_of
from trainer.session.session import Session

_STEPS_SHOWN = 5


@in_context
def account_view(session: Session, is_hidden: bool) -> AccountView:
    """Figures of the account at the newest revealed bar; the session P&L is equity less the bankroll."""
    account, bankroll = session.account(), session.state.bankroll
    now = session.market.close_ms(session.cursor)
    amounts = amounts_of(session.market.rules, is_hidden=is_hidden)
    mark = session.market.mark_close(session.cursor)
    result = account.equity - bankroll
    pnl = Figure(HIDDEN, "quiet")
    if not is_hidden:
        pnl = Figure(f"{amounts.signed(result)} ({signed_percent(result / bankroll)})", tone_of(result))
    return AccountView(
        symbol=session.market.symbol,
        kind=tr("Perpetual, in coin") if amounts.is_inverse else tr("Perpetual"),
        date_text=date_text(now),
        time_text=zoned_text(now),
        currency=amounts.settled,
        equity=Figure(amounts.text(account.equity)),
        free_margin=Figure(amounts.text(account.free_margin)),
        margin_ratio=ratio_figure(account.margin_ratio),
        effective_leverage=Figure(f"{number(account.effective_leverage)}×"),
        pnl=pnl,
        equity_worth=amounts.beside(account.equity, mark),
        stages=stages_of(session.market.rules),
        ratio=None if account.margin_ratio is None else float(account.margin_ratio),
        is_pnl_hidden=is_hidden,
    )


def position_view(session: Session, trade: Trade | None, facts: LineFacts) -> PositionView | None:
    """Stop path of the open trade, widened steps marked; None when flat."""
    position = facts.state.position
    if position is None:
        return None
    steps = _stop_steps(trade, position.side, price_places(facts.rules.tick))
    widened = sum(step.is_widened for step in steps)
    times = often(widened)
    return PositionView(
        side_text=tr("Long") if position.side is Side.LONG else tr("Short"),
        steps=steps[-_STEPS_SHOWN:],
        widened_text=tr("widened {times}").format(times=times) if widened else "",
        is_isolated=position.mode is MarginMode.ISOLATED,
        free_margin=session.account().free_margin,
        row=facts.named(POSITION),
        leg_text="" if facts.leg is None else tr("{leg} leg").format(leg=side_word(facts.leg)),
    )


def _stop_steps(trade: Trade | None, side: Side, places: int) -> tuple[StopStepView, ...]:
    if trade is None:
        return ()
    steps: list[StopStepView] = []
    before = None
    for index, (time_ms, price) in enumerate(trade.stop_path):
        text = number(price, places) if price is not None else tr("removed")
        is_widened = index > 0 and before is not None and (price is None or (before - price) * side.sign > 0)
        steps.append(StopStepView(text, clock_text(time_ms) if index else "", is_widened))
        before = price
    return tuple(steps)
