"""A person whom somebody plays. Everybody else lives by the laws; this one's watching and reacting come from outside.

The person stays away from the hour's crowd. What the player did in the hour is put in as that person's session, so
that every law and every method takes it like anybody's: the law's draws are made, then what the player did stands.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TypeVar

import numpy as np
from numpy.typing import NDArray

from recommender.types import ACTS, NO_ITEM, Explanation, Interactions, Slate
from simulator.engine.action import Action
from simulator.laws.attention import Views
from simulator.laws.one_view import LARGEST_RATIO
from simulator.settings.tree import SettingsError
from simulator.world.state import World

N = TypeVar("N", bound=np.generic)


@dataclass(slots=True)
class Player:
    """One person in a player's hands."""

    person: int
    line: Slate
    """(1, n) what is lined up for this hour, best first."""
    whys: tuple[Explanation, ...]
    """Why, place by place."""
    actions: list[Action]
    """What the player did in this hour, in order."""

    def act(self, action: Action) -> None:
        """Meet a video of the line, once. SettingsError for any other, and for a time below 0."""
        if action.item < 0 or action.item not in self.line.items[0]:
            raise SettingsError(f"item must be one of the videos lined up, not {action.item}")
        if any(action.item == done.item for done in self.actions):
            raise SettingsError(f"item {action.item} was met already in this hour")
        if not action.watch_s >= 0.0:
            raise SettingsError(f"watch_s must be 0 or more, not {action.watch_s}")
        self.actions.append(action)

    def away(
        self, users: NDArray[np.int32], wanted: NDArray[np.int64]
    ) -> tuple[NDArray[np.int32], NDArray[np.int64]]:
        """Who else is online."""
        if self.person < 0:
            return users, wanted
        others = users != self.person
        return users[others], wanted[others]

    def join(self, slate: Slate, wanted: NDArray[np.int64]) -> tuple[Slate, NDArray[np.int64]]:
        """The hour's slate with a row for what the player met, in the order of users."""
        if not self.actions:
            return slate, wanted
        places = slate.items.shape[1]
        met = [int(np.flatnonzero(self.line.items[0] == action.item)[0]) for action in self.actions]
        row = int(np.searchsorted(slate.users, self.person))
        items = np.insert(slate.items, row, _padded(self.line.items[0, met], places, NO_ITEM), axis=0)
        scores = np.insert(slate.scores, row, _padded(self.line.scores[0, met], places, np.nan), axis=0)
        source = np.insert(slate.source, row, _padded(self.line.source[0, met], places, 0), axis=0)
        users = np.insert(slate.users, row, self.person).astype(np.int32)
        return Slate(users, items, scores, source), np.insert(wanted, row, len(met))

    def watch(self, views: Views) -> None:
        """Put the player's seconds in the place of those that the law drew."""
        if not self.actions:
            return
        mine = np.flatnonzero(views.user == self.person)
        seconds = np.array([action.watch_s for action in self.actions])
        views.watch_s[mine] = np.minimum(seconds, LARGEST_RATIO * views.duration_s[mine])
        views.lured[mine] = False

    def react(self, world: World, events: Interactions) -> Interactions:
        """The events with what the player did besides watching; who follows already cannot begin to."""
        if not self.actions:
            return events
        mine = np.flatnonzero(events.user == self.person)
        columns = {act: getattr(events, act).copy() for act in ACTS}
        for act, column in columns.items():
            column[mine] = [getattr(action, act) for action in self.actions]
        creator = world.videos.creator[events.item[mine]]
        first = np.zeros(len(mine), dtype=np.bool_)
        follows = world.bonds.follows[world.bonds.rows(self.person, creator)]
        wants = np.flatnonzero(columns["followed"][mine] & ~follows)
        first[wants[np.unique(creator[wants], return_index=True)[1]]] = True
        columns["followed"][mine] = first
        return replace(events, **columns)


_NO_LINE = np.zeros((0, 0))
NOBODY = Player(
    -1, Slate(np.zeros(0, np.int32), _NO_LINE.astype(np.int32), _NO_LINE, _NO_LINE.astype(np.uint8)), (), []
)
"""Plays nobody: all of an hour goes by the laws."""


def stranger(world: World, last_online: NDArray[np.int32]) -> int:
    """Whom a player becomes: who has never been online, the last to arrive of them; else who was seen longest ago.

    `last_online` (people,) hours of everybody's last session; -1 before the first.
    """
    new = np.flatnonzero((last_online < 0) & (world.people.left < 0))
    if len(new):
        return int(new[np.argmax(world.people.arrives[new])])
    return int(np.argmin(last_online))


def _padded(values: NDArray[N], places: int, filler: float) -> NDArray[N]:
    row = np.full(places, filler, dtype=values.dtype)
    row[: len(values)] = values
    return row
