"""Settings are checked one field at a time and kept at once."""

from __future__ import annotations

from decimal import Decimal
from pathlib import Path

import pytest

from trainer.core.settings import Settings, SettingsError, load_settings, save_settings
from trainer.presenters.settings import SettingsPresenter


@pytest.mark.parametrize(
    ("field", "typed", "sentence"),
    [
        ("leverage", "126", "Leverage: 126 is not allowed; whole numbers from 1 to 125 are"),
        ("leverage", "2.5", "Leverage: 2.5 is not allowed; whole numbers from 1 to 125 are"),
        ("bankroll", "99", "Bankroll: 99 is not allowed; numbers from 100 to 10,000,000 are"),
        ("leverage_ceiling", "0", "Leverage ceiling: 0 is not allowed; numbers from 0.1 to 125 are"),
        ("risk_percent", "0", "Risk per trade: 0 is not allowed; numbers from 0.01 to 100 are"),
    ],
)
def test_a_refused_number_is_named_and_nothing_changes(tmp_path: Path, field: str, typed: str, sentence: str) -> None:
    presenter = SettingsPresenter(Settings(), lambda fresh: save_settings(tmp_path, fresh))
    refusal = presenter.change_number(field, Decimal(typed), typed)
    assert refusal is not None and refusal.sentence == sentence
    assert presenter.settings == Settings() and not list(tmp_path.iterdir())


def test_nothing_typed_is_said(tmp_path: Path) -> None:
    presenter = SettingsPresenter(Settings(), lambda fresh: save_settings(tmp_path, fresh))
    refusal = presenter.change_number("bankroll", None, " ")
    assert refusal is not None and "nothing typed" in refusal.sentence


def test_a_change_is_on_disk_before_it_is_announced(tmp_path: Path) -> None:
    presenter = SettingsPresenter(Settings(), lambda fresh: save_settings(tmp_path, fresh))
    seen: list[Settings] = []
    presenter.settings_changed.connect(lambda _fresh: seen.append(load_settings(tmp_path)))
    assert presenter.change_number("leverage", Decimal(5), "5") is None
    presenter.change(theme="light")
    assert [(one.leverage, one.theme) for one in seen] == [(5, "system"), (5, "light")]


def test_a_folder_that_cannot_be_written_is_said_and_the_change_lasts(tmp_path: Path) -> None:
    blocked = tmp_path / "file"
    blocked.write_text("not a folder", encoding="utf-8")

    def save(fresh: Settings) -> None:
        save_settings(blocked / "inside", fresh)

    presenter = SettingsPresenter(Settings(), save)
    said: list[str] = []
    presenter.trouble.connect(said.append)
    presenter.change(theme="dark")
    assert presenter.settings.theme == "dark" and len(said) == 1 and "cannot be written" in said[0]
    with pytest.raises(SettingsError):
        save(Settings())
