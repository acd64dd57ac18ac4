"""Fleder 2009, Jiang 2019 and Burghardt 2022: small cases by hand, and what the papers find, at a reduced size."""

from __future__ import annotations

import numpy as np
import pytest

from recommender.luck import Luck
from simulator.experiments.papers import burghardt2022, fleder2009, jiang2019
from simulator.experiments.papers.burghardt2022 import HIDDEN, Burghardt2022, regress, show
from simulator.experiments.papers.fleder2009 import Fleder2009, ends, market, overlap, sell, variety, wins
from simulator.experiments.papers.jiang2019 import Jiang2019, advance
from simulator.experiments.papers.paper import Paper

LUCK = np.random.default_rng(1)

# Fleder and Hosanagar


def test_two_urns_tend_to_one_of_two_shares() -> None:
    assert ends(0.7, 0.5) == pytest.approx((0.85, 0.35))
    # first up .6; never back from above 1 - .15/.85, from below 1 - .35/.65
    up, low = 0.6 * (1 - 0.15 / 0.85), 0.4 * (1 - 0.35 / 0.65)
    assert wins(0.7, 0.5) == pytest.approx(up / (up + low)) == pytest.approx(0.728, abs=5e-4)
    assert wins(0.5, 0.5) == pytest.approx(0.5)
    assert wins(0.9, 0.1) == 1.0  # b can keep no lead: .81 of sales are w even then


def test_a_sale_follows_the_leader() -> None:
    """p .7, r .5: .6 at first, .85 while w leads, .35 while b does."""

    def led(*luck: float) -> list[float]:
        lead, told = np.zeros(1), []
        for number in luck:
            sell(lead, 0.7, 0.5, np.array([number]))
            told.append(float(lead[0]))
        return told

    assert led(0.59, 0.84, 0.86, 0.86) == [1, 2, 1, 0]
    assert led(0.61, 0.36, 0.34) == [-1, -2, -1]


@pytest.mark.slow
def test_what_is_recommended_becomes_known_and_bought() -> None:
    """Two people who know one product each: alone they stay with it; the filter makes each know the other's."""
    utility, known = np.zeros((2, 2)), np.eye(2, dtype=np.bool_)
    luck = np.full((6, 2), 0.9)
    bought = np.zeros((2, 2))
    market(utility, known.copy(), bought, luck, 0, 0.0)
    assert bought.tolist() == [[6, 0], [0, 6]]
    third, bought = np.array([[True, True], [False, True]]), np.zeros((2, 2))
    market(utility, third, bought, luck, 1, 0.0)
    assert bought.tolist() == [[0, 6], [0, 6]]  # nine tenths of the way lies the second product
    assert variety(bought) == 1.0 and overlap(bought) == pytest.approx(1.0)


def test_the_filter_concentrates() -> None:
    figures = fleder2009.PAPER.run(Fleder2009(runs=30), Luck(1))
    assert figures["high"] == pytest.approx(0.85, abs=0.01) and figures["low"] == pytest.approx(
        0.35, abs=0.01
    )
    assert all(order.holds(figures) for order in fleder2009.PAPER.orders)


# Jiang and others


def lived(how: int, start: list[float], delta: float, clicks: np.ndarray, pools: list[int] | None = None):
    """Interest of one person at the end, and how far it had gone after each step; `pools`: candidates in each."""
    begun, mu = np.array([start]), np.array([start])
    told, hits, away = np.zeros_like(mu), np.zeros_like(mu), np.zeros(1)
    norm: list[float] = []
    for done, row in enumerate(clicks):
        pool = pools[done] if pools else len(start)
        tables = (table[:, :pool] for table in (begun, mu, told, hits))
        advance(how, done, delta, *tables, row[None], LUCK, away)
        norm.append(float(np.sqrt(away[0])))
    return mu[0], norm


@pytest.mark.slow
def test_an_oracle_that_is_always_clicked_moves_its_items_by_delta_a_step() -> None:
    end, norm = lived(0, [0.5, 0.0, -0.5], 0.1, np.zeros((4, 1)))
    np.testing.assert_allclose(end, [0.9, 0.0, -0.5])
    np.testing.assert_allclose(norm, [0.1, 0.2, 0.3, 0.4])
    end, norm = lived(0, [0.5, 0.0, -0.5], 0.1, np.ones((1, 2)))
    np.testing.assert_allclose(end, [0.4, -0.1, -0.5])  # never clicked: both shown fall
    assert norm[0] == pytest.approx(0.1 * 2**0.5)


def test_ucb_tries_every_item_once() -> None:
    end, _ = lived(2, [0.0] * 5, 1.0, np.zeros((5, 1)))
    assert end.tolist() == [1.0] * 5
    end, _ = lived(2, [0.0] * 9, 1.0, np.zeros((12, 1)), [2 + t // 3 for t in range(12)])
    assert (end > 0).tolist() == [True] * 5 + [False] * 4  # two, and one more after 3, 6 and 9 steps


def test_a_pool_grows_by_one_at_a_time() -> None:
    """Items that may not be recommended yet keep the interest with which they began."""
    model = jiang2019.begin(Jiang2019(people=3, steps=10, items=4, shown=4, growth=3, delta=0.5), Luck(1))
    for _ in range(10):
        model.step()
    figures = model.measure().figures
    assert figures["away_oracle"] != figures["away_grown_oracle"]
    moved = model._arms["random", True]  # pyright: ignore[reportPrivateUsage]
    there = (moved._told > 0).any(axis=0)  # pyright: ignore[reportPrivateUsage]
    assert there.tolist() == [True] * 7 + [False]


def test_the_less_is_explored_the_faster_interest_runs_off() -> None:
    figures = jiang2019.PAPER.run(Jiang2019(people=2, steps=1_200), Luck(1))
    names = ("away", "grown_thompson", "grown_ucb")
    assert all(order.holds(figures) for order in jiang2019.PAPER.orders if order.name in names)


# Burghardt and Lerman


def test_agents_are_shown_what_the_guess_puts_first_or_one_by_lot() -> None:
    seen = np.full((2, 3), HIDDEN, dtype=np.int8)
    seen[0, 2] = 1
    guess = np.array([[0.1, 0.4, 0.9], [0.8, 0.2, 0.1]])
    show(guess, seen, np.array([[0.5, 0.0], [0.5, 0.99]]), 0.1, np.full((2, 3), 0.5), np.array([0.4, 0.6]))
    assert seen.tolist() == [[-1, 1, 1], [0, -1, -1]]
    show(guess, seen, np.array([[0.05, 0.0], [0.05, 0.99]]), 0.1, np.full((2, 3), 0.5), np.array([0.6, 0.4]))
    assert seen.tolist() == [[0, 1, 1], [0, -1, 1]]


@pytest.mark.slow
def test_the_student_is_a_ridge_regression_on_what_was_seen() -> None:
    draw = np.random.default_rng(1)
    seen = draw.integers(-1, 2, (4, 12)).astype(np.int8)
    other, mine, prior = draw.random((12, 3)), np.zeros((4, 3)), np.full(3, 0.2)
    regress(seen, mine, other, prior, 0.7)
    for u in range(4):
        known = seen[u] >= 0
        whole = other[known].T @ other[known] + 0.7 * np.eye(3)
        right = other[known].T @ seen[u, known] + 0.7 * prior
        np.testing.assert_allclose(mine[u], np.linalg.solve(whole, right), rtol=1e-9)


def test_greedy_feedback_is_unstable_between_runs() -> None:
    figures = burghardt2022.PAPER.run(Burghardt2022(agents=200, items=100, steps=20, realisations=4), Luck(1))
    assert all(
        order.holds(figures) for order in burghardt2022.PAPER.orders if order.name in ("random", "oracle")
    )


@pytest.mark.slow
@pytest.mark.parametrize(
    "paper", [fleder2009.PAPER, jiang2019.PAPER, burghardt2022.PAPER], ids=lambda one: one.name
)
def test_everything_the_paper_finds_is_found(paper: Paper) -> None:
    figures = paper.run(paper.settings(), Luck(1))
    assert [order.name for order in paper.orders if not order.holds(figures)] == []
