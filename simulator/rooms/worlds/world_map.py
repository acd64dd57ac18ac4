"""The cocoon map of one of two worlds, with its algorithm for a title."""

from __future__ import annotations

from simulator.app import view
from simulator.app.widgets.cocoon_map import CocoonMap
from simulator.frames import Frame


class WorldMap(CocoonMap):
    """Shows the first world, or its twin if `twin`."""

    ABOUT = ("worlds.help.here", "map.dot", "map.middle")

    def __init__(self, lang: str, twin: bool, id: str | None = None) -> None:  # noqa: A002
        super().__init__(lang, id)
        self._twin = twin

    def show(self, frame: Frame) -> None:
        """Draw that world's part of the frame; a twin that is not there is not drawn."""
        world = frame.twin if self._twin else frame
        if world is not None:
            super().show(world)

    def titles(self, frame: Frame) -> tuple[str, str]:
        key = "worlds.title_there" if self._twin else "worlds.title_here"
        return self.say(key, name=view.algorithm_name(frame.algorithm, self.say)), super().titles(frame)[1]
