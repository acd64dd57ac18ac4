"""What somebody does besides watching: like, comment, share, follow, or press "not interested".

Pleasure is 0 for a video that was left at once and rises to 1 with how much was watched and how much it
appealed:  pleasure = min(ratio, 1) * sigmoid(appeal - 1).  Each kind act happens with chance
base * readiness * pleasure, comments and shares times those of the type of video; following needs a creator not
followed yet and weighs trust; "not interested" happens to videos that were skipped or lured people to stay, the
likelier the less they appeal. Rates on real platforms: FACTS of
KuaiRec's example row, likes 8.6 % on a popular video, 1-4 % over a feed, the others 0.1-0.5 %.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from recommender.types import Interactions
from simulator.laws.attention import Views, sigmoid
from simulator.laws.following import follow
from simulator.laws.replies import answered
from simulator.world.state import World

Floats = NDArray[np.float64]

SKIPPED = 0.25
"""Watch ratio below which a video counts as skipped."""


def pleasure(views: Views) -> NDArray[np.float64]:
    """(B,) 0..1."""
    return pleased(views.ratio, views.appeal)


def pleased(ratio: Floats | float, appeal: Floats) -> Floats:
    """Pleasure, 0..1, in so much of a video of that appeal."""
    return np.minimum(ratio, 1.0) * sigmoid(appeal - 1.0)


def likes(world: World, user: NDArray[np.int32], pleasure: Floats) -> Floats:
    """Chances of a like."""
    return world.settings.behaviour.likes * world.people.likes[user] * pleasure


def dislikes(world: World, appeal: Floats) -> Floats:
    """Chances of "not interested" about a video that was skipped or lured."""
    return world.settings.behaviour.dislikes * sigmoid(-appeal)


def react(world: World, views: Views, tick: int) -> Interactions:
    """The events of this hour."""
    settings, people, at = world.settings.behaviour, world.people, views.at
    kinds, kind = world.kinds, world.videos.kind[views.item]
    felt = pleasure(views)
    skipped = (views.ratio < SKIPPED) | views.lured
    comments = settings.comments * people.comments[views.user] * felt * kinds.comments[kind]
    shares = settings.shares * people.shares[views.user] * felt * kinds.shares[kind]
    commented = at.below(comments, "comment")
    return Interactions(
        user=views.user,
        item=views.item,
        tick=np.full(len(views.user), tick, dtype=np.int32),
        watch_s=views.watch_s.astype(np.float32),
        duration_s=views.duration_s,
        liked=at.below(likes(world, views.user, felt), "like"),
        commented=commented,
        shared=at.below(shares, "share"),
        followed=follow(world, views, felt, answered(world, views, commented)),
        disliked=skipped & at.below(dislikes(world, views.appeal), "dislike"),
    )
