"""The k users most similar to given users, computed when asked for and therefore never stale."""

from __future__ import annotations

import os
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from functools import cache
from itertools import pairwise

import numpy as np

from recommender.config import UserCFSettings
from recommender.growing import grown
from recommender.history import History
from recommender.kernels import top_neighbours
from recommender.similarity import inverse_norms, inverse_user_frequency, means, measure, sizes
from recommender.types import Floats, Ids

_CHUNKS_PER_THREAD = 4
"""Rows differ in cost: several chunks even it out."""
_FEW = 16
"""Rows not worth a second thread."""
_BLOCK = 4096
"""Rows prepared at a time."""


@cache
def _pool(threads: int) -> ThreadPoolExecutor:
    return ThreadPoolExecutor(threads, thread_name_prefix="recommender")


if hasattr(os, "register_at_fork"):  # a forked process has the pool but not its threads
    os.register_at_fork(after_in_child=_pool.cache_clear)


def in_chunks(work: Callable[[slice], None], rows: int, threads: int) -> None:
    """Call `work` with slices that together cover `rows` rows, in several threads if that pays."""
    if threads == 1 or rows <= _FEW:
        work(slice(0, rows))
        return
    cuts = np.linspace(0, rows, min(rows, threads * _CHUNKS_PER_THREAD) + 1).astype(int)
    list(_pool(threads).map(work, [slice(a, b) for a, b in pairwise(cuts)]))


class Neighbours:
    """Neighbours in `history`; keeps each user's norm and mean, refreshed when their row has changed."""

    def __init__(self, settings: UserCFSettings, history: History) -> None:
        self.settings = settings
        self.history = history
        self._measure = measure(settings)
        self._centre = np.zeros(0)
        self._own = np.zeros(0)
        self._weight = np.zeros(0)
        self._stamp = 0
        """Of the history when the columns above were last brought up to date."""

    def of(self, users: Ids) -> tuple[Ids, Floats]:
        """(ids, similarities), both (len(users), k), most similar first, the lower id first among equals.

        Similarities lie in (0, 1]; where fewer than k users have one above 0, ids are -1 and similarities 0.
        Users never met have no neighbours.
        """
        self._refresh()
        ids = np.full((len(users), self.settings.k), -1, dtype=np.int32)
        sims = np.zeros(ids.shape)
        rows = np.ascontiguousarray(users, dtype=np.int32)
        history, inverted = self.history, self.history.by_item

        def work(part: slice) -> None:
            top_neighbours(
                rows[part],
                history.users,
                history.item,
                history.value,
                inverted.start,
                inverted.length,
                inverted.user,
                inverted.value,
                self._weight,
                self._centre,
                self._own,
                int(self._measure.form),
                self._measure.plain,
                self._measure.shrinkage,
                ids[part],
                sims[part],
            )

        in_chunks(work, len(users), self.settings.threads)
        return ids, sims

    def _refresh(self) -> None:
        """Bring weights, means and norms up to date with the history."""
        history = self.history
        self._centre = grown(self._centre, history.users)
        self._own = grown(self._own, history.users)
        changed = history.changed_since(self._stamp)
        self._stamp = history.stamp
        if self.settings.inverse_user_frequency:
            rows_with_items = int((history.value[: history.users] > 0).any(axis=1).sum())
            self._weight = inverse_user_frequency(history.raters, rows_with_items)
            changed = np.arange(
                history.users, dtype=np.int32
            )  # every weight has moved, and so has every norm
        elif len(self._weight) < len(history.raters):
            self._weight = np.ones(len(history.raters))
        for begin in range(0, len(changed), _BLOCK):
            self._prepare(changed[begin : begin + _BLOCK])

    def _prepare(self, users: Ids) -> None:
        values = self.history.value[users]
        weight = self._weight[self.history.item[users]]
        if self.settings.similarity == "jaccard":
            self._own[users] = sizes(values, weight)
            return
        if self.settings.similarity == "pearson" and self.settings.overlap == "all":
            self._centre[users] = means(values)
        self._own[users] = inverse_norms(values, self._centre[users], weight)
