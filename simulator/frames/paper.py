"""What a screen is told of a paper's model that runs: frozen frames, and how to steer it. Knows no model."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Protocol

import numpy as np
from numpy.typing import NDArray

from simulator.locale import Wording

Floats = NDArray[np.float64]

FINE_BINS = 200
"""Equal ranges of the measure, from 0 to `Spread.top`, in which people are counted."""
MOST_PATHS = 24
"""Paths of single ones that are kept at most: more are a thicket."""


# Plots: how a course can be looked at. A title is under `paper.<paper>.plot.<name>`, see `words`.


@dataclass(frozen=True, slots=True)
class Spread:
    """People by a measure of each, now."""

    measure: str
    """What it is, in plain words."""
    states: Mapping[str, tuple[float, float]]
    """Ranges of the measure by the name of the state that they are called, from below to above."""
    name: str = "spread"

    @property
    def top(self) -> float:
        """Upper end of the measure's highest state."""
        return max(high for _, high in self.states.values())


@dataclass(frozen=True, slots=True)
class Areas:
    """Shares of people over time, one on the other; each is a figure."""

    states: tuple[str, ...]
    name: str = "areas"


@dataclass(frozen=True, slots=True)
class ArmCurves:
    """One figure of each arm over time, and what the paper prints as a line to reach."""

    measure: str
    """A curve is the figure `<measure>_<arm>`."""
    arms: tuple[str, ...]

    @property
    def name(self) -> str:
        return self.measure


@dataclass(frozen=True, slots=True)
class Paths:
    """The values of single ones, such as markets or repetitions, over time."""

    name: str
    aims: tuple[str, ...] = ()
    """Figures of the paper that are lines to reach."""


@dataclass(frozen=True, slots=True)
class Ring:
    """Where on a ring the people of each arm are, and whence they came."""

    arms: tuple[str, ...]
    name: str = "ring"


CoursePlot = Spread | Areas | ArmCurves | Paths | Ring


@dataclass(frozen=True, slots=True)
class PaperRow:
    """One setting of the paper."""

    label: str
    printed: Mapping[str, float]
    """Figures as the paper prints them, by name; empty for a setting of one's own."""
    number: int
    """Its number among the paper's own rows, from 1; 0 for a setting of one's own."""


@dataclass(frozen=True, slots=True)
class PaperPlan:
    """What stays the same while a paper runs."""

    name: str
    """What people type; its words are under `paper.<name>` in the catalogue."""
    citation: str
    plots: tuple[CoursePlot, CoursePlot]
    arms: tuple[str, ...]
    """What is compared side by side, such as recommenders: columns of the table. Empty if nothing is."""
    measures: tuple[str, ...]
    """Rows of the table then: a figure is `<measure>_<arm>`."""
    rows: tuple[PaperRow, ...]
    tolerance: Mapping[str, float]
    """How far each compared figure may lie from the printed one."""

    @property
    def shares(self) -> frozenset[str]:
        """Figures that are shares of people."""
        spread = next((one for one in self.plots if isinstance(one, Spread)), None)
        return frozenset(spread.states if spread is not None else ())


@dataclass(frozen=True, slots=True)
class PaperFrame:
    """How one row stands."""

    row: int
    """Index into `PaperPlan.rows`."""
    step: int
    """Steps done, of `steps`."""
    steps: int
    paused: bool
    figures: Mapping[str, float]
    """By name, as the paper's rows name them; empty before the first step."""
    orders: Mapping[str, bool]
    """By name: does this order of the paper's hold now?"""
    at: Floats
    """(moments,) times at which the course was taken, rising, the last at most `span`."""
    span: int
    """Where the course will end: `steps`, unless the model's own time is another."""
    course: Mapping[str, Floats]
    """(moments,) each figure over time; NaN where it is not defined."""
    counts: NDArray[np.int64]
    """(FINE_BINS,) people by the measure of `Spread` now; what lies above the top is in the last."""
    paths: Floats
    """(moments, at most MOST_PATHS) for `Paths`."""
    places: Floats
    """(arms, people, 2) for `Ring`: where each was and is, in turns, 0..1."""

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


def figure_words(paper: str, figure: str, say: Wording) -> str:
    """What a figure of a paper is called: its own words, or those of its measure and its arm."""
    key = f"paper.{paper}.figure.{figure}"
    if key in say:
        return say(key)
    for cut in (place for place, mark in enumerate(figure) if mark == "_"):
        measure, arm = f"paper.{paper}.measure.{figure[:cut]}", f"paper.{paper}.arm.{figure[cut + 1 :]}"
        if measure in say and arm in say:
            return say("paper.figure", measure=say(measure), arm=say(arm))
    return figure
