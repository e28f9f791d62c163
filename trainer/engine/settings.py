"""Leverage, margin mode and the margin of an isolated position."""

from __future__ import annotations

from dataclasses import replace
from decimal import Decimal

from trainer.core.english import english
from trainer.core.units import ONE, ZERO, in_context
from trainer.engine.book import Book
from trainer.engine.checks import Here, Refusal, exposure, told
from trainer.engine.commands import SetAutoMargin, SetLeverage, SetPositionMode
from trainer.engine.events import AutoMarginChanged, LeverageChanged, MarginChanged, PositionModeChanged
from trainer.engine.lanes import lane_numbers
from trainer.engine.margin import initial_margin, is_liquidated
from trainer.engine.rules import VenueRules
from trainer.engine.state import Position
from trainer.engine.words import MarginMode, PositionMode, Reject, Side


def _isolated(book: Book, amount: Decimal) -> Position:
    position = book.state.position
    if position is None:
        raise Refusal(Reject.NO_POSITION, "amount", amount, english("only with an open position"))
    if position.mode is not MarginMode.ISOLATED:
        raise Refusal(
            Reject.MODE_LOCKED, "amount", amount, english("isolated margin only; in cross the whole wallet counts")
        )
    return position


def _move(book: Book, position: Position, amount: Decimal, reason: str) -> None:
    book.set(position=replace(position, margin=position.margin + amount))
    book.emit(MarginChanged, amount=amount, reason=reason)
    book.after_position()


def add_margin(book: Book, here: Here, amount: Decimal) -> None:
    """Free margin into the position."""
    position = _isolated(book, amount)
    free = max(ZERO, book.free_margin(here.mark))
    if amount > free:
        raise Refusal(Reject.INSUFFICIENT_MARGIN, "amount", amount, told(book.rules, free))
    _move(book, position, amount, "added")


@in_context
def removable(rules: VenueRules, position: Position, mark: Decimal) -> Decimal:
    """The most margin that can be taken out of an isolated position."""
    needed = initial_margin(rules, position.size, mark, position.leverage)
    return max(ZERO, position.margin + min(ZERO, position.unrealised(mark)) - needed)


def remove_margin(book: Book, here: Here, amount: Decimal) -> None:
    """Margin out again: M + min(0, unrealised) must stay at or above value at mark / leverage."""
    position = _isolated(book, amount)
    most = removable(book.rules, position, here.mark)
    if amount > most:
        raise Refusal(Reject.INSUFFICIENT_MARGIN, "amount", amount, told(book.rules, most))
    _move(book, position, -amount, "removed")


def set_leverage(book: Book, here: Here, command: SetLeverage) -> None:
    """New leverage for position and orders; M += value at entry / new - value at entry / old, from free margin."""
    mode = command.margin_mode or book.state.margin_mode
    if mode is not book.state.margin_mode and (book.state.position or book.state.orders):
        raise Refusal(Reject.MODE_LOCKED, "margin_mode", mode, english("only without a position and orders"))
    _check_leverage(book, here, command.leverage)
    position = book.state.position
    added = ZERO
    if position is not None:
        if position.mode is MarginMode.ISOLATED:
            value = position.notional(position.entry)
            added = value / command.leverage - value / position.leverage
        position = replace(position, leverage=command.leverage, margin=position.margin + added)
    book.set(leverage=command.leverage, margin_mode=mode, position=position)
    before, after = book.opened_margin, book.free_margin(here.mark)
    if after < 0 and after < before:
        allowed = english("{amount} of free margin").format(amount=told(book.rules, max(ZERO, before)))
        raise Refusal(Reject.INSUFFICIENT_MARGIN, "leverage", command.leverage, allowed)
    if is_liquidated(book.state, book.rules, here.mark, book.beside()):
        raise Refusal(
            Reject.WOULD_LIQUIDATE, "leverage", command.leverage, english("less, or the position closes at once")
        )
    book.emit(LeverageChanged, leverage=command.leverage, margin_mode=str(mode))
    if position is not None:
        if added != 0:
            book.emit(MarginChanged, amount=added, reason="leverage")
        book.after_position()


def set_position_mode(book: Book, command: SetPositionMode) -> None:
    """One-way or hedge, for the whole account; leverage and margin mode of each symbol stay."""
    if command.mode is PositionMode.HEDGE and not book.rules.offers_hedge:
        raise Refusal(
            Reject.NOT_OFFERED,
            "mode",
            command.mode,
            english("one_way; {venue} has no hedge mode").format(venue=book.rules.title),
        )
    if command.mode is not book.state.position_mode:
        if not book.state.is_idle:
            raise Refusal(Reject.POSITION_MODE, "mode", command.mode, english("only without positions and orders"))
        for place in range(len(book.root.markets)):
            _merge_legs(book, 2 * place)
        kept = tuple(lane for lane in book.state.others if lane.number % 2 == 0)
        book.set(position_mode=command.mode, others=kept)
    book.leg = None
    book.emit(PositionModeChanged, mode=str(command.mode))


def _merge_legs(book: Book, lane: int) -> None:
    """What both legs of a symbol took at this bar stays known to the one that is kept."""
    if lane + 1 in lane_numbers(book.state):
        book.focus(lane)
        book.set(taken_bar=book.bar, taken_buy=book.taken(Side.LONG), taken_sell=book.taken(Side.SHORT))
        book.focus(0)


def set_auto_margin(book: Book, command: SetAutoMargin) -> None:
    """Switch the top-up at the trigger for the slot in focus."""
    if not book.rules.refills_margin:
        raise Refusal(
            Reject.NOT_OFFERED,
            "is_on",
            command.is_on,
            english("{venue} does not offer it").format(venue=book.rules.title),
        )
    if command.is_on and book.state.margin_mode is not MarginMode.ISOLATED:
        raise Refusal(
            Reject.MODE_LOCKED, "is_on", command.is_on, english("isolated only; in cross the whole wallet counts")
        )
    book.set(refills=command.is_on)
    book.emit(AutoMarginChanged, is_on=command.is_on)


def _check_leverage(book: Book, here: Here, leverage: Decimal) -> None:
    size = max(exposure(book.state, side, ZERO) for side in Side)
    allowed = book.rules.leverage_allowed(book.rules.measured(size, here.mark))
    if not leverage.is_finite() or not ONE <= leverage <= allowed:
        raise Refusal(
            Reject.LEVERAGE_ABOVE_TIER,
            "leverage",
            leverage,
            english("{low} to {high}").format(low=1, high=f"{allowed:f}"),
        )
