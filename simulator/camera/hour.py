"""An hour as cameras are told it: what happened, and what several of them ask of that, worked out once."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from recommender.memory.history import strengths
from simulator.engine.tick import Engine, Events
from simulator.observe.journeys import Journeys


@dataclass(frozen=True, slots=True)
class HourSeen:
    """What an hour brought."""

    events: Events
    source: NDArray[np.uint8]
    """(B,) `recommender.types.Source` of each view."""
    strength: NDArray[np.float64]
    """(B,) of each view, >= 0; see `recommender.config.Strength`."""
    journeys: Journeys
    """How all videos have come out so far."""


def seen(engine: Engine, events: Events, journeys: Journeys) -> HourSeen:
    """The hour that the engine has just lived, which the journeys of its videos take in."""
    strength, source = engine.world.settings.methods.history.strength, events.source
    journeys.note(events.interactions.item, source, events.tick)
    return HourSeen(events, source, strengths(events.interactions, strength), journeys)
