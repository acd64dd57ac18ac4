"""Two pipelines in one world, as an experiment on a platform has them: who is served by which is drawn by lot, once.

Viewers: some people get the other's slates. Creators: every slate is merged of both, the other's order of the videos
of some creators and the one's order of all others', place by place, a tie decided by lot. Both: some people get such
merged slates, all others the one's own.
"""

from __future__ import annotations

from typing import Literal

import numpy as np
from numpy.typing import NDArray

from recommender.pipeline import Pipeline
from recommender.types import NO_ITEM, Chance, Explanation, Flags, Floats, Ids, Slate

Side = Literal["viewers", "creators", "both"]


class Split(Pipeline):
    """The one pipeline, with the other beside it for those whom the lot gives it."""

    def __init__(self, one: Pipeline, other: Pipeline, side: Side, share: float, chance: Chance) -> None:
        """`share` (0..1) of viewers, creators, or of each, are the other's. The pipelines share a memory."""
        super().__init__(one.method, one.name, one.settings, chance, one.places, one.own)
        self.adoption = one.adoption
        self.other = other
        self.side: Side = side
        self.share = share

    def viewers(self, users: NDArray[np.integer]) -> Flags:
        """(users,) who is treated; where creators alone are split, nobody."""
        if self.side == "creators":
            return np.zeros(len(users), dtype=np.bool_)
        return self._chance.uniform("split viewers", users) < self.share

    def creators(self, creators: NDArray[np.integer]) -> Flags:
        """(creators,) whose videos the other pipeline ranks; where viewers alone are split, nobody's."""
        if self.side == "viewers":
            return np.zeros(len(creators), dtype=np.bool_)
        return self._chance.uniform("split creators", creators) < self.share

    def look_ahead(self, users: Ids, n: int) -> None:
        """Nobody begins: each pipeline is asked for some users alone."""

    def recommend(self, users: Ids, n: int, tick: int) -> Slate:
        """n unseen items for each user; see the module."""
        users = np.asarray(users, dtype=np.int32)
        if self.side == "creators":
            return self._merged(users, n, tick)
        treated = self.viewers(users)
        theirs = self.other.recommend if self.side == "viewers" else self._merged
        slates = super().recommend(users[~treated], n, tick), theirs(users[treated], n, tick)
        order = np.argsort(np.concatenate((np.flatnonzero(~treated), np.flatnonzero(treated))))
        return Slate(
            users,
            np.concatenate([slate.items for slate in slates])[order],
            np.concatenate([slate.scores for slate in slates])[order],
            np.concatenate([slate.source for slate in slates])[order],
        )

    def _merged(self, users: Ids, n: int, tick: int) -> Slate:
        slates = super().recommend(users, 2 * n, tick), self.other.recommend(users, 2 * n, tick)
        first = self._chance.uniform("split tie", users[:, None], np.arange(2 * n), tick) < 0.5
        keys: list[Floats] = []
        for slate, wanted in zip(slates, (False, True), strict=True):
            held = slate.items != NO_ITEM
            whose = self.memory.catalogue.creator[np.maximum(slate.items, 0)]
            held &= self.creators(whose.reshape(-1)).reshape(whose.shape) == wanted
            keys.append(np.where(held, np.arange(2 * n) + 0.5 * (first == wanted), np.inf))
        key = np.concatenate(keys, axis=1)
        order = np.argsort(key, axis=1, kind="stable")[:, :n]
        empty = np.isinf(np.take_along_axis(key, order, axis=1))

        def taken(columns: list[NDArray[np.generic]]) -> NDArray[np.generic]:
            return np.take_along_axis(np.concatenate(columns, axis=1), order, axis=1)

        items, scores, source = (
            taken([getattr(slate, name) for slate in slates]) for name in ("items", "scores", "source")
        )
        return Slate(
            users,
            np.where(empty, NO_ITEM, items).astype(np.int32),
            np.where(empty, np.nan, scores).astype(np.float64),
            np.where(empty, 0, source).astype(np.uint8),
        )

    def score(self, users: Ids, items: Ids, tick: int) -> Floats:
        """(users, m) the score of whichever method puts this item before this user."""
        whose = self.memory.catalogue.creator[items]
        treated = np.broadcast_to(self.viewers(users)[:, None], items.shape)
        if self.side != "viewers":
            treated = self.creators(whose.reshape(-1)).reshape(whose.shape)
            if self.side == "both":
                treated = treated & self.viewers(users)[:, None]
        return np.where(treated, self.other.score(users, items, tick), super().score(users, items, tick))

    def explain(self, user: int, item: int, tick: int) -> Explanation:
        """By whichever pipeline puts this item before this user."""
        self.memory.require(np.array([item], dtype=np.int32))
        theirs = True
        if self.side != "creators":
            theirs = bool(self.viewers(np.array([user]))[0])
        if self.side != "viewers":
            theirs = theirs and bool(self.creators(self.memory.catalogue.creator[[item]])[0])
        return self.other.explain(user, item, tick) if theirs else super().explain(user, item, tick)

    def forget(self, users: Ids) -> None:
        """Remove every trace of the users."""
        super().forget(users)
        self.other.method.forgot(np.asarray(users, dtype=np.int32))
