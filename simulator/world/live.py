"""Live streams: who watched whom in the last hour, and what streams have brought each creator so far."""

from __future__ import annotations

from dataclasses import dataclass, fields

import numpy as np
from numpy.typing import NDArray


@dataclass(frozen=True, slots=True)
class LiveEvents:
    """Who was in whose stream in an hour, one row each, by person; a person is in one stream an hour at most."""

    user: NDArray[np.int32]
    creator: NDArray[np.int32]
    tick: NDArray[np.int32]
    minutes: NDArray[np.float32]
    gifts: NDArray[np.int32]
    comments: NDArray[np.int32]
    followed: NDArray[np.bool_]
    """The person has followed the creator from then on."""

    def __len__(self) -> int:
        return len(self.user)

    def rows(self, keep: NDArray[np.intp]) -> LiveEvents:
        """The events at these positions."""
        return LiveEvents(*(getattr(self, field.name)[keep] for field in fields(self)))


def nobody() -> LiveEvents:
    """An hour in which nobody watched live."""
    ids, no = np.zeros(0, dtype=np.int32), np.zeros(0, dtype=np.bool_)
    return LiveEvents(ids, ids, ids, np.zeros(0, dtype=np.float32), ids, ids, no)


class Lives:
    """Columns over creators: totals of all streams so far. Viewers are counted anew in every stream."""

    def __init__(self, creators: int) -> None:
        self.on_air: NDArray[np.intp] = np.zeros(0, dtype=np.intp)
        """Creators who were live in the last hour, rising."""
        self.last = nobody()
        """What happened in the last hour."""
        self.streams = np.zeros(creators, dtype=np.int64)
        self.viewers = np.zeros(creators, dtype=np.int64)
        self.minutes = np.zeros(creators, dtype=np.float64)
        self.gifts = np.zeros(creators, dtype=np.int64)
        self.comments = np.zeros(creators, dtype=np.int64)

    def record(self, on_air: NDArray[np.intp], events: LiveEvents) -> None:
        """Write down an hour."""
        self.on_air, self.last = on_air, events
        self.streams[on_air] += 1
        if not len(events):
            return
        np.add.at(self.viewers, events.creator, 1)
        np.add.at(self.minutes, events.creator, events.minutes)
        np.add.at(self.gifts, events.creator, events.gifts)
        np.add.at(self.comments, events.creator, events.comments)
