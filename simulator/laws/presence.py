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

from recommender.compiled import compiled, compiled_part
from recommender.luck import folded, normal, unit
from simulator.frames import HOURS_PER_DAY
from simulator.laws.in_parts import in_parts
from simulator.laws.retention import LARGEST_ZEST, zest
from simulator.world.people import USUAL_CONTENTMENT
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

Hours = int | NDArray[np.float32]
"""An hour, or many against which people broadcast: as exact as people's clocks, or their days would break elsewhere."""


def hour_share(tick: Hours, phase_h: NDArray[np.floating]) -> NDArray[np.float64]:
    """Share of a day's doings that falls into this hour, for days that run `phase_h` hours late."""
    hour = (tick - phase_h) % HOURS_PER_DAY
    whole = hour.astype(np.int64) % HOURS_PER_DAY
    part = hour - np.floor(hour)
    return RHYTHM_SHARES[whole] * (1.0 - part) + RHYTHM_SHARES[(whole + 1) % HOURS_PER_DAY] * part


def day_of(tick: Hours, phase_h: NDArray[np.floating]) -> NDArray[np.int64]:
    """(people,) number of everybody's own day in this hour; it breaks before dawn."""
    return np.floor((tick - phase_h - DAWN) / HOURS_PER_DAY).astype(np.int64)


def active(world: World, tick: int) -> NDArray[np.bool_]:
    """(people,) whether this is one of the days on which a person opens the app."""
    people = world.people
    day = world.luck.at(np.arange(len(people)), day_of(tick, people.phase_h))
    return day.below(people.active_days, "active day")


def visits(world: World, who: NDArray[np.integer], ticks: NDArray[np.integer]) -> NDArray[np.bool_]:
    """(who, ticks) whether each of these people comes online in each of these hours, unless they will have left, and if
    they like to come as much as now: `online` for few people and many hours."""
    people, hours = world.people, ticks.astype(np.float32)
    phase_h, active_days = people.phase_h[who, None], people.active_days[who, None].astype(np.float64)
    day = world.luck.at(who[:, None], day_of(hours, phase_h))
    spread = world.settings.people.day_spread
    size = np.exp((spread * day.normal("size of the day") - spread**2 / 2) / 2)
    usual = people.sessions_per_day[who, None] / active_days
    chance = usual * size * zest(world)[who, None] * hour_share(hours, phase_h)
    comes = world.luck.at(who[:, None], ticks).below(np.minimum(chance, MOST_LIKELY), "online")
    return comes & day.below(active_days, "active day") & (people.arrives[who, None] <= ticks)


@compiled_part
def share_of(tick: int, phase_h: float, shares: NDArray[np.float64]) -> float:
    """`hour_share` for one; `shares` are `RHYTHM_SHARES`."""
    # What `%` comes to, without the call that would take most of the time; nothing is lost in 64 bits.
    since = np.float64(np.float32(tick) - phase_h)
    hour = np.float32(since - HOURS_PER_DAY * np.floor(since / HOURS_PER_DAY))
    whole = int(hour) % HOURS_PER_DAY
    part = hour - np.floor(hour)
    return shares[whole] * (np.float32(1) - part) + shares[(whole + 1) % HOURS_PER_DAY] * part


@compiled_part
def own_day(tick: int, phase_h: float) -> int:
    """`day_of` for one."""
    return int(np.floor((np.float32(tick) - phase_h - np.float32(DAWN)) / np.float32(HOURS_PER_DAY)))


COMING = ("arrives", "left", "phase_h", "sessions_per_day", "active_days", "session_views", "contentment")
"""Columns of people by which they come online; the rest is settings and luck."""


def online(world: World, tick: int) -> tuple[NDArray[np.int32], NDArray[np.int64]]:
    """(A,) ids of who comes online this hour, rising, and (A,) how many videos they have time for, 1..slate."""
    people, count = world.people, len(world.people)
    wanted = np.zeros(count, dtype=np.int64)
    purposes = world.luck.purposes(
        "online", "active day", "size of the day", "size of the day/angle", "session", "session/angle"
    )
    levers = (
        world.settings.people.day_spread,
        world.settings.behaviour.retention,
        USUAL_CONTENTMENT,
        LARGEST_ZEST,
        world.settings.feed.slate,
    )

    def part(rows: slice) -> None:
        _come(
            rows.start, rows.stop, tick, purposes, levers, RHYTHM_SHARES,
            people.arrives, people.left, people.phase_h, people.sessions_per_day, people.active_days,
            people.session_views, people.contentment, wanted,
        )  # fmt: skip

    in_parts(part, count, count // 4)
    awake = np.flatnonzero(wanted)
    return awake.astype(np.int32), wanted[awake]


@compiled
def _come(
    first: int,
    last: int,
    tick: int,
    purposes: NDArray[np.uint64],
    levers: tuple[float, float, float, float, int],
    shares: NDArray[np.float64],
    arrives: NDArray[np.int32],
    left: NDArray[np.int32],
    phase_h: NDArray[np.float32],
    sessions_per_day: NDArray[np.float32],
    active_days: NDArray[np.float32],
    session_views: NDArray[np.float32],
    contentment: NDArray[np.float32],
    wanted: NDArray[np.int64],
) -> None:
    """Write how many videos each of the people `first` to `last` - 1 has time for, 0 who stay away."""
    spread, retention, usual, largest, slate = levers
    for who in range(first, last):
        if arrives[who] > tick or left[who] >= 0:
            continue
        person = folded(np.uint64(0), who)
        day = folded(person, own_day(tick, phase_h[who]))
        if unit(day, purposes[1]) >= active_days[who]:
            continue
        size = np.exp((spread * normal(day, purposes[2], purposes[3]) - spread**2 / 2) / 2)
        zest = np.exp(retention * (np.float64(contentment[who]) - usual))
        zest = min(max(zest, 1.0 / largest), largest)
        chance = sessions_per_day[who] / active_days[who] * size * zest * share_of(tick, phase_h[who], shares)
        hour = folded(person, tick)
        if unit(hour, purposes[0]) < min(chance, MOST_LIKELY):
            length = np.exp(SESSION_SPREAD * normal(hour, purposes[4], purposes[5]) - SESSION_SPREAD**2 / 2)
            views = np.rint(session_views[who] * size * length)
            wanted[who] = int(min(max(views, 1.0), slate))
