"""Compiled loops: neighbours by sums over common items, and the best unseen items of given rows.

Each works on some rows with scratch of its own, so that callers may split rows among threads as they like.
Sums are float64 and run in the order of the row; ties go to the lower id; the result is a function of the
arrays alone.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from recommender.compiled import compiled
from recommender.memory.rows import Rows, holds
from recommender.neighbours.heap import ZERO, best_first, offer
from recommender.neighbours.similarity import ROUNDING, Form
from recommender.types import Floats, Ids

FIRST = 32
"""Entries in an item's first chunk (see `inverted`)."""
EVEN = 1e-6
"""Share of the votes for an item that must be left when those against it are taken off; less is rounding, and counts
as 0."""
NOTHING_OFF = np.zeros((0, 0), dtype=np.int32), np.zeros((0, 0), dtype=np.float32), np.zeros(0)
"""For `top_items`: nothing is taken off, and nothing weighed."""

_DOT = int(Form.DOT_OVER_NORMS)
_TANIMOTO = int(Form.TANIMOTO)
_COSINE_COMMON = int(Form.COSINE_COMMON)

# Columns of the sums over common items.
_N, _G, _X, _Y, _XY, _XX, _YY, _COLUMNS = range(8)


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
def _add_sums(
    sums: Floats,
    form: int,
    g: float,
    x: float,
    centre: Floats,
    users: Ids,
    values: NDArray[np.float32],
    begin: int,
    end: int,
) -> None:
    """The sums that the form needs over a chunk of one item's raters."""
    for p in range(begin, end):
        if values[p] > 0:
            v = np.uint32(users[p])
            y = float(values[p]) - centre[v]
            sums[v, _N] += 1
            if form != _DOT and form != _COSINE_COMMON:
                sums[v, _G] += g
            if form != _TANIMOTO:
                sums[v, _XY] += g * x * y
            if form >= _COSINE_COMMON:
                sums[v, _XX] += g * x * x
                sums[v, _YY] += g * y * y
            if form > _COSINE_COMMON:
                sums[v, _X] += g * x
                sums[v, _Y] += g * y


@compiled
def by_sums(
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
    shrinkage: float,
    ids: Ids,
    sims: Floats,
) -> None:
    """Write the most similar users of each row, best first, to `ids` and `sims`, both (rows, k).

    Only similarities above 0 are kept and nobody is their own neighbour; the rest of a row stays as it is.
    `item`, `value` (users, width) are R; `start` to `pool_value` its transpose (see `inverted`); `weight` is
    g by item; `centre` and `own` are by user (see `similarity`).
    """
    sums = np.zeros((users, _COLUMNS))
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
                _add_sums(sums, form, g, x, centre, pool_user, pool_value, begin, end)
                left -= size
                size *= 2 if level else 1
                level += 1
        found, bar = ZERO, ROUNDING
        sums[u, :] = 0.0
        for v in range(users):
            if sums[v, _N] > 0.0:
                similarity = _similarity(form, shrinkage, sums[v], float(own[u]), own[v])
                sums[v, :] = 0.0
                if similarity > bar:
                    found = offer(sims[row], ids[row], found, similarity, v)
                    if found == ids.shape[1]:
                        bar = sims[row, 0]
        best_first(sims[row], ids[row], found)


@compiled
def _best_of(
    total: Floats, touched: Ids, count: int, seen: Rows, user: int, best: Ids, scores: Floats
) -> int:
    """The best totals above 0 of the first `count` of `touched` items that the user has not seen, best first; how many
    there are."""
    found, bar = ZERO, 0.0
    for place in range(count):
        i = int(touched[place])
        score = float(total[i])
        if score > 0.0 and score >= bar:
            if holds(seen, user, i):
                continue
            found = offer(scores, best, found, score, i)
            if found == len(best):
                bar = scores[0]
    best_first(scores, best, found)
    return int(found)


@compiled
def _take_off(less: Floats, total: Floats, similarity: float, item: Ids, value: NDArray[np.float32]) -> None:
    """less += similarity * value, slot by slot, of items with a total."""
    for slot in range(len(item)):
        if value[slot] > 0 and total[np.uint32(item[slot])] > 0.0:
            less[np.uint32(item[slot])] += similarity * value[slot]


@compiled
def _settle(total: Floats, less: Floats, weight: Floats, touched: Ids, count: int) -> None:
    """Of the first `count` of `touched` items take `less` off, which becomes 0, and weigh what is left; either may have
    no entries."""
    for place in range(count):
        i = touched[place]
        if len(less):
            left = total[i] - less[i]
            total[i] = left if left > EVEN * total[i] else 0.0
            less[i] = 0.0
        if len(weight):
            total[i] *= weight[i]


@compiled
def top_items(
    rows: Ids,
    ids: Ids,
    sims: Floats,
    item: Ids,
    value: NDArray[np.float32],
    against_item: Ids,
    against_value: NDArray[np.float32],
    weight: Floats,
    seen: Rows,
    items: int,
    best: Ids,
    scores: Floats,
) -> None:
    """Write each row's best unseen items to `best` and `scores`, both (rows, n), best first.

    The score is weight(item) times sum over the row's neighbours `ids`, `sims` (rows, k; -1 ends a row) of sim
    (R(neighbour, item) - A(neighbour, item)), divided by the sum of all their similarities. R and A are rows of
    items and values >= 0; A may have no rows, and `weight` no entries, where nothing is taken off or weighed.
    Only scores above 0 count (see `EVEN`); places for which no
    neighbour is for an unseen item stay as they are. Items that no neighbour holds are not looked at.
    """
    total, less = np.zeros(items), np.zeros(items if len(against_value) else 0)
    touched = np.empty(ids.shape[1] * item.shape[1], dtype=np.int32)
    for row in range(len(rows)):
        similarities, count = 0.0, 0
        for c in range(ids.shape[1]):
            j = ids[row, c]
            if j < 0:
                break
            similarity = sims[row, c]
            similarities += similarity
            for slot in range(item.shape[1]):
                if value[j, slot] > 0:
                    # Unsigned, so that no index is checked for counting from the end.
                    i = np.uint32(item[j, slot])
                    if total[i] == 0.0:
                        touched[count] = i
                        count += 1
                    total[i] += similarity * value[j, slot]
        for c in range(ids.shape[1] if len(less) else 0):
            if ids[row, c] >= 0 and ids[row, c] < len(against_value):
                _take_off(less, total, sims[row, c], against_item[ids[row, c]], against_value[ids[row, c]])
        _settle(total, less, weight, touched, count)
        found = _best_of(total, touched, count, seen, int(rows[row]), best[row], scores[row])
        for place in range(count):
            total[touched[place]] = 0.0
        for place in range(found):
            scores[row, place] /= similarities
