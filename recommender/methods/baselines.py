"""What any method must beat: the lot, the newest, the most watched, what trends."""

from __future__ import annotations

import numpy as np

from recommender.memory.memory import Memory
from recommender.methods.fill import Draft, fall_back, falling, newest
from recommender.methods.method import Method, single
from recommender.types import Chance, Explanation, Flags, Floats, Ids, Slate, Source

_ROUNDS = 6
"""Rounds of draws before those who have seen nearly everything get a sweep over all items."""
_SWEEP = 2_000_000
"""Pairs swept at a time."""


class Newest(Method):
    """Last published first; the score is the hour of publication."""

    def recommend(self, users: Ids, n: int, tick: int) -> Slate:
        """The n newest items that each user has not watched."""
        draft = Draft(users, n)
        draft.fill(newest(self.memory), self.memory.seen, Source.NEWEST)
        return draft.slate()

    def explain(self, user: int, item: int, tick: int) -> Explanation:
        """The hour of publication."""
        self.memory.require(np.array([item]))
        return single(user, item, Source.NEWEST, float(self.memory.catalogue.published[item]))

    def score(self, users: Ids, items: Ids, tick: int) -> Floats:
        """(users, m) the hours of publication."""
        return self.memory.catalogue.published[items].astype(np.float64)


class MostWatched(Method):
    """What most people have ever watched, then what is newest; the score is the number of viewers."""

    def recommend(self, users: Ids, n: int, tick: int) -> Slate:
        """The n most watched items that each user has not watched."""
        draft = Draft(users, n)
        viewers = self.memory.viewers
        draft.fill(falling(viewers.astype(np.float64)), self.memory.seen, Source.POPULAR)
        draft.fill(newest(self.memory), self.memory.seen, Source.NEWEST)
        return draft.slate()

    def explain(self, user: int, item: int, tick: int) -> Explanation:
        """The number of viewers; for an item without any, the hour of publication."""
        self.memory.require(np.array([item]))
        if self.memory.viewers[item]:
            return single(user, item, Source.POPULAR, float(self.memory.viewers[item]))
        return self.explain_without_score(user, item, tick)

    def score(self, users: Ids, items: Ids, tick: int) -> Floats:
        """(users, m) the numbers of viewers; NaN where there are none."""
        return _positive(self.memory.viewers[items].astype(np.float64))


class Trending(Method):
    """What was watched most lately, then what is newest; the score is the decayed views (see `trend`)."""

    def recommend(self, users: Ids, n: int, tick: int) -> Slate:
        """The n items trending at hour `tick` that each user has not watched."""
        draft = Draft(users, n)
        fall_back(draft, self.memory, tick)
        return draft.slate()

    def explain(self, user: int, item: int, tick: int) -> Explanation:
        """The decayed views; for an item without any, the hour of publication."""
        self.memory.require(np.array([item]))
        return self.explain_without_score(user, item, tick)

    def score(self, users: Ids, items: Ids, tick: int) -> Floats:
        """(users, m) the decayed views; NaN where there are none."""
        return _positive(self.memory.trending(tick)[items])


class Random(Method):
    """Drawn by lot, each unseen item with the same chance; the score is 1 / items, the chance of one draw."""

    def __init__(self, chance: Chance, memory: Memory | None = None) -> None:
        super().__init__(memory)
        self._chance = chance

    def recommend(self, users: Ids, n: int, tick: int) -> Slate:
        """n items drawn for each user and hour, seen and repeated ones drawn again."""
        draft = Draft(users, n)
        items, seen = self.memory.items, self.memory.seen
        if not items or not n:
            return draft.slate()
        scores = np.full(2 * n, 1.0 / items)
        for turn in range(_ROUNDS):
            rows = draft.short()
            if not len(rows):
                return draft.slate()
            draws = np.arange(turn * 2 * n, (turn + 1) * 2 * n)
            luck = self._chance.uniform("random", draft.users[rows, None], tick, draws)
            drawn = (luck * items).astype(np.int32)
            draft.take(rows, drawn, scores, _first_in_row(drawn), Source.CHANCE, seen)
        self._sweep(draft, tick)
        return draft.slate()

    def explain(self, user: int, item: int, tick: int) -> Explanation:
        """The chance of one draw."""
        self.memory.require(np.array([item]))
        return single(user, item, Source.CHANCE, 1.0 / self.memory.items)

    def score(self, users: Ids, items: Ids, tick: int) -> Floats:
        """(users, m) the chance of one draw."""
        return np.full(items.shape, 1.0 / max(self.memory.items, 1))

    def _sweep(self, draft: Draft, tick: int) -> None:
        """Shuffle all items for the rows that are still short."""
        items = np.arange(self.memory.items, dtype=np.int32)
        short = draft.short()
        step = max(1, _SWEEP // max(1, len(items)))
        for begin in range(0, len(short), step):
            rows = short[begin : begin + step]
            luck = self._chance.uniform("random sweep", draft.users[rows, None], tick, items)
            order = np.argsort(luck, axis=1, kind="stable").astype(np.int32)
            every, score = np.ones(len(items), dtype=np.bool_), np.full(len(items), 1.0 / len(items))
            draft.take(rows, order, score, every, Source.CHANCE, self.memory.seen)


def _positive(scores: Floats) -> Floats:
    """The scores, NaN where they are 0."""
    return np.where(scores > 0, scores, np.nan)


def _first_in_row(items: Ids) -> Flags:
    """(rows, m) True where the row does not hold the item further left."""
    order = np.argsort(items, axis=1, kind="stable")
    ordered = np.take_along_axis(items, order, axis=1)
    first = np.ones(items.shape, dtype=np.bool_)
    first[:, 1:] = ordered[:, 1:] != ordered[:, :-1]
    result = np.empty(items.shape, dtype=np.bool_)
    np.put_along_axis(result, order, first, axis=1)
    return result
