"""A room or a card of the app, opened by its keys over a frame that is given, and what stands in its widgets."""

from __future__ import annotations

from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager
from typing import TypeVar

from textual.pilot import Pilot
from textual.screen import Screen
from textual.widget import Widget

from simulator.app.app import FeedscopeApp
from simulator.app.doors import DOORS
from simulator.frames import Frame
from tests.app.fake_session import FakeSession, settle

WAY: Mapping[str, tuple[str, ...]] = {
    tab: (door.key,) * (place + 1) for door in DOORS for place, tab in enumerate(door.tabs)
} | {"dashboard": ("escape",), "worlds": ("w",)}
"""The letters that lead from the dashboard, itself a tab, to each other tab."""

R = TypeVar("R", bound=Screen)


@asynccontextmanager
async def opened(
    keys: str, kind: type[R], frame: Frame, size: tuple[int, int] = (120, 35), lang: str = ""
) -> AsyncIterator[tuple[R, Pilot[int], FakeSession]]:
    """The screen, in the frame's language or another, once it has drawn the frame."""
    session = FakeSession(frame)
    app = FeedscopeApp(session, lang or frame.lang, frame.vitals.people)
    async with app.run_test(size=size) as pilot:
        await settle(pilot, session)
        await pilot.press(*keys.split())
        await settle(pilot, session)
        assert isinstance(app.screen, kind)
        yield app.screen, pilot, session


def lines_of(widget: Widget) -> str:
    """Its lines."""
    return "\n".join(widget.render_line(y).text for y in range(widget.size.height))
