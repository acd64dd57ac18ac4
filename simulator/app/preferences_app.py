"""What people like about the screen itself, and it remembers: its colours, and how much of it moves."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from textual.app import App
from textual.notifications import Notify
from textual.screen import SystemModalScreen
from textual.types import AnimationLevel

from simulator.app.commands import ENTRIES, Entry
from simulator.app.endings import quits_on_signals
from simulator.app.moved import fault_of, given, keymap
from simulator.app.preferences import PreferenceFile
from simulator.app.themes import NIGHT, OURS
from simulator.locale import catalogue


class PreferencesApp(App[int], inherit_bindings=False):
    """An app that wears what was chosen last time."""

    def __init__(self, lang: str, memory: PreferenceFile) -> None:
        super().__init__()
        self.lang = lang
        self.memory = memory
        self.moved: dict[str, str] = {}
        """Keys that are preferred to the usual ones, by the ids of commands."""
        self._rooms: list[Entry] = []
        self._motion: AnimationLevel = self.animation_level
        for theme in OURS:
            self.register_theme(theme)
        chosen = memory.now.theme
        self.theme = chosen if chosen in self.available_themes else NIGHT.name

    async def run_async(self, **how: Any) -> int | None:
        """As ever; and signals that ask for an end quit the app."""
        with quits_on_signals(self):
            return await super().run_async(**how)

    def refresh_css(self, animate: bool = True) -> None:
        """Textual itself leaves out its own cards, such as the list of commands, while one is open."""
        super().refresh_css(animate)
        for screen in self.screen_stack:
            if isinstance(screen, SystemModalScreen):
                self.stylesheet.update(screen, animate=animate)

    def on_notify(self, event: Notify) -> None:
        """The newest notice stands alone: no older one comes back when it goes."""
        del event
        self.clear_notifications()

    def take_keys(self, rooms: Iterable[Entry], elsewhere: Iterable[Entry]) -> None:
        """Use the keys that are preferred here and in `rooms`, unless one is none, or means something else here or
        `elsewhere`. Where none is preferred, nobody asks what `rooms` yields."""
        self._rooms = [*rooms] if self.memory.keys else []
        fault = fault_of(self.memory.keys, self._rooms, elsewhere)
        if fault is None:
            self.moved = self.memory.keys
        else:
            self.memory.fault = self.memory.fault or fault

    def settle_down(self) -> None:
        """Once the app runs: move as much as is liked, and say what was wrong with the preferences."""
        self._move(not self.memory.now.reduced_motion)
        self.set_keymap(keymap([*ENTRIES, *self._rooms], self.moved))
        for key, action in given(ENTRIES, self.moved):
            self.bind(key, action)
        self._confess()

    def action_shade(self) -> None:
        ours = [theme.name for theme in OURS]
        here = ours.index(self.theme) if self.theme in ours else -1
        self.wear(ours[(here + 1) % len(ours)])

    def themes_on_offer(self) -> list[str]:
        """Names of the colour schemes, ours first."""
        ours = [theme.name for theme in OURS]
        return ours + sorted(name for name in self.available_themes if name not in ours)

    def wear(self, theme: str) -> None:
        """Change colours."""
        self.theme = theme
        self.remember(theme=theme)

    def remember(self, **preferences: str | bool) -> None:
        """Keep preferences, and say so where they cannot be saved."""
        self.memory.remember(**preferences)
        self._confess()

    def _confess(self) -> None:
        """Say what went wrong with the file of preferences."""
        if fault := self.memory.told():
            key, values = fault
            self.notify(catalogue(self.lang)(key, **values), severity="warning", markup=False, timeout=10)

    def action_motion(self) -> None:
        still = not self.memory.now.reduced_motion
        self._move(not still)
        self.notify(catalogue(self.lang)("app.motion.still" if still else "app.motion.moving"), markup=False)
        self.remember(reduced_motion=still)

    def _move(self, on: bool) -> None:
        """Panels look at the class: while it is there, nothing plays or glides by itself."""
        self.set_class(not on, "-still")
        self.animation_level = self._motion if on else "none"
