"""Curves with no more points than a screen can show."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

MOST_POINTS = 240


def thinned(length: int, most: int = MOST_POINTS) -> NDArray[np.intp]:
    """Positions of at most about `most` points of a column: every so many from the first, and the last."""
    stride = -(-length // most) if length else 1
    places = np.arange(0, length, stride)
    return places if not length or places[-1] == length - 1 else np.append(places, length - 1)
