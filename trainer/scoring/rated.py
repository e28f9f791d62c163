"""Rated decisions and what they sum to: Process Rating, accuracy, luck."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

import msgspec

from trainer.scoring.process import Blunder
from trainer.scoring.settings import DEFAULTS
from trainer.scoring.structure import LossLabel
from trainer.scoring.timing import Timing
from trainer.scoring.utility import RUIN


@dataclass(frozen=True, slots=True)
class RatedDecision:
    """One decision with its price. Losses in bp of the bankroll, chances 0..1, risk and leverage over the bankroll.

    `loss` None where bars before it are too few. `lane` is the slot decided on (twice the symbol's place, one more for
    a short leg in hedge mode), `symbol` its name where the account can hold several, "" else. `trade` is the place of
    the trade it belongs to, None for an entry that never filled; `checkpoint` names the question it answers and
    `is_placed` says that an order was sent with it. `percentile` is where the trade's result lies among the futures of
    its own plan. `doom` is the share of futures liquidated within a day with the stop ignored, `doom_said` what was
    said of it. `q_keep` and `q_done` are E[ln W / W0] had nothing been done, and after it; `q_error` is the standard
    error of their difference, from paired differences of the paths.
    """

    bar: int
    time_ms: int
    kind: str
    side: str
    size: Decimal
    price: Decimal
    stop_before: Decimal | None
    stop: Decimal | None
    target: Decimal | None
    has_time_stop: bool
    probability: Decimal | None
    liquidation: float | None
    risk: float
    leverage: float
    unrealised_r: float | None
    loss: float | None = None
    error: float = 0.0
    label: LossLabel | None = None
    moved: float = 0.0
    best: str = ""
    best_text: str = ""
    worths: tuple[tuple[str, str, float, bool], ...] = ()
    paths: int = 0
    blunders: tuple[Blunder, ...] = ()
    is_counted: bool = False
    is_seen: bool = False
    is_short: bool = False
    liquidated: float = 0.0
    stopped: float = 0.0
    reached: float = 0.0
    q_keep: float = 0.0
    q_done: float = 0.0
    doom_said: Decimal | None = None
    doom: float | None = None
    checkpoint: str = ""
    is_placed: bool = False
    trade: int | None = None
    percentile: float | None = None
    q_error: float = 0.0
    lane: int = 0
    symbol: str = ""

    @property
    def is_answer_only(self) -> bool:
        """Whether it answers a checkpoint and placed nothing."""
        return bool(self.checkpoint) and not self.is_placed

    @property
    def is_complete(self) -> bool:
        """Whether a plan stood: a stop inside liquidation, a target or time stop."""
        has_exit = self.target is not None or self.has_time_stop
        return self.stop is not None and has_exit and Blunder.STOP_BEYOND not in self.blunders


@dataclass(frozen=True, slots=True)
class Luck:
    """ln W_T / W_0 split: what the decisions did and what the market did to them; the parts sum to the whole.

    `error` is the standard error of either part: the whole is exact, so what the drawn paths leave open in the one is
    open in the other. It does not say how much a session's luck varies; None where it was not worked out.
    """

    decisions: float
    luck: float
    error: float | None = None

    @property
    def total(self) -> float:
        """ln of the last equity over the first."""
        return self.decisions + self.luck


@dataclass(frozen=True, slots=True)
class Ratings:
    """All decisions of a session in order of time. `rating` is the mean loss in bp, lower is better."""

    decisions: tuple[RatedDecision, ...]
    luck: Luck | None = None
    timing: Timing | None = None

    @property
    def counted(self) -> tuple[RatedDecision, ...]:
        """Those that count for the rating."""
        return tuple(item for item in self.decisions if item.is_counted)

    def of_trade(self, place: int) -> tuple[RatedDecision, ...]:
        """The decisions of one trade, by its place in the list of trades."""
        return tuple(item for item in self.decisions if item.trade == place)

    def losses(self, cap: float = DEFAULTS.loss_cap) -> tuple[float, ...]:
        """Losses of the counted decisions, each capped."""
        return tuple(min(item.loss, cap) for item in self.counted if item.loss is not None)

    @property
    def rating(self) -> float | None:
        """Process Rating."""
        losses = self.losses()
        return math.fsum(losses) / len(losses) if losses else None

    @property
    def interval(self) -> tuple[float, float] | None:
        """80 % interval of the rating, from two decisions on."""
        return interval_of(self.losses())

    @property
    def accuracy(self) -> float | None:
        """Mean of 100 exp(-loss / 40) over counted decisions."""
        losses = self.losses(math.inf)
        if not losses:
            return None
        return math.fsum(100.0 * math.exp(-loss / DEFAULTS.accuracy_scale) for loss in losses) / len(losses)


def ratings_as_dict(ratings: Ratings) -> dict[str, Any]:
    """JSON-ready form: money as text, times in ms UTC."""
    found: dict[str, Any] = msgspec.to_builtins(ratings)
    return found


def ratings_from_dict(document: dict[str, Any]) -> Ratings:
    """The ratings of `ratings_as_dict`; raises msgspec.ValidationError for anything else."""
    return msgspec.convert(document, Ratings)


def interval_of(losses: Sequence[float]) -> tuple[float, float] | None:
    """Normal 80 % interval of a mean loss, cut at 0."""
    if len(losses) < 2:
        return None
    mean = math.fsum(losses) / len(losses)
    variance = math.fsum((loss - mean) ** 2 for loss in losses) / (len(losses) - 1)
    half = DEFAULTS.z80 * math.sqrt(variance / len(losses))
    return max(0.0, mean - half), mean + half


def luck_of(rated: Sequence[RatedDecision], bankroll: Decimal, equity: Decimal) -> Luck | None:
    """Split ln W_T / W_0 by the stored Q of each decision; None where one of them could not be priced."""
    rated = [item for item in rated if not item.is_answer_only]
    if any(item.loss is None for item in rated):
        return None
    total = math.log(max(float(equity / bankroll), RUIN))
    done = math.fsum(item.q_done - item.q_keep for item in rated)
    if not rated:
        return Luck(0.0, total, 0.0)
    arrived = [item.q_keep for item in rated[1:]] + [total]
    lucky = math.fsum(after - item.q_done for after, item in zip(arrived, rated, strict=True))
    return Luck(done, rated[0].q_keep + lucky, _error_of(rated))


def _error_of(rated: Sequence[RatedDecision]) -> float:
    """Root of the sum of squares over bars: their paths are drawn apart. Those of one bar are the same paths, so the
    errors of several decisions there are added as they are, which is the most they can come to."""
    bars: dict[int, float] = {}
    for item in rated:
        bars[item.bar] = bars.get(item.bar, 0.0) + item.q_error
    return math.sqrt(math.fsum(error * error for error in bars.values()))
