"""Says when loops are really being compiled: once per installation, and not where they are read from the cache."""

from __future__ import annotations

import sys
from collections.abc import Callable, Generator
from contextlib import contextmanager


@contextmanager
def when_compiling(tell: Callable[[], None]) -> Generator[None]:
    """Inside, `tell` is called once, before the first loop is compiled, in the thread that compiles it."""
    if "numba" not in sys.modules:  # then there are no loops
        yield
        return
    from numba.core import event

    told = False

    class Ear(event.Listener):
        def on_start(self, event: object) -> None:
            nonlocal told
            if not told:
                told = True
                tell()

        def on_end(self, event: object) -> None:
            pass

    with event.install_listener("numba:compile", Ear()):
        yield
