"""Jumping: a letter on each panel of the screen that is open; pressed, it leads there."""

from __future__ import annotations

from typing import ClassVar

from textual import events
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.content import Content
from textual.geometry import Offset
from textual.screen import ModalScreen, Screen
from textual.widgets import Static

from simulator.app.screens.explainer import spots
from simulator.app.screens.showing import Showing
from simulator.app.widgets.telling import Telling
from simulator.locale import catalogue

LETTERS = "asdfgklqwertyuiopzxcvbnm"
"""Those under the fingers first; without j and h, which lead in here and to the numbers."""


class Jump(Showing, ModalScreen[Telling | None]):
    """Lies over `below`; dismissed with the panel whose letter was pressed or clicked, or None."""

    BINDINGS: ClassVar[list[BindingType]] = [Binding("escape,j,0", "leave", "leave", id="jump.leave")]

    def __init__(self, below: Screen[object], lang: str) -> None:
        super().__init__()
        self._below = below
        self._say = catalogue(lang)
        panels = dict.fromkeys(spot.panel for spot in spots(below))
        self._panels = dict(zip(LETTERS, panels, strict=False))

    def compose(self) -> ComposeResult:
        for letter in self._panels:
            yield Static(Content(f" {letter} "), classes="letter", id=f"letter-{letter}")
        yield Static(self._say("doors.jump"), markup=False, id="told")

    def on_mount(self) -> None:
        self._put()

    def on_resize(self) -> None:
        self.call_after_refresh(self._put)

    def _put(self) -> None:
        """Each on the corner of its panel, the sentence over the line of keys."""
        for letter, panel in self._panels.items():
            shown = self.query_one(f"#letter-{letter}", Static)
            shown.display = panel.is_on_screen
            shown.styles.offset = panel.region.offset + Offset(1 if panel.region.height > 1 else 0, 0)
        self.query_one("#told", Static).styles.offset = Offset(0, max(self.size.height - 2, 0))

    def set_language(self, lang: str) -> None:
        self._say = catalogue(lang)
        self.query_one("#told", Static).update(self._say("doors.jump"))

    def on_key(self, event: events.Key) -> None:
        if event.key in self._panels:
            event.stop()
            self.dismiss(self._panels[event.key])

    def on_click(self, event: events.Click) -> None:
        where = event.screen_offset
        self.dismiss(next((panel for panel in self._panels.values() if panel.region.contains(*where)), None))

    def action_leave(self) -> None:
        self.dismiss(None)
