"""Chaney, Stewart, Engelhardt 2018, How algorithmic confounding in recommendation systems increases homogeneity and
decreases utility, RecSys (arXiv 1710.11214), as its public replication in T-RECS has it.

100 people have tastes from Dirichlet(10 w), w ~ Dirichlet(1); items have attributes from Dirichlet(0.1 v),
v ~ Dirichlet(100), over K = 20 attributes: nearly one attribute an item. True utility of an item for a person is of
mean taste . attributes, and 0.98 of it is known beforehand. In every step ten items are new, and everybody picks, of
what they have not had, the item with the largest known utility x rank^-0.8. At first only the new items are shown, by
lot; then, once the recommender is trained, all old items in its order (of equals by lot, for each person alone), also
those a person has had, which nobody takes twice but which keep their ranks, with the new ones put in at random places.
It is trained again after each step (repeated), or never again, and then items that came later are shown only while they
are new (single).

Six recommenders: ideal (true utility), content (non-negative least squares of what was picked on the attributes),
matrix factorisation (implicit feedback, Hu et al. 2008: alternating least squares, begun anew at each training from
small positive numbers, so that what is popular comes first into the factors), social (what those picked whose tastes
covary most with one's own), popularity, and random (random vectors of people and items, all new in every step; long
vectors rank high for everybody).

Measured is the Jaccard index of what a person and the one whom the algorithm takes for most similar have had, minus
that of the same pairs under ideal; and the true utility since the training, over that under ideal, minus 1.
"""

from __future__ import annotations

from typing import Literal

import numpy as np
from numpy.typing import NDArray
from pydantic import Field

from recommender.compiled import compiled, compiled_part
from recommender.luck import Luck
from simulator.experiments.papers.chaney2018_recommenders import KINDS, ChaneyRecommender, Floats, Items
from simulator.experiments.papers.paper import ModelMoment, Order, Paper, PaperSetting
from simulator.frames.paper import ArmCurves
from simulator.settings.tree import Branch

SPREAD = 1e-5
"""Standard deviation of utility around its mean."""
ARMS = ("ideal", "content", "factorisation", "social", "popularity", "random")


class Chaney2018(Branch):
    """Settings of the model; the defaults are the replication's, which has 400 simulations."""

    training: Literal["repeated", "single"] = "repeated"
    """Whether the recommender learns after each step, or once."""
    simulations: int = Field(default=10, ge=1, le=1_000)
    """Simulations, each with people and items of its own."""
    people: int = Field(default=100, ge=3, le=2_000)
    """How many people."""
    steps: int = Field(default=100, ge=2, le=1_000)
    """How often everybody picks an item."""
    startup: int = Field(default=10, ge=1, le=999)
    """Steps before the first training, in which only new items are shown."""
    new_items: int = Field(default=10, ge=1, le=100)
    """Items that are new in each step."""
    shown: int = Field(default=0, ge=0, le=100_000)
    """Old items shown to each person, the best; 0: all that the recommender has learnt of."""
    known: float = Field(default=0.98, ge=0.01, le=0.99)
    """Share of utility that people know before they pick."""
    attention: float = Field(default=0.8, ge=0.0, le=10.0)
    """How fast attention falls with rank."""


def beta_of(mean: Floats | float) -> tuple[Floats | float, Floats | float]:
    """The two parameters of the beta distribution of this mean, 0..1, and standard deviation `SPREAD`."""
    first = ((1.0 - mean) / SPREAD**2 - 1.0 / mean) * mean**2
    return first, first * (1.0 / mean - 1.0)


@compiled_part
def pick(
    ranked: Items, known: Floats, had: NDArray[np.bool_], new: Items, places: Floats, attention: Floats
) -> int:
    """What one person takes of the old items `ranked`, best first and with those already had, which keep their ranks,
    and of the items `new`, which stand, in their order, at places among them that `places`, numbers in 0..1, decide.
    `attention`: by rank, falling."""
    ranks = np.empty(len(new), dtype=np.int64)
    for n in range(len(new)):  # Floyd: a subset of ranks, all alike likely
        top = len(ranked) + n
        rank = int(places[n] * (top + 1))
        for before in range(n):
            if ranks[before] == rank:
                rank = top
        ranks[n] = rank
    ranks.sort()
    best, taken = -1.0, -1
    for n in range(len(new)):
        value = known[new[n]] * attention[ranks[n]]
        if value > best:
            best, taken = value, new[n]
    passed = 0
    for place in range(len(ranked)):
        while passed < len(new) and ranks[passed] == place + passed:
            passed += 1
        item = ranked[place]
        value = known[item] * attention[place + passed]
        if value > best and not had[item]:
            best, taken = value, item
    return taken


@compiled
def _everybody(
    ranked: Items, known: Floats, had: NDArray[np.bool_], new: Items, places: Floats, attention: Floats
) -> Items:
    """(people,) what each takes; `ranked` (people, old) and `new` (people, new) in the order of each."""
    taken = np.empty(len(ranked), dtype=np.int64)
    for u in range(len(ranked)):
        taken[u] = pick(ranked[u], known[u], had[u], new[u], places[u], attention)
        had[u, taken[u]] = True
    return taken


def ranking(score: Floats, old: int, ties: Floats) -> Items:
    """(people, old) the first `old` items, best first; of equals, to within 1e-9, the one with the smaller of `ties`,
    numbers in 0..1 of each person's own: all would meet equals in the same order otherwise, and become alike by it."""
    return np.argsort(ties * 1e-9 - score[:, :old], axis=1)


def jaccard(had: NDArray[np.bool_], other: Items) -> float:
    """Mean over people of the Jaccard index of what they and the other have had, 0 to 1."""
    both = (had & had[other]).sum(axis=1)
    return float((both / (had | had[other]).sum(axis=1)).mean())


RANKED = ("popularity", "content", "social", "factorisation", "random")
"""From those that make people most alike to those that do least, in the paper."""
MEASURES = ("alike", "utility")
LOOKS = 25
"""Times at which the course is taken, evenly spaced over a simulation."""


class Simulated:
    """One world under each recommender, step by step."""

    def __init__(self, made: Chaney2018, luck: np.random.Generator, ties: np.random.Generator) -> None:
        """`ties` are the luck of those who look, so that looking changes nothing."""
        items = made.steps * made.new_items
        self._made, self._luck, self._ties = made, luck, ties
        tastes = luck.dirichlet(10.0 * luck.dirichlet(np.ones(KINDS)), made.people)
        attributes = luck.dirichlet(0.1 * luck.dirichlet(np.full(KINDS, 100.0)), items)
        self._true = luck.beta(*beta_of(np.clip(tastes @ attributes.T, 1e-9, 1.0 - 1e-9)))
        self._known = self._true * luck.beta(*beta_of(made.known), self._true.shape)
        self._arms = {name: ChaneyRecommender(name, tastes, attributes, luck) for name in ARMS}
        self._arms["ideal"].score = self._true
        self._gain: dict[str, float] = dict.fromkeys(ARMS, 0.0)
        self._attention: Floats = np.power(1.0 + np.arange(items, dtype=np.float64), -made.attention)
        self._looks = set(np.linspace(0, made.steps - 1, LOOKS + 1).astype(int).tolist())
        self.done = 0

    def step(self) -> Floats | None:
        """Everybody picks an item under each recommender. (measures, arms) how things stood before that, at times; at
        the end, after it."""
        made, luck, people = self._made, self._luck, np.arange(self._made.people)
        begin = self.done * made.new_items
        learnt = min(made.startup, made.steps - 1) * made.new_items
        order = np.argsort(luck.random((made.people, made.new_items)), axis=1) + begin
        places = luck.random((made.people, made.new_items))
        trained = self.done >= made.startup
        looks = trained and self.done in self._looks
        ideal, best = (
            self._arms["ideal"].had.copy() if looks else self._arms["ideal"].had,
            self._gain["ideal"],
        )
        told: list[tuple[float, float]] = []
        for name, arm in self._arms.items():
            anew = made.training == "repeated" or name == "random"
            old = (begin if anew else min(begin, learnt)) if trained else 0
            if name == "random":
                arm.shuffle()
            elif self.done == made.startup or (trained and made.training == "repeated"):
                arm.train(begin)
            if looks and name != "ideal":
                told.append(self._look(name, ideal, best, self._ties.random((made.people, made.people))))
            ranked = ranking(arm.score, old, luck.random((made.people, old)))
            if made.shown:
                ranked = np.ascontiguousarray(ranked[:, : made.shown])
            taken = _everybody(ranked, self._known, arm.had, order, places, self._attention)
            if trained:
                self._gain[name] += float(self._true[people, taken].sum())
        self.done += 1
        if self.done == made.steps:
            told = self._end()
        return np.array(told).T if told else None

    def _end(self) -> list[tuple[float, float]]:
        made, ideal = self._made, self._arms["ideal"]
        ties = self._luck.random((made.people, made.people))
        if made.training == "repeated":  # who is similar is told of all that was had, as after every step
            for arm in self._arms.values():
                arm.train(made.steps * made.new_items)
        return [self._look(name, ideal.had, self._gain["ideal"], ties) for name in ARMS if name != "ideal"]

    def _look(self, name: str, ideal: NDArray[np.bool_], best: float, ties: Floats) -> tuple[float, float]:
        """How alike under this recommender, and of what utility; beside what was had and gained under ideal."""
        arm = self._arms[name]
        pairs = arm.similar(ties)
        gained = self._gain[name] / best - 1.0 if best else np.nan
        return jaccard(arm.had, pairs) - jaccard(ideal, pairs), gained


class ChaneyModel:
    """Simulations, one after the other; a step is one of theirs."""

    pace = 0.0

    def __init__(self, settings: Chaney2018, luck: Luck) -> None:
        self._settings, self._luck = settings, luck
        self.steps = settings.simulations * settings.steps
        self._step = 0
        self._sums: Floats = np.zeros((settings.steps, len(MEASURES), len(ARMS) - 1))
        self._counts: Floats = np.zeros(settings.steps)
        self._world: Simulated | None = None

    def step(self) -> None:
        """A step of the simulation of now."""
        if self._world is None:
            number = self._step // self._settings.steps
            self._world = Simulated(
                self._settings, self._luck.stream("simulation", number), self._luck.stream("looks", number)
            )
        before = self._world.done
        told = self._world.step()
        self._step += 1
        if self._world.done == self._settings.steps:
            self._world, before = None, before + 1
        if told is not None:
            self._sums[before - 1] += told
            self._counts[before - 1] += 1

    def measure(self) -> ModelMoment:
        """Means over the simulations that have come so far."""
        means = np.full(self._sums.shape, np.nan)
        known = np.flatnonzero(self._counts)
        means[known] = self._sums[known] / self._counts[known, None, None]
        course = {
            f"{measure}_{arm}": means[:, row, ARMS.index(arm) - 1]
            for row, measure in enumerate(MEASURES)
            for arm in RANKED
        }
        last = known[-1] if len(known) else 0
        figures = {name: float(over[last]) for name, over in course.items()}
        return ModelMoment(self._step, np.zeros(0), figures, course=course)


def begin(settings: Branch, luck: Luck) -> ChaneyModel:
    """A fresh model of these settings."""
    return ChaneyModel(Chaney2018.model_validate(settings), luck)


REPEATED, SINGLE = "repeated training", "single training"
SHOWN = 51
"""Old items shown under single training where the published curves were drawn: the replication showed as many items
as it had steps before the training, one more and the new ones; it was corrected to all items a week later (commit
1425195), without new curves. With all of them shown popularity comes to 0.10 and social to 0.04."""

PAPER = Paper(
    name="chaney2018",
    citation=(
        "Chaney, Stewart, Engelhardt (2018), How algorithmic confounding in recommendation systems increases "
        "homogeneity and decreases utility, RecSys"
    ),
    settings=Chaney2018,
    rows=(
        PaperSetting(
            REPEATED,
            {},
            {
                "alike_popularity": 0.22,
                "alike_content": 0.145,
                "alike_social": 0.095,
                "alike_factorisation": 0.085,
                "alike_random": 0.015,
            },
        ),
        PaperSetting(
            SINGLE,
            {"training": "single", "startup": 50, "shown": SHOWN},
            {
                "alike_popularity": 0.045,
                "alike_content": 0.02,
                "alike_social": 0.0,
                "alike_factorisation": 0.0,
                "alike_random": 0.0,
            },
        ),
    ),
    tolerance={f"alike_{arm}": 0.03 for arm in RANKED},
    begin=begin,
    plots=(ArmCurves("alike", RANKED), ArmCurves("utility", RANKED)),
    arms=RANKED,
    measures=MEASURES,
    orders=(
        Order("alike", tuple(f"alike_{arm}" for arm in RANKED), row=REPEATED),
        # Trained once, the other three are as alike as under ideal, in no order.
        Order("single", tuple(f"alike_{arm}" for arm in RANKED[:2]), row=SINGLE),
    ),
)
