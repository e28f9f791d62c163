"""Commands as JSON objects and back: one form for the store, exports, decision files and the CLI."""

from __future__ import annotations

import types
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import MISSING, fields
from decimal import Decimal
from enum import StrEnum
from typing import Any, Union, get_args, get_origin, get_type_hints

import numpy as np

from trainer.core.clock import iso, parse_utc
from trainer.core.errors import FieldError
from trainer.core.units import parse_decimal
from trainer.engine.commands import (
    AddMargin,
    AmendOrder,
    CancelOrder,
    ClosePosition,
    Command,
    Decision,
    Note,
    PlaceOrder,
    PlaceScaled,
    RemoveMargin,
    SetAutoMargin,
    SetLeverage,
    SetPositionMode,
)
from trainer.engine.events import plain
from trainer.engine.market import Market
from trainer.engine.state import TargetShare

NAMES: dict[str, type[Command]] = {
    "place_order": PlaceOrder,
    "amend_order": AmendOrder,
    "cancel_order": CancelOrder,
    "close_position": ClosePosition,
    "add_margin": AddMargin,
    "remove_margin": RemoveMargin,
    "set_leverage": SetLeverage,
    "set_position_mode": SetPositionMode,
    "set_auto_margin": SetAutoMargin,
    "place_scaled": PlaceScaled,
    "note": Note,
}
"""Name in a decision line -> command."""

_WORDS = {kind: name for name, kind in NAMES.items()}
_TIMES = frozenset({"expires", "time_exit"})
_HEAD = frozenset({"time", "command"})
_LARGEST_TEXT = 4_000
_MOST_TARGETS = 20
_TYPES: dict[type[Command], dict[str, Any]] = {kind: get_type_hints(kind) for kind in NAMES.values()}


def command_name(command: Command) -> str:
    """The command's name in a decision line."""
    return _WORDS[type(command)]


def command_to_dict(command: Command) -> dict[str, object]:
    """JSON-ready form: `command` and every field that differs from its default; money as text, times as ISO UTC."""
    row: dict[str, object] = {"command": command_name(command)}
    for item in fields(command):
        value = getattr(command, item.name)
        if item.default is not MISSING and value == item.default:
            continue
        name = "id" if item.name == "order_id" else item.name
        row[name] = _written(item.name, value)
    if isinstance(command, CancelOrder) and command.order_id is None:
        row["all"] = True
    return row


def _written(name: str, value: object) -> object:
    if name in _TIMES and isinstance(value, int):
        return iso(value)
    if isinstance(value, tuple):
        return [{"price": plain(share.price), "share": plain(share.share)} for share in value]
    return plain(value)


def command_from_dict(row: Mapping[str, object], where: str = "command") -> Command:
    """The command of one JSON object; raises FieldError that names the field, the value and what is allowed."""
    name = row.get("command")
    kind = NAMES.get(name) if isinstance(name, str) else None
    if kind is None:
        raise FieldError(f"{where}: command", name, f"one of {', '.join(NAMES)}")
    hints = _TYPES[kind]
    values: dict[str, Any] = {}
    for key, value in row.items():
        if key in _HEAD or (key == "all" and kind is CancelOrder):
            continue
        field = "order_id" if key == "id" else key
        if field not in hints:
            allowed = ", ".join("id" if known == "order_id" else known for known in hints)
            raise FieldError(f"{where}: field", key, f"{name} knows {allowed}")
        values[field] = _value(f"{where}: {key}", hints[field], value, is_time=field in _TIMES)
    _require(kind, values, row, where)
    return kind(**values)


def _require(kind: type[Command], values: Mapping[str, object], row: Mapping[str, object], where: str) -> None:
    missing = [f.name for f in fields(kind) if f.default is MISSING and values.get(f.name) is None]
    if missing:
        name = "id" if missing[0] == "order_id" else missing[0]
        raise FieldError(f"{where}: {name}", "nothing", f"{_WORDS[kind]} needs it")
    if kind is CancelOrder:
        everything = row.get("all")
        if everything not in (None, True) or (everything is None) == (values.get("order_id") is None):
            raise FieldError(f"{where}: id", row.get("id"), 'either "id" or "all": true')


def _value(where: str, hint: Any, value: object, *, is_time: bool) -> object:  # noqa: ANN401 - a type from annotations
    """One JSON value as the field's type."""
    if get_origin(hint) is tuple:
        return _shares(where, value)
    if get_origin(hint) in (Union, types.UnionType):
        if value is None:
            return None
        hint = next(part for part in get_args(hint) if part is not types.NoneType)
    if hint is bool and isinstance(value, bool):
        return value
    if hint is bool or not isinstance(value, str):
        raise FieldError(where, value, "true or false" if hint is bool else 'text, for instance "0.5"')
    return _from_text(where, hint, value, is_time=is_time)


def _shares(where: str, value: object) -> tuple[TargetShare, ...]:
    """Several targets: [{"price": "8500", "share": "0.5"}, ...]."""
    if not isinstance(value, list) or not 1 <= len(value) <= _MOST_TARGETS:
        raise FieldError(where, str(value)[:40], f"a list of 1 to {_MOST_TARGETS} objects with price and share")
    found = []
    for row in value:
        if not isinstance(row, dict) or set(row) != {"price", "share"}:
            raise FieldError(where, str(row)[:40], 'objects such as {"price": "8500", "share": "0.5"}')
        found.append(TargetShare(parse_decimal(where, row["price"]), parse_decimal(where, row["share"])))
    return tuple(found)


def _from_text(where: str, hint: Any, value: str, *, is_time: bool) -> object:  # noqa: ANN401 - a type from annotations
    if is_time:
        return parse_utc(where, value)
    if hint is Decimal:
        return parse_decimal(where, value)
    if issubclass(hint, StrEnum):
        known = [str(word) for word in hint]
        if value not in known:
            raise FieldError(where, value, f"one of {', '.join(known)}")
        return hint(value)
    if len(value) > _LARGEST_TEXT or "\x00" in value:
        raise FieldError(where, value[:40], f"at most {_LARGEST_TEXT} characters")
    return value


# decision files


def parse_decisions(lines: Sequence[object], market: Market) -> tuple[Decision, ...]:
    """Decisions of a file's JSON objects; raises FieldError for a time off a bar's close, before the start or back."""
    result: list[Decision] = []
    for number, line in enumerate(lines, 1):
        where = f"decisions line {number}"
        if not isinstance(line, dict):
            raise FieldError(where, str(line)[:40], "a JSON object")
        bar = _bar_of(line.get("time"), market, where)
        if result and bar < result[-1].bar:
            raise FieldError(f"{where}: time", line.get("time"), "lines in time order")
        symbols = [one.symbol for one in market.markets]
        if line.get("symbol", market.symbol) not in symbols:
            raise FieldError(f"{where}: symbol", line.get("symbol"), "one of " + ", ".join(symbols))
        result.append(Decision(bar, command_from_dict(line, where)))
    return tuple(result)


def _bar_of(value: object, market: Market, where: str) -> int:
    if not isinstance(value, str):
        raise FieldError(f"{where}: time", value, "an ISO time in UTC such as 2020-03-12T10:00:00Z")
    moment = parse_utc(f"{where}: time", value)
    first, last = market.close_ms(market.start), market.close_ms(len(market) - 1)
    bar = int(np.searchsorted(market.last.time_ms, moment - market.last.timeframe_ms))
    if not market.start <= bar < len(market) or market.close_ms(bar) != moment:
        raise FieldError(f"{where}: time", value, f"the close of a bar from {iso(first)} to {iso(last)}")
    return bar


def decision_lines(decisions: Iterable[Decision], market: Market) -> list[dict[str, object]]:
    """Decisions as the JSON objects of a decision file."""
    return [{"time": iso(market.close_ms(item.bar)), **command_to_dict(item.command)} for item in decisions]
