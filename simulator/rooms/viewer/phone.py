"""The player's own phone: the same screen as anybody's, only that the video waits for what the player does."""

from __future__ import annotations

from dataclasses import replace

from simulator.app.kit.rows import Row, paragraph, telling
from simulator.app.playing import PhoneScene
from simulator.app.widgets.phone import PhonePanel
from simulator.frames import FeedItem, Frame
from simulator.rooms.viewer.state import PlayerFeed

AHEAD = 3
"""Videos of those to come that stand there in any case; where there is room, more of them."""


class PlayerPhone(PhonePanel):
    """`play` says what is on."""

    WHO = "you"

    def __init__(self, lang: str, id: str | None = None, classes: str | None = None) -> None:  # noqa: A002
        super().__init__(lang, id, classes)
        self._scene: PhoneScene | None = None
        self._later: tuple[FeedItem, ...] = ()
        self._held = False

    def play(
        self,
        frame: Frame,
        feed: PlayerFeed,
        place: int,
        seconds: float,
        acts: dict[str, bool],
        held: bool = False,
    ) -> None:
        """Show this place of the line, watched for so many seconds, with what the player has pressed; if it is
        `held`, it says which key lets it run."""
        self._scene, self._held = None, held
        if place < len(feed.line):
            item = replace(feed.line[place], watch_s=seconds, **acts)
            ahead, self._later = feed.line[place + 1 :][:AHEAD], feed.line[place + 1 :][AHEAD:]
            items = (*feed.line[:place], item, *ahead)
            phone = replace(frame.phone, person=feed.person, online=True, items=items, watched=place + 1)
            self._scene = PhoneScene(phone, frame.tick, place, seconds)
        self.frame = frame
        self.redraw()

    def titles(self, frame: Frame) -> tuple[str, str]:
        return self.say("viewer.phone", name=frame.phone.name), ""

    def _presence(self, scene: PhoneScene, width: int) -> Row:
        del scene
        if self._held:
            return ((self.say("viewer.held"), "bold accent"),)
        return ((self.say("viewer.playing"), "dim"),)

    def draw(self, frame: Frame) -> list[Row]:
        width, height = self.size
        scene = self._scene
        if scene is None or scene.item is None:
            return paragraph(self.say("viewer.waiting"), "dim", width, height)
        rows = self.feed(frame, scene, width, height)
        more = self._later if len(rows) + len(self._later) <= height else ()
        return [*rows, *(telling("phone.next", *self._line(frame, item)) for item in more)]
