"""The ticket's templates: fill the ticket, keep the ticket as one, remove one."""

from __future__ import annotations

from PySide6.QtCore import Qt, Signal, Slot
from PySide6.QtGui import QAction
from PySide6.QtWidgets import QMenu

from trainer.core.language import english, tr
from trainer.core.settings import TicketTemplate
from trainer.presenters.ticket_templates import words_of
from trainer.ui.components.buttons import Button
from trainer.ui.components.name_dialog import NameDialog

_SENTENCE = english(
    "Kept are the order type, a size in % at risk, the distance of the stop in %, the "
    "targets as multiples of it with their shares, the reach of a scaled entry and the "
    "time stop."
)


class TemplatesButton(Button):
    """Signals: `template_chosen(TicketTemplate)`, `kept(str)` with a name, `removed(str)`."""

    template_chosen = Signal(object)
    kept = Signal(str)
    removed = Signal(str)

    def __init__(self) -> None:
        """No template yet."""
        super().__init__(tr("Templates"), "quiet", name="templates", icon="chevron-down", mini=True)
        self._templates: tuple[TicketTemplate, ...] = ()
        self._menu = QMenu(self)
        self._remove = QMenu(tr("Remove"), self._menu)
        self._menu.triggered.connect(self._on_action)
        self.setMenu(self._menu)

    def show_templates(self, templates: tuple[TicketTemplate, ...]) -> None:
        """Offer these."""
        self._templates = templates
        self._menu.clear()
        self._remove.clear()
        for template in templates:
            self._menu.addAction(f"{tr(template.name)}\t{words_of(template)}").setData(("use", template.name))
            self._remove.addAction(tr(template.name)).setData(("remove", template.name))
        self._menu.addSeparator()
        self._menu.addAction(tr("Keep this ticket as a template")).setData(("keep", ""))
        if templates:
            self._menu.addMenu(self._remove)

    @Slot(QAction)
    def _on_action(self, action: QAction) -> None:
        what, name = action.data()
        if what == "use":
            self.template_chosen.emit(next(item for item in self._templates if item.name == name))
        elif what == "remove":
            self.removed.emit(name)
        else:
            self.ask_name()

    def ask_name(self) -> None:
        """Ask what to call the ticket as it stands."""
        dialog = NameDialog(
            tr("Keep a template"), tr(_SENTENCE), [item.name for item in self._templates], self.window()
        )
        dialog.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        dialog.given.connect(self.kept)
        dialog.open()
