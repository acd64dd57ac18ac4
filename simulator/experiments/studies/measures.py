"""What a run measures in its window: one row a measure, with unit, range and the smallest difference that matters.

A measure is a function of a `Look`: the world as it stands at the window's end, and what happened in the window. Those
of `MEASURES` are taken of every run, so that asking for another later costs nothing; further ones are named by where
they are, `package.module:function`, with or without the decorator `measure`.
"""

from __future__ import annotations

import math
import warnings
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, fields
from functools import cached_property
from typing import cast

import numpy as np
from numpy.typing import NDArray

from recommender.types import Interactions
from simulator.engine.tick import Engine
from simulator.experiments.studies.named import named_object
from simulator.frames import FIGURES, Figure
from simulator.laws import drift
from simulator.locale import catalogue
from simulator.metrics import homogenisation, inequality
from simulator.settings.faults import nearest
from simulator.settings.tree import SettingsError

Taken = Callable[["Look"], float]


class Look:
    """A world at the end of a window, and the window's events."""

    def __init__(self, engine: Engine, hours: Sequence[Interactions], first: int) -> None:
        self.engine = engine
        self.first = first
        """The engine's hour in which the window began; it ends now."""
        self._hours = hours

    @cached_property
    def events(self) -> Interactions:
        """(B,) all interactions of the window, in their order."""
        return Interactions(
            *(np.concatenate([getattr(hour, f.name) for hour in self._hours]) for f in fields(Interactions))
        )

    @cached_property
    def creator(self) -> NDArray[np.int32]:
        """(B,) who made the video of each event."""
        return self.engine.world.videos.creator[self.events.item]

    def vital(self, name: str) -> NDArray[np.float64]:
        """(hours,) one of `frames.FIGURES` in each hour of the window."""
        return self.engine.chronicle.vital(name)[self.first :]


@dataclass(frozen=True, slots=True)
class Measure:
    """One number of a run."""

    name: str
    says: str
    """How it is computed."""
    take: Taken
    unit: str = ""
    range: tuple[float, float] = (-math.inf, math.inf)
    sesoi: float = math.nan
    """Smallest effect of interest, in its unit: an assumption, below what a screen would show. NaN: none is named."""

    def of(self, look: Look) -> float:
        """The value; NaN where nothing defines it. SettingsError if somebody's own measure gives no number in range."""
        value = float(self.take(look))
        if not math.isnan(value) and not self.range[0] <= value <= self.range[1]:
            low, high = self.range
            raise SettingsError(f"measure {self.name} must be between {low:g} and {high:g}, not {value!r}")
        return value


def measure(
    *,
    unit: str = "",
    range: tuple[float, float] = (-math.inf, math.inf),  # noqa: A002  what the field calls it
    says: str = "",
    sesoi: float = math.nan,
) -> Callable[[Taken], Taken]:
    """Say of a function of a `Look` in which unit and range its value is, and what it means."""

    def marked(take: Taken) -> Taken:
        name = getattr(take, "__name__", "measure")
        take.__dict__["measure"] = Measure(
            name, says or (take.__doc__ or "").strip(), take, unit, range, sesoi
        )
        return take

    return marked


def _window_mean(vital: str) -> Taken:
    def take(look: Look) -> float:
        values = look.vital(vital)
        with warnings.catch_warnings():
            warnings.simplefilter("ignore", RuntimeWarning)  # of an empty mean, which is NaN
            return float(np.nanmean(values)) if len(values) else math.nan

    return take


def _enjoyed(look: Look) -> float:
    return mean(drift.experience(look.events))


def _drifted(look: Look) -> float:
    people = look.engine.world.people
    moved = 0.5 * np.abs(people.taste.astype(np.float64) - people.innate).sum(axis=1)
    return mean(moved[~np.isnan(look.engine.chronicle.effective_topics)])


def _creators(look: Look) -> float:
    world = look.engine.world
    enough = np.bincount(look.events.user, minlength=len(world.people)) >= world.settings.measure.least_views
    return mean(met(look.events.user, look.creator, len(world.people))[enough])


def _alike(look: Look) -> float:
    partner = homogenisation.closest(look.engine.world.people.innate)
    return mean(homogenisation.jaccard(look.events.user, look.events.item, partner))


def _gini(of: NDArray[np.integer], count: int) -> float:
    return inequality.gini(np.bincount(of, minlength=count))


def _creator_gini(look: Look) -> float:
    return _gini(look.creator, len(look.engine.world.creators))


def _video_gini(look: Look) -> float:
    return _gini(look.events.item, len(look.engine.world.videos))


def _views(look: Look) -> float:
    return float(len(look.events))


def met(person: NDArray[np.integer], creator: NDArray[np.integer], people: int) -> NDArray[np.float64]:
    """(people,) exp(entropy) of each one's views over creators; NaN without views."""
    pairs, views = np.unique(np.stack([person, creator]), axis=1, return_counts=True)
    seen = np.bincount(person, minlength=people).astype(np.float64)
    share = views / seen[pairs[0]]
    entropy = np.bincount(pairs[0], weights=-share * np.log(share), minlength=people)
    return np.where(seen > 0, np.exp(entropy), np.nan)


def mean(values: NDArray[np.floating] | NDArray[np.bool_]) -> float:
    """Of those that are defined; NaN if none is."""
    defined = values[~np.isnan(values)]
    return float(defined.mean(dtype=np.float64)) if len(defined) else math.nan


SHARE = (0.0, 1.0)

_OWN = tuple(
    Measure(name, catalogue("en")(f"compare.measure.{name}"), take, unit, within, sesoi)
    for name, take, unit, within, sesoi in (
        ("enjoyed", _enjoyed, "", SHARE, FIGURES["enjoyed"].matters),
        ("creator_gini", _creator_gini, "", SHARE, 0.02),
        ("video_gini", _video_gini, "", SHARE, 0.02),
        ("creators", _creators, "creators", (1.0, math.inf), 1.0),
        ("alike", _alike, "", SHARE, 0.005),
        ("drifted", _drifted, "", SHARE, 0.005),
        ("views", _views, "views", (0.0, math.inf), math.nan),
    )
)
"""Of the events of the window, where the table of figures has none or has them of the last 24 hours."""


def _mean_of(name: str, figure: Figure) -> Measure:
    says = catalogue("en")("compare.measure.hourly", figure=catalogue("en")(f"figures.{name}.long"))
    unit = {"minutes": "min", "topics": "topics"}.get(figure.unit, "")
    return Measure(name, says, _window_mean(name), unit, figure.range, figure.matters)


MEASURES: Mapping[str, Measure] = {
    **{name: _mean_of(name, figure) for name, figure in FIGURES.items()},
    **{row.name: row for row in _OWN},
}
"""Taken of every run, by name."""


def found(name: str, option: str = "--measure") -> Measure:
    """The measure of this name, or the one at `package.module:function`. SettingsError if there is none."""
    if name in MEASURES:
        return MEASURES[name]
    if ":" not in name:
        raise SettingsError(
            f"{option} must name measures among {', '.join(MEASURES)}, or one of your own as module:function, not "
            f"{name!r}{nearest(name, MEASURES)}"
        )
    made = named_object(name, option)
    row = getattr(made, "measure", None)
    if isinstance(row, Measure):
        return Measure(name, row.says, row.take, row.unit, row.range, row.sesoi)
    if not callable(made):
        raise SettingsError(f"{option}: {name} is not a function of a look at a world")
    return Measure(name, (made.__doc__ or "").strip(), cast("Taken", made))


def own(names: Sequence[str]) -> tuple[str, ...]:
    """Those that are not taken of every run anyway, each once, in order of the alphabet."""
    return tuple(sorted({name for name in names if name not in MEASURES}))
