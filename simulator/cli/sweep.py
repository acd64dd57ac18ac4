"""The verb `feedscope sweep`: which settings matter, and how much is luck."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import Annotated

from cyclopts import Parameter

from simulator.cli.study import MOST_SEEDS, StudyTerms, days, ended, tell, typed_pairs, window
from simulator.cli.verbs import listed, whole
from simulator.settings.errors import SettingsError


@Parameter(name="*")
@dataclass(frozen=True, kw_only=True)
class SweepOptions(StudyTerms):
    """What varies, at which points, and what is measured."""

    vary: Annotated[
        tuple[str, ...],
        Parameter(
            negative="",
            help="NAME=LOW..HIGH, NAME=log:LOW..HIGH or NAME=A,B: a setting that varies; may be given several times.",
        ),
    ] = ()
    design: Annotated[
        str,
        Parameter(
            help="Points: sobol:N ((settings + 2) x N of them, N a power of two), lhs:N, grid or grid:LEVELS."
        ),
    ] = "lhs:40"
    seeds: Annotated[str, Parameter(help="How many seeds each point has.")] = "4"
    measure: Annotated[
        str | None, Parameter(help="Measures between commas: see feedscope compare --measures.")
    ] = None
    days: Annotated[
        str | None, Parameter(help="Simulated days of each run; its last quarter is measured.")
    ] = None
    window: Annotated[
        str | None, Parameter(help="Days that are measured, such as 20..30; the run ends with them.")
    ] = None


def sweep(scenario: Path | None = None, /, *, asked: SweepOptions | None = None) -> int:
    """Say which settings matter most, over many worlds, and how much of what differs is luck.

    Exit code 0: done; 3: some runs failed.

    Parameters
    ----------
    scenario
        A scenario's file, whose world, days, commands and measures are taken; without it the world of the options.
    """
    from simulator.experiments.studies import sweep as study
    from simulator.experiments.studies.question import USUAL
    from simulator.frames import HOURS_PER_DAY
    from simulator.report import sweep_page

    asked = asked or SweepOptions()
    asked.checked()
    if asked.window and asked.days:
        raise SettingsError("--window and --days exclude each other: the run ends with the window")
    first = asked.first_seed()
    count = whole("--seeds", asked.seeds, 1, MOST_SEEDS)
    long, seen = days(asked.days) if asked.days else 30.0, window(asked.window) if asked.window else None
    measures = USUAL if asked.measure is None else tuple(listed("--measure", asked.measure, USUAL))
    base, commands = None, ()
    if scenario is not None:
        from simulator.experiments.studies.scenario import read

        if asked.settings or asked.platform:
            raise SettingsError("a scenario says itself which world to live in; --set NAME=VALUE changes it")
        case = read(scenario, typed_pairs(asked.set_))
        base, commands = case.base, case.commands
        if asked.measure is None:
            measures = case.scenario.measures
        if not asked.days and seen is None:
            long = case.scenario.days
            seen = case.window[0] / HOURS_PER_DAY, case.window[1] / HOURS_PER_DAY
    found = study.sweep(
        asked.vary,
        base=base or asked.base(),
        design=asked.design,
        seeds=range(first, first + count),
        days=long,
        window=seen,
        measures=measures,
        commands=commands,
        executor=asked.executor,
        store=asked.store,
        budget_s=asked.budget_s(),
        tell=tell,
    )
    return ended(found, asked, sweep_page)
