"""The venue card tells every rule the engine uses, and nothing it does not."""

from __future__ import annotations

import pytest

from trainer.presenters.venue_card import venue_card
from trainer.venues.load import list_venues, load_rules, read_venue, venues_dir


@pytest.mark.parametrize("venue", list_venues())
def test_every_venue_has_a_card_with_its_gaps_and_sources(venue: str) -> None:
    for symbol in read_venue(venues_dir() / f"{venue}.toml").symbols:
        rules = load_rules(venue, symbol)
        card = venue_card(rules)
        assert card.title == rules.title and card.gaps == rules.gaps and rules.source in card.source
        assert len(card.tiers) == len(rules.tiers) and rules.as_of in card.subtitle
        assert all(label and text for _, lines in card.sections for label, text in lines)


def test_what_differs_is_said() -> None:
    lines = {
        venue: dict(line for _, section in venue_card(load_rules(venue, "BTCUSDT")).sections for line in section)
        for venue in ("binance_usdm", "bybit_linear", "okx", "mexc")
    }
    assert lines["binance_usdm"]["Closed by"].startswith("market") and lines["okx"]["Closed by"].startswith("takeover")
    assert "cancels" in lines["bybit_linear"]["Closing fee"] and "0.050 %" in lines["okx"]["Closing fee"]
    assert lines["mexc"]["Maintenance is worked out at"] == "the entry price"
    assert lines["bybit_linear"]["Funding"].endswith("the wallet first")
    assert lines["binance_usdm"]["Auto margin"] == "not offered"
    assert "against each other" in lines["okx"]["Long and short side by side"]
