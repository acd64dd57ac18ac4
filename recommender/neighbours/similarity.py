"""How alike two histories are, each measure brought into a form that one kernel computes.

The kernel walks the items of user u and, for each, the people v who rated it too. All measures are made of
sums over these common items, of x = R(u, i) - centre(u) and y = R(v, i) - centre(v), each term weighted by
g(i):

    cosine     sum g x y / (norm(u) norm(v)), centre 0     norm(u)**2 = sum of g x**2 over all of u's items
    pearson    the same, centre(u) the mean of u's row     (the mean-centred cosine that LensKit uses)
    jaccard    w / (size(u) + size(v) - w), w = sum g      size(u) = sum of g over all of u's items

With `overlap="common"` the norms, and for pearson the means, are taken over the common items only, as
Surprise does (knns.py, similarities.pyx). g is 1, or with inverse user frequency log(U / U(i))**2: each of
the two ratings is multiplied by log(U / U(i)), U people with a history, U(i) of them rating i (Breese,
Heckerman, Kadie 1998, Empirical analysis of predictive algorithms for collaborative filtering).

With shrinkage s a similarity over n common items counts n / (n + s) of itself (Bell, Koren 2007, Improved
neighborhood-based collaborative filtering; akin to the significance weighting of Herlocker 1999).

A row whose norm is 0 is like no one. Values of R are above 0; what is not in R is not rated.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import IntEnum

import numpy as np
from numpy.typing import NDArray

from recommender.compiled import compiled
from recommender.config import UserCFSettings
from recommender.types import Floats, Ids

ROUNDING = 1e-12
"""Similarities, and variances relative to the mean square, below this are rounding errors and count as 0."""


class Form(IntEnum):
    """What the kernel makes of the sums; see the module."""

    DOT_OVER_NORMS = 0
    """Cosine and pearson with norms over all items."""
    TANIMOTO = 1
    """Jaccard."""
    COSINE_COMMON = 2
    PEARSON_COMMON = 3


@dataclass(frozen=True, slots=True)
class Similarity:
    """A similarity as the kernel wants it."""

    form: Form
    by_product: bool
    """It is a product of unit rows: the fast path."""
    shrinkage: float


def measure(settings: UserCFSettings) -> Similarity:
    """The form of the chosen similarity."""
    common = settings.overlap == "common"
    form = {
        "cosine": Form.COSINE_COMMON if common else Form.DOT_OVER_NORMS,
        "pearson": Form.PEARSON_COMMON if common else Form.DOT_OVER_NORMS,
        "jaccard": Form.TANIMOTO,
    }[settings.similarity]
    by_product = form == Form.DOT_OVER_NORMS and settings.shrinkage == 0
    return Similarity(form, by_product, settings.shrinkage)


def inverse_user_frequency(raters: NDArray[np.integer], users: int) -> Floats:
    """g: (items,) log(users / raters)**2; 0 for items that everybody, or nobody, rated."""
    rated = raters > 0
    return np.where(rated, np.log(max(users, 1) / np.maximum(raters, 1)), 0.0) ** 2


@compiled
def prepare(
    users: Ids,
    item: Ids,
    value: NDArray[np.float32],
    held: NDArray[np.int64],
    weight: Floats,
    centred: bool,
    by_size: bool,
    centre: Floats,
    own: Floats,
) -> None:
    """Write what measures need of these users' rows to `centre` and `own`, both by user.

    The centre is the mean of the values where they are `centred`. Its own is the sum of the items' weights `by_size`,
    else 1 / sqrt(sum of weight (value - centre)**2), 0 where that sum is nothing but rounding.
    """
    for u in users:
        size, total, count = 0.0, 0.0, 0
        filled = min(held[u], item.shape[1])
        for slot in range(filled):
            if value[u, slot] > 0:
                total += value[u, slot]
                size += weight[item[u, slot]]
                count += 1
        if by_size:
            own[u] = size
            continue
        if centred:
            centre[u] = total / max(count, 1)
        squares, most, heaviest = 0.0, 0.0, 0.0
        for slot in range(filled):
            if value[u, slot] > 0:
                less = value[u, slot] - centre[u]
                squares += weight[item[u, slot]] * (less * less)
                most = max(most, np.float64(value[u, slot]))
                heaviest = max(heaviest, weight[item[u, slot]])
        norm = np.sqrt(squares)
        own[u] = 1.0 / norm if norm > ROUNDING * (most * np.sqrt(heaviest)) else 0.0
