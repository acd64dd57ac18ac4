"""The followed person's feed as a list: every video of the visit and what they did with it, then what was next."""

from __future__ import annotations

from textual import events
from textual.message import Message

from simulator.app import view
from simulator.app.columns import topic_column
from simulator.app.kit.rows import Row, telling
from simulator.app.kit.strokes import bar
from simulator.app.kit.table import WIDEST, TableColumn, table
from simulator.app.kit.text import fitting
from simulator.app.playing import along
from simulator.app.widgets.panel import Panel
from simulator.frames import FeedItem, Frame

HEAD = 1
WATCHED_BAR, TITLED = 6, 10
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
        return fitting(self.title_room, title, phone.name), seen

    def mark(self, place: int) -> None:
        """Mark a place."""
        self.place = place
        self.redraw()

    def draw(self, frame: Frame) -> list[Row]:
        width, height = self.size
        items = frame.phone.items
        if not items:
            text = self.say("view.phone.waiting", name=frame.phone.name)
            return [((text, "dim"),)]
        place, room = min(self.place, len(items) - 1), height - HEAD
        self._first = max(min(place - room // 2, len(items) - room), 0)
        playing = along(frame.phone, frame.tick, frame.progress).place if frame.phone.online else -1
        shown = range(self._first, min(self._first + room, len(items)))
        head, body = table(self._columns(frame, place, shown, worded=width >= WORDED), len(shown), width - 2)
        marks = ["▶ " if each == place else "· " if each == playing else "  " for each in shown]
        return [
            telling("why.help.feed", ("  ", ""), *head),
            *(((mark, "bold accent"), *row) for mark, row in zip(marks, body, strict=True)),
        ]

    def _columns(self, frame: Frame, marked: int, shown: range, *, worded: bool) -> list[TableColumn]:
        """Place, topic, title, how much was watched, and what was done."""
        say, items = self.say, [frame.phone.items[each] for each in shown]
        inks = [
            "bold accent" if each == marked else "" if each < frame.phone.watched else "dim" for each in shown
        ]
        head: Row = ((say("why.feed.topic") if worded else "", "dim"),)
        return [
            TableColumn((("  #", "dim"),), [((f"{each + 1:3}", "dim"),) for each in shown]),
            topic_column(
                frame, [item.topic for item in items], say, head=head, bold=True, letters=not worded
            ),
            TableColumn(
                ((say("why.feed.video"), "dim"),),
                [((item.title, ink),) for item, ink in zip(items, inks, strict=True)],
                least=TITLED,
                most=WIDEST,
            ),
            TableColumn(
                ((say("why.feed.watched"), "dim"),),
                [
                    _watched(item, say("why.feed.next"), watched=each < frame.phone.watched)
                    for each, item in zip(shown, items, strict=True)
                ],
                size=WATCHED_BAR + 1,
            ),
            TableColumn(
                ((say("why.feed.did"), "dim"),),
                [
                    (
                        (
                            "".join(sign if getattr(item, act) else " " for act, sign in _ACTIONS),
                            "accent ?why.help.feed",
                        ),
                    )
                    for item in items
                ],
                rank=1,
            ),
        ]

    def on_click(self, event: events.Click) -> None:
        offset = event.get_content_offset(self)
        if offset is not None and self.frame is not None:
            place = self._first + offset.y - HEAD
            if self._first <= place < len(self.frame.phone.items):
                self.post_message(PlacePicked(place))


def _watched(item: FeedItem, coming: str, *, watched: bool) -> Row:
    """The share that was watched as a bar; of what is yet to come, a word."""
    share = item.watch_s / item.duration_s if item.duration_s > 0 else 0.0
    return (
        (bar(share, WATCHED_BAR) if watched else coming, ("soft" if watched else "dim") + " ?why.help.feed"),
    )
