"""Who makes which close-up. A camera of one is built when a screen first asks for it, and kept."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from copy import deepcopy
from typing import Protocol

from simulator.camera.fame import FameCamera
from simulator.camera.player import PlayerCamera
from simulator.camera.studio import StudioCamera
from simulator.engine import Engine
from simulator.frames import CloseUp
from simulator.session import View
from simulator.world.words import Words


class CloseUpCamera(Protocol):
    """Looks at one side of an engine; changes nothing in it."""

    def picture(self, view: View, words: Words) -> CloseUp:
        """The world as it stands, as this screen needs it."""
        ...


CAMERAS: Mapping[str, Callable[[Engine], CloseUpCamera]] = {
    "player": PlayerCamera,
    "studio": StudioCamera,
    "brand": FameCamera,
}
"""By the name that a screen attends to."""


class CloseUps:
    """The close-ups of one engine."""

    def __init__(self, engine: Engine) -> None:
        self._engine = engine
        self._cameras: dict[str, CloseUpCamera] = {}

    def __deepcopy__(self, memo: dict[int, object]) -> CloseUps:
        """A twin's close-ups begin anew: nobody has looked at it yet."""
        return CloseUps(deepcopy(self._engine, memo))

    def picture(self, view: View, words: Words) -> CloseUp | None:
        """The close-up that the view attends to; None where it attends to none that there is."""
        name = view.attends
        if name not in CAMERAS:
            return None
        if name not in self._cameras:
            self._cameras[name] = CAMERAS[name](self._engine)
        return self._cameras[name].picture(view, words)
