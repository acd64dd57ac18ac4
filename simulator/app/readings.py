"""The vitals as labelled readings: what each is called, how it reads, how it has moved within a day. Pure."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from simulator.app import view
from simulator.frames import HOURS_PER_DAY, Floats, Frame, Trends
from simulator.locale import Catalogue

BASIC = 12
"""So many of the readings matter to everybody; the rest, on fairness, come where there is room."""


@dataclass(frozen=True, slots=True)
class Reading:
    """One figure."""

    key: str
    """Name in the catalogue: `view.vitals.<key>`, and `help.vitals.<key>.text` is its sentence."""
    label: str
    long: str
    """The label where there is room: it needs no help to be understood."""
    value: str
    change: str
    """Against 24 hours ago, in the value's unit; "" while that is unknown."""
    series: Floats
    """The same since the beginning; empty where no curve is kept."""
    span: float
    """The curve's scale covers at least so much, lest a flutter look like an event."""


def readings(frame: Frame, say: Catalogue) -> list[Reading]:
    """All figures, what matters most to an audience first: variety within people, likeness between them, and so on."""
    vitals, trends = frame.vitals, frame.trends
    ago = _day_ago(trends, frame.tick)

    def made(
        key: str, value: str, series: Floats, span: float, scale: float = 1.0, places: int = 0
    ) -> Reading:
        then = float(series[ago]) if ago >= 0 and len(series) else float("nan")
        now = float(series[-1]) if len(series) else float("nan")
        if scale == 100 and not places:
            places = view.percent_places(now)
        moved = view.change(scale * now, scale * then, say, places)
        return Reading(
            key, say(f"view.vitals.{key}"), say(f"view.vitals_long.{key}"), value, moved, series, span
        )

    topics = view.decimal(vitals.effective_topics)
    seen = say("view.vitals.topics_value", n=topics, of=len(frame.topics))
    minutes = view.decimal(vitals.minutes, 0)
    views = view.count(vitals.views_day, say)
    likes = view.decimal(100 * vitals.like_share)
    return [
        made("topics", seen, trends.effective_topics, 1.0, places=1),
        made("cocoon", view.percent(vitals.cocooned), trends.cocooned, 0.05, 100),
        made("likeness", view.decimal(vitals.likeness, 2), trends.likeness, 0.1, places=2),
        made("minutes", say("view.vitals.minutes_value", n=minutes), trends.minutes, 2.0),
        made("enjoyed", view.decimal(vitals.enjoyed, 2), trends.enjoyed, 0.1, places=2),
        made("regret", view.decimal(vitals.regret, 2), trends.regret, 0.1, places=2),
        made("views", views, trends.views_day, 0.1 * vitals.people),
        made("likes", likes, trends.like_share, 0.005, 100, 1),
        made("gini", view.decimal(vitals.exposure_gini, 2), trends.exposure_gini, 0.1, places=2),
        made("watch", view.percent(vitals.watch_ratio), trends.watch_ratio, 0.1, 100),
        made("online", view.whole(vitals.online), trends.online, 0.01 * vitals.people),
        made("top", view.percent(vitals.top_tenth), np.empty(0), 0.1),
        made("small", view.percent(vitals.small_half), trends.small_half, 0.05, 100),
        made("fresh", view.percent(vitals.fresh_share), trends.fresh_share, 0.02, 100),
        made("rare", view.decimal(100 * vitals.rare_gap), trends.rare_gap, 0.02, 100, 1),
    ]


def _day_ago(trends: Trends, tick: int) -> int:
    """The place in the trends of 24 hours ago; -1 if the run is younger."""
    if not len(trends.tick) or tick - HOURS_PER_DAY < int(trends.tick[0]):
        return -1
    return int(np.searchsorted(trends.tick, tick - HOURS_PER_DAY, side="right")) - 1
