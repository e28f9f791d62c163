"""The four lists of a draft: which fields a row has and what is said while there is none."""

from __future__ import annotations

from trainer.core.language import tr
from trainer.presenters.data_draft import EVENT_KINDS, PRECISIONS, QUESTIONS
from trainer.ui.data_page.draft_rows import RowField, RowsCard


def draft_lists() -> dict[str, RowsCard]:
    """Questions, events, hazards and facts by the field of a draft that holds them."""
    yes_no = (("no", tr("No")), ("yes", tr("Yes")))
    events = (
        (
            RowField("time", tr("Happened, UTC")),
            RowField("revealed", tr("Shown from, UTC")),
            RowField("title", tr("Title"), stretch=3),
            RowField("blind_title", tr("Blind title: without names; empty hides it"), stretch=3),
        ),
        (
            RowField("detail", tr("Detail"), stretch=5),
            RowField("source", tr("Source: who said so"), stretch=3),
        ),
        (
            RowField("kind", tr("Kind"), tuple((kind, tr(kind)) for kind in EVENT_KINDS)),
            RowField("precision", tr("Time known to the"), tuple((one, tr(one)) for one in PRECISIONS)),
            RowField("verified", tr("Source checked"), yes_no[::-1]),
            RowField("known", tr("Known in advance"), yes_no),
            RowField("calendar_label", tr("Words of the calendar before it happens"), stretch=4),
        ),
    )
    hazards = (
        RowField("kind", tr("Kind"), (("outage", tr("Outage: orders are refused")),
                                      ("adl", tr("A winner is closed"))), stretch=3),
        RowField("time", tr("From, UTC")), RowField("until", tr("Until, UTC")),
        RowField("value", tr("Share that is closed"), stretch=1),
    )  # fmt: skip
    questions = (RowField("time", tr("Asked at, UTC")), RowField("question", tr("Question"), QUESTIONS, stretch=4))
    facts = (RowField("text", tr("What was reported"), stretch=5), RowField("source", tr("Who said so"), stretch=3))
    words = {
        "questions": (tr("Questions"), tr("Add a question"),
                      tr("The replay stops and asks; figures come from the candles that are shown by then.")),
        "events": (tr("Events"), tr("Add an event"),
                   tr("News as it became known. Nothing of it is shown before its time.")),
        "hazards": (tr("Hazards"), tr("Add a hazard"), tr("A venue that is down, or one that closes winners.")),
        "facts": (tr("Told after the end"), tr("Add a fact"),
                  tr("Low, high and the largest moves are measured on the candles; add what named sources reported.")),
    }  # fmt: skip
    lines = {"questions": (questions,), "events": events, "hazards": (hazards,), "facts": (facts,)}
    return {rows: RowsCard(rows, words[rows], lines[rows], name=f"draft_{rows.removesuffix('s')}") for rows in words}
