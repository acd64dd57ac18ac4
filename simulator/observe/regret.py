"""Regret: how much more people would enjoy what the ideal recommender would show them than what they are shown.

For a panel of people drawn by lot, every three hours, while one of them comes online: with k places of their slate that
they have time for, e their expected experience (`laws.expecting`), S those k videos and B the k of highest e among the
ideal's candidates and S, without what they have watched,

    regret = (sum of e over B - sum of e over S) / k        of one person and hour, >= 0

and the mean over all places of the last 24 hours. Expectations are of the moment before the first video, so that luck
has no part in it; nobody tires within a session, in B as in S. What the panel has watched is remembered here, because a
world need not remember who has watched what. Nothing in the world depends on it.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from recommender.memory.seen import Seen
from recommender.types import NO_ITEM, Interactions, Slate
from simulator.laws.expecting import Shortlist, begin
from simulator.laws.in_parts import cores
from simulator.observe.last_day import LastDay
from simulator.world.state import World

Floats = NDArray[np.float64]

EVERY_H = 3


class Regret:
    """Watches a world; `foresee` before and `note` after what happens in an hour."""

    def __init__(self, world: World) -> None:
        self._world = world
        people = len(world.people)
        lots = world.luck.uniform("regret panel", np.arange(people))
        size = min(world.settings.measure.regret_people, people)
        self.panel = np.sort(np.argsort(lots, kind="stable")[:size]).astype(np.int32)
        """People, rising."""
        self._place = np.full(people, -1, dtype=np.int32)
        """(people,) place in the panel; -1 of those who are not in it."""
        self._place[self.panel] = np.arange(size)
        self._seen = Seen()
        """By place in the panel."""
        self._waiting: list[tuple[NDArray[np.int32], NDArray[np.int32]]] = []
        """Places and videos that `_seen` takes in when it is asked."""
        self._day = LastDay(2)
        """Regret, and the places it is of."""
        self._hour = np.zeros(2)
        self._shortlist = Shortlist()
        self._asked: Shortfall | None = None
        """Begun, and not yet asked how it ended."""

    def foresee(self, slate: Slate, wanted: NDArray[np.int64], tick: int) -> None:
        """Compare what is about to be watched with what the ideal would show. `wanted` (A,) videos that each person of
        the slate has time for."""
        if tick % EVERY_H:
            return
        self._hour = np.zeros(2)
        rows = np.flatnonzero(self._place.take(slate.users) >= 0)
        if not len(rows):
            return
        places = np.arange(slate.items.shape[1], dtype=np.int64)
        shown = np.where(places < wanted[rows, None], slate.items[rows], NO_ITEM)
        users = slate.users[rows]
        self._asked = Shortfall(
            self._world, users, shown, self._watched(users), self._shortlist, helpers=min(cores() - 1, 1)
        )

    def foreseen(self) -> None:
        """What is about to be watched has been, and nothing has come of it yet."""
        if self._asked is not None:
            self._hour[:] = self._asked.gap().sum(), (self._asked.shown >= 0).sum()
            self._asked = None

    def note(self, events: Interactions, tick: int) -> None:
        """Take in what has happened in the hour."""
        if tick % EVERY_H == 0:  # there is nothing in the others, of this day and of the one before
            self._day.add(tick, self._hour)
        place = self._place.take(events.user)
        mine = place >= 0
        self._waiting.append((place[mine], events.item[mine]))

    @property
    def mean(self) -> float:
        """Of a place of the last 24 hours; NaN while there is none."""
        gap, places = self._day.total
        return float(gap / places) if places else float("nan")

    def _watched(self, users: NDArray[np.int32]) -> NDArray[np.bool_]:
        """(A, videos) who of the panel has watched what."""
        videos = len(self._world.videos)
        if self._waiting:
            places, items = zip(*self._waiting, strict=True)
            self._seen.mark(np.concatenate(places), np.concatenate(items))
            self._waiting.clear()
        self._seen.grow(len(self.panel), videos)
        return self._seen.span(self._place[users], 0, videos)


class Shortfall:
    """By how much the ideal would exceed, in expected experience over all places, what is shown."""

    def __init__(
        self,
        world: World,
        users: NDArray[np.int32],
        shown: NDArray[np.int32],
        watched: NDArray[np.bool_],
        shortlist: Shortlist | None = None,
        helpers: int = 0,
    ) -> None:
        """`shown` (A, n) videos, `NO_ITEM` in places that do not count; `watched` (A, videos) what each may not be
        shown; what the ideal may show is on the `shortlist`. So many hands begin with it."""
        self.shown = shown
        self._row, place = np.nonzero(shown >= 0)
        listed = np.zeros(len(world.videos), dtype=np.bool_)
        listed[(shortlist or Shortlist())(world, world.settings.references.ideal_candidates)] = True
        asked = listed.copy()
        asked[shown[self._row, place]] = True
        items = np.flatnonzero(asked).astype(np.int32)
        self._shared, self._every = begin(world, users, items, helpers)
        self._column = np.searchsorted(items, shown[self._row, place])
        self._refused = watched.take(items, axis=1) | ~listed.take(items)
        self._refused[self._row, self._column] = False

    def gap(self) -> Floats:
        """(A,) of each; to be asked for once, before the world changes."""
        self._shared.finish()
        every, row = self._every, self._row
        had = np.bincount(row, every[row, self._column], len(every))
        every[self._refused] = -1.0
        best = _largest(every, self.shown.shape[1])
        count = np.bincount(row, minlength=len(every))
        places = np.arange(best.shape[1], dtype=np.int64)
        could = np.where(places < count[:, None], best, 0.0).sum(axis=1)
        # What is shown is allowed: below 0 is nothing but the rounding of two sums.
        return np.maximum(could - had, 0.0)


def _largest(values: Floats, most: int) -> Floats:
    """(A, most at most) the largest of each row, falling."""
    if most < values.shape[1]:
        values = np.partition(values, values.shape[1] - most, axis=1)[:, values.shape[1] - most :]
    return -np.sort(-values, axis=1)
