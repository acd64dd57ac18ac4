"""What slates are like beyond being right: how much of the catalogue, how well known, how varied, how fair."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from recommender.compiled import compiled
from recommender.types import NO_ITEM, Floats, Ids

_CELLS = 4_000_000
"""Numbers of features held at a time."""


def exposures(slate: Ids, items: int) -> NDArray[np.int64]:
    """(items,) slates (people, n) in which each item stands."""
    return np.bincount(slate[slate != NO_ITEM], minlength=items)


def coverage(exposed: NDArray[np.integer]) -> float:
    """Share of the items, 0..1, that stand in any slate at all; NaN without items.

    Source: Ge, Delgado-Battenfeld, Jannach 2010 (catalogue coverage).
    """
    return float(np.mean(exposed > 0)) if len(exposed) else float("nan")


def gini(amounts: NDArray[np.number]) -> float:
    """How unequally amounts >= 0 are shared out: 0 all have the same, towards 1 one has all; NaN if there is nothing.

    G = sum_i (2i - n - 1) x_i / (n sum x), x ascending (Gini 1912).
    """
    ordered = np.sort(amounts.astype(np.float64))
    total, count = ordered.sum(), len(ordered)
    if total <= 0:
        return float("nan")
    return float((np.arange(1.0 - count, count, 2.0) * ordered).sum() / (count * total))


def novelty(slate: Ids, viewers: NDArray[np.integer], people: int) -> float:
    """How little known what is shown is: mean over filled places of -log2 p, in bits, 0 or more; NaN if all are empty.

    p = (viewers + 1) / (people + 1) is the share of people who had watched the item, counting one more so that
    an item nobody has watched has a finite novelty: log2(people + 1), the largest there is; an item that
    everybody has watched has 0. Source: Zhou et al. 2010 (self-information), Vargas and Castells 2011.
    """
    shown = viewers[slate[slate != NO_ITEM]].astype(np.float64)
    if not len(shown):
        return float("nan")
    bits: Floats = np.log2((people + 1.0) / (shown + 1.0))
    return float(bits.mean())


def feature_diversity(slate: Ids, features: NDArray[np.floating]) -> Floats:
    """(people,) how unlike a slate's items are: mean of 1 - cosine over pairs, 0 all alike to 1 nothing in common.

    `features` (items, any) >= 0; items without any (rows of 0) and empty places are in no pair. NaN where no pair
    is left. The cosines of all pairs sum to (|sum of unit vectors|^2 - their number) / 2, so that no pair is ever
    looked at. Source: Ziegler et al. 2005 (intra-list similarity).
    """
    length = np.sqrt((features.astype(np.float64) ** 2).sum(axis=1, keepdims=True))
    unit = np.divide(features, length, out=np.zeros(features.shape), where=length > 0)
    known = length[:, 0] > 0
    result = np.full(len(slate), np.nan)
    step = max(1, _CELLS // max(1, slate.shape[1] * features.shape[1]))
    for begin in range(0, len(slate), step):
        part = slate[begin : begin + step]
        told = (part != NO_ITEM) & known[part]
        count = told.sum(axis=1)
        total = np.where(told[:, :, None], unit[part], 0.0).sum(axis=1)
        alike = ((total**2).sum(axis=1) - count) / 2
        pairs = count * (count - 1) / 2
        own = result[begin : begin + step]
        np.divide(pairs - alike, pairs, out=own, where=pairs > 0)
    return np.clip(result, 0.0, 1.0)


@dataclass(frozen=True, slots=True)
class Viewings:
    """Who watched each item: distinct pairs, by item."""

    start: NDArray[np.int64]
    """(items + 1,) where each item's viewers begin."""
    viewer: Ids
    users: int

    @staticmethod
    def of(users: NDArray[np.integer], items: NDArray[np.integer], n_users: int, n_items: int) -> Viewings:
        """From events: columns of users and items, repeated pairs counted once."""
        pairs = np.unique(items.astype(np.int64) * max(n_users, 1) + users)
        item, user = np.divmod(pairs, max(n_users, 1))
        start = np.concatenate(([0], np.cumsum(np.bincount(item, minlength=n_items))))
        return Viewings(start.astype(np.int64), user.astype(np.int32), n_users)

    @property
    def count(self) -> NDArray[np.int64]:
        """(items,) people who have watched each."""
        return np.diff(self.start)


def co_consumption_diversity(slate: Ids, viewings: Viewings) -> Floats:
    """(people,) as `feature_diversity`, where no features are known: two items are alike as far as the same people
    watched them, cosine = |both| / sqrt(|one| |other|).

    Items nobody has watched are in no pair; NaN where no pair is left. Time grows with the distinct pairs in the
    slates times the viewers of an item.
    """
    left, right = np.triu_indices(slate.shape[1], 1)
    low = np.minimum(slate[:, left], slate[:, right]).astype(np.int64)
    high = np.maximum(slate[:, left], slate[:, right])
    count = viewings.count
    told = (low != NO_ITEM) & (count[low] > 0) & (count[high] > 0)
    pairs, place = np.unique(low[told] * len(count) + high[told], return_inverse=True)
    one, other = np.divmod(pairs, max(len(count), 1))
    both = np.zeros(len(pairs), dtype=np.int64)
    _common_viewers(
        one, other, viewings.start, viewings.viewer, np.zeros(max(viewings.users, 1), np.bool_), both
    )
    unlike = np.zeros(told.shape)
    unlike[told] = (1.0 - both / np.sqrt(count[one] * count[other]))[place]
    result = np.full(len(slate), np.nan)
    np.divide(unlike.sum(axis=1), told.sum(axis=1), out=result, where=told.any(axis=1))
    return np.clip(result, 0.0, 1.0)


@compiled
def _common_viewers(
    one: NDArray[np.int64],
    other: NDArray[np.int64],
    start: NDArray[np.int64],
    viewer: Ids,
    marked: NDArray[np.bool_],
    both: NDArray[np.int64],
) -> None:
    """Write to `both` how many people watched both items of each pair; equal `one` must stand together."""
    held = -1
    for pair in range(len(one)):
        if one[pair] != held:
            if held >= 0:
                for at in range(start[held], start[held + 1]):
                    marked[viewer[at]] = False
            held = one[pair]
            for at in range(start[held], start[held + 1]):
                marked[viewer[at]] = True
        for at in range(start[other[pair]], start[other[pair] + 1]):
            if marked[viewer[at]]:
                both[pair] += 1
