"""A session as the rater needs it: frozen, so that the work can be done beside the window."""

from __future__ import annotations

from trainer.scoring.facts import entries_of, facts_of
from trainer.scoring.ratings import Terms
from trainer.scoring.settings import DEFAULTS
from trainer.session.session import Session


def rating_terms(session: Session) -> Terms:
    """Everything the price of the session's decisions depends on; decisions at bars seen before do not count."""
    bankroll, events, trades = session.record.bankroll, session.events, session.trades()
    entries = entries_of(events, session.decisions, bankroll)
    return Terms(
        market=session.market,
        decisions=session.decisions,
        bankroll=bankroll,
        scenario_id=session.record.scenario_id,
        upto_bar=session.cursor,
        last_bar=session.last_bar,
        trades=trades,
        facts=facts_of(trades, entries, events, bankroll, DEFAULTS),
        equity=session.account().equity,
        seen=frozenset(entry.bar for entry in session.entries if entry.is_seen),
    )
