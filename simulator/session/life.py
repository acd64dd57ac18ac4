"""A world that a session has, with all that the session knows of it: put aside, it goes on exactly where it stood."""

from __future__ import annotations

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor, wait
from dataclasses import dataclass, replace
from functools import cache

from simulator.frames import Aside, Frame
from simulator.session.pacer import Pacer
from simulator.session.unforked import UnforkedTwin
from simulator.session.world import LiveWorld, Seekable, View

TOGETHER = 2_000
"""People from which on a world and its twin live their hours at the same time, a thread each: in smaller ones most of
an hour is Python, of which only one thread runs at a time."""
MOST_PEOPLE = 50_000
"""A world of more people, its twin counted too, is not kept beside another one: a person takes 9 kB after a day, so
that this many take half a gigabyte, and more later."""


@cache
def _second() -> ThreadPoolExecutor:
    return ThreadPoolExecutor(1, thread_name_prefix="twin")


@dataclass(slots=True)
class Life:
    """One world, driven or waiting, and its twin if any. Nothing of it moves while it waits."""

    number: int
    """See `Frame.life`."""
    world: LiveWorld
    view: View
    pacer: Pacer
    own: bool = True
    """May it be put aside some day? See `Begin`."""
    people: int = 0
    twin: LiveWorld | None = None
    forked: int = -1
    """The tick at which the twin began."""
    unforked: UnforkedTwin | None = None
    """The twin that was unforked last, until another takes its place."""
    until: int | None = None
    """The tick at which it stands still by itself."""
    ran: bool = False
    """Was its clock running when it was put aside?"""

    @property
    def worlds(self) -> tuple[LiveWorld, ...]:
        """The world, and the twin where there is one."""
        return (self.world,) if self.twin is None else (self.world, self.twin)

    def live(self) -> None:
        """An hour passes, in the twin too. `Over` where the world cannot go on; then it has not passed in the twin."""
        if self.twin is None or self.people < TOGETHER or isinstance(self.world, Seekable):
            for world in self.worlds:
                world.step()
            return
        other = _second().submit(self.twin.step)
        try:
            self.world.step()
        finally:
            wait((other,))
        other.result()

    def side(self, twin: bool) -> LiveWorld:
        """The world, or its twin. ValueError where there is none."""
        if not twin:
            return self.world
        if self.twin is None:
            raise ValueError("there is no other world: fork this one first")
        return self.twin

    def fork(self, algorithm: str) -> None:
        """From now on a twin lives beside the world, under this algorithm. ValueError says why that cannot be."""
        self.twin, self.forked = self.world.fork(algorithm), self.world.tick
        self.unforked = None

    def unfork(self) -> None:
        """The twin ends, if there is one; also one that is on its way back."""
        if self.twin is not None:
            self.unforked = UnforkedTwin(self.twin, self.forked, self.world.tick)
            self.twin, self.forked = None, -1
        elif self.unforked is not None:
            self.unforked.rejoining = False

    def rejoin(self) -> None:
        """The twin that was unforked is on its way back. ValueError where there is none."""
        if self.unforked is None:
            raise ValueError("no other world was ended that could come back")
        self.unforked.rejoining = True

    @property
    def rejoining(self) -> bool:
        """Does the world stand still because its twin is catching up with it?"""
        return self.unforked is not None and self.unforked.rejoining

    def catch_up(self) -> None:
        """The twin that is on its way back comes an hour nearer; once it is there, it lives beside the world."""
        back = self.unforked
        if back is not None and back.catch_up(self.world.tick):
            self.twin, self.forked, self.unforked = back.twin, back.forked, None

    def tell(self, word: Callable[[LiveWorld], None]) -> None:
        """Tell the world and its twin something; one that was unforked hears it when it comes back. ValueError says why
        that cannot be."""
        for world in self.worlds:
            word(world)
        if self.unforked is not None:
            self.unforked.missed.append((self.world.tick, word))

    def seek(self, tick: int, now: float) -> None:
        """Go to this hour. ValueError where the world cannot."""
        if not isinstance(self.world, Seekable):
            raise ValueError("a living world cannot go to another hour; only a recording can")
        self.world.seek(tick)
        self.pacer.restart(now)

    def halt(self, sentence: str, now: float) -> None:
        """Pause, and say why in the next frame."""
        self.pacer.stop(now)
        self.view = replace(self.view, refused=sentence)

    @property
    def fate(self) -> str:
        """What becomes of it if another begins; see `Frame.fate`."""
        if not self.own or isinstance(self.world, Seekable) or not self.world.tick:
            return ""
        return "aside" if self.people * len(self.worlds) <= MOST_PEOPLE else "ends"

    def rest(self, now: float) -> None:
        """Stand still, put aside; a twin that was unforked only stays where there is room for it."""
        if self.people * (len(self.worlds) + 1) > MOST_PEOPLE:
            self.unforked = None
        self.ran = not self.pacer.paused
        self.pacer.pause(True, now)

    def wake(self, screen: View, now: float) -> None:
        """Go on, looking at whom it did, but in the language and at the close-up of the screen of now."""
        self.view = replace(
            self.view, lang=screen.lang, attends=screen.attends, about=screen.about, search=None, refused=""
        )
        if self.ran:
            self.pacer.pause(False, now)

    @property
    def told(self) -> Aside:
        """What a frame says of it while it waits."""
        return Aside(self.number, self.world.tick, self.people)

    def frame(self, view: View) -> Frame:
        """The world's frame, and in it the twin's: the same person and creator, and nothing that stands in the
        first already."""
        if self.world.waking:
            view = replace(view, notice=view.notice or "waking")
        frame = self.world.frame(view)
        self.people = frame.vitals.people
        if self.unforked is not None:
            frame = replace(
                frame,
                unforked=self.unforked.at,
                notice="rejoining" if self.unforked.rejoining else frame.notice,
            )
        if self.twin is None:
            return frame
        looks = replace(
            view, person=frame.phone.person, creator=frame.brand.creator, search=None, attends="", refused=""
        )
        twin = replace(self.twin.frame(looks), remarks=(), stages=())
        return replace(frame, twin=twin, forked=self.forked)
