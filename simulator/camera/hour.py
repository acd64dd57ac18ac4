"""An hour as cameras are told it: what happened, and what several of them ask of that, worked out once."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from recommender.memory.history import strengths
from simulator.engine.tick import Engine, Events


@dataclass(frozen=True, slots=True)
class HourSeen:
    """What an hour brought."""

    events: Events
    source: NDArray[np.uint8]
    """(B,) `recommender.types.Source` of each view."""
    strength: NDArray[np.float64]
    """(B,) of each view, >= 0; see `recommender.config.Strength`."""


def seen(engine: Engine, events: Events) -> HourSeen:
    """The hour that the engine has just lived."""
    strength = engine.world.settings.methods.history.strength
    return HourSeen(events, events.source, strengths(events.interactions, strength))
