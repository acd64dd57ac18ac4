"""What is kept of creators' growth tells every hour of every creator, and grows with what happens alone."""

from __future__ import annotations

from copy import deepcopy

import numpy as np
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays

from simulator.observe.curves import MOST, Curves

NAMES = ("reached", "followers")
CREATORS = 4
rises = arrays(np.int32, st.tuples(st.integers(1, 12), st.just(CREATORS), st.just(2)),
               elements=st.sampled_from([0, 0, 0, 1, 3, MOST, MOST + 1, 3 * MOST + 2]))  # fmt: skip


def noted(table: np.ndarray) -> Curves:
    curves = Curves(NAMES, CREATORS)
    for hour in table:
        curves.note(hour[:, 0], hour[:, 1])
    return curves


@given(rises)
def test_every_hour_of_every_creator_is_what_it_was(by: np.ndarray) -> None:
    table = by.cumsum(axis=0, dtype=np.int32)
    curves = noted(table)
    assert len(curves) == len(table)
    for column, name in enumerate(NAMES):
        for creator in range(CREATORS):
            assert curves.of(name, creator).tolist() == table[:, creator, column].tolist()
        for hours in (np.arange(len(table)), np.arange(len(table))[::3], np.arange(len(table))[-1:]):
            assert curves.at(name, hours).tolist() == table[hours, :, column].tolist()
        assert curves.at(name, np.arange(0)).shape == (0, CREATORS)


@given(rises, st.integers(0, CREATORS - 1))
def test_who_looks_again_and_at_whom_changes_nothing(by: np.ndarray, creator: int) -> None:
    table = by.cumsum(axis=0, dtype=np.int32)
    curves = Curves(NAMES, CREATORS)
    for hour, now in enumerate(table):
        curves.note(now[:, 0], now[:, 1])
        twin = deepcopy(curves)
        for each in (creator, creator, hour % CREATORS):
            assert curves.of("followers", each).tolist() == table[: hour + 1, each, 1].tolist()
        assert twin.of("reached", creator).tolist() == table[: hour + 1, creator, 0].tolist()


def test_hours_in_which_nothing_rises_are_kept_for_nothing() -> None:
    table = np.zeros((1_000, CREATORS, 2), dtype=np.int32)
    table[3:, 2, 0], table[500:, 2, 1] = 7, 1
    curves = noted(table)
    assert (len(curves), curves.entries) == (1_000, 2)
    assert curves.of("reached", 2)[[2, 3, 999]].tolist() == [0, 7, 7]
