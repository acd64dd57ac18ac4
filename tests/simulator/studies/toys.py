"""Work that takes no time, for tests of what carries it out; importable by other processes."""

from __future__ import annotations

import json
import os
import signal
import time
from pathlib import Path

import numpy as np

from simulator.experiments.studies.plan import Plan, planned
from simulator.settings.tree import Settings

HERE = "tests.simulator.studies.toys"


def plans(work: str, seeds: int = 4, **asked: object) -> list[Plan]:
    return [planned(Settings(seed=seed), 1, work=f"{HERE}:{work}", asked=asked) for seed in range(seeds)]


def quick(plan: Plan) -> tuple[dict[str, float], str]:
    """A number that depends on the seed, and on the algorithm a little."""
    luck = _normal(plan.seed, "toy")
    lift = {"user-cf": 0.0, "random": -1.0, "hybrid": 0.02}.get(plan.settings.feed.algorithm, 0.0)
    noise = _normal(plan.seed, plan.settings.feed.algorithm)
    return {"likeness": 5.0 + luck + lift + 0.01 * noise, "seed": plan.seed}, f"{plan.seed:064x}"


def career(plan: Plan) -> tuple[dict[str, float], str]:
    """Followers of somebody whom quality wins 10, replies 6, both 20, clickbait costs 8, and nothing else matters."""
    asked = json.loads(plan.asked)
    levers = asked["levers"]
    gain = 10.0 * (levers.get("quality_over_quantity") == 0.9) + 6.0 * (levers.get("replies") == 1.0)
    gain += 4.0 * (gain == 16.0) - 8.0 * ("clickbait" in levers)
    gain *= -1.0 if plan.settings.taste.drift < 0.001 else 1.0
    noise = _normal(plan.seed, json.dumps(levers, sort_keys=True))
    return {"followers": 50.0 + 30.0 * _normal(plan.seed, "luck") + asked["effort"] * gain + noise}, ""


def same(plan: Plan) -> tuple[dict[str, float], str]:
    """Whoever answers wins one follower more, in every world."""
    return {"followers": 3.0 + (json.loads(plan.asked)["levers"].get("replies") == 1.0)}, ""


def stumbles(plan: Plan) -> tuple[dict[str, float], str]:
    """Seed 2 cannot be run."""
    if plan.seed == 2:
        raise ValueError("seed 2 is ill\nand says so at length")
    return quick(plan)


def dies(plan: Plan) -> tuple[dict[str, float], str]:
    """Seed 1 kills its process, `asked.times` times in all."""
    asked = json.loads(plan.asked)
    if plan.seed == 1 and _count(Path(asked["folder"]) / "deaths") <= asked["times"]:
        os.kill(os.getpid(), signal.SIGKILL)
    time.sleep(0.05)
    return quick(plan)


def slow(plan: Plan) -> tuple[dict[str, float], str]:
    """Says which process it is, then takes a minute."""
    folder = Path(json.loads(plan.asked)["folder"])
    (folder / f"pid-{os.getpid()}").touch()
    time.sleep(60.0)
    return quick(plan)


def _count(file: Path) -> int:
    with file.open("a+") as handle:
        handle.write("x")
    return len(file.read_text())


def _normal(seed: int, what: str) -> float:
    return float(np.random.default_rng([seed, *what.encode()]).normal())
