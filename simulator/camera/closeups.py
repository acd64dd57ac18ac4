"""Who makes which close-up. A camera of one is built when a screen first asks for it, and kept; those that must have
seen every hour are built with the engine."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from copy import deepcopy
from typing import Protocol

from simulator.camera.hour import HourSeen, seen
from simulator.engine.tick import Engine, Events
from simulator.frames import CloseUp
from simulator.observe.journeys import Journeys
from simulator.rooms.cocoon.camera import CocoonCamera
from simulator.rooms.fame.camera import FameCamera
from simulator.rooms.hot.camera import HotCamera
from simulator.rooms.lab.camera import LabCamera
from simulator.rooms.pipeline.camera import PipelineCamera
from simulator.rooms.society.camera import SocietyCamera
from simulator.rooms.studio.camera import StudioCamera
from simulator.rooms.viewer.camera import PlayerCamera
from simulator.rooms.why.camera import WhyCamera
from simulator.session import View
from simulator.world.words import Words


class CloseUpCamera(Protocol):
    """Looks at one side of an engine; changes nothing in it."""

    def take(self, view: View, words: Words) -> CloseUp | None:
        """The world as it stands, as this screen needs it; None where there is nothing to show."""
        ...


class WatchfulCamera(CloseUpCamera, Protocol):
    """One that sees every hour."""

    def see(self, hour: HourSeen) -> None:
        """Keep of an hour what later frames need."""
        ...


CAMERAS: Mapping[str, Callable[[Engine], CloseUpCamera]] = {
    "lab": LabCamera,
    "player": PlayerCamera,
    "society": SocietyCamera,
}
"""By the name that a screen attends to."""

WATCHFUL: Mapping[str, Callable[[Engine], WatchfulCamera]] = {
    "brand": FameCamera,
    "cocoon": CocoonCamera,
    "hot": HotCamera,
    "why": WhyCamera,
    "pipeline": PipelineCamera,
    "studio": StudioCamera,
}
"""The same, of cameras that see every hour."""


class CloseUps:
    """The close-ups of one engine."""

    def __init__(self, engine: Engine) -> None:
        self._engine = engine
        self._watchful = {name: make(engine) for name, make in WATCHFUL.items()}
        self._cameras: dict[str, CloseUpCamera] = dict(self._watchful)
        self._journeys = Journeys(engine.world)
        self._asks = True
        """Is what else could have been shown worth asking? It costs as much as a tenth of a large world's hour."""

    def see(self, events: Events) -> None:
        """Tell an hour to those that see every one."""
        hour = seen(self._engine, events, self._journeys)
        for camera in self._watchful.values():
            camera.see(hour)

    def served(self, person: int, tick: int) -> None:
        """Tell those who ask at that moment that the spotlit person has been served."""
        for camera in self._watchful.values() if self._asks else ():
            if isinstance(camera, WhyCamera):
                camera.served(person, tick)

    def __deepcopy__(self, memo: dict[int, object]) -> CloseUps:
        """A twin's close-ups begin anew: nobody has looked at it yet, and as a rule nobody will."""
        anew = CloseUps(deepcopy(self._engine, memo))
        anew._asks = False
        return anew

    def take(self, view: View, words: Words) -> CloseUp | None:
        """The close-up that the view attends to; None where it attends to none that there is."""
        name = view.attends
        if name not in self._cameras:
            if name not in CAMERAS:
                return None
            self._cameras[name] = CAMERAS[name](self._engine)
        self._asks = True
        return self._cameras[name].take(view, words)
