"""The last line of the screen: the keys that matter most, as many as fit. A click on one is a press of it."""

from __future__ import annotations

from collections.abc import Sequence

from rich.cells import cell_len
from textual import events
from textual.app import RenderResult
from textual.content import Content
from textual.widget import Widget

from simulator.app.commands import ENTRIES, Entry, key_label, name_of
from simulator.app.moved import moved
from simulator.app.tastes import Tastes
from simulator.locale import Catalogue, catalogue

GAP = 2


class KeyBar(Widget):
    """One line of keys in the language of the moment."""

    def __init__(self, lang: str, entries: Sequence[Entry] = ENTRIES) -> None:
        super().__init__(id="keys")
        self._entries = entries
        self._say = catalogue(lang)

    def offer(self, entries: Sequence[Entry]) -> None:
        """Show these from now on."""
        if entries != self._entries:
            self._entries = entries
            self.refresh()

    def set_language(self, lang: str) -> None:
        """Say the names in "en" or "zh"."""
        self._say = catalogue(lang)
        self.refresh()

    @property
    def _fitting(self) -> list[Entry]:
        """Those that have room, with the keys that somebody prefers."""
        wanted = self.app.moved if isinstance(self.app, Tastes) else {}
        return fitting(self._say, self.size.width, moved(self._entries, wanted))

    def render(self) -> RenderResult:
        say = self._say
        parts = [
            Content.from_markup("[bold $accent]$key [/]$name", key=label(entry, say), name=word(entry, say))
            for entry in self._fitting
        ]
        return Content(" " * GAP).join(parts)

    async def on_click(self, event: events.Click) -> None:
        x = event.get_content_offset_capture(self).x
        for entry in self._fitting:
            x -= cells(entry, self._say)
            if -GAP <= x < 0:
                return
            if x < 0:
                await self.app.run_action(entry.action)
                return


def label(entry: Entry, say: Catalogue) -> str:
    """What stands for the key in this line."""
    return entry.line or key_label(entry, say)


def word(entry: Entry, say: Catalogue) -> str:
    """The name of the command in this line."""
    return say(f"app.line.{entry.id}") if f"app.line.{entry.id}" in say else name_of(entry, say)


def cells(entry: Entry, say: Catalogue) -> int:
    """Room that an entry takes, with the gap behind it."""
    return cell_len(label(entry, say)) + 1 + cell_len(word(entry, say)) + GAP


def fitting(say: Catalogue, width: int, entries: Sequence[Entry] = ENTRIES) -> list[Entry]:
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
