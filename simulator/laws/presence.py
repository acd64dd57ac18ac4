"""Who comes online in an hour, and for how many videos.

A person's days break before dawn of their own clock, which runs phase_h hours late. On a share `active_days` of
them they open the app at all. An active day has a size f, log-normal with mean 1 and standard deviation of the
log `day_spread`: sqrt(f) times as many sessions as usual and sqrt(f) times as long ones. So

    sessions this hour = sessions_per_day / active_days * sqrt(f) * zest * share of this hour in a day
    videos in a session = session_views * sqrt(f) * LogNormal(mean 1)

where zest is how much they like to come (`laws.retention`). Hours follow the daily rhythm of short-video use (little
before dawn, a hump at noon, most in the evening). Nobody opens the app with a chance above 0.95 in one hour. That days
vary more than people do is what KuaiRec shows: quartiles of 19 / 42 / 83 views a person and active day,
but 883 / 1,847 / 2,461 a person in 63 days.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from simulator.frames import HOURS_PER_DAY
from simulator.laws.retention import zest
from simulator.world.state import World

RHYTHM = np.array(
    [2.6, 1.5, 0.9, 0.6, 0.5, 0.8, 1.8, 3.2, 4.0, 4.0, 4.1, 4.8,
     6.0, 5.6, 4.4, 4.2, 4.4, 5.0, 6.0, 6.8, 7.6, 8.2, 7.4, 5.6]
)  # fmt: skip
"""Weights of the hours of the day, from midnight."""

RHYTHM_SHARES = RHYTHM / RHYTHM.sum()

MOST_LIKELY = 0.95
DAWN = 4
"""Hour at which people's days break."""
SESSION_SPREAD = 0.5


def hour_share(tick: int, phase_h: NDArray[np.floating]) -> NDArray[np.float64]:
    """Share of a day's doings that falls into this hour, for days that run `phase_h` hours late."""
    hour = (tick - phase_h) % HOURS_PER_DAY
    whole = hour.astype(np.int64) % HOURS_PER_DAY
    part = hour - np.floor(hour)
    return RHYTHM_SHARES[whole] * (1.0 - part) + RHYTHM_SHARES[(whole + 1) % HOURS_PER_DAY] * part


def day_of(tick: int, phase_h: NDArray[np.floating]) -> NDArray[np.int64]:
    """(people,) number of everybody's own day in this hour; it breaks before dawn."""
    return np.floor((tick - phase_h - DAWN) / HOURS_PER_DAY).astype(np.int64)


def active(world: World, tick: int) -> NDArray[np.bool_]:
    """(people,) whether this is one of the days on which a person opens the app."""
    people = world.people
    day = world.luck.at(np.arange(len(people)), day_of(tick, people.phase_h))
    return day.below(people.active_days, "active day")


def online(world: World, tick: int) -> tuple[NDArray[np.int32], NDArray[np.int64]]:
    """(A,) ids of who comes online this hour, rising, and (A,) how many videos they have time for, 1..slate."""
    people, luck, spread = world.people, world.luck, world.settings.people.day_spread
    who = np.arange(len(people))
    day = luck.at(who, day_of(tick, people.phase_h))
    size = np.exp((spread * day.normal("size of the day") - spread**2 / 2) / 2)
    rate = people.sessions_per_day / people.active_days * size * zest(world)
    chance = np.minimum(rate * hour_share(tick, people.phase_h), MOST_LIKELY)
    opens = luck.below(chance, "online", who, tick) & day.below(people.active_days, "active day")
    awake = np.flatnonzero(opens & people.here(tick))
    length = np.exp(SESSION_SPREAD * luck.normal("session", awake, tick) - SESSION_SPREAD**2 / 2)
    views = np.rint(people.session_views[awake] * size[awake] * length)
    return awake.astype(np.int32), np.clip(views, 1, world.settings.feed.slate).astype(np.int64)
