"""Trends come up by luck, grow by being joined and watched, wear off and end.

A trend begins in an hour with chance births_per_week / 168: its kind, topic, tag and strength s, evenly in 0..1, are
drawn from the seed and the hour alone, so that two worlds with the same seed have the same trends. What becomes of
them depends on what creators and people do. Heat h in 0..1, at first 0.3:

    h += growth * s * novelty(age) * m * (1 - h) - (1 - 2^(-1 / cooling_half_life_h)) * h
    novelty(age) = 2^(-(age / novelty_half_life_h)^0.4)
    m = x / (x + 0.02)
    x = share of this hour's new videos that joined + share of its views that carried it and were enjoyed

both shares among all videos for a challenge, among those of its topic for a hashtag. Attention feeds on attention, a
crowded peak has less room to grow, and the novelty of a topic fades as a stretched exponential of exponent 0.4 (Wu and
Huberman 2007, Novelty and collective attention); growth in proportion to attention against saturation is also how
Lorenz-Spreen, Moench, Hoevel and Lehmann (2019, Accelerating dynamics of collective attention) model hashtags. A trend
whose heat falls below 0.05 is over.

A creator's video joins trend r with chance join * h(r) * readiness, or tag * h(r) * readiness if r is a hashtag, which
costs nothing but the tag; summed over the running trends that fit it, with
readiness 1 for creators of hot hashtags, 0.2 for those who tag their own way, 0 for niche ones. The video carries the
trend's tag then, and is else the one it would have been.

Nothing here lifts such a video but behaviour, though a platform may have a hot list (`recommender.rerank.hot`). Who
has enjoyed x videos of a running trend (each counts 0..1, as in `laws.drift`) has

    max(draw * (1 - 2^(-x)) - weariness * x, -draw)

logits more to stay for another: liking grows with the first encounters and tedium with every one (the two factors of
Berlyne 1970). The sizes are assumptions.
"""

from __future__ import annotations

from dataclasses import replace

import numpy as np
from numpy.typing import NDArray

from recommender.compiled import compiled, compiled_part
from recommender.luck import folded, unit
from recommender.types import Ids, Interactions
from simulator.frames.levers import HASHTAGS
from simulator.laws.drift import enjoying, experience
from simulator.world.state import World
from simulator.world.trends import CHALLENGE, HASHTAG, NO_TREND, PLACES
from simulator.world.videos import TAGS, NewVideos
from simulator.world.words import TAGS_PER_TOPIC

Floats = NDArray[np.float64]
Shares = NDArray[np.float32]

HOURS_PER_WEEK = 168
FIRST_HEAT = 0.3
LEAST_HEAT = 0.05
HALF_FED = 0.02
"""Share of videos and views from which a trend grows half as fast as it can."""
AGEING = 0.4
READINESS = {"own": 0.2, "hot": 1.0, "niche": 0.0}
"""How readily creators join trends, by the hashtags they use."""

_READINESS = np.array([READINESS[name] for name in HASHTAGS])


def arise(world: World, tick: int) -> None:
    """Let a trend begin in this hour, if luck has it."""
    settings = world.settings.trends
    if not world.luck.below(settings.births_per_week / HOURS_PER_WEEK, "trend begins", tick)[0]:
        return
    at = world.luck.at(tick)
    kind = CHALLENGE if at.below(settings.challenges, "trend is a challenge")[0] else HASHTAG
    edges = np.cumsum(world.topic_weights)[:-1]
    topic = int(np.searchsorted(edges, at.uniform("trend topic"), side="right")[0])
    tag = topic * TAGS_PER_TOPIC + int(at.integers(TAGS_PER_TOPIC, "trend tag")[0])
    world.trends.arise(kind, topic, tag, tick, float(at.uniform("trend strength")[0]), FIRST_HEAT)


def join(world: World, new: NewVideos) -> NewVideos:
    """The same videos, some of which carry a running trend now."""
    trends, running = world.trends, world.trends.running
    if not len(running) or not len(new):
        return new
    settings, challenge = world.settings.trends, trends.kind[running] == CHALLENGE
    catching = np.where(challenge, settings.join, settings.tag) * trends.heat[running].astype(np.float64)
    trend = new.trend.copy()
    _join(
        world.luck.purposes("joins a trend"), new.name, new.topic, new.creator, world.creators.hashtags, _READINESS,
        running, challenge, trends.topic[running], catching, float(catching.sum()), trend,
    )  # fmt: skip
    joining = np.flatnonzero(trend != NO_TREND)
    if not len(joining):
        return new
    tags = new.tags.copy()
    _tag(tags, joining, trends.tag[trend[joining]])
    np.add.at(trends.videos, trend[joining], 1)
    return replace(new, trend=trend, tags=tags)


@compiled
def _join(
    purpose: NDArray[np.uint64],
    name: NDArray[np.int64],
    topic: NDArray[np.int16],
    creator: NDArray[np.int32],
    hashtags: NDArray[np.int8],
    readiness: NDArray[np.float64],
    running: NDArray[np.intp],
    challenge: NDArray[np.bool_],
    about: NDArray[np.int16],
    catching: NDArray[np.float64],
    most: float,
    trend: NDArray[np.int32],
) -> None:
    """Write which of the running trends, if any, each new video joins; `most` is what `catching` comes to where all
    fit."""
    for at in range(len(name)):
        drawn, ready = unit(folded(np.uint64(0), name[at]), purpose[0]), readiness[hashtags[creator[at]]]
        if drawn >= ready * most:
            continue
        end = 0.0
        for place in range(len(running)):
            if challenge[place] or about[place] == topic[at]:
                end += ready * catching[place]
                if end > drawn:
                    trend[at] = running[place]
                    break


def _tag(tags: NDArray[np.int16], rows: NDArray[np.intp], tag: NDArray[np.int16]) -> None:
    """Put a tag into the last free place of each row, or in place of its last tag; not twice."""
    lacks = ~(tags[rows] == tag[:, None]).any(axis=1)
    rows, tag = rows[lacks], tag[lacks]
    free = tags[rows] < 0
    place = np.where(free.any(axis=1), free.argmax(axis=1), TAGS - 1)
    tags[rows, place] = tag


@compiled_part
def welcome_of(draw: float, weariness: float, enjoyed: float) -> float:
    """Logits for somebody who has enjoyed so many videos of a running trend."""
    return max(draw * (1.0 - 2.0 ** (-enjoyed)) - weariness * enjoyed, -draw)


def live_on(
    world: World, events: Interactions, new: NewVideos, tick: int, felt: NDArray[np.float32] | None = None
) -> None:
    """Let every running trend grow or fade by an hour, and people have had their fill of those they met; `felt` (B,) is
    their `drift.experience`, where somebody knows it already."""
    trends, running = world.trends, world.trends.running
    if not len(running):
        return
    settings, age = world.settings.trends, tick - trends.born[running]
    novelty = np.exp2(-((age / settings.novelty_half_life_h) ** AGEING))
    cools = 1.0 - 2.0 ** (-1.0 / settings.cooling_half_life_h)
    counts, topical = np.zeros((2, PLACES), dtype=np.int64), np.zeros((2, world.topics), dtype=np.int64)
    _live(
        settings.growth, cools, running, novelty, events.user, events.item,
        experience(events) if felt is None else felt, world.videos.trend, world.videos.topic, new.trend, new.topic,
        trends.kind, trends.topic, trends.over, trends.strength, trends.heat, trends.peak, trends.enjoyed, trends.views,
        counts, topical,
    )  # fmt: skip
    passed = running[trends.heat[running] <= 0.0]
    if len(passed):
        trends.end(passed, tick)


@compiled
def _live(
    growth: float,
    cools: float,
    running: NDArray[np.intp],
    novelty: Floats,
    user: Ids,
    item: Ids,
    felt: Shares,
    carried: NDArray[np.int32],
    about: NDArray[np.int16],
    joined: NDArray[np.int32],
    new_about: NDArray[np.int16],
    kind: NDArray[np.int8],
    topic: NDArray[np.int16],
    over: NDArray[np.int32],
    strength: Shares,
    heat: Shares,
    peak: Shares,
    fond: Shares,
    views: NDArray[np.int64],
    counts: NDArray[np.int64],
    topical: NDArray[np.int64],
) -> None:
    """Add what people have enjoyed of running trends to `fond` (places, people) and their views to `views` (trends,),
    and let each warm and cool: below the least heat to 0. `counts` (2, places) and `topical` (2, topics), 0 at first,
    count new videos that joined and views that were enjoyed, and what all new videos and all views are about."""
    for at in range(len(joined)):
        topical[0, new_about[at]] += 1
        if joined[at] != NO_TREND:
            counts[0, joined[at] % PLACES] += 1
    for at in range(len(item)):
        topical[1, about[item[at]]] += 1
        trend = carried[item[at]]
        if trend == NO_TREND or over[trend] >= 0:
            continue
        joy = enjoying(felt[at])
        fond[trend % PLACES, user[at]] += joy
        views[trend] += 1
        counts[1, trend % PLACES] += joy > 0.0
    for place in range(len(running)):
        trend = running[place]
        fed = 0.0
        for which in range(2):
            whole = len(item) if which else len(joined)
            of = whole if kind[trend] == CHALLENGE else topical[which, topic[trend]]
            fed += counts[which, trend % PLACES] / max(of, 1)
        warm = np.float64(heat[trend])
        warms = np.float32(growth) * strength[trend] * novelty[place] * fed / (fed + HALF_FED) * (1.0 - warm)
        warm += warms - cools * warm
        heat[trend] = warm if warm >= LEAST_HEAT else 0.0
        peak[trend] = max(peak[trend], np.float32(warm))
