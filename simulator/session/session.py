"""A running world as anything outside sees it: commands go in, frames come out, and one day it has ended."""

from __future__ import annotations

from typing import TYPE_CHECKING, Protocol

if TYPE_CHECKING:
    from simulator.frames import Frame
    from simulator.session.commands import Command


class SessionEnded(Exception):
    """The engine has gone; the message says why, in one sentence.

    `cause` is "error" (the engine raised), "killed" (its process went away) or "closed" (we closed it);
    `detail` names the error or the exit code; `log` is the file with the traceback, where there is one.
    """

    def __init__(self, message: str, cause: str = "error", detail: str = "", log: str = "") -> None:
        super().__init__(message)
        self.cause = cause
        self.detail = detail
        self.log = log


class Session(Protocol):
    """A running world."""

    def send(self, command: Command) -> int:
        """Hand over a command; it takes effect before the next tick, and a frame follows even when paused.

        Returns its number, one more than the last one's: frames whose `obeyed` is as high know of it.
        """
        ...

    def poll(self) -> Frame | None:
        """The newest frame not yet seen, or None. Never blocks on the engine.

        Raises SessionEnded once the engine has gone.
        """
        ...

    def close(self) -> None:
        """End the world. Safe to call twice."""
        ...
