"""The best of many, compiled: a heap of (score, key) with the worst at its root; ties go to the lower key. Few are kept
in order, worst first, which is a heap as well and takes less than sinking and sorting.

What is kept depends only on what was offered, not on the order.

Few need to be offered: the many are split into groups, each of every so manieth, and where k groups have a
largest of at least some bar, so many of all clear it. Finding the groups' largest takes no branch, and only
groups above the bar are looked at again.
"""

from __future__ import annotations

from typing import cast

import numpy as np
from numpy.typing import NDArray

from recommender.compiled import compiled_part
from recommender.types import Floats, Ids

ZERO = cast("int", np.int64(0))
"""To start counters: for a bare 0 numba compiles the functions it is passed to once more."""
_ONE = np.uint32(1)

_BISECTIONS = 16
"""Steps from the best one to a bar: it ends 0.00002 of the way from where it should be at most."""

FEW = 128
"""So many are kept in order."""


@compiled_part
def _worse(score: float, key: int, than_score: float, than_key: int) -> bool:
    return score < than_score or (score == than_score and key > than_key)


@compiled_part
def _sink(scores: Floats, keys: Ids, root: int, size: int) -> None:
    """Restore the heap (worst at the root) below `root`."""
    while True:
        child = 2 * root + 1
        if child >= size:
            return
        if child + 1 < size and _worse(scores[child + 1], keys[child + 1], scores[child], keys[child] + ZERO):
            child += 1
        if not _worse(scores[child], keys[child], scores[root], keys[root] + ZERO):
            return
        scores[child], scores[root] = scores[root], scores[child]
        keys[child], keys[root] = keys[root], keys[child]
        root = child


@compiled_part
def offer(scores: Floats, keys: Ids, size: int, score: float, key: int) -> int:
    """Put (score, key) among the best; the heap's new size."""
    if len(keys) <= FEW:
        # Unsigned places: no index is checked for counting from the end.
        at = np.uint32(size)
        if size < len(keys):
            while at > 0 and _worse(score, key, scores[at - _ONE], keys[at - _ONE] + ZERO):
                scores[at], keys[at] = scores[at - _ONE], keys[at - _ONE]
                at -= _ONE
            scores[at], keys[at] = score, key
            return size + 1
        if not size or not _worse(scores[0], keys[0] + ZERO, score, key):
            return size
        at, end = _ONE, np.uint32(size)
        while at < end and _worse(scores[at], keys[at] + ZERO, score, key):
            scores[at - _ONE], keys[at - _ONE] = scores[at], keys[at]
            at += _ONE
        scores[at - _ONE], keys[at - _ONE] = score, key
        return size
    if size < len(keys):
        scores[size], keys[size] = score, key
        size += 1
        if size == len(keys):
            for root in range(size // 2 - 1, -1, -1):
                _sink(scores, keys, root, size)
    elif _worse(scores[0], keys[0], score, key):
        scores[0], keys[0] = score, key
        _sink(scores, keys, ZERO, size)
    return size


@compiled_part
def offer_all(scores: Floats, keys: Ids, size: int, new: Floats, whose: Ids, count: int) -> int:
    """Put the first `count` of the new scores and their keys among the best; the heap's new size."""
    if size > 0 or count > 2 * FEW:
        for at in range(count):
            size = offer(scores, keys, size, new[at], whose[at] + ZERO)
        return size
    # Few among themselves: each stands where as many are better, which takes no branch.
    size = min(count, len(keys))
    for at in range(count):
        better, equal = ZERO, ZERO
        for other in range(count):
            better += new[other] > new[at]
            equal += new[other] == new[at]
        for other in range(count if equal > 1 else 0):
            better += new[other] == new[at] and whose[other] < whose[at]
        if better < size:
            scores[size - 1 - better], keys[size - 1 - better] = new[at], whose[at]
    return size


@compiled_part
def best_first(scores: Floats, keys: Ids, size: int) -> None:
    """Sort what was offered."""
    if len(keys) <= FEW:
        for at in range(size // 2):
            other = size - 1 - at
            scores[at], scores[other] = scores[other], scores[at]
            keys[at], keys[other] = keys[other], keys[at]
        return
    if size < len(keys):
        for root in range(size // 2 - 1, -1, -1):
            _sink(scores, keys, root, size)
    for end in range(size - 1, 0, -1):
        scores[0], scores[end] = scores[end], scores[0]
        keys[0], keys[end] = keys[end], keys[0]
        _sink(scores, keys, ZERO, end)


@compiled_part
def group_count(many: int, k: int) -> int:
    """How many groups to split so many into to find the best k.

    About the square root of many * k, which balances the work; and a prime, so that those who resemble each
    other at regular distances share no group.
    """
    count = int(np.sqrt(many * k)) + 1
    divisor = 2
    while divisor * divisor <= count:
        if count % divisor == 0:
            count, divisor = count + 1, 2
        else:
            divisor += 1
    return max(min(count, many), 1)


@compiled_part
def _at_least(values: NDArray[np.float32], bar: np.float32) -> int:
    count = np.int32(0)
    for j in range(len(values)):
        count += np.int32(values[j] >= bar)
    return int(count)


@compiled_part
def bar_of(values: NDArray[np.float32], best: NDArray[np.float32], k: int, low: np.float32) -> np.float32:
    """A bar of at least `low` that k of the values, all above -1, clear, and not many more; `low` if not even that is
    cleared.

    `best` takes the largest of each group; the bar is found by bisection.
    """
    best[:] = -1
    for begin in range(0, len(values), len(best)):
        group = values[begin : begin + len(best)]
        for j in range(len(group)):
            best[j] = group[j] if group[j] > best[j] else best[j]
    if _at_least(best, low) < k:
        return low
    high = low
    for j in range(len(best)):
        high = best[j] if best[j] > high else high
    for _ in range(_BISECTIONS):
        middle = np.float32(0.5) * (low + high)
        if _at_least(best, middle) >= k:
            low = middle
        else:
            high = middle
    return low
