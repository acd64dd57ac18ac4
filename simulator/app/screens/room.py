"""A room: a screen of its own about one subject, between the first line and the line of keys.

Its name is that of its folder, the key under which it is opened (`app.doors` names it), its words (`<lang>.toml`
beside it: `name`, `text`, `tab`, `[key]` with those of its own keys, `[help]` with the sentences of its numbers),
and, if it needs more of the world than a Frame holds, the close-up it attends to.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from typing import ClassVar

from textual.app import ComposeResult
from textual.containers import Container
from textual.screen import Screen
from textual.widget import Widget

from simulator.app.commands import ENTRIES, Entry, bindings
from simulator.app.keybar import KeyBar
from simulator.app.screens.showing import Showing
from simulator.app.widgets.panel import Panel
from simulator.app.widgets.status_bar import StatusBar
from simulator.app.widgets.too_small import TooSmall
from simulator.frames import Frame
from simulator.locale import Wording, catalogue
from simulator.session import Session

OTHERS = 4
"""So many ranks the app's keys stand back in a room."""
SLIM = 64
"""Cells below which panels do not stand side by side: the room is `-slim` for its style sheet."""
IN_GAMES = ("home", "help", "explain")
"""The app's keys that stand in the line of a game."""


class Room(Showing, Screen[None]):
    """Subclasses give `NAME`, `furniture`, their `KEYS` and the actions of those. Escape leads home."""

    NAME: ClassVar[str]
    ATTENDS: ClassVar[str] = ""
    """The close-up that frames shall carry while this is open."""
    FIGURES: ClassVar[tuple[str, ...]] = ()
    """Those of the table of figures that stand here, for the help."""
    KEYS: ClassVar[tuple[Entry, ...]] = ()
    """Keys that work here only; ids are `<NAME>.key.<word>`, actions begin with `screen.`."""

    LOW: ClassVar[int] = 20
    """Rows below which there is no room for frames: the room is `-low` for its style sheet."""
    CLOCKED: ClassVar[bool] = False
    """Does it run the clock by itself?"""

    BORROWS: ClassVar[frozenset[str]] = frozenset()
    """Keys of the app's that mean something else in here."""
    GAME: ClassVar[bool] = False
    """What matters then in the line of keys, besides the room's own, is the way out."""

    @classmethod
    def by_turns(cls) -> bool:
        """Is it played in the world that is there, in which hours pass at the player's turns only?"""
        return cls.GAME and not cls.CLOCKED

    def __init_subclass__(cls) -> None:
        cls.BINDINGS = bindings(cls.KEYS)  # before Textual merges those of all classes
        super().__init_subclass__()

    def __init__(self, session: Session, frame: Frame, lang: str) -> None:
        super().__init__()
        self.session = session
        self.frame = frame
        self.lang = lang
        self._status = StatusBar(lang, id="status", by_turns=self.by_turns())

    @property
    def say(self) -> Wording:
        return catalogue(self.lang)

    def furniture(self) -> Iterable[Widget]:
        """What stands in the room, laid out in `#room` by the room's style sheet."""
        raise NotImplementedError

    def enter(self) -> None:
        """The room has been opened."""

    def portrait(self) -> Widget | None:
        """What a picture shows, where that is not the whole screen."""
        return None

    def leave(self) -> None:
        """The room is about to be closed."""

    def compose(self) -> ComposeResult:
        yield self._status
        yield Container(*self.furniture(), id="room")
        yield KeyBar(self.lang, (*self.keys(), *self._others()), self.NAME)
        yield TooSmall(self.lang)

    def keys(self) -> Iterable[Entry]:
        """Those of `KEYS` that do something now, as they shall stand in the line of keys."""
        return self.KEYS

    def tell_keys(self) -> None:
        """Have the line of keys show what does something now."""
        self.query_one(KeyBar).offer((*self.keys(), *self._others()))

    def _others(self) -> Iterable[Entry]:
        """The app's keys as they rank in here, after the room's own but for the way out and what explains a number."""
        for entry in ENTRIES:
            if self.BORROWS.intersection(entry.keys) or (self.GAME and entry.id not in IN_GAMES):
                continue
            if entry.id == "home":
                yield replace(entry, rank=2, line="esc")
            elif entry.id == "explain":
                yield replace(entry, rank=5)
            else:
                yield replace(entry, rank=2 if self.GAME else entry.rank and entry.rank + OTHERS)

    def on_mount(self) -> None:
        self.show(self.frame)

    def on_resize(self) -> None:
        self.update_classes({"-slim": self.size.width < SLIM, "-low": self.size.height < self.LOW})

    def show(self, frame: Frame) -> None:
        """Draw a frame: the panels that can be seen are told. Subclasses with other furniture add to it."""
        self.frame = frame
        for panel in self.query(Panel):
            if panel.display:
                panel.show(frame)

    def refuse(self, text: str) -> bool:
        """Say here why a command could not be carried out; False leaves it to a notification."""
        del text
        return False

    def show_state(self, frame: Frame) -> None:
        self.frame = frame
        self._status.show(frame)

    def set_language(self, lang: str) -> None:
        self.lang = lang
        for panel in self.query(Panel):
            panel.set_language(lang)
        self.query_one(KeyBar).set_language(lang)
        self.query_one(TooSmall).set_language(lang)
