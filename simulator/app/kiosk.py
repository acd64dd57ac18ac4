"""A stand without a keeper: a story that a visitor has left begins again once nobody has touched anything for long."""

from __future__ import annotations

from collections.abc import Callable
from time import monotonic
from typing import TYPE_CHECKING

from textual import events

if TYPE_CHECKING:
    from simulator.app.app import FeedscopeApp

PATIENCE_S = 60.0
"""Somebody who has touched nothing for so long has gone."""

LOOKS_PER_S = 1


class Kiosk:
    """Watches over the keys and the mouse, and over the screen that shall be there: `here` says if it is."""

    def __init__(self, app: FeedscopeApp, here: Callable[[], bool], begin: Callable[[], None]) -> None:
        self._here = here
        self._begin = begin
        self._touched = monotonic()
        app.set_interval(1 / LOOKS_PER_S, self._look)

    def notice(self, event: events.Event) -> None:
        """Something has happened; was it somebody?"""
        if isinstance(event, events.InputEvent):
            self._touched = monotonic()

    def _look(self) -> None:
        if not self._here() and monotonic() - self._touched > PATIENCE_S:
            self._touched = monotonic()
            self._begin()
