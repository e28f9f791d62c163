"""The Debrief's view: a scorecard in words and figures, process before outcome and at the same size."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from decimal import Decimal

from trainer.coaching.coach import coach_notes
from trainer.core.clock import DAY_MS
from trainer.core.language import english, localised, retold, tr
from trainer.engine.market import Market
from trainer.journal.records import Veil
from trainer.journal.trades import Trade
from trainer.presenters.amounts import Amounts, amounts_of
from trainer.presenters.debrief_decisions import decision_views
from trainer.presenters.debrief_records import checkpoints_of, costs_of, ladder_of, venues_of
from trainer.presenters.debrief_timeline import timeline_of
from trainer.presenters.debrief_views import (
    DebriefView,
    GridView,
    LuckLine,
    ScoreLine,
    SurvivalCell,
    SurvivalRow,
)
from trainer.presenters.desk_rows import is_liquidated, reason_text
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
from trainer.presenters.lines import size_text
from trainer.scoring.process import Grade
from trainer.scoring.scorecard import Scorecard
from trainer.scoring.survival import SurvivalRow as LeverageRow
from trainer.scoring.timing import TO_SEE_A_TENTH
from trainer.scoring.venues import VenueRow
from trainer.scoring.verdict import TradeScore, Verdict
from trainer.session.session import Session

_PARTS = (
    ("accuracy", english("Accuracy of decisions")),
    ("discipline", english("Rules kept")),
    ("calibration", english("Calibration")),
    ("adherence", english("Plans left alone")),
    ("calm", english("Calm after a loss")),
)
_SENTENCES = {
    Verdict.DESERVED_WIN: english("Sound decisions and a gain. The process is worth repeating."),
    Verdict.UNLUCKY_LOSS: english("Sound decisions and a loss. The outcome gives no reason to change them."),
    Verdict.LUCKY_WIN: english("The gain came in spite of the decisions, not through them. Judge the decisions below."),
    Verdict.DESERVED_LOSS: english(
        "The loss follows from decisions that could have been different. They are listed below."
    ),
    Verdict.EVEN: english("The outcome is near zero; the decisions say more than the result."),
    Verdict.NONE: english("No trade was closed, so there is nothing to judge by its outcome."),
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
    rules = tuple((retold(rule.title), str(rule.state), retold(rule.text)) for rule in card.rules)
    return DebriefView(
        title=truth.title,
        subtitle=tr("{symbol} · {first} to {last} · {rules} · take {takes}{veil}").format(
            symbol=truth.symbol,
            first=f"{date_text(first)} {clock_text(first)}",
            last=f"{date_text(last)} {zoned_text(last)}",
            rules=session.market.rules.title,
            takes=len(session.takes),
            veil=_veil_text(record.veil),
        ),
        process_figure=_whole(card.grade.score),
        process_note=_process_note(card.grade),
        process=(*_rating_line(card), *(_part(card.grade, key, tr(label)) for key, label in _PARTS)),
        outcome_figure=Figure(f"{amounts.signed(outcome.net)} {amounts.settled}", tone_of(outcome.net)),
        outcome_note=tr("{net_fraction} of the bankroll").format(net_fraction=signed_percent(outcome.net_fraction)),
        outcome=_outcome_lines(card),
        sentence=tr(_SENTENCES[card.verdict]),
        is_caution=card.verdict in (Verdict.LUCKY_WIN, Verdict.UNLUCKY_LOSS),
        equity=timeline_of(session, card),
        trades=tuple(_trade_row(session.market, card, score, amounts) for score in card.scores),
        blunders=tuple((date_text(item.time_ms), retold(item.text)) for item in card.blunders),
        rules=rules,
        grid=_grid(card),
        survival=_survival(card),
        costs=costs_of(card, amounts),
        practise=_practise(card),
        twins=tuple(ScoreLine(retold(twin.label), amounts.gain(twin.net)) for twin in card.twins),
        ladder=ladder_of(card, amounts),
        checkpoints=checkpoints_of(session, card),
        venues=venues_of(session, venues),
        decisions=decision_views(card, session.market, grades or {}),
        luck=_luck(session.market, card),
        luck_text=_luck_text(card),
        futures_text=_futures_text(card, is_one=not session.market.others),
        waiting=tr("Being worked out") if is_busy else tr("Not worked out; opening this debrief again does it."),
        direction_text=_direction_text(card),
        house_money=session_meter(card),
    )


def _veil_text(veil: Veil | None) -> str:
    if veil is None:
        return ""
    shown = (
        tr("{factor} / price").format(factor=f"{veil.factor.normalize():f}")
        if veil.is_mirrored
        else tr("price × {factor}").format(factor=f"{veil.factor.normalize():f}")
    )
    told = tr("below, {shown}, and {weeks} weeks earlier").format(shown=shown, weeks=localised(f"{veil.weeks:,}"))
    words = tr(" · played blind, mirrored: {told}") if veil.is_mirrored else tr(" · played blind: {told}")
    return words.format(told=told)


def _rating_line(card: Scorecard) -> tuple[ScoreLine, ...]:
    ratings = card.ratings
    if ratings is None or ratings.rating is None:
        return ()
    interval, counted = ratings.interval, len(ratings.counted)
    span = (
        ""
        if interval is None
        else tr(", {low} to {high}").format(low=localised(f"{interval[0]:.1f}"), high=localised(f"{interval[1]:.1f}"))
    )
    return (
        ScoreLine(
            tr("Process Rating, {counted} counted").format(counted=counted),
            Figure(tr("{rating} bp{span}").format(rating=localised(f"{ratings.rating:.1f}"), span=span)),
        ),
    )


def _luck(market: Market, card: Scorecard) -> tuple[LuckLine, ...]:
    """Where each closed trade's result lies among the futures of its own plan."""
    lines = []
    for item in card.ratings.decisions if card.ratings is not None else ():
        if item.percentile is None or item.trade is None:
            continue
        trade = card.trades[item.trade]
        mark = "▲" if trade.side.sign > 0 else "▼"
        place = item.percentile
        text = tr("below all") if place <= 0 else tr("above all") if place >= 1 else f"{_ordinal(round(place * 100))}"
        lines.append(
            LuckLine(
                f"{mark} {clock_text(trade.opened_ms)}{_symbol_text(market, trade)}", place, text, tone_of(trade.net)
            )
        )
    return tuple(lines)


def _ordinal(value: int) -> str:
    value = min(99, max(1, value))
    if 10 <= value % 100 <= 20:
        return tr("{number}th").format(number=value)
    endings = {1: tr("{number}st"), 2: tr("{number}nd"), 3: tr("{number}rd")}
    return endings.get(value % 10, tr("{number}th")).format(number=value)


def _timing_lines(card: Scorecard) -> tuple[ScoreLine, ...]:
    timing = card.ratings.timing if card.ratings is not None else None
    if timing is None:
        return ()
    place = _ordinal(round(timing.percentile * 100))
    flipped = signed(Decimal(f"{timing.flipped_r:.2f}"))
    return (
        ScoreLine(tr("Among 2,000 random entries"), Figure(tr("{place} percentile").format(place=place))),
        ScoreLine(tr("Same trades, other side"), Figure(f"{flipped} R", tone_of(Decimal(f"{timing.flipped_r:.2f}")))),
    )


def _direction_text(card: Scorecard) -> str:
    """What the session says of direction, and how little it can."""
    timing = card.ratings.timing if card.ratings is not None else None
    if timing is None:
        return ""
    return tr(
        "A coin for each side would have done as well in {p_direction} % of cases. To tell "
        "+0.10 R a trade from nothing takes about {to_see_a_tenth} trades; these are "
        "{trades}."
    ).format(
        p_direction=localised(f"{timing.p_direction * 100:.0f}"),
        to_see_a_tenth=localised(f"{TO_SEE_A_TENTH:,}"),
        trades=timing.trades,
    )


def _luck_text(card: Scorecard) -> str:
    luck = card.ratings.luck if card.ratings is not None else None
    if luck is None:
        return ""
    done, lucky = (signed_percent(Decimal(f"{part:.6f}")) for part in (luck.decisions, luck.luck))
    error = (
        ""
        if luck.error is None
        else tr(" (standard error of either {error})").format(error=percent(Decimal(f"{luck.error:.6f}"), 2))
    )
    return tr(
        "Of the result, as ln of equity: {done} from decisions, {lucky} from the "
        "market{error}. Direction counts as luck."
    ).format(done=done, lucky=lucky, error=error)


def _futures_text(card: Scorecard, *, is_one: bool) -> str:
    """What the futures lack; `is_one`: the wallet holds one symbol."""
    if card.ratings is None:
        return ""
    words = []
    if any(item.is_short for item in card.ratings.decisions):
        words.append(tr("Short history: futures were drawn from under three days of bars."))
    if not is_one:
        words.append(tr("Futures of all symbols are drawn together; the other positions count beside each decision."))
    return " ".join(words)


def _whole(score: float | None) -> str:
    return DASH if score is None else f"{round(score)}"


def _process_note(grade: Grade) -> str:
    if grade.score is None:
        return tr("Graded from the first trade on")
    if grade.capped:
        return tr("of 100, held down by a serious mistake")
    return "of 100" if grade.is_rated else tr("of 100, not rated yet: too few decisions")


def _part(grade: Grade, key: str, label: str) -> ScoreLine:
    value: float | None = getattr(grade, key)
    return ScoreLine(label, Figure(_whole(value), "plain" if value is not None else "quiet"),
                     None if value is None else value / 100)  # fmt: skip


def _outcome_lines(card: Scorecard) -> tuple[ScoreLine, ...]:
    outcome = card.outcome
    r = DASH if outcome.total_r is None else f"{signed(outcome.total_r)} R"
    liquidations = Figure(str(outcome.liquidations), "liquidation" if outcome.liquidations else "plain")
    return (
        ScoreLine(tr("In R"), Figure(r, tone_of(outcome.total_r))),
        *_timing_lines(card),
        ScoreLine(
            tr("Closed trades"),
            Figure(
                tr("{closed}: {won} won, {lost} lost").format(closed=outcome.closed, won=outcome.won, lost=outcome.lost)
            ),
        ),
        ScoreLine(tr("Deepest fall of equity"), Figure(percent(outcome.drawdown))),
        ScoreLine(tr("Liquidations"), liquidations),
        ScoreLine(tr("Highest effective leverage"), Figure(f"{number(card.highest_leverage)}×")),
    )


def _trade_row(market: Market, card: Scorecard, score: TradeScore, amounts: Amounts) -> RowView:
    trade = card.trades[score.index]
    places = price_places(market.of(trade.symbol).rules.tick)
    liquidated = is_liquidated(trade.reason)
    leaving = number(trade.exit, places) if trade.exit is not None else DASH
    reason = reason_text(str(trade.reason)) if trade.reason is not None else tr("Open")
    judged = Figure(tr("sound"), "long") if score.is_sound else Figure(tr("unsound"), "short")
    cells = (
        Figure(f"{clock_text(score.opened_ms)}{_symbol_text(market, trade)}"),
        side_figure(trade.side, leverage_text(trade.leverage)),
        Figure(size_text(trade.size)),
        Figure(number(trade.entry, places)),
        Figure(leaving, "liquidation" if liquidated else "plain"),
        Figure(reason, "liquidation" if liquidated else "quiet"),
        amounts.gain(score.net),
        gain(score.r),
        judged,
        Figure(retold(score.text)),
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
    text, mark = tr("held to the end"), tr("held")
    if not row.is_allowed:
        text, mark = tr("not offered at this size"), "—"
    elif row.liquidated_ms is not None:
        mark = clock_text(row.liquidated_ms)
        text = tr("liquidated {clock}, after {length}").format(
            clock=mark, length=span_text((row.minutes or 0) * 60_000)
        )
    is_gone = row.liquidated_ms is not None
    return SurvivalCell(leverage_text(row.leverage), text, is_gone, row.is_allowed, mark, is_own)


def _practise(card: Scorecard) -> tuple[str, ...]:
    """What cost most and the next step, from the coach."""
    outcome = card.outcome
    notes = coach_notes(
        card.rules, card.scores, card.tilt, costs=card.costs.total, net=outcome.net, liquidations=outcome.liquidations
    )
    return tuple(retold(note.text) for note in notes)
