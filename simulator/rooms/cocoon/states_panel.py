"""The three states of people as a stacked area over time: from a varied diet above to the cocoon below."""

from __future__ import annotations

from itertools import groupby

import numpy as np
from numpy.typing import NDArray

from simulator.app import view
from simulator.app.inks import state_ink
from simulator.app.kit.rows import Piece, Row, line
from simulator.app.kit.text import widest
from simulator.app.widgets.panel import Panel
from simulator.frames import Diet, Frame

_PARTS = " ▁▂▃▄▅▆▇█"
UPWARDS = (Diet.COCOONED, Diet.NARROWING, Diet.VARIED)
"""The layers, from the bottom."""


class StatesPanel(Panel):
    """Shows the three states of `Frame.trends`; the newest hour is at the right edge."""

    PACED = True

    def titles(self, frame: Frame) -> tuple[str, str]:
        trends = frame.trends
        if not len(trends.tick):
            return self.say("cocoon.states.title"), ""
        first, last = view.day(int(trends.tick[0]), self.say), view.day(int(trends.tick[-1]), self.say)
        return self.say("cocoon.states.title"), first if first == last else f"{first} → {last}"

    def draw(self, frame: Frame) -> list[Row]:
        width, height = self.size
        trends = frame.trends
        layers = np.stack([trends.cocooned, trends.narrowing, trends.varied])
        if not np.isfinite(layers).any():
            return [((self.say("view.none_yet"), "dim"),)]
        words = [self.say(f"view.states.{view.state_name(state)}") for state in UPWARDS]
        named = widest(words, gap=6)
        columns = width - named
        if columns < 6 or height < 1:
            return []
        tops = _tops(layers, trends.tick, columns, 8 * height)
        labels = self._labels(layers[:, -1], tops[:, -1], words, height)
        rows: list[Row] = []
        for row in range(height):
            base = 8 * (height - 1 - row)
            cells = [_cell(tops[:, column], base) for column in range(columns)]
            runs = [
                ("".join(text for text, _ in run), ink) for ink, run in groupby(cells, lambda cell: cell[1])
            ]
            rows.append(line(width, *runs, labels.get(row, ("", ""))))
        return rows

    def _labels(
        self, shares: NDArray[np.float64], tops: NDArray[np.int64], words: list[str], height: int
    ) -> dict[int, Piece]:
        """Word and share of each layer, as near to its middle as the others leave room."""
        made: dict[int, Piece] = {}
        below = 0
        for place, state in enumerate(UPWARDS):
            wanted = height - 1 - int((below + int(tops[place])) / 2 // 8)
            below = int(tops[place])
            text = f"{words[place]} {view.percent(float(shares[place])):>4}"
            least, most = len(UPWARDS) - 1 - place, height - 1 - place  # room for the layers above and below
            row = min(max(wanted, min(least, most)), most)
            while row in made and row > 0:
                row -= 1
            if row >= 0 and row not in made:
                made[row] = (f" {text}", f"bold {state_ink(state)} ?cocoon.help.states")
        return made


def _tops(
    layers: NDArray[np.float64], tick: NDArray[np.int32], columns: int, eighths: int
) -> NDArray[np.int64]:
    """(3, columns) upper edge of each layer in eighths of a cell from the bottom; -1 where nothing is known."""
    times = np.linspace(int(tick[0]), int(tick[-1]), columns)
    place = np.minimum(np.searchsorted(tick, times), len(tick) - 1)
    heights = np.cumsum(layers, axis=0)[:, place]
    known = np.isfinite(heights).all(axis=0)
    return np.where(known, np.rint(np.where(known, heights, 0) * eighths), -1).astype(np.int64)


def _cell(tops: NDArray[np.int64], base: int) -> tuple[str, str]:
    """The character and ink of a cell that begins `base` eighths above the bottom."""
    if int(tops[0]) < 0:
        return " ", ""
    for place, state in enumerate(UPWARDS):
        part = int(tops[place]) - base
        if part >= 8:
            return "█", state_ink(state)
        if part > 0:
            over = UPWARDS[place + 1] if place + 1 < len(UPWARDS) else None
            if over is None:
                return "█", state_ink(state)  # the layers sum to one: only rounding leaves a gap
            return _PARTS[part], f"{state_ink(state)} on:{state_ink(over)}"
    return " ", ""
