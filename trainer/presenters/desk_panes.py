"""Further charts of the same session: the same clock in other timeframes, from revealed bars only."""

from __future__ import annotations

from PySide6.QtCore import QObject, Signal, Slot

from trainer.presenters.desk_board import DeskBoard
from trainer.presenters.desk_series import SeriesFeed
from trainer.session.session import Session

MOST_PANES = 3


class PanesPresenter(QObject):
    """Feeds up to three charts beside the main one."""

    series_changed = Signal(int, object)
    """Pane and its ChartSeriesView."""
    timeframes_changed = Signal(object)
    """tuple[int, ...]: the length in ms of each pane, empty without panes."""

    def __init__(self, session: Session, board: DeskBoard, parent: QObject | None = None) -> None:
        """Begin without panes."""
        super().__init__(parent)
        self._session, self._board = session, board
        self._feeds: list[SeriesFeed] = []
        board.moved.connect(self.publish)

    @property
    def timeframes(self) -> tuple[int, ...]:
        """Length in ms of each pane."""
        return tuple(feed.timeframe_ms for feed in self._feeds)

    def show(self, timeframes: tuple[int, ...]) -> None:
        """Have these panes, at most MOST_PANES; a pane that keeps its length keeps its bars."""
        held = {feed.timeframe_ms: feed for feed in self._feeds}
        self._feeds = [held.get(length) or SeriesFeed(self._session, length) for length in timeframes[:MOST_PANES]]
        self.timeframes_changed.emit(self.timeframes)
        self.publish()

    def set_timeframe(self, pane: int, timeframe_ms: int) -> None:
        """Show bars of another length in a pane."""
        lengths = list(self.timeframes)
        lengths[pane] = timeframe_ms
        self.show(tuple(lengths))

    @Slot()
    def publish(self) -> None:
        """Send every pane as the session stands."""
        for pane, feed in enumerate(self._feeds):
            if feed.is_ahead:
                self._feeds[pane] = feed = SeriesFeed(self._session, feed.timeframe_ms)
            feed.follow()
            self.series_changed.emit(pane, feed.view(*self._board.chart_title()))
