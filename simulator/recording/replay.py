"""A recording as a world for a session: its hours pass, and the frames that were kept are shown again.

A step is an hour, so speeds mean what they mean in a living world; what is shown is the last frame kept at or before
the hour. What would need living people is refused in one sentence.
"""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Mapping
from dataclasses import replace
from pathlib import Path
from typing import NoReturn

import numpy as np

from simulator.engine.action import Action
from simulator.frames import Found, Frame
from simulator.locale import catalogue
from simulator.recording.errors import RecordingError
from simulator.recording.reader import Recording
from simulator.session import Over, View
from simulator.settings.described import Value


class ReplayWorld:
    """Plays the frames of one recording, as far as they can be read."""

    def __init__(self, folder: Path) -> None:
        """RecordingError if the folder holds no recording, a broken one, or one without a single frame."""
        self._recording = Recording(folder)
        self._kept = self._recording.kept()
        if not self._kept:
            raise RecordingError(f"{folder} holds no frame yet: the first is kept after six simulated hours")
        self._ticks = np.array([tick for tick, _ in self._kept], dtype=np.int32)
        self.tick = int(self._ticks[0])
        self._at = 0
        self._frame = self._recording.frame(*self._kept[0])
        self._say = catalogue("en")
        self._wished: tuple[int | None, int | None] = (None, None)

    def warm(self) -> None:
        """Nothing takes long here."""

    def step(self) -> None:
        """One hour on. Over at the end, and where a frame is broken."""
        if self.tick >= self._ticks[-1]:
            raise Over(self._say("timeline.over"))
        self.seek(self.tick + 1)

    def seek(self, tick: int) -> None:
        """Stand at this hour of the recording, or the nearest there is. Over where its frame is broken."""
        tick = min(max(tick, int(self._ticks[0])), int(self._ticks[-1]))
        at = bisect_right(self._ticks, tick) - 1
        if at != self._at:
            try:
                self._frame = self._recording.frame(*self._kept[at])
            except RecordingError as error:
                self._cut(at)
                raise Over(str(error)) from None
        self.tick, self._at = tick, at

    def _cut(self, at: int) -> None:
        """The recording ends before this place."""
        self._kept, self._ticks = self._kept[: max(at, 1)], self._ticks[: max(at, 1)]

    @property
    def waking(self) -> bool:
        """Never: what was recorded has passed."""
        return False

    @property
    def turned(self) -> bool:
        """Never: a recording does not stop at turning points."""
        return False

    def switch(self, algorithm: str) -> NoReturn:
        """ValueError, like all that would change what was recorded."""
        self._refuse(algorithm)

    def tune(self, name: str, value: Value) -> NoReturn:
        """ValueError."""
        self._refuse(name, value)

    def tune_all(self, values: Mapping[str, Value]) -> NoReturn:
        """ValueError."""
        self._refuse(values)

    def take(self, on: bool) -> NoReturn:
        """ValueError."""
        self._refuse(on)

    def act(self, action: Action) -> NoReturn:
        """ValueError."""
        self._refuse(action)

    def direct(self, creator: int, plan: Mapping[str, object]) -> NoReturn:
        """ValueError."""
        self._refuse(creator, plan)

    def fork(self, algorithm: str) -> NoReturn:
        """ValueError."""
        self._refuse(algorithm)

    def _refuse(self, *wish: object) -> NoReturn:
        """What was recorded cannot be changed, whatever is wished."""
        del wish
        raise ValueError(self._say("timeline.recorded_refused"))

    def frame(self, view: View) -> Frame:
        """The frame of this hour; it says once that another person or creator cannot be looked at."""
        self._say = catalogue(view.lang)
        wished = (view.person, view.creator)
        asked = wished != self._wished or view.search is not None
        self._wished = wished
        search = view.search
        refused = view.refused or (self._say("timeline.recorded_refused") if asked else "")
        return replace(
            self._frame,
            progress=self._progress(view.progress),
            paused=view.paused,
            speed=view.speed,
            rate=view.rate,
            found=Found(search.what, search.text, ()) if search else None,
            closeup=None,
            refused=refused,
            notice="",
            recorded=self._ticks,
        )

    def _progress(self, of_hour: float) -> float:
        """How much of the way to the next frame has gone, 0..1."""
        if self._at + 1 >= len(self._ticks):
            return 1.0
        gap = int(self._ticks[self._at + 1] - self._ticks[self._at])
        return min((self.tick - int(self._ticks[self._at]) + of_hour) / gap, 1.0)
