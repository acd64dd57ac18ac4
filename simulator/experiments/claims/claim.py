"""What a claim is made of: arms that are run, statistics over them, and a verdict that follows from the interval."""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum

from simulator.experiments.claims.student import interval

Figures = Mapping[str, float]
"""What one run measured, by the names of `life.FIGURES`."""


class Verdict(StrEnum):
    """Whether a statistic lies where the claim says."""

    HOLDS = "holds"
    FAILS = "does not hold"
    OPEN = "cannot tell"
    """The interval contains the least effect that counts, or there is none."""
    SHOWN = "for comparison"
    """The claim says nothing of it."""


@dataclass(frozen=True, slots=True)
class Statistic:
    """One number of each seed, on which side of 0 the claim expects its mean, and how far from it."""

    what: str
    definition: str
    """Formula, unit and range."""
    arms: tuple[str, ...]
    """Names of the runs that it needs."""
    measure: Callable[[Mapping[str, Figures]], float]
    """From the figures of its arms, of one seed; NaN where they do not define it."""
    side: int
    """1: the claim says above 0; -1: below; 0: it says nothing, the number is shown beside the others."""
    least: float = 0.0
    """The smallest effect of interest, 0 or more: a mean nearer to 0 is nothing that anybody would notice."""

    @property
    def bound(self) -> float:
        """What the mean must lie beyond."""
        return self.side * self.least


@dataclass(frozen=True, slots=True)
class Claim:
    """What somebody published, and how it is looked for here."""

    name: str
    """What people type."""
    says: str
    source: str
    statistics: tuple[Statistic, ...]
    caveat: str = ""
    """How the experiment differs from the one published."""
    ladder: tuple[str, ...] = ()
    """Arms whose three states are shown one by one, from weak to strong."""

    @property
    def arms(self) -> tuple[str, ...]:
        """Names of all runs of the claim, each once."""
        named = [arm for statistic in self.statistics for arm in statistic.arms]
        return tuple(dict.fromkeys([*named, *self.ladder]))


@dataclass(frozen=True, slots=True)
class Found:
    """A statistic as measured."""

    statistic: Statistic
    values: tuple[float, ...]
    """One a seed."""

    @property
    def interval(self) -> tuple[float, float, float]:
        """Mean and the ends of its 95 % interval."""
        return interval(self.values)

    @property
    def verdict(self) -> Verdict:
        _, low, high = self.interval
        side, bound = self.statistic.side, self.statistic.bound
        if side == 0:
            return Verdict.SHOWN
        if math.isnan(low) or low <= bound <= high:
            return Verdict.OPEN
        return Verdict.HOLDS if (low > bound) == (side > 0) else Verdict.FAILS


@dataclass(frozen=True, slots=True)
class Outcome:
    """A claim after its runs."""

    claim: Claim
    runs: tuple[Mapping[str, Figures], ...]
    """One a seed: the figures of each arm."""
    seconds: float
    """Processor time of its runs; those shared with other claims count in each."""

    @property
    def found(self) -> tuple[Found, ...]:
        return tuple(
            Found(one, tuple(one.measure(run) for run in self.runs)) for one in self.claim.statistics
        )

    @property
    def verdict(self) -> Verdict:
        """It holds if all it says holds; it does not if any of it does not."""
        verdicts = [one.verdict for one in self.found]
        if Verdict.FAILS in verdicts:
            return Verdict.FAILS
        return Verdict.OPEN if Verdict.OPEN in verdicts else Verdict.HOLDS


def outcome(claim: Claim, runs: Sequence[Mapping[str, Figures]], seconds: float) -> Outcome:
    """The claim with the figures of its own arms alone."""
    return Outcome(claim, tuple({arm: run[arm] for arm in claim.arms} for run in runs), seconds)
