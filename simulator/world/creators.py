"""The creators: how each works, how well, how often, and what has become of them. One row a creator.

A creator's day has an effort. What it buys is a choice between quality and quantity, g in 0..1:

    quality = skill * m        posts a day = time * effort / (m^p * company)        with m = craft^(2 g - 1)

so that posts * (quality / skill)^p is the same whatever g is; craft and p (`craft_cost`) are settings, skill is inborn.
Answering takes time from posting: time = (1 - reply_cost * replies) / (1 - reply_cost * mean replies); and a video with
a guest takes more effort: company = (1 + collaborate_cost * collaborate) / (1 + collaborate_cost * mean collaborate).
Levers spread evenly around the mean that is set, `spread` times as far as 0..1 allows. Efforts are log-normal: few
post much, most hardly ever. What a creator really posts is that times its drive, and nothing before it has arrived or
after it has stopped (see `laws.careers`).
"""

from __future__ import annotations

from dataclasses import dataclass, fields

import numpy as np
from numpy.typing import NDArray

from recommender.luck import Address, Luck
from simulator.frames import HOURS_PER_DAY
from simulator.frames.levers import HASHTAGS, HOURS, KINDS
from simulator.settings.creators import CreatorSettings, Strategy
from simulator.settings.tree import Settings

Shares = NDArray[np.float32]
Counts = NDArray[np.int64]


FLOOD_SKILL, FLOOD_CLICKBAIT = 0.4, 0.9
"""Of their skill what flooders make use of, and how much more their videos promise than they hold."""


@dataclass(slots=True)
class Creators:
    """Columns over creators. Topic, skill and effort are inborn, trust and the counts change every tick; how they work
    stays as it is but for those who adapt."""

    topic: NDArray[np.int16]
    """The topic they mostly post about."""
    focus: Shares
    """0..1: share of their videos that are about it."""
    skill: Shares
    """0..1: mean quality of their videos at half quality, half quantity."""
    effort: Shares
    """Videos a day that they could make at that quality."""
    quality_over_quantity: Shares
    """0 many quick videos, 1 few good ones."""
    quality: Shares
    """0..1: mean quality of their videos as they work now."""
    posts_per_day: Shares
    steadiness: Shares
    """0 posts in bursts on a fifth of the days, 1 every day."""
    hours: NDArray[np.int8]
    """Index into `HOURS`."""
    phase_h: Shares
    """Hours by which their day runs late."""
    hashtags: NDArray[np.int8]
    """Index into `HASHTAGS`."""
    kinds: Shares
    """(creators, kinds) shares of video types they make."""
    replies: Shares
    """0..1: share of comments they answer."""
    clickbait: Shares
    """0..1: how much more their videos promise than they hold."""
    live: Shares
    """0..1: share of days on which they go live for an hour."""
    collaborate: Shares
    """0..1: share of their videos that they make with a guest; see `laws.collaborating`."""
    adapt: Shares
    """0..1: how far they move towards what worked once a week; see `laws.adapting`."""
    floods: NDArray[np.bool_]
    """Who floods the platform with poor videos."""
    buys: NDArray[np.bool_]
    """Who buys likes from fake people."""
    arrives: NDArray[np.int32]
    """Hour from which they post; 0 for who is there from the start."""
    stopped: NDArray[np.int32]
    """Hour in which they stopped for good; -1 while they have not."""
    led: NDArray[np.bool_]
    """Whom somebody outside directs: they lose heart like others, and go on all the same."""
    drive: Shares
    """> 0: times the posts a day that their effort makes; 1 at first. See `laws.careers`."""
    expects: Shares
    """Views of a video that they have got used to; NaN before their first week with a video."""
    trust: Shares
    """0..1; 0.5 is unproven. See `laws.trust`."""
    impressions: Counts
    """Times that any of their videos was shown."""
    reached: Counts
    """People who saw them at least once."""
    effective: Counts
    """People who saw them three times or more."""
    likers: Counts
    """People who liked any of their videos."""
    followers: Counts
    advocates: Counts
    """Followers who have shared any of their videos."""

    def __len__(self) -> int:
        return len(self.topic)

    def here(self, tick: int) -> NDArray[np.bool_]:
        """(creators,) who has arrived by this hour and has not stopped."""
        return (self.arrives <= tick) & (self.stopped < 0)

    def spend(self, settings: CreatorSettings) -> None:
        """Put effort into quality, posts and answers as the levers say."""
        better = settings.craft ** (2.0 * self.quality_over_quantity.astype(np.float64) - 1.0)
        time = (1.0 - settings.reply_cost * self.replies) / (1.0 - settings.reply_cost * settings.replies)
        self.quality[:] = np.clip(self.skill * better, 0.02, 0.98)
        cost = settings.collaborate_cost
        company = (1.0 + cost * self.collaborate) / (1.0 + cost * settings.collaborate)
        self.posts_per_day[:] = np.minimum(time * self.effort / (better**settings.craft_cost * company), 24.0)

    def arrive(self, who: int, topic: int, tick: int, settings: CreatorSettings) -> None:
        """One who has not arrived yet begins now: on this topic, unknown, of middling skill, with time for a video a
        day, and with the mean of every lever."""
        self.topic[who], self.arrives[who], self.skill[who], self.effort[who] = topic, tick, 0.5, 1.0
        self.hours[who], self.hashtags[who] = HOURS.index("any"), HASHTAGS.index("own")
        self.quality_over_quantity[who] = settings.quality_over_quantity
        self.steadiness[who], self.replies[who] = settings.steadiness, settings.replies
        self.clickbait[who], self.live[who] = settings.clickbait, settings.live
        self.collaborate[who], self.adapt[who] = settings.collaborate, 0.0
        self.kinds[who] = 1.0 / len(KINDS)
        self.drive[who], self.expects[who], self.stopped[who] = 1.0, np.nan, -1
        self.floods[who] = self.buys[who] = False
        self.spend(settings)

    def adopt(self, strategy: Strategy, settings: CreatorSettings) -> None:
        """What somebody decided for this creator takes the place of how it has worked so far."""
        who = strategy.creator
        self.effort[who] *= strategy.effort
        for field in fields(Creators):
            value = getattr(strategy, field.name, None)
            if isinstance(value, float) and field.name != "effort":
                getattr(self, field.name)[who] = value
        if strategy.kinds is not None:
            weights = np.array([strategy.kinds.get(kind, 0.0) for kind in KINDS])
            self.kinds[who] = weights / weights.sum()
        if strategy.hashtags is not None:
            self.hashtags[who] = HASHTAGS.index(strategy.hashtags)
        if strategy.hours is not None:
            self.hours[who] = HOURS.index(strategy.hours)
        self.spend(settings)


def born(settings: Settings, luck: Luck, topic_weights: NDArray[np.float64], exact: bool = False) -> Creators:
    """The creators of a new world; `topic_weights` (topics,) shares say how many turn to each topic: by lot, or
    `exact` to one creator."""
    chosen, count = settings.creators, settings.world.creators
    at = luck.at(np.arange(count))
    lot = at.uniform("creator topic")
    if exact:
        lot = (np.argsort(np.argsort(lot, kind="stable"), kind="stable") + 0.5) / count
    topic = np.searchsorted(np.cumsum(topic_weights)[:-1], lot, side="right")
    bad = at.uniform("bad actor")
    rate = settings.world.posts_per_day * _unequal(chosen.rate_spread, at)
    late = at.below(chosen.newcomers, "new creator")
    arrival = 1 + at.uniform("creator arrives") * chosen.newcomers_within_days * HOURS_PER_DAY

    made = Creators(
        topic=topic.astype(np.int16),
        focus=_around(settings.world.focus, 1.0, at, "focus"),
        skill=np.clip(0.5 + 0.17 * at.normal("skill"), 0.02, 0.98).astype(np.float32),
        effort=np.minimum(rate, 24.0).astype(np.float32),
        quality_over_quantity=_around(chosen.quality_over_quantity, chosen.spread, at, "quality or quantity"),
        quality=np.zeros(count, dtype=np.float32),
        posts_per_day=np.zeros(count, dtype=np.float32),
        steadiness=_around(chosen.steadiness, chosen.spread, at, "steadiness"),
        hours=_hours(chosen, at),
        phase_h=(3.0 * at.normal("creator phase")).astype(np.float32),
        hashtags=_hashtags(chosen, at),
        kinds=_kinds(chosen, luck, count),
        replies=_around(chosen.replies, chosen.spread, at, "replies"),
        clickbait=_around(chosen.clickbait, chosen.spread, at, "clickbait"),
        live=_around(chosen.live, chosen.spread, at, "live"),
        collaborate=_around(chosen.collaborate, chosen.spread, at, "collaborate"),
        adapt=at.below(chosen.adapt, "adapts").astype(np.float32),
        floods=bad < chosen.flooders,
        buys=bad < chosen.buyers,
        arrives=np.where(late, arrival, 0).astype(np.int32),
        stopped=np.full(count, -1, dtype=np.int32),
        led=np.zeros(count, dtype=np.bool_),
        drive=np.ones(count, dtype=np.float32),
        expects=np.full(count, np.nan, dtype=np.float32),
        trust=np.full(count, 0.5, dtype=np.float32),
        impressions=np.zeros(count, dtype=np.int64),
        reached=np.zeros(count, dtype=np.int64),
        effective=np.zeros(count, dtype=np.int64),
        likers=np.zeros(count, dtype=np.int64),
        followers=np.zeros(count, dtype=np.int64),
        advocates=np.zeros(count, dtype=np.int64),
    )
    _flood(made, chosen)
    for strategy in chosen.strategy:
        made.adopt(strategy, chosen)
    made.spend(chosen)
    return made


def _unequal(spread: float, at: Address) -> NDArray[np.float64]:
    """(creators,) log-normal factors with mean 1 over creators."""
    factor = np.exp(spread * at.normal("posting rate"))
    # The mean of those drawn, and not the expected one: with a long tail few decide how much a world posts.
    return factor / factor.mean()


def _around(mean: float, spread: float, at: Address, purpose: str) -> Shares:
    """Evenly spread around the mean, as far as 0..1 and `spread` allow, so that the mean is what was set."""
    reach = spread * min(mean, 1.0 - mean)
    return (mean + reach * (2.0 * at.uniform(purpose) - 1.0)).astype(np.float32)


def _hours(settings: CreatorSettings, at: Address) -> NDArray[np.int8]:
    hours = 1 + at.integers(len(HOURS) - 1, "time of day")
    return np.where(at.below(settings.timed, "timed"), hours, 0).astype(np.int8)


def _hashtags(settings: CreatorSettings, at: Address) -> NDArray[np.int8]:
    drawn = at.uniform("hashtags")
    hot, niche = drawn < settings.hot, drawn >= 1.0 - settings.niche
    return np.select([hot, niche], [HASHTAGS.index("hot"), HASHTAGS.index("niche")], 0).astype(np.int8)


def _kinds(settings: CreatorSettings, luck: Luck, count: int) -> Shares:
    leaning = np.exp(luck.normal("creator kinds", np.arange(count)[:, None], np.arange(len(KINDS))[None, :]))
    weights = leaning * np.array([getattr(settings.mix, kind) for kind in KINDS])
    return (weights / weights.sum(axis=1, keepdims=True)).astype(np.float32)


def _flood(made: Creators, settings: CreatorSettings) -> None:
    """Make flooders of those who are: many videos, little skill, much promised."""
    who = made.floods
    made.effort[who] *= np.float32(settings.flood)
    made.skill[who] *= np.float32(FLOOD_SKILL)
    made.clickbait[who] = FLOOD_CLICKBAIT
    made.quality_over_quantity[who] = 0.0
