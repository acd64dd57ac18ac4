"""What a screen is told of a paper's model that runs: frozen frames, and how to steer it. Knows no model."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Protocol

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]

FINE_BINS = 200
"""Equal ranges of the measure, from 0 to `PaperPlan.top`, in which people are counted."""


@dataclass(frozen=True, slots=True)
class PaperRow:
    """One setting of the paper."""

    label: str
    printed: Mapping[str, float]
    """Figures as the paper prints them, by name; empty for a setting of one's own."""


@dataclass(frozen=True, slots=True)
class PaperPlan:
    """What stays the same while a paper runs."""

    name: str
    """What people type; its words are under `paper.<name>` in the catalogue, where it has any."""
    citation: str
    people: int
    states: tuple[tuple[str, float, float], ...]
    """(name, from, to) of each state by the measure, from below."""
    rows: tuple[PaperRow, ...]
    tolerance: Mapping[str, float]
    """How far each compared figure may lie from the printed one."""

    @property
    def top(self) -> float:
        """Where the highest state ends."""
        return self.states[-1][2]


@dataclass(frozen=True, slots=True)
class PaperFrame:
    """How one row stands."""

    row: int
    """Index into `PaperPlan.rows`."""
    step: int
    """Steps done, of `steps`."""
    steps: int
    paused: bool
    counts: NDArray[np.int64]
    """(FINE_BINS,) people by their measure now; what lies above the top is in the last."""
    figures: Mapping[str, float]
    """By name, as the paper's rows name them; empty before the first step."""
    at: Floats
    """(moments,) steps at which the course was taken, rising."""
    shares: Floats
    """(moments, states) shares of people, 0..1."""

    @property
    def done(self) -> bool:
        return self.step >= self.steps


class PaperSession(Protocol):
    """A model that runs beside the screen. Every row keeps where it was while another is looked at."""

    @property
    def plan(self) -> PaperPlan: ...

    def watch(self, row: int) -> None:
        """Run this row, from where it was left."""
        ...

    def pause(self, on: bool) -> None:
        """Stand still, or go on."""
        ...

    def restart(self) -> None:
        """Begin the row that is watched anew: the same luck, so the same run."""
        ...

    def poll(self) -> PaperFrame:
        """How things stand. Raises whatever made the model fail."""
        ...

    def close(self) -> None:
        """End."""
        ...
