"""The first frame of the app is painted before most of it is loaded, and the app grows out of it without a seam."""

from __future__ import annotations

import subprocess
import sys
from collections.abc import AsyncGenerator
from contextlib import asynccontextmanager

import pytest
from textual.pilot import Pilot
from textual.widgets import Static

from simulator.app.app import FeedscopeApp
from simulator.app.doorstep import Doorstep
from simulator.app.preferences import PreferenceFile
from simulator.app.screens.menu import Menu
from simulator.app.themes import PAPER
from simulator.locale import catalogue
from simulator.rooms.split.doorway import Doorway
from simulator.rooms.split.screen import SplitRoom
from tests.app.fake_session import FakeSession, settle
from tests.app.looks import strips, text

SEVERAL = 45
"""Modules of ours that the first frame may load; the app has some hundred more."""


def grown(doorstep: Doorstep, session: FakeSession) -> None:
    """What `launch` does once the rest is loaded."""
    FeedscopeApp.out_of(
        doorstep, session, 5_000, menu=True, split=True, first=None, kiosk=False, settings={}, again=False
    )


@asynccontextmanager
async def doorway(lang: str = "en", size: tuple[int, int] = (120, 35)) -> AsyncGenerator[Pilot[int]]:
    """An app that stays on its doorstep until a test has it grow."""
    app = Doorstep(lang, PreferenceFile(), lambda _: None)
    async with app.run_test(size=size) as pilot:
        app.animation_level = "none"
        assert isinstance(app.screen, Doorway)
        yield pilot


def test_the_first_frame_loads_little() -> None:
    program = (
        "import sys, simulator.app.launch, simulator.app.doorstep\n"
        "ours = [name for name in sys.modules if name.partition('.')[0] in ('simulator', 'recommender')]\n"
        "heavy = {'numpy', 'pydantic', 'simulator.app.app', 'simulator.frames.frame', 'simulator.session.commands'}\n"
        "print(len(ours), sorted(heavy & set(sys.modules)))"
    )
    done = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=True)
    count, _, heavy = done.stdout.strip().partition(" ")
    assert heavy == "[]" and int(count) <= SEVERAL, done.stdout


@pytest.mark.parametrize(("lang", "size"), [("en", (120, 35)), ("zh", (80, 24)), ("en", (48, 50))])
async def test_what_it_paints_is_what_the_opening_paints(lang: str, size: tuple[int, int]) -> None:
    async with doorway(lang, size) as pilot:
        before = text(strips(pilot))
        session = FakeSession(None)
        grown(pilot.app, session)  # pyright: ignore[reportArgumentType]
        await settle(pilot, session)
        assert isinstance(pilot.app, FeedscopeApp) and isinstance(pilot.app.screen, SplitRoom)
        assert text(strips(pilot)) == before
        assert "".join(catalogue(lang)("split.rule").split()) in "".join(before.split())


async def test_keys_pressed_meanwhile_do_what_they_do_later() -> None:
    async with doorway() as pilot:
        await pilot.press("d", "space")
        session = FakeSession(None)
        grown(pilot.app, session)  # pyright: ignore[reportArgumentType]
        await settle(pilot, session)
        screen = pilot.app.screen
        assert isinstance(screen, SplitRoom) and screen.asked
        assert catalogue("en")("split.ask") in str(screen.query_one("#words", Static).content)
        assert pilot.app.theme == PAPER.name
        await pilot.press("space")
        await settle(pilot, session)
        assert isinstance(pilot.app.screen, Menu), "what comes after the opening is as ever"


@pytest.mark.parametrize("key", ["q", "ctrl+c"])
async def test_it_can_be_left_at_once(key: str) -> None:
    async with doorway() as pilot:
        await pilot.press(key)
        await pilot.pause()
        assert not pilot.app.is_running or pilot.app._exit  # pyright: ignore[reportPrivateUsage]
