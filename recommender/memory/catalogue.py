"""The published items, one row each: when and by whom, and what they are about."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from recommender.compiled import compiled
from recommender.growing import Number, widened
from recommender.types import Ids, Items

NONE = -1
"""Stands where an item has no (further) tag or word, no known type or no guest."""


class Catalogue:
    """Columns over items."""

    def __init__(self) -> None:
        self._items = 0
        self._published = np.zeros(0, dtype=np.int32)
        self._creator = np.zeros(0, dtype=np.int32)
        self._guest = np.zeros(0, dtype=np.int32)
        self._kind = np.zeros(0, dtype=np.int32)
        self._topics = np.zeros((0, 0), dtype=np.float32)
        self._sole = np.zeros(0, dtype=np.int32)
        self._tags = np.zeros((0, 0), dtype=np.int32)
        self._words = np.zeros((0, 0), dtype=np.int32)
        self._tag_uses = np.zeros(0, dtype=np.int64)
        self._counted = 0
        """Items whose tags are counted."""

    def __len__(self) -> int:
        return self._items

    @property
    def published(self) -> Ids:
        """(items,) hours at which the items were published."""
        return self._published[: self._items]

    @property
    def creator(self) -> Ids:
        """(items,)"""
        return self._creator[: self._items]

    @property
    def guest(self) -> Ids:
        """(items,) a second creator who is in each item; NONE where there is none or it is not known."""
        return self._guest[: self._items]

    @property
    def kind(self) -> Ids:
        """(items,) the type of each item; NONE where it is not known."""
        return self._kind[: self._items]

    @property
    def topics(self) -> NDArray[np.float32]:
        """(items, topics) shares."""
        return self._topics[: self._items]

    @property
    def sole(self) -> Ids:
        """(items,) the topic that is all each item is about; NONE where there are several. Most items are about one,
        and loops over topics that look here first read 4 bytes of them instead of a row."""
        return self._sole[: self._items]

    @property
    def tags(self) -> Ids:
        """(items, most) tag numbers; NONE in empty places."""
        return self._tags[: self._items]

    @property
    def tag_uses(self) -> NDArray[np.int64]:
        """(tags,) how often each tag stands in `tags`; those never used have no place at the end."""
        if self._counted < self._items:
            tags = self._tags[self._counted : self._items]
            uses = np.bincount(tags[tags >= 0], minlength=len(self._tag_uses))
            uses[: len(self._tag_uses)] += self._tag_uses
            self._tag_uses, self._counted = uses, self._items
        return self._tag_uses

    @property
    def words(self) -> Ids:
        """(items, most) numbers of words; NONE in empty places."""
        return self._words[: self._items]

    def publish(self, items: Items) -> None:
        """Take in new items. Errors: ValueError unless ids go on where they ended, with as many topics."""
        if not len(items):
            return
        first, last = self._items, self._items + len(items)
        topics = items.topics.shape[1]
        if first and topics != self._topics.shape[1]:
            raise ValueError(
                f"new items must have {self._topics.shape[1]} topics as the old ones, not {topics}"
            )
        if not (items.item == np.arange(first, last)).all():
            raise ValueError(f"new items must have consecutive ids from {first} on, not {items.item[:5]}...")
        unknown = np.full(len(items), NONE, dtype=np.int32)
        nothing = np.empty((len(items), 0), dtype=np.int32)
        self._published = _extended(self._published, first, items.tick)
        self._creator = _extended(self._creator, first, items.creator)
        self._guest = _extended(self._guest, first, unknown if items.guest is None else items.guest)
        self._topics = _extended(self._topics, first, items.topics)
        self._sole = _extended(self._sole, first, unknown)
        _tell_sole(self._topics, first, last, self._sole)
        self._kind = _extended(self._kind, first, unknown if items.kind is None else items.kind)
        self._tags = _extended(self._tags, first, nothing if items.tags is None else items.tags)
        self._words = _extended(self._words, first, nothing if items.words is None else items.words)
        self._items = last


def _extended(table: NDArray[Number], first: int, rows: NDArray[np.generic]) -> NDArray[Number]:
    """The table with these rows from `first` on, NONE in the places of its width that they leave out."""
    last = first + len(rows)
    width = (max(table.shape[1], rows.shape[1]),) if table.ndim > 1 else ()
    if last > len(table) or width != table.shape[1:]:
        room = len(table) if last <= len(table) else max(last, 2 * len(table), 16)
        table = widened(table, room, *width, fill=NONE)
    if table.ndim > 1:
        table[first:last, : rows.shape[1]] = rows
    else:
        table[first:last] = rows
    return table


@compiled
def _tell_sole(topics: NDArray[np.float32], first: int, last: int, sole: Ids) -> None:
    """Write `Catalogue.sole` of the items from `first` to before `last`, where it is NONE."""
    for item in range(first, last):
        about, found = 0, 0
        for topic in range(topics.shape[1]):
            if topics[item, topic] != 0.0:
                about, found = topic, found + 1
        if found == 1 and topics[item, about] == 1.0:
            sole[item] = about
