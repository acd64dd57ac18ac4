"""Piao, Liu, Zhang, Su, Li 2023, Human-AI adaptive dynamics drives the emergence of information cocoons, Nature
Machine Intelligence 5, 1214-1224: the mechanistic model of its public code.

Each person u has an intrinsic interest I(u) and an observed interest O(u) over T = 20 topics, both from
Dirichlet(15 m). In a step everyone is shown ten items, drawn with p(item) proportional to exp(beta (O(u) phi)(t)),
and accepts each with probability I(u, t) of its topic t. Every item shown moves the observed interest,

    O(u, t) += g (1 - O(u, t)) dt,   g = gamma_plus if accepted, gamma_minus if not,

then sigma Normal(0, sqrt(dt)) is added on every topic, O is clipped to 0..1 and scaled to sum 1. Measured is, over the
last ten steps, the entropy of the topics shown over the entropy of I(u): relative entropy, below 0.3 a deep
cocoon, above 0.8 varied.

phi, the similarity of topics, is not the identity: most topics repel each other a little (-0.38 to 0.35). With the
identity in its place the figures of rows with much rejection, exploration or little reinforcement lie .04 to .08 low.

One simplification, too small to be seen: a slate is drawn over topics, each weighted by its number of items, instead
of over 10,000 items without putting any back.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray
from pydantic import Field

from recommender.compiled import compiled
from recommender.luck import Luck
from simulator.experiments.papers.paper import ModelMoment, Paper, PaperSetting
from simulator.frames.paper import Areas, Spread
from simulator.metrics.cocoon import DEEP_BELOW, DIVERSE_ABOVE, entropy
from simulator.settings.tree import Branch

Floats = NDArray[np.float64]

SHARPNESS = 15.0
"""Of the Dirichlet distribution."""
INTEREST = np.array(
    [0.0267, 0.0209, 0.0346, 0.028, 0.0358, 0.1049, 0.0125, 0.0516, 0.0258, 0.0451,
     0.0232, 0.0394, 0.0446, 0.014, 0.0418, 0.1612, 0.0714, 0.0619, 0.0628, 0.0937]
)  # fmt: skip
"""m: mean interest in each topic."""
ITEMS = np.array(
    [161588, 177198, 231337, 242157, 258552, 296559, 311894, 355102, 368187, 375440,
     378399, 379752, 402644, 411995, 433169, 445105, 496725, 633919, 779305, 1898728]
)  # fmt: skip
"""Weights of the topics from which items are drawn."""
SIMILAR = """
    5
    -12 -5
    10 4 -14
    14 5 -12 -2
    7 -17 -10 6 -10
    6 -10 -4 -1 -5 14
    1 -15 -10 -8 -3 12 5
    7 1 0 1 -7 11 14 -4
    -9 9 9 -3 -4 -10 -6 -17 2
    3 35 -8 4 8 -6 -3 -10 8 10
    -7 6 10 -9 -8 -20 -2 -11 10 12 3
    -1 1 -5 9 21 -7 -6 -12 1 0 6 13
    -6 -2 3 3 -6 11 6 -9 20 2 11 9 16
    -17 -10 12 -17 -10 -38 -16 -16 -26 -3 -18 9 -16 -21
    -9 -9 16 -11 -17 -18 4 -11 4 9 -15 5 -11 -8 7
    2 8 -17 -3 -1 0 -12 -2 -13 -17 -4 -15 -4 -16 -10 -25
    -12 20 3 -9 -10 -16 -8 -18 8 20 14 10 -4 8 -6 -3 -10
    29 10 -18 2 35 -22 -6 -2 -16 -26 -4 -21 -7 -20 4 -14 16 -20
    -22 -23 -4 -16 -17 -31 -12 -4 -25 -22 -24 -12 -23 -21 35 -10 -16 -17 -3
"""
"""phi below its diagonal of ones, in hundredths, row by row: how alike the topics are in who watches them."""


def _whole(text: str) -> Floats:
    """(topics, topics) a symmetric matrix with ones on its diagonal, from what is written of it."""
    rows = [line.split() for line in text.strip().splitlines()]
    made = np.eye(len(rows) + 1)
    for row, parts in enumerate(rows, start=1):
        made[row, :row] = made[:row, row] = np.array(parts, dtype=np.float64) / 100.0
    return made


PHI = _whole(SIMILAR)
DT = 0.01
WINDOW = 10
"""Steps over which the topics shown are counted."""


class Piao2023(Branch):
    """Settings of the model; the defaults are the paper's."""

    people: int = Field(default=1_000, ge=1, le=1_000_000)
    """How many people."""
    steps: int = Field(default=5_000, ge=10, le=1_000_000)
    """How many steps of 0.01 time units."""
    items: int = Field(default=10_000, ge=20, le=10_000_000)
    """Items from which slates are drawn."""
    slate: int = Field(default=10, ge=1, le=1_000)
    """Items shown to each person in a step."""
    beta: float = Field(default=7.0, ge=0.0, le=1_000.0)
    """How closely the recommender follows observed interest: 0 not at all."""
    gamma_plus: float = Field(default=1.0, ge=-10.0, le=10.0)
    """How far an accepted item moves observed interest towards its topic."""
    gamma_minus: float = Field(default=-0.1, ge=-10.0, le=10.0)
    """How far a rejected item moves observed interest towards its topic: below 0 away from it."""
    sigma: float = Field(default=0.01, ge=0.0, le=10.0)
    """Exploration: noise on observed interest."""


@compiled
def _learn(
    observed: Floats,
    intrinsic: Floats,
    appeal: Floats,
    place: NDArray[np.float32],
    accept: NDArray[np.float32],
    noise: NDArray[np.float32],
    pulls: tuple[float, float],
    shown: Floats,
) -> None:
    """One step for everybody: `observed` and `shown`, (people, topics), are written, `appeal` is used up; `place` and
    `accept` are (people, slate) numbers in 0..1."""
    people, topics = observed.shape
    for u in range(people):
        largest = appeal[u, 0]
        for t in range(1, topics):
            largest = max(largest, appeal[u, t])
        below = 0.0
        for t in range(topics):
            below += np.exp(appeal[u, t] - largest)
            appeal[u, t] = below
            shown[u, t] = 0.0
        for n in range(place.shape[1]):
            drawn = place[u, n] * below
            t = 0
            while t < topics - 1 and drawn > appeal[u, t]:
                t += 1
            shown[u, t] += 1.0
            pull = pulls[0] if accept[u, n] < intrinsic[u, t] else pulls[1]
            noise[u, t] += pull * (1.0 - observed[u, t])
        whole = 0.0
        for t in range(topics):
            observed[u, t] = min(max(observed[u, t] + noise[u, t], 0.0), 1.0)
            whole += observed[u, t]
        for t in range(topics):
            # Whoever has lost all interest is shown everything alike.
            observed[u, t] = observed[u, t] / whole if whole > 0.0 else 1.0 / topics


class PiaoModel:
    """The model, step by step."""

    pace = 0.0

    def __init__(self, settings: Piao2023, luck: Luck) -> None:
        self._settings = settings
        self._luck = luck
        self.steps = settings.steps
        birth, stock = luck.stream("interest"), luck.stream("items")
        self.intrinsic: Floats = birth.dirichlet(SHARPNESS * INTEREST, settings.people)
        """(people, topics) I(u)"""
        self.observed: Floats = birth.dirichlet(SHARPNESS * INTEREST, settings.people)
        """(people, topics) O(u)"""
        count = stock.multinomial(settings.items, ITEMS / ITEMS.sum())
        with np.errstate(divide="ignore"):
            self._log_items = np.log(count)
        self._shown = np.zeros((WINDOW, settings.people, len(INTEREST)))
        self._step = 0

    def step(self) -> None:
        """Show, accept or reject, learn."""
        settings, (people, topics) = self._settings, self.observed.shape
        luck = self._luck.stream("step", self._step)
        place, accept = luck.random((2, people, settings.slate), dtype=np.float32)
        noise = luck.standard_normal((people, topics), dtype=np.float32)
        noise *= np.float32(settings.sigma * np.sqrt(DT))
        appeal = settings.beta * (self.observed @ PHI) + self._log_items
        pulls = (settings.gamma_plus * DT, settings.gamma_minus * DT)
        _learn(
            self.observed,
            self.intrinsic,
            appeal,
            place,
            accept,
            noise,
            pulls,
            self._shown[self._step % WINDOW],
        )
        self._step += 1

    def measure(self) -> ModelMoment:
        """Relative entropy of each person, its mean, and the shares of people in the three states."""
        if not self._step:
            return ModelMoment(0, np.full(len(self.observed), np.nan), {})
        own = entropy(self.intrinsic)
        shown = entropy(self._shown.sum(axis=0))
        relative = np.divide(shown, own, out=np.full(len(own), np.nan), where=own > 1e-9)
        deep, varied = (relative < DEEP_BELOW).mean(), (relative > DIVERSE_ABOVE).mean()
        figures = {
            "mean": float(np.nanmean(relative)),
            "deep": float(deep),
            "partial": float(1.0 - deep - varied),
            "varied": float(varied),
        }
        return ModelMoment(self._step, relative, figures)


def begin(settings: Branch, luck: Luck) -> PiaoModel:
    """A fresh model of these settings."""
    return PiaoModel(Piao2023.model_validate(settings), luck)


PAPER = Paper(
    name="piao2023",
    citation=(
        "Piao, Liu, Zhang, Su, Li (2023), Human-AI adaptive dynamics drives the emergence of information cocoons, "
        "Nature Machine Intelligence 5, 1214-1224"
    ),
    settings=Piao2023,
    rows=(
        PaperSetting("no personalisation (beta 0)", {"beta": 0.0}, {"mean": 1.160, "deep": 0.0}),
        PaperSetting("some personalisation (beta 4)", {"beta": 4.0}, {"mean": 0.661, "deep": 0.156}),
        PaperSetting("full personalisation (beta 7)", {}, {"mean": 0.109, "deep": 0.972}),
        PaperSetting("no reinforcement (gamma_plus 0)", {"gamma_plus": 0.0}, {"mean": 1.080, "deep": 0.0}),
        PaperSetting(
            "some reinforcement (gamma_plus 0.3)", {"gamma_plus": 0.3}, {"mean": 0.564, "deep": 0.326}
        ),
        PaperSetting(
            "some rejection (gamma_minus -0.3)", {"gamma_minus": -0.3}, {"mean": 0.423, "deep": 0.524}
        ),
        PaperSetting(
            "full rejection (gamma_minus -0.9)", {"gamma_minus": -0.9}, {"mean": 0.995, "deep": 0.013}
        ),
        PaperSetting(
            "little exploration (beta 10, sigma 0.04)",
            {"beta": 10.0, "sigma": 0.04},
            {"mean": 0.156, "deep": 0.869},
        ),
        PaperSetting(
            "some exploration (beta 10, sigma 0.07)",
            {"beta": 10.0, "sigma": 0.07},
            {"mean": 0.487, "deep": 0.372},
        ),
        PaperSetting(
            "much exploration (beta 10, sigma 0.16)",
            {"beta": 10.0, "sigma": 0.16},
            {"mean": 1.133, "deep": 0.002},
        ),
    ),
    tolerance={"mean": 0.03},
    begin=begin,
    plots=(
        Spread(
            "relative entropy: how varied the topics shown are, over how varied a person's interests are",
            {
                "deep": (0.0, DEEP_BELOW),
                "partial": (DEEP_BELOW, DIVERSE_ABOVE),
                "varied": (DIVERSE_ABOVE, 2.0),
            },
        ),
        Areas(("deep", "partial", "varied")),
    ),
)
