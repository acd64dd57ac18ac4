"""Whether somebody starts to follow a creator: pleasure with the video times trust in the creator, once.

Trust here doubles or halves the chance around 1 at an unproven creator's 0.5 (source credibility,
Hovland and Weiss 1951).
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from simulator.laws.attention import Views
from simulator.world.state import World


def follow_chance(world: World, views: Views, pleased: NDArray[np.float64]) -> NDArray[np.float64]:
    """(B,) 0..1: the chance that each view makes the person follow the creator; 0 where they do already."""
    creator = world.videos.creator[views.item]
    open_to = ~world.bonds.follows[views.user, creator]
    readiness = world.settings.behaviour.follows * world.people.follows[views.user]
    return readiness * pleased * 2.0 * world.creators.trust[creator] * open_to
