"""Trends: births by luck, joining by those who do such things, a course of rise and fall, welcome and weariness."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

from simulator.experiments.wiring import Simulation
from simulator.frames.levers import HASHTAGS
from simulator.laws import attention, posting, trending
from simulator.settings.trends import TrendSettings
from simulator.world import state
from simulator.world.state import World
from simulator.world.trends import CHALLENGE, HASHTAG, NO_TREND, PLACES
from tests.simulator import worlds
from tests.simulator.worlds import events, settings, shown_all

MANY = {"births_per_week": 40.0, "join": 1.0}


def stocked(kind: int = CHALLENGE, **branches: object) -> World:
    """A world with its backlog and one trend on topic 3 at full heat."""
    world = state.born(settings(150, 30, **branches))
    world.publish(posting.backlog(world))
    world.trends.arise(kind, 3, 36, 0, 1.0, 1.0)
    return world


def lived(days: int, algorithm: str = "trending", **trends: float) -> Simulation:
    return worlds.lived(settings(80, 20, trends=trends, feed={"algorithm": algorithm}), 24 * days)


def births(run: Simulation) -> list[list[float]]:
    trends = run.engine.world.trends
    return [getattr(trends, name).tolist() for name in ("born", "kind", "topic", "tag", "strength")]


@pytest.mark.slow
def test_births_are_the_same_whatever_people_are_shown_and_as_many_as_set() -> None:
    one, other = lived(5, "newest", **MANY), lived(5, "trending", **MANY)
    assert births(one) == births(other)
    assert len(one.engine.world.trends) == pytest.approx(40 * 5 / 7, abs=12)
    assert one.engine.world.trends.heat.tolist() != other.engine.world.trends.heat.tolist()
    assert len(lived(1, births_per_week=0.0).engine.world.trends) == 0


def test_a_trend_rises_with_those_who_join_and_falls_and_ends() -> None:
    world = stocked(trends={"join": 1.0, "growth": 0.5})
    trends, course = world.trends, []
    trends.heat[0] = trends.peak[0] = 0.2
    nobody = events([], [], world)
    for tick in range(600):
        new = trending.join(world, posting.post(world, tick))
        world.publish(new)
        trending.live_on(world, nobody, new, tick)
        course.append(float(trends.heat[0]))
        if trends.over[0] >= 0:
            break
    top = int(np.argmax(course))
    assert 5 < top < 200
    assert max(course) > 0.35
    assert course[-1] == 0.0
    assert trends.over[0] == len(course) - 1
    assert trends.peak[0] == pytest.approx(max(course))


def test_a_trend_that_nobody_feeds_cools_by_its_half_life() -> None:
    world = stocked(trends={"cooling_half_life_h": 6.0, "join": 0.0})
    quiet = posting.post(world, 0)
    for tick in range(12):
        trending.live_on(world, events([], [], world), quiet, tick)
    assert world.trends.heat[0] == pytest.approx(0.25, rel=1e-4)


def test_attention_warms_and_only_what_is_enjoyed() -> None:
    def after(ratio: float) -> float:
        world = stocked(trends={"join": 0.0})
        world.trends.heat[0] = 0.3
        world.videos.trend[:5] = 0
        quiet = replace(
            posting.post(world, 0), topic=np.zeros(0, dtype=np.int16), trend=np.zeros(0, dtype=np.int32)
        )
        met = events([1, 2, 3, 4, 5], [0, 1, 2, 3, 4], world, ratio)
        trending.live_on(world, met, quiet, 1)
        assert world.trends.views[0] == 5
        return float(world.trends.heat[0])

    assert after(0.1) < 0.3 < after(1.0)


def test_who_joins_depends_on_hashtags_and_heat_and_a_hashtag_keeps_to_its_topic() -> None:
    def joiners(kind: int, heat: float) -> tuple[World, posting.NewVideos]:
        world = stocked(kind, trends={"join": 0.8}, creators={"hot": 0.4, "niche": 0.4})
        world.trends.heat[0] = heat
        return world, trending.join(world, posting.backlog(world))

    world, new = joiners(CHALLENGE, 1.0)
    habit, joined = world.creators.hashtags[new.creator], new.trend >= 0
    shares = [float(joined[habit == HASHTAGS.index(name)].mean()) for name in ("hot", "own", "niche")]
    assert shares == pytest.approx([0.8, 0.16, 0.0], abs=0.08)
    assert (new.tags[joined] == 36).any(axis=1).all()
    assert world.trends.videos[0] == joined.sum()
    assert (joiners(CHALLENGE, 0.1)[1].trend >= 0).mean() < 0.3 * joined.mean()
    _, topical = joiners(HASHTAG, 1.0)
    assert set(topical.topic[topical.trend >= 0].tolist()) == {3}


def test_joining_changes_the_tag_and_nothing_else() -> None:
    world = stocked(trends={"join": 1.0})
    plain = posting.backlog(world)
    joined = trending.join(world, plain)
    assert (joined.trend >= 0).any()
    for name in plain.__slots__:
        if name not in ("trend", "tags"):
            assert np.array_equal(getattr(plain, name), getattr(joined, name)), name
    assert plain.trend.max() == NO_TREND


def test_welcome_by_hand_grows_then_turns_to_weariness_and_has_a_floor() -> None:
    got = [trending.welcome_of(0.8, 0.05, enjoyed) for enjoyed in (0.0, 1.0, 4.0, 16.0, 1_000.0)]
    assert got == pytest.approx([0.0, 0.35, 0.8 * 15 / 16 - 0.2, 0.8 * (1 - 2**-16) - 0.8, -0.8])


def test_who_has_enjoyed_a_challenge_stays_longer_for_its_videos_and_for_no_others() -> None:
    world = stocked(trends={"draw": 2.0, "weariness": 0.0})
    world.videos.trend[:30] = 0
    slate, wanted = shown_all(world, np.arange(150), np.arange(60))
    before = attention.watch(world, slate, wanted)
    world.trends.enjoyed[0, :75] = 10.0
    after = attention.watch(world, slate, wanted)
    gain = np.round(after.appeal - before.appeal, 2)
    fond = (after.item < 30) & (after.user < 75)
    assert (gain[fond] == 2.0).all()
    assert (gain[~fond] == 0.0).all()
    world.trends.end(np.array([0]), 1)
    assert attention.watch(world, slate, wanted).appeal.sum() == before.appeal.sum()


def test_a_new_trend_takes_the_place_of_the_oldest_and_forgets_who_enjoyed_that() -> None:
    world = stocked()
    world.trends.enjoyed[0] = 7.0
    for tick in range(1, PLACES + 1):
        world.trends.arise(HASHTAG, 1, 12, tick, 0.5, 0.3)
    assert world.trends.over[:2].tolist() == [PLACES, -1]
    assert len(world.trends.running) == PLACES
    assert world.trends.enjoyed[0].max() == 0.0


@pytest.mark.slow
def test_no_knob_is_wired_to_nothing() -> None:
    """Under a method that reads tags, in a world full of trends."""
    knobs = {
        "births_per_week": 80.0, "challenges": 1.0, "join": 0.2, "tag": 0.1, "growth": 0.9, "novelty_half_life_h": 0.1,
        "cooling_half_life_h": 2.0, "draw": 4.0, "weariness": 0.9,
    }  # fmt: skip
    turned = {name: lived(0, "content", **{**MANY, name: value}) for name, value in knobs.items()}
    assert worlds.alike(lived(0, "content", **MANY), turned, 5 * 24) == []
    assert knobs.keys() == TrendSettings.model_fields.keys()


def test_what_is_hot_is_in_the_picture_hottest_first() -> None:
    hot = lived(2, **MANY).frame().hot
    assert len(hot) > 1
    assert [trend.heat for trend in hot] == sorted((trend.heat for trend in hot), reverse=True)
    assert all(trend.tag and trend.age_h >= 0 and 0 < trend.heat <= 1 for trend in hot)
