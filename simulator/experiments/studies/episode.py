"""Lives a scenario, a world a seed, and puts what it expects to the test.

Of one world the value decides; of several the whole 95 % interval of their mean, so that no expectation holds by luck.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from concurrent.futures import Executor
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING, cast

import numpy as np

from simulator.experiments.studies import measures
from simulator.experiments.studies.course import Tell, begun
from simulator.experiments.studies.inference import Interval, estimate
from simulator.experiments.studies.plan import Plan, planned
from simulator.experiments.studies.run import RunRow, hours, opened
from simulator.experiments.studies.scenario import Case, Expected, parsed, read, windows
from simulator.experiments.studies.store import Store
from simulator.experiments.studies.tidy import TidyTable, html_table
from simulator.frames import HOURS_PER_DAY
from simulator.settings.files import override

if TYPE_CHECKING:
    from recommender.types import Interactions

WORK = "simulator.experiments.studies.episode:episode"
"""The work of a plan."""


def episode(plan: Plan) -> tuple[dict[str, float], str]:
    """Every measure in each of the windows that `plan.asked` has, as `likeness@480-720` in hours; the digest."""
    asked = cast("dict[str, list[tuple[int, int]]]", json.loads(plan.asked))
    rows = {**measures.MEASURES, **{name: measures.found(name) for name in plan.own}}
    simulation = opened(plan)
    engine = simulation.engine
    kept: list[tuple[int, Interactions]] = []
    values: dict[str, float] = {}
    for tick, events in hours(simulation, plan):
        if tick >= plan.first:
            kept.append((tick, events))
        for first, last in asked["windows"]:
            if last == tick + 1:
                held = [each for hour, each in kept if hour >= first]
                look = measures.Look(engine, held, engine.opens + first)
                values |= {_key(name, (first, last)): row.of(look) for name, row in rows.items()}
    return values, simulation.digest


def _key(measure: str, window: tuple[int, int]) -> str:
    return f"{measure}@{window[0]}-{window[1]}"


@dataclass(frozen=True, slots=True)
class Checked:
    """An expectation, and what was found."""

    expected: Expected
    mean: float
    interval: Interval
    """Of the mean over seeds; unknown of a single one."""
    holds: bool


@dataclass(frozen=True)
class Played:
    """What came of a scenario."""

    case: Case
    rows: Mapping[int, RunRow]
    """By seed."""
    ended_early: str = ""

    @cached_property
    def failed(self) -> tuple[tuple[int, str], ...]:
        """(seed, error) of the runs that failed."""
        return tuple((seed, row.error) for seed, row in sorted(self.rows.items()) if not row.done)

    def of(self, measure: str, window: tuple[int, int] | None = None) -> list[float]:
        """A measure in a window of hours, by default the scenario's own: a value a seed that is done."""
        key = _key(measure, window or self.case.window)
        return [row[key] for row in self.rows.values() if row.done]

    @cached_property
    def checks(self) -> tuple[Checked, ...]:
        """Every expectation, in the order of the file."""
        return tuple(self._checked(one) for one in self.case.expected)

    def _checked(self, one: Expected) -> Checked:
        found = estimate(self.of(one.measure, one.window))
        interval = found.interval()
        worst = found.mean
        if interval.known:
            worst = interval.low if one.above else interval.high
        return Checked(one, found.mean, interval, worst > one.bound if one.above else worst < one.bound)

    @property
    def broken(self) -> tuple[str, ...]:
        """What was expected and is not so, each with what was found."""
        return tuple(
            f"{one.expected.text}: {one.mean:.4g}"
            + (f" [{one.interval.low:.4g}, {one.interval.high:.4g}]" if one.interval.known else "")
            for one in self.checks
            if not one.holds
        )

    @cached_property
    def values(self) -> TidyTable:
        """A tidy table: seed, from_day, to_day, measure, value, of the measures and windows that the scenario names."""
        cells = [
            (seed, first / HOURS_PER_DAY, last / HOURS_PER_DAY, name, row[_key(name, (first, last))])
            for seed, row in self.rows.items()
            for first, last in windows(self.case)
            for name in self.case.scenario.measures
        ]
        seeds, first, last, names, values = zip(*cells, strict=True) if cells else ((), (), (), (), ())
        return TidyTable(
            seed=np.array(seeds, dtype=np.int64), from_day=np.array(first, dtype=np.float64),
            to_day=np.array(last, dtype=np.float64), measure=np.array(names, dtype=np.str_),
            value=np.array(values, dtype=np.float64),
        )  # fmt: skip

    @property
    def exit_code(self) -> int:
        """0 as expected, 1 an expectation failed, 3 some runs failed or are missing, 130 interrupted."""
        if self.ended_early == "interrupted":
            return 130
        if self.failed or len(self.rows) < len(self.case.scenario.seeds):
            return 3
        return 1 if self.broken else 0

    def _repr_html_(self) -> str:
        rows = [(one.expected.text, f"{one.mean:.4g}", "yes" if one.holds else "no") for one in self.checks]
        return html_table(("expected", "found", "holds"), rows)


def plans(case: Case) -> list[Plan]:
    """A run for each seed."""
    asked = windows(case)
    ends = min(first for first, _ in asked) / HOURS_PER_DAY, case.ticks / HOURS_PER_DAY
    return [
        planned(
            override(case.base, {"seed": seed}), case.scenario.days, window=ends, commands=case.commands,
            own=measures.own(case.scenario.measures), work=WORK, asked={"windows": asked},
        )
        for seed in dict.fromkeys(case.scenario.seeds)
    ]  # fmt: skip


def play(
    scenario: Case | str | Path,
    *,
    changes: Mapping[str, object] | None = None,
    executor: str | Executor = "processes",
    store: Store | Path | None = None,
    budget_s: float | None = None,
    tell: Tell | None = None,
) -> Played:
    """Live a scenario: a file, a `Case`, or TOML text (of more than one line); `changes` are settings by dotted name.

    SettingsError says what cannot be.
    """
    case = scenario if isinstance(scenario, Case) else _case(scenario, changes)
    asked = plans(case)
    with begun(executor, store, tell, budget_s) as course:
        rows = course.lived({("the scenario", plan.seed): plan} for plan in asked)
    return Played(case, {seed: row for (_, seed), row in rows.items()}, course.ended_early)


def _case(scenario: str | Path, changes: Mapping[str, object] | None) -> Case:
    if isinstance(scenario, str) and "\n" in scenario:
        return parsed(scenario, "scenario", changes)
    return read(scenario, changes)
