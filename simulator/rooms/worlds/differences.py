"""How two worlds differ: a sentence and an arrow for each figure, curves of both, what turned, what was guessed."""

from __future__ import annotations

from collections.abc import Sequence
from functools import partial

from simulator.app import turns, view
from simulator.app.chart import Line, chart
from simulator.app.guess import Guess
from simulator.app.kit.rows import REST, Row, beside, line, paragraph, telling
from simulator.app.kit.text import around, wrap
from simulator.app.widgets.panel import Panel
from simulator.frames import Frame
from simulator.frames.told import entry, long
from simulator.rooms.worlds.figures import INKS
from simulator.rooms.worlds.two_worlds import MEASURES, SharedFigure, apart, arrow, sentence, since_fork

ARROW = 9
"""Cells for an arrow and its number."""
CHART_FROM = 40
"""A chart is at least so wide."""
FLAT = 14
"""Below so many rows a chart stands beside the sentences, not below."""
CURVES = 6
"""A chart with its caption is at least so high."""


class Differences(Panel):
    """Between two worlds, or below them. The room sets `guess`."""

    PACED = True
    ABOUT = ("worlds.help.luck",)

    def __init__(self, lang: str, id: str | None = None) -> None:  # noqa: A002
        super().__init__(lang, id)
        self.guess: Guess | None = None

    @property
    def hidden(self) -> str:
        """Name of the figure that somebody guesses about."""
        return self.guess.hides if self.guess is not None else ""

    def titles(self, frame: Frame) -> tuple[str, str]:
        if frame.twin is None:
            return self.say("worlds.between"), ""
        return f"{self.say('worlds.between')} · {apart(frame, self.say)}", self.say("worlds.rule")

    def draw(self, frame: Frame) -> list[Row]:
        width, height = self.size
        if frame.twin is None:
            return paragraph(self.say("worlds.intro"), "", width, height)
        if height >= FLAT:
            return self._tall(frame, width, height)
        half = (width - 3) // 2
        if half < CHART_FROM:
            return [*self._sentences(frame, width, 1), *self._notes(frame, width, height - len(MEASURES), 1)]
        told = self._sentences(frame, half, 1)
        told += self._notes(frame, half, height - len(told), 2)
        shown = next(measure for measure in MEASURES[1:] if measure.name != self.hidden)
        return beside(told, self._curves(shown, frame, width - half - 3, height), half, 3)

    def _tall(self, frame: Frame, width: int, height: int) -> list[Row]:
        """Everything in one column: sentences, as many charts as there is room for, notes at the bottom."""
        rows = [*self._sentences(frame, width, 2), ()]
        notes = self._notes(frame, width, 5, 3)
        shown = [measure for measure in (*MEASURES[1:], MEASURES[0]) if measure.name != self.hidden]
        room = height - len(rows) - 6
        shown = shown[: max(room // CURVES, 0)]
        for place, measure in enumerate(shown):
            each = room // len(shown) + (place < room % len(shown))
            rows += [*self._curves(measure, frame, width, each - 1), ()]
        return [*rows, *([()] * (height - len(rows) - len(notes))), *notes]

    def _sentences(self, frame: Frame, width: int, lines: int) -> list[Row]:
        """`lines` rows for each figure: the sentence, and on its first row the arrow."""
        rows: list[Row] = []
        room = width - ARROW - 1
        for measure in MEASURES:
            secret = measure.name == self.hidden
            text = sentence(measure, frame, self.say, self.hidden, room * lines)
            wrapped = [*wrap(text, room, lines), *[""] * lines][:lines]
            mark = "" if secret else arrow(measure, frame, self.say)
            ink = ("dim" if secret else "") + f" ?{entry(measure.name)}"
            for place, text in enumerate(wrapped):
                end = (mark if place == 0 else "", "bold accent ?worlds.help.arrow", -ARROW)
                rows.append(line(width, (text, ink, REST), (" ", ""), end))
        return rows

    def _curves(self, measure: SharedFigure, frame: Frame, width: int, height: int) -> list[Row]:
        """A caption and both worlds' lines since they parted."""
        assert frame.twin is not None
        from_here = since_fork(frame)
        worlds = ((frame, "worlds.here", INKS[0]), (frame.twin, "worlds.there", INKS[1]))
        curves = [Line(self.say(name), ink, measure.series(world)[from_here]) for world, name, ink in worlds]
        known = [float(value) for curve in curves for value in curve.shares]
        ticks = frame.trends.tick[from_here]
        if any(len(curve.shares) != len(ticks) for curve in curves):
            return []
        drawn = chart(ticks, curves, width, height - 1, self.say, measure.write, measure.top(*known))
        caption = long(measure.name, self.say)
        return [
            ((caption, "dim ?worlds.help.charts"),),
            *(telling("worlds.help.charts", *row) for row in drawn),
        ]

    def _notes(self, frame: Frame, width: int, height: int, lines: int) -> list[Row]:
        """The guess or how to make one, and the newest turning point of either world; the guess goes first."""
        guess = self.guess
        told = self.say("worlds.guess_hint") if guess is None else guess.sentence(self.say)
        ink = "dim ?worlds.help.guess" if guess is None else "bold warning ?worlds.help.guess"
        notes = [(told, ink), *((text, "bold accent") for text in self._news(frame, width * lines))]
        rows: list[Row] = []
        for text, colour in notes:
            rows += paragraph(text, colour, width, min(lines, height - len(rows)))
        return rows[:height]

    def _news(self, frame: Frame, room: int) -> Sequence[str]:
        """The newest turning point of either world, in about as many cells."""
        newest = [
            (turn, world, key)
            for world, key in ((frame, "worlds.news_here"), (frame.twin, "worlds.news_there"))
            if world is not None and (turn := turns.newest(world)) is not None and turn.tick > frame.forked
        ]
        if not newest:
            return []
        turn, world, key = max(newest, key=lambda news: news[0].tick)
        clock = view.clock(turn.tick, self.say)
        told = around(
            room,
            lambda text: self.say(key, clock=clock, text=text),
            partial(turns.within, turn, world, world, self.say),
        )
        return [told]
