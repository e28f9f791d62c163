"""The house-money meter as a card: what a win or a loss does to the next trade's leverage."""

from __future__ import annotations

import math

from PySide6.QtCore import QPointF, QRectF, QSize, Qt
from PySide6.QtGui import QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QSizePolicy

from trainer.core.language import localised, tr
from trainer.presenters.house_money import HouseMoneyView, RatioBar
from trainer.presenters.how import how
from trainer.ui.components.cards import Card
from trainer.ui.components.explained import ExplainedHead
from trainer.ui.components.icon_label import IconLabel
from trainer.ui.components.labels import KeyValueRow, Label
from trainer.ui.components.painted import Painted, tone_colour
from trainer.ui.theme.current import current_theme, font

_HEIGHT, _FOOT, _END = 18, 16, 4.0
_MARKS = (0.25, 0.5, 1.0, 2.0, 4.0)


class RatioPlot(Painted):
    """A multiple inside its interval on a scale of doublings from × ¼ to × 4; × 1 stands in the middle."""

    def __init__(self, ratio: RatioBar, *, name: str, has_scale: bool = False) -> None:
        """One ratio; the last one of several carries the scale."""
        super().__init__(name, f"{ratio.title}: {ratio.text}")
        self._ratio, self._has_scale = ratio, has_scale
        self.setFixedHeight(_HEIGHT + (_FOOT if has_scale else 0))
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)

    def sizeHint(self) -> QSize:
        """Wide and low."""
        return QSize(160, self.height())

    def _x(self, value: float) -> float:
        share = 0.5 + math.log(min(_END, max(1.0 / _END, value))) / (2.0 * math.log(_END))
        return 8.0 + share * (self.width() - 16.0)

    def paintEvent(self, _event: QPaintEvent) -> None:
        """Doublings, the middle, interval and mean."""
        ratio, theme = self._ratio, current_theme()
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setFont(font("caption"))
        for mark in _MARKS:
            is_middle = mark == 1.0
            painter.setPen(QPen(theme.colour("line.strong" if is_middle else "line.subtle"), 1))
            x = round(self._x(mark)) + 0.5
            painter.drawLine(QPointF(x, 0), QPointF(x, _HEIGHT))
            if self._has_scale:
                painter.setPen(tone_colour("quiet"))
                room = QRectF(min(max(0.0, x - 20), self.width() - 40.0), _HEIGHT, 40, _FOOT)
                painter.drawText(room, _side(mark), localised(f"× {mark:g}"))
        tone = tone_colour("caution" if ratio.is_clear and ratio.mean > 1.0 else "series")
        low, high = self._x(ratio.low), self._x(ratio.high)
        middle = _HEIGHT / 2
        painter.setPen(QPen(tone, 2))
        painter.drawLine(QPointF(low, middle), QPointF(max(high, low + 1), middle))
        for end in (low, high):
            painter.drawLine(QPointF(end, middle - 4), QPointF(end, middle + 4))
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(tone)
        painter.drawEllipse(QPointF(self._x(ratio.mean), middle), 4, 4)
        painter.end()


def _side(mark: float) -> Qt.AlignmentFlag:
    if mark == _MARKS[0]:
        return Qt.AlignmentFlag.AlignLeft
    return Qt.AlignmentFlag.AlignRight if mark == _MARKS[-1] else Qt.AlignmentFlag.AlignHCenter


def house_money_card(view: HouseMoneyView) -> Card:
    """The sentence, a bar for each ratio, the cases they come from, and what is lacking for the rest."""
    card = Card(name="house_money_card", spacing=6)
    rest = tr("leverage after a result")
    card.body.addWidget(ExplainedHead(tr("House money"), how("house_money"), name="house_money", rest=rest))
    if view.sentence and view.is_caution:
        card.body.addWidget(
            IconLabel(view.sentence, "warning", "caution", name="house_money_text", role="body", wraps=True)
        )
    else:
        words = view.sentence or tr("Too few trades yet to say what a win or a loss does to your leverage.")
        card.body.addWidget(Label(words, "body", "primary", name="house_money_text", wraps=True))
    for place, ratio in enumerate(view.bars):
        tone = "caution" if ratio.is_clear and ratio.mean > 1.0 else "primary"
        card.body.addWidget(KeyValueRow(ratio.title, name=f"house_money_{place}", value=ratio.text, tone=tone))
        card.body.addWidget(RatioPlot(ratio, name=f"house_money_{place}_bar", has_scale=place == len(view.bars) - 1))
    for text, name in ((view.cases, "house_money_cases"), (view.lacking, "house_money_lacking")):
        if text:
            card.body.addWidget(Label(text, "caption", "secondary", name=name, wraps=True))
    card.body.addStretch(1)
    return card
