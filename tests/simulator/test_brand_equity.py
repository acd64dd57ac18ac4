"""The brand index and its parts by hand; the Bass fit on curves of known p and q; what counts as viral."""

from __future__ import annotations

import math

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays

from simulator.metrics import brand_equity
from simulator.metrics.diffusion import LEAST_POINTS, bass_curve, fit_bass
from simulator.metrics.virality import viral

memories = arrays(np.float64, (5, 3), elements=st.floats(0.0, 1e6).map(lambda x: x if x > 1e-6 else 0.0))

# The index


def test_the_index_by_hand() -> None:
    # Two of four topics' worth of memory each way; ten people reached, with ten full views left in mind.
    memory = np.array([[7.5, 2.5], [0.0, 4.0], [0.0, 0.0]])
    reached = np.array([10, 4, 0])
    shares = brand_equity.topic_shares(memory)
    assert shares[:2].tolist() == [[0.75, 0.25], [0.0, 1.0]]
    strong = brand_equity.strength(memory, reached)
    assert strong[:2].tolist() == [0.5, 0.5]  # one view in full for each person reached
    unique = brand_equity.uniqueness(shares)
    assert unique[:2].tolist() == [0.75, 0.75]
    assert brand_equity.uniqueness(shares, slice(1, 2)).tolist() == [0.75], (
        "one is compared with all others too"
    )
    link = brand_equity.linked(strong, unique)
    assert link[0] == pytest.approx(math.sqrt(0.375))
    quality = brand_equity.perceived_quality(np.array([3.0, 1.0, 0.0]), np.array([4.0, 4.0, 0.0]))
    assert quality[:2].tolist() == [0.75, 0.25]
    loyal = brand_equity.loyalty(reached, np.array([6, 0, 0]), np.array([2, 0, 0]), np.array([1, 0, 0]))
    assert loyal[:2].tolist() == pytest.approx([0.3, 0.0])
    aware = np.array([0.2, 0.1, 0.0])
    whole = brand_equity.index(aware, link, quality, loyal)
    assert whole[0] == pytest.approx(100 * (0.2 + 0.6123724 + 0.75 + 0.3) / 4)
    for column in (strong, unique, link, quality, loyal, whole):
        assert math.isnan(column[2])  # nobody has met the third


def test_the_best_brand_has_a_hundred_and_the_worst_none() -> None:
    one, none = np.ones(1), np.zeros(1)
    assert brand_equity.index(one, brand_equity.linked(one, one), one, one).tolist() == [100.0]
    assert brand_equity.index(none, brand_equity.linked(one, none), none, none).tolist() == [0.0]


def test_creators_who_stand_for_the_same_are_not_unique_and_who_stands_alone_has_nobody_to_differ_from() -> (
    None
):
    alike = brand_equity.topic_shares(np.array([[1.0, 3.0], [2.0, 6.0], [10.0, 30.0]]))
    assert brand_equity.uniqueness(alike).tolist() == [0.0, 0.0, 0.0]
    apart = brand_equity.topic_shares(np.eye(3))
    assert brand_equity.uniqueness(apart).tolist() == [1.0, 1.0, 1.0]
    assert math.isnan(brand_equity.uniqueness(alike[:1])[0])


@given(memories)
def test_uniqueness_is_the_distance_to_the_mean_of_the_others(memory: np.ndarray) -> None:
    shares = brand_equity.topic_shares(memory)
    unique = brand_equity.uniqueness(shares)
    for who in range(len(memory)):
        others = [row for other, row in enumerate(shares) if other != who and not np.isnan(row[0])]
        if np.isnan(shares[who, 0]) or not others:
            assert math.isnan(unique[who])
            continue
        kept = np.minimum(shares[who], np.mean(others, axis=0)).sum()
        assert unique[who] == pytest.approx(1.0 - kept, abs=1e-9)
        assert -1e-9 <= unique[who] <= 1.0 + 1e-9


# Growth


@pytest.mark.parametrize(
    ("p", "q", "m", "days"),
    [
        (0.03, 0.38, 0.8, 25),
        (0.3, 0.001, 0.9, 10),
        (0.001, 0.5, 0.6, 30),
        (0.5, 0.5, 1.0, 8),
        (0.02, 0.1, 0.7, 400),
    ],
)
def test_known_p_q_and_m_are_found_again(p: float, q: float, m: float, days: int) -> None:
    found = fit_bass(bass_curve(p, q, m, np.arange(1.0, days + 1)))
    assert (found.p, found.q, found.m) == pytest.approx((p, q, m), rel=1e-3)
    assert found.fit == pytest.approx(1.0)


def test_the_curve_is_that_of_the_daily_equation() -> None:
    p, q, m, steps = 0.05, 0.4, 0.6, 10_000
    share = 0.0
    for _ in range(8 * steps):  # f = (p + q F)(1 - F), in small steps over eight days
        share += (p + q * share) * (1.0 - share) / steps
    assert bass_curve(p, q, m, np.array([8.0]))[0] == pytest.approx(m * share, rel=1e-3)


@given(st.integers(0, 2**31), st.floats(0.01, 0.2), st.floats(0.2, 0.8))
def test_some_noise_moves_p_and_q_a_little(seed: int, p: float, q: float) -> None:
    days = np.arange(1.0, 31)
    noise = np.random.default_rng(seed).normal(0.0, 0.002, 30)
    found = fit_bass(np.clip(bass_curve(p, q, 0.7, days) + noise, 1e-6, 1.0))
    assert (found.p, found.q) == pytest.approx((p, q), rel=0.25, abs=0.01)
    assert found.fit > 0.99


def test_days_before_the_first_person_do_not_count_and_nobody_reaches_more_than_everyone() -> None:
    curve = bass_curve(0.03, 0.38, 0.8, np.arange(1.0, 21))
    late = fit_bass(np.concatenate([np.zeros(9), curve]))
    assert (late.p, late.q, late.m) == pytest.approx((0.03, 0.38, 0.8), rel=1e-3)
    assert fit_bass(np.linspace(0.01, 0.3, 12)).m <= 1.0


@pytest.mark.parametrize(
    "reach",
    [
        np.empty(0),
        np.zeros(40),
        np.full(40, 0.2),
        np.linspace(0.1, 0.6, LEAST_POINTS - 1),
        [0.0] * 20 + [0.1] * 3,
    ],
    ids=["nothing", "nobody", "at rest", "too short", "just begun"],
)
def test_too_little_to_tell_is_not_yet(reach: np.ndarray) -> None:
    found = fit_bass(np.asarray(reach, dtype=float))
    assert all(math.isnan(value) for value in (found.p, found.q, found.m, found.fit))


# Viral videos


def test_viral_is_twenty_times_the_creators_median_and_above_99_of_100_videos() -> None:
    creator = np.repeat(np.arange(4), 100)
    busiest = np.full(400, 3)
    day = np.ones(400, dtype=int)
    day[7] = busiest[7] = 61
    assert viral(day, busiest, creator).tolist() == [7]
    day[7] = busiest[7] = 60  # not more than 20 times 3
    assert viral(day, busiest, creator).tolist() == []
    day[107] = busiest[107] = 90
    day[7] = busiest[7] = 61
    assert viral(day, busiest, creator).tolist() == [7, 107]
    day[10:14] = busiest[10:14] = 62  # now 7 is not among the leading hundredth
    assert 7 not in viral(day, busiest, creator).tolist()


def test_hits_of_a_creator_of_hits_are_usual() -> None:
    creator = np.repeat(np.arange(2), 200)
    busiest = np.where(creator == 0, 100, 1)
    day = busiest.copy()
    day[[0, 200]] = busiest[[0, 200]] = 1_000
    assert viral(day, busiest, creator).tolist() == [200]
    assert viral(np.zeros(5, dtype=int), np.zeros(5, dtype=int), np.zeros(5, dtype=int)).tolist() == []
    assert viral(day[:0], busiest[:0], creator[:0]).tolist() == []


@given(arrays(np.int64, 60, elements=st.integers(0, 300)), arrays(np.int64, 60, elements=st.integers(0, 5)))
def test_viral_is_what_a_slow_count_says(busiest: np.ndarray, creator: np.ndarray) -> None:
    found = viral(busiest, busiest, creator).tolist()
    bar = sorted(busiest)[int(0.99 * 59)]
    slow = [
        video
        for video, views in enumerate(busiest)
        if views > bar and views > 20 * max(float(np.median(busiest[creator == creator[video]])), 1.0)
    ]
    assert found == slow
