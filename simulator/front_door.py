"""A world for whoever writes Python: a few lines run it, step it, look at it and fork it.

from feedscope import Settings, World

world = World(Settings.preset("demo", seed=3)).run(days=7)
print(world.metrics["effective_topics"], world.digest)
"""

from __future__ import annotations

import html
import io
import time
from collections.abc import Mapping, Sequence
from dataclasses import fields
from typing import Self

import numpy as np
from numpy.typing import NDArray

from recommender.types import Interactions
from simulator.experiments.wiring import build
from simulator.frames import FIGURES, HOURS_PER_DAY, Frame
from simulator.session import View
from simulator.settings.described import Value
from simulator.settings.tree import Settings, SettingsError

Columns = dict[str, NDArray[np.generic]]


class World:
    """People, creators and an algorithm, hour by hour. The same settings and calls give the same events.

    Where settings say that the platform has lived days before its algorithm takes over (`world.past_days`), the first
    hour asked for lives them first; hours and events count from then on.
    """

    def __init__(
        self,
        settings: Settings | None = None,
        *,
        algorithms: Sequence[str] | None = None,
        keep_events: bool = True,
    ) -> None:
        """A world of these settings, by default the demo's, before its first hour.

        `algorithms` names the methods that learn beside the chosen one, and can be switched or forked to: None all
        whose libraries are installed; fewer are faster. Without `keep_events` there is no `events`, which else holds
        40 bytes a view. SettingsError says what cannot be.
        """
        self._simulation = build(settings or Settings.preset(), algorithms)
        self._kept: list[Interactions] | None = [] if keep_events else None
        self._views = 0
        self._seconds = 0.0

    # Living

    def run(self, days: float = 7.0) -> Self:
        """Live so many days, a tick an hour; the same world. SettingsError unless that is at least an hour."""
        hours = round(days * HOURS_PER_DAY)
        if hours < 1:
            raise SettingsError(f"days must be at least an hour, {1 / HOURS_PER_DAY:.3f}, not {days}")
        for _ in range(hours):
            self.step()
        return self

    def step(self) -> Interactions:
        """Live one hour; what people did in it, a row a view."""
        self._simulation.open()
        begun = time.perf_counter()
        events = self._simulation.step().interactions
        self._seconds += time.perf_counter() - begun
        self._views += len(events)
        if self._kept is not None:
            self._kept.append(events)
        return events

    def switch(self, algorithm: str) -> None:
        """Serve everyone by another method from the next hour on. SettingsError for one that does not learn here."""
        self._simulation.switch(algorithm)

    def tune(self, **changes: Value) -> None:
        """Other values for settings, by dotted name, from the next hour on: world.tune(**{"feed.adoption": 0.5}).

        SettingsError says what cannot be, or not while a world runs.
        """
        self._simulation.tune_all(changes)

    def fork(self, algorithm: str) -> World:
        """A twin that lives on from here under this algorithm, with the same people and the same luck: what differs
        from now on comes from the algorithm alone. SettingsError for one that does not learn here."""
        self._simulation.open()
        twin = object.__new__(World)
        twin._simulation = self._simulation.fork(algorithm)
        twin._kept = None if self._kept is None else [*self._kept]
        twin._views, twin._seconds = self._views, self._seconds
        return twin

    # Looking

    @property
    def settings(self) -> Settings:
        """As they are now: `tune` changes them."""
        return self._simulation.settings

    @property
    def algorithm(self) -> str:
        """The method that fills the feeds."""
        return self._simulation.engine.algorithm

    @property
    def hours(self) -> int:
        """Hours lived since the algorithm took over."""
        return max(0, self._simulation.tick - self._simulation.engine.opens)

    @property
    def digest(self) -> str:
        """SHA-256 over all events, those before the algorithm took over too: equal digests, equal runs."""
        return self._simulation.digest

    def frame(self, person: int | None = None, creator: int | None = None) -> Frame:
        """All that a screen would show now, with the phone of this person and the brand of this creator; without
        them, of a person whom the world chooses and of the creator whom most people know."""
        if creator is None:
            creator = int(self._simulation.engine.world.creators.reached.argmax())
        return self._simulation.frame(View(lang=self.settings.lang, person=person, creator=creator))

    @property
    def metrics(self) -> dict[str, float]:
        """The numbers of now by name; README's "The numbers" says what each is. NaN where nothing defines one yet."""
        return self.frame().vitals.table()

    @property
    def history(self) -> Columns:
        """The numbers hour by hour since the algorithm took over, as columns of equal length; "hour" counts from 1.

        pandas and polars make a table of it.
        """
        chronicle, past = self._simulation.engine.chronicle, self._simulation.engine.opens
        columns: Columns = {"hour": np.arange(1, self.hours + 1)}
        return columns | {name: chronicle.vital(name)[past:] for name in FIGURES}

    @property
    def events(self) -> Columns:
        """Every view since the algorithm took over, oldest first: the columns of `recommender.Interactions`, whose
        `tick` counts the days before too. SettingsError if they were not kept."""
        if self._kept is None:
            raise SettingsError("events were not kept: make the world with keep_events=True")
        names = [field.name for field in fields(Interactions)]
        if not self._kept:
            return {name: np.empty(0) for name in names}
        return {name: np.concatenate([getattr(hour, name) for hour in self._kept]) for name in names}

    def __repr__(self) -> str:
        settings = self.settings
        return (
            f"<World of {settings.world.people:,} people and {settings.world.creators:,} creators under "
            f"{self.algorithm}, seed {settings.seed}, after {self.hours:,} hours>"
        )

    def _repr_html_(self) -> str:
        """The page that `feedscope run` prints, for notebooks."""
        if not self.hours:
            return f"<pre>{html.escape(repr(self))}</pre>"
        from simulator.report.printed import page
        from simulator.report.summary import summary

        # Only what is recorded becomes HTML; a file that goes nowhere keeps it from the notebook's own output.
        console = page(100, onto=_Nowhere())
        console.print(summary(self.frame(), self.settings.world.creators, self._facts()))
        return console.export_html(inline_styles=True, code_format="<pre>{code}</pre>")

    def _facts(self) -> Mapping[str, object]:
        return {
            "past_days": self.settings.world.past_days,
            "days": self.hours / HOURS_PER_DAY,
            "status": "complete",
            "views": self._views,
            "seconds": self._seconds,
            "views_per_second": self._views / self._seconds,
        }


class _Nowhere(io.StringIO):
    """Takes text and keeps nothing."""

    def write(self, text: str, /) -> int:
        return len(text)


def run(settings: Settings | None = None, days: float = 7.0) -> World:
    """A world that has lived so many days under its own algorithm alone, as `feedscope run` does it."""
    made = settings or Settings.preset()
    return World(made, algorithms=(made.feed.algorithm,)).run(days)
