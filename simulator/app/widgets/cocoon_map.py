"""The cocoon map: topics around a circle, every person a dot drawn towards what they watch."""

from __future__ import annotations

import math
from collections import deque

import numpy as np
from numpy.typing import NDArray
from rich.cells import cell_len
from textual import events
from textual.geometry import Size

from simulator.app import view
from simulator.app.circle import Circle, Dots, circle, jitter, labels, scattered
from simulator.app.inks import HUES, state_ink, topic_ink
from simulator.app.kit import clock
from simulator.app.kit.raster import Raster
from simulator.app.kit.rows import Piece, Row, cells
from simulator.app.kit.text import fitting, shortened, wrap
from simulator.app.widgets.panel import Panel, PersonPicked
from simulator.frames import Crowd, Frame

PAINTS_PER_SECOND = 20
EASE_S = 0.18
"""In this time a dot covers two thirds of its way."""
NEAR = 0.003
"""Dots closer than this to their places, in radii, stand still."""
STILL_H = 6
"""With reduced motion dots get new places only after so many hours."""
TRAIL = 24
"""Last places of the followed person that are drawn."""
LARGE_FROM = 14.0
"""Dots of the circle's area per person from which people are drawn large."""
NAMED_FROM = 20.0
"""On a smaller circle, in dots, the followed person's name would cover the others."""
RINGED_FROM = 16.0
"""On a smaller circle, in dots, the ring where a cocoon begins would be taken for people."""
RINGED = 1.5
"""What a dot of that ring weighs when a cell takes its colour: it shows through a thin crowd, not through a dense one.
"""
REACH = 5.0
"""How far from a click a person may be, in dots."""

WAITING, NARROWEST = 3, 10
"""Lines that say that nobody has watched yet, at most, and their cells at least."""

_RING, TRAIL_COLOUR, _MARK, _NOTE = HUES, HUES + 1, HUES + 2, HUES + 3
INKS = [
    *(f"topic{hue}" for hue in range(HUES)),
    *("faint", "foreground", "bold filled foreground", "dim"),
    *(f"bold topic{hue}" for hue in range(HUES)),
]


class CocoonMap(Panel):
    """Posts `PersonPicked` when a dot is clicked."""

    DEFAULT_CSS = "CocoonMap { padding: 0; }"
    ABOUT = ("map.dot", "map.middle", "map.colour", "map.marked")

    def __init__(self, lang: str, id: str | None = None, classes: str | None = None) -> None:  # noqa: A002
        super().__init__(lang, id, classes)
        nothing = np.empty(0)
        self._people = np.empty(0, np.int32)
        self._shift = jitter(self._people)
        self._x: Dots = nothing
        self._y: Dots = nothing
        self._target_x: Dots = nothing
        self._target_y: Dots = nothing
        self._trail: deque[tuple[int, float, float]] = deque(maxlen=TRAIL)
        self._followed = -1
        self._eased_at = 0.0
        self._moving = False
        self._aimed_at = -STILL_H

    def on_mount(self) -> None:
        super().on_mount()
        self._clock = self.set_interval(1 / PAINTS_PER_SECOND, self._tick, pause=True)

    def show(self, frame: Frame) -> None:
        """Give the dots new places; they get there over the next paintings."""
        self.take(frame)
        if self._due(frame):
            self._aimed_at = frame.tick
            self._aim(frame.crowd)
            self._remember(frame)
        if self._moving:
            return
        if self._far() and self.is_attached:
            self._moving = True
            self._eased_at = clock.now()
            self._clock.resume()
        self.redraw()

    def _due(self, frame: Frame) -> bool:
        """Do dots get new places? With reduced motion a few times a day, or when somebody else is followed."""
        passed = frame.tick - self._aimed_at
        return not self.still or not 0 <= passed < STILL_H or frame.phone.person != self._followed

    def titles(self, frame: Frame) -> tuple[str, str]:
        where = "ring" if self._circle(frame).radius >= RINGED_FROM else "rim"
        room = self.size.width - 4  # corners, and a blank on either side
        reading = (self.say(f"view.map.{long}_{where}") for long in ("reading", "short", "brief"))
        return self.say("view.map.title"), fitting(room, *reading)

    @property
    def room(self) -> Size:
        """The cells that the map and the counts below it have."""
        return self.size

    def called(self, frame: Frame) -> str:
        """What stands beside the followed person's dot."""
        return view.first_name(frame.phone.name)

    def _circle(self, frame: Frame) -> Circle:
        """The circle in all rows but that of the counts."""
        width, height = self.room
        words = view.topic_words(frame, self.say)
        return circle(width, height - 1 if height > 4 else height, words)

    def draw(self, frame: Frame) -> list[Row]:
        width, height = self.room
        rows = height - 1 if height > 4 else height
        raster = Raster(width, rows, HUES + 4)
        words = view.topic_words(frame, self.say)
        letters = [view.topic_letter(frame, topic, self.say) for topic in range(len(frame.topics))]
        at = self._circle(frame)
        raster.points(*at.ring(), _RING, weight=0.01)
        self._people_on(raster, at, frame.crowd.topic % HUES)
        self._ring(raster, at)
        self._embellish(raster, at, frame)
        for label in labels(at, words, letters):
            ink = INKS.index(f"bold {topic_ink(label.topic)}")
            raster.text(label.column, label.row, label.text, ink)
        self._mark(raster, at, frame)
        drawn = [tuple((text, INKS[ink]) for text, ink in runs) for runs in raster.runs()]
        return [*drawn, self._counts(frame)] if rows < height else drawn

    def _people_on(self, raster: Raster, at: Circle, hues: NDArray[np.uint8]) -> None:
        """A dot each; where the circle is large for so few, a dot twice as wide and high."""
        x, y = self._dots(at)
        large = math.pi * at.radius**2 >= LARGE_FROM * len(x)
        for right_by, down_by in ((-0.5, -0.5), (0.5, -0.5), (-0.5, 0.5), (0.5, 0.5)) if large else ((0, 0),):
            raster.points(x + right_by, y + down_by, hues)

    def _ring(self, raster: Raster, at: Circle) -> None:
        """Where a cocoon begins."""
        if at.radius >= RINGED_FROM:
            raster.points(*at.cocoon(), _NOTE, weight=RINGED)

    def _embellish(self, raster: Raster, at: Circle, frame: Frame) -> None:
        """What a larger map has between the dots and the words."""

    def _dots(self, at: Circle) -> tuple[Dots, Dots]:
        return at.place(*scattered(self._x, self._y, self._shift))

    def _mark(self, raster: Raster, at: Circle, frame: Frame) -> None:
        """The followed person: where they came from, a diamond, and their name on the side with more room."""
        found = np.flatnonzero(self._people == self._followed)
        if not len(found) or not np.isfinite(self._x[found[0]]):
            if not np.isfinite(self._x).any():
                self._wait(raster, at)
            return
        here = found[0]
        xs = np.array([*[x for _, x, _ in self._trail][:-1], self._x[here]])
        ys = np.array([*[y for _, _, y in self._trail][:-1], self._y[here]])
        raster.line(*at.place(xs, ys), TRAIL_COLOUR, weight=1e6)
        x, y = at.place(self._x[here : here + 1], self._y[here : here + 1])
        column, row = int(x[0] / 2), int(y[0] / 4)
        name = shortened(self.called(frame), 14)
        before = column > raster.columns / 2
        text = f" {name} ◆" if before else f"◆ {name} "
        text = text if at.radius >= NAMED_FROM else "◆"
        raster.text(column - cell_len(text) + 1 if before else column, row, text, _MARK)

    def _wait(self, raster: Raster, at: Circle) -> None:
        """Inside the rim, clear of the topics' words, in lines of about one length; nothing where they have no room."""
        text, width = self.say("view.map.waiting"), int(at.radius) - 2
        lines = wrap(text, width, WAITING + 1)
        if not 0 < len(lines) <= WAITING or width < NARROWEST:
            return
        while len(shorter := wrap(text, width - 1, WAITING + 1)) == len(lines):
            lines, width = shorter, width - 1
        for row, line in enumerate(lines, raster.rows // 2 - len(lines) // 2):
            raster.text((raster.columns - cell_len(line)) // 2, row, line, _NOTE)

    def _counts(self, frame: Frame) -> Row:
        """ "61% varied  24% narrowing  15% cocoon", or the last of them alone: cut, they would say something else."""
        vitals = (self.settled or frame).vitals
        shares = (vitals.varied, vitals.narrowing, vitals.cocooned)
        names = [self.say(f"view.states.{view.state_name(state)}") for state in view.STATES]
        for figures, gap in ((4, "  "), (1, "  "), (1, " ")):
            row: list[Piece] = []
            for state, name, share in zip(view.STATES, names, shares, strict=True):
                text = self.say("view.map.count", share=view.percent(share).rjust(figures), state=name)
                row += [(text, f"bold {state_ink(state)} ?map.count"), (gap, "")]
            room = self.size.width - cells(row[:-1])
            if room >= 0:
                break
        else:
            row = row[-2:]
            room = max(self.size.width - cells(row[:-1]), 0)
        return ((" " * (room // 2), ""), *row[:-1])

    def _aim(self, crowd: Crowd) -> None:
        """New places; who is known already starts from where they are shown."""
        x, y = self._x, self._y
        if not np.array_equal(crowd.person, self._people):
            x, y = self._carried(crowd, x), self._carried(crowd, y)
            self._people = crowd.person.copy()
            self._shift = jitter(self._people)
        known = np.isfinite(x) & np.isfinite(y) & np.isfinite(crowd.x)
        self._target_x, self._target_y = crowd.x.astype(np.float64), crowd.y.astype(np.float64)
        self._x = np.where(known, x, self._target_x)
        self._y = np.where(known, y, self._target_y)

    def _carried(self, crowd: Crowd, shown: Dots) -> Dots:
        if not len(self._people):
            return np.full(len(crowd.person), np.nan)
        order = np.argsort(self._people, kind="stable")
        place = np.searchsorted(self._people, crowd.person, sorter=order)
        place = order[np.minimum(place, len(order) - 1)]
        return np.where(self._people[place] == crowd.person, shown[place], np.nan)

    def _remember(self, frame: Frame) -> None:
        """Keep the way of the followed person, a place an hour."""
        person = frame.phone.person
        if person != self._followed or (self._trail and frame.tick < self._trail[-1][0]):
            self._trail.clear()
            self._followed = person
        found = np.flatnonzero(frame.crowd.person == person)
        if len(found) and (not self._trail or self._trail[-1][0] != frame.tick):
            x, y = float(frame.crowd.x[found[0]]), float(frame.crowd.y[found[0]])
            if np.isfinite(x):
                self._trail.append((frame.tick, x, y))

    def _far(self) -> bool:
        """Is any dot away from its place?"""
        away = np.maximum(np.abs(self._target_x - self._x), np.abs(self._target_y - self._y))
        return bool((away > NEAR).any())

    def _tick(self) -> None:
        now = clock.now()
        part = 1 - np.exp(-(now - self._eased_at) / EASE_S)
        if self.app.animation_level == "none" or not self._far():
            part = 1.0
            self._moving = False
            self._clock.pause()
        self._eased_at = now
        self._x = self._x + (self._target_x - self._x) * part
        self._y = self._y + (self._target_y - self._y) * part
        if self.display:
            self.redraw()

    def on_click(self, event: events.Click) -> None:
        offset = event.get_content_offset(self)
        if offset is None or self.frame is None or not len(self._people):
            return
        x, y = self._dots(self._circle(self.frame))
        away = np.hypot(x - (2 * offset.x + 1), y - (4 * offset.y + 2))
        if np.isfinite(away).any() and np.nanmin(away) <= REACH:
            self.post_message(PersonPicked(int(self._people[np.nanargmin(away)])))
