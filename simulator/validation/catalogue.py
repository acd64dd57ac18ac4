"""What people make of videos that nobody chose for them: everybody of a sample is shown the same much-watched videos.

That is how KuaiRec's small matrix came about (Gao et al., CIKM 2022): 1,411 people were shown all of 3,327 videos that
had been watched much. A feed drawn by lot is something else: it is full of what hardly anybody ever watched. So a run
lives under its own algorithm, and at its end each person of a sample meets each of its most watched videos by the laws,
rested as they are at that hour. Nobody learns from it, no taste moves, and a person meets a video with the same luck as
in the run itself.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from recommender.types import Slate, Source
from simulator.laws import attention
from simulator.laws.attention import Views
from simulator.world.state import World

Ids = NDArray[np.int32]

PEOPLE, VIDEOS = 300, 600
"""Of a sample, at most."""
LEADING = 0.1
"""Share of all videos, the most watched of them, that the sample is of at most."""


def catalogue(views: NDArray[np.integer]) -> Ids:
    """The most watched videos, rising, of (videos,) views: the leading tenth and no more than `VIDEOS`, at least one,
    the older first among equals; those that nobody watched are left out."""
    most = max(1, min(VIDEOS, int(LEADING * len(views))))
    leading = np.argsort(-views, kind="stable")[:most]
    return np.sort(leading[views[leading] > 0]).astype(np.int32)


def sample(here: NDArray[np.bool_]) -> Ids:
    """At most `PEOPLE` of those (people,) who are there, evenly spread over their numbers."""
    who = np.flatnonzero(here)
    count = min(PEOPLE, len(who))
    return who[(np.arange(count) * len(who)) // max(count, 1)].astype(np.int32)


def shown_all(world: World, now: int) -> Views:
    """What comes of it when each of a sample is shown each of the most watched videos, one by one, in hour `now`.
    Changes nothing in the world."""
    who, videos = sample(world.people.here(now)), catalogue(world.videos.total("views"))
    users, items = np.repeat(who, len(videos)), np.tile(videos, len(who))[:, None]
    slate = Slate(users, items, np.ones(items.shape), np.full(items.shape, Source.CHANCE, dtype=np.uint8))
    return attention.watch(world, slate, np.ones(len(users), dtype=np.int64))
