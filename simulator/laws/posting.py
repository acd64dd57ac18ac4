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

from recommender.compiled import compiled, compiled_part
from recommender.luck import folded, unit
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
_DRAWN = (
    "own topic", "kind", "topic", "topic 2", "topic 3", "topic 4", "has topic 2", "has topic 3", "has topic 4",
    "has tag 0", "has tag 1", "has tag 2",
)  # fmt: skip
"""What each video draws in `_fill`; what it draws apart is what numpy works out."""
_TAGGED = np.array([1.0, 0.6, 0.3])
"""(TAGS,) shares of videos with a first, a second and a third tag."""
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
    who = np.flatnonzero(count > 0)
    count = count[who]
    creator = np.repeat(who, count)
    number = np.arange(len(creator)) - np.repeat(np.cumsum(count) - count, count)
    return make(world, creator, np.full(len(creator), tick), number)


def due(world: World, tick: int) -> tuple[Floats, NDArray[np.int64]]:
    """(creators,) how many videos each makes in this hour of a day, on average over all days, and (creators,) how many
    each publishes."""
    made, creators = world.creators, len(world.creators)
    mean, count = np.empty(creators), np.empty(creators, dtype=np.int64)
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
    """See `due`."""
    for who in range(len(count)):
        mean[who], count[who] = 0.0, 0
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
    creators, chosen, count = world.creators, world.settings.world, len(creator)
    made_by, at = creator.astype(np.int32), world.luck.at(creator, tick, number)
    long, *tag = at.uniforms("long form", "tag 0", "tag 1", "tag 2")
    craft, short_s, long_s = at.normals("quality", "duration", "long duration")
    quality = creators.quality[creator] + 0.12 * craft
    topic, kind = np.empty(count, dtype=np.int16), np.empty(count, dtype=np.int8)
    topics, tags = np.zeros((count, world.topics), dtype=np.float32), np.empty((count, TAGS), dtype=np.int16)
    _fill(
        world.luck.purposes(*_DRAWN), at.keys, made_by, creators.topic, creators.focus, creators.kinds,
        np.cumsum(world.topic_weights)[:-1], (chosen.two_topic_share, FURTHER_SHARE, FURTHER_SHARE),
        np.array(tag) ** _SKEWS[creators.hashtags[creator]], _TAGGED, topic, kind, topics, tags,
    )  # fmt: skip
    return NewVideos(
        creator=made_by,
        tick=tick.astype(np.int32),
        topic=topic,
        topics=topics,
        quality=np.minimum(np.maximum(quality, 0.0), 1.0).astype(np.float32),
        clickbait=creators.clickbait[creator],
        name=at.keys.view(np.int64),
        duration_s=_durations(chosen, long, short_s, long_s),
        kind=kind,
        trend=np.full(count, NO_TREND, dtype=np.int32),
        guest=np.full(count, NO_GUEST, dtype=np.int32),
        tags=tags,
    )


@compiled_part
def _lot(edges: Floats, drawn: float) -> int:
    """Which of the shares that end at these edges, but for the last, is drawn."""
    place = 0
    while place < len(edges) and edges[place] <= drawn:
        place += 1
    return place


@compiled
def _fill(
    purposes: NDArray[np.uint64],
    keys: NDArray[np.uint64],
    creator: NDArray[np.int32],
    own: NDArray[np.int16],
    focus: Shares,
    kinds: Shares,
    edges: Floats,
    further: tuple[float, float, float],
    drawn: Floats,
    tagged: Floats,
    topic: NDArray[np.int16],
    kind: NDArray[np.int8],
    topics: Shares,
    tags: NDArray[np.int16],
) -> None:
    """Write the leading topic, the type, the shares of all up to four topics, 0 at first, and the tags of each video:
    the first always, the others often, none twice; `drawn` (TAGS, n) in 0..1 says which of its topic, the low numbers
    for what everybody uses."""
    for at in range(len(keys)):
        key, who = keys[at], creator[at]
        about = int(own[who]) if unit(key, purposes[0]) < focus[who] else _lot(edges, unit(key, purposes[2]))
        second, others = about, 0
        for place in range(3):
            other = _lot(edges, unit(key, purposes[3 + place]))
            if unit(key, purposes[6 + place]) >= further[place] or other == about:
                break  # one more only where there was one before
            second = second if place else other
            others += topics[at, other] == 0.0
            topics[at, other] = 1.0
        for place in range(topics.shape[1]):
            if topics[at, place] > 0.0:
                topics[at, place] = np.float32(1.0 - LEADING_SHARE) / np.float32(others)
        topics[at, about] = LEADING_SHARE if others else 1.0
        topic[at], kind[at], ends = about, 0, np.float32(0)
        for place in range(kinds.shape[1] - 1):
            ends += kinds[who, place]
            kind[at] += unit(key, purposes[1]) > ends
        for place in range(TAGS):
            tag = (second if place == 1 else about) * TAGS_PER_TOPIC + int(drawn[place, at] * TAGS_PER_TOPIC)
            has = unit(key, purposes[9 + place]) < tagged[place]
            for before in range(place):
                has = has and tags[at, before] != tag
            tags[at, place] = tag if has else -1


def _durations(settings: WorldSettings, long: Floats, short_s: Floats, long_s: Floats) -> Shares:
    """(n,) seconds; `long` is drawn in 0..1, `short_s` and `long_s` are normal numbers."""
    seconds = np.where(
        long < settings.long_video_share,
        LONG_VIDEO_S * np.exp(0.6 * long_s),
        settings.short_video_s * np.exp(0.345 * short_s),
    )
    return np.minimum(np.maximum(seconds, SHORTEST_S), LONGEST_S).astype(np.float32)
