"""The set of who has watched what."""

from __future__ import annotations

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from recommender.memory.rows import PAGE
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


def test_rows_that_grow_move_and_go_hold_what_a_set_holds() -> None:
    """So many pairs that rows outgrow widths and pages, fill the gaps of those who go, and reuse their pages."""
    draw = np.random.default_rng(3)  # any seed
    seen, sets = Seen(), [set() for _ in range(300)]
    for turn in range(60):
        users = draw.integers(0, 300, 4_000) ** 2 // 300  # the lower ids watch the most
        items = draw.integers(0, 3_000, 4_000)
        fresh = seen.mark(users.astype(np.int32), items.astype(np.int32))
        new = []
        for user, item in zip(users.tolist(), items.tolist(), strict=True):
            new.append(item not in sets[user])
            sets[user].add(item)
        assert fresh.tolist() == new
        gone = draw.integers(0, 300, 5)
        seen.forget(gone.astype(np.int32))
        for user in gone.tolist():
            sets[user] = set()
        back = draw.integers(0, 300, 200)
        what = [min(sets[user], default=0) for user in back.tolist()]
        seen.retract(back.astype(np.int32), np.array(what, dtype=np.int32))
        for user, item in zip(back.tolist(), what, strict=True):
            sets[user].discard(item)
        if turn % 20 == 19:
            assert [seen.of(user).tolist() for user in range(300)] == [sorted(own) for own in sets]
    counted = np.bincount([item for own in sets for item in own], minlength=3_000)
    assert seen.viewers[:3_000].tolist() == counted.tolist()
    everyone = np.arange(300, dtype=np.int32)
    found = seen(everyone[:, None], np.arange(3_100, dtype=np.int32))
    assert [np.flatnonzero(row).tolist() for row in found] == [sorted(own) for own in sets]


def test_a_row_wider_than_a_page() -> None:
    seen, many = Seen(), 3 * PAGE
    everything = np.arange(many, dtype=np.int32)
    for user in (1, 0):
        assert seen.mark(np.full(many, user, dtype=np.int32), everything).all()
    seen.forget(np.array([1], dtype=np.int32))
    seen.mark(np.arange(2, 5_000, dtype=np.int32), np.full(4_998, 7, dtype=np.int32))
    assert np.array_equal(seen.of(0), everything)
    assert not seen.of(1).size
    assert seen.viewers[7] == 4_999


def test_memory_grows_with_the_pairs_and_not_with_people_times_items() -> None:
    seen, people = Seen(), 2_000
    everyone = np.arange(people, dtype=np.int32)
    for turn in range(100):
        seen.mark(everyone, (everyone * 7_919 + turn * 104_729) % 1_000_000)
    assert seen.nbytes - seen.viewers.nbytes < 8 * 100 * people + 2**22  # a bit table would take 250 MB
    held = seen.nbytes
    seen.forget(everyone)
    for turn in range(100):
        seen.mark(everyone, (everyone * 7_907 + turn * 104_711) % 1_000_000)
    assert seen.nbytes == held, "what is forgotten makes room"
