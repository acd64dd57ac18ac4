"""The story: what its chapters promise really happens, a teacher's chapter is read strictly, keys lead through it."""

from __future__ import annotations

import re
import time
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from dataclasses import replace
from pathlib import Path

import pytest
from rich.cells import cell_len
from textual.pilot import Pilot
from textual.widgets import OptionList

from simulator.app.app import FeedscopeApp
from simulator.app.screens import story as story_screen
from simulator.app.screens.dashboard import Dashboard
from simulator.app.screens.menu import DOORS, NAMES, Door, Menu, doors
from simulator.app.screens.rooms import ROOMS
from simulator.app.screens.story import Story
from simulator.app.story.chapter import Chapter, ChapterError, chapters, names, read
from simulator.app.story.telling import Stage, Telling
from simulator.app.story.tour import Tour
from simulator.app.strokes import wrap
from simulator.app.widgets.story_band import StoryBand
from simulator.cli import command_line
from simulator.config import Settings
from simulator.experiments.wiring import Simulation, build
from simulator.locale import LANGUAGES, catalogue
from simulator.session import (
    Begin,
    FollowCreator,
    FollowPerson,
    LocalSession,
    Pause,
    ProcessSession,
    Speed,
    SwitchAlgorithm,
    Tune,
    Until,
    View,
)
from tests.app.fake_session import FakeSession, settle
from tests.app.frames import make_frame
from tests.app.toy_world import make

OURS = chapters()

RIGHT = {
    "learns": {1: "more than now"},
    "people": {1: "much more"},
    "cocoon": {1: "fewer", 2: "up to one in five", 3: "more"},
    "worlds": {1: "more"},
    "newcomer": {0: "hardly anybody", 1: "many more"},
    "unfair": {0: "more than that", 1: "less"},
    "data": {1: "less"},
    "ways-out": {1: "no more than before", 2: "more topics"},
}
"""What comes out on each page that asks."""

TINY = """
title = { en = "Tiny", zh = "小" }
[settings]
seed = 1
world = { people = 30, creators = 6 }
people = { views_per_day = 60, most_views_per_day = 120, active_days = 1.0 }

[[pages]]
show = "phone"
follow = { person = 3, creator = "leading" }
run = { hours = 6, speed = 100 }
keep = { first = "vitals.watch_ratio" }
text = { en = "Six hours of {person}.", zh = "{person}的六个小时。" }

[[pages]]
show = "map"
switch = "random"
tune = { "feed.rerank.exploration.on" = true }
run = { hours = 6, speed = 100 }
text = { en = "It was {first}.", zh = "之前是 {first}。" }
[pages.question]
ask = { en = "And now?", zh = "现在呢？" }
measure = "vitals.watch_ratio"
against = "first"
choices = [{ en = "less", zh = "更少", below = 0 }, { en = "more", zh = "更多", from = 0 }]
[pages.reveal]
en = "From {before} to {now}, by {difference}."
zh = "从 {before} 到 {now}，差 {difference}。"
"""


def builder(*told: Chapter) -> Callable[[dict[str, object]], Simulation]:
    """Builds worlds in which only the algorithms of these chapters learn: quicker, and the same events."""
    names = {"user-cf", *(page.switch for chapter in told for page in chapter.pages if page.switch)}
    worlds = [chapter.world(page) for chapter in told for page in range(len(chapter.pages))]
    names |= {Settings.model_validate(world).feed.algorithm for world in worlds}
    return lambda settings: build(Settings.model_validate(settings), tuple(names))


def session_of(*told: Chapter) -> LocalSession:
    made = builder(*told)
    return LocalSession(made(told[0].world()), View(paused=True), build=made)


class Reader:
    """Reads a chapter without a screen, as fast as its hours can pass."""

    def __init__(self, *told: Chapter) -> None:
        self.session = session_of(*told)
        frame = self.session.poll()
        assert frame is not None
        self.telling = Telling(told, frame)

    def do(self, commands: list[object]) -> None:
        for command in commands:
            self.session.send(command)  # pyright: ignore[reportArgumentType]

    def read_on(self, *until: Stage) -> None:
        """Up to one of these stages."""
        for _ in range(20_000):
            frame = self.session.poll()
            if frame is not None:
                self.do(self.telling.see(frame))  # pyright: ignore[reportArgumentType]
            if self.telling.stage in until:
                return
            if self.telling.stage == Stage.RUNNING and not self.telling.hurried:
                self.do(self.telling.next())  # pyright: ignore[reportArgumentType]
        raise AssertionError(f"stuck {self.telling.stage}")


# What the chapters promise


@pytest.mark.parametrize("chapter", OURS, ids=names())
def test_what_a_chapter_promises_really_happens(chapter: Chapter, monkeypatch: pytest.MonkeyPatch) -> None:
    """No outcome is written anywhere: it is measured in the chapter's own world."""
    monkeypatch.setattr("simulator.session.local.BUDGET_S", 60.0)  # no pictures while the hours pass
    reader = Reader(chapter)
    telling = reader.telling
    reader.do(telling.open(0))
    outcomes: dict[int, str] = {}
    while telling.stage != Stage.CONTENTS:
        reader.read_on(Stage.ASKING, Stage.TOLD)
        if telling.stage == Stage.TOLD and telling.outcome is not None and telling.here is not None:
            question = telling.here.question
            assert question is not None
            outcomes[telling.page] = question.choices[telling.outcome.right].words["en"]
            assert telling.here.reveal is not None
            for lang in LANGUAGES:
                assert "{" not in telling.fill(telling.here.reveal, catalogue(lang))
        reader.do(telling.next())
    assert outcomes == RIGHT[chapter.name]


def test_there_are_eight_chapters_and_each_asks_before_it_tells() -> None:
    assert names() == tuple(RIGHT)
    for chapter in OURS:
        assert any(page.question is not None and page.reveal is not None for page in chapter.pages)
        hours = sum(page.hours / page.speed for page in chapter.pages if page.hours)
        assert 8 <= hours <= 30, f"{chapter.name} runs for {hours} s"


@pytest.mark.parametrize("lang", LANGUAGES)
@pytest.mark.parametrize("chapter", OURS, ids=names())
def test_its_words_fit_into_a_small_window(chapter: Chapter, lang: str) -> None:
    """Six rows of 78 cells, with names and figures in their places."""
    name = {"en": "Alexandria", "zh": "欧阳静怡"}[lang]

    def lines(text: str) -> int:
        return len(wrap(re.sub(r"\{person\}|\{creator\}", name, re.sub(r"\{\w+\}", "100%", text)), 78, 99))

    for number, page in enumerate(chapter.pages):
        question = page.question
        asked = 0
        if question is not None:
            assert lines(question.ask[lang]) == 1
            assert lines("   ".join(f" 1  {choice.words[lang]}" for choice in question.choices)) == 1
            asked = 2
        assert lines(page.text[lang]) + max(asked, bool(page.hours)) <= 6, number
        if page.reveal is not None:
            assert lines(page.reveal[lang]) + 1 <= 6, number


# A teacher's chapter


@pytest.mark.parametrize(
    ("old", "new", "sentence"),
    [
        ('show = "map"', 'show = "mop"', "page 2: show must be one of phone, map, brand, vitals, not 'mop'"),
        ('zh = "小"', 'zh = " "', "title needs words in zh"),
        ("{first}", "{second}", "cannot say {second}; here it may say {person}, {creator}, {topic}, {first}"),
        ('measure = "vitals.watch_ratio"', 'measure = "vitals.watched"', "question: measure must be one of"),
        ("below = 0", "below = -1", "ranges must follow each other without gap or overlap"),
        ("hours = 6, speed = 100", "hours = 0, speed = 9", "run.hours must be a number between 1 and 2000, not 0"),
        ("person = 3", 'person = "first"', "follow.person must be a number from 0 or one of narrowest, widest"),
        ("switch =", "swich =", "page 2 has no 'swich' (did you mean 'switch'?)"),
        ('against = "first"', 'against = "last"', "against must be one of start, first, not 'last'"),
        ("[[pages]]", "[[page]]", "the chapter has no 'page' (did you mean 'pages'?)"),
        ("title =", "title", "is not valid TOML"),
    ],
)  # fmt: skip
def test_a_chapter_that_cannot_be_told_is_refused_in_one_sentence(old: str, new: str, sentence: str) -> None:
    assert read(TINY, "tiny.toml").pages[0].person == 3
    with pytest.raises(ChapterError) as refused:
        read(TINY.replace(old, new), "tiny.toml")
    assert sentence in str(refused.value) and "\n" not in str(refused.value).rstrip()
    assert str(refused.value).startswith("tiny.toml")


@pytest.mark.parametrize(
    ("old", "new", "sentence"),
    [
        ("people = 30", "people = -3", "world.people must be between 1 and 5000000, not -3"),
        ('switch = "random"', 'switch = "rando"', "page 2: switch must be one of"),
        ("rerank.exploration.on", "slate", "page 2: tune cannot change feed.slate"),
        ("person = 3", "person = 30", "page 1: follow.person must be between 0 and 29, not 30"),
    ],
)
def test_check_also_looks_at_what_the_world_is_asked_for(
    old: str, new: str, sentence: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    file = tmp_path / "tiny.toml"
    file.write_text(TINY.replace(old, new), encoding="utf-8")
    assert command_line(["story", "--check", str(file)]) == 2
    said = capsys.readouterr().err
    assert sentence in said and said.count("\n") == 1


def test_the_command_line_opens_chapters_by_number_name_and_file(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    opened: list[tuple[object, object]] = []

    def open_app(settings: object, lang: object, *, tour: Tour) -> int:
        opened.append((tour.first, tour.auto))
        assert settings == tour.chapters[tour.first or 0].world() and lang is None
        return 0

    monkeypatch.setattr("simulator.app.launch.open_app", open_app)
    file = tmp_path / "tiny.toml"
    file.write_text(TINY, encoding="utf-8")
    for words in ([], ["3"], ["worlds"], ["--auto"], [str(file)]):
        assert command_line(["story", *words]) == 0
    assert opened == [(None, False), (2, False), (3, False), (None, True), (0, False)]
    assert command_line(["story", "--check", str(file)]) == 0
    assert command_line(["story", "--check"]) == 0
    assert "2 pages" in capsys.readouterr().out
    assert command_line(["story", "9"]) == 2
    assert command_line(["story", "missing.toml"]) == 2
    assert command_line(["story", "--lang", "de"]) == 2


# Worlds one after the other


def test_a_run_stands_still_at_the_hour_it_was_told_and_can_be_replaced() -> None:
    session = LocalSession(make({}), View(paused=True), build=make)
    session.poll()
    session.send(Until(7))
    session.send(Speed(0.0))
    session.send(Pause(False))
    frames = [frame for _ in range(20) if (frame := session.poll()) is not None]
    assert frames[-1].tick == 7 and frames[-1].paused and frames[-1].begun == 0
    session.send(FollowPerson(5))
    session.send(Begin({"people": 40}))
    frame = session.poll()
    assert frame is not None
    assert (frame.tick, frame.begun, frame.paused, frame.vitals.people) == (0, 1, True, 40)
    assert frame.phone.person == 0, "whoever was followed lived in the old world"
    session.send(Pause(False))
    frames = [frame for _ in range(20) if (frame := session.poll()) is not None]
    assert frames[-1].tick > 7, "the hour was the old world's"


def test_a_world_that_cannot_be_leaves_the_old_one_running() -> None:
    for session in (
        LocalSession(make({}), View(paused=True), build=make),
        LocalSession(make({}), View(paused=True)),
    ):
        session.poll()
        session.send(Begin({"broken": "build"}))
        frame = session.poll()
        assert frame is not None and frame.begun == 0 and frame.refused


def test_the_engine_s_process_begins_another_world() -> None:
    session = ProcessSession("tests.app.toy_world:make", {"people": 20}, View(paused=True))
    try:
        session.send(Begin({"people": 40}))
        for _ in range(1_000):
            frame = session.poll()
            if frame is not None and frame.begun:
                break
            time.sleep(0.01)
        assert frame is not None and frame.begun == 1 and frame.vitals.people == 40
    finally:
        session.close()


def test_going_back_finds_the_same_world_again() -> None:
    reader = Reader(read(TINY, "tiny.toml", "tiny"))
    telling = reader.telling

    def outcome() -> object:
        reader.read_on(Stage.TOLD)
        return telling.outcome

    reader.do(telling.open(0))
    reader.read_on(Stage.TOLD)
    reader.do(telling.next())
    reader.read_on(Stage.ASKING)
    reader.do(telling.answer(0))
    first = outcome()
    reader.do(telling.back())
    reader.read_on(Stage.TOLD)
    assert telling.page == 0
    reader.do(telling.open(0, page=1))
    reader.read_on(Stage.ASKING)
    assert telling.page == 1 and telling.guess == -1
    reader.do(telling.next())
    assert outcome() == first


# On the screen


@asynccontextmanager
async def opened(first: int | None = None, *, auto: bool = False) -> AsyncIterator[tuple[Pilot[int], Story]]:
    tiny = read(TINY, "tiny.toml", "tiny")
    tour = Tour((tiny, replace(tiny, name="again")), first, auto)
    app = FeedscopeApp(session_of(tiny), "en", 30, first=tour.room)
    async with app.run_test(size=(80, 24)) as pilot:
        for _ in range(500):
            if isinstance(app.room, Story) and app.room.query(StoryBand):
                break
            await pilot.pause(0.01)
        await pilot.pause()
        assert isinstance(app.room, Story)
        yield pilot, app.room


async def at(pilot: Pilot[int], room: Story, stage: Stage, page: int) -> None:
    """Until the story is there."""
    for _ in range(1_000):
        if (room.telling.stage, room.telling.page) == (stage, page):
            break
        await pilot.pause(0.01)
    assert (room.telling.stage, room.telling.page) == (stage, page)
    await pilot.pause()


def said(room: Story) -> str:
    band = room.query_one(StoryBand)
    return "\n".join(band.render_line(y).text.rstrip() for y in range(band.size.height))


async def test_its_keys_lead_through_a_chapter() -> None:
    async with opened() as (pilot, room):
        assert room.telling.stage == Stage.CONTENTS
        await pilot.press("1")
        await at(pilot, room, Stage.TOLD, 0)
        assert room.has_class("-show-phone") and "Six hours of" in said(room)
        await pilot.press("right")
        await at(pilot, room, Stage.ASKING, 1)
        assert "And now?" in said(room) and " 2  more" in said(room)
        await pilot.press("2")
        await at(pilot, room, Stage.TOLD, 1)
        assert re.search(r"From \d+% to \d+%, by", said(room)) and "It was: " in said(room)
        assert "ou guessed" in said(room)
        await pilot.press("left")
        await at(pilot, room, Stage.TOLD, 0)
        await pilot.press("n")
        await at(pilot, room, Stage.ASKING, 1)
        await pilot.press("n")
        await at(pilot, room, Stage.TOLD, 1)
        assert "guessed" not in said(room), "nobody did"
        await pilot.press("r")
        await at(pilot, room, Stage.TOLD, 0)
        await pilot.press("b")
        await at(pilot, room, Stage.CONTENTS, -1)
        await pilot.press("2")
        await at(pilot, room, Stage.TOLD, 0)
        assert room.telling.chapter == 1
        await pilot.press("escape")
        await pilot.pause()
        assert isinstance(pilot.app.screen, Dashboard)


async def test_answers_and_chapters_can_be_clicked() -> None:
    async with opened() as (pilot, room):
        band = room.query_one(StoryBand)

        async def click(words: str) -> None:
            rows = said(room).split("\n")
            row = next(y for y, text in enumerate(rows) if words in text)
            # below the line at the top, and right of the margin
            await pilot.click(StoryBand, offset=(rows[row].index(words) + 2, row + band.styles.gutter.top))

        await click("Tiny")
        await at(pilot, room, Stage.TOLD, 0)
        await pilot.press("right")
        await at(pilot, room, Stage.ASKING, 1)
        await click("more")
        await at(pilot, room, Stage.TOLD, 1)
        assert room.telling.guess == 1


async def test_unattended_it_turns_its_pages_and_begins_again(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("LEAST_S", "THINKING_S"):
        monkeypatch.setattr(story_screen, name, 0.0)
    monkeypatch.setattr(story_screen, "CELLS_PER_S", 1e6)
    monkeypatch.setattr(story_screen, "LOOKS_PER_S", 50)
    async with opened(auto=True) as (pilot, room):
        seen: list[int] = []
        for _ in range(2_000):
            if room.telling.chapter >= 0 and seen[-1:] != [room.telling.chapter]:
                seen.append(room.telling.chapter)
            if seen[-3:] == [0, 1, 0]:
                break
            await pilot.pause(0.01)
        assert seen[-3:] == [0, 1, 0]
        assert room.telling.guess == -1


async def test_what_a_page_speaks_of_is_lit() -> None:
    session = FakeSession(make_frame(people=50, paused=True))
    app = FeedscopeApp(session, "en", 50)
    async with app.run_test(size=(120, 35)) as pilot:
        await settle(pilot, session)
        await pilot.press("j")
        await settle(pilot, session)
        room = app.room
        assert isinstance(room, Story)
        assert not any(isinstance(command, Begin) for command in session.commands), "looking is free"
        await pilot.press("5")
        await settle(pilot, session)
        assert room.query_one("#brand").display and not room.query_one("#map").display
        dimmed = {widget.id for widget in room.query(".-dimmed")}
        assert dimmed == {"phone", "map", "vitals", "ticker"}
        await pilot.press("right")
        await settle(pilot, session)
        assert session.commands[-3:] == [Until(48), Speed(8.0), Pause(False)]
        await pilot.press("right")
        assert session.commands[-2:] == [Speed(0.0), Pause(False)], "next hurries"
        await pilot.press("escape")
        await settle(pilot, session)
        assert session.commands[-1] == Until(None), "afterwards the world is anybody's"


def test_a_page_changes_the_algorithm_and_turns_knobs() -> None:
    tiny = read(TINY, "tiny.toml", "tiny")
    frame = make_frame(people=50, paused=True)
    telling = Telling((tiny,), frame)
    assert telling.open(0) == [Begin(tiny.world(), own=False), Pause(True)]
    assert telling.see(frame) == [], "frames of the world before are under way"
    here = replace(frame, begun=1, tick=0)
    leading = here.brand.rivals[0].creator
    assert telling.see(here) == [FollowPerson(3), FollowCreator(leading)]
    there = replace(here, phone=replace(here.phone, person=3), brand=replace(here.brand, creator=leading))
    assert telling.see(replace(there, brand=here.brand)) == [], "not yet who shall be followed"
    assert telling.see(there) == [Until(6), Speed(100.0), Pause(False)]
    assert telling.see(replace(there, tick=6)) == []
    assert telling.next() == [
        Pause(True),
        SwitchAlgorithm("random"),
        Tune("feed.rerank.exploration.on", True),
    ]


# The menu


@pytest.mark.parametrize("lang", LANGUAGES)
def test_every_door_is_one_line_in_a_small_window(lang: str) -> None:
    say = catalogue(lang)
    for door in DOORS:
        assert cell_len(say(f"menu.door.{door.name}.text")) <= 48
        assert cell_len(say(f"menu.door.{door.name}.name")) <= NAMES


@asynccontextmanager
async def menu(
    session: FakeSession | None = None,
) -> AsyncIterator[tuple[Pilot[int], FeedscopeApp, FakeSession]]:
    session = session or FakeSession(make_frame(people=50))
    app = FeedscopeApp(session, "en", 50, menu=True)
    async with app.run_test(size=(80, 24)) as pilot:
        await settle(pilot, session)
        assert isinstance(app.screen, Menu)
        yield pilot, app, session


def test_a_door_is_there_only_where_it_leads_somewhere() -> None:
    open_doors = {door.name for door in doors()}
    assert {"story", "watch"} <= open_doors
    assert open_doors - {"watch", "replay"} <= set(ROOMS)
    assert len({door.key for door in DOORS}) == len(DOORS)


@pytest.mark.parametrize("door", [door for door in doors() if door.name in ROOMS], ids=lambda door: door.name)
async def test_a_letter_opens_a_door_and_m_leads_back(door: Door) -> None:
    async with menu() as (pilot, app, session):
        await pilot.press(door.key)
        await settle(pilot, session)
        assert app.room is not None and door.name == app.room.NAME
        if "m" not in app.room.BORROWS:
            await pilot.press("m")
            await settle(pilot, session)
            assert isinstance(app.screen, Menu) and app.room is None


async def test_the_world_behind_can_just_be_watched() -> None:
    async with menu() as (pilot, app, session):
        for key in ("j", "escape", "m", "0"):
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
        assert isinstance(app.room, Story)
        await pilot.press("m")
        await settle(pilot, session)
        await pilot.click(OptionList, offset=(4, 0))
        await settle(pilot, session)
        assert isinstance(app.room, Story)


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
        assert isinstance(app.room, Story) and app.room.lang == "zh"


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


async def test_on_a_tight_screen_the_words_give_way_to_what_they_speak_of() -> None:
    async with opened(0) as (pilot, room):
        await pilot.resize_terminal(40, 12)
        await at(pilot, room, Stage.TOLD, 0)
        band, body = room.query_one("#band"), room.query_one("#body")
        seen = body.size.height if body.display else 0
        assert seen + band.outer_size.height == 11 and seen >= 4
        await pilot.resize_terminal(120, 35)
        await pilot.pause(0.1)
        assert body.display and band.outer_size.height == 7 + room.has_class("-tall"), "nothing is left of it"
