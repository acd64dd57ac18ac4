"""How unequally something is shared out; the Gini coefficient is that of recommendations."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from recommender.metrics.variety import gini

__all__ = ["gini", "top_share"]


def top_share(amounts: NDArray[np.number], part: float = 0.1) -> float:
    """Share of the whole that the largest `part` (0..1] of holders have, at least one; NaN if there is nothing."""
    amounts = amounts.astype(np.float64, copy=False)
    total = amounts.sum()
    if total <= 0:
        return float("nan")
    count = max(1, round(part * len(amounts)))
    return float(np.sort(amounts)[-count:].sum() / total)
