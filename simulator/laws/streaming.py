"""Live streams: who goes live, who comes in, and what they do there.

A creator goes live for an hour on a share `live` of days, once it has `least_followers` (platforms ask for followers:
TikTok for 1,000). It keeps to one hour, so that people know when: around its own time of day, or else at an hour of
the evening, drawn once as people's evenings are. Somebody who is online comes in with chance

    come_in * tie * interest * 2 trust      interest = 2 x / (1 + x) in 0..2,  x = T taste(topic of the creator)

with tie 1 for followers, 0.5 for who has liked the creator or been answered, 0.2 for who has seen it three times, and
`strangers` for everybody else, to whom the platform shows it between videos: people watch live for the person more than
for the topic (Hilvert-Bruce, Neill, Sjoblom, Hamari 2018, Social motivations of live-streaming viewer engagement).
Followers who are not online are told that it has begun, and
open the app for it with chance

    notified * interest * 2 trust * this hour's share of their day / the share of its fullest hour

for that stream alone: they watch no videos then. Who would come into several goes to the one they are likeliest
drawn to. They stay for an exponential time of mean `minutes` * 2 quality, an hour at most, and for who is online that
is time they do not have for videos: each minute takes `videos_per_minute` of those they wanted, down to one. Gifts and
comments come by the minute, as readily as the person likes and comments, twice as many gifts from followers; a new
follow with chance follows * minutes * readiness * 2 trust.

Being there is remembered as one watched video a minute, five at most; a share `replies` of those who wrote is answered
(`laws.replies`); each viewer casts a vote of min(minutes stayed / `minutes`, 1) on the creator (`laws.trust`). It
counts neither as an impression of a video nor in anybody's diet, and moves no taste. The sizes are assumptions.
"""

from __future__ import annotations

from functools import lru_cache

import numpy as np
from numpy.typing import NDArray

from recommender.luck import Address, Luck
from simulator.frames import HOURS_PER_DAY
from simulator.laws import posting, trust
from simulator.laws.presence import RHYTHM, RHYTHM_SHARES, hour_share
from simulator.world.bonds import EFFECTIVE
from simulator.world.live import LiveEvents, nobody
from simulator.world.state import World

Floats = NDArray[np.float64]

LIKED, SEEN = 0.5, 0.2
"""How much weaker than following it binds to have liked or been answered, and to have seen."""
EVENING_FROM = 18
"""First hour of the evening, which lasts until midnight."""
LONGEST_MIN = 60.0
MOST_REMEMBERED = 5.0
"""Watched videos as which an hour live is remembered at most."""

_EVENING = np.cumsum(RHYTHM[EVENING_FROM:])[:-1] / RHYTHM[EVENING_FROM:].sum()


def slot(world: World, who: NDArray[np.intp]) -> NDArray[np.int64]:
    """Hour of the day, 0..23, at which each of these creators goes live when it does."""
    own = posting.PEAK_HOURS[world.creators.hours[who]]
    return np.where(own >= 0, own, _evenings(world.birth, len(world.creators))[who])


@lru_cache(maxsize=8)
def _evenings(birth: Luck, creators: int) -> NDArray[np.int64]:
    """(creators,) the hour of the evening that each is born to; not to be written to."""
    drawn = birth.uniform("live slot", np.arange(creators))
    return EVENING_FROM + np.searchsorted(_EVENING, drawn, side="right")


def on_air(world: World, tick: int) -> NDArray[np.intp]:
    """Creators who are live in this hour, rising."""
    creators = world.creators
    ready = np.flatnonzero(creators.followers >= world.settings.live.least_followers)
    due = ready[slot(world, ready) == tick % HOURS_PER_DAY]
    return due[world.luck.below(creators.live[due], "goes live", due, tick)] if len(due) else due


def watch(
    world: World, live: NDArray[np.intp], users: NDArray[np.int32], tick: int, apart: int = -1
) -> LiveEvents:
    """What happens in the streams of these creators; `users` (A,) are online, and `apart` is left alone."""
    if not len(live):
        return nobody()
    told = _told(world, live, users, tick, apart)
    who = np.concatenate([users, told])
    chance = np.concatenate([entering(world, live, users), opening(world, live, told, tick)])
    if not chance.any():
        return nobody()
    drawn = world.luck.uniform("comes in live", who[:, None], live[None, :], tick)
    pull = np.where(drawn < chance, drawn / np.maximum(chance, 1e-12), np.inf)
    which = pull.argmin(axis=1)
    rows = np.flatnonzero(np.isfinite(pull[np.arange(len(who)), which]))
    if not len(rows):
        return nobody()
    rows = rows[np.argsort(who[rows])]
    user, creator = who[rows], live[which[rows]].astype(np.int32)
    return _there(world, user, creator, world.luck.at(user, creator, tick), tick)


def _told(
    world: World, live: NDArray[np.intp], users: NDArray[np.int32], tick: int, apart: int
) -> NDArray[np.int32]:
    """People who follow one of these creators, belong to the platform and are not online; rising."""
    if not world.settings.live.notified:
        return np.zeros(0, dtype=np.int32)
    away = np.zeros(len(world.people), dtype=np.bool_)
    away[world.bonds.followers_of(live)] = True
    away &= world.people.here(tick)
    away[users] = False
    if apart >= 0:
        away[apart] = False
    return np.flatnonzero(away).astype(np.int32)


def opening(world: World, live: NDArray[np.intp], told: NDArray[np.int32], tick: int) -> Floats:
    """(N, L) chance, 0..1, that each person who is told of it opens the app for each stream, were it the only one."""
    up = hour_share(tick, world.people.phase_h[told]) / RHYTHM_SHARES.max()
    follows = world.bonds.follows[world.bonds.rows(told[:, None], live[None, :])]
    drawn = _interest(world, live, told) * 2.0 * world.creators.trust[live]
    return np.minimum(world.settings.live.notified * drawn * follows * up[:, None], 1.0)


def entering(world: World, live: NDArray[np.intp], users: NDArray[np.int32]) -> Floats:
    """(A, L) chance, 0..1, that each person comes into each stream, were it the only one."""
    bonds, creators = world.bonds, world.creators
    pairs = bonds.rows(users[:, None], live[None, :])
    strangers = world.settings.live.strangers
    known = np.where(bonds.exposures[pairs] >= EFFECTIVE, max(SEEN, strangers), strangers)
    close = (bonds.likes[pairs] > 0) | bonds.answered[pairs]
    tie = np.where(bonds.follows[pairs], 1.0, np.where(close, LIKED, known))
    drawn = _interest(world, live, users) * 2.0 * creators.trust[live]
    return np.minimum(world.settings.live.come_in * tie * drawn, 1.0)


def _interest(world: World, live: NDArray[np.intp], users: NDArray[np.int32]) -> Floats:
    """(A, L) 0..2: how much each person cares for what each creator is about."""
    about = world.creators.topic[live][None, :]
    taste = world.topics * world.people.taste[users[:, None], about].astype(np.float64)
    return 2.0 * taste / (1.0 + taste)


def _there(
    world: World, user: NDArray[np.int32], creator: NDArray[np.int32], at: Address, tick: int
) -> LiveEvents:
    settings, people, creators = world.settings.live, world.people, world.creators
    follows = world.bonds.follows[world.bonds.rows(user, creator)]
    mean = settings.minutes * 2.0 * creators.quality[creator].astype(np.float64)
    minutes = np.minimum(-mean * np.log1p(-at.uniform("minutes live")), LONGEST_MIN)
    gifts = settings.gifts * minutes * people.likes[user] * np.where(follows, 2.0, 1.0)
    comments = settings.comments * minutes * people.comments[user]
    chance = settings.follows * minutes * people.follows[user] * 2.0 * creators.trust[creator] * ~follows
    return LiveEvents(
        user=user,
        creator=creator,
        tick=np.full(len(user), tick, dtype=np.int32),
        minutes=minutes.astype(np.float32),
        gifts=_count(gifts, at, "live gifts"),
        comments=_count(comments, at, "live comments"),
        followed=at.below(chance, "live follow"),
    )


def _count(mean: Floats, at: Address, purpose: str) -> NDArray[np.int32]:
    """(B,) whole numbers of this mean: all or all but the last of it are sure."""
    whole = np.floor(mean)
    return (whole + at.below(mean - whole, purpose)).astype(np.int32)


def time_left(
    world: World, live: LiveEvents, users: NDArray[np.int32], wanted: NDArray[np.int64]
) -> NDArray[np.int64]:
    """(A,) videos that each of the rising `users` still has time for, one at least."""
    if not len(live):
        return wanted
    left = wanted.copy()
    live = live.rows(np.flatnonzero(np.isin(live.user, users, assume_unique=True)))
    spent = np.rint(world.settings.live.videos_per_minute * live.minutes).astype(np.int64)
    rows = np.searchsorted(users, live.user)
    left[rows] = np.maximum(left[rows] - spent, 1)
    return left


def settle(world: World, on_air: NDArray[np.intp], live: LiveEvents, tick: int) -> None:
    """Write the hour down, and let it bind people to creators and earn or cost these trust."""
    world.lives.record(on_air, live)
    if not len(live):
        return
    bonds = world.bonds
    rows = bonds.meet(live.user, live.creator)
    bonds.remember(rows, np.minimum(live.minutes, np.float32(MOST_REMEMBERED)), tick)
    world.attach(rows[live.followed & ~bonds.follows[rows]])
    luck = world.luck.at(live.user, live.creator, tick)
    answers = (live.comments > 0) & luck.below(world.creators.replies[live.creator], "live reply")
    bonds.answer(rows[answers])
    vote = np.minimum(live.minutes.astype(np.float64) / world.settings.live.minutes, 1.0)
    trust.cast(world, live.creator, vote, answers=answers)
