"""What spoils a log: events that get lost, reactions that mean nothing, and fake people who push somebody's items.

The fake people are a bandwagon attack (Mobasher, Burke, Bhaumik, Williams 2007, Toward trustworthy recommender
systems): they watch and like what they are paid for, and in between what trends, so that they resemble many.
"""

from __future__ import annotations

from dataclasses import fields, replace
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray
from pydantic import Field

from recommender.config import SettingsBase, Share
from recommender.types import Chance, Flags, Floats, Ids, Interactions

if TYPE_CHECKING:  # settings are read without loading the methods
    from recommender.memory.memory import Memory

_LIKES = 0.05
"""Chance of a like in a random reaction."""
_DISGUISES = 100
"""What trends most is what bots hide behind."""
_DURATION_S = 15.0
"""Length of a fake view; only its ratio, 1, matters."""


class NoiseSettings(SettingsBase):
    """How the log that the recommender learns from is spoiled."""

    sparse: Share = 0.0
    """Share of events that get lost before the recommender learns."""
    random: Share = 0.0
    """Share of events whose reaction is replaced by a random one, as of somebody not looking."""
    bots: float = Field(default=0.0, ge=0, le=10)
    """Fake people for each real one; 0.1 is one for ten."""
    bot_views: int = Field(default=3, ge=1, le=100)
    """Videos that each fake person watches in full and likes in an hour."""
    bot_pushes: Share = 0.02
    """Share of creators whose videos the fake people push; one at least."""
    bot_fresh_h: float = Field(default=100_000.0, gt=0, le=100_000)
    """Age in hours up to which they push a video: 24 buys likes for new ones, the most for all."""
    bot_disguise: Share = 0.5
    """Share of fake views given to what trends, so that fake people look like real ones."""


def lost(batch: Interactions, share: float, chance: Chance) -> Flags:
    """(B,) which events get lost. A larger share loses more and finds none again."""
    if share <= 0 or not len(batch):
        return np.zeros(len(batch), dtype=np.bool_)
    return chance.uniform("lost event", batch.user, batch.item, batch.tick) < share


def scrambled(batch: Interactions, share: float, chance: Chance) -> Interactions:
    """The events, some with a random reaction: watched for 0..1 of the length, liked once in 20, nothing else."""
    if share <= 0 or not len(batch):
        return batch
    address = batch.user, batch.item, batch.tick
    hit = chance.uniform("random reaction", *address) < share
    ratio = chance.uniform("random watch", *address)
    return replace(
        batch,
        watch_s=np.where(hit, ratio * batch.duration_s, batch.watch_s).astype(np.float32),
        liked=np.where(hit, chance.uniform("random like", *address) < _LIKES, batch.liked),
        commented=batch.commented & ~hit,
        shared=batch.shared & ~hit,
        followed=batch.followed & ~hit,
        disliked=batch.disliked & ~hit,
    )


def unheard(users: Ids, creators: Ids, settings: NoiseSettings, chance: Chance) -> Flags:
    """(n,) which follows that no event tells of never arrive: lost, or drowned in a random reaction."""
    missing = np.zeros(len(users), dtype=np.bool_)
    for purpose, share in (("lost follow", settings.sparse), ("random follow", settings.random)):
        if share > 0 and len(users):
            missing |= chance.uniform(purpose, users, creators) < share
    return missing


def pushed_creators(creators: int, share: float, chance: Chance) -> Flags:
    """(creators,) whom the fake people push: about this share of them, one at least. A larger share drops nobody."""
    luck = chance.uniform("bot client", np.arange(creators))
    return luck <= max(share, float(luck.min()))


def joined(first: Interactions, second: Interactions) -> Interactions:
    """The events of both, in this order."""
    return Interactions(
        *(np.concatenate((getattr(first, f.name), getattr(second, f.name))) for f in fields(Interactions))
    )


class Bots:
    """Fake people with ids from `people` on; more of them are added at the end."""

    def __init__(self, people: int, chance: Chance, clients: Ids | None = None) -> None:
        """`clients` are the creators who are pushed; where None or none, a share of all, drawn by lot."""
        self._people = people
        self._chance = chance
        self._clients = clients if clients is not None and len(clients) else None

    def ids(self, bots: float) -> Ids:
        """The ids of the fake people."""
        return np.arange(self._people, self._people + round(bots * self._people), dtype=np.int32)

    def pushed(self, memory: Memory, share: float) -> Ids:
        """The items that are pushed, at whatever age: all of the clients', rising."""
        if not memory.items:
            return np.zeros(0, dtype=np.int32)
        creators = memory.catalogue.creator
        if self._clients is not None:
            return np.flatnonzero(np.isin(creators, self._clients)).astype(np.int32)
        chosen = pushed_creators(int(creators.max()) + 1, share, self._chance)
        return np.flatnonzero(chosen[creators]).astype(np.int32)

    def act(self, settings: NoiseSettings, memory: Memory, tick: int) -> Interactions:
        """The fake views of hour `tick`; nothing twice."""
        bots = self.ids(settings.bots)
        clients = self.pushed(memory, settings.bot_pushes)
        clients = clients[memory.catalogue.published[clients] >= tick - settings.bot_fresh_h]
        if not len(bots) or not len(clients):
            nobody = np.zeros(0, dtype=np.int32)
            return _liked(nobody, nobody, tick)
        views = np.arange(settings.bot_views)
        item = _picked(clients, self._chance.uniform("bot view", bots[:, None], tick, views))
        popular = _most_watched_lately(memory, tick)
        if len(popular) and settings.bot_disguise > 0:
            hides = self._chance.uniform("bot hides", bots[:, None], tick, views) < settings.bot_disguise
            behind = _picked(popular, self._chance.uniform("bot disguise", bots[:, None], tick, views))
            item = np.where(hides, behind, item)
        user, item = np.repeat(bots, settings.bot_views), item.ravel()
        _, first = np.unique(user * np.int64(memory.items) + item, return_index=True)
        first = first[~memory.seen(user[first], item[first])]
        return _liked(user[first], item[first], tick)


def _picked(items: Ids, luck: Floats) -> Ids:
    """One of the items for each number in [0, 1)."""
    return items[(luck * len(items)).astype(np.intp)]


def _most_watched_lately(memory: Memory, tick: int) -> Ids:
    trend = memory.trending(tick)
    order = np.lexsort((np.arange(len(trend)), -trend))[:_DISGUISES]
    return order[trend[order] > 0].astype(np.int32)


def _liked(users: NDArray[np.int32], items: NDArray[np.int32], tick: int) -> Interactions:
    """Full views with a like."""
    long = np.full(len(users), _DURATION_S, dtype=np.float32)
    no = np.zeros(len(users), dtype=np.bool_)
    return Interactions(
        users, items, np.full(len(users), tick, dtype=np.int32), long, long, ~no, no, no, no, no
    )
