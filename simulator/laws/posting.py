"""What creators post. Nothing here looks at what people watched: two worlds with the same seed have the same videos.

A creator posts at most one video an hour, with its own mean rate and daily rhythm. The leading topic is the
creator's own with chance `focus`, else drawn by how popular topics are; some videos touch a second topic.
Quality is normal around the creator's skill. Durations follow KuaiRec's quartiles (7.4 / 9.6 / 12.2 s, mean 14.6 s):
mostly log-normal around 9.6 s, some much longer, none above 315 s.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from simulator.frames import HOURS_PER_DAY
from simulator.laws.presence import hour_share
from simulator.luck import Address
from simulator.world.state import World
from simulator.world.videos import TAGS, NewVideos
from simulator.world.words import TAGS_PER_TOPIC

BACKLOG_DAYS = 30
LEADING_SHARE = 0.7
"""Share of the leading topic in a video with two."""
LONG_FORM = 0.07
SHORTEST_S, LONGEST_S = 3.0, 315.0


def backlog(world: World) -> NewVideos:
    """What stands there before the first hour: `backlog` videos a creator, spread over the last thirty days."""
    count = world.settings.world.backlog
    creator = np.repeat(np.arange(len(world.creators)), count)
    number = np.tile(np.arange(count), len(world.creators))
    age = 1 + world.luck.integers(BACKLOG_DAYS * HOURS_PER_DAY, "backlog age", creator, number)
    order = np.argsort(-age, kind="stable")
    return make(world, creator[order], -age[order])


def post(world: World, tick: int) -> NewVideos:
    """The videos published in this hour, by creator."""
    creators = world.creators
    chance = creators.posts_per_day * hour_share(tick, creators.phase_h)
    posts = world.luck.below(chance, "post", np.arange(len(creators)), tick)
    creator = np.flatnonzero(posts)
    return make(world, creator, np.full(len(creator), tick))


def make(world: World, creator: NDArray[np.integer], tick: NDArray[np.integer]) -> NewVideos:
    """Videos with the next ids by these creators at these hours."""
    first, count, creators = len(world.videos), len(creator), world.creators
    at = world.luck.at(np.arange(first, first + count))
    own = at.below(creators.focus[creator], "own topic")
    topic = np.where(own, creators.topic[creator], _topic(world, at, "topic"))
    second = _topic(world, at, "second topic")
    mixed = at.below(world.settings.world.two_topic_share, "two topics") & (second != topic)
    rows = np.arange(count)
    topics = np.zeros((count, world.topics), dtype=np.float32)
    topics[rows, topic] = np.where(mixed, LEADING_SHARE, 1.0)
    topics[rows[mixed], second[mixed]] = 1.0 - LEADING_SHARE
    kinds = np.cumsum(creators.kinds[creator], axis=1)
    kind = (at.uniform("kind")[:, None] > kinds[:, :-1]).sum(axis=1)
    return NewVideos(
        creator=creator.astype(np.int32),
        tick=tick.astype(np.int32),
        topic=topic.astype(np.int16),
        topics=topics,
        quality=np.clip(creators.skill[creator] + 0.12 * at.normal("quality"), 0.0, 1.0).astype(np.float32),
        duration_s=_durations(at),
        kind=kind.astype(np.int8),
        tags=_tags(at, topic, np.where(mixed, second, topic)),
    )


def _topic(world: World, at: Address, purpose: str) -> NDArray[np.int64]:
    edges = np.cumsum(world.topic_weights)[:-1]
    return np.searchsorted(edges, at.uniform(purpose), side="right").astype(np.int64)


def _durations(at: Address) -> NDArray[np.float32]:
    short = 9.3 * np.exp(0.36 * at.normal("duration"))
    long = 60.0 * np.exp(0.6 * at.normal("long duration"))
    seconds = np.where(at.below(LONG_FORM, "long form"), long, short)
    return np.clip(seconds, SHORTEST_S, LONGEST_S).astype(np.float32)


def _tags(at: Address, topic: NDArray[np.int64], second: NDArray[np.int64]) -> NDArray[np.int16]:
    """(n, TAGS): the first always, the others often; few tags are used much (a squared draw)."""
    tags = np.full((len(topic), TAGS), -1, dtype=np.int16)
    for place, (about, share) in enumerate(((topic, 1.0), (second, 0.6), (topic, 0.3))):
        number = (at.uniform(f"tag {place}") ** 2 * TAGS_PER_TOPIC).astype(np.int64)
        tag = about * TAGS_PER_TOPIC + number
        fresh = at.below(share, f"has tag {place}") & ~(tags == tag[:, None]).any(axis=1)
        tags[fresh, place] = tag[fresh]
    return tags
