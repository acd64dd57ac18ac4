"""Creators' levers: what each does by hand."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from numpy.typing import NDArray

from recommender.luck import Luck
from simulator.experiments.wiring import Simulation
from simulator.frames import KINDS
from simulator.frames.levers import HASHTAGS, HOURS
from simulator.laws import attention, posting, presence, reaction, replies, trust
from simulator.settings.creators import CreatorSettings, KindEffects, KindTable
from simulator.world import creators, state
from simulator.world.creators import Creators
from simulator.world.state import World
from tests.simulator import worlds
from tests.simulator.worlds import KEEN, events, settings, shown_all, tie, ties_of


def strategy(**levers: object) -> dict[str, object]:
    """Creator 0 works like this."""
    return {"strategy": [{"creator": 0, **levers}]}


def born(count: int = 4_000, **chosen: object) -> Creators:
    weights = np.full(16, 1 / 16)
    return creators.born(settings(300, count, creators=chosen), Luck(1), weights)


def posted(days: int = 40, **levers: object) -> tuple[World, list[posting.NewVideos]]:
    """All videos of creator 0 of a small world, hour by hour, in so many days."""
    world = state.born(settings(1, 3, creators=strategy(effort=3.0, **levers)))
    hours = [posting.post(world, tick) for tick in range(24 * days)]
    return world, hours


def own(hours: list[posting.NewVideos], column: str) -> np.ndarray:
    return np.concatenate([getattr(new, column)[new.creator == 0] for new in hours])


def met(count: int = 20, videos: int = 60, **branches: object) -> tuple[World, attention.Views]:
    """300 people meet the first videos of a world whose people are keen to act."""
    world = state.born(settings(300, count, **{"behaviour": KEEN, **branches}))
    world.publish(posting.backlog(world))
    slate, wanted = shown_all(world, np.arange(300), np.arange(videos))
    return world, attention.watch(world, slate, wanted)


def test_effort_by_hand() -> None:
    made = born(3, **strategy(quality_over_quantity=1.0))
    made.skill[0], made.effort[0] = 0.4, 9.0
    made.spend(CreatorSettings(craft=1.5, craft_cost=2.0, reply_cost=0.0, collaborate_cost=0.0))
    assert made.quality[0] == pytest.approx(0.6)
    assert made.posts_per_day[0] == pytest.approx(9.0 / 1.5**2)


def test_answering_takes_time_from_posting() -> None:
    made = born(3)
    made.effort[:], made.quality_over_quantity[:], made.replies[:] = 3.0, 0.5, [0.0, 0.4, 1.0]
    made.spend(CreatorSettings(replies=0.4, reply_cost=0.5, collaborate_cost=0.0))
    assert made.posts_per_day.tolist() == pytest.approx([3.0 / 0.8, 3.0, 3.0 * 0.5 / 0.8])


def test_a_guest_takes_effort_from_other_videos() -> None:
    made = born(3)
    made.effort[:], made.quality_over_quantity[:], made.collaborate[:] = 3.0, 0.5, [0.0, 0.2, 1.0]
    made.spend(CreatorSettings(collaborate=0.2, collaborate_cost=0.5, reply_cost=0.0))
    assert made.posts_per_day.tolist() == pytest.approx([3.0 * 1.1, 3.0, 3.0 * 1.1 / 1.5])


@given(st.floats(0.0, 1.0), st.floats(1.0, 1.8), st.floats(0.0, 3.0))
def test_quality_and_quantity_always_cost_the_same_effort(level: float, craft: float, cost: float) -> None:
    made = born(4)
    made.skill[:], made.effort[:], made.quality_over_quantity[:] = 0.5, 3.0, level
    made.spend(CreatorSettings(craft=craft, craft_cost=cost, reply_cost=0.0, collaborate_cost=0.0))
    np.testing.assert_allclose(made.posts_per_day * (made.quality / made.skill) ** cost, 3.0, rtol=1e-4)


@pytest.mark.sampled(3)
@pytest.mark.parametrize(
    "lever", ["quality_over_quantity", "steadiness", "replies", "clickbait", "live", "collaborate"]
)
@given(mean=st.floats(0.0, 1.0), spread=st.floats(0.0, 1.0))
def test_levers_have_the_mean_that_was_set_and_stay_shares(lever: str, mean: float, spread: float) -> None:
    column = getattr(born(500, **{lever: mean, "spread": spread}), lever)
    assert column.mean() == pytest.approx(mean, abs=0.05)
    assert column.min() >= 0
    assert column.max() <= 1


def test_shares_of_hashtags_and_times_are_those_set() -> None:
    made = born(hot=0.5, niche=0.2, timed=0.4)
    assert np.bincount(made.hashtags) / 4_000 == pytest.approx([0.3, 0.5, 0.2], abs=0.03)
    assert np.bincount(made.hours) / 4_000 == pytest.approx([0.6, 0.1, 0.1, 0.1, 0.1], abs=0.03)


def test_creators_turn_to_the_types_that_weigh_most() -> None:
    made = born(mix={"tutorial": 8.0, "demo": 0.0})
    mean = made.kinds.mean(axis=0)
    assert mean[KINDS.index("tutorial")] > 0.5
    assert mean[KINDS.index("demo")] == 0.0
    np.testing.assert_allclose(made.kinds.sum(axis=1), 1.0, atol=1e-5)


def test_a_named_creator_works_as_told_and_the_others_as_ever() -> None:
    told = strategy(
        focus=0.9, quality_over_quantity=0.8, kinds={"tutorial": 3, "story": 1}, hashtags="hot",
        hours="evening", steadiness=0.1, replies=0.6, clickbait=0.2, live=0.7, collaborate=0.4, adapt=0.3, effort=2.0,
    )  # fmt: skip
    plain, made = born(50), born(50, **told)
    shares = {"focus": 0.9, "steadiness": 0.1, "replies": 0.6, "clickbait": 0.2, "live": 0.7, "adapt": 0.3}
    shares["collaborate"] = 0.4
    assert {name: getattr(made, name)[0] for name in shares} == pytest.approx(shares)
    assert made.effort[0] == pytest.approx(2.0 * plain.effort[0])
    assert made.kinds[0].tolist() == pytest.approx([0.75, 0, 0, 0.25, 0, 0])
    assert (HASHTAGS[made.hashtags[0]], HOURS[made.hours[0]]) == ("hot", "evening")
    for name in Creators.__slots__:
        np.testing.assert_array_equal(getattr(plain, name)[1:], getattr(made, name)[1:], err_msg=name)


@pytest.mark.slow
def test_focus_keeps_to_the_topic() -> None:
    def topical(focus: float) -> float:
        world, hours = posted(focus=focus)
        return float((own(hours, "topic") == world.creators.topic[0]).mean())

    assert topical(1.0) == 1.0
    assert topical(0.0) < 0.25


def test_only_types_in_the_mix_are_made() -> None:
    _, hours = posted(days=15, kinds={"story": 1.0})
    assert (own(hours, "kind") == KINDS.index("story")).all()


@pytest.mark.slow
def test_hot_tags_are_few_and_niche_ones_are_many() -> None:
    def first_tags(style: str) -> float:
        _, hours = posted(hashtags=style)
        return float((own(hours, "tags")[:, 0] % 12).mean())

    assert first_tags("hot") < first_tags("own") < first_tags("niche")


@pytest.mark.slow
@pytest.mark.parametrize(("hours", "peak"), [("morning", 8), ("noon", 12), ("evening", 20), ("night", 23)])
def test_who_keeps_to_a_time_of_day_posts_around_it(hours: str, peak: int) -> None:
    _, made = posted(hours=hours)
    away = (own(made, "tick") - peak + 12) % 24 - 12
    assert away.min() >= -2
    assert away.max() <= 3


@pytest.mark.parametrize("hours", HOURS)
def test_a_day_has_all_its_videos_at_whatever_time_they_come(hours: str) -> None:
    world = state.born(settings(1, 5, creators=strategy(hours=hours)))
    days = sum(posting.due(world, tick)[0] for tick in range(24))
    np.testing.assert_allclose(days, world.creators.posts_per_day, rtol=1e-6)


def test_a_creator_posts_with_the_luck_of_its_hour_and_of_its_day() -> None:
    world = state.born(settings(1, 3_000, creators={"rate_spread": 2.0}, world={"posts_per_day": 3.0}))
    made, who = world.creators, np.arange(3_000)
    active = posting.LEAST_ACTIVE + (1.0 - posting.LEAST_ACTIVE) * made.steadiness
    published = 0
    for tick in (0, 20, 24 * 700 + 13):
        mean, count = posting.due(world, tick)
        whole = np.floor(mean / active)
        expected = whole + world.luck.below(mean / active - whole, "post", who, tick)
        day = presence.day_of(tick, made.phase_h)
        expected *= world.luck.below(active, "posting day", who, day)
        np.testing.assert_array_equal(count, expected)
        published += count.sum()
    assert published > 300


@pytest.mark.slow
def test_bursts_leave_days_out_and_make_no_fewer_videos() -> None:
    counts: dict[float, np.ndarray] = {}
    for steadiness in (0.0, 1.0):
        _, hours = posted(days=200, steadiness=steadiness)
        # Day 0 begins before dawn of the creator's own clock; whole days are close enough.
        counts[steadiness] = np.bincount(own(hours, "tick") // 24, minlength=200)
    assert (counts[0.0] == 0).mean() > 0.5
    assert counts[0.0].std() > 1.5 * counts[1.0].std()
    assert counts[0.0].mean() == pytest.approx(counts[1.0].mean(), rel=0.25)


def test_a_video_is_the_same_whatever_other_creators_do() -> None:
    _, calm = posted(days=15, focus=0.5)
    world = state.born(
        settings(
            1,
            3,
            creators={
                "strategy": [{"creator": 0, "effort": 3.0, "focus": 0.5}, {"creator": 1, "effort": 9.0}]
            },
        )
    )
    busy = [posting.post(world, tick) for tick in range(24 * 15)]
    for column in ("name", "topic", "quality", "duration_s", "tags"):
        assert np.array_equal(own(calm, column), own(busy, column)), column


def test_clickbait_holds_more_people_at_first_and_disappoints_them() -> None:
    def meet(level: float) -> tuple[World, attention.Views]:
        return met(creators={"clickbait": level, "spread": 0.0})

    (_, honest), (world, bait) = meet(0.0), meet(1.0)
    assert not honest.lured.any()
    past = [(views.watch_s > 3.0).mean() for views in (honest, bait)]
    assert past[1] > past[0] + 0.05
    assert (bait.ratio[bait.lured] < 0.95).all()
    gap = honest.appeal - bait.appeal
    np.testing.assert_allclose(gap, 1.0 - world.videos.quality[bait.item], atol=1e-5)
    both = ~bait.lured & (honest.watch_s > 3.0)
    assert reaction.pleasure(bait)[both].mean() < reaction.pleasure(honest)[both].mean()


def test_the_lured_are_those_whom_the_promise_alone_held() -> None:
    world, views = met(creators={"clickbait": 0.5, "spread": 0.0, "disappointment": 0.0, "hook": 2.0})
    luck = views.at.uniform("stay")
    stays, would = luck < 1 / (1 + np.exp(-views.appeal - 1.0)), luck < 1 / (1 + np.exp(-views.appeal))
    assert np.array_equal(views.lured, stays & ~would)
    assert len(world.videos) > 0


def test_trust_by_hand() -> None:
    world, _ = met(creators={"reply_votes": 20.0, "kinds": {kind: {"trust": 1.0} for kind in KINDS}})
    creator = int(world.videos.creator[0])
    happened = events([1, 2, 3], [0, 0, 0], world, ratio=0.6)
    lured, answers = np.array([True, False, False]), np.array([False, False, True])
    trust.earn(world, happened, ties_of(world, happened), lured, answers)
    # Three votes of 0 for the one broken promise, 0.6, 0.6 and twenty of 1 on 200 of 0.5.
    assert world.creators.trust[creator] == pytest.approx((100 + 1.2 + 20) / (200 + 3 + 2 + 20), rel=1e-5)


def test_who_knows_a_creator_stays_longer_the_more_it_is_trusted() -> None:
    """People who have hardly met it do not care: a name must be known before it stands for anything."""

    def appeal(met_times: int, trust: float) -> NDArray[np.float64]:
        world, _ = met(creators={"reputation": 0.6})
        tie(world, np.arange(len(world.people)), np.arange(len(world.creators)), exposures=met_times)
        world.creators.trust[:] = trust
        return attention.watch(world, *shown_all(world, np.arange(20), np.arange(1))).appeal

    unproven = appeal(3, 0.5)
    assert appeal(2, 0.9) == pytest.approx(unproven)
    assert appeal(3, 0.9) - unproven == pytest.approx(0.6 * 0.8, rel=1e-5)
    assert appeal(9, 0.1) - unproven == pytest.approx(-0.6 * 0.8, rel=1e-5)


def test_answered_comments_make_followers_trust_and_ties() -> None:
    def answer(level: float) -> tuple[int, int, float]:
        world, views = met(creators={"replies": level, "spread": 0.0, "reply_follows": 0.3})
        happened = reaction.react(world, views, 0)
        answers = replies.answered(world, views, happened.commented)
        replies.attach(world, views, answers)
        trust.earn(world, happened, ties_of(world, happened), views.lured, answers)
        return (
            int(happened.followed.sum()),
            int(world.bonds.answered.sum()),
            float(world.creators.trust.mean()),
        )

    mute, some, all_of_them = answer(0.0), answer(0.5), answer(1.0)
    assert mute[1] == 0
    assert mute[0] < some[0] < all_of_them[0]
    assert mute[1] < some[1] < all_of_them[1]
    assert mute[2] < some[2] < all_of_them[2]


def test_only_comments_are_answered_and_always_the_same_ones() -> None:
    world, views = met(creators={"replies": 0.5})
    happened = reaction.react(world, views, 0)
    answers = replies.answered(world, views, happened.commented)
    assert happened.commented[answers].all()
    assert np.array_equal(answers, replies.answered(world, views, happened.commented))


def test_who_was_answered_stays_longer() -> None:
    world, before = met(creators={"attachment": 2.0})
    tie(world, np.arange(len(world.people)), np.arange(len(world.creators)), answered=True)
    slate, wanted = shown_all(world, np.arange(300), np.arange(60))
    after = attention.watch(world, slate, wanted)
    np.testing.assert_allclose(after.appeal - before.appeal, 2.0, atol=1e-5)


@pytest.mark.parametrize("effect", list(KindEffects.model_fields))
def test_every_effect_of_a_type_raises_what_it_names(effect: str) -> None:
    def outcome(value: float) -> float:
        table = {kind: {effect: value} for kind in KINDS}
        world, views = met(creators={"kinds": table, "replies": 0.0, "spread": 0.0})
        happened = reaction.react(world, views, 0)
        trust.earn(world, happened, world.record(happened, 0), views.lured)
        bonds = world.bonds
        remembered = np.mean([bonds.memory(bonds.of_creator(creator), 0).sum() for creator in range(20)])
        return float(
            {
                "appeal": views.ratio.mean(),
                "comments": happened.commented.sum(),
                "shares": happened.shared.sum(),
                "follows": happened.followed.sum(),
                "trust": world.creators.trust.mean(),
                "memory": remembered,
            }[effect]
        )

    assert outcome(0.2) < outcome(0.9)


def test_over_all_types_alike_effects_come_to_those_of_a_video_without_one() -> None:
    table = [getattr(KindTable(), kind) for kind in KINDS]
    for effect in KindEffects.model_fields:
        mean = np.mean([getattr(row, effect) for row in table])
        assert mean == pytest.approx(getattr(KindEffects(), effect)), effect


def lived(days: int = 6, algorithm: str = "user-cf", seed: int = 1, **levers: object) -> Simulation:
    """A small world in which creator 0 works like this. Whoever presses "not interested" goes on to see it: else the
    feed keeps the disappointed away from it, and trust falls by a third as much."""
    feed = {"algorithm": algorithm, "rerank": {"negative": {"on": False}}}
    chosen = settings(200, 15, creators=strategy(**levers), feed=feed, behaviour=KEEN, seed=seed)
    return worlds.lived(chosen, 24 * days)


@pytest.mark.slow
def test_more_effort_is_more_views_for_the_same_luck() -> None:
    views = [int(lived(effort=effort).engine.world.creators.impressions[0]) for effort in (0.2, 1.0, 4.0)]
    assert views == sorted(views)
    assert views[2] > 1.5 * views[0]


@pytest.mark.slow
def test_clickbait_burns_trust_and_replies_bring_followers() -> None:
    """Trust over three seeds: with one, which people met the creator counts nearly as much."""
    honest, bait = (
        np.mean(
            [
                lived(seed=seed, clickbait=level, replies=0.0).engine.world.creators.trust[0]
                for seed in (1, 2, 3)
            ]
        )
        for level in (0.0, 1.0)
    )
    assert bait < honest - 0.015
    mute, kind = (lived(replies=level).engine.world.creators for level in (0.0, 1.0))
    assert kind.followers[0] > mute.followers[0]
