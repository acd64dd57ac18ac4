"""The help: every key, then every number on the screen, each in one plain sentence, panel by panel."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from rich.table import Table
from rich.text import Text
from textual.app import ComposeResult
from textual.containers import VerticalScroll
from textual.screen import Screen
from textual.widgets import Static

from simulator.app.commands import key_table
from simulator.app.keybar import KeyBar
from simulator.app.screens.showing import Showing
from simulator.locale import Catalogue, catalogue

CHAPTERS = ("screen", "status", "phone", "map", "vitals", "brand", "ticker")
"""The tables of `help.toml` after the keys, in the order in which they are read."""


class Help(Showing, Screen[None]):
    """A page to scroll. The app's keys stay alive on it."""

    def __init__(self, lang: str) -> None:
        super().__init__()
        self._lang = lang
        self._spoken = ""

    def compose(self) -> ComposeResult:
        with VerticalScroll(id="page"):
            yield Static(id="intro")
            yield Static(id="commands")
            for chapter in CHAPTERS:
                yield Static(id=f"chapter-{chapter}", classes="chapter")
        yield KeyBar(self._lang)

    def on_screen_resume(self) -> None:
        self.query_one("#page").focus()
        self._speak()

    def set_language(self, lang: str) -> None:
        """Takes effect at once where the page is open, else when it opens."""
        self._lang = lang
        if self.is_current:
            self._speak()

    def _speak(self) -> None:
        if self._spoken == self._lang:
            return
        lang = self._spoken = self._lang
        say = catalogue(lang)
        self.query_one("#page").border_title = say("help.title")
        self.query_one("#page").border_subtitle = say("help.back")
        self.query_one("#intro", Static).update(say("help.intro"))
        keys = self.query_one("#commands", Static)
        keys.border_title = say("help.keys")
        keys.update(_table((f"{key}  {name}", text) for key, name, text in key_table(say)))
        for chapter in CHAPTERS:
            page = self.query_one(f"#chapter-{chapter}", Static)
            page.border_title = say(f"help.{chapter}.title")
            page.update(_table(explained(say, chapter)))
        self.query_one(KeyBar).set_language(lang)


def explained(say: Catalogue, chapter: str) -> Iterator[tuple[str, str]]:
    """(what is seen, its sentence) of a chapter, in the order of the catalogue.

    An entry has a `name` of its own, or the `label` of the words in the catalogue that stand on the screen.
    """
    start = f"help.{chapter}."
    for key in say:
        if key.startswith(start) and key.endswith(".text"):
            entry = key.removesuffix(".text")
            yield say(f"{entry}.name") if f"{entry}.name" in say else say(say(f"{entry}.label")), say(key)


def _table(rows: Iterable[tuple[str, str]]) -> Table:
    table = Table.grid(padding=(0, 2), expand=True)
    table.add_column(width=22)
    table.add_column(ratio=1)
    for name, text in rows:
        table.add_row(Text(name, style="bold"), Text(text))
    return table
