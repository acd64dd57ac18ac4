"""Creators arrive, grow, tire and stop: attention decides how much they go on making.

Once a week each creator who posted looks at what came of it. With v the mean views of that week's videos (the newest
day left out, which has had no time) and e those that it has got used to,

    surprise = ln((v + 1) / (e + 1))
    ln drive += encouragement * surprise - TIRING             within DRIVES: what it posts is effort times drive
    ln (e + 1) += ADAPTATION * surprise                       success is soon taken for granted (Helson 1964)
    chance to stop for good = stopping_per_week * (e + 1) / (v + 1), at most MOST_LIKELY, and times drive^-1/2

That attention leads contributors to make more, and its lack lets productivity fall to nothing, is what Huberman, Romero
and Wu (2009, Crowdsourcing, attention and productivity) found over ten million videos of YouTube. A first week sets
what one is used to, half way towards what all creators get. Who arrives later (`creators.newcomers`) begins unknown and
without a video. Whoever is directed from outside goes on: whether to stop is for somebody else to say then. Sizes are
assumptions.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from simulator.frames import HOURS_PER_DAY
from simulator.world.state import World

Floats = NDArray[np.float64]

WEEK_H = 168
TIRING = 0.01
"""What a week takes from the log of the drive."""
ADAPTATION = 0.5
DRIVES = (0.1, 5.0)
MOST_LIKELY = 0.5


def look_back(world: World, tick: int) -> None:
    """Once a week, let creators make more or less, or stop; `world.videos` hold the week's views."""
    levers, creators = world.settings.creators, world.creators
    if tick == 0 or tick % WEEK_H:
        return
    views, videos = _week(world, tick)
    posted = np.flatnonzero((videos > 0) & creators.here(tick))
    if not len(posted):
        return
    mean = views[posted] / videos[posted]
    used = creators.expects[posted].astype(np.float64)
    first = np.isnan(used)
    used[first] = (mean[first] + mean.mean()) / 2.0
    surprise = np.log((mean + 1.0) / (used + 1.0))
    drive = np.log(creators.drive[posted].astype(np.float64))
    if levers.encouragement > 0.0:
        drive += levers.encouragement * surprise - TIRING
    creators.drive[posted] = np.clip(np.exp(drive), *DRIVES)
    creators.expects[posted] = (used + 1.0) * np.exp(ADAPTATION * surprise) - 1.0
    chance = levers.stopping_per_week * np.exp(-surprise - drive / 2.0)
    stops = world.luck.below(np.minimum(chance, MOST_LIKELY), "stops creating", posted, tick)
    creators.stopped[posted[stops & ~creators.led[posted]]] = tick


def _week(world: World, tick: int) -> tuple[Floats, NDArray[np.int64]]:
    """(creators,) views of last week's videos that are a day old at least, and how many these are."""
    videos, count = world.videos, len(world.creators)
    # Videos stand in the order of their hours.
    ends = np.searchsorted(videos.tick, (tick - WEEK_H, tick - HOURS_PER_DAY))
    creator = videos.creator[ends[0] : ends[1]]
    views = np.bincount(creator, weights=videos.total("views")[ends[0] : ends[1]], minlength=count)
    return views.astype(np.float64), np.bincount(creator, minlength=count)
