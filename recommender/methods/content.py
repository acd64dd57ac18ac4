"""Recommending by content: items that are about what the person watched.

    profile_b(u) = sum over u's items of R(u, i) x_b(i)        cos_b(u, i) = <profile_b(u), x_b(i)> / |profile_b(u)|
    score(u, i) = sum over blocks b of weight_b cos_b(u, i)  /  sum of weights of the blocks that items have

Blocks are topics, tags, words and type; x_b(i) are unit vectors (see `traits`). The cosine does not ask whether
the profile's sum is divided by the sum of R, so this is the strength-weighted mean vector (Rocchio's profile).
Many items are about the same; scores that agree to six places count as tied, and ties are drawn by lot for user
and item, or everyone with one taste would be shown the same few items for ever.
Source of the method: Pazzani and Billsus 2007, Content-based recommendation systems.
"""

from __future__ import annotations

import math
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from recommender.config import ContentSettings
from recommender.memory.memory import Memory
from recommender.methods.fill import Draft, fall_back
from recommender.methods.method import Method
from recommender.methods.sharpness import drawn_order
from recommender.methods.traits import Block, Vectors, unit
from recommender.types import NO_ITEM, Chance, Explanation, Floats, Ids, Part, Slate, Source

_TIED = 1e-6
"""Scores are compared in steps of this; the lot decides within one."""
_NAMED = 5
"""Watched items that an explanation names per trait."""
_BLOCK = 200_000
"""Pairs scored at a time: more would not stay in the cache."""
_ROWS = 512
"""Items of them that are summed up at a time."""


@dataclass(frozen=True, slots=True)
class _Profile:
    """Unit vectors of some users in one block, over the traits that matter now."""

    value: Floats
    """(traits, users)"""
    place: NDArray[np.int64]
    """(traits of the block,) where each stands in `value`."""


@dataclass(frozen=True, slots=True)
class _Watched:
    """The rows of some users of R, as columns."""

    users: int
    row: NDArray[np.intp]
    item: Ids
    value: Floats


class ContentBased(Method):
    """Items like those watched, among the newest `candidates`; a `Recommender`.

    People without a profile, and places for which no candidate shares a trait, get what trends, then what is
    newest.
    """

    def __init__(self, settings: ContentSettings, chance: Chance, memory: Memory | None = None) -> None:
        super().__init__(memory)
        self.settings = settings
        self._chance = chance
        blocks = (
            Block(Source.TOPICS, settings.topics, rare=False),
            Block(Source.TAGS, settings.tags, rare=True),
            Block(Source.WORDS, settings.words, rare=True),
            Block(Source.KIND, settings.kind, rare=False),
        )
        self._blocks = tuple(block for block in blocks if block.weight > 0)

    def recommend(self, users: Ids, n: int, tick: int) -> Slate:
        """n unseen items for each user, by falling score, or drawn by it (`sharpness`)."""
        draft = Draft(users, n)
        first = max(0, self.memory.items - self.settings.candidates)
        candidates = np.arange(first, self.memory.items, dtype=np.int32)
        if len(candidates) and n:
            step = max(1, _BLOCK // len(candidates))
            for begin in range(0, len(draft.users), step):
                self._take(draft, np.arange(begin, min(begin + step, len(draft.users))), candidates, tick)
        fall_back(draft, self.memory, tick)
        return draft.slate()

    def score(self, users: Ids, items: Ids, tick: int) -> Floats:
        """(users, m) 0..1; NaN where profile and item have nothing in common."""
        distinct, place = np.unique(items, return_inverse=True)
        scores = np.full(items.shape, np.nan)
        step = max(1, _BLOCK // max(len(distinct), 1))
        for begin in range(0, len(users), step):
            part = slice(begin, begin + step)
            all_of_them = self._scores(users[part], distinct.astype(np.int32))
            scores[part] = np.take_along_axis(all_of_them.T, place.reshape(items.shape)[part], axis=1)
        return np.where(scores > _TIED / 2, scores, np.nan)

    def explain(self, user: int, item: int, tick: int) -> Explanation:
        """The traits that profile and item share, largest first, each with watched items that have it.

        Where they share none, the one part is the trend (decayed views) or newness (hour of publication).
        Errors: ValueError for items never published.
        """
        one = np.array([item], dtype=np.int32)
        self.memory.require(one)
        watched = self._watched(np.array([user], dtype=np.int32))
        parts: list[Part] = []
        for block, weight in self._weighted():
            theirs = block.vectors(self.memory.catalogue, one)
            profile = self._profiles(block, watched, theirs)
            value = profile.value[:, 0]
            for trait, amount in zip(theirs.trait[0], theirs.value[0], strict=True):
                mine = value[profile.place[trait]]
                if mine * amount > 0:
                    share = float(weight * mine * amount)
                    known = self._with(block, user, int(trait))
                    parts.append(Part(block.source, int(trait), share, float(mine / value.sum()), known))
        score = sum(part.share for part in parts)
        if score <= _TIED / 2:
            return self.explain_without_score(user, item, tick)
        parts.sort(key=lambda part: (-part.share, part.source, part.id))
        return Explanation(user, item, score, Source.TOPICS, tuple(parts))

    def _weighted(self) -> list[tuple[Block, float]]:
        """The blocks that items have at all, with their shares of the score."""
        have = self.memory.catalogue
        there = [
            block
            for block in self._blocks
            if not (block.source == Source.TAGS and not have.tags.shape[1])
            and not (block.source == Source.WORDS and not have.words.shape[1])
            and not (block.source == Source.KIND and not (have.kind >= 0).any())
        ]
        whole = sum(block.weight for block in there)
        return [(block, block.weight / whole) for block in there]

    def _scores(self, users: Ids, items: Ids) -> Floats:
        """(items, users)"""
        watched = self._watched(users)
        score = np.zeros((len(items), len(users)))
        addend = np.empty((_ROWS, len(users)))
        for block, weight in self._weighted():
            theirs = block.vectors(self.memory.catalogue, items)
            profile = self._profiles(block, watched, theirs)
            place, value = profile.place[theirs.trait].T, weight * theirs.value.T
            for begin in range(0, len(items), _ROWS):
                rows = score[begin : begin + _ROWS]
                part, here = slice(begin, begin + _ROWS), addend[: len(rows)]
                # A running sum over slots, not a product of matrices: a person's row must not depend on who
                # else is asked.
                for slot in range(len(place)):
                    np.take(profile.value, place[slot, part], axis=0, out=here, mode="clip")
                    np.multiply(here, value[slot, part, None], out=here)
                    rows += here
        return score

    def _watched(self, users: Ids) -> _Watched:
        history = self.memory.history
        known = np.flatnonzero(users < history.users)
        values, items = history.value[users[known]].ravel(), history.item[users[known]].ravel()
        felt = np.flatnonzero(values)
        row = known[felt // history.value.shape[1]]
        return _Watched(len(users), row, items[felt], values[felt].astype(np.float64))

    def _profiles(self, block: Block, watched: _Watched, theirs: Vectors) -> _Profile:
        """Unit vectors over the traits of the users' items and of `theirs`."""
        own = block.vectors(self.memory.catalogue, watched.item)
        there = np.zeros(
            1 + max(int(own.trait.max(initial=0)), int(theirs.trait.max(initial=0))), dtype=np.bool_
        )
        there[own.trait] = there[theirs.trait] = True
        place = np.cumsum(there) - 1
        shape = int(place[-1]) + 1, watched.users
        cell = place[own.trait] * watched.users + watched.row[:, None]
        felt = own.value * watched.value[:, None]
        sums = np.bincount(cell.ravel(), felt.ravel(), minlength=shape[0] * shape[1]).astype(
            np.float64, copy=False
        )
        return _Profile(unit(sums.reshape(shape).T).T, place)

    def _take(self, draft: Draft, rows: NDArray[np.intp], candidates: Ids, tick: int) -> None:
        """Fill these rows with candidates that their profiles have anything in common with."""
        users = draft.users[rows]
        score = self._scores(users, candidates)
        step = np.rint(score.T / _TIED, order="C").astype(np.int32)
        step[self.memory.seen.span(users, int(candidates[0]), int(candidates[-1]) + 1)] = 0
        if math.isinf(self.settings.sharpness):
            self._take_best(draft, rows, candidates, score, step)
            return
        there = step > 0
        items, scores = np.where(there, candidates, NO_ITEM), np.where(there, score.T, np.nan)
        items, scores = drawn_order(users, items, scores, self.settings.sharpness, self._chance, tick)
        draft.take(rows, items, scores, items != NO_ITEM, Source.TOPICS)

    def _take_best(
        self, draft: Draft, rows: NDArray[np.intp], candidates: Ids, score: Floats, step: Ids
    ) -> None:
        """Fill these rows with the candidates closest to their profiles: `score` (candidates, rows), and `step`
        (rows, candidates) what of it is told apart, 0 for what must not be shown."""
        users = draft.users[rows]
        n = min(draft.n, len(candidates))
        bar = np.partition(step, len(candidates) - n, axis=1)[:, len(candidates) - n, None]
        # The lot is drawn for those alone whom it may bring in.
        row, column = np.divmod(np.flatnonzero(step >= np.maximum(bar, 1)), len(candidates))
        key = step[row, column] + self._chance.uniform("content", users[row], candidates[column])
        order = np.lexsort((-key, row))
        row, column = row[order], column[order]
        place = np.arange(len(row)) - np.searchsorted(row, row)
        row, column, place = row[place < n], column[place < n], place[place < n]
        best = np.zeros((len(rows), n), dtype=np.int32)
        scores = np.zeros(best.shape)
        allowed = np.zeros(best.shape, dtype=np.bool_)
        best[row, place], scores[row, place], allowed[row, place] = (
            candidates[column],
            score[column, row],
            True,
        )
        draft.take(rows, best, scores, allowed, Source.TOPICS)

    def _with(self, block: Block, user: int, trait: int) -> tuple[int, ...]:
        """Watched items by falling strength in this trait."""
        items, values = self.memory.history.item[user], self.memory.history.value[user]
        own = block.vectors(self.memory.catalogue, items)
        felt = values * np.where(own.trait == trait, own.value, 0.0).sum(axis=1)
        order = np.lexsort((items, -felt))[:_NAMED]
        return tuple(int(items[slot]) for slot in order if felt[slot] > 0)
