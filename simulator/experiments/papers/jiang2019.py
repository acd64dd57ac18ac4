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
from simulator.experiments.papers.paper import ModelMoment, Order, Paper, PaperSetting
from simulator.frames.paper import ArmCurves
from simulator.settings.tree import Branch

Floats = NDArray[np.float64]

RECOMMENDERS = ("oracle", "thompson", "ucb", "random")
MEASURES = ("away", "slope", "away_grown", "grown")
PACE_S = 0.004
"""Seconds of a step on the screen."""


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
def advance(
    how: int,
    done: int,
    delta: float,
    start: Floats,
    mu: Floats,
    told: Floats,
    hits: Floats,
    clicks: Floats,
    luck: np.random.Generator,
    away: Floats,
) -> None:
    """Recommend once to everybody. `mu`, (people, pool) interests, `told` and `hits`, how often each item was
    recommended and clicked, and `away`, (people,) the square of how far interest has gone from `start`, are written.
    `done`: steps before this one; `clicks`: (people, shown) numbers in 0..1 that decide; `luck` is the recommender's.
    """
    people, pool = mu.shape
    chosen, value = np.empty(clicks.shape[1], dtype=np.int64), np.empty(pool)
    for u in range(people):
        for a in range(pool):
            if how == 0:
                value[a] = mu[u, a]
            elif how == 1:
                value[a] = luck.beta(1.0 + hits[u, a], 1.0 + told[u, a] - hits[u, a])
            elif how == 2:
                value[a] = (
                    np.inf
                    if told[u, a] == 0
                    else hits[u, a] / told[u, a] + np.sqrt(2.0 * np.log(done + 1.0) / told[u, a])
                )
            else:
                value[a] = luck.random()
        _best(value, chosen)
        for n in range(len(chosen)):
            a = chosen[n]
            before = mu[u, a] - start[u, a]
            hit = clicks[u, n] < 1.0 / (1.0 + np.exp(-mu[u, a]))
            mu[u, a] += delta if hit else -delta
            told[u, a] += 1.0
            hits[u, a] += hit
            away[u] += (mu[u, a] - start[u, a]) ** 2 - before**2


class _Arm:
    """Everybody under one recommender, with a pool of candidates that stays as it is, or grows."""

    def __init__(
        self, made: Jiang2019, start: Floats, how: int, grows: bool, luck: np.random.Generator
    ) -> None:
        self._made, self._how, self._grows, self._luck = made, how, grows, luck
        self._start = start
        self._mu, self._told, self._hits = start.copy(), np.zeros_like(start), np.zeros_like(start)
        self._away: Floats = np.zeros(len(start))
        self.norm: Floats = np.zeros(made.steps)
        """(steps,) mean over people of how far interest has gone."""

    def step(self, done: int, clicks: Floats) -> None:
        """Recommend once."""
        pool = self._made.items + (done // self._made.growth if self._grows else 0)
        start, mu, told, hits = (table[:, :pool] for table in (self._start, self._mu, self._told, self._hits))
        advance(self._how, done, self._made.delta, start, mu, told, hits, clicks, self._luck, self._away)
        self.norm[done] = np.sqrt(np.maximum(self._away, 0.0)).mean()

    def slope(self, done: int) -> float:
        """How fast interest has gone since half of all steps, per thousand; NaN before."""
        half = len(self.norm) // 2
        if done - 1 <= half:
            return np.nan
        return 1_000.0 * (float(self.norm[done - 1]) - float(self.norm[half])) / (done - 1 - half)


class JiangModel:
    """All recommenders at once, with either pool; people have the same interests and luck under each."""

    pace = PACE_S

    def __init__(self, settings: Jiang2019, luck: Luck) -> None:
        self._settings, self._step = settings, 0
        self.steps = settings.steps
        pool = settings.items + settings.steps // settings.growth + 1
        start: Floats = luck.stream("interest").uniform(-1.0, 1.0, (settings.people, pool))
        self._clicks = luck.stream("clicks")
        self._arms = {
            (name, grows): _Arm(settings, start, how, grows, luck.stream(f"tries {grows}", how))
            for how, name in enumerate(RECOMMENDERS)
            for grows in (False, True)
        }

    def step(self) -> None:
        """A recommendation to everybody, by each recommender."""
        made = self._settings
        clicks: Floats = self._clicks.random((made.people, min(made.shown, made.items)))
        for arm in self._arms.values():
            arm.step(self._step, clicks)
        self._step += 1

    def measure(self) -> ModelMoment:
        """How far interest has gone under each recommender, and how fast it goes, per thousand steps; likewise where
        the pool grows."""
        done = self._step
        told: dict[str, float] = {}
        for (away, slope), grows in zip((MEASURES[:2], MEASURES[2:]), (False, True), strict=True):
            for name in RECOMMENDERS:
                arm = self._arms[name, grows]
                told[f"{away}_{name}"] = float(arm.norm[done - 1]) if done else 0.0
                told[f"{slope}_{name}"] = arm.slope(done)
        return ModelMoment(done, np.zeros(0), told)


def begin(settings: Branch, luck: Luck) -> JiangModel:
    """A fresh model of these settings."""
    return JiangModel(Jiang2019.model_validate(settings), luck)


PAPER = Paper(
    name="jiang2019",
    citation=(
        "Jiang, Chiappa, Lattimore, Gyorgy, Kohli (2019), Degenerate feedback loops in recommender systems, AIES"
    ),
    settings=Jiang2019,
    rows=(PaperSetting("all recommenders", {}, {}),),
    tolerance={},
    begin=begin,
    plots=(ArmCurves("away", RECOMMENDERS), ArmCurves("away_grown", RECOMMENDERS)),
    arms=RECOMMENDERS,
    measures=MEASURES,
    orders=(
        Order("away", tuple(f"away_{name}" for name in RECOMMENDERS)),
        Order("slope", tuple(f"slope_{name}" for name in RECOMMENDERS)),
        *(Order(f"grown_{name}", (f"slope_{name}", f"grown_{name}")) for name in RECOMMENDERS[1:]),
    ),
)
