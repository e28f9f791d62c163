"""The leverage popup: a slider over the venue's usual steps and what each would mean for the order being built."""

from __future__ import annotations

from collections.abc import Callable
from decimal import Decimal

from PySide6.QtCore import QPoint, Qt, Signal, Slot
from PySide6.QtWidgets import QFrame, QSlider, QVBoxLayout, QWidget

from trainer.core.language import tr
from trainer.presenters.desk_views import LeverageHint
from trainer.ui.components.buttons import PrimaryButton
from trainer.ui.components.cards import grounded
from trainer.ui.components.labels import KeyValueRow, Label
from trainer.ui.desk.account_bar import tone_of

STOPS = (1, 2, 3, 5, 10, 20, 50, 75, 100, 125)
_WIDTH = 288


class LeveragePopup(QFrame):
    """Signal `chosen(Decimal)` when the learner confirms."""

    chosen = Signal(object)

    def __init__(self, parent: QWidget, hint: Callable[[Decimal], LeverageHint], now: LeverageHint) -> None:
        """Open at the present leverage."""
        super().__init__(parent, Qt.WindowType.Popup)
        self.setObjectName("leverage_popup")
        grounded(self, "surface")
        self.setFixedWidth(_WIDTH)
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self._hint = hint
        self._stops = sorted({Decimal(stop) for stop in STOPS if stop <= now.maximum} | {now.leverage, now.maximum})
        self._title = Label("", "cardTitle", name="leverage_title")
        self.slider = QSlider(Qt.Orientation.Horizontal)
        self.slider.setObjectName("leverage_slider")
        self.slider.setAccessibleName(tr("Leverage"))
        self.slider.setRange(0, len(self._stops) - 1)
        self._rows = {
            key: KeyValueRow(label, name=f"leverage_{key}")
            for key, label in (
                ("margin", tr("Margin held")),
                ("effective", tr("Effective leverage")),
                ("liquidation", tr("Liquidation price")),
                ("away", tr("Distance")),
            )
        }
        self._sentence = Label("", "caption", "secondary", name="leverage_sentence", wraps=True)
        self._go = PrimaryButton(tr("Set"), name="leverage_set", large=False)
        column = QVBoxLayout(self)
        column.setContentsMargins(16, 12, 16, 12)
        column.setSpacing(8)
        column.addWidget(self._title)
        column.addWidget(self.slider)
        for row in self._rows.values():
            column.addWidget(row)
        column.addWidget(self._sentence)
        column.addWidget(self._go)
        self.slider.setValue(self._stops.index(now.leverage))
        self.slider.valueChanged.connect(self._on_moved)
        self._go.clicked.connect(self._on_set)
        self._on_moved(self.slider.value())

    def open_under(self, widget: QWidget) -> None:
        """Show below a widget, right edges aligned."""
        corner = widget.mapToGlobal(QPoint(widget.width() - _WIDTH, widget.height() + 4))
        self.move(corner)
        self.show()
        self.slider.setFocus()

    @Slot(int)
    def _on_moved(self, place: int) -> None:
        view = self._hint(self._stops[place])
        self._title.show_text(tr("Leverage {leverage}×").format(leverage=f"{view.leverage:f}"))
        for key, row in self._rows.items():
            figure = getattr(view, key)
            row.show_value(figure.text, tone_of(figure))
        is_beyond = view.beyond_from is not None and view.leverage >= view.beyond_from
        self._sentence.show_text(view.sentence, "caution" if is_beyond else "secondary")

    @Slot()
    def _on_set(self) -> None:
        self.chosen.emit(self._stops[self.slider.value()])
        self.close()
