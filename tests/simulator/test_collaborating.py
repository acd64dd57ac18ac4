"""Creators who make videos together: who is asked, and what it does to people, to the guest and to the maker."""

from __future__ import annotations

from copy import deepcopy
from dataclasses import replace
from functools import cache

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from recommender.types import Interactions
from simulator.experiments.wiring import Simulation, build
from simulator.frames import Mark
from simulator.laws import adapting, attention, collaborating, posting, trust
from simulator.observe.reputation import Reputation
from simulator.session import View
from simulator.settings.tree import Settings
from simulator.world import state
from simulator.world.guests import GuestFollows, none_followed
from simulator.world.state import World
from simulator.world.videos import NO_GUEST, NewVideos
from tests.simulator import worlds

KEEN = {"comments": 0.8, "shares": 0.5, "follows": 0.3}
"""Readiness so great that an hour shows what days would."""
NONE_LURED = np.zeros(1, dtype=np.bool_)


def world_of(count: int = 4, people: int = 50, **branches: object) -> World:
    return state.born(
        Settings.model_validate(
            {
                "world": {"people": people, "creators": count, "topics": ("a", "b")},
                **branches,
            }
        )
    )


def partners() -> World:
    """Creator 0, of 30 followers, may ask 1 (its topic, 100 followers), 2 (the other topic, 5), not 3, who rests."""
    world = world_of()
    made = world.creators
    world.topic_weights[:] = [0.75, 0.25]
    made.topic[:], made.focus[:] = [0, 0, 1, 0], 0.8
    made.followers[:] = [30, 100, 5, 30]
    made.posts_per_day[:] = [1.0, 1.0, 1.0, 0.1]
    return world


def by_zero(world: World, count: int) -> NewVideos:
    """Videos of creator 0, all about the first topic."""
    new = posting.make(
        world, np.zeros(count, dtype=np.int64), np.zeros(count, dtype=np.int64), np.arange(count)
    )
    topics = np.zeros_like(new.topics)
    topics[:, 0] = 1.0
    return replace(new, topics=topics, topic=np.zeros_like(new.topic))


def stocked(people: int = 50, **branches: object) -> World:
    """A world whose video 0 creator 0 made with creator 1 as its guest, and whose other videos have none."""
    world = world_of(4, people, **branches)
    new = posting.backlog(world)
    order = np.argsort(new.creator, kind="stable")
    world.publish(NewVideos(**{name: getattr(new, name)[order] for name in NewVideos.__slots__}))
    world.videos.guest[0] = 1
    return world


def watched(world: World, users: list[int], **acts: bool) -> Interactions:
    return worlds.events(users, [0] * len(users), world, **acts)


# What the feed learns


def test_the_feed_learns_whom_people_follow_however_they_came_to() -> None:
    eager = {
        "seed": 3,
        "world": {"people": 80, "creators": 12, "topics": ["a", "b", "c"]},
        "creators": {"collaborate": 0.5, "live": 0.8},
        "live": {"least_followers": 0, "come_in": 1.0, "follows": 0.1},
        "behaviour": {"follows": 0.1},
    }
    run = build(Settings.model_validate(eager), ("user-cf",))
    live = introduced = 0
    for _ in range(48):
        run.step()
        introduced += len(run.engine.world.introduced)
        live += int(run.engine.world.lives.last.followed.sum())
    world = run.engine.world
    told = run.engine.methods["user-cf"].memory.follows.of(np.arange(80, dtype=np.int32))
    assert introduced
    assert live
    np.testing.assert_array_equal(told, np.nonzero(worlds.table(world.bonds, "follows")))


# Who becomes a guest


def test_the_weight_of_a_guest_by_hand() -> None:
    world = partners()
    new = by_zero(world, 1)
    found = collaborating.appeal(world, new.creator, new.topics, np.array([[0, 1, 2, 3]]))
    # (0.8 * 1 + 0.2 * 0.75) * (30 + 10) and (0.8 * 0 + 0.2 * 0.75) * (5 + 10).
    assert found[0].tolist() == pytest.approx([0.0, 38.0, 2.25, 0.0], rel=1e-5)


def test_guests_come_in_proportion_to_their_weights() -> None:
    world = partners()
    world.creators.collaborate[0] = 1.0
    world.creators.followers[2] = 90  # 0.15 * 40 = 6 against 38
    guests = collaborating.invite(world, by_zero(world, 3_000)).guest
    shares = np.bincount(guests, minlength=4) / 3_000
    assert shares.tolist() == pytest.approx([0.0, 38 / 44, 6 / 44, 0.0], abs=0.02)


def test_a_share_of_videos_has_a_guest_and_nothing_else_about_them_changes() -> None:
    world = partners()
    world.creators.collaborate[0] = 0.3
    new = by_zero(world, 2_000)
    together = collaborating.invite(world, new)
    assert (together.guest != NO_GUEST).mean() == pytest.approx(0.3, abs=0.03)
    for name in NewVideos.__slots__:
        assert name == "guest" or np.array_equal(getattr(new, name), getattr(together, name)), name
    world.creators.collaborate[:] = 0.0
    assert collaborating.invite(world, new) is new


def test_where_nobody_can_be_asked_videos_are_made_alone() -> None:
    world = partners()
    world.creators.collaborate[0] = 1.0
    world.creators.posts_per_day[:] = 0.1
    assert (collaborating.invite(world, by_zero(world, 20)).guest == NO_GUEST).all()


# What it does


def test_who_watches_meets_the_guest_too() -> None:
    world = stocked()
    events = watched(world, [3, 3, 5], liked=True, shared=True)
    world.record(events, 0)
    world.introduce(events, np.ones(len(events), dtype=np.int32), none_followed(), 0)
    made, bonds = world.creators, world.bonds
    maker, guest = (bonds.rows(np.array([3, 5]), creator) for creator in (0, 1))
    assert bonds.exposures[maker].tolist() == bonds.exposures[guest].tolist() == [2, 1]
    assert made.impressions.tolist() == [3, 3, 0, 0]
    assert made.reached.tolist() == [2, 2, 0, 0]
    assert np.array_equal(bonds.memory(maker, 0), bonds.memory(guest, 0))
    assert made.likers.tolist() == [2, 0, 0, 0]
    assert not bonds.shares[bonds.of_creator(1)].any()


def test_the_topics_are_linked_to_both() -> None:
    world = stocked()
    reputation = Reputation(world)
    events = watched(world, [3, 5])
    world.record(events, 0)
    world.introduce(events, np.ones(len(events), dtype=np.int32), none_followed(), 0)
    reputation.note(events, 0)
    stands = reputation.standing(slice(None), 0)
    assert stands.associations[1].tolist() == pytest.approx(stands.associations[0].tolist())
    assert np.isnan(stands.associations[2]).all()


def test_who_follows_the_guest_or_the_maker_finds_the_video_familiar_once() -> None:
    world = stocked(3)
    worlds.tie(world, 0, 0, follows=True)
    worlds.tie(world, 1, 1, follows=True)
    before = attention.watch(world, *worlds.shown_all(world, np.arange(3), np.array([0])))
    worlds.tie(world, 0, 1, follows=True)
    both = attention.watch(world, *worlds.shown_all(world, np.arange(3), np.array([0])))
    worlds.unmet(world)
    alone = attention.watch(world, *worlds.shown_all(world, np.arange(3), np.array([0])))
    familiar = world.settings.behaviour.familiarity
    np.testing.assert_allclose(before.appeal - alone.appeal, [familiar, familiar, 0.0])
    np.testing.assert_allclose(both.appeal, before.appeal)


def test_the_guest_earns_and_loses_trust_by_the_same_votes() -> None:
    world = stocked()
    events = watched(world, [3], liked=True)
    collaborating.settle(world, events, NONE_LURED, none_followed(), 0)
    assert world.creators.trust[1] == pytest.approx(0.5 + 0.5 / 201)
    assert world.creators.trust[[0, 2, 3]].tolist() == [0.5] * 3
    trust.earn(world, events, worlds.ties_of(world, events))
    assert world.creators.trust[0] == world.creators.trust[1]
    collaborating.settle(world, events, ~NONE_LURED, none_followed(), 0)
    assert world.creators.trust[1] < world.creators.trust[0]


def test_the_creator_with_the_number_0_is_a_guest_like_any_other() -> None:
    world = stocked()
    world.videos.creator[0], world.videos.guest[0] = 1, 0
    collaborating.settle(world, watched(world, [3], liked=True), NONE_LURED, none_followed(), 0)
    assert world.creators.trust.tolist() == pytest.approx([0.5 + 0.5 / 201, 0.5, 0.5, 0.5])


@pytest.mark.parametrize(("trusted", "share"), [(0.0, 0.0), (0.25, 0.5), (0.5, 1.0)])
def test_the_guest_wins_followers_by_pleasure_times_its_trust(trusted: float, share: float) -> None:
    world = stocked(2_000, behaviour=KEEN)
    world.people.follows[:] = 1.0
    world.creators.trust[1] = trusted
    views = attention.watch(world, *worlds.shown_all(world, np.arange(2_000), np.array([0])))
    views.watch_s[:], views.appeal[:] = views.duration_s, 1.0  # pleasure 1/2
    won = collaborating.won_over(world, views, 7)
    kind = world.kinds.follows[world.videos.kind[0]]
    assert len(won) / 2_000 == pytest.approx(0.3 * 0.5 * kind * share, abs=0.025)
    assert set(won.creator.tolist()) <= {1}
    assert set(won.tick.tolist()) <= {7}
    worlds.tie(world, np.arange(len(world.people)), 1, follows=True)
    assert not len(collaborating.won_over(world, views, 7))


def test_somebody_who_is_played_is_not_won_over_by_law() -> None:
    world = stocked(400, behaviour={"follows": 0.3})
    views = attention.watch(world, *worlds.shown_all(world, np.arange(400), np.array([0])))
    won = collaborating.won_over(world, views, 0)
    first = int(won.user[0])
    rest = collaborating.won_over(world, views, 0, played=first)
    assert rest.user.tolist() == won.user[1:].tolist()


def test_a_follower_whom_a_guest_wins_is_an_advocate_who_has_shared_before() -> None:
    world = stocked()
    item = int(np.flatnonzero(world.videos.creator == 1)[0])
    world.record(worlds.events([3], [item], world, shared=True), 0)
    one = np.array([3], dtype=np.int32)
    follow = GuestFollows(one, np.array([1], dtype=np.int32), one, np.zeros(1, dtype=np.int32))
    collaborating.settle(world, watched(world, [3]), NONE_LURED, follow, 0)
    assert (world.creators.followers[1], world.creators.advocates[1]) == (1, 1)
    collaborating.settle(world, watched(world, [3]), NONE_LURED, follow, 1)
    assert world.creators.followers[1] == 1, "nobody follows twice"


# The whole


@cache
def everybody_asks() -> Simulation:
    """A world to be looked at, and not to be lived on in."""
    return living(1.0)


def living(collaborate: float, seed: int = 3, hours: int = 30) -> Simulation:
    chosen = {
        "seed": seed,
        "world": {"people": 60, "creators": 10, "topics": ("a", "b"), "backlog": 3, "posts_per_day": 4.0},
        "creators": {"collaborate": collaborate},
        "behaviour": {"follows": 0.2, "shares": 0.2},
    }
    run = build(Settings.model_validate(chosen), ("user-cf",))
    for _ in range(hours):
        run.step()
    return run


@settings(max_examples=6)  # a world each
@given(st.floats(0.0, 1.0), st.integers(1, 50))
def test_counts_of_creators_are_those_of_the_ties(collaborate: float, seed: int) -> None:
    run = living(collaborate, seed, hours=12)
    made, bonds = run.engine.world.creators, run.engine.world.bonds
    exposures, follows = (worlds.table(bonds, column) for column in ("exposures", "follows"))
    assert made.followers.tolist() == follows.sum(axis=0).tolist()
    assert made.reached.tolist() == (exposures > 0).sum(axis=0).tolist()
    assert made.effective.tolist() == (exposures >= 3).sum(axis=0).tolist()
    assert made.impressions.sum() == exposures.sum()


def test_same_luck_same_events_and_a_fork_lives_on_the_same() -> None:
    one, other = living(1.0), everybody_asks()
    assert one.digest == other.digest
    twin = deepcopy(one.engine)
    won = 0
    for _ in range(24):
        one.step()
        twin.step()
        won += len(one.engine.world.introduced)
    assert won > 0
    assert twin.digest == one.digest
    assert living(0.0).digest != other.digest


def test_a_screen_says_with_whom_a_video_was_made() -> None:
    run = everybody_asks()
    videos = run.engine.world.videos
    together = np.flatnonzero(videos.guest >= 0)
    best = int(together[np.argmax(videos.total("views")[together])])
    maker, guest = int(videos.creator[best]), int(videos.guest[best])
    for who, other in ((maker, guest), (guest, maker)):
        name = run.frame(View(creator=other)).brand.name
        marks = [mark for mark in run.frame(View(creator=who)).brand.marks if mark.kind == "together"]
        assert len(marks) == 2
        assert Mark(int(videos.tick[best]), "together", (best, other), name) in marks
    for lang, words in (("en", " · with "), ("zh", "合作")):
        titles = [video.title for video in run.frame(View(creator=maker, lang=lang)).brand.top]
        assert any(words in title for title in titles)


@pytest.mark.parametrize(("times", "grows"), [(6, True), (1, False)])
def test_who_adapts_makes_more_with_guests_where_that_pays_for_its_effort(times: int, grows: bool) -> None:
    world = world_of(30, creators={"collaborate": 0.3, "collaborate_cost": 0.5, "adapt": 1.0})
    world.creators.collaborate[0] = 0.0
    world.publish(posting.backlog(world))
    for tick in range(adapting.WEEK_H):
        world.publish(collaborating.invite(world, posting.post(world, tick)))
    world.videos.total("views")[:] = np.where(world.videos.guest >= 0, 10 * times, 10)
    before = world.creators.collaborate.copy()
    adapting.look_back(world, adapting.WEEK_H)
    after = world.creators.collaborate
    assert after[0] == 0.0, "who never does it never learns what it brings"
    assert (after[1:] > before[1:]).all() if grows else (after[1:] < before[1:]).all()
