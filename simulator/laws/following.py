"""Whether somebody starts to follow a creator, once:

    chance = (follows * pleasure * follows of the type of video + reply_follows * answered) * readiness * 2 trust

Trust here doubles or halves the chance around 1 at an unproven creator's 0.5 (source credibility,
Hovland and Weiss 1951); an answered comment invites to stay (`laws.replies`).
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from simulator.laws.attention import Views
from simulator.world.state import World


def follow(
    world: World, views: Views, pleased: NDArray[np.float64], answered: NDArray[np.bool_]
) -> NDArray[np.bool_]:
    """(B,) which views make the person follow the creator; none where they do already, and at most one an hour
    for each person and creator."""
    creator = world.videos.creator[views.item]
    open_to = ~world.bonds.follows[views.user, creator]
    drawn = pleased * world.kinds.follows[world.videos.kind[views.item]]
    invited = world.settings.creators.reply_follows * answered
    chance = (world.settings.behaviour.follows * drawn + invited) * world.people.follows[views.user]
    wants = views.at.below(chance * 2.0 * world.creators.trust[creator] * open_to, "follow")
    wanting = np.flatnonzero(wants)
    _, first = np.unique(world.bonds.cells(views.user[wanting], creator[wanting]), return_index=True)
    followed = np.zeros(len(wants), dtype=np.bool_)
    followed[wanting[first]] = True
    return followed
