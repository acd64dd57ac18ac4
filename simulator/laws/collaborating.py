"""Creators make videos together: a video may have a guest, a second creator.

Each video of a creator has a guest with chance `collaborate`, and takes more effort then (`world.creators`). Its
creator comes across 64 others by lot, and one of them becomes the guest with chances in proportion to

    about * (min(own followers, guest's followers) + 10)        about = f <1 own topic, topics> + (1 - f) <w, topics>

over those who post at least once a week; f is the guest's focus and w how popular topics are, so that `about` is how
much of what the guest makes is about what the video is about. The smaller of the two followings: everybody would like a
guest whom many follow, but who is asked looks at what it brings, so that partners are mostly alike in field and size.
That both gain viewers and followers, often twice as many as alone, is reported by Koch, Lode, Stohr, Rizk and
Steinmetz (2018, Collaborations on YouTube). Here nothing of it is assumed; in the demo, where a creator has some ten
followers after four weeks, the guest gains and the maker loses the views that the effort costs; where nearly half of
the feed is from followed creators (`--platform bilibili`) the maker loses no views that could be told from luck, is
seen often by more people and is remembered by more (`tests.benchmarks.levers`). It comes about because

- the feed gives its places for followed creators to whoever follows either (`recommender.rerank.given`), as joint posts
  on Instagram (Collabs) and Bilibili appear with the followers of both;
- whoever follows the guest, or was ever answered by it, finds the video as familiar as if it were the guest's own
  (`laws.attention`);
- who watches meets the guest as well as the maker: reach and memory count for both (`World.introduce`), the topics are
  linked to both (`reputation`), and both may win a follower (`laws.following`) and earn or lose trust by the same votes
  (`laws.trust`), so that a poor video harms its guest too.

Likes, comments and shares are for who made the video, and so are exposure and fairness in recommenders. The backlog of
a new world has no guests: nobody follows anybody yet. The sizes are assumptions.
"""

from __future__ import annotations

from dataclasses import replace

import numpy as np
from numpy.typing import NDArray

from recommender.types import Interactions
from simulator.laws import trust
from simulator.laws.attention import Views
from simulator.laws.following import follow_guest
from simulator.laws.reaction import pleasure
from simulator.world.guests import GuestFollows, none_followed
from simulator.world.state import World
from simulator.world.videos import NO_GUEST, NewVideos

Floats = NDArray[np.float64]

MET = 64
"""Creators whom one comes across before one of them is asked."""
NEWCOMER = 10.0
"""Followers that everybody counts as having at least, in the eyes of a partner."""
ACTIVE = 1.0 / 7.0
"""Videos a day from which a creator is there to be asked."""


def invite(world: World, new: NewVideos) -> NewVideos:
    """The same videos, some of which have a guest now."""
    if not len(new) or not world.creators.collaborate.any():
        return new
    wants = world.luck.at(new.name).below(world.creators.collaborate[new.creator], "has a guest")
    rows = np.flatnonzero(wants)
    if not len(rows):
        return new
    guest = new.guest.copy()
    guest[rows] = _chosen(world, new.creator[rows], new.topics[rows], new.name[rows])
    return replace(new, guest=guest)


def _chosen(
    world: World, creator: NDArray[np.int32], topics: NDArray[np.float32], name: NDArray[np.int64]
) -> NDArray[np.int64]:
    """(n,) the guest of each video, or `NO_GUEST` where nobody fits."""
    place = np.arange(MET)
    others = world.luck.integers(len(world.creators), "comes across", name[:, None], place[None, :])
    chance = appeal(world, creator, topics, others)
    # A race of exponential times: whose chance changes a little takes no place from anybody else.
    waits = -np.log1p(-world.luck.uniform("agrees", name[:, None], others))
    race = np.where(chance > 0.0, waits / np.maximum(chance, 1e-12), np.inf)
    first = race.argmin(axis=1)
    rows = np.arange(len(name))
    return np.where(np.isfinite(race[rows, first]), others[rows, first], NO_GUEST)


def appeal(
    world: World, creator: NDArray[np.integer], topics: NDArray[np.float32], others: NDArray[np.integer]
) -> Floats:
    """(n, m) weight of each of the (n, m) `others` as a guest of these creators' videos with these (n, topics) shares;
    0 for who cannot be."""
    made = world.creators
    focus = made.focus[others].astype(np.float64)
    at_all = topics.astype(np.float64) @ world.topic_weights
    own = np.take_along_axis(topics, made.topic[others].astype(np.intp), axis=1)
    about = focus * own + (1.0 - focus) * at_all[:, None]
    following = np.minimum(made.followers[creator][:, None], made.followers[others]) + NEWCOMER
    fits = (made.posts_per_day[others] >= ACTIVE) & (others != creator[:, None])
    return about * following * fits


def won_over(world: World, views: Views, tick: int, played: int = -1) -> GuestFollows:
    """Who begins to follow the guest of a video they watched; somebody who is played never does by law."""
    rows = np.flatnonzero(world.videos.guest.take(views.item) >= 0)
    if not len(rows):
        return none_followed()
    met = views.rows(rows[views.user[rows] != played])
    won = np.flatnonzero(follow_guest(world, met, pleasure(met)))
    item = met.item[won]
    return GuestFollows(
        met.user[won], world.videos.guest[item], np.full(len(won), tick, dtype=np.int32), item
    )


def settle(
    world: World, events: Interactions, lured: NDArray[np.bool_], follows: GuestFollows, tick: int
) -> None:
    """Let this hour's views tie people to the guests, and earn or cost these trust; after `World.record`."""
    guest = world.videos.guest.take(events.item)
    rows = np.flatnonzero(guest >= 0)
    if not len(rows):
        world.introduced = none_followed()
        return
    if len(follows):
        # Whoever was met as a maker in the same hour may be followed already.
        known = world.bonds.follows[world.bonds.rows(follows.user, follows.creator)]
        follows = follows.rows(np.flatnonzero(~known))
    met, guest = events.rows(rows), guest[rows]
    ties = world.introduce(met, guest, follows, tick)
    trust.cast(world, guest, *trust.votes(world, met, guest, ties, lured[rows]))
