"""What somebody brought along, made for a world: methods, a class or function at `package.module:name` that gives a
`recommender.Method`, called with what it names of `memory` and `chance`; and laws, functions called at the end of every
hour with what they name of `world`, `events` and `tick`."""

from __future__ import annotations

import inspect
from collections.abc import Callable, Iterable, Mapping, Sequence

from recommender.memory.memory import Memory
from recommender.methods.method import Method
from recommender.types import Chance, Interactions
from simulator.engine.tick import Law
from simulator.experiments.studies.named import named_object
from simulator.settings.errors import SettingsError
from simulator.world.state import World

_METHOD, _LAW = ("memory", "chance"), ("world", "events", "tick")


def own_methods(names: Iterable[str], chance: Chance) -> Mapping[str, Callable[[Memory], Method]]:
    """Makers of those of the names that are paths. SettingsError if there is nothing there that makes a method."""
    return {name: maker(name, chance) for name in names if ":" in name}


def maker(path: str, chance: Chance) -> Callable[[Memory], Method]:
    """Makes fresh methods over a memory. SettingsError if nothing there can be called."""
    made = named_object(path, "algorithm")
    if not callable(made):
        raise SettingsError(f"algorithm: {path} is no class or function that makes a method")
    names = _taken(made, _METHOD, f"algorithm: {path}", "a method is made with memory and chance alone")

    def make(memory: Memory) -> Method:
        given = {"memory": memory, "chance": chance}
        method: object = made(**{name: given[name] for name in names})
        if not isinstance(method, Method):
            raise SettingsError(
                f"algorithm: {path} must make a recommender.Method, not {type(method).__name__}"
            )
        return method

    return make


def own_laws(paths: Iterable[str]) -> tuple[Law, ...]:
    """The laws at these paths, in their order. SettingsError if there is no function there that can be one."""
    return tuple(map(law, paths))


def law(path: str) -> Law:
    """The law at a path. SettingsError if there is no function there that can be one."""
    made = named_object(path, "own.laws")
    if not callable(made) or inspect.isclass(made):
        raise SettingsError(f"own.laws: {path} is no function")
    names = _taken(made, _LAW, f"own.laws: {path}", "a law is given world, events and tick alone")

    def act(world: World, events: Interactions, tick: int) -> None:
        given = {"world": world, "events": events, "tick": tick}
        made(**{name: given[name] for name in names})

    return act


def _taken(made: Callable[..., object], given: Sequence[str], what: str, rule: str) -> tuple[str, ...]:
    """Those of the `given` that it names. SettingsError if it needs something else."""
    parameters = [*inspect.signature(made).parameters.values()]
    asked = [
        one.name
        for one in parameters
        if one.default is one.empty and one.kind not in (one.VAR_POSITIONAL, one.VAR_KEYWORD)
    ]
    stranger = next((name for name in asked if name not in given), "")
    if stranger:
        raise SettingsError(f"{what} takes {stranger!r}, which nobody gives: {rule}")
    names = {one.name for one in parameters}
    return tuple(name for name in given if name in names)
