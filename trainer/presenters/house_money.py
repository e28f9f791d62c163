"""House money: what a win or a loss does to the leverage of the next trade, in words and on one scale."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

from trainer.core.wording import count
from trainer.scoring.habits import HouseMoney, Ratio, house_money
from trainer.scoring.progress import steps_of
from trainer.scoring.scorecard import Scorecard
from trainer.scoring.settings import DEFAULTS


@dataclass(frozen=True, slots=True)
class RatioBar:
    """Leverage after a kind of result as a multiple of another: mean and 80 % interval."""

    title: str
    text: str
    mean: float
    low: float
    high: float
    is_clear: bool


@dataclass(frozen=True, slots=True)
class HouseMoneyView:
    """`sentence` says the main figure; `bars` are empty while too few trades tell, and `lacking` says how many."""

    sentence: str
    bars: tuple[RatioBar, ...]
    is_caution: bool
    cases: str
    lacking: str = ""


def house_money_view(found: HouseMoney, *, only: str = "") -> HouseMoneyView:
    """The meter over the trades of many sessions, or of one (`only` names it: in this session)."""
    bars = tuple(
        _bar(title, ratio)
        for title, ratio in (
            ("After a win", found.after_win),
            ("After a loss", found.after_loss),
            ("After a win against after a loss", found.win_to_loss),
        )
        if ratio is not None
    )
    main = found.after_win or found.win_to_loss
    return HouseMoneyView(
        "" if main is None else _sentence(main, is_direct=found.after_win is None, only=only), bars,
        main is not None and main.low > 1.0, _cases(found), _lacking(found),
    )  # fmt: skip


def session_meter(card: Scorecard) -> HouseMoneyView | None:
    """The meter over one session's trades; None while they are too few for any of its figures."""
    view = house_money_view(house_money(steps_of(card)), only="In this session")
    return replace(view, lacking="") if view.bars else None


def _bar(title: str, ratio: Ratio) -> RatioBar:
    return RatioBar(title, f"× {ratio.mean:.1f}, {ratio.low:.1f} to {ratio.high:.1f}", ratio.mean, ratio.low,
                    ratio.high, ratio.is_clear)  # fmt: skip


def _sentence(ratio: Ratio, *, is_direct: bool, only: str) -> str:
    """After a win you use × 1.9 leverage, 80 % interval 1.4 to 2.6, and whether that is told apart from × 1."""
    used = "used" if only else "use"
    against = f"the leverage you {used} after a loss" if is_direct else "leverage"
    start = f"{only}: after a win" if only else "After a win"
    words = f"{start} you {used} × {ratio.mean:.1f} {against}, 80 % interval {ratio.low:.1f} to {ratio.high:.1f}."
    if ratio.low > 1.0:
        return f"{words} The money just won is risked more freely: the house-money effect."
    if ratio.high < 1.0:
        return f"{words} You turn more careful after a win."
    return f"{words} That is not told apart from × 1."


def _cases(found: HouseMoney) -> str:
    return (
        f"From {count(found.trades, 'trade')}: {found.won} after a win, {found.lost} after a loss, {found.neither} "
        "first of a session or after an even result."
    )


def _lacking(found: HouseMoney) -> str:
    """What is still needed for every bar; empty when nothing is."""
    trades, won, lost, neither = found.lacking
    parts = [
        words
        for number, words in (
            (trades, f"{count(trades, 'more trade')} in all"),
            (won, f"{won} after a win"),
            (lost, f"{lost} after a loss"),
            (neither, f"{neither} first of a session or after an even result"),
        )
        if number
    ]
    if not parts:
        return ""
    needed = f"{DEFAULTS.least_steps} trades, {DEFAULTS.least_of_a_kind} of each kind"
    return f"Needed: {needed}. Still lacking: {_listed(parts)}."


def _listed(parts: Sequence[str]) -> str:
    return parts[0] if len(parts) == 1 else f"{', '.join(parts[:-1])} and {parts[-1]}"
