"""Trades: positions from their first fill to flat, made from events and the recorded bars."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal

from trainer.core.units import ONE, ZERO, exact, in_context, money
from trainer.engine.commands import Decision
from trainer.engine.events import (
    AutoDeleveraged,
    Event,
    FundingPaid,
    LeverageChanged,
    Liquidated,
    LiquidationStep,
    OrderAccepted,
    OrderAmended,
    OrderCancelled,
    OrderFilled,
    OrderTriggered,
    PositionChanged,
)
from trainer.engine.market import Market
from trainer.engine.state import opening_state
from trainer.engine.words import MarginMode, Phase, Side
from trainer.journal.open_trade import OpenTrade, protect, set_stop
from trainer.journal.protection import Plan, plans_of
from trainer.journal.risk import Opening, Stretch, excursions, risk_at_entry

LIQUIDATED, DELEVERAGED = "liquidated", "deleveraged"


@dataclass(frozen=True, slots=True)
class Trade:
    """One position from first fill to flat; money in the settlement asset, positive costs are paid.

    `size` is the largest held, `entry` and `exit` are averages (harmonic for inverse contracts).
    net = price_pnl - fees - funding - liquidation_fee + insurance; slippage lies inside price_pnl already. `one_r` is
    frozen at the first fill, `mae_r` <= 0 <= `mfe_r` are before costs, over revealed bars. An open trade has closed_*
    and r None, reason "".
    """

    side: Side
    leverage: Decimal
    mode: MarginMode
    size: Decimal
    opened_ms: int
    opened_bar: int
    closed_ms: int | None
    closed_bar: int | None
    entry: Decimal
    exit: Decimal | None
    reason: str
    price_pnl: Decimal
    fees: Decimal
    funding: Decimal
    liquidation_fee: Decimal
    insurance: Decimal
    slippage: Decimal
    net: Decimal
    one_r: Decimal | None
    r: Decimal | None
    mae_r: Decimal | None
    mfe_r: Decimal | None
    first_stop: Decimal | None
    first_target: Decimal | None
    stop_path: tuple[tuple[int, Decimal | None], ...]
    ambiguous: bool
    symbol: str = ""
    position_side: Side | None = None


@dataclass(frozen=True, slots=True)
class Exit:
    """What a fill came to that closed something: the net of the whole trade if nothing is left of it, else of the part.

    The net of a part holds its share of the fees and funding paid until then. `one_r` is that of the trade.
    """

    net: Decimal
    one_r: Decimal | None


def trades_of(
    events: Sequence[Event], market: Market, upto_bar: int, decisions: Sequence[Decision] = ()
) -> tuple[Trade, ...]:
    """Closed trades in order of their end, then open ones; nothing after `upto_bar` is read.

    `decisions` is the log that caused these events. Stops and targets attached to an entry are told there only:
    without it such a trade counts as opened without a stop until that stop is moved or touched.
    """
    return TradeBook(events, market, upto_bar, decisions).at(upto_bar)


class TradeBook:
    """The trades of these events, read once: bars that pass without another event change nothing but the open ones."""

    @in_context
    def __init__(
        self, events: Sequence[Event], market: Market, upto_bar: int, decisions: Sequence[Decision] = ()
    ) -> None:
        """Read what happened up to a bar; see `trades_of`."""
        plans = plans_of(events, decisions)
        markets = {one.symbol: one for one in market.markets}
        self._readers: dict[tuple[str, Side | None], _Reader] = {}
        chosen: dict[str, LeverageChanged] = {}
        for event in events:
            if event.bar <= upto_bar:
                slot = event.symbol, event.position_side
                if slot not in self._readers:
                    self._readers[slot] = _Reader(markets.get(event.symbol, market), plans)
                    if event.symbol in chosen:
                        self._readers[slot].read(chosen[event.symbol])
                if isinstance(event, LeverageChanged):
                    chosen[event.symbol] = event
                self._readers[slot].read(event)

    @in_context
    def at(self, bar: int) -> tuple[Trade, ...]:
        """Closed trades in order of their end, then open ones as they stand at a bar, not before the last one read."""
        readers = self._readers.values()
        if len(readers) < 2:
            return next((reader.result(bar) for reader in readers), ())
        found = [trade for reader in readers for trade in reader.result(bar)]
        return tuple(sorted(found, key=lambda trade: (trade.closed_ms is None, trade.closed_ms or trade.opened_ms)))

    @property
    def exits(self) -> dict[int, Exit]:
        """What each fill or liquidation that closed something came to, by the number of its event."""
        return {seq: one for reader in self._readers.values() for seq, one in reader.exits.items()}

    def carried(self, symbol: str, leg: Side | None) -> Decimal:
        """Fees and funding that the open position of a symbol, in hedge mode of a leg, bears: none of a closed part."""
        reader = self._readers.get((symbol, leg))
        return reader.carried if reader is not None else ZERO


class _Reader:
    """Folds the events of one symbol (in hedge mode of one leg) into trades."""

    def __init__(self, market: Market, plans: dict[int, Plan]) -> None:
        self._market = market
        self._plans = plans
        self._resting: dict[str | None, Plan] = {}
        self._trades: list[Trade] = []
        self._open: OpenTrade | None = None
        self.exits: dict[int, Exit] = {}
        start = opening_state(ONE)
        self._leverage, self._mode = start.leverage, start.margin_mode

    def read(self, event: Event) -> None:
        match event:
            case OrderAccepted():
                self._accept(event)
            case LeverageChanged():
                self._leverage, self._mode = event.leverage, MarginMode(event.margin_mode)
                if self._open is not None:
                    self._open.leverage = event.leverage
            case OrderFilled():
                self._fill(event)
            case OrderAmended() | OrderCancelled() | OrderTriggered() if self._open is not None:
                protect(self._open, event)
            case AutoDeleveraged() if self._open is not None:
                self._deleverage(self._open, event)
            case PositionChanged() | FundingPaid() | LiquidationStep() | Liquidated() if self._open is not None:
                self._account(self._open, event)
            case _:
                return

    def result(self, upto_bar: int) -> tuple[Trade, ...]:
        if self._open is None:
            return tuple(self._trades)
        return (*self._trades, self._freeze(self._open, None, upto_bar))

    @property
    def carried(self) -> Decimal:
        return ZERO if self._open is None else self._open.carried

    def _accept(self, event: OrderAccepted) -> None:
        plan = self._plans.get(event.seq, Plan())
        self._resting[event.order_id] = plan
        if self._open is None or event.side is self._open.side:
            return
        if plan.is_stop:
            set_stop(self._open, event, event.order_id, event.price)
        elif plan.is_target and self._open.target is None:
            self._open.target = event.price

    def _fill(self, event: OrderFilled) -> None:
        left = event.size
        trade = self._open
        fee, slippage = event.fee, event.half_spread + event.impact + event.gap
        if trade is not None and event.side is not trade.side:
            closing = min(event.size, trade.size)
            left = event.size - closing
            paid = fee if left == 0 else money(fee * closing / event.size)
            slipped = slippage if left == 0 else money(slippage * closing / event.size)
            self._stretch(trade, event)
            before = trade.carried
            self._close_part(trade, closing, event.price, event.realised_pnl, event)
            trade.fees += paid
            trade.slippage += slipped
            trade.insurance += event.insurance
            trade.reason = event.reason
            fee, slippage = fee - paid, slippage - slipped
            if trade.size == 0:
                self._finish(trade, event)
            else:
                net = event.realised_pnl + event.insurance - paid - (before - trade.carried)
                self.exits[event.seq] = Exit(net, self._one_r(trade))
        if left > 0:
            self._increase(event, left, fee, slippage)

    def _increase(self, event: OrderFilled, size: Decimal, fee: Decimal, slippage: Decimal) -> None:
        trade = self._open
        if trade is None:
            trade = self._open = OpenTrade(event.side, event, self._leverage, self._mode)
            complete = event.bar if event.phase is Phase.COMMAND else event.bar - 1
            trade.opening = Opening(complete, event.side, size, event.price, fee, ZERO, None)
        else:
            self._stretch(trade, event)
        total, contract = trade.size + size, self._market.rules.contract
        fresh = trade.size == 0
        trade.average = event.price if fresh else contract.mean_entry(trade.size, trade.average, size, event.price)
        trade.size, trade.largest = total, max(total, trade.largest)
        trade.bought += size
        trade.bought_value += contract.worth(size, event.price)
        trade.fees += fee
        trade.carried += fee
        trade.slippage += slippage
        trade.ambiguous |= event.ambiguous
        trade.since = event
        plan = self._resting.get(event.order_id, Plan())
        if plan.stop is not None:
            set_stop(trade, event, f"{event.order_id}-stop", plan.stop)
        if plan.target is not None and trade.target is None:
            trade.target = plan.target

    def _account(self, trade: OpenTrade, event: Event) -> None:
        trade.ambiguous |= event.ambiguous
        match event:
            case PositionChanged():
                known = trade.opening
                if known is not None and known.margin == 0 and known.liquidation is None and event.size != 0:
                    trade.opening = Opening(
                        known.bar, known.side, known.size, known.entry, known.fee, event.margin,
                        event.liquidation_price,
                    )  # fmt: skip
            case FundingPaid():
                trade.funding += event.amount
                trade.carried += event.amount
            case LiquidationStep():
                self._stretch(trade, event)
                self._part_taken(trade, event, event.fee)
                trade.liquidation_fee += event.fee
                trade.slippage += event.slippage
            case Liquidated():
                trade.insurance += event.insurance
                trade.reason = LIQUIDATED
                self._finish(trade, event)
            case _:
                return

    def _deleverage(self, trade: OpenTrade, event: AutoDeleveraged) -> None:
        self._stretch(trade, event)
        self._part_taken(trade, event, ZERO)
        trade.reason = DELEVERAGED
        if trade.size == 0:
            self._finish(trade, event)

    def _part_taken(self, trade: OpenTrade, event: LiquidationStep | AutoDeleveraged, fee: Decimal) -> None:
        """A part that the venue closed; what it came to, unless nothing is left and the whole trade tells it."""
        before = trade.carried
        self._close_part(trade, event.size, event.price, event.realised_pnl, event)
        if trade.size != 0:
            self.exits[event.seq] = Exit(event.realised_pnl - fee - (before - trade.carried), self._one_r(trade))

    def _close_part(self, trade: OpenTrade, size: Decimal, price: Decimal, realised: Decimal, event: Event) -> None:
        trade.carried -= trade.carried * size / trade.size
        trade.size -= size
        trade.sold += size
        trade.sold_value += self._market.rules.contract.worth(size, price)
        trade.price_pnl += realised
        trade.ambiguous |= event.ambiguous

    def _finish(self, trade: OpenTrade, event: Event) -> None:
        trade.ambiguous |= event.ambiguous
        closed = self._freeze(trade, event, event.bar)
        self._trades.append(closed)
        self.exits[event.seq] = Exit(closed.net, closed.one_r)
        self._open = None

    def _stretch(self, trade: OpenTrade, event: Event) -> None:
        """Close the piece of path held up to this event; the fill price itself always counts."""
        price = event.price if isinstance(event, OrderFilled | LiquidationStep | AutoDeleveraged) else None
        trade.stretches.append(self._stretch_to(trade, event, event.bar, price))
        trade.since = event

    def _stretch_to(self, trade: OpenTrade, event: Event | None, upto_bar: int, price: Decimal | None) -> Stretch:
        since = trade.since or trade.first
        prices = [] if price is None else [price]
        first, last = since.bar + 1, upto_bar
        if event is not None and event.phase is not Phase.COMMAND:
            last = upto_bar - 1
            if event.phase is Phase.PATH and price is not None and event.bar > since.bar:
                prices += self._before_exit(trade, event.bar, price)
        if since.phase is not Phase.COMMAND and last >= since.bar:
            prices += self._after_entry(since)
        signed = trade.side.sign * trade.size
        return Stretch(first, last, signed, trade.average, trade.price_pnl, tuple(prices))

    def _after_entry(self, since: Event) -> list[Decimal]:
        """Of the bar a fill happened in: its close, and the extreme the price can only have met afterwards."""
        candles, bar = self._market.last, since.bar
        if since.phase is Phase.OPEN:
            return [exact(candles.low[bar]), exact(candles.high[bar])]
        prices = [exact(candles.close[bar])]
        at = since.price if isinstance(since, OrderFilled | LiquidationStep) else prices[0]
        came_down = at <= exact(candles.open[bar])
        return [*prices, exact(candles.low[bar] if came_down else candles.high[bar])]

    def _before_exit(self, trade: OpenTrade, bar: int, price: Decimal) -> list[Decimal]:
        """Of the bar of an exit: its open, and before an exit in profit of it the adverse extreme."""
        candles = self._market.last
        start = exact(candles.open[bar])
        if (price - start) * trade.side.sign <= 0:
            return [start]
        return [start, exact(candles.low[bar] if trade.side is Side.LONG else candles.high[bar])]

    def _one_r(self, trade: OpenTrade) -> Decimal | None:
        return risk_at_entry(self._market, trade.opening, trade.entry_stop) if trade.opening is not None else None

    def _freeze(self, trade: OpenTrade, end: Event | None, upto_bar: int) -> Trade:
        open_end = [self._stretch_to(trade, None, upto_bar, None)] if end is None else []
        one_r = self._one_r(trade)
        net = trade.price_pnl - trade.fees - trade.funding - trade.liquidation_fee + trade.insurance
        worst, best = excursions(self._market, [*trade.stretches, *open_end])
        first, contract = trade.first, self._market.rules.contract
        return Trade(
            symbol=first.symbol, position_side=first.position_side,
            side=trade.side, leverage=trade.leverage, mode=trade.mode, size=trade.largest,
            opened_ms=first.time_ms, opened_bar=first.bar,
            closed_ms=None if end is None else end.time_ms, closed_bar=None if end is None else end.bar,
            entry=contract.price_at(trade.bought, trade.bought_value),
            exit=None if trade.sold == 0 else contract.price_at(trade.sold, trade.sold_value),
            reason="" if end is None else trade.reason,
            price_pnl=trade.price_pnl, fees=trade.fees, funding=trade.funding,
            liquidation_fee=trade.liquidation_fee, insurance=trade.insurance, slippage=trade.slippage, net=net,
            one_r=one_r, r=net / one_r if one_r and end is not None else None,
            mae_r=worst / one_r if one_r else None, mfe_r=best / one_r if one_r else None,
            first_stop=next((level for _, level in trade.stops if level is not None), None),
            first_target=trade.target, stop_path=tuple(trade.stops), ambiguous=trade.ambiguous,
        )  # fmt: skip
