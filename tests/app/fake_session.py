"""A session that serves given frames and remembers what it was told: stands for the engine."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

from textual.pilot import Pilot

from simulator.frames import Frame
from simulator.session import (
    Begin,
    Command,
    FollowCreator,
    FollowPerson,
    Language,
    Pause,
    SessionEnded,
    Speed,
    Step,
    SwitchAlgorithm,
)


class FakeSession:
    """If it `obeys`, its frames know of every command, and the next one shows what changes the clock, the algorithm,
    the language, the world or who is followed."""

    def __init__(self, frame: Frame | None, *, obeys: bool = True) -> None:
        self.commands: list[Command] = []
        self.closed = 0
        self.ended: SessionEnded | None = None
        self.told = False
        self._frame = frame
        self._next = frame
        self._obeys = obeys

    def give(self, frame: Frame) -> None:
        """The next frame to come."""
        obeyed = len(self.commands) if self._obeys else frame.obeyed
        self._frame = self._next = replace(frame, obeyed=obeyed)

    @property
    def taken(self) -> bool:
        """Has the screen seen the newest frame, and the end if there is one?"""
        return self._next is None and (self.ended is None or self.told)

    def send(self, command: Command) -> int:
        self.commands.append(command)
        if self._obeys and self._frame is not None:
            self._obey(command, self._frame)
        return len(self.commands)

    def _obey(self, command: Command, frame: Frame) -> None:
        match command:
            case Pause(on):
                self.give(replace(frame, paused=on))
            case Step():
                self.give(replace(frame, paused=True))
            case Speed(ticks_per_s):
                self.give(replace(frame, speed=ticks_per_s))
            case SwitchAlgorithm(name):
                self.give(replace(frame, algorithm=name))
            case Language(lang):
                self.give(replace(frame, lang=lang))
            case FollowPerson(person):
                self.give(replace(frame, phone=replace(frame.phone, person=person)))
            case FollowCreator(creator):
                self.give(replace(frame, brand=replace(frame.brand, creator=creator)))
            case Begin():
                begun = frame.begun + 1
                self.give(replace(frame, begun=begun, life=begun, tick=0, paused=True, fate=""))
            case _:
                self.give(frame)

    def poll(self) -> Frame | None:
        if self.ended is not None:
            self.told = True
            raise self.ended
        frame, self._next = self._next, None
        return frame

    def close(self) -> None:
        self.closed += 1


async def until(pilot: Pilot[int], so: Callable[[], bool]) -> None:
    """Until it is so, however busy this computer is; gives up after a while, so that the test can say what is not."""
    for _ in range(500):
        if so():
            return
        await pilot.pause(0.01)


async def settle(pilot: Pilot[int], session: FakeSession) -> None:
    """Until the screen has drawn what the session had to give."""
    await pilot.pause()
    await until(pilot, lambda: session.taken)
    await pilot.pause()
    await pilot.pause()
