"""Who follows whom: what a plain set of pairs would hold."""

from __future__ import annotations

from copy import deepcopy

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from recommender.growing import matches, spans
from recommender.memory.catalogue import NONE
from recommender.memory.follows import Follows
from recommender.memory.memory import Memory
from recommender.types import Items

PAIRS = st.lists(st.tuples(st.integers(0, 5), st.integers(0, 6)), max_size=12)
ACTS = st.lists(st.tuples(st.sampled_from(["add", "add", "forget"]), PAIRS), max_size=8)


def columns(pairs: list[tuple[int, int]]) -> tuple[np.ndarray, np.ndarray]:
    users, creators = np.array(pairs, dtype=np.int32).reshape(-1, 2).T
    return users, creators


def lived(follows: Follows, known: set[tuple[int, int]], acts) -> None:
    for what, pairs in acts:
        users, creators = columns(pairs)
        if what == "add":
            follows.add(users, creators)
            known |= set(pairs)
        else:
            follows.forget(users[:2])
            known -= {pair for pair in known if pair[0] in users[:2]}


def check(follows: Follows, known: set[tuple[int, int]]) -> None:
    users = np.array([3, 900, 0, 5, 3, 1, 2, 4], dtype=np.int32)
    row, creator = follows.of(users)
    expected = [(row, c) for row, user in enumerate(users) for c in range(7) if (user, c) in known]
    assert list(zip(row.tolist(), creator.tolist(), strict=True)) == expected
    asked = np.arange(-1, 8, dtype=np.int32)
    told = follows(users[:, None], asked)
    assert told.tolist() == [[(user, c) in known for c in asked.tolist()] for user in users.tolist()]


@given(ACTS, ACTS)
def test_follows_are_a_set_of_pairs_and_a_copy_is_another(first, then) -> None:
    follows, known = Follows(), set[tuple[int, int]]()
    lived(follows, known, first)
    copy, copied = deepcopy(follows), set(known)
    lived(copy, copied, then)
    check(follows, known)
    check(copy, copied)


def test_large_ids_take_no_more_room_than_small_ones() -> None:
    follows = Follows()
    users, creators = columns([(2**31 - 1, 2**31 - 1), (0, 2**31 - 1), (2**31 - 1, 0)])
    follows.add(users, creators)
    assert follows(users, creators).all()
    assert follows.of(np.array([2**31 - 1], dtype=np.int32))[1].tolist() == [0, 2**31 - 1]
    assert not follows(np.array([1, 0]), np.array([0, 0])).any()


def test_the_maker_whom_one_follows_comes_before_the_guest() -> None:
    memory = Memory()
    four = np.arange(4, dtype=np.int32)
    guest = np.array([NONE, 2, 1, NONE], dtype=np.int32)
    memory.publish(Items(four, four, four, np.ones((4, 1), dtype=np.float32), guest=guest))
    memory.follow(np.array([7, 7, 8], dtype=np.int32), np.array([1, 2, 2], dtype=np.int32))
    asked = np.array([[0, 1, 2, 3]] * 3, dtype=np.int32)
    told = memory.followed_maker(np.array([7, 8, 9], dtype=np.int32), asked)
    assert told.tolist() == [[NONE, 1, 2, NONE], [NONE, 2, 2, NONE], [NONE] * 4]


@given(st.lists(st.integers(-1, 4), max_size=8), st.lists(st.integers(-1, 4), max_size=8))
def test_all_places_with_the_same_value(wanted, values) -> None:
    told = matches(np.array(wanted, dtype=np.int32), np.array(values, dtype=np.int32))
    expected = [(a, b) for a, one in enumerate(wanted) for b, other in enumerate(values) if one == other]
    assert list(zip(*(places.tolist() for places in told), strict=True)) == expected


@given(st.lists(st.tuples(st.integers(0, 9), st.integers(0, 3)), max_size=8))
def test_spans_are_ranges_one_after_the_other(pairs) -> None:
    first, count = columns(pairs)
    expected = [number for begin, many in pairs for number in range(begin, begin + many)]
    assert spans(first, count).tolist() == expected
