"""Where things stand on the cocoon map: a circle of topics in a field of cells, with room for their words."""

from __future__ import annotations

import math
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from rich.cells import cell_len

from simulator.metrics.cocoon import COCOON_ABOVE

Dots = NDArray[np.floating]


JITTER = 0.045
"""People with one and the same diet stand this far apart at most, so that a crowd looks like a crowd."""
OFF_RING = 1e-3
"""So far from the ring, at least, keeps who was shifted towards it: more than a float32's rounding."""
_SHRUNK = 0.62
"""Below this share of the size it could have, the circle takes letters for words, to grow."""

_AWAY = 3.0
"""Dots between the rim and a word."""


@dataclass(frozen=True, slots=True)
class Circle:
    """Centre and radius in dots (2 x 4 of them a cell)."""

    x: float
    y: float
    radius: float
    worded: bool
    """Is there room for the topics' words, or only for their letters?"""

    def place(self, x: Dots, y: Dots) -> tuple[Dots, Dots]:
        """Dots of positions in the unit circle, y upwards."""
        return self.x + self.radius * x, self.y - self.radius * y

    def ring(self) -> tuple[Dots, Dots]:
        """The rim, every other dot."""
        return self._round(1.0, 1)

    def cocoon(self) -> tuple[Dots, Dots]:
        """Where a cocoon begins, every dot."""
        return self._round(COCOON_ABOVE, 2)

    def _round(self, radius: float, dense: int) -> tuple[Dots, Dots]:
        dots = max(int(self.radius * radius * dense * math.pi), 8)
        angle = np.linspace(0, 2 * math.pi, dots, endpoint=False)
        return self.place(radius * np.sin(angle), radius * np.cos(angle))


def circle(columns: int, rows: int, words: Sequence[str]) -> Circle:
    """The largest circle in so many cells that leaves room for a row above and below and the words beside it."""
    rows -= 1 - rows % 2  # an odd number has a row in the middle, so that both halves look alike
    high = 2.0 * rows - 5.0
    for_words = min([high, *(_widest(columns, topic, words) for topic in range(len(words)))])
    worded = for_words >= _SHRUNK * high and high >= 14
    radius = for_words if worded else min(high, columns - 5.0)
    return Circle(float(columns), 2.0 * rows, max(radius, 1.0), worded)


def _widest(columns: int, topic: int, words: Sequence[str]) -> float:
    """The largest radius that leaves room for this topic's word."""
    side = abs(math.sin(2 * math.pi * topic / len(words)))
    return (columns - 2.0 * cell_len(words[topic])) / side - _AWAY if side > 0.1 else math.inf


@dataclass(frozen=True, slots=True)
class Label:
    """A topic's word or letter and the cell where it begins."""

    topic: int
    column: int
    row: int
    text: str

    @property
    def end(self) -> int:
        """The cell behind it."""
        return self.column + cell_len(self.text)

    def clear(self, others: Iterable[Label]) -> bool:
        """Is there a blank between it and each of these?"""
        return all(
            self.row != other.row or self.end < other.column or other.end < self.column for other in others
        )


def labels(at: Circle, words: Sequence[str], letters: Sequence[str]) -> list[Label]:
    """Words around the circle, topic 0 at the top, clockwise; a letter where a word would run into another."""
    made: list[Label] = []
    for topic in range(len(words)):
        for text in (words[topic], letters[topic]) if at.worded else (letters[topic],):
            label = _label(at, topic, len(words), text)
            if label.clear(made):
                made.append(label)
                break
    return made


def _label(at: Circle, topic: int, topics: int, text: str) -> Label:
    angle = 2 * math.pi * topic / topics
    side, up = math.sin(angle), math.cos(angle)
    column = (at.x + (at.radius + _AWAY) * side) / 2
    row = (at.y - (at.radius + 1.5 + 2.0 * abs(up)) * up) / 4
    width = cell_len(text)
    if abs(side) < 0.1:
        column -= width / 2
    elif side < 0:
        column -= width
    return Label(topic, round(column), math.floor(row), text)


def scattered(x: Dots, y: Dots, shift: tuple[Dots, Dots]) -> tuple[Dots, Dots]:
    """Positions in the unit circle, each with its own small `shift` (of `jitter`), which takes nobody over the ring:
    who stands outside it is in a cocoon, and nobody else is."""
    to_x, to_y = x + shift[0], y + shift[1]
    out = np.hypot(to_x, to_y)
    with np.errstate(invalid="ignore"):
        beyond = np.hypot(x, y) > COCOON_ABOVE
        limit = np.where(
            beyond, np.maximum(out, COCOON_ABOVE + OFF_RING), np.minimum(out, COCOON_ABOVE - OFF_RING)
        )
    held = limit / np.maximum(out, 1e-9)
    return to_x * held, to_y * held


def jitter(people: NDArray[np.integer]) -> tuple[Dots, Dots]:
    """A small shift of each person, always the same one, evenly spread over a disc."""
    hashed = people.astype(np.uint32) * np.uint32(2654435761)
    angle = (hashed >> np.uint32(16)) / 65536.0 * 2 * math.pi
    out = np.sqrt((hashed & np.uint32(0xFFFF)) / 65536.0) * JITTER
    return np.cos(angle) * out, np.sin(angle) * out
