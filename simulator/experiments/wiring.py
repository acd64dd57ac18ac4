"""The composition root: the one place that knows concrete classes. Settings in, a running world out."""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Mapping, Sequence
from copy import deepcopy

import numpy as np

from recommender.compiled import kept
from recommender.methods.libraries import LIBRARIES, MissingLibrary, missing
from recommender.methods.table import suite
from recommender.pipeline import Reranked
from recommender.privacy.guard import Guard
from simulator.camera import Camera
from simulator.closeups.lab import Change, Value
from simulator.config import ALGORITHMS, TUNABLE, Settings, SettingsError, tunable
from simulator.deeds import Deed
from simulator.engine import Engine, Events
from simulator.frames import Frame
from simulator.laws import attention
from simulator.references import OwnChoice, references
from simulator.session import View
from simulator.settings_io import override, value_of
from simulator.world import state
from simulator.world.twins import Twins


class Simulation:
    """An engine and the camera that looks at it: what sessions drive and the command line runs."""

    def __init__(self, engine: Engine, methods: Reranked, guard: Guard) -> None:
        self.engine = engine
        self._methods = methods
        self._guard = guard
        absent = tuple((name, library.extra) for name, library in LIBRARIES.items() if missing(name))
        self._camera = Camera(engine, absent)

    @property
    def settings(self) -> Settings:
        return self.engine.world.settings

    @property
    def tick(self) -> int:
        """Hours lived so far."""
        return self.engine.tick

    @property
    def digest(self) -> str:
        """SHA-256 over all events so far."""
        return self.engine.digest

    @property
    def algorithms(self) -> tuple[str, ...]:
        """Names that `switch` takes."""
        return self.engine.algorithms

    def step(self) -> Events:
        """Live one hour."""
        events = self.engine.step()
        self._camera.see(events)
        return events

    @property
    def waking(self) -> bool:
        """Does it still live the days that lie before its algorithm takes over?"""
        return self.engine.tick < self.engine.opens

    def open(self) -> Simulation:
        """Live the days that lie before its algorithm takes over, unless that has been done; the same world."""
        while self.waking:
            self.step()
        return self

    def switch(self, algorithm: str) -> None:
        """Serve everyone by another method from the next tick on."""
        before = self.engine.algorithm
        self.engine.switch(algorithm)
        self._remember([("feed.algorithm", before, algorithm)])

    def tune(self, name: str, value: Value) -> None:
        """Another value for a setting of `TUNABLE`, from the next tick on. SettingsError says what cannot be."""
        self.tune_all({name: value})

    def tune_all(self, values: Mapping[str, Value]) -> None:
        """Other values for several such settings, from the next tick on; for none of them if one cannot be."""
        fixed = next((name for name in values if not tunable(name)), "")
        if fixed:
            branches = ", ".join(TUNABLE)
            raise SettingsError(f"{fixed} cannot change while the world runs; what can is in {branches}")
        settings = override(self.settings, values)
        before = {name: self._value(name) for name in values}
        if "feed.algorithm" in values:
            self.engine.switch(settings.feed.algorithm)
        self.engine.world.settings = settings
        self._methods.settings, self._methods.adoption = settings.feed.rerank, settings.feed.adoption
        self._guard.privacy, self._guard.noise = settings.privacy, settings.noise
        self._remember([(name, before[name], self._value(name)) for name in values])

    def _value(self, name: str) -> Value:
        return self.engine.algorithm if name == "feed.algorithm" else value_of(self.settings, name)

    def _remember(self, parts: Sequence[tuple[str, Value, Value]]) -> None:
        """Note down what has really changed, for whoever asks what was done to this world."""
        changed = tuple(part for part in parts if part[1] != part[2])
        if changed:
            self.engine.changes.append(Change(self.engine.tick, changed))

    def take(self, on: bool) -> None:
        """Put a new person into a player's hands, or give them back."""
        self.engine.take(on)

    def act(self, deed: Deed) -> None:
        """What the played person did with a video of their line. SettingsError says why that cannot be."""
        self.engine.act(deed)

    def direct(self, creator: int, plan: Mapping[str, object]) -> None:
        """A creator works by these levers of a Strategy from now on. SettingsError says what cannot be."""
        chosen = override(self.settings, {"creators.strategy": [{"creator": creator, **plan}]})
        self.engine.direct(chosen.creators.strategy[0])

    @property
    def turned(self) -> bool:
        """Did the last hour bring a turning point?"""
        return self._camera.turned

    def fork(self, algorithm: str) -> Simulation:
        """A twin that lives on from here under this algorithm, with the same people and the same luck.

        Whom a player plays, lives by themselves there: there is one player, and they see the first world.
        """
        self.engine.require(algorithm)
        twin = deepcopy(self)
        twin.take(False)
        if algorithm != self.engine.algorithm:
            twin.switch(algorithm)
        return twin

    def picture(self, view: View | None = None) -> Frame:
        """The world as it stands."""
        return self._camera.picture(view or View(lang=self.settings.lang))

    def warm(self) -> None:
        """Compile what this world will call, which takes seconds the first time after installing: hours of a world of a
        few busy people by the same settings, so that nothing else is compiled, and nothing is left."""
        order = tuple(dict.fromkeys((self.settings.feed.before, self.settings.feed.algorithm)))
        if kept(attention.watch_rows):
            _live_a_little(self.settings, order)
            return
        # Never compiled before: another process begins at the other end, and what it has done is found on the disk.
        command = [sys.executable, "-c", f"from {__name__} import compile_beside; compile_beside()"]
        with subprocess.Popen(
            command, stdin=subprocess.PIPE, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL
        ) as other:
            try:
                assert other.stdin is not None
                other.stdin.write(self.settings.model_dump_json().encode())
                other.stdin.close()
                _live_a_little(self.settings, order)
            finally:
                other.kill()


def compile_beside() -> None:
    """Compile what the world of the settings on stdin will call, the chosen method first."""
    settings = Settings.model_validate_json(sys.stdin.buffer.read())
    _live_a_little(settings, tuple(dict.fromkeys((settings.feed.algorithm, settings.feed.before))))


def _live_a_little(settings: Settings, order: Sequence[str]) -> None:
    """Some hours of a few people under each of these methods."""
    few = build(override(settings, {**_FEW, "feed.algorithm": order[0]}), order)
    for algorithm in order:
        few.switch(algorithm)
        for _ in range(_WARM_H):
            few.step()


_WARM_H = 3
_FEW: Mapping[str, object] = {
    "world.people": 24,
    "world.creators": 12,
    "world.past_days": 0,
    "world.backlog": 10,
    "world.posts_per_day": 24.0,
    "people.active_days": 1.0,
    "people.newcomers": 0.0,
    "people.activity_spread": 0.0,
    "people.views_per_day": 500.0,
    "people.most_views_per_day": 500.0,
    "creators.newcomers": 0.0,
    "creators.rate_spread": 0.0,
    "creators.strategy": (),
    "twins.log": "",
}
"""Busy enough that everything happens in any hour."""


def build(settings: Settings, algorithms: Sequence[str] | None = None) -> Simulation:
    """A new world before its first hour.

    Only the named methods learn, and can be switched to; the chosen one must be among them. None takes all
    whose libraries are installed. SettingsError for a chosen one that is not.
    """
    chosen = settings.feed.algorithm
    needed = (chosen, settings.feed.before) if settings.world.past_days else (chosen,)
    if algorithms is None:
        algorithms = [name for name in ALGORITHMS if name in needed or not missing(name)]
    algorithms = tuple(dict.fromkeys((*algorithms, *needed)))
    world = state.born(settings, _twins(settings))
    try:
        learning = suite(algorithms, settings.methods, world.luck, references(world))
    except (MissingLibrary, ValueError) as error:
        raise SettingsError(str(error)) from None
    own = learning["self"] if "self" in learning else OwnChoice(world, learning.memory)
    methods = Reranked(learning, settings.feed.rerank, world.luck, settings.feed.slate, own)
    methods.adoption = settings.feed.adoption
    guard = Guard(
        methods,
        learning.memory,
        settings.privacy,
        settings.noise,
        chance=world.luck,
        people=settings.world.people,
        clients=np.flatnonzero(world.creators.buys).astype(np.int32),
    )
    return Simulation(Engine(world, guard, settings.feed.algorithm), methods, guard)


def _twins(settings: Settings) -> Twins | None:
    """Real people to be born anew, if any are asked for; only then is a reader of logs loaded."""
    if not settings.twins.log:
        return None
    from simulator.experiments.twins import twins_of

    return twins_of(settings)


def live_world(settings: Mapping[str, object]) -> Simulation:
    """What the app's engine process runs: a world from plain settings, with every method at hand."""
    return build(Settings.model_validate(settings))
