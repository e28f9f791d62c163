"""Everything the Data page works with, made from one data folder."""

from __future__ import annotations

from pathlib import Path

from PySide6.QtCore import QObject

from trainer.collection.shelf import Collection
from trainer.presenters.data_candles import CandlesPresenter
from trainer.presenters.data_downloads import DownloadsPresenter
from trainer.presenters.data_draft import DraftPresenter
from trainer.presenters.data_scenarios import ScenariosPresenter
from trainer.scenarios.roots import Found, own_folder
from trainer.supply.packs import is_pack


class DataPresenter(QObject):
    """Candles, downloads, own scenarios and the draft of one."""

    def __init__(self, home: Path, parent: QObject | None = None) -> None:
        """Work on a data folder."""
        super().__init__(parent)
        collection = Collection(home)
        self.candles = CandlesPresenter(collection, self)
        self.downloads = DownloadsPresenter(home, self)
        self.scenarios = ScenariosPresenter(home, self)
        self.draft = DraftPresenter(collection, own_folder(home), self)

    def show_scenarios(self, found: Found) -> None:
        """Take the scenarios there are and look at the library again."""
        self.downloads.show_scenarios(found.headers)
        self.scenarios.show_scenarios(found)
        self.draft.show_scenarios(found.headers)
        self.candles.publish()

    @staticmethod
    def is_pack(path: Path) -> bool:
        """Whether a file looks like a pack of a scenario rather than candles."""
        return is_pack(path)

    def open_draft(self, series_id: str) -> bool:
        """Begin a scenario on a series of candles; False where there is none."""
        info = self.candles.info(series_id)
        if info is None or not info.key.timeframe_ms:
            return False
        self.draft.open(info)
        return True

    def close(self) -> None:
        """Let go of everything under way; what arrived of a download is kept."""
        for presenter in (self.candles, self.downloads, self.scenarios, self.draft):
            presenter.close()
