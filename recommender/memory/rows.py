"""A set of items for every person, compiled: tables of open addressing in one pool, each as long as its person needs.

A row is a table of some width: the person it belongs to, then its keys, item + 1 or, for a pair that is hidden (see
`seen`), the negative of that; 0 is an empty place. An item is looked for from the place on that a multiplicative hash
gives (Knuth 1973, The art of computer programming 3, section 6.4), as far as the first empty place. Rows are at most
three quarters full: whoever needs more gets a row a third or a half wider.

The pool is pages of rows of one width. Where a row is given back, the last row of its width moves into its place, so
that there are no gaps however many have outgrown their rows, and pages without rows serve any width. Nothing is
ever copied but the row that grows: 4 bytes a place, about 5.5 to 8 bytes a pair.
"""

from __future__ import annotations

from typing import NamedTuple, cast

import numpy as np
from numpy.typing import NDArray

from recommender.compiled import compiled, compiled_part
from recommender.neighbours.ahead import soon
from recommender.types import Flags, Ids

Places = NDArray[np.int64]

PAGE = 32_768
"""Places of a page. A row that is wider has pages of its own."""
WIDTHS = 48
"""Widths that rows may have, from 8 to 100 million."""

PAGES, FREE = 0, 1
"""Entries of `state`: pages ever used, and the first of those that are free, or -1; `below` names the next."""

_AHEAD = 8
"""Pairs between asking memory for the place where an item is looked for and looking there: people's rows lie all over
it, and a pair takes less time than memory to answer."""

_HASH = np.uint64(2_654_435_769)
_LOW = np.uint64(0xFFFFFFFF)
_NONE = cast("int", np.int64(-1))
"""For a bare -1 numba compiles what it is passed to once more."""


class Rows(NamedTuple):
    """What a look-up needs; see the module."""

    pool: Ids
    begin: Places
    """(users,) where each user's keys begin."""
    size: Ids
    """(users,) places for keys; 0 for people without a row."""


class Pages(NamedTuple):
    """Where rows and pages lie."""

    top: Ids
    """(widths,) the page that takes the next row of each width; -1 where there is none."""
    used: Ids
    """(widths,) rows in it."""
    below: Ids
    """(pages,) the page of the same width before each; of free ones, the next free one."""
    state: Ids
    """See `PAGES` and `FREE`."""


@compiled_part
def _home(item: int, size: int) -> int:
    """The place, 0 to `size` - 1, from which on an item is looked for."""
    return int((((np.uint64(item) * _HASH) & _LOW) * np.uint64(size)) >> np.uint64(32))


@compiled_part
def _find(pool: Ids, begin: int, size: int, item: int) -> int:
    """Where a row holds the item, or else the empty place for it."""
    key, place = item + 1, begin + _home(item, size)
    while pool[place] != 0 and pool[place] != key and pool[place] != -key:
        place += 1
        if place == begin + size:
            place = begin
    return place


@compiled_part
def holds(rows: Rows, user: int, item: int) -> bool:
    """Whether the pair is in the set; people and items never met are in no pair."""
    if user >= len(rows.size) or rows.size[user] == 0:
        return False
    return bool(rows.pool[_find(rows.pool, int(rows.begin[user]), int(rows.size[user]), int(item))] != 0)


@compiled
def held(rows: Rows, users: Ids, items: Ids, found: Flags) -> None:
    """Write to `found` whether each pair is in the set; all (n,)."""
    for at in range(len(users)):
        found[at] = holds(rows, users[at], items[at])


@compiled
def spanned(rows: Rows, users: Ids, first: int, found: Flags) -> None:
    """Set `found` (users, any) where the user's set has the item; its columns are items from `first` on."""
    for row in range(len(users)):
        u = users[row]
        if u < len(rows.size):
            for place in range(rows.begin[u], rows.begin[u] + rows.size[u]):
                column = abs(rows.pool[place]) - 1 - first
                if rows.pool[place] != 0 and 0 <= column < found.shape[1]:
                    found[row, column] = True


@compiled
def listed(rows: Rows, users: Ids, who: Ids, items: Ids) -> None:
    """Write all pairs of these users, user by user, to `who` and `items`, which have room for just so many."""
    count = 0
    for u in users:
        for place in range(rows.begin[u], rows.begin[u] + rows.size[u]):
            if rows.pool[place] != 0:
                who[count], items[count] = u, abs(rows.pool[place]) - 1
                count += 1


@compiled_part
def _width(c: int) -> int:
    """8, 12, 16, 24, 32, 48, ..."""
    return (2 + c % 2) << (c // 2 + 2)


@compiled_part
def _class(size: int) -> int:
    """Which width a row with so many places for keys has; -1 for no row."""
    c = _NONE
    while size > 0 and _width(c) != size + 1:
        c += 1
    return c


@compiled_part
def _new_row(pages: Pages, c: int) -> int:
    """Where a row of this width, all 0, may lie; -1 if there is no page left."""
    top, used, below, state = pages
    width = _width(c)
    if width > PAGE:
        first, more = state[PAGES], (width + PAGE - 1) // PAGE
        if first + more > len(below):
            return -1
        state[PAGES] = first + more
        return int(first) * PAGE
    if top[c] < 0 or used[c] == PAGE // width:
        page = state[FREE]
        if page >= 0:
            state[FREE] = below[page]
        elif state[PAGES] < len(below):
            page = state[PAGES]
            state[PAGES] += 1
        else:
            return -1
        below[page], top[c], used[c] = top[c], page, 0
    used[c] += 1
    return int(top[c]) * PAGE + (used[c] - 1) * width


@compiled_part
def _free_page(pages: Pages, page: int) -> None:
    pages.below[page] = pages.state[FREE]
    pages.state[FREE] = page


@compiled_part
def _move(pool: Ids, source: int, target: int, width: int) -> None:
    """Move a row, and leave zeros where it was; where it stays, they are all that is left."""
    for place in range(width):  # not a slice: numba compiles a second of code for one
        pool[target + place] = pool[source + place]
        pool[source + place] = 0


@compiled_part
def _give_back(pool: Ids, begin: Places, pages: Pages, c: int, row: int) -> None:
    """Nobody needs the row of this width at place `row`."""
    top, used, below = pages.top, pages.used, pages.below
    width = _width(c)
    if width > PAGE:
        _move(pool, row, row, width)
        for page in range(row // PAGE, (row + width + PAGE - 1) // PAGE):
            _free_page(pages, page)
        return
    last = int(top[c]) * PAGE + (used[c] - 1) * width
    if last != row:
        begin[pool[last]] = row + 1
    _move(pool, last, row, width)
    used[c] -= 1
    if used[c] == 0:
        page = int(top[c])
        top[c] = below[page]
        used[c] = PAGE // width if top[c] >= 0 else 0
        _free_page(pages, page)


@compiled_part
def _enlarge(rows: Rows, pages: Pages, u: int) -> bool:
    """Give the user a wider row; False if there is no page left."""
    pool, begin, size = rows
    c = _class(int(size[u]))
    row = _new_row(pages, c + 1)
    if row < 0:
        return False
    old, places = int(begin[u]), int(size[u])
    begin[u], size[u] = row + 1, _width(c + 1) - 1
    pool[row] = u
    for place in range(old, old + places):
        if pool[place] != 0:
            pool[_find(pool, int(begin[u]), int(size[u]), abs(pool[place]) - 1)] = pool[place]
    if c >= 0:
        _give_back(pool, begin, pages, c, old - 1)
    return True


@compiled
def put(
    rows: Rows,
    pages: Pages,
    count: Ids,
    viewers: Ids,
    users: Ids,
    items: Ids,
    hide: bool,
    first: int,
    fresh: Flags,
) -> int:
    """Add pairs from the `first` on, and set `fresh` of those that are new; the number done, less than all if the pool
    must grow first.

    Pairs that are not hidden are counted in `viewers`. What is hidden becomes known by being added again, and is new
    then; what is known is not hidden again. `count` (users,) are pairs of each user.
    """
    pool, begin, size = rows
    for at in range(first, len(users)):
        if at + _AHEAD < len(users):
            u, i = users[at + _AHEAD], int(items[at + _AHEAD])
            soon(pool, int(begin[u]) + _home(i, int(size[u])), 1)
        u, i = users[at], int(items[at])
        place = _find(pool, int(begin[u]), int(size[u]), i) if size[u] > 0 else 0
        there = size[u] > 0 and pool[place] != 0
        if there and (hide or pool[place] > 0):
            continue
        if not there:
            if 4 * (count[u] + 1) > 3 * size[u]:
                if not _enlarge(rows, pages, u):
                    return at
                place = _find(pool, int(begin[u]), int(size[u]), i)
            count[u] += 1
        pool[place] = -(i + 1) if hide else i + 1
        if not hide:
            viewers[i] += 1
        fresh[at] = True
    return len(users)


@compiled
def take_out(rows: Rows, count: Ids, viewers: Ids, users: Ids, items: Ids) -> None:
    """Remove those of the pairs that are there."""
    pool, begin, size = rows
    for at in range(len(users)):
        u, i = users[at], int(items[at])
        if u >= len(size) or size[u] == 0:
            continue
        hole = _find(pool, int(begin[u]), int(size[u]), i)
        if pool[hole] == 0:
            continue
        viewers[i] -= pool[hole] > 0
        count[u] -= 1
        place = hole
        while True:  # whatever was pushed on by the pair moves up, as if it had never been there
            place = place + 1 if place + 1 < begin[u] + size[u] else begin[u]
            if pool[place] == 0:
                break
            home = begin[u] + _home(abs(pool[place]) - 1, int(size[u]))
            if (place - home) % size[u] >= (place - hole) % size[u]:
                pool[hole] = pool[place]
                hole = place
        pool[hole] = 0


@compiled
def clear(rows: Rows, pages: Pages, count: Ids, viewers: Ids, users: Ids) -> None:
    """Remove all pairs of these users, who all differ."""
    pool, begin, size = rows
    for u in users:
        for place in range(begin[u], begin[u] + size[u]):
            if pool[place] > 0:
                viewers[pool[place] - 1] -= 1
        if size[u] > 0:
            _give_back(pool, begin, pages, _class(int(size[u])), int(begin[u]) - 1)
        begin[u], size[u], count[u] = 0, 0, 0
