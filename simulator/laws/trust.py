"""Trust in a creator: a running mean of how well people who met its videos were served.

Each view votes min(trust of the type of video * ratio, 1), a like votes 1, "not interested" votes 0. Who leaves in the
first seconds has believed nothing, and does not vote but for followers, who expect something. Who has met the creator
three times or more knows its habits, too: `consistency_votes` votes beside each view of theirs go to how regularly it
posts and how much it keeps to one thing (`world.habits`). Reliability is half of trust in a brand (Delgado-Ballester
and Munuera-Aleman 2001), and what is consistent is believed (Erdem and Swait 1998). Who was lured to stay by more than
the video holds casts `broken_promise` votes of 0: what disappoints weighs more than what pleases (Anderson and Sullivan
1993; expectancy disconfirmation, Oliver 1980). An answered comment casts `reply_votes` more votes of 1. Views vote on a
video's guest too (`laws.collaborating`), and so do viewers of live streams (`laws.streaming`). Trust moves towards the
mean vote by n / (n + 200) of the way after n votes, so that it starts at an unproven 0.5 and needs hundreds to be
earned or lost (a Bayesian mean of recent votes).
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from recommender.types import Interactions
from simulator.world.bonds import EFFECTIVE
from simulator.world.state import GLANCE_S, World

INERTIA_VIEWS = 200.0


def earn(
    world: World,
    events: Interactions,
    lured: NDArray[np.bool_] | None = None,
    answers: NDArray[np.bool_] | None = None,
) -> None:
    """Move every creator's trust by this hour's votes; (B,) `lured` and `answers` mark views, none where None."""
    creator = world.videos.creator[events.item]
    cast(world, creator, *votes(world, events, creator, lured), answers)


def votes(
    world: World,
    events: Interactions,
    creator: NDArray[np.int32],
    lured: NDArray[np.bool_] | None = None,
) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    """(B,) each view's vote on this creator, 0..1, and how many votes it counts as; after `World.record`."""
    believed = world.kinds.trust[world.videos.kind[events.item]] * events.watch_s / events.duration_s
    vote = np.where(events.liked, 1.0, np.minimum(believed, 1.0))
    vote[events.disliked] = 0.0
    bonds = world.bonds
    rows = bonds.rows(events.user, creator)
    met, follows = bonds.exposures[rows] >= EFFECTIVE, bonds.follows[rows]
    weight = np.where(follows | events.disliked | (events.watch_s >= GLANCE_S), 1.0, 0.0)
    if lured is not None:
        vote[lured] = 0.0
        weight[lured] = world.settings.creators.broken_promise
    reliable = world.habits.consistency[creator]
    extra = np.where(met & np.isfinite(reliable), world.settings.creators.consistency_votes, 0.0)
    whole = weight + extra
    vote = vote * weight + np.nan_to_num(reliable) * extra
    return np.divide(vote, whole, out=np.zeros(len(whole)), where=whole > 0), whole


def cast(
    world: World,
    creator: NDArray[np.integer],
    vote: NDArray[np.float64],
    weight: NDArray[np.float64] | None = None,
    answers: NDArray[np.bool_] | None = None,
) -> None:
    """Move trust by (B,) votes, 0..1, each counting as `weight` (1 if None), on these creators; the creator has
    answered where `answers` is true."""
    count = len(world.creators)
    votes = np.bincount(creator, weights=vote if weight is None else vote * weight, minlength=count)
    views = np.bincount(creator, weights=weight, minlength=count)
    if answers is not None:
        replies = world.settings.creators.reply_votes * np.bincount(creator[answers], minlength=count)
        votes, views = votes + replies, views + replies
    trust = world.creators.trust
    trust += ((votes - views * trust) / (views + INERTIA_VIEWS)).astype(np.float32)
