"""What items are about, as blocks of sparse unit vectors: topics, tags, words, type.

In tags and words a rare trait says more than a common one: each weighs its inverse document frequency
ln((1 + N) / (1 + df)) + 1, N items of which df have it (the smoothed form of Spaerck Jones 1972 that
scikit-learn uses). Every item's vector in a block is scaled to length 1.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from recommender.growing import grown, widened
from recommender.memory.catalogue import NONE, Catalogue
from recommender.types import Floats, Ids, Source


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
        self._rarity: Floats | None = None
        """(traits,) what each weighs; None if items have been counted since."""
        self._items = 0
        """Counted so far."""
        self._topics = Vectors(np.zeros((0, 0), dtype=np.int32), np.zeros((0, 0)))
        """(items, slots) unit vectors of topics, which never change."""

    def vectors(self, catalogue: Catalogue, items: Ids) -> Vectors:
        """The unit vectors of these items."""
        self._follow(catalogue)
        if self.source == Source.TOPICS:
            return Vectors(self._topics.trait[items], self._topics.value[items])
        traits = {
            Source.TAGS: catalogue.tags,
            Source.WORDS: catalogue.words,
            Source.KIND: catalogue.kind[:, None],
        }[self.source][items]
        there = traits != NONE
        traits = np.where(there, traits, 0)
        if not self._rare or not len(self._frequency):
            return Vectors(traits, unit(there))
        if self._rarity is None:
            self._rarity = np.log((1.0 + self._items) / (1.0 + self._frequency)) + 1.0
        return Vectors(traits, unit(there * self._rarity[traits]))

    def _follow(self, catalogue: Catalogue) -> None:
        """Count the traits of items published since: not before anyone asks, since few worlds ever do."""
        first, self._items = self._items, len(catalogue)
        if first == self._items:
            return
        self._rarity = None
        if self.source == Source.TOPICS:
            self._keep(first, _compact(catalogue.topics[first:]))
        traits = {Source.TAGS: catalogue.tags, Source.WORDS: catalogue.words}.get(self.source)
        if traits is None or not self._rare:
            return
        new = traits[first:]
        counts = np.bincount(new[new != NONE])
        self._frequency = grown(self._frequency, len(counts))
        self._frequency[: len(counts)] += counts

    def _keep(self, first: int, new: Vectors) -> None:
        """Vectors of the items from `first` on."""
        kept, slots = self._topics, new.trait.shape[1]
        if slots > kept.trait.shape[1]:  # exactly as many as needed: each slot costs a pass over all pairs
            rows = len(kept.trait)
            kept = Vectors(widened(kept.trait, rows, slots), widened(kept.value, rows, slots))
        last, width = first + len(new.trait), kept.trait.shape[1]
        self._topics = Vectors(grown(kept.trait, last, width), grown(kept.value, last, width))
        self._topics.trait[first:last, :slots] = new.trait
        self._topics.value[first:last, :slots] = new.value


def _compact(shares: NDArray[np.float32]) -> Vectors:
    """The rows scaled to length 1, without zeros: most items are about few topics."""
    order = np.argsort(shares == 0, axis=1, kind="stable").astype(np.int32)
    order = order[:, : int((shares != 0).sum(axis=1).max(initial=0))]
    value = np.take_along_axis(unit(shares), order, axis=1)
    return Vectors(np.where(value > 0, order, 0), value)


def unit(rows: NDArray[np.floating]) -> Floats:
    """Each row scaled to length 1; rows of zeros stay. A row's result does not depend on zeros among its columns."""
    wide = rows.astype(np.float64)
    if not wide.shape[1]:
        return wide
    length = np.sqrt(np.add.accumulate(wide**2, axis=1)[:, -1:])
    return np.divide(wide, length, out=np.zeros(wide.shape), where=length > 0)
