"""How unequally something is shared out; the Gini coefficient is that of recommendations."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from recommender.metrics.variety import gini

__all__ = ["gini", "of_counts", "top_share"]


def top_share(amounts: NDArray[np.number], part: float = 0.1) -> float:
    """Share of the whole that the largest `part` (0..1] of holders have, at least one; NaN if there is nothing."""
    amounts = amounts.astype(np.float64, copy=False)
    total = amounts.sum()
    if total <= 0:
        return float("nan")
    count = max(1, round(part * len(amounts)))
    return float(np.sort(amounts)[-count:].sum() / total)


def of_counts(counts: NDArray[np.number], part: float = 0.1) -> tuple[float, float]:
    """`gini` and `top_share` of whole numbers, NaN if there is nothing. Their sums are exact in any order: only those
    above 0 are sorted, and once."""
    some, holders = np.sort(counts.compress(counts > 0)).astype(np.float64, copy=False), len(counts)
    total = some.sum()
    if total <= 0:
        return float("nan"), float("nan")
    # 2 i - n - 1 for the i-th of all n.
    ranks = np.arange(holders + 1.0 - 2.0 * len(some), holders, 2.0)
    top = some[-max(1, round(part * holders)) :]
    return float((ranks * some).sum() / (holders * total)), float(top.sum() / total)
