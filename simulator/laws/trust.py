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

from recommender.compiled import compiled
from recommender.types import Flags, Ids, Interactions
from simulator.world.bonds import EFFECTIVE, Rows, Ties
from simulator.world.state import GLANCE_S, World

Floats = NDArray[np.float64]

INERTIA_VIEWS = 200.0


def earn(
    world: World,
    events: Interactions,
    rows: Rows,
    lured: Flags | None = None,
    answers: Flags | None = None,
) -> None:
    """Move every creator's trust by this hour's votes; `rows` (B,) of the ties are those of `World.record`, (B,)
    `lured` and `answers` mark views, none where None."""
    creator = world.videos.creator.take(events.item)
    cast(world, creator, *votes(world, events, creator, rows, lured), answers)


def votes(
    world: World,
    events: Interactions,
    creator: NDArray[np.int32],
    rows: Rows,
    lured: Flags | None = None,
) -> tuple[Floats, Floats]:
    """(B,) each view's vote on this creator, 0..1, and how many votes it counts as; `rows` (B,) are those of the ties,
    once what happened is written down there."""
    vote, weight = np.empty((2, len(events)))
    _votes(
        world.settings.creators.broken_promise, world.settings.creators.consistency_votes, rows, world.bonds.ties,
        world.habits.consistency, world.kinds.trust, world.videos.kind, events.item, creator,
        events.watch_s, events.duration_s, events.liked, events.disliked, _none_if(lured, len(events)), vote, weight,
    )  # fmt: skip
    return vote, weight


def _none_if(flags: Flags | None, count: int) -> Flags:
    return np.zeros(count, dtype=np.bool_) if flags is None else flags


@compiled
def _votes(
    broken_promise: float,
    consistency_votes: float,
    rows: Rows,
    ties: Ties,
    consistency: Floats,
    kind_trust: Floats,
    kind: NDArray[np.int8],
    item: Ids,
    creator: Ids,
    watch_s: NDArray[np.float32],
    duration_s: NDArray[np.float32],
    liked: Flags,
    disliked: Flags,
    lured: Flags,
    vote: Floats,
    weight: Floats,
) -> None:
    """See `votes`."""
    for at in range(len(rows)):
        row = rows[at]
        believed = kind_trust[kind[item[at]]] * watch_s[at] / duration_s[at]
        own = 1.0 if liked[at] else min(believed, 1.0)
        counts = 1.0 if ties.follows[row] or disliked[at] or watch_s[at] >= GLANCE_S else 0.0
        if disliked[at]:
            own = 0.0
        if lured[at]:
            own, counts = 0.0, broken_promise
        vote[at], weight[at] = own * counts, counts
        reliable = consistency[creator[at]]
        if ties.exposures[row] >= EFFECTIVE and np.isfinite(reliable):
            weight[at] += consistency_votes
            vote[at] += reliable * consistency_votes
        vote[at] = vote[at] / weight[at] if weight[at] > 0.0 else 0.0


def cast(
    world: World,
    creator: NDArray[np.int32],
    vote: Floats,
    weight: Floats | None = None,
    answers: Flags | None = None,
) -> None:
    """Move trust by (B,) votes, 0..1, each counting as `weight` (1 if None), on these creators; the creator has
    answered where `answers` is true."""
    count = len(creator)
    _cast(
        world.settings.creators.reply_votes, creator, vote, np.ones(count) if weight is None else weight,
        _none_if(answers, count), np.zeros((3, len(world.creators))), world.creators.trust,
    )  # fmt: skip


@compiled
def _cast(
    reply_votes: float,
    creator: Ids,
    vote: Floats,
    weight: Floats,
    answers: Flags,
    sums: Floats,
    trust: NDArray[np.float32],
) -> None:
    """See `cast`; `sums` (3, creators) are 0, of votes, of their weights and of answers. Whom nobody votes on is not
    looked at."""
    for at in range(len(creator)):
        who = creator[at]
        sums[0, who] += vote[at] * weight[at]
        sums[1, who] += weight[at]
        sums[2, who] += answers[at]
    for at in range(len(creator)):
        who = creator[at]
        replies = reply_votes * sums[2, who]
        votes, views = sums[0, who] + replies, sums[1, who] + replies
        held = np.float64(trust[who])
        trust[who] += np.float32((votes - views * held) / (views + INERTIA_VIEWS))
        sums[0, who], sums[1, who], sums[2, who] = 0.0, 0.0, 0.0  # once
