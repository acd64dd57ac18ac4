"""Jiang, Chiappa, Lattimore, Gyorgy, Kohli 2019, Degenerate feedback loops in recommender systems, AIES
(arXiv 1902.10730): shape only, the paper prints curves.

Somebody has an interest mu(a) in each of m items, from -1..1 evenly at first. In a step l items are recommended; item
a is clicked with chance 1 / (1 + exp(-mu(a))), and mu(a) rises by delta if it is, else it falls by as much. Interest
has no other rule, so what is shown again and again runs off; degeneracy is how far interest has gone from where it
began, the Euclidean norm of mu - mu_0. Recommenders see clicks alone:

    oracle      the l items of largest mu itself
    Thompson    the l largest draws from Beta(1 + clicks, 1 + misses)
    UCB         the l largest click rates plus sqrt(2 ln t / n)
    random      l items by lot

The pool of candidates is finite, or grows: every so many steps one more item may be recommended. Slopes are those of
the norm over the second half of the run, per thousand steps; the paper's order of them is that of how little a
recommender explores, and a growing pool slows those that explore.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray
from pydantic import Field

from recommender.compiled import compiled, compiled_part
from recommender.luck import Luck
from simulator.experiments.papers.paper import Figures, Order, Paper, PaperSetting
from simulator.settings.tree import Branch

Floats = NDArray[np.float64]

RECOMMENDERS = ("oracle", "thompson", "ucb", "random")


class Jiang2019(Branch):
    """Settings of the model."""

    people: int = Field(default=10, ge=1, le=10_000)
    """People, each alone with a recommender: runs over which is averaged."""
    steps: int = Field(default=3_000, ge=10, le=1_000_000)
    """How many recommendations."""
    items: int = Field(default=100, ge=2, le=10_000)
    """m: items that may be recommended at the start."""
    shown: int = Field(default=5, ge=1, le=1_000)
    """l: items recommended in a step."""
    delta: float = Field(default=0.01, ge=0.0, le=10.0)
    """How far a click moves interest."""
    growth: int = Field(default=10, ge=1, le=1_000_000)
    """Steps after which one more item may be recommended, where the pool grows."""


@compiled_part
def _best(value: Floats, chosen: NDArray[np.int64]) -> None:
    """Write the places of the largest values into `chosen`, largest first; of equals the first. Uses `value` up."""
    for n in range(len(chosen)):
        place = int(np.argmax(value))
        chosen[n] = place
        value[place] = -np.inf


@compiled
def live(
    how: int,
    start: Floats,
    items: int,
    growth: int,
    delta: float,
    clicks: Floats,
    luck: np.random.Generator,
    norm: Floats,
) -> Floats:
    """(pool,) interest at the end; `norm` gets how far it is from `start` after each step. `clicks`: (steps, shown)
    numbers in 0..1 that decide; `luck` is the recommender's."""
    shown = clicks.shape[1]
    mu, told, hits = start.copy(), np.zeros(len(start)), np.zeros(len(start))
    chosen, value, away = np.empty(shown, dtype=np.int64), np.empty(len(start)), 0.0
    for t in range(len(clicks)):
        pool = items + (t // growth if growth > 0 else 0)
        for a in range(pool):
            if how == 0:
                value[a] = mu[a]
            elif how == 1:
                value[a] = luck.beta(1.0 + hits[a], 1.0 + told[a] - hits[a])
            elif how == 2:
                value[a] = (
                    np.inf if told[a] == 0 else hits[a] / told[a] + np.sqrt(2.0 * np.log(t + 1.0) / told[a])
                )
            else:
                value[a] = luck.random()
        _best(value[:pool], chosen)
        for n in range(shown):
            a = chosen[n]
            before = mu[a] - start[a]
            hit = clicks[t, n] < 1.0 / (1.0 + np.exp(-mu[a]))
            mu[a] += delta if hit else -delta
            told[a] += 1.0
            hits[a] += hit
            away += (mu[a] - start[a]) ** 2 - before**2
        norm[t] = np.sqrt(max(away, 0.0))
    return mu


def run(settings: Branch, luck: Luck) -> Figures:
    """How far interest has gone under each recommender, and how fast it still goes, per thousand steps; the latter
    also where the pool grows."""
    made = Jiang2019.model_validate(settings)
    finite = {name: _norm(made, luck, how, 0) for how, name in enumerate(RECOMMENDERS)}
    grown = {name: _norm(made, luck, how, made.growth) for how, name in enumerate(RECOMMENDERS)}
    return {
        **{f"away_{name}": float(norm[-1]) for name, norm in finite.items()},
        **{f"slope_{name}": _slope(norm) for name, norm in finite.items()},
        **{f"grown_{name}": _slope(norm) for name, norm in grown.items()},
    }


def _norm(made: Jiang2019, luck: Luck, how: int, growth: int) -> Floats:
    """(steps,) mean over people of how far interest has gone."""
    pool = made.items + (made.steps // growth + 1 if growth else 0)
    norms: Floats = np.empty((made.people, made.steps))
    for person in range(made.people):
        start: Floats = luck.stream("interest", person).uniform(-1.0, 1.0, pool)
        draw = luck.stream("clicks", person)
        clicks: Floats = draw.random((made.steps, min(made.shown, made.items)))
        live(how, start, made.items, growth, made.delta, clicks, luck.stream("tries", person), norms[person])
    whole: Floats = norms.sum(axis=0)
    return whole / made.people


def _slope(norm: Floats) -> float:
    half = len(norm) // 2
    return 1_000.0 * (float(norm[-1]) - float(norm[half])) / (len(norm) - 1 - half)


PAPER = Paper(
    name="jiang2019",
    citation=(
        "Jiang, Chiappa, Lattimore, Gyorgy, Kohli (2019), Degenerate feedback loops in recommender systems, AIES"
    ),
    settings=Jiang2019,
    rows=(PaperSetting("all recommenders", {}, {}),),
    tolerance={},
    run=run,
    orders=(
        Order("away", tuple(f"away_{name}" for name in RECOMMENDERS)),
        Order("slope", tuple(f"slope_{name}" for name in RECOMMENDERS)),
        *(Order(f"grown_{name}", (f"slope_{name}", f"grown_{name}")) for name in RECOMMENDERS[1:]),
    ),
)
