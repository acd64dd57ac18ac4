"""The phone of a person whom somebody plays."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from simulator.frames import CloseUp, FeedItem


@dataclass(frozen=True, slots=True)
class PlayerFeed(CloseUp):
    """What is lined up for a person whom somebody plays."""

    person: int
    """-1 while nobody plays."""
    tick: int
    """The hour for which it is lined up."""
    line: tuple[FeedItem, ...]
    """The next videos, best first; at most twelve."""
    thinks: NDArray[np.float64]
    """(topics,) shares of topics in all that is lined up: what the algorithm takes them to like; NaN if nothing is."""
