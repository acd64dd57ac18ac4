"""Whether a world fits into the memory that is free, asked before anything of it is built.

Most worlds are small, so what costs nothing is asked first: the least that a world of these settings takes, and the
most. Only between the two are a few people counted (see `memory_bytes`).
"""

from __future__ import annotations

import math
from contextlib import suppress
from pathlib import Path

from simulator.camera.phone import KEPT_ROWS
from simulator.observe.scale import scale
from simulator.settings.errors import SettingsError
from simulator.settings.tree import Settings

PROGRAM_B = 350e6
"""What the program takes by itself, compiled loops among it."""
PERSON_B, CREATOR_B, VIDEO_B = 3_600.0, 1_900.0, 600.0
VIEW_B, OLD_VIEW_B, KEPT_VIEW_B = 53.0, 19.0, 46.0
"""Bytes that each adds, fitted to worlds of 1,000 to 100,000 people and 150 to 86,000 creators, of up to 150 days: what
they held beyond 10 MB lay within a fifth of it on every day. Later, and of a million people, they hold less: these come
less often than their settings say. A view is part of what trends for `TREND_DAYS`, and of who knows whom and has seen
what for ever; the last `KEPT_ROWS` are kept whole for phones."""
TREND_DAYS = 10
USABLE = 0.9
"""Of what is free: other programs want some too."""
DAYS_IN_APP = 7
"""Days for which a world that somebody looks at must have room; how long they will look nobody knows."""
_SAMPLED = 2_000_000
"""Videos of a backlog up to which counting is quick."""


def free_bytes() -> float:
    """Memory that this process can still get, in bytes; infinite where the system does not say."""
    free = math.inf
    with suppress(OSError, ValueError, IndexError, StopIteration):
        lines = Path("/proc/meminfo").read_text(encoding="ascii").splitlines()
        free = 1024.0 * int(next(line for line in lines if line.startswith("MemAvailable:")).split()[1])
    with suppress(OSError, ValueError):  # a container may have less
        group = Path("/sys/fs/cgroup")
        most = int((group / "memory.max").read_text(encoding="ascii"))
        free = min(free, most - int((group / "memory.current").read_text(encoding="ascii")))
    return free


def judge(settings: Settings, days: float, worlds: int = 1, each_b: float = PROGRAM_B) -> None:
    """SettingsError if so many worlds of these settings, for so many days after their past, need more memory than is
    free; it says about what would fit. `each_b` is what the programs around a world take."""
    days += settings.world.past_days
    room = USABLE * free_bytes()
    needed = worlds * (each_b + _needed(settings, days, room / worlds - each_b))
    if needed <= room:
        return
    people = settings.world.people
    asked = f"{people:,} people and {settings.world.creators:,} creators for {days:g} days"
    beside = worlds * (each_b + CREATOR_B * settings.world.creators + VIDEO_B * _backlog(settings))
    if worlds > 1:
        fit = f"about {max(math.floor(room * worlds / needed), 0):,} visitors fit"
        asked = f"{worlds} worlds of {asked}"
    elif room > beside:
        fit = f"about {_rounded(people * (room - beside) / (needed - beside)):,} people fit"
    else:
        fit = "fewer creators, or a smaller backlog, may fit"
    raise SettingsError(
        f"{asked} need about {_gigabytes(needed)} of memory, and {_gigabytes(room)} can be had: {fit}"
    )


def memory_bytes(settings: Settings, days: float) -> float:
    """About how many bytes a world of these settings takes after so many days, `past_days` among them, beside what the
    program takes by itself."""
    of, world = scale(settings), settings.world
    videos = _backlog(settings) + of.new_videos * days
    views = of.views * days
    old = of.views * max(days - TREND_DAYS, 0.0)
    inhabitants = PERSON_B * world.people + CREATOR_B * world.creators
    seen = VIEW_B * (views - old) + OLD_VIEW_B * old + KEPT_VIEW_B * min(views, KEPT_ROWS)
    return inhabitants + VIDEO_B * videos + seen


def _needed(settings: Settings, days: float, room: float) -> float:
    """About the bytes of one world; only so exactly as it takes to tell whether it has this room."""
    world, people = settings.world, settings.people
    least = PERSON_B * world.people + CREATOR_B * world.creators + VIDEO_B * _backlog(settings)
    if least > room or _backlog(settings) > _SAMPLED:
        return least
    # Twice the inclination: people watch more on some days than on others.
    views = 2.0 * people.most_views_per_day * world.people * days
    posts = world.posts_per_day * world.creators * days
    most = least + 2.0 * VIDEO_B * posts + (VIEW_B + KEPT_VIEW_B) * views
    return most if most <= room else memory_bytes(settings, days)


def _backlog(settings: Settings) -> float:
    return float(settings.world.backlog * settings.world.creators)


def _rounded(people: float) -> int:
    """Down to two figures."""
    step = 10 ** max(math.floor(math.log10(max(people, 1.0))) - 1, 0)
    return int(people // step * step)


def _gigabytes(size: float) -> str:
    return f"{size / 1e9:.1f} GB" if size < 1e10 else f"{size / 1e9:,.0f} GB"
