"""Work on many rows, shared out to threads where that pays. What comes out is the same whoever does it."""

from __future__ import annotations

import os
from collections.abc import Callable, Sequence
from functools import cache
from itertools import pairwise
from queue import SimpleQueue
from threading import Event, Lock, Thread

_LARGE = 0.9
"""Of what is a thread's by right is one part."""
_SMALL = 5
"""Parts of the rest. More would even out more, but between two parts a thread stands in the way of others: one alone is
inside Python."""
WORTH = 100_000
"""Steps (additions, say: a few ns) from which on a second thread wins more than handing over the work costs."""
_USUAL = 6_000
"""Steps that a row takes where nobody says."""


class Errand:
    """Something to be done once, by whoever takes it on first."""

    def __init__(self, do: Callable[[], object]) -> None:
        self._do = do
        self._open = [True]
        self._over = Lock()
        self._over.acquire()
        self._error: BaseException | None = None

    def claim(self) -> bool:
        """Take it on, or away from others; False if somebody has."""
        try:
            return self._open.pop()  # of two who ask at once one alone finds it
        except IndexError:
            return False

    def run(self) -> None:
        """Do it, unless it was taken away."""
        if not self.claim():
            return
        try:
            self._do()
        except BaseException as error:
            self._error = error
        finally:
            self._over.release()

    def error(self) -> BaseException | None:
        """What went wrong, once it is done; for those who know that somebody has taken it on."""
        with self._over:
            return self._error

    def result(self) -> None:
        """Wait until it is done. Errors: what went wrong."""
        if (error := self.error()) is not None:
            raise error


# A `ThreadPoolExecutor` does the same and more; handing it what takes half a millisecond costs an eighth of that.
@cache
def _helpers(count: int) -> SimpleQueue[Errand]:
    """Whatever is put here is done by one of so many threads, which end with the program."""
    errands: SimpleQueue[Errand] = SimpleQueue()

    def serve() -> None:
        while True:
            errands.get().run()

    for number in range(count):
        Thread(target=serve, name=f"feedscope {number}", daemon=True).start()
    return errands


if hasattr(os, "register_at_fork"):  # a forked process has the queue but not its threads
    os.register_at_fork(after_in_child=_helpers.cache_clear)


def aside(do: Callable[[], object], helpers: int = 1) -> Errand:
    """`do`, which holds no lock, in another of so many threads, as soon as one is free."""
    errand = Errand(do)
    _helpers(helpers).put(errand)
    return errand


class _Parts:
    """Whoever is free has the next."""

    def __init__(self, do: Callable[[slice], object], cuts: Sequence[int]) -> None:
        self.parts = [slice(first, end) for first, end in pairwise(cuts)]
        self._do = do
        self._left = iter(self.parts)
        self._ended: list[slice] = []
        self._over = Event()

    def take(self) -> None:
        """Do what others leave; returns once all of it is done."""
        for part in self._left:  # one thread at a time is inside Python, and there is in here
            try:
                self._do(part)
            finally:
                self._ended.append(part)
                if len(self._ended) == len(self.parts):
                    self._over.set()
        if self.parts:
            self._over.wait()


def shared_out(do: Callable[[slice], object], cuts: Sequence[int], threads: int) -> None:
    """Call `do`, which holds no lock, with the slices between these cuts, in so many threads, of which this is one."""
    parts = _Parts(do, cuts)
    others = [aside(parts.take, threads - 1) for _ in range(min(threads, max(len(parts.parts), 1)) - 1)]
    try:
        parts.take()
    finally:  # whoever goes on, also after an error, finds nobody at work
        errors = [other.error() for other in others if not other.claim()]
    for error in errors:
        if error is not None:
            raise error


def chunks(rows: int, threads: int, steps: int = _USUAL) -> list[int]:
    """Cuts between parts of so many rows, if that pays; a row takes about so many `steps`. All threads but one find a
    large part, and the small ones after those, since rows differ in cost, go to whoever is done."""
    if threads == 1 or rows * steps < WORTH:
        return [0, rows]
    large = int(rows * _LARGE / threads)
    rest = large * (threads - 1)
    small = (rest + (rows - rest) * part // _SMALL for part in range(_SMALL + 1))
    return sorted({*range(0, rest, large or 1), *small})


def in_chunks(work: Callable[[slice], object], rows: int, threads: int, steps: int = _USUAL) -> None:
    """Call `work` with slices that together cover so many rows, in several threads if that pays; see `chunks`."""
    shared_out(work, chunks(rows, threads, steps), threads)
