"""The tick of an online world: some people come online, events arrive, the same people get fresh slates."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from functools import partial

import numpy as np

from recommender.bench.data import BenchLog, Lot, Size, generated
from recommender.bench.race import Lap
from recommender.bench.results import Contest, Result
from recommender.bench.rivals import Absent, online_similaripy
from recommender.config import HistorySettings, UserCFSettings
from recommender.memory.memory import Memory
from recommender.methods.user_cf import UserCF
from recommender.types import Ids, Interactions, Items

K = 50
PLACES = 20
_BAR_S = 0.030
_HOURS = 10
"""Hours over which the people's first events are spread."""


@dataclass(frozen=True, slots=True)
class Load:
    """What a tick brings."""

    size: Size
    online: int
    events: int


def online(name: str, load: Load, ticks: int, threads: int, ours: str) -> Contest:
    """Run some ticks: update, then slates for those online; the neighbours' part is measured beside it."""
    log = generated(load.size)
    model = _taught(log, threads)
    question = (
        f"one tick: {load.online} of {log.people:,} people online, {load.events:,} events, "
        f"{K} fresh neighbours and {PLACES} places each"
    )
    absent: list[str] = []
    rival: Callable[[Ids], object] | None = None
    try:
        rival = online_similaripy(log, K, PLACES, threads)
    except Absent as reason:
        absent.append(f"similaripy: {reason}")
    update, slates, neighbours, theirs = Lap(), Lap(), Lap(), Lap()
    draw = np.random.default_rng(7)  # fixed seed: every run times the same ticks
    for tick in range(_HOURS, _HOURS + ticks):
        users = np.sort(draw.choice(log.people, load.online, replace=False)).astype(np.int32)
        batch = _watched(model, users, load.events // load.online, tick, draw)
        update.time(partial(model.update, batch))
        slates.time(partial(model.recommend, users, PLACES, tick))
        neighbours.time(partial(model.neighbours, users))
        if rival:
            theirs.time(partial(rival, users))
    whole = Lap(np.add(update.seconds, slates.seconds).tolist(), np.add(update.cpu, slates.cpu).tolist())
    parts = {
        "update": update.median_s,
        "neighbours": neighbours.median_s,
        "slates": slates.median_s - neighbours.median_s,
    }
    results = [_result(ours, whole, whole, parts)]
    if rival:
        results.append(_result("similaripy, without update", theirs, whole, {}))
    bar = f"under {1000 * _BAR_S:.0f} ms" if name == "tick" else ""
    held = whole.median_s < _BAR_S if bar else None
    title = name if name == "tick" else f"tick, {name}"
    return Contest(
        title, question, log.people, log.items, len(log), 0, bar, held, tuple(results), tuple(absent)
    )


def _result(name: str, lap: Lap, ours: Lap, parts: dict[str, float]) -> Result:
    ratio = lap.median_s / ours.median_s
    return Result(
        name, lap.median_s, tuple(lap.seconds), ratio, None, None, lap.median_cpu_s, None, None, parts
    )


def _taught(log: BenchLog, threads: int) -> UserCF:
    """A model that has met the log over `_HOURS` hours; the longest row is full."""
    window = max(log.longest, 8)
    model = UserCF(UserCFSettings(k=K, threads=threads), Lot(), Memory(HistorySettings(window=window)))
    ids = np.arange(log.items, dtype=np.int32)
    model.publish(Items(ids, ids // 50, ids % 100, np.ones((log.items, 1), dtype=np.float32)))
    order = np.random.default_rng(3).permutation(len(log))  # fixed seed: one past
    for hour, part in enumerate(np.array_split(order, _HOURS)):
        part = np.sort(part)
        model.rate(log.user[part], log.item[part], log.value[part], hour)
    return model


def _watched(model: UserCF, users: Ids, each: int, tick: int, draw: np.random.Generator) -> Interactions:
    """What people do with the slates they are shown."""
    shown = model.recommend(users, each, tick)
    there = shown.items >= 0
    user, item = np.repeat(users, there.sum(axis=1)), shown.items[there]
    count = len(user)
    no = np.zeros(count, dtype=np.bool_)
    length = np.full(count, 20, dtype=np.float32)
    watched = (length * draw.random(count)).astype(np.float32)
    liked = draw.random(count) < 0.1
    return Interactions(
        user, item, np.full(count, tick, dtype=np.int32), watched, length, liked, no, no, no, no
    )
