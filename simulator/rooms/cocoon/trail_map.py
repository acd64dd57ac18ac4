"""The cocoon map of the cocoon room: where many stand together, which topic leads there, where people came from."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

import numpy as np
from numpy.typing import NDArray

from simulator.app import view
from simulator.app.circle import Circle, Label, labels
from simulator.app.inks import HUES, topic_ink
from simulator.app.kit.raster import Raster
from simulator.app.kit.text import fit, fitting
from simulator.app.widgets.cocoon_map import INKS, TRAIL_COLOUR, CocoonMap
from simulator.frames import Frame
from simulator.rooms.cocoon.state import CocoonCloseUp, Way

DENSE = ((8, "▒"), (16, "▓"), (32, "█"))
"""From so many people on, a cell shows this instead of dots: eight dots are all that it has."""
LETTERED = 0.02
"""A topic that leads the diet of at least this share of people has its letter where they stand."""
_TRAIL_WEIGHT = 1e5
FAR = 2
"""Rows that a name may stand away from the end of its trail; else the letter alone tells of it."""
_NAMED = 11
"""Cells on either side of the followed person that their own name may take."""


class TrailMap(CocoonMap):
    """Shows `Frame.crowd` and the ways of `CocoonCloseUp`."""

    ABOUT = ("cocoon.help.map", "cocoon.help.trail")

    def titles(self, frame: Frame) -> tuple[str, str]:
        title, reading = super().titles(frame)
        dense = "  ".join(f"{mark} {people}+" for people, mark in DENSE)
        dense = self.say("cocoon.map.dense", marks=dense)
        return fitting(self.size.width - 4, f"{title} · {dense}", title), reading

    def _embellish(self, raster: Raster, at: Circle, frame: Frame) -> None:
        closeup = frame.closeup
        ways = closeup.ways if isinstance(closeup, CocoonCloseUp) else ()
        lines = Raster(raster.columns, raster.rows, 1)
        for way in ways:
            known = np.isfinite(way.x)
            xs, ys = at.place(way.x[known].astype(np.float64), way.y[known].astype(np.float64))
            raster.line(xs, ys, TRAIL_COLOUR, weight=_TRAIL_WEIGHT)
            lines.line(xs, ys, 0)
        self._dense(raster, at, frame, lines.dotted)
        self._letters(raster, at, frame)
        self._names(raster, at, ways, frame)

    def _dense(self, raster: Raster, at: Circle, frame: Frame, spared: NDArray[np.bool_]) -> None:
        """Cells with more people than dots are shaded, in the colour of the topic that most of them watch; those
        that a trail runs through are `spared`."""
        cell, topic = self._cells(raster, at, frame)
        size = raster.rows * raster.columns
        count = np.bincount(cell, minlength=size)
        full = np.flatnonzero((count >= DENSE[0][0]) & ~spared)
        if not len(full):
            return
        hue = np.zeros(size * HUES, dtype=np.int64)
        np.add.at(hue, cell * HUES + topic % HUES, 1)
        codes = np.array([ord(mark) for _, mark in DENSE])
        level = np.searchsorted([least for least, _ in DENSE], count[full], side="right") - 1
        rows, columns = np.divmod(full, raster.columns)
        raster.marks(columns, rows, codes[level], hue.reshape(size, HUES)[full].argmax(axis=1))

    def _cells(self, raster: Raster, at: Circle, frame: Frame) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
        """Of each person within the picture: the cell they stand in, and their leading topic."""
        x, y = self._dots(at)
        with np.errstate(invalid="ignore"):
            inside = (x >= 0) & (x < 2 * raster.columns) & (y >= 0) & (y < 4 * raster.rows)
        column, row = x[inside].astype(np.int64) // 2, y[inside].astype(np.int64) // 4
        return row * raster.columns + column, frame.crowd.topic[inside].astype(np.int64)

    def _letters(self, raster: Raster, at: Circle, frame: Frame) -> None:
        """A topic's letter amid those who watch it most: colour is not the only sign."""
        x, y = self._dots(at)
        topic, known = frame.crowd.topic, np.isfinite(x)
        for each in range(len(frame.topics)):
            theirs = known & (topic == each)
            if theirs.sum() < max(LETTERED * known.sum(), 3):
                continue
            column, row = int(np.median(x[theirs]) / 2), int(np.median(y[theirs]) / 4)
            letter = view.topic_letter(frame, each, self.say)
            raster.text(column, row, letter, INKS.index(f"bold {topic_ink(each)}"))

    def _names(self, raster: Raster, at: Circle, ways: tuple[Way, ...], frame: Frame) -> None:
        """At the end of each way the topic's letter and the person's name, where they do not cover each other."""
        words = view.topic_words(frame, self.say)
        letters = [view.topic_letter(frame, topic, self.say) for topic in range(len(frame.topics))]
        taken = labels(at, words, letters)
        for way in ways:
            if not len(way.x) or not np.isfinite(way.x[-1]):
                continue
            x, y = at.place(way.x[-1:].astype(np.float64), way.y[-1:].astype(np.float64))
            column, row = int(x[0] / 2), int(y[0] / 4)
            if way.person == frame.phone.person:
                taken.append(
                    Label(way.topic, column - _NAMED, row, " " * 2 * _NAMED)
                )  # the diamond marks them
                continue
            letter = view.topic_letter(frame, way.topic, self.say)
            ink = INKS.index(f"bold {topic_ink(way.topic)}")
            for text in (f"{letter}:{fit(view.first_name(way.name), 10)}", letter):
                if (label := _free(taken, Label(way.topic, column, row, text), raster)) is not None:
                    taken.append(label)
                    raster.text(label.column, label.row, text, ink)
                    break


def _free(taken: Sequence[Label], wanted: Label, raster: Raster) -> Label | None:
    """The label where it covers no other, as near as can be to where it is wanted; None if that is far away."""
    column = max(min(wanted.column, raster.columns - (wanted.end - wanted.column)), 0)
    rows = range(max(wanted.row - FAR, 0), min(wanted.row + FAR + 1, raster.rows))
    places = (
        replace(wanted, column=column, row=row) for row in sorted(rows, key=lambda row: abs(row - wanted.row))
    )
    return next((place for place in places if place.clear(taken)), None)
