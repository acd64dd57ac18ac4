"""The trends: hashtags and challenges that come up, are joined, and pass. One row a trend, in order of birth."""

from __future__ import annotations

from typing import cast

import numpy as np
from numpy.typing import NDArray

from simulator.world.columns import Columns

HASHTAG, CHALLENGE = 0, 1
"""What `Trends.kind` holds."""

PLACES = 16
"""Trends that run at once at most: a new one takes the place of the sixteenth before it, which is over then."""

NO_TREND = -1
"""What videos carry that have joined none."""


class Trends:
    """All trends ever, and how much each person has enjoyed those that run."""

    def __init__(self, people: int) -> None:
        self._table = Columns(
            {
                "kind": (np.int8, ()), "topic": (np.int16, ()), "tag": (np.int16, ()), "born": (np.int32, ()),
                "over": (np.int32, ()), "strength": (np.float32, ()), "heat": (np.float32, ()),
                "peak": (np.float32, ()), "videos": (np.int64, ()), "views": (np.int64, ()),
            },
            room=64,
        )  # fmt: skip
        self.enjoyed = np.zeros((PLACES, people), dtype=np.float32)
        """(places, people) sum of enjoyment, 0..1 a video, of the trend that has the place: its number modulo
        `PLACES`."""

    def __len__(self) -> int:
        return len(self._table)

    @property
    def kind(self) -> NDArray[np.int8]:
        """`HASHTAG` or `CHALLENGE`."""
        return cast("NDArray[np.int8]", self._table["kind"])

    @property
    def topic(self) -> NDArray[np.int16]:
        """What a hashtag is about, and where a challenge began."""
        return cast("NDArray[np.int16]", self._table["topic"])

    @property
    def tag(self) -> NDArray[np.int16]:
        """The tag that its videos carry; see `NewVideos.tags`."""
        return cast("NDArray[np.int16]", self._table["tag"])

    @property
    def born(self) -> NDArray[np.int32]:
        """Hour of birth."""
        return cast("NDArray[np.int32]", self._table["born"])

    @property
    def over(self) -> NDArray[np.int32]:
        """Hour in which it ended; -1 while it runs."""
        return cast("NDArray[np.int32]", self._table["over"])

    @property
    def strength(self) -> NDArray[np.float32]:
        """0..1: how catching it is."""
        return cast("NDArray[np.float32]", self._table["strength"])

    @property
    def heat(self) -> NDArray[np.float32]:
        """0..1: how much it is the talk of the day."""
        return cast("NDArray[np.float32]", self._table["heat"])

    @property
    def peak(self) -> NDArray[np.float32]:
        """0..1: the greatest heat so far."""
        return cast("NDArray[np.float32]", self._table["peak"])

    @property
    def videos(self) -> NDArray[np.int64]:
        """Videos that joined."""
        return cast("NDArray[np.int64]", self._table["videos"])

    @property
    def views(self) -> NDArray[np.int64]:
        """Views of those videos while it ran."""
        return cast("NDArray[np.int64]", self._table["views"])

    @property
    def running(self) -> NDArray[np.intp]:
        """Numbers of the trends that run, rising."""
        first = max(len(self) - PLACES, 0)
        return first + np.flatnonzero(self.over[first:] < 0)

    def arise(self, kind: int, topic: int, tag: int, tick: int, strength: float, heat: float) -> None:
        """A new trend runs from now on."""
        number = len(self)
        if number >= PLACES and self.over[number - PLACES] < 0:
            self.end(np.array([number - PLACES]), tick)
        row = {"kind": kind, "topic": topic, "tag": tag, "born": tick, "over": -1}
        self._table.append({**row, "strength": strength, "heat": heat, "peak": heat}, 1)
        self.enjoyed[number % PLACES] = 0.0

    def end(self, numbers: NDArray[np.intp], tick: int) -> None:
        """These trends are over."""
        self.over[numbers] = tick
        self.heat[numbers] = 0.0
