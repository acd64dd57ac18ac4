"""The followed person's nearest neighbours: who has a similar history, how similar, and what ties them."""

from __future__ import annotations

from functools import partial

from textual import events

from simulator.app import view
from simulator.app.columns import topic_column
from simulator.app.inks import state_ink
from simulator.app.kit.rows import Piece, Row
from simulator.app.kit.strokes import bar
from simulator.app.kit.table import WIDEST, TableColumn, table
from simulator.app.kit.text import wrap
from simulator.app.widgets.panel import Panel, PersonPicked
from simulator.frames import Diet, Frame
from simulator.rooms.cocoon.state import CocoonCloseUp, Neighbour

EACH = (2, 4)
"""Rows of a neighbour, at least and at most: who, what ties them, and a gap from three on."""
NAMED = 20
"""Cells of a name."""


class NeighboursPanel(Panel):
    """Shows `CocoonCloseUp.neighbours`. A click on one, or enter on the marked one, posts `PersonPicked`."""

    PACED = True

    def __init__(self, lang: str, id: str | None = None, classes: str | None = None) -> None:  # noqa: A002
        super().__init__(lang, id, classes)
        self._marked = 0
        self._shown: tuple[Neighbour, ...] = ()
        self._each = EACH[0]

    def titles(self, frame: Frame) -> tuple[str, str]:
        title = self.say("cocoon.near.title", name=frame.phone.name)
        return title, self.say("cocoon.near.reading")

    def move(self, by: int) -> None:
        """Mark the next one (1) or the one before (-1)."""
        self._marked = min(max(self._marked + by, 0), max(len(self._shown) - 1, 0))
        self.redraw()

    def pick(self) -> None:
        """Follow the marked one."""
        if self._marked < len(self._shown):
            self.post_message(PersonPicked(self._shown[self._marked].person))

    def draw(self, frame: Frame) -> list[Row]:
        width, height = self.size
        closeup = frame.closeup
        self._shown = ()
        if not isinstance(closeup, CocoonCloseUp) or closeup.person != frame.phone.person:
            return self.absent(frame, "cocoon.waiting")
        if not closeup.neighbours:
            text = self.say("cocoon.near.none", name=frame.phone.name)
            return [((text, "dim"),)]
        near = closeup.neighbours
        self._each = min(max((height + 1) // min(len(near), 8), EACH[0]), EACH[1])
        self._shown = near[: max(height // self._each, 1)]
        self._marked = min(self._marked, len(self._shown) - 1)
        rows: list[Row] = []
        _, whos = table(self._columns(frame), len(self._shown), width - 2)
        for place, (neighbour, who) in enumerate(zip(self._shown, whos, strict=True)):
            mark = "▶ " if place == self._marked else "  "
            rows += [((mark, "bold accent"), *who), *self._ties(neighbour, width)]
        return rows

    def _columns(self, frame: Frame) -> list[TableColumn]:
        """Who, what they watch, in which state, and how similar they are."""
        near, say = self._shown, self.say
        return [
            TableColumn(
                (),
                [
                    ((one.name, "bold accent" if place == self._marked else "bold"),)
                    for place, one in enumerate(near)
                ],
                size=NAMED,
                least=NAMED,
            ),
            topic_column(frame, [one.topic for one in near], say, 1),
            TableColumn(
                (),
                [((self._letter(one.state), f"bold {state_ink(one.state)} ?phone.state"),) for one in near],
                size=4,
            ),
            TableColumn((), [partial(_bar, one.likeness) for one in near], least=2, most=WIDEST),
            TableColumn(
                (),
                [((view.percent(one.likeness), "bold ?cocoon.help.near"),) for one in near],
                size=5,
                end=True,
            ),
        ]

    def _letter(self, state: int) -> str:
        return "" if state == Diet.UNKNOWN else self.say(f"view.state.{view.state_name(Diet(state))}")

    def _ties(self, near: Neighbour, width: int) -> list[Row]:
        """How many videos both watched, and the first of them; as many rows as there is room for."""
        both = self.say("cocoon.near.both", n=near.both)
        titles = " · ".join(title for title, _ in near.titles)
        room = max(self._each - 2, 1)
        lines = wrap(f"{both}: {titles}" if titles else both, width - 4, room)
        rows: list[Row] = [(("    ", ""), (line, "dim ?cocoon.help.both")) for line in lines]
        return (rows + [()] * self._each)[: self._each - 1]

    def on_click(self, event: events.Click) -> None:
        offset = event.get_content_offset(self)
        if offset is not None and 0 <= offset.y // self._each < len(self._shown):
            self._marked = offset.y // self._each
            self.pick()


def _bar(likeness: float, room: int) -> Piece:
    return bar(likeness, room), "soft ?cocoon.help.near"
