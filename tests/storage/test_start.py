"""What opening the store costs a start."""

from __future__ import annotations

import subprocess
import sys

PROGRAM = """
import sys
import trainer.storage.store
assert "sqlite_utils" in sys.modules and "pandas" not in sys.modules
import pandas
assert pandas.DataFrame({"price": [1.5]}).price.iloc[0] == 1.5
"""


def test_the_store_loads_without_pandas_and_pandas_can_be_loaded_later() -> None:
    done = subprocess.run([sys.executable, "-c", PROGRAM], capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
