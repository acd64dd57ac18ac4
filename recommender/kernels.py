"""The two compiled loops: top-k neighbours of given rows, and the best unseen items of given rows.

Each works on some rows with scratch of its own, so that callers may split rows among threads as they like.
Sums are float64 and run in the order of the row; ties go to the lower id; the result is a function of the
arrays alone.

The scalar formulas of `similarity` stand here because numba's disk cache watches only the file of the kernel;
whoever changes a constant that this file imports must touch it too.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from recommender.compiled import compiled
from recommender.similarity import ROUNDING, Form
from recommender.types import Floats, Ids

FIRST = 32
"""Entries in an item's first chunk (see `inverted`); here, because numba's disk cache watches this file alone."""

_DOT = int(Form.DOT_OVER_NORMS)
_TANIMOTO = int(Form.TANIMOTO)
_COSINE_COMMON = int(Form.COSINE_COMMON)

# Columns of the sums over common items.
_N, _G, _X, _Y, _XY, _XX, _YY, _COLUMNS = range(8)


@compiled
def _worse(score: float, key: int, than_score: float, than_key: int) -> bool:
    return score < than_score or (score == than_score and key > than_key)


@compiled
def _sink(scores: Floats, keys: Ids, root: int, size: int) -> None:
    """Restore the heap (worst at the root) below `root`."""
    while True:
        child = 2 * root + 1
        if child >= size:
            return
        if child + 1 < size and _worse(scores[child + 1], keys[child + 1], scores[child], keys[child]):
            child += 1
        if not _worse(scores[child], keys[child], scores[root], keys[root]):
            return
        scores[child], scores[root] = scores[root], scores[child]
        keys[child], keys[root] = keys[root], keys[child]
        root = child


@compiled
def _offer(scores: Floats, keys: Ids, size: int, score: float, key: int) -> int:
    """Put (score, key) among the best; the heap's new size."""
    if size < len(keys):
        scores[size], keys[size] = score, key
        size += 1
        if size == len(keys):
            for root in range(size // 2 - 1, -1, -1):
                _sink(scores, keys, root, size)
    elif _worse(scores[0], keys[0], score, key):
        scores[0], keys[0] = score, key
        _sink(scores, keys, 0, size)
    return size


@compiled
def _best_first(scores: Floats, keys: Ids, size: int) -> None:
    """Sort what was offered."""
    if size < len(keys):
        for root in range(size // 2 - 1, -1, -1):
            _sink(scores, keys, root, size)
    for end in range(size - 1, 0, -1):
        scores[0], scores[end] = scores[end], scores[0]
        keys[0], keys[end] = keys[end], keys[0]
        _sink(scores, keys, 0, end)


@compiled
def _ratio(over: float, variance_x: float, variance_y: float, scale_x: float, scale_y: float) -> float:
    if variance_x <= ROUNDING * scale_x or variance_y <= ROUNDING * scale_y:
        return 0.0
    return over / np.sqrt(variance_x * variance_y)


@compiled
def _similarity(form: int, shrinkage: float, sums: Floats, own_u: float, own_v: float) -> float:
    """What the sums over common items make; `own` is 1 / norm, or the size."""
    if form == _DOT:
        value = sums[_XY] * own_u * own_v
    elif form == _TANIMOTO:
        union = own_u + own_v - sums[_G]
        value = sums[_G] / union if union > 0 else 0.0
    elif form == _COSINE_COMMON:
        value = _ratio(sums[_XY], sums[_XX], sums[_YY], 0.0, 0.0)
    else:
        g, x, y, xx, yy = sums[_G], sums[_X], sums[_Y], sums[_XX], sums[_YY]
        value = _ratio(g * sums[_XY] - x * y, g * xx - x * x, g * yy - y * y, g * xx, g * yy)
    value = min(value, 1.0)
    return value * (sums[_N] / (sums[_N] + shrinkage)) if shrinkage > 0 else value


@compiled
def _add_products(
    dot: Floats, gx: float, users: Ids, values: NDArray[np.float32], begin: int, end: int
) -> None:
    """The fast path over a chunk of one item's raters: dot[v] += g x y."""
    for p in range(begin, end):
        dot[np.uint32(users[p])] += gx * values[p]


@compiled
def _add_sums(
    sums: Floats,
    g: float,
    x: float,
    centre: Floats,
    users: Ids,
    values: NDArray[np.float32],
    begin: int,
    end: int,
) -> None:
    """All sums over a chunk of one item's raters."""
    for p in range(begin, end):
        if values[p] > 0:
            v = np.uint32(users[p])
            y = float(values[p]) - centre[v]
            sums[v, _N] += 1
            sums[v, _G] += g
            sums[v, _X] += g * x
            sums[v, _Y] += g * y
            sums[v, _XY] += g * x * y
            sums[v, _XX] += g * x * x
            sums[v, _YY] += g * y * y


@compiled
def top_neighbours(
    rows: Ids,
    users: int,
    item: Ids,
    value: NDArray[np.float32],
    start: Ids,
    length: Ids,
    pool_user: Ids,
    pool_value: NDArray[np.float32],
    weight: Floats,
    centre: Floats,
    own: Floats,
    form: int,
    plain: bool,
    shrinkage: float,
    ids: Ids,
    sims: Floats,
) -> None:
    """Write the most similar users of each row, best first, to `ids` and `sims`, both (rows, k).

    Only similarities above 0 are kept and nobody is their own neighbour; the rest of a row stays as it is.
    `item`, `value` (users, width) are R; `start` to `pool_value` its transpose (see `inverted`); `weight` is
    g by item; `centre` and `own` are by user (see `similarity`).
    """
    dot = np.zeros(users)
    sums = np.zeros((0 if plain else users, _COLUMNS))
    for row in range(len(rows)):
        u = rows[row]
        if u >= users:
            continue
        for slot in range(item.shape[1]):
            if value[u, slot] <= 0:
                continue
            i = item[u, slot]
            g, x = float(weight[i]), float(value[u, slot]) - float(centre[u])
            left, level, size = int(length[i]), 0, FIRST
            while left > 0:
                begin = int(start[i, level])
                end = begin + min(left, size)
                if plain:
                    _add_products(dot, g * x, pool_user, pool_value, begin, end)
                else:
                    _add_sums(sums, g, x, centre, pool_user, pool_value, begin, end)
                left -= size
                size *= 2 if level else 1
                level += 1
        if plain:
            found = _nearest_by_dot(u, dot, own, ids[row], sims[row])
        else:
            found = _nearest_by_sums(u, sums, own, form, shrinkage, ids[row], sims[row])
        _best_first(sims[row], ids[row], found)


@compiled
def _nearest_by_dot(u: int, dot: Floats, own: Floats, ids: Ids, sims: Floats) -> int:
    """Keep the best in one scan, clearing `dot`; how many there are.

    Users come by rising id, so that a tie with the worst one kept loses.
    """
    found, bar = 0, ROUNDING
    dot[u] = 0.0
    for v in range(len(dot)):
        if dot[v] != 0.0:
            similarity = min(dot[v] * own[u] * own[v], 1.0)
            dot[v] = 0.0
            if similarity > bar:
                found = _offer(sims, ids, found, similarity, v)
                if found == len(ids):
                    bar = sims[0]
    return found


@compiled
def _nearest_by_sums(
    u: int, sums: Floats, own: Floats, form: int, shrinkage: float, ids: Ids, sims: Floats
) -> int:
    """As `_nearest_by_dot`, from all sums."""
    found, bar = 0, ROUNDING
    sums[u, :] = 0.0
    for v in range(len(sums)):
        if sums[v, _N] > 0.0:
            similarity = _similarity(form, shrinkage, sums[v], float(own[u]), own[v])
            sums[v, :] = 0.0
            if similarity > bar:
                found = _offer(sims, ids, found, similarity, v)
                if found == len(ids):
                    bar = sims[0]
    return found


@compiled
def top_items(
    rows: Ids,
    ids: Ids,
    sims: Floats,
    item: Ids,
    value: NDArray[np.float32],
    bits: NDArray[np.uint8],
    items: int,
    best: Ids,
    scores: Floats,
) -> None:
    """Write each row's best unseen items to `best` and `scores`, both (rows, n), best first.

    The score is sum over the row's neighbours `ids`, `sims` (rows, k; -1 ends a row) of sim R(neighbour,
    item), divided by the sum of all their similarities. `bits` is the set of seen pairs (see `seen`).
    Places for which no neighbour knows an unseen item stay as they are.
    """
    total = np.zeros(items)
    touched = np.empty(items, dtype=np.int32)
    for row in range(len(rows)):
        u = rows[row]
        count, similarities = 0, 0.0
        for c in range(ids.shape[1]):
            j = ids[row, c]
            if j < 0:
                break
            similarity = sims[row, c]
            similarities += similarity
            for slot in range(item.shape[1]):
                strength = value[j, slot]
                if strength > 0:
                    i = np.uint32(item[j, slot])  # unsigned: no check for indices from the end
                    if total[i] == 0.0:
                        touched[count] = i
                        count += 1
                    total[i] += similarity * strength
        best_scores, best_items = scores[row], best[row]
        n, found, bar = len(best_items), 0, 0.0
        for t in range(count):
            i = np.uint32(touched[t])
            score = total[i]
            total[i] = 0.0
            if score >= bar and not (u < len(bits) and (bits[u, i >> 3] >> (i & 7)) & 1):
                found = _offer(best_scores, best_items, found, score, int(i))
                if found == n:
                    bar = best_scores[0]
        _best_first(best_scores, best_items, found)
        for place in range(found):
            best_scores[place] /= similarities
