"""The decisions of a debrief: what was done, what stood then, what it gave away; sorted by cost, not by result."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from decimal import Decimal

from trainer.core.language import english, localised, lowered, retold, tr
from trainer.engine.market import Market
from trainer.engine.words import Side
from trainer.presenters.dates import day_text
from trainer.presenters.desk_texts import clock_text, gain, leverage_text, number, price_places, side_word
from trainer.presenters.desk_views import DASH, Figure
from trainer.presenters.figures import money, percent
from trainer.presenters.zone import moment
from trainer.scoring.process import Blunder
from trainer.scoring.rated import RatedDecision
from trainer.scoring.scorecard import Scorecard
from trainer.scoring.verdict import Verdict

GRADES = ("A", "B", "C", "D", "E")
_VERDICTS = {
    Verdict.DESERVED_WIN: Figure(english("Deserved win"), "long"),
    Verdict.UNLUCKY_LOSS: Figure(english("Unlucky loss")),
    Verdict.LUCKY_WIN: Figure(english("▲ Lucky win"), "caution"),
    Verdict.DESERVED_LOSS: Figure(english("Deserved loss"), "short"),
    Verdict.EVEN: Figure(english("Even"), "quiet"),
    Verdict.NONE: Figure(english("Open"), "quiet"),
}
LABELS = (english("Best"), english("Good"), english("Inaccuracy"), english("Mistake"), english("Blunder"))
"""What a decision's loss is called."""
VERDICTS = (*(figure.text for figure in _VERDICTS.values()), english("Answer"), english("Not filled"))
"""What the outcome column of a decision can say."""
_FAULTS = {
    Blunder.STOP_BEYOND: english("the stop lay beyond liquidation"),
    Blunder.NO_STOP: english("no stop stood"),
    Blunder.RISK: english("more than 5 % at risk"),
    Blunder.WIDENED: english("the stop was moved away or removed while losing"),
    Blunder.LEVERAGE: english("effective leverage above your ceiling"),
    Blunder.LIKELY_LIQUIDATION: english("liquidation before the stop in more than 20 % of futures"),
}


@dataclass(frozen=True, slots=True)
class ChoiceLine:
    """One alternative of the menu: its words, what it was worth in bp, and whether the rules admit it."""

    text: str
    worth: str
    is_admissible: bool
    is_chosen: bool = False


@dataclass(frozen=True, slots=True)
class DecisionView:
    """One decision. `share` is its loss among the largest (0 to 1); `grade` the learner's own, "" before it."""

    key: str
    time_text: str
    text: str
    seen: str
    facts: tuple[tuple[str, str], ...]
    label: str
    label_text: str
    loss_text: str
    share: float | None
    grade: str
    r: Figure
    verdict: Figure
    explained: str
    choices: tuple[ChoiceLine, ...]


def decision_views(card: Scorecard, market: Market, grades: Mapping[str, str]) -> tuple[DecisionView, ...]:
    """Every decision, the costliest first; empty until they are priced."""
    rated = card.ratings.decisions if card.ratings is not None else ()
    shown = [item for item in rated if item.is_counted or item.loss is None or item.kind == "entry"]
    widest = max((item.loss or 0.0 for item in shown), default=0.0)
    order = sorted(shown, key=lambda item: (-(item.loss or 0.0), item.bar))
    return tuple(_view(card, item, places_of(item, market), widest, grades.get(key_of(item), "")) for item in order)


def key_of(item: RatedDecision) -> str:
    """The decision's id within its session: there is one a bar and slot, and answers to checkpoints."""
    slot = f"/{item.lane}" if item.lane else ""
    return f"{item.bar}{item.checkpoint}{slot}"


def places_of(item: RatedDecision, market: Market) -> int:
    """Decimal places of the prices of its symbol; `market` is that of the account."""
    return price_places(market.markets[item.lane // 2].rules.tick)


def _view(card: Scorecard, item: RatedDecision, places: int, widest: float, grade: str) -> DecisionView:
    score = card.scores[item.trade] if item.trade is not None else None
    loss = item.loss
    return DecisionView(
        key=key_of(item), time_text=moment_text(item.time_ms), text=decision_text(item, places), seen=seen_text(item),
        facts=facts_of(item, places), label="" if item.label is None else str(item.label),
        label_text=_label_text(item), loss_text=DASH if loss is None else localised(f"{loss:.1f}"),
        share=None if loss is None or widest <= 0 else loss / widest, grade=grade,
        r=gain(score.r) if score is not None else Figure(DASH, "quiet"),
        verdict=_said(_VERDICTS[score.verdict]) if score is not None else _unplaced(item),
        explained=_explained(item), choices=_choices(item),
    )  # fmt: skip


def moment_text(time_ms: int) -> str:
    """12 Mar 08:00."""
    return f"{day_text(moment(time_ms))} {clock_text(time_ms)}"


def _said(figure: Figure) -> Figure:
    return replace(figure, text=tr(figure.text))


def _unplaced(item: RatedDecision) -> Figure:
    return Figure(tr("Answer") if item.is_answer_only else tr("Not filled"), "quiet")


def _label_text(item: RatedDecision) -> str:
    if item.label is None:
        return tr("not priced")
    word = tr(item.label.value.capitalize())
    return word if item.is_counted else f"{word}, {tr('seen before') if item.is_seen else tr('not counted')}"


def decision_text(item: RatedDecision, places: int) -> str:
    """What was done: Long 0.6 at 7,393.20, Stop 7,240 to 7,150; before it the symbol where there are several."""
    return f"{item.symbol}: {_lower(_done_text(item, places))}" if item.symbol else _done_text(item, places)


def _done_text(item: RatedDecision, places: int) -> str:
    what = tr("{side} {size} at {price}").format(
        side=side_word(Side(item.side)), size=localised(f"{item.size.normalize():f}"), price=number(item.price, places)
    )
    match item.kind:
        case "entry":
            return tr("Checkpoint: {what}").format(what=lowered(what)) if item.checkpoint else what
        case "add":
            return tr("Added, {what}").format(what=lowered(what))
        case "reduce":
            return tr("Reduced to {size} at {price}").format(
                size=localised(f"{item.size.normalize():f}"), price=number(item.price, places)
            )
        case "close":
            return tr("Closed at {price}").format(price=number(item.price, places))
        case "cancel":
            return tr("Entry taken off")
        case _:
            return _protection_text(item, places)


def _protection_text(item: RatedDecision, places: int) -> str:
    before, after = item.stop_before, item.stop
    if before is not None and after is None:
        return tr("Stop {before} removed").format(before=number(before, places))
    if before is None and after is not None:
        return tr("Stop set at {after}").format(after=number(after, places))
    if before is not None and after is not None and before != after:
        return tr("Stop {before} to {after}").format(before=number(before, places), after=number(after, places))
    return tr("Leverage, margin, target or time stop changed")


def seen_text(item: RatedDecision) -> str:
    """What stood at that moment, in a few words."""
    words = []
    if item.kind in ("entry", "add"):
        words.append(tr("full plan") if item.is_complete and item.probability is not None else _lacking(item))
    if item.unrealised_r is not None:
        words.append(tr("at {r} R").format(r=money(Decimal(str(round(item.unrealised_r, 1))), 1)))
    if item.kind in ("entry", "add"):
        words.append(tr("risk {risk}").format(risk=percent(Decimal(str(round(item.risk, 6))), 2)))
    if item.liquidated >= 0.005:
        words.append(tr("liquidated first {liquidated} %").format(liquidated=localised(f"{item.liquidated * 100:.0f}")))
    return ", ".join(words)


def _lacking(item: RatedDecision) -> str:
    missing = [
        word
        for word, is_missing in (
            (tr("stop"), item.stop is None),
            (tr("target or time stop"), item.target is None and not item.has_time_stop),
            (tr("chance"), item.probability is None),
        )
        if is_missing
    ]
    return (
        ", ".join(tr("no {missing}").format(missing=word) for word in missing)
        if missing
        else tr("stop beyond liquidation")
    )


def facts_of(item: RatedDecision, places: int) -> tuple[tuple[str, str], ...]:
    """What the learner looked at: the sealed view shows this and nothing that came later."""
    liquidation = None if item.liquidation is None else Decimal(str(item.liquidation))
    chance = DASH if item.probability is None else percent(item.probability, 0)
    return (
        (tr("Price"), number(item.price, places)),
        (tr("Stop"), DASH if item.stop is None else number(item.stop, places)),
        (tr("Target"), DASH if item.target is None else number(item.target, places)),
        (tr("Liquidation price"), DASH if liquidation is None else number(liquidation, places)),
        (tr("Planned loss"), percent(Decimal(str(round(item.risk, 6))), 2)),
        (tr("Effective leverage"), leverage_text(Decimal(f"{item.leverage:.2f}"))),
        (tr("Chance you gave"), chance),
    )


def _explained(item: RatedDecision) -> str:
    if item.loss is None:
        return tr("Not priced: under one day of bars lies before it, and futures are drawn from at least that.")
    words = []
    if item.blunders:
        words.append(
            tr("A blunder whatever it earned: {faults}.").format(
                faults=", ".join(tr(_FAULTS[one]) for one in item.blunders)
            )
        )
    if item.best and item.loss > 0:
        words.append(
            tr("Worth most: {best}, {loss} bp more (standard error {error}).").format(
                best=lowered(retold(item.best_text)),
                loss=localised(f"{item.loss:.1f}"),
                error=localised(f"{item.error:.1f}"),
            )
        )
    else:
        words.append(tr("Nothing on the menu was worth more."))
    chance = tr("{paths} futures: {stopped} stopped, {reached} at the target").format(
        paths=localised(f"{item.paths:,}"), stopped=_share(item.stopped), reached=_share(item.reached)
    )
    words.append(tr("{chance}, {liquidated} liquidated.").format(chance=chance, liquidated=_share(item.liquidated)))
    if item.doom_said is not None and item.doom is not None:
        said = float(item.doom_said)
        words.append(
            tr(
                "You said {said} liquidated within a day, the stop ignored; the futures say {doom} "
                "(squared error {error}, shown and not graded)."
            ).format(said=_share(said), doom=_share(item.doom), error=localised(f"{(said - item.doom) ** 2:.3f}"))
        )
    return " ".join(words)


def _lower(text: str) -> str:
    return text[:1].lower() + text[1:]


def _share(part: float) -> str:
    return localised(f"{part * 100:.0f}\N{NO-BREAK SPACE}%")


def _choices(item: RatedDecision) -> tuple[ChoiceLine, ...]:
    lines = [
        ChoiceLine(retold(text), money(Decimal(f"{worth:.1f}"), 1), is_fit, key == "chosen")
        for key, text, worth, is_fit in item.worths
        if key != "keep"
    ]
    return tuple(lines)
