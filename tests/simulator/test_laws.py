"""The rules of behaviour: what follows from what, and that no knob is wired to nothing."""

from __future__ import annotations

import numpy as np
import pytest

from recommender.luck import Luck
from simulator.laws import attention, drift, posting, presence, reaction, satiation, trust
from simulator.metrics.cocoon import effective_topics
from simulator.settings.tree import BehaviourSettings
from simulator.world import people
from tests.simulator.worlds import events, settings, shown_all, stocked, tie, ties_of


def watched(**knobs: dict[str, object]) -> tuple[attention.Views, float]:
    """200 people meet the first 60 videos; the views and their mean watch ratio."""
    world = stocked(settings(**knobs))
    slate, wanted = shown_all(world, np.arange(200), np.arange(60))
    views = attention.watch(world, slate, wanted)
    return views, float(views.ratio.mean())


def test_watch_ratios_have_two_humps() -> None:
    """Skips, and at the end; the second is of those who like what they see, as people do whom a feed serves."""
    views, _ = watched()
    liked = views.ratio[views.appeal > np.quantile(views.appeal, 0.75)]
    middle = ((views.ratio > 0.6) & (views.ratio < 0.8)).mean()
    assert (views.ratio < 0.2).mean() > 1.3 * middle
    assert ((liked > 0.9) & (liked < 1.1)).mean() > 1.2 * ((liked > 0.6) & (liked < 0.8)).mean()
    assert (views.ratio > 1.2).any()


def test_what_is_well_made_is_watched_to_the_end_by_those_whose_topic_it_is() -> None:
    at = stocked(settings()).luck.at(np.arange(2_000))
    liked, seconds = np.full(2_000, 3.0), np.full(2_000, 10.0)
    poor, good = (
        attention.watched(BehaviourSettings(finish_quality=3.0), at, liked, seconds, quality) / seconds
        for quality in (0.25, 0.75)
    )
    assert (good > 0.95).mean() > 1.5 * (poor > 0.95).mean()
    assert (good > 0.3).mean() == pytest.approx((poor > 0.3).mean(), abs=0.1), "nearly all of them stay"


@pytest.mark.parametrize("knob", ["stay", "quality", "taste", "mood", "fatigue", "familiarity"])
def test_every_weight_of_appeal_changes_what_is_watched(knob: str) -> None:
    def ratios(value: float) -> np.ndarray:
        world = stocked(settings(behaviour={knob: value}))
        tie(world, np.arange(len(world.people)), np.arange(0, len(world.creators), 2), follows=True)
        slate, wanted = shown_all(world, np.arange(100), np.arange(40))
        return attention.watch(world, slate, wanted).ratio

    assert not np.array_equal(ratios(0.0), ratios(3.0))


def test_people_stay_longer_with_what_they_like() -> None:
    views, _ = watched()
    liking = np.einsum("bt,bt->b", stocked().people.taste[views.user], views.topics)
    order = np.argsort(liking)
    assert views.ratio[order[-3_000:]].mean() > views.ratio[order[:3_000]].mean() + 0.2


def test_long_videos_are_completed_less() -> None:
    world = stocked(settings(behaviour={"quality": 0.0}))
    slate, wanted = shown_all(world, np.arange(100), np.arange(len(world.videos)))
    views = attention.watch(world, slate, wanted)
    long = views.duration_s > 30
    assert (views.ratio[long] >= 0.95).mean() < 0.75 * (views.ratio[~long] >= 0.95).mean()


def test_a_person_meets_a_video_the_same_way_whoever_else_is_there() -> None:
    world = stocked()
    together, wanted = shown_all(world, np.arange(50), np.arange(10))
    alone, wanted_alone = shown_all(world, np.array([17]), np.arange(10))
    crowd = attention.watch(world, together, wanted)
    single = attention.watch(world, alone, wanted_alone)
    assert np.array_equal(crowd.watch_s[crowd.user == 17], single.watch_s)


def test_nobody_watches_more_than_they_have_time_for_and_empty_places_are_no_views() -> None:
    world = stocked()
    slate, _ = shown_all(world, np.arange(4), np.arange(10))
    slate.items[2, 1:] = -1
    views = attention.watch(world, slate, np.array([3, 10, 10, 1]))
    assert np.bincount(views.user, minlength=4).tolist() == [3, 10, 1, 1]


def test_kind_acts_follow_pleasure() -> None:
    world = stocked(settings(behaviour={"likes": 0.9, "comments": 0.9, "shares": 0.9, "follows": 0.9}))
    slate, wanted = shown_all(world, np.arange(200), np.arange(60))
    views = attention.watch(world, slate, wanted)
    happened = reaction.react(world, views, 0)
    pleased = reaction.pleasure(views)
    for name in ("liked", "commented", "shared", "followed"):
        did = getattr(happened, name)
        assert pleased[did].mean() > pleased[~did].mean() + 0.2, name


def test_only_videos_that_were_skipped_or_disappointed_are_pressed_away() -> None:
    world = stocked(settings(behaviour={"dislikes": 1.0}))
    slate, wanted = shown_all(world, np.arange(200), np.arange(60))
    views = attention.watch(world, slate, wanted)
    happened = reaction.react(world, views, 0)
    assert happened.disliked.any()
    assert ((views.ratio < reaction.SKIPPED) | views.lured)[happened.disliked].all()


def test_nobody_follows_a_creator_twice() -> None:
    world = stocked(settings(behaviour={"follows": 1.0}))
    tie(world, np.arange(len(world.people)), np.arange(len(world.creators)), follows=True)
    slate, wanted = shown_all(world, np.arange(100), np.arange(60))
    assert not reaction.react(world, attention.watch(world, slate, wanted), 0).followed.any()


def test_trust_makes_followers() -> None:
    def follows(level: float) -> int:
        world = stocked(settings(behaviour={"follows": 0.2}))
        world.creators.trust[:] = level
        slate, wanted = shown_all(world, np.arange(200), np.arange(60))
        return int(reaction.react(world, attention.watch(world, slate, wanted), 0).followed.sum())

    assert follows(0.1) < follows(0.5) < follows(0.9)
    assert follows(0.0) == 0


def test_enjoying_a_topic_draws_taste_towards_it_and_boredom_fades_it() -> None:
    for ratio, sign in ((1.0, 1), (0.0, -1)):
        world = stocked()
        topic = int(world.videos.topic[0])
        before = world.people.taste[:20, topic].copy()
        drift.drift(world, events(list(range(20)), [0] * 20, world, ratio))
        moved = world.people.taste[:20, topic] - before
        assert (sign * moved > 0).all()


def test_drift_by_hand() -> None:
    world = stocked(settings(taste={"drift": 0.1, "boredom": 0.0, "pull_back_per_day": 0.0}))
    world.people.susceptibility[:] = 0.5
    world.people.taste[3] = 1 / 16
    video = int(np.flatnonzero(world.videos.topics.max(axis=1) == 1.0)[0])
    topic = int(world.videos.topic[video])
    drift.drift(world, events([3], [video], world, liked=True))
    # towards = 0.1 * 0.5 * 1; taste = 1/16 + 0.05 * (1 - 1/16)
    assert world.people.taste[3, topic] == pytest.approx(1 / 16 + 0.05 * 15 / 16)
    assert world.people.taste[3].sum() == pytest.approx(1.0)


def test_who_is_not_susceptible_never_changes() -> None:
    world = stocked(settings(people={"susceptibility": 0.0}))
    for _ in range(5):
        drift.drift(world, events([0, 0, 1], [0, 1, 2], world))
    np.testing.assert_allclose(world.people.taste, world.people.innate, atol=1e-6)


def test_taste_pulls_back_to_the_inborn_one() -> None:
    world = stocked(settings(taste={"pull_back_per_day": 0.5}))
    world.people.taste[:] = 1 / 16
    away = np.abs(world.people.taste - world.people.innate).sum()
    for _ in range(24):
        drift.drift(world, events([], [], world))
    assert np.abs(world.people.taste - world.people.innate).sum() == pytest.approx(away / 2, rel=1e-3)


def test_a_feed_of_one_topic_narrows_taste() -> None:
    world = stocked()
    topic = int(world.videos.topic[0])
    same = np.flatnonzero(world.videos.topic == topic)[:10].tolist()
    before = effective_topics(world.people.taste[:1])[0]
    for _ in range(40):
        drift.drift(world, events([0] * len(same), same, world))
    assert effective_topics(world.people.taste[:1])[0] < before


def test_fatigue_adds_up_within_a_session_and_halves_in_its_half_life() -> None:
    world = stocked(settings(behaviour={"fatigue_per_view": 0.1, "fatigue_half_life_h": 4.0}))
    pure = np.flatnonzero(
        (world.videos.topics.max(axis=1) == 1.0) & (world.videos.topic == world.videos.topic[0])
    )
    left = world.people.fatigue[5].copy()
    tired = [satiation.tired_by(left, world.videos.topics[video], np.float32(0.1)) for video in pure[:4]]
    np.testing.assert_allclose(tired, [0.0, 0.1, 0.2, 0.3], atol=1e-6)
    topic = int(world.videos.topic[pure[0]])
    satiation.tire(world, np.full(4, 5), world.videos.topics[pure[:4]], np.ones(4))
    assert world.people.fatigue[5, topic] == pytest.approx(0.4)
    none = np.zeros(0, dtype=np.int32)
    for _ in range(4):
        satiation.tire(world, none, world.videos.topics[none], np.zeros(0))
    assert world.people.fatigue[5, topic] == pytest.approx(0.2)


def test_trust_moves_with_votes_and_stays_between_0_and_1() -> None:
    world = stocked()
    creator = int(world.videos.creator[0])
    refused = events(list(range(100)), [0] * 100, world, 0.02, disliked=True)
    liked = events(list(range(100)), [0] * 100, world, liked=True)
    for _ in range(60):
        trust.earn(world, refused, ties_of(world, refused))
    assert world.creators.trust[creator] < 0.1
    for _ in range(60):
        trust.earn(world, liked, ties_of(world, liked))
    assert 0.9 < world.creators.trust[creator] <= 1.0
    others = np.delete(world.creators.trust, creator)
    assert (others == 0.5).all()


def test_people_differ_around_the_median_and_below_the_most() -> None:
    crowd = settings(people={"views_per_day": 30.0, "most_views_per_day": 50.0}).people
    born = people.born(crowd, Luck(1), 20_000, 16)
    views = born.sessions_per_day * born.session_views
    assert np.median(views) == pytest.approx(30, rel=0.05)
    assert views.max() <= 50.01
    assert np.quantile(views, 0.1) < 10


def test_who_watches_more_comes_on_more_days() -> None:
    born = people.born(settings().people, Luck(1), 2_000, 4)
    order = np.argsort(born.sessions_per_day * born.session_views)
    assert (np.diff(born.active_days[order]) >= -1e-6).all()
    assert np.median(born.active_days) == pytest.approx(settings().people.active_days, abs=0.02)
    daily = people.born(settings(people={"active_days": 1.0}).people, Luck(1), 2_000, 4)
    assert (daily.active_days == 1.0).all()


def test_days_are_heavy_tailed_and_many_are_off() -> None:
    world = stocked(settings(2_000))
    days = np.zeros((28, 2_000))
    for tick in range(24 * 28):
        who, wanted = presence.online(world, tick)
        days[tick // 24, who] += wanted
    active = days[days > 0]
    assert active.mean() > 1.4 * np.median(active)
    assert 0.3 < (days > 0).mean() < 0.6


def test_tastes_are_shares_and_their_spread_narrows_them() -> None:
    def width(spread: float) -> float:
        world = stocked(settings(people={"taste_spread": spread}))
        np.testing.assert_allclose(world.people.innate.sum(axis=1), 1.0, atol=1e-5)
        return float(effective_topics(world.people.innate).mean())

    assert width(3.0) < width(1.0) < width(0.1)


@pytest.mark.parametrize("mean", [0.0, 0.2, 0.5, 0.9, 1.0])
def test_susceptibility_has_the_mean_that_was_set(mean: float) -> None:
    born = people.born(settings(people={"susceptibility": mean}).people, Luck(1), 20_000, 4)
    assert born.susceptibility.mean() == pytest.approx(mean, abs=0.01)
    assert born.susceptibility.min() >= 0
    assert born.susceptibility.max() <= 1


def test_evenings_are_busier_than_nights_and_days_have_the_views_people_are_inclined_to() -> None:
    world = stocked(settings(2_000, feed={"slate": 200}))
    hours, views = np.zeros(24), 0
    for tick in range(24 * 28):
        who, wanted = presence.online(world, tick)
        hours[tick % 24] += len(who)
        views += wanted.sum()
    assert hours[20:23].mean() > 3 * hours[2:5].mean()
    here = world.people.arrives == 0
    inclined = (world.people.sessions_per_day * world.people.session_views)[here].sum()
    assert views / 28 == pytest.approx(inclined, rel=0.06)


def test_creators_post_as_often_as_set_and_mostly_about_their_topic() -> None:
    world = stocked(settings(200, 300, world={"posts_per_day": 3.0, "backlog": 0, "focus": 0.8}))
    posts = [posting.post(world, tick) for tick in range(24 * 10)]
    count = sum(len(new) for new in posts)
    assert count / 3_000 == pytest.approx(3.0, rel=0.15)
    own = np.concatenate([new.topic == world.creators.topic[new.creator] for new in posts])
    assert own.mean() > 0.8


def test_what_is_posted_does_not_depend_on_what_is_watched() -> None:
    quiet, busy = stocked(), stocked()
    busy.record(events([1, 2, 3], [0, 1, 2], busy, liked=True), 0)
    for name in ("creator", "topic", "quality", "duration_s", "tags"):
        assert np.array_equal(getattr(posting.post(quiet, 20), name), getattr(posting.post(busy, 20), name))


def test_durations_have_kuairecs_quartiles() -> None:
    world = stocked(settings(200, 500))
    quartiles = np.quantile(world.videos.duration_s, [0.25, 0.5, 0.75])
    np.testing.assert_allclose(quartiles, [7.4, 9.6, 12.2], rtol=0.06)
    assert world.videos.duration_s.mean() == pytest.approx(14.6, rel=0.15)
    assert world.videos.duration_s.max() <= 315


def test_tags_belong_to_the_videos_topics_and_never_repeat() -> None:
    world = stocked()
    for video in range(len(world.videos)):
        tags = [int(tag) for tag in world.videos.tags[video] if tag >= 0]
        assert tags
        assert len(set(tags)) == len(tags)
        assert all(world.videos.topics[video, tag // 12] > 0 for tag in tags)


def test_quality_follows_skill() -> None:
    world = stocked(settings(200, 200))
    skill = world.creators.skill[world.videos.creator]
    assert np.corrcoef(skill, world.videos.quality)[0, 1] > 0.6
