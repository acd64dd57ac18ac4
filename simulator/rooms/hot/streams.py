"""What is going on in sentences; and the live streams: announced, on air, and past, with what was said in them."""

from __future__ import annotations

from textual import events

from simulator.app import view
from simulator.app.columns import topic_column
from simulator.app.inks import topic_ink
from simulator.app.kit.rows import Piece, Row, cells
from simulator.app.kit.strokes import sparkline
from simulator.app.kit.table import WIDEST, TableColumn, table
from simulator.app.kit.text import fitting, wrap
from simulator.app.widgets.panel import CreatorPicked, Panel
from simulator.frames import Frame
from simulator.locale import Wording
from simulator.rooms.hot.hot_list import Column, HotRows
from simulator.rooms.hot.hot_words import known, minutes_each, sentences, streams_of, when
from simulator.rooms.hot.state import HotCloseUp, LiveTotals, Stream

TIMED, NAMED = 17, 17
FIGURES: tuple[Column, ...] = (
    ("viewers", 9), ("followers", 11), ("minutes", 9), ("gifts", 7), ("comments", 10), ("follows", 9)
)  # fmt: skip
ANNOUNCED = 3


class HotSays(Panel):
    """What goes on, in a sentence on trends and one on streams."""

    PACED = True

    def titles(self, frame: Frame) -> tuple[str, str]:
        del frame
        return self.say("hot.going_on"), ""

    def draw(self, frame: Frame) -> list[Row]:
        width, height = self.size
        told = [wrap(text, width - 2, max(height, 1)) for text in sentences(frame, self.say)]
        while len(told) > 2 and sum(len(lines) for lines in told) > height:
            told.pop()  # half a sentence helps nobody
        return [
            (("▪ " if place == 0 else "  ", "bold accent"), (line, ""))
            for lines in told
            for place, line in enumerate(lines)
        ]


class HotStreams(HotRows):
    """Streams from the latest announced one on top to the oldest; the mark begins at the newest that happened."""

    def __init__(self, lang: str, id: str | None = None) -> None:  # noqa: A002
        super().__init__(lang, id)
        self._streams: list[Stream] = []
        self._marked_stream: tuple[int, int] | None = None

    def remember(self) -> None:
        """Streams move down as new ones come."""
        if self.marked < len(self._streams):
            stream = self._streams[self.marked]
            self._marked_stream = (stream.tick, stream.creator)

    def pick(self) -> None:
        """Follow the creator of the marked stream."""
        if self.marked < len(self._streams):
            self.post_message(CreatorPicked(self._streams[self.marked].creator))

    def titles(self, frame: Frame) -> tuple[str, str]:
        closeup = frame.closeup
        today = ""
        if isinstance(closeup, HotCloseUp):
            today = self._totals("hot.today", closeup.day)
        return self.title("hot.streams"), today

    def _totals(self, key: str, totals: LiveTotals) -> str:
        each = view.decimal(totals.viewers / totals.streams) if totals.streams else view.DASH
        return self.say(
            key,
            streams=view.whole(totals.streams),
            viewers=view.whole(totals.viewers),
            each=each,
            gifts=view.whole(totals.gifts),
            comments=view.whole(totals.comments),
        )

    def draw(self, frame: Frame) -> list[Row]:
        width, height = self.size
        closeup = frame.closeup
        coming = closeup.planned[:ANNOUNCED] if isinstance(closeup, HotCloseUp) else ()
        self._streams = [*reversed(coming), *streams_of(frame)]
        if not self._streams:
            return [((self.say("hot.no_streams"), "dim"),)]
        keys = [(stream.tick, stream.creator) for stream in self._streams]
        if self._marked_stream in keys:  # what is announced and what is over move no mark
            self.marked = keys.index(self._marked_stream)
        elif self._marked_stream is None or self.marked >= len(keys):
            self.marked = min(len(coming), len(keys) - 1)
        foot = self._foot(frame, width) if height >= 7 else []
        said = self._said(width, min(max(height - len(foot) - 7, 0), 4))
        head, body = table(self._columns(frame), len(self._streams), width - 2)
        head = (("  ", ""), *head)
        rows = [head, *self.scrolled(body, 1, height - 1 - len(foot) - len(said))]
        rows += [()] * (height - len(rows) - len(said) - len(foot))
        return [*rows, *said, *foot]

    def _columns(self, frame: Frame) -> list[TableColumn]:
        """When, who, on which topic, and figures."""
        say, streams = self.say, self._streams
        ahead = [stream.tick >= frame.tick for stream in streams]
        now = [stream.tick == frame.tick - 1 for stream in streams]
        states = list(zip(streams, ahead, now, strict=True))
        return [
            TableColumn(
                ((say("hot.column.when"), "dim ?hot.help.when"),),
                [_time(stream, frame, say, later=later, live=live) for stream, later, live in states],
                size=TIMED,
            ),
            TableColumn(
                ((say("hot.column.creator"), "dim ?hot.help.creator"),),
                [
                    ((f"@{stream.name}", "dim" if later else "bold " * live + topic_ink(stream.topic)),)
                    for stream, later, live in states
                ],
                least=NAMED,
                most=WIDEST,
            ),
            topic_column(frame, [stream.topic for stream in streams], say, len(FIGURES) + 1),
            *self.figures(FIGURES, [_figures(stream, frame, say) for stream in streams]),
        ]

    def _said(self, width: int, most: int) -> list[Row]:
        """The last that was written or sent in the marked stream, below a line that says so."""
        said = self._streams[self.marked].said if self.marked < len(self._streams) else ()
        if most < 2 or not said:
            return []
        name = self._streams[self.marked].name
        rows: list[Row] = [((self.say("hot.said_in", name=name), "bold primary"),)]
        for _, who, text in said[-(most - 1) :]:
            who = fitting(width // 3, who)
            rows.append(((f"  {who}  ", "bold"), (text, "")))
        return rows

    def _foot(self, frame: Frame, width: int) -> list[Row]:
        closeup = frame.closeup
        if not isinstance(closeup, HotCloseUp):
            return []
        title: Piece = (fitting(width // 2, self.say("hot.daily")) + " ", "dim ?hot.help.daily")
        room = min(width - cells((title,)), 2 * len(closeup.daily))
        curve = sparkline(closeup.daily.astype(float), room)[0]
        return [
            ((self._totals("hot.week", closeup.week), "?hot.help.totals"),),
            ((self._totals("hot.ever", closeup.ever), "dim ?hot.help.totals"),),
            (title, (curve, "soft ?hot.help.daily")),
        ]

    def on_click(self, event: events.Click) -> None:
        offset = event.get_content_offset(self)
        place = self.row_at(offset.y) if offset is not None else -1
        if place >= 0:
            self.mark(place)
            self.pick()


def _figures(stream: Stream, frame: Frame, say: Wording) -> dict[str, str]:
    """What a row says of a stream; of one that is announced, how many followers it will reach."""
    if stream.tick >= frame.tick:
        return {**dict.fromkeys((key for key, _ in FIGURES), ""), "followers": known(stream.followers, say)}
    return {
        "viewers": known(stream.viewers, say),
        "followers": known(stream.followers, say),
        "minutes": view.decimal(minutes_each(stream)),
        "gifts": known(stream.gifts, say),
        "comments": known(stream.comments, say),
        "follows": f"+{stream.follows}" if stream.follows >= 0 else view.DASH,
    }


def _time(stream: Stream, frame: Frame, say: Wording, *, later: bool, live: bool) -> Row:
    """When, behind a sign that says the same."""
    time = say("hot.now") if live else when(stream.tick, frame.tick, say)
    sign = "○" if later else "●" if live else "·"
    return ((f"{sign} {time}", f"{'bold success' if live else 'dim'} ?hot.help.when"),)
