"""The conditions of an order: reduce-only, post-only, how long it waits and which price a trigger watches."""

from __future__ import annotations

from PySide6.QtCore import Signal, Slot
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from trainer.core.language import english, tr
from trainer.engine.words import TimeInForce
from trainer.presenters.ticket_fields import TicketFields, TicketKind
from trainer.ui.components.buttons import Button
from trainer.ui.components.labels import Label
from trainer.ui.components.segmented import Segment, SegmentedControl
from trainer.ui.components.switches import Switch
from trainer.ui.components.time_field import TimeField

_FORCES = (("gtc", "GTC"), ("ioc", "IOC"), ("fok", "FOK"), ("gtd", english("Until")))
_FORCE_WORDS = {
    TimeInForce.GTC: english("until cancelled"),
    TimeInForce.IOC: english("at once, the rest cancelled"),
    TimeInForce.FOK: english("at once and whole, or not at all"),
    TimeInForce.GTD: english("until a time"),
}
_SOURCES = (("last", english("Last price")), ("mark", english("Mark price")), ("index", english("Index")))


class Conditions(QWidget):
    """One quiet line that opens; only what fits the kind of order is offered.

    Signals: `flag_set(field, bool)`, `force_chosen(str)`, `source_chosen(str)`, `expiry_edited(str)`.
    """

    flag_set = Signal(str, bool)
    force_chosen = Signal(str)
    source_chosen = Signal(str)
    expiry_edited = Signal(str)

    def __init__(self) -> None:
        """Folded."""
        super().__init__()
        self.setObjectName("conditions")
        self.head = Button(tr("Conditions"), "quiet", name="conditions_open", icon="chevron-right", mini=True)
        self.head.setProperty("flush", True)
        self.reduce = Switch(tr("Reduce only"), name="reduce_only")
        self.post = Switch(tr("Post only"), name="post_only")
        self.force = SegmentedControl([Segment(*force) for force in _FORCES], name="time_in_force",
                                      accessible=tr("Time in force"), height=26)  # fmt: skip
        self.source = SegmentedControl([Segment(*source) for source in _SOURCES], name="trigger_source", dense=True,
                                       accessible=tr("Trigger watches"), height=26)  # fmt: skip
        self.expiry = TimeField(tr("Ends at"), name="expires", height=28)
        self._source_row = _labelled(tr("Trigger watches"), self.source)
        self._force_row = _labelled(tr("Time in force"), self.force)
        self._box = QWidget()
        self._lay_out()
        self.head.clicked.connect(self.toggle)
        self.reduce.toggled.connect(self._on_reduce)
        self.post.toggled.connect(self._on_post)
        self.force.chosen.connect(self.force_chosen)
        self.source.chosen.connect(self.source_chosen)
        self.expiry.time_edited.connect(self.expiry_edited)
        self.open(False)

    def _lay_out(self) -> None:
        switches = QHBoxLayout()
        switches.setContentsMargins(0, 0, 0, 0)
        switches.setSpacing(16)
        switches.addWidget(self.reduce)
        switches.addWidget(self.post)
        switches.addStretch(1)
        inside = QVBoxLayout(self._box)
        inside.setContentsMargins(0, 0, 0, 0)
        inside.setSpacing(8)
        inside.addLayout(switches)
        inside.addWidget(self._force_row)
        inside.addWidget(self.expiry)
        inside.addWidget(self._source_row)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(6)
        row = QHBoxLayout()
        row.setContentsMargins(0, 0, 0, 0)
        row.addWidget(self.head)
        row.addStretch(1)
        column.addLayout(row)
        column.addWidget(self._box)

    def open(self, is_open: bool) -> None:
        """Show or fold the section."""
        self._box.setVisible(is_open)
        self.head.set_icon_name("chevron-down" if is_open else "chevron-right")

    @property
    def is_open(self) -> bool:
        """Whether the section is shown."""
        return not self._box.isHidden()

    @Slot()
    def toggle(self) -> None:
        """The other state."""
        self.open(self._box.isHidden())

    def show_fields(self, fields: TicketFields) -> None:
        """Take the ticket's state: what is set, what the kind offers, and the words of the folded line."""
        kind, force = fields.kind, fields.time_in_force
        is_limit = kind is TicketKind.LIMIT
        if not force.rests and not is_limit:
            force = TimeInForce.GTC
        self.reduce.set_on(fields.reduce_only)
        self.post.set_on(fields.post_only)
        self.reduce.setVisible(not fields.is_hedge)
        self.post.setVisible(is_limit or kind is TicketKind.SCALED)
        self.force.choose(force.value)
        self._force_row.setVisible(kind.rests)
        for name in ("ioc", "fok"):
            self.force.button(name).setVisible(is_limit)
        self.expiry.setVisible(kind.rests and force is TimeInForce.GTD)
        self.source.choose(fields.source.value)
        self._source_row.setVisible(kind.is_triggered)
        chosen = _summary(fields, force)
        self.head.setText(chosen or tr("Conditions"))
        self.head.setAccessibleName(tr("Conditions: {head}").format(head=chosen) if chosen else tr("Conditions"))

    @Slot(bool)
    def _on_reduce(self, is_on: bool) -> None:
        self.flag_set.emit("reduce_only", is_on)

    @Slot(bool)
    def _on_post(self, is_on: bool) -> None:
        self.flag_set.emit("post_only", is_on)


def _summary(fields: TicketFields, force: TimeInForce) -> str:
    parts = [tr("Reduce only")] if fields.reduce_only and not fields.is_hedge else []
    if fields.kind in (TicketKind.LIMIT, TicketKind.SCALED) and fields.post_only:
        parts.append(tr("Post only"))
    if fields.kind.rests:
        parts.append(tr(_FORCE_WORDS[force]))
    if fields.kind.is_triggered:
        parts.append(tr("on {source} price").format(source=fields.source.value))
    text = ", ".join(parts)
    return text[:1].upper() + text[1:]


def _labelled(text: str, control: QWidget) -> QWidget:
    box = QWidget()
    column = QVBoxLayout(box)
    column.setContentsMargins(0, 0, 0, 0)
    column.setSpacing(4)
    column.addWidget(Label(text, "caption", "secondary"))
    column.addWidget(control)
    return box
