"""All rooms, by the name under which they are opened."""

from __future__ import annotations

from collections.abc import Mapping

from simulator.app.screens.room import Room
from simulator.rooms.cocoon.screen import CocoonRoom
from simulator.rooms.fame.screen import Fame
from simulator.rooms.hot.screen import Hot
from simulator.rooms.lab.screen import Lab
from simulator.rooms.pipeline.screen import PipelineRoom
from simulator.rooms.society.screen import Society
from simulator.rooms.story.screen import Story
from simulator.rooms.studio.screen import StudioRoom
from simulator.rooms.viewer.screen import Viewer
from simulator.rooms.why.screen import WhyRoom
from simulator.rooms.worlds.screen import Worlds

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
