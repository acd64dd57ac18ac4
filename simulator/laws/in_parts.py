"""Work on many rows, shared out to the machine's cores where that pays. What comes out is the same whoever does it."""

from __future__ import annotations

import os
from collections.abc import Callable, Generator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from functools import cache
from itertools import pairwise

import numpy as np
from numpy.typing import NDArray

ENOUGH = 8_000
"""Units of work, about a fifth of a microsecond each, from which a second thread brings more than it costs."""
_MOST = 8


@cache
def _pool(threads: int) -> ThreadPoolExecutor:
    return ThreadPoolExecutor(threads, thread_name_prefix="simulator")


if hasattr(os, "register_at_fork"):  # a forked process has the pool but not its threads
    os.register_at_fork(after_in_child=_pool.cache_clear)


@cache
def _cores() -> int:
    return min(os.cpu_count() or 1, _MOST)


def threads(work: int) -> int:
    """How many threads so much work is worth."""
    return 1 if work < ENOUGH else max(1, min(work // (ENOUGH // 2), _cores()))


def in_parts(
    do: Callable[[slice], None], rows: int, work: int, group: NDArray[np.integer] | None = None
) -> None:
    """Call `do`, which holds no lock, with slices that together cover `rows` rows. Rows of one `group` (rows,), rising,
    stay together."""
    count = threads(work)
    if count == 1:
        do(slice(0, rows))
        return
    cuts = np.linspace(0, rows, count + 1).astype(int)
    if group is not None:
        cuts[1:-1] = np.searchsorted(group, group[cuts[1:-1]])
    list(_pool(count).map(do, [slice(a, b) for a, b in pairwise(cuts.tolist())]))


@contextmanager
def beside(do: Callable[[], None], work: int) -> Generator[None]:
    """`do` while the block runs, which neither reads what it writes nor writes what it reads; before the block where so
    much work is not worth a thread."""
    if threads(work) == 1:
        do()
        yield
        return
    doing = _pool(1).submit(do)  # `in_parts` never asks one thread, so that neither waits for the other here
    try:
        yield
    finally:
        doing.result()
