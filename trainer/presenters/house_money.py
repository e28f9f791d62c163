"""House money: what a win or a loss does to the leverage of the next trade, in words and on one scale."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

from trainer.core.language import localised, tr, trn
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


def house_money_view(found: HouseMoney, *, is_one_session: bool = False) -> HouseMoneyView:
    """The meter over the trades of many sessions, or of one."""
    bars = tuple(
        _bar(title, ratio)
        for title, ratio in (
            (tr("After a win"), found.after_win),
            (tr("After a loss"), found.after_loss),
            (tr("After a win against after a loss"), found.win_to_loss),
        )
        if ratio is not None
    )
    main = found.after_win or found.win_to_loss
    return HouseMoneyView(
        "" if main is None else _sentence(main, is_direct=found.after_win is None, is_one=is_one_session), bars,
        main is not None and main.low > 1.0, _cases(found), _lacking(found),
    )  # fmt: skip


def session_meter(card: Scorecard) -> HouseMoneyView | None:
    """The meter over one session's trades; None while they are too few for any of its figures."""
    view = house_money_view(house_money(steps_of(card)), is_one_session=True)
    return replace(view, lacking="") if view.bars else None


def _bar(title: str, ratio: Ratio) -> RatioBar:
    text = tr("{mean}, {low} to {high}").format(
        mean=_times(ratio.mean), low=_figure(ratio.low), high=_figure(ratio.high)
    )
    return RatioBar(title, text, ratio.mean, ratio.low, ratio.high, ratio.is_clear)


def _figure(ratio: float) -> str:
    return localised(f"{ratio:.1f}")


def _times(ratio: float) -> str:
    return f"× {_figure(ratio)}"


def _sentence(ratio: Ratio, *, is_direct: bool, is_one: bool) -> str:
    """After a win you use × 1.9 leverage, 80 % interval 1.4 to 2.6, and whether that is told apart from × 1."""
    if is_direct and is_one:
        words = tr("In this session: after a win you used {mean} the leverage you used after a loss,")
    elif is_direct:
        words = tr("After a win you use {mean} the leverage you use after a loss,")
    elif is_one:
        words = tr("In this session: after a win you used {mean} leverage,")
    else:
        words = tr("After a win you use {mean} leverage,")
    interval = tr("80 % interval {low} to {high}.").format(low=_figure(ratio.low), high=_figure(ratio.high))
    return f"{words.format(mean=_times(ratio.mean))} {interval} {_meaning(ratio)}"


def _meaning(ratio: Ratio) -> str:
    if ratio.low > 1.0:
        return tr("The money just won is risked more freely: the house-money effect.")
    if ratio.high < 1.0:
        return tr("You turn more careful after a win.")
    return tr("That is not told apart from × 1.")


def _cases(found: HouseMoney) -> str:
    trades = trn("From {count} trade", "From {count} trades", found.trades).format(count=localised(f"{found.trades:,}"))
    kinds = tr("{won} after a win, {lost} after a loss, {neither} first of a session or after an even result.")
    return f"{trades}: {kinds.format(won=found.won, lost=found.lost, neither=found.neither)}"


def _lacking(found: HouseMoney) -> str:
    """What is still needed for every bar; empty when nothing is."""
    trades, won, lost, neither = found.lacking
    parts = [
        words.format(count=number)
        for number, words in (
            (trades, trn("{count} more trade in all", "{count} more trades in all", trades)),
            (won, tr("{count} after a win")),
            (lost, tr("{count} after a loss")),
            (neither, tr("{count} first of a session or after an even result")),
        )
        if number
    ]
    if not parts:
        return ""
    needed = tr("Needed: {trades} trades, {least} of each kind.").format(
        trades=DEFAULTS.least_steps, least=DEFAULTS.least_of_a_kind
    )
    return f"{needed} {tr('Still lacking: {parts}.').format(parts=_listed(parts))}"


def _listed(parts: Sequence[str]) -> str:
    return parts[0] if len(parts) == 1 else f"{', '.join(parts[:-1])} {tr('and')} {parts[-1]}"
