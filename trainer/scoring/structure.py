"""The loss of a decision in bp: what the best admissible choice was worth more, over the same futures (design, 3)."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from enum import StrEnum

import numpy as np

from trainer.market.candles import FloatArray
from trainer.scoring.ahead import Ahead
from trainer.scoring.futures import PATHS
from trainer.scoring.menu import Option
from trainer.scoring.passage import Ending
from trainer.scoring.settings import DEFAULTS, ScoreSettings
from trainer.scoring.stakes import play
from trainer.scoring.utility import equivalent, granted, standard_error, tilted


class LossLabel(StrEnum):
    """How much a decision gave away."""

    BEST = "best"
    GOOD = "good"
    INACCURACY = "inaccuracy"
    MISTAKE = "mistake"
    BLUNDER = "blunder"


_UNDER = tuple(zip(DEFAULTS.label_limits, LossLabel, strict=False))


def label_of(loss: float) -> LossLabel:
    """The word for a loss in bp: best to 2, good to 5, inaccuracy to 20, mistake to 75, blunder above."""
    return next((label for limit, label in _UNDER if loss <= limit), LossLabel.BLUNDER)


@dataclass(frozen=True, slots=True)
class Grant:
    """The edge a complete plan was granted at its entry: mean R and the variance of its gross R; `unit` is 1R in price.

    A position carries the grant of its entry; the remaining edge shrinks with the remaining variance.
    """

    mean: float
    variance: float
    unit: float


@dataclass(frozen=True, slots=True)
class Question:
    """A decision ready to be priced. `choices` may hold the best; `reference` is the option whose R is granted.

    `grants_entry` grants an entry by its own spread; `held` the rest of an earlier grant; neither prices chance alone.
    """

    chosen: Option
    keep: Option
    choices: tuple[Option, ...]
    reference: Option
    start: float
    unit: float
    grants_entry: bool = False
    held: Grant | None = None


@dataclass(frozen=True, slots=True)
class Priced:
    """A decision's loss in bp with its standard error, what it moved, and what the chosen plan meets (shares of paths).

    `results` and `kept` are changes of the account's equity over the bankroll on every path, after it and had nothing
    been done; `own` is the part of `results` that the symbol decided on makes.
    """

    loss: float
    error: float
    label: LossLabel
    moved: float
    best: Option
    worths: tuple[tuple[str, str, float, bool], ...]
    paths: int
    grant: Grant | None
    endings: dict[Ending, float]
    results: FloatArray
    kept: FloatArray
    own: FloatArray


Draw = Callable[[int], Ahead]
"""The n-th batch of 2,000 futures of every symbol at stake."""


def price(question: Question, draw: Draw, bankroll: float, settings: ScoreSettings) -> Priced:
    """Price a decision; batches are added, up to 16,000 paths, while its noise could change the label."""
    gross, wealth, own, endings = _played(question, draw(0), bankroll)
    batches = 1
    while True:
        loss, error, best = _loss(question, gross, wealth, settings)
        if error <= max(settings.noise_bp, settings.noise_share * loss) or batches * PATHS >= settings.most_paths:
            break
        for number in range(batches, 2 * batches):
            more, extra, owned, _ = _played(question, draw(number), bankroll)
            gross, own = np.concatenate((gross, more)), np.concatenate((own, owned))
            wealth = np.concatenate((wealth, extra), axis=1)
        batches *= 2
    is_noisy = error > max(settings.noise_bp, settings.noise_share * loss)
    options = _options(question)
    mean = _mean(question, gross, settings)
    worths = equivalent(wealth, tilted(gross, mean) if mean > 0 else None)
    rows = tuple(
        (option.key, option.label, float(worth), option.is_admissible)
        for option, worth in zip(options, worths, strict=True)
    )
    place = _place(options, question.chosen)
    return Priced(
        loss=round(loss, 2), error=round(error, 2), label=label_of(max(0.0, loss - error) if is_noisy else loss),
        moved=round(float(worths[place] - worths[_place(options, question.keep)]), 2), best=best, worths=rows,
        paths=batches * PATHS, grant=_grant(question, gross, mean), endings=endings, results=wealth[place] - 1.0,
        kept=wealth[_place(options, question.keep)] - 1.0, own=own,
    )  # fmt: skip


def _options(question: Question) -> list[Option]:
    found = [question.chosen, question.keep, *question.choices]
    return list({id(option): option for option in found}.values())


def _place(options: Sequence[Option], wanted: Option) -> int:
    return next(place for place, option in enumerate(options) if option is wanted)


def _played(
    question: Question, ahead: Ahead, bankroll: float
) -> tuple[FloatArray, FloatArray, FloatArray, dict[Ending, float]]:
    """Gross R of the granted plan, shape (N,); wealth / bankroll of every option, shape (options, N); of the choice
    the change of equity / bankroll that its own symbol makes, shape (N,), and its endings."""
    wealth, gross, own = [], np.zeros(ahead.paths), np.zeros(ahead.paths)
    endings: dict[Ending, float] = {}
    for option in _options(question):
        played, bracket = play(option.stakes, ahead), option.bracket
        paid = option.booked if bracket is None else 0.0
        wealth.append(1.0 + (played.account + paid) / bankroll)
        if option is question.chosen:
            own = (played.results + paid) / bankroll
        if bracket is None or played.exits is None:
            continue
        if option is question.chosen:
            endings = {ending: played.exits.share(ending) for ending in Ending}
        if option is question.reference and question.unit > 0:
            gross = bracket.gross(played.exits, question.start, question.unit)
    return gross, np.stack(wealth), own, endings


def _mean(question: Question, gross: FloatArray, settings: ScoreSettings) -> float:
    """Mean R granted: an entry's own, or what is left of the position's."""
    if question.grants_entry:
        return granted(gross, settings.grant_of_sd, settings.grant_of_best)
    held = question.held
    if held is None or held.variance <= 0.0:
        return 0.0
    left = held.mean / held.variance * float(gross.var())
    return max(0.0, min(left, settings.grant_of_best * float(gross.max())))


def _grant(question: Question, gross: FloatArray, mean: float) -> Grant | None:
    if not question.grants_entry or mean <= 0.0:
        return None
    return Grant(mean, float(gross.var()), question.unit)


def _loss(
    question: Question, gross: FloatArray, wealth: FloatArray, settings: ScoreSettings
) -> tuple[float, float, Option]:
    """Crossed halves: one half of the paths picks the best, the other values it; then the other way; the mean."""
    mean = _mean(question, gross, settings)
    found = [_crossed(question, gross, wealth, mean, settings)]
    if not question.grants_entry and mean > 0.0:
        found.append(_crossed(question, gross, wealth, 0.0, settings))
    return min(found, key=lambda item: item[0])


def _crossed(
    question: Question, gross: FloatArray, wealth: FloatArray, mean: float, settings: ScoreSettings
) -> tuple[float, float, Option]:
    options = _options(question)
    chosen = _place(options, question.chosen)
    allowed = [
        place for place, option in enumerate(options)
        if option.is_admissible and any(option is one for one in question.choices)
    ]  # fmt: skip
    halves = [_worths(gross[part::2], wealth[:, part::2], mean) for part in (0, 1)]
    picks = [allowed[int(np.argmax(half[allowed]))] for half in halves]
    crossed = [halves[1 - half][picks[half]] - halves[1 - half][chosen] for half in (0, 1)]
    folds = settings.folds
    per_fold = []
    for part in range(folds):
        worths = _worths(gross[part::folds], wealth[:, part::folds], mean)
        per_fold.append(float(sum(worths[pick] for pick in picks) / 2.0 - worths[chosen]))
    loss = max(0.0, float(sum(crossed)) / 2.0)
    return loss, standard_error(per_fold), options[picks[0]]


def _worths(gross: FloatArray, wealth: FloatArray, mean: float) -> FloatArray:
    return equivalent(wealth, tilted(gross, mean) if mean > 0.0 else None)
