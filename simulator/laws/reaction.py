"""What somebody does besides watching: like, comment, share, follow, or press "not interested".

Pleasure is 0 for a video that was left at once and rises to 1 with how much was watched and how much it
appealed:  pleasure = min(ratio, 1) * sigmoid(appeal - 1).  Each kind act happens with chance
base * readiness * pleasure, comments and shares times those of the type of video; following needs a creator not
followed yet and weighs trust; "not interested" happens to videos that were skipped or lured people to stay, the
likelier the less they appeal. Rates on real platforms: FACTS of
KuaiRec's example row, likes 8.6 % on a popular video, 1-4 % over a feed, the others 0.1-0.5 %.
"""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from recommender.compiled import compiled, compiled_part
from recommender.luck import unit
from recommender.types import Flags, Ids, Interactions
from simulator.laws.attention import Views
from simulator.laws.following import follows_chance
from simulator.laws.in_parts import in_parts
from simulator.laws.one_view import sigmoid
from simulator.world.bonds import tie
from simulator.world.scene import Scene, scene
from simulator.world.state import World

Floats = NDArray[np.float64]

SKIPPED = 0.25
"""Watch ratio below which a video counts as skipped."""


class Bases(NamedTuple):
    """Chances of a mean person with a video that fully pleases, or displeases."""

    likes: float
    comments: float
    shares: float
    follows: float
    dislikes: float
    reply_follows: float


_DRAWN = ("comment", "reply", "like", "share", "dislike", "follow")


def bases(world: World) -> Bases:
    """As they are set."""
    behaviour, creators = world.settings.behaviour, world.settings.creators
    return Bases(
        likes=behaviour.likes,
        comments=behaviour.comments,
        shares=behaviour.shares,
        follows=behaviour.follows,
        dislikes=behaviour.dislikes,
        reply_follows=creators.reply_follows,
    )


def pleasure(views: Views) -> NDArray[np.float64]:
    """(B,) 0..1."""
    return np.minimum(views.ratio, 1.0) * (1.0 / (1.0 + np.exp(1.0 - views.appeal)))


@compiled_part
def pleased(ratio: float, appeal: float) -> float:
    """Pleasure, 0..1, in so much of a video of that appeal."""
    return min(ratio, 1.0) * sigmoid(appeal - 1.0)


@compiled_part
def inclined(base: float, readiness: float, pleasure: float) -> float:
    """The chance of a kind act, before what the type of video does."""
    return float(np.float32(base) * readiness * pleasure)


@compiled_part
def displeased(base: float, appeal: float) -> float:
    """The chance of "not interested" about a video that was skipped or lured."""
    return base * sigmoid(-appeal)


def react(world: World, views: Views, tick: int, seen: Scene | None = None) -> Interactions:
    """The events of this hour; `seen` as in `attention.watch`."""
    count = len(views.user)
    liked, commented, shared, followed, disliked = acts = np.zeros((5, count), dtype=np.bool_)
    watch_s = np.empty(count, dtype=np.float32)
    purposes = world.luck.purposes(*_DRAWN)
    seen, base = seen or scene(world), bases(world)

    def part(rows: slice) -> None:
        _react(
            rows.start, rows.stop, base, seen, purposes, views.at.keys, views.user, views.item, views.watch_s,
            views.duration_s, views.appeal, views.lured, watch_s, acts,
        )  # fmt: skip

    in_parts(part, count, count, views.row)
    return Interactions(
        user=views.user,
        item=views.item,
        tick=np.full(count, tick, dtype=np.int32),
        watch_s=watch_s,
        duration_s=views.duration_s,
        liked=liked,
        commented=commented,
        shared=shared,
        followed=followed,
        disliked=disliked,
    )


@compiled
def _react(
    first: int,
    last: int,
    base: Bases,
    seen: Scene,
    purposes: NDArray[np.uint64],
    keys: NDArray[np.uint64],
    user: Ids,
    item: Ids,
    watched_s: Floats,
    duration_s: NDArray[np.float32],
    appeal: Floats,
    lured: Flags,
    watch_s: NDArray[np.float32],
    acts: Flags,
) -> None:
    """Write what happens besides watching in the views `first` to `last` - 1: all of a session, or none."""
    people, kinds, videos = seen.people, seen.kinds, seen.videos
    for at in range(first, last):
        who: int = user[at]
        kind = int(videos.kind[item[at]])
        creator = int(videos.creator[item[at]])
        key: np.uint64 = keys[at]
        watch_s[at], ratio = watched_s[at], watched_s[at] / duration_s[at]
        felt = pleased(ratio, appeal[at])
        comments = inclined(base.comments, people.comments[who], felt) * kinds.comments[kind]
        shares = inclined(base.shares, people.shares[who], felt) * kinds.shares[kind]
        commented = unit(key, purposes[0]) < comments
        answered = commented and unit(key, purposes[1]) < seen.replies[creator]
        acts[0, at] = unit(key, purposes[2]) < inclined(base.likes, people.likes[who], felt)
        acts[1, at] = commented
        acts[2, at] = unit(key, purposes[3]) < shares
        if (ratio < SKIPPED or lured[at]) and unit(key, purposes[4]) < displeased(base.dislikes, appeal[at]):
            acts[4, at] = True
        chance = follows_chance(
            base.follows * (felt * kinds.follows[kind]),
            base.reply_follows * answered,
            people.follows[who],
            seen.trust[creator],
        )
        if unit(key, purposes[5]) < chance and not seen.ties.follows[tie(seen.ties, who, creator)]:
            # Once an hour for each person and creator.
            earlier = at - 1
            while earlier >= first and user[earlier] == who:
                if acts[3, earlier] and videos.creator[item[earlier]] == creator:
                    break
                earlier -= 1
            acts[3, at] = earlier < first or user[earlier] != who
