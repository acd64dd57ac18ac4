"""The first viewers of new items: some places of every slate go to items that too few people have watched.

Without them a collaborative filter never shows what nobody has watched. Places are few where much is published, so the
least watched go first: an even start for all, where a lot among all of them would leave a third without any viewer.
"""

from __future__ import annotations

import numpy as np

from recommender.config import TrialSettings
from recommender.memory.memory import Memory
from recommender.methods.fill import Draft
from recommender.methods.lots import drawn, inserted, spread
from recommender.methods.method import single
from recommender.types import NO_ITEM, Chance, Explanation, Ids, Slate, Source

_FIRST = 0.25
"""Share of the items on trial, the least watched of them, among which the lot draws."""


class Trial:
    """Chooses places and items on trial."""

    def __init__(self, settings: TrialSettings, memory: Memory, chance: Chance) -> None:
        self._share = settings.trial_share
        self._views = settings.trial_views
        self._largest_pool = settings.trial_pool
        self._memory = memory
        self._chance = chance

    def explain(self, user: int, item: int) -> Explanation | None:
        """How many have watched the item, if it is on trial; else None."""
        if self._share > 0 and item in self._pool():
            return single(user, item, Source.TRIAL, float(self._memory.viewers[item]))
        return None

    def draft(self, users: Ids, n: int, tick: int) -> tuple[Draft, Ids]:
        """Slates for the method to fill without what is on trial in them, and the trials for `weave`."""
        trials = self._draw(users, n, tick)
        return Draft(users, n, trials[:, (trials != NO_ITEM).any(axis=0)]), trials

    def _pool(self) -> Ids:
        """The newest items that too few people have watched."""
        return np.flatnonzero(self._memory.viewers < self._views)[-self._largest_pool :].astype(np.int32)

    def _least_watched(self) -> Ids:
        """The part of the pool whose turn it is, with all who are watched as little."""
        pool = self._pool()
        if not len(pool):
            return pool
        viewers = self._memory.viewers[pool]
        place = int(_FIRST * (len(pool) - 1))
        return pool[viewers <= np.partition(viewers, place)[place]]

    def _draw(self, users: Ids, n: int, tick: int) -> Ids:
        """(users, n) items on trial, each unseen by its user and once per row; NO_ITEM in ordinary places."""
        pool = self._least_watched()
        if not len(pool) or not n or not self._share or not len(users):
            return np.full((len(users), n), NO_ITEM, dtype=np.int32)
        places = spread(users, n, self._share, tick, self._chance, "trial")
        return drawn(places, pool, users, tick, self._memory, self._chance, "trial")

    def weave(self, draft: Draft, trials: Ids) -> Slate:
        """The draft's items in their order, with the trials in their places; empty places at the end.

        A trial's score is the number of people who have watched the item.
        """
        if not (trials != NO_ITEM).any():
            return draft.slate()
        views = self._memory.viewers[np.maximum(trials, 0)].astype(np.float64)
        views[trials == NO_ITEM] = np.nan
        return inserted(draft.slate(), trials, views, Source.TRIAL)
