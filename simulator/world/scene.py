"""The world as compiled laws see it: its columns, grouped, for loops over views. A scene is a look at what there is;
take a new one in every hour, for columns move when they grow.
"""

from __future__ import annotations

from operator import attrgetter
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from recommender.compiled import compiled_part
from recommender.neighbours.ahead import soon
from recommender.types import NO_ITEM, Ids
from simulator.world.bonds import Ties, tie, tie_soon, ties_begin_soon
from simulator.world.columns import Single
from simulator.world.state import World
from simulator.world.trends import NO_TREND, PLACES

Shares = NDArray[np.float32]
Floats = NDArray[np.float64]


class PeopleSeen(NamedTuple):
    """Columns over people, see `People`."""

    taste: Shares
    fatigue: Shares
    likes: Shares
    comments: Shares
    shares: Shares
    follows: Shares


class VideosSeen(NamedTuple):
    """Columns over videos, see `Videos`."""

    topics: Shares
    quality: Shares
    clickbait: Shares
    duration_s: Shares
    name: NDArray[np.int64]
    kind: NDArray[np.int8]
    creator: NDArray[np.int32]
    guest: NDArray[np.int32]
    trend: NDArray[np.int32]


class KindsSeen(NamedTuple):
    """Columns over types of videos, see `Kinds`."""

    appeal: Floats
    comments: Floats
    shares: Floats
    follows: Floats


class Scene(NamedTuple):
    """All of it."""

    people: PeopleSeen
    videos: VideosSeen
    kinds: KindsSeen
    ties: Ties
    trust: Shares
    replies: Shares
    """(creators,) each."""
    running: NDArray[np.bool_]
    """(trends,) which of them run."""
    enjoyed: Shares
    """(places, people), see `Trends`."""


_OF_PEOPLE, _OF_KINDS = attrgetter(*PeopleSeen._fields), attrgetter(*KindsSeen._fields)


def scene(world: World) -> Scene:
    """The world as it is now."""
    return Scene(
        PeopleSeen(*_OF_PEOPLE(world.people)),
        VideosSeen(*world.videos.columns(VideosSeen._fields)),
        KindsSeen(*_OF_KINDS(world.kinds)),
        world.bonds.ties,
        world.creators.trust,
        world.creators.replies,
        world.trends.over < 0,
        world.trends.enjoyed,
    )


@compiled_part
def session_soon(seen: Scene, user: int, items: Ids, count: int) -> None:
    """A person meets the first `count` of these videos in a moment, and their creators: all that will be looked up is
    asked for together, what leads to something else first (see `recommender.neighbours.ahead`)."""
    videos = seen.videos
    for place in range(count):
        video: int = items[place]
        if video != NO_ITEM:
            soon(videos.creator, video, 1)
            soon(videos.topics, video, videos.topics.shape[1])
            soon(videos.name, video, 1)
            soon(videos.guest, video, 1)
            soon(videos.trend, video, 1)
            soon(videos.quality, video, 1)
            soon(videos.clickbait, video, 1)
            soon(videos.duration_s, video, 1)
            soon(videos.kind, video, 1)
    for place in range(count):
        if items[place] != NO_ITEM:
            ties_begin_soon(seen.ties, user, int(videos.creator[items[place]]))
    for place in range(count):
        if items[place] != NO_ITEM:
            tie_soon(seen.ties, user, int(videos.creator[items[place]]))


@compiled_part
def knows(
    ties: Ties, trust: Shares, user: int, creator: int, guest: int, effective: int
) -> tuple[bool, bool, Single]:
    """Does the person follow a video's creator or its guest, has either ever answered them, and what do they think of
    the creator: -1 no trust to 1 full trust, 0 of one they have met less than `effective` times."""
    with_guest = tie(ties, user, guest) if guest >= 0 else 0
    return known(ties, trust, tie(ties, user, creator), creator, with_guest, effective)


@compiled_part
def known(
    ties: Ties, trust: Shares, row: int, creator: int, with_guest: int, effective: int
) -> tuple[bool, bool, Single]:
    """See `knows`, where the rows of a person with the creator and with its guest are known: 0 where there is none."""
    opinion = np.float32(0)
    if ties.exposures[row] >= effective:
        opinion = np.float32(2) * trust[creator] - np.float32(1)
    return (
        ties.follows[row] | ties.follows[with_guest],
        ties.answered[row] | ties.answered[with_guest],
        opinion,
    )


@compiled_part
def enjoyed(fond: Shares, running: NDArray[np.bool_], trend: int, user: int) -> Single:
    """How much of the running trend that a video carries the person has enjoyed, of `Scene.enjoyed`; -1 where it
    carries none."""
    if trend == NO_TREND or not running[trend]:
        return np.float32(-1)
    return fond[trend % PLACES, user]
