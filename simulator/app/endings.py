"""An app that is asked to end by a signal quits as by its key: the terminal is given back whole, and the exit code
says which signal it was."""

from __future__ import annotations

import asyncio
import os
from collections.abc import Generator
from contextlib import contextmanager, suppress
from threading import Timer
from typing import Any

from textual.app import App

from simulator.endings import ending_signals

PATIENCE_S = 3.0
"""An app whose terminal is gone may find nobody to say goodbye to; after so long its process ends by itself."""


@contextmanager
def quits_on_signals(app: App[Any]) -> Generator[None]:
    """Inside, in a running loop, signals that ask for an end make the app quit with 128 and their number."""
    loop = asyncio.get_running_loop()

    def quit_by(number: int) -> None:
        late = Timer(PATIENCE_S, os._exit, (128 + number,))
        late.daemon = True
        late.start()
        app.exit(return_code=128 + number)

    taken: list[int] = []
    for number in ending_signals():
        with suppress(NotImplementedError, ValueError, RuntimeError):  # Windows; a thread of somebody else
            loop.add_signal_handler(number, quit_by, number)
            taken.append(number)
    try:
        yield
    finally:
        for number in taken:
            loop.remove_signal_handler(number)
