"""Having had enough of a topic: every watched video adds to the fatigue with its topics, and fatigue halves
every few hours (stimulus satiation and recovery, McAlister 1982).
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from recommender.compiled import compiled_part
from simulator.world.columns import Single, sums_by
from simulator.world.state import World

Shares = NDArray[np.float32]


@compiled_part
def tired_by(tired: Shares, topics: Shares, per_view: Single) -> float:
    """How tired a person is of a video on these topics, who then watches it: `tired` (topics,) grows by it."""
    felt = 0.0
    for topic in range(len(tired)):
        felt += tired[topic] * topics[topic]
        tired[topic] += per_view * topics[topic]
    return felt


def tire(
    world: World, user: NDArray[np.int32], topics: NDArray[np.float32], attention: NDArray[np.floating]
) -> None:
    """Let fatigue fade by an hour, then add what was just watched; `attention` (B,) is 0..1 a view."""
    settings = world.settings.behaviour
    fatigue = world.people.fatigue
    fatigue *= np.float32(2.0 ** (-1.0 / settings.fatigue_half_life_h))
    who, added = sums_by(user, topics, (settings.fatigue_per_view * attention).astype(np.float32))
    fatigue[who] += added
