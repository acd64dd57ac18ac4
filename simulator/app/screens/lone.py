"""A room without a world: no frames, no clock, no doors. What it shows comes from elsewhere, and it is all there is."""

from __future__ import annotations

from collections.abc import Iterable
from typing import ClassVar

from textual.screen import Screen

from simulator.app.commands import ENTRIES, Entry, bindings
from simulator.app.screens.showing import Showing
from simulator.session import Command

IN_ALL = ("help", "explain", "shade", "language", "quit")
"""The app's commands that ask no world."""


class LoneRoom(Showing, Screen[None]):
    """What an app opens with in place of a world. Subclasses give `NAME`, `KEYS` and the actions of those, as rooms
    do (`app.screens.room`), and their widgets."""

    NAME: ClassVar[str]
    KEYS: ClassVar[tuple[Entry, ...]] = ()
    FIGURES: ClassVar[tuple[str, ...]] = ()

    def __init_subclass__(cls) -> None:
        cls.BINDINGS = bindings(cls.KEYS)  # before Textual merges those of all classes
        super().__init_subclass__()

    @classmethod
    def line(cls) -> Iterable[Entry]:
        """All that can be done here, for the line of keys."""
        return (*cls.KEYS, *(entry for entry in ENTRIES if entry.id in IN_ALL))


class NoWorld:
    """The session of an app that shows such a room: nothing to see, and nobody to obey."""

    def send(self, command: Command) -> int:
        """0: nothing comes of it."""
        del command
        return 0

    def poll(self) -> None:
        """No frame, ever."""

    def close(self) -> None:
        """Nothing to end."""
