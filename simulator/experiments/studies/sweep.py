"""Which settings matter? Many worlds, each at another point of what is varied, every point with the same seeds; then
how much of a measure's variance is which setting's doing, and how much is luck.
"""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from concurrent.futures import Executor
from dataclasses import dataclass
from functools import cached_property
from importlib.util import find_spec
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from simulator.experiments.studies import measures as known
from simulator.experiments.studies.commands import Command
from simulator.experiments.studies.course import Tell, begun
from simulator.experiments.studies.factors import Design, Factor, design_of, factor
from simulator.experiments.studies.inference import (
    UNTOLD,
    Interval,
    Shares,
    grid_shares,
    luck_share,
    rank_shares,
    sobol_shares,
)
from simulator.experiments.studies.outcome import Outcome, numbered
from simulator.experiments.studies.plan import WORLD, Plan, planned
from simulator.experiments.studies.question import USUAL
from simulator.experiments.studies.run import RunRow
from simulator.experiments.studies.store import Store
from simulator.experiments.studies.tidy import TidyTable, html_table
from simulator.settings.files import load_preset, override
from simulator.settings.tree import Settings, SettingsError


@dataclass(frozen=True)
class Plot:
    """All that is settled before the first run."""

    base: Settings
    factors: tuple[Factor, ...]
    design: Design
    points: tuple[tuple[object, ...], ...]
    seeds: tuple[int, ...]
    days: float
    window: tuple[float, float] | None
    measures: tuple[str, ...]
    commands: tuple[Command, ...]
    work: str

    def plan(self, point: Sequence[object], seed: int) -> Plan:
        changes = {one.name: value for one, value in zip(self.factors, point, strict=True)}
        world = override(self.base, {**changes, "seed": seed})
        own = known.own(self.measures) if self.work == WORLD else ()
        return planned(world, self.days, window=self.window, commands=self.commands, own=own, work=self.work)


@dataclass(frozen=True, slots=True)
class FactorLine:
    """One factor's part in one measure."""

    measure: str
    factor: str
    shares: Shares


@dataclass(frozen=True)
class Sweep(Outcome[int]):
    """What came out."""

    plot: Plot
    rows: Mapping[tuple[int, int], RunRow]
    """By point (its number) and seed."""
    ended_early: str = ""

    def of(self, measure: str) -> NDArray[np.float64]:
        """(points, seeds) the measure; NaN of what is missing."""
        return np.array(
            [
                [row[measure] if (row := self.rows.get((at, seed))) else math.nan for seed in self.plot.seeds]
                for at in range(len(self.plot.points))
            ]
        )

    @cached_property
    def table(self) -> tuple[FactorLine, ...]:
        """A line for each measure and factor, of each measure what matters most first."""
        lines: list[FactorLine] = []
        for measure in self.plot.measures:
            found = zip(self.plot.factors, self._shares(self.of(measure)), strict=True)
            ordered = sorted(found, key=lambda each: -_worth(each[1]))
            lines += [FactorLine(measure, one.name, shares) for one, shares in ordered]
        return tuple(lines)

    def _shares(self, values: NDArray[np.float64]) -> list[Shares]:
        plot, count = self.plot, len(self.plot.factors)
        mean = values.mean(axis=1)
        there = ~np.isnan(mean)
        if plot.design.kind == "lhs":
            if there.sum() < 4:
                return [UNTOLD] * count
            columns = [self._column(at)[there] for at in range(count)]
            return rank_shares(columns, [one.named for one in plot.factors], mean[there])
        if not there.all():
            return [UNTOLD] * count  # these designs speak only as a whole
        if plot.design.kind == "grid":
            shape = [len(one.levels(plot.design.size)) for one in plot.factors]
            return grid_shares(values.reshape(*shape, len(plot.seeds)))
        parts = mean.reshape(count + 2, plot.design.size)
        return sobol_shares(parts[0], parts[1], parts[2:])

    def _column(self, at: int) -> NDArray[np.float64]:
        """(points,) the factor's values as numbers: the place of a name."""
        one = self.plot.factors[at]
        values = [point[at] for point in self.plot.points]
        return np.array(
            [one.choices.index(value) if one.named else value for value in values], dtype=np.float64
        )

    def luck(self, measure: str) -> tuple[float, Interval]:
        """The share of a single run's variance that is luck."""
        values = self.of(measure)
        return luck_share(values[~np.isnan(values).any(axis=1)])

    @cached_property
    def runs(self) -> TidyTable:
        """A row a run: point, what is varied, seed, status, error, digest, and the measures. The same whoever carried
        them out."""
        keys = [(at, seed) for at in range(len(self.plot.points)) for seed in self.plot.seeds]
        rows = [self.rows.get(key) for key in keys]
        told = TidyTable(point=np.array([at for at, _ in keys], dtype=np.int64))
        for at, one in enumerate(self.plot.factors):
            values = [self.plot.points[point][at] for point, _ in keys]
            told[one.name] = (
                np.array([str(value) for value in values])
                if one.named
                else np.array(values, dtype=np.float64)
            )
        told["seed"] = np.array([seed for _, seed in keys], dtype=np.int64)
        told["status"] = np.array([row.status if row else "missing" for row in rows])
        told["error"] = np.array([row.error if row else "" for row in rows])
        told["digest"] = np.array([row.digest if row else "" for row in rows])
        for name in self.plot.measures:
            told[name] = np.array([row[name] if row else math.nan for row in rows], dtype=np.float64)
        return told

    def _repr_html_(self) -> str:
        rows = [
            (line.measure, line.factor, f"{line.shares.first:.2f}", f"{line.shares.total:.2f}")
            for line in self.table
        ]
        return html_table(("measure", "setting", "alone", "with others"), rows)


def _worth(shares: Shares) -> float:
    told = shares.total if not math.isnan(shares.total) else shares.first
    return told if not math.isnan(told) else -1.0


def sweep(
    vary: Sequence[str | Factor],
    *,
    base: Settings | None = None,
    design: str | Design = "lhs:40",
    seeds: Sequence[int] | int = 4,
    days: float = 30.0,
    window: tuple[float, float] | None = None,
    measures: Sequence[str] = USUAL,
    commands: Sequence[Command] = (),
    executor: str | Executor = "processes",
    store: Store | Path | None = None,
    budget_s: float | None = None,
    tell: Tell | None = None,
    work: str = WORLD,
) -> Sweep:
    """Live worlds of `base` (the demo) at many points of what is varied, and say what matters.

    `vary` has factors as people type them, `taste.drift=log:0.001..0.05`; `design` is sobol:N, lhs:N, grid or
    grid:LEVELS. SettingsError says what cannot be.
    """
    plot = plotted(
        vary, base=base, design=design, seeds=seeds, days=days, window=window, measures=measures,
        commands=commands, work=work,
    )  # fmt: skip
    groups = (
        {(at, seed): plot.plan(point, seed) for seed in plot.seeds} for at, point in enumerate(plot.points)
    )
    with begun(executor, store, tell, budget_s) as course:
        rows = course.lived(groups, lambda at: f"point {at + 1}")
    return Sweep(plot, rows, course.ended_early)


def plotted(
    vary: Sequence[str | Factor],
    *,
    base: Settings | None,
    design: str | Design,
    seeds: Sequence[int] | int,
    days: float,
    window: tuple[float, float] | None,
    measures: Sequence[str],
    commands: Sequence[Command],
    work: str,
) -> Plot:
    """The plot that these words ask for; SettingsError if they ask none. See `sweep`."""
    base = base or load_preset("demo")
    factors = tuple(factor(each) if isinstance(each, str) else each for each in vary)
    if not factors:
        raise SettingsError("--vary must name what is varied, such as taste.drift=log:0.001..0.05")
    names = [one.name for one in factors]
    twice = next((name for name in names if names.count(name) > 1), "")
    if twice or "seed" in names:
        raise SettingsError(
            f"--vary: {twice or 'seed'} {'stands there twice' if twice else 'is what --seeds is for'}"
        )
    made = design_of(design) if isinstance(design, str) else design
    if made.kind != "grid" and find_spec("scipy") is None:
        raise SettingsError(f'--design {made.kind} needs the library scipy: pip install "feedscope[studies]"')
    numbers = numbered(seeds)
    asked = tuple(dict.fromkeys(measures))
    if not asked:
        raise SettingsError("--measure must name at least one measure")
    if work == WORLD:
        for name in asked:
            known.found(name)
    points = tuple(made.points(factors))
    plot = Plot(base, factors, made, points, numbers, days, window, asked, tuple(commands), work)
    for one in factors:
        for value in one.choices or (one.low, one.high):  # what cannot be is said before the first run
            override(base, {one.name: round(value) if one.whole and isinstance(value, float) else value})
    plot.plan(points[0], numbers[0])
    return plot
