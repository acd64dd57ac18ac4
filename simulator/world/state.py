"""The world: everything that exists, as columns, and the one place where a tick changes it."""

from __future__ import annotations

from dataclasses import dataclass
from operator import attrgetter

import numpy as np
from numpy.typing import NDArray

from recommender.compiled import compiled
from recommender.luck import Luck
from recommender.types import Flags, Ids, Interactions, Items
from simulator.settings.tree import Settings
from simulator.world import creators, kinds, people
from simulator.world.bonds import Bonds, Rows, Told, Totals
from simulator.world.creators import Creators
from simulator.world.guests import GuestFollows, none_followed
from simulator.world.habits import Habits
from simulator.world.kinds import Kinds
from simulator.world.live import Lives
from simulator.world.people import People
from simulator.world.trends import Trends
from simulator.world.twins import Twins
from simulator.world.videos import NewVideos, Videos

COMPLETE = 0.95
"""Watch ratio from which a video counts as watched to the end."""

GLANCE_S = 3.0
"""Seconds below which a video was only glanced at."""

_OF_CREATORS = attrgetter(*Told._fields)


@dataclass(slots=True)
class World:
    """All state. Laws read it, `engine` changes it through the methods here."""

    settings: Settings
    luck: Luck
    """Of what happens."""
    birth: Luck
    """Of who people and creators are, and what they are called."""
    topic_weights: NDArray[np.float64]
    """(topics,) shares: how popular each topic is with everybody."""
    people: People
    creators: Creators
    habits: Habits
    """What creators can be relied on for."""
    videos: Videos
    bonds: Bonds
    kinds: Kinds
    """What each type of video does."""
    trends: Trends
    """Hashtags and challenges that many join for a while."""
    lives: Lives
    """Live streams."""
    introduced: GuestFollows
    """Who began to follow a guest in the last hour."""

    @property
    def topics(self) -> int:
        return len(self.settings.world.topics)

    def publish(self, new: NewVideos) -> Items:
        """New videos exist from now on."""
        return self.videos.publish(new)

    def record(self, events: Interactions, tick: int) -> Rows:
        """Write down what happened: the totals of videos and creators, and the ties between people and creators, whose
        rows in `bonds` (B,) come back."""
        videos = self.videos
        rows = self.bonds.meet(events.user, videos.creator.take(events.item))
        _tally(
            events.item, events.watch_s, events.duration_s, events.liked, events.commented, events.shared,
            *videos.columns(("views", "completions", "likes", "comments", "shares")),
        )  # fmt: skip
        acts = events.liked, events.followed, events.shared
        self.bonds.note(rows, self._impression(events), *acts, tick, self._told)
        return rows

    def introduce(
        self, events: Interactions, guest: NDArray[np.int32], follows: GuestFollows, tick: int
    ) -> Rows:
        """Write down, after `record`, that these people met these (B,) guests of videos, and who follows a guest from
        now on; the rows of these ties (B,). A guest is seen and remembered like whoever made the video; likes and
        shares are for who made it."""
        self.introduced = follows
        rows, no = self.bonds.meet(events.user, guest), np.zeros(len(events), dtype=np.bool_)
        self.bonds.note(rows, self._impression(events), no, no, no, tick, self._told)
        if len(follows):
            self.attach(self.bonds.meet(follows.user, follows.creator))
        return rows

    def won_aside(self) -> tuple[NDArray[np.int32], NDArray[np.int32]]:
        """(n,) people and (n,) whom they follow since this hour, live or as a guest of a video: what the hour's
        interactions do not tell of."""
        live, guests = self.lives.last, self.introduced
        return (
            np.concatenate((live.user[live.followed], guests.user)),
            np.concatenate((live.creator[live.followed], guests.creator)),
        )

    def attach(self, rows: Rows) -> None:
        """In these rows of `bonds` somebody starts to follow."""
        self.bonds.attach(rows, self._told)

    @property
    def _told(self) -> Told:
        return Told(*_OF_CREATORS(self.creators))

    def _impression(self, events: Interactions) -> NDArray[np.float32]:
        """(B,) how much each view leaves in the memory of the creator."""
        watched = events.watch_s >= np.minimum(GLANCE_S, events.duration_s)
        kind = self.videos.kind.take(events.item)
        return (np.where(watched, 1.0, 0.2) * self.kinds.memory.take(kind)).astype(np.float32)


@compiled
def _tally(
    item: Ids,
    watch_s: NDArray[np.float32],
    duration_s: NDArray[np.float32],
    liked: Flags,
    commented: Flags,
    shared: Flags,
    views: Totals,
    completions: Totals,
    likes: Totals,
    comments: Totals,
    shares: Totals,
) -> None:
    """Add what happened to each video."""
    for at in range(len(item)):
        video = item[at]
        views[video] += 1
        # What stays as it is need not be fetched.
        if watch_s[at] / duration_s[at] >= np.float32(COMPLETE):
            completions[video] += 1
        if liked[at]:
            likes[video] += 1
        if commented[at]:
            comments[video] += 1
        if shared[at]:
            shares[video] += 1


def born(settings: Settings, twins: Twins | None = None) -> World:
    """A new world, before its first hour and without videos; its people are twins of those given, if any are."""
    luck = Luck(settings.seed)
    birth = luck if settings.world.seed is None else Luck(settings.world.seed)
    topics = len(settings.world.topics)
    appeal = np.exp(people.topic_appeal(settings.people, birth, topics))
    weights = appeal / appeal.sum()
    count = settings.world.people
    if twins is not None:
        twins, weights = twins.for_people(count, birth), twins.popularity
    return World(
        settings=settings,
        luck=luck,
        birth=birth,
        topic_weights=weights,
        people=people.born(settings.people, birth, count, topics, twins),
        creators=creators.born(settings, birth, weights, exact=twins is not None),
        habits=Habits(settings.world.creators, topics),
        videos=Videos(topics),
        bonds=Bonds(count, settings.world.creators, settings.measure.memory_half_life_h),
        kinds=kinds.table(settings.creators.kinds),
        trends=Trends(count),
        lives=Lives(settings.world.creators),
        introduced=none_followed(),
    )
