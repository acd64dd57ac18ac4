"""What a paper brings: its model with its settings, its rows of figures, how near ours must come, and what the paper
finds larger than what."""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import pairwise
from typing import Protocol

import numpy as np
from numpy.typing import NDArray

from recommender.luck import Luck
from simulator.frames.paper import CoursePlot, Spread
from simulator.settings.tree import Branch

Floats = NDArray[np.float64]

BINS = 24
"""Bars of a histogram."""

Figures = Mapping[str, float]
"""What a run came to, by name; the names have words under `paper.<name>.figure` in the catalogue."""


@dataclass(frozen=True, slots=True)
class ModelMoment:
    """What a model shows at some step. Figures are all that its tables need; the rest is for plots."""

    step: int
    values: Floats
    """(any,) the paper's measure of each person, for `Spread`, or the value of each single one, for `Paths`; NaN where
    it is not defined."""
    figures: Figures
    """All that the paper reports."""
    places: Floats = field(default_factory=lambda: np.zeros((0, 0, 2)))
    """(arms, people, 2) for `Ring`: where each was and is, in turns."""
    course: Mapping[str, Floats] | None = None
    """(times,) figures by name over another time than the steps so far, whole; NaN for what is to come."""


@dataclass(frozen=True, slots=True)
class PaperSetting:
    """One setting of the paper and the figures it reports for it."""

    label: str
    changes: Mapping[str, object]
    """Settings that differ from the defaults."""
    printed: Figures
    """As printed in the paper or its source data; a figure that is not here is shown without."""


@dataclass(frozen=True, slots=True)
class Order:
    """Figures of a row that the paper finds in this order; a single one lies above 0."""

    name: str
    """Its words are under `paper.<paper>.order.<name>`."""
    falling: tuple[str, ...]
    """Names of figures, from the largest to the smallest."""
    apart: float = 0.0
    """By how much each must lie above the next."""
    row: str = ""
    """Label of the row that it is of; empty for all."""

    def holds(self, figures: Figures) -> bool:
        """Do these figures lie so? No if one is undefined or missing."""
        values = [figures.get(name, math.nan) for name in self.falling]
        if len(values) == 1:
            values.append(0.0)
        return all(above - below > self.apart for above, below in pairwise(values))


class SteppedModel(Protocol):
    """A model that goes step by step."""

    @property
    def steps(self) -> int:
        """How many there are."""
        ...

    @property
    def pace(self) -> float:
        """Seconds that the next step shall last at least on a screen: what is over at once teaches nothing."""
        ...

    def step(self) -> None:
        """One step of the paper's time."""
        ...

    def measure(self) -> ModelMoment:
        """How things stand now. Changes nothing: who looks more often sees the same run."""
        ...


@dataclass(frozen=True, slots=True)
class Across:
    """Figures of all rows together."""

    label: str
    printed: Figures
    of: Callable[[Sequence[tuple[Mapping[str, object], Figures]]], Figures]
    """From the settings and the figures of each row."""


@dataclass(frozen=True, slots=True)
class Paper:
    """A paper that can be run."""

    name: str
    """What people type."""
    citation: str
    settings: type[Branch]
    rows: tuple[PaperSetting, ...]
    tolerance: Mapping[str, float]
    """How far each compared figure may lie from the printed one; figures without one are shown, not compared."""
    begin: Callable[[Branch, Luck], SteppedModel]
    """A fresh model of settings of the class above."""
    plots: tuple[CoursePlot, CoursePlot]
    """How its course is looked at, the left and the right one."""
    arms: tuple[str, ...] = ()
    """What is compared side by side, if figures are `<measure>_<arm>`."""
    measures: tuple[str, ...] = ()
    """Those, the most important first."""
    orders: tuple[Order, ...] = ()
    """Put to every row that has the figures."""
    across: Across | None = None

    def run(self, settings: Branch, luck: Luck) -> Figures:
        """All figures of a row, after the last step."""
        model = self.begin(settings, luck)
        for _ in range(model.steps):
            model.step()
        return model.measure().figures

    @property
    def spread(self) -> Spread | None:
        """How people are spread over a measure, where that is one of its plots."""
        return next((one for one in self.plots if isinstance(one, Spread)), None)

    def orders_of(self, row: str, figures: Figures) -> list[Order]:
        """The orders that are put to a row of this label; none to settings of one's own."""
        if row not in {one.label for one in self.rows}:
            return []
        return [
            order
            for order in self.orders
            if order.row in ("", row) and all(name in figures for name in order.falling)
        ]


def marks(steps: int, most: int) -> set[int]:
    """At most so many steps of 1 to `steps`, evenly spaced, the last among them."""
    return set(np.unique(np.linspace(1, steps, min(steps, most)).astype(int)).tolist())


def within(paper: Paper, name: str, printed: Figures, figures: Figures) -> bool | None:
    """Does this figure lie within the tolerance? None where nothing is printed, or nothing is compared."""
    if name not in printed or name not in paper.tolerance:
        return None
    return abs(figures.get(name, math.nan) - printed[name]) <= paper.tolerance[name] + 1e-12
