"""The table of figures: each figure that is measured over the whole platform is one row here.

Whoever keeps, writes, compares or prints figures reads it: the columns kept hour by hour, the numbers of a document,
of chapters, of two worlds, of society. What each figure is stands where it is held: in `Vitals`, `Trends`, and for
those of society `closeups.society`.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Literal

Unit = Literal["count", "minutes", "topics", "share", "index", "points"]
"""A count; minutes a day; topics; a share 0..1, written in hundredths; an index, mostly 0..1, written as it is; a
difference of indices, written as it is or in points of 100."""


@dataclass(frozen=True, slots=True)
class Figure:
    """One figure."""

    unit: Unit
    places: int = 0
    """Decimal places with which it is written, of what is no share."""
    near: float = 0.0
    """A smaller difference of two worlds is none worth speaking of; 0 where worlds are not compared by it."""
    hourly: bool = True
    """Is it kept hour by hour?"""
    vital: bool = True
    """Is it one of `Vitals`? Else it belongs to the close-up of society."""


FIGURES: Mapping[str, Figure] = {
    "online": Figure("count"),
    "views_day": Figure("count"),
    "minutes": Figure("minutes", near=0.5),
    "watch_ratio": Figure("share"),
    "like_share": Figure("share"),
    "effective_topics": Figure("topics", 1, near=0.25),
    "varied": Figure("share"),
    "narrowing": Figure("share"),
    "cocooned": Figure("share", near=0.005),
    "likeness": Figure("index", 2, near=0.02),
    "exposure_gini": Figure("index", 2),
    "top_tenth": Figure("share", hourly=False),
    "small_half": Figure("share", near=0.005),
    "fresh_share": Figure("share"),
    "rare_gap": Figure("points", 2),
    "enjoyed": Figure("index", 2),
    "regret": Figure("index", 2),
    "quality_seen": Figure("index", 2, vital=False),
    "clickbait_seen": Figure("share", vital=False),
    "pushed_share": Figure("share", vital=False),
}
"""By name, in the order in which they are kept."""

VITALS = tuple(name for name, figure in FIGURES.items() if figure.vital and figure.hourly)
"""Those of `Vitals` that are kept hour by hour: the columns of `Trends`."""

SOCIETY = tuple(name for name, figure in FIGURES.items() if not figure.vital)
"""Further columns kept hour by hour."""
