"""The best unseen items by dot product: one compiled loop, for methods that hold vectors of people and items.

    score(u, i) = sum over k of person(u, k) item(i, k)

No product of matrices: a library's may add up in another order when more people are asked for, or when it has
more threads. Sums here are float64 and run over k in order, so that a person's scores are theirs alone.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from recommender.compiled import compiled
from recommender.memory.rows import Rows, holds
from recommender.memory.seen import Seen
from recommender.methods.fill import Draft
from recommender.parallel import in_chunks
from recommender.types import NO_ITEM, Floats, Ids, Source


@compiled
def _best(
    users: Ids,
    person: Floats,
    candidates: Ids,
    item: Floats,
    seen: Rows,
    best: Ids,
    scores: Floats,
) -> None:
    """Write each row's best unseen candidates to `best` and `scores` (rows, n), best first, the lower id first
    among equals. `person` (rows, d), `item` (d, candidates)."""
    total = np.empty(len(candidates))
    for row in range(len(users)):
        u, own, own_scores = users[row], best[row], scores[row]
        n, found = len(own), 0
        total[:] = 0.0
        for k in range(len(item)):
            x, column = person[row, k], item[k]
            for c in range(len(total)):
                total[c] += x * column[c]
        for c in range(len(total)):
            i, score = candidates[c], total[c]
            if found == n and not score > own_scores[n - 1]:
                continue
            if holds(seen, u, i):
                continue
            place = found if found < n else n - 1
            while place > 0 and own_scores[place - 1] < score:
                own[place], own_scores[place] = own[place - 1], own_scores[place - 1]
                place -= 1
            own[place], own_scores[place] = i, score
            found = min(found + 1, n)


def take_best(
    draft: Draft,
    rows: NDArray[np.intp],
    person: Floats,
    candidates: Ids,
    item: Floats,
    seen: Seen,
    source: Source,
    threads: int,
) -> None:
    """Fill these rows of the draft with their best unseen candidates (rising ids): `person` (rows, d), `item`
    (candidates, d)."""
    n = min(draft.n, len(candidates))
    if not n or not len(rows):
        return
    users = np.ascontiguousarray(draft.users[rows])
    best = np.full((len(rows), n), NO_ITEM, dtype=np.int32)
    scores = np.full(best.shape, np.nan)
    person, columns = np.ascontiguousarray(person), np.ascontiguousarray(item.T)
    candidates = np.ascontiguousarray(candidates)

    def work(part: slice) -> None:
        _best(users[part], person[part], candidates, columns, seen.rows, best[part], scores[part])

    in_chunks(work, len(rows), threads, item.size)
    draft.take(rows, best, scores, best != NO_ITEM, source)


def products(person: Floats, item: Floats) -> Floats:
    """(rows, m) of `person` (rows, d) and `item` (rows, m, d), summed as the loop does."""
    total = np.zeros(item.shape[:2])
    for k in range(person.shape[1]):
        total += person[:, k, None] * item[:, :, k]
    return total
