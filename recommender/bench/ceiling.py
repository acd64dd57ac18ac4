"""What this machine could do at best: the multiply-adds a second of a bare scatter over data in the cache.

Comparing people by lists of raters comes down to sums[user] += x * value. The ceiling runs just that, on
lists that never leave the nearest cache, with all threads. Whoever adds the most popular items as dense
columns, which takes no scatter, can pass it.
"""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from time import perf_counter

import numpy as np
from numpy.typing import NDArray

from recommender.compiled import compiled

_LIST = 1024
_SUMS = 4096
_ROUNDS = 20_000


@compiled
def _scatter(
    rounds: int, user: NDArray[np.uint16], value: NDArray[np.float32], sums: NDArray[np.float32]
) -> None:
    for turn in range(rounds):
        x = np.float32(turn)
        for p in range(len(user)):
            sums[user[p]] += x * value[p]


def ceiling(threads: int, repeats: int = 5) -> float:
    """Multiply-adds per second of `threads` threads together, the best of `repeats`."""
    draw = np.random.default_rng(1)  # fixed seed: every run measures the same
    user = np.sort(draw.permutation(_SUMS)[:_LIST]).astype(np.uint16)
    value = draw.random(_LIST).astype(np.float32)
    _scatter(1, user, value, np.zeros(_SUMS, dtype=np.float32))
    best = 0.0
    with ThreadPoolExecutor(threads) as pool:
        for _ in range(repeats):
            begin = perf_counter()
            sums = [np.zeros(_SUMS, dtype=np.float32) for _ in range(threads)]
            list(pool.map(_scatter, [_ROUNDS] * threads, [user] * threads, [value] * threads, sums))
            best = max(best, threads * _ROUNDS * _LIST / (perf_counter() - begin))
    return best
