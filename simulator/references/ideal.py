"""The ideal recommender: everybody's unseen videos by what they would truly enjoy, luck aside.

The score is the expected experience, 0..1, of `laws.expecting`: appeal by the person's taste, fatigue and ties of the
moment, turned into how much they would watch and like by the laws' own equations. It is greedy: a slate is ranked as if
each of its videos came first, so that it does not reckon with people tiring within a session. The reference of Chaney,
Stewart and Engelhardt 2018 (How algorithmic confounding in recommendation systems increases homogeneity and decreases
utility), and of regret in studies of feedback loops.

It costs one evaluation of appeal for each person online and candidate, in blocks of a few people: about 0.3 us a pair,
so that with 2,000 candidates an hour of the demo world takes two to three times as long as under user-CF; no table of
people and videos is kept.
"""

from __future__ import annotations

import numpy as np

from recommender.memory.memory import Memory
from recommender.methods.fill import Draft, fall_back
from recommender.methods.method import Method, single
from recommender.types import Explanation, Floats, Ids, Slate, Source
from simulator.laws.expecting import Shortlist, experience
from simulator.references.sight import Sight
from simulator.world.state import World

_CELLS = 40_000
"""Pairs of person and video looked at a time; more would not stay in a processor's cache."""


class Ideal(Method):
    """Ranks by true expected enjoyment; a `Recommender`.

    Candidates are the `references.ideal_candidates` of `expecting.Shortlist`; places that these leave empty get what
    trends, then what is newest.
    """

    def __init__(self, world: World, memory: Memory | None = None) -> None:
        super().__init__(memory)
        self._sight = Sight(world)
        self._shortlist = Shortlist()

    def recommend(self, users: Ids, n: int, tick: int) -> Slate:
        """The n unseen candidates that each user would enjoy most."""
        draft = Draft(users, n)
        if n and len(draft.users) and self.memory.items:
            world = self._sight.world
            items = self._shortlist(world, world.settings.references.ideal_candidates, self.memory.items)
            for rows in _blocks(len(draft.users), len(items)):
                self._take_best(draft, rows, items)
        fall_back(draft, self.memory, tick)
        return draft.slate()

    def score(self, users: Ids, items: Ids, tick: int) -> Floats:
        """(users, m) expected experience, 0..1."""
        scores = np.empty(items.shape)
        for rows in _blocks(len(users), items.shape[1] * max(1, len(users))):
            distinct, place = np.unique(items[rows], return_inverse=True)
            every = experience(self._sight.world, users[rows], distinct)
            scores[rows] = np.take_along_axis(every, place.reshape(items[rows].shape), axis=1)
        return scores

    def explain(self, user: int, item: int, tick: int) -> Explanation:
        """The expected experience. Errors: ValueError for items never published."""
        self.memory.require(np.array([item]))
        score = self.score(np.array([user], dtype=np.int32), np.array([[item]], dtype=np.int32), tick)
        return single(user, item, Source.IDEAL, float(score[0, 0]))

    def _take_best(self, draft: Draft, rows: slice, items: Ids) -> None:
        users = draft.users[rows]
        scores = experience(self._sight.world, users, items)
        scores[self.memory.seen(users[:, None], items[None, :])] = -1.0
        best = _best(scores, min(draft.n, len(items)))
        scores = np.take_along_axis(scores, best, axis=1)
        draft.take(np.arange(len(draft.users))[rows], items[best], scores, scores >= 0.0, Source.IDEAL)


def _best(scores: Floats, n: int) -> np.ndarray[tuple[int, ...], np.dtype[np.intp]]:
    """(rows, n) columns of the n highest scores, best first, higher columns first among equals."""
    last = scores.shape[1] - n
    best = np.argpartition(scores, last - 1, axis=1)[:, last:] if last else np.argsort(scores, axis=1)
    best = -np.sort(-best, axis=1)
    order = np.argsort(-np.take_along_axis(scores, best, axis=1), axis=1, kind="stable")
    return np.take_along_axis(best, order, axis=1)


def _blocks(rows: int, width: int) -> list[slice]:
    """All rows in blocks of so few that `width` cells in each are at most about `_CELLS`."""
    step = max(1, _CELLS // max(1, width))
    return [slice(begin, min(begin + step, rows)) for begin in range(0, rows, step)]
