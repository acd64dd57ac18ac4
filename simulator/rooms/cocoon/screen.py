"""The cocoon room: the map large, the states over time, who watches what, one person's diet and neighbours."""

from __future__ import annotations

from collections.abc import Iterable
from typing import ClassVar

from textual.widget import Widget

from simulator.app.commands import Entry
from simulator.app.screens.room import Room
from simulator.app.widgets.panel import Panel
from simulator.frames import Frame
from simulator.rooms.cocoon.diet_panel import DietPanel
from simulator.rooms.cocoon.groups_panel import GroupsPanel
from simulator.rooms.cocoon.neighbours_panel import NeighboursPanel
from simulator.rooms.cocoon.state import CocoonCloseUp
from simulator.rooms.cocoon.states_panel import StatesPanel
from simulator.rooms.cocoon.trail_map import TrailMap
from simulator.session import Attend, Session

VIEWS = ("ways", "states", "groups", "diet", "near")
"""In the order in which the arrow keys lead through them."""
ASIDE = VIEWS[2:]
"""Those that take turns beside the map where not all of them have room."""
MOST_TRAILS = 8


class CocoonRoom(Room):
    """A small window shows one view at a time, a middling one the map and another, a large one all."""

    NAME = "cocoon"
    ATTENDS = "cocoon"
    BORROWS = frozenset(("slash",))
    CSS_PATH = "cocoon.tcss"
    KEYS: ClassVar[tuple[Entry, ...]] = (
        Entry("cocoon.key.next", ("right", "tab"), ("→", "tab"), "screen.turn(1)", 3, line="← →"),
        Entry("cocoon.key.before", ("left",), ("←",), "screen.turn(-1)"),
        Entry("cocoon.key.find", ("slash",), ("/",), "screen.find", 3),
        Entry("cocoon.key.trail", ("l",), ("l",), "screen.trail", 4),
        Entry("cocoon.key.near", ("n",), ("n",), "screen.trails_of_neighbours", 5),
        Entry("cocoon.key.clear", ("x",), ("x",), "screen.clear", 8),
        Entry("cocoon.key.down", ("down",), ("↓",), "screen.mark(1)", 8, line="↑ ↓"),
        Entry("cocoon.key.up", ("up",), ("↑",), "screen.mark(-1)"),
        Entry("cocoon.key.pick", ("enter",), ("enter",), "screen.pick", 8),
    )

    def __init__(self, session: Session, frame: Frame, lang: str) -> None:
        super().__init__(session, frame, lang)
        self.trails: tuple[int, ...] = ()
        """People whose ways are kept on the map, besides the followed one's."""
        self.at = VIEWS[0]
        self._aside = ASIDE[0]
        self._near = NeighboursPanel(lang, id="near")
        self._asked: tuple[int, ...] = ()

    def furniture(self) -> Iterable[Widget]:
        yield TrailMap(self.lang, id="ways")
        yield StatesPanel(self.lang, id="states")
        yield GroupsPanel(self.lang, id="groups")
        yield DietPanel(self.lang, id="diet")
        yield self._near

    def on_mount(self) -> None:
        self._arrange()
        super().on_mount()
        self._ask()

    def show(self, frame: Frame) -> None:
        super().show(frame)
        self._ask()

    def on_resize(self) -> None:
        self._arrange()

    def action_turn(self, by: int) -> None:
        """The next view, or the one before."""
        if self.has_class("-narrow") or self.has_class("-w-tiny"):
            self.at = VIEWS[(VIEWS.index(self.at) + by) % len(VIEWS)]
            self._aside = self.at if self.at in ASIDE else self._aside
        else:
            self._aside = ASIDE[(ASIDE.index(self._aside) + by) % len(ASIDE)]
        self._arrange()

    async def action_find(self) -> None:
        """Type a name; the app follows who is picked."""
        await self.app.run_action("choose('person')")

    def action_trail(self) -> None:
        """Keep the way of the followed person on the map, or let go of it."""
        person = self.frame.phone.person
        if person in self.trails:
            self._keep(tuple(each for each in self.trails if each != person))
        elif len(self.trails) < MOST_TRAILS:
            self._keep((*self.trails, person))
        else:
            self.notify(self.say("cocoon.map.full", most=MOST_TRAILS), severity="warning", markup=False)

    def action_trails_of_neighbours(self) -> None:
        """Keep the ways of the nearest neighbours, as many as there is room for."""
        closeup = self.frame.closeup
        near = [each.person for each in closeup.neighbours] if isinstance(closeup, CocoonCloseUp) else []
        self._keep(
            tuple(dict.fromkeys((self.frame.phone.person, *near)))[:MOST_TRAILS] if near else self.trails
        )

    def action_clear(self) -> None:
        """Let go of all ways that are kept."""
        self._keep(())

    def action_mark(self, by: int) -> None:
        """Mark another neighbour."""
        self._near.move(by)

    def action_pick(self) -> None:
        """Follow the marked neighbour."""
        if self._near.display:
            self._near.pick()

    def _keep(self, people: tuple[int, ...]) -> None:
        self.trails = people
        self._ask()

    def _ask(self) -> None:
        """Have the close-up show the way of the followed person and those that are kept."""
        wanted = tuple(dict.fromkeys((self.frame.phone.person, *self.trails)))
        if wanted != self._asked:
            self._asked = wanted
            self.session.send(Attend(self.ATTENDS, wanted))

    def _arrange(self) -> None:
        """Classes say which views are seen; theme and sizes do the rest."""
        at = {f"-at-{name}": name == self.at for name in VIEWS}
        self.update_classes(at | {f"-aside-{name}": name == self._aside for name in VIEWS})
        self.call_after_refresh(self._catch_up)

    def _catch_up(self) -> None:
        """Views that have just come to be seen have missed frames."""
        for panel in self.query(Panel):
            if panel.display and panel.frame is not self.frame:
                panel.show(self.frame)
