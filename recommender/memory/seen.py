"""Who has watched what, exactly and for ever: a set of items for each person, and each item's viewers.

Pairs can be hidden: the person has watched the item, as only their own device knows. They are kept out of
slates like any other, but nobody is counted as a viewer.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from recommender.compiled import spread
from recommender.growing import grown, lengthened
from recommender.memory.rows import (
    PAGE,
    WIDTHS,
    Pages,
    Rows,
    clear,
    held,
    listed,
    put,
    spanned,
    take_out,
)
from recommender.types import Flags, Ids


class Seen:
    """The set of (user, item) pairs. Ids never met are in no pair. Memory grows with the pairs alone; see `rows`."""

    def __init__(self) -> None:
        self.viewers = np.zeros(0, dtype=np.int32)
        """(items,) people who have watched; places beyond the known items are 0."""
        self._pool = np.zeros(0, dtype=np.int32)
        self._begin = np.zeros(0, dtype=np.int64)
        self._size = np.zeros(0, dtype=np.int32)
        self._count = np.zeros(0, dtype=np.int32)
        """(users,) pairs of each."""
        nothing = np.full(WIDTHS, -1, dtype=np.int32)
        self._pages = Pages(
            nothing, nothing * 0, np.zeros(0, dtype=np.int32), np.array([0, -1], dtype=np.int32)
        )

    @property
    def rows(self) -> Rows:
        """What compiled loops look pairs up in, with `rows.holds`; until the next change."""
        return Rows(self._pool, self._begin, self._size)

    @property
    def nbytes(self) -> int:
        """Bytes that all of it takes."""
        tables = (self._pool, self._begin, self._size, self._count, self.viewers, *self._pages)
        return sum(table.nbytes for table in tables)

    def grow(self, users: int, items: int) -> None:
        """Make room for ids below `users` and `items`."""
        if users > len(self._begin):
            self._begin = grown(self._begin, users)
            self._size = grown(self._size, users)
            self._count = grown(self._count, users)
        self.viewers = grown(self.viewers, items)

    def __call__(self, users: NDArray[np.integer], items: NDArray[np.integer]) -> Flags:
        """Whether each user has watched each item; users and items broadcast against each other."""
        shape = np.broadcast_shapes(users.shape, items.shape)
        found = np.zeros(shape, dtype=np.bool_)
        held(self.rows, _flat(users, shape), _flat(items, shape), found.reshape(-1))
        return found

    def span(self, users: Ids, first: int, last: int) -> Flags:
        """(users, last - first) whether each user has watched each of the items `first` to `last` - 1.

        What calling the set gives, many times as fast.
        """
        found = np.zeros((len(users), last - first), dtype=np.bool_)
        spanned(self.rows, _flat(users, users.shape), first, found)
        return found

    def mark(self, users: Ids, items: Ids) -> Flags:
        """Add the pairs; True for each that is new (the first of equal ones). What was hidden is new."""
        self._make_room(users, items)
        return self.enter(users, items)

    def enter(self, users: Ids, items: Ids, *, hide: bool = False) -> Flags:
        """As `mark`, or `hide`, pairs for which there is room (see `grow`)."""
        users, items = (np.ascontiguousarray(ids, dtype=np.int32) for ids in (users, items))
        fresh, done = np.zeros(len(users), dtype=np.bool_), 0
        while done < len(users):
            done = put(self.rows, self._pages, self._count, self.viewers, users, items, hide, done, fresh)
            if done < len(users):
                self._add_pages()
        return fresh

    def hide(self, users: Ids, items: Ids) -> None:
        """Keep these pairs out of slates, counted nowhere; pairs that are there stay what they are."""
        self._make_room(users, items)
        self.enter(users, items, hide=True)

    def hide_all_of(self, other: Seen, users: Ids) -> None:
        """Hide every pair that `other` holds of these users."""
        self.hide(*other.pairs(users))

    def pairs(self, users: Ids) -> tuple[Ids, Ids]:
        """(users, items) of all pairs of these users, user by user, the items in no order."""
        users = _flat(users[users < len(self._size)], None)
        who = np.empty(int(self._count[users].sum()), dtype=np.int32)
        items = np.empty_like(who)
        listed(self.rows, users, who, items)
        return who, items

    def of(self, user: int) -> Ids:
        """The items that `user` has watched, rising."""
        return np.sort(self.pairs(np.array([user], dtype=np.int32))[1])

    def retract(self, users: Ids, items: Ids) -> None:
        """Remove these pairs, as if they had never been added; those that are not there do not matter."""
        take_out(self.rows, self._count, self.viewers, _flat(users, None), _flat(items, None))

    def forget(self, users: Ids) -> None:
        """Remove every pair of these users."""
        users = _flat(np.unique(users[users < len(self._size)]), None)
        clear(self.rows, self._pages, self._count, self.viewers, users)

    def _make_room(self, users: Ids, items: Ids) -> None:
        if len(users):
            self.grow(int(users.max()) + 1, int(items.max()) + 1)

    def _add_pages(self) -> None:
        pages = len(self._pages.below)
        pages += max(1, pages // 8)
        self._pages = self._pages._replace(below=lengthened(self._pages.below, pages))
        self._pool = lengthened(self._pool, pages * PAGE)


def _flat(ids: NDArray[np.integer], shape: tuple[int, ...] | None) -> Ids:
    """The ids as one column, spread to a shape first."""
    return spread(ids, ids.shape if shape is None else shape).astype(np.int32, copy=False).reshape(-1)
