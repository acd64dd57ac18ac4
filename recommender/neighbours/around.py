"""Neighbours by asking around, for so many people that comparing with everyone costs too much.

A person's neighbours are looked for among those found last time, the closest of theirs, those whom several have among
theirs, those who were found to be like the person from the other side, and a few drawn by lot: neighbours of neighbours
are likely to be neighbours (Dong, Charikar, Li 2011, Efficient k-nearest neighbor graph construction for generic
similarity measures, NN-descent; here one step of it each time a person is asked for). Similarities are exact; who is
missed is not known, so that recall is to be measured. The work does not grow with the number of people, but for finding
who was found from the other side.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from recommender.compiled import compiled, compiled_part
from recommender.neighbours.ahead import row_soon, soon
from recommender.neighbours.heap import ZERO, best_first, offer
from recommender.neighbours.sieve import product
from recommender.neighbours.similarity import ROUNDING
from recommender.types import Floats, Ids

OF_EACH = 8
"""Neighbours of each neighbour who are asked in any case, the closest."""
NAMED = 2
"""Neighbours by whom the others must be named to be asked. In a world of 100,000 on day 7, .95 of the 25 nearest and
.93 of the 50 nearest are found; .93 and .90 if three are asked for, which leaves a quarter fewer people to ask, but
people then enjoy videos by .003 less than with everyone compared."""
LOTS = 20
"""People drawn by lot."""
_AHEAD = 2
"""Turns before its own in which a row is asked for."""


@compiled
def choosers(rows: Ids, last: Ids, users: int, most: int, start: int) -> Ids:
    """(rows, most) people who had each of the rows among their `last` (users, k), -1 where there are no more; the first
    from user `start` on, and round."""
    place, count = np.full(users, -1, dtype=np.int32), np.zeros(len(rows), dtype=np.int32)
    for row in range(len(rows)):
        if rows[row] < users:
            place[rows[row]] = row
    found = np.full((len(rows), most), -1, dtype=np.int32)
    for turn in range(users):
        v = (start + turn) % users
        for c in range(last.shape[1]):
            if last[v, c] < 0:
                break
            row = place[last[v, c]]
            if row >= 0 and count[row] < most:
                found[row, count[row]] = v
                count[row] += 1
    return found


@compiled_part
def _listed(who: Ids, mark: Ids, nobody: int, asked: Ids, count: int) -> int:
    """Put those of `who` who are not there yet behind the first `count` of `asked`; how many there are then. `mark`
    (users,) less `nobody` is how often each was named, `NAMED` for whoever is there; what is below 0 is nothing."""
    for v in who:
        if v >= 0 and mark[v] < nobody + NAMED:
            mark[v], asked[count] = nobody + NAMED, v
            count += 1
    return count


@compiled_part
def _often_named(who: Ids, mark: Ids, nobody: int, asked: Ids, count: int) -> int:
    """The same for those of `who` alone who have now been named often enough."""
    for v in who:
        if v >= 0 and mark[v] < nobody + NAMED:
            mark[v] = max(mark[v], nobody) + 1
            asked[count] = v
            count += mark[v] == nobody + NAMED
    return count


@compiled
def ask_around(
    rows: Ids,
    users: int,
    item: Ids,
    value: NDArray[np.float32],
    held: NDArray[np.int64],
    weight: Floats,
    centre: Floats,
    own: Floats,
    last: Ids,
    chosen_by: Ids,
    lots: Ids,
    theirs: bool,
    ids: Ids,
    sims: Floats,
) -> None:
    """Write the most similar of those asked to `ids` and `sims` (rows, k), best first; the rest stays as it is.

    Asked are the `last` (users, k) of the row's user and, if `theirs` are to be looked at, the closest of theirs and
    whom `NAMED` of them name, `chosen_by` and `lots` (rows, any), -1 where there is nobody. Everything else is as for
    `sieve.by_product`.
    """
    k = ids.shape[1]
    x, mark = np.zeros(len(weight)), np.full(users, -1, dtype=np.int32)
    asked = np.empty(k * (1 + k) + chosen_by.shape[1] + lots.shape[1] + 1, dtype=np.int32)
    for row in range(len(rows)):
        u = int(rows[row])
        filled = min(held[u], item.shape[1])
        for slot in range(filled):
            if value[u, slot] > 0:
                i = np.uint32(item[u, slot])
                x[i] = weight[i] * (value[u, slot] - centre[u]) * own[u]
        nobody = (NAMED + 1) * row
        mark[u] = nobody + NAMED
        count = _listed(last[u], mark, nobody, asked, ZERO)
        for c in range(k if theirs else 0):
            if c + _AHEAD < k and last[u, c + _AHEAD] >= 0:
                soon(last, last[u, c + _AHEAD], k)
            if last[u, c] >= 0:
                count = _listed(last[last[u, c], :OF_EACH], mark, nobody, asked, count)
                count = _often_named(last[last[u, c], OF_EACH:], mark, nobody, asked, count)
        count = _listed(chosen_by[row], mark, nobody, asked, count)
        count = _listed(lots[row], mark, nobody, asked, count)
        size, bar = ZERO, ROUNDING
        for place in range(count):
            if place + 2 * _AHEAD < count:
                soon(held, asked[place + 2 * _AHEAD], 1)
            if place + _AHEAD < count:
                row_soon(item, value, held, asked[place + _AHEAD])
                soon(centre, asked[place + _AHEAD], 1)
                soon(own, asked[place + _AHEAD], 1)
            v = int(asked[place])
            similarity = product(x, item[v], value[v], int(held[v]), float(centre[v])) * float(own[v])
            if similarity > ROUNDING and similarity >= bar:
                size = offer(sims[row], ids[row], size, min(similarity, 1.0), v)
                bar = sims[row, 0] if size == k else ROUNDING
        for slot in range(filled):
            x[item[u, slot]] = 0.0
        best_first(sims[row], ids[row], size)
