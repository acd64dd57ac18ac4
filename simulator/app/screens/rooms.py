"""All rooms, by the name under which they are opened: `app.doors` names them, their folders bear the names."""

from __future__ import annotations

from collections.abc import Mapping
from importlib import import_module

from simulator.app.doors import ROOM_NAMES
from simulator.app.screens.room import Room


def _found(name: str) -> type[Room]:
    """The room of this folder: the class of its `screen` that has its name."""
    for made in vars(import_module(f"simulator.rooms.{name}.screen")).values():
        if isinstance(made, type) and issubclass(made, Room) and vars(made).get("NAME") == name:
            return made
    raise LookupError(f"simulator/rooms/{name}/screen.py has no room of that name")


ROOMS: Mapping[str, type[Room]] = {name: _found(name) for name in ROOM_NAMES}
