"""What a chapter can measure: figures of a frame by name, and how each is written. Pure."""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping
from dataclasses import dataclass

from simulator.frames import FIGURES, Frame
from simulator.frames.told import entry
from simulator.frames.written import DASH, decimal, percent
from simulator.locale import Wording


@dataclass(frozen=True, slots=True)
class StoryMeasure:
    """One figure."""

    label: str
    """Key of its name in the catalogue."""
    write: Callable[[float], str]
    """Without its unit."""
    read: Callable[[Frame], float]


def _of(part: str, field: str) -> Callable[[Frame], float]:
    return lambda frame: float(getattr(getattr(frame, part), field))


def _of_twin(field: str) -> Callable[[Frame], float]:
    """NaN where there is no twin."""
    return lambda frame: float(getattr(frame.twin.vitals, field)) if frame.twin is not None else math.nan


def _leading(frame: Frame) -> float:
    return float(frame.phone.diet.max())


def _whole(value: float) -> str:
    return f"{value:,.0f}" if math.isfinite(value) else DASH


def _fine(value: float) -> str:
    return decimal(value, 2)


_BRAND: Mapping[str, tuple[str, Callable[[float], str]]] = {
    "reach": ("view.brand.reach", percent),
    "effective_reach": ("view.brand.effective", percent),
    "impressions": ("view.brand.impressions", _whole),
    "awareness": ("view.brand.awareness", percent),
    "trust": ("view.brand.trust", _fine),
    "followers": ("view.brand.follower_count", _whole),
    "rank": ("story.measure.rank", _whole),
    "share_of_voice": ("view.brand.voice", percent),
}

MEASURES: Mapping[str, StoryMeasure] = {
    **{
        f"vitals.{name}": StoryMeasure(f"{entry(name)}.name", figure.written, _of("vitals", name))
        for name, figure in FIGURES.items()
    },
    **{
        f"twin.{name}": StoryMeasure(f"{entry(name)}.name", figure.written, _of_twin(name))
        for name, figure in FIGURES.items()
    },
    "phone.effective_topics": StoryMeasure(
        "story.measure.topics_of", decimal, _of("phone", "effective_topics")
    ),
    "phone.relative_entropy": StoryMeasure("story.measure.width_of", _fine, _of("phone", "relative_entropy")),
    "phone.leading_share": StoryMeasure("story.measure.leading_share", percent, _leading),
    **{f"brand.{name}": StoryMeasure(*row, _of("brand", name)) for name, row in _BRAND.items()},
}
"""By the name that a chapter gives: a part of the frame and its figure, as `frames` explains them; `twin` is for the
vitals of the other world. `phone.leading_share` is the part of the followed person's watch time that its largest topic
takes."""


def named(measure: str, say: Wording) -> str:
    """What it is called on the screen."""
    return say(MEASURES[measure].label)


def written(measure: str, value: float) -> str:
    """The value as people read it; a dash while nothing defines it."""
    return MEASURES[measure].write(value)
