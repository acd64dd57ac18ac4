"""Ties between people and creators: what a plain table of everybody by everybody would hold."""

from __future__ import annotations

from copy import deepcopy

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from simulator.metrics import brand
from simulator.world.bonds import EFFECTIVE, REMEMBERED, Bonds, Told
from simulator.world.pairs import Members, Pairs
from tests.simulator import worlds

PEOPLE, CREATORS, HALF_LIFE_H = 7, 5, 10.0

BATCH = st.lists(st.tuples(st.integers(0, PEOPLE - 1), st.integers(0, CREATORS - 1)), max_size=12)
ACTS = st.lists(
    st.tuples(
        st.sampled_from(["expose", "like", "follow", "share", "both", "attach", "answer", "remember"]),
        BATCH,
        st.integers(0, 300),
    ),
    max_size=20,
)


class Dense:
    """Everybody by everybody, in plain loops; only the memory fades as it does in `Bonds`, to the last bit."""

    def __init__(self) -> None:
        shape = PEOPLE, CREATORS
        self.exposures, self.likes = np.zeros(shape, dtype=int), np.zeros(shape, dtype=int)
        self.follows, self.shares, self.answered = (np.zeros(shape, dtype=bool) for _ in range(3))
        self.left, self.base = np.zeros(shape, dtype=np.float32), 0

    def count(
        self, table: np.ndarray, batch: list[tuple[int, int]], bars: tuple[int, ...]
    ) -> list[list[int]]:
        """Count; the creators of pairs that reach each bar."""
        reached: list[list[int]] = [[] for _ in bars]
        before = table.copy()
        for pair in batch:
            table[pair] += 1
        for bar, creators in zip(bars, reached, strict=True):
            creators += [
                c for u in range(PEOPLE) for c in range(CREATORS) if before[u, c] < bar <= table[u, c]
            ]
        return reached

    def attach(
        self, followed: list[tuple[int, int]], shared: list[tuple[int, int]]
    ) -> tuple[list[int], list[int]]:
        follows, both = self.follows.copy(), self.follows & self.shares
        for pair in followed:
            self.follows[pair] = True
        for pair in shared:
            self.shares[pair] = True
        return (
            np.nonzero(self.follows & ~follows)[1].tolist(),
            np.nonzero(self.follows & self.shares & ~both)[1].tolist(),
        )

    def remember(self, batch: list[tuple[int, int]], strength: np.ndarray, tick: int) -> None:
        age = (tick - self.base) / HALF_LIFE_H
        if age > 40:
            self.left, self.base, age = self.left * np.float32(2.0**-age), tick, 0.0
        for pair, amount in zip(batch, strength * np.float32(2.0**age), strict=True):
            self.left[pair] += amount

    def memory(self, tick: int) -> np.ndarray:
        return self.left * np.float32(2.0 ** (-(tick - self.base) / HALF_LIFE_H))


def act(bonds: Bonds, dense: Dense, what: str, batch: list[tuple[int, int]], tick: int) -> None:
    """The same happens in both, and both tell the same."""
    users, creators = np.array(batch, dtype=np.int32).reshape(-1, 2).T
    rows = bonds.meet(users, creators)
    told = Told(*np.zeros((6, CREATORS), dtype=np.int64))
    if what in ("expose", "like", "follow", "share", "both"):
        strength = np.full(len(rows), 0.7, dtype=np.float32)
        does = [what == "like", what in ("follow", "both"), what in ("share", "both")]
        bonds.note(rows, strength, *np.repeat(does, len(rows)).reshape(3, -1), tick, told)
        nobody = list[tuple[int, int]]()
        liked, followed, shared = (batch if act else nobody for act in does)
        expected = [creators.tolist(), *dense.count(dense.exposures, batch, (1, EFFECTIVE))]
        expected += [*dense.count(dense.likes, liked, (1,)), *dense.attach(followed, shared)]
        dense.remember(batch, strength, tick)
        assert np.array(told).tolist() == [[part.count(c) for c in range(CREATORS)] for part in expected]
    elif what == "attach":
        bonds.attach(rows, told)
        expected = dense.attach(batch, [])
        assert np.array(told[-2:]).tolist() == [[part.count(c) for c in range(CREATORS)] for part in expected]
    elif what == "answer":
        bonds.answer(rows)
        for pair in batch:
            dense.answered[pair] = True
    else:
        strength = np.linspace(0.2, 1.7, len(batch)).astype(np.float32)
        bonds.remember(rows, strength, tick)
        dense.remember(batch, strength, tick)


def check(bonds: Bonds, dense: Dense, tick: int) -> None:
    for column in ("exposures", "likes", "follows", "shares", "answered"):
        np.testing.assert_array_equal(worlds.table(bonds, column), getattr(dense, column), column)
    everybody = np.arange(PEOPLE)[:, None], np.arange(CREATORS)[None, :]
    memory = dense.memory(tick)
    np.testing.assert_array_equal(bonds.memory(bonds.rows(*everybody), tick), memory)
    np.testing.assert_array_equal(bonds.exposures_by_person(), dense.exposures.sum(axis=1))
    remembering = (memory >= REMEMBERED).sum(axis=0)
    np.testing.assert_array_equal(bonds.remembering(slice(None), tick), remembering)
    for creator in range(CREATORS):
        rows = bonds.of_creator(creator)
        assert len(set(rows.tolist())) == len(rows)
        told = brand.funnel(
            PEOPLE, *(getattr(bonds, name)[rows] for name in ("exposures", "likes", "follows"))
        )
        assert told == brand.funnel(
            PEOPLE, *(getattr(dense, name)[:, creator] for name in ("exposures", "likes", "follows"))
        )
    for who in ([3], [2, 0], [1, 2, 4]):
        fans = bonds.followers_of(np.array(who))
        assert np.bincount(fans, minlength=PEOPLE).tolist() == dense.follows[:, who].sum(axis=1).tolist()


@given(ACTS)
def test_ties_are_those_of_a_table_of_everybody_by_everybody(acts) -> None:
    bonds, dense = Bonds(PEOPLE, CREATORS, HALF_LIFE_H), Dense()
    tick = 0
    for what, batch, hours in acts:
        tick += hours
        act(bonds, dense, what, batch, tick)
    check(bonds, dense, tick)


@given(ACTS, ACTS)
def test_what_happens_in_a_copy_happens_in_the_copy_alone(first, then) -> None:
    bonds, dense = Bonds(PEOPLE, CREATORS, HALF_LIFE_H), Dense()
    for what, batch, _ in first:
        act(bonds, dense, what, batch, 0)
    copy, copied = deepcopy(bonds), deepcopy(dense)
    for what, batch, _ in then:
        act(copy, copied, what, batch, 0)
    check(bonds, dense, 0)
    check(copy, copied, 0)
    for what, batch, _ in reversed(then):
        act(bonds, dense, what, batch, 0)
    check(bonds, dense, 0)
    check(copy, copied, 0)


def test_a_few_creators_are_remembered_by_as_many_as_among_all() -> None:
    rng = np.random.default_rng(3)
    bonds = Bonds(300, 40, HALF_LIFE_H)
    rows = bonds.meet(rng.integers(0, 300, 4_000), rng.integers(0, 40, 4_000))
    bonds.remember(rows, rng.random(len(rows)).astype(np.float32), 2)
    every = bonds.remembering(slice(None), 9)
    assert 0 < every.min() < every.max() < 300
    for who in (slice(17, 18), np.array([31, 0, 8])):
        assert bonds.remembering(who, 9).tolist() == every[who].tolist()
    assert bonds.remembering(slice(0, 0), 9).tolist() == []


def test_counts_stop_where_their_column_ends() -> None:
    bonds = Bonds(1, 1, HALF_LIFE_H)
    row = bonds.meet(np.array([0]), np.array([0]))
    for _ in range(3):
        worlds.expose(bonds, np.repeat(row, 40_000))
    assert bonds.exposures[row].tolist() == [60_000]


def test_columns_are_to_be_read() -> None:
    bonds = Bonds(2, 2, HALF_LIFE_H)
    with pytest.raises(ValueError, match="read-only"):
        bonds.follows[bonds.meet(np.array([1]), np.array([1]))] = True
    assert not bonds.follows.any()


def test_those_who_never_met_take_no_room() -> None:
    bonds = Bonds(5_000_000, 1_000_000, HALF_LIFE_H)
    users = np.array([4_999_999, 0, 4_999_998, 1_234_567], dtype=np.int32)
    creators = np.array([999_999, 0, 1, 999_999], dtype=np.int32)
    worlds.expose(bonds, bonds.meet(users, creators))
    assert bonds.exposures[bonds.rows(users, creators)].tolist() == [1, 1, 1, 1]
    assert not bonds.exposures[bonds.rows(users, creators[::-1])[[1, 2]]].any()
    assert bonds.followers_of(np.array([999_999])).tolist() == []
    assert len(bonds.of_creator(999_999)) == 2


# Pairs and groups by themselves


@given(st.integers(0, 2**32 - 1), st.sampled_from([1, 3, 1_000, 50_000]), st.sampled_from([50, 40_000]))
def test_every_pair_has_one_row_for_ever(seed: int, seconds: int, firsts: int) -> None:
    rng = np.random.default_rng(seed)
    pairs, known = Pairs(seconds), dict[tuple[int, int], int]()
    for size in (1, 0, 700, 5, 3_000, 4_000):
        first, second = rng.integers(0, firsts, size), rng.integers(0, seconds, size)
        rows = pairs.add(first.astype(np.int32), second.astype(np.int32))
        for pair, row in zip(zip(first.tolist(), second.tolist(), strict=True), rows.tolist(), strict=True):
            assert known.setdefault(pair, row) == row
    assert sorted(known.values()) == list(range(1, len(pairs))), "numbered as they come"
    first, second = np.array(list(known)).T
    rows = np.array(list(known.values()))
    assert pairs.find(first, second).tolist() == rows.tolist()
    assert pairs.first(rows).tolist() == first.tolist()
    assert pairs.second(rows).tolist() == second.tolist()
    other = rng.integers(0, firsts, 500), rng.integers(0, seconds, 500)
    there = pairs.find(*other) > 0
    assert there.tolist() == [pair in known for pair in zip(*(ids.tolist() for ids in other), strict=True)]


def test_a_table_of_rows_is_as_single_questions() -> None:
    pairs = Pairs(10)
    pairs.add(np.array([1, 2]), np.array([3, 4]))
    assert pairs.find(np.arange(3)[:, None], np.arange(5)).tolist() == [
        [0] * 5,
        [0, 0, 0, 1, 0],
        [0, 0, 0, 0, 2],
    ]
    assert pairs.add(2, np.array([4, 3, 3])).tolist() == [2, 3, 3]


@given(st.lists(st.lists(st.integers(0, 3), max_size=900), max_size=4))
def test_members_are_found_by_group_newest_first(batches) -> None:
    members = Members(4)
    told = [group for batch in batches for group in batch]
    for batch in batches:
        members.add(np.array(batch, dtype=np.int32))
    of = [[number + 1 for number, g in enumerate(told) if g == group][::-1] for group in range(4)]
    assert [members.of(np.array([group])).tolist() for group in range(4)] == of
    assert members.of(np.array([2, 0])).tolist() == of[2] + of[0]
    assert members.size.tolist() == [len(numbers) for numbers in of]
