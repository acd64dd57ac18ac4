"""How another world comes: a recording, a new world, a story's, or the one that waits; and what is wanted of each."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from pathlib import Path

from simulator.app import view
from simulator.app.guess import Guess
from simulator.app.host import HostApp
from simulator.app.screens.let_go import LetGo
from simulator.app.screens.recordings import OpenRecording
from simulator.app.speeds import START_SPEED
from simulator.frames import HOURS_PER_DAY, Frame
from simulator.locale import catalogue
from simulator.session import Begin, Pause, Rejoin, Return, Speed, StopAtTurns


class Beginnings:
    """`settings` are those of a new world. The app tells of every frame before it shows it."""

    def __init__(self, app: HostApp, settings: Mapping[str, object]) -> None:
        self._app = app
        self._settings = settings
        self._known = -1
        """The last world that stops at turning points by preference."""
        self._asked = 0, 0
        """The number of the command for another world, 0 for none, and `Frame.begun` of the world it was given in."""
        self._here = 0, 0
        """(`Frame.begun`, `Frame.life`) of the world of now."""
        self._paired = -1
        """`Frame.life` of the world that has a twin; -1 for none."""
        self._guesses: dict[int, Guess | None] = {}
        """What was guessed in the worlds that wait."""

    def choose(self) -> None:
        """A recording takes the place of the world, if somebody chooses one and it can be opened."""
        if self._app.is_web:  # whoever looks from elsewhere has no business with files here
            self._app.notify(
                catalogue(self._app.lang)("recordings.not_served"), severity="warning", markup=False
            )
        elif not isinstance(self._app.screen, OpenRecording):
            self._app.push_screen(OpenRecording(Path.cwd(), self._app.lang), self._record)

    def _record(self, folder: Path | None) -> None:
        if folder is not None:
            self._begin({"recording": str(folder)})

    def anew(self) -> None:
        """A living world takes the place of whatever is there."""
        self._begin(self._settings)

    def first(self) -> int:
        """The world that was asked for takes the place of the one that the app opened on; its `Frame.begun`."""
        self._asked = self._app.session.send(Begin(self._settings)), self._here[0]
        self._app.session.send(Speed(START_SPEED))
        return self._here[0] + 1

    def back(self) -> None:
        """An unforked twin comes back; without one the world that waits goes on, and this one waits or ends."""
        app = self._app
        app.lookback.close()
        if app.frame is not None and app.frame.unforked >= 0:
            if app.room is None or app.room.NAME != "worlds":
                app.action_open("worlds")
            app.session.send(Rejoin())
            return
        app.to_dashboard()
        if app.frame is None or app.frame.aside is None:
            app.notify(catalogue(app.lang)("back.none"), markup=False)
        else:
            app.session.send(Return())

    def unless_lost(self, begin: Callable[[], None]) -> None:
        """Begin another world, unless somebody would rather keep the one that would be lost for good."""
        app = self._app
        lost = what_is_lost(app.frame) if app.frame is not None else None
        if lost is None:
            begin()
            return
        which, tick, people = lost
        say = catalogue(app.lang)
        text = say(f"back.{which}", day=view.day(tick, say), people=view.whole(people))
        if tick > HOURS_PER_DAY:
            app.push_screen(LetGo(text, app.lang), lambda sure: begin() if sure else None)
        else:
            app.notify(text, markup=False)
            begin()

    def _begin(self, settings: Mapping[str, object]) -> None:
        app = self._app
        app.to_dashboard()
        if app.frame is not None and not app.lookback.refuses(Begin(settings)):
            self.unless_lost(lambda: self._send(settings))

    def _send(self, settings: Mapping[str, object]) -> None:
        app = self._app
        if app.frame is not None:
            app.notify(catalogue(app.lang)("recordings.opening"), timeout=2, markup=False)
            self._asked = app.session.send(Begin(settings)), app.frame.begun

    def greet(self, frame: Frame) -> None:
        """The world that was asked for runs; and a living one stops where somebody prefers it to.

        A room that runs the clock by itself, such as the story, is left alone.
        """
        number, begun = self._asked
        if number and frame.obeyed >= number:
            self._asked = 0, 0
            if frame.begun > begun:
                self._app.session.send(Pause(False))
        if frame.begun != self._here[0]:
            self._guesses[self._here[1]] = self._app.guess
            self._app.guess = self._guesses.pop(frame.life, None)
            self._here = frame.begun, frame.life
        room = self._app.room
        playing = room is not None and room.GAME  # whoever plays has no use for the other world now
        if self._paired == frame.life and frame.twin is None and frame.unforked >= 0 and not playing:
            self._app.notify(catalogue(self._app.lang)("worlds.unforked_note"), markup=False)
        self._paired = frame.life if frame.twin is not None else -1
        if frame.begun != self._known and frame.recorded is None and (room is None or not room.CLOCKED):
            self._known = frame.begun
            if self._app.memory.now.stop_at_turning_points and not frame.stops:
                self._app.session.send(StopAtTurns(True))


def what_is_lost(frame: Frame) -> tuple[str, int, int] | None:
    """(which, its hour, its people) of the world that would be gone for good if another one began; None if none is."""
    if frame.fate == "ends":
        return "ends", frame.tick, frame.vitals.people
    if frame.fate == "aside" and frame.aside is not None:
        return "let_go", frame.aside.tick, frame.aside.people
    return None
