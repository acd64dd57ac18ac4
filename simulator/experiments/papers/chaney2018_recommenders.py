"""What Chaney, Stewart and Engelhardt 2018 compare: six recommenders, each in a world of its own, which
`simulator.experiments.papers.chaney2018` describes and drives."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from recommender.compiled import compiled, compiled_part

Floats = NDArray[np.float64]
Items = NDArray[np.int64]

KINDS = 20
"""K: attributes of items, and factors."""
SURE = 40.0
"""How much surer a pick is than its absence, in matrix factorisation."""
RIDGE = 0.1
ROUNDS, PULLS = 20, 3
"""Rounds of alternating least squares in each training, and steps of conjugate gradients in each half of a round."""
BEGIN = 0.01
"""Each training begins with the squares of normal numbers of this standard deviation, for all factors."""


@compiled
def fit(gram: Floats, target: Floats, weights: Floats) -> None:
    """Non-negative least squares by coordinate descent, in place: each row of `weights` (people, kinds) minimises
    w gram w / 2 - w target over w >= 0."""
    kinds = len(gram)
    for u in range(len(weights)):
        for _ in range(300):
            moved = 0.0
            for k in range(kinds):
                if gram[k, k] <= 0.0:
                    continue
                slope = target[u, k]
                for other in range(kinds):
                    slope -= gram[k, other] * weights[u, other]
                value = max(weights[u, k] + slope / gram[k, k], 0.0)
                moved = max(moved, abs(value - weights[u, k]))
                weights[u, k] = value
            if moved < 1e-6:
                break


@compiled_part
def _times(base: Floats, near: Floats, vector: Floats, product: Floats) -> None:
    """Put (base + SURE near' near) vector into `product`."""
    kinds = len(vector)
    for k in range(kinds):
        product[k] = 0.0
        for m in range(kinds):
            product[k] += base[k, m] * vector[m]
    for row in near:
        along = 0.0
        for k in range(kinds):
            along += row[k] * vector[k]
        for k in range(kinds):
            product[k] += SURE * along * row[k]


@compiled
def factorise(picks: NDArray[np.bool_], mine: Floats, other: Floats, pulls: int) -> None:
    """One half of a round: move the vectors `mine` (rows, kinds), in place, towards the best for the vectors `other`
    (columns, kinds), each by `pulls` steps of conjugate gradients from where it is (Takacs et al. 2011)."""
    kinds = other.shape[1]
    base = other.T @ other + RIDGE * np.eye(kinds)
    product, rest, way, scale = np.zeros(kinds), np.zeros(kinds), np.zeros(kinds), np.zeros(kinds)
    for row in range(len(mine)):
        near = other[np.flatnonzero(picks[row])]
        if not len(near):
            continue
        here = mine[row]
        _times(base, near, here, product)
        steep = 0.0
        for k in range(kinds):
            scale[k], aim = base[k, k], 0.0
            for one in near:
                scale[k] += SURE * one[k] * one[k]
                aim += (1.0 + SURE) * one[k]
            rest[k] = aim - product[k]
            way[k] = rest[k] / scale[k]
            steep += rest[k] * way[k]
        for _ in range(pulls):
            if steep < 1e-30:
                break
            _times(base, near, way, product)
            bent = 0.0
            for k in range(kinds):
                bent += way[k] * product[k]
            before, steep = steep, 0.0
            for k in range(kinds):
                here[k] += before / bent * way[k]
                rest[k] -= before / bent * product[k]
                steep += rest[k] * rest[k] / scale[k]
            for k in range(kinds):
                way[k] = rest[k] / scale[k] + steep / before * way[k]


def friends(tastes: Floats) -> Floats:
    """(people, people) 1 for those whose tastes covary at least so much that nobody is left without anybody."""
    covariance = np.cov(tastes)
    ordered = np.sort(covariance.ravel())[::-1]
    enough = covariance.max(axis=1).min()
    return (covariance >= min(enough, ordered[len(tastes)])).astype(np.float64)


class ChaneyRecommender:
    """A recommender in a world of its own."""

    def __init__(self, name: str, tastes: Floats, attributes: Floats, luck: np.random.Generator) -> None:
        people, items = len(tastes), len(attributes)
        self.name, self._attributes, self._luck = name, attributes, luck
        self.had = np.zeros((people, items), dtype=np.bool_)
        self.vectors: Floats = friends(tastes) if name == "social" else np.ones((people, KINDS))
        """(people, any) by which the algorithm tells who is similar."""
        if name == "content":
            self.vectors = np.zeros((people, KINDS))
        self.score: Floats = np.zeros((people, items))

    def train(self, old: int) -> None:
        """Learn from all picks so far, of the first `old` items."""
        if self.name == "content":
            gram = self._attributes[:old].T @ self._attributes[:old]
            fit(gram, self.had @ self._attributes, self.vectors)
            self.score = self.vectors @ self._attributes.T
        elif self.name == "factorisation":
            picked = np.flatnonzero(self.had.any(axis=0))
            had = np.ascontiguousarray(self.had[:, picked])
            had_by = np.ascontiguousarray(had.T)
            factors = np.square(BEGIN * self._luck.standard_normal((len(picked), KINDS)))
            self.vectors = np.square(BEGIN * self._luck.standard_normal(self.vectors.shape))
            for _ in range(ROUNDS):
                factorise(had, self.vectors, factors, PULLS)
                factorise(had_by, factors, self.vectors, PULLS)
            self.score[:] = 0.0
            self.score[:, picked] = self.vectors @ factors.T
        elif self.name == "social":
            self.score = self.vectors @ self.had
        elif self.name == "popularity":
            self.score = np.broadcast_to(self.had.sum(axis=0).astype(np.float64), self.had.shape).copy()

    def shuffle(self) -> None:
        """New vectors, for the random recommender."""
        self.vectors = self._luck.random(self.vectors.shape)
        self.score = self.vectors @ self._luck.random((self.had.shape[1], KINDS)).T

    def similar(self, ties: Floats) -> Items:
        """(people,) the one whom the algorithm takes for most similar to each; `ties` decide where several are."""
        size = np.linalg.norm(self.vectors, axis=1, keepdims=True)
        unit = self.vectors / np.where(size > 0, size, 1.0)
        alike = np.round(unit @ unit.T, 9)
        np.fill_diagonal(alike, -1.0)
        return np.lexsort((ties, alike), axis=1)[:, -1]
