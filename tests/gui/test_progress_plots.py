"""The axis of the Process Rating: labels that would lie on each other are left out."""

from __future__ import annotations

from itertools import pairwise

import pytest
from PySide6.QtCore import QRectF
from PySide6.QtGui import QPainter
from pytestqt.qtbot import QtBot

from trainer.presenters.progress import RatingCurve
from trainer.ui.progress import plots


@pytest.mark.parametrize("rating", [3.0, 30.0, 60.0, 121.9, 240.0, 480.0])
def test_labels_of_the_rating_axis_stand_apart(rating: float, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch) -> None:
    drawn: list[tuple[float, str]] = []

    def listen(_painter: QPainter, place: QRectF, *rest: object) -> None:
        if str(rest[-1]).isdigit():
            drawn.append((place.center().y(), str(rest[-1])))

    monkeypatch.setattr(plots, "QPainter", type("Listening", (QPainter,), {"drawText": listen}))
    plot = plots.RatingPlot(name="rating")
    qtbot.addWidget(plot)
    plot.resize(600, 200)
    plot.show_curve(RatingCurve((rating,), (rating,), (rating,), (rating,), "", "12 March"))
    plot.grab()
    drawn.sort()
    assert drawn[-1][1] == "0" and float(drawn[0][1]) >= rating
    assert all(lower - upper >= 14 for (upper, _), (lower, _) in pairwise(drawn)), drawn
