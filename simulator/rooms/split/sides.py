"""What stands on either side: the map of a world, and below it the two figures that part."""

from __future__ import annotations

from textual.content import Content

from simulator.app import view
from simulator.app.kit.glyphs import PIXELS, large, split
from simulator.app.kit.rows import REST, Row, beside, cells, line, roomiest, telling
from simulator.app.kit.text import fitting
from simulator.app.widgets.cocoon_map import CocoonMap
from simulator.app.widgets.panel import Panel
from simulator.frames import Frame
from simulator.frames.told import entry, long, short
from simulator.rooms.split.beginning import OTHER, RIGHT
from simulator.rooms.split.doorway import heading
from simulator.rooms.worlds.two_worlds import MEASURES, SharedFigure, figure

PARTING = tuple(measure for measure in MEASURES if measure.name in ("effective_topics", "cocooned"))
"""Topics that people see, and how many are in a cocoon."""
INKS = ("accent", "primary")
"""Of the right, and of the left."""


def side(frame: Frame, twin: bool) -> Frame:
    """The world of that side; the one world there is, until it is forked."""
    return frame.twin if twin and frame.twin is not None else frame


def method(frame: Frame, twin: bool) -> str:
    """The algorithm of that side, also while there is no twin yet."""
    return OTHER if twin and frame.twin is None else side(frame, twin).algorithm


class SplitMap(CocoonMap):
    """The cocoon map of the left world if `twin`, else of the right one."""

    ABOUT = ("worlds.help.luck", "map.dot", "map.middle", "map.colour", "map.marked")

    def __init__(self, lang: str, twin: bool, id: str | None = None) -> None:  # noqa: A002
        super().__init__(lang, id)
        self._twin = twin
        self._method = OTHER if twin else RIGHT

    def on_mount(self) -> None:
        super().on_mount()
        self.border_title = Content(self._title())

    def show(self, frame: Frame) -> None:
        self._method = method(frame, self._twin)
        super().show(side(frame, self._twin))

    def set_language(self, lang: str) -> None:
        super().set_language(lang)
        self.border_title = Content(self._title())

    def titles(self, frame: Frame) -> tuple[str, str]:
        title = fitting(self.title_room, self._title(), view.algorithm_name(self._method, self.say))
        return title, super().titles(frame)[1]

    def _title(self) -> str:
        """ "Left: At random", also before there is a world."""
        name = view.algorithm_name(self._method, self.say)
        return heading(self._twin, name, self.say)


class SplitFigures(Panel):
    """Large, with their names above: of the left world if `twin`, else of the right one."""

    PACED = True

    def __init__(self, lang: str, twin: bool, id: str | None = None) -> None:  # noqa: A002
        super().__init__(lang, id)
        self._twin = twin
        self._both: tuple[Frame, ...] = ()
        """What either side shows: their digits are of one size, so that a world looks no greater than the other."""

    def show(self, frame: Frame) -> None:
        self._both = (side(frame, False), side(frame, True))
        super().show(side(frame, self._twin))

    def draw(self, frame: Frame) -> list[Row]:
        """Side by side, each below its name, in digits as tall as the rows of both sides allow."""
        width, height = self.size
        half, tall = width // len(PARTING), min(height - 1, PIXELS) if height > 3 else 1
        shown = [(measure, each) for measure in PARTING for each in self._both]
        if any(self._short_of(measure, each, half, tall) for measure, each in shown):
            rows = [row for measure in PARTING for row in self._block(measure, frame, width, 1)]
            return [()] * ((height - len(rows)) // 2) + rows
        if any(len(self._digits(measure, each, half, tall)) < PIXELS for measure, each in shown):
            tall = min(tall, 3)
        blocks = [self._block(measure, frame, half, tall) for measure in PARTING]
        rows = beside(blocks[0], blocks[1], half, 0)
        return [()] * ((height - len(rows)) // 2) + rows

    def _block(self, measure: SharedFigure, frame: Frame, width: int, tall: int) -> list[Row]:
        """The name of a figure and the figure with its unit; in one row where there is no room for large digits."""
        told, ink = entry(measure.name), f"bold {INKS[self._twin]}"
        brief, value = short(measure.name, self.say), figure(measure, frame, self.say)
        name = fitting(width - 1, long(measure.name, self.say), brief)
        number, unit = split(value)
        drawn = self._digits(measure, frame, width, tall)
        if len(drawn) == 1:
            said: list[Row] = [
                ((f"{called} ", ""), (figures, ink))
                for called, figures in ((name, value), (brief, value), (brief, number))
            ]
            least = line(width, (brief, "", REST), (" ", ""), (number, ink))
            return [telling(told, *roomiest(width, *said, least))]
        rows = [telling(told, (name, "bold"))]
        for digits in drawn:
            last: Row = ((digits, ink), (f" {unit}" if digits is drawn[-1] else "", "bold"))
            rows.append(telling(told, *roomiest(width, last, last[:1])))
        return rows

    def _short_of(self, measure: SharedFigure, frame: Frame, width: int, tall: int) -> bool:
        """Is this too narrow for large digits, and for the figure and its name in one row?"""
        said = f"{short(measure.name, self.say)} {figure(measure, frame, self.say)}"
        return len(self._digits(measure, frame, width, tall)) == 1 and cells(((said, ""),)) > width

    def _digits(self, measure: SharedFigure, frame: Frame, width: int, tall: int) -> list[str]:
        """The number alone, as tall as it can be."""
        return large(split(figure(measure, frame, self.say))[0], width - 2, tall)
