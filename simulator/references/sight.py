"""How a reference looks at its world, in which it changes nothing."""

from __future__ import annotations

from typing import cast

from simulator.world.state import World


class Sight:
    """A look at one world.

    In a copy of an engine it looks at the copied world, which `Engine` copies before its methods; in a copy of a
    method alone, to try out what would be if, it looks at the same world.
    """

    def __init__(self, world: World) -> None:
        self.world = world

    def __deepcopy__(self, memo: dict[int, object]) -> Sight:
        return Sight(cast("World", memo.get(id(self.world), self.world)))
