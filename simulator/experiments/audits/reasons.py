"""What explains a video in somebody's feed: something they themselves did before.

A video is explained if the person has, earlier, liked a video of its creator, followed the creator, watched another of
the creator's videos to the end, or liked a video that shares a hashtag with it. Source of the question: Vombatkere et
al. 2024 (WWW), who asked it of histories that 347 people gave them.
"""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import fields

import numpy as np
from numpy.typing import NDArray

from recommender.types import Flags, Ids, Interactions
from simulator.experiments.studies.plan import Plan
from simulator.experiments.wiring import build
from simulator.frames import HOURS_PER_DAY
from simulator.settings.tree import SettingsError
from simulator.simulation import Simulation

TO_THE_END = 0.95
"""Watch ratio from which a video was watched to the end."""
BY_LOT = "random"


def lived(plan: Plan) -> tuple[dict[str, float], str]:
    """One seed: shares explained, also in the twin whose feeds come by lot, and the digest of the world.

    `asked` is how many of a person's videos count. SettingsError if nobody watched as many.
    """
    videos = int(json.loads(plan.asked)["videos"])
    world = build(plan.settings, (plan.settings.feed.algorithm, BY_LOT))
    past: list[Interactions] = []
    while world.waking:
        past.append(world.engine.step().interactions)
    twin = world.fork(BY_LOT)
    found = _shares(world, past, plan.ticks, videos)
    return {**found, "by_lot": _shares(twin, past, plan.ticks, videos)["explained"]}, world.digest


def _shares(world: Simulation, past: Sequence[Interactions], ticks: int, videos: int) -> dict[str, float]:
    """The mean person's shares of their first videos from now on, by reason, and by any of them ("explained")."""
    hours = [*past, *(world.engine.step().interactions for _ in range(ticks))]
    before = sum(map(len, past))
    events = Interactions(
        *(np.concatenate([getattr(hour, f.name) for hour in hours]) for f in fields(Interactions))
    )
    table = world.engine.world.videos
    told = explained(
        events.user,
        table.creator[events.item],
        table.tags[events.item],
        events.liked,
        events.followed,
        events.watch_s >= TO_THE_END * events.duration_s,
    )
    rank, count = _ranks(events.user[before:])
    chosen = (rank < videos) & (count >= videos)
    if not chosen.any():
        raise SettingsError(
            f"nobody watched {videos:,} videos in {ticks / HOURS_PER_DAY:g} days: ask for fewer (--videos), or for "
            "more days (--days)"
        )
    # All who count have as many videos, so that the mean over videos is that over people.
    return {name: float(reason[before:][chosen].mean()) for name, reason in told.items()}


def explained(
    user: Ids, creator: Ids, tags: NDArray[np.integer], liked: Flags, followed: Flags, ended: Flags
) -> dict[str, Flags]:
    """(events,) for each reason, and for "explained", any of them: did the person give it before this event?

    Events are in order of time. `tags` (events, n) are numbers of hashtags, -1 for none; the others (events,).
    """
    pair = user.astype(np.int64) * (int(creator.max(initial=0)) + 1) + creator
    rows, places = np.nonzero((tags >= 0) & ~_said_already(tags))
    tag = user[rows].astype(np.int64) * (int(tags.max(initial=0)) + 1) + tags[rows, places]
    shared = np.zeros(len(user), dtype=np.bool_)
    np.logical_or.at(shared, rows, _given_before(tag, liked[rows]))
    told = {
        "likes": _given_before(pair, liked),
        "follows": _given_before(pair, followed),
        "creators": _given_before(pair, ended),
        "tags": shared,
    }
    return {"explained": np.logical_or.reduce([*told.values()]), **told}


def _given_before(key: NDArray[np.int64], given: Flags) -> Flags:
    """(rows,) is there an earlier row of the same key that is `given`?"""
    order = np.argsort(key, kind="stable")
    own, marks = key[order], given[order].astype(np.int64)
    first = np.concatenate(([True], own[1:] != own[:-1])) if len(own) else np.zeros(0, dtype=np.bool_)
    earlier = np.cumsum(marks) - marks
    group = np.cumsum(first) - 1
    result = np.empty(len(key), dtype=np.bool_)
    result[order] = earlier > earlier[first][group]
    return result


def _said_already(tags: NDArray[np.integer]) -> Flags:
    """(events, n) is it the same as one further left?"""
    again = np.zeros(tags.shape, dtype=np.bool_)
    for place in range(1, tags.shape[1]):
        again[:, place] = (tags[:, :place] == tags[:, place : place + 1]).any(axis=1)
    return again


def _ranks(user: Ids) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
    """(rows,) how many rows of the same person came before, and how many they have in all."""
    count = np.bincount(user)
    order = np.argsort(user, kind="stable")
    rank = np.empty(len(user), dtype=np.int64)
    rank[order] = np.arange(len(user)) - (np.cumsum(count) - count)[user[order]]
    return rank, count[user]
