"""Top shares and brand metrics against hand-worked numbers and second formulas."""

from __future__ import annotations

import math

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays

from simulator.metrics import brand
from simulator.metrics.inequality import gini, of_counts, top_share
from simulator.world.bonds import Bonds
from tests.simulator.worlds import expose

incomes = arrays(np.int64, st.integers(1, 12), elements=st.integers(0, 1_000)).filter(lambda a: a.sum() > 0)


def test_equal_amounts_have_no_inequality() -> None:
    assert top_share(np.full(10, 3)) == pytest.approx(0.1)


def test_one_who_has_everything() -> None:
    assert top_share(np.array([0, 0, 0, 5])) == 1.0


def test_nothing_to_share_has_no_inequality_to_speak_of() -> None:
    assert math.isnan(top_share(np.zeros(3)))


@given(incomes, st.integers(2, 50))
def test_the_top_share_does_not_depend_on_the_unit_nor_on_the_order(amounts: np.ndarray, times: int) -> None:
    assert top_share(amounts[::-1] * times, 0.3) == pytest.approx(top_share(amounts, 0.3))


@given(arrays(np.int64, st.integers(1, 40), elements=st.integers(0, 1_000)), st.sampled_from([0.1, 0.5, 1.0]))
def test_of_whole_numbers_both_are_the_same_to_the_last_bit(counts: np.ndarray, part: float) -> None:
    for amounts in (counts, counts.astype(np.float64)):
        np.testing.assert_array_equal(of_counts(amounts, part), (gini(amounts), top_share(amounts, part)))


def test_frequency_and_voice_by_hand() -> None:
    assert brand.frequency(12, 4) == 3.0
    assert math.isnan(brand.frequency(0, 0))
    assert brand.share_of_voice(5, 20) == 0.25
    assert math.isnan(brand.share_of_voice(0, 0))


def test_the_funnel_by_hand() -> None:
    exposures = np.array([0, 1, 3, 4, 9, 9, 9])
    likes = np.array([0, 0, 0, 1, 1, 3, 3])
    follows = np.array([False, True, False, False, True, True, False])
    assert brand.funnel(7, exposures, likes, follows) == (7, 6, 5, 4, 2, 1)
    assert brand.funnel(9, *(column[1:] for column in (exposures, likes, follows))) == (9, 6, 5, 4, 2, 1)


@given(
    arrays(np.int64, 30, elements=st.integers(0, 9)),
    arrays(np.int64, 30, elements=st.integers(0, 9)),
    arrays(np.bool_, 30),
)
def test_every_stage_lies_within_the_one_before(
    exposures: np.ndarray, likes: np.ndarray, follows: np.ndarray
) -> None:
    stages = brand.funnel(40, exposures, likes, follows)
    assert list(stages) == sorted(stages, reverse=True)


def test_an_impression_halves_in_its_half_life_and_is_forgotten_after_it() -> None:
    bonds = Bonds(people=2, creators=3, memory_half_life_h=100.0)
    rows = bonds.meet(np.array([1]), np.array([2]))
    bonds.remember(rows, np.array([1.0], dtype=np.float32), tick=10)
    assert bonds.memory(bonds.rows(np.array([0, 1]), 2), 10).tolist() == pytest.approx([0.0, 1.0])
    assert bonds.memory(rows, 110)[0] == pytest.approx(0.5)
    aware = [brand.awareness(bonds.remembering(slice(None), tick), 2).tolist() for tick in (109, 120)]
    assert aware == [[0.0, 0.0, 0.5], [0.0, 0.0, 0.0]]


def test_memory_survives_a_change_of_its_base() -> None:
    bonds = Bonds(people=1, creators=1, memory_half_life_h=10.0)
    row, one = bonds.meet(np.array([0]), np.array([0])), np.array([1.0], dtype=np.float32)
    for tick in range(0, 5_000, 10):
        bonds.remember(row, one, tick)
    # 1 + 1/2 + 1/4 + ... = 2
    assert bonds.memory(row, 4_990)[0] == pytest.approx(2.0, rel=1e-4)


def test_a_person_is_reached_once_and_effectively_reached_at_the_third_exposure() -> None:
    bonds = Bonds(people=2, creators=2, memory_half_life_h=100.0)
    rows = bonds.meet(np.array([0, 0, 1]), np.array([1, 1, 0]))
    assert expose(bonds, rows) == ([1, 1], [0, 0])
    assert expose(bonds, rows) == ([0, 0], [0, 1])
