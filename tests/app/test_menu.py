"""The menu: every door is a line, opens with its letter, and leads back."""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

import pytest
from rich.cells import cell_len
from textual.pilot import Pilot
from textual.widgets import OptionList, Static

from simulator.app.app import FeedscopeApp
from simulator.app.commands import ENTRIES
from simulator.app.doors import DOORS, Door
from simulator.app.screens.menu import NAMES, ROWS, Menu, rows
from simulator.locale import LANGUAGES, catalogue
from simulator.rooms.dashboard.screen import Dashboard
from simulator.rooms.story.screen import StoryRoom
from tests.app.fake_session import FakeSession, settle
from tests.app.frames import make_frame


@pytest.mark.parametrize("lang", LANGUAGES)
def test_every_door_is_one_line_in_a_small_window(lang: str) -> None:
    say = catalogue(lang)
    for name, _ in ROWS[1:]:
        assert cell_len(say(f"menu.door.{name}.text")) <= 46
        assert cell_len(say(f"menu.door.{name}.name")) <= NAMES


@asynccontextmanager
async def menu(
    session: FakeSession | None = None,
) -> AsyncIterator[tuple[Pilot[int], FeedscopeApp, FakeSession]]:
    session = session or FakeSession(make_frame(people=50))
    app = FeedscopeApp(session, "en", 50, menu=True)
    async with app.run_test(size=(80, 24)) as pilot:
        await settle(pilot, session)
        assert isinstance(app.screen, Menu)
        card = app.screen.query_one(".card").region
        assert card.x == app.size.width - card.right > 0, "a card lies in the middle"
        yield pilot, app, session


def test_a_line_is_there_only_where_it_leads_somewhere_and_its_key_is_the_apps() -> None:
    assert {name for name, _ in rows()} == {door.id for door in DOORS} | {"replay"}
    usual = {entry.id: (*entry.keys, *entry.always) for entry in ENTRIES}
    assert all(key in usual[name] for name, key in ROWS)


@pytest.mark.sampled(3)
@pytest.mark.parametrize("door", DOORS, ids=lambda door: door.id)
async def test_a_letter_opens_the_same_door_as_in_the_app_and_m_leads_back(door: Door) -> None:
    async with menu() as (pilot, app, session):
        places: list[str] = []
        for way in ((door.key,), ("escape", "m", door.key)):
            await pilot.press(*way)
            await settle(pilot, session)
            places.append(app.place)
        assert places == [door.tabs[0]] * 2
        await pilot.press("escape", "i", door.key)
        await settle(pilot, session)
        assert app.place == (door.tabs[0] if door.id != "how" else door.tabs[1])
        await pilot.press("escape", "m")
        await settle(pilot, session)
        assert isinstance(app.screen, Menu)


async def test_the_first_frame_may_come_while_it_is_being_opened() -> None:
    say = catalogue("en")
    app = FeedscopeApp(FakeSession(None), "en", 50)
    async with app.run_test(size=(80, 24)) as pilot:
        app.action_menu()
        app.show_frame(make_frame(people=50))
        await pilot.pause()
        assert isinstance(app.screen, Menu)
        assert str(app.screen.query_one("#state", Static).content) == say("menu.ready", people="50")


@pytest.mark.slow
async def test_the_world_behind_can_just_be_watched() -> None:
    async with menu() as (pilot, app, session):
        for key in ("w", "escape", "m", "0"):
            assert isinstance(app.screen, Menu)
            await pilot.press(key)
            await settle(pilot, session)
            assert isinstance(app.screen, Dashboard)
            await pilot.press("m")
            await settle(pilot, session)


async def test_enter_and_the_mouse_open_doors_too() -> None:
    async with menu() as (pilot, app, session):
        await pilot.press("enter")
        await settle(pilot, session)
        assert isinstance(app.room, StoryRoom)
        await pilot.press("m")
        await settle(pilot, session)
        await pilot.click(OptionList, offset=(4, 2))
        await settle(pilot, session)
        assert isinstance(app.room, StoryRoom)


async def test_a_door_waits_for_the_world_and_languages_and_colours_reach_it() -> None:
    session = FakeSession(None)
    async with menu(session) as (pilot, app, _):
        await pilot.press("d", "ctrl+l")
        assert app.screen.query_one(".card").border_title == "feedscope"
        state = app.screen.query_one("#state").render()
        assert "50" in str(state)
        await pilot.press("s")
        await pilot.pause()
        assert isinstance(app.screen, Menu), "there is nothing to show yet"
        session.give(make_frame(people=50, lang="zh"))
        await settle(pilot, session)
        assert isinstance(app.room, StoryRoom) and app.room.lang == "zh"


async def test_q_and_help_work_from_the_menu() -> None:
    async with menu() as (pilot, app, session):
        await pilot.press("question_mark")
        await settle(pilot, session)
        assert not isinstance(app.screen, Menu)
        await pilot.press("question_mark")
        await settle(pilot, session)
        assert isinstance(app.screen, Menu)
        await pilot.press("q")
        await pilot.pause()
    assert app.return_code == 0
