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
    steps = np.floor(np.arange(n + 1) * share + phase[:, None])
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


def woven(ordinary: Ids, inserted: Ids) -> Ids:
    """(users, m) where each place's item comes from: column c of `ordinary` is c, of `inserted` m + c; -1 is empty.

    Inserted items (users, n; n <= m) stand in their own places, the ordinary ones (users, m) that are not among
    them fill the others in their order.
    """
    order = np.full(ordinary.shape, -1, dtype=np.int32)
    _weave(np.ascontiguousarray(ordinary), inserted, order)
    return order


@compiled
def _weave(ordinary: Ids, inserted: Ids, order: Ids) -> None:
    """See `woven`; what is left over in `order` stays as it is."""
    count, m = ordinary.shape
    n = inserted.shape[1]
    for row in range(count):
        given, filled, column = inserted[row], 0, 0
        for place in range(m + n):
            if filled == m:
                break
            if place < n and given[place] != NO_ITEM:
                order[row, filled] = m + place
                filled += 1
                continue
            while column < m and _among(ordinary[row, column], given):
                column += 1
            if column < m:
                order[row, filled] = column
                filled += 1
                column += 1


@compiled_part
def _among(item: int, given: Ids) -> bool:
    """Whether an item is one of those given, as an empty place always is."""
    among = item == NO_ITEM
    for other in given:
        among |= other == item
    return among


def inserted(slate: Slate, items: Ids, scores: Floats, source: Source | Sources) -> Slate:
    """The slate with these items (users, n) in their places, NO_ITEM where the slate's own go on; `source` is one for
    all of them or (users, n)."""
    order = woven(slate.items, items)
    why = source if isinstance(source, np.ndarray) else np.full(items.shape, source, dtype=np.uint8)
    both = Slate(
        slate.users,
        np.empty(order.shape, dtype=np.int32),
        np.empty(order.shape),
        np.empty(order.shape, dtype=np.uint8),
    )
    _lay(
        order, slate.items, slate.scores, slate.source, items, scores, why, both.items, both.scores, both.source
    )  # fmt: skip
    return both


@compiled
def _lay(
    order: Ids,
    items: Ids,
    scores: Floats,
    source: Sources,
    other_items: Ids,
    other_scores: Floats,
    other_source: Sources,
    all_items: Ids,
    all_scores: Floats,
    all_source: Sources,
) -> None:
    """Put together what `order` names (see `woven`) of the columns of the first three, and of the others behind."""
    width = items.shape[1]
    for row in range(len(order)):
        for place in range(order.shape[1]):
            column = order[row, place]
            item, score, why = NO_ITEM, np.nan, np.uint8(0)
            if column >= width:
                column -= width
                item, score, why = (
                    other_items[row, column],
                    other_scores[row, column],
                    other_source[row, column],
                )
            elif column >= 0:
                item, score, why = items[row, column], scores[row, column], source[row, column]
            all_items[row, place], all_scores[row, place], all_source[row, place] = item, score, why
