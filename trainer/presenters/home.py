"""Home: which scenarios are shown, what to go on with, and whether chosen terms can start a session."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from decimal import Decimal
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Signal, Slot

from trainer.core.errors import TrainerError
from trainer.core.language import localised, tr
from trainer.core.settings import Settings
from trainer.engine.contract import Contract
from trainer.journal.records import SessionSummary
from trainer.presenters.ceiling import SET_TITLES
from trainer.presenters.concepts import concept_words
from trainer.presenters.dealing import Dealing
from trainer.presenters.figures import money, plain, read_number
from trainer.presenters.home_cards import (
    coin_of,
    continue_view,
    length_text,
    market_time,
    quote_of,
    recent_view,
    scenario_card,
    venue_title,
)
from trainer.presenters.home_views import (
    CardOrder,
    FieldProblem,
    FilterView,
    HomeView,
    ScenarioCardView,
    StartAnswer,
    StartChoice,
    StartView,
    VenueChoice,
)
from trainer.presenters.venue_card import VenueCardView, venue_card
from trainer.scenarios.load import ScenarioHeader
from trainer.scoring.mastery import CONCEPT_SETS
from trainer.session.blind import longest_start
from trainer.session.markets import contract_at
from trainer.venues.load import list_venues, load_rules, read_venue, venues_dir

if TYPE_CHECKING:
    from trainer.supply.deal import Dealer

SMALLEST_BANKROLL, LARGEST_BANKROLL = Decimal(100), Decimal(10_000_000)
RECENT = 4
ALL, NOT_TRIED = "all", "not_tried"
_GROUPS: tuple[tuple[str, str, frozenset[str]], ...] = tuple(
    (name, SET_TITLES[name], members) for name, members in CONCEPT_SETS.items()
)
ANY = "any"
_LEVELS: dict[str, range] = {ANY: range(1, 6), "calm": range(1, 4), "hard": range(4, 6)}


class HomePresenter(QObject):
    """Facts of the library to one frozen view; gestures narrow it or ask for a start."""

    view_changed = Signal(object)
    """HomeView."""
    random_drawn = Signal(object)
    """StartView of a random start."""
    trouble = Signal(str)
    """Why none could be dealt."""

    def __init__(self, settings: Settings, parent: QObject | None = None) -> None:
        """Know nothing yet; `show_library` gives scenarios and sessions."""
        super().__init__(parent)
        self._settings = settings
        self._headers: tuple[ScenarioHeader, ...] = ()
        self._sessions: tuple[SessionSummary, ...] = ()
        self._now_ms = 0
        self._filter = ALL
        self._order: CardOrder = "easiest"
        self._search = ""
        self._hides_titles = False
        self.dealing = Dealing(self)
        self.dealing.dealt.connect(self._on_dealt)
        self.dealing.failed.connect(self.trouble)

    def show_library(
        self,
        headers: Sequence[ScenarioHeader],
        sessions: Sequence[SessionSummary],
        now_ms: int,
        dealer: Dealer | None = None,
    ) -> None:
        """Take the scenarios, every session, the newest first, and own candles; `now_ms` is the wall clock."""
        self._headers, self._sessions, self._now_ms = tuple(headers), tuple(sessions), now_ms
        self.dealing.show(dealer)
        self.publish()

    @Slot(object)
    def take_settings(self, settings: Settings) -> None:
        """Offer other defaults from now on."""
        self._settings = settings
        self.publish()

    @Slot(str)
    def choose_filter(self, filter_id: str) -> None:
        """Show only the scenarios of one chip."""
        self._filter = filter_id
        self.publish()

    @Slot(str)
    def search(self, text: str) -> None:
        """Show only scenarios that hold every typed word."""
        self._search = text
        self.publish()

    def sort(self, order: CardOrder) -> None:
        """Put the cards in another order."""
        self._order = order
        self.publish()

    @Slot(bool)
    def hide_titles(self, hides: bool) -> None:
        """Show blind titles and no coin, so that a scenario can be chosen without knowing it."""
        self._hides_titles = hides
        self.publish()

    @Slot()
    def publish(self) -> None:
        """Send the page."""
        self.view_changed.emit(self.view())

    def view(self) -> HomeView:
        """The page as it stands."""
        found = [header for header in self._headers if self._matches(header)]
        shown = [header for header in found if self._in_filter(header, self._filter)]
        newest = next((one for one in self._sessions if one.state == "open"), None)
        others = [one for one in self._sessions if one is not newest][:RECENT]
        chosen = self._settings
        return HomeView(
            going_on=None if newest is None else continue_view(newest, self._header(newest.scenario_id)),
            recent=tuple(recent_view(one, self._now_ms) for one in others),
            cards=self._cards(shown),
            filters=self._filters(found),
            chosen_filter=self._filter,
            order=self._order,
            search=self._search,
            hides_titles=self._hides_titles,
            has_scenarios=bool(self._headers),
            terms=(
                (tr("Leverage"), f"{chosen.leverage}×"),
                (tr("Risk per trade"), localised(f"{chosen.risk_percent:g} %")),
            ),
        )

    def deal(self, levels: str = "any") -> None:
        """Draw a random start: scenarios not tried and own candles not seen come first.

        `levels` is any, calm or hard; own candles have no level. Raises KeyError for another word.
        """
        wanted = _LEVELS[levels]
        ready = [header for header in self._headers if header.has_candles and header.difficulty in wanted]
        fresh = [header for header in ready if not self._played(header.id)]
        self.dealing.deal(ready, fresh, takes_own=levels == ANY)

    @Slot(object)
    def _on_dealt(self, header: ScenarioHeader) -> None:
        self.random_drawn.emit(self.random_view(header.id))

    def names(self) -> tuple[tuple[str, str], ...]:
        """Id and title of every scenario that can be started, blind titles while titles are hidden."""
        return tuple((header.id, header.blind_title if self._hides_titles else header.title)
                     for header in self._headers if header.has_candles)  # fmt: skip

    def easiest(self) -> str:
        """The scenario to begin with: the lowest level, the shortest of them; empty when none is installed."""
        ready = [header for header in self._headers if header.has_candles]
        ready.sort(key=lambda header: (header.difficulty, header.end_ms - header.start_ms, header.id))
        return ready[0].id if ready else ""

    @Slot()
    def show_all(self) -> None:
        """Take the filter and the search away."""
        self._filter, self._search = ALL, ""
        self.publish()

    def start_view(self, scenario_id: str, *, is_blind: bool = False) -> StartView | None:
        """The start panel of a scenario; None when it is not installed."""
        header = self._header(scenario_id)
        if header is None:
            return None
        blind = is_blind or self._hides_titles
        return StartView(
            scenario_id=header.id,
            title=header.blind_title if blind else header.title,
            briefing="" if blind else header.briefing,
            facts=_facts(header, hides_title=blind),
            sketch=header.sketch,
            bankroll=plain(Decimal(str(self._settings.bankroll))),
            unit=quote_of(header.symbol),
            venues=self._hidden_venues() if blind else _venues(header.symbol),
            venue=header.venue,
            is_blind=blind,
            hide_result=self._settings.hide_result,
            source="" if blind else header.source.candles_are,
        )

    def random_view(self, scenario_id: str) -> StartView | None:
        """The start panel of a random blind start: of the market behind it only its timeframe is told."""
        header, view = self._header(scenario_id), self.start_view(scenario_id, is_blind=True)
        if header is None or view is None:
            return None
        hidden = tr("hidden until the end")
        bars = longest_start(header.timeframe_ms)
        facts = (
            (tr("Contract"), hidden),
            (tr("Starts"), hidden),
            (
                tr("Length"),
                tr("up to {bars} bars of {timeframe}").format(bars=localised(f"{bars:,}"), timeframe=header.timeframe),
            ),
        )
        words = tr(
            "A moment drawn from all candles there are. Symbol, date and price scale are hidden, and the market may be "
            "mirrored; all is told in the debrief."
        )
        return replace(view, title=tr("Random start"), briefing=words, facts=facts, sketch=(), is_random=True)

    def venue_card(self, scenario_id: str, venue: str) -> VenueCardView | None:
        """All rules of a venue for a scenario's contract; None where either is not known here."""
        header = self._header(scenario_id)
        if header is None or venue not in list_venues():
            return None
        return venue_card(load_rules(venue, contract_at(venue, header.symbol) or header.symbol))

    def check_start(
        self, scenario_id: str, bankroll: str, venue: str, *, is_blind: bool, hide_result: bool, is_random: bool = False
    ) -> StartAnswer:
        """Judge the terms as typed; every problem names field, value and what is allowed."""
        problems: list[FieldProblem] = []
        header = self._header(scenario_id)
        if header is None or not header.has_candles:
            problems.append(FieldProblem("scenario", tr("Scenario: its candles are not installed; choose another one")))
        symbol = header.symbol if header is not None else ""
        if venue not in [known.id for known in _venues(symbol)]:
            allowed = ", ".join(known.title for known in _venues(symbol))
            problems.append(
                FieldProblem(
                    "venue",
                    tr("Venue: {venue} is not allowed; one of {allowed}").format(
                        venue=venue or "nothing", allowed=allowed
                    ),
                )
            )
        typed = read_number(bankroll)
        problem = _bankroll_problem(bankroll, typed.value, typed.problem)
        if problem:
            problems.append(FieldProblem("bankroll", problem))
        if problems or typed.value is None:
            return StartAnswer(None, tuple(problems))
        return StartAnswer(StartChoice(scenario_id, typed.value, venue, is_blind, hide_result, is_random))

    def needs_candles(self, scenario_id: str) -> bool:
        """Whether a scenario is defined but its candles are still to be fetched."""
        header = self._header(scenario_id)
        return header is not None and header.record.is_definition

    def _hidden_venues(self) -> tuple[VenueChoice, ...]:
        """Venues that hold every contract there is, told without what differs by contract: neither names the coin."""
        symbols = {header.symbol for header in (*self._headers, *self.dealing.headers)}
        lists = [_venues(symbol, is_hidden=True) for symbol in sorted(symbols)]
        return tuple(venue for venue in lists[0] if all(venue in others for others in lists)) if lists else ()

    def _header(self, scenario_id: str) -> ScenarioHeader | None:
        known = (*self._headers, *self.dealing.headers)
        return next((header for header in known if header.id == scenario_id), None)

    def _played(self, scenario_id: str) -> list[SessionSummary]:
        """Sessions of a scenario; an open blind one would tell which card it is."""
        return [
            one for one in self._sessions
            if one.scenario_id == scenario_id and not (one.is_blind and one.state == "open")
        ]  # fmt: skip

    def _matches(self, header: ScenarioHeader) -> bool:
        known = (header.blind_title,) if self._hides_titles else (header.title, coin_of(header.symbol), header.symbol)
        text = " ".join((*known, *header.tags, *concept_words(header.concepts))).casefold()
        return all(word in text for word in self._search.casefold().split())

    def _in_filter(self, header: ScenarioHeader, filter_id: str) -> bool:
        if filter_id == NOT_TRIED:
            return not self._played(header.id)
        group = next((concepts for group_id, _, concepts in _GROUPS if group_id == filter_id), None)
        return group is None or not group.isdisjoint(header.concepts)

    def _filters(self, found: Sequence[ScenarioHeader]) -> tuple[FilterView, ...]:
        names = [
            (ALL, tr("All")),
            (NOT_TRIED, tr("Not tried")),
            *((group_id, tr(text)) for group_id, text, _ in _GROUPS),
        ]
        known = [
            (filter_id, text)
            for filter_id, text in names
            if filter_id == ALL or any(self._in_filter(header, filter_id) for header in self._headers)
        ]
        return tuple(
            FilterView(filter_id, text, sum(self._in_filter(header, filter_id) for header in found))
            for filter_id, text in known
        )

    def _cards(self, headers: Sequence[ScenarioHeader]) -> tuple[ScenarioCardView, ...]:
        cards = [
            (header, scenario_card(header, self._played(header.id), hides_title=self._hides_titles))
            for header in headers
        ]
        match self._order:
            case "easiest":
                cards.sort(key=lambda pair: (pair[1].level, pair[1].title))
            case "hardest":
                cards.sort(key=lambda pair: (-pair[1].level, pair[1].title))
            case "shortest":
                cards.sort(key=lambda pair: (pair[0].end_ms - pair[0].start_ms, pair[1].title))
            case "title":
                cards.sort(key=lambda pair: pair[1].title)
        cards.sort(key=lambda pair: not pair[0].has_candles)
        return tuple(card for _, card in cards)


def _facts(header: ScenarioHeader, *, hides_title: bool) -> tuple[tuple[str, str], ...]:
    hidden = tr("hidden until the end")
    bars = (header.end_ms - header.start_ms) // header.timeframe_ms
    return (
        (tr("Contract"), hidden if hides_title else header.symbol),
        (tr("Starts"), hidden if hides_title else f"{market_time(header.start_ms)} UTC"),
        (
            tr("Length"),
            tr("{length}, {bars} bars of {timeframe}").format(
                length=length_text(header.end_ms - header.start_ms),
                bars=localised(f"{bars:,}"),
                timeframe=header.timeframe,
            ),
        ),
        (tr("Level"), tr("{difficulty} of 5").format(difficulty=header.difficulty)),
        (tr("Trains"), ", ".join(concept_words(header.concepts)[:4])),
    )


def _venues(symbol: str, *, is_hidden: bool = False) -> tuple[VenueChoice, ...]:
    """Venues whose file holds the contract; a broken file is left out. A hidden contract's own figures are not told."""
    found = []
    for venue in list_venues():
        try:
            file = read_venue(venues_dir() / f"{venue}.toml")
        except TrainerError:
            continue
        contract = contract_at(venue, symbol)
        if contract is not None:
            rules = load_rules(venue, contract)
            note = tr("taker fee {rate} %").format(rate=plain(file.taker_fee * 100))
            note = (
                note
                if is_hidden
                else tr("up to {leverage}×, {note}").format(leverage=rules.maximum_leverage, note=note)
            )
            note += tr(", margin in {coin}").format(coin=coin_of(symbol)) if rules.contract is Contract.INVERSE else ""
            note += tr(", approximate") if rules.is_approximate else ""
            found.append(VenueChoice(venue, venue_title(venue), note))
    return tuple(found)


def _bankroll_problem(text: str, value: Decimal | None, problem: str) -> str:
    allowed = tr("{smallest_bankroll} to {largest_bankroll}").format(
        smallest_bankroll=money(SMALLEST_BANKROLL, 0), largest_bankroll=money(LARGEST_BANKROLL, 0)
    )
    if problem:
        return tr("Bankroll: {text} is not allowed; {problem}, a number from {allowed} is needed").format(
            text=text.strip(), problem=problem.lower(), allowed=allowed
        )
    if value is None:
        return tr("Bankroll: nothing typed; a number from {allowed} is needed").format(allowed=allowed)
    if not SMALLEST_BANKROLL <= value <= LARGEST_BANKROLL:
        return tr("Bankroll: {text} is not allowed; {allowed}").format(text=text.strip(), allowed=allowed)
    return ""
