"""The sealed Debrief: each decision with what was known then, to be graded before the outcome is told."""

from __future__ import annotations

from trainer.presenters.debrief_decisions import decision_text, facts_of, key_of, moment_text, places_of, seen_text
from trainer.presenters.debrief_views import SealedDecision, SealedView
from trainer.scoring.ratings import describe_session
from trainer.session.rating import rating_terms
from trainer.session.session import Session


def sealed_view(session: Session) -> SealedView:
    """All decisions in order of time."""
    market = session.market
    shown = tuple(
        SealedDecision(
            key_of(item), moment_text(item.time_ms), decision_text(item, places_of(item, market)), seen_text(item),
            facts_of(item, places_of(item, market)),
        )
        for item in describe_session(rating_terms(session))
    )  # fmt: skip
    return SealedView(session.record.scenario_title, shown)
