"""A session whose engine runs in a process of its own, so that painting and ticking do not share a core.

Start it before `App.run()`: inside a running app a process cannot be started. The target is a dotted name
that only the child imports; the screen's process never sees the engine.
"""

from __future__ import annotations

import os
import pickle
import signal
from collections.abc import Generator, Mapping
from contextlib import contextmanager
from multiprocessing import get_context, resource_tracker
from threading import Lock
from typing import TYPE_CHECKING, Any, cast

from simulator.session.pipe import Crashed, FrameTaken, Inbox, Outbox, pack
from simulator.session.session import SessionEnded
from simulator.session.world import View

if TYPE_CHECKING:
    from simulator.frames import Frame
    from simulator.session.commands import Command

ONE_THREAD_EACH = ("OPENBLAS_NUM_THREADS", "OMP_NUM_THREADS", "MKL_NUM_THREADS")
"""Small array calls are several times slower with a pool of BLAS threads. Set before numpy is imported."""

PATIENCE_S = 0.6


class ProcessSession:
    """Runs the world that `target` ("package.module:function") makes of the settings, elsewhere.

    `log` is the file that takes whatever the engine prints, and its traceback if it fails.
    """

    def __init__(
        self,
        target: str,
        settings: Mapping[str, object],
        view: View | None = None,
        log: str = "",
        *,
        own: bool = True,
    ) -> None:
        """`own`: may that first world be put aside some day? See `Begin`."""
        self._log = log
        self._lock = Lock()
        self._newest: bytes | None = None
        self._gone = False
        self._sent = 0
        self._ended: SessionEnded | None = None
        spawn = get_context("spawn")
        frames, frames_end = spawn.Pipe(duplex=False)
        commands_end, commands = spawn.Pipe(duplex=False)
        arguments = (frames_end, commands_end, target, dict(settings), view or View(), log, own)
        self._process = spawn.Process(target=_engine, args=arguments, name="feedscope engine", daemon=True)
        with _surroundings_of_the_child():
            self._process.start()
        frames_end.close()
        commands_end.close()
        self._outbox = Outbox(commands)
        Inbox(frames, self._receive, self._lose)

    @property
    def pid(self) -> int | None:
        """The engine's process."""
        return self._process.pid

    def send(self, command: Command) -> int:
        """Hand over a command; returns at once. After the end it is dropped."""
        self._outbox.put(pack(command))
        self._sent += 1  # the engine counts what it obeys, and the pipe keeps the order
        return self._sent

    def poll(self) -> Frame | None:
        """The newest frame not yet seen, or None; decodes nothing else. Raises SessionEnded after the end."""
        if self._ended is not None:
            raise self._ended
        with self._lock:
            data, self._newest = self._newest, None
        if data is None:
            if self._gone:
                self._end(self._killed())
            return None
        self._outbox.put(pack(FrameTaken()))
        message = cast("Frame | Crashed", pickle.loads(data))
        if isinstance(message, Crashed):
            self._end(SessionEnded(f"the engine stopped: {message.error}", "error", message.error, self._log))
        return cast("Frame", message)

    def close(self) -> None:
        """End the engine's process, within a second. Safe to call twice."""
        self._ended = self._ended or SessionEnded("the session was closed", "closed")
        self._outbox.close(PATIENCE_S / 4)
        self._process.join(PATIENCE_S)
        for end in (self._process.terminate, self._process.kill):
            if self._process.is_alive():
                end()
                self._process.join(PATIENCE_S / 4)

    def _receive(self, data: bytes) -> None:
        with self._lock:
            self._newest = data

    def _lose(self) -> None:
        self._gone = True

    def _killed(self) -> SessionEnded:
        self._process.join(PATIENCE_S / 4)
        code = str(self._process.exitcode)
        return SessionEnded(f"the engine's process ended with exit code {code}", "killed", code, self._log)

    def _end(self, ended: SessionEnded) -> None:
        self._ended = ended
        raise ended


def _engine(*given: Any) -> None:
    """The engine's process: it alone loads what an engine is made of."""
    from simulator.session.child import main

    main(*given)


@contextmanager
def _surroundings_of_the_child() -> Generator[None]:
    """The environment and the signals that a process started inside inherits, put back afterwards."""
    before = {name: os.environ.get(name) for name in ONE_THREAD_EACH}
    os.environ.update(dict.fromkeys(ONE_THREAD_EACH, "1"))
    resource_tracker.ensure_running()  # it lets signals through again once it has started
    if held := hasattr(signal, "pthread_sigmask"):
        # A Ctrl-C of this moment waits for the parent, and the child never hears of any.
        signal.pthread_sigmask(signal.SIG_BLOCK, {signal.SIGINT})
    try:
        yield
    finally:
        if held:
            signal.pthread_sigmask(signal.SIG_UNBLOCK, {signal.SIGINT})
        for name, value in before.items():
            if value is None:
                del os.environ[name]
            else:
                os.environ[name] = value
