"""Work on many rows of a law, shared out to the machine's cores where that pays."""

from __future__ import annotations

import os
from collections.abc import Callable, Generator
from contextlib import contextmanager
from functools import cache

import numpy as np
from numpy.typing import NDArray

from recommender.parallel import aside, shared_out

ENOUGH = 8_000
"""Units of work, about a fifth of a microsecond each, from which a second thread brings more than it costs."""
_MOST = 8


@cache
def cores() -> int:
    """How many this machine has, as far as more are of use."""
    return min(os.cpu_count() or 1, _MOST)


def threads(work: int) -> int:
    """How many threads so much work is worth."""
    return 1 if work < ENOUGH else max(1, min(work // (ENOUGH // 2), cores()))


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
    shared_out(do, cuts.tolist(), count)


@contextmanager
def beside(do: Callable[[], None], work: int) -> Generator[None]:
    """`do` while the block runs, which neither reads what it writes nor writes what it reads; before the block where so
    much work is not worth a thread."""
    if threads(work) == 1:
        do()
        yield
        return
    doing = aside(do)
    try:
        yield
    finally:
        doing.result()
