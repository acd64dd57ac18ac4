"""A stand without a keeper: a story that a visitor has left begins again once nobody has touched anything for long."""

from __future__ import annotations

from collections.abc import Callable

from textual import events
from textual.app import App

from simulator.app.kit import clock

PATIENCE_S = 60.0
"""Somebody who has touched nothing for so long has gone."""

LOOKS_PER_S = 1


class Kiosk:
    """Watches over the keys and the mouse, and over the screen that shall be there: `here` says if it is."""

    def __init__(self, app: App[int], here: Callable[[], bool], begin: Callable[[], None]) -> None:
        self._app = app
        self._here = here
        self._begin = begin
        self._touched = clock.now()
        app.set_interval(1 / LOOKS_PER_S, self._look)

    def notice(self, event: events.Event) -> None:
        """Something has happened; was it somebody?"""
        if isinstance(event, events.InputEvent):
            self._touched = clock.now()

    def _look(self) -> None:
        if not self._app.is_running:
            return  # it is closing: its timers outlive its screens
        if not self._here() and clock.now() - self._touched > PATIENCE_S:
            self._touched = clock.now()
            self._begin()
