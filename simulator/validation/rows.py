"""The table of a comparison: each target with what the seeds measured."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np

from simulator.validation.targets import TARGETS, WATCHING, Target


@dataclass(frozen=True, slots=True)
class TargetRow:
    """A target, and what the seeds measured."""

    target: Target
    values: tuple[float, ...]
    """One a seed."""
    people: int = 0
    days: int = 0
    """Of the world, and of each run."""
    bound: float = float("nan")
    """The most that the size of the world allows, where it sets a bound."""

    @property
    def unjudged(self) -> str:
        """Why it cannot be judged; empty if it can."""
        return self.target.unjudged(self.measured, self.people, self.days)

    @property
    def measured(self) -> float:
        """Mean over the seeds; NaN where a seed leaves it undefined."""
        return float(np.mean(self.values))

    @property
    def spread(self) -> float:
        """Standard deviation over the seeds; NaN for a single one."""
        return float(np.std(self.values, ddof=1)) if len(self.values) > 1 else float("nan")

    @property
    def passes(self) -> bool:
        return not self.unjudged and self.target.passes(self.measured)


def compared(runs: Sequence[Mapping[str, float]], people: int, days: int) -> list[TargetRow]:
    """The rows of the table, from the figures of one seed each, in a world of so many people over so many days."""
    return [
        TargetRow(
            target,
            tuple(run[target.key] for run in runs),
            people,
            days,
            float(np.mean([run[target.bound] for run in runs])) if target.bound else float("nan"),
        )
        for target in TARGETS
    ]


def misfit(found: Mapping[str, float]) -> float:
    """The objective of fitting: the weighted sum of squared errors, in tolerances, over the figures that are there."""
    return float(sum(t.weight * t.error(found[t.key]) ** 2 for t in WATCHING if t.key in found))


@dataclass(frozen=True, slots=True)
class Compared:
    """One world's table."""

    world: str
    people: int
    seeds: int
    days: int
    views: int
    """Counted, over all seeds, under the world's own algorithm."""
    rows: tuple[TargetRow, ...]
