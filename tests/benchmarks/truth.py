"""Are the two effects of a world true? Cocoons of people's own, and reach that has to be won: worlds of several seeds,
looked at on several days, beside what each figure should be. Prints a table an arm; nothing here fails.

    python -m tests.benchmarks.truth [--seeds 5] [--days 7,30,60] [--world demo] [--algorithm user-cf]
                                     [--set a.b=c] [--arms base,content] [--json FILE] [--jobs 1]

A cell is the mean over seeds, and the range where there are several; "ok" or "NO" says whether the mean lies where it
should, a dot that the figure is only told or cannot be judged yet. `--arms` names what else to run (`ARMS`).
"""

from __future__ import annotations

import argparse
import json
import math
import sys
import time
from collections.abc import Mapping, Sequence
from concurrent.futures import ProcessPoolExecutor
from functools import partial
from pathlib import Path

import numpy as np

from simulator.config import ALGORITHMS, Settings
from simulator.experiments.wiring import build
from simulator.frames import HOURS_PER_DAY
from simulator.settings_io import from_toml, load_preset, override
from simulator.validation.effects import Effects
from simulator.validation.targets import EFFECTS, Target

Figures = dict[str, float]
Course = dict[int, Figures]
"""Figures by day."""

BASE = "base"
ARMS: dict[str, dict[str, object]] = {
    BASE: {},
    **{
        name: {"feed.algorithm": name}
        for name in ("content", "hybrid", "random", "self")
        if name in ALGORITHMS
    },
}
"""What each arm changes in the world."""


def lived(arm: str, seed: int, days: Sequence[int], world: Settings) -> Course:
    """One run, looked at on each of the days; tells on stderr when it is done."""
    begun = time.process_time()
    settings = override(world, {"seed": seed, "methods.user_cf.threads": 1, **ARMS[arm]})
    engine = build(settings, (settings.feed.algorithm,)).engine
    effects, found = Effects(engine), dict[int, Figures]()
    for hour in range(1, max(days) * HOURS_PER_DAY + 1):
        effects.note(engine.step().interactions, engine.tick - 1)
        if hour % HOURS_PER_DAY == 0 and hour // HOURS_PER_DAY in days:
            found[hour // HOURS_PER_DAY] = effects.figures()
    spent = time.process_time() - begun
    print(f"{arm}, seed {seed}: {max(days)} days, {spent:.0f} s of processor", file=sys.stderr, flush=True)
    return found


def wanted(target: Target) -> str:
    """What should be."""
    if not target.known:
        return ""
    if math.isinf(target.low):
        return f"<= {shown(target.high, target)}"
    if math.isinf(target.high):
        return f">= {shown(target.low, target)}"
    return f"{shown(target.low, target)} to {shown(target.high, target)}"


def shown(value: float, target: Target) -> str:
    """A figure as the table has it."""
    if math.isnan(value):
        return "-"
    if target.percent:
        return f"{100 * value:.0f}%" if abs(value) >= 0.095 else f"{100 * value:.1f}%"
    return f"{value:.3f}" if abs(value) < 1 else f"{value:.2f}"


def cell(target: Target, values: Sequence[float], people: int, day: int) -> str:
    """Mean, range and verdict of one figure on one day."""
    mean = float(np.mean(values))
    told = shown(mean, target)
    if len(values) > 1 and not math.isnan(mean):
        told += f" ({shown(min(values), target)}..{shown(max(values), target)})"
    if target.unjudged(mean, people, day):
        return f"{told}  ."
    return f"{told} {'ok' if target.passes(mean) else 'NO'}"


def bounded(target: Target, courses: Sequence[Course], day: int) -> str:
    """How much the world's size allows, on the last day, where it sets a bound."""
    if not target.bound:
        return ""
    return (
        f"  (size allows {shown(float(np.mean([course[day][target.bound] for course in courses])), target)})"
    )


def table(arm: str, courses: Sequence[Course], days: Sequence[int], people: int) -> list[str]:
    """The rows of one arm."""
    head = f"{arm:<68}" + "".join(f"{f'day {day}':>25}" for day in days) + "  should be"
    lines = [head, "-" * len(head)]
    for target in EFFECTS:
        cells = [cell(target, [course[day][target.key] for course in courses], people, day) for day in days]
        row = f"{target.what:<68}" + "".join(f"{each:>25}" for each in cells)
        lines.append(f"{row}  {wanted(target)}{bounded(target, courses, days[-1])}".rstrip())
    return [*lines, ""]


def document(runs: Mapping[str, Sequence[Course]]) -> dict[str, object]:
    """What is kept as JSON: arm, seed, day, figure; what is undefined is null."""
    return {
        arm: [
            {
                day: {name: None if math.isnan(value) else value for name, value in found.items()}
                for day, found in course.items()
            }
            for course in courses
        ]
        for arm, courses in runs.items()
    }


def main(words: Sequence[str] | None = None) -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else None)
    parser.add_argument("--seeds", type=int, default=5)
    parser.add_argument("--days", default="7,30,60", help="on which to look, between commas")
    parser.add_argument("--world", default="demo")
    parser.add_argument("--algorithm", help="the base arm's, in place of the world's")
    parser.add_argument("--set", action="append", default=[], help="a setting as TOML, NAME=VALUE")
    parser.add_argument("--arms", default=BASE, help=f"between commas, of {', '.join(ARMS)}")
    parser.add_argument("--json", type=Path, help="a file for every figure of every seed")
    parser.add_argument("--jobs", type=int, default=1, help="processes")
    asked = parser.parse_args(words)
    world = from_toml("\n".join(asked.set), "--set", load_preset(asked.world))
    if asked.algorithm:
        world = override(world, {"feed.algorithm": asked.algorithm})
    days = sorted({int(day) for day in asked.days.split(",")})
    arms = list(dict.fromkeys(asked.arms.split(",")))
    plans = [(arm, seed) for arm in arms for seed in range(1, asked.seeds + 1)]
    work = partial(lived, days=days, world=world)
    if asked.jobs > 1:
        with ProcessPoolExecutor(asked.jobs) as pool:
            courses = list(pool.map(work, *zip(*plans, strict=True)))
    else:
        courses = [work(*plan) for plan in plans]
    runs: dict[str, list[Course]] = {arm: [] for arm in arms}
    for (arm, _), course in zip(plans, courses, strict=True):
        runs[arm].append(course)
    for arm in arms:
        print("\n".join(table(arm, runs[arm], days, world.world.people)))
    if asked.json:
        asked.json.write_text(json.dumps(document(runs), indent=1) + "\n")


if __name__ == "__main__":
    main()
