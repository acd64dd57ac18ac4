"""All rooms, by the name under which they are opened."""

from __future__ import annotations

from collections.abc import Mapping

from simulator.app.screens.lab import Lab
from simulator.app.screens.room import Room
from simulator.app.screens.society import Society

ROOMS: Mapping[str, type[Room]] = {"lab": Lab, "society": Society}
