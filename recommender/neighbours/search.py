"""The k users most similar to given users, computed when asked for and therefore never stale."""

from __future__ import annotations

import os
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from functools import cache, partial
from itertools import pairwise

import numpy as np
from numpy.typing import NDArray

from recommender.config import UserCFSettings
from recommender.growing import grown
from recommender.memory.history import History
from recommender.neighbours.kernels import by_sums, transposed
from recommender.neighbours.sieve import ABOVE_0, ANY_SIGN, Pack, by_product, pack
from recommender.neighbours.similarity import inverse_user_frequency, measure, prepare
from recommender.types import Floats, Ids

_CHUNKS_PER_THREAD = 4
"""Rows differ in cost: several chunks even it out."""
_WORTH = 1_000_000
"""Steps (additions, say: a few ns) from which on a second thread wins more than handing over the work costs."""
_MANY = 65_536

_TILE = 10_240
"""Users whose sums are made at a time: their 40 kB stay in the nearest cache."""
_POPULAR = 1 / 8
"""Share of users from which on an item is cheaper as a column of them all than as a list."""
_MOST_POPULAR = 256
"""Columns that an item may have: 10 MB a tile."""
_SCATTERED = 32
"""Steps for an entry of a row, on an average of items."""
_TOO_FEW_TO_PACK = 4
"""Rows that are compared with everyone sooner than all others are packed."""


@cache
def _pool(threads: int) -> ThreadPoolExecutor:
    return ThreadPoolExecutor(threads, thread_name_prefix="recommender")


if hasattr(os, "register_at_fork"):  # a forked process has the pool but not its threads
    os.register_at_fork(after_in_child=_pool.cache_clear)


def in_chunks(work: Callable[[slice], None], rows: int, threads: int, steps: int = _MANY) -> None:
    """Call `work` with slices that together cover `rows` rows, in several threads if that pays; `steps` is about how
    many a row takes."""
    if threads == 1 or rows * steps < _WORTH:
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
        self._last = np.zeros((0, settings.k), dtype=np.int32)
        """(users, k) who was found last for each where there are many; -1 for nobody."""
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
        if self._measure.by_product:
            self._by_product(rows, ids, sims)
        else:
            self._by_sums(rows, ids, sims)
        return ids, sims

    def _by_product(self, rows: Ids, ids: Ids, sims: Floats) -> None:
        users, threads = self.history.users, self.settings.threads
        sieve = len(rows) > _TOO_FEW_TO_PACK
        cuts: list[int] = np.linspace(0, users, -(-users // _TILE) + 1).astype(int).tolist()
        tiles = list(pairwise(cuts))
        make = partial(self._pack, *self._popular())
        if not sieve:
            packs = [make((0, 0))] * len(tiles)
        else:
            packs = [make(tiles[0])] if len(tiles) == 1 else list(_pool(threads).map(make, tiles))
        found = np.zeros(len(rows), dtype=np.int64)
        likely = self._likely(rows) if len(tiles) > 1 else ids[:, :0]
        for tile, packed in zip(tiles, packs, strict=True):
            offer = partial(self._offer, tile, packed, sieve, rows, likely, ids, sims, found)
            in_chunks(offer, len(rows), threads, tile[1] - tile[0] + _SCATTERED * self.history.item.shape[1])
        if len(tiles) > 1:
            self._last[rows] = ids

    def _likely(self, rows: Ids) -> Ids:
        """(rows, k) who was found last for each; -1 where there is nobody."""
        self._last = grown(self._last, len(self.history.taken), self.settings.k, fill=-1)
        return self._last[rows]

    def _popular(self) -> tuple[Ids, int]:
        """The dense column (items,) that each item is worth, or -1, and how many there are; which they are changes the
        speed alone."""
        raters = self.history.raters
        popular = np.flatnonzero(raters > max(_POPULAR * self.history.users, 1))
        popular = popular[np.argsort(-raters[popular], kind="stable")[:_MOST_POPULAR]]
        column = np.full(len(raters), -1, dtype=np.int32)
        column[popular] = np.arange(len(popular))
        return column, len(popular)

    def _pack(self, column: Ids, columns: int, tile: tuple[int, int]) -> Pack:
        history = self.history
        return pack(
            *tile, history.item, history.value, history.taken, self._centre, self._own, column, columns
        )

    def _offer(
        self,
        tile: tuple[int, int],
        packed: Pack,
        sieve: bool,
        rows: Ids,
        likely: Ids,
        ids: Ids,
        sims: Floats,
        found: NDArray[np.int64],
        part: slice,
    ) -> None:
        history = self.history
        by_product(
            rows[part],
            *tile,
            history.users,
            history.item,
            history.value,
            history.taken,
            self._weight,
            self._centre,
            self._own,
            likely[part],
            *packed,
            sieve,
            ANY_SIGN if self.settings.similarity == "pearson" else ABOVE_0,
            ids[part],
            sims[part],
            found[part],
        )

    def _by_sums(self, rows: Ids, ids: Ids, sims: Floats) -> None:
        history = self.history
        columns = transposed(history.item, history.value, history.taken, history.users, history.items)

        def work(part: slice) -> None:
            by_sums(
                rows[part],
                history.users,
                history.item,
                history.value,
                *columns,
                self._weight,
                self._centre,
                self._own,
                int(self._measure.form),
                self._measure.shrinkage,
                ids[part],
                sims[part],
            )

        in_chunks(work, len(rows), self.settings.threads)

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
        prepare(
            changed,
            history.item,
            history.value,
            history.taken,
            self._weight,
            self.settings.similarity == "pearson" and self.settings.overlap == "all",
            self.settings.similarity == "jaccard",
            self._centre,
            self._own,
        )
