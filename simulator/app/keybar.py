"""The last two lines of a screen: the tabs of the door that is open and the keys that matter most, as many as fit; and
below them the six doors. A click on one is a press of it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

from rich.cells import cell_len
from textual import events
from textual.app import RenderResult
from textual.content import Content
from textual.widget import Widget

from simulator.app.commands import ENTRIES, Entry, key_label, name_of
from simulator.app.doors import DOORS, ELSEWHERE, door_of
from simulator.app.moved import moved
from simulator.app.preferences_app import PreferencesApp
from simulator.locale import Wording, catalogue

GAP = 2
TAB_GAP = 2
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

    def shown(self) -> Content:
        """As it stands in the line."""
        key = Content.from_markup("[bold $accent]$key[/]", key=self.key) if self.key else Content("")
        told = Content(self.word).stylize("bold underline" if self.here else "")
        parts = [key, told] if self.key and self.word else [key + told]
        return Content(" ").join(parts) + Content(" " * self.gap)


def tabs(place: str, say: Wording) -> list[Piece]:
    """Those of the door of this one, if it has several."""
    door = door_of(place)
    return [
        Piece(
            "",
            say(f"doors.tab.{tab}" if tab in ELSEWHERE else f"{tab}.tab"),
            "" if tab == place else ELSEWHERE.get(tab, f"open('{tab}')"),
            tab == place,
            TAB_GAP,
        )
        for tab in (door.tabs if door is not None and len(door.tabs) > 1 else ())
    ]


def _cells(piece: Piece) -> int:
    return cell_len(piece.key) + bool(piece.key and piece.word) + cell_len(piece.word) + piece.gap


class KeyLine(Widget):
    """Lines of pieces, each of which can be clicked."""

    def lines(self) -> list[list[Piece]]:
        """What stands in them."""
        raise NotImplementedError

    def render(self) -> RenderResult:
        return Content("\n").join(Content("").join(piece.shown() for piece in line) for line in self.lines())

    async def on_click(self, event: events.Click) -> None:
        where = event.get_content_offset_capture(self)
        lines = self.lines()
        x = where.x
        for piece in lines[where.y] if 0 <= where.y < len(lines) else ():
            x -= _cells(piece)
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
        before = self._tabs()
        room = self.size.width - sum(map(_cells, before)) - (1 + GAP) * bool(before)
        return fitting(self._say, room, moved(self._entries, wanted))

    def lines(self) -> list[list[Piece]]:
        """The tabs and the keys, and the doors."""
        keys = [Piece(label(entry, self._say), word(entry, self._say), entry.action) for entry in self.keys()]
        before = self._tabs()
        first = [*before, *([Piece("", "│", "")] if before else []), *keys]
        return [first, self._doorway()] if self._doors else [first]

    def _tabs(self) -> list[Piece]:
        """Those of the door that is open, where the line is long enough for keys beside them."""
        return tabs(self._place, self._say) if self.size.width >= TABBED else []

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
            if sum(map(_cells, wide)) - gap <= self.size.width:
                return wide
        return [piece if piece.here else replace(piece, word="", gap=1) for piece in doors]


def label(entry: Entry, say: Wording) -> str:
    """What stands for the key in this line."""
    return entry.line or key_label(entry, say)


def word(entry: Entry, say: Wording) -> str:
    """The name of the command in this line."""
    return say(f"app.line.{entry.id}") if f"app.line.{entry.id}" in say else name_of(entry, say)


def cells(entry: Entry, say: Wording) -> int:
    """Room that an entry takes, with the gap behind it."""
    return cell_len(label(entry, say)) + 1 + cell_len(word(entry, say)) + GAP


def fitting(say: Wording, width: int, entries: Sequence[Entry] = ENTRIES) -> list[Entry]:
    """The entries that fit into so many cells, chosen by importance, in the order they are given. Help comes before
    all others: it tells the keys that found no room."""
    chosen: list[Entry] = []
    room = width + GAP
    for entry in sorted(
        (entry for entry in entries if entry.rank), key=lambda entry: (entry.id != "help", entry.rank)
    ):
        room -= cells(entry, say)
        if room < 0:
            break
        chosen.append(entry)
    return [entry for entry in entries if entry in chosen]
