"""The sealed Debrief: each decision with what was known then, to be graded before the outcome is told."""

from __future__ import annotations

from decimal import Decimal

from trainer.core.language import tr
from trainer.engine.market import Market
from trainer.engine.words import Side
from trainer.presenters.debrief_decisions import decision_text, facts_of, key_of, moment_text, places_of, seen_text
from trainer.presenters.debrief_views import DecisionPicture, PictureLevel, SealedDecision, SealedView
from trainer.presenters.desk_views import Tone
from trainer.presenters.figures import signed_percent
from trainer.scoring.rated import RatedDecision
from trainer.scoring.ratings import describe_session
from trainer.session.rating import rating_terms
from trainer.session.session import Session

PICTURED = 240
"""Bars of a picture, the decision's own the last: at one minute the four hours before it."""


def sealed_view(session: Session) -> SealedView:
    """All decisions in order of time."""
    market = session.market
    shown = tuple(
        SealedDecision(
            key_of(item), moment_text(item.time_ms), decision_text(item, places_of(item, market)), seen_text(item),
            facts_of(item, places_of(item, market)), _picture(item, market),
        )
        for item in describe_session(rating_terms(session))
    )  # fmt: skip
    return SealedView(session.record.scenario_title, shown)


def _picture(item: RatedDecision, market: Market) -> DecisionPicture:
    own = market.markets[item.lane // 2]
    price, is_long = float(item.price), item.side == str(Side.LONG)
    stood: tuple[tuple[str, float | Decimal | None, Tone, bool], ...] = (
        (tr("Stop"), item.stop, "short", True),
        (tr("Target"), item.target, "long", True),
        (tr("Liquidation"), item.liquidation, "liquidation", False),
    )
    if item.kind in ("entry", "add"):
        levels = [
            PictureLevel(tr("Long") if is_long else tr("Short"), price, "long" if is_long else "short", is_dashed=False)
        ]
    else:
        levels = [PictureLevel(tr("Price"), price, "quiet", is_dashed=False)]
    for word, level, tone, is_dashed in stood:
        if level is not None:
            far = signed_percent(Decimal(f"{float(level) / price - 1:.6f}"), 1)
            levels.append(PictureLevel(f"{word} {far}", float(level), tone, is_dashed))
    return DecisionPicture(own.last.slice(max(0, item.bar + 1 - PICTURED), item.bar + 1), tuple(levels))
