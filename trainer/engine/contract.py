"""Linear and inverse contracts: value, P&L and average entry.

Linear: size in base units, money in quote. Inverse: size in quote units (USD), money in coin; losses of a long grow
faster than the price falls, and the average entry is the harmonic mean.
"""

from __future__ import annotations

from decimal import Decimal
from enum import StrEnum

from trainer.core.units import ONE


class Contract(StrEnum):
    """What a contract is counted and settled in."""

    LINEAR = "linear"
    INVERSE = "inverse"

    @property
    def places(self) -> int:
        """Decimals money is told with: cents of quote, millionths of a coin."""
        return 2 if self is Contract.LINEAR else 6

    def worth(self, size: Decimal, price: Decimal) -> Decimal:
        """Absolute value of a size at a price, in the settlement asset: |Q| * P, or |K| / P."""
        return abs(size) * price if self is Contract.LINEAR else abs(size) / price

    def gain(self, size: Decimal, entry: Decimal, price: Decimal) -> Decimal:
        """P&L of a signed size from entry to price: Q * (P - E), or K * (1/E - 1/P)."""
        return size * (price - entry) if self is Contract.LINEAR else size * (ONE / entry - ONE / price)

    def mean_entry(self, size: Decimal, entry: Decimal, more: Decimal, price: Decimal) -> Decimal:
        """Average entry after `more` at `price`, both sizes above 0: weighted by quantity, or harmonic."""
        if self is Contract.LINEAR:
            return (size * entry + more * price) / (size + more)
        return (size + more) / (size / entry + more / price)

    def coins(self, size: Decimal, price: Decimal) -> Decimal:
        """Base coins a size stands for at a price."""
        return abs(size) if self is Contract.LINEAR else abs(size) / price

    def price_at(self, size: Decimal, worth: Decimal) -> Decimal:
        """Price at which a size has this value."""
        return worth / abs(size) if self is Contract.LINEAR else abs(size) / worth
