"""All rooms, by the name under which they are opened."""

from __future__ import annotations

from collections.abc import Mapping

from simulator.app.screens.cocoon import CocoonRoom
from simulator.app.screens.fame import Fame
from simulator.app.screens.hot import Hot
from simulator.app.screens.lab import Lab
from simulator.app.screens.pipeline import PipelineRoom
from simulator.app.screens.room import Room
from simulator.app.screens.society import Society
from simulator.app.screens.story import Story
from simulator.app.screens.studio import StudioRoom
from simulator.app.screens.viewer import Viewer
from simulator.app.screens.why import WhyRoom
from simulator.app.screens.worlds import Worlds

ROOMS: Mapping[str, type[Room]] = {
    room.NAME: room
    for room in (
        Story,
        Worlds,
        Viewer,
        StudioRoom,
        CocoonRoom,
        WhyRoom,
        PipelineRoom,
        Fame,
        Lab,
        Society,
        Hot,
    )
}
