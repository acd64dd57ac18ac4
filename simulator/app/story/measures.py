"""What a chapter can measure: figures of a frame by name, and how each is written. Pure."""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Literal

from simulator.app import view
from simulator.frames import FIGURES, Frame, Unit
from simulator.locale import Catalogue

Form = Literal["decimal", "fine", "share", "whole"]
"""3.1; 0.47; 12%; 1,234."""


@dataclass(frozen=True, slots=True)
class Measure:
    """One figure."""

    label: str
    """Key of its name in the catalogue."""
    form: Form
    read: Callable[[Frame], float]


def _of(part: str, field: str) -> Callable[[Frame], float]:
    return lambda frame: float(getattr(getattr(frame, part), field))


def _of_twin(field: str) -> Callable[[Frame], float]:
    """NaN where there is no twin."""
    return lambda frame: float(getattr(frame.twin.vitals, field)) if frame.twin is not None else math.nan


def _leading(frame: Frame) -> float:
    return float(frame.phone.diet.max())


_VITALS: Mapping[str, str] = {
    "effective_topics": "view.vitals.topics",
    "varied": "view.states.varied",
    "narrowing": "view.states.narrowing",
    "cocooned": "view.vitals.cocoon",
    "minutes": "view.vitals.minutes",
    "views_day": "view.vitals.views",
    "online": "view.vitals.online",
    "watch_ratio": "view.vitals.watch",
    "like_share": "story.measure.like_share",
    "likeness": "view.vitals.likeness",
    "exposure_gini": "view.vitals.gini",
    "top_tenth": "view.vitals.top",
    "small_half": "story.measure.small_half",
    "fresh_share": "story.measure.fresh_share",
    "rare_gap": "story.measure.rare_gap",
    "enjoyed": "story.measure.enjoyed",
    "regret": "story.measure.regret",
}

_FORMS: Mapping[Unit, Form] = {
    "count": "whole", "minutes": "decimal", "topics": "decimal", "share": "share", "index": "fine", "points": "fine",
}  # fmt: skip

_BRAND: Mapping[str, tuple[str, Form]] = {
    "reach": ("view.brand.reach", "share"),
    "effective_reach": ("view.brand.effective", "share"),
    "impressions": ("view.brand.impressions", "whole"),
    "awareness": ("view.brand.awareness", "share"),
    "trust": ("view.brand.trust", "fine"),
    "followers": ("view.brand.follower_count", "whole"),
    "rank": ("story.measure.rank", "whole"),
    "share_of_voice": ("view.brand.voice", "share"),
}

MEASURES: Mapping[str, Measure] = {
    **{
        f"vitals.{name}": Measure(label, _FORMS[FIGURES[name].unit], _of("vitals", name))
        for name, label in _VITALS.items()
    },
    **{
        f"twin.{name}": Measure(label, _FORMS[FIGURES[name].unit], _of_twin(name))
        for name, label in _VITALS.items()
    },
    "phone.effective_topics": Measure("story.measure.topics_of", "decimal", _of("phone", "effective_topics")),
    "phone.relative_entropy": Measure("story.measure.width_of", "fine", _of("phone", "relative_entropy")),
    "phone.leading_share": Measure("story.measure.leading_share", "share", _leading),
    **{f"brand.{name}": Measure(*row, _of("brand", name)) for name, row in _BRAND.items()},
}
"""By the name that a chapter gives: a part of the frame and its figure, as `frames` explains them; `twin` is for the
vitals of the other world. `phone.leading_share` is the part of the followed person's watch time that its largest topic
takes."""


def named(measure: str, say: Catalogue) -> str:
    """What it is called on the screen."""
    return say(MEASURES[measure].label)


def written(measure: str, value: float) -> str:
    """The value as people read it; a dash while nothing defines it."""
    if not math.isfinite(value):
        return view.DASH
    form = MEASURES[measure].form
    if form == "share":
        return f"{value:.0%}" if abs(value) >= 0.0995 or value == 0 else f"{value:.1%}"
    if form == "whole":
        return f"{value:,.0f}"
    return view.decimal(value, 2 if form == "fine" else 1)
