"""The table of methods: what people type, and the class that it names."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence

from recommender.config import MethodSettings
from recommender.memory.memory import Memory
from recommender.methods.baselines import MostWatched, Newest, Random, Trending
from recommender.methods.content import ContentBased
from recommender.methods.factors import Factors
from recommender.methods.following import Following
from recommender.methods.hybrid import Hybrid
from recommender.methods.item_cf import ItemCF
from recommender.methods.method import Method
from recommender.methods.suite import Suite
from recommender.methods.two_tower import TwoTower
from recommender.methods.user_cf import UserCF
from recommender.names import MethodName
from recommender.types import Chance

Maker = Callable[[MethodSettings, Chance, Memory], Method]
"""Makes a fresh method over a memory."""


def _hybrid(of: MethodSettings, chance: Chance, memory: Memory) -> Method:
    parts = {name: _maker(name, "methods.hybrid.parts")(of, chance, memory) for name in of.hybrid.parts}
    return Hybrid(of.hybrid, parts, memory)


# No Mapping: of a dict alone the checker takes it that a name found in it is one of these.
METHODS: dict[MethodName, Maker] = {
    "user-cf": lambda of, chance, memory: UserCF(of.user_cf, chance, memory),
    "item-cf": lambda of, chance, memory: ItemCF(of.item_cf, chance, memory),
    "content": lambda of, chance, memory: ContentBased(of.content, chance, memory),
    "factors": lambda of, chance, memory: Factors(of.factors, chance, memory),
    "two-tower": lambda of, chance, memory: TwoTower(of.two_tower, chance, memory),
    "following": lambda of, chance, memory: Following(memory),
    "trending": lambda of, chance, memory: Trending(memory),
    "most-watched": lambda of, chance, memory: MostWatched(memory),
    "newest": lambda of, chance, memory: Newest(memory),
    "random": lambda of, chance, memory: Random(chance, memory),
    "hybrid": _hybrid,
}

NAMES = tuple(METHODS)


def suite(
    names: Sequence[str],
    settings: MethodSettings,
    chance: Chance,
    others: Mapping[str, Callable[[Memory], Method]] | None = None,
) -> Suite:
    """Untaught methods over one memory; trained ones rest until woken (see `Suite`).

    `others` make methods that are not in the table, by name. Errors: ValueError for a name that is in neither,
    MissingLibrary for a method that needs one.
    """
    memory = Memory(settings.history, settings.trending)
    made: dict[str, Method] = {}
    for name in names:
        if others and name in others:
            made[name] = others[name](memory)
        else:
            made[name] = _maker(name, "method")(settings, chance, memory)
    return Suite(memory, made)


def make(name: str, settings: MethodSettings, chance: Chance) -> Method:
    """One untaught method with a memory of its own. Errors: as `suite`."""
    return _maker(name, "method")(settings, chance, Memory(settings.history, settings.trending))


def _maker(name: str, what: str) -> Maker:
    if name not in METHODS:
        raise ValueError(f"{what} must be one of {', '.join(NAMES)}, not {name!r}")
    return METHODS[name]
