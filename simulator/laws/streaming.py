"""Live streams: who goes live, who comes in, and what they do there.

A creator goes live for an hour on a share `live` of days, at the hours at which it posts. Somebody who is online comes
in with chance

    come_in * tie * interest * 2 trust      interest = 2 x / (1 + x) in 0..2,  x = T taste(topic of the creator)

with tie 1 for followers, 0.5 for who has liked the creator or been answered, 0.2 for who has seen it three times, and
0 for strangers: people watch live for the person more than for the topic (Hilvert-Bruce, Neill, Sjoblom, Hamari 2018,
Social motivations of live-streaming viewer engagement). Who would come into several goes to the one they are likeliest
drawn to. They stay for an exponential time of mean `minutes` * 2 quality, an hour at most, and that is time they do
not have for videos: each minute takes `videos_per_minute` of those they wanted, down to one. Gifts and comments come
by the minute, as readily as the person likes and comments, twice as many gifts from followers; a new follow with chance
follows * minutes * readiness * 2 trust.

Being there is remembered as one watched video a minute, five at most; a share `replies` of those who wrote is answered
(`laws.replies`); each viewer casts a vote of min(minutes stayed / `minutes`, 1) on the creator (`laws.trust`). It
counts neither as an impression of a video nor in anybody's diet, and moves no taste. The sizes are assumptions.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from simulator.laws import trust
from simulator.laws.posting import rhythm
from simulator.luck import Address
from simulator.world.bonds import EFFECTIVE
from simulator.world.live import LiveEvents, nobody
from simulator.world.state import World

Floats = NDArray[np.float64]

LIKED, SEEN = 0.5, 0.2
"""How much weaker than following it binds to have liked or been answered, and to have seen."""
LONGEST_MIN = 60.0
MOST_REMEMBERED = 5.0
"""Watched videos as which an hour live is remembered at most."""


def on_air(world: World, tick: int) -> NDArray[np.intp]:
    """Creators who are live in this hour, rising."""
    creators = world.creators
    chance = creators.live * rhythm(creators, tick)
    return np.flatnonzero(world.luck.below(chance, "goes live", np.arange(len(creators)), tick))


def watch(world: World, live: NDArray[np.intp], users: NDArray[np.int32], tick: int) -> LiveEvents:
    """What happens in the streams of these creators; `users` (A,) are online."""
    if not len(live) or not len(users):
        return nobody()
    chance = entering(world, live, users)
    if not chance.any():
        return nobody()
    drawn = world.luck.uniform("comes in live", users[:, None], live[None, :], tick)
    pull = np.where(drawn < chance, drawn / np.maximum(chance, 1e-12), np.inf)
    which = pull.argmin(axis=1)
    rows = np.flatnonzero(np.isfinite(pull[np.arange(len(users)), which]))
    if not len(rows):
        return nobody()
    user, creator = users[rows], live[which[rows]].astype(np.int32)
    return _there(world, user, creator, world.luck.at(user, creator, tick), tick)


def entering(world: World, live: NDArray[np.intp], users: NDArray[np.int32]) -> Floats:
    """(A, L) chance, 0..1, that each person comes into each stream, were it the only one."""
    bonds, creators = world.bonds, world.creators
    pairs = users[:, None], live[None, :]
    known = np.where(bonds.exposures[pairs] >= EFFECTIVE, SEEN, 0.0)
    close = (bonds.likes[pairs] > 0) | bonds.answered[pairs]
    tie = np.where(bonds.follows[pairs], 1.0, np.where(close, LIKED, known))
    taste = world.topics * world.people.taste[users[:, None], creators.topic[live][None, :]].astype(
        np.float64
    )
    interest = 2.0 * taste / (1.0 + taste)
    return np.minimum(world.settings.live.come_in * tie * interest * 2.0 * creators.trust[live], 1.0)


def _there(
    world: World, user: NDArray[np.int32], creator: NDArray[np.int32], at: Address, tick: int
) -> LiveEvents:
    settings, people, creators = world.settings.live, world.people, world.creators
    follows = world.bonds.follows[user, creator]
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
    spent = np.rint(world.settings.live.videos_per_minute * live.minutes).astype(np.int64)
    rows = np.searchsorted(users, live.user)
    left[rows] = np.maximum(left[rows] - spent, 1)
    return left


def settle(world: World, on_air: NDArray[np.intp], live: LiveEvents, tick: int) -> None:
    """Write the hour down, and let it bind people to creators and earn or cost these trust."""
    world.lives.record(on_air, live)
    if not len(live):
        return
    bonds, creators = world.bonds, world.creators
    cells = bonds.cells(live.user, live.creator)
    bonds.remember(cells, np.minimum(live.minutes, np.float32(MOST_REMEMBERED)), tick)
    new = live.followed & ~bonds.follows.reshape(-1)[cells]
    bonds.follows.reshape(-1)[cells[new]] = True
    np.add.at(creators.followers, live.creator[new], 1)
    luck = world.luck.at(live.user, live.creator, tick)
    answers = (live.comments > 0) & luck.below(creators.replies[live.creator], "live reply")
    bonds.answered.reshape(-1)[cells[answers]] = True
    vote = np.minimum(live.minutes.astype(np.float64) / world.settings.live.minutes, 1.0)
    trust.cast(world, live.creator, vote, answers)
