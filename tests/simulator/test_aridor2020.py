"""Aridor 2020: choices against conditioning with whole matrices, measures by hand, and the published figures."""

from __future__ import annotations

import numpy as np
import pytest

from recommender.luck import Luck
from simulator.experiments.papers.aridor2020 import (
    PAPER,
    Aridor2020,
    _look,  # pyright: ignore[reportPrivateUsage]
    choose,
    ring,
)
from simulator.experiments.papers.paper import within


def by_matrices(prior, told, worth, covariance, gamma, choices):
    """What is chosen when after each choice the normal distribution is conditioned on all that was consumed."""
    chosen: list[int] = []
    for _ in range(choices):
        rest = [n for n in range(len(prior)) if n not in chosen]
        if chosen:
            gain = covariance[np.ix_(rest, chosen)] @ np.linalg.inv(covariance[np.ix_(chosen, chosen)])
            mean = prior[rest] + gain @ (worth[chosen] - prior[chosen])
            spread = covariance[np.ix_(rest, rest)] - gain @ covariance[np.ix_(chosen, rest)]
        else:
            mean, spread = prior, covariance
        chosen.append(rest[int(np.argmax(mean + told[rest] - gamma / 2 * np.diag(spread)))])
    return chosen


@pytest.mark.slow
@pytest.mark.parametrize("gamma", [0.0, 1.0, 5.0])
@pytest.mark.parametrize("rho", [0.0, 0.5, 0.9])
def test_people_choose_by_bayes_rule(gamma: float, rho: float) -> None:
    draw = np.random.default_rng(4)
    items, covariance = 24, ring(24, 2.0, rho)
    whole = covariance[np.abs(np.subtract.outer(np.arange(items), np.arange(items)))]
    for _ in range(5):
        prior, told, worth = draw.standard_normal((3, items))
        chosen = np.empty(8, dtype=np.int64)
        choose(prior, told, worth, covariance, gamma, chosen)
        assert chosen.tolist() == by_matrices(prior, told, worth, whole, gamma, 8)


def test_neighbours_on_the_ring_resemble_each_other() -> None:
    assert ring(6, 2.0, 0.5).tolist() == [2.0, 1.0, 0.5, 0.25, 0.5, 1.0]
    assert ring(5, 3.0, 0.0).tolist() == [3.0, 0.0, 0.0, 0.0, 0.0]


def test_measures_by_hand() -> None:
    """Two people and three choices on a ring of ten: 0 1 9 and 1 0 9."""
    told = np.empty((3, 5))
    worth = np.zeros((2, 10))
    worth[0, :2] = 3.0, 6.0
    _look(np.array([[0, 1, 9], [1, 0, 9]]), worth, told)
    # distances 1, 1 and 2 for both, over ten items; one of three steps alike; the same sets; 9 over six choices; the
    # last steps are 2 and 1 long
    assert told[2] == pytest.approx([4 / 3 / 10, 1 / 3, 1.0, 1.5, 1.5])
    # after two choices 0 1 and 1 0: neighbours, never at the same step, the same sets; after one nothing is shared
    assert told[1] == pytest.approx([1 / 10, 0.0, 1.0, 9 / 4, 1.0])
    assert told[0] == pytest.approx([np.nan, 0.0, 0.0, 3 / 2, np.nan], nan_ok=True)


@pytest.mark.slow
def test_the_order_of_the_paper_shows_in_a_small_population() -> None:
    figures = PAPER.run(Aridor2020(people=16, populations=1), Luck(1))
    assert all(order.holds(figures) for order in PAPER.orders)
    assert figures["diversity_none"] < figures["diversity_recommendation"] < figures["diversity_oracle"]
    assert figures["homogeneity_recommendation"] < figures["sets_recommendation"] / 3


@pytest.mark.slow
@pytest.mark.parametrize("row", [0, 5], ids=["rho 0", "rho 0.9"])
def test_the_published_figures_come_out(row: int) -> None:
    wanted = PAPER.rows[row]
    figures = PAPER.run(Aridor2020(people=30, populations=1, **wanted.changes), Luck(1))
    off = [name for name in wanted.printed if not within(PAPER, name, wanted.printed, figures)]
    assert off == []
