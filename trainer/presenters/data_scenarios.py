"""The learner's own scenarios: fetched, made here or brought as packs; out as packs, into the trash and back."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from PySide6.QtCore import QObject, Signal, Slot

from trainer.core.errors import TrainerError
from trainer.core.language import retold, tr
from trainer.presenters.data_views import OwnView, ScenariosView
from trainer.presenters.home_cards import length_text, market_time
from trainer.presenters.work import Told, Work
from trainer.scenarios.load import Scenario, ScenarioHeader
from trainer.scenarios.roots import Found, own_folder
from trainer.supply.draft import why_closed
from trainer.supply.packs import read_pack, restore, throw_away, write_pack


class ScenariosPresenter(QObject):
    """Packs are read and written beside the window; a pack whose id is taken is asked about first."""

    view_changed = Signal(object)
    """ScenariosView."""
    changed = Signal(str)
    """A scenario's id: a folder came or went."""
    replace_asked = Signal(str, object)
    """A sentence and the path of a pack whose id is taken."""
    told = Signal(str)
    trouble = Signal(str)

    def __init__(self, home: Path, parent: QObject | None = None) -> None:
        """Know nothing yet; `show_scenarios` gives what there is."""
        super().__init__(parent)
        self.root = own_folder(home)
        self._found = Found(())
        self._thrown: Path | None = None

    def show_scenarios(self, found: Found) -> None:
        """Take the scenarios there are."""
        self._found = found
        self.view_changed.emit(self.view())

    def view(self) -> ScenariosView:
        """The learner's own folders."""
        own = tuple(_view(header) for header in self._found.headers if header.folder.parent == self.root)
        return ScenariosView(own, self._found.faults)

    def bring(self, path: Path, *, replaces: bool = False) -> None:
        """Read a pack into the learner's folder."""

        def job(_told: Told) -> Scenario:
            return read_pack(path, self.root, replaces=replaces)

        def failed(sentence: str) -> None:
            if "is there already" in sentence:
                self.replace_asked.emit(retold(sentence), path)
            else:
                self.trouble.emit(retold(sentence))

        self._run(job, self._on_brought, failed)

    def export(self, scenario_id: str, path: Path) -> None:
        """Write one of the folders as a pack."""
        header = next((one for one in self._found.headers if one.id == scenario_id), None)
        if header is None or not header.has_candles:
            self.trouble.emit(
                tr("{scenario_id}: its candles are not here, so there is nothing to pack").format(
                    scenario_id=scenario_id
                )
            )
            return
        folder = header.folder

        def job(_told: Told) -> str:
            write_pack(folder, path)
            return tr("{scenario_id} was packed into {name}.").format(scenario_id=scenario_id, name=path.name)

        self._run(job, self._on_packed, self.trouble.emit)

    def throw_away(self, scenario_id: str) -> None:
        """Move one of the folders into the trash."""
        try:
            self._thrown = throw_away(self.root, scenario_id)
        except TrainerError as error:
            self.trouble.emit(retold(str(error)))
            return
        self.changed.emit(scenario_id)
        self.told.emit(tr("{scenario_id} lies in the trash.").format(scenario_id=scenario_id))

    @Slot()
    def set_aside(self) -> None:
        """Move folders that cannot be used into the trash."""
        try:
            for name in self._found.broken:
                throw_away(self.root, name)
        except TrainerError as error:
            self.trouble.emit(retold(str(error)))
            return
        self.changed.emit("")
        self.told.emit(tr("The folders that cannot be used lie in the trash; nothing was deleted."))

    @Slot()
    def restore_last(self) -> None:
        """Bring back what was thrown away last."""
        if self._thrown is None:
            return
        try:
            scenario_id = restore(self.root, self._thrown)
        except TrainerError as error:
            self.trouble.emit(retold(str(error)))
            return
        self._thrown = None
        self.changed.emit(scenario_id)
        self.told.emit(tr("{scenario_id} is back.").format(scenario_id=scenario_id))

    @property
    def can_restore(self) -> bool:
        """Whether something was thrown away that is not back."""
        return self._thrown is not None

    def close(self) -> None:
        """Let go of everything under way."""
        for work in self.findChildren(Work):
            work.stop()
            work.wait()

    def _run(
        self, job: Callable[[Told], object], done: Callable[[object], None], failed: Callable[[str], object]
    ) -> None:
        work = Work(self)
        work.done.connect(done)
        work.failed.connect(failed)
        work.start(job)

    @Slot(object)
    def _on_brought(self, scenario: object) -> None:
        if isinstance(scenario, Scenario):
            self.changed.emit(scenario.id)
            self.told.emit(tr("{title} stands on Home now.").format(title=scenario.title))

    @Slot(object)
    def _on_packed(self, sentence: object) -> None:
        self.told.emit(str(sentence))


def _view(header: ScenarioHeader) -> OwnView:
    line = f"{header.symbol} · {header.timeframe} · {length_text(header.end_ms - header.start_ms)}"
    start = market_time(header.start_ms)
    origin = tr("fetched") if header.record.download is not None else header.source.publisher
    return OwnView(
        header.id,
        header.title,
        tr("{line}, from {start} UTC").format(line=line, start=start),
        origin,
        header.has_candles,
        why_closed(header.record),
    )
