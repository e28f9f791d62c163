"""Write the scenario folders whose candles are fetched later: `python packaging/define_downloads.py`.

Every run writes the same bytes. Most checkpoints belong to an event and are asked once that is known, or before one
that was known in advance; the others are spread evenly over the playable bars. No outcome chose their times.
"""

from __future__ import annotations

import sys
import tomllib
from collections.abc import Mapping, Sequence
from datetime import timedelta
from pathlib import Path
from typing import Any

import msgspec

HERE = Path(__file__).resolve().parent
sys.path[:0] = [str(HERE), str(HERE.parent)]

from scenario_facts import events_of  # noqa: E402 - after the path is set

from trainer.scenarios.records import Header  # noqa: E402 - as above
from trainer.scenarios.write import toml_of  # noqa: E402 - as above
from trainer.supply.questions import TEMPLATES  # noqa: E402 - as above

SCENARIOS = HERE.parent / "scenarios"
QUESTIONS = HERE / "event_questions.toml"
EVENLY = 2
LICENCE = (
    "Price facts of a short window, fetched by the learner from the venue's public archive. No warranty, not endorsed "
    "by the venue; the publisher's terms apply."
)
CANDLES_ARE = "Binance USDⓈ-M perpetual, 1 minute: last and mark candles and funding as recorded"


def header_of(window: Mapping[str, Any], place: int) -> Header:
    """The definition of one window."""
    events, facts = events_of(window["episode"], window["warm_up"], window["end"])
    document = {
        **{key: window[key] for key in ("id", "title", "blind_title", "briefing", "warm_up", "start", "end",
                                        "difficulty", "tags", "concepts")},
        "symbol": f"{window['coin']}USDT", "contract": "linear", "venue": "binance_usdm", "timeframe": "1m",
        "bankroll": "10000", "bars": int((window["end"] - window["warm_up"]) / timedelta(minutes=1)), "sketch": [],
        "source": {
            "venue": "Binance", "market": "perp", "publisher": "Binance, public data archive",
            "package": "data/futures/um", "version": "as published", "archive_sha256": "", "licence": LICENCE,
            "candles_are": CANDLES_ARE, "sha256": "",
        },
        "outcome": {**window["outcome"], "fact": facts},
        "event": events,
        "download": {
            "archive": "binance", "market": "um", "symbol": f"{window['coin']}USDT",
            "kinds": ["klines", "markPriceKlines", "fundingRate"], "from": window["warm_up"].date(),
            "to": window["end"].date(), "recorded": window["recorded"],
        },
        "ask": _asks(window, events, place),
    }  # fmt: skip
    return msgspec.convert(document, Header)


def _asks(window: Mapping[str, Any], events: Sequence[Mapping[str, Any]], place: int) -> list[dict[str, Any]]:
    start, end = window["start"], window["end"]
    step = (end - start) / (EVENLY + 1)
    rows = [
        {
            "time": (start + step * (number + 1)).replace(second=0, microsecond=0),
            "question": TEMPLATES[(number + place * EVENLY) % len(TEMPLATES)].id,
        }
        for number in range(EVENLY)
    ]
    rows += [_about(question, events) for question in questions_of(window["episode"])]
    return sorted(rows, key=lambda row: row["time"])


def questions_of(episode: str) -> list[dict[str, Any]]:
    """The questions that were written for an episode."""
    with QUESTIONS.open("rb") as file:
        return [row for row in tomllib.load(file)["question"] if row["episode"] == episode]


def _about(question: Mapping[str, Any], events: Sequence[Mapping[str, Any]]) -> dict[str, Any]:
    """A question at its time; raises ValueError where nothing could be known of its event by then."""
    event = next((event for event in events if event["title"] == question["about"]), None)
    if event is None or ("before" in question and not event["known_in_advance"]):
        raise ValueError(f"{question['title']}: {question['about']} is not known by then")
    minutes = {"before": -question["before"]} if "before" in question else {"after": question["after"]}
    known = event["time"] if "before" in minutes else event["revealed_at"]
    return {
        "time": known + timedelta(minutes=next(iter(minutes.values()))), "question": question["options"],
        "about": question["about"], "title": question["title"], "words": question["ask"], "why": question["why"],
        "concepts": question["concepts"],
    }  # fmt: skip


def main() -> int:
    """Write every folder."""
    with (HERE / "download_windows.toml").open("rb") as file:
        windows = tomllib.load(file)["window"]
    for place, window in enumerate(windows):
        folder = SCENARIOS / window["id"]
        folder.mkdir(exist_ok=True)
        (folder / "scenario.toml").write_text(toml_of(header_of(window, place)), encoding="utf-8", newline="\n")
    sys.stdout.write(f"{len(windows)} definitions\n")
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
