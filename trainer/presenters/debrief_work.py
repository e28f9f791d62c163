"""What a Debrief works out beside the window: the session traded otherwise, its prices, other venues' rules."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from trainer.presenters.work import Told
from trainer.scoring.rated import Ratings
from trainer.scoring.ratings import rate_session
from trainer.scoring.scorecard import Replays, Scorecard, replays_of
from trainer.scoring.venues import VenueRow, under_venues
from trainer.session.markets import rivals
from trainer.session.rating import rating_terms
from trainer.session.session import Session


@dataclass(frozen=True, slots=True)
class Worked:
    """Replays and venues of a session, and its prices where they were asked for."""

    replays: Replays
    venues: tuple[VenueRow, ...]
    ratings: Ratings | None


def work_of(session: Session, card: Scorecard, known: Worked | None) -> Callable[[Told], Worked]:
    """The job for a session as it stands; everything it needs is taken now and is frozen. What is known is kept."""
    terms, events = rating_terms(session), session.events
    is_priced = card.ratings is not None or not card.is_finished or not session.decisions

    def job(told: Told) -> Worked:
        def next_run() -> None:
            told(0, 0)

        replays, venues = (known.replays, known.venues) if known is not None else (None, ())
        if replays is None:
            replays = replays_of(
                terms.market, terms.decisions, events, terms.bankroll, terms.upto_bar, card.trades, terms.settings,
                next_run,
            )  # fmt: skip
            next_run()
            if card.trades:
                own = terms.market.rules.contract
                venues = under_venues(
                    rivals(terms.market), terms.decisions, terms.bankroll, terms.upto_bar + 1, own
                )  # fmt: skip
        return Worked(replays, venues, None if is_priced else rate_session(terms, told))

    return job
