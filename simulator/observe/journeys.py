"""How videos come out: their first day hour by hour, how far through the traffic pools, how much of it on trial.

It only watches: nothing that happens in the world depends on it.
"""

from __future__ import annotations

from typing import cast

import numpy as np
from numpy.typing import NDArray

from recommender.compiled import compiled
from recommender.types import Source
from simulator.frames import HOURS_PER_DAY
from simulator.world.columns import Columns
from simulator.world.state import World

TRIAL = int(Source.TRIAL)


@compiled
def _follow(
    item: NDArray[np.int32],
    source: NDArray[np.uint8],
    tick: int,
    posted: NDArray[np.int32],
    total: NDArray[np.int64],
    ends: NDArray[np.int64],
    hours: NDArray[np.int32],
    tried: NDArray[np.int64],
    filled: NDArray[np.int32],
) -> None:
    """Take in views; the columns of videos are as in `Journeys`, with when each was posted and its views so far."""
    for view in range(len(item)):
        video = item[view]
        age = tick - posted[video]
        if 0 <= age < hours.shape[1]:
            hours[video, age] += 1
        if source[view] == TRIAL:
            tried[video] += 1
        for pool in range(len(ends)):
            if total[video] < ends[pool]:
                break
            if filled[video, pool] < 0:
                filled[video, pool] = tick


class Journeys:
    """Watches a world's videos; `note` once a tick. One row a video in all columns."""

    def __init__(self, world: World) -> None:
        self._world = world
        sizes = np.array(world.settings.feed.rerank.pools.sizes)
        self.ends = np.maximum(np.ceil(sizes * len(world.people)), 1).astype(np.int64)
        """(pools,) views at which a video has filled each pool, rising."""
        self._table = Columns(
            {
                "hours": (np.int32, (HOURS_PER_DAY,)),
                "tried": (np.int64, ()),
                "filled": (np.int32, (len(sizes),)),
            },
            room=4_096,
        )

    @property
    def hours(self) -> NDArray[np.int32]:
        """(videos, 24) views in each hour of a video's first day; 0 for hours to come and before the start."""
        return cast("NDArray[np.int32]", self._table["hours"])

    @property
    def tried(self) -> NDArray[np.int64]:
        """(videos,) views that came because the platform tried the video on people."""
        return cast("NDArray[np.int64]", self._table["tried"])

    @property
    def filled(self) -> NDArray[np.int32]:
        """(videos, pools) tick in which the video filled each pool; -1 while it has not."""
        return cast("NDArray[np.int32]", self._table["filled"])

    def note(self, item: NDArray[np.int32], source: NDArray[np.uint8], tick: int) -> None:
        """Take in one hour's views (B,), with the `Source` of each, after the world has."""
        videos = self._world.videos
        fresh = len(videos) - len(self._table)
        if fresh:
            self._table.append({"filled": np.full((fresh, len(self.ends)), -1, dtype=np.int32)}, fresh)
        posted, views = videos.columns(("tick", "views"))
        hours, tried, filled = self._table.some(("hours", "tried", "filled"))
        _follow(item, source, tick, posted, views, self.ends, hours, tried, filled)
