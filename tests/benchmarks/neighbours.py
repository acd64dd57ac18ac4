"""How many of their true neighbours do people have where asking around replaces comparing with everyone, and what does
either cost? Nothing here fails.

    python -m tests.benchmarks.neighbours [--people 5000] [--creators 2000] [--days 3] [--window 100] [--sample 300]

A world lives so many days under user-CF that asks around. Then, of a sample of those whose histories are full, and of
one of those whose histories are young: the share of their true neighbours found, how alike those
found and the true ones are on average, the share of slates that stays the same, and CPU time a person, packing everyone
apart.
"""

from __future__ import annotations

import argparse
from time import process_time
from typing import Any

import numpy as np

from recommender.methods.user_cf import UserCF
from recommender.types import Ids
from simulator.experiments.wiring import build
from simulator.frames import HOURS_PER_DAY
from simulator.settings.files import load_preset, override
from simulator.settings.tree import Settings

PLACES = 40


def measured(settings: Settings, days: float, sample: int) -> dict[str, float]:
    """The figures of one world, by name."""
    world = build(settings)
    world.warm()
    for _ in range(round(days * HOURS_PER_DAY)):
        world.engine.step()
    guarded: Any = world.engine.methods["user-cf"]
    asking = guarded.method.method
    history, tick = asking.history, world.engine.tick
    exact = UserCF(
        asking.settings.model_copy(update={"search": "exact"}), world.engine.world.luck, asking.memory
    )
    held, window = history.taken[: history.users], history.settings.window
    figures = {"people": float(history.users)}
    for name, group in (("full", held >= window), ("young", (held > 0) & (held < window))):
        users = np.sort(np.random.default_rng(1).permutation(np.flatnonzero(group))[:sample]).astype(np.int32)
        figures |= {f"{name}, share": float(group.mean())}
        if len(users):
            found = compared(asking, exact, users, tick)
            figures |= {f"{name}, {figure}": value for figure, value in found.items()}
    return figures


def compared(asking: UserCF, exact: UserCF, users: Ids, tick: int) -> dict[str, float]:
    """What the two find for these users, by name."""
    # First: whoever has been asked for is known this hour.
    cost = [_us(model, users) for model in (asking, exact)]
    recall = asking.recall(users)
    sims = [model.neighbours(users)[1].mean() for model in (asking, exact)]
    slates = [model.recommend(users, PLACES, tick).items for model in (asking, exact)]
    same = (slates[0][:, :, None] == slates[1][:, None, :]).any(axis=2).mean()
    return {
        "recall": recall, "alike": float(sims[0]), "alike, true": float(sims[1]), "slates": float(same),
        "us around": cost[0], "us exact": cost[1],
    }  # fmt: skip


def _us(model: UserCF, users: Ids) -> float:
    """CPU time a person in microseconds: what many cost more than few others, by those more."""
    cut = max(5, len(users) // 4)
    laps: list[float] = []
    for some in (users[:cut], users[cut:]):
        begin = process_time()
        model.neighbours(some)
        laps.append(process_time() - begin)
    return 1e6 * (laps[1] - laps[0]) / max(len(users) - 2 * cut, 1)


def main() -> None:
    """Measure, and print a line a figure."""
    parser = argparse.ArgumentParser(description=__doc__)
    for name, default in (
        ("people", 5_000),
        ("creators", 2_000),
        ("days", 3),
        ("window", 100),
        ("sample", 300),
    ):
        parser.add_argument(f"--{name}", type=int, default=default)
    chosen = parser.parse_args()
    settings = override(
        load_preset("city"),
        {
            "world.people": chosen.people, "world.creators": chosen.creators, "world.past_days": 0,
            "methods.user_cf.search": "around", "methods.history.window": chosen.window,
            "measure.regret_people": 0,
        },
    )  # fmt: skip
    for name, value in measured(settings, chosen.days, chosen.sample).items():
        print(f"{name:19s} {value:,.3f}")


if __name__ == "__main__":
    main()
