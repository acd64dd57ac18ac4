"""What was just asked for, shown before the engine has answered.

A key that pauses, speeds up or switches shows at once, while the frames under way still say the old thing.
`Echo` lays the wish over them until one comes that knows of the command, however long that takes; what that one says
is so, as when time was let run and stopped at once at a turning point.
"""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from simulator.frames import Frame


class Echo:
    """The wishes not yet obeyed."""

    def __init__(self) -> None:
        self._wishes: dict[str, tuple[int, object]] = {}
        """By fields of a `Frame`: the number of the command, and the value that it asks for."""

    def wish(
        self,
        number: int,
        *,
        paused: bool | None = None,
        speed: float | None = None,
        algorithm: str | None = None,
    ) -> None:
        """Show this until the command of this number has been obeyed."""
        asked = {"paused": paused, "speed": speed, "algorithm": algorithm}
        self._wishes |= {name: (number, value) for name, value in asked.items() if value is not None}

    def over(self, frame: Frame) -> Frame:
        """The frame with the wishes laid over it of which it does not know; the others are forgotten."""
        self._wishes = {name: wish for name, wish in self._wishes.items() if wish[0] > frame.obeyed}
        open_: dict[str, Any] = {name: value for name, (_, value) in self._wishes.items()}
        return replace(frame, **open_) if open_ else frame
