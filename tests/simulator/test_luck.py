"""Luck has an address: the same question has the same answer, whoever asks, whenever, in whatever company."""

from __future__ import annotations

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from recommender.luck import Luck

seeds = st.integers(0, 2**63 - 1)
ids = st.integers(0, 2**31 - 1)


@given(seeds, ids, ids)
def test_an_answer_does_not_depend_on_who_else_is_asked(seed: int, person: int, video: int) -> None:
    luck = Luck(seed)
    alone = luck.uniform("like", person, video)
    crowd = luck.uniform("like", np.array([0, person, 7]), np.array([1, video, 2]))
    assert alone[0] == crowd[1]


def test_the_worked_example_of_splitmix64_holds() -> None:
    # The published test vector of SplitMix64: the first output for the state 0 is 0xE220A8397B1DCDAF,
    # which is the finaliser applied to the golden gamma.
    from recommender.luck import _finalise

    first = _finalise(np.array([0x9E3779B97F4A7C15], dtype=np.uint64))
    assert int(first[0]) == 0xE220A8397B1DCDAF


def test_purposes_seeds_and_the_order_of_ids_matter() -> None:
    people = np.arange(1_000)
    base = Luck(1).uniform("like", people, 5)
    for other in (
        Luck(1).uniform("share", people, 5),
        Luck(2).uniform("like", people, 5),
        Luck(1).uniform("like", 5, people),
        Luck(1).uniform("like", people, 6),
    ):
        # Independent uniforms differ by a third on average; 1,000 of them never come near 0.25.
        assert np.abs(base - other).mean() > 0.25


def test_draws_are_uniform_and_neighbouring_ids_unrelated() -> None:
    draws = Luck(3).uniform("any", np.arange(400)[:, None], np.arange(500)[None, :])
    counts, _ = np.histogram(draws, bins=100, range=(0, 1))
    expected = draws.size / 100
    # 99 degrees of freedom: the 99.99 % quantile of chi-square is 161.
    assert ((counts - expected) ** 2 / expected).sum() < 161
    assert abs(np.corrcoef(draws[:-1].ravel(), draws[1:].ravel())[0, 1]) < 0.01
    assert abs(np.corrcoef(draws[:, :-1].ravel(), draws[:, 1:].ravel())[0, 1]) < 0.01


def test_normal_draws_have_mean_zero_and_variance_one_and_thin_tails() -> None:
    draws = Luck(4).normal("any", np.arange(200_000))
    assert abs(draws.mean()) < 0.01
    assert abs(draws.std() - 1) < 0.01
    assert abs((np.abs(draws) > 1.96).mean() - 0.05) < 0.003


@given(st.floats(0, 1))
def test_below_happens_as_often_as_said(chance: float) -> None:
    happened = Luck(5).below(chance, "any", np.arange(20_000)).mean()
    assert abs(happened - chance) < 0.02


def test_integers_stay_below_their_bound() -> None:
    bound = np.array([1, 2, 3, 1_000])
    drawn = Luck(6).integers(bound, "any", np.arange(4_000).reshape(-1, 4))
    assert (drawn >= 0).all()
    assert (drawn < bound).all()
    assert set(drawn[:, 2]) == {0, 1, 2}
