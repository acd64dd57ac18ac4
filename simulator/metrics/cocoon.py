"""Cocoons: how narrow people's diets are, and how alike. Pure functions over shares of topics."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from simulator.frames import Diet

Floats = NDArray[np.float64]

VARIED_BELOW, COCOON_ABOVE = 0.4, 0.7
"""Narrowness of a varied diet, and of a cocoon: of 16 topics 5.3 and 2.3 are seen there, of 8 topics 3.5 and 1.9."""

DIVERSE_ABOVE, DEEP_BELOW = 0.8, 0.3
"""Relative entropy of a diverse feed and of a deep cocoon in the terms of Piao et al. (2023)."""


def entropy(amounts: NDArray[np.floating]) -> Floats:
    """(...,) nats in 0..ln(topics) of the shares that non-negative amounts (..., topics) make up; NaN where all are 0.

    H = -sum p ln p. "How evenly spread over topics."
    """
    total = amounts.sum(axis=-1, keepdims=True, dtype=np.float64)
    share = np.divide(amounts, total, out=np.full(amounts.shape, np.nan), where=total > 0)
    with np.errstate(divide="ignore", invalid="ignore"):
        logs = np.where(share > 0, np.log(share), np.where(np.isnan(share), np.nan, 0.0))
    return np.maximum(-(share * logs).sum(axis=-1), 0.0)


def effective_topics(amounts: NDArray[np.floating]) -> Floats:
    """(...,) exp(entropy), 1..topics: "sees 3.1 of 16 topics"; NaN where nothing was seen."""
    return np.exp(entropy(amounts))


def narrowness(amounts: NDArray[np.floating]) -> Floats:
    """(...,) 0..1: 1 - H / ln(topics). "0 sees all topics alike, 1 a single one"."""
    return 1.0 - entropy(amounts) / np.log(amounts.shape[-1])


def relative_entropy(shown: NDArray[np.floating], innate: NDArray[np.floating]) -> Floats:
    """(...,) >= 0: entropy of the topics recommended over the entropy of the inborn taste (Piao et al. 2023).

    Above 1 the feed is wider than the person's own taste, near 0 it shows one topic only. NaN where nothing was
    shown, or where the inborn taste knows a single topic and there is nothing to narrow.
    """
    return relative_to(shown, entropy(innate))


def relative_to(shown: NDArray[np.floating], own: Floats) -> Floats:
    """`relative_entropy` where the entropies `own` (...,) of inborn tastes are known."""
    return np.divide(entropy(shown), own, out=np.full(own.shape, np.nan), where=own > 1e-9)


def states(narrow: Floats) -> NDArray[np.uint8]:
    """`Diet` by `narrowness`: below 0.4 varied, above 0.7 cocooned, NaN unknown.

    The same number is a dot's distance from the middle of the map and, as 1 - ln(effective topics) / ln(topics), the
    number of topics seen: what one of them says the others cannot deny.
    """
    state = np.full(narrow.shape, Diet.NARROWING, dtype=np.uint8)
    state[narrow < VARIED_BELOW] = Diet.VARIED
    state[narrow > COCOON_ABOVE] = Diet.COCOONED
    state[np.isnan(narrow)] = Diet.UNKNOWN
    return state


def likeness(amounts: NDArray[np.floating]) -> float:
    """Homogenisation, 0..1: the mean cosine between the diets of two people; NaN below two people with a diet.

    The mean over all pairs without forming them: |sum of unit vectors|^2 counts each pair twice and each
    person with itself once. "1: everybody watches the same mix".
    """
    norm = np.sqrt((amounts.astype(np.float64) ** 2).sum(axis=1))
    units = amounts[norm > 0] / norm[norm > 0][:, None]
    count = len(units)
    if count < 2:
        return float("nan")
    total = units.sum(axis=0)
    return float(np.clip((total @ total - count) / (count * (count - 1)), 0.0, 1.0))
