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

from recommender.compiled import compiled
from recommender.luck import Luck
from simulator.experiments.papers.paper import Figures, Order, Paper, PaperSetting
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


@compiled
def regress(seen: Seen, mine: Floats, other: Floats, prior: Floats, ridge: float) -> None:
    """Write the best factors `mine` (rows, k) for the factors `other` (columns, k): squares of the error over what
    was seen, plus ridge x the squared distance from `prior` (k,)."""
    factors = other.shape[1]
    for row in range(len(mine)):
        whole, right = ridge * np.eye(factors), ridge * prior
        for column in range(len(other)):
            if seen[row, column] >= 0:
                for k in range(factors):
                    right[k] += seen[row, column] * other[column, k]
                    for m in range(factors):
                        whole[k, m] += other[column, k] * other[column, m]
        mine[row] = np.linalg.solve(whole, right)


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


def realise(made: Burghardt2022, chance: Floats, strategy: str, luck: np.random.Generator) -> Floats:
    """(items,) popularity, 0..1, at the end of one realisation."""
    shape = chance.shape
    seen = np.where(luck.random(shape) < FIRST, luck.random(shape) < chance, HIDDEN).astype(np.int8)
    scale = 1.0 / np.sqrt(made.student)
    mine, other = (scale * luck.random((rows, made.student)) for rows in shape)
    prior = np.full(made.student, scale / 2.0)
    for _ in range(made.steps):
        guess = chance
        if strategy in ("greedy", "epsilon"):
            regress(seen, mine, other, prior, made.ridge)
            regress(np.ascontiguousarray(seen.T), other, mine, prior, made.ridge)
            guess = mine @ other.T
        lot, choice = luck.random((made.agents, 2)), luck.random(made.agents)
        show(guess, seen, lot, BY_LOT[strategy], chance, choice)
    return (seen == 1).mean(axis=0)


def run(settings: Branch, luck: Luck) -> Figures:
    """Instability, inequality and mean popularity under each strategy."""
    made = Burghardt2022.model_validate(settings)
    birth = luck.stream("teacher")
    top = 1.0 / np.sqrt(made.teacher)
    chance = birth.uniform(0.0, top, (made.agents, made.teacher)) @ birth.uniform(
        0.0, top, (made.teacher, made.items)
    )
    told: dict[str, dict[str, float]] = {"instability": {}, "gini": {}, "chosen": {}}
    for strategy in BY_LOT:
        popular = np.array(
            [
                realise(made, chance, strategy, luck.stream("realisation", number))
                for number in range(made.realisations)
            ]
        )
        told["instability"][strategy] = float(popular.std(axis=0, ddof=1).mean() / popular.mean())
        told["gini"][strategy] = float(np.mean([gini(one) for one in popular]))
        told["chosen"][strategy] = float(popular.mean() * made.items / made.steps)
    return {f"{measure}_{name}": value for measure, found in told.items() for name, value in found.items()}


PAPER = Paper(
    name="burghardt2022",
    citation="Burghardt, Lerman (2022), Emergent instabilities in algorithmic feedback loops, arXiv 2201.07203",
    settings=Burghardt2022,
    rows=(PaperSetting("all strategies", {}, {}),),
    tolerance={},
    run=run,
    orders=(
        Order("unstable", ("instability_greedy", "instability_epsilon", "instability_random")),
        Order("random", ("instability_epsilon", "instability_random")),
        Order("oracle", ("instability_greedy", "instability_oracle")),
        Order("chosen", ("chosen_oracle", "chosen_epsilon", "chosen_random")),
    ),
)
