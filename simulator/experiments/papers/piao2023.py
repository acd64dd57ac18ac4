"""Piao, Liu, Zhang, Su, Li 2023, Human-AI adaptive dynamics drives the emergence of information cocoons, Nature
Machine Intelligence 5, 1214-1224: the mechanistic model of its public code.

Each person u has an intrinsic interest I(u) and an observed interest O(u) over T = 20 topics, both from
Dirichlet(15 m). In a step everyone is shown ten items, drawn with p(item) proportional to exp(beta O(u, t) n),
and accepts each with probability I(u, t) of its topic t. Every item shown moves the observed interest,

    O(u, t) += g (1 - O(u, t)) dt,   g = gamma_plus if accepted, gamma_minus if not,

then sigma Normal(0, sqrt(dt)) is added on every topic, O is clipped to 0..1 and scaled to sum 1. Measured is, over the
last ten steps, the entropy of the topics shown over the entropy of I(u): relative entropy, below 0.3 a deep
cocoon, above 0.8 varied.

Two simplifications, which together move the means by less than 0.1: a slate is drawn over topics, each weighted by
its number of items, instead of over 10,000 items, and topics resemble only themselves (the paper's similarity
between topics is measured from data that are not public).
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray
from pydantic import Field

from simulator.config import Branch
from simulator.experiments.papers.paper import Measured, Paper, Row
from simulator.luck import Luck
from simulator.metrics.cocoon import DEEP_BELOW, DIVERSE_ABOVE, entropy

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


class Model:
    """The model, step by step."""

    def __init__(self, settings: Piao2023, luck: Luck) -> None:
        self._settings = settings
        self._luck = luck
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
        appeal = settings.beta * self.observed + self._log_items
        weight = np.cumsum(np.exp(appeal - appeal.max(axis=1, keepdims=True)), axis=1)
        draws = luck.random((people, settings.slate)) * weight[:, -1:]
        topic = (draws[:, :, None] > weight[:, None, :-1]).sum(axis=2)
        place: NDArray[np.int64] = np.arange(people, dtype=np.int64)[:, None] * topics + topic
        accepts = luck.random(place.shape) < self.intrinsic.ravel()[place]
        shown = np.bincount(place.ravel(), minlength=people * topics).reshape(people, topics)
        accepted = np.bincount(place[accepts], minlength=people * topics).reshape(people, topics)
        moved = settings.gamma_plus * accepted + settings.gamma_minus * (shown - accepted)
        observed = self.observed + moved * (1.0 - self.observed) * DT
        observed += settings.sigma * np.sqrt(DT) * luck.standard_normal((people, topics))
        np.clip(observed, 0.0, 1.0, out=observed)
        # Whoever has lost all interest is shown everything alike.
        whole = observed.sum(axis=1, keepdims=True)
        self.observed = np.divide(observed, whole, out=np.full_like(observed, 1.0 / topics), where=whole > 0)
        self._shown[self._step % WINDOW] = shown
        self._step += 1

    def measure(self) -> Measured:
        """Relative entropy of each person, its mean, and the shares of people in the three states."""
        if not self._step:
            return Measured(0, np.full(len(self.observed), np.nan), {})
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
        return Measured(self._step, relative, figures)


def begin(settings: Branch, luck: Luck) -> Model:
    """A fresh model of these settings."""
    return Model(Piao2023.model_validate(settings), luck)


PAPER = Paper(
    name="piao2023",
    citation=(
        "Piao, Liu, Zhang, Su, Li (2023), Human-AI adaptive dynamics drives the emergence of information cocoons, "
        "Nature Machine Intelligence 5, 1214-1224"
    ),
    measure="relative entropy: how varied the topics shown are, over how varied a person's interests are",
    settings=Piao2023,
    rows=(
        Row("no personalisation (beta 0)", {"beta": 0.0}, {"mean": 1.160, "deep": 0.0}),
        Row("some personalisation (beta 4)", {"beta": 4.0}, {"mean": 0.661, "deep": 0.156}),
        Row("full personalisation (beta 7)", {}, {"mean": 0.109, "deep": 0.972}),
        Row("no reinforcement (gamma_plus 0)", {"gamma_plus": 0.0}, {"mean": 1.080, "deep": 0.0}),
        Row("some reinforcement (gamma_plus 0.3)", {"gamma_plus": 0.3}, {"mean": 0.564, "deep": 0.326}),
    ),
    tolerance={"mean": 0.1},
    states={
        "deep": (0.0, DEEP_BELOW),
        "partial": (DEEP_BELOW, DIVERSE_ABOVE),
        "varied": (DIVERSE_ABOVE, 2.0),
    },
    begin=begin,
)
