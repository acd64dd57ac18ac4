"""A Frame is the world at one moment, frozen: all that a screen, a printer, a recording or a report needs.

Names, titles and comments arrive as finished text in the run's language; everything else is numbers
that `app/view.py` puts into words. This package imports numpy and nothing heavier, because the screen's
process imports it.
"""

from __future__ import annotations

from simulator.frames.answers import Found, Knob, StageState
from simulator.frames.brand import BRAND_PARTS, FUNNEL, MARKS, NO_BASS, Bass, Brand, Mark, Rival, TopVideo
from simulator.frames.feed import KINDS, FeedItem, Phone, PlaceReason
from simulator.frames.figures import FIGURES, Figure, Hour, Unit
from simulator.frames.frame import Aside, CloseUp, Crowd, Frame
from simulator.frames.happenings import TURNS, HotTrend, Live, Remark, Turn
from simulator.frames.vitals import HOURS_PER_DAY, Diet, FigureHistory, Floats, Vitals

__all__ = [
    "BRAND_PARTS",
    "FIGURES",
    "FUNNEL",
    "HOURS_PER_DAY",
    "KINDS",
    "MARKS",
    "NO_BASS",
    "TURNS",
    "Aside",
    "Bass",
    "Brand",
    "CloseUp",
    "Crowd",
    "Diet",
    "FeedItem",
    "Figure",
    "FigureHistory",
    "Floats",
    "Found",
    "Frame",
    "HotTrend",
    "Hour",
    "Knob",
    "Live",
    "Mark",
    "Phone",
    "PlaceReason",
    "Remark",
    "Rival",
    "StageState",
    "TopVideo",
    "Turn",
    "Unit",
    "Vitals",
]
