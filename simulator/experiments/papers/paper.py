"""What a paper brings: its model with its settings, its rows of figures, how near ours must come, and what the paper
finds larger than what."""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import Protocol

import numpy as np
from numpy.typing import NDArray

from recommender.luck import Luck
from simulator.settings.tree import Branch

BINS = 24
"""Bars of a histogram."""

Figures = Mapping[str, float]
"""What a run came to, by name; the names have words under `paper.<name>.figure` in the catalogue."""


@dataclass(frozen=True, slots=True)
class ModelMoment:
    """What a model that can be watched shows at some step."""

    step: int
    values: NDArray[np.float64]
    """(people,) the paper's measure of each person; NaN where it is not defined."""
    figures: Figures
    """The mean and the shares that the paper reports."""


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

    def step(self) -> None:
        """One step of the paper's time."""
        ...

    def measure(self) -> ModelMoment:
        """How things stand now."""
        ...


@dataclass(frozen=True, slots=True)
class Watchable:
    """What makes a paper's model fit to be watched; its settings must have `people` and `steps`."""

    measure: str
    """What `ModelMoment.values` are, in plain words."""
    states: Mapping[str, tuple[float, float]]
    """Ranges of the measure by the name of the state that they are called, from below to above."""
    begin: Callable[[Branch, Luck], SteppedModel]
    """A fresh model of the paper's settings."""

    @property
    def top(self) -> float:
        """Upper end of the measure's highest state."""
        return max(high for _, high in self.states.values())


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
    run: Callable[[Branch, Luck], Figures]
    """All figures of a row, from settings of the class above."""
    orders: tuple[Order, ...] = ()
    """Put to every row that has the figures."""
    across: Across | None = None
    live: Watchable | None = None


def marks(steps: int, most: int) -> set[int]:
    """At most so many steps of 1 to `steps`, evenly spaced, the last among them."""
    return set(np.unique(np.linspace(1, steps, min(steps, most)).astype(int)).tolist())


def within(paper: Paper, name: str, printed: Figures, figures: Figures) -> bool | None:
    """Does this figure lie within the tolerance? None where nothing is printed, or nothing is compared."""
    if name not in printed or name not in paper.tolerance:
        return None
    return abs(figures.get(name, math.nan) - printed[name]) <= paper.tolerance[name] + 1e-12
