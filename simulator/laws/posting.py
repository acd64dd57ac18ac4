"""What creators post. Nothing here looks at what people watched: two worlds with the same seed have the same videos,
but for the trends that these join, which grow by being watched (`laws.trending`), for their guests, who are chosen by
how many follow them (`laws.collaborating`), and for creators who have learnt from what worked (`laws.adapting`) or
whom attention has made busier or tired (`laws.careers`).

    videos this hour = posts_per_day * drive / active * share of this hour in a day, on a share `active` of days

with active = 0.2 + 0.8 * steadiness. The shares of hours are those in which people watch (`laws.presence`), or, for
who keeps to a time of day, `AROUND` it. The leading topic is the creator's own with chance `focus`, else drawn by how
popular topics are; some videos touch a second topic, few a third or fourth. Quality is normal around the creator's mean
(see `world.creators`), the type of video is drawn from its mix. A video's luck belongs to its creator, its hour and its
number in that hour, so that it is the same video whatever other creators do. Durations follow KuaiRec's quartiles
(7.4 / 9.6 / 12.2 s, mean 14.6 s) by default: mostly log-normal around `short_video_s`, a share `long_video_share` much
longer, none above 315 s.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from recommender.luck import Address
from simulator.frames import HOURS_PER_DAY
from simulator.frames.levers import HASHTAGS, HOURS
from simulator.laws.presence import day_of, hour_share
from simulator.settings.tree import WorldSettings
from simulator.world.creators import Creators
from simulator.world.state import World
from simulator.world.trends import NO_TREND
from simulator.world.videos import NO_GUEST, TAGS, NewVideos
from simulator.world.words import TAGS_PER_TOPIC

BACKLOG_DAYS = 30
LEADING_SHARE = 0.7
"""Share of the leading topic in a video with several."""
FURTHER_SHARE = 0.15
"""Share of those with a second topic that touch a third, and of these a fourth (KuaiRec: mean 1.18, at most 4)."""
LONG_VIDEO_S = 62.0
"""Median length of a long video."""
SHORTEST_S, LONGEST_S = 3.0, 315.0

MOST_A_DAY = 24.0
LEAST_ACTIVE = 0.2
"""Share of days on which the least steady creator posts."""
PEAKS = {"any": -1, "morning": 8, "noon": 12, "evening": 20, "night": 23}
"""Hour of the day around which who keeps to a time of day posts; -1 for those who do not."""
AROUND = np.array([1.0, 2.0, 3.0, 3.0, 2.0, 1.0]) / 12.0
"""Shares of a day's videos in the hours from two before the peak on."""
TAG_SKEW = {"own": 2.0, "hot": 4.0, "niche": 0.5}
"""Power of the draw of a tag: high ones meet the few tags that everybody uses, low ones the many others."""

PEAK_HOURS = np.array([PEAKS[name] for name in HOURS])
"""The same in the order of `HOURS`."""
_DRAWN = (
    "own topic", "kind", "quality", "quality/angle", "duration", "duration/angle", "long duration",
    "long duration/angle", "long form", "topic", *(f"topic {place}" for place in (2, 3, 4)),
    *(f"has topic {place}" for place in (2, 3, 4)), *(f"tag {place}" for place in range(TAGS)),
    *(f"has tag {place}" for place in range(TAGS)),
)  # fmt: skip
_SKEWS = np.array([TAG_SKEW[name] for name in HASHTAGS])


def backlog(world: World) -> NewVideos:
    """What stands there before the first hour: `backlog` videos a creator on average, in proportion to what each
    posts, spread over the last thirty days; none by who has not arrived."""
    made = world.creators
    rate = np.where(made.here(0), made.posts_per_day.astype(np.float64), 0.0)
    whole = world.settings.world.backlog * len(made)
    # Cut from one running sum, so that they come to the whole whatever the rates are.
    cuts = np.floor(np.cumsum(rate) / rate.sum() * whole + 0.5) if rate.sum() > 0 else np.zeros(len(made))
    count = np.diff(cuts, prepend=0.0).astype(np.int64)
    creator = np.repeat(np.arange(len(made)), count)
    number = np.arange(len(creator)) - np.repeat(np.cumsum(count) - count, count)
    age = 1 + world.luck.integers(BACKLOG_DAYS * HOURS_PER_DAY, "backlog age", creator, number)
    order = np.argsort(-age, kind="stable")
    return make(world, creator[order], -age[order], number[order])


def post(world: World, tick: int) -> NewVideos:
    """The videos published in this hour, by creator."""
    luck, creators = world.luck, world.creators
    mean = due(creators, tick) / _active(creators.steadiness)
    whole = np.floor(mean)
    count = whole.astype(np.int64) + luck.below(mean - whole, "post", np.arange(len(creators)), tick)
    who = np.flatnonzero(count)  # few in an hour: whether it is their day is asked of these alone
    on = luck.below(
        _active(creators.steadiness[who]), "posting day", who, day_of(tick, creators.phase_h[who])
    )
    who = who[on]
    count = count[who]
    creator = np.repeat(who, count)
    number = np.arange(len(creator)) - np.repeat(np.cumsum(count) - count, count)
    return make(world, creator, np.full(len(creator), tick), number)


def _active(steadiness: NDArray[np.float32]) -> NDArray[np.float32]:
    """Share of days on which somebody of this steadiness posts."""
    return LEAST_ACTIVE + (1.0 - LEAST_ACTIVE) * steadiness


def form_habits(world: World, new: NewVideos, tick: int) -> None:
    """Note who posts this hour, by the days of each of them, and what about."""
    world.habits.note(new.creator, new.topic, day_of(tick, world.creators.phase_h[new.creator]))


def due(creators: Creators, tick: int) -> NDArray[np.float64]:
    """(creators,) how many videos each makes in this hour of a day, on average over all days."""
    rate = creators.posts_per_day.astype(np.float64) * creators.drive
    return np.minimum(rate, MOST_A_DAY) * creators.here(tick) * rhythm(creators, tick)


def rhythm(creators: Creators, tick: int) -> NDArray[np.float64]:
    """(creators,) share of each one's day that falls into this hour."""
    since = (tick - PEAK_HOURS[creators.hours] + 2) % HOURS_PER_DAY
    around = np.where(since < len(AROUND), AROUND[np.minimum(since, len(AROUND) - 1)], 0.0)
    return np.where(creators.hours > 0, around, hour_share(tick, creators.phase_h))


def make(
    world: World, creator: NDArray[np.integer], tick: NDArray[np.integer], number: NDArray[np.integer]
) -> NewVideos:
    """Videos by these creators at these hours; `number` tells those of one creator and hour apart."""
    creators = world.creators
    at = world.luck.at(creator, tick, number).ahead(*_DRAWN)
    own = at.below(creators.focus[creator], "own topic")
    topic = np.where(own, creators.topic[creator], _topic(world, at, "topic"))
    second, topics = _further(world, at, topic)
    kinds = np.cumsum(creators.kinds[creator], axis=1)
    kind = (at.uniform("kind")[:, None] > kinds[:, :-1]).sum(axis=1)
    return NewVideos(
        creator=creator.astype(np.int32),
        tick=tick.astype(np.int32),
        topic=topic.astype(np.int16),
        topics=topics,
        quality=np.clip(creators.quality[creator] + 0.12 * at.normal("quality"), 0.0, 1.0).astype(np.float32),
        clickbait=creators.clickbait[creator],
        name=at.keys.view(np.int64),
        duration_s=_durations(world.settings.world, at),
        kind=kind.astype(np.int8),
        trend=np.full(len(creator), NO_TREND, dtype=np.int32),
        guest=np.full(len(creator), NO_GUEST, dtype=np.int32),
        tags=_tags(at, topic, second, _SKEWS[creators.hashtags[creator]]),
    )


def _topic(world: World, at: Address, purpose: str) -> NDArray[np.int64]:
    edges = np.cumsum(world.topic_weights)[:-1]
    return np.searchsorted(edges, at.uniform(purpose), side="right").astype(np.int64)


def _further(
    world: World, at: Address, topic: NDArray[np.int64]
) -> tuple[NDArray[np.int64], NDArray[np.float32]]:
    """(n,) the second topic, or the leading one where there is none, and (n, topics) shares of all up to four."""
    rows = np.arange(len(topic))
    others = np.zeros((len(topic), world.topics), dtype=np.float32)
    second, more = topic.copy(), np.ones(len(topic), dtype=np.bool_)
    for place, share in enumerate((world.settings.world.two_topic_share, FURTHER_SHARE, FURTHER_SHARE)):
        if not more.any():
            break
        further = _topic(world, at, f"topic {place + 2}")
        more &= at.below(share, f"has topic {place + 2}") & (further != topic)
        others[rows[more], further[more]] = 1.0
        if place == 0:
            second = np.where(more, further, topic)
    count = others.sum(axis=1, keepdims=True)
    topics = (1.0 - LEADING_SHARE) * others / np.maximum(count, 1.0)
    topics[rows, topic] = np.where(count[:, 0] > 0, LEADING_SHARE, 1.0)
    return second, topics


def _durations(settings: WorldSettings, at: Address) -> NDArray[np.float32]:
    short = settings.short_video_s * np.exp(0.345 * at.normal("duration"))
    long = LONG_VIDEO_S * np.exp(0.6 * at.normal("long duration"))
    seconds = np.where(at.below(settings.long_video_share, "long form"), long, short)
    return np.clip(seconds, SHORTEST_S, LONGEST_S).astype(np.float32)


def _tags(
    at: Address, topic: NDArray[np.int64], second: NDArray[np.int64], skew: NDArray[np.float64]
) -> NDArray[np.int16]:
    """(n, TAGS): the first always, the others often; few tags are used much (a draw to the power of `skew`)."""
    tags = np.full((len(topic), TAGS), -1, dtype=np.int16)
    for place, (about, share) in enumerate(((topic, 1.0), (second, 0.6), (topic, 0.3))):
        number = (at.uniform(f"tag {place}") ** skew * TAGS_PER_TOPIC).astype(np.int64)
        tag = about * TAGS_PER_TOPIC + number
        fresh = at.below(share, f"has tag {place}") & ~(tags == tag[:, None]).any(axis=1)
        tags[fresh, place] = tag[fresh]
    return tags
