"""The explanation of a liquidation: what was done, what the venue did, the bill and the lesson."""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Decimal
from itertools import pairwise

from trainer.coaching.liquidation import LiquidationStory, explain_liquidation
from trainer.core.language import retold, tr
from trainer.core.units import ZERO, in_context
from trainer.engine.margin import requirement
from trainer.journal.trades import LIQUIDATED, Trade
from trainer.presenters.amounts import Amounts, amounts_of
from trainer.presenters.desk_texts import (
    clock_text,
    gain,
    leverage_text,
    mode_text,
    number,
    price_places,
    share,
    span_text,
    zoned_text,
)
from trainer.presenters.desk_views import CostLine, LiquidationView, StoryLine
from trainer.presenters.figures import HIDDEN, percent
from trainer.session.session import Session

_MOVES_TOLD = 2


@in_context
def explain(session: Session, trades: Sequence[Trade], *, is_hidden: bool = False) -> LiquidationView | None:
    """The newest liquidated trade, explained, without money while results are hidden; None when there is none."""
    trade = next((item for item in reversed(trades) if item.reason == LIQUIDATED), None)
    if trade is None or trade.closed_ms is None or trade.closed_bar is None or trade.exit is None:
        return None
    story = explain_liquidation(
        session.market, session.events, session.decisions, session.state.bankroll, session.cursor, trade
    )
    if story is None:
        return None
    amounts, rules = amounts_of(session.market.rules, is_hidden=is_hidden), session.market.rules
    places = price_places(session.market.rules.tick)
    margin = rules.contract.worth(trade.size, trade.entry) / trade.leverage
    lost = min(margin, abs(trade.price_pnl))
    side = tr("Long") if trade.side.sign > 0 else tr("Short")
    left = max(ZERO, margin - lost)
    most = max((point.margin_left for point in story.path), default=ZERO)
    return LiquidationView(
        title=tr("Position liquidated"),
        subtitle=tr("{side} {size}, {leverage} {mode}, open {length}, closed {clock}").format(
            side=side,
            size=amounts.size(trade.size),
            leverage=leverage_text(trade.leverage),
            mode=mode_text(trade.mode.value),
            length=span_text(trade.closed_ms - trade.opened_ms),
            clock=zoned_text(trade.closed_ms),
        ),
        story=(*_moves(trade, places), *_venue_lines(session, story, places)),
        margin_title=tr("Your margin, {with_worth}").format(with_worth=amounts.with_worth(margin, trade.entry)),
        margin_path=tuple(float(share(point.margin_left, most)) for point in story.path) if most else (),
        lost_share=float(share(lost, margin)),
        lost_text=tr("lost to price {lost}").format(lost=amounts.text(lost)),
        maintenance_text=tr("left {left}").format(left=amounts.text(left)),
        margin_note=_margin_note(session, story, places, amounts),
        bill=_bill(trade, amounts),
        total=CostLine(
            tr("Total, {net} of bankroll").format(
                net=HIDDEN if is_hidden else percent(share(abs(trade.net), session.state.bankroll), 1)
            ),
            amounts.gain(trade.net),
            gain(trade.r, suffix=" R", is_hidden=is_hidden),
        ),
        survivors=tuple(retold(text) for text in story.survivors()),
        rewind_bar=max(session.market.start, trade.opened_bar),
    )


def _moves(trade: Trade, places: int) -> tuple[StoryLine, ...]:
    lines = []
    path = trade.stop_path
    for before, (time_ms, price) in pairwise(path):
        if price is None:
            at = tr(" at {before}").format(before=number(before[1], places)) if before[1] is not None else ""
            lines.append(StoryLine(clock_text(time_ms), tr("You removed the stop{at}.").format(at=at)))
        elif before[1] is not None:
            text = tr("You moved the stop from {before} to {price}.").format(
                before=number(before[1], places), price=number(price, places)
            )
            lines.append(StoryLine(clock_text(time_ms), text))
        else:
            lines.append(
                StoryLine(clock_text(time_ms), tr("You set a stop at {price}.").format(price=number(price, places)))
            )
    if not path:
        lines.append(StoryLine(clock_text(trade.opened_ms), tr("You opened without a stop.")))
    return tuple(lines[-_MOVES_TOLD:])


def _venue_lines(session: Session, story: LiquidationStory, places: int) -> tuple[StoryLine, ...]:
    trade = story.trade
    assert trade.closed_ms is not None and trade.closed_bar is not None
    text = tr("At {line} your margin equalled the maintenance margin, ").format(line=number(story.line, places))
    lines = [
        StoryLine(clock_text(trade.closed_ms), text + tr("so the venue closed the position."), is_liquidation=True)
    ]
    if story.was_wick:
        end = clock_text(session.market.close_ms(trade.closed_bar))
        is_above = trade.side.sign > 0
        beyond = number(abs(story.bar_close - story.line), places)
        words = (
            tr("The bar ended at {bar_close}, {beyond} above that level. A wick is enough.")
            if is_above
            else tr("The bar ended at {bar_close}, {beyond} below that level. A wick is enough.")
        )
        text = words.format(bar_close=number(story.bar_close, places), beyond=beyond)
        lines.append(StoryLine(end, text))
    return tuple(lines)


def _margin_note(session: Session, story: LiquidationStory, places: int, amounts: Amounts) -> str:
    trade = story.trade
    at = trade.exit or trade.entry
    rules = session.market.rules
    rate = share(requirement(rules, trade.size, trade.entry, at), rules.contract.worth(trade.size, at))
    fee = (
        tr(" The liquidation fee took {liquidation_fee} of it.").format(
            liquidation_fee=amounts.text(trade.liquidation_fee)
        )
        if trade.liquidation_fee
        else ""
    )
    fund = (
        tr(" The venue bore {insurance} beyond your margin.").format(insurance=amounts.text(story.insurance))
        if story.insurance > 0
        else ""
    )
    mark = (
        "" if session.market.has_mark else tr(" Mark is taken from the last price: this scenario has no mark series.")
    )
    return tr("Maintenance is {rate} of the value at {at}.{fee}{fund}{mark}").format(
        rate=percent(rate, 2), at=number(at, places), fee=fee, fund=fund, mark=mark
    )


def _bill(trade: Trade, amounts: Amounts) -> tuple[CostLine, ...]:
    def line(label: str, money: Decimal) -> CostLine:
        in_r = money / trade.one_r if trade.one_r else None
        return CostLine(label, amounts.gain(money), gain(in_r, suffix=" R", is_hidden=amounts.is_hidden))

    return (
        line(tr("Price"), trade.price_pnl),
        line(tr("Liquidation fee"), -trade.liquidation_fee),
        line(tr("Fees"), -trade.fees),
        line(tr("Funding"), -trade.funding),
    )
