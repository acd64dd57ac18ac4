"""References to measure algorithms against. They know the world, not only what a platform may know: what people would
truly enjoy most, and what they would choose by themselves. To the rest of the program they are methods like any other.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping

from recommender.memory.memory import Memory
from recommender.methods.method import Method
from simulator.references.ideal import Ideal
from simulator.references.own_choice import OwnChoice
from simulator.settings.tree import Reference
from simulator.world.state import World

__all__ = ["Ideal", "OwnChoice", "references"]


def references(world: World) -> Mapping[Reference, Callable[[Memory], Method]]:
    """Makers of the methods that know this world, by the name that people type."""
    return {"ideal": lambda memory: Ideal(world, memory), "self": lambda memory: OwnChoice(world, memory)}
