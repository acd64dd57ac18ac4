"""How the program ends when it is told to: by a signal, or because nothing can be written.

Ctrl-C raises KeyboardInterrupt wherever Python is; here the other signals that ask a program to end do the same, so
whatever has been begun is closed by the same `finally`. A SIGHUP that a parent has chosen to ignore, as nohup does,
stays ignored. Nothing heavy is imported: it is at work before a verb is known.
"""

from __future__ import annotations

import os
import signal
import sys
from pathlib import Path
from types import FrameType

ENDING = ("SIGINT", "SIGTERM", "SIGHUP", "SIGQUIT")
"""They ask a program to end. Not every system has all of them."""


AGAIN = 3
"""Code of an app whose engine has gone, for whoever opened it: open it once more, with another engine."""


class Stopped(KeyboardInterrupt):
    """A signal asked the program to end; `signal` says which."""

    def __init__(self, number: int = signal.SIGINT) -> None:
        super().__init__(number)
        self.signal = number


def ending_signals() -> list[int]:
    """Those of them that this system has; without SIGHUP where somebody chose to ignore it. That shells ignore others
    too, for what they start in the background, is no such choice."""
    found = [name for name in ENDING if hasattr(signal, name)]
    if "SIGHUP" in found and signal.getsignal(signal.SIGHUP) is signal.SIG_IGN:
        found.remove("SIGHUP")
    return [getattr(signal, name) for name in found]


def raise_on_signals() -> None:
    """From now on each of them raises `Stopped` in the main thread."""
    for number in ending_signals():
        signal.signal(number, _stop)


def _stop(number: int, _: FrameType | None) -> None:
    raise Stopped(number)


def code_of(interrupt: KeyboardInterrupt) -> int:
    """What shells are told: 128 and the signal's number."""
    return 128 + (interrupt.signal if isinstance(interrupt, Stopped) else signal.SIGINT)


def have_streams() -> bool:
    """Is there a stdout? A program that is started with a closed one would write into the first file it opens. A closed
    stderr is replaced by nothing at all."""
    if sys.stderr is None:  # pyright: ignore[reportUnnecessaryComparison]
        sys.stderr = Path(os.devnull).open("w", encoding="utf-8")  # noqa: SIM115
    return sys.stdout is not None  # pyright: ignore[reportUnnecessaryComparison]


def drop_output() -> None:
    """Nothing more goes to stdout: Python must not try to write the rest on its way out."""
    os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
