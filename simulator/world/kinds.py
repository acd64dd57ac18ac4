"""What types of video do, as columns over `frames.KINDS`; the table is `creator_settings.KindTable`."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from simulator.frames import KINDS
from simulator.settings.creators import KindTable

Floats = NDArray[np.float64]


@dataclass(frozen=True, slots=True)
class Kinds:
    """One row a type."""

    appeal: Floats
    """Logits."""
    comments: Floats
    shares: Floats
    follows: Floats
    trust: Floats
    memory: Floats
    """Factors around 1."""


def table(settings: KindTable) -> Kinds:
    """The settings as columns."""
    rows = [getattr(settings, kind) for kind in KINDS]
    return Kinds(**{name: np.array([getattr(row, name) for row in rows]) for name in Kinds.__slots__})
