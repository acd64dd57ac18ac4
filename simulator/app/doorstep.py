"""The app's first half second: the frame of the opening is painted with what that needs; then the rest is loaded while
keys are kept, and the app becomes `app.FeedscopeApp`, which does with them what they ask for.

Most of the time to a first frame went into modules that nobody looks at yet: numpy, panels, frames, rooms.
"""

from __future__ import annotations

from collections.abc import Callable
from contextlib import suppress
from importlib import import_module
from threading import Thread
from typing import Any, ClassVar

from textual.screen import Screen

from simulator.app.commands import ENTRIES, OF_THE_TIMELINE, bindings
from simulator.app.preferences import PreferenceFile
from simulator.app.preferences_app import PreferencesApp
from simulator.app.widgets.too_small import HEIGHTS, WIDTHS
from simulator.rooms.split.doorway import STYLES, Doorway

DOORWAY = "doorway"
"""The mode in which it shows the one screen that it has."""

REST = ("simulator.app.app", "simulator.session.commands")
"""What is loaded behind the first frame."""


class Doorstep(PreferencesApp, inherit_bindings=False):
    """The app before it has anything to show, with the looks and the keys that it will have."""

    TITLE = "feedscope"
    CSS_PATH: ClassVar = ["base.tcss", STYLES]
    ALLOW_SELECT = False
    COMMAND_PALETTE_BINDING = ""
    HORIZONTAL_BREAKPOINTS = WIDTHS
    VERTICAL_BREAKPOINTS = HEIGHTS
    DEFAULT_MODE = DOORWAY
    BINDINGS = bindings((*ENTRIES, *OF_THE_TIMELINE))

    def __init__(
        self, lang: str, memory: PreferenceFile, grow: Callable[[Doorstep], None] | None = None
    ) -> None:
        """`grow` makes of it, in its own loop, the app that it shall become; see `FeedscopeApp.out_of`."""
        super().__init__(lang, memory)
        self._grow = grow
        self.stylesheet.set_variables(self.get_css_variables())
        if grow is not None:
            self.add_mode(DOORWAY, self._doorway)

    def refresh_css(self, animate: bool = True) -> None:
        """On the doorstep styles are read once, with the colours that are worn; no key changes those yet."""
        if type(self) is not Doorstep:
            super().refresh_css(animate)

    def _doorway(self) -> Screen[Any]:
        load = Thread(target=self._load, daemon=True)
        return Doorway(self.lang, load.start, stand=self.is_web)

    def _load(self) -> None:
        """In a thread, so that keys are heard meanwhile. What cannot be loaded says so in the app's own loop."""
        with suppress(Exception):
            for name in REST:
                import_module(name)
        if self._grow is not None and self.is_running:
            self.call_from_thread(self._grow, self)
