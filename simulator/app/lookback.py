"""Looking back: the reel of a living world, or the length of a recording, and the timeline on the open screens.

While somebody looks back at a living world, frames that arrive go to the reel alone, screens show the past, and
what would touch the world is refused: it would change another day than the one on the screen.
"""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Callable

from simulator.app.commands import OF_THE_TIMELINE
from simulator.app.preferences_app import PreferencesApp
from simulator.app.reel import Reel
from simulator.app.widgets.timeline import Span, Timeline
from simulator.frames import HOURS_PER_DAY, Frame
from simulator.locale import catalogue
from simulator.session import Attend, Begin, Command, Language, Pause, Return, Seek, Session, Speed, Step

ALWAYS = Language | Attend
OF_A_RECORDING = Begin | Return | Language | Attend | Pause | Step | Speed | Seek
"""Commands that nobody who lives in the world needs to answer."""


class Lookback:
    """Which frame the screens show: the newest, or one from before. The app asks at every frame and command."""

    def __init__(self, app: PreferencesApp, session: Session, show: Callable[[Frame], None]) -> None:
        """`show` has the open screens draw a frame."""
        self._app = app
        self._session = session
        self._show = show
        self._reel = Reel()
        self._reels: dict[int, Reel] = {}
        """That of each world that there is: the one that runs, and the one that waits."""
        self._live: Frame | None = None
        self._at: int | None = None
        """The place in the reel that is looked at; None for now."""
        self._bars: list[Timeline] = []
        self._open = False
        self._sought = (0, 0)
        """The hour that a recording was told to go to, and the number of that command."""

    @property
    def is_open(self) -> bool:
        """Does the timeline stand on the screen?"""
        return self._open

    @property
    def past(self) -> bool:
        """Do the screens show another time than the world's?"""
        return self._at is not None

    def take(self, frame: Frame) -> bool:
        """Take in the newest frame; is it the one to be shown?"""
        if (
            self._live is not None and frame.begun != self._live.begun
        ):  # another world, with a past of its own
            self._at = None
            there = {frame.life, frame.aside.life if frame.aside is not None else -1}
            self._reels = {life: reel for life, reel in self._reels.items() if life in there}
        self._reel = self._reels.setdefault(frame.life, Reel())
        self._live = frame
        if frame.recorded is None:
            looked = self._reel.ticks[self._at] if self._at is not None else None
            self._reel.keep(frame)
            if looked is not None:
                self._at = self._reel.place(looked)  # the reel may have been thinned
        if self._open:
            self._tell()
        return self._at is None

    def refuses(self, command: Command | None = None) -> bool:
        """May this not be done now? If so, it is said. None stands for what asks the world something."""
        if self.recorded and not isinstance(command, OF_A_RECORDING):
            self._say("timeline.recorded_refused")
            return True
        if self.past and not isinstance(command, ALWAYS):
            self._say("timeline.refused")
            return True
        return False

    def open(self) -> None:
        """Put the timeline on the screen: one step before now, or where a recording stands. Or put it away."""
        if self._open:
            self.close()
        elif self.recorded:
            self._open = True
            self.furnish()
        elif len(self._reel) < 2:
            self._say("timeline.empty")
        else:
            self._open = True
            self._look(len(self._reel) - 1 if self._reel.ticks[-1] < self.live_tick else len(self._reel) - 2)

    def close(self) -> None:
        """Put the timeline away, and show what is now."""
        self._open, self._at = False, None
        for bar in self._bars:
            if bar.is_attached:
                bar.screen.remove_class("-past")
                bar.remove()
        self._bars.clear()
        if self._live is not None:
            self._show(self._live)

    def move(self, where: str) -> None:
        """Look elsewhere: "earlier", "later", "day_back", "day_on", "first", "last"; "live" puts it away."""
        if where == "live":
            self.close()
            return
        ticks, here = self._ticks(), self._span().at
        at = bisect_right(ticks, here) - 1
        match where:
            case "earlier":
                at -= 1
            case "later":
                at += 1
            case "day_back":
                at = min(bisect_right(ticks, here - HOURS_PER_DAY) - 1, at - 1)
            case "day_on":
                at = max(bisect_left(ticks, here + HOURS_PER_DAY), at + 1)
            case "first":
                at = 0
            case _:
                at = len(ticks) - 1
        self._look(min(max(at, 0), len(ticks) - 1))

    def move_to(self, tick: int) -> None:
        """Look at the frame of this hour."""
        self._look(max(bisect_right(self._ticks(), tick) - 1, 0))

    def next_recorded(self) -> int | None:
        """The hour of a recording's next frame; None in a living world, and at the end."""
        ticks, here = self._ticks(), self._span().at
        at = bisect_right(ticks, here)
        return ticks[at] if self.recorded and at < len(ticks) else None

    def furnish(self) -> None:
        """Have the timeline on every screen that is open, if it shall be."""
        if not self._open:
            return
        for screen in self._app.screen_stack:
            if not screen.is_modal and not any(
                bar.is_attached and bar.screen is screen for bar in self._bars
            ):
                bar = Timeline(self._app.lang, self._span(), OF_THE_TIMELINE)
                self._bars.append(bar)
                screen.mount(bar)
                screen.add_class("-past")
        self._bars = [bar for bar in self._bars if bar.is_attached]
        self._tell()

    def _look(self, at: int) -> None:
        if self.recorded:
            tick = self._ticks()[at]
            self._sought = (tick, self._session.send(Seek(tick)))
            self._tell()
            return
        self._at = at
        self.furnish()
        self._show(self._reel.frame(at))

    def _tell(self) -> None:
        span = self._span()
        for bar in self._bars:
            bar.tell(span, self._app.lang)

    @property
    def recorded(self) -> bool:
        """Is it a recording that is shown?"""
        return self._live is not None and self._live.recorded is not None

    @property
    def live_tick(self) -> int:
        """The hour of the newest frame, whatever the screens show."""
        return self._live.tick if self._live is not None else 0

    def _ticks(self) -> list[int]:
        if self._live is not None and self._live.recorded is not None:
            return self._live.recorded.tolist()
        return self._reel.ticks

    def _span(self) -> Span:
        ticks = self._ticks()
        if self.recorded:
            sought, number = self._sought
            at = sought if self._live is not None and number > self._live.obeyed else self.live_tick
            return Span(ticks[0], ticks[-1], at, recording=True)
        at = ticks[self._at] if self._at is not None else self.live_tick
        return Span(ticks[0], self.live_tick, at, tuple(self._reel.marks))

    def _say(self, key: str) -> None:
        self._app.notify(catalogue(self._app.lang)(key), severity="warning", markup=False)


class Gate:
    """The session as rooms have it: what they send takes the same way as the app's own commands."""

    def __init__(self, send: Callable[[Command], int]) -> None:
        self._send = send

    def send(self, command: Command) -> int:
        """Hand over a command and return its number, or 0 where it may not be done now."""
        return self._send(command)

    def poll(self) -> Frame | None:
        """Nothing: frames come from the app."""
        return None

    def close(self) -> None:
        """Nothing: the app closes its session."""
