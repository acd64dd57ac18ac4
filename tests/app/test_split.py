"""The two worlds that the app opens on: they part by a fork, a question comes, and every key and door leads on."""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import replace
from importlib.resources import files
from pathlib import Path

import pytest
from textual.pilot import Pilot
from textual.widgets import OptionList

from simulator.app.app import FeedscopeApp
from simulator.app.preferences import PreferenceFile
from simulator.app.screens.menu import Menu
from simulator.frames import Frame
from simulator.frames.told import long, short
from simulator.locale import LANGUAGES, catalogue
from simulator.rooms.split import beginning
from simulator.rooms.split.facts import Facts, lines
from simulator.rooms.split.screen import DOORS, SplitRoom
from simulator.rooms.split.sides import PARTING, SplitFigures, SplitMap
from simulator.rooms.story.screen import StoryRoom
from simulator.rooms.viewer.screen import ViewerRoom
from simulator.rooms.worlds.two_worlds import figure
from simulator.session import Begin, Fork, Pause, Speed
from simulator.settings.files import load_preset, read_file
from simulator.settings.tree import Settings
from tests.app.fake_session import FakeSession, settle
from tests.app.frames import make_frame, two_worlds
from tests.app.looks import strips, text
from tests.app.opened import lines_of

WANTED = {"world": {"people": 5_000}}


def parted(hours: int = 48, lang: str = "en") -> Frame:
    """Both worlds, so many hours after the fork."""
    return two_worlds(400, apart=hours, lang=lang, people=300)


@asynccontextmanager
async def split(
    frame: Frame | None,
    size: tuple[int, int] = (120, 35),
    lang: str = "en",
    memory: PreferenceFile | None = None,
    *,
    obeys: bool = True,
) -> AsyncIterator[tuple[SplitRoom, Pilot[int], FakeSession]]:
    """The opening, once it has drawn the frame."""
    session = FakeSession(frame, obeys=obeys)
    app = FeedscopeApp(session, lang, 5_000, memory, menu=True, split=True, settings=WANTED)
    async with app.run_test(size=size) as pilot:
        app.animation_level = "none"
        await settle(pilot, session)
        assert isinstance(app.screen, SplitRoom)
        yield app.screen, pilot, session


def test_its_world_is_a_world_like_any_other() -> None:
    made = Settings.model_validate(beginning.settings())
    file = files("simulator.rooms.split").joinpath("world.toml")
    assert read_file(Path(str(file)), load_preset("demo")) == made, "--settings gives the same world"
    assert made.feed.algorithm == beginning.RIGHT and made.world.people == beginning.people()
    assert beginning.part()[0] == Fork(beginning.OTHER) and Pause(False) in beginning.part()


async def test_before_there_is_a_world_it_says_what_it_waits_for() -> None:
    async with split(None) as (screen, pilot, session):
        drawn = text(strips(pilot))
        assert "One rule differs" in drawn and "Waking up 300 people" in drawn
        assert "Left: " in drawn and "Right: " in drawn
        session.give(make_frame(people=300, empty=True, notice="compiling"))
        await settle(pilot, session)
        assert "once per installation" in text(strips(pilot)) and not session.commands
        session.give(make_frame(people=300, empty=True, notice="waking"))
        await settle(pilot, session)
        assert "both live the same first day" in text(strips(pilot)) and not session.commands
        session.give(make_frame(people=300, empty=True))
        await settle(pilot, session)
        assert session.commands == beginning.part(), "once it is ready, the world is forked and both live"
        assert not screen.has_class("-asked")


@pytest.mark.slow
@pytest.mark.parametrize("lang", LANGUAGES)
async def test_each_side_has_the_figures_of_its_world(lang: str) -> None:
    frame = parted(lang=lang)
    twin = frame.twin
    assert twin is not None
    far = replace(twin, vitals=twin.vitals.having(effective_topics=5.8, cocooned=0.0))
    async with split(replace(frame, twin=far), (80, 24), lang) as (screen, pilot, _):
        say = catalogue(lang)
        for name, world in (("left", far), ("right", frame)):
            drawn = lines_of(screen.query_one(f"#figures-{name}", SplitFigures))
            for measure in PARTING:
                assert short(measure.name, say) in drawn or long(measure.name, say) in drawn
            topics = figure(PARTING[0], world, say)
            assert topics.split()[-1] in drawn
            mapped = screen.query_one(f"#map-{name}", SplitMap).frame
            assert mapped is not None and mapped.vitals == world.vitals
        await pilot.resize_terminal(120, 35)
        await pilot.pause()
        tall = [
            sum("█" in line or "▀" in line for line in lines_of(figures).splitlines())
            for figures in screen.query(SplitFigures)
        ]
        assert tall[0] == tall[1] > 1, "neither world looks greater, also where one figure is wider"
        await pilot.resize_terminal(60, 14)
        await pilot.pause()
        small = lines_of(screen.query_one("#figures-left", SplitFigures))
        assert short("effective_topics", say) in small and "…" not in small


@pytest.mark.parametrize("lang", LANGUAGES)
async def test_a_phone_held_upright_reads_all_of_it(lang: str) -> None:
    """Forty-eight columns: sentences take the lines they need, and no figure loses a digit to its name."""
    say, frame = catalogue(lang), parted(lang=lang)

    def seen(pilot: Pilot[int]) -> str:
        return "".join(text(strips(pilot)).split())

    async with split(frame, (48, 50), lang) as (screen, pilot, _):
        wanted = [say("split.rule"), say("split.look"), screen.state()]
        assert all("".join(words.split()) in seen(pilot) for words in wanted)
        assert "…" not in text(strips(pilot)).split(say("split.look")[:9])[0], "nothing above is cut"
        for name in ("left", "right"):
            drawn = lines_of(screen.query_one(f"#figures-{name}", SplitFigures))
            world = frame.twin if name == "left" else frame
            assert world is not None and "…" not in drawn
            assert figure(PARTING[0], world, say).split()[0] in drawn.split()
            assert figure(PARTING[1], world, say) in lines_of(screen.query_one(f"#map-{name}", SplitMap))
        await pilot.press("space")
        await pilot.pause()
        doors = [say(f"split.door.{door}.{part}") for door, _ in DOORS for part in ("name", "text")]
        assert all("".join(words.split()) in seen(pilot) for words in [say("split.ask"), *doors])


async def test_the_question_comes_by_itself_and_then_there_is_no_haste() -> None:
    async with split(parted(beginning.PARTED_H - 1)) as (screen, pilot, session):
        assert not screen.query_one("#doors").display
        session.give(parted(beginning.PARTED_H))
        await settle(pilot, session)
        assert screen.query_one("#doors").display and "Was it the people" in text(strips(pilot))
        assert session.commands.count(Speed(beginning.CALM_SPEED)) == 1
        session.give(parted(beginning.PARTED_H + 5))
        await settle(pilot, session)
        assert session.commands.count(Speed(beginning.CALM_SPEED)) == 1


@pytest.mark.parametrize("key", ["a", *(pytest.param(key, marks=pytest.mark.slow) for key in ("1", "enter"))])
async def test_any_key_goes_on_to_the_question_and_then_to_the_menu(key: str) -> None:
    async with split(parted()) as (screen, pilot, session):
        await pilot.press(key)
        assert screen.has_class("-asked") and pilot.app.screen is screen
        await pilot.press("n")
        await settle(pilot, session)
        assert isinstance(pilot.app.screen, Menu)
        assert [made.settings for made in session.commands if isinstance(made, Begin)] == [WANTED]


@pytest.mark.slow
@pytest.mark.parametrize(("door", "key"), DOORS)
async def test_each_door_opens_by_its_key_before_and_after_the_question(door: str, key: str) -> None:
    asked = door == "story"
    async with split(parted()) as (_, pilot, session):
        app = pilot.app
        assert isinstance(app, FeedscopeApp)
        await pilot.press(*(["space"] if asked else []), key)
        await settle(pilot, session)
        begun = [made for made in session.commands if isinstance(made, Begin)]
        if door == "story":
            assert isinstance(app.room, StoryRoom)
        elif door == "play":
            assert isinstance(app.room, ViewerRoom) and not begun, "the world on the right is joined"
        else:
            assert app.room is None and begun == [Begin(WANTED)] and not app.screen.is_modal


@pytest.mark.slow
async def test_doors_open_by_enter_and_by_a_click() -> None:
    async with split(parted()) as (screen, pilot, session):
        await pilot.press("space", "down", "enter")
        await settle(pilot, session)
        assert isinstance(pilot.app.screen, ViewerRoom)
    async with split(parted()) as (screen, pilot, session):
        await pilot.press("space")
        await pilot.pause()
        await pilot.click(screen.query_one(OptionList), offset=(4, 0))
        await settle(pilot, session)
        assert isinstance(pilot.app.screen, StoryRoom)


async def test_frames_of_the_world_that_was_left_come_too_late() -> None:
    async with split(parted(), obeys=False) as (_, pilot, session):
        app = pilot.app
        assert isinstance(app, FeedscopeApp)
        await pilot.press("w")
        session.give(replace(parted(), begun=0))
        await settle(pilot, session)
        assert app.frame is None, "nobody is shown the old world as the new one"
        session.give(replace(make_frame(people=50), begun=1, life=1))
        await settle(pilot, session)
        assert app.frame is not None and app.frame.vitals.people == 50


@pytest.mark.slow
async def test_it_says_which_settings_run() -> None:
    async with split(parted()) as (screen, pilot, _):
        await pilot.press("question_mark")
        assert isinstance(pilot.app.screen, Facts)
        await pilot.press("escape")
        assert pilot.app.screen is screen and not screen.has_class("-asked")
    for lang in LANGUAGES:
        told = "\n".join(lines(parted(lang=lang), catalogue(lang)))
        assert "world.people 300" in told and "seed 1" in told
    first_day = "\n".join(lines(make_frame(people=300, notice="waking"), catalogue("en")))
    assert "Right: People like you. Left: At random" in first_day, "what it will be, before the rules part"


async def test_who_turns_it_off_is_spared_from_then_on(tmp_path: Path) -> None:
    file = tmp_path / "app.toml"
    async with split(parted(), memory=PreferenceFile(file)) as (_, pilot, session):
        await pilot.press("x")
        assert not PreferenceFile(file).now.opening
        await pilot.press("x", "x")
        await settle(pilot, session)
    assert not PreferenceFile(file).now.opening


@pytest.mark.slow
async def test_a_visitor_of_a_stand_cannot_turn_it_off_for_the_others(tmp_path: Path) -> None:
    memory = PreferenceFile(tmp_path / "app.toml")
    async with split(parted(), memory=memory) as (screen, pilot, _):
        screen._stand = True  # pyright: ignore[reportPrivateUsage]
        await pilot.press("x")
        assert memory.now.opening
