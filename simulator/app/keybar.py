"""The last line of the screen: the keys that matter most, as many as fit. A click on one is a press of it."""

from __future__ import annotations

from rich.cells import cell_len
from textual.app import RenderResult
from textual.content import Content
from textual.widget import Widget

from simulator.app.commands import ENTRIES, Entry, key_label
from simulator.locale import Catalogue, catalogue

GAP = 2


class KeyBar(Widget):
    """One line of keys in the language of the moment."""

    def __init__(self, lang: str, id: str | None = None) -> None:  # noqa: A002 - textual's name
        super().__init__(id=id)
        self._say = catalogue(lang)

    def set_language(self, lang: str) -> None:
        self._say = catalogue(lang)
        self.refresh()

    def render(self) -> RenderResult:
        parts = [_part(entry, self._say) for entry in fitting(self._say, self.size.width)]
        return Content((" " * GAP)).join(parts) if parts else Content("")


def fitting(say: Catalogue, width: int) -> list[Entry]:
    """The entries that fit into so many cells, the important ones first, in the order of the registry."""
    chosen: list[Entry] = []
    room = width
    for entry in sorted((entry for entry in ENTRIES if entry.rank), key=lambda entry: entry.rank):
        cells = cell_len(key_label(entry, say)) + 1 + cell_len(say(f"app.command.{entry.id}")) + GAP
        if cells > room + GAP:
            break
        room -= cells
        chosen.append(entry)
    return [entry for entry in ENTRIES if entry in chosen]


def _part(entry: Entry, say: Catalogue) -> Content:
    return Content.from_markup(
        f"[@click=app.{entry.action}][bold $accent]$key[/] [$foreground 80%]$name[/][/]",
        key=key_label(entry, say),
        name=say(f"app.command.{entry.id}"),
    )
