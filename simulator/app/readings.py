"""The figures as labelled readings: what each is called, how it reads, how it has moved within a day. Pure."""

from __future__ import annotations

import math
from dataclasses import dataclass

import numpy as np

from simulator.app import view
from simulator.frames import FIGURES, HOURS_PER_DAY, FigureHistory, Floats, Frame
from simulator.frames.told import entry, long, short, told
from simulator.locale import Wording

BASIC = 12
"""So many of the readings matter to everybody; the rest, on fairness, come where there is room."""

COLUMN = 34
"""Cells of a figure with its name and what is drawn of it, at least, where two stand side by side."""
READ = ("platform", "diets")
"""Groups of figures that are read one by one; the shares of people's states are drawn as a bar."""


@dataclass(frozen=True, slots=True)
class Reading:
    """One figure."""

    entry: str
    """Place of its words in the catalogue."""
    label: str
    long: str
    """The label where there is room: it needs no help to be understood."""
    value: str
    change: str
    """Against 24 hours ago, in the value's unit; "" while that is unknown. Its arrow is double where that `matters`."""
    matters: bool
    """Has it moved by as much as the table of figures takes to matter?"""
    series: Floats
    """The same since the beginning."""
    span: float
    """The curve's scale covers at least so much, lest a flutter look like an event."""


def readings(frame: Frame, say: Wording) -> list[Reading]:
    """All figures, what matters most to an audience first: variety within people, likeness between them, and so on."""
    vitals, trends = frame.vitals, frame.trends
    ago = _day_ago(trends, frame.tick)

    def made(name: str) -> Reading:
        series, figure = trends.figures[name], FIGURES[name]
        then = float(series[ago]) if ago >= 0 and len(series) else float("nan")
        now = float(series[-1]) if len(series) else float("nan")
        return Reading(
            entry(name), short(name, say), long(name, say), reading(name, vitals.figures[name], frame, say),
            marked(moved(name, now, then, say), matters(name, now, then)), matters(name, now, then), series,
            figure.span * vitals.people if figure.unit == "count" else figure.span,
        )  # fmt: skip

    return [made(name) for name, figure in FIGURES.items() if figure.group in READ]


def reading(name: str, value: float, frame: Frame, say: Wording) -> str:
    """A figure's value with its unit; large counts are short."""
    if FIGURES[name].unit == "count":
        return view.count(value, say)
    return told(name, value, say, len(frame.topics))


def moved(name: str, now: float, then: float, say: Wording) -> str:
    """How a figure has moved, in its unit; shares and differences of indices by hundredths."""
    figure = FIGURES[name]
    if figure.unit == "share":
        return view.change(100 * now, 100 * then, say, view.percent_places(now))
    if figure.unit == "points":
        return view.change(100 * now, 100 * then, say, 1)
    return view.change(now, then, say, figure.places)


def matters(name: str, now: float, then: float) -> bool:
    """Has a figure moved by its smallest change of interest? Not where the table names none."""
    least = FIGURES[name].matters
    return abs(now - then) >= least if math.isfinite(least) and math.isfinite(now - then) else False


def marked(change: str, much: bool) -> str:
    """The change with a double arrow where it is much."""
    return change[0] + change if much and change not in ("", "=") else change


def why_changed(told: str, frame: Frame, say: Wording) -> str:
    """How the figure of this entry has moved within a day and what is the usual reason; "" while that is unknown, and
    for what is no figure that is read."""
    read = next((one for one in readings(frame, say) if one.entry == told), None)
    if read is None or not read.change:
        return ""
    if read.change == "=":
        return say("explain.stayed")
    up = read.change.startswith("▲")
    return say(
        "explain.rose" if up else "explain.fell",
        by=read.change.lstrip("▲▼ "),
        why=say(f"{told}.{'rises' if up else 'falls'}"),
    )


def _day_ago(trends: FigureHistory, tick: int) -> int:
    """The place in the trends of 24 hours ago; -1 if the run is younger."""
    if not len(trends.tick) or tick - HOURS_PER_DAY < int(trends.tick[0]):
        return -1
    return int(np.searchsorted(trends.tick, tick - HOURS_PER_DAY, side="right")) - 1
