"""Where the money went: price, slippage, fees, funding, liquidation; gross minus costs is net, to the last digit."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, fields
from decimal import Decimal

from trainer.core.units import ZERO, in_context
from trainer.engine.events import AutoDeleveraged, Event, FundingPaid, Liquidated, LiquidationStep, OrderFilled


@dataclass(frozen=True, slots=True)
class CostSplit:
    """Money in the settlement asset; costs are positive when paid. `market` is price P&L as if fills had no slippage.

    net = market - slippage - fees - funding - liquidation_fees + insurance + unrealised. Slippage is half_spread,
    impact and gap of the orders, and `liquidation_slippage`: spread and impact the venue met when it closed a position.
    """

    market: Decimal
    half_spread: Decimal
    impact: Decimal
    gap: Decimal
    liquidation_slippage: Decimal
    fees: Decimal
    funding: Decimal
    liquidation_fees: Decimal
    insurance: Decimal
    unrealised: Decimal

    @property
    def slippage(self) -> Decimal:
        """Half spread, impact and gaps together, those of the venue's closing too."""
        return self.half_spread + self.impact + self.gap + self.liquidation_slippage

    @property
    def total(self) -> Decimal:
        """All costs, the venue's insurance left out."""
        return self.slippage + self.fees + self.funding + self.liquidation_fees

    @property
    def net(self) -> Decimal:
        """What the session earned."""
        return self.market - self.total + self.insurance + self.unrealised

    def as_dict(self) -> dict[str, object]:
        """JSON-ready figures with the sums."""
        row: dict[str, object] = {item.name: getattr(self, item.name) for item in fields(self)}
        return row | {"slippage": self.slippage, "total": self.total, "net": self.net}


@in_context
def split_costs(events: Sequence[Event], unrealised: Decimal = ZERO) -> CostSplit:
    """Sum the events of a session; `unrealised` values what is still open."""
    realised = half = impact = gap = forced = fees = funding = liquidation = insurance = ZERO
    for event in events:
        match event:
            case OrderFilled():
                realised += event.realised_pnl
                half += event.half_spread
                impact += event.impact
                gap += event.gap
                fees += event.fee
                insurance += event.insurance
            case FundingPaid():
                funding += event.amount
            case LiquidationStep():
                realised += event.realised_pnl
                forced += event.slippage
                liquidation += event.fee
            case AutoDeleveraged():
                realised += event.realised_pnl
            case Liquidated():
                insurance += event.insurance
            case _:
                continue
    market = realised + half + impact + gap + forced
    return CostSplit(market, half, impact, gap, forced, fees, funding, liquidation, insurance, unrealised)
