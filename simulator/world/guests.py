"""Guests of videos: who was won over by one."""

from __future__ import annotations

from dataclasses import dataclass, fields

import numpy as np
from numpy.typing import NDArray


@dataclass(frozen=True, slots=True)
class GuestFollows:
    """Who began to follow the guest of a video in an hour, one row each; a pair of person and guest at most once."""

    user: NDArray[np.int32]
    creator: NDArray[np.int32]
    """The guest."""
    tick: NDArray[np.int32]
    item: NDArray[np.int32]
    """The video in which they met."""

    def __len__(self) -> int:
        return len(self.user)

    def rows(self, keep: NDArray[np.intp]) -> GuestFollows:
        """The follows at these positions."""
        return GuestFollows(*(getattr(self, field.name)[keep] for field in fields(self)))


def none_followed() -> GuestFollows:
    """An hour in which nobody began to follow a guest."""
    ids = np.zeros(0, dtype=np.int32)
    return GuestFollows(ids, ids, ids, ids)
