"""What the app must bear: a long run without growing, windows that change all the time, worlds with nothing in them."""

from __future__ import annotations

import asyncio
import gc
import math
from dataclasses import replace
from random import Random

import pytest
from textual.events import Key, Resize
from textual.geometry import Size

from simulator.app.app import FeedscopeApp
from simulator.app.screens.rooms import ROOMS
from simulator.experiments.wiring import live_world
from simulator.frames import Frame
from simulator.session import View
from tests.app.fake_session import FakeSession, settle
from tests.app.frames import make_frame
from tests.app.opened import WAY
from tests.benchmarks.soak import growth, soak

pytestmark = pytest.mark.slow

ROOM_WAYS = [WAY[name] for name in ROOMS]
SCREENS = [
    (),
    ("1",),
    ("2",),
    ("3",),
    ("4",),
    ("question_mark",),
    ("t",),
    ("a",),
    ("r", "r"),
    ("slash",),
    ("j",),
    ("ctrl+p",),
]
"""Keys that lead to every screen there is, besides the rooms."""


async def test_a_run_at_full_speed_leaves_nothing_behind() -> None:
    others = sum(isinstance(each, Frame) for each in gc.get_objects())  # those of other tests
    readings = [now async for now in soak((100, 20), readings=5, ticks=300)]
    assert readings[-1].tick >= 300
    most = max(now.frames for now in readings) - others
    # Each of some thirty panels, and each room that waits, has the last frame that it drew: on a busy computer not the
    # same one.
    assert most <= 40, "of hundreds of frames only those on screen are alive"
    if math.isfinite(readings[-1].screen_mb):
        # Frames that are remembered take 15 kB each here, and screens that are opened for the first time load what they
        # need; the engine keeps what its people publish.
        assert growth(readings, "screen_mb") < 12 + 24
        assert growth(readings, "engine_mb") < 24


async def test_a_window_that_changes_all_the_time_breaks_nothing() -> None:
    """A hundred and more sizes by the luck of a fixed seed, from one cell to a large screen, with frames flowing."""
    luck = Random(4)
    frames = [make_frame(tick=tick, people=300) for tick in range(50, 54)]
    session = FakeSession(frames[0])
    app = FeedscopeApp(session, "en", 300)
    async with app.run_test(size=(120, 35)) as pilot:
        await settle(pilot, session)
        number = 0
        for keys in (*SCREENS, *ROOM_WAYS):
            await pilot.press(*keys)
            for _ in range(6):
                number += 1
                size = Size(luck.randint(1, 150), luck.randint(1, 45))
                app.post_message(Resize(size, size))
                session.give(replace(frames[number % 4], tick=50 + number))
                await asyncio.sleep(0.01)
            await pilot.press("escape")
        await pilot.resize_terminal(120, 35)
        await settle(pilot, session)
        assert number >= 100 and app.is_running and app.lookback.live_tick == 50 + number


@pytest.mark.parametrize(
    ("posts", "hours"), [(0.0, (0, 30)), (5.0, (30,))], ids=["without a video", "with some"]
)
async def test_every_screen_draws_a_world_with_next_to_nobody_in_it(
    posts: float, hours: tuple[int, ...]
) -> None:
    """One person and one creator; at first nothing was watched, and in one of the worlds nothing ever will be."""
    world = live_world({"world": {"people": 1, "creators": 1, "backlog": 0, "posts_per_day": posts}})
    session = FakeSession(world.frame(View(paused=True)))
    app = FeedscopeApp(session, "en", 1)
    keys = ("1", "2", "3", "4", "0", "t", "enter")
    ways = (*((key,) for key in keys), *(("0", *way) for way in ROOM_WAYS), ("0",))
    async with app.run_test(size=(100, 30)) as pilot:
        await settle(pilot, session)
        for tick in hours:
            while world.tick < tick:
                world.step()
            for way in ways:
                await pilot.press(*way)
                attends = app.room.ATTENDS if app.room is not None else ""
                session.give(world.frame(View(paused=True, lang=app.lang, attends=attends)))
                await settle(pilot, session)
            await pilot.press("ctrl+l")
        assert app.frame is not None and app.frame.tick == 30
        assert posts or not app.frame.vitals.videos


async def test_a_key_pressed_while_the_app_closes_is_left_alone() -> None:
    """Then there is no screen any more that it could mean something to."""
    app = FeedscopeApp(FakeSession(make_frame(people=50)), "en", 50)
    assert not app.screen_stack
    await app.on_event(Key("r", "r"))


@pytest.mark.parametrize("keys", [("ctrl+p",), ("slash",), ("a",)])
async def test_lists_bear_a_window_of_hardly_any_columns(keys: tuple[str, ...]) -> None:
    session = FakeSession(make_frame(people=50))
    app = FeedscopeApp(session, "en", 50)
    async with app.run_test(size=(1, 20)) as pilot:
        await settle(pilot, session)
        await pilot.press(*keys)
        for columns in (3, 2, 1, 4):
            await pilot.resize_terminal(columns, 20)
            await settle(pilot, session)
        assert app.is_running
