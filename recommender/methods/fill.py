"""Slates in the making: rows are filled from the left with what is unseen, from one ranking after another."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np
from numpy.typing import NDArray

from recommender.compiled import compiled
from recommender.memory.memory import Memory
from recommender.memory.rows import Rows, holds
from recommender.memory.seen import Seen
from recommender.types import NO_ITEM, Flags, Floats, Ids, Slate, Source

_HEAD = 512
"""Best items that are ranked first; the rest follows only if someone has seen nearly all of these."""
_NOTHING = Rows(np.zeros(0, dtype=np.int32), np.zeros(0, dtype=np.int64), np.zeros(0, dtype=np.int32))


class Draft:
    """Slates of n places for `users`; `avoid` (users, any) are items they must not get."""

    def __init__(self, users: Ids, n: int, avoid: Ids | None = None) -> None:
        if n < 0:
            raise ValueError(f"a slate must have 0 or more places, not {n}")
        if len(users) and int(users.min()) < 0:
            raise ValueError("user ids must be 0 or more")
        self.users = np.ascontiguousarray(users, dtype=np.int32)
        self.n = n
        self.items = np.full((len(users), n), NO_ITEM, dtype=np.int32)
        self.scores = np.full(self.items.shape, np.nan)
        self.source = np.zeros(self.items.shape, dtype=np.uint8)
        self.filled = np.zeros(len(users), dtype=np.int64)
        """(users,) places filled so far."""
        self.wanted = np.full(len(users), n, dtype=np.int64)
        """(users,) places to fill: fewer where others will take some (see `Trial.weave`)."""
        self.avoid = np.zeros((len(users), 0), dtype=np.int32) if avoid is None else avoid.copy()

    @property
    def full(self) -> bool:
        """Is every place filled that is to be?"""
        return bool((self.filled >= self.wanted).all())

    def short(self) -> NDArray[np.intp]:
        """The rows with empty places that are to be filled."""
        return np.flatnonzero(self.filled < self.wanted)

    def take(
        self,
        rows: NDArray[np.intp],
        items: Ids,
        scores: Floats,
        allowed: Flags,
        source: Source,
        seen: Seen | None = None,
    ) -> None:
        """Offer each row its items, best first: `items`, `scores`, `allowed` (rows, m), or (m,) for all alike.

        Items that the row holds already, must avoid, or whose user has `seen` them, are passed over; a row must not
        be offered an item twice.
        """
        _take(
            rows,
            self.users,
            np.ascontiguousarray(items if items.ndim > 1 else items[None]),
            np.ascontiguousarray(scores if scores.ndim > 1 else scores[None]),
            np.ascontiguousarray(allowed if allowed.ndim > 1 else allowed[None]),
            self.avoid,
            _NOTHING if seen is None else seen.rows,
            int(source),
            self.items,
            self.scores,
            self.source,
            self.filled,
        )

    def fill(self, ranking: Iterator[tuple[Ids, Floats]], seen: Seen, source: Source) -> None:
        """Give each short row the first items of the ranking that it has not seen."""
        while not self.full and (best := next(ranking, None)):
            items, scores = best
            self.take(self.short(), items, scores, np.ones(len(items), dtype=np.bool_), source, seen)

    def slate(self) -> Slate:
        """What the draft holds now."""
        return Slate(self.users, self.items, self.scores, self.source)


@compiled
def _take(
    rows: NDArray[np.intp],
    users: Ids,
    offered: Ids,
    worth: Floats,
    allowed: Flags,
    avoid: Ids,
    seen: Rows,
    why: int,
    items: Ids,
    scores: Floats,
    source: NDArray[np.uint8],
    filled: NDArray[np.int64],
) -> None:
    """See `Draft.take`: `offered`, `worth` and `allowed` are (rows, m) or (1, m), the rest are the draft's columns."""
    for r in range(len(rows)):
        row = rows[r]
        place, mine, own, fit = filled[row], r % len(offered), r % len(worth), r % len(allowed)
        before, avoided = place, 0
        # Empty places are many and tell nothing: the others move up before them.
        for other in range(avoid.shape[1]):
            item = avoid[row, other]
            if item != NO_ITEM:
                avoid[row, other], avoid[row, avoided] = avoid[row, avoided], item
                avoided += 1
        for c in range(offered.shape[1]):
            if place == items.shape[1]:
                break
            item = offered[mine, c]
            fresh = allowed[fit, c] and item != NO_ITEM
            for held in range(before):  # what is offered now comes once
                fresh &= items[row, held] != item
            for other in range(avoided):
                fresh &= avoid[row, other] != item
            if fresh and not holds(seen, int(users[row]), int(item)):
                items[row, place], scores[row, place], source[row, place] = item, worth[own, c], why
                place += 1
        filled[row] = place


def ranking(scores: Floats, items: NDArray[np.integer]) -> Iterator[tuple[Ids, Floats]]:
    """`items`, which rise, in blocks by falling score (scores are by item id), higher ids first among equals."""
    own = scores.take(items)
    head = own >= (np.partition(own, -_HEAD)[-_HEAD] if len(own) > _HEAD else -np.inf)
    for part in (head, ~head):
        places, worth = _sorted(own, part)
        yield items.take(places).astype(np.int32), worth


def falling(scores: Floats, above: float = 0.0) -> Iterator[tuple[Ids, Floats]]:
    """As `ranking`, of the items with scores above this, which are not listed first."""
    bar = np.partition(scores, -_HEAD)[-_HEAD] if len(scores) > _HEAD else above
    if bar <= above:
        yield _sorted(scores, scores > above)
        return
    yield _sorted(scores, scores >= bar)
    yield _sorted(scores, (scores < bar) & (scores > above))


def _sorted(scores: Floats, wanted: Flags) -> tuple[Ids, Floats]:
    items = np.flatnonzero(wanted)
    own = scores.take(items)
    order = own.argsort(kind="stable")[::-1]
    return items.take(order).astype(np.int32), own.take(order)


def newest(memory: Memory) -> Iterator[tuple[Ids, Floats]]:
    """All items, last published first; the score is the hour of publication."""
    return falling(memory.catalogue.published.astype(np.float64), -np.inf)


def trending(memory: Memory, tick: int) -> Iterator[tuple[Ids, Floats]]:
    """The items watched lately, most watched first; the score is their decayed views."""
    return falling(memory.trending(tick))


def fall_back(draft: Draft, memory: Memory, tick: int) -> None:
    """Fill what is empty with what trends, then with what is newest, so that no place is empty in vain."""
    if not draft.full:
        draft.fill(trending(memory, tick), memory.seen, Source.TRENDING)
    if not draft.full:
        draft.fill(newest(memory), memory.seen, Source.NEWEST)
