"""Fleder, Hosanagar 2009, Blockbuster culture's next rise or fall: the impact of recommender systems on sales
diversity, Management Science 55, 697-712.

**Two urns.** People who want product w or b arrive one by one; each prefers w with chance p. The recommender names the
product with the larger share of sales so far (by lot when they are equal); with chance r its word decides, else the
person's preference does. So the next sale is w with chance p (1 - r) + r while w leads, p (1 - r) while it does not.
The share of w tends to p (1 - r) + r if that is above 1/2 and w keeps the lead, or to p (1 - r) if that is below 1/2
and b keeps it. For the paper's example, p = 0.7 and r = 0.5, the two ends are 0.85 and 0.35; `wins` has the chance of
each.

**Choice model** (shape only: the paper draws the change of the Gini coefficient, and not all of its constants are at
hand). 50 people and 50 products lie in a plane, Normal(0, 1) in both directions. A person is aware of products near
the centre, where popular taste is, and near themselves, and buys among them with chances proportional to
distance^-choosy. With a recommender one product is named before each purchase: the person becomes aware of it, and it
is more salient. The collaborative filter names what the ten people of most similar purchases (cosine) bought most.
Figures are with the filter minus without, from the same people and the same luck.
"""

from __future__ import annotations

import math

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


class Fleder2009(Branch):
    """Settings of both models."""

    runs: int = Field(default=200, ge=1, le=100_000)
    """Markets over which is averaged."""
    preference: float = Field(default=0.7, ge=0.0, le=1.0)
    """p of the two urns: chance that somebody prefers w."""
    influence: float = Field(default=0.5, ge=0.0, le=0.99)
    """r of the two urns: chance that the recommender's word decides."""
    sales: int = Field(default=2_000, ge=10, le=1_000_000)
    """Sales in each market of two urns."""
    people: int = Field(default=50, ge=2, le=2_000)
    """People in the plane."""
    products: int = Field(default=50, ge=2, le=2_000)
    """Products in the plane."""
    purchases: int = Field(default=100, ge=2, le=10_000)
    """Purchases of each person."""
    aware: float = Field(default=0.35, ge=0.01, le=100.0)
    """theta: how far from the centre products are known; a third of it around oneself."""
    central: float = Field(default=0.75, ge=0.0, le=1.0)
    """Share of awareness that is of the centre, the rest of what is near oneself."""
    choosy: float = Field(default=10.0, ge=0.0, le=1_000.0)
    """How much a product further away is less likely to be bought."""
    salience: float = Field(default=8.0, ge=0.0, le=1_000.0)
    """How much utility a recommendation adds to its product for this purchase."""
    neighbours: int = Field(default=10, ge=1, le=1_000)
    """People whose purchases the filter looks at."""


def ends(preference: float, influence: float) -> tuple[float, float]:
    """The shares of w towards which two urns can go: while w leads, and while b does."""
    low = preference * (1.0 - influence)
    return low + influence, low


def wins(preference: float, influence: float) -> float:
    """Chance, 0..1, that w wins in the end.

    The lead of w is a random walk that goes up with chance u above zero, d below, and p (1 - r) + r / 2 at zero. From
    one above it never comes back with chance 2 - 1 / u if u > 1/2, from one below with chance 2 - 1 / (1 - d) if
    d < 1/2; else it always comes back (the paper's Proposition 3).
    """
    up, low = ends(preference, influence)
    first = (up + low) / 2.0
    stays_up = first * max(0.0, 2.0 - 1.0 / up) if up > 0.5 else 0.0
    stays_low = (1.0 - first) * max(0.0, 2.0 - 1.0 / (1.0 - low)) if low < 0.5 else 0.0
    whole = stays_up + stays_low
    return stays_up / whole if whole > 0 else math.nan


def sell(lead: Floats, preference: float, influence: float, luck: Floats) -> None:
    """A sale in each market of two urns: `lead`, by how many more w than b were sold, goes up or down by one. `luck`:
    numbers in 0..1."""
    chance = preference * (1.0 - influence) + influence * (0.5 + 0.5 * np.sign(lead))
    lead += np.where(luck < chance, 1.0, -1.0)


@compiled_part
def _largest(values: Floats) -> int:
    """The place of the largest; of equals the first."""
    best = 0
    for n in range(1, len(values)):
        if values[n] > values[best]:
            best = n
    return best


@compiled_part
def _advised(bought: Floats, person: int, neighbours: int) -> int:
    """What the filter recommends: most bought by those of most similar purchases; -1 before anything was bought."""
    people, products = bought.shape
    alike, votes = np.full(people, -1.0), np.zeros(products)
    for other in range(people):
        own, size, both = 0.0, 0.0, 0.0
        for product in range(products):
            own += bought[person, product] ** 2
            size += bought[other, product] ** 2
            both += bought[person, product] * bought[other, product]
        if other != person and size > 0.0 and own > 0.0:
            alike[other] = both / (np.sqrt(own) * np.sqrt(size))
    for _ in range(min(neighbours, people - 1)):
        nearest = _largest(alike)
        if alike[nearest] < 0.0:
            break
        for product in range(products):
            votes[product] += bought[nearest, product]
        alike[nearest] = -1.0
    best = _largest(votes)
    return best if votes[best] > 0.0 else -1


@compiled
def market(
    utility: Floats,
    known: NDArray[np.bool_],
    bought: Floats,
    luck: Floats,
    neighbours: int,
    salience: float,
) -> None:
    """Everybody buys in as many rounds as `luck`, (rounds, people) numbers in 0..1, has; without a recommender if
    `neighbours` is 0. `known` and `bought`, (people, products), grow."""
    people, products = utility.shape
    chance = np.empty(products)
    for number in range(len(luck)):
        for person in range(people):
            advised = _advised(bought, person, neighbours) if neighbours > 0 else -1
            if advised >= 0:
                known[person, advised] = True
            whole = 0.0
            for product in range(products):
                if known[person, product]:
                    whole += np.exp(utility[person, product] + (salience if product == advised else 0.0))
                chance[product] = whole
            drawn = luck[number, person] * whole
            product = 0
            while product < products - 1 and chance[product] <= drawn:
                product += 1
            bought[person, product] += 1.0


def variety(bought: Floats) -> float:
    """Mean over people of how many different products they bought."""
    return float((bought > 0).sum(axis=1).mean())


def overlap(bought: Floats) -> float:
    """Mean cosine between the purchases of two people, 0..1."""
    unit = bought / np.linalg.norm(bought, axis=1, keepdims=True)
    people = len(unit)
    return float(((unit @ unit.T).sum() - people) / (people * (people - 1)))


class _Market:
    """The choice model: people in a plane, once without the filter and once with it, from the same luck."""

    def __init__(self, made: Fleder2009, draw: np.random.Generator) -> None:
        self._made, self._draw = made, draw
        person: Floats = draw.standard_normal((made.people, 2))
        product: Floats = draw.standard_normal((made.products, 2))
        apart: Floats = np.linalg.norm(person[:, None] - product, axis=2)
        centre = np.exp(-(np.linalg.norm(product, axis=1) ** 2) / made.aware)
        near = np.exp(-3.0 * apart**2 / made.aware)
        chance: Floats = made.central * centre + (1.0 - made.central) * near
        known = np.less(draw.random((made.people, made.products)), chance)
        known[np.arange(made.people), apart.argmin(axis=1)] = True
        utility = -made.choosy * np.log(apart)
        self._utility: Floats = utility - utility.max(axis=1, keepdims=True)
        self._known = (known, known.copy())
        self._bought = (np.zeros(apart.shape), np.zeros(apart.shape))

    def step(self) -> None:
        """Everybody buys once."""
        made, places = self._made, self._draw.random((1, self._made.people))
        plain, filtered = zip(self._known, self._bought, strict=True)
        market(self._utility, *plain, places, 0, 0.0)
        market(self._utility, *filtered, places, made.neighbours, made.salience)

    def measure(self) -> tuple[float, ...]:
        """The `PLANE` figures."""
        plain, filtered = self._bought
        before, after = gini(plain.sum(axis=0)), gini(filtered.sum(axis=0))
        return (
            before,
            after,
            after - before,
            variety(filtered) - variety(plain),
            overlap(filtered) - overlap(plain),
        )


PLANE = ("gini_without", "gini_with", "gini_more", "variety_more", "overlap_more")
PACE_S = 0.1
"""Seconds of a step on the screen."""


class FlederModel:
    """Both models. In a step everybody in a plane buys once, and as large a part of the sales of two urns is done."""

    pace = PACE_S

    def __init__(self, settings: Fleder2009, luck: Luck) -> None:
        self._settings, self._step = settings, 0
        self.steps = settings.purchases
        self._urns, self._sold = luck.stream("urns"), 0
        self._lead: Floats = np.zeros(settings.runs * 10)
        self._markets = [
            _Market(settings, luck.stream("market", one)) for one in range(max(1, settings.runs // 10))
        ]

    def step(self) -> None:
        """Everybody buys."""
        made = self._settings
        self._step += 1
        sales = made.sales * self._step // self.steps
        for _ in range(sales - self._sold):
            sell(self._lead, made.preference, made.influence, self._urns.random(len(self._lead)))
        self._sold = sales
        for one in self._markets:
            one.step()

    def measure(self) -> ModelMoment:
        """Where the urns are, and the choice model without the filter and with it, mean over markets."""
        made = self._settings
        if not self._step:
            return ModelMoment(0, np.full(len(self._lead), np.nan), {})
        shares = 0.5 + 0.5 * self._lead / max(self._sold, 1)
        white = shares > 0.5 * sum(ends(made.preference, made.influence))
        told = {
            "high": float(shares[white].mean()) if white.any() else math.nan,
            "low": float(shares[~white].mean()) if not white.all() else math.nan,
            "wins": float(white.mean()),
        }
        means = np.array([one.measure() for one in self._markets]).mean(axis=0)
        return ModelMoment(self._step, shares, {**told, **dict(zip(PLANE, means.tolist(), strict=True))})


def begin(settings: Branch, luck: Luck) -> FlederModel:
    """A fresh model of these settings."""
    return FlederModel(Fleder2009.model_validate(settings), luck)


PAPER = Paper(
    name="fleder2009",
    citation=(
        "Fleder, Hosanagar (2009), Blockbuster culture's next rise or fall: the impact of recommender systems on sales "
        "diversity, Management Science 55, 697-712"
    ),
    settings=Fleder2009,
    rows=(
        PaperSetting(
            "two urns with p 0.7 and r 0.5; people in a plane", {}, {"high": 0.85, "low": 0.35, "wins": 0.728}
        ),
    ),
    tolerance={"high": 0.01, "low": 0.01, "wins": 0.03},
    begin=begin,
    plots=(Paths("urns", ("high", "low")), ArmCurves("gini", ("without", "with"))),
    orders=(
        Order("concentrates", ("gini_more",)),
        Order("varies", ("variety_more",)),
        Order("alike", ("overlap_more",)),
    ),
)
