"""The opening screen: two worlds side by side that part while one looks; then one question, and three doors.

It stands before there is any world, and before the menu. Any key that means nothing else here goes on: to the question
at once, then to the menu.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING, ClassVar, cast

from textual import events
from textual.binding import Binding, BindingType
from textual.content import Content
from textual.widget import Widget
from textual.widgets import OptionList
from textual.widgets.option_list import Option

from simulator.app import view
from simulator.app.doors import door_of
from simulator.app.keybar import KeyBar
from simulator.app.widgets.panel import Panel
from simulator.app.widgets.telling import Choices, Words
from simulator.app.widgets.too_small import TooSmall
from simulator.frames import HOURS_PER_DAY, Frame
from simulator.rooms.split import beginning
from simulator.rooms.split.doorway import KEYS, SplitFrame
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

OTHERS = frozenset(
    key for entry in KEYS for key in entry.keys if entry.id != "split.key.on"
) | {key for _, key in DOORS}  # fmt: skip
"""Keys that do not go on."""
OF_THE_LIST = frozenset(("up", "down", "enter", "home", "end", "pageup", "pagedown"))
"""Nor do these, once there is a list to choose from."""


class SplitRoom(SplitFrame):
    """Dismissed with the door that was taken, or `MENU`."""

    BINDINGS: ClassVar[list[BindingType]] = [
        *(Binding(key, f"go('{door}')", door, id=f"split.{door}") for door, key in DOORS),
        Binding("question_mark", "facts", "facts", id="split.facts"),
        Binding("h", "app.explain", "explain", id="split.explain"),
        Binding("x", "off", "off", id="split.off"),
        Binding("d", "app.shade", "shade", id="split.shade"),
        Binding("q", "app.quit", "quit", id="split.quit"),
    ]

    def __init__(self, session: Session, lang: str, *, stand: bool = False) -> None:
        super().__init__(lang, stand=stand)
        self._session = session
        self._parted = self._calm = False
        """Was the world told to part, and is there no more haste?"""
        self._asked = False

    @property
    def asked(self) -> bool:
        """Does the question stand there?"""
        return self._asked

    def side(self, name: str, twin: bool) -> Iterable[Widget]:
        return (
            SplitMap(self._lang, twin, id=f"map-{name}"),
            SplitFigures(self._lang, twin, id=f"figures-{name}"),
        )

    def below(self) -> Iterable[Widget]:
        yield Choices(self._means, "doors")

    def show(self, frame: Frame) -> None:
        """Have the world part once it is ready, and draw both."""
        self._frame = frame
        if frame.ready and not self._parted:
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

    def words(self) -> Content:
        return Content(self.say("split.ask")).stylize("bold") if self._asked else super().words()

    def _speak(self) -> None:
        rows = self.query_one("#doors", OptionList)
        here = rows.highlighted
        rows.set_options([self._door(door, key) for door, key in DOORS])
        rows.highlighted = here or 0
        super()._speak()

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

    def state(self) -> str:
        say, frame = self.say, self._frame
        if frame is None:
            return super().state()
        if frame.notice == "waking":
            return say("split.before")
        if frame.notice and f"app.notice.{frame.notice}" in say:
            return say(f"app.notice.{frame.notice}")
        if frame.twin is None:
            return say("worlds.copying")
        day = beginning.apart_h(frame) // HOURS_PER_DAY + 1
        return say("split.state", people=view.whole(frame.vitals.people), day=day)
