"""All rooms, by the name under which they are opened: `app.doors` names them, their folders bear the names."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from importlib import import_module
from typing import TypeVar

from simulator.app.commands import Entry
from simulator.app.doors import ROOM_NAMES
from simulator.app.screens.lone import LoneRoom
from simulator.app.screens.room import Room

R = TypeVar("R", Room, LoneRoom)

LONE = ("paper",)
"""Rooms that no door leads to, for they have no world."""


class _Rooms(Mapping[str, type[Room]]):
    """A room is loaded when somebody first asks for it: together they take as long to load as everything that the
    first frame needs."""

    def __init__(self) -> None:
        self._found: dict[str, type[Room]] = {}

    def __getitem__(self, name: str) -> type[Room]:
        if name not in ROOM_NAMES:
            raise KeyError(name)
        if name not in self._found:
            self._found[name] = _named(name, Room)
        return self._found[name]

    def __iter__(self) -> Iterator[str]:
        return iter(ROOM_NAMES)

    def __len__(self) -> int:
        return len(ROOM_NAMES)


def _named(name: str, sort: type[R]) -> type[R]:
    """The room of this folder: the class of its `screen` that has its name."""
    for made in vars(import_module(f"simulator.rooms.{name}.screen")).values():
        if isinstance(made, type) and issubclass(made, sort) and vars(made).get("NAME") == name:
            return made
    raise LookupError(f"simulator/rooms/{name}/screen.py has no room of that name")


ROOMS: Mapping[str, type[Room]] = _Rooms()


def room_keys() -> Iterator[Entry]:
    """The keys of all rooms."""
    for room in ROOMS.values():
        yield from room.KEYS
    for name in LONE:
        yield from _named(name, LoneRoom).KEYS
