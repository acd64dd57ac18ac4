"""What the pipeline room needs of the world: the five steps of the recommender in figures, this hour and before."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from simulator.frames import CloseUp

Floats = NDArray[np.float64]


@dataclass(frozen=True, slots=True)
class Works:
    """The steps over time: means over equal stretches of hours, oldest first; columns of equal length."""

    events: Floats
    """Views an hour."""
    counting: Floats
    """Views an hour that say something about taste: strength above 0."""
    changed: Floats
    """People an hour whose row of the table changed."""
    places: Floats
    """Places of feeds filled an hour."""
    ahead: Floats
    """By how much the order served beat any order, `PipelineCloseUp.order` less `.chance`. Both alone rise as people
    watch more videos to the end, whatever the order; their difference does not."""
    ms: Floats
    """Milliseconds an hour of all five steps."""


@dataclass(frozen=True, slots=True)
class PipelineCloseUp(CloseUp):
    """Attended to as "pipeline". Without "day" or "total", figures are of the last hour."""

    hours: int
    events: int
    events_total: int
    counting: int
    counting_total: int
    new_videos: int
    users: int
    videos: int
    """Rows and columns of the table R of strengths."""
    stored: int
    """Its entries that are not empty."""
    changed: int
    neighbours: int
    """Similar people whom the running algorithm asks for each person; 0 if it does not go by people."""
    feeds: int
    places: int
    sources: tuple[tuple[int, int], ...]
    """(`recommender.types.Source`, places), most places first."""
    done: float
    """Share of the last 24 hours' views that ran to the end, 0..1; NaN without views."""
    order: float
    """Mean NDCG of the last 24 hours' visits, 0..1: did the videos that were watched to the end stand in front?"""
    chance: float
    """What the same visits would score with their videos in any order; NaN as `order`."""
    visits: int
    """Visits of the last 24 hours that count for both: some videos were watched to the end, and some were not."""
    ms: tuple[float, float, float, float, float]
    """Milliseconds of `laps.STEPS`."""
    works: Works
