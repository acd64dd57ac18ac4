"""User-CF by the book: dense matrices, Python loops; slow, obvious, and sharing no code with ours."""

from __future__ import annotations

import math

import numpy as np

from recommender import Strength

Matrix = np.ndarray


def similarity(
    r: Matrix, u: int, v: int, name: str, overlap: str, shrinkage: float = 0.0, iuf: bool = False
) -> float:
    """Of users u and v; r (users, items) with 0 for not rated."""
    people = [w for w in range(len(r)) if (r[w] > 0).any()]
    scale = np.ones(r.shape[1])
    if iuf:
        for i in range(r.shape[1]):
            raters = sum(r[w, i] > 0 for w in people)
            scale[i] = math.log(len(people) / raters) if raters else 0.0
    mine = [i for i in range(r.shape[1]) if r[u, i] > 0]
    theirs = [i for i in range(r.shape[1]) if r[v, i] > 0]
    common = [i for i in mine if i in theirs]
    if not common:
        return 0.0
    if name == "jaccard":
        size = {
            w: sum(scale[i] ** 2 for i in row) for w, row in (("u", mine), ("v", theirs), ("both", common))
        }
        union = size["u"] + size["v"] - size["both"]
        value = size["both"] / union if union > 0 else 0.0
    else:
        own_u, own_v = (common, common) if overlap == "common" else (mine, theirs)
        mean_u = mean_v = 0.0
        if name == "pearson":
            # Inverse user frequency weights the ratings over common items, and so their means (Breese 1998).
            weigh = scale**2 if overlap == "common" else np.ones(len(scale))
            if not weigh[own_u].sum():
                return 0.0
            mean_u = np.average(r[u, own_u], weights=weigh[own_u])
            mean_v = np.average(r[v, own_v], weights=weigh[own_v])
        x, y = (r[u] - mean_u) * scale, (r[v] - mean_v) * scale
        norms = math.sqrt(sum(x[own_u] ** 2)) * math.sqrt(sum(y[own_v] ** 2))
        value = sum(x[common] * y[common]) / norms if norms > 1e-9 else 0.0
    value *= len(common) / (len(common) + shrinkage)
    return value if value > 1e-11 else 0.0


def neighbours(sims: Matrix, u: int, k: int) -> list[int]:
    """Users by falling similarity to u, the lower id first among equals, u not among them."""
    others = [v for v in range(len(sims)) if v != u and sims[u, v] > 0]
    return sorted(others, key=lambda v: (-round(sims[u, v], 12), v))[:k]


def all_similarities(r: Matrix, *how: str | float | bool) -> Matrix:
    """(users, users)."""
    return np.array([[similarity(r, u, v, *how) for v in range(len(r))] for u in range(len(r))])


def predict(r: Matrix, sims: Matrix, u: int, i: int, k: int, normalize: str) -> float:
    """The weighted mean of the neighbours' ratings; NaN for 0 / 0."""
    near = neighbours(sims, u, k)
    asked = near if normalize == "neighbours" else [v for v in near if r[v, i] > 0]
    below = sum(sims[u, v] for v in asked)
    return sum(sims[u, v] * r[v, i] for v in asked) / below if below else math.nan


def event_sum(weights: Strength, ratio: float, kind: float, disliked: bool) -> float:
    """What one event adds up to, of either sign; `kind` is what like, comment, share and follow add."""
    total = kind + (weights.dislike if disliked else 0.0)
    if ratio >= weights.skip_below:
        return total + weights.watch * min(ratio, weights.watch_cap)
    return total if kind else total + weights.skip * (1 - ratio / weights.skip_below)


def score(
    r: Matrix, against: Matrix, viewers: Matrix, sims: Matrix, u: int, i: int, k: int, popularity: float
) -> float:
    """What feeds rank by; NaN where neighbours are not for the item."""
    near = neighbours(sims, u, k)
    pro = sum(sims[u, v] * r[v, i] for v in near)
    left = pro - sum(sims[u, v] * against[v, i] for v in near)
    if left <= 1e-6 * pro:
        return math.nan
    return left / sum(sims[u, v] for v in near) / (1 + viewers[i]) ** popularity
