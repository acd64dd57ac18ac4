"""All rooms, by the name under which they are opened."""

from __future__ import annotations

from collections.abc import Mapping

from simulator.app.screens.cocoon import CocoonRoom
from simulator.app.screens.pipeline import PipelineRoom
from simulator.app.screens.room import Room
from simulator.app.screens.why import WhyRoom

ROOMS: Mapping[str, type[Room]] = {
    "cocoon": CocoonRoom,
    "why": WhyRoom,
    "pipeline": PipelineRoom,
}
