"""The cocoon room: every key of its own, and what its panels say of a made close-up."""

from __future__ import annotations

from contextlib import AbstractAsyncContextManager
from dataclasses import replace

import numpy as np
import pytest
from textual.pilot import Pilot

from simulator.app.screens.choose import ChooseByName
from simulator.app.widgets.panel import Panel
from simulator.rooms.cocoon.groups_panel import GroupsPanel
from simulator.rooms.cocoon.screen import MOST_TRAILS, VIEWS, CocoonRoom
from simulator.rooms.cocoon.states_panel import StatesPanel
from simulator.session import Attend, FollowPerson
from tests.app.closeups import cocoon
from tests.app.fake_session import FakeSession, settle
from tests.app.frames import make_frame
from tests.app.opened import lines_of, opened

BASE = make_frame(tick=150, people=200, paused=True)
CLOSEUP = cocoon(BASE, (20, 21))
FRAME = replace(BASE, closeup=CLOSEUP)
ME = FRAME.phone.person


def visited(
    size: tuple[int, int] = (120, 35),
) -> AbstractAsyncContextManager[tuple[CocoonRoom, Pilot[int], FakeSession]]:
    return opened("i", CocoonRoom, FRAME, size)


def seen(room: CocoonRoom) -> list[str]:
    return [name for name in VIEWS if room.query_one(f"#{name}").display]


@pytest.mark.slow
async def test_arrows_lead_through_the_views_one_at_a_time_in_a_small_window() -> None:
    async with visited((80, 24)) as (room, pilot, _):
        for name in (*VIEWS, VIEWS[0]):
            assert seen(room) == [name]
            assert lines_of(room.query_one(f"#{name}", Panel)).strip()
            await pilot.press("right")
            await pilot.pause()
        await pilot.press("left", "tab", "left", "left")
        await pilot.pause()
        assert seen(room) == [VIEWS[-1]]


async def test_a_middling_window_has_map_and_states_and_the_others_in_turn_a_large_one_all() -> None:
    async with visited() as (room, pilot, _):
        for name in ("groups", "diet", "near", "groups"):
            assert set(seen(room)) == {"ways", "states", name}
            await pilot.press("right")
            await pilot.pause()
        await pilot.resize_terminal(200, 50)
        await pilot.pause()
        assert seen(room) == list(VIEWS)


async def test_l_keeps_a_trail_and_lets_go_and_n_and_x_do_so_for_many() -> None:
    async with visited() as (room, pilot, session):
        assert session.commands[-1] == Attend("cocoon", (ME,))
        await pilot.press("l")
        assert room.trails == (ME,)
        session.give(replace(FRAME, phone=replace(FRAME.phone, person=30), closeup=None))
        await settle(pilot, session)
        assert session.commands[-1] == Attend("cocoon", (30, ME))
        await pilot.press("l", "l")
        assert room.trails == (ME,)
        session.give(FRAME)
        await settle(pilot, session)
        await pilot.press("n")
        assert room.trails == (ME, *range(20, 20 + MOST_TRAILS - 1))
        assert session.commands[-1] == Attend("cocoon", room.trails)
        session.give(replace(FRAME, phone=replace(FRAME.phone, person=30)))
        await settle(pilot, session)
        await pilot.press("l")
        assert len(room.trails) == MOST_TRAILS and len(pilot.app._notifications) == 1
        await pilot.press("x")
        assert room.trails == () and session.commands[-1] == Attend("cocoon", (30,))


@pytest.mark.slow
async def test_a_neighbour_is_marked_and_followed_by_keys_and_by_a_click() -> None:
    async with visited() as (room, pilot, session):
        await pilot.press("enter")
        assert not [command for command in session.commands if isinstance(command, FollowPerson)]
        await pilot.press("right", "right")
        await pilot.pause()
        await pilot.press("down", "down", "up", "enter")
        await pilot.pause()
        assert FollowPerson(21) in session.commands
    async with visited() as (room, pilot, session):
        await pilot.press("right", "right")
        await pilot.pause()
        assert "65%" in lines_of(room.query_one("#near", Panel))
        await pilot.click("#near", offset=(8, 1 + 2 * 2))
        await pilot.pause()
        assert FollowPerson(22) in session.commands


async def test_slash_finds_a_person_by_name() -> None:
    async with visited() as (room, pilot, _):
        await pilot.press("slash")
        await pilot.pause()
        assert isinstance(pilot.app.screen, ChooseByName)
        await pilot.press("escape")
        await pilot.pause()
        assert pilot.app.screen is room


async def test_the_map_names_whose_trails_are_kept() -> None:
    async with visited((200, 50)) as (room, _, _):
        drawn = lines_of(room.query_one("#ways", Panel))
        names = [way.name.split()[0] for way in CLOSEUP.ways if way.person != ME]
        assert names and all(f":{name}" in drawn for name in names)


@pytest.mark.parametrize("wide", [60, 78])
async def test_groups_are_shaded_where_narrow_and_numbered_where_there_is_room(wide: int) -> None:
    async with visited((80, 24)) as (room, pilot, _):
        await pilot.press("right", "right")
        await pilot.resize_terminal(wide + 2, 24)
        await pilot.pause()
        row = lines_of(room.query_one("#groups", GroupsPanel)).splitlines()[1]
        assert ("72" in row) == (wide == 78) and ("██" in row) == (wide == 60)
        _, below = room.query_one("#groups", GroupsPanel).titles(room.frame)
        assert ("█ 60%+" in below) == (wide == 60), "shades have a legend"


async def test_the_states_fill_the_whole_area_in_every_hour_that_is_known() -> None:
    async with visited((80, 24)) as (room, pilot, session):
        await pilot.press("right")
        await pilot.pause()
        panel = room.query_one("#states", StatesPanel)
        lines = lines_of(panel).splitlines()
        assert all(" " not in line[:50] for line in lines)
        unknown = np.full(len(FRAME.trends.tick), np.nan)
        trends = FRAME.trends.having(varied=unknown, narrowing=unknown, cocooned=unknown)
        session.give(replace(FRAME, trends=trends))
        await settle(pilot, session)
        assert "█" not in lines_of(panel)
