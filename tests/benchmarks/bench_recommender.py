"""Milliseconds of user-CF's part of a tick. Run: python -m tests.benchmarks.bench_recommender"""

from __future__ import annotations

from dataclasses import replace
from time import perf_counter

import numpy as np

from recommender import Interactions, Items, UserCF, UserCFSettings, warm
from recommender.types import Ids
from simulator.luck import Luck

EVENTS_PER_PERSON = 113


def events(draw: np.random.Generator, users: Ids, items: int, count: int, tick: int) -> Interactions:
    """Views of items as popular as the square of a uniform number makes them."""
    user = np.sort(draw.choice(users, count)).astype(np.int32)
    item = (items * draw.random(count) ** 3).astype(np.int32)
    no = np.zeros(count, dtype=np.bool_)
    long = np.full(count, 20, dtype=np.float32)
    watched = (long * draw.random(count)).astype(np.float32)
    liked = draw.random(count) < 0.1
    return Interactions(
        user, item, np.full(count, tick, dtype=np.int32), watched, long, liked, no, no, no, no
    )


def measure(people: int, items: int, online: int, count: int) -> None:
    """Print the median of ten ticks."""
    draw = np.random.default_rng(7)  # fixed seed: every run times the same world
    model = UserCF(UserCFSettings(), Luck(1))
    ids = np.arange(items, dtype=np.int32)
    model.publish(Items(ids, ids // 50, ids % 100, np.ones((items, 1), dtype=np.float32)))
    everyone = np.arange(people, dtype=np.int32)
    for hour in range(10):
        model.update(events(draw, everyone, items, people * EVENTS_PER_PERSON // 10, hour))
    times = np.zeros((10, 4))
    for tick in range(10):
        users = np.sort(draw.choice(people, online, replace=False)).astype(np.int32)
        per_person = count // online
        shown = model.recommend(users, per_person, 10 + tick).items.ravel()  # nobody is shown a thing twice
        batch = events(draw, users, items, online * per_person, 10 + tick)
        batch = replace(batch, user=np.repeat(users, per_person), item=shown)
        stamps = [perf_counter()]
        model.update(batch)
        stamps.append(perf_counter())
        model.neighbours(users)
        stamps.append(perf_counter())
        model.recommend(users, 20, 10 + tick)
        stamps.append(perf_counter())
        model.explain(int(users[0]), 0, 10 + tick)
        stamps.append(perf_counter())
        times[tick] = 1000 * np.diff(stamps)
    update, neighbours, recommend, explain = np.median(times, axis=0)
    print(
        f"{people:>7,} people x {items:,} items, {online} online, {len(batch):,} events: "
        f"update {update:.2f} ms, neighbours {neighbours:.1f} ms, slates {recommend - neighbours:.1f} ms, "
        f"explain {explain:.2f} ms"
    )


if __name__ == "__main__":
    start = perf_counter()
    warm()
    print(f"warm-up {perf_counter() - start:.2f} s")
    measure(1_000, 20_000, 100, 2_200)
    measure(10_000, 20_000, 400, 6_000)
