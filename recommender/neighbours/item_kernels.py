"""The compiled loops of item-CF: R packed by rows and by columns, and the most similar items of given items.

Sums are float64 and run over people by rising id; ties go to the lower id: the result is a function of R alone.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from recommender.compiled import compiled, compiled_part
from recommender.neighbours.heap import ZERO
from recommender.types import Floats, Ids

_ROUNDING = 1e-12
"""Similarities below this are rounding errors and count as 0."""
_SLACK = 0.9
"""How far the least similarity kept may fall until it is asked for again, at no cost."""


@compiled
def packed(
    item: Ids, value: NDArray[np.float32], users: int, items: int, unit_rows: bool
) -> tuple[Ids, Ids, Floats, Ids, Ids, Floats]:
    """R of the first `users` and `items`, each column scaled to length 1, by rows and by columns.

    User u's entries are `row[u]` to `row[u + 1]` of (item, unit), where unit = R(u, i) / norm(i). Item i's
    are `column[i]` to `column[i + 1]` of (user, weight), by user, where weight = g(u) unit. norm(i)**2 = sum
    over u of g(u) R(u, i)**2. g(u) is 1, or with `unit_rows` 1 / (sum over i of R(u, i)**2).
    """
    row, column = np.zeros(users + 1, dtype=np.int32), np.zeros(items + 2, dtype=np.int32)
    g, norm = np.ones(users), np.zeros(items)
    for u in range(users):
        row[u + 1] = row[u]
        squares = 0.0
        for slot in range(item.shape[1]):
            if value[u, slot] > 0:
                row[u + 1] += 1
                column[item[u, slot] + 2] += 1
                squares += np.float64(value[u, slot]) ** 2
        if unit_rows and squares > 0.0:
            g[u] = 1.0 / squares
        for slot in range(item.shape[1]):
            if value[u, slot] > 0:
                norm[item[u, slot]] += g[u] * np.float64(value[u, slot]) ** 2
    for i in range(items):
        column[i + 2] += column[i + 1]
        norm[i] = np.sqrt(norm[i])
    by_row, unit = np.empty(row[users], dtype=np.int32), np.empty(row[users])
    by_column, weight = np.empty(row[users], dtype=np.int32), np.empty(row[users])
    for u in range(users):
        e = row[u]
        for slot in range(item.shape[1]):
            if value[u, slot] > 0:
                i = item[u, slot]
                by_row[e], unit[e] = i, np.float64(value[u, slot]) / norm[i]
                by_column[column[i + 1]], weight[column[i + 1]] = u, g[u] * unit[e]
                column[i + 1] += 1
                e += 1
    return row, by_row, unit, column[: items + 1], by_column, weight


@compiled_part
def _insert(ids: Ids, sims: NDArray[np.float32], size: int, similarity: np.float32, i: int) -> int:
    """Put an item among the best, which stay sorted; how many there are now."""
    place = size
    while place > 0 and (
        sims[place - 1] < similarity or (sims[place - 1] == similarity and ids[place - 1] > i)
    ):
        if place < len(ids):
            ids[place], sims[place] = ids[place - 1], sims[place - 1]
        place -= 1
    if place == len(ids):
        return size
    ids[place], sims[place] = i, similarity
    return min(size + 1, len(ids))


@compiled_part
def _above(bar: float, sums: Floats, touched: Ids, count: int, chosen: Ids) -> int:
    """Write those of the first `count` touched whose sums are at least the bar to `chosen`; how many there are."""
    size = ZERO
    for t in range(count):
        chosen[size] = touched[t]
        size += sums[np.uint32(touched[t])] >= bar  # not a branch: it would be guessed wrong too often
    return size


@compiled
def similar(
    which: Ids,
    row: Ids,
    by_row: Ids,
    unit: Floats,
    column: Ids,
    by_column: Ids,
    weight: Floats,
    shrinkage: float,
    ids: Ids,
    sims: NDArray[np.float32],
    bars: NDArray[np.float32],
) -> None:
    """Write the most similar items of each of `which`, best first, to its row of `ids`, `sims` (items, k).

    `row` to `weight` are what `packed` gave. Only similarities above 0 are kept, and nothing is its own
    neighbour; what is left of a row becomes -1 and 0. `bars` (items,) are the least similarities kept when last
    asked, or 0: a hint that spares most of the sorting and never changes a result.
    """
    items, k = len(column) - 1, ids.shape[1]
    sums, common = np.zeros(items), np.zeros(items if shrinkage > 0 else 0, dtype=np.int32)
    touched, chosen = np.empty(items + 1, dtype=np.int32), np.empty(items + 1, dtype=np.int32)
    for j in which:
        count = 0
        for p in range(column[j], column[j + 1]):
            x, u = weight[p], by_column[p]
            for e in range(row[u], row[u + 1]):
                i = np.uint32(by_row[e])  # unsigned: no check for indices from the end
                touched[count] = i
                count += sums[i] == 0.0  # a float32 could underflow and stay 0
                sums[i] += x * unit[e]
            if shrinkage > 0:
                for e in range(row[u], row[u + 1]):
                    common[np.uint32(by_row[e])] += 1
        if shrinkage > 0:
            for t in range(count):
                i = np.uint32(touched[t])
                sums[i] *= common[i] / (common[i] + shrinkage)
                common[i] = 0
        sums[j] = 0.0
        size = _above(max(_SLACK * float(bars[j]), _ROUNDING), sums, touched, count, chosen)
        if size < k:
            size = _above(_ROUNDING, sums, touched, count, chosen)
        found, bar = ZERO, np.float32(0.0)
        for t in range(size):
            similarity = np.float32(min(sums[np.uint32(chosen[t])], 1.0))
            if similarity >= bar:
                found = _insert(ids[j], sims[j], found, similarity, chosen[t])
                if found == k:
                    bar = sims[j, k - 1]
        for t in range(count):
            sums[np.uint32(touched[t])] = 0.0
        ids[j, found:] = -1
        sims[j, found:] = 0.0
        bars[j] = sims[j, k - 1]
