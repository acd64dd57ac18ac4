"""The composition root: the one place that knows concrete classes. Settings in, a running world out."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING

import numpy as np

from recommender.methods.libraries import MissingLibrary, missing
from recommender.methods.table import suite
from recommender.pipeline import Reranked
from recommender.privacy.guard import Guard
from simulator.engine import compiling
from simulator.engine.tick import Engine, Hash
from simulator.experiments.memory_room import judge
from simulator.experiments.own import own_laws, own_methods
from simulator.recording.errors import RecordingError
from simulator.references import OwnChoice, references
from simulator.settings.tree import ALGORITHMS, Settings, SettingsError
from simulator.simulation import Simulation, of_few
from simulator.world import state
from simulator.world.twins import Twins

if TYPE_CHECKING:
    from simulator.recording.checkpoint import Checkpoint


def build(settings: Settings, algorithms: Sequence[str] | None = None) -> Simulation:
    """A new world before its first hour.

    Only the named methods learn, and can be switched to; the chosen one must be among them. None takes all
    whose libraries are installed. SettingsError for a chosen one that is not, and for a world that has no room in
    memory even before its first hour.
    """
    judge(settings, 0.0)
    chosen = settings.feed.algorithm
    needed = (chosen, settings.feed.before) if settings.world.past_days else (chosen,)
    if algorithms is None:
        algorithms = [name for name in ALGORITHMS if name in needed or not missing(name)]
    algorithms = tuple(dict.fromkeys((*algorithms, *needed)))
    laws = own_laws(settings.own.laws)
    world = state.born(settings, _twins(settings))
    try:
        others = {**references(world), **own_methods(algorithms, world.luck)}
        learning = suite(algorithms, settings.methods, world.luck, others)
    except (MissingLibrary, ValueError) as error:
        raise SettingsError(*str(error).split("\n")) from None
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
    return Simulation(Engine(world, guard, settings.feed.algorithm, laws), methods, guard, build)


def gone_on(checkpoint: Checkpoint, proof: Hash) -> Simulation:
    """The world that was kept; `proof` is the digest of all that happened in it. RecordingError if the file holds
    none."""
    world = checkpoint.world({"build": build, "proof": proof})
    if not isinstance(world, Simulation):
        raise RecordingError(f"{checkpoint.file} is broken: it holds no world")
    return world


def _twins(settings: Settings) -> Twins | None:
    """Real people to be born anew, if any are asked for; only then is a reader of logs loaded."""
    if not settings.twins.log:
        return None
    from simulator.experiments.twins import twins_of

    return twins_of(settings)


def compile_learning() -> None:
    """The work of the second process of `compiling.shared`."""
    settings = compiling.told()
    compiling.learn(build(of_few(settings), (settings.feed.algorithm,)).engine)


def live_world(settings: Mapping[str, object]) -> Simulation:
    """What the app's engine process runs: a world from plain settings, with every method at hand."""
    tree = Settings.model_validate(settings)
    compiling.begin(tree)
    return build(tree)
