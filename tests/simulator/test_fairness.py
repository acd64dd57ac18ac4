"""Fairness metrics: the equal case, the extreme case, a property, an independent second formula."""

from __future__ import annotations

import math
from itertools import pairwise, permutations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays
from scipy.spatial.distance import cosine

from simulator.experiments.wiring import build
from simulator.frames import HOURS_PER_DAY
from simulator.metrics import fairness
from simulator.settings.files import load_preset, override
from tests.simulator.worlds import FEW

counts = st.integers(1, 6).flatmap(
    lambda n: st.tuples(
        arrays(np.int64, n, elements=st.integers(0, 50)), arrays(np.int64, n, elements=st.integers(0, 4))
    )
)
tastes = arrays(np.float64, st.tuples(st.integers(2, 12), st.just(4)), elements=st.floats(0.01, 1.0))


# What small creators get


def test_where_all_are_equal_half_gets_half() -> None:
    assert fairness.small_half_share(np.full(7, 3), np.full(7, 9)) == pytest.approx(0.5)
    assert fairness.small_half_share(np.full(6, 3), np.arange(6)) == pytest.approx(0.5)


def test_the_largest_or_the_smallest_may_have_everything() -> None:
    sizes = np.array([1, 2, 3, 4])
    assert fairness.small_half_share(np.array([0, 0, 0, 9]), sizes) == 0.0
    assert fairness.small_half_share(np.array([9, 0, 0, 0]), sizes) == 1.0


def test_without_views_nobody_has_a_share() -> None:
    assert math.isnan(fairness.small_half_share(np.zeros(4), np.arange(4)))
    assert math.isnan(fairness.small_half_share(np.zeros(0), np.zeros(0)))
    assert math.isnan(fairness.group_share(0, 0))
    assert fairness.group_share(3, 12) == 0.25


@given(counts)
def test_the_share_is_the_mean_over_all_ways_to_break_ties(case: tuple[np.ndarray, np.ndarray]) -> None:
    views, sizes = case
    n, total = len(views), views.sum()
    if not total:
        return
    found = []
    for order in permutations(range(n)):
        if any(sizes[a] > sizes[b] for a, b in pairwise(order)):
            continue
        half = sum(views[c] for c in order[: n // 2]) + (views[order[n // 2]] / 2 if n % 2 else 0)
        found.append(half / total)
    assert fairness.small_half_share(views, sizes) == pytest.approx(np.mean(found), abs=1e-9)


@given(counts, st.integers(2, 9))
def test_only_the_order_of_sizes_and_the_proportion_of_views_count(
    case: tuple[np.ndarray, np.ndarray], times: int
) -> None:
    views, sizes = case
    same = fairness.small_half_share(views * times, sizes**3 + 1)
    assert same == pytest.approx(fairness.small_half_share(views, sizes), nan_ok=True)


@given(arrays(np.int64, st.integers(1, 30), elements=st.integers(0, 5)))
def test_the_lower_half_is_a_half(sizes: np.ndarray) -> None:
    weights = fairness.lower_half(sizes)
    assert weights.sum() == pytest.approx(len(sizes) / 2)
    assert weights.min() >= 0
    assert weights.max() <= 1


# How people of rare tastes are served


def test_where_all_are_alike_nobody_is_rare_and_there_is_no_gap() -> None:
    rare = fairness.rare_tastes(np.full((10, 4), 0.25))
    assert not rare.any()
    assert math.isnan(fairness.service_gap(np.ones(10), rare))


def test_the_one_who_differs_is_rare() -> None:
    crowd = np.tile([0.9, 0.1, 0.0], (10, 1))
    crowd[4] = [0.0, 0.1, 0.9]
    assert np.flatnonzero(fairness.rare_tastes(crowd)).tolist() == [4]


def test_the_gap_by_hand() -> None:
    quality = np.array([0.8, 0.6, np.nan, 0.3, 0.1])
    minority = np.array([False, False, False, True, True])
    assert fairness.service_gap(quality, minority) == pytest.approx(0.7 - 0.2)
    assert fairness.service_gap(quality, ~minority) == pytest.approx(0.2 - 0.7)
    assert fairness.service_gap(np.full(5, 0.4), minority) == pytest.approx(0.0)
    among = np.array([True, False, True, False, True])
    assert fairness.service_gap(quality, minority, among) == pytest.approx(0.8 - 0.1)
    assert math.isnan(fairness.service_gap(np.array([1.0, 1.0, 1.0, np.nan, np.nan]), minority))


@given(tastes)
def test_distance_is_scipys_cosine_distance_from_the_mean(crowd: np.ndarray) -> None:
    mean = crowd.mean(axis=0)
    expected = [cosine(row, mean) for row in crowd]
    np.testing.assert_allclose(fairness.distance_from_crowd(crowd), expected, atol=1e-9)


@given(tastes, st.randoms(use_true_random=False))
def test_renaming_people_renames_the_rare_and_no_more_than_a_fifth_are(
    crowd: np.ndarray, luck: object
) -> None:
    rare = fairness.rare_tastes(crowd)
    assert rare.sum() <= math.ceil(0.2 * len(crowd))
    order = np.array(luck.sample(range(len(crowd)), len(crowd)))  # pyright: ignore
    distance = fairness.distance_from_crowd(crowd)
    np.testing.assert_allclose(fairness.distance_from_crowd(crowd[order]), distance[order], atol=1e-9)


# In a living world


def test_the_vitals_are_those_of_the_events() -> None:
    small = {**FEW, "world.people": 120, "world.creators": 15, "feed.algorithm": "trending"}
    world = build(override(load_preset("demo"), small), ("trending",))
    state = world.engine.world
    hours, reached = [], []
    for _ in range(60):
        reached.append(state.creators.reached.copy())
        hours.append(world.step().interactions)
    vitals = world.frame().vitals
    views = np.zeros(15)
    young = total = 0
    for hour in hours[-HOURS_PER_DAY:]:
        for item, tick in zip(hour.item, hour.tick, strict=True):
            views[state.videos.creator[item]] += 1
            young += int(tick - state.videos.tick[item] < HOURS_PER_DAY)
            total += 1
    before = reached[-HOURS_PER_DAY]
    assert vitals.fresh_share == pytest.approx(young / total)
    assert vitals.small_half == pytest.approx(fairness.small_half_share(views, before))
    assert -1.0 < vitals.rare_gap < 1.0


def test_before_a_day_has_passed_nobody_is_small() -> None:
    small = {**FEW, "world.people": 60, "world.creators": 8, "feed.algorithm": "newest"}
    world = build(override(load_preset("demo"), small), ("newest",))
    assert math.isnan(world.frame().vitals.small_half)
    for _ in range(HOURS_PER_DAY):
        world.step()
    assert math.isnan(world.frame().vitals.small_half)
    world.step()
    assert 0.0 <= world.frame().vitals.small_half <= 1.0
