"""Frame to words: every figure on screen as people read it. Pure functions; nothing here computes a statistic."""

from __future__ import annotations

import math

import numpy as np
from numpy.typing import NDArray

from recommender.types import Source
from simulator.frames import FUNNEL, HOURS_PER_DAY, KINDS, Diet, FeedItem, Frame, Phone, Trends
from simulator.locale import Catalogue

NOTHING = "–"
"""Stands for what is not defined yet; never a zero."""

BLOCKS = " ▁▂▃▄▅▆▇█"
EIGHTHS = " ▏▎▍▌▋▊▉"


def letter(topic: int) -> str:
    """The letter of a topic: A for the first."""
    return chr(ord("A") + topic) if topic < 26 else chr(ord("a") + (topic - 26) % 26)


def topic_word(say: Catalogue, frame: Frame, topic: int) -> str:
    """The word for a topic; its key where the catalogue has none."""
    name = frame.topics[topic] if 0 <= topic < len(frame.topics) else NOTHING
    return say(f"topic.{name}") if f"topic.{name}" in say else name


def clock(say: Catalogue, tick: int) -> str:
    """"day 12 14:00"."""
    return say("view.clock", day=tick // HOURS_PER_DAY + 1, hour=f"{tick % HOURS_PER_DAY:02d}")


def count(value: float) -> str:
    """A number of things in at most five cells: 999, 1.2k, 34k, 1.2M."""
    if math.isnan(value):
        return NOTHING
    for limit, unit, size in ((1e3, "", 1.0), (1e6, "k", 1e3), (1e9, "M", 1e6)):
        if value < limit * 0.9995:
            scaled = value / size
            return f"{scaled:.1f}{unit}" if unit and scaled < 9.95 else f"{scaled:.0f}{unit}"
    return f"{value / 1e9:.1f}G"


def percent(share: float, digits: int = 0) -> str:
    """A share of 0..1 as "34%"."""
    return NOTHING if math.isnan(share) else f"{100 * share:.{digits}f}%"


def number(value: float, digits: int = 1) -> str:
    return NOTHING if math.isnan(value) else f"{value:.{digits}f}"


def algorithm(say: Catalogue, name: str) -> str:
    """The plain name of an algorithm."""
    key = f"app.algorithm.{name}.name"
    return say(key) if key in say else name


def state(say: Catalogue, diet: int) -> str:
    """"varied diet", "narrowing", "in a cocoon"."""
    return say(f"view.state.{Diet(diet).name.lower()}")


def kind(say: Catalogue, index: int) -> str:
    """"tutorial", "product demo" ..."""
    return say(f"view.kind.{KINDS[index]}")


def stage(say: Catalogue, index: int) -> str:
    """A stage of the funnel in words."""
    return say(f"view.funnel.{FUNNEL[index]}")


def ago(say: Catalogue, hours: int) -> str:
    """"3 h ago", "2 days ago"."""
    if hours < 2 * HOURS_PER_DAY:
        return say("view.hours_ago", hours=hours)
    return say("view.days_ago", days=hours // HOURS_PER_DAY)


def speed(say: Catalogue, frame: Frame) -> str:
    """How fast time runs, and how fast it was asked to."""
    if frame.paused:
        return say("view.paused")
    if frame.speed == 0:
        return say("view.speed_max", rate=f"{frame.rate:.0f}")
    asked = f"{frame.speed:g}"
    slower = 0 < frame.rate < 0.85 * frame.speed
    return say("view.speed_reached" if slower else "view.speed", asked=asked, rate=f"{frame.rate:.0f}")


def why(say: Catalogue, item: FeedItem) -> str:
    """One plain sentence for a place in a feed."""
    return say(f"view.why.{Source(item.why.source).name.lower()}")


def sees(say: Catalogue, effective: float, topics: int) -> str:
    """"sees 3.1 of 16 topics"."""
    return say("view.sees", effective=number(effective), topics=topics)


def length(seconds: float) -> str:
    """Seconds as "0:09"."""
    return f"{int(seconds) // 60}:{int(seconds) % 60:02d}"


def playing(phone: Phone, progress: float) -> tuple[int, float]:
    """Which item of the feed plays at this part of the hour, and how far into its watched time it is, 0..1.

    Each video takes of the hour what it takes of the session's watch time, a glance at least a little.
    """
    seconds = np.array([item.watch_s for item in phone.items[: phone.watched]])
    if not len(seconds):
        return -1, 0.0
    ends = np.cumsum(seconds + 0.5)
    at = min(max(progress, 0.0), 0.9999) * ends[-1]
    place = int(np.searchsorted(ends, at, side="right"))
    begin = ends[place - 1] if place else 0.0
    return place, float(np.clip((at - begin) / seconds[place], 0.0, 1.0)) if seconds[place] > 0 else 1.0


def change(trends: Trends, name: str, hours: int = HOURS_PER_DAY) -> float:
    """How a vital differs from what it was `hours` ago; NaN where the trend does not reach back."""
    column: NDArray[np.float64] = getattr(trends, name)
    if not len(column) or trends.tick[-1] <= hours:
        return math.nan
    back = int(np.searchsorted(trends.tick, trends.tick[-1] - hours))
    return float(column[-1] - column[back])


def arrow(difference: float, least: float) -> str:
    """▲, ▼ or a blank for a change below `least`."""
    if math.isnan(difference) or abs(difference) < least:
        return " "
    return "▲" if difference > 0 else "▼"


def sparkline(values: NDArray[np.float64], width: int) -> str:
    """The column in `width` block characters, oldest left; blank where nothing is defined."""
    if width <= 0 or not len(values):
        return " " * max(width, 0)
    groups = np.array_split(values, min(width, len(values)))
    means = np.array([np.mean(g[~np.isnan(g)]) if (~np.isnan(g)).any() else math.nan for g in groups])
    known = means[~np.isnan(means)]
    if not len(known):
        return " " * width
    low, span = known.min(), np.ptp(known)
    marks = [
        " " if math.isnan(value) else BLOCKS[1 + round(7 * (value - low) / span) if span > 0 else 4]
        for value in means.tolist()
    ]
    return "".join(marks).rjust(width)


def bar(share: float, width: int) -> str:
    """A bar of `width` cells, filled for `share` (0..1) in eighths of a cell."""
    if math.isnan(share) or width <= 0:
        return " " * max(width, 0)
    eighths = round(min(max(share, 0.0), 1.0) * width * 8)
    full, part = divmod(eighths, 8)
    return ("█" * full + (EIGHTHS[part] if part else "")).ljust(width)
