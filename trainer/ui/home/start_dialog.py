"""`StartDialog(presenter, view, parent)`: the terms of a new session, checked while they are typed.

Signal `start_requested(StartChoice)`; Enter starts, Esc leaves, and nothing is begun before that.
"""

from __future__ import annotations

from PySide6.QtCore import Signal, Slot
from PySide6.QtGui import QAction, QActionGroup
from PySide6.QtWidgets import QDialog, QHBoxLayout, QMenu, QVBoxLayout, QWidget

from trainer.core.language import tr
from trainer.presenters.figures import whole
from trainer.presenters.home import HomePresenter
from trainer.presenters.home_views import FieldProblem, StartAnswer, StartView
from trainer.ui.components.buttons import Button, PrimaryButton
from trainer.ui.components.cards import Rule
from trainer.ui.components.dialogs import room_of
from trainer.ui.components.icon_label import IconLabel
from trainer.ui.components.labels import KeyValueRow, Label
from trainer.ui.components.menu_button import MenuButton
from trainer.ui.components.number_field import NumberField
from trainer.ui.components.scroll import Room
from trainer.ui.components.switches import Switch
from trainer.ui.home.sketch import SketchView
from trainer.ui.venue_sheet import VenueSheet

_WIDTH = 560
_MARGIN = 24


class StartDialog(QDialog):
    """What is known at the start, the bankroll, the venue and what stays hidden."""

    start_requested = Signal(object)
    """StartChoice."""

    def __init__(self, presenter: HomePresenter, view: StartView, parent: QWidget | None = None) -> None:
        """Show a scenario; its terms are the presenter's until they are changed."""
        super().__init__(parent)
        self.setObjectName("start_dialog")
        self.setWindowTitle(tr("Start: {title}").format(title=view.title))
        self.setModal(True)
        self.setFixedWidth(_WIDTH)
        self._presenter = presenter
        self.scenario_id = view.scenario_id
        self._is_blind = view.is_blind
        self._is_random = view.is_random
        self._sketch = SketchView(name="start_sketch")
        self._sketch.setFixedHeight(124)
        self._sketch.show_sketch(view.sketch)
        self._title = Label(view.title, "pageTitle", name="start_title", wraps=True)
        self._briefing = Label(view.briefing, "body", "secondary", name="start_briefing", wraps=True)
        self._briefing.setVisible(bool(view.briefing))
        self._bankroll = NumberField(tr("Bankroll"), name="start_bankroll", unit=view.unit, placeholder=whole(10_000))
        self._bankroll.set_text(view.bankroll)
        self._venues = {venue.id: venue for venue in view.venues}
        self._chosen = view.venue if view.venue in self._venues else next(iter(self._venues), "")
        self._venue = MenuButton(tr("none"), name="start_venue", accessible=tr("Venue rules"))
        self._venue.setFixedHeight(32)  # as the field beside it
        self._venue.setMenu(self._venue_menu())
        self._rules = Button(tr("Read the rules"), "quiet", name="start_rules", icon="info", mini=True)
        self._rules.setAutoDefault(False)
        self._rules.clicked.connect(self.show_rules)
        self._rules.setVisible(not view.is_blind and bool(self._venues))
        self._note = Label("", "caption", "quiet", name="start_venue_note")
        self._hide = Switch(tr("Hide profit and loss while trading"), name="start_hide")
        self._hide.set_on(view.hide_result)
        self._problem = IconLabel("", "close", "short", name="start_problem", wraps=True)
        self._go = PrimaryButton(tr("Start"), name="start_go", icon="play")
        self._go.setDefault(True)
        self._cancel = Button(tr("Cancel"), name="start_cancel", large=True)
        self._cancel.setAutoDefault(False)
        self._source = Label(view.source, "caption", "quiet", name="start_source", wraps=True)
        self._source.setVisible(bool(view.source))
        self._lay_out(view)
        self._bankroll.value_changed.connect(self._check)
        self._bankroll.edit.textChanged.connect(self._check)
        self._go.clicked.connect(self.start)
        self._cancel.clicked.connect(self.reject)
        self._check()
        self._bankroll.edit.setFocus()
        self._bankroll.edit.selectAll()

    def _venue_menu(self) -> QMenu:
        menu, group = QMenu(self._venue), QActionGroup(self._venue)
        for venue in self._venues.values():
            action = menu.addAction(f"{venue.title}\t{venue.note}")
            action.setData(venue.id)
            action.setCheckable(True)
            action.setChecked(venue.id == self._chosen)
            group.addAction(action)
        group.triggered.connect(self._on_venue)
        return menu

    def _lay_out(self, view: StartView) -> None:
        self._body, self._room = QWidget(), Room(self)
        self._body.setObjectName("start_terms")
        whole = QVBoxLayout(self._body)
        whole.setContentsMargins(0, 0, 0, 0)
        whole.setSpacing(0)
        whole.addWidget(self._sketch)
        whole.addWidget(Rule())
        column = QVBoxLayout()
        column.setContentsMargins(_MARGIN, 16, _MARGIN, 8)
        column.setSpacing(8)
        column.addWidget(self._title)
        column.addWidget(self._briefing)
        column.addSpacing(4)
        for index, (label, value) in enumerate(view.facts):
            column.addWidget(KeyValueRow(label, name=f"start_fact_{index}", value=value))
        column.addSpacing(4)
        column.addWidget(self._source)
        column.addWidget(Rule())
        column.addSpacing(4)
        column.addLayout(self._fields())
        column.addSpacing(4)
        column.addWidget(self._hide)
        column.addWidget(self._problem)
        whole.addLayout(column)
        self._room.hold(self._body)
        foot = QHBoxLayout()
        foot.setContentsMargins(_MARGIN, 8, _MARGIN, 20)
        foot.setSpacing(8)
        foot.addStretch(1)
        foot.addWidget(self._cancel)
        foot.addWidget(self._go)
        outer = QVBoxLayout(self)
        outer.setContentsMargins(0, 0, 0, 0)
        outer.setSpacing(0)
        outer.addWidget(self._room, 1)
        outer.addLayout(foot)
        self._foot = foot

    def _fields(self) -> QHBoxLayout:
        left, right = QVBoxLayout(), QVBoxLayout()
        left.addWidget(self._bankroll)
        left.addStretch(1)
        right.setSpacing(4)
        right.addWidget(Label(tr("Venue rules"), "caption", "secondary", name="start_venue_label"))
        right.addWidget(self._venue)
        foot = QHBoxLayout()
        foot.addWidget(self._note, 1)
        foot.addWidget(self._rules)
        right.addLayout(foot)
        right.addStretch(1)
        row = QHBoxLayout()
        row.setSpacing(16)
        row.addLayout(left, 2)
        row.addLayout(right, 3)
        return row

    def answer(self) -> StartAnswer:
        """The terms as they stand, judged."""
        return self._presenter.check_start(
            self.scenario_id,
            self._bankroll.text(),
            self._chosen,
            is_blind=self._is_blind,
            hide_result=self._hide.isChecked(),
            is_random=self._is_random,
        )

    @Slot()
    def show_rules(self) -> None:
        """Open everything known of the chosen venue."""
        view = self._presenter.venue_card(self.scenario_id, self._chosen)
        if view is not None:
            VenueSheet(view, self).open()

    @Slot(QAction)
    def _on_venue(self, action: QAction) -> None:
        self._chosen = action.data()
        self._check()

    @Slot()
    def start(self) -> None:
        """Ask for the session when nothing is wrong; else stay and say what is."""
        answer = self.answer()
        self._show_problems(answer.problems)
        if answer.choice is not None:
            self.accept()
            self.start_requested.emit(answer.choice)

    @Slot()
    def _check(self) -> None:
        chosen = self._venues.get(self._chosen)
        self._venue.setText(chosen.title if chosen is not None else tr("none"))
        self._venue.setAccessibleName(tr("Venue rules: {venue}").format(venue=self._venue.text()))
        self._note.show_text(chosen.note if chosen is not None else "")
        self._show_problems(self.answer().problems)

    def _show_problems(self, problems: tuple[FieldProblem, ...]) -> None:
        by_field = {problem.field: problem.sentence for problem in problems}
        sentence = by_field.pop("bankroll", "")
        if sentence:
            self._bankroll.show_error(sentence)
        else:
            self._bankroll.clear_message()
        other = " ".join(by_field.values())
        self._problem.show_text(other, "close", "short")
        self._problem.setVisible(bool(other))
        self._go.setEnabled(not problems)
        self._fit()

    def _fit(self) -> None:
        """Be as high as the words need and the screen is: wrapped lines are not counted in a layout's own hint."""
        terms = self._body.layout()
        assert terms is not None
        terms.activate()
        needed = terms.totalHeightForWidth(_WIDTH)
        self._body.setMinimumHeight(needed)
        self.setFixedHeight(min(needed + self._foot.sizeHint().height(), room_of(self).height()))
