"""What a claim is made of: arms that are run, statistics over them, and a verdict that follows from how sure they are,
all statistics of all claims looked at together."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from enum import StrEnum

from simulator.experiments.claims.student import CONFIDENCE, chance, holm, interval

Figures = Mapping[str, float]
"""What one run measured, by the names of `life.FIGURES`."""


class Verdict(StrEnum):
    """Whether a statistic lies where the claim says."""

    HOLDS = "holds"
    FAILS = "does not hold"
    OPEN = "cannot tell"
    """The mean may well be the least effect that counts, or there is a single seed."""
    LACKING = "not comparable"
    """The world lacks the contrast that the claim is about; figures are shown beside it."""
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
    lacks: str = ""
    """What our world has not and the claim is about; empty where the experiment is the paper's."""

    @property
    def arms(self) -> tuple[str, ...]:
        """Names of all runs of the claim, each once."""
        named = [arm for statistic in self.statistics for arm in statistic.arms]
        return tuple(dict.fromkeys([*named, *self.ladder]))


@dataclass(frozen=True, slots=True)
class StatisticResult:
    """A statistic as measured."""

    statistic: Statistic
    values: tuple[float, ...]
    """One a seed."""
    together: float | None = None
    """The chance of such a mean among all that are tested; None where this one stands alone."""
    comparable: bool = True

    @property
    def interval(self) -> tuple[float, float, float]:
        """Mean and the ends of its 95 % interval."""
        return interval(self.values)

    @property
    def tested(self) -> bool:
        """Does the claim say anything of it that can be put to the test here?"""
        return self.comparable and self.statistic.side != 0

    @property
    def chance(self) -> float:
        """How likely such a mean is if the true one is the least that counts: Holm's where several are tested."""
        return chance(self.values, self.statistic.bound) if self.together is None else self.together

    @property
    def verdict(self) -> Verdict:
        if not self.tested:
            return Verdict.SHOWN if self.comparable else Verdict.LACKING
        if not self.chance < 1.0 - CONFIDENCE:
            return Verdict.OPEN
        above = self.interval[0] > self.statistic.bound
        return Verdict.HOLDS if above == (self.statistic.side > 0) else Verdict.FAILS


@dataclass(frozen=True, slots=True)
class ClaimResult:
    """A claim after its runs."""

    claim: Claim
    runs: tuple[Mapping[str, Figures], ...]
    """One a seed: the figures of each arm."""
    seconds: float
    """Processor time of its runs; those shared with other claims count in each."""
    together: tuple[float | None, ...] = ()
    """One a statistic: its chance among all that are tested; empty where the claim stands alone."""

    @property
    def found(self) -> tuple[StatisticResult, ...]:
        chances = self.together or (None,) * len(self.claim.statistics)
        return tuple(
            StatisticResult(one, tuple(one.measure(run) for run in self.runs), sure, not self.claim.lacks)
            for one, sure in zip(self.claim.statistics, chances, strict=True)
        )

    @property
    def verdict(self) -> Verdict:
        """It holds if all it says holds; it does not if any of it does not."""
        if self.claim.lacks:
            return Verdict.LACKING
        verdicts = [one.verdict for one in self.found]
        if Verdict.FAILS in verdicts:
            return Verdict.FAILS
        return Verdict.OPEN if Verdict.OPEN in verdicts else Verdict.HOLDS


def outcome(claim: Claim, runs: Sequence[Mapping[str, Figures]], seconds: float) -> ClaimResult:
    """The claim with the figures of its own arms alone."""
    return ClaimResult(claim, tuple({arm: run[arm] for arm in claim.arms} for run in runs), seconds)


def together(outcomes: Sequence[ClaimResult]) -> list[ClaimResult]:
    """The same, with the chance of each statistic that is tested corrected for all of them (Holm)."""
    tested = [
        (claim, place, found.chance)
        for claim, one in enumerate(outcomes)
        for place, found in enumerate(one.found)
        if found.tested
    ]
    sure: list[list[float | None]] = [[None] * len(one.claim.statistics) for one in outcomes]
    for (claim, place, _), corrected in zip(tested, holm([alone for *_, alone in tested]), strict=True):
        sure[claim][place] = corrected
    return [replace(one, together=tuple(chances)) for one, chances in zip(outcomes, sure, strict=True)]
