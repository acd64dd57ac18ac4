"""Compiled loops: neighbours by sums over common items, and the best unseen items of given rows.

Each works on some rows with scratch of its own, so that callers may split rows among threads as they like.
Sums are float64 and run in the order of the row; ties go to the lower id; the result is a function of the
arrays alone.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from recommender.compiled import compiled, compiled_part
from recommender.hands import Counters, raised
from recommender.memory.rows import Rows, holds
from recommender.neighbours.ahead import row_soon, soon
from recommender.neighbours.heap import ZERO, bar_of, best_first, offer, offer_all
from recommender.neighbours.similarity import ROUNDING, Form
from recommender.types import Floats, Ids

EVEN = 1e-6
"""Share of the votes for an item that must be left when those against it are taken off; less is rounding, and counts
as 0."""
NOTHING_OFF = (
    np.zeros((0, 0), dtype=np.int32),
    np.zeros((0, 0), dtype=np.float32),
    np.zeros(0, dtype=np.int64),
    np.zeros(0),
)
"""For `top_items`: nothing is taken off, and nothing weighed."""
_GROUPS = 4
"""Groups for each place, among whose best a bar for all is found."""
_WALKED = 4
"""Places of a person's set that are sooner walked than one item looked up in it."""

_DOT = int(Form.DOT_OVER_NORMS)
_TANIMOTO = int(Form.TANIMOTO)
_COSINE_COMMON = int(Form.COSINE_COMMON)

# Columns of the sums over common items.
_N, _G, _X, _Y, _XY, _XX, _YY, _COLUMNS = range(8)


@compiled_part
def _ratio(over: float, variance_x: float, variance_y: float, scale_x: float, scale_y: float) -> float:
    if variance_x <= ROUNDING * scale_x or variance_y <= ROUNDING * scale_y:
        return 0.0
    return over / np.sqrt(variance_x * variance_y)


@compiled_part
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
def transposed(
    item: Ids, value: NDArray[np.float32], held: NDArray[np.int64], users: int, items: int
) -> tuple[Ids, Ids, NDArray[np.float32]]:
    """R of the first `users` by columns: item i's entries are `column[i]` to `column[i + 1]` of (user, value)."""
    column = np.zeros(items + 2, dtype=np.int32)
    for u in range(users):
        for slot in range(min(held[u], item.shape[1])):
            column[item[u, slot] + 2] += 1
    for i in range(items):
        column[i + 2] += column[i + 1]
    by_user = np.empty(column[items + 1], dtype=np.int32)
    by_value = np.empty(len(by_user), dtype=np.float32)
    for u in range(users):
        for slot in range(min(held[u], item.shape[1])):
            place = column[item[u, slot] + 1]
            by_user[place], by_value[place] = u, value[u, slot]
            column[item[u, slot] + 1] += 1
    return column[: items + 1], by_user, by_value


@compiled_part
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
    """The sums that the form needs over one item's raters."""
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
    column: Ids,
    by_user: Ids,
    by_value: NDArray[np.float32],
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
    `item`, `value` (users, width) are R; `column` to `by_value` its transpose (see `transposed`); `weight` is
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
            _add_sums(sums, form, g, x, centre, by_user, by_value, int(column[i]), int(column[i + 1]))
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
def top_items(
    counts: Counters,
    at: int,
    rows: Ids,
    ids: Ids,
    sims: Floats,
    item: Ids,
    value: NDArray[np.float32],
    held: NDArray[np.int64],
    against_item: Ids,
    against_value: NDArray[np.float32],
    against_held: NDArray[np.int64],
    weight: Floats,
    seen: Rows,
    items: int,
    best: Ids,
    scores: Floats,
) -> None:
    """Write each row's best unseen items to `best` and `scores`, both (rows, n), best first.

    The score is weight(item) times sum over the row's neighbours `ids`, `sims` (rows, k; -1 ends a row) of sim
    (R(neighbour, item) - A(neighbour, item)), divided by the sum of all their similarities. R and A are rows of
    items and values >= 0, of which the first `held` are filled; A may have no rows, and `weight` no entries, where
    nothing is taken off or weighed. Only scores above 0 count (see `EVEN`); places for which no neighbour is for an
    unseen item stay as they are. Items that no neighbour holds are not looked at. Rows are shared with whoever raises
    the counters `at` and `at` + 1: the next row, and rows done.
    """
    # One function, since scratch that is made in it is known to lie apart from what is passed to it.
    total, less = np.zeros(items), np.zeros(items if len(against_value) else 0)
    touched = np.empty(ids.shape[1] * item.shape[1] + 1, dtype=np.int32)
    left_scores, rough = np.empty(len(touched)), np.empty(len(touched), dtype=np.float32)
    n = best.shape[1]
    groups = np.empty(_GROUPS * n, dtype=np.float32)
    row = raised(counts, at)
    while row < len(rows):
        u, own, own_scores = int(rows[row]), best[row], scores[row]
        similarities, count = 0.0, 0
        for c in range(ids.shape[1]):
            j, similarity = ids[row, c], sims[row, c]
            if j < 0:
                break
            similarities += similarity
            if c + 2 < ids.shape[1] and ids[row, c + 2] >= 0:
                soon(held, ids[row, c + 2], 1)
            if c + 1 < ids.shape[1] and ids[row, c + 1] >= 0:
                row_soon(item, value, held, ids[row, c + 1])
            for slot in range(min(held[j], item.shape[1])):
                # Unsigned, so that no index is checked for counting from the end; and no branch, which would be
                # guessed wrong too often.
                i = np.uint32(item[j, slot])
                touched[np.uint32(count)] = i
                count += total[i] == 0.0
                total[i] += similarity * value[j, slot]
        # Who has seen much more than the neighbours hold is asked item by item.
        leave_out = u < len(seen.size) and seen.size[u] <= _WALKED * count
        if leave_out:
            for place in range(seen.begin[u], seen.begin[u] + seen.size[u]):
                key = abs(seen.pool[place])
                if 0 < key <= items:
                    total[key - 1] = 0.0
        for c in range(ids.shape[1] if len(less) else 0):
            j, similarity = ids[row, c], sims[row, c]
            if j < 0 or j >= len(against_value):
                continue
            if c + 2 < ids.shape[1] and 0 <= ids[row, c + 2] < len(against_value):
                soon(against_held, ids[row, c + 2], 1)
            if c + 1 < ids.shape[1] and 0 <= ids[row, c + 1] < len(against_value):
                row_soon(against_item, against_value, against_held, ids[row, c + 1])
            for slot in range(min(against_held[j], against_item.shape[1])):
                i = np.uint32(against_item[j, slot])
                off = similarity * against_value[j, slot]  # before the question, so that it takes no branch
                less[i] += off if total[i] > 0.0 else 0.0
        for place in range(count):
            i = np.uint32(touched[place])
            score = total[i]
            total[i] = 0.0
            if len(less):
                left = score - less[i]
                less[i] = 0.0
                score = left if left > EVEN * score else 0.0
            if len(weight):
                score *= weight[i]
            left_scores[place], rough[place] = score, score
        # Rounding leaves scores in their order: whoever is among the best n clears a bar that n rounded ones clear.
        least = np.float32(0.0)
        if leave_out and count > _GROUPS * n:
            least = bar_of(rough[:count], groups, n, least)
        good, bar = ZERO, 0.0
        for place in range(count):
            score = left_scores[place]
            touched[good], left_scores[good] = touched[place], score
            good += rough[place] >= least and score > 0.0
        if leave_out:
            found = offer_all(own_scores, own, ZERO, left_scores, touched, good)
        else:
            found = ZERO
            for place in range(good):
                score = left_scores[place]
                if score >= bar and not holds(seen, u, touched[place]):
                    found = offer(own_scores, own, found, score, touched[place] + ZERO)
                    if found == n:
                        bar = own_scores[0]
        best_first(own_scores, own, found)
        for place in range(found):
            own_scores[place] /= similarities
        raised(counts, at + 1)
        row = raised(counts, at)
