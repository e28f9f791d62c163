"""The Home page: go on, start blind, or choose a scenario.

Signals: `scenario_chosen(str)` when a card is opened, `start_requested(StartChoice)` when terms were confirmed,
`session_chosen(str)` to continue or look at a session, `debrief_requested(str)`, `sessions_requested()`.
"""

from __future__ import annotations

from itertools import pairwise

from PySide6.QtCore import QSignalBlocker, Qt, Signal, Slot
from PySide6.QtGui import QAction, QKeySequence, QShortcut
from PySide6.QtWidgets import QFrame, QHBoxLayout, QMenu, QScrollArea, QVBoxLayout, QWidget

from trainer.core.language import english, tr
from trainer.presenters.home import RECENT, HomePresenter
from trainer.presenters.home_views import CardOrder, HomeView, StartChoice, StartView
from trainer.ui.components.buttons import Button
from trainer.ui.components.cards import Card, grounded
from trainer.ui.components.empty import EmptyState
from trainer.ui.components.labels import KeyValueRow, Label
from trainer.ui.components.switches import Switch
from trainer.ui.components.ticked import tick
from trainer.ui.home.card_grid import CardGrid
from trainer.ui.home.filter_chips import FilterChips
from trainer.ui.home.search_field import SearchField
from trainer.ui.home.start_dialog import StartDialog
from trainer.ui.home.top_cards import BlindCard, ContinueCard, RecentCard

_ORDERS: tuple[tuple[CardOrder, str], ...] = (
    ("easiest", english("Easiest first")),
    ("hardest", english("Hardest first")),
    ("shortest", english("Shortest first")),
    ("title", english("By title")),
)


class HomePage(QScrollArea):
    """Continue, recent sessions, blind start, scenario cards."""

    scenario_chosen = Signal(str)
    session_chosen = Signal(str)
    debrief_requested = Signal(str)
    guide_requested = Signal()
    sessions_requested = Signal()
    candles_wanted = Signal(str)
    """A scenario whose candles are still to be fetched was opened."""
    start_requested = Signal(object)
    """StartChoice."""

    def __init__(self, presenter: HomePresenter) -> None:
        """Bind to a presenter and show its view."""
        super().__init__()
        self.setObjectName("home_page")
        self.setAccessibleName(tr("Home"))
        self._presenter = presenter
        self.dialog: StartDialog | None = None
        self._continue = ContinueCard()
        self._recent = RecentCard(RECENT)
        self._blind = BlindCard()
        self._grid = CardGrid(name="scenario_cards")
        self._chips = FilterChips(name="scenario_filters")
        self._search = SearchField(name="scenario_search", accessible=tr("Search scenarios"), key="Ctrl+F")
        self._order = Button(
            tr("Easiest first"), "quiet", name="scenario_order", icon="filter", accessible=tr("Order of the list")
        )
        self._hide = Switch(tr("Blind titles"), name="blind_titles", accessible=tr("Show blind titles only"))
        self._terms = QHBoxLayout()
        self._count = Label("", "body", "quiet", name="scenario_count")
        self._none = EmptyState("search", tr("No scenario fits"), name="no_scenarios")
        self._clear = Button(tr("Show all"), name="show_all")
        self._none.add_action(self._clear)
        self._none_card = Card(name="no_scenarios_card")
        self._none_card.body.addWidget(self._none)
        self._none_card.setMinimumHeight(180)
        self._build_orders()
        self._lay_out()
        self._connect()
        self._show(presenter.view())

    def _build_orders(self) -> None:
        menu = QMenu(self._order)
        for order, text in _ORDERS:
            menu.addAction(tr(text)).setData(order)
        menu.triggered.connect(self._on_order)
        self._order.setMenu(menu)

    def _lay_out(self) -> None:
        self.setWidgetResizable(True)
        self.setFrameShape(QFrame.Shape.NoFrame)
        ground = QWidget()
        grounded(ground, "page")
        column = QVBoxLayout(ground)
        column.setContentsMargins(32, 24, 32, 24)
        column.setSpacing(0)
        column.addLayout(self._header())
        column.addSpacing(16)
        row = QHBoxLayout()
        row.setSpacing(16)
        for widget, share in ((self._continue, 648), (self._recent, 322), (self._blind, 322)):
            row.addWidget(widget, share)
        column.addLayout(row)
        column.addSpacing(24)
        column.addLayout(self._bar())
        column.addSpacing(12)
        column.addWidget(self._grid)
        column.addWidget(self._none_card)
        column.addStretch(1)
        self.setWidget(ground)

    def _header(self) -> QHBoxLayout:
        row = QHBoxLayout()
        row.setSpacing(20)
        row.addWidget(Label(tr("Home"), "pageTitle", name="home_title"))
        row.addStretch(1)
        row.addLayout(self._terms)
        row.addWidget(self._hide)
        row.setContentsMargins(0, 4, 0, 4)
        return row

    def _bar(self) -> QHBoxLayout:
        row = QHBoxLayout()
        row.setSpacing(8)
        row.addWidget(Label(tr("Scenarios"), "cardTitle", name="scenarios_title"))
        row.addWidget(self._count)
        row.addSpacing(8)
        row.addWidget(self._chips, 1)
        row.addWidget(self._order)
        self._search.setFixedWidth(240)
        row.addWidget(self._search)
        return row

    def _connect(self) -> None:
        self._presenter.view_changed.connect(self._show)
        self._continue.continue_asked.connect(self.session_chosen)
        self._continue.debrief_asked.connect(self.debrief_requested)
        self._continue.start_asked.connect(self._on_start_asked)
        self._continue.guide_asked.connect(self.guide_requested)
        self._recent.picked.connect(self.session_chosen)
        self._recent.all_asked.connect(self.sessions_requested)
        self._blind.dealt.connect(self._on_dealt)
        self._presenter.random_drawn.connect(self._on_random_drawn)
        self._presenter.trouble.connect(self._on_random_failed)
        self._grid.picked.connect(self.open_start)
        self._grid.focus_moved.connect(self._on_focus_moved)
        self._chips.chosen.connect(self._presenter.choose_filter)
        self._search.textChanged.connect(self._presenter.search)
        self._search.went_down.connect(self._grid.focus_first)
        self._search.returnPressed.connect(self._grid.focus_first)
        self._hide.toggled.connect(self._presenter.hide_titles)
        self._clear.clicked.connect(self._on_clear)
        for key in ("Ctrl+F",):
            shortcut = QShortcut(QKeySequence(key), self)
            shortcut.setContext(Qt.ShortcutContext.WidgetWithChildrenShortcut)
            shortcut.activated.connect(self._on_search_key)

    @Slot(str)
    def open_start(self, scenario_id: str) -> None:
        """Open the start panel of a scenario, or lead to its candles; nothing happens for one that is not installed."""
        if self._presenter.needs_candles(scenario_id):
            self.candles_wanted.emit(scenario_id)
            return
        self._open(self._presenter.start_view(scenario_id))

    def _open(self, view: StartView | None) -> None:
        if view is None:
            return
        self.scenario_chosen.emit(view.scenario_id)
        if self.dialog is not None:
            self.dialog.deleteLater()
        self.dialog = StartDialog(self._presenter, view, self.window())
        self.dialog.start_requested.connect(self._on_start_requested)
        self.dialog.open()

    @Slot(object)
    def _show(self, view: HomeView) -> None:
        self._continue.show_view(view.going_on, is_first=not view.recent)
        self._recent.show_views(view.recent, has_any=bool(view.recent or view.going_on))
        self._grid.show_cards(view.cards)
        self._chips.show_filters(view.filters, view.chosen_filter)
        self._count.show_text(str(len(view.cards)))
        for before, after in pairwise((self._blind.deal, *self._chips.chips, self._order, self._search)):
            self.setTabOrder(before, after)
        self._show_terms(view.terms)
        tick(self._order.menu(), view.order)
        self._order.setText(next(tr(text) for order, text in _ORDERS if order == view.order))
        self._hide.set_on(view.hides_titles)
        with QSignalBlocker(self._search):
            if self._search.text() != view.search:
                self._search.setText(view.search)
        self._grid.setVisible(bool(view.cards))
        self._none_card.setVisible(not view.cards)
        if view.has_scenarios:
            self._none.show_line(tr("No scenario fits"), tr("Take a word or the filter away."))
        else:
            self._none.show_line(tr("No scenario is installed"), tr("The scenarios folder is empty or cannot be read."))
        self._clear.setVisible(view.has_scenarios)

    def _show_terms(self, terms: tuple[tuple[str, str], ...]) -> None:
        while self._terms.count() < len(terms):
            place = self._terms.count()
            self._terms.addWidget(KeyValueRow("", name=f"home_term_{place}"))
        self._terms.setSpacing(20)
        for index, (label, figure) in enumerate(terms):
            item = self._terms.itemAt(index)
            row = item.widget() if item is not None else None
            if isinstance(row, KeyValueRow):
                row.show_label(label)
                row.show_value(figure)

    @Slot(object)
    def _on_start_requested(self, choice: StartChoice) -> None:
        self.start_requested.emit(choice)

    @Slot()
    def _on_start_asked(self) -> None:
        cards = self._presenter.easiest()
        if cards:
            self.open_start(cards)

    @Slot(str)
    def _on_dealt(self, levels: str) -> None:
        self._presenter.deal(levels)
        self._blind.show_busy(self._presenter.dealing.is_busy)

    @Slot(object)
    def _on_random_drawn(self, view: StartView) -> None:
        self._blind.show_busy(False)
        self._open(view)
        if self.dialog is not None:
            self.dialog.rejected.connect(self._on_random_refused)

    @Slot(str)
    def _on_random_failed(self, _sentence: str) -> None:
        self._blind.show_busy(False)

    @Slot()
    def _on_random_refused(self) -> None:
        if self.dialog is not None:
            self._presenter.dealing.put_back(self.dialog.scenario_id)

    @Slot(QAction)
    def _on_order(self, action: QAction) -> None:
        self._presenter.sort(action.data())

    @Slot(object)
    def _on_focus_moved(self, card: QWidget) -> None:
        self.ensureWidgetVisible(card, 0, 24)

    @Slot()
    def _on_clear(self) -> None:
        self._presenter.show_all()

    @Slot()
    def _on_search_key(self) -> None:
        self._search.setFocus(Qt.FocusReason.ShortcutFocusReason)
        self._search.selectAll()
