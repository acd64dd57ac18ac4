"""The why room: the followed person's feed, and why each of its videos stands where it does."""

from __future__ import annotations

from collections.abc import Iterable
from typing import ClassVar

from textual.widget import Widget

from simulator.app.commands import Entry
from simulator.app.playing import along
from simulator.app.screens.room import Room
from simulator.app.widgets.feed_list import FeedList, PlacePicked
from simulator.frames import Frame
from simulator.rooms.why.panels import ReasonPanel
from simulator.session import Attend, Session


class WhyRoom(Room):
    """Begins with the video on the phone; up and down lead through the feed."""

    NAME = "why"
    ATTENDS = "why"
    BORROWS = frozenset(("slash",))
    CSS_PATH = "why.tcss"
    KEYS: ClassVar[tuple[Entry, ...]] = (
        Entry("why.key.down", ("down",), ("↓",), "screen.move(1)", 3, line="↑ ↓"),
        Entry("why.key.up", ("up",), ("↑",), "screen.move(-1)"),
        Entry("why.key.first", ("home",), ("home",), "screen.move(-99)"),
        Entry("why.key.find", ("slash",), ("/",), "screen.find", 3),
    )

    def __init__(self, session: Session, frame: Frame, lang: str) -> None:
        super().__init__(session, frame, lang)
        self.place = max(along(frame.phone, frame.tick, frame.progress).place, 0)
        self._feed = FeedList(lang, id="feed")
        self._reason = ReasonPanel(lang, id="reason")
        self._asked: tuple[int, ...] = ()
        self._person = frame.phone.person

    def furniture(self) -> Iterable[Widget]:
        yield self._feed
        yield self._reason

    def on_mount(self) -> None:
        self._mark()
        super().on_mount()

    def show(self, frame: Frame) -> None:
        if frame.phone.person != self._person:
            self._person, self.place = frame.phone.person, 0
        self.frame = frame
        self._mark()
        super().show(frame)

    def action_move(self, by: int) -> None:
        """Another place of the feed."""
        self.place = min(max(self.place + by, 0), max(len(self.frame.phone.items) - 1, 0))
        self._mark()

    async def action_find(self) -> None:
        """Type a name; the app follows who is picked."""
        await self.app.run_action("choose('person')")

    def on_place_picked(self, event: PlacePicked) -> None:
        self.place = event.place
        self._mark()

    def _mark(self) -> None:
        """Have both panels, and the close-up, speak of the place."""
        items = self.frame.phone.items
        place = min(self.place, max(len(items) - 1, 0))
        if self._feed.place != place or self._reason.place != place:
            self._feed.mark(place)
            self._reason.mark(place)
        wanted = (items[place].video, place) if items else ()
        if wanted != self._asked:
            self._asked = wanted
            self.session.send(Attend(self.ATTENDS, wanted))
