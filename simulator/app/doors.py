"""Six doors, a letter each, the same in the menu, on every screen and in the help; behind a door its tabs.

This is the one place where a room is entered: its folder's name under a door. From here `rooms.ROOMS` finds its screen,
`commands.ENTRIES` gets its command, the last line its door and the line above that its tab. A letter leads to the first
tab of a door, and pressed again to the next one. Words: `doors.<door>` and, of a room, `<room>.tab`.
"""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Door:
    """One way in."""

    id: str
    key: str
    tabs: tuple[str, ...]
    """Folders of `simulator.rooms`, or one of `ELSEWHERE`."""


ELSEWHERE = {"dashboard": "home", "algorithm": "choose('algorithm')", "stages": "stages"}
"""Tabs that are no rooms, and what opens them: what lies behind all rooms, and cards over what is open."""

DOORS = (
    Door("watch", "w", ("dashboard", "worlds")),
    Door("play", "p", ("viewer", "studio")),
    Door("story", "s", ("story",)),
    Door("how", "i", ("cocoon", "why", "pipeline")),
    Door("rules", "r", ("algorithm", "stages", "lab", "society")),
    Door("creators", "c", ("fame", "hot")),
)

LETTERS = frozenset(door.key for door in DOORS)

ROOM_NAMES = tuple(tab for door in DOORS for tab in door.tabs if tab not in ELSEWHERE)


def door_of(tab: str) -> Door | None:
    """The door behind which this tab is."""
    return next((door for door in DOORS if tab in door.tabs), None)


def next_tab(door: Door, here: str, shut: frozenset[str] = frozenset()) -> str:
    """Where a door leads from this tab: to its first one, or on to the next, round and round; none that is shut."""
    open_ones = [tab for tab in door.tabs if tab not in shut or tab == here] or [*door.tabs]
    return open_ones[(open_ones.index(here) + 1) % len(open_ones)] if here in open_ones else open_ones[0]
