"""User-based collaborative filtering: what people with a similar history liked.

    R(u, i) = sum over j in N(u) of sim(u, j) R(j, i)  /  sum over j in N(u) of sim(u, j)

N(u) are the k users most similar to u, u not among them (Resnick et al. 1994, GroupLens; Herlocker et al.
1999). `predict` can also divide by the similarities of those neighbours alone who rated i, as the rating
literature does; that ranks terribly (one rating by one neighbour wins), so `recommend` never does.
"""

from __future__ import annotations

from typing import get_args

import numpy as np
from numpy.typing import NDArray

from recommender.config import Normalize, UserCFSettings
from recommender.memory.memory import Memory
from recommender.methods.fill import fall_back
from recommender.methods.method import Method
from recommender.methods.trial import Trial
from recommender.neighbours.kernels import top_items
from recommender.neighbours.search import Neighbours, in_chunks
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


class UserCF(Method):
    """User-based collaborative filtering; a `Recommender`.

    Places that neighbours leave empty go to what trends, then to what is newest; some go to items on trial
    (see `trial`). `Slate.source` says which is which.
    """

    def __init__(self, settings: UserCFSettings, chance: Chance, memory: Memory | None = None) -> None:
        super().__init__(memory)
        self.settings = settings
        self.history = self.memory.history
        self._neighbours = Neighbours(settings, self.history)
        self.trial = Trial(settings, self.memory, chance)

    def rate(self, users: Ids, items: Ids, ratings: NDArray[np.floating], tick: int = 0) -> None:
        """Take in ratings >= 0 as strengths, one per pair. Errors: ValueError as `update`, and below 0."""
        self.memory.rate(users, items, ratings, tick)

    def neighbours(self, users: Ids) -> tuple[Ids, Floats]:
        """(ids, similarities), both (users, k), most similar first; -1 and 0 where there are fewer than k."""
        return self._neighbours.of(np.asarray(users, dtype=np.int32))

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

    def recommend(self, users: Ids, n: int, tick: int) -> Slate:
        """n unseen items for each user, by falling predicted strength; see the class for the rest."""
        users = np.ascontiguousarray(users, dtype=np.int32)
        draft, trials = self.trial.draft(users, n, tick)
        items, scores = self._best(users, n)
        allowed = items != NO_ITEM
        draft.take(
            np.arange(len(users)), items, scores * self.history.scale(tick), allowed, Source.NEIGHBOURS
        )
        fall_back(draft, self.memory, tick)
        return self.trial.weave(draft, trials)

    def score(self, users: Ids, items: Ids, tick: int) -> Floats:
        """(users, m) predicted strength at hour `tick`; NaN where no neighbour knows the item."""
        history, result = self.history, np.full(items.shape, np.nan)
        if not history.items:
            return result
        ids, sims = self.neighbours(users)
        step = max(1, _CELLS // history.items)
        for begin in range(0, len(users), step):
            part = slice(begin, begin + step)
            # Neighbour by neighbour and slot by slot, as the kernel that makes slates adds them up.
            row, neighbour = np.nonzero(ids[part] >= 0)
            j = ids[part][row, neighbour]
            votes = np.zeros((len(ids[part]), history.items))
            cells = row[:, None] * np.int64(history.items) + history.item[j]
            np.add.at(votes.reshape(-1), cells, sims[part][row, neighbour, None] * history.value[j])
            known = items[part] < history.items
            own = np.take_along_axis(votes, np.where(known, items[part], 0), axis=1)
            whole = np.add.accumulate(sims[part], axis=1)[:, -1:]
            np.divide(own, whole, out=result[part], where=known & (own > 0))
        return result * history.scale(tick)

    def explain(self, user: int, item: int, tick: int) -> Explanation:
        """The neighbours whose strengths make the score, largest first; items both watched, strongest first.

        Where no neighbour knows the item, the one part names what else would show it: a trial, if few have
        watched it (share: how many), the trend (decayed views), or its newness (the hour of publication).
        Errors: ValueError for items never published.
        """
        one = np.array([item], dtype=np.int32)
        self.memory.require(one)
        ids, sims = self.neighbours(np.array([user], dtype=np.int32))
        sim, strength = self._votes(ids, sims, one)
        shares = (sim * strength)[0] * self.history.scale(tick)
        voting = np.flatnonzero(shares > 0)
        if not len(voting):
            return self.trial.explain(user, item, tick) or self.explain_without_score(user, item, tick)
        shares = shares[voting] / sims.sum()
        parts = [
            Part(Source.NEIGHBOURS, int(j), float(share), float(weight), self._shared(user, int(j)))
            for j, share, weight in zip(ids[0, voting], shares, sims[0, voting], strict=True)
        ]
        parts.sort(key=lambda part: (-part.share, part.id))
        return Explanation(user, item, float(shares.sum()), Source.NEIGHBOURS, tuple(parts))

    def _votes(self, ids: Ids, sims: Floats, items: Ids) -> tuple[Floats, Floats]:
        """Similarities (0 where there is no neighbour) and their stored strengths for the row's item."""
        there = ids >= 0
        strength = self.history.strength(np.where(there, ids, 0), items[:, None])
        return sims, np.where(there, strength, 0.0)

    def _best(self, users: Ids, n: int) -> tuple[Ids, Floats]:
        """(users, n) unseen items by falling stored score; NO_ITEM where neighbours know no more."""
        ids, sims = self.neighbours(users)
        best = np.full((len(users), n), NO_ITEM, dtype=np.int32)
        scores = np.full(best.shape, np.nan)
        history = self.history
        if not n:
            return best, scores

        def work(part: slice) -> None:
            top_items(
                users[part],
                ids[part],
                sims[part],
                history.item,
                history.value,
                history.seen.bits,
                history.items,
                best[part],
                scores[part],
            )

        in_chunks(work, len(users), self.settings.threads)
        return best, scores

    def _shared(self, user: int, neighbour: int) -> tuple[int, ...]:
        """Items in both rows, by falling product of strengths, the lower id first among equals."""
        history = self.history
        rows = [(history.item[u][history.value[u] > 0], history.value[u]) for u in (user, neighbour)]
        (mine, own), (theirs, other) = ((items, values[values > 0]) for items, values in rows)
        common, at_mine, at_theirs = np.intersect1d(mine, theirs, assume_unique=True, return_indices=True)
        product = own[at_mine].astype(np.float64) * other[at_theirs]
        return tuple(int(i) for i in common[np.lexsort((common, -product))][:_SHARED])
