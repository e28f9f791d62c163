"""The first row of Home: the session to continue, the recent ones, and the blind start."""

from __future__ import annotations

from PySide6.QtCore import Qt, Signal, Slot
from PySide6.QtGui import QKeyEvent, QResizeEvent
from PySide6.QtWidgets import QHBoxLayout, QPushButton, QVBoxLayout, QWidget

from trainer.core.language import tr
from trainer.presenters.home_views import ContinueView, RecentView
from trainer.ui.components.buttons import Button, PrimaryButton
from trainer.ui.components.cards import Card, Rule
from trainer.ui.components.chips import Chip
from trainer.ui.components.focus_ring import give_ring
from trainer.ui.components.labels import ElidedLabel, KeyValueRow, Label
from trainer.ui.components.tab_stop import pressed_by
from trainer.ui.home.sketch import SketchView

ROW_HEIGHT = 232
_ROWS = 3
_SKETCH_FROM = 520
_INSET = 6


class ContinueCard(Card):
    """Where the learner stopped, or what Cascade is when nothing was begun."""

    continue_asked = Signal(str)
    debrief_asked = Signal(str)
    start_asked = Signal()
    guide_asked = Signal()

    def __init__(self) -> None:
        """Show the words of a first start."""
        super().__init__(name="continue_card", padding=0, weight="strong")
        self.setFixedHeight(ROW_HEIGHT)
        self._session_id, self._is_first = "", True
        self._caption = Label("", "caption", "quiet", name="continue_caption")
        self._title = Label("", "pageTitle", name="continue_title", wraps=True)
        self._line = Label("", "table", "secondary", name="continue_line", wraps=True)
        self._rows = [KeyValueRow("", name=f"continue_row_{index}") for index in range(_ROWS)]
        self._go = PrimaryButton(tr("Continue"), name="continue_button", icon="play")
        self._debrief = Button(tr("Debrief now"), name="continue_debrief", large=True)
        self._sketch = SketchView(name="continue_sketch", corners="right")
        self._line_between = Rule(vertical=True)
        self._lay_out()
        self._go.clicked.connect(self._on_go)
        self._debrief.clicked.connect(self._on_debrief)
        self.show_view(None)

    def _lay_out(self) -> None:
        text = QWidget()
        column = QVBoxLayout(text)
        column.setContentsMargins(15, 14, 15, 14)  # and its edge, as the cards beside it
        column.setSpacing(0)
        for widget, gap in ((self._caption, 1), (self._title, 4), (self._line, 12)):
            column.addWidget(widget)
            column.addSpacing(gap)
        for row in self._rows:
            row.setFixedHeight(20)
            row.setMaximumWidth(251)
            column.addWidget(row)
        column.addStretch(1)
        buttons = QHBoxLayout()
        buttons.setSpacing(8)
        buttons.addWidget(self._go)
        buttons.addWidget(self._debrief)
        buttons.addStretch(1)
        column.addLayout(buttons)
        row_layout = QHBoxLayout()
        row_layout.setContentsMargins(1, 1, 1, 1)
        row_layout.setSpacing(0)
        row_layout.addWidget(text, 331)
        row_layout.addWidget(self._line_between)
        row_layout.addWidget(self._sketch, 316)
        self.body.addLayout(row_layout)

    def show_view(self, view: ContinueView | None, *, is_first: bool = True) -> None:
        """Show a session; for None the words of a start, which lead to the first trade until something was played."""
        self._session_id, self._is_first = "" if view is None else view.session_id, is_first
        if view is None:
            self._show_start()
        else:
            self._caption.show_text(tr("Continue"))
            self._title.show_text(view.title)
            self._line.show_text(view.line)
            self._name(tr("Continue"), tr("Continue {title}").format(title=view.title), tr("Debrief now"))
        rows = () if view is None else view.rows
        for index, row in enumerate(self._rows):
            row.setVisible(index < len(rows))
            if index < len(rows):
                row.show_label(rows[index][0])
                row.show_value(rows[index][1])
        self._sketch.show_sketch(() if view is None else view.sketch)
        self._show_sketch_when_wide()

    def _show_start(self) -> None:
        self._caption.show_text(tr("Start"))
        self._title.show_text(tr("Choose a market below"))
        self._line.show_text(
            tr(
                "A real market of the past opens with its future hidden. You trade it with leverage under a real "
                "venue's rules; the debrief tells which decisions were good, apart from luck. The first trade "
                "takes 90 seconds and ends in a liquidation, so that you know what it is."
            )
        )
        if self._is_first:
            self._name(tr("The first trade"), tr("The guided first trade"), tr("Start the easiest"))
        else:
            self._name(tr("Start the easiest"), tr("Start the easiest scenario"), tr("The first trade"))

    def _name(self, first: str, spoken: str, second: str) -> None:
        """Words of the two buttons; `spoken` is read aloud for the first."""
        self._go.setText(first)
        self._go.setAccessibleName(spoken)
        self._debrief.setText(second)
        self._debrief.setAccessibleName(second)

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Drop the sketch where it would squeeze the words."""
        super().resizeEvent(event)
        self._show_sketch_when_wide()

    def _show_sketch_when_wide(self) -> None:
        is_wide = self.width() >= _SKETCH_FROM and bool(self._session_id)
        self._sketch.setVisible(is_wide)
        self._line_between.setVisible(is_wide)

    @Slot()
    def _on_go(self) -> None:
        if self._session_id:
            self.continue_asked.emit(self._session_id)
        else:
            (self.guide_asked if self._is_first else self.start_asked).emit()

    @Slot()
    def _on_debrief(self) -> None:
        if self._session_id:
            self.debrief_asked.emit(self._session_id)
        else:
            (self.start_asked if self._is_first else self.guide_asked).emit()


class RecentRow(QPushButton):
    """One earlier session as a flat button."""

    picked = Signal(str)

    def __init__(self, index: int) -> None:
        """Empty until shown."""
        super().__init__()
        self.setObjectName(f"recent_{index}")
        self.setProperty("ui", "row")
        self.setFixedHeight(28)
        self._session_id = ""
        self._title = ElidedLabel("", "table", name=f"recent_{index}_title")
        self._result = Label("", "table", "quiet", name=f"recent_{index}_result")
        row = QHBoxLayout(self)
        row.setContentsMargins(_INSET, 0, _INSET, 0)
        row.setSpacing(10)
        row.addWidget(self._title, 1)
        row.addWidget(self._result)
        for label in (self._title, self._result):
            label.setAttribute(Qt.WidgetAttribute.WA_TransparentForMouseEvents)
        give_ring(self, 4)
        self.clicked.connect(self._on_clicked)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Return opens it too."""
        if not pressed_by(self, event):
            super().keyPressEvent(event)

    def show_view(self, view: RecentView) -> None:
        """Show a session; its day is in the tooltip."""
        self._session_id = view.session_id
        self._title.show_text(view.title)
        self._result.show_text(view.result, "accent" if view.is_open else "quiet")
        self.setToolTip(f"{view.title}, {view.when}")
        self.setAccessibleName(f"{view.title}, {view.when}, {view.result}")

    @Slot()
    def _on_clicked(self) -> None:
        self.picked.emit(self._session_id)


class RecentCard(Card):
    """The latest sessions and the way to all of them."""

    picked = Signal(str)
    all_asked = Signal()

    def __init__(self, most: int) -> None:
        """Room for `most` sessions."""
        super().__init__(name="recent_card", padding=15, spacing=0)
        self.body.setContentsMargins(15 - _INSET, 15, 15 - _INSET, 15)
        self.setFixedHeight(ROW_HEIGHT)
        self._title = Label(tr("Sessions"), "cardTitle", name="recent_title")
        self._rows = [RecentRow(index) for index in range(most)]
        self._none = Label(
            tr("Every session you begin is kept here, finished or not. Closing the window loses nothing."),
            "table", "secondary", name="recent_none", wraps=True,
        )  # fmt: skip
        self._all = Button(tr("All sessions"), name="recent_all", large=True)
        caption = Label(tr("Recent"), "caption", "quiet", name="recent_caption")
        for label in (caption, self._title, self._none):
            label.setContentsMargins(_INSET, 0, _INSET, 0)
        self.body.addWidget(caption)
        self.body.addSpacing(2)
        self.body.addWidget(self._title)
        self.body.addSpacing(6)
        self.body.addWidget(self._none)
        for row in self._rows:
            self.body.addWidget(row)
            row.picked.connect(self.picked)
        self.body.addStretch(1)
        foot = QHBoxLayout()
        foot.setContentsMargins(_INSET, 0, _INSET, 0)
        foot.addWidget(self._all)
        foot.addStretch(1)
        self.body.addLayout(foot)
        self._all.clicked.connect(self.all_asked)

    def show_views(self, views: tuple[RecentView, ...], *, has_any: bool) -> None:
        """Show sessions; `has_any` also counts the one under Continue."""
        self._none.setVisible(not views)
        for row, view in zip(self._rows, views, strict=False):
            row.show_view(view)
        for index, row in enumerate(self._rows):
            row.setVisible(index < len(views))
        self._title.show_text(tr("Your sessions") if has_any else tr("Nothing played yet"))
        self._all.setEnabled(has_any)


class BlindCard(Card):
    """A start in a market the learner cannot recognise."""

    dealt = Signal(str)

    def __init__(self) -> None:
        """Any level is chosen."""
        super().__init__(name="blind_card", padding=15, spacing=0)
        self.setFixedHeight(ROW_HEIGHT)
        words = Label(
            tr("A hidden moment of a hidden market. What you have not seen comes first."),
            "table", "secondary", name="blind_words", wraps=True,
        )  # fmt: skip
        self._chips = {
            "any": Chip(tr("Any level"), name="blind_any"),
            "calm": Chip(tr("1 to 3"), name="blind_calm", accessible=tr("Levels 1 to 3")),
            "hard": Chip(tr("4 to 5"), name="blind_hard", accessible=tr("Levels 4 to 5")),
        }
        self._levels = "any"
        self.deal = Button(tr("Deal one"), name="blind_deal", icon="dice", large=True)
        self.body.addWidget(Label(tr("Blind"), "caption", "quiet", name="blind_caption"))
        self.body.addSpacing(2)
        self.body.addWidget(Label(tr("Random start"), "cardTitle", name="blind_title"))
        self.body.addSpacing(8)
        self.body.addWidget(words)
        self.body.addSpacing(12)
        row = QHBoxLayout()
        row.setSpacing(6)
        for chip in self._chips.values():
            row.addWidget(chip)
            chip.clicked.connect(self._on_chip)
        row.addStretch(1)
        self.body.addLayout(row)
        self.body.addStretch(1)
        foot = QHBoxLayout()
        foot.addWidget(self.deal)
        foot.addStretch(1)
        self.body.addLayout(foot)
        self._chips["any"].setChecked(True)
        self.deal.clicked.connect(self._on_deal)

    @Slot()
    def _on_chip(self) -> None:
        for levels, chip in self._chips.items():
            chip.setChecked(chip is self.sender())
            if chip is self.sender():
                self._levels = levels

    def show_busy(self, is_busy: bool) -> None:
        """Say that one is being dealt; meanwhile no other can be asked for."""
        self.deal.setText(tr("Dealing") if is_busy else tr("Deal one"))
        self.deal.setEnabled(not is_busy)

    @Slot()
    def _on_deal(self) -> None:
        self.dealt.emit(self._levels)
