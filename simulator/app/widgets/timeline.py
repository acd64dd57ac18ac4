"""The timeline: days in one row, and under it in words where one is looking, and the keys that move there."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from textual import events
from textual.message import Message

from simulator.app import view
from simulator.app.commands import Entry, key_label, name_of
from simulator.app.kit.rows import REST, Piece, Row, as_many, cells, line
from simulator.app.kit.strokes import full_of
from simulator.app.widgets.panel import Panel
from simulator.frames import HOURS_PER_DAY, Frame
from simulator.locale import catalogue

LABEL_CELLS = 6
"""The number of a day has at least this much room."""
DAY_STEPS = (1, 2, 5, 7, 14, 28, 56, 140, 280, 700, 1_400, 2_800, 7_000)


@dataclass(frozen=True, slots=True)
class Span:
    """What the timeline shows. Hours are ticks."""

    first: int
    last: int
    """The newest hour: now, or the end of a recording."""
    at: int
    """The hour that is looked at."""
    marks: tuple[int, ...] = ()
    """Hours since which other rules have filled the feeds."""
    recording: bool = False


class Timeline(Panel):
    """Two rows above nothing else: it takes the place of the line of keys. Posts `Moved` when clicked."""

    DEFAULT_CSS = "Timeline { dock: bottom; height: 2; padding: 0 1; border: none; background: $panel; }"

    class Moved(Message):
        """Somebody clicked on this hour."""

        def __init__(self, tick: int) -> None:
            super().__init__()
            self.tick = tick

    def __init__(self, lang: str, span: Span, keys: Sequence[Entry]) -> None:
        super().__init__(lang)
        self.span = span
        self._keys = keys

    def tell(self, span: Span, lang: str) -> None:
        """Show this, in this language."""
        self.span = span
        self.say = catalogue(lang)
        self.redraw()

    def show(self, frame: Frame) -> None:
        """Frames come with `tell`: what is drawn here is where they stand among all others."""

    def redraw(self) -> None:
        if self.is_attached and self.size.width:
            self.paint([self._line(), self._words()])

    def _line(self) -> Row:
        span, width = self.span, self.size.width
        glyphs = np.full(width, "─", dtype="<U1")
        for tick, label in self._days():
            for place, glyph in enumerate(f"┼{label}", start=self.column(tick)):
                if place < width:
                    glyphs[place] = glyph
        glyphs[[self.column(tick) for tick in span.marks]] = "◆"
        here = self.column(span.at)
        before, after = "".join(glyphs[:here]), "".join(glyphs[here + 1 :])
        return (
            (before, "primary card ?timeline.help.line"),
            ("●", "bold warning card ?timeline.help.cursor"),
            (after, "dim card ?timeline.help.line"),
        )

    def _days(self) -> list[tuple[int, str]]:
        """Hours at which a day begins, and its number; as many as there is room for."""
        span = self.span
        first_day = -(-span.first // HOURS_PER_DAY)
        days = (span.last - span.first) / HOURS_PER_DAY
        step = next(
            (step for step in DAY_STEPS if self.size.width * step >= LABEL_CELLS * days), DAY_STEPS[-1]
        )
        starts = range(-(-first_day // step) * step, span.last // HOURS_PER_DAY + 1, step)
        return [(day * HOURS_PER_DAY, str(day + 1)) for day in starts]

    def column(self, tick: int) -> int:
        """The cell of an hour."""
        span = self.span
        share = (tick - span.first) / max(span.last - span.first, 1)
        return round(min(max(share, 0.0), 1.0) * (self.size.width - 1))

    def _words(self) -> Row:
        span, say = self.span, self.say
        then, now = view.clock(span.at, say), view.clock(span.last, say)
        words = say("timeline.recording" if span.recording else "timeline.past", then=then, now=now)
        begin: Piece = (f"◀ {words}", "bold warning card ?timeline.help.memory")
        keys = sorted((key for key in self._keys if key.rank), key=lambda key: key.rank)
        end = as_many(
            self.size.width - cells([begin]) - 2,
            (
                (
                    (f"  {entry.line or key_label(entry, say)}", "bold accent card"),
                    (f" {self._word(entry)}", "card"),
                )
                for entry in keys
            ),
        )
        return line(self.size.width, begin, (full_of(" "), "card", REST), *end)

    def _word(self, entry: Entry) -> str:
        """In a recording nothing is now: its first key puts the timeline away."""
        leaves = self.span.recording and entry is self._keys[0]
        return self.say("timeline.key.close.name") if leaves else name_of(entry, self.say)

    def on_click(self, event: events.Click) -> None:
        """On the line: look there."""
        offset = event.get_content_offset(self)
        if offset is not None and offset.y == 0:
            span = self.span
            share = offset.x / max(self.size.width - 1, 1)
            self.post_message(self.Moved(round(span.first + share * (span.last - span.first))))
