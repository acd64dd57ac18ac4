"""Whether somebody starts to follow a creator, once:

    chance = (follows * pleasure * follows of the type of video + reply_follows * answered) * readiness * 2 trust

A video's guest wins followers by the same law and luck of its own, with the guest's trust and without answers.
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
    invited = world.settings.creators.reply_follows * answered
    return _begins(world, views, world.videos.creator[views.item], pleased, invited, "follow")


def follow_guest(world: World, views: Views, pleased: NDArray[np.float64]) -> NDArray[np.bool_]:
    """(B,) the same for the guests of these views' videos, all of which have one."""
    return _begins(world, views, world.videos.guest[views.item], pleased, 0.0, "follow guest")


def _begins(
    world: World,
    views: Views,
    creator: NDArray[np.int32],
    pleased: NDArray[np.float64],
    invited: NDArray[np.floating] | float,
    purpose: str,
) -> NDArray[np.bool_]:
    open_to = ~world.bonds.follows[world.bonds.rows(views.user, creator)]
    drawn = pleased * world.kinds.follows[world.videos.kind[views.item]]
    chance = (world.settings.behaviour.follows * drawn + invited) * world.people.follows[views.user]
    wants = views.at.below(chance * 2.0 * world.creators.trust[creator] * open_to, purpose)
    wanting = np.flatnonzero(wants)
    _, first = np.unique(world.bonds.keys(views.user[wanting], creator[wanting]), return_index=True)
    followed = np.zeros(len(wants), dtype=np.bool_)
    followed[wanting[first]] = True
    return followed
