"""Choosing indicators: all there are at the left, those on the charts with their numbers and colours at the right."""

from __future__ import annotations

from decimal import Decimal
from functools import partial

from PySide6.QtCore import QSize, Qt, Slot
from PySide6.QtWidgets import (
    QDialog,
    QFrame,
    QHBoxLayout,
    QLineEdit,
    QListWidget,
    QListWidgetItem,
    QMenu,
    QScrollArea,
    QVBoxLayout,
    QWidget,
)

from trainer.core.language import tr
from trainer.market.studies.registry import STUDIES
from trainer.market.studies.study import Param
from trainer.presenters.indicators import MOST, SERIES_TOKENS, IndicatorsPresenter, moment_text
from trainer.ui.components.buttons import Button
from trainer.ui.components.cards import Card
from trainer.ui.components.dialogs import open_at
from trainer.ui.components.labels import Label
from trainer.ui.components.number_field import NumberField
from trainer.ui.components.text_field import TextField
from trainer.ui.desk.swatches import COLOUR_NAMES, swatch
from trainer.ui.theme.current import font

_FIELD_WIDTH = 104


class IndicatorsDialog(QDialog):
    """Every change shows on the charts at once; Esc closes the dialog."""

    def __init__(self, presenter: IndicatorsPresenter, parent: QWidget) -> None:
        """Show what there is and what is chosen."""
        super().__init__(parent)
        self.setObjectName("indicators_dialog")
        self.setWindowTitle(tr("Indicators"))
        open_at(self, QSize(860, 560))
        self._presenter = presenter
        self.search = QLineEdit()
        self.search.setObjectName("indicators_search")
        self.search.setAccessibleName(tr("Search indicators"))
        self.search.setPlaceholderText(tr("Search"))
        self.search.setFont(font("body"))
        self.search.setFixedHeight(32)
        self.list = QListWidget()
        self.list.setObjectName("indicators_list")
        self.list.setAccessibleName(tr("Indicators, Enter adds one"))
        self.list.setFrameShape(QFrame.Shape.NoFrame)
        self._head = Label("", "section", name="indicators_head")
        self._column = QVBoxLayout()
        self._column.setSpacing(8)
        self._cards: list[Card] = []
        self._lay_out()
        self.search.textChanged.connect(self._filter)
        self.search.returnPressed.connect(self._add_first)
        self.list.itemActivated.connect(self._on_chosen)
        self.list.itemClicked.connect(self._on_chosen)
        presenter.changed.connect(self._on_changed)
        self._filter("")
        self._fill()
        self.search.setFocus()

    def _lay_out(self) -> None:
        inner = QWidget()
        box = QVBoxLayout(inner)
        box.setContentsMargins(0, 0, 8, 0)
        box.addLayout(self._column)
        box.addStretch(1)
        scroll = QScrollArea()
        scroll.setObjectName("indicators_chosen")
        scroll.setWidgetResizable(True)
        scroll.setFrameShape(QFrame.Shape.NoFrame)
        scroll.setWidget(inner)
        scroll.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        left, right = QVBoxLayout(), QVBoxLayout()
        left.addWidget(self.search)
        left.addWidget(self.list, 1)
        right.addWidget(self._head)
        right.addWidget(scroll, 1)
        row = QHBoxLayout(self)
        row.setContentsMargins(16, 16, 16, 16)
        row.setSpacing(16)
        row.addLayout(left, 1)
        row.addLayout(right, 1)

    @Slot(str)
    def _filter(self, text: str) -> None:
        self.list.clear()
        for study in STUDIES.values():
            if all(word in f"{study.title} {study.about}".lower() for word in text.lower().split()):
                item = QListWidgetItem(f"{study.title}\n{study.about}")
                item.setData(Qt.ItemDataRole.UserRole, study.id)
                item.setSizeHint(QSize(0, 44))
                self.list.addItem(item)

    @Slot()
    def _add_first(self) -> None:
        if self.list.count():
            self._on_chosen(self.list.item(0))

    @Slot(QListWidgetItem)
    def _on_chosen(self, item: QListWidgetItem) -> None:
        self._presenter.add(item.data(Qt.ItemDataRole.UserRole))

    @Slot(object)
    def _on_changed(self, choices: tuple[object, ...]) -> None:
        if len(choices) != len(self._cards):
            self._fill()

    def _fill(self) -> None:
        for card in self._cards:
            for edit in card.findChildren(QLineEdit):
                edit.blockSignals(True)  # it loses the keyboard as it goes, and its place may be another's by now
            self._column.removeWidget(card)
            card.setParent(None)
            card.deleteLater()
        self._cards = [self._row(place) for place in range(len(self._presenter.choices))]
        for card in self._cards:
            self._column.addWidget(card)
        count = len(self._presenter.choices)
        full = tr(", {most} at most").format(most=MOST) if count >= MOST else ""
        self._head.setText(
            tr("On the charts: {count}{full}").format(count=count, full=full)
            if count
            else tr("No indicator is on the charts")
        )

    def _row(self, place: int) -> Card:
        study, choice = self._presenter.study(place), self._presenter.choices[place]
        card = Card(name=f"indicator_{place}", padding=10, spacing=6)
        head = QHBoxLayout()
        head.addWidget(Label(study.title, "body", name=f"indicator_{place}_title"))
        head.addStretch(1)
        colours = [*choice.colours, *(SERIES_TOKENS[output.colour] for output in study.outputs[len(choice.colours) :])]
        for line, (output, token) in enumerate(zip(study.outputs, colours, strict=True)):
            head.addWidget(self._swatch(place, line, output.title, token))
        remove = Button(
            "",
            "quiet",
            name=f"indicator_{place}_remove",
            icon="close",
            accessible=tr("Remove {title}").format(title=study.title),
        )
        remove.clicked.connect(partial(self._presenter.remove, place))
        head.addWidget(remove)
        card.body.addLayout(head)
        if study.params:
            fields = QHBoxLayout()
            for param in study.params:
                value = choice.values.get(param.name, param.default)
                fields.addWidget((self._moment if param.is_time else self._field)(place, param, value))
            fields.addStretch(1)
            card.body.addLayout(fields)
        return card

    def _swatch(self, place: int, line: int, title: str, token: str) -> Button:
        name = tr(COLOUR_NAMES[SERIES_TOKENS.index(token)])
        button = Button(
            "",
            "quiet",
            name=f"indicator_{place}_colour_{line}",
            accessible=tr("Colour of {title}: {name}").format(title=title, name=name),
        )
        button.setIcon(swatch(token))
        button.setToolTip(f"{title}: {name}")
        menu = QMenu(button)
        for other, words in zip(SERIES_TOKENS, COLOUR_NAMES, strict=True):
            action = menu.addAction(swatch(other), tr(words))
            action.triggered.connect(partial(self._choose_colour, place, line, other, button))
        button.setMenu(menu)
        return button

    def _choose_colour(self, place: int, line: int, token: str, button: Button) -> None:
        button.setIcon(swatch(token))
        self._presenter.set_colour(place, line, token)

    def _field(self, place: int, param: Param, value: float) -> NumberField:
        field = NumberField(tr(param.title), name=f"indicator_{place}_{param.name}", height=28)
        field.setFixedWidth(_FIELD_WIDTH)
        field.set_value(Decimal(repr(value)).normalize())
        field.finished.connect(partial(self._take, place, param.name, field))
        return field

    def _moment(self, place: int, param: Param, value: float) -> TextField:
        words = tr("yyyy-mm-dd hh:mm, or right-click a bar")
        field = TextField(tr(param.title), name=f"indicator_{place}_{param.name}", placeholder=words)
        field.setMinimumWidth(2 * _FIELD_WIDTH + 40)
        field.set_text(moment_text(value))
        field.edit.editingFinished.connect(partial(self._take_moment, place, param.name, field))
        return field

    def _take_moment(self, place: int, name: str, field: TextField) -> None:
        field.show_problem(self._presenter.set_moment(place, name, field.text()))

    def _take(self, place: int, name: str, field: NumberField) -> None:
        refusal = self._presenter.set_value(place, name, field.value(), field.text())
        if refusal:
            field.show_error(refusal)
        else:
            field.clear_message()
