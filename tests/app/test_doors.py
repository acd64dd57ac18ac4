"""Six doors with a letter each: they lead to their tabs in turn, and stand in the last line whatever its width."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest
from rich.cells import cell_len

from simulator.app.app import FeedscopeApp
from simulator.app.commands import ENTRIES
from simulator.app.doors import DOORS, LETTERS, ROOM_NAMES, door_of, next_tab
from simulator.app.keybar import KeyBar
from simulator.app.preferences import PreferenceFile
from simulator.app.screens.explainer import Explainer
from simulator.app.screens.jump import Jump
from simulator.app.screens.rooms import ROOMS
from simulator.locale import LANGUAGES, catalogue
from simulator.rooms.cocoon.screen import CocoonRoom
from simulator.rooms.split.screen import DOORS as OF_THE_SPLIT
from simulator.session import Pause
from tests.app.fake_session import FakeSession, settle
from tests.app.frames import make_frame
from tests.app.opened import WAY, lines_of, opened

FRAME = make_frame(people=50, paused=True)


def test_every_room_is_behind_one_door_and_no_letter_means_two_things() -> None:
    assert set(ROOMS) == set(ROOM_NAMES) and len(ROOM_NAMES) == len(set(ROOM_NAMES))
    assert len(LETTERS) == len(DOORS) == 6
    taken = [key for entry in ENTRIES for key in entry.keys if key in LETTERS]
    assert sorted(taken) == sorted(LETTERS)
    rooms = {name: {key for entry in room.KEYS for key in entry.keys} for name, room in ROOMS.items()}
    assert not {name: keys & LETTERS for name, keys in rooms.items() if keys & LETTERS}
    assert dict(OF_THE_SPLIT).items() <= {door.id: door.key for door in DOORS}.items()


def test_a_letter_leads_to_the_first_tab_and_from_there_round_and_past_what_is_shut() -> None:
    rules = door_of("lab")
    assert rules is not None and rules.id == "rules"
    assert [next_tab(rules, here) for here in ("dashboard", "algorithm", "stages", "lab", "society")] == [
        "algorithm", "stages", "lab", "society", "algorithm",
    ]  # fmt: skip
    shut = frozenset(("algorithm", "stages"))
    assert [next_tab(rules, here, shut) for here in ("", "lab", "society")] == ["lab", "society", "lab"]
    story = door_of("story")
    assert story is not None and next_tab(story, "story") == "story"


async def test_letters_lead_through_all_tabs_and_the_line_above_the_doors_shows_where_one_is() -> None:
    session = FakeSession(FRAME)
    app = FeedscopeApp(session, "en", 50)
    async with app.run_test(size=(120, 35)) as pilot:
        await settle(pilot, session)
        for door in DOORS:
            if door.id in ("watch", "play", "story"):
                continue
            for tab in (*door.tabs, door.tabs[0]):
                await pilot.press(door.key)
                await settle(pilot, session)
                assert app.place == tab
        assert app.place == "fame"
        before, now = lines_of(app.screen.query_one(KeyBar)).split("\n")
        assert before.lstrip().startswith("Brands  Hot now  │") and "c Creators" in now
        await pilot.press("w")
        await settle(pilot, session)
        assert app.place == "dashboard"


@pytest.mark.slow
@pytest.mark.parametrize("lang", LANGUAGES)
async def test_doors_stand_in_the_last_line_at_every_width_and_a_click_opens_one(lang: str) -> None:
    say = catalogue(lang)
    session = FakeSession(make_frame(people=50, lang=lang, paused=True))
    app = FeedscopeApp(session, lang, 50)
    async with app.run_test(size=(40, 24)) as pilot:
        for width in (40, 80, 200):
            await pilot.resize_terminal(width, 24)
            await settle(pilot, session)
            line = lines_of(app.screen.query_one(KeyBar)).split("\n")[-1]
            shown = [door.key in line.split() for door in DOORS]
            assert all(shown) and say("doors.watch") in line
            assert (say("doors.creators") in line) == (width >= 80)
        await pilot.click("#keys", offset=(cell_len(line[: line.index(" i ")]) + 2, 1))
        await settle(pilot, session)
        assert app.place == "cocoon"


@pytest.mark.slow
async def test_j_puts_a_letter_on_each_panel_which_enlarges_it_or_says_what_it_shows() -> None:
    session = FakeSession(FRAME)
    app = FeedscopeApp(session, "en", 50)
    async with app.run_test(size=(120, 35)) as pilot:
        await settle(pilot, session)
        await pilot.press("j")
        await pilot.pause()
        assert isinstance(app.screen, Jump)
        letters = {panel.id: letter for letter, panel in app.screen._panels.items()}
        assert {"phone", "map", "vitals", "brand", "ticker", "status"} <= set(letters)
        await pilot.press(letters["vitals"])
        await settle(pilot, session)
        assert app._dashboard.zoomed == "vitals"
        await pilot.press("j", "escape", "i", "j")
        await settle(pilot, session)
        assert isinstance(app.screen, Jump)
        panel = app.screen._panels["s"]
        await pilot.press("s")
        await pilot.pause()
        assert isinstance(app.screen, Explainer)
        assert app.screen.spot is not None and app.screen.spot.panel is panel


@pytest.mark.slow
async def test_an_old_letter_of_a_room_can_be_had_again(tmp_path: Path) -> None:
    file = tmp_path / "app.toml"
    file.write_text('[keys]\nsociety = "K"\n')
    session = FakeSession(FRAME)
    app = FeedscopeApp(session, "en", 50, PreferenceFile(file))
    async with app.run_test(size=(80, 24)) as pilot:
        await settle(pilot, session)
        await pilot.press("K")
        await settle(pilot, session)
        assert app.room is not None and app.room.NAME == "society"


@pytest.mark.slow
async def test_a_tab_that_is_clicked_opens_and_the_one_that_is_open_stays() -> None:
    async with opened(" ".join(WAY["cocoon"]), CocoonRoom, FRAME) as (room, pilot, session):
        bar = room.query_one(KeyBar)
        await pilot.click(bar, offset=(2, 0))
        await settle(pilot, session)
        assert pilot.app.screen is room
        await pilot.click(bar, offset=(lines_of(bar).index("Inside") + 1, 0))
        await settle(pilot, session)
        assert isinstance(pilot.app, FeedscopeApp) and pilot.app.place == "pipeline"


async def test_from_one_game_into_the_other_and_out_the_world_runs_as_before() -> None:
    session = FakeSession(replace(FRAME, paused=False), obeys=False)
    app = FeedscopeApp(session, "en", 50)
    async with app.run_test(size=(120, 35)) as pilot:
        await settle(pilot, session)
        await pilot.press("p")
        session.give(replace(FRAME, paused=True, obeyed=len(session.commands)))
        await settle(pilot, session)
        await pilot.press("p", "escape")
        await settle(pilot, session)
    paused = [made.on for made in session.commands if isinstance(made, Pause)]
    assert paused == [True, False, True, False], "though no frame has come since it ran again"
