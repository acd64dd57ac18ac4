"""Be a viewer: every key, the game's turns, and that what the player does reaches the world."""

from __future__ import annotations

from collections.abc import AsyncGenerator, Iterable
from contextlib import asynccontextmanager
from copy import deepcopy
from dataclasses import replace
from functools import cache
from itertools import count
from pathlib import Path

import numpy as np
import pytest
from textual.pilot import Pilot

from simulator.app.app import FeedscopeApp
from simulator.app.keybar import KeyBar
from simulator.app.widgets.status_bar import StatusBar
from simulator.engine.action import Action
from simulator.experiments.wiring import Simulation, build
from simulator.frames import Diet
from simulator.locale import LANGUAGES, catalogue
from simulator.rooms.dashboard.screen import Dashboard
from simulator.rooms.viewer import screen as viewer
from simulator.rooms.viewer.game import FIRST, GROWN_H, PER_HOUR, Phase, ViewerGame, too_young
from simulator.rooms.viewer.guide import PlayerGuide
from simulator.rooms.viewer.past import PlayerPast
from simulator.rooms.viewer.phone import PlayerPhone
from simulator.rooms.viewer.player_map import PlayerCard, PlayerMap
from simulator.rooms.viewer.screen import ViewerRoom
from simulator.rooms.viewer.state import PlayerFeed
from simulator.session import Act, LocalSession, Step, View
from simulator.settings.files import override
from tests.app.fake_session import FakeSession, settle
from tests.app.frames import make_frame
from tests.app.opened import lines_of
from tests.app.opened import opened as given
from tests.simulator.worlds import settings

TOPICS = 8


ITEM = make_frame().phone.items[0]


def met(game: ViewerGame, topics: Iterable[int], ratio: float = 1.0) -> ViewerGame:
    """The game after videos of these topics, watched so far."""
    for topic in topics:
        item = replace(ITEM, topic=topic)
        game.meet(item, Action(item.video, ratio * item.duration_s))
    return game


def mirrored(topics: Iterable[int]) -> ViewerGame:
    """A game after twelve videos of these topics, and past the mirror."""
    game = met(ViewerGame(TOPICS), topics)
    assert game.phase == Phase.MIRROR
    game.go_on()
    return game


NARROW = [0] * 11 + [3]
WIDE = [0, 1, 2, 3, 4, 5, 6, 7, 0, 1, 2, 3]


def test_everybody_begins_in_the_middle_and_ends_where_what_was_shown_stands() -> None:
    game = ViewerGame(TOPICS)
    assert game.width == pytest.approx(TOPICS) and game.state == Diet.VARIED
    met(game, [2] * 6)
    half = np.full(TOPICS, 0.5 / TOPICS)
    half[2] += 0.5
    assert game.mixes[-1] == pytest.approx(half), "six places that no video has taken count as anything"
    met(game, [2] * 6)
    assert game.width == pytest.approx(1.0) and game.state == Diet.COCOONED
    x, y = game.ways
    assert (x[0], y[0]) == pytest.approx((0, 0), abs=1e-6)
    assert (x[-1], y[-1]) == pytest.approx((1, 0), abs=1e-6), "topic 2 of 8 stands at the right"
    out = np.hypot(x, y)
    assert (np.diff(out) > 0).all(), "every video leads further out"


def test_the_width_is_that_of_the_last_twelve_videos_shown() -> None:
    game = mirrored(NARROW)
    share = np.array([11, 1]) / 12
    assert game.width == pytest.approx(float(np.exp(-(share * np.log(share)).sum())))
    met(game, [1, 2])
    assert np.count_nonzero(game.mixes[-1]) == 4 and game.mixes[-1][0] == pytest.approx(9 / 12)


def test_the_mirror_counts_what_was_done_and_shows_what_became_of_the_feed() -> None:
    game = ViewerGame(TOPICS)
    for number, topic in enumerate(NARROW):
        item = replace(ITEM, topic=topic)
        game.meet(item, Action(item.video, (number % 2) * item.duration_s, liked=number % 3 == 0))
    mirror = game.mirror
    assert mirror is not None and (mirror.ended, mirror.skipped, mirror.liked) == (6, 6, 4)
    assert (mirror.leading, mirror.share) == (0, pytest.approx(11 / 12))
    assert np.isnan(ViewerGame(TOPICS).spent).all()


def test_who_has_a_narrow_feed_is_to_get_out_and_who_has_a_wide_one_to_get_in() -> None:
    narrow, wide = mirrored(NARROW), mirrored(WIDE)
    assert narrow.phase == Phase.ESCAPE and narrow.goal == pytest.approx(narrow.width + 1)
    assert wide.phase == Phase.ENTER and wide.goal == pytest.approx(wide.width / 2)
    assert met(narrow, [1, 2, 4]).phase == Phase.WON and narrow.left == 9
    assert met(wide, [5] * 12).phase == Phase.WON
    assert met(mirrored(NARROW), [0] * 12).phase == Phase.LOST
    assert met(mirrored(WIDE), WIDE).phase == Phase.LOST


def test_the_end_says_why() -> None:
    def told(game: ViewerGame) -> tuple[str, int, int]:
        reason, topic, counts = game.why()
        return reason, topic, counts["n"]

    assert told(met(mirrored(NARROW), [1, 2, 4])) == ("opened", 0, 3)
    assert told(met(mirrored(NARROW), [0] * 12)) == ("stayed", 0, 12)
    assert told(met(mirrored(NARROW), [0] * 11 + [1], ratio=0.1)) == ("skipped", 0, 12)
    alike = met(met(mirrored(NARROW), [1]), [0] * 11, ratio=0.1)
    assert told(alike) == ("alike", 0, 12) and alike.why()[2]["others"] == 1
    moved = met(met(mirrored([0] * 9 + [1, 2, 3]), [0] * 4, ratio=0.1), [1] * 8)
    assert told(moved) == ("moved", 0, 12) and (moved.why()[2]["to"], moved.why()[2]["most"]) == (1, 8)
    assert told(met(mirrored(WIDE), [5] * 12))[:2] == ("closed", 5)
    assert told(met(mirrored(WIDE), WIDE))[0] == "mixed"
    crowd = met(mirrored(WIDE), [6])
    assert told(met(crowd, WIDE[:11], ratio=0.1)) == ("crowd", 6, 12)
    for lang in LANGUAGES:
        say = catalogue(lang)
        for reason in ("opened", "closed", "stayed", "skipped", "moved", "alike", "mixed", "crowd"):
            assert "{" not in say(f"viewer.why.{reason}", topic="x", **alike.why()[2] | {"to": "y"})


def test_arrows_are_since_the_beginning_at_the_end_and_of_the_last_hour_while_one_plays() -> None:
    narrow, wide = np.eye(TOPICS)[0], np.full(TOPICS, 1 / TOPICS)
    game = ViewerGame(TOPICS)
    game.think(wide)
    met(game, NARROW)
    game.think(narrow)
    assert game.before is wide, "in the mirror: since the first video"
    game.go_on()
    assert game.before is narrow
    game.think(0.99 * narrow + 0.01 * wide)
    assert game.before is narrow
    met(game, [1, 2, 4])
    assert game.phase == Phase.WON and game.before is wide


@cache
def grown(hours: int) -> Simulation:
    """A world that has lived so many hours, to be copied."""
    world = build(settings(), ["user-cf", "random"])
    for _ in range(hours):
        world.step()
    return world


@asynccontextmanager
async def opened(hours: int = GROWN_H) -> AsyncGenerator[tuple[Pilot[int], ViewerRoom, Simulation]]:
    """The room, in a world that has lived so many hours before somebody comes."""
    world = deepcopy(grown(hours))
    app = FeedscopeApp(LocalSession(world, View(speed=32.0)), "en", 200)
    async with app.run_test(size=(120, 35)) as pilot:
        while app.frame is None or not app.frame.tick:
            await pilot.pause(0.02)
        await pilot.press("p")
        room = app.room
        assert isinstance(room, ViewerRoom)
        await ready(pilot, room)
        yield pilot, room, world


async def ready(pilot: Pilot[int], room: ViewerRoom) -> None:
    for _ in range(500):
        await pilot.pause(0.01)
        told = room.feed is not None and room.feed.person == room.frame.phone.person
        if (room.watching and told) or not room.game.playing:
            return
    raise AssertionError("no video came")


@pytest.mark.slow
async def test_a_stranger_comes_to_a_young_platform_after_its_first_days_have_passed() -> None:
    async with opened(5) as (_, room, world):
        assert world.tick == GROWN_H and room.frame.paused
        assert world.engine.player is not None and not room.game.met
    assert too_young(5_001, 3) == 0 == too_young(50, GROWN_H + 9)


@pytest.mark.slow
async def test_a_stranger_comes_when_the_past_of_the_platform_is_over() -> None:
    """Days that lie before its algorithm takes over pass at once, and count; those that are lacking are asked for."""
    for past, comes in ((8, 8 * 24), (5, GROWN_H)):
        world = build(override(settings(), {"world.past_days": past}), ["user-cf", "random"])
        app = FeedscopeApp(LocalSession(world, View(paused=True)), "en", 200)
        async with app.run_test(size=(120, 35)) as pilot:
            while app.frame is None:
                await pilot.pause(0.02)
            await pilot.press("p")
            room = app.room
            assert isinstance(room, ViewerRoom)
            await ready(pilot, room)
            assert world.tick == comes and not room.game.met


async def test_no_hours_are_asked_for_before_the_world_is_ready_to_count_them() -> None:
    """It is not, from its first frame on: that one says what the engine is busy with."""
    frame = make_frame(people=300, paused=True)
    for notice in ("warming", "compiling", "waking", ""):
        session = FakeSession(replace(frame, tick=20, notice=notice))
        async with FeedscopeApp(session, "en", 300).run_test(size=(120, 35)) as pilot:
            await settle(pilot, session)
            await pilot.press("p")
            await settle(pilot, session)
            asked = [command for command in session.commands if isinstance(command, Step)]
            assert asked == ([] if notice else [Step(GROWN_H - 20)])


@pytest.mark.slow
async def test_the_first_line_says_that_hours_pass_until_the_stranger_comes() -> None:
    world = build(settings(), ["user-cf", "random"])
    world.step()
    hour_by_hour = count(0.0, 0.05).__next__  # a clock by which every hour takes all the time that a turn has
    app = FeedscopeApp(LocalSession(world, View(paused=True), hour_by_hour), "en", 200)
    async with app.run_test(size=(120, 35)) as pilot:
        while app.frame is None or not app.frame.tick:
            await pilot.pause(0.02)
        await pilot.press("p")
        said = ""
        while not ("the hours pass, " in said and " to go" in said):
            assert world.tick < GROWN_H
            await pilot.pause(0.02)
            said = app.screen.query_one(StatusBar).render_line(0).text
        await pilot.press("escape")
        await pilot.pause(0.2)
        left = world.tick
        await pilot.pause(0.2)
        assert left == world.tick < GROWN_H, "it stood still before, and so it does afterwards"
        assert "paused" in app.screen.query_one(StatusBar).render_line(0).text


@pytest.mark.slow
async def test_what_each_key_does_reaches_the_world() -> None:
    async with opened() as (pilot, room, world):
        assert world.engine.player is not None and world.engine.player.person == room.frame.phone.person
        before, player = world.tick, world.engine.player
        assert room.feed is not None
        line = room.feed.line
        await pilot.press("l", "k", "f", "g", "o", "down")
        await pilot.press("l", "l", "x")
        done = player.actions
        assert [action.item for action in done] == [item.video for item in line[:2]]
        first, second = done
        assert first.liked and first.commented and first.followed and first.shared and not first.disliked
        assert first.watch_s >= line[0].duration_s
        assert second.disliked and not second.liked and second.watch_s < line[1].duration_s
        await ready(pilot, room)
        assert world.tick == before + 1 and room.place == 0 and len(room.game.met) == PER_HOUR
        assert {item.video for item in line[:PER_HOUR]}.isdisjoint(item.video for item in room.feed.line)


PLAYED = make_frame(tick=GROWN_H, people=50, paused=True)
FEED = PlayerFeed(PLAYED.phone.person, GROWN_H, PLAYED.phone.items, PLAYED.phone.taste)


async def test_the_first_video_waits_for_a_key_and_runs_twice_at_most(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(viewer, "PACE", 1e6)
    async with given("p", ViewerRoom, replace(PLAYED, closeup=FEED)) as (room, pilot, session):
        session.give(replace(PLAYED, closeup=FEED))
        await settle(pilot, session)
        phone = room.query_one(PlayerPhone)
        await pilot.pause(0.25)
        assert room.seconds == 0.0 and "↓ or space starts the video" in lines_of(phone)
        await pilot.press("space")
        await pilot.pause(0.25)
        length = FEED.line[0].duration_s
        assert room.seconds == 2 * length and "starts the video" not in lines_of(phone)
        await pilot.press("o")
        await pilot.pause(0.25)
        assert room.seconds == 4 * length, "whoever asks for it again has seen it again"
        await pilot.press("down")
        acts = [made.action for made in session.commands if isinstance(made, Act)]
        assert [(action.item, action.watch_s) for action in acts] == [(FEED.line[0].video, 4 * length)]
        await pilot.pause(0.25)
        assert room.seconds == 2 * FEED.line[1].duration_s, "the others run by themselves"


async def test_the_line_of_keys_offers_what_works_in_the_mirror_and_at_the_end() -> None:
    async with given("p", ViewerRoom, replace(PLAYED, closeup=FEED), size=(80, 24)) as (room, pilot, _):
        keys = room.query_one(KeyBar)
        assert "↓ next video" in lines_of(keys) and "enter" not in lines_of(keys)
        room.game = met(ViewerGame(16), NARROW)
        room.show(room.frame)
        assert "│  enter go on" in lines_of(keys) and "next video" not in lines_of(keys)
        await pilot.press("enter")
        assert "↓ next video" in lines_of(keys) and room.held, "the task is read first"
        room.game.phase = Phase.LOST
        room.show(room.frame)
        assert "│  enter new game" in lines_of(keys) and "next video" not in lines_of(keys)


async def test_the_card_is_saved_as_a_picture_of_its_own(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("FEEDSCOPE_HOME", str(tmp_path))
    async with given("p", ViewerRoom, replace(PLAYED, closeup=FEED)) as (room, pilot, session):
        await pilot.press("ctrl+s")
        met(room.game, [0] * 11)
        room.show(room.frame)
        await settle(pilot, session)
        assert room.query_one(PlayerMap).is_on_screen and "◆" in lines_of(room.query_one(PlayerMap))
        met(room.game, [3])
        room.show(room.frame)
        await settle(pilot, session)
        await pilot.press("ctrl+s")
        whole, card = sorted((tmp_path / "pictures").glob("*.txt"), key=lambda file: -file.stat().st_size)
        text = card.read_text(encoding="utf-8")
        assert "12 videos, 92% comedy: you are here ◆" in text and "◆ you" in text.replace("you ◆", "◆ you")
        assert "Your phone" in whole.read_text(encoding="utf-8") and "Your phone" not in text
        assert card.with_suffix(".svg").read_text(encoding="utf-8").startswith("<svg")


@pytest.mark.slow
async def test_a_whole_game_and_a_new_one() -> None:
    async with opened() as (pilot, room, world):
        await pilot.press("down")
        assert not room.game.met, "the first key only starts the first video"
        for _ in range(FIRST):
            await ready(pilot, room)
            await pilot.press("down")
        await ready(pilot, room)
        assert room.game.phase == Phase.MIRROR and room.game.mirror is not None
        await pilot.pause()
        past = room.query_one(PlayerPast)
        assert past.display and not room.query_one(PlayerPhone).display, (
            "what was noted takes the phone's place"
        )
        newest, *_ = reversed(room.game.met)
        assert newest.item.title[:8] in past.render_line(1).text
        card = room.query_one(PlayerCard)
        assert card.display and f"{FIRST} videos" in lines_of(card), "and a card to send"
        await pilot.press("down", "space")
        assert room.game.phase == Phase.MIRROR, "swiping on does not skip it"
        await pilot.press("enter")
        assert room.game.phase in (Phase.ESCAPE, Phase.ENTER) and room.game.left == FIRST
        first = world.engine.player
        await pilot.press("n")
        await ready(pilot, room)
        assert not room.game.met and room.game.phase == Phase.MEETING
        assert world.engine.player is not None and world.engine.player is not first
        assert room.query_one(PlayerGuide).border_title


@pytest.mark.slow
async def test_time_stands_still_while_it_is_open_and_goes_on_as_before() -> None:
    async with opened() as (pilot, room, world):
        before = world.tick
        await pilot.pause(0.5)
        assert world.tick == before and room.frame.paused
        await pilot.press("escape")
        await pilot.pause()
        assert isinstance(pilot.app.screen, Dashboard)
        await pilot.pause(0.5)
        assert world.tick > before
