"""Are the two effects of a world true? Cocoons of people's own, and reach that has to be won: worlds of several seeds,
looked at on several days, beside what each figure should be. Prints a table an arm; nothing here fails.

    python -m tests.benchmarks.truth [--seeds 5] [--days 7,30,60] [--world demo] [--algorithm user-cf]
                                     [--set a.b=c] [--arms base,content] [--json FILE] [--jobs 1]

A cell is the mean over seeds, and the range where there are several; "ok" or "NO" says whether the mean lies where it
should, a dot that the figure is only told or cannot be judged yet. `--arms` names what else to run (`ARMS`, and "heal",
which lives like the base until day 30 and goes on under random). What an arm changes holds from the hour in which the
algorithm takes over, so that all arms of a seed have lived the same past; where a setting is fixed at birth, from then.
Arms that change one thing are compared with the base: paired differences over seeds on the last day, with their 95 %
interval.
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

from simulator.experiments.claims.student import interval
from simulator.experiments.wiring import build
from simulator.frames import HOURS_PER_DAY, Diet
from simulator.frames.written import span
from simulator.settings.described import Value
from simulator.settings.files import from_toml, load_preset, override
from simulator.settings.tree import ALGORITHMS, Settings, tunable
from simulator.simulation import Simulation
from simulator.validation.effects import Effects
from simulator.validation.targets import EFFECTS, Target

Figures = dict[str, float]
Course = dict[int, Figures]
"""Figures by day."""

BASE, HEAL = "base", "heal"
METHODS = tuple(name for name in ("content", "hybrid", "random", "self") if name in ALGORITHMS)
ARMS: dict[str, dict[str, Value]] = {
    BASE: {},
    **{name: {"feed.algorithm": name} for name in METHODS},
    "explore": {"feed.rerank.exploration.on": True, "feed.rerank.exploration.share": 0.25},
    "diverse": {"feed.rerank.diversity.on": True, "feed.rerank.diversity.share": 0.5},
    "dislike": {"behaviour.dislikes": 1.0},
    "firm": {"people.susceptibility": 0.0},
    HEAL: {},
}
"""What each arm changes in the world."""

COCOONS = {"content": (0.1, 1.0), "hybrid": (0.1, 1.0), "random": (0.0, 0.02), "self": (0.0, 0.02)}
"""Share of people in a cocoon who were not born that narrow, lowest and highest, that there should be: on the first day
looked at, a week, under what narrows; on every day under what does not."""

WIDER = ("explore", "diverse", "dislike")
"""Arms that should widen people: `topics` above the base's."""
COMPARED = ("topics", "narrow", "cocooned", "likeness", "leading", "own", "moved", "content", "enjoyed")

HEAL_AT, HEALING = 30, 14
"""Day of the switch, and days for which it is watched what becomes of it."""


def lived(arm: str, seed: int, days: Sequence[int], world: Settings) -> Course:
    """One run, looked at on each of the days; tells on stderr when it is done."""
    if arm == HEAL:
        return {HEAL_AT: healed(seed, world)}
    begun = time.process_time()
    engine = opened(arm, seed, world).engine
    effects, found = Effects(engine), dict[int, Figures]()
    for hour in range(1, max(days) * HOURS_PER_DAY + 1):
        effects.note(engine.step().interactions, engine.tick - 1)
        if hour % HOURS_PER_DAY == 0 and hour // HOURS_PER_DAY in days:
            found[hour // HOURS_PER_DAY] = effects.figures()
    done(arm, seed, max(days), begun)
    return found


def opened(arm: str, seed: int, world: Settings) -> Simulation:
    """The world in the hour in which its algorithm takes over, from which on holds what the arm changes."""
    changes = ARMS[arm]
    later = {name: value for name, value in changes.items() if tunable(name)}
    born = {name: value for name, value in changes.items() if name not in later}
    settings = override(world, {"seed": seed, "methods.user_cf.threads": 1, **born})
    methods = (settings.feed.algorithm, override(settings, later).feed.algorithm)
    simulation = build(settings, tuple(dict.fromkeys(methods))).open()
    simulation.tune_all(later)
    return simulation


def healed(seed: int, world: Settings) -> Figures:
    """How many days after the switch to random it took until half of those who were in a cocoon are out of it, and
    until the topics that people see have come half the way to where they are two weeks later. NaN where nobody was in
    one, or it took longer."""
    begun = time.process_time()
    settings = override(world, {"seed": seed, "methods.user_cf.threads": 1})
    engine = build(settings, tuple(dict.fromkeys((settings.feed.algorithm, "random")))).open().engine
    chronicle = engine.chronicle
    for _ in range(HEAL_AT * HOURS_PER_DAY):
        engine.step()
    inside = chronicle.state == Diet.COCOONED
    engine.switch("random")
    left, topics = [1.0], [float(chronicle.vital("effective_topics")[-1])]
    for _ in range(HEALING):
        for _ in range(HOURS_PER_DAY):
            engine.step()
        left.append(float((chronicle.state[inside] == Diet.COCOONED).mean()) if inside.any() else math.nan)
        topics.append(float(chronicle.vital("effective_topics")[-1]))
    done(HEAL, seed, HEAL_AT + HEALING, begun)
    half_way = (topics[0] + topics[-1]) / 2
    return {
        "inside": float(inside.sum()),
        "out_days": first([share <= 0.5 for share in left]),
        "wider_days": first([each >= half_way for each in topics]) if topics[-1] > topics[0] else math.nan,
        "topics_before": topics[0],
        "topics_after": topics[-1],
    }


def first(holds: Sequence[bool]) -> float:
    """Number of the first that holds; NaN if none does."""
    return float(holds.index(True)) if True in holds else math.nan


def done(arm: str, seed: int, days: int, begun: float) -> None:
    spent = time.process_time() - begun
    print(f"{arm}, seed {seed}: {days} days, {spent:.0f} s of processor", file=sys.stderr, flush=True)


def wanted(target: Target) -> str:
    """What should be."""
    return span(target.low, target.high, lambda value: shown(value, target)) if target.known else ""


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


def cocoons(arm: str, courses: Sequence[Course], days: Sequence[int]) -> str:
    """Are there as many people in cocoons as there should be under this arm's method?"""
    low, high = COCOONS[arm]
    found = {day: float(np.mean([course[day]["cocooned"] for course in courses])) for day in days}
    made = {day: float(np.mean([course[day]["cocooned_made"] for course in courses])) for day in days}
    holds = low <= made[days[0]] <= high if low > 0 else all(share <= high for share in made.values())
    cells = ", ".join(
        f"{100 * share:.1f} % on day {day} ({100 * made[day]:.1f} % not born that narrow)"
        for day, share in found.items()
    )
    should = f"at least {low:.0%} on day {days[0]}" if low > 0 else f"at most {high:.0%} on every day"
    return f"{arm}: {cells} in a cocoon; of those not born so {should}: {'ok' if holds else 'NO'}"


def contrast(arm: str, courses: Sequence[Course], base: Sequence[Course], day: int) -> list[str]:
    """Arm minus base on the last day, seed by seed."""
    lines = [f"{arm} minus {BASE} on day {day}, {len(courses)} seeds: mean and 95 % interval"]
    for name in COMPARED:
        gaps = [one[day][name] - other[day][name] for one, other in zip(courses, base, strict=True)]
        mean, low, high = interval(gaps)
        sure = "" if math.isnan(low) else " leaves out 0" if low > 0 or high < 0 else " holds 0"
        verdict = ""
        if name == "topics" and arm in WIDER:
            verdict = "  should widen: " + ("ok" if low > 0 else "NO")
        lines.append(f"  {name:<10} {mean:+8.3f}  {low:+8.3f} to {high:+8.3f}{sure}{verdict}")
    return [*lines, ""]


def healing(courses: Sequence[Course]) -> list[str]:
    """What the switch brought, seed by seed."""
    lines = [f"after the switch to random on day {HEAL_AT}, one seed a line; days until"]
    for course in courses:
        of = course[HEAL_AT]
        lines.append(
            f"  half of {of['inside']:.0f} are out of their cocoon: {of['out_days']:.0f}; topics seen, "
            f"{of['topics_before']:.2f} to {of['topics_after']:.2f}, are half the way: {of['wider_days']:.0f}"
        )
    return [*lines, ""]


def told(arm: str, runs: Mapping[str, Sequence[Course]], days: Sequence[int], people: int) -> list[str]:
    """All that there is to say of an arm."""
    if arm == HEAL:
        return healing(runs[arm])
    lines = table(arm, runs[arm], days, people)
    if arm in COCOONS:
        lines += [cocoons(arm, runs[arm], days), ""]
    if arm not in (BASE, *METHODS) and BASE in runs:
        lines += contrast(arm, runs[arm], runs[BASE], days[-1])
    return lines


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


def all_of(
    arms: Sequence[str], seeds: Sequence[int], days: Sequence[int], world: Settings, jobs: int
) -> dict[str, list[Course]]:
    """Every arm over every seed, `jobs` at a time."""
    plans = [(arm, seed) for arm in arms for seed in seeds]
    work = partial(lived, days=days, world=world)
    if jobs > 1:
        with ProcessPoolExecutor(jobs) as pool:
            courses = list(pool.map(work, *zip(*plans, strict=True)))
    else:
        courses = [work(*plan) for plan in plans]
    return {
        arm: [course for (name, _), course in zip(plans, courses, strict=True) if name == arm] for arm in arms
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
    if strange := [arm for arm in arms if arm not in ARMS]:
        parser.error(f"--arms must be among {', '.join(ARMS)}, not {strange[0]!r}")
    runs = all_of(arms, range(1, asked.seeds + 1), days, world, asked.jobs)
    for arm in arms:
        print("\n".join(told(arm, runs, days, world.world.people)))
    if asked.json:
        asked.json.write_text(json.dumps(document(runs), indent=1) + "\n")


if __name__ == "__main__":
    main()
