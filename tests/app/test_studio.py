"""Be a creator: every key, what a week brings, and what the figures suggest."""

from __future__ import annotations

from dataclasses import replace
from typing import cast

import numpy as np
import pytest

from simulator.app import view
from simulator.app.app import FeedscopeApp
from simulator.app.keybar import KeyBar
from simulator.app.kit.text import right
from simulator.app.widgets.status_bar import StatusBar
from simulator.experiments.wiring import Simulation, build
from simulator.frames import KINDS, Turn
from simulator.locale import catalogue
from simulator.rooms.studio.game import EVERYTHING, GOAL, STEPS, WEEK, WEEKS, CreatorGame
from simulator.rooms.studio.lessons import lessons
from simulator.rooms.studio.panels import StudioReport
from simulator.rooms.studio.screen import StudioRoom
from simulator.rooms.studio.state import (
    GuestResult,
    KindResult,
    Levers,
    LiveResult,
    Studio,
    TopRival,
    TrendResult,
)
from simulator.rooms.studio.weeks import SIZE, StudioWeeks
from simulator.session import LocalSession, Pause, Step, View
from simulator.settings.tree import SettingsError
from tests.app.fake_session import settle
from tests.app.frames import make_frame
from tests.app.opened import WAY, lines_of, opened
from tests.simulator.worlds import settings

LEVERS = Levers((1 / 6,) * 6, 0.7, 0.5, 0.7, 0.6, 0.1, 0.0, 0.0, "own", "any", 0.5, 3.0)
STUDIO = Studio(
    creator=3, tick=0, levers=LEVERS, videos=20, views=200, likes=5, comments=0, completion=0.3, others_completion=0.3,
    views_per_video=10.0, reached=50, new_reached=20, followers=2, new_followers=1, trust=0.5,
    won=120.0, others_won=150.0, rivals=10, outgrown=0.4,
    kinds=(), live=LiveResult(3, 7, 2, 1), others_live=LiveResult(12, 40, 9, 3), trend=TrendResult(4, 12.5, 8.0),
    others_trend=TrendResult(9, 9.0, 8.0), guest=GuestResult(0, float("nan"), 10.0),
    others_guest=GuestResult(6, 9.0, 8.0), rival=TopRival("sunnyfields", 610.0, 12, 0.4, 0),
    topic_views=10.0, elsewhere_views=12.0,
)  # fmt: skip


def hinted(**changes: object) -> list[str]:
    game = CreatorGame()
    game.meet(STUDIO)
    game.close(replace(STUDIO, **changes))
    return [hint.key for hint in game.hints()]


def test_the_plan_begins_with_how_the_creator_works_and_turns_step_by_step() -> None:
    game = CreatorGame()
    game.meet(STUDIO)
    assert game.plan == {
        "kinds": EVERYTHING, "hashtags": "own", "hours": "any", "focus": 0.75, "quality_over_quantity": 0.5,
        "steadiness": 0.75, "replies": 0.5, "clickbait": 0.0, "live": 0.0, "collaborate": 0.0,
    }  # fmt: skip
    for _ in range(7):
        game.turn("focus", 1)
        game.turn("clickbait", -1)
        game.turn("kinds", 1)
    assert game.plan["focus"] == STEPS[-1] and game.plan["clickbait"] == STEPS[0]
    assert game.plan["kinds"] == EVERYTHING, "seven names, and round again"
    game.turn("kinds", 1)
    kinds = cast("dict[str, float]", game.strategy()["kinds"])
    assert kinds[KINDS[0]] > sum(kinds[kind] for kind in KINDS[1:])


def test_the_score_is_the_mean_share_outgrown_and_wins_at_the_goal() -> None:
    for share, won in ((GOAL - 0.05, False), (GOAL + 0.05, True)):
        game = CreatorGame()
        for _ in range(WEEKS):
            assert not game.over and not game.won
            game.close(replace(STUDIO, outgrown=share))
        assert game.over and game.won == won and game.score == pytest.approx(share)


def test_it_is_remembered_what_was_turned_in_which_week() -> None:
    game = CreatorGame()
    game.meet(STUDIO)
    good = replace(LEVERS, quality_over_quantity=0.97)
    for levers in (LEVERS, good, replace(good, hours="noon", focus=0.72)):
        game.close(replace(STUDIO, levers=levers))
    assert [game.turned(week) for week in range(3)] == [
        {},
        {"quality_over_quantity": 1.0},
        {"hours": "noon"},
    ]


def test_hints_follow_from_the_weeks_figures() -> None:
    assert hinted() == ["fine"]
    assert hinted(videos=0, views_per_video=float("nan")) == ["unposted"]
    assert hinted(completion=0.2) == ["quality"]
    assert hinted(completion=0.2, levers=replace(LEVERS, quality_over_quantity=1.0)) == ["fine"]
    better = (KindResult(0, 15, 30.0, 0.3), KindResult(1, 2, 90.0, 0.3))
    assert hinted(kinds=better) == ["kind"], "two videos prove nothing"
    assert hinted(comments=4, levers=replace(LEVERS, replies=0.25)) == ["replies"]
    assert hinted(levers=replace(LEVERS, clickbait=0.5)) == ["clickbait"]
    assert hinted(completion=float("nan"), others_completion=float("nan")) == ["fine"]
    assert hinted(elsewhere_views=16.0) == ["broader"] and hinted(topic_views=19.0) == ["narrower"]
    assert hinted(topic_views=19.0, levers=replace(LEVERS, focus=1.0)) == ["fine"], "it is there already"


def test_a_hint_names_the_levers_that_can_be_turned_so() -> None:
    for changes in (
        {"completion": 0.2},
        {"elsewhere_views": 16.0},
        {"levers": replace(LEVERS, clickbait=0.5)},
    ):
        game = CreatorGame()
        game.meet(replace(STUDIO, **changes))
        game.close(replace(STUDIO, **changes))
        before = dict(game.plan)
        for lever, step in game.hints()[0].advice.items():
            game.turn(lever, int(step))
        assert game.plan != before


def test_guests_are_hinted_at_by_what_they_brought() -> None:
    drawn = GuestResult(9, 16.0, 8.0)
    assert hinted(others_guest=drawn) == ["guest"]
    assert hinted(others_guest=replace(drawn, videos=2)) == ["fine"], "two videos prove nothing"
    assert hinted(guest=GuestResult(4, 5.0, 8.0), others_guest=drawn) == ["guest_spent"], (
        "one's own count first"
    )
    assert hinted(guest=GuestResult(4, 16.0, 8.0), others_guest=drawn) == ["fine"]


def test_trends_and_streams_are_hinted_at_by_what_they_brought() -> None:
    none, hot = TrendResult(0, float("nan"), 8.0), replace(LEVERS, hashtags="hot")
    drawn = TrendResult(9, 16.0, 8.0)
    assert hinted(trend=none, others_trend=drawn) == ["trend"]
    assert hinted(trend=none, others_trend=replace(drawn, videos=2)) == ["fine"], "two videos prove nothing"
    assert hinted(levers=hot, others_trend=drawn) == ["fine"], "it joins them already"
    assert hinted(levers=hot, trend=TrendResult(4, 3.0, 8.0)) == ["trend_spent"]
    off = LiveResult(0, 0, 0, 0)
    assert hinted(live=off) == ["live"]
    assert hinted(live=off, followers=0) == ["fine"], "nobody would come"
    assert hinted(live=off, others_live=LiveResult(12, 4, 0, 0)) == ["fine"]
    assert hinted(live=LiveResult(4, 2, 0, 0)) == ["live_empty"]
    assert hinted(live=off, live_needs=9, levers=replace(LEVERS, live=0.5)) == ["live_barred"]
    assert hinted(live=off, live_needs=9, levers=replace(LEVERS, live=0.0)) == ["fine"]


def world() -> Simulation:
    made = build(settings(200, 12), ["user-cf"])
    for _ in range(5):
        made.step()
    return made


def test_a_directed_creator_works_by_the_plan_and_what_cannot_be_is_refused() -> None:
    made = world()
    creators = made.engine.world.creators
    before = float(creators.posts_per_day[3])
    plan = {"quality_over_quantity": 1.0, "hashtags": "hot", "hours": "noon", "kinds": {"demo": 1.0}}
    made.direct(3, plan)
    made.direct(3, plan)
    assert creators.posts_per_day[3] < before and creators.kinds[3, KINDS.index("demo")] == 1.0
    assert creators.quality[3] == pytest.approx(min(creators.skill[3] * 1.5, 0.98), rel=1e-5)
    for creator, bad, words in (
        (12, {}, "between 0 and 11"),
        (3, {"focus": 2}, "focus"),
        (3, {"hats": 1}, "hats"),
    ):
        with pytest.raises(SettingsError, match=words):
            made.direct(creator, bad)


def brought_what_happened(made: Simulation, week: Studio) -> None:
    """A week of 8 days' life: streams are all but those of the first hours, and trends are those that videos carry."""
    world = made.engine.world
    rivals = (world.creators.topic == world.creators.topic[week.creator]).nonzero()[0]
    assert week.live.streams <= world.lives.streams[week.creator]
    assert week.live.streams + week.others_live.streams <= world.lives.streams[rivals].sum()
    assert week.live.viewers + week.others_live.viewers <= world.lives.viewers[rivals].sum()
    mine = (world.videos.creator == week.creator) & (world.videos.tick >= made.tick - WEEK)
    assert week.trend.videos == (world.videos.trend[mine] >= 0).sum()


@pytest.mark.slow
async def test_a_week_passes_for_everybody_and_its_figures_stand_there() -> None:
    made = world()
    app = FeedscopeApp(LocalSession(made, View(paused=True)), "en", 200)
    async with app.run_test(size=(200, 50)) as pilot:
        while app.frame is None or app.frame.notice:
            await pilot.pause(0.02)
        await pilot.press(*WAY["studio"])
        room = app.room
        assert isinstance(room, StudioRoom)
        while not room.planning:
            await pilot.pause(0.02)
        await pilot.press("down", "down", "right", "right", "right", "right", "up", "left", "down")
        assert room.lever == 2 and room.game.plan["quality_over_quantity"] == 1.0
        begun = made.tick
        room.action_post()
        assert room.until == begun + WEEK and not room.planning
        room.action_turn(-1)
        assert room.game.plan["quality_over_quantity"] == 1.0, "no lever turns while the week passes"
        for _ in range(1_000):
            await pilot.pause(0.02)
            if room.until is None:
                break
        assert made.tick == begun + WEEK and room.frame.paused
        assert room.studio is not None and room.frame.brand.creator == room.studio.creator
        (week,) = room.game.weeks
        assert week.tick == made.tick and week.levers.quality_over_quantity == 1.0
        curve = made.engine.chronicle.curve("reached", week.creator)
        weeks = room.query_one(StudioWeeks)
        assert weeks.draw(room.frame)[1][0][0].strip() == "Week 1"
        assert [text for text, _ in weeks.draw(room.frame)[1][1:3]] == [
            right(view.percent(week.outgrown), SIZE),
            right(view.whole(round(week.won)), SIZE),
        ]
        assert week.new_reached == int(curve[-1]) - int(curve[-1 - WEEK])
        brought_what_happened(made, week)
        await pilot.press("n")
        assert not room.game.weeks and room.planning


async def test_time_passes_by_whole_weeks_only_and_the_first_line_says_whose_turn_it_is() -> None:
    frame = replace(make_frame(tick=150, people=50, paused=True), stops=True)
    frame = replace(frame, closeup=STUDIO, turns=(Turn(150, "viral", 5, "A great video", 2, 0.15),))
    async with opened("p p", StudioRoom, frame, size=(80, 24)) as (room, pilot, session):
        line = room.query_one(StatusBar)
        assert "your turn" in lines_of(line) and not {"paused", "viral"} & set(lines_of(line).split())
        before = len(session.commands)
        await pilot.press("space", ".")
        await pilot.click(StatusBar, offset=(3, 0))
        assert session.commands[before:] == []
        assert {note.message for note in pilot.app._notifications} == {catalogue("en")("timeline.in_game")}
        for owed, told in ((WEEK, f"the hours pass, {WEEK} to go"), (1, "an hour passes")):
            session.give(replace(frame, owed=owed))
            await settle(pilot, session)
            assert told in lines_of(line)
        await pilot.press("enter")
        assert session.commands[-1] == Step(WEEK)
        await pilot.press("escape", "space")
        assert session.commands[-1] == Pause(False), "elsewhere space is what it was"


async def test_after_the_last_week_the_line_of_keys_offers_a_new_game() -> None:
    frame = replace(make_frame(tick=150, people=50, paused=True), closeup=STUDIO)
    async with opened("p p", StudioRoom, frame, size=(80, 24)) as (room, pilot, _):
        keys = room.query_one(KeyBar)
        assert "enter post for a week" in lines_of(keys)
        for _ in range(WEEKS):
            room.game.close(STUDIO)
        room.show(room.frame)
        assert "│  enter new game" in lines_of(keys) and "↑" not in lines_of(keys)
        await pilot.press("enter")
        assert "enter post for a week" in lines_of(keys)


def played(*weeks: tuple[float, float]) -> CreatorGame:
    """Weeks by (quality lever, share of rivals outgrown), all else the same."""
    game = CreatorGame()
    game.meet(STUDIO)
    for quality, share in weeks:
        game.close(replace(STUDIO, levers=replace(LEVERS, quality_over_quantity=quality), outgrown=share))
    return game


def test_what_worked_is_a_difference_of_means_with_students_interval() -> None:
    """Four weeks at .5 with .1, .3, .2, .2 and four at 1.0 with .7, .9, .8, .8: .6 more; each half's variance .02 / 3,
    so the error is sqrt(2 * .02 / 3 / 4) = .05774, and t of 3 degrees of freedom is 3.182."""
    weeks = [
        *((0.5, share) for share in (0.1, 0.3, 0.2, 0.2)),
        *((1.0, share) for share in (0.7, 0.9, 0.8, 0.8)),
    ]
    (lesson,) = lessons(played(*weeks))
    assert (lesson.lever, lesson.value, lesson.weeks, lesson.others) == ("quality_over_quantity", 1.0, 4, 4)
    assert lesson.difference.mean == pytest.approx(0.6)
    sure = lesson.difference.interval()
    assert (sure.low, sure.high) == pytest.approx(
        (0.6 - 3.1824 * 0.057735, 0.6 + 3.1824 * 0.057735), abs=1e-4
    )
    assert lesson.verdict == "yes"


def test_luck_is_called_luck_and_too_little_change_tells_nothing() -> None:
    (lesson,) = lessons(played((0.5, 0.2), (0.5, 0.8), (1.0, 0.3), (1.0, 0.9)))
    assert lesson.verdict == "open"
    assert lessons(played((0.5, 0.2), (0.5, 0.8), (1.0, 0.3))) == [], "one week with it is none"
    assert lessons(played(*[(0.5, 0.4)] * 8)) == []


@pytest.mark.slow
async def test_after_eight_weeks_stands_what_worked_and_how_sure_that_is() -> None:
    frame = replace(make_frame(tick=150, people=50, paused=True), closeup=STUDIO)
    async with opened("p p", StudioRoom, frame) as (room, _, _):
        room.game = played(
            *((0.5, 0.2 + 0.01 * n) for n in range(4)), *((1.0, 0.8 + 0.01 * n) for n in range(4))
        )
        room.show(frame)
        told = " ".join(lines_of(room.query_one(StudioReport)).split())
        assert (
            "What worked" in told and "Quality, few, good: +60 points" in told and "More than luck." in told
        )
        assert "feedscope advise --creator 3 --days 56" in told


@pytest.mark.slow
def test_a_rivals_curve_stands_beside_ones_own() -> None:
    made = world()
    for _ in range(30):
        made.step()
    studio = cast("Studio", made.frame(View(attends="studio")).closeup)
    assert [course.strongest for course in studio.courses] == [True, False][: len(studio.courses)]
    frame = made.frame(View(attends="studio"))
    for course in studio.courses:
        assert len(course.reached) == len(frame.brand.tick)
        assert (np.diff(course.reached) >= 0).all() and 0 <= course.reached[-1] <= 1
