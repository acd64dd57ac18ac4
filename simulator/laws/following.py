"""Whether somebody starts to follow a creator, once:

    chance = (follows * pleasure * follows of the type of video + reply_follows * answered) * readiness * 2 trust

A video's guest wins followers by the same law and luck of its own, with the guest's trust and without answers.
Trust here doubles or halves the chance around 1 at an unproven creator's 0.5 (source credibility,
Hovland and Weiss 1951); an answered comment invites to stay (`laws.replies`).
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from recommender.compiled import compiled_part
from simulator.laws.attention import Views
from simulator.world.state import World


@compiled_part
def follows_chance(drawn: float, invited: float, readiness: float, trust: float) -> float:
    """The chance to follow; `drawn` is follows * pleasure * follows of the type of video, `invited` what an answer
    adds."""
    return (drawn + invited) * readiness * 2.0 * trust


def follow_guest(world: World, views: Views, pleased: NDArray[np.float64]) -> NDArray[np.bool_]:
    """(B,) which of these views, of videos with a guest, make the person follow that guest; none where they do already,
    and at most one an hour for each person and guest."""
    creator = world.videos.guest[views.item]
    open_to = ~world.bonds.follows[world.bonds.rows(views.user, creator)]
    drawn = world.settings.behaviour.follows * (pleased * world.kinds.follows[world.videos.kind[views.item]])
    chance = drawn * world.people.follows[views.user] * 2.0 * world.creators.trust[creator]
    wants = views.at.below(chance * open_to, "follow guest")
    wanting = np.flatnonzero(wants)
    _, first = np.unique(world.bonds.keys(views.user[wanting], creator[wanting]), return_index=True)
    followed = np.zeros(len(wants), dtype=np.bool_)
    followed[wanting[first]] = True
    return followed
