"""What the record of a session holds beside its score: costs, other leverages, other venues, answered checkpoints."""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Decimal

from trainer.core.language import tr, trn
from trainer.engine.contract import Contract
from trainer.journal.checkpoints import answers_of_checkpoints
from trainer.presenters.amounts import Amounts
from trainer.presenters.debrief_views import ScoreLine, SurvivalCell
from trainer.presenters.desk_texts import clock_text, gain, leverage_text, number, price_places, side_word
from trainer.presenters.desk_views import DASH, Figure, RowView
from trainer.presenters.figures import percent
from trainer.scoring.answer_key import answer_key
from trainer.scoring.scorecard import Scorecard
from trainer.scoring.venues import VenueRow
from trainer.session.session import Session


def costs_of(card: Scorecard, amounts: Amounts) -> tuple[ScoreLine, ...]:
    """What was paid, by kind, each beside the largest."""
    costs = card.costs
    lines: tuple[tuple[str, Decimal], ...] = (
        (tr("Fees"), costs.fees),
        (tr("Funding"), costs.funding),
        (tr("Spread and slippage"), costs.slippage - costs.gap),
        (tr("Gaps"), costs.gap),
        (tr("Liquidation fees"), costs.liquidation_fees),
    )
    widest = max((abs(amount) for _, amount in lines), default=Decimal(0))
    return tuple(
        ScoreLine(label, amounts.gain(-amount), float(abs(amount) / widest) if widest else 0.0)
        for label, amount in lines
    )


def ladder_of(card: Scorecard, amounts: Amounts) -> tuple[SurvivalCell, ...]:
    """The learner's own decisions at other leverages."""
    cells = []
    for row in card.ladder:
        gone = trn(", liquidated once", ", liquidated {count} times", row.liquidations).format(count=row.liquidations)
        text = f"{amounts.text(row.equity)}{gone if row.liquidations else ''}"
        cells.append(SurvivalCell(leverage_text(row.leverage), text, row.liquidations > 0))
    return tuple(cells)


def venues_of(session: Session, rows: Sequence[VenueRow]) -> tuple[RowView, ...]:
    """The same decisions under each venue's rules, the session's own first."""
    places = price_places(session.market.rules.tick)
    return tuple(_venue_row(row, places, is_own=place == 0) for place, row in enumerate(rows))


def _venue_row(row: VenueRow, places: int, *, is_own: bool) -> RowView:
    rules = row.rules
    fate = Figure(tr("not liquidated"), "long")
    if row.liquidated_ms is not None:
        fate = Figure(tr("liquidated {clock}").format(clock=clock_text(row.liquidated_ms)), "liquidation")
    elif row.liquidation is None and row.refused:
        fate = Figure(tr("order refused"), "quiet")
    own = tr(", yours") if is_own else ""
    in_coin = tr(", in coin") if rules.contract is Contract.INVERSE else ""
    cells = (
        Figure(f"{rules.title}{own}{in_coin}"),
        Figure(number(row.liquidation, places) if row.liquidation is not None else DASH, "liquidation"),
        fate,
        gain(-row.costs),
        gain(row.net),
        Figure(f"{'≈ ' if rules.is_approximate else ''}{rules.as_of}", "quiet"),
    )
    return RowView(rules.venue, cells, is_liquidated=False)


def checkpoints_of(session: Session, card: Scorecard) -> tuple[tuple[str, str, str], ...]:
    """Title, answer and record of every answered checkpoint."""
    answers = answers_of_checkpoints(session.entries)
    bars = {entry.time_ms: entry.bar for entry in session.entries}
    return tuple(
        (point.title, answers[point.id],
         "\n".join((point.after_session, *_key_lines(session, bars.get(point.time_ms), card.upto_bar))))
        for point in session.scenario.checkpoints
        if point.id in answers
    )  # fmt: skip


def _key_lines(session: Session, bar: int | None, upto_bar: int) -> list[str]:
    """Either side held without a stop from there to the session's last bar, in words."""
    if bar is None or bar >= upto_bar:
        return []
    lines = []
    for one in answer_key(session.market, bar, session.record.bankroll, upto_bar + 1):
        gone = [
            tr("{step} at {time}").format(step=leverage_text(step), time=clock_text(time))
            for step, time in one.liquidated
        ]
        depth = [tr("{share} in {hours} h").format(share=percent(share), hours=hours) for hours, share in one.worst]
        words = tr("liquidated: {gone}").format(gone=", ".join(gone)) if gone else tr("not liquidated at 2 to 100×")
        lines.append(
            tr("{side} without a stop: {words}. Worst move {depth}.").format(
                side=side_word(one.side), words=words, depth=", ".join(depth) or DASH
            )
        )
    return lines
