"""Homogenisation: the equal case, the extreme case, a property, an independent second formula."""

from __future__ import annotations

from random import Random

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays
from sklearn.metrics.pairwise import cosine_similarity

from simulator.metrics import homogenisation

PEOPLE = 6
views = st.lists(st.tuples(st.integers(0, PEOPLE - 1), st.integers(0, 9)), max_size=40)
partners = arrays(np.intp, PEOPLE, elements=st.integers(-1, PEOPLE - 1))


def columns(pairs: list[tuple[int, int]]) -> tuple[np.ndarray, np.ndarray]:
    table = np.array(pairs, dtype=np.int32).reshape(-1, 2)
    return table[:, 0], table[:, 1]


def test_who_watched_the_same_has_all_in_common() -> None:
    person, item = columns([(0, 3), (0, 5), (1, 5), (1, 3), (1, 3)])
    assert homogenisation.jaccard(person, item, np.array([1, 0])).tolist() == [1.0, 1.0]


def test_who_watched_other_things_has_nothing_in_common() -> None:
    person, item = columns([(0, 1), (0, 2), (1, 3), (1, 4)])
    assert homogenisation.jaccard(person, item, np.array([1, 0])).tolist() == [0.0, 0.0]


def test_one_of_three_by_hand_and_what_is_undefined() -> None:
    person, item = columns([(0, 1), (0, 2), (1, 2), (1, 4)])
    found = homogenisation.jaccard(person, item, np.array([1, 0, 3, 2, -1]))
    assert found[:2] == pytest.approx([1 / 3, 1 / 3])
    assert np.isnan(found[2:]).all()
    assert np.isnan(homogenisation.jaccard(*columns([]), np.array([1, 0]))).all()


@given(views, partners)
def test_jaccard_is_that_of_sets(pairs: list[tuple[int, int]], partner: np.ndarray) -> None:
    sets = [{item for person, item in pairs if person == who} for who in range(PEOPLE)]
    expected = [
        len(sets[who] & sets[other]) / len(sets[who] | sets[other])
        if other >= 0 and sets[who] | sets[other]
        else np.nan
        for who, other in enumerate(partner)
    ]
    np.testing.assert_allclose(homogenisation.jaccard(*columns(pairs), partner), expected)


@given(views, st.randoms(use_true_random=False))
def test_the_order_of_views_does_not_matter(pairs: list[tuple[int, int]], random: Random) -> None:
    partner = np.array([1, 0, 3, 2, 5, 4])
    before = homogenisation.jaccard(*columns(pairs), partner)
    random.shuffle(pairs)
    np.testing.assert_array_equal(homogenisation.jaccard(*columns(pairs), partner), before)


@given(arrays(np.float64, (7, 3), elements=st.floats(0.01, 10)), st.floats(0.1, 10))
def test_the_closest_has_the_largest_cosine_and_is_somebody_else(profiles: np.ndarray, more: float) -> None:
    pairs = cosine_similarity(profiles)
    np.fill_diagonal(pairs, -1)
    nearest = homogenisation.closest(profiles)
    assert (nearest != np.arange(7)).all()
    # By value: among those equally similar the second formula may round the other way.
    np.testing.assert_allclose(pairs[np.arange(7), nearest], pairs.max(axis=1), atol=1e-9)
    np.testing.assert_allclose(
        pairs[np.arange(7), homogenisation.closest(profiles * more)], pairs.max(axis=1)
    )


def test_nobody_is_close_to_who_has_nothing_in_common_with_anybody() -> None:
    assert homogenisation.closest(np.array([[1.0, 0], [2.0, 0], [0, 1.0], [0, 0]])).tolist() == [1, 0, -1, -1]
    assert homogenisation.closest(np.ones((1, 3))).tolist() == [-1]


def test_blocks_change_nothing(monkeypatch: pytest.MonkeyPatch) -> None:
    profiles = np.random.default_rng(3).random((40, 5))  # any will do
    whole = homogenisation.closest(profiles)
    monkeypatch.setattr(homogenisation, "_CELLS", 7 * 40)
    assert homogenisation.closest(profiles).tolist() == whole.tolist()
