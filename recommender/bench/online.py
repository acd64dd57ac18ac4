"""The tick of an online world: some people come online, events arrive, the same people get fresh slates."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from statistics import median
from time import perf_counter

import numpy as np

from recommender.bench.data import Log, Lot, Size, generated
from recommender.bench.results import Contest, Result
from recommender.bench.rivals import Absent, online_similaripy
from recommender.config import HistorySettings, UserCFSettings
from recommender.memory import Memory
from recommender.types import Ids, Interactions, Items
from recommender.user_cf import UserCF

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
    draw = np.random.default_rng(7)  # fixed seed: every run times the same ticks
    parts: dict[str, list[float]] = {"update": [], "neighbours": [], "slates": []}
    totals: list[float] = []
    theirs: list[float] = []
    for tick in range(_HOURS, _HOURS + ticks):
        users = np.sort(draw.choice(log.people, load.online, replace=False)).astype(np.int32)
        batch = _watched(model, users, load.events // load.online, tick, draw)
        stamps = [perf_counter()]
        for work in (
            lambda batch=batch: model.update(batch),
            lambda users=users, tick=tick: model.recommend(users, PLACES, tick),
            lambda users=users: model.neighbours(users),
            lambda users=users: rival and rival(users),
        ):
            work()
            stamps.append(perf_counter())
        update, slates, neighbours, other = np.diff(stamps).tolist()
        parts["update"].append(update)
        parts["neighbours"].append(neighbours)
        parts["slates"].append(slates - neighbours)
        totals.append(update + slates)
        theirs.append(other)
    medians = {part: median(seconds) for part, seconds in parts.items()}
    mine = median(totals)
    results = [Result(ours, mine, tuple(totals), 1.0, None, None, None, None, medians)]
    if rival:
        other = median(theirs)
        results.append(
            Result("similaripy, without update", other, tuple(theirs), other / mine, None, None, None)
        )
    bar = f"under {1000 * _BAR_S:.0f} ms" if name == "tick" else ""
    held = mine < _BAR_S if bar else None
    title = name if name == "tick" else f"tick, {name}"
    return Contest(
        title, question, log.people, log.items, len(log), 0, bar, held, tuple(results), tuple(absent)
    )


def _taught(log: Log, threads: int) -> UserCF:
    """A model that has met the log over `_HOURS` hours and remembers it all."""
    window = log.longest + 100
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
