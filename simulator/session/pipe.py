"""The two ends of a one-way pipe, each with a thread, so that neither process ever waits for the other.

`Outbox.put` never blocks: its thread does. `Inbox` hands every message to a callback as it arrives, and says
when the other side has gone, which the operating system reports even after a kill -9.
"""

from __future__ import annotations

import pickle
from collections.abc import Callable
from dataclasses import dataclass
from multiprocessing.connection import Connection
from queue import SimpleQueue
from threading import Thread


@dataclass(frozen=True, slots=True)
class FrameTaken:
    """The parent took the last frame."""


@dataclass(frozen=True, slots=True)
class Crashed:
    """The engine raised; `error` in one line."""

    error: str


def pack(message: object) -> bytes:
    """A message as bytes."""
    return pickle.dumps(message, protocol=pickle.HIGHEST_PROTOCOL)


class Outbox:
    """The sending end."""

    def __init__(self, pipe: Connection) -> None:
        self._pipe = pipe
        self._queue: SimpleQueue[bytes | None] = SimpleQueue()
        self._thread = Thread(target=self._run, name="outbox", daemon=True)
        self._thread.start()

    def put(self, data: bytes) -> None:
        """Send this, soon."""
        self._queue.put(data)

    def close(self, patience_s: float) -> None:
        """Send what waits, as far as the patience reaches, and close the pipe."""
        self._queue.put(None)
        self._thread.join(patience_s)

    def _run(self) -> None:
        try:
            while (data := self._queue.get()) is not None:
                self._pipe.send_bytes(data)
        except OSError:
            pass  # the reader has gone; the inbox of the same process finds out and says so
        finally:
            self._pipe.close()


class Inbox:
    """The receiving end."""

    def __init__(
        self, pipe: Connection, on_message: Callable[[bytes], None], on_end: Callable[[], None]
    ) -> None:
        self._pipe = pipe
        self._on_message = on_message
        self._on_end = on_end
        Thread(target=self._run, name="inbox", daemon=True).start()

    def _run(self) -> None:
        try:
            while True:
                self._on_message(self._pipe.recv_bytes())
        except (EOFError, OSError):
            pass
        finally:
            self._pipe.close()
            self._on_end()
