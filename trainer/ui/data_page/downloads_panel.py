"""Downloads as rows: what, how large, how far, and the one button that fits the state."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import Signal, Slot
from PySide6.QtWidgets import QFrame, QHBoxLayout, QVBoxLayout, QWidget

from trainer.core.language import english, tr
from trainer.presenters.data_downloads import FUNDING, DownloadsPresenter
from trainer.presenters.data_views import DownloadState, DownloadView
from trainer.ui.components.buttons import Button
from trainer.ui.components.cards import Card, Rule
from trainer.ui.components.gauges import Meter
from trainer.ui.components.icon_label import IconLabel
from trainer.ui.components.labels import Label
from trainer.ui.components.segmented import Segment, SegmentedControl

_BUTTONS: dict[DownloadState, tuple[str, str]] = {
    "missing": (english("Fetch"), "down"),
    "waiting": (english("Pause"), "pause"),
    "fetching": (english("Pause"), "pause"),
    "paused": (english("Go on"), "play"),
    "failed": (english("Try again"), "undo"),
    "ready": ("", ""),
}
_STATES: dict[DownloadState, tuple[str, str, str]] = {
    "missing": (english("not fetched"), "inbox", "quiet"), "waiting": (english("waits"), "clock", "secondary"),
    "fetching": (english("fetching"), "down", "accent"), "paused": (english("paused"), "pause", "caution"),
    "failed": (english("failed"), "close", "short"), "ready": (english("ready"), "check", "long"),
}  # fmt: skip
_NOTE = english(
    "These markets are not in the box. One click fetches their candles from the venue's public archive and checks "
    "every file; after that they stay on your computer. Daily files hold just the days that are needed, monthly ones "
    "are fewer and larger. Nothing is fetched by itself. Source: {address}"
)


class DownloadRow(QFrame):
    """One download; `asked(id)` when its button is pressed."""

    asked = Signal(str)

    def __init__(self, view: DownloadView) -> None:
        """Show a download."""
        super().__init__()
        self.setObjectName(f"download_{view.id}")
        self._id = view.id
        self._title = Label(view.title, "body", name=f"{self.objectName()}_title", weight=500)
        self._what = Label(view.what, "caption", "secondary", name=f"{self.objectName()}_what")
        self._size = Label(view.size, "table", "secondary", name=f"{self.objectName()}_size")
        self._state = IconLabel("", "inbox", "quiet", name=f"{self.objectName()}_state", role="table")
        self._meter = Meter(
            name=f"{self.objectName()}_meter", accessible=tr("Fetched of {title}").format(title=view.title)
        )
        self._words = Label("", "caption", "secondary", name=f"{self.objectName()}_words", wraps=True)
        self.button = Button(tr("Fetch"), name=f"{self.objectName()}_button", icon="down")
        self._lay_out()
        self.button.clicked.connect(self._on_clicked)
        self.show_view(view)

    def _lay_out(self) -> None:
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 8, 0, 8)
        row.setSpacing(16)
        names = QVBoxLayout()
        names.setSpacing(2)
        names.addStretch(1)
        names.addWidget(self._title)
        names.addWidget(self._what)
        names.addStretch(1)
        row.addLayout(names, 5)
        self._size.setFixedWidth(96)
        row.addWidget(self._size)
        state = QVBoxLayout()
        state.setSpacing(2)
        state.addWidget(self._state)
        state.addWidget(self._meter)
        state.addWidget(self._words)
        row.addLayout(state, 4)
        self.button.setFixedWidth(112)
        row.addWidget(self.button)

    def show_view(self, view: DownloadView) -> None:
        """Show how far it is."""
        text, icon, tone = _STATES[view.state]
        share = "" if view.share is None else tr(", about {share} %").format(share=f"{view.share * 100:.0f}")
        self._state.show_text(tr(text) + share, icon, tone)
        self._what.show_text(view.what)
        self._size.show_text(view.size)
        self._words.show_text(view.words)
        self._words.setVisible(bool(view.words))
        self._words.setToolTip(view.whole if view.whole != view.words else "")
        self._meter.setVisible(view.state == "fetching")
        self._meter.show_share(view.share, "accent")
        words, button_icon = _BUTTONS[view.state]
        words = tr(words)
        if words and self.button.text() != words:
            self.button.setText(words)
            self.button.set_icon_name(button_icon)
        self.button.setAccessibleName(f"{words}: {view.title}")
        policy = self.button.sizePolicy()
        policy.setRetainSizeWhenHidden(True)
        self.button.setSizePolicy(policy)
        self.button.setVisible(bool(words))

    @Slot()
    def _on_clicked(self) -> None:
        self.asked.emit(self._id)


class DownloadsPanel(QWidget):
    """Later cascades, and recorded funding for the bundled markets."""

    def __init__(self, presenter: DownloadsPresenter) -> None:
        """Show what can be fetched."""
        super().__init__()
        self.setObjectName("downloads_panel")
        self._presenter = presenter
        self.rows: dict[str, DownloadRow] = {}
        self.period = SegmentedControl(
            [
                Segment("auto", tr("What fits")),
                Segment("daily", tr("Daily")),
                Segment("monthly", tr("Monthly")),
            ],
            name="fetch_period",
            accessible=tr("Files of the archive"),
        )
        self._all = Button(tr("Fetch all that is missing"), name="fetch_all", icon="down")
        self._pause = Button(tr("Pause all"), name="pause_all", icon="pause")
        self._cards = {kind: Card(name=f"downloads_{kind}", spacing=0) for kind in ("candles", "funding")}
        titles = {
            "candles": tr("Later markets"), "funding": tr("Recorded funding for bundled markets"),
        }  # fmt: skip
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(12)
        bar = QHBoxLayout()
        bar.setSpacing(8)
        note = tr(_NOTE).format(address=presenter.base_url)
        bar.addWidget(Label(note, "caption", "secondary", name="downloads_note", wraps=True), 1)
        label = Label(tr("Files"), "caption", "secondary", name="fetch_period_label")
        bar.addWidget(label)
        bar.addWidget(self.period)
        bar.addWidget(self._all)
        bar.addWidget(self._pause)
        column.addLayout(bar)
        for kind, card in self._cards.items():
            card.body.addWidget(Label(titles[kind], "section", name=f"downloads_{kind}_title"))
            card.body.addSpacing(8)
            column.addWidget(card)
        column.addStretch(1)
        self._all.clicked.connect(presenter.start_all)
        self._pause.clicked.connect(presenter.pause_all)
        self.period.chosen.connect(presenter.set_period)
        presenter.view_changed.connect(self.show_views)
        self.show_views(presenter.views())

    @Slot(object)
    def show_views(self, views: Sequence[DownloadView]) -> None:
        """Show every download; rows stay where they are."""
        for view in views:
            if view.id in self.rows:
                self.rows[view.id].show_view(view)
                continue
            row = DownloadRow(view)
            row.asked.connect(self._on_asked)
            card = self._cards["funding" if view.id.startswith(FUNDING) else "candles"]
            card.body.addWidget(Rule())
            card.body.addWidget(row)
            self.rows[view.id] = row
        for kind, card in self._cards.items():
            card.setVisible(any(view.id.startswith(FUNDING) == (kind == "funding") for view in views))
        self._pause.setVisible(any(view.state in ("waiting", "fetching") for view in views))
        self._all.setText(tr("Fetch all that is missing, about {size}").format(size=self._presenter.missing_words))
        self._all.setVisible(any(view.state == "missing" and not view.id.startswith(FUNDING) for view in views))

    def focus(self, download_id: str) -> QWidget | None:
        """Give a row's button the keyboard; the row, if there is one."""
        row = self.rows.get(download_id)
        if row is not None:
            row.button.setFocus()
        return row

    @Slot(str)
    def _on_asked(self, download_id: str) -> None:
        state = next((view.state for view in self._presenter.views() if view.id == download_id), "ready")
        if state in ("waiting", "fetching"):
            self._presenter.pause(download_id)
        else:
            self._presenter.start(download_id)
