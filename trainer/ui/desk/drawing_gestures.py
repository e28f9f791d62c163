"""What keys and menus of the Desk ask of the drawings."""

from __future__ import annotations

from PySide6.QtCore import Slot

from trainer.market.drawings import Drawing, DrawingKind
from trainer.presenters.line_drags import snapped
from trainer.ui.desk.charts import Charts
from trainer.ui.desk.drawing_bar import DrawingBar, order_of
from trainer.ui.desk.gestures import DeskGestures
from trainer.ui.desk.ticket import Ticket


class DrawingGestures(DeskGestures):
    """Gestures that need the charts, the drawing tools and the ticket of the page."""

    charts: Charts
    drawing_bar: DrawingBar
    ticket: Ticket

    @Slot(str)
    def open_ticket(self, side: str) -> None:
        """Show the ticket for a side."""
        raise NotImplementedError

    @Slot(object)
    def fill_ticket(self, drawing: Drawing) -> None:
        """Put entry, stop and target of a risk box into the ticket; nothing is placed."""
        facts = self.presenter.board.facts()
        side, kind, prices = order_of(drawing, float(facts.mark))
        entry, stop, target = (snapped(facts, price) for price in prices)
        self.open_ticket(side)
        self.ticket.open_whole()
        self.ticket.offer_price(side, kind, entry)
        self.presenter.ticket.drop_line("preview_stop", stop)
        self.presenter.ticket.drop_line("preview_target", target)

    @Slot(str)
    def draw(self, kind: DrawingKind) -> None:
        """Draw this kind next."""
        self.drawing_bar.draw(kind)

    @Slot()
    def undo_drawing(self) -> None:
        """Take the last drawing step back."""
        self.charts.book.stack.undo()

    @Slot()
    def redo_drawing(self) -> None:
        """Do it again."""
        self.charts.book.stack.redo()
