"""Creators arrive, grow, tire and stop."""

from __future__ import annotations

import numpy as np
import pytest

from simulator.experiments.wiring import build
from simulator.laws import careers, posting
from simulator.settings.tree import Settings
from simulator.world import state
from simulator.world.state import World
from tests.simulator.worlds import settings, stocked

WEEK = careers.WEEK_H


def week(views: list[int], used: list[float], **levers: object) -> World:
    """The end of a week in which each creator posted one video, seen so often, and was used to so many views."""
    chosen = settings(
        50, len(views), creators={"stopping_per_week": 0.0, "timed": 0.0, **levers}, world={"backlog": 0}
    )
    world = state.born(chosen)
    who = np.arange(len(views))
    world.publish(posting.make(world, who, np.full(len(views), 5), np.zeros(len(views), dtype=np.int64)))
    world.videos.total("views")[:] = views
    world.creators.expects[:] = used
    return world


def test_attention_above_what_one_is_used_to_makes_busier_and_below_it_tired() -> None:
    world = week([39, 9, 4], [9.0, 9.0, 9.0], encouragement=0.5)
    careers.look_back(world, WEEK)
    # ln 4 = 1.386, ln 1 = 0, ln 1/2 = -0.693; half of each, less what a week takes.
    expected = np.exp(0.5 * np.log([4.0, 1.0, 0.5]) - careers.TIRING)
    np.testing.assert_allclose(world.creators.drive, expected, rtol=1e-6)
    # Half way, in logs, to what came: (e + 1) = 10 * 4^0.5, 10, 10 * 0.5^0.5.
    np.testing.assert_allclose(world.creators.expects + 1.0, [20.0, 10.0, 10 * 0.5**0.5], rtol=1e-6)


def test_a_first_week_sets_what_one_is_used_to_between_ones_own_and_everybodys() -> None:
    world = week([30, 10], [np.nan, np.nan], encouragement=0.0)
    careers.look_back(world, WEEK)
    # Means (30 + 20) / 2 and (10 + 20) / 2, then half way in logs to what came.
    np.testing.assert_allclose(world.creators.expects + 1.0, [(26 * 31) ** 0.5, (16 * 11) ** 0.5], rtol=1e-6)
    assert (world.creators.drive == 1.0).all()


def test_who_has_not_posted_learns_nothing_and_only_weeks_count() -> None:
    world = week([39], [9.0], encouragement=0.5)
    careers.look_back(world, WEEK - 1)
    assert world.creators.drive.tolist() == [1.0]
    idle = stocked(settings(20, 3, world={"backlog": 0}))
    careers.look_back(idle, WEEK)
    assert np.isnan(idle.creators.expects).all()


@pytest.mark.parametrize(("views", "share"), [(9, 0.2), (0, 0.5), (99, 0.02)])
def test_the_less_a_creator_is_seen_the_likelier_it_stops(views: int, share: float) -> None:
    count = 4_000
    world = week([views] * count, [9.0] * count, stopping_per_week=0.2, encouragement=0.0)
    careers.look_back(world, WEEK)
    stopped = world.creators.stopped == WEEK
    assert stopped.mean() == pytest.approx(share, abs=0.03)
    assert (posting.due(world, 12 + WEEK)[0][stopped] == 0.0).all()
    assert (posting.due(world, 12 + WEEK)[0][~stopped] > 0.0).all()


def test_whoever_is_directed_loses_heart_like_others_and_goes_on() -> None:
    count = 200
    world = week([0] * count, [9.0] * count, stopping_per_week=1.0, encouragement=0.5)
    world.creators.led[::2] = True
    careers.look_back(world, WEEK)
    assert (world.creators.stopped[::2] == -1).all() and (world.creators.stopped[1::2] == WEEK).any()
    assert (world.creators.drive < 1.0).all()


def test_a_hand_takes_up_again_who_had_stopped() -> None:
    run = build(settings(20, 30), ("random",))
    run.open()
    run.engine.world.creators.stopped[3] = 0
    run.direct(3, {"replies": 0.5})
    assert run.engine.world.creators.stopped[3] == -1 and run.engine.world.creators.led[3]


def test_new_creators_arrive_without_a_video_and_post_from_then_on() -> None:
    chosen = settings(20, 400, creators={"newcomers": 0.5, "newcomers_within_days": 10.0, "timed": 0.0})
    world = stocked(chosen)
    arrives = world.creators.arrives
    assert np.mean(arrives > 0) == pytest.approx(0.5, abs=0.07)
    assert (arrives[world.videos.creator] == 0).all(), "who is not there yet has posted nothing"
    for tick in range(0, 240, 24):
        here = posting.due(world, tick)[0] > 0.0
        assert (arrives[here] <= tick).all()
    assert (posting.due(world, 241)[0] > 0.0).all()


def test_the_whole_world_posts_as_much_however_unequal_creators_are() -> None:
    for spread in (0.0, 0.7, 2.0):
        chosen = settings(10, 2_000, creators={"rate_spread": spread}, world={"posts_per_day": 0.2})
        assert state.born(chosen).creators.effort.mean() == pytest.approx(0.2, rel=0.03)


def test_at_a_spread_of_two_the_busier_half_makes_nearly_all_videos() -> None:
    """98 % among those who post at all, by Pew (2024): the busiest quarter of users makes 98 %, half never posts."""
    chosen = settings(10, 4_000, creators={"rate_spread": 2.0}, world={"posts_per_day": 0.2})
    rate = np.sort(state.born(chosen).creators.effort)
    assert rate[2_000:].sum() / rate.sum() == pytest.approx(0.977, abs=0.01)


def test_the_backlog_comes_to_the_whole_and_goes_by_what_each_posts() -> None:
    world = stocked(Settings.model_validate({"world": {"people": 10, "creators": 50, "backlog": 7}}))
    assert len(world.videos) == 350
    posted = np.bincount(world.videos.creator, minlength=50)
    share = world.creators.posts_per_day / world.creators.posts_per_day.sum()
    assert np.abs(posted - 350 * share).max() <= 1.0


def test_nobody_posts_where_creators_have_no_effort() -> None:
    world = stocked(settings(10, 5, world={"posts_per_day": 0.0}))
    assert len(world.videos) == 0
