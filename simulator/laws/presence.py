"""Who comes online in an hour, and for how many videos.

Each person opens the app `sessions_per_day` times a day, spread over the hours by the daily rhythm of
short-video use (little before dawn, a hump at noon, most in the evening) shifted by how late their own day
runs. Nobody opens it with a chance above 0.95 in one hour. The length of a session is log-normal around the
person's own mean.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from simulator.frames import HOURS_PER_DAY
from simulator.luck import Luck
from simulator.world.people import People

RHYTHM = np.array(
    [2.6, 1.5, 0.9, 0.6, 0.5, 0.8, 1.8, 3.2, 4.0, 4.0, 4.1, 4.8,
     6.0, 5.6, 4.4, 4.2, 4.4, 5.0, 6.0, 6.8, 7.6, 8.2, 7.4, 5.6]
)  # fmt: skip
"""Weights of the hours of the day, from midnight."""

RHYTHM_SHARES = RHYTHM / RHYTHM.sum()

MOST_LIKELY = 0.95
SESSION_SPREAD = 0.5


def hour_share(tick: int, phase_h: NDArray[np.floating]) -> NDArray[np.float64]:
    """Share of a day's doings that falls into this hour, for days that run `phase_h` hours late."""
    hour = (tick - phase_h) % HOURS_PER_DAY
    whole = hour.astype(np.int64) % HOURS_PER_DAY
    part = hour - np.floor(hour)
    return RHYTHM_SHARES[whole] * (1.0 - part) + RHYTHM_SHARES[(whole + 1) % HOURS_PER_DAY] * part


def online(people: People, luck: Luck, tick: int, slate: int) -> tuple[NDArray[np.int32], NDArray[np.int64]]:
    """(A,) ids of who comes online this hour, rising, and (A,) how many videos they have time for, 1..slate."""
    at = luck.at(np.arange(len(people)), tick)
    chance = np.minimum(people.sessions_per_day * hour_share(tick, people.phase_h), MOST_LIKELY)
    length = np.exp(SESSION_SPREAD * at.normal("session") - SESSION_SPREAD**2 / 2)
    views = np.clip(np.rint(people.session_views * length), 1, slate).astype(np.int64)
    awake = at.below(chance, "online")
    return np.flatnonzero(awake).astype(np.int32), views[awake]
