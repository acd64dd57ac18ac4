"""What a run is watched for: how long each view lasted, who watched when, and what they did."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from recommender.types import Interactions
from simulator.frames import HOURS_PER_DAY

ACTS = ("liked", "commented", "shared", "followed")


class Tally:
    """Watches the views of a run, from some hour on."""

    def __init__(self, people: int) -> None:
        self._people = people
        self._watched: list[NDArray[np.float32]] = []
        self._duration: list[NDArray[np.float32]] = []
        self._item: list[NDArray[np.int32]] = []
        self._days: list[NDArray[np.int64]] = []
        self.hours = np.zeros(HOURS_PER_DAY)
        """Views by hour of the day."""
        self.acts = dict.fromkeys(ACTS, 0)
        self.ticks = 0

    def add(self, events: Interactions, tick: int) -> None:
        """Take in one hour, each hour once and in order."""
        self._watched.append(events.watch_s)
        self._duration.append(events.duration_s)
        self._item.append(events.item)
        if not self._days or tick % HOURS_PER_DAY == 0:
            self._days.append(np.zeros(self._people, dtype=np.int64))
        self._days[-1] += np.bincount(events.user, minlength=self._people)
        self.hours[tick % HOURS_PER_DAY] += len(events)
        for act in ACTS:
            self.acts[act] += int(getattr(events, act).sum())
        self.ticks += 1

    @property
    def views(self) -> int:
        return int(self.hours.sum())

    @property
    def watched(self) -> NDArray[np.float32]:
        """(views,) seconds."""
        return np.concatenate(self._watched)

    @property
    def duration(self) -> NDArray[np.float32]:
        """(views,) seconds."""
        return np.concatenate(self._duration)

    @property
    def item(self) -> NDArray[np.int32]:
        """(views,) video ids."""
        return np.concatenate(self._item)

    @property
    def by_day(self) -> NDArray[np.int64]:
        """(days, people) views."""
        return np.stack(self._days)
