"""What the Desk shows, as plain frozen values: texts are ready to draw, money never leaves as a number."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal
from typing import Literal

Tone = Literal["plain", "quiet", "long", "short", "caution", "liquidation"]
PanelName = Literal["positions", "orders", "fills", "funding", "closed", "journal", "log"]
ToastTone = Literal["info", "caution", "error", "liquidation"]
LampState = Literal["kept", "caution", "broken", "unknown"]
MarkerTone = Literal["long", "short", "liquidation", "quiet", "caution", "accent"]
MarkShape = Literal["fill", "event", "checkpoint"]

DASH = "—"


@dataclass(frozen=True, slots=True)
class Figure:
    """One drawn figure and what its colour means; the sign or word in the text says the same."""

    text: str
    tone: Tone = "plain"


@dataclass(frozen=True, slots=True)
class AccountView:
    """The account bar: figures of the whole session at the newest revealed bar."""

    symbol: str
    kind: str
    date_text: str
    time_text: str
    currency: str
    equity: Figure
    free_margin: Figure
    margin_ratio: Figure
    effective_leverage: Figure
    pnl: Figure
    equity_worth: str = ""
    """What equity in coin is worth in quote; empty where money is in quote."""
    ratio: float | None = None
    """Margin ratio as a fraction, None when flat."""
    stages: str = ""
    """What this venue does as the ratio rises, a line a stage."""
    is_pnl_hidden: bool = False


@dataclass(frozen=True, slots=True)
class RowView:
    """One row of a panel; `key` is the id a gesture on the row refers to."""

    key: str
    cells: tuple[Figure, ...]
    is_liquidated: bool = False
    can_cancel: bool = False
    is_of_row: bool = False
    """Whether other orders still rest that were placed with this one."""


@dataclass(frozen=True, slots=True)
class PanelView:
    """All rows of one panel and the number beside its tab; `count` is None where no number helps."""

    name: PanelName
    rows: tuple[RowView, ...]
    count: int | None = None


@dataclass(frozen=True, slots=True)
class StopStepView:
    """One place the stop has stood; `time_text` is empty for the plan."""

    price_text: str
    time_text: str = ""
    is_widened: bool = False


@dataclass(frozen=True, slots=True)
class PositionView:
    """What the second row of the positions panel says and allows."""

    side_text: str
    steps: tuple[StopStepView, ...]
    widened_text: str
    is_isolated: bool
    free_margin: Decimal
    row: str = ""
    """Key of its row in the positions panel."""
    leg_text: str = ""
    """'Long leg' or 'Short leg' in hedge mode: what the buttons are about."""


@dataclass(frozen=True, slots=True)
class ScrubMark:
    """A fill, a told event or a met checkpoint on the scrubber: place 0..1, tone, shape and words."""

    place: float
    tone: MarkerTone
    shape: MarkShape = "fill"
    text: str = ""


@dataclass(frozen=True, slots=True)
class TransportView:
    """State of the replay clock. Bars are base bars counted from the first one the learner may trade."""

    is_playing: bool
    speed: int
    bar: int
    furthest: int
    total: int
    shown_bar: int
    shown_total: int
    run_text: str
    is_at_end: bool = False
    is_finished: bool = False
    measured: int | None = None
    """Bars a second that really pass, while that is clearly less than the chosen speed."""


@dataclass(frozen=True, slots=True)
class ToastView:
    """A short report at the foot of the chart; `action` is an action id offered beside the text."""

    title: str
    text: str = ""
    tone: ToastTone = "info"
    action: str = ""
    action_text: str = ""


@dataclass(frozen=True, slots=True)
class StoryLine:
    """One dated sentence of the explanation."""

    time_text: str
    text: str
    is_liquidation: bool = False


@dataclass(frozen=True, slots=True)
class CostLine:
    """One row of the bill: what, money, R."""

    label: str
    money: Figure
    in_r: Figure


@dataclass(frozen=True, slots=True)
class LiquidationView:
    """The explanation that takes the ticket's place after a liquidation."""

    title: str
    subtitle: str
    story: tuple[StoryLine, ...]
    margin_title: str
    margin_path: tuple[float, ...]
    """Margin left at the bar closes while it was open, as a share of the most there was."""
    lost_share: float
    lost_text: str
    maintenance_text: str
    margin_note: str
    bill: tuple[CostLine, ...]
    total: CostLine
    survivors: tuple[str, ...]
    """Which stop and which leverage would have done better on the same candles."""
    rewind_bar: int


@dataclass(frozen=True, slots=True)
class WorstCaseRow:
    """One line of the worst-case block: now and, with a size typed, after."""

    key: str
    label: str
    now: Figure
    after: Figure | None = None


@dataclass(frozen=True, slots=True)
class WorstCaseView:
    """The worst-case block; `after` figures are None while nothing is typed."""

    caption: str
    rows: tuple[WorstCaseRow, ...]
    has_after: bool


@dataclass(frozen=True, slots=True)
class LampView:
    """One of the six rules for the order being built."""

    rule: str
    label: str
    state: LampState


@dataclass(frozen=True, slots=True)
class FieldNote:
    """What a ticket field says below itself; an error shuts the entry, a caution does not."""

    field: str
    text: str
    is_error: bool = True


@dataclass(frozen=True, slots=True)
class LeverageHint:
    """The leverage popup: allowed range and where the stop would lie beyond liquidation."""

    leverage: Decimal
    maximum: Decimal
    beyond_from: Decimal | None
    sentence: str
    liquidation: Figure
    away: Figure
    effective: Figure
    margin: Figure


@dataclass(frozen=True, slots=True)
class TicketView:
    """Everything the ticket shows besides what the learner typed."""

    coin: str
    quote: str
    maximum_text: str
    size_text: str
    is_mode_locked: bool
    margin_mode: str
    leverage: Decimal
    worst_case: WorstCaseView
    lamps: tuple[LampView, ...]
    sentence: str
    notes: tuple[FieldNote, ...]
    submit_text: str
    can_submit: bool
    shut_reason: str = ""
    """What the first field at fault says, while faults keep the entry shut."""
    is_training: bool = True
    zone_text: str = "UTC"
    is_hedge: bool = False
    """Whether long and short stand side by side."""
    offers_hedge: bool = False
    """Whether the venue lets them."""
    is_market_move: bool = False
    """Whether nothing was typed since the view before: what changed, the market changed."""


@dataclass(frozen=True, slots=True)
class CheckpointView:
    """A question the replay stopped for; the answer's words are shown once one is chosen."""

    id: str
    title: str
    question: str
    options: tuple[str, ...]
    why: str
    after_answer: str
    note: str
    """What an answer does to the account."""
