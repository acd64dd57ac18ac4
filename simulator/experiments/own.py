"""Methods that somebody brought along, made for a world: a class or function at `package.module:name` that gives a
`recommender.Method`, called with what it names of `memory` and `chance`."""

from __future__ import annotations

import inspect
from collections.abc import Callable, Iterable, Mapping

from recommender.memory.memory import Memory
from recommender.methods.method import Method
from recommender.types import Chance
from simulator.experiments.studies.named import named_object
from simulator.settings.errors import SettingsError

_GIVEN = ("memory", "chance")


def own_methods(names: Iterable[str], chance: Chance) -> Mapping[str, Callable[[Memory], Method]]:
    """Makers of those of the names that are paths. SettingsError if there is nothing there that makes a method."""
    return {name: maker(name, chance) for name in names if ":" in name}


def maker(path: str, chance: Chance) -> Callable[[Memory], Method]:
    """Makes fresh methods over a memory. SettingsError if nothing there can be called."""
    made = named_object(path, "algorithm")
    if not callable(made):
        raise SettingsError(f"algorithm: {path} is no class or function that makes a method")
    taken = [*inspect.signature(made).parameters.values()]
    asked = [
        one.name
        for one in taken
        if one.default is one.empty and one.kind not in (one.VAR_POSITIONAL, one.VAR_KEYWORD)
    ]
    stranger = next((name for name in asked if name not in _GIVEN), "")
    if stranger:
        raise SettingsError(
            f"algorithm: {path} takes {stranger!r}, which nobody gives: a method is made with memory and chance alone"
        )
    names = {one.name for one in taken}

    def make(memory: Memory) -> Method:
        given = {"memory": memory, "chance": chance}
        method: object = made(**{name: value for name, value in given.items() if name in names})
        if not isinstance(method, Method):
            raise SettingsError(
                f"algorithm: {path} must make a recommender.Method, not {type(method).__name__}"
            )
        return method

    return make
