"""Where people have been on the cocoon map: a place every few hours, for a week."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from simulator.metrics.cocoon import places
from simulator.observe.chronicle import Chronicle

EVERY_H = 3
KEPT = 56
"""Places of each person: a week of them."""
MOST_PEOPLE = 20_000
"""In larger worlds every so many are remembered; 20,000 take 4.5 MB."""

Places = NDArray[np.float32]


class Ways:
    """Looks at a chronicle; `note` once a tick, after it."""

    def __init__(self, chronicle: Chronicle) -> None:
        self._chronicle = chronicle
        people = len(chronicle.state)
        self._stride = -(-people // MOST_PEOPLE)
        # Half precision tells places apart that are a two-thousandth of the circle away from each other.
        self._ring = np.full((KEPT, 2, -(-people // self._stride)), np.nan, dtype=np.float16)
        self._taken = 0

    def note(self, tick: int) -> None:
        """Remember where everybody stands, if it is time to."""
        if tick % EVERY_H:
            return
        x, y = self._places(slice(None, None, self._stride))
        self._ring[self._taken % KEPT] = x, y
        self._taken += 1

    def of(self, person: int) -> tuple[Places, Places]:
        """(n,) x and y of this person, oldest first and where they stand now last; from their first video on."""
        x, y = self._places(slice(person, person + 1))
        if person % self._stride:
            return x, y
        order = np.arange(max(self._taken - KEPT, 0), self._taken) % KEPT
        past = self._ring[order, :, person // self._stride].astype(np.float32)
        past = past[np.isfinite(past[:, 0])]
        return np.append(past[:, 0], x), np.append(past[:, 1], y)

    def _places(self, people: slice) -> tuple[Places, Places]:
        chronicle = self._chronicle
        return places(chronicle.diet[people], chronicle.known[people], chronicle.narrowness[people])
