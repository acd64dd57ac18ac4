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
from simulator.experiments.papers.paper import Across, Figures, ModelMoment, Order, Paper, PaperSetting
from simulator.frames.paper import ArmCurves, Ring
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
WATCHED = (1.0, 1.0, 1.0)
"""Beta, sigma and gamma of the population that is looked at while it chooses."""
WATCHED_S = 0.6
"""Seconds for each of its choices, on the screen."""


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
    """Write the `MEASURES` of what one population has consumed, (people, choices), after each choice into `told`
    (choices, measures); NaN for those of two choices after the first."""
    people, choices = chosen.shape
    items = worth.shape[1]
    told[:] = 0.0
    when = np.full((people, items), choices)
    for i in range(people):
        for t in range(choices):
            pick = chosen[i, t]
            when[i, pick] = t
            told[t, 3] += worth[i, pick]
            for s in range(t):
                hop = abs(pick - chosen[i, s])
                told[t, 0] += min(hop, items - hop)
            hop = abs(pick - chosen[i, t - 1])
            told[t, 4] += min(hop, items - hop)
    met = np.empty(choices, dtype=np.int64)
    for i in range(people):
        for j in range(i):
            met[:] = 0
            for t in range(choices):
                told[t, 1] += chosen[i, t] == chosen[j, t]
                since = max(t, when[i, chosen[j, t]])
                if since < choices:
                    met[since] += 1
            both = 0
            for t in range(choices):
                both += met[t]
                told[t, 2] += both / (2 * (t + 1) - both)
    pairs = people * (people - 1) / 2
    for t in range(choices):
        for m in (0, 1, 3):
            told[t, m] += told[t - 1, m] if t else 0.0
    for t in range(choices):
        told[t, 0] = told[t, 0] / (people * (t + 1) * t / 2) / items if t else np.nan
        told[t, 1] /= (t + 1) * pairs
        told[t, 2] /= pairs
        told[t, 3] /= people * (t + 1)
        told[t, 4] = told[t, 4] / people if t else np.nan


class AridorModel:
    """Populations, one after the other, in an order by lot: so a mean that is not complete yet is of cells of all
    kinds. A step is a population; but for the first, that of `WATCHED`, which takes a step for each choice."""

    def __init__(self, settings: Aridor2020, luck: Luck) -> None:
        self._settings, self._luck = settings, luck
        cells = [*product(BETAS, SIGMAS, GAMMAS)]
        order = luck.stream("order").permutation(len(cells) * settings.populations)
        first = cells.index(WATCHED) * settings.populations
        self._queue = [first, *(one for one in order.tolist() if one != first)]
        self._cells = cells
        self.steps = settings.choices + len(self._queue) - 1
        self._step, self._lived = 0, 0
        self._unit = ring(settings.items, 1.0, settings.rho)
        # The square root of a matrix whose rows are turned against each other is found among waves: its row is this.
        root = np.fft.ifft(np.sqrt(np.maximum(np.fft.fft(self._unit).real, 0.0))).real
        items = np.arange(settings.items)
        self._turned: Floats = root[(items[:, None] - items) % settings.items]
        shape = (2, settings.choices, len(REGIMES), len(MEASURES))
        self._told: Floats = np.zeros(shape)
        """Sums over populations without anything in common, and over all others, after each choice."""
        self._counts = [0, 0]
        self._watched: Items = np.zeros((len(REGIMES), settings.people, settings.choices), dtype=np.int64)

    @property
    def pace(self) -> float:
        """The choices of the first population can be followed."""
        return WATCHED_S if self._step < self._settings.choices else 0.0

    def step(self) -> None:
        """A further choice of the first population, and then population after population."""
        if self._step == 0:
            self._watched = self._live()
        elif self._step >= self._settings.choices:
            self._live()
        self._step += 1

    def _live(self) -> Items:
        """(regimes, people, choices) what the next population consumes; its measures are added."""
        made, number = self._settings, self._queue[self._lived]
        beta, sigma, gamma = self._cells[number // made.populations]
        draw = self._luck.stream("population", number)
        common = np.sqrt(sigma) * self._turned @ draw.standard_normal(made.items)
        mu = np.sqrt(OWN) * draw.standard_normal((made.people, made.items))
        own = mu + np.sqrt(sigma) * draw.standard_normal((made.people, made.items)) @ self._turned
        chosen = np.empty((len(REGIMES), made.people, made.choices), dtype=np.int64)
        _live(mu, own, common, sigma * self._unit, beta, gamma, chosen)
        one = np.empty((made.choices, len(MEASURES)))
        for regime, picked in enumerate(chosen):
            _look(picked, own + beta * common, one)
            self._told[int(beta > 0), :, regime] += one
        self._counts[int(beta > 0)] += 1
        self._lived += 1
        return chosen

    def measure(self) -> ModelMoment:
        """The measures of each regime, mean over the populations that have lived; the plot is of the first."""
        walked = min(self._step, self._settings.choices)
        means = self._told.sum(axis=0) / max(self._lived, 1)
        shared = [MEASURES.index(name) for name in SHARED]
        means[:, :, shared] = self._told[1][:, :, shared] / max(self._counts[1], 1)
        means[walked:] = np.nan
        course = {
            f"{measure}_{regime}": means[:, row, column]
            for column, measure in enumerate(MEASURES)
            for row, regime in enumerate(REGIMES)
        }
        figures = {name: float(over[walked - 1]) for name, over in course.items()}
        now, before = max(walked - 1, 0), max(walked - 2, 0)
        places = self._watched[:, :, [before, now]] / self._settings.items
        return ModelMoment(self._step, np.zeros(0), figures, places, course)


def begin(settings: Branch, luck: Luck) -> AridorModel:
    """A fresh model of these settings."""
    return AridorModel(Aridor2020.model_validate(settings), luck)


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
    begin=begin,
    plots=(Ring(REGIMES), ArmCurves("diversity", REGIMES)),
    arms=REGIMES,
    measures=MEASURES,
    orders=(
        Order("welfare", ("welfare_oracle", "welfare_recommendation", "welfare_none")),
        Order("alike", ("homogeneity_recommendation", "homogeneity_oracle", "homogeneity_none")),
    ),
    across=Across("all rows with rho above 0", _printed(distance=(23.2, 36.2, 47.9)), _steps),
)
