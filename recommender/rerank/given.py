"""Stages that give places away: to followed creators, to pools of new videos, to the lot."""

from __future__ import annotations

import numpy as np

from recommender.growing import matches
from recommender.methods.fill import Draft
from recommender.methods.lots import drawn, inserted, spread
from recommender.rerank.moment import Moment
from recommender.rerank.settings import Exploration, FollowShare, Pools
from recommender.types import NO_ITEM, Floats, Ids, Slate, Source

_FOLLOWED = 2_000
"""Newest videos among which those of followed creators are looked for."""


def follow_share(slate: Slate, settings: FollowShare, at: Moment) -> Slate:
    """Evenly spread places go to the newest unseen videos that followed creators made or are guests in.

    Score: hour of publication.
    """
    users, memory = slate.users, at.memory
    places = spread(users, at.places, settings.share, at.tick, at.chance, "follow share")
    newest = np.arange(memory.items - 1, max(memory.items - 1 - _FOLLOWED, -1), -1, dtype=np.int32)
    row, creator = memory.follows.of(users)
    allowed = np.zeros((len(users), len(newest)), dtype=np.bool_)
    for made_by in (memory.catalogue.creator[newest], memory.catalogue.guest[newest]):
        pair, place = matches(creator, made_by)
        allowed[row[pair], place] = True
    allowed &= ~memory.seen(users[:, None], newest)
    most = int(places.sum(axis=1).max(initial=0))
    draft = Draft(users, most)
    hours = memory.catalogue.published[newest].astype(np.float64)
    draft.take(np.arange(len(users)), newest, hours, allowed, Source.FOLLOWING)
    items = np.full(places.shape, NO_ITEM, dtype=np.int32)
    rank = np.cumsum(places, axis=1) - 1
    rows, columns = np.nonzero(places)
    items[rows, columns] = draft.items[rows, rank[rows, columns]]
    return inserted(
        slate, items, _scores(items, memory.catalogue.published.astype(np.float64)), Source.FOLLOWING
    )


def pools(slate: Slate, settings: Pools, at: Moment) -> Slate:
    """Evenly spread places go to videos whose pool has room; score: the number of viewers.

    Pool k ends at sizes[k] * people met viewers. The first takes every new video; a video stays in pool k > 0
    while its views to the end, or likes, per recent view reach the pass mark times 1 + rise * (k - 1)
    (Douyin's traffic pools as creators describe them). Whoever passes no more waits until it does.
    """
    memory = at.memory
    first = max(0, memory.items - settings.newest)
    viewers, views = memory.viewers[first:], memory.trending(at.tick)[first:]
    ends = np.maximum(np.array(settings.sizes) * memory.history.users, 1.0)
    pool = np.searchsorted(ends, viewers, side="right")
    bar = views * (1.0 + settings.rise * (pool - 1))
    passes = (pool == 0) | (views > 0)
    reached = pool == 0
    for outcome, mark in (("completions", settings.completion), ("likes", settings.likes)):
        reached |= memory.trend.at(at.tick, memory.items, outcome)[first:] >= mark * bar
    eligible = (first + np.flatnonzero((pool < len(ends)) & passes & reached)).astype(np.int32)
    places = spread(slate.users, at.places, settings.share, at.tick, at.chance, "pools")
    items = drawn(places, eligible, slate.users, at.tick, memory, at.chance, "pools")
    return inserted(slate, items, _scores(items, memory.viewers.astype(np.float64)), Source.TRIAL)


def exploration(slate: Slate, settings: Exploration, at: Moment) -> Slate:
    """Each place goes with chance `share` to an unseen video drawn by lot; score: the chance of one draw."""
    memory = at.memory
    places = np.arange(at.places)
    chosen = at.chance.uniform("exploration", slate.users[:, None], at.tick, places) < settings.share
    everything = np.arange(memory.items, dtype=np.int32)
    items = drawn(chosen, everything, slate.users, at.tick, memory, at.chance, "explored")
    return inserted(slate, items, _scores(items, np.full(memory.items, 1.0 / memory.items)), Source.CHANCE)


def _scores(items: Ids, of: Floats) -> Floats:
    """Each item's entry of `of`; NaN in empty places."""
    return np.where(items == NO_ITEM, np.nan, of[np.maximum(items, 0)])
