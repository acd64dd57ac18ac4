"""The first viewers of new items: some places of every slate go to items that too few people have watched.

Without them a collaborative filter never shows what nobody has watched. A place t of user u's slate is on
trial if floor((t + 1) share + phase) > floor(t share + phase), the phase drawn by lot for u and the hour:
the places are spread evenly, and their expected share is met by slates of any length (systematic sampling).
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from recommender.config import TrialSettings
from recommender.fill import Draft
from recommender.memory import Memory
from recommender.types import NO_ITEM, Chance, Floats, Ids, Slate, Source

_DRAWS = 8
"""Draws for one place before it goes back to the ordinary items."""


class Trial:
    """Chooses places and items on trial."""

    def __init__(self, settings: TrialSettings, memory: Memory, chance: Chance) -> None:
        self._share = settings.trial_share
        self._views = settings.trial_views
        self._largest_pool = settings.trial_pool
        self._memory = memory
        self._chance = chance

    def pool(self) -> Ids:
        """The newest items that too few people have watched."""
        return np.flatnonzero(self._memory.viewers < self._views)[-self._largest_pool :].astype(np.int32)

    def draw(self, users: Ids, n: int, tick: int) -> Ids:
        """(users, n) items on trial, each unseen by its user and once per row; NO_ITEM in ordinary places."""
        items = np.full((len(users), n), NO_ITEM, dtype=np.int32)
        pool = self.pool()
        if not len(pool) or not n or not self._share or not len(users):
            return items
        phase = self._chance.uniform("trial phase", users, tick)
        steps = np.floor(np.arange(n + 1) * self._share + phase[:, None])
        rows, places = np.nonzero(np.diff(steps, axis=1) > 0)
        taken = np.zeros(0, dtype=np.int64)
        for draw in range(_DRAWS):
            if not len(rows):
                break
            luck = self._chance.uniform("trial", users[rows], tick, places * _DRAWS + draw)
            item = pool[(luck * len(pool)).astype(np.int64)]
            pair = rows * np.int64(self._memory.items) + item
            first = np.zeros(len(pair), dtype=np.bool_)
            first[np.unique(pair, return_index=True)[1]] = True
            good = first & ~self._memory.seen(users[rows], item) & ~np.isin(pair, taken)
            items[rows[good], places[good]] = item[good]
            taken = np.concatenate((taken, pair[good]))
            rows, places = rows[~good], places[~good]
        return items

    def weave(self, draft: Draft, trials: Ids) -> Slate:
        """The draft's items in their order, with the trials in their places; empty places at the end.

        A trial's score is the number of people who have watched the item.
        """
        on_trial = trials != NO_ITEM
        ordinary = np.maximum(np.arange(draft.n) - np.cumsum(on_trial, axis=1), 0)  # read where no trial is
        viewers = self._memory.viewers
        views = (
            viewers[np.where(on_trial, trials, 0)].astype(np.float64)
            if len(viewers)
            else np.zeros(trials.shape)
        )
        items = np.where(on_trial, trials, np.take_along_axis(draft.items, ordinary, axis=1))
        scores: Floats = np.where(on_trial, views, np.take_along_axis(draft.scores, ordinary, axis=1))
        source = np.where(on_trial, Source.TRIAL, np.take_along_axis(draft.source, ordinary, axis=1)).astype(
            np.uint8
        )
        order: NDArray[np.intp] = np.argsort(items == NO_ITEM, axis=1, kind="stable")
        return Slate(
            draft.users,
            np.take_along_axis(items, order, axis=1),
            np.take_along_axis(scores, order, axis=1),
            np.take_along_axis(source, order, axis=1),
        )
