"""Chaney 2018: what a person takes, by hand; the training against other solvers; and the published order."""

from __future__ import annotations

import numpy as np
import pytest
from scipy.optimize import nnls

from recommender.luck import Luck
from simulator.experiments.papers.chaney2018 import PAPER, Chaney2018, beta_of, jaccard, pick, ranking
from simulator.experiments.papers.chaney2018_recommenders import RIDGE, SURE, factorise, fit, friends


@pytest.mark.slow
def test_people_take_what_is_worth_most_at_its_rank() -> None:
    """Old items 2 0 1 and a new one, 3: its place is of the four alike likely."""
    attention = np.array([1.0, 0.5, 0.4, 0.3])
    known = np.array([0.8, 0.9, 0.3, 0.7])
    had = np.zeros(4, dtype=np.bool_)
    ranked, new = np.array([2, 0, 1]), np.array([3])

    def taken(place: float) -> int:
        return pick(ranked, known, had, new, np.array([place]), attention)

    assert taken(0.0) == 3  # 3 2 0 1: .7, .15, .32, .27
    assert taken(0.3) == 3  # 2 3 0 1: .3, .35, .32, .27
    assert taken(0.6) == 0  # 2 0 3 1: .3, .4, .28, .27
    had[0] = True
    assert taken(0.6) == 2  # what one has had keeps its rank, and is not taken again


def test_of_equals_each_persons_own_lot_decides() -> None:
    score = np.array([[1.0, 3.0, 3.0, 0.0, 9.0]] * 2)
    ties = np.array([[0.9, 0.2, 0.1, 0.5], [0.0, 0.1, 0.2, 0.5]])
    assert ranking(score, 4, ties).tolist() == [[2, 1, 0, 3], [1, 2, 0, 3]]
    assert ranking(score, 0, ties[:, :0]).shape == (2, 0)


def test_content_is_fitted_as_scipy_fits_it() -> None:
    draw = np.random.default_rng(3)
    attributes, picked = draw.random((40, 6)), draw.random((5, 40)) < 0.3
    weights = np.zeros((5, 6))
    for _ in range(30):  # each training goes on from where the last one ended
        fit(attributes.T @ attributes, picked @ attributes, weights)
    for u in range(5):
        np.testing.assert_allclose(weights[u], nnls(attributes, picked[u].astype(float))[0], atol=1e-3)


@pytest.mark.slow
def test_a_half_round_goes_towards_the_solution_of_the_normal_equations() -> None:
    """Conjugate gradients end, with as many steps as unknowns, at what a solver finds, and get nearer with each."""
    draw = np.random.default_rng(5)
    picks, other = draw.random((5, 9)) < 0.4, draw.standard_normal((9, 3))
    picks[4] = False
    best = np.ones((5, 3))  # who has picked nothing stays
    for u in range(4):
        sure = np.diag(1.0 + SURE * picks[u])
        whole = other.T @ sure @ other + RIDGE * np.eye(3)
        best[u] = np.linalg.solve(whole, other.T @ sure @ picks[u])
    last = np.inf
    for pulls in (0, 1, 2, 3):
        mine = np.ones((5, 3))
        factorise(picks, mine, other, pulls)
        last, before = float(np.abs(mine - best).max()), last
        assert last < before
    assert last < 1e-9


@pytest.mark.slow
def test_who_is_shown_little_meets_what_is_new() -> None:
    """With two old items shown instead of all, people turn to the new ones, and are less alike."""
    few, all_old = (
        PAPER.run(
            Chaney2018(simulations=2, people=30, steps=40, startup=20, training="single", shown=shown),
            Luck(1),
        )
        for shown in (2, 0)
    )
    assert few["alike_popularity"] < all_old["alike_popularity"] - 0.02


def test_utility_lies_about_its_mean_and_friends_leave_nobody_alone() -> None:
    first, second = beta_of(0.98)
    assert first / (first + second) == pytest.approx(0.98)
    assert first * second / (first + second) ** 2 / (first + second + 1) == pytest.approx(1e-10)
    tastes = np.random.default_rng(2).dirichlet(np.ones(5), 12)
    known = friends(tastes)
    assert (known == known.T).all() and (known.sum(axis=1) >= 1).all()


def test_how_alike_by_hand() -> None:
    had = np.array([[True, True, False], [False, True, True], [True, False, False]])
    assert jaccard(had, np.array([1, 2, 0])) == pytest.approx((1 / 3 + 0 + 1 / 2) / 3)


@pytest.mark.slow
def test_popularity_makes_people_more_alike_than_chance_and_ideal_is_best() -> None:
    figures = PAPER.run(Chaney2018(simulations=2, people=30, steps=40, startup=5), Luck(1))
    assert figures["alike_popularity"] > figures["alike_random"] + 0.05
    assert all(figures[f"utility_{arm}"] < 0 for arm in ("popularity", "social", "random"))


@pytest.mark.slow
def test_the_published_order_comes_out_under_repeated_training() -> None:
    """Of two simulations content and social come out alike, or the other way round, by some lucks: this one keeps them
    a tenth apart, so that the last bits of floats do not decide."""
    row = PAPER.rows[0]
    figures = PAPER.run(Chaney2018(simulations=2), Luck(2))
    assert all(order.holds(figures) for order in PAPER.orders if order.row == row.label)
    assert [order.row for order in PAPER.orders] == [one.label for one in PAPER.rows]
    for name, printed in row.printed.items():  # wider than the page's: two simulations, not 400
        assert figures[name] == pytest.approx(printed, abs=0.05), name
