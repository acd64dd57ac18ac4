"""A creator's brand in a room of its own: every key, what the table shows, and what the engine keeps of videos."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

from simulator.app.app import FeedscopeApp
from simulator.app.screens.choose import ChooseByName
from simulator.experiments.wiring import build
from simulator.frames import Bass, Frame
from simulator.locale import catalogue
from simulator.observe.journeys import Journeys
from simulator.rooms.fame.curve import FameCurve, bass_sentence
from simulator.rooms.fame.fame_table import COLUMNS, FameTable
from simulator.rooms.fame.screen import FameRoom
from simulator.rooms.fame.state import BrandCloseUp, Contender, Journey
from simulator.session import FollowCreator, View
from tests.app.fake_session import FakeSession, settle
from tests.app.frames import make_frame
from tests.app.opened import lines_of, opened
from tests.simulator.worlds import settings


def close_up(frame: Frame) -> BrandCloseUp:
    """Forty creators and two videos of the followed one."""
    names = [rival.name for rival in frame.brand.rivals]
    contenders = tuple(
        Contender(i, names[i % 10], i % 16, 0.8 - i / 60, 7 * i % 50, 900 - 11 * i, 20.0 + i % 9, 0.01 * i)
        for i in range(40)
    )
    rising = np.round(np.hanning(24) * 60).astype(np.int32)
    titles = [video.title for video in frame.brand.top]
    days = np.arange(1, 7)
    return BrandCloseUp(
        creator=frame.brand.creator,
        contenders=contenders,
        journeys=(
            Journey(9, titles[0], 0, 9, 51, 3, 0.4, rising[:9], (4, -1, -1), 0.8, 0.75),
            Journey(5, titles[1], 1, 60, 412, 40, 0.6, rising, (3, 7, 19), 0.3, 0.97),
        ),
        fit_tick=(24 * days).astype(np.int32),
        fitted=0.6 * (1 - np.exp(-days / 4.0)),
        pools=(20, 80, 250),
        pools_on=True,
    )


def fame_frame(lang: str = "en") -> Frame:
    frame = make_frame(tick=150, people=1000, lang=lang, paused=True)
    return replace(frame, closeup=close_up(frame))


def text_of(app: FeedscopeApp) -> str:
    return lines_of(app.screen.query_one(FameTable))


@pytest.mark.slow
async def test_every_key_of_the_room() -> None:
    frame = fame_frame()
    session = FakeSession(frame, obeys=False)
    app = FeedscopeApp(session, "en", 1000)
    async with app.run_test(size=(120, 35)) as pilot:
        await settle(pilot, session)
        await pilot.press("c")
        session.give(frame)
        await settle(pilot, session)
        table = app.screen.query_one(FameTable)
        assert "reached▼" in text_of(app)
        await pilot.press("down", "down", "up", "enter")
        assert session.commands[-1] == FollowCreator(1)
        await pilot.press("o", "enter")
        assert "followers▼" in text_of(app)
        assert session.commands[-1] == FollowCreator(7), "49 followers, the most"
        await pilot.press("pagedown", "pagedown", "pagedown", "pagedown", "pagedown", "enter")
        assert session.commands[-1] == FollowCreator(0), "no followers, the last of forty rows"
        await pilot.press("pageup")
        assert table.marked["rivals"] == 29
        for _ in COLUMNS:
            await pilot.press("o")
        assert COLUMNS[table.sort] == "followers", "once around"
        await pilot.press("tab")
        assert "4h – –" in text_of(app) and "3h 7h 19h" in text_of(app)
        await pilot.press("tab")
        assert "62%" in text_of(app), "food"
        await pilot.press("tab", "slash")
        await settle(pilot, session)
        assert isinstance(app.screen, ChooseByName)


async def test_a_guest_is_named_where_the_title_has_to_give_way() -> None:
    frame = fame_frame()
    shown = close_up(frame)
    first = replace(
        shown.journeys[0], title="A title far too long for any table of videos", guest="sunnyfields"
    )
    frame = replace(frame, closeup=replace(shown, journeys=(first, *shown.journeys[1:])))
    session = FakeSession(frame, obeys=False)
    app = FeedscopeApp(session, "en", 1000)
    async with app.run_test(size=(120, 35)) as pilot:
        await settle(pilot, session)
        await pilot.press("c", "tab")
        session.give(frame)
        await settle(pilot, session)
        assert "… · with sun" in text_of(app)
        assert text_of(app).count(" · with ") == 1


async def test_names_stand_near_their_figures_and_pools_only_where_the_platform_runs_them() -> None:
    frame = fame_frame()
    without = replace(frame, closeup=replace(close_up(frame), pools_on=False))
    session = FakeSession(frame, obeys=False)
    app = FeedscopeApp(session, "en", 1000)
    async with app.run_test(size=(200, 50)) as pilot:
        await settle(pilot, session)
        await pilot.press("c")
        session.give(frame)
        await settle(pilot, session)
        row = next(line for line in text_of(app).splitlines() if "LuckyKitchen" in line and "health" in line)
        assert (
            row.index("health") - row.index("LuckyKitchen") < 40
            and row.index("73%") - row.index("health") < 40
        )
        await pilot.press("tab")
        assert "pools after" in text_of(app) and "on trial" in text_of(app)
        session.give(without)
        await settle(pilot, session)
        assert "pools after" not in text_of(app) and "on trial" not in text_of(app)
        assert "beats others" in text_of(app)


def test_a_model_that_the_reach_contradicts_says_nothing() -> None:
    frame = fame_frame()
    say = catalogue("en")
    for m, q, outgrown in ((1.0, 0.4, False), (frame.brand.reach / 2, 0.4, True), (1.0, 0.0004, True)):
        brand = replace(frame.brand, bass=Bass(0.01, q, m, 0.9))
        sentence = bass_sentence(replace(frame, brand=brand), say)
        assert (sentence == say("fame.bass_outgrown")) == outgrown


async def test_before_the_first_day_is_over_the_reach_stands_alone() -> None:
    """There is no full day to which a model could be fitted."""
    frame = fame_frame()
    young = replace(close_up(frame), fit_tick=np.empty(0, dtype=np.int32), fitted=np.empty(0))
    async with opened("c", FameRoom, replace(frame, closeup=young)) as (room, pilot, session):
        session.give(replace(frame, closeup=young))
        await settle(pilot, session)
        alone = lines_of(room.query_one(FameCurve))
        assert "reach" in alone and "model" not in alone
        session.give(frame)
        await settle(pilot, session)
        assert "model" in lines_of(room.query_one(FameCurve))


async def test_the_table_of_every_frame_serves_until_the_long_one_is_there() -> None:
    session = FakeSession(replace(fame_frame(), closeup=None))
    app = FeedscopeApp(session, "en", 1000)
    async with app.run_test(size=(120, 35)) as pilot:
        await settle(pilot, session)
        await pilot.press("c", "enter")
        await settle(pilot, session)
        assert FollowCreator(20) in session.commands, "the first of the frame's rivals"


def test_journeys_add_up_to_the_views_of_a_video() -> None:
    """Views hour by hour against the running totals, pools against their ends, and both worlds' words."""
    world = build(settings(60, 6), ("user-cf",))
    made = world.engine.world
    noted = Journeys(made)
    for _ in range(30):
        hour = world.step()
        noted.note(hour.interactions.item, hour.source, hour.tick)
    views, since = made.videos.total("views")[: len(noted.tried)], made.videos.tick[: len(noted.tried)]
    whole = (since >= 6) & (since + 24 > 29)
    assert whole.any() and (noted.hours[whole].sum(axis=1) == views[whole]).all()
    assert (noted.hours[since < 0].sum(axis=1) <= views[since < 0]).all()
    assert ((noted.filled >= 0) == (views[:, None] >= noted.ends)).all()
    assert (noted.tried <= views).all()
    closeup = world.frame(View(attends="brand", creator=2)).closeup
    assert isinstance(closeup, BrandCloseUp) and closeup.creator == 2
    assert [row.reach for row in closeup.contenders] == sorted(
        (row.reach for row in closeup.contenders), reverse=True
    )
    assert len(closeup.contenders) == len(made.creators)
    own = [video for video in closeup.journeys if len(video.hours)]
    assert all(video.hours.sum() == video.views for video in own if video.age_h <= 24)
    assert all(0 <= video.beats <= 1 for video in closeup.journeys if video.beats == video.beats)
