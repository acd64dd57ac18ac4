"""A creator's brand: from having been seen to having fans. Pure functions over one creator's ties to people."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from simulator.world.bonds import EFFECTIVE

FAN_LIKES = 3
"""Likes from which a follower counts as a fan."""


def frequency(impressions: int, reached: int) -> float:
    """Impressions per person reached; NaN before anyone was. "How often those who saw it saw it"."""
    return impressions / reached if reached else float("nan")


def awareness(remembering: NDArray[np.integer], people: int) -> NDArray[np.float64]:
    """(creators,) shares of all people, 0..1, who would still remember the creator, given how many do (creators,).

    An impression leaves 1 when watched past the first seconds and fades exponentially (Ebbinghaus 1885; adstock,
    Broadbent 1979); half an impression is the least that is remembered. "Remember it today".
    """
    return remembering / people


def funnel(
    people: int, exposures: NDArray[np.integer], likes: NDArray[np.integer], follows: NDArray[np.bool_]
) -> tuple[int, ...]:
    """How many of these people are at each stage of `frames.FUNNEL`, each within the one before; the columns have one
    row for everybody who ever met the creator."""
    reached = exposures >= 1
    effective = exposures >= EFFECTIVE
    engaged = effective & (likes >= 1)
    follower = engaged & follows
    fan = follower & (likes >= FAN_LIKES)
    return (people, *(int(stage.sum()) for stage in (reached, effective, engaged, follower, fan)))


def share_of_voice(own_views: int, topic_views: int) -> float:
    """A creator's share of all views of its topic, 0..1; NaN where the topic had none."""
    return own_views / topic_views if topic_views else float("nan")
