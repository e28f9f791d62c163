"""The cards of the Debrief, each from its part of the view."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QGridLayout, QHBoxLayout, QVBoxLayout

from trainer.core.language import english, tr
from trainer.presenters.debrief_views import DebriefView, GridView, ScoreLine
from trainer.presenters.desk_views import Figure
from trainer.presenters.how import how
from trainer.ui.components.cards import Card
from trainer.ui.components.explained import ExplainedHead
from trainer.ui.components.gauges import Meter
from trainer.ui.components.icon_label import IconLabel
from trainer.ui.components.labels import KeyValueRow, Label, stand_on
from trainer.ui.components.lamps import Lamp
from trainer.ui.components.tables import Cell, Column, DataTable, TableRow
from trainer.ui.debrief.decisions import decisions_card
from trainer.ui.debrief.luck import luck_card
from trainer.ui.debrief.survival import survival_card
from trainer.ui.debrief.timeline import TimelineCard
from trainer.ui.house_money import house_money_card

_COLUMNS = (
    Column("time", english("Opened"), width="23:59"),
    Column("what", english("Trade"), width=104),
    Column("size", english("Size"), align="right", width="100.00"),
    Column("entry", english("Entry"), align="right", width="10,000.00"),
    Column("exit", english("Exit"), align="right", width="10,000.00"),
    Column("why", english("Reason"), width=88),
    Column("net", english("Net"), align="right", width="−9,999.99"),
    Column("r", "R", align="right", width="−9.99"),
    Column("judged", english("Decision"), width=76),
    Column("text", english("Why"), width=240, stretch=True),
)

_VENUE_COLUMNS = (
    Column("venue", english("Venue"), width=200, stretch=True),
    Column("line", english("Liquidation"), align="right", width="10,000.00"),
    Column("fate", english("What became of it"), width=122),
    Column("costs", english("Fees, funding"), align="right", width="−9,999.99"),
    Column("net", english("Result"), align="right", width="−99,999.99"),
    Column("rules", english("Rules as of"), width=112),
)


def _tone(figure: Figure) -> str:
    return "primary" if figure.tone == "plain" else figure.tone


def left_column(view: DebriefView, opens: Callable[[str], None]) -> QVBoxLayout:
    """Process and outcome, then what was decided; `opens` shows a venue's rules."""
    column = QVBoxLayout()
    column.setSpacing(16)
    cards = QHBoxLayout()
    cards.setSpacing(16)
    cards.addWidget(
        _score_card("process", tr("Process"), Figure(view.process_figure), view.process_note, view.process), 1
    )
    cards.addWidget(_score_card("outcome", tr("Outcome"), view.outcome_figure, view.outcome_note, view.outcome), 1)
    column.addLayout(cards)
    tone, icon = ("caution", "warning") if view.is_caution else ("secondary", "info")
    verdict = Card(name="verdict_card", padding=12, weight="caution" if view.is_caution else "")
    verdict.body.addWidget(IconLabel(view.sentence, icon, tone, name="verdict", role="body", wraps=True))
    column.addWidget(verdict)
    column.addWidget(TimelineCard(view.equity))
    decisions = decisions_card(view)
    if decisions is not None:
        column.addWidget(decisions)
    column.addWidget(_trades_card(view))
    if view.blunders:
        card = Card(name="blunders_card")
        card.body.addWidget(
            ExplainedHead(tr("Serious mistakes"), how("blunders"), name="blunders", rest=tr("whatever they earned"))
        )
        card.body.addLayout(_dated(view.blunders))
        column.addWidget(card)
    if view.checkpoints:
        column.addWidget(_checkpoints_card(view))
    column.addWidget(_otherwise_card(view))
    if view.venues:
        column.addWidget(_venues_card(view, opens))
    column.addStretch(1)
    return column


def _checkpoints_card(view: DebriefView) -> Card:
    card = Card(name="checkpoints_card")
    rest = tr("and what the record holds for each option")
    card.body.addWidget(ExplainedHead(tr("Checkpoints"), how("checkpoints"), name="checkpoints", rest=rest))
    for place, (title, answer, recorded) in enumerate(view.checkpoints):
        card.body.addWidget(
            Label(
                tr("{title}. You chose: {answer}").format(title=title, answer=answer),
                "table",
                name=f"checkpoint_{place}",
                weight=600,
                wraps=True,
            )
        )
        card.body.addWidget(Label(recorded, "table", "secondary", name=f"checkpoint_{place}_recorded", wraps=True))
    return card


def _score_card(name: str, title: str, figure: Figure, note: str, lines: tuple[ScoreLine, ...]) -> Card:
    card = Card(name=f"{name}_card", spacing=4)
    words = f"{how('process')} {how('rating')} {how('accuracy')}" if name == "process" else how("outcome")
    card.body.addWidget(ExplainedHead(title, words, name=name))
    head = QHBoxLayout()
    head.setSpacing(8)
    large = Label(figure.text, "figure", _tone(figure), name=f"{name}_figure")
    words_beside = Label(note, "table", "secondary", name=f"{name}_note")
    stand_on(words_beside, large)
    head.addWidget(large)
    head.addWidget(words_beside, 1, Qt.AlignmentFlag.AlignBottom)
    card.body.addLayout(head)
    for place, line in enumerate(lines):
        row = KeyValueRow(line.label, name=f"{name}_{place}", value=line.figure.text, tone=_tone(line.figure))
        card.body.addWidget(row)
    card.body.addStretch(1)
    return card


def _trades_card(view: DebriefView) -> Card:
    card = Card(name="trades_card")
    card.body.addWidget(ExplainedHead(tr("Trades"), how("outcome"), name="trades"))
    if not view.trades:
        card.body.addWidget(
            Label(tr("No position was opened in this session."), "table", "secondary", name="no_trades")
        )
        return card
    table = DataTable(_COLUMNS, name="debrief_trades", accessible=tr("Trades"), fits=True)
    table.set_rows(
        [
            TableRow(row.key, tuple(Cell(cell.text, _tone(cell)) for cell in row.cells),
                     "liquidated" if row.is_liquidated else "")
            for row in view.trades
        ]
    )  # fmt: skip
    card.body.addWidget(table)
    why = {row.key: f"{row.cells[0].text}  {row.cells[-1].text}" for row in view.trades}
    line = Label("", "table", "secondary", name="trade_why", wraps=True)
    card.body.addWidget(line)
    table.row_selected.connect(lambda key: line.setText(why.get(key, "")))
    dearest = next((row.key for row in view.trades if row.is_liquidated), view.trades[-1].key)
    table.select(dearest)
    line.setText(why[dearest])
    return card


def right_column(view: DebriefView) -> QVBoxLayout:
    """The short answers: judgement, rules, survival, costs, luck, what to practise."""
    column = QVBoxLayout()
    column.setSpacing(16)
    column.addWidget(_grid_card(view.grid))
    column.addWidget(_rules_card(view))
    column.addWidget(survival_card(view))
    column.addWidget(_costs_card(view))
    luck = luck_card(view)
    if luck is not None:
        column.addWidget(luck)
    if view.house_money is not None:
        column.addWidget(house_money_card(view.house_money))
    if view.practise:
        card = Card(name="practise_card")
        card.body.addWidget(ExplainedHead(tr("Practise next"), how("practise"), name="practise"))
        for place, text in enumerate(view.practise):
            card.body.addWidget(Label(text, "table", "secondary", name=f"practise_{place}", wraps=True))
        column.addWidget(card)
    column.addStretch(1)
    return column


def _grid_card(view: GridView) -> Card:
    card = Card(name="grid_card")
    card.body.addWidget(ExplainedHead(tr("Judgement and outcome"), how("grid"), name="grid", rest=tr("trades")))
    grid = QGridLayout()
    grid.setSpacing(6)
    cells = (
        (0, 0, "deserved_win", tr("Sound, gained"), view.deserved_win, "long"),
        (0, 1, "unlucky_loss", tr("Sound, lost"), view.unlucky_loss, "secondary"),
        (1, 0, "lucky_win", tr("Unsound, gained"), view.lucky_win, "caution"),
        (1, 1, "deserved_loss", tr("Unsound, lost"), view.deserved_loss, "short"),
    )
    for row, column, key, text, count, tone in cells:
        cell = Card(name=f"grid_{key}", padding=10, spacing=2, weight="strong" if key == view.chosen else "")
        cell.body.addWidget(Label(str(count) if count else "—", "cardTitle", tone if count else "quiet"))
        cell.body.addWidget(Label(text, "caption", "secondary"))
        grid.addWidget(cell, row, column)
    card.body.addLayout(grid)
    return card


def _rules_card(view: DebriefView) -> Card:
    card = Card(name="rules_card", spacing=2)
    card.body.addWidget(ExplainedHead(tr("Six rules"), how("rules"), name="rules"))
    for place, (title, state, text) in enumerate(view.rules):
        lamp = Lamp(title, name=f"debrief_rule_{place}")
        lamp.show_state(state, text)  # type: ignore[arg-type]  # a rule's state is one of the lamp's
        card.body.addWidget(lamp)
        if state in ("broken", "caution") and text:
            words = Label(text, "caption", "secondary", name=f"debrief_rule_{place}_why", wraps=True)
            words.setIndent(20)
            card.body.addWidget(words)
    return card


def _otherwise_card(view: DebriefView) -> Card:
    card = Card(name="otherwise_card", spacing=4)
    card.body.addWidget(ExplainedHead(tr("The same bars, traded otherwise"), how("twins"), name="twins"))
    if not view.twins:
        card.body.addWidget(Label(view.waiting, "table", "secondary", name="twins_working", wraps=True))
    twins, ladder, both = QVBoxLayout(), QVBoxLayout(), QHBoxLayout()
    both.setSpacing(40)
    for lines in (twins, ladder):
        lines.setSpacing(4)
        both.addLayout(lines, 1)
    if view.twins:
        twins.addWidget(Label(tr("Net result"), "caption", "secondary", name="twins_title"))
    for place, line in enumerate(view.twins):
        row = KeyValueRow(line.label, name=f"twin_{place}", value=line.figure.text, tone=_tone(line.figure))
        twins.addWidget(row)
    if view.ladder:
        words = tr("Equity at the end, size in proportion to leverage")
        ladder.addWidget(Label(words, "caption", "secondary", name="ladder_title"))
    for cell in view.ladder:
        tone = "liquidation" if cell.is_liquidated else "primary"
        ladder.addWidget(KeyValueRow(cell.leverage, name=f"ladder_{cell.leverage}", value=cell.text, tone=tone))
    for lines in (twins, ladder):
        lines.addStretch(1)
    card.body.addLayout(both)
    return card


def _venues_card(view: DebriefView, opens: Callable[[str], None]) -> Card:
    card = Card(name="venues_card")
    card.body.addWidget(ExplainedHead(tr("The same decisions under each venue's rules"), how("venues"), name="venues"))
    table = DataTable(_VENUE_COLUMNS, name="debrief_venues", accessible=tr("Venues"), fits=True)
    table.set_rows(
        [TableRow(row.key, tuple(Cell(cell.text, _tone(cell)) for cell in row.cells), "") for row in view.venues]
    )
    table.row_activated.connect(opens)
    card.body.addWidget(table)
    words = tr("Enter or a double click reads a venue's rules; ≈ means that some of them are approximate. ")
    words += tr("Prices lie on each venue's tick, sizes on its lot; candles and funding are those of this scenario. ")
    words += tr("A result in coin is valued at the last price, ")
    words += tr("without what the coins of the bankroll themselves gained or lost.")
    card.body.addWidget(Label(words, "caption", "secondary", name="venues_note", wraps=True))
    return card


def _costs_card(view: DebriefView) -> Card:
    card = Card(name="costs_card", spacing=4)
    card.body.addWidget(ExplainedHead(tr("Where the money went"), how("costs"), name="costs"))
    for place, line in enumerate(view.costs):
        row = KeyValueRow(line.label, name=f"cost_{place}", value=line.figure.text, tone=_tone(line.figure))
        card.body.addWidget(row)
        meter = Meter(name=f"cost_{place}_bar", accessible=line.label)
        meter.show_share(line.share, "series")
        card.body.addWidget(meter)
    return card


def _dated(lines: tuple[tuple[str, str], ...]) -> QGridLayout:
    grid = QGridLayout()
    grid.setHorizontalSpacing(14)
    grid.setColumnStretch(1, 1)
    for place, (time, text) in enumerate(lines):
        grid.addWidget(Label(time, "table", "quiet"), place, 0, Qt.AlignmentFlag.AlignTop)
        grid.addWidget(Label(text, "table", name=f"blunder_{place}", wraps=True), place, 1)
    return grid
