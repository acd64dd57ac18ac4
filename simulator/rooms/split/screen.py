"""The opening screen: two worlds side by side that part while one looks; then one question, and three doors.

It stands before there is any world, and before the menu. Any key that means nothing else here goes on: to the question
at once, then to the menu.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, ClassVar, cast

from textual import events
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Horizontal, Vertical
from textual.content import Content
from textual.screen import Screen
from textual.widgets import OptionList, Static
from textual.widgets.option_list import Option

from simulator.app import view
from simulator.app.commands import Entry
from simulator.app.doors import door_of
from simulator.app.keybar import KeyBar
from simulator.app.screens.showing import Showing
from simulator.app.themes import PROJECTOR
from simulator.app.widgets.panel import Panel
from simulator.app.widgets.telling import Choices, Words
from simulator.app.widgets.too_small import TooSmall
from simulator.frames import HOURS_PER_DAY, Frame
from simulator.locale import Wording, catalogue
from simulator.rooms.split import beginning
from simulator.rooms.split.facts import Facts
from simulator.rooms.split.sides import SplitFigures, SplitMap
from simulator.session import Session, Speed

if TYPE_CHECKING:
    from simulator.app.preferences_app import PreferencesApp

DOORS = tuple(
    (door.id, door.key) for door in (door_of(tab) for tab in ("story", "viewer", "dashboard")) if door
)
"""What each leads to, and its letter, which is the same everywhere."""
MENU = "menu"

KEYS = (
    Entry("split.key.on", ("space",), ("space",), "screen.on", 3, line="space"),
    Entry("split.key.facts", ("question_mark",), ("?",), "screen.facts", 1),
    Entry("explain", ("h",), ("h",), "app.explain", 5),
    Entry("split.key.off", ("x",), ("x",), "screen.off", 4),
    Entry("shade", ("d",), ("d",), "app.shade", 6),
    Entry("language", (), ("ctrl+l",), "app.language", 7),
    Entry("quit", ("q",), ("q",), "app.quit", 2),
)
OTHERS = frozenset(
    key for entry in KEYS for key in entry.keys if entry.id != "split.key.on"
) | {key for _, key in DOORS}  # fmt: skip
"""Keys that do not go on."""
OF_THE_LIST = frozenset(("up", "down", "enter", "home", "end", "pageup", "pagedown"))
"""Nor do these, once there is a list to choose from."""


class SplitRoom(Showing, Screen[str]):
    """Dismissed with the door that was taken, or `MENU`. Where it is shown to visitors of a `stand`, none of them can
    turn it off for the others."""

    CSS_PATH = "screen.tcss"
    AUTO_FOCUS = ""
    BINDINGS: ClassVar[list[BindingType]] = [
        *(Binding(key, f"go('{door}')", door, id=f"split.{door}") for door, key in DOORS),
        Binding("question_mark", "facts", "facts", id="split.facts"),
        Binding("h", "app.explain", "explain", id="split.explain"),
        Binding("x", "off", "off", id="split.off"),
        Binding("d", "app.shade", "shade", id="split.shade"),
        Binding("q", "app.quit", "quit", id="split.quit"),
    ]

    def __init__(self, session: Session, lang: str, *, stand: bool = False) -> None:
        super().__init__()
        self._session = session
        self._lang = lang
        self._stand = stand
        self._frame: Frame | None = None
        self._parted = self._calm = False
        """Was the world told to part, and is there no more haste?"""
        self._asked = False

    @property
    def asked(self) -> bool:
        """Does the question stand there?"""
        return self._asked

    @property
    def say(self) -> Wording:
        return catalogue(self._lang)

    def compose(self) -> ComposeResult:
        yield Static(id="rule")
        yield Static(id="state")
        with Horizontal(id="worlds"):
            for name, twin in (("left", True), ("right", False)):
                yield Vertical(
                    SplitMap(self._lang, twin, id=f"map-{name}"),
                    SplitFigures(self._lang, twin, id=f"figures-{name}"),
                    id=name,
                )
        with Vertical(id="band"):
            yield Static(id="words")
            yield Choices(self._means, "doors")
        yield KeyBar(self._lang, self._keys(), doors=False)
        yield TooSmall(self._lang)

    def _keys(self) -> tuple[Entry, ...]:
        return tuple(entry for entry in KEYS if entry.id != "split.key.off" or not self._stand)

    def on_mount(self) -> None:
        self.app.theme_changed_signal.subscribe(self, lambda _: self._dress())
        self._dress()

    def _dress(self) -> None:
        self.set_class(self.app.theme == PROJECTOR.name, "-large")
        self._speak()

    def show(self, frame: Frame) -> None:
        """Have the world part once it is ready, and draw both."""
        self._frame = frame
        if not frame.notice and not self._parted:
            self._parted = True
            for command in beginning.part():
                self._session.send(command)
        if beginning.apart_h(frame) >= beginning.PARTED_H:
            self._ask()
            if not self._calm:
                self._calm = True
                self._session.send(Speed(beginning.CALM_SPEED))
        for panel in self.query(Panel):
            if panel.display:
                panel.show(frame)
        self._tell()

    def set_language(self, lang: str) -> None:
        self._lang = lang
        for panel in self.query(Panel):
            panel.set_language(lang)
        self.query_one(KeyBar).set_language(lang)
        self.query_one(TooSmall).set_language(lang)
        self._speak()

    def on_key(self, event: events.Key) -> None:
        """Any key goes on, but for those that do something here."""
        if event.key in OTHERS or (self._asked and event.key in OF_THE_LIST):
            return
        event.stop()
        event.prevent_default()
        self.action_on()

    def action_on(self) -> None:
        if self._asked:
            self.dismiss(MENU)
        else:
            self._ask()

    def action_go(self, door: str) -> None:
        self.dismiss(door)

    def action_facts(self) -> None:
        self.app.push_screen(Facts(self._frame, self._lang))

    def action_off(self) -> None:
        """Not at every start; or again."""
        if self._stand:
            return
        app = cast("PreferencesApp", self.app)
        on = not app.memory.now.opening
        app.remember(opening=on)
        app.notify(self.say("split.on" if on else "split.off"), markup=False)

    def on_option_list_option_selected(self, event: OptionList.OptionSelected) -> None:
        self.action_go(event.option_id or MENU)

    def _ask(self) -> None:
        """The question, and the doors below it."""
        if not self._asked:
            self._asked = True
            self.add_class("-asked")
            self._speak()
            self.query_one("#doors").focus()

    def _speak(self) -> None:
        say = self.say
        self.query_one("#rule", Static).update(say("split.rule"))
        text = Content(say("split.ask")).stylize("bold") if self._asked else Content(say("split.look"))
        self.query_one("#words", Static).update(text)
        rows = self.query_one("#doors", OptionList)
        here = rows.highlighted
        rows.set_options([self._door(door, key) for door, key in DOORS])
        rows.highlighted = here or 0
        self._tell()

    def _door(self, door: str, key: str) -> Option:
        prompt = Content.from_markup(
            "[bold $accent]$key[/]  [bold]$name[/]  $text",
            key=key,
            name=self.say(f"split.door.{door}.name"),
            text=self.say(f"split.door.{door}.text"),
        )
        return Option(prompt, id=door)

    def _means(self, door: str) -> Words:
        return self.say(f"split.door.{door}.name"), self.say(f"split.door.{door}.text")

    def _tell(self) -> None:
        """How far both worlds are, or what they wait for."""
        say, frame = self.say, self._frame
        if frame is None:
            text = say("split.waking", people=view.whole(beginning.people()))
        elif frame.notice == "waking":
            text = say("split.before")
        elif frame.notice and f"app.notice.{frame.notice}" in say:
            text = say(f"app.notice.{frame.notice}")
        elif frame.twin is None:
            text = say("worlds.copying")
        else:
            day = beginning.apart_h(frame) // HOURS_PER_DAY + 1
            text = say("split.state", people=view.whole(frame.vitals.people), day=day)
        self.query_one("#state", Static).update(text)
