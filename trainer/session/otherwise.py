"""A session's bars traded otherwise: frozen terms in, so that it can be worked out beside the window; kept as JSON."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import msgspec

from trainer.engine.version import ENGINE_VERSION
from trainer.scoring.scorecard import Replays, replay_count, replays_of
from trainer.scoring.settings import SCORING_VERSION
from trainer.scoring.venues import VenueRow, under_venues
from trainer.session.markets import rivals
from trainer.session.rating import rating_terms
from trainer.session.session import Session
from trainer.storage.store import StoredOtherwise

Told = Callable[[int, int], object]
"""Called with (done, of how many) after each step; may raise to end the work."""


@dataclass(frozen=True, slots=True)
class Otherwise:
    """Twins, leverages and entries held without a stop, and the same log under each venue's rules."""

    replays: Replays
    venues: tuple[VenueRow, ...]


def otherwise_job(session: Session) -> Callable[[Told], Otherwise]:
    """The work for a session as it stands; everything it needs is taken now and is frozen."""
    terms, events = rating_terms(session), session.events

    def job(told: Told) -> Otherwise:
        markets = rivals(terms.market) if terms.trades else ()
        done, total = 0, replay_count(terms.trades) + len(markets)
        told(done, total)

        def step() -> None:
            nonlocal done
            done += 1
            told(done, total)

        replays = replays_of(
            terms.market, terms.decisions, events, terms.bankroll, terms.upto_bar, terms.trades, terms.settings, step
        )
        own = terms.market.rules.contract
        rows: list[VenueRow] = []
        for market in markets:
            rows.extend(under_venues((market,), terms.decisions, terms.bankroll, terms.upto_bar + 1, own))
            step()
        return Otherwise(replays, tuple(rows))

    return job


def log_hash(session: Session) -> str:
    """Hash of everything the work depends on but the versions: the chain over terms and log, and the last bar."""
    chain = session.entries[-1].chain_hash if session.entries else session.record.origin
    return f"{chain}@{session.cursor}"


def to_store(session: Session, found: Otherwise) -> StoredOtherwise:
    """What was worked out for a session as it stands."""
    body = msgspec.json.encode(found).decode()
    return StoredOtherwise(log_hash(session), ENGINE_VERSION, SCORING_VERSION, body)


def from_store(session: Session, kept: StoredOtherwise | None) -> Otherwise | None:
    """What was kept, None where it is of another log, of another version, or cannot be read: it is worked out anew."""
    wanted = (log_hash(session), ENGINE_VERSION, SCORING_VERSION)
    if kept is None or (kept.log_hash, kept.engine_version, kept.scoring_version) != wanted:
        return None
    try:
        return msgspec.json.decode(kept.body, type=Otherwise)
    except msgspec.MsgspecError:
        return None
