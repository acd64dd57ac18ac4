"""The app as its parts know it: rooms, the list of commands, and what brings other worlds.

`app.ways` opens the parts and `app.app` talks to the world; both know every part, so no part needs to know them.
"""

from __future__ import annotations

from typing import Any

from simulator.app.guess import Guess
from simulator.app.lookback import Lookback
from simulator.app.preferences_app import PreferencesApp
from simulator.app.screens.room import Room
from simulator.frames import Frame
from simulator.session import Command, Session


class HostApp(PreferencesApp):
    """What there is to be seen, and what may be asked for."""

    session: Session
    lookback: Lookback
    frame: Frame | None
    """The frame on the screen, of now or of before; None before the first."""
    guess: Guess | None
    """What somebody has guessed; kept while rooms open and close."""

    @property
    def room(self) -> Room | None:
        """The room that is open, under whatever cards lie on it."""
        return next((screen for screen in reversed(self.screen_stack) if isinstance(screen, Room)), None)

    # Done by `app.ways`

    def to_dashboard(self) -> bool:
        """Close whatever lies on the dashboard; was there anything?"""
        raise NotImplementedError

    def action_open(self, name: str) -> None:
        """A room; the one that is open already is left."""
        raise NotImplementedError

    def action_choose(self, what: str) -> None:
        """An algorithm, a person or a creator."""
        raise NotImplementedError

    # Done by `app.app`

    def send(self, command: Command, **wish: Any) -> int:
        """Send a command, and show at once what it asks for; its number, or 0 where it may not be done now."""
        raise NotImplementedError

    def action_pause(self) -> None:
        """Let time stand still, or run on."""
        raise NotImplementedError

    def switch_to(self, algorithm: str | None) -> None:
        """Another algorithm for everyone."""
        raise NotImplementedError

    def follow(self, what: str, number: int) -> None:
        """Show another "person" or "creator"."""
        raise NotImplementedError

    def speak(self, lang: str) -> None:
        """Everything in "en" or "zh" from now on, what the world says included, and next time."""
        raise NotImplementedError
