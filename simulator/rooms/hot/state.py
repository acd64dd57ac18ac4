"""The close-up of what is hot: the trends with their courses, and the live streams that were, are and will be."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from simulator.frames import CloseUp

STAGES = ("new", "rises", "peak", "fades", "over", "missed")
"""Younger than six hours; hotter by over a hundredth than six hours ago, and than a day ago or four fifths as hot as
ever; no hotter, but still four fifths as hot as ever; cooler than that, whatever the hour of day adds; ended; ended
without ever having been hotter than at its birth, joined by fewer than ten videos."""


@dataclass(frozen=True, slots=True)
class TrendCourse:
    """A hashtag or challenge from its birth to now, or to its end."""

    number: int
    """Of all trends ever, in order of birth."""
    tag: str
    """Without "#"."""
    topic: int
    """What a hashtag is about, and where a challenge began."""
    challenge: bool
    born: int
    over: int
    """Ticks of birth and end; -1 while it runs."""
    stage: str
    """One of `STAGES`."""
    heat: float
    peak: float
    """0..1: how much it is the talk of the day now, and at most so far."""
    hottest: int
    """Tick of the peak, as far back as is known."""
    videos: int
    views: int
    """Videos that joined, and their views while it ran."""
    videos_day: int
    views_day: int
    """The same in the last 24 hours."""
    early: float
    late: float
    """Views a video won in its first 24 hours: of the first half that joined, and of the second; videos a day old
    count alone. NaN where fewer than four are."""
    listed: bool = False
    """Does it run, and is its hashtag on the platform's hot list right now? See `HotCloseUp.listed`."""


@dataclass(frozen=True, slots=True)
class Joiner:
    """A creator who has joined a trend."""

    creator: int
    name: str
    topic: int
    followers: int
    since: int
    """Tick of its first video that carries the trend."""
    videos: int
    views: int
    """Of those videos, in all."""


@dataclass(frozen=True, slots=True)
class Stream:
    """An hour live; one that is only announced has no viewers yet."""

    creator: int
    name: str
    topic: int
    tick: int
    """The hour that it takes."""
    followers: int
    """Of the creator, in that hour; -1 where it is not known."""
    viewers: int = 0
    """People who came in."""
    fans: int = 0
    """Of these, who follow the creator when the hour is over."""
    minutes: float = 0.0
    """Watched by all of them together."""
    gifts: int = 0
    comments: int = 0
    follows: int = 0
    """New followers."""
    said: tuple[tuple[int, str, str], ...] = ()
    """(person, name, what they wrote or sent) of a few viewers; none of streams long past."""


@dataclass(frozen=True, slots=True)
class LiveTotals:
    """What streams came to, together."""

    streams: int
    viewers: int
    """People who came in, counted anew in every stream."""
    gifts: int
    comments: int


@dataclass(frozen=True, slots=True)
class HotCloseUp(CloseUp):
    """Trends and streams; both newest first."""

    tick: int
    trends_off: bool
    """Does no trend ever begin here?"""
    lives_off: bool
    """Does nobody ever go live here?"""
    needs: int
    """Followers that a creator needs to go live."""
    hours: NDArray[np.int32]
    """(points,) ticks of the courses, evenly apart, oldest first; at most fourteen days."""
    heat: NDArray[np.float32]
    """(trends, points) 0..1; NaN before a trend's birth and after its end."""
    trends: tuple[TrendCourse, ...]
    """All of those days, at most thirty."""
    shown: int
    """Number of the trend whose creators are told; -1 for none."""
    joined: tuple[Joiner, ...]
    """Who has joined that one, first come first, at most forty."""
    streams: tuple[Stream, ...]
    """The last ones, at most thirty; those of the last hour come first."""
    planned: tuple[Stream, ...]
    """Who goes live in the next 24 hours as things stand, the next first."""
    day: LiveTotals
    """Since midnight."""
    week: LiveTotals
    """In the last seven days."""
    ever: LiveTotals
    daily: NDArray[np.int64]
    """(days,) people who came into streams on each of the last fourteen days, today last."""
    listed: tuple[str, ...] | None = None
    """Hashtags on the platform's hot list right now, the fastest rising first, whether a trend stands behind them or
    not; None while the platform keeps no such list (the stage is off)."""
