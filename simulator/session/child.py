"""What runs in the engine's process: build the world by its dotted name, then drive it until nobody listens.

The parent grants one frame at a time: `FrameTaken` says that the last one was taken, and until then the world
ticks on without sending. When the pipe closes, also because the parent was killed, the process ends itself.
"""

from __future__ import annotations

import faulthandler
import gc
import os
import pickle
import signal
import sys
import traceback
from collections import deque
from importlib import import_module
from math import inf
from multiprocessing.connection import Connection
from threading import Event, Thread
from time import monotonic, sleep
from typing import Protocol, cast

from recommender.clean import clean
from simulator.session.commands import Command
from simulator.session.compiling import when_compiling
from simulator.session.drive import Drive
from simulator.session.pipe import Crashed, FrameTaken, Inbox, Outbox, pack
from simulator.session.world import LiveWorld, View

POLITE = 5
"""The engine takes all the time it can get; where cores are few, the screen gets its share first."""

GRACE_S = 0.4
"""After the pipe has closed the process has this long to end by itself."""


class _Factory(Protocol):
    def __call__(self, settings: dict[str, object], /) -> LiveWorld: ...


class _Desk:
    """Where the commands of the parent lie until the loop takes them between two ticks."""

    def __init__(self) -> None:
        self.credit = False
        self.closed = False
        self._commands: deque[Command] = deque()
        self._news = Event()

    def receive(self, data: bytes) -> None:
        message = cast("Command | FrameTaken", pickle.loads(data))
        if isinstance(message, FrameTaken):
            self.credit = True
        else:
            self._commands.append(message)
        self._news.set()

    def shut(self) -> None:
        self.closed = True
        self._news.set()
        Thread(target=_end_late, daemon=True).start()

    def obey(self, drive: Drive) -> None:
        while self._commands:
            drive.obey(self._commands.popleft())

    def sleep(self, seconds: float) -> None:
        """Until something arrives, at most this long."""
        if seconds > 0.0:
            self._news.wait(None if seconds == inf else seconds)
        self._news.clear()


def _end_late() -> None:
    sleep(GRACE_S)
    os._exit(0)


def main(
    frames: Connection,
    commands: Connection,
    target: str,
    settings: dict[str, object],
    view: View,
    log: str,
    own: bool = True,
) -> None:
    """Run the world `target` ("package.module:function") of these settings until the parent has gone; `own` as `Begin`
    has it."""
    for name in ("SIGINT", "SIGQUIT"):  # from the keyboard: they are for the screen's process
        if hasattr(signal, name):
            signal.signal(getattr(signal, name), signal.SIG_IGN)
    _quieten(log)
    if hasattr(os, "nice"):
        os.nice(POLITE)
    desk, outbox = _Desk(), Outbox(frames)
    Inbox(commands, desk.receive, desk.shut)
    try:
        module, _, name = target.partition(":")
        factory = cast("_Factory", getattr(import_module(module), name))
        _run(Drive(factory(settings), view, monotonic, factory, own=own), desk, outbox)
    except Exception as error:
        traceback.print_exc()
        sys.stderr.flush()
        told = "".join(traceback.format_exception_only(error)).strip()
        outbox.put(pack(Crashed("\n".join(clean(line) for line in told.split("\n")))))
    outbox.close(GRACE_S)


def _run(drive: Drive, desk: _Desk, outbox: Outbox) -> None:
    outbox.put(pack(drive.first()))
    with when_compiling(lambda: outbox.put(pack(drive.first("compiling")))):
        drive.warm()
    gc.collect()
    gc.freeze()  # compilers leave a great many objects behind; looking through them takes longer than a tick
    while not desk.closed:
        desk.obey(drive)
        if desk.credit and drive.frame_due():
            desk.credit = False
            outbox.put(pack(drive.frame()))
        drive.turn(0.0)
        desk.sleep(drive.wait() if desk.credit else drive.tick_wait())


def _quieten(log: str) -> None:
    """Nothing of this process may reach the terminal that the screen's process paints."""
    flags = os.O_WRONLY | os.O_CREAT | os.O_TRUNC
    sink = os.open(log or os.devnull, flags, 0o600)
    for stream in (1, 2):
        os.dup2(sink, stream)
    os.close(sink)
    faulthandler.enable()
