"""A session that serves given frames and remembers what it was told: stands for the engine."""

from __future__ import annotations

from dataclasses import replace

from simulator.frames import Frame
from simulator.session import Command, Language, Pause, SessionEnded, Speed, SwitchAlgorithm


class FakeSession:
    """If it `obeys`, what changes the clock, the algorithm or the language shows in the next frame."""

    def __init__(self, frame: Frame | None, *, obeys: bool = True) -> None:
        self.commands: list[Command] = []
        self.closed = 0
        self.ended: SessionEnded | None = None
        self._frame = frame
        self._next = frame
        self._obeys = obeys

    def give(self, frame: Frame) -> None:
        """The next frame to come."""
        self._frame = self._next = frame

    def send(self, command: Command) -> None:
        self.commands.append(command)
        if not self._obeys or self._frame is None:
            return
        match command:
            case Pause(on):
                self.give(replace(self._frame, paused=on))
            case Speed(ticks_per_s):
                self.give(replace(self._frame, speed=ticks_per_s))
            case SwitchAlgorithm(name):
                self.give(replace(self._frame, algorithm=name))
            case Language(lang):
                self.give(replace(self._frame, lang=lang))
            case _:
                pass

    def poll(self) -> Frame | None:
        if self.ended is not None:
            raise self.ended
        frame, self._next = self._next, None
        return frame

    def close(self) -> None:
        self.closed += 1
