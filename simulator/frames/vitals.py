"""How the platform does, now and over time, and the three states of a person."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from enum import IntEnum

import numpy as np
from numpy.typing import NDArray

from simulator.frames.figures import FIGURES

Floats = NDArray[np.float64]


class Diet(IntEnum):
    """The three states of a person, by how narrow what they watch is (`metrics.cocoon.states`); UNKNOWN until enough
    was watched. Narrowness, 0..1, is also a dot's distance from the middle of the map."""

    UNKNOWN = 0
    VARIED = 1
    """Narrowness below 0.4."""
    NARROWING = 2
    COCOONED = 3
    """Narrowness above 0.7."""


@dataclass(frozen=True, slots=True)
class Vitals:
    """How the platform does now. `vitals.minutes` is the figure of this name in the table of figures; NaN where
    nothing defines it yet."""

    people: int
    videos: int
    """Published so far."""
    figures: Mapping[str, float]
    """By their names in `FIGURES`."""

    def __getattr__(self, name: str) -> float:
        if name == "figures" or name not in self.figures:  # the former while one is being unpickled
            raise AttributeError(name)
        return self.figures[name]

    def having(self, **figures: float) -> Vitals:
        """The same with some other figures."""
        return replace(self, figures={**self.figures, **figures})

    def table(self) -> dict[str, float]:
        """All of it by name; counts are whole numbers."""
        counted = {
            name: int(value) if FIGURES[name].unit == "count" and value == value else value
            for name, value in self.figures.items()
        }
        return {"people": self.people, "videos": self.videos, **counted}


@dataclass(frozen=True, slots=True)
class FigureHistory:
    """The figures over time, thinned to at most a few hundred points. `trends.minutes` is the column of the figure of
    this name."""

    tick: NDArray[np.int32]
    figures: Mapping[str, Floats]
    """(ticks,) columns by their names in `FIGURES`, oldest first."""

    def __getattr__(self, name: str) -> Floats:
        if name == "figures" or name not in self.figures:  # the former while one is being unpickled
            raise AttributeError(name)
        return self.figures[name]

    def having(self, **figures: Floats) -> FigureHistory:
        """The same with some other columns."""
        return replace(self, figures={**self.figures, **figures})
