"""A world put aside: everything that a session knows of it, so that it goes on exactly where it stood."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from simulator.frames import Aside
from simulator.session.pacer import Pacer

if TYPE_CHECKING:
    from simulator.session.live import LiveWorld, View

MOST_PEOPLE = 50_000
"""A world of more people, its twin counted too, is not kept beside another one: a person takes 9 kB after a day, so
that this many take half a gigabyte, and more later."""


@dataclass(frozen=True, slots=True)
class Waiting:
    """Nothing of it moves while it waits."""

    life: int
    people: int
    world: LiveWorld
    twin: LiveWorld | None
    forked: int
    until: int | None
    view: View
    pacer: Pacer
    ran: bool
    """Was its clock running?"""

    @property
    def told(self) -> Aside:
        """What a frame says of it."""
        return Aside(self.life, self.world.tick, self.people)

    def seen(self, now: View) -> View:
        """Where the camera points as it goes on: at whom it did, but in the language of now, for the screen of now."""
        return replace(
            self.view, lang=now.lang, attends=now.attends, about=now.about, search=None, refused=""
        )
