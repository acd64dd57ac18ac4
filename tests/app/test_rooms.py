"""What holds for every room: a door opens it, escape closes it, frames and languages reach it, small windows say so."""

from __future__ import annotations

import asyncio
import gc
from dataclasses import replace

import pytest
from textual.strip import Strip

from simulator.app.app import FeedscopeApp
from simulator.app.commands import ENTRIES, name_of, sentence_of
from simulator.app.screens.help import Help, explained
from simulator.app.screens.rooms import ROOMS
from simulator.app.widgets.too_small import TooSmall
from simulator.locale import LANGUAGES, catalogue
from simulator.rooms.dashboard.screen import Dashboard
from simulator.session import Attend
from tests.app.fake_session import FakeSession, settle
from tests.app.frames import make_frame
from tests.app.opened import WAY

FRAME = make_frame(people=50, speed=1.0)
SIZES = [(40, 12), (80, 24), (120, 35), (200, 50)]


@pytest.mark.parametrize(
    "names",
    [
        [*ROOMS][::3],
        pytest.param([name for name in ROOMS if name not in [*ROOMS][::3]], marks=pytest.mark.slow),
    ],
    ids=["every third", "the others"],
)
async def test_its_door_opens_it_and_escape_leads_home_again(names: list[str]) -> None:
    session = FakeSession(FRAME)
    app = FeedscopeApp(session, "en", 50)
    async with app.run_test(size=(120, 35)) as pilot:
        await settle(pilot, session)
        for name in names:
            before = len(session.commands)
            await pilot.press(*WAY[name])
            await settle(pilot, session)
            room = app.room
            assert room is not None and name == room.NAME
            assert (Attend(room.ATTENDS) in session.commands[before:]) == bool(room.ATTENDS)
            await pilot.press("question_mark")
            await settle(pilot, session)
            assert isinstance(app.screen, Help)
            await pilot.press("question_mark")
            await settle(pilot, session)
            assert app.screen is room
            await pilot.press("escape")
            await settle(pilot, session)
            assert isinstance(app.screen, Dashboard), name
            if room.ATTENDS:
                assert session.commands[-1] == Attend("")


@pytest.mark.slow
@pytest.mark.parametrize("turns", [0, 2])
@pytest.mark.parametrize("name", ["story", "worlds", "hot"])
@pytest.mark.parametrize("quits", [True, False])
async def test_it_can_be_closed_while_it_is_being_opened(name: str, turns: int, quits: bool) -> None:
    """These arrange their widgets once they are mounted; `turns` of the loop later, not all of them may be there."""
    session = FakeSession(FRAME)
    app = FeedscopeApp(session, "en", 50)
    async with app.run_test(size=(80, 24)) as pilot:
        await settle(pilot, session)
        app.action_open(name)
        for _ in range(turns):
            await asyncio.sleep(0)
        if not quits:
            app.action_home()
            await settle(pilot, session)
            assert isinstance(app.screen, Dashboard)


@pytest.mark.slow
async def test_what_it_is_told_while_it_is_being_opened_is_not_lost() -> None:
    session = FakeSession(FRAME)
    app = FeedscopeApp(session, "en", 50)
    async with app.run_test(size=(80, 24)) as pilot:
        await settle(pilot, session)
        for tick, name in enumerate(ROOMS, FRAME.tick + 1):
            app.action_open(name)
            app.show_frame(newer := replace(FRAME, tick=tick))
            app.action_language()
            session.give(newer)
            await settle(pilot, session)
            assert app.room is not None and (app.room.frame.tick, app.room.lang) == (tick, app.lang), name
            app.action_home()


@pytest.mark.slow
@pytest.mark.parametrize("name", ROOMS)
async def test_it_draws_at_every_size_in_both_languages_and_without_a_closeup(name: str) -> None:
    session = FakeSession(FRAME)
    app = FeedscopeApp(session, "en", 50)
    async with app.run_test(size=SIZES[0]) as pilot:
        await settle(pilot, session)
        await pilot.press(*WAY[name])
        for place, size in enumerate(SIZES):
            await pilot.resize_terminal(*size)
            await pilot.press("ctrl+l")
            session.give(replace(FRAME, tick=FRAME.tick + place, lang=app.lang))
            await settle(pilot, session)
            assert app.room is not None and app.room.lang == app.lang
        await pilot.resize_terminal(20, 10)
        await settle(pilot, session)
        assert app.screen.query_one(TooSmall).display and not app.screen.query_one("#room").display


@pytest.mark.parametrize("lang", LANGUAGES)
@pytest.mark.parametrize("name", ROOMS)
def test_it_and_its_keys_have_words_and_its_numbers_are_explained(name: str, lang: str) -> None:
    say = catalogue(lang)
    assert say(f"{name}.name") and say(f"{name}.text")
    assert all(name_of(entry, say) and sentence_of(entry, say) for entry in ROOMS[name].KEYS)
    assert len(list(explained(say, f"{name}.help"))) >= 2


@pytest.mark.parametrize("name", ROOMS)
def test_its_keys_do_not_hide_those_of_the_app(name: str) -> None:
    own = [key for entry in ROOMS[name].KEYS for key in entry.keys]
    taken = {key for entry in ENTRIES for key in entry.keys + entry.always}
    assert len(own) == len(set(own)) and not (taken & set(own)) - ROOMS[name].BORROWS
    assert [entry.id.rpartition(".")[0] for entry in ROOMS[name].KEYS] == [f"{name}.key"] * len(
        ROOMS[name].KEYS
    )


@pytest.mark.slow
async def test_a_screen_that_was_closed_leaves_none_of_its_painted_lines_behind() -> None:
    """Textual remembers a thousand widgets that are gone with theirs, and a signal those that listen: hundreds of MB
    in an app that runs for a day."""
    session = FakeSession(make_frame(people=50))
    app = FeedscopeApp(session, "en", 50)
    async with app.run_test() as pilot:
        await settle(pilot, session)
        kept: list[int] = []
        for _ in range(4):
            await pilot.press("i", "escape")
            await settle(pilot, session)
            gc.collect()
            kept.append(sum(isinstance(thing, Strip) for thing in gc.get_objects()))
        assert max(kept[1:]) - min(kept[1:]) < 20, f"fewer lines than the screen has: {kept}"
