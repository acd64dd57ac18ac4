"""The set of who has watched what."""

from __future__ import annotations

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from recommender.memory.seen import Seen


@given(
    st.lists(st.tuples(st.integers(0, 5), st.integers(0, 40)), max_size=60),
    st.integers(0, 41),
    st.integers(0, 41),
)
def test_a_span_of_items_is_what_single_questions_give(pairs, one, other) -> None:
    first, last = min(one, other), max(one, other)
    seen = Seen()
    seen.grow(0, 41)
    if pairs:
        users, items = np.array(pairs, dtype=np.int32).T
        seen.mark(users, items)
    users = np.array([3, 0, 900, 5], dtype=np.int32)
    span = seen.span(users, first, last)
    assert span.dtype == np.bool_
    assert span.shape == (4, last - first)
    for row, user in enumerate(users):
        assert span[row].tolist() == [(user, item) in set(pairs) for item in range(first, last)]
