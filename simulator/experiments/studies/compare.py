"""Do arms differ? The same worlds are lived under each arm, seed by seed, and what is looked at is the difference
within a seed.
"""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from concurrent.futures import Executor
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path

from simulator.experiments.claims.student import holm
from simulator.experiments.studies.arms import Arm, Pairing
from simulator.experiments.studies.course import Course, Tell, begun
from simulator.experiments.studies.inference import (
    NONE,
    Correction,
    Estimate,
    Interval,
    Saved,
    Verdict,
    bca,
    estimate,
    saved,
    stein_estimate,
    stein_seeds,
    verdict,
)
from simulator.experiments.studies.outcome import Outcome
from simulator.experiments.studies.plan import WORLD
from simulator.experiments.studies.question import USUAL, StudyQuestion, UntilPrecise, asked
from simulator.experiments.studies.run import RunRow
from simulator.experiments.studies.store import Store
from simulator.experiments.studies.tidy import TidyTable, html_table, tall
from simulator.settings.tree import Settings


@dataclass(frozen=True, slots=True)
class MeasureLine:
    """One measure under one arm, beside the baseline."""

    measure: str
    arm: str
    baseline_mean: float
    arm_mean: float
    difference: Estimate
    """Arm minus baseline."""
    bca: Interval
    """Beside Student's, from twenty seeds on."""
    p: float
    """Adjusted for all measures and arms."""
    sesoi: float
    """Smallest effect of interest; NaN if none is named."""
    verdict: Verdict | None
    """Is the difference larger than that? None if none is named."""
    saved: Saved
    pairs: int

    @property
    def interval(self) -> Interval:
        return self.difference.interval()


@dataclass(frozen=True, slots=True)
class _Draft:
    """What a line is made of: values of the baseline (`one`) and the arm in the seeds where both are there."""

    measure: str
    arm: str
    one: list[float]
    other: list[float]
    apart: list[float]
    difference: Estimate


@dataclass(frozen=True)
class Comparison(Outcome[str]):
    """What came out."""

    question: StudyQuestion
    seeds: tuple[int, ...]
    """All that were asked for; runs of some may be missing."""
    first: int
    """How many of them were the first stage."""
    rows: Mapping[tuple[str, int], RunRow]
    """By arm and seed."""
    ended_early: str = ""

    @cached_property
    def table(self) -> tuple[MeasureLine, ...]:
        """A line for each measure and arm, in the order in which they were named."""
        drafts = [
            self._draft(name, one.name) for name in self.question.measures for one in self.question.others
        ]
        corrected = holm if self.question.correct == "holm" else list[float]
        p = corrected([draft.difference.p() for draft in drafts])
        least = [self.question.sesoi.get(draft.measure, math.nan) for draft in drafts]
        named = list(zip(drafts, least, strict=True))
        larger = corrected([draft.difference.p_larger(amount) for draft, amount in named])
        equal = corrected([draft.difference.p_equal(amount) for draft, amount in named])
        return tuple(
            MeasureLine(
                measure=draft.measure,
                arm=draft.arm,
                baseline_mean=_mean(draft.one),
                arm_mean=_mean(draft.other),
                difference=draft.difference,
                bca=bca(draft.apart) if self._one_stage else NONE,
                p=p[at],
                sesoi=amount,
                verdict=None
                if math.isnan(amount)
                else verdict(larger[at], equal[at], draft.difference.interval()),
                saved=saved(draft.other, draft.one),
                pairs=len(draft.one),
            )
            for at, (draft, amount) in enumerate(named)
        )

    @property
    def _one_stage(self) -> bool:
        return self.question.until is None

    def apart(self, measure: str, other: str) -> list[float]:
        """Arm minus baseline, of each seed where both are there, in the order of the seeds."""
        return self._draft(measure, other).apart

    def _draft(self, measure: str, other: str) -> _Draft:
        pairs: list[tuple[float, float, bool]] = []
        for place, seed in enumerate(self.seeds):
            one, two = self.rows.get((self.question.baseline, seed)), self.rows.get((other, seed))
            if one is not None and two is not None and not math.isnan(one[measure] + two[measure]):
                pairs.append((one[measure], two[measure], place < self.first))
        apart = [two - one for one, two, _ in pairs]
        first = sum(early for *_, early in pairs)
        found = estimate(apart) if self._one_stage or first < 2 else stein_estimate(apart, first)
        return _Draft(measure, other, [one for one, *_ in pairs], [two for _, two, _ in pairs], apart, found)

    @property
    def broken(self) -> tuple[str, ...]:
        """The expectations that do not hold, each with what was found instead."""
        found = {(line.arm, line.measure): line.interval for line in self.table}
        told: list[str] = []
        for one in self.question.expect:
            interval = found[one.arm, one.measure]
            holds = interval.low > one.bound if one.above else interval.high < one.bound
            if not holds:
                told.append(f"{one.text}: the interval is {interval.low:+.4g} to {interval.high:+.4g}")
        return tuple(told)

    @cached_property
    def values(self) -> TidyTable:
        """A tidy table, by column: arm, seed, measure, value; NaN of what is missing."""
        cells = [
            (one.name, seed, measure, row[measure] if (row := self.rows.get((one.name, seed))) else math.nan)
            for one in self.question.arms
            for seed in self.seeds
            for measure in self.question.measures
        ]
        return tall(cells)

    def _repr_html_(self) -> str:
        """The lines as a table, for notebooks."""
        heads = ("measure", "arm", "baseline", "difference", "low", "high", "p", "larger?", "saved", "pairs")
        rows = [
            (
                line.measure, line.arm, f"{line.baseline_mean:.4g}", f"{line.difference.mean:+.4g}",
                f"{line.interval.low:+.4g}", f"{line.interval.high:+.4g}", f"{line.p:.3f}", line.verdict or "",
                f"{line.saved.ratio:.1f}", str(line.pairs),
            )
            for line in self.table
        ]  # fmt: skip
        return html_table(heads, rows)


def compare(
    arms: Sequence[Arm | str] | Mapping[str, Mapping[str, object]],
    *,
    base: Settings | None = None,
    days: float = 60.0,
    window: tuple[float, float] | None = None,
    measures: Sequence[str] = USUAL,
    baseline: str | None = None,
    seeds: Sequence[int] | int = 20,
    until: UntilPrecise | None = None,
    pair: Pairing = "world",
    sesoi: Mapping[str, float] | None = None,
    correct: Correction = "holm",
    expect: Sequence[str] = (),
    executor: str | Executor = "processes",
    store: Store | Path | None = None,
    budget_s: float | None = None,
    tell: Tell | None = None,
    work: str = WORLD,
) -> Comparison:
    """Live worlds of `base` (the demo) under each arm and say how far they differ.

    `arms` are names of algorithms, arms, or changes by name. `window` is in days from the opening; None takes the last
    quarter of `days`. `seeds` are numbers, or how many from 1 on. `sesoi` has the smallest effect of interest of
    measures, beside the usual ones. `store` None is the usual folder. SettingsError says what cannot be.
    """
    question = asked(
        arms, base=base, days=days, window=window, measures=measures, baseline=baseline, seeds=seeds, until=until,
        pair=pair, sesoi=sesoi, correct=correct, expect=expect, work=work,
    )  # fmt: skip
    with begun(executor, store, tell, budget_s) as course:
        return _answered(question, course, tell)


def _answered(question: StudyQuestion, course: Course, tell: Tell | None) -> Comparison:
    """Carry out what a question takes."""
    seeds = question.seeds
    found = _lived(question, course, seeds, len(seeds))
    if question.until is None or found.ended_early:
        return found
    count = min(_needed(found), max(question.until.most, len(seeds)))
    if count > len(seeds):
        if tell:
            tell(f"{count} seeds in all make {question.until.measure} sure to +-{question.until.half:g}")
        more = range(max(seeds) + 1, max(seeds) + 1 + count - len(seeds))
        found = _lived(question, course, (*seeds, *more), len(seeds))
    return found


def _lived(question: StudyQuestion, course: Course, seeds: Sequence[int], first: int) -> Comparison:
    rows = course.lived(question.plans(seed) for seed in seeds)
    return Comparison(question, tuple(seeds), first, rows, course.ended_early)


def _needed(found: Comparison) -> int:
    """Seeds in all, for the arm whose difference varies most."""
    until = found.question.until
    assert until is not None
    counts: list[int] = [len(found.seeds)]
    for one in found.question.others:
        apart = found.apart(until.measure, one.name)
        if len(apart) > 1:
            counts.append(stein_seeds(apart, until.half))
    return max(counts)


def _mean(values: Sequence[float]) -> float:
    return math.fsum(values) / len(values) if values else math.nan
