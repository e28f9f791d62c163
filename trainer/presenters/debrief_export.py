"""A debrief as files: one HTML page that needs nothing else, decisions as CSV, the whole score as JSON.

Text is put in as text, never as markup, and a cell that a spreadsheet would run is made plain; nothing can execute.
"""

from __future__ import annotations

import base64
import csv
import io
import json
from collections.abc import Iterable, Sequence
from xml.etree.ElementTree import Element, SubElement, tostring

from trainer.core.clock import iso
from trainer.core.language import tr
from trainer.presenters.debrief_decisions import key_of
from trainer.presenters.debrief_views import DebriefView, ScoreLine
from trainer.presenters.how import how
from trainer.scoring.scorecard import Scorecard

PICTURE_WIDTH = 760
"""Pixels: as wide as the text of a printed page."""
_WHOLE = 12
"""Characters up to which a cell stays on one line."""
_POLICY = "default-src 'none'; img-src data:; style-src 'unsafe-inline'"
_STYLE = """
body { font: 14px/1.5 Inter, system-ui, sans-serif; color: #1b1f27; background: #ffffff; }
body { margin: 32px auto; max-width: 960px; }
h1 { font-size: 22px; margin: 0; } h2 { font-size: 16px; margin: 28px 0 6px; } p { margin: 4px 0; }
table { border-collapse: collapse; width: 100%; font-size: 12px; margin-top: 6px; }
td, th { text-align: left; padding: 4px 6px; border-top: 1px solid #d8dce4; vertical-align: top; }
.whole { white-space: nowrap; }
.how { color: #5a6372; font-size: 12px; }
"""
_RUNS = ("=", "+", "-", "@", "\t", "\r", "|", "%")
_COLUMNS = (
    "time", "bar", "kind", "side", "size", "price", "stop_before", "stop", "target", "probability", "risk", "leverage",
    "loss_bp", "standard_error_bp", "label", "counted", "blunders", "best_choice", "liquidated", "stopped",
    "reached_target", "percentile", "symbol", "ln_changed", "ln_standard_error",
    "own_grade", "trade_net", "trade_r", "verdict",
)  # fmt: skip


def as_html(view: DebriefView, picture: bytes) -> str:
    """The debrief as one page; `picture` is the equity as PNG."""
    page = Element("html", lang="en")
    head, body = SubElement(page, "head"), SubElement(page, "body")
    SubElement(head, "meta", charset="utf-8")
    SubElement(head, "meta", {"http-equiv": "Content-Security-Policy", "content": _POLICY})
    _text(head, "title", view.title)
    _text(head, "style", _STYLE)
    _text(body, "h1", view.title)
    _text(body, "p", view.subtitle)
    _scores(body, tr("Process"), f"{view.process_figure} {view.process_note}", view.process, "process")
    _scores(body, tr("Outcome"), f"{view.outcome_figure.text}, {view.outcome_note}", view.outcome, "outcome")
    _text(body, "p", view.sentence)
    _text(body, "h2", tr("Equity"))
    _text(body, "p", ". ".join(line.text for line in view.equity.lines))
    source = f"data:image/png;base64,{base64.b64encode(picture).decode()}"
    SubElement(body, "img", src=source, width=str(PICTURE_WIDTH), alt=tr("Equity over the session"))
    _decisions(body, view)
    _trades(body, view)
    _rest(body, view)
    return "<!DOCTYPE html>\n" + tostring(page, encoding="unicode", method="html")


def _text(parent: Element, tag: str, words: str, **attributes: str) -> Element:
    child = SubElement(parent, tag, attributes)
    child.text = words
    return child


def _scores(body: Element, title: str, head: str, lines: Iterable[ScoreLine], figure: str) -> None:
    _text(body, "h2", title)
    _text(body, "p", head)
    _table(body, (), [(line.label, line.figure.text) for line in lines])
    _text(body, "p", how(figure), **{"class": "how"})


def _table(body: Element, head: Sequence[str], rows: Iterable[Sequence[str]]) -> None:
    table = SubElement(body, "table")
    if head:
        line = SubElement(table, "tr")
        for word in head:
            _text(line, "th", word, **({"class": "whole"} if len(word) <= _WHOLE and " " not in word else {}))
    for row in rows:
        line = SubElement(table, "tr")
        for cell in row:
            _text(line, "td", cell, **({"class": "whole"} if len(cell) <= _WHOLE else {}))


def _decisions(body: Element, view: DebriefView) -> None:
    if not view.decisions:
        return
    _text(body, "h2", tr("Decisions, sorted by cost"))
    head = (
        tr("Time"),
        tr("Decision"),
        tr("Seen then"),
        tr("Label"),
        tr("Loss, bp"),
        tr("You said"),
        tr("Trade, R"),
        tr("Verdict"),
        tr("Why"),
    )
    rows = [
        (one.time_text, one.text, one.seen, one.label_text, one.loss_text, one.grade or "—", one.r.text,
         one.verdict.text, one.explained)
        for one in view.decisions
    ]  # fmt: skip
    _table(body, head, rows)
    _text(body, "p", f"{how('loss')} {how('futures')}", **{"class": "how"})


def _trades(body: Element, view: DebriefView) -> None:
    if view.trades:
        _text(body, "h2", tr("Trades"))
        head = (
            tr("Opened"),
            tr("Trade"),
            tr("Size"),
            tr("Entry"),
            tr("Exit"),
            tr("Reason"),
            tr("Net"),
            "R",
            tr("Decision"),
            tr("Why"),
        )
        _table(body, head, [tuple(cell.text for cell in row.cells) for row in view.trades])
    if view.blunders:
        _text(body, "h2", tr("Serious mistakes"))
        _table(body, (), view.blunders)
    if view.checkpoints:
        _text(body, "h2", tr("Checkpoints"))
        _table(body, (tr("Question"), tr("You chose"), tr("Recorded")), view.checkpoints)


def _rest(body: Element, view: DebriefView) -> None:
    _text(body, "h2", tr("Six rules"))
    _table(body, (tr("Rule"), tr("State"), tr("Why")), view.rules)
    _text(body, "h2", tr("Survival by leverage"))
    if view.survival:
        head = (tr("Entry"), *(cell.leverage for cell in view.survival[0].cells))
        _table(body, head, [(row.label, *(cell.mark for cell in row.cells)) for row in view.survival])
    _text(body, "h2", tr("Where the money went"))
    _table(body, (), [(line.label, line.figure.text) for line in view.costs])
    _text(body, "h2", tr("The same bars, traded otherwise"))
    _table(body, ("", tr("Net result")), [(line.label, line.figure.text) for line in view.twins])
    if view.ladder:
        head = (tr("Size in proportion to leverage"), tr("Equity at the end"))
        _table(body, head, [(cell.leverage, cell.text) for cell in view.ladder])
    if view.venues:
        _text(body, "h2", tr("The same decisions under each venue's rules"))
        head = (
            tr("Venue"),
            tr("Liquidation"),
            tr("What became of it"),
            tr("Fees, funding"),
            tr("Result"),
            tr("Rules as of"),
        )
        _table(body, head, [tuple(cell.text for cell in row.cells) for row in view.venues])
    if view.luck:
        _text(body, "h2", tr("Luck"))
        _table(body, (), [(line.label, line.text) for line in view.luck])
        _text(body, "p", view.luck_text)
        _text(body, "p", how("luck"), **{"class": "how"})
    if view.house_money is not None:
        _text(body, "h2", tr("House money"))
        _text(body, "p", view.house_money.sentence)
        _table(body, (), [(one.title, one.text) for one in view.house_money.bars])
        _text(body, "p", view.house_money.cases)
        _text(body, "p", how("house_money"), **{"class": "how"})
    if view.practise:
        _text(body, "h2", tr("Practise next"))
        for words in view.practise:
            _text(body, "p", words)


def as_csv(view: DebriefView, card: Scorecard) -> str:
    """One row a decision, in order of time; figures plain, times ISO UTC as the session showed them."""
    grades = {one.key: one.grade for one in view.decisions}
    out = io.StringIO()
    writer = csv.writer(out, lineterminator="\n")
    writer.writerow(_COLUMNS)
    for item in card.ratings.decisions if card.ratings is not None else ():
        score = card.scores[item.trade] if item.trade is not None else None
        figures = (
            iso(item.time_ms), item.bar, item.kind, item.side, item.size, item.price, item.stop_before, item.stop,
            item.target, item.probability, item.risk, item.leverage, item.loss, item.error, item.label,
            item.is_counted, " ".join(item.blunders), item.best_text, item.liquidated, item.stopped, item.reached,
            item.percentile, item.symbol, None if item.loss is None else round(item.q_done - item.q_keep, 12),
            None if item.loss is None else item.q_error, grades.get(key_of(item), ""), score.net if score else None,
            score.r if score else None, score.verdict if score else None,
        )  # fmt: skip
        writer.writerow([_cell(value) for value in figures])
    return out.getvalue()


def _cell(value: object) -> object:
    """Text that a spreadsheet would take for a formula gets an apostrophe; numbers stay numbers."""
    if value is None:
        return ""
    if isinstance(value, str) and value.startswith(_RUNS):
        return f"'{value}"
    return value


def as_json(card: Scorecard, grades: dict[str, str]) -> str:
    """The whole score."""
    return json.dumps(card.as_dict() | {"grades": grades}, ensure_ascii=False, indent=2) + "\n"
