"""Burghardt, Lerman 2022, Emergent instabilities in algorithmic feedback loops (arXiv 2201.07203): shape only.

A teacher knows with what chance each of n agents would choose each of m items: P Q', with all elements of P (n, k) and
Q (m, k) even in 0..1/sqrt(k). A student, a factorisation of k' factors, is fitted to what agents chose and did not
choose of what they were shown, at first a thousandth of all pairs by lot. In each step every agent is shown one item
that is new to them, the student is fitted again, and so on. Strategies: greedy (the item of the largest chance by the
student), epsilon-greedy (one of ten times an item by lot), random, and oracle (the teacher's chances themselves).

Teacher, first data and strategies are those of the public code, with fewer agents. Its student goes down the gradient
until a fifth of the data, held back, is fitted worse; ours is fitted by ridge regression in turn, from where the last
step ended, so orders are compared and no numbers.

Instability is how far an item's popularity, the share of agents that chose it, differs between realisations that share
the teacher and nothing else: the standard deviation over realisations, mean over items, over the mean popularity. It is
why one seed is no seed.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray
from pydantic import Field

from recommender.compiled import compiled, compiled_part
from recommender.luck import Luck
from simulator.experiments.papers.paper import ModelMoment, Order, Paper, PaperSetting
from simulator.frames.paper import ArmCurves, Paths
from simulator.metrics.inequality import gini
from simulator.settings.tree import Branch

Floats = NDArray[np.float64]
Seen = NDArray[np.int8]

HIDDEN = -1
"""In a table of what agents were shown: not yet; 0 is not chosen, 1 chosen."""
FIRST = 0.001
"""Share of all pairs that the student knows at first."""
BY_LOT = {"greedy": 0.0, "epsilon": 0.1, "random": 1.0, "oracle": 0.0}
"""How often each strategy shows an item by lot."""
MEASURES = ("instability", "gini", "chosen")
WATCHED = "greedy"
"""The strategy whose realisations are looked at one by one."""


class Burghardt2022(Branch):
    """Settings of the model; the paper has 4,000 agents."""

    agents: int = Field(default=400, ge=10, le=100_000)
    """How many agents."""
    items: int = Field(default=200, ge=10, le=10_000)
    """How many items."""
    steps: int = Field(default=40, ge=1, le=10_000)
    """Items shown to each agent."""
    realisations: int = Field(default=6, ge=2, le=1_000)
    """Runs that share the teacher."""
    teacher: int = Field(default=4, ge=1, le=50)
    """k: factors of the teacher."""
    student: int = Field(default=5, ge=1, le=50)
    """k': factors of the student."""
    ridge: float = Field(default=1.0, ge=0.001, le=1_000.0)
    """How strongly the student's factors are drawn to their mean."""


@compiled_part
def _solve(whole: Floats, right: Floats) -> None:
    """Put the solution x of whole x = right into `right`; `whole`, symmetric and positive definite, is used up. By
    Cholesky's triangles: numpy's solver would take twenty times as long to compile as so few lines."""
    size = len(right)
    for k in range(size):
        for m in range(k):
            for n in range(m):
                whole[k, m] -= whole[k, n] * whole[m, n]
            whole[k, m] /= whole[m, m]
            whole[k, k] -= whole[k, m] * whole[k, m]
            right[k] -= whole[k, m] * right[m]
        whole[k, k] = np.sqrt(whole[k, k])
        right[k] /= whole[k, k]
    for k in range(size - 1, -1, -1):
        for m in range(k + 1, size):
            right[k] -= whole[m, k] * right[m]
        right[k] /= whole[k, k]


@compiled
def regress(seen: Seen, mine: Floats, other: Floats, prior: Floats, ridge: float) -> None:
    """Write the best factors `mine` (rows, k) for the factors `other` (columns, k): squares of the error over what
    was seen, plus ridge x the squared distance from `prior` (k,)."""
    factors = other.shape[1]
    whole = np.empty((factors, factors))
    for row in range(len(mine)):
        right = mine[row]
        for k in range(factors):
            right[k] = ridge * prior[k]
            for m in range(factors):
                whole[k, m] = ridge if k == m else 0.0
        for column in range(len(other)):
            if seen[row, column] >= 0:
                for k in range(factors):
                    right[k] += seen[row, column] * other[column, k]
                    for m in range(factors):
                        whole[k, m] += other[column, k] * other[column, m]
        _solve(whole, right)


@compiled
def show(guess: Floats, seen: Seen, lot: Floats, by_lot: float, chance: Floats, choice: Floats) -> None:
    """Show everybody one new item, the one of the largest guess or one by lot, and write what they do into `seen`.
    `lot`: (agents, 2) numbers in 0..1; `choice`: (agents,) likewise."""
    agents, items = seen.shape
    for u in range(agents):
        new = 0
        for n in range(items):
            new += seen[u, n] < 0
        if new == 0:
            continue
        taken, best = -1, -np.inf
        if lot[u, 0] < by_lot:
            place = int(lot[u, 1] * new)
            for n in range(items):
                if seen[u, n] < 0:
                    if place == 0:
                        taken = n
                        break
                    place -= 1
        else:
            for n in range(items):
                if seen[u, n] < 0 and guess[u, n] > best:
                    taken, best = n, guess[u, n]
        seen[u, taken] = 1 if choice[u] < chance[u, taken] else 0


class Realisation:
    """One run under a strategy: what agents were shown and what they chose."""

    def __init__(self, made: Burghardt2022, chance: Floats, strategy: str, luck: np.random.Generator) -> None:
        self._made, self._chance, self._strategy, self._luck = made, chance, strategy, luck
        shape = chance.shape
        self._seen: Seen = np.where(luck.random(shape) < FIRST, luck.random(shape) < chance, HIDDEN).astype(
            np.int8
        )
        scale = 1.0 / np.sqrt(made.student)
        self._mine, self._other = (scale * luck.random((rows, made.student)) for rows in shape)
        self._prior = np.full(made.student, scale / 2.0)

    def step(self) -> None:
        """Fit the student, and show everybody an item."""
        made, guess = self._made, self._chance
        if self._strategy in ("greedy", "epsilon"):
            regress(self._seen, self._mine, self._other, self._prior, made.ridge)
            seen_by = np.ascontiguousarray(self._seen.T)
            regress(seen_by, self._other, self._mine, self._prior, made.ridge)
            guess = self._mine @ self._other.T
        lot, choice = self._luck.random((made.agents, 2)), self._luck.random(made.agents)
        show(guess, self._seen, lot, BY_LOT[self._strategy], self._chance, choice)

    @property
    def popularity(self) -> Floats:
        """(items,) share of agents that chose each, 0..1."""
        return (self._seen == 1).mean(axis=0)


class BurghardtModel:
    """All realisations under all strategies, side by side."""

    pace = 0.0

    def __init__(self, settings: Burghardt2022, luck: Luck) -> None:
        self._settings, self._step = settings, 0
        self.steps = settings.steps
        birth = luck.stream("teacher")
        top = 1.0 / np.sqrt(settings.teacher)
        chance = birth.uniform(0.0, top, (settings.agents, settings.teacher)) @ birth.uniform(
            0.0, top, (settings.teacher, settings.items)
        )
        self._runs = {
            strategy: [
                Realisation(settings, chance, strategy, luck.stream("realisation", number))
                for number in range(settings.realisations)
            ]
            for strategy in BY_LOT
        }
        self._watched = 0
        """The item whose popularity differs most between realisations after the first step."""

    def step(self) -> None:
        """Every agent is shown an item, in every realisation."""
        for runs in self._runs.values():
            for one in runs:
                one.step()
        self._step += 1
        if self._step == 1:
            first = np.array([one.popularity for one in self._runs[WATCHED]])
            self._watched = int(first.std(axis=0).argmax())

    def measure(self) -> ModelMoment:
        """Instability, inequality and mean popularity under each strategy; and how popular one and the same item is in
        each realisation of the first."""
        popular = {name: np.array([one.popularity for one in runs]) for name, runs in self._runs.items()}
        told: dict[str, dict[str, float]] = {measure: {} for measure in MEASURES}
        for name, found in popular.items():
            told["instability"][name] = float(found.std(axis=0, ddof=1).mean() / found.mean())
            told["gini"][name] = float(np.mean([gini(one) for one in found]))
            told["chosen"][name] = float(found.mean() * self._settings.items / max(self._step, 1))
        figures = {
            f"{measure}_{name}": value for measure, found in told.items() for name, value in found.items()
        }
        return ModelMoment(self._step, popular[WATCHED][:, self._watched], figures)


def begin(settings: Branch, luck: Luck) -> BurghardtModel:
    """A fresh model of these settings."""
    return BurghardtModel(Burghardt2022.model_validate(settings), luck)


PAPER = Paper(
    name="burghardt2022",
    citation="Burghardt, Lerman (2022), Emergent instabilities in algorithmic feedback loops, arXiv 2201.07203",
    settings=Burghardt2022,
    rows=(PaperSetting("all strategies", {}, {}),),
    tolerance={},
    begin=begin,
    plots=(Paths("item"), ArmCurves("instability", tuple(BY_LOT))),
    arms=tuple(BY_LOT),
    measures=MEASURES,
    orders=(
        Order("unstable", ("instability_greedy", "instability_epsilon", "instability_random")),
        Order("random", ("instability_epsilon", "instability_random")),
        Order("oracle", ("instability_greedy", "instability_oracle")),
        Order("chosen", ("chosen_oracle", "chosen_epsilon", "chosen_random")),
    ),
)
