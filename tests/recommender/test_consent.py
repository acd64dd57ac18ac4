"""Randomised response: an answer says one bit, as true as it is told to be, and their share can be estimated."""

from __future__ import annotations

import math

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from recommender import HistorySettings
from recommender.memory.history import strengths
from recommender.privacy.consent import answered, enjoyed, estimated_share, truthfulness
from tests.recommender.guarded import LUCK, many, reactions


def test_enjoyed_is_most_of_it_watched_or_a_kind_act_and_no_dislike() -> None:
    batch = reactions(
        [0.74, 0.75, 0.1, 0.1, 1.5],
        liked=[False, False, True, False, False],
        disliked=[False, False, False, True, True],
    )
    assert enjoyed(batch).tolist() == [False, True, True, False, False]


def test_an_answer_is_one_bit_and_the_same_however_often_it_is_given() -> None:
    batch = reactions(
        [0.1, 0.4, 1.7, 1.0] * 50, followed=[True, False, False, False] * 50, shared=[False, True] * 100
    )
    told = answered(batch, 1.0, LUCK)
    assert set((told.watch_s / told.duration_s).tolist()) == {0.0, 1.0}
    for flag in (told.liked, told.commented, told.shared, told.followed, told.disliked):
        assert not flag.any()
    again = answered(batch.rows(np.arange(len(batch))[::-1]), 1.0, LUCK)
    np.testing.assert_array_equal(again.watch_s[::-1], told.watch_s)
    assert answered(batch, math.inf, LUCK) is batch
    strength = strengths(told, HistorySettings().strength)
    assert set(strength.tolist()) == {0.0, 1.0}


@pytest.mark.parametrize("epsilon", [0.1, 1.0, 3.0])
def test_answers_are_true_as_often_as_warner_says(epsilon: float) -> None:
    batch = many(0.4)
    truth, told = enjoyed(batch), answered(batch, epsilon, LUCK).watch_s > 0
    p = math.e**epsilon / (math.e**epsilon + 1)
    assert truthfulness(epsilon) == pytest.approx(p)
    assert (truth == told).mean() == pytest.approx(p, abs=4 * math.sqrt(p * (1 - p) / len(batch)))


def test_a_smaller_budget_turns_more_answers_and_turns_none_back() -> None:
    batch = many(0.5)
    wrong = [enjoyed(batch) != (answered(batch, eps, LUCK).watch_s > 0) for eps in (3.0, 1.0, 0.2)]
    assert not (wrong[0] & ~wrong[1]).any()
    assert not (wrong[1] & ~wrong[2]).any()
    assert wrong[0].sum() < wrong[1].sum() < wrong[2].sum()


@pytest.mark.parametrize("rate", [0.0, 0.3, 1.0])
@pytest.mark.parametrize("epsilon", [0.5, 2.0])
def test_the_estimate_finds_the_true_share_within_its_error(rate: float, epsilon: float) -> None:
    told = answered(many(rate), epsilon, LUCK).watch_s > 0
    share, error = estimated_share(int(told.sum()), len(told), epsilon)
    assert abs(share - rate) < 4 * error
    assert abs(told.mean() - rate) > 10 * error or rate == 0.3  # the answers as they stand are far off


@given(st.integers(1, 60), st.integers(0, 60), st.floats(0.1, 5))
def test_the_estimate_is_unbiased(reports: int, enjoyed_views: int, epsilon: float) -> None:
    """Its mean over all outcomes, each with its own chance, is the truth: yes is a sum of two binomials."""
    enjoyed_views = min(enjoyed_views, reports)
    p = truthfulness(epsilon)

    def chances(count: int, chance: float) -> list[float]:
        return [math.comb(count, k) * chance**k * (1 - chance) ** (count - k) for k in range(count + 1)]

    outcome = np.convolve(chances(enjoyed_views, p), chances(reports - enjoyed_views, 1 - p))
    mean = sum(
        chance * estimated_share(yes, reports, epsilon)[0] for yes, chance in enumerate(outcome.tolist())
    )
    assert mean == pytest.approx(enjoyed_views / reports, abs=1e-9)


def test_estimates_of_nothing_and_bad_counts() -> None:
    assert all(math.isnan(value) for value in estimated_share(0, 0, 1.0))
    assert estimated_share(3, 10, math.inf)[0] == pytest.approx(0.3)
    with pytest.raises(ValueError, match="yes must be between 0 and the 3 reports, not 4"):
        estimated_share(4, 3, 1.0)
    with pytest.raises(ValueError, match="epsilon must be above 0"):
        estimated_share(1, 3, 0.0)
