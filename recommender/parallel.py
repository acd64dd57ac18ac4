"""Work on many rows, shared out to threads where that pays. What comes out is the same whoever does it."""

from __future__ import annotations

import os
from collections.abc import Callable, Sequence
from concurrent.futures import Future, ThreadPoolExecutor, wait
from functools import cache
from itertools import pairwise

import numpy as np

_CHUNKS_PER_THREAD = 4
"""Rows differ in cost: several chunks even it out."""
WORTH = 100_000
"""Steps (additions, say: a few ns) from which on a second thread wins more than handing over the work costs."""
_USUAL = 6_000
"""Steps that a row takes where nobody says."""


@cache
def _pool(helpers: int) -> ThreadPoolExecutor:
    return ThreadPoolExecutor(helpers, thread_name_prefix="feedscope")


if hasattr(os, "register_at_fork"):  # a forked process has the pool but not its threads
    os.register_at_fork(after_in_child=_pool.cache_clear)


def aside(do: Callable[[], object]) -> Future[object]:
    """`do`, which holds no lock, in another thread, as soon as one is free."""
    return _pool(1).submit(do)


def shared_out(do: Callable[[slice], object], cuts: Sequence[int], threads: int) -> None:
    """Call `do`, which holds no lock, with the slices between these cuts, in so many threads, of which this is one."""
    parts = [slice(first, end) for first, end in pairwise(cuts)]
    if threads == 1 or len(parts) < 2:
        for part in parts:
            do(part)
        return
    others = [(part, _pool(threads - 1).submit(do, part)) for part in parts[1:]]
    try:
        do(parts[0])
        for part, other in reversed(others):
            if other.cancel():  # nobody has got round to it
                do(part)
    finally:  # whoever goes on, also after an error, finds nobody at work
        begun = [other for _, other in others if not other.cancel()]
        wait(begun)
    for other in begun:
        other.result()


def in_chunks(work: Callable[[slice], object], rows: int, threads: int, steps: int = _USUAL) -> None:
    """Call `work` with slices that together cover `rows` rows, in several threads if that pays; `steps` is about how
    many a row takes."""
    chunks = min(rows, threads * _CHUNKS_PER_THREAD) if threads > 1 and rows * steps >= WORTH else 1
    cuts: list[int] = np.linspace(0, rows, chunks + 1).astype(int).tolist() if chunks > 1 else [0, rows]
    shared_out(work, cuts, threads)
