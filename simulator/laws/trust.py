"""Trust in a creator: a running mean of how well people who met its videos were served.

Each view votes min(ratio, 1), a like votes 1, "not interested" votes 0; trust moves towards the mean vote by
n / (n + 200) of the way after n views, so that it starts at an unproven 0.5 and needs hundreds of views to
be earned or lost (a Bayesian mean of recent votes).
"""

from __future__ import annotations

import numpy as np

from recommender.types import Interactions
from simulator.world.state import World

INERTIA_VIEWS = 200.0


def earn(world: World, events: Interactions) -> None:
    """Move every creator's trust by this hour's votes."""
    count = len(world.creators)
    creator = world.videos.creator[events.item]
    vote = np.where(events.liked, 1.0, np.minimum(events.watch_s / events.duration_s, 1.0))
    vote[events.disliked] = 0.0
    votes = np.bincount(creator, weights=vote, minlength=count)
    views = np.bincount(creator, minlength=count)
    trust = world.creators.trust
    trust += ((votes - views * trust) / (views + INERTIA_VIEWS)).astype(np.float32)
