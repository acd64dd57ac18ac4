"""Whether an hour adds up, for `feedscope run --check`: counted once more from the log of views alone, apart from the
code that keeps count while the world lives. What is found first is told in one sentence."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from recommender.types import Interactions
from simulator.engine.tick import Engine
from simulator.frames import HOURS_PER_DAY
from simulator.settings.errors import NotTrueError

LOOSE = 1e-3
"""By how much a sum of shares in 32 bits may miss 1."""


class Checks:
    """Remembers every view of a run, 16 bytes each."""

    def __init__(self) -> None:
        self._seen: NDArray[np.int64] = np.empty(0, dtype=np.int64)
        """(person, video) of every view, as one number, rising."""
        self._met: NDArray[np.int64] = np.empty(0, dtype=np.int64)
        """(creator, person) who met, likewise."""
        self._hourly: list[int] = []

    def look(self, events: Interactions, engine: Engine) -> None:
        """Check the hour that has just been lived. NotTrueError for the first thing that is not as it must be."""
        day, hour = divmod(engine.tick - 1, HOURS_PER_DAY)
        for sentence in (
            *_of_shares(engine),
            *_of_events(events, engine),
            *self._of_returns(events),
            *self._of_counts(events, engine),
        ):
            raise NotTrueError(f"day {day + 1}, hour {hour}: {sentence}")

    def _of_returns(self, events: Interactions) -> list[str]:
        fresh = _pairs(events.user, events.item)
        fresh.sort()
        twice = np.concatenate((fresh[1:][fresh[1:] == fresh[:-1]], np.intersect1d(fresh, self._seen)))
        self._seen = np.union1d(self._seen, fresh)
        return [f"person {pair >> 32} watched video {pair & 0xFFFFFFFF} again" for pair in twice[:1].tolist()]

    def _of_counts(self, events: Interactions, engine: Engine) -> list[str]:
        made = engine.world.creators
        makers = engine.world.videos.creator[events.item]
        self._met = np.union1d(self._met, _pairs(makers, events.user))
        self._hourly.append(len(events))
        reached = np.bincount(self._met >> 32, minlength=len(made))
        wrong = [
            f"creator {who} has reached {made.reached[who]} people, but {reached[who]} are in the log"
            for who in np.flatnonzero(reached != made.reached)[:1].tolist()
        ]
        views, told = sum(self._hourly), int(made.impressions.sum())
        if views != told:
            wrong.append(f"creators were shown {told} times, but the log has {views} views")
        day, kept = sum(self._hourly[-HOURS_PER_DAY:]), float(engine.chronicle.vital("views_day")[-1])
        if day != kept:
            wrong.append(f"the chronicle has {kept:g} views in a day, but the log has {day}")
        return wrong


def _pairs(first: NDArray[np.integer], second: NDArray[np.integer]) -> NDArray[np.int64]:
    return (first.astype(np.int64) << 32) | second.astype(np.int64)


def _of_shares(engine: Engine) -> list[str]:
    world, wrong = engine.world, list[str]()
    for name in ("innate", "taste"):
        shares = getattr(world.people, name)
        sums = shares.sum(axis=1, dtype=np.float64)
        off = np.flatnonzero(~(np.abs(sums - 1.0) <= LOOSE) | ~(shares >= 0.0).all(axis=1))
        wrong += [f"the {name} of person {who} sums to {sums[who]:g}" for who in off[:1].tolist()]
    for name, share in (
        ("contentment of person", world.people.contentment),
        ("trust of creator", world.creators.trust),
        ("quality of creator", world.creators.quality),
    ):
        off = np.flatnonzero(~((share >= 0.0) & (share <= 1.0)))
        wrong += [f"the {name} {who} is {share[who]:g}" for who in off[:1].tolist()]
    return wrong


def _of_events(events: Interactions, engine: Engine) -> list[str]:
    world, tick = engine.world, engine.tick - 1
    if not len(events):
        return []
    absent = ~world.people.here(tick)[events.user] & (world.people.left[events.user] != tick)
    wrong = [f"person {who} watched, who is not here" for who in events.user[absent][:1].tolist()]
    videos = world.videos
    if int(events.item.max()) >= len(videos) or int(events.item.min()) < 0:
        return [*wrong, "a video was watched that was never posted"]
    early = videos.tick[events.item] > tick
    wrong += [f"video {one} was watched before it was posted" for one in events.item[early][:1].tolist()]
    seconds = ~(np.isfinite(events.watch_s) & (events.watch_s >= 0.0))
    wrong += [f"person {who} watched for no possible time" for who in events.user[seconds][:1].tolist()]
    return wrong
