"""The compiled loop of rating prediction: how alike one row is to all others, and the best raters' vote.

A "row" is a user when prediction is by users, an item when it is by items; a "column" is the other.
"""

from __future__ import annotations

import math

import numpy as np
from numpy.typing import NDArray

from recommender.compiled import compiled, compiled_part
from recommender.neighbours.heap import ZERO, offer
from recommender.types import Floats, Ids

COSINE, MSD, PEARSON, RESIDUAL = 0, 1, 2, 3
SUMS = (4, 2, 6, 4)
"""Running sums per other row, by form: common ratings, products (or squared differences), squares and sums of both.
Few, because the cache holds them or does not."""

_FLAT = 1e-12
"""A variance this small beside its mean square is rounding: such a row has no direction."""

Starts = NDArray[np.int64]


@compiled
def alike(
    row: int,
    start: Starts,
    column: Ids,
    rating: Floats,
    by_start: Starts,
    by_row: Ids,
    by_rating: Floats,
    form: int,
    least: int,
    shrinkage: float,
    own: bool,
    sums: Floats,
    sim: Floats,
    met: Ids,
) -> int:
    """Write to `sim` how alike `row` is to every row it shares a column with, named in `met`; returns how many.

    `start`, `column`, `rating` hold the ratings by row, `by_start`, `by_row`, `by_rating` by column. `sums`
    (rows, SUMS[form]) must be 0 and is again when this returns; `sim` is written at `met` only.
    """
    count = 0
    for at in range(start[row], start[row + 1]):
        mine = rating[at]
        for there in range(by_start[column[at]], by_start[column[at] + 1]):
            other = by_row[there]
            theirs = by_rating[there]
            held = sums[other]
            if held[0] == 0.0:
                met[count] = other
                count += 1
            held[0] += 1.0
            if form == MSD:
                held[1] += (mine - theirs) ** 2
            else:
                held[1] += mine * theirs
                held[2] += mine * mine
                held[3] += theirs * theirs
                if form == PEARSON:
                    held[4] += mine
                    held[5] += theirs
    # Written out: with the likeness in a function of its own the same takes 1.7 times as long.
    for at in range(count):
        other = met[at]
        held = sums[other]
        n = held[0]
        value = 0.0
        if n >= least:
            if form == MSD:
                value = 1.0 / (held[1] / n + 1.0)
            elif form in (COSINE, RESIDUAL):
                length = math.sqrt(held[2] * held[3])
                value = held[1] / length if length > 0.0 else 0.0
            else:
                spread = n * held[2] - held[4] ** 2
                other_spread = n * held[3] - held[5] ** 2
                if spread > _FLAT * n * held[2] and other_spread > _FLAT * n * held[3]:
                    value = (n * held[1] - held[4] * held[5]) / math.sqrt(spread * other_spread)
            if form == RESIDUAL:
                n -= 1.0  # as Koren 2010 counts
            value *= n / (n + shrinkage) if n > 0.0 else 0.0
        if other == row:
            value = 1.0 if own else 0.0
        sim[other] = value
        held[:] = 0.0
    return count


@compiled_part
def vote(
    column: int,
    by_start: Starts,
    by_row: Ids,
    by_vote: Floats,
    sim: Floats,
    heap_sim: Floats,
    heap_place: Ids,
) -> tuple[float, int]:
    """The mean of the k best raters' votes weighted by likeness, and how many voted; 0 and 0 if none did.

    Only likeness above 0 counts; among equals the one that rated first. k is the length of the heap.
    """
    size = ZERO
    for there in range(by_start[column], by_start[column + 1]):
        value = float(sim[by_row[there]])
        if value > (
            heap_sim[0] if size == len(heap_sim) else 0.0
        ):  # asked here: a call for nothing costs more
            size = offer(heap_sim, heap_place, size, value, there)
    above = below = 0.0
    for at in range(size):
        above += heap_sim[at] * by_vote[heap_place[at]]
        below += heap_sim[at]
    return (above / below if size else 0.0), size


@compiled
def vote_all(
    rows: Ids,
    asked_start: Starts,
    asked: Ids,
    start: Starts,
    column: Ids,
    rating: Floats,
    by_start: Starts,
    by_row: Ids,
    by_rating: Floats,
    by_vote: Floats,
    form: int,
    least: int,
    shrinkage: float,
    own: bool,
    k: int,
    mean: Floats,
    voters: Ids,
) -> None:
    """`vote` for the columns `asked` of each of `rows`, the i-th of which asks from `asked_start[i]` on.

    Writes `mean` and `voters`, shaped as `asked`.
    """
    count = len(start) - 1
    sums = np.zeros((count, SUMS[form]))
    sim = np.zeros(count)
    met = np.zeros(count, dtype=np.int32)
    heap_sim = np.zeros(k)
    heap_place = np.zeros(k, dtype=np.int32)
    for i in range(len(rows)):
        found = alike(
            rows[i] + ZERO,
            start,
            column,
            rating,
            by_start,
            by_row,
            by_rating,
            form,
            least,
            shrinkage,
            own,
            sums,
            sim,
            met,
        )
        for at in range(asked_start[i], asked_start[i + 1]):
            mean[at], voters[at] = vote(asked[at], by_start, by_row, by_vote, sim, heap_sim, heap_place)
        for at in range(found):
            sim[met[at]] = 0.0
