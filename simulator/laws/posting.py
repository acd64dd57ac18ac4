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

from recommender.compiled import compiled
from recommender.luck import Address, folded, unit
from simulator.frames import HOURS_PER_DAY
from simulator.frames.levers import HASHTAGS, HOURS
from simulator.laws.presence import RHYTHM_SHARES, day_of, own_day, share_of
from simulator.settings.tree import WorldSettings
from simulator.world.state import World
from simulator.world.trends import NO_TREND
from simulator.world.videos import NO_GUEST, TAGS, NewVideos
from simulator.world.words import TAGS_PER_TOPIC

Floats = NDArray[np.float64]
Shares = NDArray[np.float32]

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
_TOPIC = ("topic", "topic 2", "topic 3", "topic 4")
_HAS_TOPIC = ("has topic 2", "has topic 3", "has topic 4")
_TAG, _HAS_TAG = ("tag 0", "tag 1", "tag 2"), ("has tag 0", "has tag 1", "has tag 2")
_TAGGED = np.array([[1.0], [0.6], [0.3]])
"""(TAGS, 1) shares of videos with a first, a second and a third tag."""
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
    _, count = due(world, tick)
    who = np.flatnonzero(count)
    count = count[who]
    creator = np.repeat(who, count)
    number = np.arange(len(creator)) - np.repeat(np.cumsum(count) - count, count)
    return make(world, creator, np.full(len(creator), tick), number)


def due(world: World, tick: int) -> tuple[Floats, NDArray[np.int64]]:
    """(creators,) how many videos each makes in this hour of a day, on average over all days, and (creators,) how many
    each publishes."""
    made, mean, count = (
        world.creators,
        np.zeros(len(world.creators)),
        np.zeros(len(world.creators), dtype=np.int64),
    )
    _draw(
        tick, world.luck.purposes("post", "posting day"), RHYTHM_SHARES, AROUND, PEAK_HOURS, made.arrives, made.stopped,
        made.posts_per_day, made.drive, made.steadiness, made.hours, made.phase_h, mean, count,
    )  # fmt: skip
    return mean, count


@compiled
def _draw(
    tick: int,
    purposes: NDArray[np.uint64],
    shares: Floats,
    around: Floats,
    peaks: NDArray[np.int64],
    arrives: NDArray[np.int32],
    stopped: NDArray[np.int32],
    posts_per_day: Shares,
    drive: Shares,
    steadiness: Shares,
    hours: NDArray[np.int8],
    phase_h: Shares,
    mean: Floats,
    count: NDArray[np.int64],
) -> None:
    """See `due`; `mean` and `count` are 0 at first."""
    for who in range(len(count)):
        if arrives[who] > tick or stopped[who] >= 0:
            continue
        share = 0.0
        if hours[who] > 0:
            since = (tick - peaks[hours[who]] + 2) % HOURS_PER_DAY
            if since < len(around):
                share = around[since]
        else:
            share = share_of(tick, phase_h[who], shares)
        mean[who] = min(np.float64(posts_per_day[who]) * drive[who], MOST_A_DAY) * share
        active = np.float32(LEAST_ACTIVE) + np.float32(1.0 - LEAST_ACTIVE) * steadiness[who]
        on_a_day, creator = mean[who] / active, folded(np.uint64(0), who)
        part = on_a_day - np.floor(on_a_day)
        made = int(on_a_day) + (unit(folded(creator, tick), purposes[0]) < part)
        # Few make any in an hour: whether it is their day is asked of these alone.
        if made and unit(folded(creator, own_day(tick, phase_h[who])), purposes[1]) < active:
            count[who] = made


def form_habits(world: World, new: NewVideos, tick: int) -> None:
    """Note who posts this hour, by the days of each of them, and what about."""
    world.habits.note(new.creator, new.topic, day_of(tick, world.creators.phase_h[new.creator]))


def make(
    world: World, creator: NDArray[np.integer], tick: NDArray[np.integer], number: NDArray[np.integer]
) -> NewVideos:
    """Videos by these creators at these hours; `number` tells those of one creator and hour apart."""
    creators, at = world.creators, world.luck.at(creator, tick, number)
    own, kind, long = at.uniforms("own topic", "kind", "long form")
    craft, short_s, long_s = at.normals("quality", "duration", "long duration")
    own_topic = np.where(own < creators.focus[creator], creators.topic[creator], -1)
    topic, second, topics = _topics(world, at, own_topic)
    kinds = np.cumsum(creators.kinds[creator], axis=1)
    quality = creators.quality[creator] + 0.12 * craft
    return NewVideos(
        creator=creator.astype(np.int32),
        tick=tick.astype(np.int32),
        topic=topic.astype(np.int16),
        topics=topics,
        quality=np.minimum(np.maximum(quality, 0.0), 1.0).astype(np.float32),
        clickbait=creators.clickbait[creator],
        name=at.keys.view(np.int64),
        duration_s=_durations(world.settings.world, long, short_s, long_s),
        kind=(kind[:, None] > kinds[:, :-1]).sum(axis=1).astype(np.int8),
        trend=np.full(len(creator), NO_TREND, dtype=np.int32),
        guest=np.full(len(creator), NO_GUEST, dtype=np.int32),
        tags=_tags(at, topic, second, _SKEWS[creators.hashtags[creator]]),
    )


def _topics(
    world: World, at: Address, own: NDArray[np.integer]
) -> tuple[NDArray[np.int64], NDArray[np.int64], NDArray[np.float32]]:
    """(n,) the leading topic, (n,) the second, or the leading one where there is none, and (n, topics) shares of all up
    to four; `own` (n,) is the topic of the creator of a video about it, -1 for others."""
    edges = np.cumsum(world.topic_weights)[:-1]
    drawn = np.searchsorted(edges, at.uniforms(*_TOPIC), side="right")
    topic, further = np.where(own >= 0, own, drawn[0]), drawn[1:]
    shares = np.array([[world.settings.world.two_topic_share], [FURTHER_SHARE], [FURTHER_SHARE]])
    # One more only where there was one before.
    more = np.logical_and.accumulate((at.uniforms(*_HAS_TOPIC) < shares) & (further != topic))
    others = np.zeros((len(own), world.topics), dtype=np.float32)
    others[more.nonzero()[1], further[more]] = 1.0
    count = others.sum(axis=1, keepdims=True)
    topics = (1.0 - LEADING_SHARE) * others / np.maximum(count, 1.0)
    topics[np.arange(len(own)), topic] = np.where(more[0], LEADING_SHARE, 1.0)
    return topic, np.where(more[0], further[0], topic), topics


def _durations(settings: WorldSettings, long: Floats, short_s: Floats, long_s: Floats) -> Shares:
    """(n,) seconds; `long` is drawn in 0..1, `short_s` and `long_s` are normal numbers."""
    seconds = np.where(
        long < settings.long_video_share,
        LONG_VIDEO_S * np.exp(0.6 * long_s),
        settings.short_video_s * np.exp(0.345 * short_s),
    )
    return np.minimum(np.maximum(seconds, SHORTEST_S), LONGEST_S).astype(np.float32)


def _tags(
    at: Address, topic: NDArray[np.int64], second: NDArray[np.int64], skew: NDArray[np.float64]
) -> NDArray[np.int16]:
    """(n, TAGS): the first always, the others often, none twice; few are used much (a draw to the power of `skew`)."""
    tag = (at.uniforms(*_TAG) ** skew * TAGS_PER_TOPIC).astype(np.int64)
    tag += TAGS_PER_TOPIC * np.array([topic, second, topic])
    has = at.uniforms(*_HAS_TAG) < _TAGGED
    for before, place in ((0, 1), (0, 2), (1, 2)):
        has[place] &= ~(has[before] & (tag[before] == tag[place]))
    tags = np.empty((len(topic), TAGS), dtype=np.int16)
    tags[:] = np.where(has, tag, -1).T
    return tags
