"""What a session needs of a world, and the loop that drives one: commands in, due ticks, pictures out.

`Drive` is the loop without its surroundings. `LocalSession` turns it inside `poll`, the engine's process
turns it for ever. Nothing here sleeps, and the clock is handed in.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from typing import Protocol

from simulator.frames import Frame
from simulator.session.commands import (
    FRAMES_PER_SECOND,
    Attend,
    Command,
    FollowCreator,
    FollowPerson,
    Language,
    Pause,
    Search,
    Speed,
    Step,
    SwitchAlgorithm,
    Tune,
)
from simulator.session.pacer import Pacer

Clock = Callable[[], float]

FRAME_S = 1.0 / FRAMES_PER_SECOND


@dataclass(frozen=True, slots=True)
class View:
    """What the camera points at, and what the session knows of time: it goes into the Frame as it is."""

    person: int | None = None
    """The person to follow; None lets the world choose."""
    creator: int | None = None
    """The creator to follow; None lets the world choose."""
    search: Search | None = None
    """Set in the one picture that answers it, in `Frame.found`."""
    attends: str = ""
    """The close-up that `Frame.closeup` shall hold; "" for none."""
    about: tuple[int, ...] = ()
    """What in particular it shall show; see the close-up."""
    lang: str = "en"
    paused: bool = False
    speed: float = 1.0
    rate: float = 0.0
    progress: float = 0.0
    notice: str = ""
    refused: str = ""
    """Why the last command could not be carried out; set in the one picture that follows it."""


class LiveWorld(Protocol):
    """A world that can be driven tick by tick and looked at."""

    @property
    def tick(self) -> int:
        """Simulated hours since the start."""
        ...

    def step(self) -> object:
        """One tick."""
        ...

    def switch(self, algorithm: str) -> None:
        """Everyone gets this algorithm from the next tick on. ValueError says why that cannot be."""
        ...

    def tune(self, name: str, value: bool | int | float | str) -> None:
        """Another value for a setting, from the next tick on. ValueError says why that cannot be."""
        ...

    def picture(self, view: View) -> Frame:
        """The world as it stands; changes nothing. Works before `warm`."""
        ...

    def warm(self) -> None:
        """Do now what takes long the first time, such as compiling. Called once, before a step."""
        ...


class Drive:
    """Drives one world by the clock and by commands."""

    def __init__(self, world: LiveWorld, view: View, clock: Clock) -> None:
        self._world = world
        self._view = view
        self._clock = clock
        self._pacer = Pacer(clock(), view.speed, paused=view.paused)
        self._asked = True
        self._picture_at = clock()

    def first(self) -> Frame:
        """The picture before anything has happened, saying that loops are being compiled."""
        return self._world.picture(replace(self._view, notice="compiling"))

    def warm(self) -> None:
        """Get the world ready, and start its clock."""
        self._world.warm()
        self._pacer.restart(self._clock())
        self._asked = True

    def obey(self, command: Command) -> None:
        """Take a command; a picture is due afterwards, whatever the clock says. It tells of a command refused."""
        self._asked = True
        try:
            self._carry_out(command)
        except ValueError as error:
            self._view = replace(self._view, refused=str(error))

    def _carry_out(self, command: Command) -> None:
        now = self._clock()
        match command:
            case Pause(on):
                self._pacer.pause(on, now)
            case Step(ticks):
                self._pacer.step(ticks, now)
            case Speed(ticks_per_s):
                self._pacer.run_at(ticks_per_s, now)
            case SwitchAlgorithm(name):
                self._world.switch(name)
            case Tune(name, value):
                self._world.tune(name, value)
            case FollowPerson(person):
                self._view = replace(self._view, person=person)
            case FollowCreator(creator):
                self._view = replace(self._view, creator=creator)
            case Search():
                self._view = replace(self._view, search=command)
            case Attend(what, about):
                self._view = replace(self._view, attends=what, about=about)
            case Language(lang):
                self._view = replace(self._view, lang=lang)

    def turn(self, budget_s: float) -> int:
        """Run the ticks that are due, at least one of them, until the budget is spent; returns how many."""
        begun, ticks = self._clock(), 0
        now = begun
        while self._pacer.wait(now) <= 0.0 and (not ticks or now - begun < budget_s):
            self._world.step()
            ticks += 1
            now = self._clock()
            self._pacer.ticked(now)
        if ticks and self._pacer.paused and not self._pacer.owes:
            self._asked = True
        return ticks

    def tick_wait(self) -> float:
        """Seconds until a tick is due; inf while only a command can change anything."""
        return self._pacer.wait(self._clock())

    def wait(self) -> float:
        """Seconds until a tick or a picture is due."""
        if self._asked:
            return 0.0
        tick_s = self.tick_wait()
        if self._pacer.paused:
            return tick_s
        return max(min(tick_s, self._picture_at - self._clock()), 0.0)

    def picture_due(self) -> bool:
        """Has a command asked for a picture, or is a moving world's next one due?"""
        moving = self._pacer.owes or not self._pacer.paused
        return self._asked or (moving and self._clock() >= self._picture_at)

    def picture(self) -> Frame:
        """The picture of now."""
        now = self._clock()
        pacer = self._pacer
        view = replace(
            self._view,
            paused=pacer.paused,
            speed=pacer.speed,
            rate=pacer.rate(now),
            progress=pacer.progress(now),
        )
        self._view = replace(view, search=None, refused="")
        self._asked = False
        self._picture_at = max(self._picture_at + FRAME_S, now)
        return self._world.picture(view)
