"""Every indicator there is: each module of this package that holds a STUDY."""

from __future__ import annotations

import importlib
import pkgutil

from trainer.core.errors import FieldError
from trainer.core.language import english
from trainer.market import studies
from trainer.market.studies.study import Running, Study


def _found() -> dict[str, Study]:
    modules = (
        importlib.import_module(f"{studies.__name__}.{item.name}")
        for item in pkgutil.iter_modules(studies.__path__)
        if item.name != "registry"
    )
    held: list[Study] = [module.STUDY for module in modules if hasattr(module, "STUDY")]
    return {study.id: study for study in sorted(held, key=lambda study: study.title.casefold())}


STUDIES = _found()
"""Id to indicator, in the order of their titles."""


def running(study_id: str, given: dict[str, float] | None = None) -> Running:
    """An indicator ready to follow bars; raises FieldError for an unknown id or a parameter out of its limits."""
    if study_id not in STUDIES:
        raise FieldError("indicator", study_id, english("one of {studies}").format(studies=", ".join(STUDIES)))
    study = STUDIES[study_id]
    return Running(study, study.values_of(given or {}))
