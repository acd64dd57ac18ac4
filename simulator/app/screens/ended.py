"""The card of a run whose engine has gone: why, what is left of it, and the ways on."""

from __future__ import annotations

from collections.abc import Callable
from typing import ClassVar

from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Vertical
from textual.screen import ModalScreen
from textual.widgets import Button, Static

from simulator.app.screens.showing import Showing
from simulator.locale import catalogue
from simulator.session import SessionEnded


class Ended(Showing, ModalScreen[bool]):
    """Says why the engine stopped. True: begin again with the menu, for which somebody must see to a new engine."""

    AUTO_FOCUS = "#again, #leave"
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("enter,m", "again", "menu", id="ended.again"),
        Binding("q,escape", "leave", "leave", id="ended.leave"),
    ]

    def __init__(
        self, ended: SessionEnded, lang: str, *, again: bool, picture: Callable[[], None] | None
    ) -> None:
        """`again`: can there be a new engine? `picture` keeps one of what was there last; None if there was nothing."""
        super().__init__()
        self._ended = ended
        self._say = catalogue(lang)
        self._again = again
        self._picture = picture

    def compose(self) -> ComposeResult:
        say, ended = self._say, self._ended
        with Vertical(classes="card") as card:
            card.border_title = say("app.ended.title")
            yield Static(say(f"app.ended.{ended.cause}", detail=ended.detail), markup=False)
            yield Static(say("app.ended.kept"), markup=False)
            if ended.log:
                yield Static(say("app.ended.log", log=ended.log), markup=False, classes="dim")
            with Vertical(id="ways"):
                ways = {"again": self._again, "picture": self._picture is not None, "leave": True}
                for way in (name for name, open_ in ways.items() if open_):
                    yield Button(say(f"app.ended.{way}"), compact=True, id=way)

    def on_button_pressed(self, event: Button.Pressed) -> None:
        getattr(self, f"action_{event.button.id}")()

    def action_again(self) -> None:
        self.dismiss(self._again)

    def action_picture(self) -> None:
        if self._picture:
            self._picture()

    def action_leave(self) -> None:
        self.dismiss(False)
