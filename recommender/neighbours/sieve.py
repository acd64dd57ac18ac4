"""Compiled: the users most similar by a product of unit rows (cosine, pearson), without comparing all exactly.

`pack` transposes the unit rows of a range of users, in float32: items that few hold as lists, items that many
hold as dense columns, which a processor adds sixteen users at a time. `by_product` sums a row's products with
all of these users, keeps those who may be among the best k, and only for these computes the similarity, in
float64 and in the order of their own row. So the result is exact, and a function of R alone: it does not
depend on ranges, threads, popularity or who else is asked for.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from recommender.compiled import compiled_part
from recommender.hands import Counters, raised
from recommender.neighbours.ahead import row_soon, soon
from recommender.neighbours.heap import ZERO, bar_of, best_first, group_count, offer_all
from recommender.neighbours.similarity import ROUNDING
from recommender.types import Floats, Ids

ABOVE_0 = ROUNDING / 2
"""`floor` where products cannot be negative: float32 sums below this are nothing."""
ANY_SIGN = -0.5
"""`floor` where they can: no sum is that far below a bar of 0."""

_AHEAD = 2
"""Turns before its own in which a row is asked for."""
_SLOTS_AHEAD = 8
"""Entries before its own at which the place of one is asked for."""
_HALF_STEP = 2.0**-24
"""Largest relative error of rounding to float32."""


@compiled_part
def pack(
    first: int,
    last: int,
    item: Ids,
    value: NDArray[np.float32],
    held: NDArray[np.int64],
    centre: Floats,
    own: Floats,
    column: Ids,
    raters: Ids,
    begin: Ids,
    end: Ids,
    user: NDArray[np.uint16],
    unit: NDArray[np.float32],
    dense: NDArray[np.float32],
) -> None:
    """The transpose of the unit rows of users `first` to `last` - 1, at most 65,536.

    Item i's entries are `begin[i]` to `end[i]` of `user` (less `first`) and `unit`, by user. Where `column[i]` is not
    -1 they are in that row of `dense` (columns, users) instead, and `begin[i]` is -1 - `column[i]`.
    `raters` (items,) says how many of these users hold each item; without entries, they are counted.
    """
    width = item.shape[1]
    begin[:] = 0
    dense[:] = 0
    for i in range(len(raters)):
        begin[i] = raters[i]
    for u in range(first, last if len(raters) == 0 else first):
        for slot in range(min(held[u], width)):
            begin[item[u, slot]] += 1
    room = np.int32(0)
    for i in range(len(column)):
        if column[i] >= 0:
            begin[i] = -1 - column[i]
        else:
            count, begin[i] = begin[i], room
            room += count
        end[i] = begin[i]
    for u in range(first, last):
        filled = min(held[u], width)
        for slot in range(filled):
            if slot + _SLOTS_AHEAD < filled:
                coming = max(end[item[u, slot + _SLOTS_AHEAD]], 0)
                soon(user, coming, 1)
                soon(unit, coming, 1)
            i = np.uint32(item[u, slot])
            place, entry = end[i], np.float32(0.0)
            if value[u, slot] > 0:
                entry = np.float32((value[u, slot] - centre[u]) * own[u])
            if place >= 0:
                user[place], unit[place] = u - first, entry
                end[i] = place + 1
            else:
                dense[-1 - place, u - first] = entry


@compiled_part
def _add_dense(
    sums: NDArray[np.float32], dense: NDArray[np.float32], columns: Ids, x: NDArray[np.float32], count: int
) -> None:
    """sums += x[c] * dense[columns[c]] over the first `count`; four at a time to read `sums` less often."""
    c = 0
    while c + 4 <= count:
        a, b = dense[columns[c]], dense[columns[c + 1]]
        d, e = dense[columns[c + 2]], dense[columns[c + 3]]
        xa, xb, xd, xe = x[c], x[c + 1], x[c + 2], x[c + 3]
        for v in range(len(sums)):
            sums[v] += xa * a[v] + xb * b[v] + xd * d[v] + xe * e[v]
        c += 4
    while c < count:
        a, xa = dense[columns[c]], x[c]
        for v in range(len(sums)):
            sums[v] += xa * a[v]
        c += 1


@compiled_part
def _sift(
    item: Ids,
    value: NDArray[np.float32],
    x: Floats,
    begin: Ids,
    end: Ids,
    user: NDArray[np.uint16],
    unit: NDArray[np.float32],
    dense: NDArray[np.float32],
    columns: Ids,
    heads: NDArray[np.float32],
    sums: NDArray[np.float32],
) -> None:
    """The float32 products of one row, x by item, with all users of a pack; two scratch arrays before `sums`."""
    count = ZERO
    sums[:] = 0
    for slot in range(len(item)):
        if value[slot] > 0:
            i = np.uint32(item[slot])
            if begin[i] < 0:
                columns[count], heads[count] = -1 - begin[i], x[i]
                count += 1
            else:
                factor = np.float32(x[i])
                for p in range(np.uint32(begin[i]), np.uint32(end[i])):
                    sums[user[p]] += factor * unit[p]
    _add_dense(sums, dense, columns, heads, count)


@compiled_part
def _less(value: float, centre: float) -> float:
    """An entry less the centre; an empty place stays 0."""
    return value - centre if centre == 0.0 or value > 0 else 0.0


@compiled_part
def product(x: Floats, item: Ids, value: NDArray[np.float32], held: int, centre: float) -> float:
    """sum of x[item] (value - centre) over a row's entries, in four sums that run side by side.

    Fours with an entry are summed whole: the result is that of the whole width.
    """
    a, b, c, d = 0.0, 0.0, 0.0, 0.0
    slot, filled = 0, min((held + 3) & ~3, len(item))
    if (
        centre == 0.0
    ):  # the same sums by a loop that asks nothing of each entry: in less than half of the time
        while slot + 4 <= filled:
            a += x[np.uint32(item[slot])] * value[slot]
            b += x[np.uint32(item[slot + 1])] * value[slot + 1]
            c += x[np.uint32(item[slot + 2])] * value[slot + 2]
            d += x[np.uint32(item[slot + 3])] * value[slot + 3]
            slot += 4
    while slot + 4 <= filled:
        a += x[np.uint32(item[slot])] * _less(value[slot], centre)
        b += x[np.uint32(item[slot + 1])] * _less(value[slot + 1], centre)
        c += x[np.uint32(item[slot + 2])] * _less(value[slot + 2], centre)
        d += x[np.uint32(item[slot + 3])] * _less(value[slot + 3], centre)
        slot += 4
    while slot < filled:
        a += x[np.uint32(item[slot])] * _less(value[slot], centre)
        slot += 1
    return (a + b) + (c + d)


@compiled_part
def _least(
    likely: Ids,
    u: int,
    x: Floats,
    item: Ids,
    value: NDArray[np.float32],
    held: NDArray[np.int64],
    centre: Floats,
    own: Floats,
) -> float:
    """The least product with one of these people; 0 if one is nobody, or the user."""
    least = 1.0
    for v in likely:
        if v < 0 or v == u:
            return 0.0
        similarity = product(x, item[v], value[v], int(held[v]), float(centre[v])) * float(own[v])
        least = min(least, similarity)
    return max(least, 0.0)


@compiled_part
def by_product(
    counts: Counters,
    at: int,
    rows: Ids,
    first: int,
    last: int,
    users: int,
    item: Ids,
    value: NDArray[np.float32],
    held: NDArray[np.int64],
    weight: Floats,
    centre: Floats,
    own: Floats,
    likely: Ids,
    begin: Ids,
    end: Ids,
    user: NDArray[np.uint16],
    unit: NDArray[np.float32],
    dense: NDArray[np.float32],
    sieve: bool,
    floor: float,
    ids: Ids,
    sims: Floats,
    found: NDArray[np.int64],
) -> None:
    """Offer users `first` to `last` - 1 to the heaps `ids`, `sims` (rows, k), which hold `found` (rows,).

    Kept are the largest sums of g x y own(u) own(v) above 0 (see `similarity`), at most 1; nobody is their
    own neighbour. The call whose `last` is `users` also sorts the heaps, best first. `begin` to `dense` is
    what `pack` made of the same users; without `sieve` it is not read and everyone is compared exactly, to
    the same result. `likely` (rows, k or 0; -1 where there is nobody) are k others who may be the best: where they
    are asked for, nobody below the worst of them is looked at, which never changes the result. Rows are shared with
    whoever raises the counters `at` and `at` + 1: the next row, and rows done.

    A sum of n float32 products of unit rows is wrong by at most e = (n + 3) 2**-24 of the sum of their
    magnitudes (Higham 2002, Accuracy and stability of numerical algorithms, section 3.1), and that is at most
    1. So whoever is among the best k has a float32 sum of at least a bar that k others clear, less 2e; and
    of at least `floor`.
    """
    width, k, others = item.shape[1], ids.shape[1], last - first
    x = np.zeros(len(weight))
    sums = np.ones(others, dtype=np.float32)
    best = np.ones(group_count(others, k), dtype=np.float32)
    columns, heads = np.empty(width, dtype=np.int32), np.empty(width, dtype=np.float32)
    asked, alike = np.empty(others + 1, dtype=np.int32), np.empty(others + 1)
    row: int = raised(counts, at)
    while row < len(rows):
        u = rows[row]
        if u < users and own[u] != 0.0:
            entries = 0
            filled = min(held[u], width)
            for slot in range(filled):
                if value[u, slot] > 0:
                    i = np.uint32(item[u, slot])
                    x[i] = weight[i] * (value[u, slot] - centre[u]) * own[u]
                    entries += 1
            cut = np.float32(floor)
            if sieve:
                _sift(item[u, :filled], value[u], x, begin, end, user, unit, dense, columns, heads, sums)
                if first <= u < last:
                    sums[u - first] = -1
                low = sims[row, 0] if found[row] == k else 0.0
                if likely.shape[1] and first == 0:
                    low = _least(likely[row], u, x, item, value, held, centre, own)
                bar = bar_of(sums, best, k, np.float32(low))
                cut = np.float32(max(bar - 2 * (entries + 8) * _HALF_STEP, floor))
            count = ZERO
            for j in range(len(best)):
                if best[j] >= cut:
                    for v in range(first + j, last, len(best)):
                        asked[count] = v
                        count += sums[v - first] >= cut and v != u
            kept = ZERO
            for place in range(count):
                if place + 2 * _AHEAD < count:
                    soon(held, asked[place + 2 * _AHEAD], 1)
                if place + _AHEAD < count:
                    row_soon(item, value, held, asked[place + _AHEAD])
                v = int(asked[place])
                similarity = product(x, item[v], value[v], int(held[v]), float(centre[v])) * own[v]
                asked[kept], alike[kept] = v, min(similarity, 1.0)
                kept += similarity > ROUNDING
            size = offer_all(sims[row], ids[row], int(found[row]), alike, asked, kept)
            found[row] = size
            for slot in range(filled):
                x[item[u, slot]] = 0.0
            if last == users:
                best_first(sims[row], ids[row], size)
        raised(counts, at + 1)
        row = raised(counts, at)
