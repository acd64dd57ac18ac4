"""Whether slates hold what people then chose. Every measure is a column, one value a person, in 0..1.

`hits` (people, n) says which places of the slates, best first, hold something relevant; `relevant` (people,) how
many relevant items there are for each. Source: Järvelin and Kekäläinen 2002 (NDCG); Herlocker et al. 2004.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from recommender.types import NO_ITEM, Flags, Floats, Ids


def hits_of(slate: Ids, row: NDArray[np.integer], item: NDArray[np.integer]) -> Flags:
    """(people, n) which places hold a relevant item; pairs (`row`, `item`) say what is relevant in which row.

    Memory grows with the pairs and the slates, never with people x items.
    """
    if not slate.size or not len(item):
        return np.zeros(slate.shape, dtype=np.bool_)
    span = max(int(slate.max()), int(item.max())) + 1
    wanted = np.unique(row.astype(np.int64) * span + item)
    asked = np.arange(len(slate), dtype=np.int64)[:, None] * span + slate
    at = np.minimum(np.searchsorted(wanted, asked), len(wanted) - 1)
    return (wanted[at] == asked) & (slate != NO_ITEM)


def precision(hits: Flags) -> Floats:
    """Share of the n places that hold something relevant: hits / n; an empty place is a miss. NaN if n is 0."""
    return _over(hits.sum(axis=1), np.full(len(hits), hits.shape[1]))


def recall(hits: Flags, relevant: NDArray[np.integer]) -> Floats:
    """Share of what is relevant that the slate holds: hits / relevant. NaN where nothing is relevant."""
    return _over(hits.sum(axis=1), relevant)


def hit(hits: Flags) -> Floats:
    """1 where the slate holds anything relevant, else 0; its mean is the hit rate. NaN if n is 0."""
    return _over(np.minimum(hits.sum(axis=1), 1), np.full(len(hits), min(hits.shape[1], 1)))


def ndcg(hits: Flags, relevant: NDArray[np.integer]) -> Floats:
    """Discounted gain over that of the best slate there could be: hits high up count more.

    DCG = sum over places j = 1..n of hit(j) / log2(j + 1); the best has min(n, relevant) hits in front. NaN
    where nothing is relevant.
    """
    places: Floats = np.arange(2.0, hits.shape[1] + 2.0)
    discount: Floats = 1.0 / np.log2(places)
    best = np.concatenate(([0.0], np.cumsum(discount)))
    gain = np.add.accumulate(np.where(hits, discount, 0.0), axis=1)
    gained = gain[:, -1] if hits.shape[1] else np.zeros(len(hits))
    return _over(gained, best[np.minimum(relevant, hits.shape[1])])


def average_precision(hits: Flags, relevant: NDArray[np.integer]) -> Floats:
    """Precision at each hit, summed, over min(n, relevant): its mean is MAP@n. NaN where nothing is relevant."""
    upto = np.cumsum(hits, axis=1) / np.arange(1.0, hits.shape[1] + 1.0)
    return _over((upto * hits).sum(axis=1), np.minimum(relevant, hits.shape[1]))


def reciprocal_rank(hits: Flags) -> Floats:
    """1 / the place of the first hit, 0 without any: its mean is MRR@n. NaN if n is 0."""
    if not hits.shape[1]:
        return np.full(len(hits), np.nan)
    return np.where(hits.any(axis=1), 1.0 / (hits.argmax(axis=1) + 1.0), 0.0)


def auc(right: Floats, others: Floats) -> Floats:
    """(people,) the chance that something right is scored above something else; ties count half.

    `right` (people, r) and `others` (people, m) are scores, minus infinity where there is none; NaN is no item. NaN for
    people without one or the other. Source: Rendle et al. 2009, BPR.
    """
    there, there_too = ~np.isnan(right), ~np.isnan(others)
    above = (right[:, :, None] > others[:, None, :]).sum(axis=(1, 2))
    even = (right[:, :, None] == others[:, None, :]).sum(axis=(1, 2))
    return _over(above + 0.5 * even, there.sum(axis=1) * there_too.sum(axis=1))


def _over(above: NDArray[np.generic], below: NDArray[np.number]) -> Floats:
    result = np.full(len(above), np.nan)
    np.divide(above, below, out=result, where=below > 0, casting="unsafe")
    return result
