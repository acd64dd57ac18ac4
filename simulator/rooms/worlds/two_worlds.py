"""Two worlds in figures and sentences: what is compared, how it reads, on which scale. Pure."""

from __future__ import annotations

import math
from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
from rich.cells import cell_len

from simulator.app import view
from simulator.app.guess import GuessQuestion
from simulator.frames import FIGURES, HOURS_PER_DAY, Floats, Frame
from simulator.frames.told import entry, long, short, told
from simulator.locale import Wording

WEEK_H = 7 * HOURS_PER_DAY
EXACT = 6
"""Places after which the difference of two rounded figures is only the computer's."""


@dataclass(frozen=True, slots=True)
class SharedFigure:
    """One figure that both worlds have."""

    name: str
    """In the table of figures."""
    tops: tuple[float, ...]
    """Where its scale may end."""
    bands: tuple[float, ...]
    """Of the question about it, on the difference there - here; none where nobody is asked."""

    @property
    def near(self) -> float:
        """A smaller difference is none worth speaking of."""
        return FIGURES[self.name].near

    def value(self, frame: Frame) -> float:
        """The figure now; NaN while undefined."""
        return frame.vitals.figures[self.name]

    def shown(self, frame: Frame) -> float:
        """The figure as it is written, rounded; NaN while undefined."""
        text = self.write(self.value(frame))
        if text == view.DASH:
            return math.nan
        return float(text.rstrip("%")) / 100 if FIGURES[self.name].unit == "share" else float(text)

    def series(self, frame: Frame) -> Floats:
        """The figure over `frame.trends.tick`."""
        return frame.trends.figures[self.name]

    def write(self, value: float) -> str:
        """The bare number."""
        return FIGURES[self.name].written(value)

    def top(self, *values: float) -> float:
        """Where the scale of these values ends: the same for both worlds, and seldom another."""
        most = max((value for value in values if math.isfinite(value)), default=0.0)
        return next((top for top in self.tops if top >= most), max(most, self.tops[-1]))


MEASURES = (
    SharedFigure("minutes", (30, 60, 120, 240, 480, 1440), (-1.0, 1.0, 5.0)),
    SharedFigure("effective_topics", (4, 8, 16, 32, 64), (-0.5, 0.5, 2.0)),
    SharedFigure("cocooned", (0.05, 0.1, 0.2, 0.5, 1.0), (-0.01, 0.01, 0.1)),
    SharedFigure("likeness", (0.25, 0.5, 1.0), ()),
    SharedFigure("small_half", (0.2, 0.5, 1.0), (-0.02, 0.02)),
)
"""Time in the app, topics that one person sees, share in cocoons, likeness of two persons, small creators' share."""


def figure(measure: SharedFigure, frame: Frame, say: Wording) -> str:
    """The figure with its unit: "9.1 of 16", "41 min", "12%"."""
    return told(measure.name, measure.value(frame), say, len(frame.topics))


def difference(measure: SharedFigure, frame: Frame) -> float:
    """there - here of the figures as they are shown; NaN without a twin, or while one of them is undefined."""
    if frame.twin is None:
        return math.nan
    return round(measure.shown(frame.twin) - measure.shown(frame), EXACT)


def arrow(measure: SharedFigure, frame: Frame, say: Wording) -> str:
    """How the other world differs: "▼ 5.7", "▲ 6 min", "="; "" while unknown. Shares differ by points of 100."""
    by = difference(measure, frame)
    if not math.isfinite(by):
        return ""
    return (
        "="
        if abs(by) < measure.near
        else f"{'▲' if by > 0 else '▼'} {told(measure.name, abs(by), say).rstrip('%')}"
    )


def sentence(
    measure: SharedFigure, frame: Frame, say: Wording, hidden: str = "", room: float = math.inf
) -> str:
    """The difference in one plain sentence, with the figure's long name if that fits into `room` cells. `hidden` is the
    name of a figure that must not be told."""
    whole = _sentence(measure, frame, say, hidden, long(measure.name, say))
    return (
        whole if cell_len(whole) <= room else _sentence(measure, frame, say, hidden, short(measure.name, say))
    )


def _sentence(measure: SharedFigure, frame: Frame, say: Wording, hidden: str, name: str) -> str:
    if measure.name == hidden:
        return say("worlds.secret", name=name)
    by = difference(measure, frame)
    if not math.isfinite(by) or frame.twin is None:
        return say("worlds.unknown", name=name)
    here, there = (told(measure.name, measure.value(world), say) for world in (frame, frame.twin))
    return say(f"worlds.{'same' if abs(by) < measure.near else 'differ'}", name=name, here=here, there=there)


def apart(frame: Frame, say: Wording) -> str:
    """ "After 14 days apart"."""
    hours = frame.tick - frame.forked
    if hours < 1:
        return say("worlds.together")
    if hours < 2 * HOURS_PER_DAY:
        span = say("worlds.span.hour") if hours == 1 else say("worlds.span.hours", n=hours)
    else:
        span = say("worlds.span.days", n=hours // HOURS_PER_DAY)
    return say("worlds.apart", span=span)


def since_fork(frame: Frame) -> slice:
    """The places in both worlds' trends from the fork on."""
    return slice(int(np.searchsorted(frame.trends.tick, frame.forked)), None)


def _question(measure: SharedFigure) -> GuessQuestion:
    def value(frame: Frame) -> float:
        return difference(measure, frame)

    def how(frame: Frame, say: Wording) -> str:
        return sentence(measure, frame, say)

    made: Callable[[Frame], float] = value
    name = measure.name
    return GuessQuestion(f"worlds.guess.{name}", made, measure.bands, how, WEEK_H, name, entry(name))


QUESTIONS = tuple(_question(MEASURES[place]) for place in (1, 2, 4, 0))
"""One about each figure that an audience has a feeling for, in the order in which they are asked."""
