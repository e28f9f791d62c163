"""The drawing tools in the chart bar: one button for each common tool, a menu for the others, magnet and undo."""

from __future__ import annotations

from functools import partial

from PySide6.QtCore import QPoint, Qt, Signal, Slot
from PySide6.QtGui import QCursor
from PySide6.QtWidgets import QHBoxLayout, QMenu, QWidget

from trainer.core.language import english, tr
from trainer.market.drawings import LONGEST_TEXT, Drawing, DrawingKind, LineStyle, Point
from trainer.presenters.indicators import SERIES_TOKENS
from trainer.ui.actions import ROWS, KeyMap
from trainer.ui.chart.view import ChartView
from trainer.ui.components.buttons import Button
from trainer.ui.components.name_dialog import NameDialog
from trainer.ui.desk.charts import Charts
from trainer.ui.desk.key_hints import KeyHints
from trainer.ui.desk.swatches import COLOUR_NAMES, swatch
from trainer.ui.theme.current import set_look

_TOOLS: tuple[tuple[DrawingKind, str, str], ...] = (
    ("trend", english("Trend line"), "line"),
    ("horizontal", english("Horizontal line"), "horizontal"),
    ("rectangle", english("Rectangle"), "rectangle"),
    ("fib", english("Fibonacci retracement"), "fib"),
    ("risk", english("Risk and reward"), "risk"),
    ("measure", english("Measure"), "ruler"),
    ("text", english("Text"), "text"),
)
_MORE: tuple[tuple[DrawingKind, str], ...] = (
    ("ray", english("Ray")),
    ("vertical", english("Vertical line")),
    ("channel", english("Channel")),
    ("extension", english("Fibonacci extension")),
    ("arrow", english("Arrow")),
)
_STYLES: tuple[tuple[LineStyle, str], ...] = (
    ("solid", english("Solid")),
    ("dash", english("Dashed")),
    ("dot", english("Dotted")),
)


class DrawingBar(QWidget):
    """Chooses what every chart draws next, and styles the selected drawing."""

    order_asked = Signal(object)
    """Drawing of kind risk that shall fill the ticket."""

    def __init__(self, charts: Charts, parent: QWidget | None = None) -> None:
        """Serve these charts."""
        super().__init__(parent)
        self.setObjectName("drawing_bar")
        self._charts, self._book = charts, charts.book
        self._buttons: dict[str, Button] = {}
        self._hints = KeyHints()
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(2)
        for kind, title, picture in _TOOLS:
            button = self._button(f"draw_{kind}", picture, tr(title), f"draw_{kind}")
            button.setCheckable(True)
            button.clicked.connect(partial(self.draw, kind))
            self._buttons[kind] = button
            row.addWidget(button)
        self._more = self._button("draw_more", "more", tr("More drawing tools"))
        self._more.setMenu(self._more_menu())
        self._magnet = self._button("draw_magnet", "magnet", tr("Magnet: points stick to prices of the bar"))
        self._magnet.setCheckable(True)
        self._undo = self._button("draw_undo", "undo", tr("Undo drawing"), "undo_drawing")
        self._redo = self._button("draw_redo", "redo", tr("Redo drawing"), "redo_drawing")
        for button in (self._more, self._magnet, self._undo, self._redo):
            row.addWidget(button)
        self._connect()
        self._magnet.setChecked(charts.is_magnetic)
        self._set_magnet(charts.is_magnetic)

    @property
    def last(self) -> QWidget:
        """The last of its buttons."""
        return self._redo

    def _connect(self) -> None:
        stack = self._book.stack
        self._magnet.toggled.connect(self._set_magnet)
        self._undo.clicked.connect(stack.undo)
        self._redo.clicked.connect(stack.redo)
        stack.canUndoChanged.connect(self._undo.setEnabled)
        stack.canRedoChanged.connect(self._redo.setEnabled)
        self._undo.setEnabled(stack.canUndo())
        self._redo.setEnabled(stack.canRedo())
        for chart in self._charts.all:
            self._serve(chart)
        self._charts.chart_added.connect(self._serve)

    def _button(self, name: str, picture: str, text: str, action_id: str = "") -> Button:
        button = Button("", "quiet", name=name, icon=picture, mini=True, accessible=text)
        button.setToolTip(text)
        if action_id in ROWS:
            self._hints.tell(button, text, action_id)
        return button

    def show_keys(self, keys: KeyMap) -> None:
        """Tell the keys in force."""
        self._hints.follow(keys)

    def _more_menu(self) -> QMenu:
        menu = QMenu(self)
        every = [*((kind, tr(text)) for kind, text, _ in _TOOLS), *((kind, tr(text)) for kind, text in _MORE)]
        for kind, text in every:
            menu.addAction(text, partial(self.draw, kind))
        menu.addSeparator()
        menu.addAction(tr("Remove all drawings"), self._book.clear)
        return menu

    def set_compact(self, is_compact: bool) -> None:
        """Leave only the menu, which holds every tool, where there is no room for the buttons."""
        for button in (*self._buttons.values(), self._magnet, self._undo, self._redo):
            button.setVisible(not is_compact)

    @Slot(object)
    def _serve(self, chart: ChartView) -> None:
        tool = chart.canvas.tool
        tool.is_magnetic = self._magnet.isChecked()
        tool.kind_changed.connect(self._on_kind)
        tool.begun.connect(partial(self._on_begun, chart))
        tool.text_wanted.connect(self._ask_text)
        tool.menu_wanted.connect(self._open_menu)

    def _on_begun(self, drawn_on: ChartView) -> None:
        """A drawing begun on one chart is begun on no other."""
        for chart in self._charts.all:
            if chart is not drawn_on:
                chart.canvas.tool.begin_again()

    def draw(self, kind: DrawingKind, *_checked: bool) -> None:
        """Draw this kind next on whichever chart is pressed; again to stop."""
        chosen = None if self._charts.main.canvas.tool.kind == kind else kind
        for chart in self._charts.all:
            chart.canvas.tool.choose(chosen)
        self._charts.main.setFocus(Qt.FocusReason.OtherFocusReason)

    @Slot(str)
    def _on_kind(self, kind: str) -> None:
        for name, button in self._buttons.items():
            button.setChecked(name == kind)
        if not kind:
            for chart in self._charts.all:
                if chart.canvas.tool.kind is not None:
                    chart.canvas.tool.choose(None)

    @Slot(bool)
    def _set_magnet(self, is_on: bool) -> None:
        set_look(self._magnet, "kind", "default" if is_on else "quiet")
        for chart in self._charts.all:
            chart.canvas.tool.is_magnetic = is_on
        self._charts.set_magnetic(is_on)

    @Slot(object)
    def _ask_text(self, point: Point) -> None:
        self._open_text("").given.connect(partial(self._add_text, point))

    def _edit_text(self, words: str) -> None:
        self._open_text(words).given.connect(partial(self._restyle, "text"))

    def _open_text(self, words: str) -> NameDialog:
        dialog = NameDialog(tr("Text on the chart"), tr("A short note at this bar and price."), (), self)
        dialog.edit.setMaxLength(LONGEST_TEXT)
        dialog.edit.setText(words)
        dialog.edit.selectAll()
        dialog.edit.setAccessibleName(tr("Text"))
        dialog.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        dialog.open()
        return dialog

    def _add_text(self, point: Point, text: str) -> None:
        self._book.add("text", (point,), text)

    @Slot()
    def _open_menu(self) -> None:
        menu = self.menu()
        if menu is not None:
            menu.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
            menu.popup(QCursor.pos() + QPoint(1, 1))

    def menu(self) -> QMenu | None:
        """What can be done with the selected drawing."""
        chosen = self._book.chosen
        if chosen is None:
            return None
        menu = QMenu(self)
        if chosen.kind == "risk":
            menu.addAction(tr("Fill the ticket with this"), partial(self.order_asked.emit, chosen))
            menu.addSeparator()
        if chosen.kind == "text":
            menu.addAction(tr("Change the words"), partial(self._edit_text, chosen.text))
            menu.addSeparator()
        colours = menu.addMenu(tr("Colour"))
        for token, name in zip(SERIES_TOKENS, COLOUR_NAMES, strict=True):
            colours.addAction(swatch(token), tr(name), partial(self._restyle, "colour", token))
        widths, styles = menu.addMenu(tr("Width")), menu.addMenu(tr("Line"))
        for width in (1, 2, 3):
            widths.addAction(tr("{width} px").format(width=width), partial(self._restyle, "width", width))
        for style, words in _STYLES:
            styles.addAction(tr(words), partial(self._restyle, "style", style))
        menu.addSeparator()
        menu.addAction(tr("Remove"), self._book.remove)
        return menu

    def _restyle(self, name: str, value: object) -> None:
        self._book.restyle(**{name: value})


def order_of(drawing: Drawing, last: float) -> tuple[str, str, tuple[float, float, float]]:
    """Side, ticket kind and (entry, stop, target) of a risk box; beyond the price an entry needs a stop order."""
    entry, stop, target = (price for _, price in drawing.points)
    side = "long" if stop < entry else "short"
    is_beyond = entry > last if side == "long" else entry < last
    return side, "stop" if is_beyond else "limit", (entry, stop, target)
