"""The engine's small vocabularies."""

from __future__ import annotations

from enum import StrEnum


class Side(StrEnum):
    """Direction of an order or a position; long buys."""

    LONG = "long"
    SHORT = "short"

    @property
    def sign(self) -> int:
        """+1 for long, -1 for short."""
        return 1 if self is Side.LONG else -1

    @property
    def opposite(self) -> Side:
        """The other side."""
        return Side.SHORT if self is Side.LONG else Side.LONG


class OrderKind(StrEnum):
    """How an order waits for its price."""

    MARKET = "market"
    LIMIT = "limit"
    STOP_MARKET = "stop_market"
    STOP_LIMIT = "stop_limit"
    TAKE_PROFIT_MARKET = "take_profit_market"
    TAKE_PROFIT_LIMIT = "take_profit_limit"
    TRAILING_STOP = "trailing_stop"

    @property
    def is_triggered(self) -> bool:
        """Whether the order rests on a trigger instead of a limit price."""
        return self.is_stop or self.is_target

    @property
    def is_stop(self) -> bool:
        """Whether the trigger lies behind the price."""
        return self in (OrderKind.STOP_MARKET, OrderKind.STOP_LIMIT, OrderKind.TRAILING_STOP)

    @property
    def is_target(self) -> bool:
        """Whether the trigger lies ahead of the price."""
        return self in (OrderKind.TAKE_PROFIT_MARKET, OrderKind.TAKE_PROFIT_LIMIT)

    @property
    def has_limit(self) -> bool:
        """Whether a trigger turns the order into a limit order."""
        return self in (OrderKind.STOP_LIMIT, OrderKind.TAKE_PROFIT_LIMIT)


class TimeInForce(StrEnum):
    """How long an order waits: until cancelled, not at all, whole or not at all, until `expires`."""

    GTC = "gtc"
    IOC = "ioc"
    FOK = "fok"
    GTD = "gtd"

    @property
    def rests(self) -> bool:
        """Whether what does not fill at once stays on the book."""
        return self in (TimeInForce.GTC, TimeInForce.GTD)


class Sizing(StrEnum):
    """How a row of orders shares its size: alike, or 1 : 2 : 3 and so on towards the last price."""

    EVEN = "even"
    RISING = "rising"


class MarginMode(StrEnum):
    """What stands behind a position."""

    ISOLATED = "isolated"
    CROSS = "cross"


class PositionMode(StrEnum):
    """One net position a symbol, or a long and a short one side by side."""

    ONE_WAY = "one_way"
    HEDGE = "hedge"


class HazardKind(StrEnum):
    """What a scenario may script: the venue takes no commands, or closes part of a winning position."""

    OUTAGE = "outage"
    ADL = "adl"


class TriggerSource(StrEnum):
    """The series a trigger watches; without an index series of its own the index is the mark."""

    LAST = "last"
    MARK = "mark"
    INDEX = "index"


class Role(StrEnum):
    """What an order is for."""

    ENTRY = "entry"
    STOP = "stop"
    TARGET = "target"
    CLOSE = "close"


class PathRule(StrEnum):
    """Which extreme of a bar comes first when no finer candles tell."""

    ADVERSE = "adverse"
    ADAPTIVE = "adaptive"


class Phase(StrEnum):
    """Where in a bar an event happened."""

    COMMAND = "command"
    OPEN = "open"
    PATH = "path"


class Reject(StrEnum):
    """Why the venue refused a command."""

    UNKNOWN_ORDER = "unknown_order"
    DUPLICATE_ID = "duplicate_id"
    BAD_SIZE = "bad_size"
    BAD_PRICE = "bad_price"
    BAD_VALUE = "bad_value"
    BELOW_MINIMUM = "below_minimum"
    WRONG_SIDE_OF_PRICE = "wrong_side_of_price"
    OUTSIDE_BAND = "outside_band"
    NO_POSITION = "no_position"
    REDUCE_ONLY = "reduce_only"
    INSUFFICIENT_MARGIN = "insufficient_margin"
    LEVERAGE_ABOVE_TIER = "leverage_above_tier"
    MODE_LOCKED = "mode_locked"
    WOULD_LIQUIDATE = "would_liquidate"
    NO_VOLUME = "no_volume"
    UNKNOWN_SYMBOL = "unknown_symbol"
    POSITION_SIDE = "position_side"
    POSITION_MODE = "position_mode"
    NOT_OFFERED = "not_offered"
    OUTAGE = "outage"
