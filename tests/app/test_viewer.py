"""Be a viewer: every key, the game's turns, and that what the player does reaches the world."""

from __future__ import annotations

from collections.abc import AsyncGenerator
from contextlib import asynccontextmanager
from dataclasses import replace

import numpy as np
import pytest
from textual.pilot import Pilot

from simulator.app.app import FeedscopeApp
from simulator.app.keybar import KeyBar
from simulator.app.play.sitting import FIRST, GROWN_H, PER_HOUR, Phase, Sitting, too_young
from simulator.app.screens import viewer
from simulator.app.screens.dashboard import Dashboard
from simulator.app.screens.viewer import Viewer
from simulator.app.widgets.player_guide import PlayerGuide
from simulator.app.widgets.player_past import PlayerPast
from simulator.app.widgets.player_phone import PlayerPhone
from simulator.app.widgets.status_bar import StatusBar
from simulator.closeups.player import PlayerFeed
from simulator.deeds import Deed
from simulator.experiments.wiring import Simulation, build
from simulator.frames import Diet
from simulator.session import Act, LocalSession, View
from simulator.settings_io import override
from tests.app.fake_session import settle
from tests.app.frames import make_frame
from tests.app.opened import lines_of
from tests.app.opened import opened as given
from tests.simulator.worlds import settings

TOPICS = 8


def mix(*shares: float) -> np.ndarray:
    return np.array([*shares, *[0.0] * (TOPICS - len(shares))])


def played(*widths: np.ndarray) -> Sitting:
    """A sitting after thirty videos, and then so many hours with these mixes lined up."""
    sitting, item = Sitting(TOPICS), make_frame().phone.items[0]
    sitting.think(np.full(TOPICS, 1 / TOPICS))
    for number in range(FIRST):
        sitting.meet(item, Deed(item.video, (number % 2) * item.duration_s, liked=number % 3 == 0))
    sitting.think(widths[0])
    sitting.go_on()
    for thinks in widths[1:]:
        for _ in range(PER_HOUR):
            sitting.meet(item, Deed(item.video, 1.0))
        sitting.think(thinks)
    return sitting


def test_arrows_are_since_the_beginning_at_the_end_and_of_the_last_hour_while_one_plays() -> None:
    narrow, wide = np.eye(TOPICS)[0], np.full(TOPICS, 1 / TOPICS)
    begun = played(narrow)
    assert begun.before is begun.thinks
    begun.meet(make_frame().phone.items[0], Deed(0, 1.0))
    begun.think(0.99 * narrow + 0.01 * wide)
    assert begun.before is narrow
    won = played(narrow, wide)
    assert won.phase == Phase.WON and np.array_equal(won.before, wide)  # as it was before the first video


def test_the_width_of_a_feed_is_its_effective_topics_and_its_word_that_of_the_map() -> None:
    def seen(thinks: np.ndarray) -> tuple[float, Diet]:
        sitting = Sitting(TOPICS)
        sitting.think(thinks)
        return sitting.widths[0], sitting.state

    assert seen(mix(1.0)) == (pytest.approx(1.0), Diet.COCOONED)
    assert seen(mix(0.5, 0.25, 0.25)) == (pytest.approx(2.0**1.5), Diet.NARROWING)
    assert seen(np.full(TOPICS, 1 / TOPICS)) == (pytest.approx(TOPICS), Diet.VARIED)
    nothing, state = seen(np.full(TOPICS, np.nan))
    assert np.isnan(nothing) and state == Diet.UNKNOWN


def test_the_mirror_counts_what_was_done_and_shows_what_became_of_the_feed() -> None:
    sitting = played(mix(0.5, 0.5))
    mirror = sitting.mirror
    assert mirror is not None
    assert (mirror.ended, mirror.skipped, mirror.liked) == (15, 15, 10)
    assert (mirror.first, mirror.now) == (pytest.approx(8.0), pytest.approx(2.0))
    assert set(mirror.leading) == {0, 1} and mirror.leading_share == pytest.approx(1.0)
    topic = sitting.met[0].item.topic
    assert sitting.spent[topic] == pytest.approx(1.0), "all of the time went to the one topic there was"
    assert np.isnan(Sitting(TOPICS).spent).all()


def test_who_has_a_narrow_feed_is_to_get_out_and_who_has_a_wide_one_to_get_in() -> None:
    narrow, wide = played(mix(0.5, 0.5)), played(np.full(TOPICS, 1 / TOPICS))
    assert narrow.phase == Phase.ESCAPE and narrow.goal == pytest.approx(3.0)
    assert wide.phase == Phase.ENTER and wide.goal == pytest.approx(4.0)
    assert played(mix(0.5, 0.5), mix(0.34, 0.33, 0.33)).phase == Phase.ESCAPE
    assert played(mix(0.5, 0.5), mix(0.25, 0.25, 0.25, 0.25)).phase == Phase.WON
    assert played(np.full(TOPICS, 1 / TOPICS), mix(0.5, 0.5)).phase == Phase.WON
    assert played(mix(0.5, 0.5), *[mix(1.0)] * (FIRST // PER_HOUR)).phase == Phase.LOST


@asynccontextmanager
async def opened(hours: int = GROWN_H) -> AsyncGenerator[tuple[Pilot[int], Viewer, Simulation]]:
    """The room, in a world that has lived so many hours before somebody comes."""
    world = build(settings(), ["user-cf", "random"])
    for _ in range(hours):
        world.step()
    app = FeedscopeApp(LocalSession(world, View(speed=32.0)), "en", 200)
    async with app.run_test(size=(120, 35)) as pilot:
        while app.frame is None or not app.frame.tick:
            await pilot.pause(0.02)
        await pilot.press("v")
        room = app.room
        assert isinstance(room, Viewer)
        await ready(pilot, room)
        yield pilot, room, world


async def ready(pilot: Pilot[int], room: Viewer) -> None:
    for _ in range(500):
        await pilot.pause(0.01)
        told = room.feed is not None and room.feed.person == room.frame.phone.person
        if (room.watching and told) or not room.sitting.playing:
            return
    raise AssertionError("no video came")


@pytest.mark.slow
async def test_a_stranger_comes_to_a_young_platform_after_its_first_days_have_passed() -> None:
    async with opened(5) as (_, room, world):
        assert world.tick == GROWN_H and room.frame.paused
        assert world.engine.hand is not None and len(room.sitting.widths) == 1
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
            await pilot.press("v")
            room = app.room
            assert isinstance(room, Viewer)
            await ready(pilot, room)
            assert world.tick == comes and len(room.sitting.widths) == 1


async def test_the_first_line_says_that_hours_pass_until_the_stranger_comes() -> None:
    world = build(settings(), ["user-cf", "random"])
    world.step()
    app = FeedscopeApp(LocalSession(world, View(paused=True)), "en", 200)
    async with app.run_test(size=(120, 35)) as pilot:
        while app.frame is None or not app.frame.tick:
            await pilot.pause(0.02)
        await pilot.press("v")
        said: list[str] = []
        while world.tick < GROWN_H // 2:
            await pilot.pause(0.02)
            said.append(app.screen.query_one(StatusBar).render_line(0).text)
        assert any("the hours pass, " in line and " to go" in line for line in said)
        await pilot.press("escape")
        await pilot.pause(0.2)
        left = world.tick
        await pilot.pause(0.2)
        assert left == world.tick < GROWN_H, "it stood still before, and so it does afterwards"
        assert "paused" in app.screen.query_one(StatusBar).render_line(0).text


@pytest.mark.slow
async def test_what_each_key_does_reaches_the_world() -> None:
    async with opened() as (pilot, room, world):
        assert world.engine.hand is not None and world.engine.hand.person == room.frame.phone.person
        before = world.tick
        assert room.feed is not None
        line = room.feed.line
        await pilot.press("l", "m", "w", "s", "r", "down")
        await pilot.press("l", "l", "x")
        done = world.engine.hand.deeds
        assert [deed.item for deed in done] == [item.video for item in line[:2]]
        first, second = done
        assert first.liked and first.commented and first.followed and first.shared and not first.disliked
        assert first.watch_s >= line[0].duration_s
        assert second.disliked and not second.liked and second.watch_s < line[1].duration_s
        await pilot.press("space")
        await ready(pilot, room)
        assert world.tick == before + 1 and room.place == 0 and len(room.sitting.met) == PER_HOUR
        assert {item.video for item in line[:3]}.isdisjoint(item.video for item in room.feed.line)


PLAYED = make_frame(tick=GROWN_H, people=50, paused=True)
FEED = PlayerFeed(PLAYED.phone.person, GROWN_H, PLAYED.phone.items, PLAYED.phone.taste)


async def test_the_first_video_waits_for_a_key_and_runs_twice_at_most(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(viewer, "PACE", 1e6)
    async with given("v", Viewer, replace(PLAYED, closeup=FEED)) as (room, pilot, session):
        session.give(replace(PLAYED, closeup=FEED))
        await settle(pilot, session)
        phone = room.query_one(PlayerPhone)
        await pilot.pause(0.25)
        assert room.seconds == 0.0 and "↓ or space starts the video" in lines_of(phone)
        await pilot.press("space")
        await pilot.pause(0.25)
        length = FEED.line[0].duration_s
        assert room.seconds == 2 * length and "starts the video" not in lines_of(phone)
        await pilot.press("r")
        await pilot.pause(0.25)
        assert room.seconds == 4 * length, "whoever asks for it again has seen it again"
        await pilot.press("down")
        acts = [made.deed for made in session.commands if isinstance(made, Act)]
        assert [(deed.item, deed.watch_s) for deed in acts] == [(FEED.line[0].video, 4 * length)]
        await pilot.pause(0.25)
        assert room.seconds == 2 * FEED.line[1].duration_s, "the others run by themselves"


async def test_the_line_of_keys_offers_what_works_in_the_mirror_and_at_the_end() -> None:
    async with given("v", Viewer, replace(PLAYED, closeup=FEED), size=(80, 24)) as (room, pilot, _):
        keys = room.query_one(KeyBar)
        assert "↓ next video" in lines_of(keys) and "enter" not in lines_of(keys)
        room.sitting = played(mix(0.5, 0.5))
        room.sitting.phase = Phase.MIRROR
        room.show(room.frame)
        assert lines_of(keys).startswith("enter go on") and "next video" not in lines_of(keys)
        await pilot.press("enter")
        assert "↓ next video" in lines_of(keys) and room.held, "the task is read first"
        room.sitting.phase = Phase.LOST
        room.show(room.frame)
        assert lines_of(keys).startswith("enter new game") and "next video" not in lines_of(keys)


@pytest.mark.slow
async def test_a_whole_game_and_a_new_one() -> None:
    async with opened() as (pilot, room, world):
        await pilot.press("down")
        assert not room.sitting.met, "the first key only starts the first video"
        for _ in range(FIRST):
            await ready(pilot, room)
            await pilot.press("down")
        await ready(pilot, room)
        assert room.sitting.phase == Phase.MIRROR and room.sitting.mirror is not None
        await pilot.pause()
        past = room.query_one(PlayerPast)
        assert past.display and not room.query_one(PlayerPhone).display, (
            "what was noted takes the phone's place"
        )
        newest, *_ = reversed(room.sitting.met)
        assert newest.item.title[:8] in past.render_line(1).text
        assert room.sitting.mirror.skipped == FIRST or room.sitting.mirror.ended < FIRST
        await pilot.press("down", "space")
        assert room.sitting.phase == Phase.MIRROR, "swiping on does not skip it"
        await pilot.press("enter")
        assert room.sitting.phase in (Phase.ESCAPE, Phase.ENTER) and room.sitting.left == FIRST
        first = world.engine.hand
        await pilot.press("n")
        await ready(pilot, room)
        assert not room.sitting.met and room.sitting.phase == Phase.MEETING
        assert world.engine.hand is not None and world.engine.hand is not first
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
