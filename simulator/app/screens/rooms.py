"""All rooms, by the name under which they are opened."""

from __future__ import annotations

from collections.abc import Mapping

from simulator.app.screens.fame import Fame
from simulator.app.screens.room import Room
from simulator.app.screens.studio import StudioRoom
from simulator.app.screens.viewer import Viewer
from simulator.app.screens.worlds import Worlds

ROOMS: Mapping[str, type[Room]] = {room.NAME: room for room in (Worlds, Viewer, StudioRoom, Fame)}
