"""The menu: where one begins, over the world that wakes up. A line and a key for everything that can be done."""

from __future__ import annotations

from collections.abc import Sequence
from typing import ClassVar

from rich.text import Text
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Vertical
from textual.screen import ModalScreen
from textual.widgets import OptionList, Static
from textual.widgets.option_list import Option

from simulator.app import view
from simulator.app.commands import ENTRIES, sentence_of
from simulator.app.doors import DOORS
from simulator.app.kit.grid import Prose, grid
from simulator.app.screens.showing import Showing
from simulator.app.widgets.telling import Choices, Words
from simulator.frames import Frame
from simulator.locale import catalogue

ROWS = (
    ("back", "ctrl+z"),
    *((door.id, door.key) for door in DOORS),
    ("replay", "ctrl+o"),
    ("anew", "ctrl+n"),
)
"""(command, its key) of every line; keys mean here what they mean everywhere. Words are `menu.door.<command>`."""

FIRST = "story"
"""What enter opens for whoever presses nothing else, unless something waits."""
OF_THE_LIVING = ("play", "rules")
"""Doors to what no recording has."""
KEYS, NAMES = 6, 14
"""Cells for a key and for the name of a line."""


def rows(frame: Frame | None = None) -> Sequence[tuple[str, str]]:
    """Those that lead somewhere: a recording can be left but neither played nor changed, and a world that waits can be
    returned to."""
    recorded = frame is not None and frame.recorded is not None
    shut = {
        **dict.fromkeys(OF_THE_LIVING, recorded),
        "anew": not recorded,
        "back": frame is None or not waits(frame),
    }
    return [row for row in ROWS if not shut.get(row[0], False)]


def waits(frame: Frame) -> bool:
    """Is there a world to return to, or a twin to bring back?"""
    return frame.aside is not None or frame.unforked >= 0


def action_of(name: str) -> str:
    """The action that opens this room or does this command; "" if there is none."""
    return next((entry.action for entry in ENTRIES if entry.id == name), "")


class Menu(Showing, ModalScreen[str | None]):
    """Dismissed with the action to run, or "" to look at the world that is there."""

    BINDINGS: ClassVar[list[BindingType]] = [
        *(Binding(door.key, f"go('{door.id}')", door.id, id=f"menu.{door.id}") for door in DOORS),
        Binding("escape,m,0", "go('watch')", "watch", id="menu.leave"),
        Binding("h", "app.explain", "explain", id="menu.explain"),
        Binding("question_mark", "app.help", "help", id="menu.help"),
        Binding("d", "app.shade", "shade", id="menu.shade"),
        Binding("q", "app.quit", "quit", id="menu.quit"),
    ]

    def __init__(self, frame: Frame | None, people: int | None, lang: str) -> None:
        super().__init__()
        self._frame = frame
        self._people = people
        self._say = catalogue(lang)
        self._wish = ""

    def compose(self) -> ComposeResult:
        with Vertical(classes="card"):
            yield Static(markup=False, id="intro")
            yield Choices(self._means)
            yield Static(markup=False, id="state", classes="dim")

    def on_mount(self) -> None:
        self._fill()
        names = [name for name, _ in rows(self._frame)]
        self.query_one(OptionList).highlighted = 0 if "back" in names else names.index(FIRST)
        self.app.theme_changed_signal.subscribe(self, lambda _: self._fill())

    def show(self, frame: Frame) -> None:
        """The world is there: go where somebody wanted to go already."""
        first, self._frame = self._frame is None, frame
        if first:
            self._tell()
        if self._wish:
            self.dismiss(self._wish)

    def set_language(self, lang: str) -> None:
        self._say = catalogue(lang)
        self._fill()

    def on_option_list_option_selected(self, event: OptionList.OptionSelected) -> None:
        self.action_go(event.option_id or "watch")

    def action_go(self, name: str) -> None:
        """Through a door; what needs a world waits for it. Back only where something is to return to."""
        if name == "back" and (self._frame is None or not waits(self._frame)):
            return
        if name == "watch":
            self.dismiss("")
            return
        self._wish = action_of(name)
        if self._wish and self._frame is not None:
            self.dismiss(self._wish)
        elif self._wish:
            self._tell()

    def _fill(self) -> None:
        say = self._say
        card = self.query_one(".card")
        card.border_title, card.border_subtitle = say("menu.title"), say("menu.keys")
        self.query_one("#intro", Static).update(say("menu.intro"))
        options = self.query_one(OptionList)
        here = options.highlighted
        options.set_options([self._option(*row) for row in rows(self._frame)])
        options.highlighted = here
        self._tell()

    def _tell(self) -> None:
        """How the world is doing."""
        say = self._say
        if self._frame is not None:
            key = "menu.ready" if self._frame.recorded is None else "menu.recording.state"
            text = say(key, people=f"{self._frame.vitals.people:,}")
        elif self._wish:
            text = say("menu.moment")
        elif self._people is None:
            text = say("app.waking.everyone")
        else:
            text = say("app.waking.people", people=f"{self._people:,}")
        self.query_one("#state", Static).update(text)

    def _option(self, name: str, key: str) -> Option:
        row = grid(KEYS, NAMES)
        accent = self.app.theme_variables["accent"]
        row.add_row(
            Text(key, style=f"bold {accent}"),
            Text(self._called(name), style="bold"),
            Prose(self._text(name)),
        )
        return Option(row, id=name)

    def _means(self, name: str) -> Words:
        """The name of a door, and what one can do behind it."""
        say = self._say
        return self._called(name), next(sentence_of(entry, say) for entry in ENTRIES if entry.id == name)

    def _called(self, name: str) -> str:
        twin = name == "back" and self._frame is not None and self._frame.unforked >= 0
        return self._say("menu.twin.name" if twin else f"menu.door.{name}.name")

    def _text(self, name: str) -> str:
        say, key = self._say, f"menu.door.{name}.text"
        if name == "watch" and self._frame is not None and self._frame.recorded is not None:
            return say("menu.recording.text")
        if name == "back" and self._frame is not None and self._frame.unforked >= 0:
            return say("menu.twin.text", day=view.day(self._frame.unforked, say))
        aside = self._frame.aside if self._frame is not None else None
        if name != "back" or aside is None:
            return say(key)
        return say(key, day=view.day(aside.tick, say), people=view.whole(aside.people))
