"""The order ticket: fields left as typed, a worst case that follows them, one submit."""

from __future__ import annotations

from decimal import Decimal

from PySide6.QtCore import Qt, Slot
from PySide6.QtGui import QResizeEvent, QShowEvent
from PySide6.QtWidgets import QFrame, QHBoxLayout, QScrollArea, QVBoxLayout, QWidget

from trainer.core.language import tr
from trainer.presenters.desk_views import FieldNote, TicketView
from trainer.presenters.figures import plain
from trainer.presenters.ticket import OrderTicketPresenter
from trainer.presenters.ticket_chances import CHANCES
from trainer.presenters.ticket_fields import SizeUnit
from trainer.presenters.ticket_templates import Filled
from trainer.ui.components.buttons import Button, ButtonKind
from trainer.ui.components.cards import Rule, grounded
from trainer.ui.components.chips import Chip
from trainer.ui.components.icon_label import IconLabel
from trainer.ui.components.labels import Label, tell
from trainer.ui.desk.conditions import Conditions
from trainer.ui.desk.leverage import LeveragePopup
from trainer.ui.desk.order_kind import OrderKindRow
from trainer.ui.desk.plan_block import FURTHER, PlanBlock
from trainer.ui.desk.size_block import SizeBlock
from trainer.ui.desk.templates_menu import TemplatesButton
from trainer.ui.desk.ticket_head import TicketHead
from trainer.ui.desk.ticket_levels import LevelBlock
from trainer.ui.desk.ticket_room import LOOKS, TicketRoom
from trainer.ui.desk.worst_case import Lamps, WorstCase, shape_of

WIDTH = 320
_SPACINGS, _FIELDS = (8, 6, 6, 4), (30, 30, 30, 28)
"""Between blocks and of fields, for the looks of `TicketRoom`."""


class Ticket(QWidget):
    """Binds to the ticket presenter; it computes nothing."""

    def __init__(self, presenter: OrderTicketPresenter, parent: QWidget | None = None) -> None:
        """Show the presenter's fields."""
        super().__init__(parent)
        self.setObjectName("ticket")
        grounded(self, "chrome")
        self.setFixedWidth(WIDTH)
        self._presenter = presenter
        self.templates = TemplatesButton()
        self._training = Chip(
            tr("Training"), name="training_mode", accessible=tr("Training mode: the entry waits for a plan")
        )
        self._head, self._levels = TicketHead(), LevelBlock()
        self._side, self._leverage = self._head.side, self._head.leverage
        self._kind = OrderKindRow()
        self._size, self._plan = SizeBlock(self._unit_texts(), presenter.risk_percent), PlanBlock()
        self.fields = {
            "size": self._size.field,
            **self._levels.fields,
            **self._plan.fields,
        }
        self.conditions = Conditions()
        self._times = {"time_exit": self._plan.time, "expires": self.conditions.expiry}
        self._worst, self._lamps = WorstCase(), Lamps()
        self._rules = (Rule(), Rule())
        presenter.chance_changed.connect(self._worst.show_chance)
        self._refusal = IconLabel("", "close", "short", name="ticket_refusal", wraps=True)
        self.submit_button = Button(tr("Place"), "long", name="submit", large=True)
        self.quick = {"long": _quick(tr("Buy market"), "long"), "short": _quick(tr("Sell market"), "short")}
        self._quick_row = QWidget()
        self._needs: tuple[object, ...] = ()
        """All that the height of the column hangs on, as it was last looked at."""
        self._lay_out()
        self._connect()
        self._sync()

    def _unit_texts(self) -> dict[SizeUnit, str]:
        view = self._presenter.view
        return {
            SizeUnit.COIN: view.coin,
            SizeUnit.QUOTE: view.quote,
            SizeUnit.BANKROLL: tr("% of bankroll"),
            SizeUnit.RISK: tr("% at risk"),
            SizeUnit.R: "R",
        }

    def _lay_out(self) -> None:
        scroll = QScrollArea(self)
        body = QWidget(scroll.viewport())
        grounded(body, "chrome")
        column = QVBoxLayout(body)
        column.setContentsMargins(16, 8, 16, 4)
        column.setSpacing(_SPACINGS[0])
        column.addLayout(_row(Label(tr("New order"), "section", name="ticket_title"), self.templates, self._training))
        for block in (self._head, self._kind, self._size, self._levels):
            column.addWidget(block)
        column.addWidget(self.conditions)
        column.addWidget(self._plan)
        column.addWidget(self._rules[0])
        column.addWidget(self._worst)
        column.addWidget(self._rules[1])
        column.addWidget(self._lamps)
        column.addStretch(1)
        self._frame(scroll, body)
        self._room = TicketRoom(scroll, body, self._set_look)

    def _set_look(self, look: int) -> None:
        for block in (self._room.body, self._head, self._size, self._levels, self._plan):
            layout = block.layout()
            if layout is not None:
                layout.setSpacing(_SPACINGS[look])
        for fields in (self._levels, self._plan):
            fields.set_tight(look > 1)
        for rows in (self._worst, self._lamps):
            rows.set_tight(look > 0)
        for rule in self._rules:
            rule.setVisible(look < LOOKS - 1)
        for edit in (*(field.edit for field in self.fields.values()), self._plan.time.edit):
            edit.setFixedHeight(_FIELDS[look])

    def resizeEvent(self, event: QResizeEvent) -> None:
        """A higher window has room for labels above their fields."""
        super().resizeEvent(event)
        self._fit()

    def showEvent(self, event: QShowEvent) -> None:
        """Only what is shown is measured for certain."""
        super().showEvent(event)
        self._needs = ()
        self._fit()

    def _fit(self) -> None:
        fields, view = self._presenter.fields, self._presenter.view
        kind = (fields.kind, fields.is_hedge, fields.is_entry, self._plan.targets, self._presenter.is_training)
        is_open = self.conditions.is_open
        shape = (shape_of(view.worst_case), view.sentence, bool(view.size_text), is_open and fields.time_in_force)
        needs = (self.height(), kind, view.notes, shape)
        if needs == self._needs:
            return
        self._needs = needs
        told = frozenset(note.field for note in view.notes)
        self._room.fit(kind, self.height(), is_typed=view.worst_case.has_after, told=told)

    def _frame(self, scroll: QScrollArea, body: QWidget) -> None:
        scroll.setWidgetResizable(True)
        scroll.setFrameShape(QFrame.Shape.NoFrame)
        scroll.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        scroll.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        scroll.setWidget(body)
        whole = QVBoxLayout(self)
        whole.setContentsMargins(0, 0, 0, 0)
        whole.setSpacing(0)
        whole.addWidget(scroll, 1)
        foot = QVBoxLayout()
        foot.setContentsMargins(16, 8, 16, 8)
        foot.setSpacing(8)
        quick = QHBoxLayout(self._quick_row)
        quick.setContentsMargins(0, 0, 0, 0)
        quick.setSpacing(8)
        for button in self.quick.values():
            quick.addWidget(button, 1)
        foot.addWidget(self._refusal)
        foot.addWidget(self._quick_row)
        foot.addWidget(self.submit_button)
        whole.addLayout(foot)

    def _connect(self) -> None:
        shown = self._presenter
        shown.changed.connect(self.show_view)
        shown.cleared.connect(self.clear)
        shown.filled.connect(self.fill)
        shown.field_dragged.connect(self._on_field_dragged)
        shown.templates_changed.connect(self.templates.show_templates)
        self.templates.template_chosen.connect(shown.apply_template)
        self.templates.kept.connect(shown.keep_template)
        self.templates.removed.connect(shown.remove_template)
        self._training.clicked.connect(shown.set_training)
        self._head.mode_chosen.connect(shown.set_margin_mode)
        self._head.hedge_asked.connect(shown.set_position_mode)
        self._head.side_chosen.connect(self._on_side)
        self._head.close_set.connect(self._on_close)
        self._kind.chosen.connect(self._on_kind)
        for name, field in self.fields.items():
            field.value_changed.connect(lambda value, which=name: shown.set_number(which, value))
            field.problem_changed.connect(lambda reason, which=name: shown.note_unreadable(which, reason))
        for name in CHANCES:
            self.fields[name].finished.connect(shown.chances.settle)
        self._plan.time.time_edited.connect(self._on_time)
        self._size.unit_chosen.connect(self._on_unit)
        self._size.share_chosen.connect(self._on_share)
        self._size.risk_chosen.connect(self.size_from)
        self._levels.trail_unit.clicked.connect(self._on_trail_unit)
        self._levels.sizing_chosen.connect(self._on_sizing)
        self.conditions.flag_set.connect(self._on_flag)
        self.conditions.force_chosen.connect(self._on_force)
        self.conditions.source_chosen.connect(shown.set_source)
        self.conditions.expiry_edited.connect(self._on_expiry)
        self._leverage.clicked.connect(self.open_leverage)
        self.submit_button.clicked.connect(self.submit)
        for side, button in self.quick.items():
            button.clicked.connect(lambda _checked=False, which=side: shown.one_click(which))

    def _sync(self) -> None:
        self._side.choose(self._presenter.fields.side.value)
        self.templates.show_templates(self._presenter.templates)
        self.show_view(self._presenter.view)

    # gestures

    def open_for(self, side: str) -> None:
        """Turn to a side and put the cursor into the size."""
        self._side.choose(side)
        self._on_side(side)
        self.fields["size"].edit.setFocus(Qt.FocusReason.ShortcutFocusReason)
        self.fields["size"].edit.selectAll()

    @Slot(object, str)
    def size_from(self, unit: SizeUnit, amount: str) -> None:
        """Size from money at risk: a share of the bankroll, or R."""
        self._presenter.set_unit(unit.value)
        self.fields["size"].edit.setText(amount)
        self._presenter.refresh()

    def offer_price(self, side: str, kind: str, price: Decimal) -> None:
        """An order at a price of the chart: 'limit' or 'stop'."""
        self._side.choose(side)
        self._on_side(side)
        self._on_kind(kind)
        self._on_field_dragged("price", price)
        self.fields["size"].edit.setFocus(Qt.FocusReason.OtherFocusReason)

    @Slot()
    def submit(self) -> None:
        """Place what is typed, when the entry is open."""
        self._presenter.submit()

    @Slot()
    def open_leverage(self) -> None:
        """Show the leverage popup."""
        popup = LeveragePopup(self, self._presenter.hint, self._presenter.hint(self._presenter.view.leverage))
        popup.chosen.connect(self._presenter.set_leverage)
        popup.open_under(self._leverage)

    def open_whole(self) -> None:
        """Of an order that opens and has one target: drop what is left of one that closes or has several."""
        self._on_flag("reduce_only", False)
        for place in FURTHER:
            for name in (f"target_{place}", f"share_{place}"):
                self.fields[name].edit.clear()
        self._plan.show_targets(1)

    @Slot()
    def clear(self) -> None:
        """Empty every field."""
        for field in self.fields.values():
            field.set_text("")
        self._plan.time.set_text("")
        self._plan.show_targets(1)
        self.conditions.expiry.set_text("")
        self._sync()

    @Slot(object)
    def fill(self, filled: Filled) -> None:
        """Type the texts of a template, further targets shown as far as it has them."""
        targets = max((place for place in FURTHER if f"target_{place}" in filled.texts), default=0)
        self._plan.show_targets(max(self._plan.targets, targets))
        for name, text in filled.texts.items():
            edit = self._plan.time.edit if name == "time_exit" else self.fields[name].edit
            edit.setText(text)
        if filled.problem:
            self.fields["stop"].show_caution(filled.problem)

    @Slot(object)
    def show_view(self, view: TicketView) -> None:
        """Take a new view; typed text stays as it is."""
        fields = self._presenter.fields
        self._head.show_view(view, fields)
        self._size.show_size(fields.unit, view.maximum_text, view.size_text)
        self._kind.choose(fields.kind)
        self._levels.show_fields(fields)
        self.conditions.show_fields(fields)
        for field in (self._plan.time, self.conditions.expiry):
            field.show_zone(view.zone_text)
        self._plan.setVisible(fields.is_entry)
        self._plan.show_first_share(fields.first_share if fields.further else None)
        self._worst.show_view(view.worst_case, is_market_move=view.is_market_move)
        self._lamps.show_view(view.lamps, view.sentence)
        self._show_notes(view.notes)
        self._training.setChecked(view.is_training)
        self._training.setText(tr("Training") if view.is_training else tr("Fast mode"))
        self._quick_row.setVisible(not view.is_training)
        self.submit_button.setText(view.submit_text)
        self.submit_button.setEnabled(view.can_submit)
        tell(self.submit_button, view.shut_reason)
        self.submit_button.setAccessibleDescription(view.shut_reason)
        self.submit_button.set_kind(fields.side.value)
        self._fit()

    def _show_notes(self, notes: tuple[FieldNote, ...]) -> None:
        """Each note below its field; the first of a field that is not in sight stands above the button."""
        told = {note.field: note for note in notes}
        for name, field in self.fields.items():
            if name not in told:
                field.clear_message()
            else:
                (field.show_error if told[name].is_error else field.show_caution)(told[name].text)
        for name, time in self._times.items():
            time.show_error(told[name].text if name in told else "")
        shown = {**self.fields, **self._times}
        homeless = next((note.text for note in notes if not _is_seen(shown.get(note.field), self)), "")
        self._refusal.show_text(homeless, "close", "short")
        self._refusal.setVisible(bool(homeless))

    @Slot(str)
    def _on_side(self, side: str) -> None:
        self._presenter.set_side(side)
        self._presenter.refresh()

    @Slot(bool)
    def _on_close(self, is_on: bool) -> None:
        self._on_flag("reduce_only", is_on)

    @Slot(str)
    def _on_sizing(self, sizing: str) -> None:
        self._presenter.set_sizing(sizing)
        self._presenter.refresh()

    @Slot(str)
    def _on_kind(self, kind: str) -> None:
        self._presenter.set_kind(kind)
        self._presenter.refresh()

    @Slot(str)
    def _on_unit(self, unit: str) -> None:
        self._presenter.set_unit(unit)
        self._presenter.refresh()

    @Slot(str)
    def _on_share(self, per_cent: str) -> None:
        self._presenter.size_share(Decimal(per_cent))

    @Slot()
    def _on_trail_unit(self) -> None:
        self._presenter.set_flag("is_trail_percent", not self._presenter.fields.is_trail_percent)
        self._presenter.refresh()

    @Slot(str, bool)
    def _on_flag(self, field: str, is_on: bool) -> None:
        self._presenter.set_flag(field, is_on)
        self._presenter.refresh()

    @Slot(str)
    def _on_force(self, force: str) -> None:
        self._presenter.set_time_in_force(force)
        self._presenter.refresh()

    @Slot(str)
    def _on_time(self, text: str) -> None:
        self._plan.time.show_readable(self._presenter.set_time("time_exit", text))

    @Slot(str)
    def _on_expiry(self, text: str) -> None:
        self.conditions.expiry.show_readable(self._presenter.set_time("expires", text))

    @Slot(str, object)
    def _on_field_dragged(self, field: str, price: Decimal) -> None:
        if field in self.fields:
            self.fields[field].edit.setText(plain(price))


def _quick(text: str, side: ButtonKind) -> Button:
    return Button(text, side, name=f"quick_{side}", large=True, accessible=tr("{text}, at once").format(text=text))


def _is_seen(field: QWidget | None, ticket: QWidget) -> bool:
    return field is not None and field.isVisibleTo(ticket)


def _row(first: QWidget, second: QWidget, third: QWidget) -> QHBoxLayout:
    row = QHBoxLayout()
    row.setSpacing(8)
    row.addWidget(first)
    row.addStretch(1)
    row.addWidget(second)
    row.addWidget(third)
    return row
