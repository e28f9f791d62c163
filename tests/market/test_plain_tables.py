"""Rows of plain figures are read the fast way, to the last bit as numpy reads them; all other text is left to numpy."""

from __future__ import annotations

import io

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from trainer.market.files import _CHUNK_BYTES, _plain_table

FIGURES = st.one_of(
    st.floats(0, 1e22).map(lambda value: f"{value:f}"),
    st.floats(0, 1e16).map(repr).filter(lambda text: "e" not in text),
    st.integers(0, 10**23).map(str),
    st.decimals(0, 99_999, places=8).map(lambda value: f"{value:f}"),
)
ROWS = st.lists(st.lists(FIGURES, min_size=6, max_size=6).map(",".join), min_size=1, max_size=20).map("\n".join)


def by_numpy(text: str) -> bytes:
    return np.loadtxt(io.StringIO(text), delimiter=",", dtype=np.float64, ndmin=2, comments=None).tobytes()


@given(ROWS, st.sampled_from(["", "\n", "\n\n"]))
def test_every_bit_is_the_one_numpy_reads(rows: str, end: str) -> None:
    table = _plain_table((rows + end).encode())
    assert table is not None
    assert table.shape == (rows.count("\n") + 1, 6) and table.tobytes() == by_numpy(rows)


def test_figures_of_candles_are_read_the_fast_way_over_many_chunks() -> None:
    rows = "\n".join(f"{60_000 * place},{place}.25,{place}.5,{place}.125,{place},0" for place in range(20_000))
    table = _plain_table(rows.encode())
    assert len(rows) > 4 * _CHUNK_BYTES
    assert table is not None and table.tobytes() == by_numpy(rows)


@pytest.mark.parametrize(
    "text",
    [
        "",
        "\n",
        "1,2,3,4,5",
        "1,2,3,4,5,6,7",
        "1,2,3,4,5\n6,1,2,3,4,5,6",  # as many figures as two rows hold
        "1,2,3,4,5,6],[1,2,3,4,5,6",
        "1,2,3,4,5,",
        "1,2,,4,5,6",
        "1,2,3,4,5,6\n\n1,2,3,4,5,6",
        "1,2,3,4,5,nan",
        "1,2,3,4,5,1e9",
        "1,2,3,4,5,1.",
        "1,2,3,4,5,+6",
        "1,2,3,4,5,0x1",
        "1,2,3,4,5,-0",
        "1,2,3,4,5,06",
        "1,2,3,4,5,.6",
        "1,2,3,4,5,1.2.3",
        "1,2,3,4,5, 6",
        '1,2,3,4,5,"6"',
        "1,2,3,4,5,6\r\n1,2,3,4,5,6",
    ],
)
def test_other_text_is_left_to_numpy(text: str) -> None:
    assert _plain_table(text.encode()) is None
