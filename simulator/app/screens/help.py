"""The help: every key, then every number on the screen, each in one plain sentence, panel by panel."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence

from textual.app import ComposeResult
from textual.screen import Screen

from simulator.app.commands import ENTRIES, OF_THE_TIMELINE, Entry, key_table
from simulator.app.keybar import KeyBar
from simulator.app.kit.page import Page, Section
from simulator.app.kit.text import left
from simulator.app.moved import moved
from simulator.app.preferences_app import PreferencesApp
from simulator.app.screens.lone import LoneRoom
from simulator.app.screens.room import Room
from simulator.app.screens.showing import Showing
from simulator.frames import FIGURES
from simulator.frames.told import entry, short
from simulator.locale import Wording, catalogue

CHAPTERS = ("screen", "status", "phone", "map", "vitals", "brand", "ticker")
"""The tables of `help.toml` after the keys, in the order in which they are read."""

KEYS = 8
"""Cells for the keys of a command, before its name."""


class Help(Showing, Screen[None]):
    """A page to scroll. The app's keys stay alive on it."""

    def __init__(self, lang: str, alone: LoneRoom | None = None) -> None:
        """`alone`: the room that is all there is."""
        super().__init__()
        self._lang = lang
        self._alone = alone
        self._spoken: tuple[str, Room | None] | None = None
        self._room: Room | None = None

    def compose(self) -> ComposeResult:
        yield Page(id="page")
        if self._alone is None:
            yield KeyBar(self._lang)
        else:
            yield KeyBar(self._lang, tuple(self._alone.line()), doors=False)

    def _chapters(self, say: Wording) -> Iterable[Section]:
        wanted = self.app.moved if isinstance(self.app, PreferencesApp) else {}
        if self._alone is not None:
            return of_room(say, self._alone, tuple(self._alone.line()), wanted)
        return chapters(say, self._room, wanted)

    def explain(self, room: Room | None) -> None:
        """Begin with this room, from the next opening on; None for the dashboard alone."""
        self._room = room

    def on_screen_resume(self) -> None:
        self.query_one(Page).focus()
        self._speak()

    def set_language(self, lang: str) -> None:
        """Takes effect at once where the page is open, else when it opens."""
        self._lang = lang
        if self.is_current:
            self._speak()

    def _speak(self) -> None:
        if self._spoken == (self._lang, self._room):
            return
        self._spoken = self._lang, self._room
        say = catalogue(self._lang)
        page = self.query_one(Page)
        page.border_title = say("help.title")
        page.border_subtitle = say("help.back")
        page.fill(self._chapters(say))
        self.query_one(KeyBar).set_language(self._lang)


def chapters(
    say: Wording, room: Room | None = None, wanted: Mapping[str, str] | None = None
) -> Iterator[Section]:
    """The whole help, in the order in which it is read; the room's own first. `wanted`: keys that were moved."""
    if room is not None:
        yield from of_room(say, room, room.KEYS, wanted or {})
    yield Section("", (("", say("help.intro")),))
    yield Section(say("help.keys"), tuple(command_rows(say, moved(ENTRIES, wanted or {}))))
    yield Section(say("timeline.name"), (("", say("timeline.text")), *command_rows(say, OF_THE_TIMELINE)))
    yield Section(say("help.numbers"), tuple(explained(say, "timeline.help")))
    for chapter in CHAPTERS:
        figures = [*FIGURES] if chapter == "vitals" else []
        told = (*figured(say, figures), *explained(say, f"help.{chapter}"))
        yield Section(say(f"help.{chapter}.title"), told)


def of_room(
    say: Wording, room: Room | LoneRoom, keys: Sequence[Entry], wanted: Mapping[str, str]
) -> Iterator[Section]:
    """What a room is for, these keys of it, and its numbers."""
    name = room.NAME
    yield Section(say(f"{name}.name"), (("", say(f"{name}.text")), *command_rows(say, moved(keys, wanted))))
    yield Section(say("help.numbers"), (*figured(say, room.FIGURES), *explained(say, f"{name}.help")))


def command_rows(say: Wording, entries: Sequence[Entry]) -> Iterator[tuple[str, str]]:
    """(keys and name, sentence) of commands."""
    for keys, name, text in key_table(say, entries):
        yield f"{left(keys, KEYS)}  {name}", text


def figured(say: Wording, names: Iterable[str]) -> Iterator[tuple[str, str]]:
    """(what is seen, its sentence) of figures of the table."""
    for name in names:
        yield short(name, say), say(f"{entry(name)}.text")


def explained(say: Wording, table: str) -> Iterator[tuple[str, str]]:
    """(what is seen, its sentence) of a table of the catalogue, in its order.

    An entry has a `name` of its own, or the `label` of the words in the catalogue that stand on the screen.
    """
    start = f"{table}."
    for key in say:
        if key.startswith(start) and key.endswith(".text"):
            entry = key.removesuffix(".text")
            yield say(f"{entry}.name") if f"{entry}.name" in say else say(say(f"{entry}.label")), say(key)
