"""What a session needs of a world, and the loop that drives one or two: commands in, due ticks, pictures out.

`Drive` is the loop without its surroundings. `LocalSession` turns it inside `poll`, the engine's process
turns it for ever. Nothing here sleeps, and the clock is handed in.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from typing import Protocol, runtime_checkable

from simulator.closeups.lab import Value
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
    Return,
    Search,
    Seek,
    Speed,
    Step,
    StopAtTurns,
    SwitchAlgorithm,
    Tune,
    TuneAll,
    Unfork,
    Until,
)
from simulator.session.pacer import Pacer
from simulator.session.waiting import MOST_PEOPLE, Waiting

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

    def tune(self, name: str, value: Value) -> None:
        """Another value for a setting, from the next tick on. ValueError says why that cannot be."""
        ...

    def tune_all(self, values: Mapping[str, Value]) -> None:
        """Other values for several settings by dotted name. ValueError says why that cannot be, of one for all."""
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


@runtime_checkable
class Seekable(Protocol):
    """A world that can be looked at in any of its hours."""

    def seek(self, tick: int) -> None:
        """Stand at this hour, or the nearest there is."""
        ...


class Over(Exception):
    """A world cannot go on, such as a recording at its end; the message says why, in one sentence."""


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
        self._life = 0
        self._own = not isinstance(world, Seekable)
        self._people = 0
        self._aside: Waiting | None = None
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
        except Over as over:
            self._halt(str(over))

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
            case TuneAll(values):
                for world in self._worlds():
                    world.tune_all(dict(values))
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
            case Attend(what, about):
                self._view = replace(self._view, attends=what, about=about)
            case Language(lang):
                self._view = replace(self._view, lang=lang)
            case Begin(settings, own):
                self._begin(dict(settings), own)
            case Return():
                self._return()
            case Until(tick):
                self._until = tick
            case Seek(tick):
                if not isinstance(self._world, Seekable):
                    raise ValueError("a living world cannot go to another hour; only a recording can")
                self._world.seek(tick)
                self._pacer.restart(now)

    def _begin(self, settings: dict[str, object], own: bool) -> None:
        """Another world. Whom to look at is forgotten, for they lived in the old one."""
        if self._build is None:
            raise ValueError("this run cannot be replaced by another one")
        world = self._build(settings)
        world.warm()
        self._put_aside()
        self._world, self._own = world, own and not isinstance(world, Seekable)
        self._twin, self._forked = None, -1
        self._begun += 1
        self._life = self._begun
        self._until = None
        self._view = View(attends=self._view.attends, lang=self._view.lang)
        self._people = world.picture(self._view).vitals.people
        self._pacer = Pacer(self._clock(), self._pacer.speed, paused=True)

    def _return(self) -> None:
        """The world that waits, as it stood. This one waits in its place, if it is worth that."""
        waiting, self._aside = self._aside, None
        if waiting is None:
            raise ValueError("no world was put aside that one could return to")
        now = self._view
        self._put_aside()
        self._world, self._twin, self._forked, self._own = waiting.world, waiting.twin, waiting.forked, True
        self._until, self._pacer, self._view = waiting.until, waiting.pacer, waiting.seen(now)
        self._life, self._people, self._begun = waiting.life, waiting.people, self._begun + 1
        if waiting.ran:
            self._pacer.pause(False, self._clock())

    @property
    def _fate(self) -> str:
        """What becomes of this world if another begins; see `Frame.fate`."""
        if not self._own or not self._world.tick:
            return ""
        return "aside" if self._people * len(self._worlds()) <= MOST_PEOPLE else "ends"

    def _put_aside(self) -> None:
        """Let this world wait, and let go of the one that did, if this one is worth it."""
        if self._fate != "aside":
            return
        ran = not self._pacer.paused
        self._pacer.pause(True, self._clock())
        self._aside = Waiting(
            self._life, self._people, self._world, self._twin, self._forked, self._until, self._view,
            self._pacer, ran,
        )  # fmt: skip

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
            try:
                for world in worlds:
                    world.step()
            except Over as over:
                self._halt(str(over))
                break
            ticks += 1
            now = self._clock()
            self._pacer.ticked(now)
            if self._view.stops and any(world.turned for world in worlds):
                self._pacer.stop(now)
            if self._until is not None and self._world.tick >= self._until:
                self._until = None
                self._pacer.pause(True, now)
        if ticks and self._pacer.paused and not self._pacer.owes:
            self._asked = True
        return ticks

    def _halt(self, sentence: str) -> None:
        """Pause, and say why in the next picture."""
        now = self._clock()
        self._pacer.stop(now)
        self._view = replace(self._view, refused=sentence)
        self._asked = True

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
        self._people = frame.vitals.people
        aside = self._aside.told if self._aside is not None else None
        return replace(frame, begun=self._begun, life=self._life, aside=aside, fate=self._fate)

    def _beside(self, frame: Frame, view: View) -> Frame:
        """The frame with the twin's: the same person and creator, and nothing that stands in the first already."""
        if self._twin is None:
            return frame
        looks = replace(
            view, person=frame.phone.person, creator=frame.brand.creator, search=None, attends="", refused=""
        )
        twin = replace(self._twin.picture(looks), remarks=(), stages=())
        return replace(frame, twin=twin, forked=self._forked)
