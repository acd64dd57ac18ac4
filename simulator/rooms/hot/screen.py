"""Hot now: trends from birth to end, who joined them, and live streams; in a small window one list at a time."""

from __future__ import annotations

from collections.abc import Iterable
from typing import ClassVar

from textual import on
from textual.widget import Widget

from simulator.app.commands import Entry
from simulator.app.screens.room import Room
from simulator.frames import Frame
from simulator.rooms.hot.hot_list import HotRows
from simulator.rooms.hot.streams import HotSays, HotStreams
from simulator.rooms.hot.trend_panels import HotJoined, HotLanes, TrendMarked
from simulator.session import Attend, Session

LISTS = ("lanes", "joined", "streams")
"""In the order in which tab leads through them."""


class HotRoom(Room):
    """Shows the close-up of what is hot; without one, what every frame holds of it."""

    NAME = "hot"
    ATTENDS = "hot"
    CSS_PATH = "hot.tcss"
    KEYS: ClassVar[tuple[Entry, ...]] = (
        Entry("hot.key.next", ("tab", "right"), ("tab", "→"), "screen.turn(1)", 2),
        Entry("hot.key.before", ("left",), ("←",), "screen.turn(-1)"),
        Entry("hot.key.down", ("down",), ("↓",), "screen.move(1)", 3, line="↑↓"),
        Entry("hot.key.up", ("up",), ("↑",), "screen.move(-1)"),
        Entry("hot.key.pick", ("enter",), ("enter",), "screen.pick", 3),
    )

    def __init__(self, session: Session, frame: Frame, lang: str) -> None:
        super().__init__(session, frame, lang)
        self.at = LISTS[0]
        """The list in which the keys move."""
        self._asked = -1

    def furniture(self) -> Iterable[Widget]:
        yield HotSays(self.lang, id="says")
        yield HotLanes(self.lang, id="lanes")
        yield HotJoined(self.lang, id="joined")
        yield HotStreams(self.lang, id="streams")

    def on_mount(self) -> None:
        self._arrange()
        super().on_mount()

    def on_resize(self) -> None:
        self._arrange()
        self.call_after_refresh(lambda: self.show(self.frame))

    def action_turn(self, by: int) -> None:
        """The next list, or the one before."""
        self.at = LISTS[(LISTS.index(self.at) + by) % len(LISTS)]
        self._arrange()
        self.call_after_refresh(lambda: self.show(self.frame))

    def action_move(self, by: int) -> None:
        """Another row of the list."""
        self._list.move(by)

    def action_pick(self) -> None:
        """Follow the marked creator; of a trend, look at its creators."""
        if self.at == "lanes":
            self.action_turn(1)
        else:
            self._list.pick()

    @on(TrendMarked)
    def tell(self, event: TrendMarked) -> None:
        """The close-up shall tell of that trend's creators."""
        if event.number != self._asked:
            self._asked = event.number
            self.session.send(Attend(self.ATTENDS, (event.number,)))

    @property
    def _list(self) -> HotRows:
        return self.query_one(f"#{self.at}", HotRows)

    def _arrange(self) -> None:
        self.update_classes({f"-at-{name}": name == self.at for name in LISTS})
        for name in LISTS:
            self.query_one(f"#{name}", HotRows).active = name == self.at
        for panel in self.query(HotRows):
            panel.redraw()
