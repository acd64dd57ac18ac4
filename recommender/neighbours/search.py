"""The k users most similar to given users, computed when asked for and therefore never stale."""

from __future__ import annotations

from collections.abc import Callable
from itertools import pairwise

import numpy as np
from numpy.typing import NDArray

from recommender.config import AFFORDABLE, UserCFSettings
from recommender.growing import grown
from recommender.hands import begun, counters
from recommender.memory.history import History
from recommender.neighbours.around import LOTS, ask_around, choosers
from recommender.neighbours.kernels import by_sums, transposed
from recommender.neighbours.looking import (
    Choosing,
    Looking,
    Packs,
    looking,
    nothing_chosen,
    nothing_packed,
    room_to_pack,
)
from recommender.neighbours.sieve import ABOVE_0, ANY_SIGN
from recommender.neighbours.similarity import inverse_user_frequency, measure, prepare
from recommender.parallel import WORTH, in_chunks
from recommender.types import Chance, Floats, Ids

_TILE = 10_240
"""Users whose sums are made at a time: their 40 kB stay in the nearest cache."""
_POPULAR = 1 / 8
"""Share of users from which on an item is cheaper as a column of them all than as a list."""
_MOST_POPULAR = 256
"""Columns that an item may have: 10 MB a tile."""
_SCATTERED = 32
"""Steps for an entry of a row, on an average of items."""
COMPARED = 100_000
"""People with whom who has a young row is compared at most, those of ids next to each other and each hour others: with
everyone where there are no more."""
_SETTLED = 1 / 4
"""Part of a full row from which on asking around finds nearly all: in a world of 20,000 people on day 8 .93 of the true
neighbours with 25 to 50 entries of 100, .96 from 75 on."""
_ASKED = 6
"""People asked for each neighbour, about, where theirs are looked at too."""
_TOO_FEW_TO_PACK = 4
"""Rows that are compared with everyone sooner than all others are packed."""


def _tiles(first: int, end: int) -> list[tuple[int, int]]:
    """As few parts of these users as have `_TILE` each at most, all about as long."""
    count = -(-(end - first) // _TILE)
    if count == 1:
        return [(first, end)]
    cuts: list[int] = np.linspace(first, end, count + 1).astype(int).tolist()
    return list(pairwise(cuts))


class Neighbours:
    """Neighbours in `history`; keeps each user's norm and mean, refreshed when their row has changed, and who was found
    last where there are many people.

    Asking around (see `around`) goes on from those found last when several people were asked for at once, as feeds do:
    single questions leave no trace. Whoever is asked for twice with nothing learned in between has the same neighbours.
    """

    def __init__(self, settings: UserCFSettings, history: History, chance: Chance) -> None:
        self.settings = settings
        self.history = history
        self._chance = chance
        self._measure = measure(settings)
        self._centre = np.zeros(0)
        self._own = np.zeros(0)
        self._weight = np.zeros(0)
        self._last = np.zeros((0, settings.k), dtype=np.int32)
        """(users, k) who was found last for each where there are many; -1 for nobody."""
        self._found_at = np.zeros(0, dtype=np.int64)
        """(users,) the stamp of the history then."""
        self._stamp = 0
        """Of the history when centres, norms and weights were last brought up to date."""
        self._asked: tuple[tuple[int, int, UserCFSettings], tuple[Ids, Floats]] | None = None
        """Who was last asked for alone, at which stamp, and what was found: every place of a slate is explained by
        the same neighbours."""
        self._begun: Looking | None = None

    def __getstate__(self) -> dict[str, object]:
        """Copies find for themselves what other threads look for here."""
        return {**self.__dict__, "_begun": None}

    def look_ahead(self, users: Ids, choice: Callable[[int], Choosing]) -> None:
        """Let hands begin to look for the neighbours of those who are asked for next, and for a `choice` for so many
        rows of what these hold, while nothing is learned or forgotten; where many people are, or few are asked for,
        that does not pay."""
        rows = np.ascontiguousarray(users, dtype=np.int32)
        if self._begun_for(rows) is not None:
            return
        self.leave_off()
        few = len(rows) <= _TOO_FEW_TO_PACK or not self.history.users
        if few or not self._measure.by_product or self.asks_around:
            return
        self._refresh()
        self._begun = self.search(rows, (0, self.history.users), choice(len(rows)))

    def leave_off(self) -> None:
        """What was begun and nobody asked for is of no use: what it looks at will change."""
        begun, self._begun = self._begun, None
        if begun is not None and begun.shared.sound:
            begun.shared.leave_off()

    def taken(self, rows: Ids, n: int = -1) -> Looking | None:
        """What was begun for these rows, if it was, all done, and with a choice of n items where that is asked; others
        find it no more."""
        begun = self._begun_for(rows)
        if begun is None or n not in (-1, begun.best.shape[1]):
            return None
        self._begun = None
        return begun.finish()

    def _begun_for(self, rows: Ids) -> Looking | None:
        begun = self._begun
        if begun is None or not begun.shared.sound:
            return None
        still = begun.settings == self.settings and begun.stamp == self.history.stamp
        return begun if still and np.array_equal(begun.rows, rows) else None

    def of(self, users: Ids) -> tuple[Ids, Floats]:
        """(ids, similarities), both (len(users), k), most similar first, the lower id first among equals.

        Similarities lie in (0, 1]; where fewer than k users have one above 0, ids are -1 and similarities 0.
        Users never met have no neighbours.
        """
        rows = np.ascontiguousarray(users, dtype=np.int32)
        self._refresh()
        if len(rows) != 1:
            return self._found(rows)
        key = (int(rows[0]), self.history.stamp, self.settings)
        if self._asked is None or self._asked[0] != key:
            self._asked = key, self._found(rows)
        ids, sims = self._asked[1]
        return ids.copy(), sims.copy()

    def _found(self, rows: Ids) -> tuple[Ids, Floats]:
        if not self.history.users:
            return self._nobody(rows)
        if not self._measure.by_product:
            return self._by_sums(rows)
        if not self.asks_around:
            ahead = self.taken(rows)
            found = self._by_product(rows) if ahead is None else (ahead.ids, ahead.sims)
            if self.history.users > _TILE:
                self._remember(rows, found[0])
            return found
        found = self._mostly_around(rows)
        if len(rows) > _TOO_FEW_TO_PACK:
            self._remember(rows, found[0])
        return found

    def _mostly_around(self, rows: Ids) -> tuple[Ids, Floats]:
        """What asking around finds for those whose rows are settled, and comparing with many for the others."""
        ids, sims = self._nobody(rows)
        around, met = self._settled(rows), rows < self.history.users
        young = self._by_product if self.history.users <= COMPARED else self._among_many
        for part, find in ((met & ~around, young), (around, self._ask_around)):
            if part.any():
                ids[part], sims[part] = find(rows[part])
        return ids, sims

    def _among_many(self, rows: Ids) -> tuple[Ids, Floats]:
        """The best of `COMPARED` people and of those asked around: hour by hour more of the true ones."""
        users = self.history.users
        start = int(self._chance.uniform("compared", self.history.stamp)[0] * (users - COMPARED + 1))
        found, _ = self._by_product(rows, (start, start + COMPARED))
        return self._ask_around(rows, found)

    @property
    def asks_around(self) -> bool:
        """Are people whose histories are settled compared with some alone, not with everyone?"""
        search = self.settings.search
        many = (search == "around" and self.history.users > 0) or self.history.users > AFFORDABLE
        return many and search != "exact" and self._measure.by_product

    def recall(self, users: Ids) -> float:
        """Share (0..1) of these users' true neighbours who are found, 1 where everyone is compared with everyone; NaN
        where they have none. Leaves no trace."""
        if not self.asks_around:
            return 1.0
        self._refresh()
        rows = np.ascontiguousarray(users, dtype=np.int32)
        (found, _), (true, _) = self._mostly_around(rows), self._by_product(rows)
        there = true >= 0
        hit = (true[:, :, None] == found[:, None, :]).any(axis=2) & there
        return float(hit.sum() / there.sum()) if there.any() else float("nan")

    def forget(self, users: Ids) -> None:
        """Nobody was ever found for these users."""
        self.leave_off()
        self._asked = None
        users = users[users < len(self._last)]
        self._last[users], self._found_at[users] = -1, -1

    def _nobody(self, rows: Ids) -> tuple[Ids, Floats]:
        return np.full((len(rows), self.settings.k), -1, dtype=np.int32), np.zeros(
            (len(rows), self.settings.k)
        )

    def _remember(self, rows: Ids, ids: Ids) -> None:
        """Go on from these next time."""
        self._room()
        met = rows < self.history.users
        self._last[rows[met]], self._found_at[rows[met]] = ids[met], self.history.stamp

    def _room(self) -> None:
        self._last = grown(self._last, self.history.users, self.settings.k, fill=-1)
        self._found_at = grown(self._found_at, self.history.users, fill=-1)

    def _settled(self, rows: Ids) -> NDArray[np.bool_]:
        """(rows,) who has a quarter of a full row, and had as many neighbours as asked for. A younger row changes too
        much an hour."""
        self._room()
        there = np.where(rows < self.history.users, rows, 0)
        grown_up = self.history.taken[there] >= self.history.settings.window * _SETTLED
        return (rows < self.history.users) & grown_up & (self._last[there, -1] >= 0)

    def _ask_around(self, rows: Ids, also: Ids | None = None) -> tuple[Ids, Floats]:
        """Neighbours among those asked around, and `also` (rows, any)."""
        history, k, users = self.history, self.settings.k, self.history.users
        ids, sims = self._nobody(rows)
        luck = self._chance.uniform("neighbours", rows[:, None], history.stamp, np.arange(LOTS))
        lots = (luck * users).astype(np.int32)
        start = int(self._chance.uniform("choosers", history.stamp)[0] * users)
        chosen_by = choosers(rows, self._last, users, k, start)
        if also is not None:
            chosen_by = np.concatenate([chosen_by, also], axis=1)
        again = self._found_at[rows] == history.stamp
        for old in (chosen_by, lots):
            old[again] = -1
        for part, theirs in ((again, False), (~again, True)):
            there = np.flatnonzero(part)
            asked = rows[there], chosen_by[there], lots[there]
            found = ids[there], sims[there]

            def work(
                cut: slice,
                asked: tuple[Ids, Ids, Ids] = asked,
                found: tuple[Ids, Floats] = found,
                theirs: bool = theirs,
            ) -> None:
                ask_around(
                    asked[0][cut],
                    users,
                    history.item,
                    history.value,
                    history.taken,
                    self._weight,
                    self._centre,
                    self._own,
                    self._last,
                    asked[1][cut],
                    asked[2][cut],
                    theirs,
                    found[0][cut],
                    found[1][cut],
                )

            steps = k * history.item.shape[1] * (_ASKED if theirs else 1)
            in_chunks(work, len(there), self.settings.threads, steps)
            ids[there], sims[there] = found
        return ids, sims

    def _by_product(self, rows: Ids, among: tuple[int, int] | None = None) -> tuple[Ids, Floats]:
        """Neighbours by comparing with everyone, or with the users from the first to below the second of `among`."""
        found = self.search(rows, among or (0, self.history.users)).finish()
        return found.ids, found.sims

    def search(
        self,
        rows: Ids,
        among: tuple[int, int],
        choice: Choosing | None = None,
        known: tuple[Ids, Floats] | None = None,
    ) -> Looking:
        """Let hands begin to compare with the users from the first to below the second of `among`, unless who the
        neighbours are is `known`; and to choose from what the neighbours hold."""
        history, (first, end) = self.history, among
        ids, sims = known or self._nobody(rows)
        tiles = [] if known else _tiles(first, end)
        sieve = bool(tiles) and len(rows) > _TOO_FEW_TO_PACK
        choice = choice or nothing_chosen(len(rows))
        what = (
            counters(4 + 2 * len(tiles)),
            rows,
            np.array([first, *(last for _, last in tiles)], dtype=np.int64),
            history.users,
            history.item,
            history.value,
            history.taken,
            self._weight,
            self._centre,
            self._own,
            self._likely(rows) if len(tiles) > 1 else ids[:, :0],
            *(self._packs(tiles) if sieve else nothing_packed(len(tiles))),
            sieve,
            ANY_SIGN if self.settings.similarity == "pearson" else ABOVE_0,
            ids,
            sims,
            np.zeros(len(rows), dtype=np.int64),
            *choice,
        )
        width = history.item.shape[1]
        steps = end - first + _SCATTERED * width if tiles else 0
        steps += ids.shape[1] * width if choice.best.size else 0
        shared = begun(looking, what, self.settings.threads - 1, len(rows) * steps >= WORTH)
        return Looking(rows, self.settings, history.stamp, shared, ids, sims, choice.best, choice.scores)

    def _packs(self, tiles: list[tuple[int, int]]) -> Packs:
        history, (column, columns) = self.history, self._popular()
        raters = history.raters if tiles == [(0, history.users)] else history.raters[:0]
        held = np.minimum(history.taken[tiles[0][0] : tiles[-1][1]], history.item.shape[1])
        return room_to_pack(held, tiles, column, columns, raters)

    def _likely(self, rows: Ids) -> Ids:
        """(rows, k) who was found last for each; -1 where there is nobody."""
        self._room()
        met = rows < self.history.users
        return np.where(met[:, None], self._last[np.where(met, rows, 0)], -1)

    def _popular(self) -> tuple[Ids, int]:
        """The dense column (items,) that each item is worth, or -1, and how many there are; which they are changes the
        speed alone."""
        raters = self.history.raters
        popular = np.flatnonzero(raters > max(_POPULAR * self.history.users, 1))
        column = np.full(len(raters), -1, dtype=np.int32)
        if len(popular):
            popular = popular[np.argsort(-raters[popular], kind="stable")[:_MOST_POPULAR]]
            column[popular] = np.arange(len(popular))
        return column, len(popular)

    def _by_sums(self, rows: Ids) -> tuple[Ids, Floats]:
        history = self.history
        ids, sims = self._nobody(rows)
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
