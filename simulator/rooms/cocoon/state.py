"""What the cocoon room needs of the world: who watches what, whom the followed person is like, people's ways."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from simulator.frames import CloseUp

Floats = NDArray[np.float64]


@dataclass(frozen=True, slots=True)
class Neighbour:
    """Somebody with a similar history, as the recommender measures it (user-based collaborative filtering)."""

    person: int
    name: str
    likeness: float
    """The method's similarity, 0..1; 1 is the same history."""
    topic: int
    """Leading topic of their diet."""
    state: int
    """A `frames.Diet`."""
    both: int
    """Videos that the recommender remembers of both."""
    titles: tuple[tuple[str, int], ...]
    """(title, leading topic) of at most three of those, the ones that tie them most first."""


@dataclass(frozen=True, slots=True)
class Way:
    """Where somebody has been on the cocoon map, oldest first; coordinates as in `frames.Crowd`."""

    person: int
    name: str
    topic: int
    """Leading topic of their diet now."""
    x: NDArray[np.float32]
    y: NDArray[np.float32]


@dataclass(frozen=True, slots=True)
class CocoonCloseUp(CloseUp):
    """Attended to as "cocoon", about the people whose ways are wanted."""

    person: int
    """The followed person, about whom `first_week` and `neighbours` speak."""
    groups: NDArray[np.int32]
    """(topics,) people by the leading topic of their diet."""
    watched: Floats
    """(topics, topics) share of their watch time that each such group gives to each topic; rows sum to 1, NaN for
    groups of nobody."""
    first_week: Floats
    """(topics,) shares of what they watched in the world's first seven days; NaN if nothing."""
    neighbours: tuple[Neighbour, ...]
    """Most similar first, at most eight."""
    ways: tuple[Way, ...]
    """Of the people asked about, in that order."""
