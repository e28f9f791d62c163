"""A scenario.toml as text: the few TOML forms it uses, plain keys before tables, the same bytes each time."""

from __future__ import annotations

import json
from collections.abc import Mapping
from datetime import date, datetime
from typing import Any

import msgspec

from trainer.scenarios.records import Header


def toml_of(header: Header) -> str:
    """The file of a record; keys that hold their default are left out."""
    plain = msgspec.to_builtins(header, builtin_types=(datetime, date))
    defaults = {name: value for name, value in _defaults(header).items() if plain.get(name) == value}
    return toml_text({key: value for key, value in plain.items() if key not in defaults})


def toml_text(document: Mapping[str, Any]) -> str:
    """TOML of nested tables; None is left out."""
    lines: list[str] = []
    _table(lines, "", document)
    return "\n".join(lines).strip() + "\n"


def _defaults(header: Header) -> dict[str, Any]:
    kinds = msgspec.structs.fields(header)
    return {
        field.encode_name: msgspec.to_builtins(field.default)
        for field in kinds
        if field.default is not msgspec.NODEFAULT
    }


def _table(lines: list[str], path: str, table: Mapping[str, Any]) -> None:
    nested = {key: value for key, value in table.items() if _is_nested(value)}
    for key, value in table.items():
        if key not in nested and value is not None and value != {}:
            lines.append(f"{_key(key)} = {_value(value)}")
    for key, value in nested.items():
        name = f"{path}{_key(key)}"
        for item in value if isinstance(value, list | tuple) else [value]:
            lines += ["", f"[[{name}]]" if isinstance(value, list | tuple) else f"[{name}]"]
            _table(lines, f"{name}.", item)


def _is_nested(value: object) -> bool:
    if isinstance(value, Mapping):
        return bool(value)
    return isinstance(value, list | tuple) and bool(value) and isinstance(value[0], Mapping)


def _key(name: str) -> str:
    return name if name.replace("_", "").replace("-", "").isalnum() and name.isascii() else json.dumps(name)


def _value(value: object) -> str:
    if isinstance(value, datetime):
        return value.strftime("%Y-%m-%dT%H:%M:%SZ")
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, str):
        # TOML's basic strings are JSON's, but for the one control character JSON leaves as it is
        return json.dumps(value, ensure_ascii=False).replace("\x7f", "\\u007F")
    if isinstance(value, list | tuple):
        return f"[{', '.join(_value(item) for item in value)}]"
    return repr(value)
