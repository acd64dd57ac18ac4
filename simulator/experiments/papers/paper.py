"""What a paper brings to be run live: its settings, its rows of figures, and a model that goes step by step."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Protocol

import numpy as np
from numpy.typing import NDArray

from simulator.config import Branch
from simulator.luck import Luck

BINS = 24
"""Bars of a histogram."""


@dataclass(frozen=True, slots=True)
class Measured:
    """What the model shows at some step."""

    step: int
    values: NDArray[np.float64]
    """(people,) the paper's measure of each person; NaN where it is not defined."""
    figures: Mapping[str, float]
    """By name: the mean and the shares that the paper reports."""


@dataclass(frozen=True, slots=True)
class Row:
    """One setting of the paper and the figures it reports for it."""

    label: str
    changes: Mapping[str, object]
    """Settings that differ from the defaults."""
    printed: Mapping[str, float]
    """Figures as printed in the paper or its source data, by their names in `Measured.figures`."""


class Model(Protocol):
    """A model under way."""

    def step(self) -> None:
        """One step of the paper's time."""
        ...

    def measure(self) -> Measured:
        """How things stand now."""
        ...


@dataclass(frozen=True, slots=True)
class Paper:
    """A paper that can be run."""

    name: str
    """What people type."""
    citation: str
    measure: str
    """What `Measured.values` are, in plain words."""
    settings: type[Branch]
    """Must have `people` and `steps`."""
    rows: tuple[Row, ...]
    tolerance: Mapping[str, float]
    """How far each compared figure may lie from the printed one; figures without one are shown, not compared."""
    states: Mapping[str, tuple[float, float]]
    """Ranges of the measure by the name of the state that they are called, from below to above."""
    begin: Callable[[Branch, Luck], Model]
    """A fresh model of settings of the class above."""

    @property
    def top(self) -> float:
        """Upper end of the measure's highest state."""
        return max(high for _, high in self.states.values())


def marks(steps: int, most: int) -> set[int]:
    """At most so many steps of 1 to `steps`, evenly spaced, the last among them."""
    return set(np.unique(np.linspace(1, steps, min(steps, most)).astype(int)).tolist())
