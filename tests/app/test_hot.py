"""Hot now: courses and streams as they were lived, sentences for every world, and keys that lead to creators."""

from __future__ import annotations

from collections.abc import AsyncGenerator
from contextlib import asynccontextmanager
from dataclasses import replace

import numpy as np
import pytest
from textual.pilot import Pilot

from simulator.app.app import FeedscopeApp
from simulator.app.pictures import plain
from simulator.engine.tick import Events
from simulator.experiments.wiring import Simulation, build
from simulator.frames import HOURS_PER_DAY, Frame, HotTrend, Live
from simulator.locale import LANGUAGES, catalogue
from simulator.rooms.hot.camera import running_stage
from simulator.rooms.hot.hot_words import early_and_late, sentences
from simulator.rooms.hot.screen import HotRoom
from simulator.rooms.hot.state import STAGES, HotCloseUp, LiveTotals
from simulator.rooms.hot.streams import HotStreams
from simulator.rooms.hot.trend_panels import HotJoined, HotLanes, heights
from simulator.session import Attend, FollowCreator, View
from simulator.settings.tree import Settings
from tests.app import closeups
from tests.app.fake_session import FakeSession, settle
from tests.app.frames import make_frame
from tests.app.opened import opened

EN = catalogue("en")


def framed(lang: str = "en") -> Frame:
    frame = make_frame(people=50, tick=150, lang=lang, paused=True)
    return replace(frame, closeup=closeups.hot(frame))


def looked_at(run: Simulation, *about: int) -> HotCloseUp:
    closeup = run.frame(View(attends="hot", about=about)).closeup
    assert isinstance(closeup, HotCloseUp)
    return closeup


@pytest.fixture(scope="module")
def lived() -> tuple[Simulation, list[Events], list[list[int]]]:
    """Three busy days: many trends that all join, and creators who are live every evening."""
    settings = {
        "seed": 4,
        "world": {"people": 80, "creators": 20},
        "trends": {"births_per_week": 60.0, "challenges": 1.0, "join": 1.0},
        "live": {"least_followers": 0, "come_in": 1.0, "comments": 0.5},
        "creators": {"live": 0.5, "hot": 1.0, "niche": 0.0},
        "feed": {"algorithm": "trending"},
    }
    run = build(Settings.model_validate(settings), ("trending",))
    hours: list[Events] = []
    live: list[list[int]] = []
    for _ in range(72):
        hours.append(run.step())
        live.append(run.engine.world.lives.on_air.tolist())
    return run, hours, live


def test_a_course_lasts_from_birth_to_end_and_its_figures_are_those_of_its_videos(
    lived: tuple[Simulation, list[Events], list[list[int]]],
) -> None:
    run, hours, _ = lived
    closeup, world = looked_at(run), run.engine.world
    assert len(closeup.trends) > 5 and closeup.heat.shape == (len(closeup.trends), len(closeup.hours))
    for course, heat in zip(closeup.trends, closeup.heat, strict=True):
        end = course.over if course.over >= 0 else run.tick
        alive = closeup.hours[np.isfinite(heat)]
        assert alive.min() == course.born and alive.max() == end - 1
        assert np.nanmax(heat) == pytest.approx(course.peak) or course.hottest == course.born
        posted = world.videos.tick[world.videos.trend == course.number]
        assert course.videos == len(posted)
        assert course.videos_day == (posted >= run.tick - HOURS_PER_DAY).sum()
        assert course.stage in STAGES and (course.stage in ("over", "missed")) == (course.over >= 0)
    compared = [course for course in closeup.trends if np.isfinite(course.early)]
    assert compared
    for course in compared:
        which = np.flatnonzero(world.videos.trend == course.number)
        which = which[world.videos.tick[which] <= run.tick - HOURS_PER_DAY]
        won = [
            sum(
                int((events.interactions.item == video).sum())
                for events in hours[world.videos.tick[video] :][:HOURS_PER_DAY]
            )
            for video in which
        ]
        half = len(won) // 2
        assert (course.early, course.late) == (np.mean(won[:half]), np.mean(won[half:]))


def test_the_trend_that_is_asked_for_tells_who_joined_first(
    lived: tuple[Simulation, list[Events], list[list[int]]],
) -> None:
    run, _, _ = lived
    world = run.engine.world
    number = max(looked_at(run).trends, key=lambda course: course.videos).number
    closeup = looked_at(run, number)
    assert closeup.shown == number
    since = [joiner.since for joiner in closeup.joined]
    assert since == sorted(since)
    carrying = world.videos.trend == number
    assert {joiner.creator for joiner in closeup.joined} == set(world.videos.creator[carrying].tolist())
    assert sum(joiner.videos for joiner in closeup.joined) == carrying.sum()
    assert sum(joiner.views for joiner in closeup.joined) == world.videos.total("views")[carrying].sum()


def test_streams_and_totals_are_those_that_happened_and_what_is_announced_comes(
    lived: tuple[Simulation, list[Events], list[list[int]]],
) -> None:
    run, _, live = lived
    closeup, lives = looked_at(run), run.engine.world.lives
    whole = [(stream.tick, stream.creator) for stream in closeup.streams]
    happened = [(tick, creator) for tick, creators in enumerate(live) for creator in creators]
    assert sorted(whole) == sorted(happened)[-len(whole) :] and len(whole) > 5
    assert closeup.ever == closeup.week
    assert closeup.ever == LiveTotals(
        int(lives.streams.sum()), int(lives.viewers.sum()), int(lives.gifts.sum()), int(lives.comments.sum())
    )
    assert closeup.daily.sum() == closeup.ever.viewers and len(closeup.daily) == 3
    assert all(stream.fans <= stream.viewers for stream in closeup.streams)
    twin = run.fork("trending")
    planned = [(stream.tick, stream.creator) for stream in closeup.planned]
    came: list[tuple[int, int]] = []
    for _ in range(HOURS_PER_DAY):
        twin.step()
        came += [(twin.tick - 1, creator) for creator in twin.engine.world.lives.on_air.tolist()]
    assert planned == came and planned


def test_the_hot_list_is_that_of_the_stage_and_there_is_none_while_it_is_off(
    lived: tuple[Simulation, list[Events], list[list[int]]],
) -> None:
    run = lived[0].fork("trending")
    off = looked_at(run)
    assert off.listed is None and not any(course.listed for course in off.trends)
    run.tune_all({"feed.rerank.hot.on": True, "feed.rerank.hot.rise": 0.5})
    closeup, world = looked_at(run), run.engine.world
    videos, tick = world.videos, run.tick
    new = videos.tick > tick - 24
    z: dict[int, float] = {}
    for tag in np.unique(videos.tags[new]).tolist():
        carries = (videos.tags == tag).any(axis=1)
        expected = (carries & ~new).sum() * new.sum() / (~new).sum()
        z[tag] = float(((carries & new).sum() - expected) / np.sqrt(expected + 1.0))
    words = closeup.listed
    assert words and len(words) <= 5, "a list turned on while time stands still is there at once"
    rising = {int(world.trends.tag[course.number]) for course in closeup.trends if course.listed}
    assert all(tag >= 0 and z[tag] >= 0.5 for tag in rising)
    for course in closeup.trends:
        assert course.listed == (course.over < 0 and course.tag in words)


@asynccontextmanager
async def hot(
    frame: Frame, size: tuple[int, int] = (120, 35)
) -> AsyncGenerator[tuple[Pilot[int], FeedscopeApp, FakeSession]]:
    async with opened("c c", HotRoom, frame, size) as (room, pilot, session):
        session.commands.clear()
        yield pilot, room.app, session


async def test_the_mark_begins_at_the_hottest_trend_and_another_is_asked_for() -> None:
    async with hot(framed()) as (pilot, app, session):
        assert app.screen.query_one(HotLanes).number == 7
        await pilot.press("up")
        assert session.commands == [Attend("hot", (8,))]
        await pilot.click(HotLanes, offset=(5, 7))
        assert session.commands[-1] == Attend("hot", (3,))


async def test_enter_leads_from_a_trend_to_who_joined_it_and_to_a_creator() -> None:
    async with hot(framed()) as (pilot, app, session):
        await pilot.press("enter", "down", "down", "enter")
        assert app.screen.query_one(HotJoined).active
        assert FollowCreator(2) in session.commands
        await pilot.press("tab", "enter")
        assert [command for command in session.commands if isinstance(command, FollowCreator)][-1] == (
            FollowCreator(2)
        ), "the stream on air is marked first, not the one announced above it"
        await pilot.press("up", "enter")
        assert session.commands[-1] == FollowCreator(3)
        await pilot.press("tab", "left", "left")
        assert app.screen.query_one(HotJoined).active


async def test_a_small_window_shows_one_list_at_a_time_and_a_click_on_a_stream_follows() -> None:
    async with hot(framed(), (80, 24)) as (pilot, app, session):
        assert app.screen.query_one(HotLanes).display and not app.screen.query_one(HotStreams).display
        await pilot.press("left")
        await settle(pilot, session)
        text = plain(app.export_screenshot())
        assert app.screen.query_one(HotStreams).display and not app.screen.query_one(HotLanes).display
        assert EN("hot.now") in text and "LIVE: hello!" in text
        await pilot.click(HotStreams, offset=(8, 3))
        assert isinstance(session.commands[-1], FollowCreator)


async def test_a_figure_under_the_mouse_says_its_sentence_of_this_room() -> None:
    async with hot(framed()) as (pilot, app, _):
        lanes = app.screen.query_one(HotLanes)
        assert lanes.told_at(lanes.size.width - 2, 0) == "hot.help.each"
        await pilot.hover(HotLanes, offset=(lanes.size.width - 1, 1))
        assert str(lanes.tooltip) == EN("hot.help.each.text")


@pytest.mark.parametrize("size", [(80, 24), (120, 35), (200, 50)])
@pytest.mark.parametrize("lang", LANGUAGES)
@pytest.mark.slow
async def test_what_is_on_the_hot_list_has_a_mark_and_words_where_there_is_such_a_list(
    lang: str, size: tuple[int, int]
) -> None:
    say, frame = catalogue(lang), framed(lang)
    closeup = frame.closeup
    assert isinstance(closeup, HotCloseUp)
    async with hot(frame, size) as (pilot, app, session):

        async def shown(**changes: object) -> str:
            session.give(replace(frame, closeup=replace(closeup, **changes)))  # pyright: ignore[reportArgumentType]
            await settle(pilot, session)
            return plain(app.export_screenshot())

        assert "✦" not in await shown() and say("hot.listed") not in await shown()
        assert say("hot.list", tags="–") in await shown(listed=())
        assert say("hot.list", tags="#slowsoup") in await shown(listed=("slowsoup",))
        marked = (closeup.trends[0], replace(closeup.trends[1], listed=True), closeup.trends[2])
        text = await shown(listed=("catnaps",), trends=marked)
        assert f"✦ {say('hot.listed')}" in text
        row = next(line for line in text.splitlines() if "★catnaps" in line)
        assert "✦" in row and sum("✦" in line for line in text.splitlines()) == 2
        lanes = app.screen.query_one(HotLanes)
        told = {lanes.told_at(x, y) for x in range(lanes.size.width) for y in range(lanes.size.height)}
        assert "hot.help.listed" in told
        assert "#catnaps" in sentences(app.frame or frame, say)[2]


async def test_a_list_opens_at_its_top_where_the_marked_row_has_room() -> None:
    frame = framed()
    closeup = frame.closeup
    assert isinstance(closeup, HotCloseUp)
    trends = tuple(replace(closeup.trends[1], number=50 - place) for place in range(14))
    heat = np.tile(closeup.heat[1], (len(trends), 1))
    frame = replace(frame, closeup=replace(closeup, trends=trends, heat=heat, shown=45))
    async with hot(frame, (80, 24)) as (_, app, _):
        lanes = app.screen.query_one(HotLanes)
        assert lanes.number == 45 and lanes.row_at(1) == 0, "drawn first before the window was laid out"


async def test_who_joined_is_told_of_the_trend_that_is_marked() -> None:
    """The close-up would tell of another one as soon as that is talked about more."""
    frame = framed()
    closeup = frame.closeup
    assert isinstance(closeup, HotCloseUp)
    second = closeup.trends[1].number
    shown = replace(frame, closeup=replace(closeup, shown=second))
    async with opened("c c", HotRoom, shown, (120, 35)) as (room, _, session):
        assert [each.about for each in session.commands if isinstance(each, Attend)][-1] == (second,)
        assert room.query_one(HotLanes).number == second


@pytest.mark.parametrize("lang", LANGUAGES)
def test_every_world_has_its_sentences(lang: str) -> None:
    frame, say = framed(lang), catalogue(lang)
    closeup = frame.closeup
    assert isinstance(closeup, HotCloseUp)

    def told(**changes: object) -> tuple[str, ...]:
        return sentences(replace(frame, closeup=replace(closeup, **changes)), say)  # pyright: ignore[reportArgumentType]

    for stage in STAGES[:4]:
        hottest = replace(closeup.trends[1], stage=stage)
        assert "catnaps" in told(trends=(hottest,))[0]
        assert "34.5" in early_and_late(hottest, say)
    assert "14" in told()[1] and "32" in told()[1]
    over = told(trends=closeup.trends[2:])
    assert "oldsong" in over[0] and len(over) == 2
    none: dict[str, object] = {"trends": (), "streams": (), "planned": (), "week": LiveTotals(0, 0, 0, 0)}
    assert told(**none, trends_off=True)[0] == say("hot.says.trends_off")
    assert told(**none)[0] == say("hot.says.no_trend")
    assert say("hot.says.needs", n="10") in told(**none)[1]
    assert told(**none, lives_off=True)[1] == say("hot.says.lives_off")
    assert "21" in told(streams=())[1], "nobody is live, but somebody is announced"
    assert {f"hot.stage.{stage}" for stage in STAGES} <= set(say)


async def test_a_recording_shows_what_its_frames_hold_and_says_what_they_do_not() -> None:
    frame = replace(
        framed(),
        closeup=None,
        recorded=np.array([150], dtype=np.int32),
        hot=(HotTrend("catnaps", 1, True, 30, 0.5, 41, 1234),),
        live=(Live(2, "TinyTea", 2, 14, 71.0, 3, 9),),
    )
    async with hot(frame) as (_, app, _):
        text = plain(app.export_screenshot())
        assert EN("hot.recorded")[:40] in text and EN("hot.not_recorded")[:20] in text
        assert "#catnaps is hottest with 50%" in text and "1,234" in text
        assert "@TinyTea is live from 05:00 to 06:00: 14 people" in text
    bare = replace(frame, hot=(), live=())
    assert sentences(bare, EN)[:2] == (EN("hot.says.none_now"), EN("hot.says.nobody"))


def test_a_trend_rises_near_its_peak_or_above_yesterday_and_not_with_every_morning() -> None:
    def course(*points: float) -> np.ndarray:
        return np.interp(np.arange(49), np.linspace(0, 48, len(points)), points)

    assert running_stage(course(0.6, 0.4, 0.3, 0.1, 0.16), 0.6) == "fades", "a morning after a great day"
    assert running_stage(course(0.6, 0.2, 0.1, 0.2, 0.3), 0.6) == "rises"
    assert running_stage(course(0.3, 0.4, 0.5, 0.4, 0.49), 0.5) == "rises"
    assert running_stage(course(0.3, 0.4, 0.5, 0.5, 0.5), 0.5) == "peak"
    assert running_stage(course(0.3, 0.5, 0.4, 0.3, 0.2), 0.5) == "fades"
    assert running_stage(course(0.1, 0.1, 0.1, 0.6, 0.5)[-20:], 0.6) == "peak", "no yesterday"


def test_a_lane_is_as_high_as_the_heat_and_blank_without_life() -> None:
    nan = np.nan
    assert heights(np.array([nan, 0.0, 0.5, 1.0]), 4, 1) == [" ▁▄█"]
    assert heights(np.array([nan, 0.5, 1.0, nan]), 4, 2) == ["  █ ", " ██ "]
    assert heights(np.array([0.1, 1.0, nan, nan]), 2, 1) == ["█ "], "a peak is not averaged away"
    assert heights(np.zeros(0), 3, 1) == ["   "]
