"""sqlite-utils, loaded without pandas.

sqlite-utils loads pandas wherever it is installed, only to know the types of its columns. The store holds none of
them, and loading it costs a start 90 MB and as long as the window itself.
"""

from __future__ import annotations

import sys
from typing import Any, cast

_modules = cast("dict[str, Any]", sys.modules)
_absent = "pandas" not in _modules
if _absent:
    _modules["pandas"] = None  # an entry of None makes its import fail, which sqlite-utils takes for "not installed"
try:
    from sqlite_utils import Database, Migrations
finally:
    if _absent:
        del _modules["pandas"]

__all__ = ["Database", "Migrations"]
