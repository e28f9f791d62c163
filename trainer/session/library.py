"""The learner's sessions: start one, go on with one, finish one, list them all."""

from __future__ import annotations

import secrets
import shutil
import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from decimal import Decimal
from functools import partial
from pathlib import Path

from trainer.core.errors import FieldError, TrainerError
from trainer.core.language import english
from trainer.core.paths import home_dir, scenarios_dir
from trainer.engine.version import ENGINE_VERSION
from trainer.engine.words import PathRule
from trainer.journal.entries import Take
from trainer.journal.records import SessionRecord, SessionSummary
from trainer.market.drawings import Drawing
from trainer.scenarios.load import Scenario, ScenarioHeader, read_header
from trainer.scenarios.roots import Found, copies, find_scenarios, own_folder
from trainer.scoring.progress import SessionResult, decode_result, encode_result, mastered_of, result_of
from trainer.scoring.rated import Ratings, ratings_from_dict
from trainer.scoring.scorecard import Scorecard, score_session
from trainer.scoring.settings import DEFAULTS, SCORING_VERSION
from trainer.session.blind import RANDOM_TITLE, blind_market, veiled_market, veiled_scenario
from trainer.session.dealt import dealt_folder, dealt_headers, is_dealt, is_repeated, sweep
from trainer.session.markets import market_of, stake_of
from trainer.session.otherwise import Otherwise, from_store, to_store
from trainer.session.rating import blackouts_of, settings_of
from trainer.session.reading import Reader
from trainer.session.session import Session, SessionError
from trainer.storage.store import Store, StoredScore

SMALLEST_BANKROLL, LARGEST_BANKROLL = Decimal(100), Decimal(10_000_000)


@dataclass(frozen=True, slots=True, kw_only=True)
class StartTerms:
    """What a learner chooses before a session; None takes the scenario's own.

    Bankroll in quote; a coin-margined session begins with the coin it buys at the first price.
    """

    scenario_id: str
    bankroll: Decimal | None = None
    venue: str | None = None
    path_rule: PathRule = PathRule.ADVERSE
    is_blind: bool = False
    is_training: bool = False
    hides_result: bool = False
    is_random: bool = False
    ceiling: Decimal = DEFAULTS.ceiling


class Library:
    """Joins scenarios, rules and the store into sessions. All raise TrainerError worded for the learner."""

    def __init__(self, store: Store, folder: Path | None = None, home: Path | None = None) -> None:
        """Use an open store, the bundled scenarios or those of another folder, and those of a data folder."""
        self.store = store
        self._folder = folder or scenarios_dir()
        self._own, self._dealt = own_folder(home or home_dir()), dealt_folder(home or home_dir())
        self._found: Found | None = None
        self._reader = Reader()

    def scenarios(self) -> tuple[ScenarioHeader, ...]:
        """Every usable scenario, read once."""
        return self.found().headers

    def found(self, *, again: bool = False) -> Found:
        """Every usable scenario and what is wrong with folders of the learner's; read once, or `again`."""
        if self._found is None or again:
            self._found = find_scenarios(self._folder, self._own)
        return self._found

    def dealt(self) -> tuple[ScenarioHeader, ...]:
        """Windows of the learner's own candles that were dealt; in no list of scenarios."""
        return dealt_headers(self._dealt)

    def sweep(self) -> None:
        """Delete dealt windows that no session needs."""
        if self._dealt.is_dir():
            sweep(self._dealt, {one.scenario_id for one in self.summaries()}, int(time.time() * 1000))

    def played(self) -> tuple[ScenarioHeader, ...]:
        """Every scenario and dealt window that has a session."""
        known = {one.scenario_id for one in self.summaries()}
        return tuple(header for header in (*self.scenarios(), *self.dealt()) if header.id in known)

    def summaries(self) -> tuple[SessionSummary, ...]:
        """Every session, the newest first."""
        return self.store.summaries()

    def start(self, terms: StartTerms) -> Session:
        """A new session, on disk before it is returned."""
        scenario = self._scenario(terms.scenario_id)
        bankroll = terms.bankroll if terms.bankroll is not None else scenario.bankroll
        if not bankroll.is_finite() or not SMALLEST_BANKROLL <= bankroll <= LARGEST_BANKROLL:
            raise FieldError(
                "bankroll",
                bankroll,
                english("{least} to {most}").format(least=f"{SMALLEST_BANKROLL:,}", most=f"{LARGEST_BANKROLL:,}"),
            )
        market, veil, last_bar = market_of(scenario, venue=terms.venue, path_rule=terms.path_rule), None, None
        is_blind = terms.is_blind or terms.is_random
        shown = scenario
        if is_blind:
            is_cut = is_dealt(scenario.id)
            market, veil, last_bar = blind_market(market, is_random=terms.is_random, is_cut=is_cut)
            shown = veiled_scenario(scenario, veil, market, is_random=terms.is_random)
        record = SessionRecord(
            session_id=f"{time.strftime('%Y%m%d', time.gmtime())}-{secrets.token_hex(4)}",
            scenario_id=scenario.id,
            scenario_hash=scenario.content_hash,
            scenario_title=shown.title,
            symbol=market.symbol,
            timeframe_ms=scenario.timeframe_ms,
            rules=market.rules,
            other_rules=tuple(one.rules for one in market.others),
            engine_version=ENGINE_VERSION,
            bankroll=stake_of(market, bankroll),
            start_bar=market.start,
            last_bar=len(market) - 1 if last_bar is None else last_bar,
            started_ms=int(time.time() * 1000),
            path_rule=terms.path_rule,
            is_blind=is_blind,
            is_training=terms.is_training,
            hides_result=terms.hides_result,
            is_repeat=is_repeated(scenario, self.played()),
            veil=veil,
            ceiling=terms.ceiling,
        )
        session = Session(record, shown, market, keeper=self.store, truth=scenario)
        self.store.create(record, session.place, session.summary())
        return session

    def resume(self, session_id: str) -> Session:
        """An open session where it stood, or a finished one to look at: its log run again under its own rules."""
        stored = self.store.session(session_id)
        record = stored.record
        scenario = self._scenario(record.scenario_id, record.scenario_hash)
        if scenario.content_hash != record.scenario_hash:
            raise SessionError(
                english(
                    "session: the candles or funding of {scenario_title} changed since it was played; it "
                    "stays in the list, but it cannot be replayed with other candles"
                ).format(scenario_title=record.scenario_title)
            )
        market = market_of(scenario, rules=record.rules, other_rules=record.other_rules, path_rule=record.path_rule)
        shown = scenario
        if record.veil is not None:
            market = replace(veiled_market(market, record.veil, record.rules), start=record.start_bar)
            shown = veiled_scenario(scenario, record.veil, market, is_random=record.scenario_title == RANDOM_TITLE)
        takes: tuple[Take, ...] = stored.takes
        session = Session(
            record, shown, market, keeper=self.store, takes=takes, entries=stored.entries, place=stored.place,
            truth=scenario,
        )  # fmt: skip
        if stored.summary.state == "finished":
            session.mark_finished()
        return session

    def finish(self, session: Session) -> Scorecard:
        """Score a session and store its end; what is open stays valued at the last mark.

        Its decisions are priced afterwards, which takes longer; `keep_score` stores them.
        """
        session.mark_finished()
        return self._store_score(session, None)

    def keep_score(self, session: Session, ratings: Ratings | None, grades: Mapping[str, str]) -> Scorecard:
        """Store a finished session's score anew, with the prices of its decisions and the learner's own grades."""
        return self._store_score(session, ratings, grades)

    def _store_score(
        self, session: Session, ratings: Ratings | None, grades: Mapping[str, str] | None = None
    ) -> Scorecard:
        card = self.scorecard(session, ratings)
        summary = replace(session.summary(), **card.headline(), scenario_title=session.truth.title,
                          symbol=session.truth.symbol)  # fmt: skip
        document = card.as_dict() | {"grades": dict(grades or {})}
        before = self.store.score(session.session_id)
        created_ms = int(time.time() * 1000) if before is None else before.created_ms
        result = result_of(session.session_id, created_ms, session.record.bankroll, card,
                           is_repeat=session.record.is_repeat, difficulty=session.scenario.difficulty,
                           concepts={one.id: one.concepts for one in session.scenario.checkpoints})  # fmt: skip
        text = encode_result(result).decode()
        score = StoredScore(session.session_id, created_ms, ENGINE_VERSION, document, (), text)
        self.store.finish(session.session_id, session.place, summary, score)
        return card

    def scorecard(self, session: Session, ratings: Ratings | None = None) -> Scorecard:
        """The score of a session as it stands; what else was possible on its bars is worked out by who shows it."""
        return score_session(
            session.market, session.decisions, session.events, session.record.bankroll, upto_bar=session.cursor,
            is_finished=session.is_finished or session.is_at_end, ratings=ratings, with_twins=False,
            settings=settings_of(session.record), blackouts=blackouts_of(session),
        )  # fmt: skip

    def ratings(self, session: Session) -> Ratings | None:
        """The stored prices of a finished session's decisions; None before they are known under the present rules."""
        score = self.store.score(session.session_id) if session.is_finished else None
        if score is None or score.card["version"] != SCORING_VERSION or not score.card.get("ratings"):
            return None
        return ratings_from_dict(score.card["ratings"])

    def grades(self, session: Session) -> dict[str, str]:
        """The learner's own grades of a finished session's decisions, by decision."""
        score = self.store.score(session.session_id) if session.is_finished else None
        return {} if score is None else dict(score.card.get("grades", {}))

    def otherwise(self, session: Session) -> Otherwise | None:
        """A session's bars traded otherwise, as kept; None where its log or the program is another since."""
        return from_store(session, self.store.otherwise(session.session_id))

    def keep_otherwise(self, session: Session, found: Otherwise) -> None:
        """Keep what was worked out for a session as it stands, on disk when it returns."""
        self.store.keep_otherwise(session.session_id, to_store(session, found))

    def results(self) -> tuple[SessionResult, ...]:
        """What progress is worked out from: every finished session, the oldest first.

        A score of an earlier version of the program is made anew once, where its candles still are.
        """
        found = []
        for session_id, text in self.store.results():
            result = decode_result(text) if text is not None else self._scored_anew(session_id)
            if result is not None:
                found.append(result)
        return tuple(found)

    def mastered(self) -> tuple[str, ...]:
        """Concept sets mastered so far."""
        return mastered_of(self.results())

    def re_entry_gaps(self) -> tuple[int, ...]:
        """Minutes from closed trades to the next entry over all finished sessions."""
        kept = (decode_result(text) for _, text in self.store.results() if text is not None)
        return tuple(gap for result in kept for gap in result.gaps)

    def _scored_anew(self, session_id: str) -> SessionResult | None:
        try:
            session = self.resume(session_id)
        except TrainerError:
            return None
        self._store_score(session, None)
        score = self.store.score(session_id)
        return None if score is None or score.result is None else decode_result(score.result)

    def drawings(self, session: Session) -> tuple[Drawing, ...]:
        """What was drawn in a session."""
        return self.store.drawings(session.session_id, session.market.symbol)

    def keep_drawings(self, session: Session, drawings: tuple[Drawing, ...]) -> None:
        """Keep what is drawn in a session, on disk when it returns."""
        self.store.keep_drawings(session.session_id, session.market.symbol, drawings)

    def delete(self, session_id: str) -> None:
        """Forget a session for good, and the candles that were cut for it alone."""
        scenario_id = self.store.session(session_id).record.scenario_id
        self.store.delete(session_id)
        if is_dealt(scenario_id) and all(one.scenario_id != scenario_id for one in self.summaries()):
            shutil.rmtree(self._dealt / scenario_id, ignore_errors=True)

    def close(self) -> None:
        """Close the store."""
        self.store.close()

    def _scenario(self, scenario_id: str, wanted_hash: str = "") -> Scenario:
        """The scenario in use, or, where a session was played on another copy that is still there, that one."""
        if is_dealt(scenario_id):
            return self._dealt_window(scenario_id)
        used = self._folder_of(scenario_id)
        if used is None:
            raise FieldError("scenario", scenario_id, english("one of those installed"))
        scenario = self._reader.read(used)
        if wanted_hash and scenario.content_hash != wanted_hash:
            for folder in copies(scenario_id, self._folder, self._own):
                if folder != used and read_header(folder).has_candles:
                    other = self._reader.read(folder)
                    if other.content_hash == wanted_hash:
                        return other
        return scenario

    def _dealt_window(self, scenario_id: str) -> Scenario:
        folder = self._dealt / scenario_id
        if not folder.is_dir():
            raise SessionError(
                english(
                    "session: its candles were cut from your library into {name}/{id} and have "
                    "been deleted since; it stays in the list, but it can be neither replayed nor "
                    "debriefed"
                ).format(name=self._dealt.name, id=scenario_id)
            )
        return self._reader.read(folder)

    def _folder_of(self, scenario_id: str) -> Path | None:
        if is_dealt(scenario_id):
            return self._dealt / scenario_id
        return next((header.folder for header in self.scenarios() if header.id == scenario_id), None)

    def long_reading(self, scenario_id: str) -> Callable[[], None] | None:
        """Reads ahead, in any thread, what a window would stand still for when this scenario is opened, if anything."""
        folder = self._folder_of(scenario_id)
        is_long = folder is not None and self._reader.takes_long(folder)
        return partial(self._reader.read_ahead, folder) if folder is not None and is_long else None

    def long_reading_of(self, session_id: str) -> Callable[[], None] | None:
        """The same for the scenario of a session."""
        found = next((one.scenario_id for one in self.summaries() if one.session_id == session_id), "")
        return self.long_reading(found)
