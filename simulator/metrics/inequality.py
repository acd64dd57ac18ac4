"""How unequally something is shared out."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray


def gini(amounts: NDArray[np.number]) -> float:
    """The Gini coefficient of non-negative amounts: 0 all have the same, towards 1 one has everything. NaN where
    there is nothing to share.

    G = sum_i (2i - n - 1) x_i / (n sum x), x ascending (Gini 1912).
    """
    ordered = np.sort(amounts.astype(np.float64))
    total, count = ordered.sum(), len(ordered)
    if total <= 0:
        return float("nan")
    rank = np.arange(1, count + 1)
    return float(((2 * rank - count - 1) @ ordered) / (count * total))


def top_share(amounts: NDArray[np.number], part: float = 0.1) -> float:
    """Share of the whole that the largest `part` (0..1] of holders have, at least one; NaN if there is nothing."""
    ordered = np.sort(amounts.astype(np.float64))
    total = ordered.sum()
    if total <= 0:
        return float("nan")
    count = max(1, round(part * len(ordered)))
    return float(ordered[-count:].sum() / total)
