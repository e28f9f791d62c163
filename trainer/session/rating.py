"""A session as the rater needs it: frozen, so that the work can be done beside the window."""

from __future__ import annotations

from trainer.scoring.ratings import Terms
from trainer.session.session import Session


def rating_terms(session: Session) -> Terms:
    """Everything the price of the session's decisions depends on; decisions at bars seen before do not count."""
    return Terms(
        market=session.market,
        decisions=session.decisions,
        bankroll=session.record.bankroll,
        scenario_id=session.record.scenario_id,
        upto_bar=session.cursor,
        last_bar=session.last_bar,
        trades=session.trades(),
        equity=session.account().equity,
        seen=frozenset(entry.bar for entry in session.entries if entry.is_seen),
    )
