"""A world takes the place of another, which is put aside, and goes on exactly where it stood."""

from __future__ import annotations

import os
import time
from dataclasses import replace

import pytest
from textual.widgets import OptionList, Static

from simulator.app.app import FeedscopeApp
from simulator.app.beginnings import what_is_lost
from simulator.app.guess import Guess
from simulator.app.screens.let_go import LetGo
from simulator.app.screens.menu import Menu
from simulator.experiments.worlds import any_world
from simulator.frames import Aside, Frame
from simulator.locale import catalogue
from simulator.rooms.story.screen import StoryRoom
from simulator.rooms.worlds.two_worlds import QUESTIONS
from simulator.session import (
    Attend,
    Begin,
    Command,
    FollowPerson,
    Fork,
    LocalSession,
    Pause,
    ProcessSession,
    Rejoin,
    Return,
    Session,
    Speed,
    Step,
    StopAtTurns,
    Tune,
    Unfork,
    Until,
    View,
)
from simulator.session.life import MOST_PEOPLE
from tests.app.fake_session import FakeSession, settle
from tests.app.frames import make_frame, two_worlds
from tests.app.opened import WAY
from tests.app.toy_world import make

REAL = "simulator.experiments.worlds:any_world"
PATIENCE_S = 60.0


def newest(session: Session) -> Frame:
    """The frame that follows a command."""
    until = time.monotonic() + PATIENCE_S
    while time.monotonic() < until:
        if (frame := session.poll()) is not None:
            return frame
        time.sleep(0.005)
    raise AssertionError("no frame came")


def toy(people: int = 1_000) -> LocalSession:
    session = LocalSession(make({"people": people}), View(paused=True), build=make)
    newest(session)
    newest(session)
    return session


def after(session: Session, *commands: Command) -> Frame:
    for command in commands:
        session.send(command)
    return newest(session)


def test_it_returns_as_it_stood_with_its_twin_and_whom_it_looked_at() -> None:
    session = toy()
    frame = after(session, FollowPerson(7), StopAtTurns(True), Speed(2.0), Fork("random"), Step(30))
    assert frame.tick == 30 and frame.fate == "aside" and frame.aside is None
    story = after(session, Begin({"people": 40}, own=False), Attend("why"), Step(5))
    assert story.tick == 5 and story.life == 1 and story.twin is None and story.fate == ""
    assert story.aside == Aside(0, 30, 1_000)
    back = after(session, Return())
    assert (back.tick, back.life, back.begun, back.aside) == (30, 0, 2, None)
    assert back.vitals.people == 1_000 and back.phone.person == 7
    assert back.stops and back.paused and back.speed == 2.0
    assert back.twin is not None and back.twin.tick == 30 and back.forked == 0


def test_its_clock_runs_on_if_it_ran_and_stands_meanwhile() -> None:
    session = toy()
    after(session, Step(3))
    after(session, Speed(0.25), Pause(False))
    story = after(session, Begin({}, own=False), Until(4), Speed(0.0), Pause(False))
    while story.tick < 4:
        story = newest(session)
    assert story.aside is not None and story.aside.tick == 3
    back = after(session, Return())
    assert back.tick == 3 and not back.paused and back.speed == 0.25


def test_chapters_take_each_others_place_and_the_world_goes_on_waiting() -> None:
    session = toy()
    after(session, Step(3))
    for chapter in range(3):
        frame = after(session, Begin({"people": 40}, own=False), Step(chapter + 1))
        assert frame.aside is not None and frame.aside.tick == 3


def test_two_worlds_of_ones_own_change_places_and_a_third_sends_the_older_away() -> None:
    session = toy()
    after(session, Step(3))
    frame = after(session, Begin({"people": 40}), Step(2))
    assert frame.aside == Aside(0, 3, 1_000) and frame.fate == "aside"
    assert what_is_lost(frame) == ("let_go", 3, 1_000)
    frame = after(session, Return())
    assert frame.tick == 3 and frame.aside == Aside(1, 2, 40)
    frame = after(session, Return(), Begin({}, own=False))
    assert frame.aside == Aside(1, 2, 40)


def test_a_world_without_an_hour_does_not_wait_nor_does_one_that_is_too_large() -> None:
    session = toy()
    assert after(session, Begin({}, own=False)).aside is None
    assert "put aside" in after(session, Return()).refused
    session = toy(MOST_PEOPLE + 1)
    frame = after(session, Step(50))
    assert frame.fate == "ends" and what_is_lost(frame) == ("ends", 50, MOST_PEOPLE + 1)
    assert after(session, Begin({}, own=False)).aside is None


def test_a_world_that_cannot_be_built_changes_nothing() -> None:
    session = toy()
    after(session, Step(3))
    frame = after(session, Begin({"broken": "build"}))
    assert frame.refused and frame.tick == 3 and frame.aside is None and frame.begun == 0


def test_an_ended_twin_comes_back_until_another_takes_its_place_or_no_room_is_left() -> None:
    session = toy()
    assert "no other world was ended" in after(session, Rejoin()).refused
    after(session, Step(3))
    after(session, Fork("random"), Step(4))
    frame = after(session, Unfork(), Step(5))
    assert frame.twin is None and (frame.tick, frame.unforked) == (12, 7)
    assert after(session, Begin({}, own=False)).unforked == -1
    assert after(session, Return()).unforked == 7, "it waits with its world"
    session.send(Rejoin())
    coming = [newest(session)]
    while coming[-1].twin is None:
        coming.append(newest(session))
    assert all(frame.tick == 12 and frame.notice == "rejoining" for frame in coming[:-1]), "its world waits"
    frame = coming[-1]
    assert frame.twin is not None and (frame.twin.tick, frame.forked, frame.unforked) == (12, 3, -1)
    frame = after(session, Unfork(), Fork("newest"), Unfork(), Rejoin())
    while frame.twin is None:
        frame = newest(session)
    assert frame.twin.algorithm == "newest"
    crowd = toy(MOST_PEOPLE // 2 + 1)
    after(crowd, Step(3))
    frame = after(crowd, Fork("random"), Unfork())
    assert frame.unforked == 3 and frame.fate == "aside"
    assert after(crowd, Begin({}, own=False), Return()).unforked == -1, "for three there is no room"


@pytest.mark.slow
def test_a_real_twin_that_was_ended_has_the_digest_that_it_would_have_had() -> None:
    def lived(*ends: Unfork | Rejoin) -> Frame:
        session = LocalSession(any_world({"world": {"people": 60, "creators": 12}}), View(paused=True))
        newest(session)
        newest(session)

        def live(tick: int, *told: Command) -> Frame:
            frame = after(session, *told)
            while frame.tick < tick or frame.notice:
                frame = newest(session)
            return frame

        live(6, Step(6))
        live(11, Fork("random"), Step(5))
        live(15, *ends[:1], Tune("feed.rerank.exploration.on", True), Step(4))
        live(18, Tune("behaviour.likes", 0.2), Step(3))
        return live(23, *ends[1:], Step(5))

    never, back = lived(), lived(Unfork(), Rejoin())
    assert never.twin is not None and back.twin is not None
    assert back.digest == never.digest != back.twin.digest == never.twin.digest


@pytest.mark.slow
def test_a_real_world_lives_on_to_the_same_digest_in_one_process_that_ends_with_the_session() -> None:
    small = {"world": {"people": 60, "creators": 12}}
    session = ProcessSession(REAL, small, View(paused=True))
    try:
        pid = session.pid
        assert pid is not None

        def reached(tick: int, life: int) -> Frame:
            frame = newest(session)
            while (frame.tick, frame.life) != (tick, life):
                frame = newest(session)
            return frame

        session.send(Step(30))
        before = reached(30, 0)
        session.send(Begin({"world": {"people": 40, "creators": 10}}, own=False))
        session.send(Step(20))
        assert reached(20, 1).aside == Aside(0, 30, 60)
        session.send(Return())
        assert reached(30, 0).digest == before.digest
        session.send(Step(12))
        there = reached(42, 0).digest
        assert session.pid == pid
    finally:
        session.close()
    with pytest.raises(ProcessLookupError):
        os.kill(pid, 0)
    alone = ProcessSession(REAL, small, View(paused=True))
    try:
        alone.send(Step(42))
        frame = newest(alone)
        while frame.tick < 42:
            frame = newest(alone)
        assert frame.digest == there
    finally:
        alone.close()


# ---- in the app

FRAME = make_frame(tick=280, people=50, speed=1.0)
WAITS = replace(FRAME, begun=1, life=1, aside=Aside(0, 280, 300))


@pytest.mark.slow
async def test_the_menu_leads_back_first_and_ctrl_z_from_anywhere() -> None:
    session = FakeSession(WAITS)
    app = FeedscopeApp(session, "en", 50)
    async with app.run_test(size=(120, 35)) as pilot:
        await settle(pilot, session)
        await pilot.press(*WAY["story"])
        await settle(pilot, session)
        assert isinstance(app.screen, StoryRoom)
        await pilot.press("escape")
        await settle(pilot, session)
        assert isinstance(app.screen, Menu)
        rows = app.screen.query_one(OptionList)
        assert rows.highlighted == 0 and rows.get_option_at_index(0).id == "back"
        await pilot.press("enter")
        await settle(pilot, session)
        assert session.commands[-1] == Return()
        await pilot.press(*WAY["cocoon"], "ctrl+z")
        await settle(pilot, session)
        assert session.commands[-1] == Return() and app.room is None


@pytest.mark.slow
async def test_an_ended_twin_is_brought_back_from_the_menu_and_from_anywhere() -> None:
    pair = two_worlds()
    session = FakeSession(pair)
    app = FeedscopeApp(session, "en", 50)
    alone = replace(pair, twin=None, forked=-1, unforked=pair.tick, aside=Aside(1, 2, 40))
    async with app.run_test(size=(120, 35)) as pilot:
        await settle(pilot, session)
        await pilot.press("w", "g", "2", "x")
        await settle(pilot, session)
        guess = app.guess
        assert session.commands[-1] == Unfork() and guess is not None
        session.give(alone)
        await settle(pilot, session)
        assert catalogue("en")("worlds.unforked_note") in [note.message for note in app._notifications]
        assert "ctrl+z" in str(app.screen.query_one("#intro", Static).content)
        await pilot.press(*WAY["cocoon"], "ctrl+z")
        await settle(pilot, session)
        assert session.commands[-1] == Rejoin() and app.room is not None and app.room.NAME == "worlds"
        session.give(replace(alone, notice="rejoining"))
        await settle(pilot, session)
        assert app.screen.has_class("-copying") and app.guess is guess
        session.give(pair)
        await settle(pilot, session)
        assert not app.screen.has_class("-alone") and app.guess is guess, "the guess comes back with it"
        session.give(alone)
        await settle(pilot, session)
        await pilot.press("m", "enter")
        await settle(pilot, session)
        assert session.commands[-1] == Rejoin()


async def test_without_one_that_waits_the_menu_does_not_speak_of_it() -> None:
    session = FakeSession(FRAME)
    app = FeedscopeApp(session, "zh", 50)
    async with app.run_test(size=(80, 24)) as pilot:
        await settle(pilot, session)
        await pilot.press("m")
        assert app.screen.query_one(OptionList).get_option_at_index(0).id == "watch"
        await pilot.press("ctrl+z")
        await settle(pilot, session)
        assert Return() not in session.commands


@pytest.mark.slow
@pytest.mark.parametrize(("keys", "goes"), [(("enter",), False), (("down", "enter"), True)])
async def test_it_asks_before_more_than_a_day_is_lost(keys: tuple[str, ...], goes: bool) -> None:
    session = FakeSession(replace(WAITS, fate="aside"))
    app = FeedscopeApp(session, "en", 50)
    async with app.run_test(size=(80, 24)) as pilot:
        await settle(pilot, session)
        for key, opened in (("s", StoryRoom), ("ctrl+n", None)):
            await pilot.press(key)
            await settle(pilot, session)
            assert isinstance(app.screen, LetGo)
            await pilot.press(*keys)
            await settle(pilot, session)
            if opened is not None:
                assert isinstance(app.screen, opened) == goes
        assert any(isinstance(command, Begin) for command in session.commands) == goes


@pytest.mark.slow
async def test_the_past_and_the_guess_return_with_their_world() -> None:
    session = FakeSession(FRAME)
    app = FeedscopeApp(session, "en", 50)
    async with app.run_test(size=(120, 35)) as pilot:
        for tick in (278, 279, 280):
            session.give(replace(FRAME, tick=tick))
            await settle(pilot, session)
        guess = app.guess = Guess(QUESTIONS[0], 0, until=9_999)
        session.give(replace(WAITS, tick=3))
        await settle(pilot, session)
        assert app.guess is None
        session.give(replace(FRAME, begun=2))
        await settle(pilot, session)
        assert app.guess is guess
        app.guess = None
        await pilot.press("t", "home")
        await settle(pilot, session)
        assert app.frame is not None and app.frame.past and app.frame.tick == 278


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
        for _ in range(6_000):
            frame = session.poll()
            if frame is not None and frame.begun:
                break
            time.sleep(0.01)
        assert frame is not None and frame.begun == 1 and frame.vitals.people == 40
    finally:
        session.close()
