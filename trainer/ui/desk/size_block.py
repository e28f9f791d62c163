"""The size of an order: one number, its unit, shares of the largest size, and chips that size from a risk."""

from __future__ import annotations

from collections.abc import Mapping
from decimal import Decimal

from PySide6.QtCore import Signal, Slot
from PySide6.QtGui import QAction
from PySide6.QtWidgets import QHBoxLayout, QMenu, QVBoxLayout, QWidget

from trainer.core.language import localised, tr
from trainer.presenters.figures import plain
from trainer.presenters.ticket_fields import SizeUnit
from trainer.ui.components.buttons import Button
from trainer.ui.components.chips import Chip
from trainer.ui.components.labels import Label
from trainer.ui.components.number_field import NumberField
from trainer.ui.components.ticked import tick

_RISKS = (Decimal("0.25"), Decimal("0.5"), Decimal(2))
"""Risks in per cent offered beside the learner's own; 1 % where that is one of these."""
_SHARES = ("10", "25", "50", "75", "100")


class SizeBlock(QWidget):
    """Signals: `unit_chosen(SizeUnit value)`, `share_chosen(per cent)`, `risk_chosen(SizeUnit, text)`."""

    unit_chosen = Signal(str)
    share_chosen = Signal(str)
    risk_chosen = Signal(object, str)

    def __init__(self, units: Mapping[SizeUnit, str], risk_percent: Decimal) -> None:
        """Offer these units by their texts, and the learner's usual risk among the chips."""
        super().__init__()
        self._units = units
        risks = sorted({*_RISKS, Decimal(1) if risk_percent in _RISKS else risk_percent})
        self._offers = [(f"{plain(risk)} %", SizeUnit.RISK, plain(risk)) for risk in risks] + [("1 R", SizeUnit.R, "1")]
        self.field = NumberField(tr("Size"), name="size", placeholder=localised("0.000"), height=30)
        self.maximum = Button(
            tr("max"), "quiet", name="size_maximum", mini=True, accessible=tr("A share of the largest size")
        )
        self.unit = Button("BTC", "quiet", name="size_unit", mini=True, accessible=tr("Size unit"))
        self._worked_out = Label("", "caption", "quiet", name="size_text")
        self.chips = [
            Chip(
                text,
                name=f"risk_{index}",
                checkable=False,
                accessible=tr("Size from a risk of {risk}{of_what}").format(
                    risk=text, of_what=tr(" of the bankroll") if "%" in text else ""
                ),
            )
            for index, (text, _, _) in enumerate(self._offers)
        ]
        self._build_menus()
        self.field.head.addWidget(self.maximum)
        self.field.head.addWidget(self.unit)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(8)
        column.addWidget(self.field)
        column.addWidget(self._worked_out)
        row = QHBoxLayout()
        row.setSpacing(6)
        for chip in self.chips:
            row.addWidget(chip, 1)
            chip.clicked.connect(self._on_chip)
        column.addLayout(row)

    def _build_menus(self) -> None:
        units = QMenu(self.unit)
        for unit, text in self._units.items():
            units.addAction(text).setData(unit.value)
        units.triggered.connect(self._on_unit)
        self.unit.setMenu(units)
        shares = QMenu(self.maximum)
        for share in _SHARES:
            shares.addAction(tr("{share} % of the largest size").format(share=share)).setData(share)
        shares.triggered.connect(self._on_share)
        self.maximum.setMenu(shares)

    def show_size(self, unit: SizeUnit, maximum: str, worked_out: str) -> None:
        """Take the unit, the largest size and what the typed number comes to."""
        self.maximum.setText(maximum)
        self.unit.setText(self._units[unit])
        tick(self.unit.menu(), unit.value)
        self._worked_out.show_text(worked_out)
        self._worked_out.setVisible(bool(worked_out))

    @Slot(QAction)
    def _on_unit(self, action: QAction) -> None:
        self.unit_chosen.emit(str(action.data()))

    @Slot(QAction)
    def _on_share(self, action: QAction) -> None:
        self.share_chosen.emit(str(action.data()))

    @Slot()
    def _on_chip(self) -> None:
        _, unit, text = self._offers[self.chips.index(self.sender())]  # type: ignore[arg-type]  # only chips are connected
        self.risk_chosen.emit(unit, text)
