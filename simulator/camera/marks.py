"""What happened to a creator when: found in what the chronicle keeps, only when somebody looks."""

from __future__ import annotations

import numpy as np

from simulator.engine.tick import Engine
from simulator.frames import HOURS_PER_DAY, Mark
from simulator.world.words import Words

REACHED_PCT = (10, 25, 50)
"""Shares of all people whose passing is marked."""
POSTED_DAYS = 60
"""Days back to which a day's posts are marked."""
PARTNERS = 2
"""So many partners are marked: those with whom a video was watched most."""


def marks(engine: Engine, creator: int, words: Words) -> tuple[Mark, ...]:
    """Oldest first."""
    chronicle, people = engine.chronicle, len(engine.world.people)
    found = _posted(engine, creator) + _together(engine, creator, words)
    found += [
        Mark(tick, "viral", (views, video)) for tick, video, views in chronicle.reputation.viral_of(creator)
    ]
    followers, reached = (chronicle.curve(name, creator) for name in ("followers", "reached"))
    if followers.any():
        found.append(Mark(int(np.argmax(followers > 0)), "first_follower"))
    made = engine.world.creators
    if 0 < made.arrives[creator] < engine.tick:
        found.append(Mark(int(made.arrives[creator]), "arrived"))
    if made.stopped[creator] >= 0:
        found.append(Mark(int(made.stopped[creator]), "stopped"))
    for percent in REACHED_PCT:
        passed = 100 * reached.astype(np.int64) >= percent * people
        if passed.any():
            found.append(Mark(int(np.argmax(passed)), "reach", (percent,)))
    return tuple(sorted(found, key=lambda mark: mark.tick))


def _posted(engine: Engine, creator: int) -> list[Mark]:
    """One mark for every day with posts; the day that is not over yet counts up to now."""
    videos, today = engine.world.videos, max(engine.tick - 1, 0) // HOURS_PER_DAY
    ticks = videos.tick[videos.creator == creator]
    days = ticks[ticks >= 0] // HOURS_PER_DAY
    counts = np.bincount(days, minlength=today + 1)
    recent = np.flatnonzero(counts[-POSTED_DAYS:]) + max(len(counts) - POSTED_DAYS, 0)
    last = np.minimum((recent + 1) * HOURS_PER_DAY - 1, max(engine.tick - 1, 0))
    return [
        Mark(tick, "posted", (count,))
        for tick, count in zip(last.tolist(), counts[recent].tolist(), strict=True)
    ]


def _together(engine: Engine, creator: int, words: Words) -> list[Mark]:
    """The most watched videos with another creator, one a partner, whoever of the two made them."""
    videos, topic = engine.world.videos, engine.world.creators.topic
    made, joined = videos.creator == creator, videos.guest == creator
    both = np.flatnonzero((made & (videos.guest >= 0)) | joined)
    both = both[np.argsort(-videos.total("views")[both], kind="stable")]
    partner = np.where(made[both], videos.guest[both], videos.creator[both])
    best = np.sort(np.unique(partner, return_index=True)[1])[:PARTNERS]
    return [
        Mark(int(videos.tick[video]), "together", (video, other), words.creator(other, int(topic[other])))
        for video, other in zip(both[best].tolist(), partner[best].tolist(), strict=True)
    ]
