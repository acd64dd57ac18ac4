"""Measures of recommendations: how right and how varied they are."""

from __future__ import annotations

import itertools
import math

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from sklearn.metrics import mean_absolute_error, mean_squared_error, ndcg_score
from sklearn.metrics.pairwise import cosine_similarity

from recommender import metrics
from recommender.types import NO_ITEM

SLATES = st.integers(1, 5).flatmap(
    lambda n: st.lists(st.permutations(range(8)).map(lambda items: items[:n]), min_size=1, max_size=6).map(
        lambda rows: np.array(rows, dtype=np.int32)
    )
)
"""(people, n) of items 0..7."""
AMOUNTS = st.lists(st.integers(0, 50), min_size=1, max_size=20).map(np.array)


def relevant_pairs(wanted: list[set[int]]) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """Rows and items of the pairs, and how many a row has."""
    pairs = [(row, item) for row, items in enumerate(wanted) for item in sorted(items)]
    row, item = np.array(pairs, dtype=np.int32).reshape(-1, 2).T
    return row, item, np.array([len(items) for items in wanted])


# Right: ranking


def test_slates_that_hold_all_and_nothing_but_what_is_relevant_are_perfect() -> None:
    slate = np.array([[3, 1], [0, 2]], dtype=np.int32)
    row, item, count = relevant_pairs([{1, 3}, {0, 2}])
    hits = metrics.hits_of(slate, row, item)
    for measured in (
        metrics.precision(hits),
        metrics.recall(hits, count),
        metrics.ndcg(hits, count),
        metrics.hit(hits),
    ):
        np.testing.assert_allclose(measured, [1, 1])


def test_slates_that_hold_nothing_relevant_are_worth_nothing() -> None:
    row, item, count = relevant_pairs([{5}, {NO_ITEM + 7}])
    hits = metrics.hits_of(np.array([[0, 1], [2, NO_ITEM]], dtype=np.int32), row, item)
    for measured in (metrics.precision(hits), metrics.recall(hits, count), metrics.ndcg(hits, count)):
        np.testing.assert_array_equal(measured, [0, 0])
    np.testing.assert_array_equal(metrics.hit(hits), [0, 0])


def test_where_nothing_is_relevant_recall_and_ndcg_are_undefined() -> None:
    hits = np.zeros((2, 3), dtype=np.bool_)
    assert np.isnan(metrics.recall(hits, np.array([0, 0]))).all()
    assert np.isnan(metrics.ndcg(hits, np.array([0, 0]))).all()
    none = np.zeros((2, 0), dtype=np.bool_)
    for measured in (metrics.precision(none), metrics.hit(none), metrics.ndcg(none, np.array([1, 1]))):
        assert np.isnan(measured).all()


@given(SLATES, st.data())
def test_ranking_measures_by_sets_and_by_scikit_learn(slate: np.ndarray, data: st.DataObject) -> None:
    wanted = data.draw(
        st.lists(st.sets(st.integers(0, 7), min_size=1), min_size=len(slate), max_size=len(slate))
    )
    n = slate.shape[1]
    row, item, count = relevant_pairs(wanted)
    hits = metrics.hits_of(slate, row, item)
    common = [len(set(shown.tolist()) & right) for shown, right in zip(slate, wanted, strict=True)]
    np.testing.assert_allclose(metrics.precision(hits), np.array(common) / n)
    np.testing.assert_allclose(metrics.recall(hits, count), np.array(common) / count)
    np.testing.assert_array_equal(metrics.hit(hits), np.array(common) > 0)
    # scikit-learn ranks by score: the slate in its order, all else behind it.
    truth = np.array([[float(i in right) for i in range(8)] for right in wanted])
    score = np.zeros((len(slate), 8))
    np.put_along_axis(score, slate, np.arange(8, 8 - n, -1.0), axis=1)
    expected = [ndcg_score(t[None], s[None], k=n) for t, s in zip(truth, score, strict=True)]
    np.testing.assert_allclose(metrics.ndcg(hits, count), expected)


@given(SLATES, st.sets(st.integers(0, 7), min_size=1))
def test_a_hit_moved_up_never_lowers_ndcg(slate: np.ndarray, right: set[int]) -> None:
    row, item, count = relevant_pairs([right] * len(slate))
    hits = metrics.hits_of(slate, row, item)
    front = np.sort(hits, axis=1)[:, ::-1]
    assert (metrics.ndcg(front, count) >= metrics.ndcg(hits, count) - 1e-12).all()
    assert (metrics.ndcg(front, count) <= 1 + 1e-12).all()


# Right: ratings


def test_errors_of_ratings() -> None:
    given_ = np.array([1.0, 4.0, 5.0])
    assert metrics.rmse(given_, given_) == metrics.mae(given_, given_) == 0
    assert metrics.rmse(given_ + 2, given_) == metrics.mae(given_ + 2, given_) == 2
    assert math.isnan(metrics.rmse(np.zeros(0), np.zeros(0)))
    assert math.isnan(metrics.mae(np.zeros(0), np.zeros(0)))


@given(st.lists(st.tuples(st.floats(-9, 9), st.floats(-9, 9)), min_size=1))
def test_errors_of_ratings_by_scikit_learn(pairs: list[tuple[float, float]]) -> None:
    predicted, given_ = np.array(pairs).T
    mae, rmse = metrics.mae(predicted, given_), metrics.rmse(predicted, given_)
    np.testing.assert_allclose(rmse, math.sqrt(mean_squared_error(given_, predicted)), atol=1e-12)
    np.testing.assert_allclose(mae, mean_absolute_error(given_, predicted), atol=1e-12)
    assert mae <= rmse + 1e-12


# Variety


def test_coverage_is_the_share_of_items_shown() -> None:
    slate = np.array([[0, 1], [1, NO_ITEM]], dtype=np.int32)
    assert metrics.exposures(slate, 4).tolist() == [1, 2, 0, 0]
    assert metrics.coverage(metrics.exposures(slate, 4)) == 0.5
    assert metrics.coverage(np.array([3, 1])) == 1
    assert metrics.coverage(np.array([0, 0])) == 0
    assert math.isnan(metrics.coverage(np.zeros(0, dtype=np.int64)))


@given(SLATES)
def test_coverage_by_sets_and_one_more_slate_never_lowers_it(slate: np.ndarray) -> None:
    whole = metrics.coverage(metrics.exposures(slate, 8))
    assert whole == len(set(slate.ravel().tolist())) / 8
    assert metrics.coverage(metrics.exposures(slate[1:], 8)) <= whole


def test_gini_of_equal_shares_and_of_one_who_has_all() -> None:
    assert metrics.gini(np.array([4, 4, 4, 4])) == pytest.approx(0, abs=1e-12)
    assert metrics.gini(np.array([0, 0, 0, 9])) == pytest.approx(3 / 4)
    assert math.isnan(metrics.gini(np.array([0, 0])))


@given(AMOUNTS, st.integers(1, 9))
def test_gini_by_all_differences_and_not_of_scale(amounts: np.ndarray, scale: int) -> None:
    if not amounts.sum():
        return
    apart = np.abs(amounts[:, None] - amounts).sum() / (2 * len(amounts) * amounts.sum())
    np.testing.assert_allclose(metrics.gini(amounts), apart, atol=1e-12)
    np.testing.assert_allclose(metrics.gini(amounts * scale), apart, atol=1e-12)


def test_novelty_of_what_everybody_and_of_what_nobody_knows() -> None:
    slate = np.array([[0], [0]], dtype=np.int32)
    assert metrics.novelty(slate, np.array([7]), people=7) == 0
    assert metrics.novelty(slate, np.array([0]), people=7) == 3
    assert math.isnan(metrics.novelty(np.full((2, 2), NO_ITEM, dtype=np.int32), np.array([1]), 7))


@given(SLATES, st.lists(st.integers(0, 31), min_size=8, max_size=8).map(np.array))
def test_novelty_by_the_sum_of_surprises_and_falls_with_popularity(
    slate: np.ndarray, viewers: np.ndarray
) -> None:
    value = metrics.novelty(slate, viewers, people=31)
    expected = np.mean([-math.log2((viewers[i] + 1) / 32) for i in slate.ravel()])
    np.testing.assert_allclose(value, expected, atol=1e-12)
    assert metrics.novelty(slate, np.minimum(viewers + 1, 31), people=31) <= value + 1e-12


def test_diversity_of_slates_all_alike_and_with_nothing_in_common() -> None:
    features = np.array([[1, 0], [2, 0], [0, 3], [0, 0]], dtype=np.float32)
    slates = np.array([[0, 1], [0, 2], [0, 3], [0, NO_ITEM]], dtype=np.int32)
    np.testing.assert_allclose(
        metrics.feature_diversity(slates, features), [0, 1, np.nan, np.nan], atol=1e-12
    )
    viewings = metrics.Viewings.of(np.array([0, 0, 1, 1]), np.array([0, 1, 2, 2]), 3, 4)
    np.testing.assert_allclose(
        metrics.co_consumption_diversity(slates, viewings), [0, 1, np.nan, np.nan], atol=1e-12
    )


@given(SLATES, st.data())
def test_diversity_by_all_pairs_and_not_of_order(slate: np.ndarray, data: st.DataObject) -> None:
    watched = np.array(
        data.draw(st.lists(st.lists(st.integers(0, 1), min_size=6, max_size=6), min_size=8, max_size=8))
    )
    items, users = np.nonzero(watched)
    viewings = metrics.Viewings.of(np.repeat(users, 2), np.repeat(items, 2), 6, 8)
    np.testing.assert_array_equal(viewings.count, watched.sum(axis=1))
    alike = cosine_similarity(watched)
    expected = []
    for row in slate:
        pairs = [(i, j) for i, j in itertools.combinations(row, 2) if watched[i].any() and watched[j].any()]
        expected.append(np.mean([1 - alike[i, j] for i, j in pairs]) if pairs else np.nan)
    for measured in (
        metrics.co_consumption_diversity(slate, viewings),
        metrics.co_consumption_diversity(slate[:, ::-1], viewings),
        metrics.feature_diversity(slate, watched.astype(np.float32)),
    ):
        np.testing.assert_allclose(measured, expected, atol=1e-9)
