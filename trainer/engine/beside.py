"""What the positions out of focus count for behind one wallet."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal

from trainer.core.units import ZERO
from trainer.engine.state import Position


@dataclass(frozen=True, slots=True)
class Beside:
    """Sums over the other position slots at given marks, in the settlement asset.

    `unrealised`, `requirement`, `initial` and `frozen` are of cross positions, `isolated` the margins of isolated ones
    with the closing fees set aside for them, `crosses` the number of cross positions. `sibling` is the other cross leg
    of the symbol in focus; its part of `unrealised` and `requirement` stands in `sibling_gain` and `sibling_need`.
    """

    unrealised: Decimal = ZERO
    isolated_unrealised: Decimal = ZERO
    isolated: Decimal = ZERO
    requirement: Decimal = ZERO
    isolated_need: Decimal = ZERO
    initial: Decimal = ZERO
    orders: Decimal = ZERO
    frozen: Decimal = ZERO
    notional: Decimal = ZERO
    crosses: int = 0
    sibling: Position | None = None
    sibling_gain: Decimal = ZERO
    sibling_need: Decimal = ZERO


NOTHING = Beside()
