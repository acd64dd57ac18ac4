"""Creators answer comments: with chance `replies` each, within the hour.

Who was answered may start to follow (`laws.following`), trusts more (`laws.trust`), and has a tie to the creator from
then on, worth `attachment` logits when they meet again (`laws.attention`): the feeling of knowing somebody from the
screen (parasocial interaction, Horton and Wohl 1956), which interaction deepens. The sizes are assumptions.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from simulator.laws.attention import Views
from simulator.world.state import World


def answered(world: World, views: Views, commented: NDArray[np.bool_]) -> NDArray[np.bool_]:
    """(B,) which comments the creator answers; the same whenever it is asked."""
    answers, rows = np.zeros(len(commented), dtype=np.bool_), np.flatnonzero(commented)
    if len(rows):
        replies = world.creators.replies[world.videos.creator[views.item[rows]]]
        answers[rows] = views.at.of(rows).below(replies, "reply")
    return answers


def attach(world: World, views: Views, answers: NDArray[np.bool_]) -> None:
    """Tie those who were answered to the creator."""
    rows = np.flatnonzero(answers)
    if len(rows):
        creator = world.videos.creator[views.item[rows]]
        world.bonds.answer(world.bonds.meet(views.user[rows], creator))
