"""User-based collaborative filtering: what people with a similar history liked.

    R(u, i) = sum over j in N(u) of sim(u, j) R(j, i)  /  sum over j in N(u) of sim(u, j)

N(u) are the k users most similar to u, u not among them (Resnick et al. 1994, GroupLens; Herlocker et al.
1999). `predict` can also divide by the similarities of those neighbours alone who rated i, as the rating
literature does; that ranks terribly (one rating by one neighbour wins), so `recommend` never does.

What feeds rank by is the first of these, with two settings that leave it alone at first:

    score(u, i) = sum over j in N(u) of sim(u, j) (R(j, i) - A(j, i))  /  sum of sim(u, j)  /  (1 + viewers(i))**p

A(j, i) >= 0 is what j objects to, by skipping or refusing i (see `Strength`): so a video that neighbours skipped is
told from one that they never met, and one with a sum of 0 or less is not recommended. Dividing by how many have
watched, p = `popularity`, damps what everybody saw anyway. At 1 it is weighing by the inverse of the chance of having
been shown (Schnabel et al. 2016, Recommendations as treatments), in between its usual compromise between many hits
and few popular ones: Deshpande, Karypis 2004, Item-based top-N recommendation algorithms, divide by a count to
such a power in similarities, Aiolli 2013, Efficient top-N recommendation for very large scale binary rated
datasets, in user-based sums, and Steck 2011, Item popularity and recommendation accuracy, weighs what was missed so.
"""

from __future__ import annotations

import math
from functools import lru_cache
from typing import get_args

import numpy as np
from numpy.typing import NDArray

from recommender.config import Normalize, UserCFSettings
from recommender.memory.history import History
from recommender.memory.memory import Memory
from recommender.methods.fill import fall_back
from recommender.methods.method import Method
from recommender.methods.sharpness import drawn
from recommender.methods.trial import Trial
from recommender.neighbours.kernels import EVEN
from recommender.neighbours.looking import Choosing, room_to_choose
from recommender.neighbours.search import Neighbours
from recommender.types import (
    NO_ITEM,
    Chance,
    Explanation,
    Floats,
    Ids,
    Part,
    Slate,
    Source,
)

_SHARED = 5
"""Common items that an explanation names per neighbour."""
_PAIRS = 200_000
"""(pair, neighbour) combinations predicted at a time."""
_CELLS = 4_000_000
"""(person, item) sums of votes held at a time."""


@lru_cache(maxsize=8)
def _damped(popularity: float, most: int) -> Floats:
    """(most,) (1 + viewers)**-popularity of so many viewers: counts are few and small, items many. Not to be written
    to."""
    return np.arange(1.0, 1.0 + most) ** -popularity


class UserCF(Method):
    """User-based collaborative filtering; a `Recommender`.

    Places that neighbours leave empty go to what trends, then to what is newest; some go to items on trial
    (see `trial`). `Slate.source` says which is which.
    """

    def __init__(self, settings: UserCFSettings, chance: Chance, memory: Memory | None = None) -> None:
        super().__init__(memory)
        self.settings = settings
        self.history = self.memory.history
        self._neighbours = Neighbours(settings, self.history, chance)
        self.trial = Trial(settings, self.memory, chance)
        self._chance = chance

    def rate(self, users: Ids, items: Ids, ratings: NDArray[np.floating], tick: int = 0) -> None:
        """Take in ratings >= 0 as strengths, one per pair. Errors: ValueError as `update`, and below 0."""
        self.memory.rate(users, items, ratings, tick)

    def neighbours(self, users: Ids) -> tuple[Ids, Floats]:
        """(ids, similarities), both (users, k), most similar first; -1 and 0 where there are fewer than k."""
        return self._neighbours.of(np.asarray(users, dtype=np.int32))

    @property
    def asks_around(self) -> bool:
        """Are neighbours of people with settled histories found by asking around, not by comparing with everyone?"""
        return self._neighbours.asks_around

    def recall(self, users: Ids) -> float:
        """Share (0..1) of these users' true neighbours who are found; see `Neighbours.recall`."""
        return self._neighbours.recall(np.asarray(users, dtype=np.int32))

    def forgot(self, users: Ids) -> None:
        """Drop whom these users were like."""
        self._neighbours.forget(users)

    def predict(
        self, users: Ids, items: Ids, normalize: Normalize | None = None, tick: int | None = None
    ) -> Floats:
        """R(u, i) of each pair of the columns `users` and `items`, in units of strength at hour `tick`.

        `normalize` overrules the setting: "neighbours" divides by the similarities of all neighbours,
        "raters" by those of the neighbours who have i in their row. NaN where the denominator is 0: no
        neighbours, or no rater. Without `tick`, strengths are as stored, which is as given if nothing
        decays. Errors: ValueError for items never published.
        """
        normalize = self.settings.normalize if normalize is None else normalize
        if normalize not in get_args(Normalize):
            raise ValueError(f"normalize must be one of {', '.join(get_args(Normalize))}, not {normalize!r}")
        users, items = np.asarray(users, dtype=np.int32), np.asarray(items, dtype=np.int32)
        self.memory.require(items)
        distinct, row = np.unique(users, return_inverse=True)
        ids, sims = self.neighbours(distinct)
        result = np.full(len(items), np.nan)
        step = max(1, _PAIRS // self.settings.k)
        for begin in range(0, len(items), step):
            part = slice(begin, begin + step)
            sim, strength = self._votes(ids[row[part]], sims[row[part]], items[part])
            counted = sim if normalize == "neighbours" else np.where(strength > 0, sim, 0.0)
            below = counted.sum(axis=1)
            np.divide((sim * strength).sum(axis=1), below, out=result[part], where=below > 0)
        return result if tick is None else result * self.history.scale(tick)

    def look_ahead(self, users: Ids, n: int) -> None:
        """Begin to look for these users' neighbours, and for the best n items that these hold."""
        n = n if math.isinf(self.settings.sharpness) else 0
        self.memory.read_along(self._neighbours.leave_off)
        self._neighbours.look_ahead(np.asarray(users, dtype=np.int32), lambda rows: self._choice(rows, n))

    def recommend(self, users: Ids, n: int, tick: int) -> Slate:
        """n unseen items for each user, by falling score, or drawn by it (`sharpness`); see the class for the rest."""
        users = np.ascontiguousarray(users, dtype=np.int32)
        draft, trials = self.trial.draft(users, n, tick)
        items, scores = self._chosen(users, n, tick)
        allowed = items != NO_ITEM
        draft.take(
            np.arange(len(users)), items, scores * self.history.scale(tick), allowed, Source.NEIGHBOURS
        )
        fall_back(draft, self.memory, tick)
        return self.trial.weave(draft, trials)

    def score(self, users: Ids, items: Ids, tick: int) -> Floats:
        """(users, m) what feeds rank by, in units of strength at hour `tick`; NaN where neighbours know nothing of
        the item, or have as much against it as for it."""
        history, result = self.history, np.full(items.shape, np.nan)
        if not history.items:
            return result
        ids, sims = self.neighbours(users)
        weight = self._weights()
        step = max(1, _CELLS // history.items)
        for begin in range(0, len(users), step):
            part = slice(begin, begin + step)
            known = items[part] < history.items
            there = np.where(known, items[part], 0)
            own = self._sums(history, ids[part], sims[part], there)
            if self.memory.against.users:
                left = own - self._sums(self.memory.against, ids[part], sims[part], there)
                own = np.where(left > EVEN * own, left, 0.0)
            if len(weight):
                own = own * weight[there]
            whole = np.add.accumulate(sims[part], axis=1)[:, -1:]
            np.divide(own, whole, out=result[part], where=known & (own > 0))
        return result * history.scale(tick)

    def explain(self, user: int, item: int, tick: int) -> Explanation:
        """The neighbours whose strengths make the score, largest first; items both watched, strongest first.

        The share of who skipped or refused the item is below 0. Where there is no score, the one part names what
        else would show it: a trial, if few have watched it (share: how many), the trend (decayed views), or its
        newness (the hour of publication).
        Errors: ValueError for items never published.
        """
        one = np.array([item], dtype=np.int32)
        self.memory.require(one)
        ids, sims = self.neighbours(np.array([user], dtype=np.int32))
        sim, strength = self._votes(ids, sims, one)
        score = float(self.score(np.array([user], dtype=np.int32), one[None], tick)[0, 0])
        if math.isnan(score):
            return self.trial.explain(user, item, tick) or self.explain_without_score(user, item, tick)
        there = np.maximum(ids, 0)
        strength = strength - np.where(ids >= 0, self.memory.against.strength(there, one[:, None]), 0.0)
        weight = self._weights()
        scale = self.history.scale(tick) * (weight[item] if len(weight) else 1.0)
        shares = (sim * strength)[0] * scale
        voting = np.flatnonzero(shares)
        shares = shares[voting] / sims.sum()
        parts = [
            Part(Source.NEIGHBOURS, int(j), float(share), float(weight), self._shared(user, int(j)))
            for j, share, weight in zip(ids[0, voting], shares, sims[0, voting], strict=True)
        ]
        parts.sort(key=lambda part: (-part.share, part.id))
        return Explanation(user, item, score, Source.NEIGHBOURS, tuple(parts))

    def _votes(self, ids: Ids, sims: Floats, items: Ids) -> tuple[Floats, Floats]:
        """Similarities (0 where there is no neighbour) and their stored strengths for the row's item."""
        there = ids >= 0
        strength = self.history.strength(np.where(there, ids, 0), items[:, None])
        return sims, np.where(there, strength, 0.0)

    def _sums(self, table: History, ids: Ids, sims: Floats, items: Ids) -> Floats:
        """(rows, m) sum over the neighbours of sim times the table's values, for each row's items."""
        # Neighbour by neighbour and slot by slot, as the kernel that makes slates adds them up.
        row, neighbour = np.nonzero((ids >= 0) & (ids < table.users))
        j = ids[row, neighbour]
        sums = np.zeros((len(ids), self.history.items))
        cells = row[:, None] * np.int64(self.history.items) + table.item[j]
        np.add.at(sums.reshape(-1), cells, sims[row, neighbour, None] * table.value[j])
        return np.take_along_axis(sums, items, axis=1)

    def _weights(self) -> Floats:
        """(items,) (1 + viewers)**-popularity; without entries where that is 1 for all."""
        if not self.settings.popularity:
            return np.zeros(0)
        viewers = self.history.seen.viewers[: self.history.items]
        most = int(viewers.max(initial=0))
        return _damped(self.settings.popularity, 1 << most.bit_length()).take(viewers)

    def _chosen(self, users: Ids, n: int, tick: int) -> tuple[Ids, Floats]:
        """(users, n) unseen items and stored scores, in the order of the feed; NO_ITEM where neighbours know no more.

        Drawn are they among all that the neighbours are for.
        """
        surest = math.isinf(self.settings.sharpness)
        ahead = self._neighbours.taken(users, n) if surest and n else None
        if ahead is not None:
            return ahead.best, ahead.scores
        ids, sims = self.neighbours(users)
        if surest or not n:
            return self._best(users, ids, sims, n)

        def best(part: slice, many: int) -> tuple[Ids, Floats]:
            return self._best(users[part], ids[part], sims[part], many)

        most = min(self.history.items, ids.shape[1] * self.history.item.shape[1])
        return drawn(best, users, most, n, self.settings.sharpness, self._chance, tick)

    def _best(self, users: Ids, ids: Ids, sims: Floats, n: int) -> tuple[Ids, Floats]:
        """(users, n) unseen items by falling stored score; NO_ITEM where neighbours know no more."""
        choice = self._choice(len(users), n)
        if n and self.history.users:
            self._neighbours.search(users, (0, 0), choice, (ids, sims)).finish()
        return choice.best, choice.scores

    def _choice(self, rows: int, n: int) -> Choosing:
        against = self.memory.against
        off = against.item, against.value, against.taken
        return Choosing(
            *off, self._weights(), self.history.seen.rows, self.history.items, *room_to_choose(rows, n)
        )

    def _shared(self, user: int, neighbour: int) -> tuple[int, ...]:
        """Items in both rows, by falling product of strengths, the lower id first among equals."""
        history = self.history
        rows = [(history.item[u][history.value[u] > 0], history.value[u]) for u in (user, neighbour)]
        (mine, own), (theirs, other) = ((items, values[values > 0]) for items, values in rows)
        common, at_mine, at_theirs = np.intersect1d(mine, theirs, assume_unique=True, return_indices=True)
        product = own[at_mine].astype(np.float64) * other[at_theirs]
        return tuple(int(i) for i in common[np.lexsort((common, -product))][:_SHARED])
