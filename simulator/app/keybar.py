"""The last two lines of a screen: the tabs of the door that is open and the keys that matter most, as many as fit; and
below them the six doors. A click on one is a press of it."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace

from textual import events
from textual.app import RenderResult
from textual.content import Content
from textual.widget import Widget

from simulator.app.commands import ENTRIES, Entry, key_label, name_of
from simulator.app.doors import DOORS, ELSEWHERE, door_of
from simulator.app.kit.rows import Row, cells, joined, kept
from simulator.app.moved import moved
from simulator.app.preferences_app import PreferencesApp
from simulator.locale import Wording, catalogue

GAP = 2
TABBED = 70
"""Cells from which the tabs stand before the keys."""


@dataclass(frozen=True, slots=True)
class Piece:
    """A key with its word, a tab or a door."""

    key: str
    word: str
    action: str
    here: bool = False
    """Is it where one is?"""
    gap: int = GAP
    """Cells behind it."""

    @property
    def row(self) -> Row:
        """As it stands in the line, in styles of Textual."""
        space = " " if self.key and self.word else ""
        word = (self.word, "bold underline" if self.here else "")
        return (self.key, "bold $accent"), (space, ""), word, (" " * self.gap, "")


def tabs(place: str, say: Wording) -> list[Piece]:
    """Those of the door of this one, if it has several."""
    door = door_of(place)
    return [
        Piece(
            "",
            say(f"doors.tab.{tab}" if tab in ELSEWHERE else f"{tab}.tab"),
            "" if tab == place else ELSEWHERE.get(tab, f"open('{tab}')"),
            tab == place,
        )
        for tab in (door.tabs if door is not None and len(door.tabs) > 1 else ())
    ]


def _row(pieces: Iterable[Piece]) -> Row:
    return joined((piece.row for piece in pieces), "")


class KeyLine(Widget):
    """Lines of pieces, each of which can be clicked."""

    def lines(self) -> list[list[Piece]]:
        """What stands in them."""
        raise NotImplementedError

    def render(self) -> RenderResult:
        return Content("\n").join(Content.assemble(*_row(line)) for line in self.lines())

    async def on_click(self, event: events.Click) -> None:
        where = event.get_content_offset_capture(self)
        lines = self.lines()
        x = where.x
        for piece in lines[where.y] if 0 <= where.y < len(lines) else ():
            x -= cells(piece.row)
            if x < 0:
                if x < -piece.gap and piece.action:
                    await self.app.run_action(piece.action)
                return


class TabLine(KeyLine):
    """The tabs of a door, on a card that is one of them."""

    DEFAULT_CSS = "TabLine { height: 1; margin-bottom: 1; }"

    def __init__(self, place: str, lang: str) -> None:
        super().__init__(id="tabs")
        self._place = place
        self._say = catalogue(lang)

    def set_language(self, lang: str) -> None:
        """Say the names in "en" or "zh"."""
        self._say = catalogue(lang)
        self.refresh()

    def lines(self) -> list[list[Piece]]:
        """One, with the door's letter, which leads on, before it."""
        door = door_of(self._place)
        return [[Piece(door.key, "", f"door('{door.id}')"), *tabs(self._place, self._say)]] if door else [[]]


class KeyBar(KeyLine):
    """Two lines in the language of the moment; without the doors, which lead nowhere yet, one."""

    DEFAULT_CSS = """
    KeyBar { dock: bottom; height: 2; padding: 0 1; background: $panel; }
    KeyBar.-doorless { height: 1; }
    """

    def __init__(
        self, lang: str, entries: Sequence[Entry] = ENTRIES, place: str = "", *, doors: bool = True
    ) -> None:
        """`place`: the tab that is open, of those in `app.doors`."""
        super().__init__(id="keys")
        self._entries = entries
        self._place = place
        self._say = catalogue(lang)
        self._doors = doors
        self.set_class(not doors, "-doorless")

    def offer(self, entries: Sequence[Entry]) -> None:
        """Show these from now on."""
        if entries != self._entries:
            self._entries = entries
            self.refresh()

    def set_language(self, lang: str) -> None:
        """Say the names in "en" or "zh"."""
        self._say = catalogue(lang)
        self.refresh()

    def keys(self) -> list[Entry]:
        """Those that have room, with the keys that somebody prefers."""
        wanted = self.app.moved if isinstance(self.app, PreferencesApp) else {}
        return fitting(self._say, self.size.width - cells(_row(self._tabs())), moved(self._entries, wanted))

    def lines(self) -> list[list[Piece]]:
        """The tabs and the keys, and the doors."""
        first = [*self._tabs(), *(keyed(entry, self._say) for entry in self.keys())]
        return [first, self._doorway()] if self._doors else [first]

    def _tabs(self) -> list[Piece]:
        """Those of the door that is open and what parts them from the keys, where the line is long enough for both."""
        before = tabs(self._place, self._say) if self.size.width >= TABBED else []
        return [*before, Piece("", "│", "")] if before else []

    def _doorway(self) -> list[Piece]:
        """The doors, with their names where those have room; the letters alone elsewhere."""
        here = door_of(self._place)
        wanted = self.app.moved if isinstance(self.app, PreferencesApp) else {}
        doors = [
            Piece(
                wanted.get(door.id, door.key),
                self._say(f"doors.{door.id}"),
                f"door('{door.id}')",
                door is here,
            )
            for door in DOORS
        ]
        for gap in (4, GAP, 1):
            wide = [replace(piece, gap=gap) for piece in doors]
            if cells(_row(wide)) - gap <= self.size.width:
                return wide
        return [piece if piece.here else replace(piece, word="", gap=1) for piece in doors]


def label(entry: Entry, say: Wording) -> str:
    """What stands for the key in this line."""
    return entry.line or key_label(entry, say)


def keyed(entry: Entry, say: Wording) -> Piece:
    """The key of a command, and its name in this line."""
    word = say(f"app.line.{entry.id}") if f"app.line.{entry.id}" in say else name_of(entry, say)
    return Piece(label(entry, say), word, entry.action)


def fitting(say: Wording, width: int, entries: Sequence[Entry] = ENTRIES) -> list[Entry]:
    """The entries that fit into so many cells, chosen by importance, in the order they are given. Help comes before
    all others: it tells the keys that found no room."""
    ranked = [entry for entry in entries if entry.rank]
    ranks = [0 if entry.id == "help" else entry.rank for entry in ranked]
    sizes = [cells(keyed(entry, say).row) for entry in ranked]
    return [ranked[place] for place in kept(width + GAP, sizes, ranks)]
