"""A show as a file: what the app paints goes into an asciicast (version 2), which slides and pages can embed.

The format: a line of JSON that says the size, then one line `[seconds, "o", text]` for each piece that was painted; see
https://docs.asciinema.org/manual/asciicast/v2/. The app runs live and in its own time, without a terminal, and ends by
itself: a recording at its last hour, a story after its last page, the opening some seconds after its question.
"""

from __future__ import annotations

import json
import os
from dataclasses import dataclass
from pathlib import Path
from time import time
from typing import IO, cast

from textual.drivers.headless_driver import HeadlessDriver

from simulator.app.host import HostApp
from simulator.app.kit import clock
from simulator.rooms.split.screen import SplitRoom
from simulator.rooms.story.screen import StoryRoom

SIZE = (120, 35)
AFTERWARDS_S = 12.0
"""So long stands the question of the opening."""
LAST_S = 3.0
"""So long stands the last picture of anything else."""
LOOKS_PER_S = 4


@dataclass(frozen=True, slots=True)
class Cast:
    """Where a show is written."""

    file: Path
    size: tuple[int, int] = SIZE

    @property
    def beside(self) -> Path:
        """What it is called until it is whole."""
        return self.file.with_name(f"{self.file.name}.{os.getpid()}.part")

    def driver(self) -> type[CastDriver]:
        """What paints into the file."""

        class Writes(CastDriver):
            into = self

        return Writes


class CastDriver(HeadlessDriver):
    """Paints into a file. Textual takes the file for a terminal that shows everything and has no keys."""

    into: Cast

    @property
    def is_headless(self) -> bool:
        return False

    def start_application_mode(self) -> None:
        self._file: IO[str] = self.into.beside.open("w", encoding="utf-8")
        self._began = clock.now()
        width, height = self._get_terminal_size()
        head = {
            "version": 2,
            "width": width,
            "height": height,
            "timestamp": int(time()),
            "title": "feedscope",
        }
        self._file.write(json.dumps({**head, "env": {"TERM": "xterm-256color"}}) + "\n")
        self.write("\x1b[?25l")  # nobody types
        self._shown = Shown()
        self._app.set_interval(1 / LOOKS_PER_S, self._look)
        super().start_application_mode()

    def _look(self) -> None:
        if self._shown.ended(cast("HostApp", self._app)):
            self._app.exit(0)

    def write(self, data: str) -> None:
        if data and not self._file.closed:
            passed = round(clock.now() - self._began, 3)
            self._file.write(json.dumps([passed, "o", data], ensure_ascii=False) + "\n")

    def stop_application_mode(self) -> None:
        self.write("\x1b[0m\x1b[?25h")
        self._file.close()
        self.into.beside.replace(self.into.file)


class Shown:
    """Is the show over, and has its end stood long enough?"""

    def __init__(self) -> None:
        self._since: float | None = None

    def ended(self, app: HostApp) -> bool:
        """To be asked again and again."""
        stands = AFTERWARDS_S if isinstance(app.screen, SplitRoom) else LAST_S
        if not _over(app):
            self._since = None
        elif self._since is None:
            self._since = clock.now()
        return self._since is not None and clock.now() - self._since >= stands


def _over(app: HostApp) -> bool:
    screen, frame = app.screen, app.frame
    if isinstance(screen, SplitRoom):
        return screen.asked
    if isinstance(screen, StoryRoom):
        return screen.telling.ended
    return frame is not None and frame.recorded is not None and frame.tick >= int(frame.recorded[-1])
