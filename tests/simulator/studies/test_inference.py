"""Statistics of paired runs: by hand, beside scipy's, and that intervals hold as often as they promise."""

from __future__ import annotations

import math

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy import stats

from simulator.experiments.claims.student import holm
from simulator.experiments.studies.inference import (
    Estimate,
    bca,
    estimate,
    saved,
    stein_estimate,
    stein_seeds,
    verdict,
)

A, B = [5.0, 7.0, 6.0, 10.0], [4.0, 5.0, 5.0, 8.0]
"""Differences 1, 2, 1, 2: mean 1.5, variance 1/3."""
FLOATS = st.floats(-1e3, 1e3).map(lambda value: round(value, 3))


def differences() -> list[float]:
    return [a - b for a, b in zip(A, B, strict=True)]


def test_a_paired_t_by_hand() -> None:
    found = estimate(differences())
    assert found.mean == 1.5
    assert found.error == pytest.approx(math.sqrt(1 / 3 / 4))
    assert found.freedom == 3
    interval = found.interval()
    assert interval.low == pytest.approx(1.5 - 3.182446 * 0.288675, abs=1e-5)
    assert interval.high == pytest.approx(1.5 + 3.182446 * 0.288675, abs=1e-5)


@given(st.lists(FLOATS, min_size=3, max_size=30).filter(lambda values: np.ptp(values) > 1e-3))
def test_p_and_interval_are_scipys(values: list[float]) -> None:
    found, other = estimate(values), stats.ttest_1samp(values, 0.0)
    assert found.p() == pytest.approx(other.pvalue, abs=1e-9)
    low, high = other.confidence_interval(0.9)
    assert (found.interval(0.9).low, found.interval(0.9).high) == pytest.approx(
        (low, high), rel=1e-6, abs=1e-6
    )


def test_one_value_has_a_mean_and_no_interval() -> None:
    found = estimate([3.0])
    assert found.mean == 3.0
    assert not found.interval().known
    assert math.isnan(found.p())
    assert math.isnan(estimate([]).mean)


def test_values_that_are_all_alike_are_sure() -> None:
    assert estimate([2.0, 2.0, 2.0]).p() == 0.0
    assert estimate([0.0, 0.0, 0.0]).p() == 1.0
    assert estimate([0.0, 0.0]).p_equal(0.1) == 0.0
    assert estimate([0.2, 0.2]).p_equal(0.1) == 1.0


def test_equivalence_is_the_worse_of_two_one_sided_tests() -> None:
    found = estimate([0.01, -0.02, 0.015, 0.0, 0.005])
    below = stats.ttest_1samp([0.01, -0.02, 0.015, 0.0, 0.005], 0.03, alternative="less").pvalue
    above = stats.ttest_1samp([0.01, -0.02, 0.015, 0.0, 0.005], -0.03, alternative="greater").pvalue
    assert found.p_equal(0.03) == pytest.approx(max(below, above))


@pytest.mark.parametrize(
    ("mean", "error", "expected"),
    [
        (0.10, 0.01, "yes"),
        (-0.10, 0.01, "yes"),
        (0.01, 0.002, "no"),
        (0.0, 0.002, "equal"),
        (0.02, 0.03, "open"),
    ],
)
def test_the_four_answers(mean: float, error: float, expected: str) -> None:
    found = Estimate(mean, error, 19)
    assert verdict(found.p_larger(0.03), found.p_equal(0.03), found.interval()) == expected


def test_holm_by_hand() -> None:
    # sorted .01 .02 .04: times 3, 2, 1 and never falling
    assert holm([0.04, 0.01, 0.02]) == pytest.approx([0.04, 0.03, 0.04])
    assert holm([0.6, 0.7]) == [1.0, 1.0]
    mixed = holm([0.01, math.nan, 0.02])
    assert mixed[0] == pytest.approx(0.02)
    assert math.isnan(mixed[1])


@given(st.lists(st.floats(0, 1), min_size=1, max_size=12))
def test_holm_never_makes_anything_surer_and_keeps_the_order(chances: list[float]) -> None:
    adjusted = holm(chances)
    assert all(a >= p for a, p in zip(adjusted, chances, strict=True))
    assert [adjusted[i] for i in np.argsort(chances, kind="stable")] == sorted(adjusted)


def test_variance_saved_by_hand() -> None:
    # Var A 14/3, Var B 3, Var(A - B) 1/3: 23
    found = saved(A, B)
    assert found.ratio == pytest.approx((14 / 3 + 3) / (1 / 3))
    assert found.seeds == pytest.approx(4 * 23)
    assert found.interval.low < found.ratio < found.interval.high


def test_sharing_that_hurts_is_below_one() -> None:
    assert saved([1.0, 2.0, 3.0], [3.0, 2.0, 1.0]).ratio == pytest.approx(0.5)


def test_twins_that_differ_by_nothing_but_a_constant() -> None:
    assert saved([1.0, 2.0, 3.0], [2.0, 3.0, 4.0]).ratio == math.inf
    assert math.isnan(saved([1.0, 1.0], [2.0, 2.0]).ratio)


def test_the_bootstrap_needs_twenty_and_is_scipys() -> None:
    values = np.random.Generator(np.random.Philox(5)).exponential(size=40)
    assert not bca(values[:19]).known
    found = bca(values)
    other = stats.bootstrap(
        (values,), np.mean, n_resamples=9_999, method="BCa", rng=np.random.default_rng(1)
    ).confidence_interval
    assert (found.low, found.high) == pytest.approx(tuple(other), abs=0.03)
    assert bca(values) == found


def test_stein_by_hand() -> None:
    # first stage 1, 2, 1, 2: s 0.57735, t(3) 3.18245; half 0.5: (3.18245 * 0.57735 / 0.5)^2 = 13.5
    assert stein_seeds(differences(), 0.5) == 14
    assert stein_seeds(differences(), 5.0) == 4
    found = stein_estimate([*differences(), *[1.5] * 10], 4)
    assert found.freedom == 3
    assert found.error == pytest.approx(math.sqrt(1 / 3 / 14))


# How often intervals hold the truth

TRUTH, REPETITIONS = 0.3, 500


def _toy(seeds: int, at: int) -> tuple[np.ndarray, np.ndarray]:
    """A cheap world: its luck, shared by both arms, and what is each arm's own."""
    draws = np.random.Generator(np.random.Philox(key=20, counter=[0, 0, 0, at]))
    luck = draws.normal(size=seeds)
    return luck + TRUTH + 0.5 * draws.normal(size=seeds), luck + 0.5 * draws.normal(size=seeds)


def _held(holds: list[bool]) -> bool:
    return 0.93 <= np.mean(holds) <= 0.97


def test_paired_intervals_hold_as_often_as_they_say() -> None:
    holds: list[bool] = []
    for at in range(REPETITIONS):
        a, b = _toy(20, at)
        interval = estimate(list(a - b)).interval()
        holds.append(interval.low <= TRUTH <= interval.high)
    assert _held(holds)


def test_bootstrap_intervals_hold_nearly_as_often() -> None:
    """Known to be a little short at twenty: they assume less."""
    holds: list[bool] = []
    for at in range(REPETITIONS):
        a, b = _toy(30, at)
        interval = bca(list(a - b), resamples=1_000)
        holds.append(interval.low <= TRUTH <= interval.high)
    assert 0.91 <= np.mean(holds) <= 0.97


def test_stopping_by_stein_keeps_coverage_and_width_and_peeking_does_not() -> None:
    holds, peeked, wide = [], [], []
    for at in range(REPETITIONS):
        a, b = _toy(400, at)
        d = list(a - b)
        seeds = stein_seeds(d[:6], 0.25)
        interval = stein_estimate(d[:seeds], 6).interval()
        holds.append(interval.low <= TRUTH <= interval.high)
        wide.append(interval.high - interval.low <= 0.5 + 1e-9)
        null = [value - TRUTH for value in d]  # with no difference at all, "until significant" finds one
        peeked.append(any(estimate(null[:n]).p() < 0.05 for n in range(6, 100, 4)))
    assert _held(holds)
    assert all(wide)
    assert np.mean(peeked) > 0.15


def test_intervals_of_saved_variance_hold_as_often_as_they_say() -> None:
    holds: list[bool] = []
    for at in range(REPETITIONS):
        interval = saved(*_toy(20, at)).interval
        holds.append(interval.low <= 5.0 <= interval.high)  # (1.25 + 1.25) / 0.5
    assert _held(holds)
