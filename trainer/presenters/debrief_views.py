"""What the Debrief shows, as plain frozen values; every text is ready to draw."""

from __future__ import annotations

from dataclasses import dataclass

from trainer.market.candles import Candles
from trainer.presenters.chart_views import FloatColumn
from trainer.presenters.debrief_decisions import DecisionView
from trainer.presenters.desk_views import Figure, RowView, Tone
from trainer.presenters.house_money import HouseMoneyView


@dataclass(frozen=True, slots=True)
class ScoreLine:
    """A named figure and, where it is one of a scale, its share of it (0 to 1)."""

    label: str
    figure: Figure
    share: float | None = None


@dataclass(frozen=True, slots=True, eq=False)
class EquityLine:
    """Equity at the close of each bar, shape (n,); `key` is own or that of a twin, `text` says what it came to."""

    key: str
    label: str
    text: str
    equity: FloatColumn


@dataclass(frozen=True, slots=True)
class EquityMoment:
    """A fill: bars after the first one, words and tone (long bought, short sold, liquidation)."""

    place: int
    text: str
    tone: Tone


@dataclass(frozen=True, slots=True)
class EquityReading:
    """One bar of the timeline in words: time, price, (whose, equity) of every line, and the fills of that bar."""

    time: str
    price: str
    equities: tuple[tuple[str, str], ...]
    fills: tuple[str, ...]


@dataclass(frozen=True, slots=True, eq=False)
class EquityView:
    """The timeline: the session's own line first, then its ghosts; `prices` are closes, shape (n,) like every line.

    `times` names the first bar, the middle one and the last; equities and `bankroll` are in the asset `settled`.
    """

    lines: tuple[EquityLine, ...]
    moments: tuple[EquityMoment, ...]
    prices: FloatColumn
    times: tuple[str, str, str]
    first_ms: int
    step_ms: int
    price_places: int
    settled: str
    bankroll: float


@dataclass(frozen=True, slots=True)
class LuckLine:
    """A trade's result among the futures of its plan: place 0 (below all) to 1."""

    label: str
    place: float
    text: str
    tone: Tone


@dataclass(frozen=True, slots=True)
class PictureLevel:
    """A price drawn across a picture, its words and tone; `is_dashed` for an order that rests."""

    text: str
    price: float
    tone: Tone
    is_dashed: bool = True


@dataclass(frozen=True, slots=True, eq=False)
class DecisionPicture:
    """The bars up to the decision's own, and what stood in the market then."""

    bars: Candles
    levels: tuple[PictureLevel, ...]


@dataclass(frozen=True, slots=True, eq=False)
class SealedDecision:
    """A decision as it looked, with nothing of what came after it."""

    key: str
    time_text: str
    text: str
    seen: str
    facts: tuple[tuple[str, str], ...]
    picture: DecisionPicture


@dataclass(frozen=True, slots=True)
class SealedView:
    """What is shown before anything is revealed, in order of time."""

    title: str
    decisions: tuple[SealedDecision, ...]


@dataclass(frozen=True, slots=True)
class GridView:
    """Trades in the four squares of judgement and outcome, and the square of the session."""

    deserved_win: int
    lucky_win: int
    unlucky_loss: int
    deserved_loss: int
    chosen: str


@dataclass(frozen=True, slots=True)
class SurvivalCell:
    """One leverage: what would have become of it without a stop, in words and as a short mark."""

    leverage: str
    text: str
    is_liquidated: bool
    is_allowed: bool = True
    mark: str = ""
    is_own: bool = False


@dataclass(frozen=True, slots=True)
class SurvivalRow:
    """One entry at every leverage."""

    label: str
    tone: Tone
    cells: tuple[SurvivalCell, ...]


@dataclass(frozen=True, slots=True, eq=False)
class DebriefView:
    """One debrief."""

    title: str
    subtitle: str
    process_figure: str
    process_note: str
    process: tuple[ScoreLine, ...]
    outcome_figure: Figure
    outcome_note: str
    outcome: tuple[ScoreLine, ...]
    sentence: str
    is_caution: bool
    equity: EquityView
    trades: tuple[RowView, ...]
    blunders: tuple[tuple[str, str], ...]
    rules: tuple[tuple[str, str, str], ...]
    """Title, state and sentence of each of the six rules."""
    grid: GridView
    survival: tuple[SurvivalRow, ...]
    costs: tuple[ScoreLine, ...]
    practise: tuple[str, ...]
    twins: tuple[ScoreLine, ...] = ()
    """Net result of the same session traded otherwise, by the same engine on the same bars."""
    ladder: tuple[SurvivalCell, ...] = ()
    """The learner's own decisions at other leverages."""
    venues: tuple[RowView, ...] = ()
    """The same decisions under each venue: name, liquidation price, what became of it, costs, result."""
    checkpoints: tuple[tuple[str, str, str], ...] = ()
    """Title, the learner's answer and what was recorded for each option, of every answered checkpoint."""
    decisions: tuple[DecisionView, ...] = ()
    """Priced decisions, the costliest first; empty until they are."""
    luck: tuple[LuckLine, ...] = ()
    luck_text: str = ""
    futures_text: str = ""
    direction_text: str = ""
    house_money: HouseMoneyView | None = None
    """Leverage after results in this session; None under enough cases."""
    waiting: str = ""
    """What to say where the replays are not known."""
