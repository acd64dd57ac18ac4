"""Having had enough of a topic: every watched video adds to the fatigue with its topics, and fatigue halves
every few hours (stimulus satiation and recovery, McAlister 1982).
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from recommender.compiled import compiled
from recommender.types import Flags, Ids, Slate
from simulator.world.columns import sums_by
from simulator.world.state import World

Shares = NDArray[np.float32]


def fatigue_in_session(world: World, slate: Slate, shown: NDArray[np.bool_]) -> NDArray[np.float64]:
    """(A, n) fatigue with the video at each place: what is left from before plus what the session has added so far."""
    per_view = world.settings.behaviour.fatigue_per_view
    if not shown.any():
        return np.zeros(shown.shape)
    fatigue = np.zeros(shown.shape)
    _feel(shown, slate.items, world.videos.topics, world.people.fatigue[slate.users], per_view, fatigue)
    return fatigue


@compiled
def _feel(
    shown: Flags, items: Ids, topics: Shares, before: Shares, per_view: float, fatigue: NDArray[np.float64]
) -> None:
    """See `fatigue_in_session`; `before` (A, topics) is what each person came with, and grows on the way."""
    for row in range(len(items)):
        tired = before[row]
        for place in range(items.shape[1]):
            if shown[row, place]:
                video = topics[items[row, place]]
                for topic in range(len(tired)):
                    fatigue[row, place] += tired[topic] * video[topic]
                    tired[topic] += np.float32(per_view) * video[topic]


def tire(
    world: World, user: NDArray[np.int32], topics: NDArray[np.float32], attention: NDArray[np.floating]
) -> None:
    """Let fatigue fade by an hour, then add what was just watched; `attention` (B,) is 0..1 a view."""
    settings = world.settings.behaviour
    fatigue = world.people.fatigue
    fatigue *= np.float32(2.0 ** (-1.0 / settings.fatigue_half_life_h))
    who, added = sums_by(user, (settings.fatigue_per_view * attention)[:, None].astype(np.float32) * topics)
    fatigue[who] += added
