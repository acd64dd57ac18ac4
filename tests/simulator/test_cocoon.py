"""Cocoon metrics: the equal case, the extreme case, a property, an independent second formula."""

from __future__ import annotations

import math

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays
from sklearn.metrics.pairwise import cosine_similarity

from simulator.frames import Diet
from simulator.metrics import cocoon
from simulator.metrics.likeness import likeness

amounts = arrays(np.float64, (5, 4), elements=st.floats(0.01, 1e3))


def test_equal_shares_see_all_topics() -> None:
    assert cocoon.effective_topics(np.full((1, 16), 7.0))[0] == pytest.approx(16.0)


def test_a_single_topic_is_one_topic() -> None:
    diet = np.zeros((1, 16))
    diet[0, 3] = 9.0
    assert cocoon.entropy(diet)[0] == 0.0
    assert cocoon.effective_topics(diet)[0] == 1.0
    assert cocoon.narrowness(diet)[0] == 1.0


def test_half_and_half_by_hand() -> None:
    assert cocoon.effective_topics(np.array([[30.0, 30.0, 0.0]]))[0] == pytest.approx(2.0)
    # 3/4 and 1/4: H = 2 ln 2 - 3/4 ln 3
    assert cocoon.entropy(np.array([[3.0, 1.0]]))[0] == pytest.approx(2 * math.log(2) - 0.75 * math.log(3))


def test_who_watched_nothing_has_no_diet() -> None:
    nothing = np.zeros((1, 4))
    assert np.isnan(cocoon.entropy(nothing)[0])
    assert np.isnan(cocoon.effective_topics(nothing)[0])
    assert np.isnan(cocoon.relative_entropy(nothing, np.full((1, 4), 0.25)))[0]
    assert cocoon.states(cocoon.narrowness(nothing))[0] == Diet.UNKNOWN


@given(amounts, st.floats(0.1, 100))
def test_diets_do_not_depend_on_how_much_is_watched(diet: np.ndarray, more: float) -> None:
    np.testing.assert_allclose(cocoon.entropy(diet), cocoon.entropy(diet * more), rtol=1e-9, atol=1e-12)


@given(amounts)
def test_effective_topics_lie_between_one_and_all(diet: np.ndarray) -> None:
    effective = cocoon.effective_topics(diet)
    assert (effective >= 1 - 1e-9).all()
    assert (effective <= 4 + 1e-9).all()


def test_the_states_part_at_their_thresholds() -> None:
    narrow = np.array([1.0, 0.71, 0.69, 0.41, 0.39, 0.0, np.nan])
    assert cocoon.states(narrow).tolist() == [
        Diet.COCOONED, Diet.COCOONED, Diet.NARROWING, Diet.NARROWING, Diet.VARIED, Diet.VARIED, Diet.UNKNOWN,
    ]  # fmt: skip


def test_relative_entropy_is_one_where_the_feed_is_as_wide_as_the_taste() -> None:
    taste = np.array([[0.5, 0.25, 0.25]])
    assert cocoon.relative_entropy(taste * 40, taste)[0] == pytest.approx(1.0)
    assert np.isnan(cocoon.relative_entropy(taste, np.array([[1.0, 0.0, 0.0]]))[0])


@given(amounts)
def test_likeness_is_the_mean_over_pairs(diet: np.ndarray) -> None:
    pairs = cosine_similarity(diet)
    assert likeness(diet) == pytest.approx(pairs[np.triu_indices(5, 1)].mean(), abs=1e-9)
    among = np.array([True, False, True, True, False])
    assert likeness(diet, among) == likeness(diet[among])


def test_twins_are_alike_and_strangers_are_not() -> None:
    assert likeness(np.array([[1.0, 2.0], [2.0, 4.0]])) == pytest.approx(1.0)
    assert likeness(np.eye(3)) == pytest.approx(0.0)
    assert math.isnan(likeness(np.array([[1.0, 2.0], [0.0, 0.0]])))
