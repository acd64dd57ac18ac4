"""What the app wants of a world as soon as it is there, and how another one comes: a recording, or a new world."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import TYPE_CHECKING

from simulator.app.screens.recordings import OpenRecording
from simulator.frames import Frame
from simulator.locale import catalogue
from simulator.session import Begin, Pause, StopAtTurns

if TYPE_CHECKING:
    from simulator.app.app import FeedscopeApp


class Beginnings:
    """`settings` are those of a new world. The app tells of every frame before it shows it."""

    def __init__(self, app: FeedscopeApp, settings: Mapping[str, object]) -> None:
        self._app = app
        self._settings = settings
        self._known = -1
        """The last world that stops at turning points by preference."""
        self._asked = False
        self._from = -1
        """The world in which another one was asked for."""

    def choose(self) -> None:
        """A recording takes the place of the world, if somebody chooses one and it can be opened."""
        if not isinstance(self._app.screen, OpenRecording):
            self._app.push_screen(OpenRecording(Path.cwd(), self._app.lang), self._record)

    def _record(self, folder: Path | None) -> None:
        if folder is not None:
            self._begin({"recording": str(folder)})

    def anew(self) -> None:
        """A living world takes the place of whatever is there."""
        self._begin(self._settings)

    def _begin(self, settings: Mapping[str, object]) -> None:
        app = self._app
        app.to_dashboard()
        if app.frame is not None and not app.lookback.refuses(Begin(settings)):
            self._asked, self._from = True, app.frame.begun
            app.notify(catalogue(app.lang)("recordings.opening"), timeout=2, markup=False)
            app.session.send(Begin(settings))

    def greet(self, frame: Frame) -> None:
        """The world that was asked for runs; and a living one stops where somebody prefers it to.

        A room that runs the clock by itself, such as the story, is left alone.
        """
        if self._asked and (frame.begun > self._from or frame.refused):
            self._asked = False
            if frame.begun > self._from:
                self._app.session.send(Pause(False))
        room = self._app.room
        if frame.begun != self._known and frame.recorded is None and (room is None or not room.CLOCKED):
            self._known = frame.begun
            if self._app.memory.now.stop_at_turning_points and not frame.stops:
                self._app.session.send(StopAtTurns(True))
