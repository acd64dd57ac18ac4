"""The last screen of a run whose engine has gone: one sentence, one way out."""

from __future__ import annotations

from typing import ClassVar

from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Vertical
from textual.screen import ModalScreen
from textual.widgets import Button, Static

from simulator.locale import catalogue
from simulator.session import SessionEnded


class Ended(ModalScreen[None]):
    """Says why the engine stopped; any way out quits."""

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("q,escape,enter", "leave", "leave", id="ended.leave"),
    ]

    def __init__(self, ended: SessionEnded, lang: str) -> None:
        super().__init__()
        self._ended = ended
        self._say = catalogue(lang)

    def compose(self) -> ComposeResult:
        say, ended = self._say, self._ended
        with Vertical(classes="card") as card:
            card.border_title = say("app.ended.title")
            yield Static(say(f"app.ended.{ended.cause}", detail=ended.detail), markup=False)
            if ended.log:
                yield Static(say("app.ended.log", log=ended.log), markup=False, classes="dim")
            yield Button(say("app.ended.leave"), variant="primary", id="leave")

    def on_button_pressed(self) -> None:
        self.action_leave()

    def action_leave(self) -> None:
        self.dismiss(None)
