"""Places of a slate that are given away by lot: which places, and which items of a pool go there."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from recommender.compiled import compiled, compiled_part
from recommender.memory.memory import Memory
from recommender.types import NO_ITEM, Chance, Flags, Floats, Ids, Slate, Source

Sources = NDArray[np.uint8]

DRAWS = 8
"""Draws for one place before it goes back to the ordinary items."""


def spread(users: Ids, n: int, share: float, tick: int, chance: Chance, purpose: str) -> Flags:
    """(users, n) places that make up `share` (0..1) of each slate, spread evenly.

    Place t is one if floor((t + 1) share + phase) > floor(t share + phase), the phase drawn by lot for user
    and hour: the expected share is met by slates of any length (systematic sampling).
    """
    phase = chance.uniform(f"{purpose} phase", users, tick)
    steps = (np.arange(n + 1) * share + phase[:, None]).astype(np.int64)
    return steps[:, 1:] > steps[:, :-1]


def drawn(
    places: Flags,
    pool: Ids,
    users: Ids,
    tick: int,
    memory: Memory,
    chance: Chance,
    purpose: str,
    given: Ids | None = None,
) -> Ids:
    """(users, n) an item of the pool in each of the `places`, unseen by its user and once per row; else NO_ITEM.

    A place stays NO_ITEM where eight draws found nothing new. What `given` (users, n) holds stays where it is, outside
    of `places`, and does not come twice.
    """
    items = np.full(places.shape, NO_ITEM, dtype=np.int32) if given is None else given.copy()
    rows, columns = np.nonzero(places)
    held = np.nonzero(items != NO_ITEM)
    taken = held[0] * np.int64(memory.items) + items[held]
    for draw in range(DRAWS):
        if not len(rows) or not len(pool):
            break
        luck = chance.uniform(purpose, users[rows], tick, columns * DRAWS + draw)
        item = pool[(luck * len(pool)).astype(np.int64)]
        pair = rows * np.int64(memory.items) + item
        first = np.zeros(len(pair), dtype=np.bool_)
        first[np.unique(pair, return_index=True)[1]] = True
        good = first & ~memory.seen(users[rows], item) & ~np.isin(pair, taken)
        items[rows[good], columns[good]] = item[good]
        taken = np.concatenate((taken, pair[good]))
        rows, columns = rows[~good], columns[~good]
    return items


def inserted(slate: Slate, items: Ids, scores: Floats, source: Source | Sources) -> Slate:
    """The slate (users, m) with these items (users, n; n <= m) in their own places, NO_ITEM where the slate's own go
    on in their order, without those that are among the inserted; what is left of its places is empty. `source` is one
    for all of the items or (users, n)."""
    # As a plain number: numpy takes its time over a member of an enumeration.
    why = source if isinstance(source, np.ndarray) else np.full(items.shape, int(source), dtype=np.uint8)
    both = Slate(
        slate.users,
        np.empty(slate.items.shape, dtype=np.int32),
        np.empty(slate.items.shape),
        np.empty(slate.items.shape, dtype=np.uint8),
    )
    _insert(
        np.ascontiguousarray(slate.items),
        np.ascontiguousarray(slate.scores),
        np.ascontiguousarray(slate.source),
        items,
        scores,
        why,
        np.empty(int(items.shape[1]), dtype=np.int32),
        both.items,
        both.scores,
        both.source,
    )
    return both


@compiled
def _insert(
    items: Ids,
    scores: Floats,
    source: Sources,
    inserted: Ids,
    worth: Floats,
    why: Sources,
    given: Ids,
    all_items: Ids,
    all_scores: Floats,
    all_source: Sources,
) -> None:
    """See `inserted`; `given` (n,) is room for what a row is given."""
    m, n = items.shape[1], inserted.shape[1]
    for row in range(len(items)):
        many, filled, column = 0, 0, 0
        for place in range(n):
            if inserted[row, place] != NO_ITEM:
                given[many] = inserted[row, place]
                many += 1
        for place in range(m + n):
            if filled == m:
                break
            if place < n and inserted[row, place] != NO_ITEM:
                all_items[row, filled] = inserted[row, place]
                all_scores[row, filled], all_source[row, filled] = worth[row, place], why[row, place]
                filled += 1
                continue
            while column < m and _among(items[row, column], given, many):
                column += 1
            if column < m:
                all_items[row, filled] = items[row, column]
                all_scores[row, filled], all_source[row, filled] = scores[row, column], source[row, column]
                filled += 1
                column += 1
        for place in range(filled, m):
            all_items[row, place], all_scores[row, place], all_source[row, place] = NO_ITEM, np.nan, 0


@compiled_part
def _among(item: int, given: Ids, many: int) -> bool:
    """Whether an item is one of the first so many given, as an empty place always is."""
    among = item == NO_ITEM
    for other in range(many):
        among |= given[other] == item
    return among
