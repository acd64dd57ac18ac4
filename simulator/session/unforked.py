"""A twin that was unforked, and can come back as if it never had: it stands still, and what it misses is written down.

Coming back it lives through the hours since, and is told in each of them what it would have been told; so it gets to
the hour of its world with the very events that it would have had beside it.
"""

from __future__ import annotations

from collections import deque
from collections.abc import Callable
from dataclasses import dataclass, field

from simulator.session.world import LiveWorld


@dataclass(slots=True)
class UnforkedTwin:
    """The twin as it stood when it was unforked."""

    twin: LiveWorld
    forked: int
    """The tick at which it began."""
    at: int
    """The tick at which it was unforked."""
    rejoining: bool = False
    """Is it on its way back, see `Rejoin`?"""
    missed: deque[tuple[int, Callable[[LiveWorld], None]]] = field(
        default_factory=deque[tuple[int, Callable[[LiveWorld], None]]]
    )
    """(tick, what both worlds were told before the next one), oldest first."""

    def catch_up(self, tick: int) -> bool:
        """One hour nearer to `tick`, that of its world; is it there?"""
        while self.missed and self.missed[0][0] <= self.twin.tick:
            self.missed.popleft()[1](self.twin)
        if self.twin.tick < tick:
            self.twin.step()
            return False
        return True
