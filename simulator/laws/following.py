"""Whether somebody starts to follow a creator: pleasure with the video times trust in the creator, once.

Trust here doubles or halves the chance around 1 at an unproven creator's 0.5 (source credibility,
Hovland and Weiss 1951).
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from simulator.laws.attention import Views
from simulator.world.state import World


def follow(world: World, views: Views, pleased: NDArray[np.float64]) -> NDArray[np.bool_]:
    """(B,) which views make the person follow the creator; none where they do already, and at most one an hour
    for each person and creator."""
    creator = world.videos.creator[views.item]
    open_to = ~world.bonds.follows[views.user, creator]
    readiness = world.settings.behaviour.follows * world.people.follows[views.user]
    wants = views.at.below(readiness * pleased * 2.0 * world.creators.trust[creator] * open_to, "follow")
    wanting = np.flatnonzero(wants)
    _, first = np.unique(world.bonds.cells(views.user[wanting], creator[wanting]), return_index=True)
    followed = np.zeros(len(wants), dtype=np.bool_)
    followed[wanting[first]] = True
    return followed
