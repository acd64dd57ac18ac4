"""What a session needs of a world, and the loop that drives one or two: commands in, due ticks, pictures out.

`Drive` is the loop without its surroundings. `LocalSession` turns it inside `poll`, the engine's process
turns it for ever. Nothing here sleeps, and the clock is handed in.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from typing import Protocol

from simulator.deeds import Deed
from simulator.frames import Frame
from simulator.session.commands import (
    FRAMES_PER_SECOND,
    Act,
    Attend,
    Begin,
    Command,
    Direct,
    FollowCreator,
    FollowPerson,
    Fork,
    Language,
    Pause,
    Play,
    Search,
    Speed,
    Step,
    StopAtTurns,
    SwitchAlgorithm,
    Tune,
    Unfork,
    Until,
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
    lang: str = "en"
    stops: bool = False
    """Pause by itself at turning points?"""
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

    def take(self, on: bool) -> None:
        """Put a new person into a player's hands, or give them back."""
        ...

    def act(self, deed: Deed) -> None:
        """What the played person did. ValueError says why that cannot be."""
        ...

    def direct(self, creator: int, plan: Mapping[str, object]) -> None:
        """A creator works like this from now on. ValueError says why that cannot be."""
        ...

    @property
    def turned(self) -> bool:
        """Did the last tick bring a turning point?"""
        ...

    def fork(self, algorithm: str) -> LiveWorld:
        """A twin that lives on from here under this algorithm; nothing that happens to one touches the other.
        ValueError says why that cannot be."""
        ...

    def picture(self, view: View) -> Frame:
        """The world as it stands; changes nothing. Works before `warm`."""
        ...

    def warm(self) -> None:
        """Do now what takes long the first time, such as compiling. Called once, before a step."""
        ...


Build = Callable[[dict[str, object]], LiveWorld]
"""Makes a world of plain settings. ValueError says why that cannot be."""


class Drive:
    """Drives a world, and its twin if any, by the clock and by commands; `build` makes those that come after."""

    def __init__(self, world: LiveWorld, view: View, clock: Clock, build: Build | None = None) -> None:
        self._world = world
        self._twin: LiveWorld | None = None
        self._forked = -1
        self._view = view
        self._clock = clock
        self._build = build
        self._begun = 0
        self._until: int | None = None
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
            case SwitchAlgorithm(name, other):
                self._world_of(other).switch(name)
            case Tune(name, value):
                for world in self._worlds():
                    world.tune(name, value)
            case Play(on):
                self._twin, self._forked = None, -1
                self._world.take(on)
            case Act(deed):
                self._world.act(deed)
            case Direct(creator, plan):
                for world in self._worlds():
                    world.direct(creator, plan)
            case Fork(algorithm):
                self._twin, self._forked = self._world.fork(algorithm), self._world.tick
            case Unfork():
                self._twin, self._forked = None, -1
            case StopAtTurns(on):
                self._view = replace(self._view, stops=on)
            case FollowPerson(person):
                self._view = replace(self._view, person=person)
            case FollowCreator(creator):
                self._view = replace(self._view, creator=creator)
            case Search():
                self._view = replace(self._view, search=command)
            case Attend(what):
                self._view = replace(self._view, attends=what)
            case Language(lang):
                self._view = replace(self._view, lang=lang)
            case Begin(settings):
                self._begin(dict(settings))
            case Until(tick):
                self._until = tick

    def _begin(self, settings: dict[str, object]) -> None:
        """Another world. Whom to look at is forgotten, for they lived in the old one."""
        if self._build is None:
            raise ValueError("this run cannot be replaced by another one")
        self._world = self._build(settings)
        self._twin, self._forked = None, -1
        self._world.warm()
        self._begun += 1
        self._until = None
        self._view = View(attends=self._view.attends, lang=self._view.lang)
        self._pacer = Pacer(self._clock(), self._pacer.speed, paused=True)

    def _worlds(self) -> tuple[LiveWorld, ...]:
        return (self._world,) if self._twin is None else (self._world, self._twin)

    def _world_of(self, other: bool) -> LiveWorld:
        if not other:
            return self._world
        if self._twin is None:
            raise ValueError("there is no other world: fork this one first")
        return self._twin

    def turn(self, budget_s: float) -> int:
        """Run the ticks that are due, at least one of them, until the budget is spent; returns how many."""
        begun, ticks = self._clock(), 0
        now = begun
        while self._pacer.wait(now) <= 0.0 and (not ticks or now - begun < budget_s):
            worlds = self._worlds()
            for world in worlds:
                world.step()
            ticks += 1
            now = self._clock()
            self._pacer.ticked(now)
            if self._view.stops and any(world.turned for world in worlds):
                self._pacer.halt(now)
            if self._until is not None and self._world.tick >= self._until:
                self._until = None
                self._pacer.pause(True, now)
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
        frame = self._beside(self._world.picture(view), view)
        return replace(frame, begun=self._begun) if self._begun else frame

    def _beside(self, frame: Frame, view: View) -> Frame:
        """The frame with the twin's: the same person and creator, and nothing that stands in the first already."""
        if self._twin is None:
            return frame
        looks = replace(
            view, person=frame.phone.person, creator=frame.brand.creator, search=None, attends="", refused=""
        )
        twin = replace(self._twin.picture(looks), remarks=(), stages=())
        return replace(frame, twin=twin, forked=self._forked)
