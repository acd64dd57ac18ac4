"""The composition root: the one place that knows concrete classes. Settings in, a running world out."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence

from recommender.baselines import MostWatched, Newest, Random, Trending
from recommender.content import ContentBased
from recommender.types import Recommender
from recommender.user_cf import UserCF
from simulator.camera import Camera
from simulator.config import ALGORITHMS, Settings
from simulator.engine import Engine, Events
from simulator.frames import Frame
from simulator.session import View
from simulator.world import state
from simulator.world.state import World

METHODS: Mapping[str, Callable[[World], Recommender]] = {}


class Simulation:
    """An engine and the camera that looks at it: what sessions drive and the command line runs."""

    def __init__(self, engine: Engine) -> None:
        self._engine = engine
        self._camera = Camera(engine)

    @property
    def settings(self) -> Settings:
        return self._engine.world.settings

    @property
    def tick(self) -> int:
        """Hours lived so far."""
        return self._engine.tick

    @property
    def digest(self) -> str:
        """SHA-256 over all events so far."""
        return self._engine.digest

    @property
    def algorithms(self) -> tuple[str, ...]:
        """Names that `switch` takes."""
        return self._engine.algorithms

    def step(self) -> Events:
        """Live one hour."""
        events = self._engine.step()
        self._camera.see(events)
        return events

    def switch(self, algorithm: str) -> None:
        """Serve everyone by another method from the next tick on."""
        self._engine.switch(algorithm)

    def picture(self, view: View | None = None) -> Frame:
        """The world as it stands."""
        return self._camera.picture(view or View(lang=self.settings.lang))

    def warm(self) -> None:
        """Compile the kernels, which takes seconds the first time after installing."""
