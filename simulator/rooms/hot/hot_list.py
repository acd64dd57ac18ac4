"""What the lists of the room of what is hot share: a mark that moves, rows that scroll with it, the panel of now."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from simulator.app.kit.rows import Piece, Row
from simulator.app.kit.table import TableColumn
from simulator.app.widgets.panel import Panel

Column = tuple[str, int]
"""Key of its words, and its cells."""


class HotRows(Panel):
    """Rows of which one is marked; `top_rows` stand above them."""

    PACED = True

    def __init__(self, lang: str, id: str | None = None) -> None:  # noqa: A002
        super().__init__(lang, id)
        self.marked = 0
        self.active = False
        """Do the keys move in this list?"""
        self._count = 0
        self._top = 0
        self._head = 0
        """Rows above the list."""
        self._room = 1

    def move(self, by: int) -> None:
        """Mark a row further down or up."""
        self.mark(min(self.marked + by, self._count - 1))

    def mark(self, place: int) -> None:
        """Mark this row."""
        self.marked = max(place, 0)
        self.remember()
        self.redraw()

    def remember(self) -> None:
        """Keep what is marked, where its row may move."""

    def pick(self) -> None:
        """What enter does with the marked row."""

    def title(self, key: str) -> str:
        """In the border; the list that the keys move in has a mark."""
        return ("▸ " if self.active else "") + self.say(key)

    def scrolled(self, body: Sequence[Row], head: int, room: int) -> list[Row]:
        """The rows around the marked one that have room below so many of the head."""
        self._count = len(body)
        self.marked = min(self.marked, max(len(body) - 1, 0))
        if self._room != max(room, 1):  # as in the moment before the window is laid out
            self._top = 0
        self._head, self._room = head, max(room, 1)
        last = max(len(body) - self._room, 0)
        self._top = max(min(self._top, self.marked, last), self.marked - self._room + 1, 0)
        return [
            (self._mark(place), *body[place])
            for place in range(self._top, min(self._top + self._room, len(body)))
        ]

    def _mark(self, place: int) -> Piece:
        here = place == self.marked
        return ("▶ " if here else "  ", "bold accent" if self.active else "dim")

    def row_at(self, y: int) -> int:
        """The row of the list there; -1 for none."""
        place = self._top + y - self._head
        return place if 0 <= y - self._head < self._room and place < self._count else -1

    def figures(
        self, columns: Sequence[Column], told: Sequence[Mapping[str, str]], ink: Sequence[str] = ()
    ) -> list[TableColumn]:
        """Columns of figures, the last of which goes first; `told` has what stands in each by row, `ink` each row's."""
        return [
            TableColumn(
                ((self.say(f"hot.column.{key}"), f"dim ?hot.help.{key}"),),
                [
                    ((row[key], f"{ink[place] if ink else ''} ?hot.help.{key}"),)
                    for place, row in enumerate(told)
                ],
                rank=place + 1,
                size=size,
                end=True,
            )
            for place, (key, size) in enumerate(columns)
        ]
