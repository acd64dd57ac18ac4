"""The table of figures: each figure that is measured over the whole platform is one row here.

A row says how the figure is computed of an hour, in which unit and range it is, how it is written, from when on a
difference counts. What it is called, short and long, and the sentence that says what it is stand in `figures.toml` of
each language. All else reads the two: what is kept hour by hour, frames, recordings, JSON, the dashboard, two worlds,
chapters, society, the summary, studies, the README's table. A figure more is a row here and three texts a language.
"""

from __future__ import annotations

import math
from collections.abc import Callable
from dataclasses import dataclass
from typing import Literal, Protocol

from simulator.frames.written import decimal, percent

Unit = Literal["count", "minutes", "topics", "share", "index", "points"]
"""A count; minutes a day; topics; a share 0..1, written in hundredths; an index, mostly 0..1, written as it is; a
difference of indices, written in points of 100."""

SHARE = (0.0, 1.0)

HOURS_PER_DAY = 24


class Hour(Protocol):
    """What figures are made of, at the end of an hour. Sums are over the last 24 hours; what nothing defines is NaN."""

    online: int
    """People who watched in this hour."""
    awake: int
    """People who watched in the last 24."""
    views: float
    watched_s: float
    ratios: float
    """Of seconds watched / duration."""
    likes: float
    fresh: float
    """Views of videos younger than a day."""
    quality: float
    """Of the videos viewed, 0..1 each."""
    clickbait: float
    felt: float
    """Of `laws.drift.experience`, 0..1 a view."""

    def a_view(self, amount: float) -> float:
        """Per view."""
        ...

    def varied(self) -> float:
        """Share of those whose diet is known, as the next two."""
        ...

    def narrowing(self) -> float: ...

    def cocooned(self) -> float: ...

    def topics(self) -> float:
        """Mean of exp(entropy) of the diets that are known."""
        ...

    def likeness(self) -> float:
        """Mean cosine between two known diets."""
        ...

    def gini(self) -> float:
        """Of views over creators."""
        ...

    def top_tenth(self) -> float: ...

    def small_half(self) -> float: ...

    def rare_gap(self) -> float: ...

    def regret(self) -> float: ...

    def pushed(self) -> float:
        """Share of views of creators whom fake people push, or would push."""
        ...


@dataclass(frozen=True, slots=True)
class Figure:
    """One figure."""

    unit: Unit
    take: Callable[[Hour], float]
    """How it is computed; NaN where nothing defines it."""
    range: tuple[float, float] = SHARE
    places: int = 0
    """Decimal places with which it is written, of what is no share."""
    near: float = 0.0
    """A smaller difference of two worlds is none worth speaking of; 0 where worlds are not compared by it."""
    matters: float = math.nan
    """The smallest effect of interest of a study, in its unit: an assumption. NaN: none is named."""
    span: float = 0.1
    """A curve's scale covers at least so much, lest a flutter look like an event; of a count, so much a person."""
    group: Literal["platform", "diets", "states", "society"] = "platform"
    """Where screens and pages show it: with the platform; with what people are shown, alone or as a state of people,
    which stand together; or in society alone."""

    def written(self, value: float) -> str:
        """The value without its unit; a dash where it is undefined."""
        if not math.isfinite(value):
            return decimal(value)
        if self.unit == "share":
            return percent(value)
        if self.unit == "points":
            return decimal(100 * value)
        return f"{value:,.0f}" if self.unit == "count" else decimal(value, self.places)


_COUNT = (0.0, math.inf)

FIGURES: dict[str, Figure] = {
    "effective_topics": Figure("topics", lambda hour: hour.topics(), (1.0, math.inf), 1, 0.25, 0.25, 1.0, "diets"),
    "varied": Figure("share", lambda hour: hour.varied(), matters=0.05, group="states"),
    "narrowing": Figure("share", lambda hour: hour.narrowing(), matters=0.05, group="states"),
    "cocooned": Figure("share", lambda hour: hour.cocooned(), near=0.005, matters=0.05, span=0.05, group="diets"),
    "likeness": Figure("index", lambda hour: hour.likeness(), places=2, near=0.02, matters=0.02),
    "minutes": Figure("minutes", lambda hour: hour.watched_s / 60 / hour.awake if hour.awake else math.nan, _COUNT,
                      near=0.5, matters=1.0, span=2.0),
    "enjoyed": Figure("index", lambda hour: hour.a_view(hour.felt), places=2, matters=0.01),
    "regret": Figure("index", lambda hour: hour.regret(), (-1.0, 1.0), 2, matters=0.01),
    "views_day": Figure("count", lambda hour: hour.views, _COUNT),
    "like_share": Figure("share", lambda hour: hour.a_view(hour.likes), matters=0.002, span=0.005),
    "exposure_gini": Figure("index", lambda hour: hour.gini(), places=2, matters=0.02),
    "watch_ratio": Figure("share", lambda hour: hour.a_view(hour.ratios), _COUNT, matters=0.01),
    "online": Figure("count", lambda hour: float(hour.online), _COUNT, span=0.01),
    "top_tenth": Figure("share", lambda hour: hour.top_tenth(), matters=0.01),
    "small_half": Figure("share", lambda hour: hour.small_half(), near=0.005, matters=0.01, span=0.05),
    "fresh_share": Figure("share", lambda hour: hour.a_view(hour.fresh), matters=0.02, span=0.02),
    "rare_gap": Figure("points", lambda hour: hour.rare_gap(), (-1.0, 1.0), matters=0.01, span=0.02),
    "quality_seen": Figure("index", lambda hour: hour.a_view(hour.quality), places=2, matters=0.01, group="society"),
    "clickbait_seen": Figure("share", lambda hour: hour.a_view(hour.clickbait), matters=0.01, group="society"),
    "pushed_share": Figure("share", lambda hour: hour.pushed(), group="society"),
}  # fmt: skip
"""By name, in the order in which they are kept and read: what matters most to an audience first."""
