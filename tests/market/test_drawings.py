"""Drawings come back as they were; what is none is refused."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from trainer.market.drawings import POINTS, Drawing, DrawingError, decode_drawings, encode_drawings

prices = st.floats(1e-6, 1e9)
moments = st.integers(0, 4_000_000_000_000)
drawings = st.sampled_from(sorted(POINTS)).flatmap(
    lambda kind: st.builds(
        Drawing,
        st.integers(1, 500),
        st.just(kind),
        st.tuples(*[st.tuples(moments, prices)] * POINTS[kind]),
        width=st.integers(1, 4),
        style=st.sampled_from(["solid", "dash", "dot"]),
        text=st.text('aé✓<"\\\n ', max_size=20),
    )
)


@given(st.lists(drawings, max_size=8))
def test_a_round_trip(held: list[Drawing]) -> None:
    assert decode_drawings(encode_drawings(tuple(held))) == tuple(held)


@pytest.mark.parametrize(
    "text",
    ["", "{}", '[{"id":1}]', '[{"id":1,"kind":"star","points":[]}]', '[{"id":1,"kind":"trend","points":[[1,2.0]]}]',
     '[{"id":1,"kind":"text","points":[[1,NaN]]}]', '[{"id":1,"kind":"text","points":[[1,2.0]],"width":9}]'],
)  # fmt: skip
def test_what_is_no_drawing_is_refused(text: str) -> None:
    with pytest.raises(DrawingError, match="drawings"):
        decode_drawings(text)
