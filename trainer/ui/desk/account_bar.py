"""The bar above the chart: what is replayed, when, and the account in five figures."""

from __future__ import annotations

from PySide6.QtCore import Qt, Signal, Slot
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from trainer.core.language import tr
from trainer.presenters.desk_views import AccountView, Figure
from trainer.ui.components.buttons import Button
from trainer.ui.components.cards import grounded
from trainer.ui.components.chips import Badge
from trainer.ui.components.gauges import Gauge
from trainer.ui.components.labels import Label
from trainer.ui.desk.layout_menu import LayoutButton

HEIGHT = 48
_GAUGE_HEIGHT, _TIME_HEIGHT = 6, 20
_ROOMY, _SNUG = 1180, 1040


def tone_of(figure: Figure) -> str:
    """The label tone of a figure."""
    return "primary" if figure.tone == "plain" else figure.tone


class _FigureBlock(QWidget):
    """A caption over a figure over a gauge or the room for one, so that the figures of all blocks stand in a line."""

    def __init__(self, caption: str, name: str, gauge: Gauge | None = None) -> None:
        super().__init__()
        self.setObjectName(name)
        self._caption = caption
        self.value = Label("", "body", name=f"{name}_value", weight=600, is_steady=True)
        self.value.setAlignment(Qt.AlignmentFlag.AlignRight)
        head = Label(caption, "caption", "secondary", name=f"{name}_label")
        head.setAlignment(Qt.AlignmentFlag.AlignRight)
        head.setFixedHeight(16)
        self.value.setFixedHeight(18)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        column.addStretch(1)
        column.addWidget(head)
        column.addWidget(self.value, 0, Qt.AlignmentFlag.AlignRight)
        if gauge is None:
            column.addSpacing(_GAUGE_HEIGHT)
        else:
            column.addWidget(gauge, 0, Qt.AlignmentFlag.AlignRight)
        column.addStretch(1)

    def show_figure(self, text: str, tone: str) -> None:
        """Change the figure."""
        self.value.show_text(text, tone)
        self.setAccessibleName(f"{self._caption}: {text}")


class AccountBar(QWidget):
    """Signals: `hide_toggled(bool)` for results as dots, `finish_asked()` to end the session and look back."""

    hide_toggled = Signal(bool)
    finish_asked = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        """Empty until the first view."""
        super().__init__(parent)
        self.setObjectName("account_bar")
        grounded(self, "chrome")
        self.setFixedHeight(HEIGHT)
        self._symbol = Label("", "cardTitle", name="desk_symbol")
        self._kind = Label("", "body", "secondary", name="desk_kind")
        self._date = Label("", "body", name="desk_date", weight=500)
        self._time = Label("", "body", name="desk_time", weight=500, is_steady=True)
        self._time.setFixedHeight(_TIME_HEIGHT)
        self.gauge = Gauge(name="margin_gauge")
        self.gauge.setFixedSize(72, _GAUGE_HEIGHT)
        self._blocks = {
            key: _FigureBlock(caption, f"account_{key}", self.gauge if key == "margin_ratio" else None)
            for key, caption in (
                ("equity", tr("Equity")),
                ("free_margin", tr("Free margin")),
                ("margin_ratio", tr("Margin ratio")),
                ("effective_leverage", tr("Eff. leverage")),
                ("pnl", tr("Session P&L")),
            )
        }
        self._eye = Button("", "quiet", name="hide_pnl", icon="eye", accessible=tr("Hide profit and loss"))
        self.layout_button = LayoutButton()
        self._finish = Button(tr("Finish"), name="finish_session", icon="check", accessible=tr("Finish the session"))
        self._badge = Badge(tr("REPLAY"), name="replay_badge")
        self._is_hidden = False
        row = QHBoxLayout(self)
        row.setContentsMargins(16, 0, 12, 0)
        row.setSpacing(8)
        for widget in (self._symbol, self._kind, self._badge, self._date, self._time):
            row.addWidget(widget)
        row.addStretch(1)
        for block in self._blocks.values():
            row.addWidget(block)
            row.addSpacing(8)
        row.addWidget(self.layout_button)
        row.addWidget(self._eye)
        row.addWidget(self._finish)
        self._eye.clicked.connect(self._on_eye)
        self._finish.clicked.connect(self.finish_asked)

    @Slot(object)
    def show_view(self, view: AccountView) -> None:
        """Take new figures."""
        self._symbol.show_text(view.symbol)
        self._kind.show_text(view.kind)
        self._date.show_text(view.date_text)
        self._time.show_text(view.time_text)
        self._is_hidden = view.is_pnl_hidden
        self._eye.set_icon_name("eye-off" if view.is_pnl_hidden else "eye")
        self.gauge.show_ratio(view.ratio)
        for key, words in (("margin_ratio", view.stages), ("equity", view.equity_worth)):
            if self._blocks[key].toolTip() != words:
                self._blocks[key].setToolTip(words)
        for key, block in self._blocks.items():
            figure: Figure = getattr(view, key)
            unit = f" {view.currency}" if key == "equity" else ""
            block.show_figure(figure.text + unit, tone_of(figure))

    def show_finished(self) -> None:
        """A finished session can only be looked at."""
        self._finish.setText(tr("Debrief"))

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Leave out what repeats the frame and the symbol where figures need the room."""
        super().resizeEvent(event)
        for widget in (self._kind, self._badge):
            widget.setVisible(event.size().width() >= _ROOMY)
        is_snug = event.size().width() < _SNUG
        self._date.setVisible(not is_snug)
        self._blocks["free_margin"].setVisible(not is_snug)

    @Slot()
    def _on_eye(self) -> None:
        self.hide_toggled.emit(not self._is_hidden)
