"""The followed person's feed as a list: every video of the visit and what they did with it, then what was next."""

from __future__ import annotations

from rich.cells import cell_len
from textual import events
from textual.message import Message

from simulator.app import view
from simulator.app.inks import topic_ink
from simulator.app.kit.rows import Row, telling
from simulator.app.kit.strokes import bar, fit, left, right
from simulator.app.playing import along
from simulator.app.widgets.panel import Panel
from simulator.frames import FeedItem, Frame

HEAD = 1
PLACED, WATCHED_BAR, TOPICAL = 6, 6, 11
WORDED = 60
"""Cells from which a topic has its word, not its letter alone."""
_ACTIONS = (("liked", "♥"), ("commented", "✎"), ("shared", "↗"), ("followed", "+"), ("disliked", "✕"))


class PlacePicked(Message):
    """Somebody clicked on a place of the feed."""

    def __init__(self, place: int) -> None:
        super().__init__()
        self.place = place


class FeedList(Panel):
    """Shows `Frame.phone`. Posts `PlacePicked` when a row is clicked; `place` is the one marked."""

    PACED = True

    def __init__(self, lang: str, id: str | None = None, classes: str | None = None) -> None:  # noqa: A002
        super().__init__(lang, id, classes)
        self.place = 0
        self._first = 0

    def titles(self, frame: Frame) -> tuple[str, str]:
        phone = frame.phone
        title = self.say("why.feed.title", name=phone.name)
        seen = view.presence(phone, frame.tick, self.say)
        room = self.size.width - 2
        return (title if cell_len(title) <= room else fit(phone.name, room)), seen

    def mark(self, place: int) -> None:
        """Mark a place."""
        self.place = place
        self.redraw()

    def draw(self, frame: Frame) -> list[Row]:
        width, height = self.size
        items = frame.phone.items
        if not items:
            text = self.say("view.phone.waiting", name=frame.phone.name)
            return [((fit(text, width), "dim"),)]
        place, room = min(self.place, len(items) - 1), height - HEAD
        self._first = max(min(place - room // 2, len(items) - room), 0)
        playing = along(frame.phone, frame.tick, frame.progress).place if frame.phone.online else -1
        return [
            self._head(width),
            *(
                self._row(frame, items[each], each, (each == place, each == playing), width)
                for each in range(self._first, min(self._first + room, len(items)))
            ),
        ]

    def _head(self, width: int) -> Row:
        """The words over the columns."""
        say = self.say
        topic = left(say("why.feed.topic"), TOPICAL) if width >= WORDED else "  "
        before = f"{right('#', PLACED - 1)} {topic}{say('why.feed.video')}"
        after = left(say("why.feed.watched"), WATCHED_BAR + 1) + left(say("why.feed.did"), len(_ACTIONS))
        return telling(
            "why.help.feed", (left(before, width - len(_ACTIONS) - WATCHED_BAR - 1) + after, "dim")
        )

    def _row(self, frame: Frame, item: FeedItem, place: int, now: tuple[bool, bool], width: int) -> Row:
        marked, playing = now
        watched = place < frame.phone.watched
        actions = "".join(sign if getattr(item, action) else " " for action, sign in _ACTIONS)
        share = item.watch_s / item.duration_s if item.duration_s > 0 else 0.0
        done = bar(share, WATCHED_BAR) if watched else left(self.say("why.feed.next"), WATCHED_BAR)
        topical = TOPICAL if width >= WORDED else 2
        word = view.topic_word(frame, item.topic, self.say)
        topic = word if topical > 2 else view.topic_letter(frame, item.topic, self.say)
        titled = width - PLACED - topical - WATCHED_BAR - 1 - len(_ACTIONS) - 1
        return (
            ("▶ " if marked else "· " if playing else "  ", "bold accent"),
            (right(str(place + 1), 3) + " ", "dim"),
            (left(topic, topical), f"bold {topic_ink(item.topic)}"),
            (left(item.title, titled), "bold accent" if marked else "" if watched else "dim"),
            (" ", ""),
            (done, ("soft" if watched else "dim") + " ?why.help.feed"),
            (" " + actions, "accent ?why.help.feed"),
        )

    def on_click(self, event: events.Click) -> None:
        offset = event.get_content_offset(self)
        if offset is not None and self.frame is not None:
            place = self._first + offset.y - HEAD
            if self._first <= place < len(self.frame.phone.items):
                self.post_message(PlacePicked(place))
