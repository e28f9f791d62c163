"""What the Desk remembers for the next session: defaults from the settings, and changes at the Desk back into them."""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Decimal

from PySide6.QtCore import QObject, Slot

from trainer.core.settings import ChartChoices, DeskLayout, Settings, TableLayout, TicketTemplate
from trainer.market.timeframe import timeframe_ms
from trainer.presenters.desk import DeskPresenter
from trainer.presenters.desk_board import DeskOptions
from trainer.presenters.replay import PAUSES
from trainer.presenters.settings import SettingsPresenter
from trainer.scoring.tilt import quick_minutes
from trainer.session.session import Session


def options_of(session: Session, settings: Settings, gaps: Sequence[int] = ()) -> DeskOptions:
    """How a session's Desk begins; `gaps` are the learner's minutes to the next entry so far."""
    return DeskOptions(
        is_training=session.record.is_training,
        ceiling=session.record.ceiling,
        risk_percent=Decimal(f"{settings.risk_percent:g}"),
        is_pnl_hidden=session.record.hides_result,
        timeframe_ms=timeframe_ms(settings.timeframe),
        templates=settings.templates,
        tables=settings.tables,
        layout=settings.layout,
        layouts=settings.layouts,
        chart=settings.chart,
        is_friction=settings.friction,
        quick_minutes=quick_minutes(gaps),
    )


class DeskMemory(QObject):
    """Writes what is chosen at the Desk into the settings."""

    def __init__(self, settings: SettingsPresenter, parent: QObject | None = None) -> None:
        """Keep in these settings."""
        super().__init__(parent)
        self._settings = settings

    def take_defaults(self, desk: DeskPresenter, *, is_new: bool) -> None:
        """Give speed and pauses to a Desk, a new session also leverage and margin mode, and follow its changes."""
        chosen = self._settings.settings
        desk.replay.set_speed(chosen.play_speed)
        for cause, setting, _ in PAUSES:
            desk.replay.set_auto_pause(cause, getattr(chosen, setting))
        if is_new:
            desk.ticket.set_leverage(min(Decimal(chosen.leverage), desk.session.market.rules.maximum_leverage))
            desk.ticket.set_margin_mode(chosen.margin_mode)
        desk.replay.pause_switched.connect(self.keep_pause)
        desk.ticket.templates_changed.connect(self.keep_templates)
        desk.charts.chosen.connect(self.keep_charts)

    @Slot(str, bool)
    def keep_pause(self, setting: str, is_on: bool) -> None:
        """A cause of a pause was switched."""
        self._settings.change(**{setting: is_on})

    @Slot(object)
    def keep_templates(self, templates: tuple[TicketTemplate, ...]) -> None:
        """A template of the ticket was kept or removed."""
        self._settings.change(templates=templates)

    @Slot(object)
    def keep_charts(self, chart: ChartChoices) -> None:
        """Something else is shown on the charts."""
        self._settings.change(chart=chart)

    @Slot(str, object)
    def keep_table(self, name: str, layout: TableLayout) -> None:
        """Columns of a panel were arranged."""
        self._settings.change(tables=self._settings.settings.tables | {name: layout})

    @Slot(object)
    def keep_layout(self, layout: DeskLayout) -> None:
        """The Desk was laid out anew."""
        self._settings.change(layout=layout)

    @Slot(object)
    def keep_layouts(self, layouts: dict[str, DeskLayout]) -> None:
        """A layout was kept under a name, or removed."""
        self._settings.change(layouts=layouts)
