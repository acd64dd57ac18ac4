"""A running world: an engine, what steers it, and the camera that looks at it. `experiments.wiring` builds one."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from copy import deepcopy

import numpy as np
from numpy.typing import NDArray

from recommender.methods.libraries import LIBRARIES, missing
from recommender.methods.user_cf import UserCF
from recommender.pipeline import Reranked
from recommender.privacy.guard import Guard
from recommender.split import Side, Split
from simulator.camera import Camera
from simulator.engine import compiling
from simulator.engine.action import Action
from simulator.engine.tick import Engine, Events
from simulator.frames import Frame
from simulator.session import View
from simulator.settings.described import Change, Value
from simulator.settings.files import override, value_of
from simulator.settings.tree import TUNABLE, Settings, SettingsError, tunable


class Simulation:
    """An engine and the camera that looks at it: what sessions drive and the command line runs.

    `build` makes another by other settings, of these algorithms.
    """

    def __init__(
        self,
        engine: Engine,
        methods: Reranked,
        guard: Guard,
        build: Callable[[Settings, Sequence[str]], Simulation],
    ) -> None:
        self.engine = engine
        self._build = build
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
    def common(self) -> Mapping[str, object]:
        """What a checkpoint leaves out, by name; `experiments.wiring.gone_on` has the same."""
        return {"build": self._build, "proof": self.engine.proof}

    @property
    def algorithms(self) -> tuple[str, ...]:
        """Names that `switch` takes."""
        return self.engine.algorithms

    def step(self) -> Events:
        """Live one hour."""
        events = self.engine.step(self._camera.served)
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

    def recall(self, users: NDArray[np.int32]) -> float | None:
        """Share (0..1) of these people's true neighbours whom the chosen method finds; None where it compares with
        everyone or looks for none. Leaves no trace."""
        method = self._methods.suite[self.engine.chosen]
        return method.recall(users) if isinstance(method, UserCF) and method.asks_around else None

    def split(self, other: Settings, side: Side, share: float) -> Split:
        """From now on `share` of the viewers, the creators, or each, are served by the method, stages and adoption of
        `other`; who, is drawn by lot. KeyError for a method that does not learn here."""
        chosen, feed = self.engine.chosen, other.feed
        beside = self._methods.beside(feed.algorithm, feed.rerank, feed.adoption)
        made = Split(self._methods[chosen], beside, side, share, self.engine.world.luck)
        self._methods.replace(chosen, made, feed.algorithm)
        self.engine.switch(chosen)
        return made

    def take(self, on: bool) -> None:
        """Put a new person into a player's hands, or give them back."""
        self.engine.take(on)

    def act(self, action: Action) -> None:
        """What the played person did with a video of their line. SettingsError says why that cannot be."""
        self.engine.act(action)

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
        if algorithm != self.engine.chosen:
            twin.switch(algorithm)
        return twin

    def frame(self, view: View | None = None) -> Frame:
        """The world as it stands."""
        return self._camera.frame(view or View(lang=self.settings.lang))

    def warm(self) -> None:
        """Compile what this world will call, which takes seconds the first time after installing: hours of a world of a
        few busy people by the same settings, so that nothing else is compiled, and nothing is left."""
        settings = self.settings
        few = self._build(of_few(settings), (settings.feed.algorithm, settings.feed.before))
        with compiling.shared(settings):
            for algorithm in dict.fromkeys((settings.feed.before, settings.feed.algorithm)):
                few.switch(algorithm)
                for _ in range(_WARM_H):
                    few.step()
            few.engine.chronicle.reputation.take_in()


def of_few(settings: Settings) -> Settings:
    """Those of a world of a few busy people, in which everything happens within an hour or two."""
    return override(settings, _FEW)


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
