"""The Debrief's view: a scorecard in words and figures, process before outcome and at the same size."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from decimal import Decimal

from trainer.coaching.coach import coach_notes
from trainer.core.clock import DAY_MS
from trainer.engine.contract import Contract
from trainer.engine.market import Market
from trainer.journal.checkpoints import answers_of_checkpoints
from trainer.journal.records import Veil
from trainer.journal.trades import Trade
from trainer.presenters.amounts import Amounts, amounts_of
from trainer.presenters.debrief_decisions import decision_views
from trainer.presenters.debrief_timeline import timeline_of
from trainer.presenters.debrief_views import (
    DebriefView,
    GridView,
    LuckLine,
    ScoreLine,
    SurvivalCell,
    SurvivalRow,
)
from trainer.presenters.desk_rows import reason_text
from trainer.presenters.desk_texts import (
    clock_text,
    date_text,
    gain,
    leverage_text,
    number,
    price_places,
    side_figure,
    span_text,
    tone_of,
    zoned_text,
)
from trainer.presenters.desk_views import DASH, Figure, RowView, Tone
from trainer.presenters.figures import percent, signed, signed_percent
from trainer.presenters.house_money import session_meter
from trainer.scoring.answer_key import answer_key
from trainer.scoring.process import Grade
from trainer.scoring.scorecard import Scorecard
from trainer.scoring.survival import SurvivalRow as LeverageRow
from trainer.scoring.timing import TO_SEE_A_TENTH
from trainer.scoring.venues import VenueRow
from trainer.scoring.verdict import TradeScore, Verdict
from trainer.session.session import Session

_PARTS = (
    ("accuracy", "Accuracy of decisions"),
    ("discipline", "Rules kept"),
    ("calibration", "Calibration"),
    ("adherence", "Plans left alone"),
    ("calm", "Calm after a loss"),
)
_SENTENCES = {
    Verdict.DESERVED_WIN: "Sound decisions and a gain. The process is worth repeating.",
    Verdict.UNLUCKY_LOSS: "Sound decisions and a loss. The outcome gives no reason to change them.",
    Verdict.LUCKY_WIN: "The gain came in spite of the decisions, not through them. Judge the decisions below.",
    Verdict.DESERVED_LOSS: "The loss follows from decisions that could have been different. They are listed below.",
    Verdict.EVEN: "The outcome is near zero; the decisions say more than the result.",
    Verdict.NONE: "No trade was closed, so there is nothing to judge by its outcome.",
}


def view_of(
    session: Session,
    card: Scorecard,
    grades: Mapping[str, str] | None = None,
    venues: Sequence[VenueRow] = (),
    *,
    is_busy: bool = False,
) -> DebriefView:
    """Everything the page shows, from the scorecard and the session's own events; `is_busy`: more is on its way."""
    record, outcome, amounts = session.record, card.outcome, amounts_of(session.market.rules)
    truth, shift = session.truth, 0 if record.veil is None else record.veil.weeks * 7 * DAY_MS
    first, last = (session.market.close_ms(bar) + shift for bar in (record.start_bar, card.upto_bar))
    rules = tuple((rule.title, str(rule.state), rule.text) for rule in card.rules)
    return DebriefView(
        title=truth.title,
        subtitle=f"{truth.symbol} · {date_text(first)} {clock_text(first)} to {date_text(last)} "
        f"{zoned_text(last)} · {session.market.rules.title} · take {len(session.takes)}{_veil_text(record.veil)}",
        process_figure=_whole(card.grade.score),
        process_note=_process_note(card.grade),
        process=(*_rating_line(card), *(_part(card.grade, key, label) for key, label in _PARTS)),
        outcome_figure=Figure(f"{amounts.signed(outcome.net)} {amounts.settled}", tone_of(outcome.net)),
        outcome_note=f"{signed_percent(outcome.net_fraction)} of the bankroll",
        outcome=_outcome_lines(card),
        sentence=_SENTENCES[card.verdict],
        is_caution=card.verdict in (Verdict.LUCKY_WIN, Verdict.UNLUCKY_LOSS),
        equity=timeline_of(session, card),
        trades=tuple(_trade_row(session.market, card, score, amounts) for score in card.scores),
        blunders=tuple((date_text(item.time_ms), item.text) for item in card.blunders),
        rules=rules,
        grid=_grid(card),
        survival=_survival(card),
        costs=_costs(card, amounts),
        practise=_practise(card),
        twins=tuple(ScoreLine(twin.label, amounts.gain(twin.net)) for twin in card.twins),
        ladder=_ladder(card, amounts),
        checkpoints=_checkpoints(session, card),
        venues=_venues(session, venues),
        decisions=decision_views(card, session.market, grades or {}),
        luck=_luck(session.market, card),
        luck_text=_luck_text(card),
        futures_text=_futures_text(card, is_one=not session.market.others),
        waiting="Being worked out" if is_busy else "Not worked out; opening this debrief again does it.",
        direction_text=_direction_text(card),
        house_money=session_meter(card),
    )


def _veil_text(veil: Veil | None) -> str:
    if veil is None:
        return ""
    shown = f"{veil.factor.normalize():f} / price" if veil.is_mirrored else f"price × {veil.factor.normalize():f}"
    told = f"below, {shown}, and {veil.weeks:,} weeks earlier"
    return f" · played blind{', mirrored' if veil.is_mirrored else ''}: {told}"


def _rating_line(card: Scorecard) -> tuple[ScoreLine, ...]:
    ratings = card.ratings
    if ratings is None or ratings.rating is None:
        return ()
    interval, counted = ratings.interval, len(ratings.counted)
    span = "" if interval is None else f", {interval[0]:.1f} to {interval[1]:.1f}"
    return (ScoreLine(f"Process Rating, {counted} counted", Figure(f"{ratings.rating:.1f} bp{span}")),)


def _luck(market: Market, card: Scorecard) -> tuple[LuckLine, ...]:
    """Where each closed trade's result lies among the futures of its own plan."""
    lines = []
    for item in card.ratings.decisions if card.ratings is not None else ():
        if item.percentile is None or item.trade is None:
            continue
        trade = card.trades[item.trade]
        mark = "▲" if trade.side.sign > 0 else "▼"
        place = item.percentile
        text = "below all" if place <= 0 else "above all" if place >= 1 else f"{_ordinal(round(place * 100))}"
        lines.append(
            LuckLine(
                f"{mark} {clock_text(trade.opened_ms)}{_symbol_text(market, trade)}", place, text, tone_of(trade.net)
            )
        )
    return tuple(lines)


def _ordinal(value: int) -> str:
    value = min(99, max(1, value))
    ending = "th" if 10 <= value % 100 <= 20 else {1: "st", 2: "nd", 3: "rd"}.get(value % 10, "th")
    return f"{value}{ending}"


def _timing_lines(card: Scorecard) -> tuple[ScoreLine, ...]:
    timing = card.ratings.timing if card.ratings is not None else None
    if timing is None:
        return ()
    place = _ordinal(round(timing.percentile * 100))
    flipped = signed(Decimal(f"{timing.flipped_r:.2f}"))
    return (
        ScoreLine("Among 2,000 random entries", Figure(f"{place} percentile")),
        ScoreLine("Same trades, other side", Figure(f"{flipped} R", tone_of(Decimal(f"{timing.flipped_r:.2f}")))),
    )


def _direction_text(card: Scorecard) -> str:
    """What the session says of direction, and how little it can."""
    timing = card.ratings.timing if card.ratings is not None else None
    if timing is None:
        return ""
    return (
        f"A coin for each side would have done as well in {timing.p_direction * 100:.0f} % of cases. To tell +0.10 R a "
        f"trade from nothing takes about {TO_SEE_A_TENTH:,} trades; these are {timing.trades}."
    )


def _luck_text(card: Scorecard) -> str:
    luck = card.ratings.luck if card.ratings is not None else None
    if luck is None:
        return ""
    done, lucky = (signed_percent(Decimal(f"{part:.6f}")) for part in (luck.decisions, luck.luck))
    error = "" if luck.error is None else f" (standard error of either {percent(Decimal(f'{luck.error:.6f}'), 2)})"
    return (
        f"Of the result, as ln of equity: {done} from decisions, {lucky} from the market{error}. "
        "Direction counts as luck."
    )


def _futures_text(card: Scorecard, *, is_one: bool) -> str:
    """What the futures lack; `is_one`: the wallet holds one symbol."""
    if card.ratings is None:
        return ""
    words = []
    if any(item.is_short for item in card.ratings.decisions):
        words.append("Short history: futures were drawn from under three days of bars.")
    if not is_one:
        words.append("Futures of all symbols are drawn together; the other positions count beside each decision.")
    return " ".join(words)


def _whole(score: float | None) -> str:
    return DASH if score is None else f"{round(score)}"


def _process_note(grade: Grade) -> str:
    if grade.score is None:
        return "Graded from the first trade on"
    if grade.capped:
        return "of 100, held down by a serious mistake"
    return "of 100" if grade.is_rated else "of 100, not rated yet: too few decisions"


def _part(grade: Grade, key: str, label: str) -> ScoreLine:
    value: float | None = getattr(grade, key)
    return ScoreLine(label, Figure(_whole(value), "plain" if value is not None else "quiet"),
                     None if value is None else value / 100)  # fmt: skip


def _outcome_lines(card: Scorecard) -> tuple[ScoreLine, ...]:
    outcome = card.outcome
    r = DASH if outcome.total_r is None else f"{signed(outcome.total_r)} R"
    liquidations = Figure(str(outcome.liquidations), "liquidation" if outcome.liquidations else "plain")
    return (
        ScoreLine("In R", Figure(r, tone_of(outcome.total_r))),
        *_timing_lines(card),
        ScoreLine("Closed trades", Figure(f"{outcome.closed}: {outcome.won} won, {outcome.lost} lost")),
        ScoreLine("Deepest fall of equity", Figure(percent(outcome.drawdown))),
        ScoreLine("Liquidations", liquidations),
        ScoreLine("Highest effective leverage", Figure(f"{number(card.highest_leverage)}×")),
    )


def _trade_row(market: Market, card: Scorecard, score: TradeScore, amounts: Amounts) -> RowView:
    trade = card.trades[score.index]
    places = price_places(market.of(trade.symbol).rules.tick)
    liquidated = trade.reason is not None and reason_text(str(trade.reason)) == "Liquidated"
    leaving = number(trade.exit, places) if trade.exit is not None else DASH
    reason = reason_text(str(trade.reason)) if trade.reason is not None else "Open"
    judged = Figure("sound", "long") if score.is_sound else Figure("unsound", "short")
    cells = (
        Figure(f"{clock_text(score.opened_ms)}{_symbol_text(market, trade)}"),
        side_figure(trade.side, leverage_text(trade.leverage)),
        Figure(f"{trade.size:,f}"),
        Figure(number(trade.entry, places)),
        Figure(leaving, "liquidation" if liquidated else "plain"),
        Figure(reason, "liquidation" if liquidated else "quiet"),
        amounts.gain(score.net),
        gain(score.r),
        judged,
        Figure(score.text),
    )
    return RowView(str(score.index), cells, is_liquidated=liquidated)


def _symbol_text(market: Market, trade: Trade) -> str:
    """The symbol where the account can hold several."""
    return f" {trade.symbol}" if market.others else ""


def _grid(card: Scorecard) -> GridView:
    counted = Counter(score.verdict for score in card.scores)
    return GridView(
        counted[Verdict.DESERVED_WIN],
        counted[Verdict.LUCKY_WIN],
        counted[Verdict.UNLUCKY_LOSS],
        counted[Verdict.DESERVED_LOSS],
        str(card.verdict),
    )


def _survival(card: Scorecard) -> tuple[SurvivalRow, ...]:
    """Each table's entry at every leverage above 1; the learner's own is marked."""
    leverages = {trade.opened_bar: trade.leverage for trade in card.trades}
    bars = {(trade.side, trade.entry): trade.opened_bar for trade in card.trades}
    rows = []
    for table in card.survival:
        own = leverages.get(bars.get((table.side, table.entry), -1))
        mark = "▲" if table.side.sign > 0 else "▼"
        cells = tuple(_survival_cell(row, is_own=row.leverage == own) for row in table.rows if row.leverage > 1)
        tone: Tone = "long" if table.side.sign > 0 else "short"
        rows.append(SurvivalRow(f"{mark} {clock_text(table.opened_ms)}", tone, cells))
    return tuple(rows)


def _survival_cell(row: LeverageRow, *, is_own: bool) -> SurvivalCell:
    text, mark = "held to the end", "held"
    if not row.is_allowed:
        text, mark = "not offered at this size", "—"
    elif row.liquidated_ms is not None:
        mark = clock_text(row.liquidated_ms)
        text = f"liquidated {mark}, after {span_text((row.minutes or 0) * 60_000)}"
    is_gone = row.liquidated_ms is not None
    return SurvivalCell(leverage_text(row.leverage), text, is_gone, row.is_allowed, mark, is_own)


def _costs(card: Scorecard, amounts: Amounts) -> tuple[ScoreLine, ...]:
    costs = card.costs
    lines: tuple[tuple[str, Decimal], ...] = (
        ("Fees", costs.fees),
        ("Funding", costs.funding),
        ("Spread and slippage", costs.half_spread + costs.impact),
        ("Gaps", costs.gap),
        ("Liquidation fees", costs.liquidation_fees),
    )
    widest = max((abs(amount) for _, amount in lines), default=Decimal(0))
    return tuple(
        ScoreLine(label, amounts.gain(-amount), float(abs(amount) / widest) if widest else 0.0)
        for label, amount in lines
    )


def _ladder(card: Scorecard, amounts: Amounts) -> tuple[SurvivalCell, ...]:
    cells = []
    for row in card.ladder:
        times = {0: "", 1: ", liquidated once"}.get(row.liquidations, f", liquidated {row.liquidations} times")
        text = f"{amounts.text(row.equity)}{times}"
        cells.append(SurvivalCell(leverage_text(row.leverage), text, row.liquidations > 0))
    return tuple(cells)


def _venues(session: Session, rows: Sequence[VenueRow]) -> tuple[RowView, ...]:
    places = price_places(session.market.rules.tick)
    return tuple(_venue_row(row, places, is_own=place == 0) for place, row in enumerate(rows))


def _venue_row(row: VenueRow, places: int, *, is_own: bool) -> RowView:
    rules = row.rules
    fate = Figure("not liquidated", "long")
    if row.liquidated_ms is not None:
        fate = Figure(f"liquidated {clock_text(row.liquidated_ms)}", "liquidation")
    elif row.liquidation is None and row.refused:
        fate = Figure("order refused", "quiet")
    in_coin = ", in coin" if rules.contract is Contract.INVERSE else ""
    cells = (
        Figure(f"{rules.title}{', yours' if is_own else ''}{in_coin}"),
        Figure(number(row.liquidation, places) if row.liquidation is not None else DASH, "liquidation"),
        fate,
        gain(-row.costs),
        gain(row.net),
        Figure(f"{'≈ ' if rules.is_approximate else ''}{rules.as_of}", "quiet"),
    )
    return RowView(rules.venue, cells, is_liquidated=False)


def _checkpoints(session: Session, card: Scorecard) -> tuple[tuple[str, str, str], ...]:
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
        gone = [f"{leverage_text(step)} at {clock_text(time)}" for step, time in one.liquidated]
        depth = [f"{percent(share)} in {hours} h" for hours, share in one.worst]
        words = f"liquidated: {', '.join(gone)}" if gone else "not liquidated at 2 to 100×"
        lines.append(f"{one.side.value.capitalize()} without a stop: {words}. Worst move {', '.join(depth) or DASH}.")
    return lines


def _practise(card: Scorecard) -> tuple[str, ...]:
    """What cost most and the next step, from the coach."""
    costs = card.costs
    paid = costs.fees + costs.funding + costs.half_spread + costs.impact + costs.gap + costs.liquidation_fees
    outcome = card.outcome
    notes = coach_notes(
        card.rules, card.scores, card.tilt, costs=paid, net=outcome.net, liquidations=outcome.liquidations
    )
    return tuple(note.text for note in notes)
