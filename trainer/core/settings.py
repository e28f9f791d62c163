"""The learner's settings: one small JSON file, written whole or not at all."""

from __future__ import annotations

import os
from pathlib import Path
from typing import Annotated, Literal

import msgspec
from msgspec import Meta

from trainer.core.errors import TrainerError
from trainer.core.language import english

FILE_NAME = "settings.json"
Percent = Annotated[float, Meta(gt=0, le=100)]
TicketKindName = Literal[
    "market", "limit", "stop", "bracket", "stop_limit", "take_profit", "take_profit_limit", "trailing", "scaled"
]


class SettingsError(TrainerError):
    """The settings file cannot be read or written."""


class RowShape(msgspec.Struct, frozen=True, forbid_unknown_fields=False):
    """A scaled entry from `near` to `far` from the price, in the unit of the template's stop, in `count` orders."""

    near: Annotated[float, Meta(ge=0, le=100)]
    far: Annotated[float, Meta(ge=0, le=100)]
    count: Annotated[int, Meta(ge=2, le=50)]
    sizing: Literal["even", "rising"] = "even"


FurtherTarget = tuple[Annotated[float, Meta(gt=0, le=100)], Annotated[float, Meta(gt=0, lt=100)]]


class TicketTemplate(msgspec.Struct, frozen=True, forbid_unknown_fields=False):
    """A named way to fill the ticket: what is left out stays as it is typed.

    `stop` is a distance in `stop_in`, `target_r` a multiple of that distance, `minutes` the time stop from now.
    `further` are more targets as (multiple, share in per cent); `row` is the shape of a scaled entry.
    """

    name: Annotated[str, Meta(min_length=1, max_length=40)]
    kind: TicketKindName = "bracket"
    risk_percent: Percent | None = None
    stop: Annotated[float, Meta(gt=0, le=100)] | None = None
    stop_in: Literal["percent", "atr"] = "percent"
    target_r: Annotated[float, Meta(gt=0, le=100)] | None = None
    minutes: Annotated[int, Meta(ge=1, le=1_439)] | None = None
    further: Annotated[tuple[FurtherTarget, ...], Meta(max_length=2)] = ()
    row: RowShape | None = None


class DeskLayout(msgspec.Struct, frozen=True, forbid_unknown_fields=False):
    """How the Desk is laid out: what is shown and where, the panels' height, and parts in windows of their own.

    `floating` maps a part ("ticket" or "panels") to the place of its window: left, top, width, height.
    """

    panels: bool = True
    ticket: bool = True
    ticket_left: bool = False
    panel_height: Annotated[int, Meta(ge=0, le=4_000)] = 172
    floating: dict[str, tuple[int, int, int, int]] = {}


class TableLayout(msgspec.Struct, frozen=True, forbid_unknown_fields=False):
    """How the learner left a table: hidden columns, their order, widths in pixels, and what it is sorted by."""

    hidden: tuple[str, ...] = ()
    order: tuple[str, ...] = ()
    widths: dict[str, int] = {}
    sort: str = ""
    falls: bool = False


FIRST_TEMPLATES = (
    TicketTemplate(english("Two to one"), risk_percent=1, stop=2, stop_in="atr", target_r=2),
    TicketTemplate(english("Small, wide"), risk_percent=0.5, stop=4, stop_in="atr", target_r=3),
    TicketTemplate(english("One hour"), risk_percent=0.5, stop=1.5, stop_in="atr", target_r=1.5, minutes=60),
)


class IndicatorChoice(msgspec.Struct, frozen=True, forbid_unknown_fields=False):
    """An indicator of the charts: parameters by name, defaults where left out, and a colour token for each line."""

    study: str
    values: dict[str, float] = {}
    colours: tuple[str, ...] = ()


FIRST_INDICATORS = (
    IndicatorChoice("ema", {"length": 20}, ("chart.series.first",)),
    IndicatorChoice("ema", {"length": 50}, ("chart.series.second",)),
)


class ChartChoices(msgspec.Struct, frozen=True, forbid_unknown_fields=False):
    """What the charts of the Desk show: indicators, strips by id, the timeframes beside the main chart, the scale."""

    indicators: tuple[IndicatorChoice, ...] = FIRST_INDICATORS
    strips: tuple[str, ...] = ("funding", "events")
    pane_minutes: tuple[Annotated[int, Meta(ge=1, le=43_200)], ...] = ()
    scale: Literal["linear", "log", "percent"] = "linear"
    is_magnetic: bool = False
    is_scroll_linked: bool = False


class Settings(msgspec.Struct, frozen=True, forbid_unknown_fields=False):
    """Every setting that has an effect, with its default. Unknown fields of a newer version are left out."""

    language: Literal["system", "en", "de"] = "system"
    theme: Literal["dark", "light", "highContrast", "system"] = "system"
    colours: Literal["greenRed", "blueOrange"] = "greenRed"
    candles: Literal["solid", "hollow"] = "solid"
    red_rises: bool = False
    text_percent: Literal[100, 110, 125, 150, 175, 200] = 100
    key_profile: Literal["cascade", "forex_tester"] = "cascade"
    keys: dict[str, str] = {}
    layout: DeskLayout = DeskLayout()
    layouts: dict[str, DeskLayout] = {}
    bankroll: Annotated[float, Meta(ge=100, le=10_000_000)] = 10_000
    leverage: Annotated[int, Meta(ge=1, le=125)] = 2
    margin_mode: Literal["isolated", "cross"] = "isolated"
    risk_percent: Percent = 1.0
    time_zone: Annotated[str, Meta(min_length=1, max_length=64)] = "UTC"
    leverage_ceiling: Annotated[float, Meta(ge=0.1, le=125)] = 3
    ceiling_rises: bool = True
    play_speed: Literal[1, 2, 4, 10, 30, 60, 120, 300, 1000] = 4
    timeframe: Literal["1m", "5m", "15m", "1h", "4h"] = "5m"
    pause_on_fill: bool = True
    pause_on_checkpoint: bool = True
    pause_on_margin_warning: bool = True
    pause_on_funding: bool = False
    pause_on_liquidation: bool = True
    pause_on_event: bool = False
    pause_on_session: bool = False
    hide_result: bool = False
    friction: bool = True
    path_rule: Literal["adverse", "adaptive"] = "adverse"
    templates: tuple[TicketTemplate, ...] = FIRST_TEMPLATES
    tables: dict[str, TableLayout] = {}
    chart: ChartChoices = ChartChoices()
    backups_kept: Annotated[int, Meta(ge=1, le=100)] = 7


def load_settings(folder: Path) -> Settings:
    """Settings of a data folder, defaults where there is no file; raises SettingsError for one that cannot be read."""
    path = folder / FILE_NAME
    try:
        return msgspec.json.decode(path.read_bytes(), type=Settings)
    except FileNotFoundError:
        return Settings()
    except (OSError, msgspec.MsgspecError) as error:
        raise SettingsError(
            english("{file}: cannot be read ({error}); the defaults are used and the file is kept").format(
                file=FILE_NAME, error=error
            )
        ) from error


def save_settings(folder: Path, settings: Settings) -> None:
    """Write the file beside the old one and swap; the one before stays as .bak. Raises SettingsError."""
    path = folder / FILE_NAME
    fresh, before = path.with_suffix(".new"), path.with_suffix(".bak")
    try:
        folder.mkdir(parents=True, exist_ok=True)
        with fresh.open("wb") as file:
            file.write(msgspec.json.format(msgspec.json.encode(settings), indent=2))
            file.flush()
            os.fsync(file.fileno())
        if path.is_file():
            before.write_bytes(path.read_bytes())
        fresh.replace(path)
    except OSError as error:
        raise SettingsError(
            english("{file}: cannot be written ({error}); the change lasts until you close Cascade").format(
                file=FILE_NAME, error=error
            )
        ) from error
