"""Money of a session in words: quote for a linear contract, coin with its value in quote for an inverse one."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal

from trainer.core.language import localised
from trainer.core.units import in_context
from trainer.engine.contract import Contract
from trainer.engine.rules import VenueRules
from trainer.presenters.desk_texts import coin_and_quote, tone_of
from trainer.presenters.desk_views import DASH, Figure
from trainer.presenters.figures import HIDDEN, money, signed


@dataclass(frozen=True, slots=True)
class Amounts:
    """What money is settled in, what sizes are counted in, and what settled coin is valued in."""

    coin: str
    quote: str
    is_inverse: bool
    is_hidden: bool = False
    """Money is dots, as while results are hidden; sizes are not."""

    @property
    def settled(self) -> str:
        """The asset of margin, fees and results."""
        return self.coin if self.is_inverse else self.quote

    @property
    def sized(self) -> str:
        """The unit of order and position sizes."""
        return self.quote if self.is_inverse else self.coin

    @property
    def places(self) -> int:
        """Decimals money is shown with."""
        return (Contract.INVERSE if self.is_inverse else Contract.LINEAR).places

    def text(self, value: Decimal | None) -> str:
        """An amount without its unit."""
        return HIDDEN if self.is_hidden else money(value, self.places)

    def signed(self, value: Decimal | None) -> str:
        """An amount with its sign."""
        return HIDDEN if self.is_hidden else signed(value, self.places)

    def gain(self, value: Decimal | None, *, is_hidden: bool = False) -> Figure:
        """A result with its tone; dots while results are hidden, a dash when unknown."""
        if value is None:
            return Figure(DASH, "quiet")
        return Figure(HIDDEN, "quiet") if is_hidden or self.is_hidden else Figure(self.signed(value), tone_of(value))

    def size(self, value: Decimal) -> str:
        """A size with its unit."""
        return f"{localised(f'{value:,f}')} {self.sized}"

    @in_context
    def beside(self, value: Decimal | None, price: Decimal, *, with_sign: bool = False) -> str:
        """What settled coin is worth at a price, '≈ 98.20 USD'; empty where money is in quote already."""
        if value is None or not self.is_inverse or self.is_hidden:
            return ""
        worth = value * price
        return f"≈ {signed(worth) if with_sign else money(worth)} {self.quote}"

    def with_worth(self, value: Decimal, price: Decimal) -> str:
        """An amount with its unit and, for coin, its value: '0.012345 BTC ≈ 98.20 USD'."""
        return f"{self.text(value)} {self.settled} {self.beside(value, price)}".rstrip()


def amounts_of(rules: VenueRules, *, is_hidden: bool = False) -> Amounts:
    """The units of a contract; with dots for money while results are hidden."""
    coin, quote = coin_and_quote(rules.symbol)
    return Amounts(coin, quote, rules.contract is Contract.INVERSE, is_hidden)
