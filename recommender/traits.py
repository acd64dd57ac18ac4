"""What items are about, as blocks of sparse unit vectors: topics, tags, words, type.

In tags and words a rare trait says more than a common one: each weighs its inverse document frequency
ln((1 + N) / (1 + df)) + 1, N items of which df have it (the smoothed form of Spaerck Jones 1972 that
scikit-learn uses). Every item's vector in a block is scaled to length 1.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from recommender.catalogue import NONE, Catalogue
from recommender.growing import grown
from recommender.types import Floats, Ids, Items, Source


@dataclass(frozen=True, slots=True)
class Vectors:
    """Sparse vectors of n items: places beyond an item's traits hold trait 0 with value 0."""

    trait: Ids
    """(n, slots)"""
    value: Floats
    """(n, slots)"""


class Block:
    """One kind of traits and how much it counts."""

    def __init__(self, source: Source, weight: float, rare: bool) -> None:
        self.source = source
        self.weight = weight
        self._rare = rare
        """Do rare traits say more?"""
        self._frequency = np.zeros(0, dtype=np.int64)
        """(traits,) items that have each."""
        self._items = 0

    def take_in(self, items: Items) -> None:
        """Count the traits of new items."""
        self._items += len(items)
        traits = {Source.TAGS: items.tags, Source.WORDS: items.words}.get(self.source)
        if traits is None or not self._rare:
            return
        named = traits[traits != NONE]
        if len(named):
            self._frequency = grown(self._frequency, int(named.max()) + 1)
            np.add.at(self._frequency, named, 1)

    def vectors(self, catalogue: Catalogue, items: Ids) -> Vectors:
        """The unit vectors of these items."""
        if self.source == Source.TOPICS:
            shares = catalogue.topics[items].astype(np.float64)
            traits = np.broadcast_to(np.arange(shares.shape[1], dtype=np.int32), shares.shape)
            return Vectors(traits, unit(shares))
        traits = {
            Source.TAGS: catalogue.tags,
            Source.WORDS: catalogue.words,
            Source.KIND: catalogue.kind[:, None],
        }[self.source][items]
        there = traits != NONE
        traits = np.where(there, traits, 0)
        rarity = np.log((1.0 + self._items) / (1.0 + self._frequency)) + 1.0 if self._rare else None
        value = there * (rarity[traits] if rarity is not None and len(rarity) else 1.0)
        return Vectors(traits, unit(value))


def unit(rows: NDArray[np.floating]) -> Floats:
    """Each row scaled to length 1; rows of zeros stay. A row's result does not depend on zeros among its columns."""
    wide = rows.astype(np.float64)
    if not wide.shape[1]:
        return wide
    length = np.sqrt(np.add.accumulate(wide**2, axis=1)[:, -1:])
    return np.divide(wide, length, out=np.zeros(wide.shape), where=length > 0)
