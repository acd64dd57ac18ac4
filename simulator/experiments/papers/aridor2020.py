"""Aridor, Goncalves, Sikdar 2020, Deconstructing the filter bubble: user decision-making and recommender systems,
RecSys (arXiv 1904.10527), with the constants of its public code.

N = 200 items lie on a ring. Person i values item n at U_i(n) = V_i(n) + beta V(n): V, common to a population, is
Normal(0, S); V_i is Normal(mu_i, S) with mu_i ~ Normal(0, 0.1 I); S(n, m) = sigma rho^distance(n, m). T = 20 times
everybody picks the item not yet consumed that has the largest mean - gamma / 2 variance in their belief, learns
what it is worth, and believes by Bayes' rule about the others. Three regimes differ in the belief at the start:

    none            U_i ~ Normal(mu_i, (1 + beta^2) S)
    recommendation  V is told: V_i ~ Normal(mu_i, S), to which beta V is added
    oracle          U_i itself is known

Everything is averaged over a grid of beta, sigma and gamma, one row for each rho. Diversity and welfare, which the
authors keep in one file, are averaged over beta above 0 alone: only so do their published curves come out, at rho 0.9
welfare would lie a seventh lower over the whole grid.

A belief is kept as its mean, its variances and the columns by which the covariance has shrunk, one for each item
consumed; it is never a matrix.

The published homogeneity is the Jaccard similarity of two *ordered* vectors as scipy has it: the share of steps at
which two people chose the same item at the same time. As sets of items, which is what the name says, people are far
more alike, and in another order of magnitude; both are shown.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from itertools import product

import numpy as np
from numpy.typing import NDArray
from pydantic import Field

from recommender.compiled import compiled, compiled_part
from recommender.luck import Luck
from simulator.experiments.papers.paper import Across, Figures, Order, Paper, PaperSetting
from simulator.settings.tree import Branch

Floats = NDArray[np.float64]
Items = NDArray[np.int64]

BETAS = (0.0, 0.4, 0.8, 1.0, 2.0, 5.0)
"""How much more people have in common than of their own."""
SIGMAS = (0.25, 0.5, 1.0, 2.0, 4.0)
"""Variance of worth."""
GAMMAS = (0.0, 0.3, 0.6, 1.0, 5.0)
"""Aversion to risk."""
OWN = 0.1
"""Variance of mu_i."""
REGIMES = ("none", "recommendation", "oracle")
MEASURES = ("diversity", "homogeneity", "sets", "welfare", "distance")
SHARED = ("diversity", "welfare")
"""Measures that are averaged over beta above 0."""


class Aridor2020(Branch):
    """Settings of the model; the defaults are the paper's but for the number of populations, which is 100 there."""

    people: int = Field(default=100, ge=2, le=10_000)
    """People in a population."""
    populations: int = Field(default=2, ge=1, le=1_000)
    """Populations in each cell of the grid of beta, sigma and gamma (100 in the paper)."""
    items: int = Field(default=200, ge=10, le=2_000)
    """Items on the ring."""
    choices: int = Field(default=20, ge=2, le=200)
    """How many items everybody consumes."""
    rho: float = Field(default=0.9, ge=0.0, le=0.99)
    """How much neighbours on the ring resemble each other in worth."""


def ring(items: int, sigma: float, rho: float) -> Floats:
    """(items,) covariance of the worth of two items by how far one lies after the other."""
    apart = np.minimum(np.arange(items), items - np.arange(items))
    return sigma * rho**apart


@compiled_part
def choose(
    prior: Floats, told: Floats, worth: Floats, covariance: Floats, gamma: float, chosen: Items
) -> None:
    """Write what one person consumes, in order, into `chosen`.

    `prior`: (items,) mean of the belief; `told`: (items,) what is known and added to it; `worth`: (items,) what is
    learnt of an item by consuming it; `covariance`: of the belief, by distance, as `ring` has it.
    """
    items, choices = len(prior), len(chosen)
    mean, variance = prior.copy(), np.full(items, covariance[0])
    shrunk = np.empty((choices, items))
    open_ = np.ones(items, dtype=np.bool_)
    for t in range(choices):
        best, pick = -np.inf, 0
        for n in range(items):
            value = mean[n] + told[n] - 0.5 * gamma * variance[n]
            if open_[n] and value > best:
                best, pick = value, n
        chosen[t] = pick
        open_[pick] = False
        column = shrunk[t]
        for n in range(items):
            column[n] = covariance[abs(n - pick)]
        for s in range(t):
            share = shrunk[s, pick]
            for n in range(items):
                column[n] -= shrunk[s, n] * share
        spread = np.sqrt(column[pick])
        surprise = (worth[pick] - mean[pick]) / spread
        for n in range(items):
            column[n] /= spread
            mean[n] += column[n] * surprise
            variance[n] -= column[n] * column[n]


@compiled
def _live(
    mu: Floats, own: Floats, common: Floats, covariance: Floats, beta: float, gamma: float, chosen: Items
) -> None:
    """Write what a population consumes under each regime into `chosen`: (regimes, people, choices)."""
    nothing = np.zeros(len(common))
    for i in range(len(mu)):
        worth = own[i] + beta * common
        choose(mu[i], nothing, worth, (1.0 + beta * beta) * covariance, gamma, chosen[0, i])
        choose(mu[i], beta * common, own[i], covariance, gamma, chosen[1, i])
        best = np.argsort(-worth)
        for t in range(chosen.shape[2]):
            chosen[2, i, t] = best[t]


@compiled
def _look(chosen: Items, worth: Floats, told: Floats) -> None:
    """Write the `MEASURES` of what one population consumes, (people, choices), into `told`."""
    people, choices = chosen.shape
    items = worth.shape[1]
    apart, final, gain, same, sets = 0.0, 0.0, 0.0, 0.0, 0.0
    has = np.zeros((people, items), dtype=np.bool_)
    for i in range(people):
        for t in range(choices):
            has[i, chosen[i, t]] = True
            gain += worth[i, chosen[i, t]]
            for s in range(t):
                hop = abs(chosen[i, t] - chosen[i, s])
                apart += min(hop, items - hop)
        hop = abs(chosen[i, choices - 1] - chosen[i, choices - 2])
        final += min(hop, items - hop)
    for i in range(people):
        for j in range(i):
            both = 0
            for t in range(choices):
                same += chosen[i, t] == chosen[j, t]
                both += has[i, chosen[j, t]]
            sets += both / (2 * choices - both)
    pairs = people * (people - 1) / 2
    told[0] = apart / (people * choices * (choices - 1) / 2) / items
    told[1] = same / choices / pairs
    told[2] = sets / pairs
    told[3] = gain / (people * choices)
    told[4] = final / people


def run(settings: Branch, luck: Luck) -> Figures:
    """The measures of each regime, averaged over the grid."""
    made = Aridor2020.model_validate(settings)
    unit = ring(made.items, 1.0, made.rho)
    # The square root of a matrix whose rows are turned against each other is found among waves: its row is this.
    root = np.fft.ifft(np.sqrt(np.maximum(np.fft.fft(unit).real, 0.0))).real
    turned = root[(np.arange(made.items)[:, None] - np.arange(made.items)) % made.items]
    told: dict[float, Floats] = {beta: np.zeros((len(REGIMES), len(MEASURES))) for beta in BETAS}
    one = np.empty(len(MEASURES))
    for cell, (beta, sigma, gamma) in enumerate(product(BETAS, SIGMAS, GAMMAS)):
        for population in range(made.populations):
            draw = luck.stream("population", cell * made.populations + population)
            common = np.sqrt(sigma) * turned @ draw.standard_normal(made.items)
            mu = np.sqrt(OWN) * draw.standard_normal((made.people, made.items))
            own = mu + np.sqrt(sigma) * draw.standard_normal((made.people, made.items)) @ turned
            chosen = np.empty((len(REGIMES), made.people, made.choices), dtype=np.int64)
            _live(mu, own, common, sigma * unit, beta, gamma, chosen)
            for regime, picked in enumerate(chosen):
                _look(picked, own + beta * common, one)
                told[beta][regime] += one
    cells = len(SIGMAS) * len(GAMMAS) * made.populations
    means: Floats = np.sum([*told.values()], axis=0) / (len(BETAS) * cells)
    shared = [beta for beta in BETAS if beta > 0]
    for column in map(MEASURES.index, SHARED):
        means[:, column] = np.sum([told[beta][:, column] for beta in shared], axis=0) / (len(shared) * cells)
    return {
        f"{measure}_{regime}": float(means[row, column])
        for column, measure in enumerate(MEASURES)
        for row, regime in enumerate(REGIMES)
    }


def _printed(**figures: tuple[float, float, float]) -> dict[str, float]:
    return {
        f"{measure}_{regime}": value
        for measure, values in figures.items()
        for regime, value in zip(REGIMES, values, strict=True)
    }


def _steps(rows: Sequence[tuple[Mapping[str, object], Figures]]) -> Figures:
    """Distance of the last step, mean over the rows in which neighbours resemble each other."""
    alike = [figures for settings, figures in rows if settings["rho"] != 0.0]
    names = [f"distance_{regime}" for regime in REGIMES]
    return {name: sum(figures[name] for figures in alike) / len(alike) for name in names}


PAPER = Paper(
    name="aridor2020",
    citation=(
        "Aridor, Goncalves, Sikdar (2020), Deconstructing the filter bubble: user decision-making and recommender "
        "systems, RecSys"
    ),
    settings=Aridor2020,
    rows=(
        PaperSetting(
            "items worth by themselves (rho 0)",
            {"rho": 0.0},
            _printed(
                diversity=(0.251, 0.251, 0.251), homogeneity=(0.005, 0.108, 0.033), welfare=(0.55, 3.7, 4.4)
            ),
        ),
        PaperSetting("rho 0.1", {"rho": 0.1}, {}),
        PaperSetting("rho 0.3", {"rho": 0.3}, {}),
        PaperSetting("rho 0.5", {"rho": 0.5}, {}),
        PaperSetting("rho 0.7", {"rho": 0.7}, {}),
        PaperSetting(
            "neighbours much alike (rho 0.9)",
            {},
            _printed(
                diversity=(0.097, 0.144, 0.182),
                homogeneity=(0.0085, 0.068, 0.033),
                sets=(0.090, 0.356, 0.256),
                welfare=(1.48, 3.7, 4.15),
            ),
        ),
    ),
    tolerance={
        f"{measure}_{regime}": far
        for measure, far in zip(MEASURES, (0.005, 0.006, 0.015, 0.15, 1.5), strict=True)
        for regime in REGIMES
    },
    run=run,
    orders=(
        Order("welfare", ("welfare_oracle", "welfare_recommendation", "welfare_none")),
        Order("alike", ("homogeneity_recommendation", "homogeneity_oracle", "homogeneity_none")),
    ),
    across=Across("all rows with rho above 0", _printed(distance=(23.2, 36.2, 47.9)), _steps),
)
