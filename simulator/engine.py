"""The tick: one simulated hour, told from top to bottom.

The engine knows the recommenders by their protocol alone. All methods it is given learn from everything
that happens, taught together, so that switching from one to another takes effect at once.
"""

from __future__ import annotations

import hashlib
from collections.abc import Callable
from dataclasses import dataclass, fields
from typing import Protocol

import numpy as np
from numpy.typing import NDArray

from recommender.types import Explanation, Interactions, Methods, Slate
from simulator.chronicle import Chronicle
from simulator.config import SettingsError
from simulator.laps import Laps
from simulator.laws import (
    attention,
    drift,
    posting,
    presence,
    reaction,
    replies,
    retention,
    satiation,
    trust,
)
from simulator.world.state import World


class Hash(Protocol):
    def update(self, data: bytes, /) -> None: ...


@dataclass(frozen=True, slots=True)
class Events:
    """One hour: what was lined up, and what came of it."""

    tick: int
    slate: Slate
    wanted: NDArray[np.int64]
    """(A,) videos each person of the slate had time for."""
    interactions: Interactions
    row: NDArray[np.intp]
    place: NDArray[np.intp]
    """(B,) row and place in the slate of each interaction."""
    appeal: NDArray[np.float64]
    """(B,) logits, see `laws.attention`."""

    @property
    def source(self) -> NDArray[np.uint8]:
        """(B,) `recommender.types.Source` of each interaction: why the video was shown."""
        return self.slate.source[self.row, self.place]


def fold(digest: Hash, events: Interactions) -> None:
    """Add one tick's events to a digest: their number, then every column's bytes, little-endian, in the order of
    `Interactions`."""
    digest.update(len(events).to_bytes(8, "little"))
    for field in fields(events):
        column: NDArray[np.generic] = getattr(events, field.name)
        digest.update(
            np.ascontiguousarray(column).astype(column.dtype.newbyteorder("<"), copy=False).tobytes()
        )


class Engine:
    """A running world under one of several algorithms."""

    def __init__(self, world: World, methods: Methods, algorithm: str) -> None:
        """`methods` are untaught; `algorithm` names the one that serves the feed."""
        self.world = world
        self.chronicle = Chronicle(world)
        self.tick = 0
        """Hours lived so far."""
        self.spotlight: int | None = None
        """A person whose slates are explained as they are made; changes nothing else."""
        self.explained: tuple[Explanation, ...] = ()
        """Why the spotlit person's last slate was what it was, place by place."""
        self.laps = Laps()
        """How long the last hour's steps took."""
        self.aside: Callable[[int, int], None] | None = None
        """Told (person, hour) when the spotlit person has been served and nothing has come of it yet. It may ask the
        methods anything and must teach them nothing."""
        self._methods = methods
        self._digest = hashlib.sha256()
        self.switch(algorithm)
        self._announce(posting.backlog(world))

    @property
    def methods(self) -> Methods:
        """For those who look on: whoever teaches them changes the world."""
        return self._methods

    @property
    def algorithms(self) -> tuple[str, ...]:
        return tuple(self._methods)

    @property
    def digest(self) -> str:
        """SHA-256 over all events so far."""
        return self._digest.hexdigest()

    def switch(self, algorithm: str) -> None:
        """Serve everyone by another method from the next tick on. SettingsError if there is no such method here."""
        if algorithm not in self.algorithms:
            raise SettingsError(f"algorithm must be one of {', '.join(self.algorithms)}, not {algorithm!r}")
        self.algorithm = algorithm
        self._methods.wake(algorithm, tick=self.tick)

    def step(self) -> Events:
        """Live one hour."""
        world, tick, laps = self.world, self.tick, self.laps
        places = world.settings.feed.slate

        laps.start()
        self._announce(posting.post(world, tick))
        laps.done("prepare")
        users, wanted = presence.online(world, tick)
        slate = self._methods[self.algorithm].recommend(users, places, tick)
        laps.done("recommend")
        self._explain(slate, tick)
        laps.start()

        views = attention.watch(world, slate, wanted)
        events = reaction.react(world, views, tick)
        answers = replies.answered(world, views, events.commented)

        world.record(events, tick)
        replies.attach(world, views, answers)
        trust.earn(world, events, views.lured, answers)
        satiation.tire(world, views.user, views.topics, np.minimum(views.ratio, 1.0))
        drift.drift(world, events)
        retention.settle(world, events, tick)
        laps.done("collect")
        self._methods.update(events)
        laps.done("train")

        self.chronicle.note(events, tick)
        fold(self._digest, events)
        laps.done("evaluate")
        self.tick += 1
        return Events(tick, slate, wanted, events, views.row, views.place, views.appeal)

    def _announce(self, new: posting.NewVideos) -> None:
        """Publish videos and tell every method."""
        self._methods.publish(self.world.publish(new))

    def _explain(self, slate: Slate, tick: int) -> None:
        if self.spotlight is None:
            return
        row = np.searchsorted(slate.users, self.spotlight)
        if row < len(slate.users) and slate.users[row] == self.spotlight:
            method, person = self._methods[self.algorithm], self.spotlight
            shown = slate.items[row][slate.items[row] >= 0]
            self.explained = tuple(method.explain(person, int(item), tick) for item in shown)
            if self.aside is not None:
                self.aside(person, tick)
