"""What a running world's chronicle says of its creators, against slow counts of the same events."""

from __future__ import annotations

import math

import numpy as np
import pytest

from recommender.types import Interactions
from simulator.camera import foremost
from simulator.camera.brand import lively
from simulator.experiments.wiring import Simulation, build
from simulator.frames import MARKS, Mark
from simulator.observe.reputation import Reputation
from simulator.session import Search, View
from simulator.settings.tree import Settings
from simulator.world import state
from simulator.world.guests import GuestFollows
from tests.simulator import worlds
from tests.simulator.worlds import table

HOURS = 24 * 6
EAGER = {
    "seed": 5,
    "world": {"people": 120, "creators": 12, "backlog": 5},
    "creators": {"collaborate": 0.1},
    "behaviour": {"follows": 0.05, "shares": 0.05},
}
"""A small world whose people follow and share often, so that nine days have advocates; some videos have guests."""


Lived = tuple[Simulation, list[Interactions], list[GuestFollows]]


@pytest.fixture(scope="module")
def lived() -> Lived:
    run = build(Settings.model_validate(EAGER), ("user-cf",))
    hours = [(run.step().interactions, run.engine.world.introduced) for _ in range(HOURS)]
    return run, [events for events, _ in hours], [won for _, won in hours]


def test_associations_quality_and_advocates_are_those_of_the_events(lived: Lived) -> None:
    run, hours, introduced = lived
    world = run.engine.world
    half_life = world.settings.measure.memory_half_life_h
    memory = np.zeros((12, 16))
    votes, views = np.zeros(12), np.zeros(12)
    followed: set[tuple[int, int]] = set()
    shared: set[tuple[int, int]] = set()
    for tick, events in enumerate(hours):
        fade = 2.0 ** (-(HOURS - 1 - tick) / half_life)
        for user, item, watch_s, duration_s, liked, follows, shares in zip(
            events.user, events.item, events.watch_s, events.duration_s, events.liked, events.followed,
            events.shared, strict=True,
        ):  # fmt: skip
            creator, guest = int(world.videos.creator[item]), int(world.videos.guest[item])
            watched = min(float(watch_s) / float(duration_s), 1.0)
            kind = float(world.kinds.memory[world.videos.kind[item]])
            memory[creator] += fade * watched * kind * world.videos.topics[item]
            if guest >= 0:
                memory[guest] += fade * watched * kind * world.videos.topics[item]
            votes[creator] += fade * (1.0 if liked else watched)
            views[creator] += fade
            followed |= {(user, creator)} if follows else set()
            shared |= {(user, creator)} if shares else set()
    stands = run.engine.chronicle.reputation.standing(slice(None), HOURS)
    assert stands.associations == pytest.approx(memory / memory.sum(axis=1, keepdims=True), abs=1e-5)
    left = memory.sum(axis=1) / world.creators.reached
    assert stands.strength == pytest.approx(left / (1.0 + left), abs=1e-5)
    assert stands.perceived_quality == pytest.approx(votes / views, abs=1e-5)
    followed |= {
        pair for won in introduced for pair in zip(won.user.tolist(), won.creator.tolist(), strict=True)
    }
    advocates = [sum(creator == who for _, creator in followed & shared) for who in range(12)]
    assert stands.advocates.tolist() == advocates
    assert sum(advocates) > 10
    likes, follows, shares = (table(world.bonds, column) for column in ("likes", "follows", "shares"))
    made = world.creators
    assert made.likers.tolist() == np.count_nonzero(likes, axis=0).tolist()
    assert made.followers.tolist() == np.count_nonzero(follows, axis=0).tolist()
    assert made.advocates.tolist() == np.count_nonzero(follows & shares, axis=0).tolist()


def test_one_creator_stands_as_among_all(lived: Lived) -> None:
    run, _, _ = lived
    everyone = run.engine.chronicle.reputation.standing(slice(None), HOURS)
    for who in range(12):
        shown = run.frame(View(creator=who)).brand
        assert shown.index == pytest.approx(float(everyone.index[who]))
        assert shown.index == pytest.approx(25 * sum(shown.parts))
        assert all(0 <= part <= 1 for part in (*shown.parts, shown.strength, shown.uniqueness))
        assert shown.associations.sum() == pytest.approx(1.0)
        assert shown.links[0] == (int(shown.associations.argmax()), float(shown.associations.max()))
        assert shown.advocates <= shown.followers
        assert shown.perceived_quality != pytest.approx(shown.trust)


def test_before_the_first_hour_a_brand_is_worth_nothing_definite() -> None:
    brand = build(Settings.model_validate(EAGER), ("user-cf",)).frame().brand
    assert math.isnan(brand.index)
    assert np.isnan(brand.associations).all()
    assert (brand.links, brand.advocates, brand.marks) == ((), 0, ())
    assert math.isnan(brand.bass.p)


def test_types_of_video_that_are_remembered_better_link_more() -> None:
    world = worlds.stocked(worlds.settings(200, 1))
    kinds = world.kinds.memory[world.videos.kind]
    left = {}
    for item in (int(kinds.argmin()), int(kinds.argmax())):
        reputation = Reputation(world)
        events = worlds.events([0], [item], world)
        reputation.note(events, 0)
        world.creators.reached[:] = 1
        left[item] = float(reputation.standing(slice(None), 0).strength[0])
        assert left[item] == pytest.approx(kinds[item] / (1 + kinds[item]), abs=1e-5)
    assert left[int(kinds.argmax())] > left[int(kinds.argmin())]


# Marks


def test_marks_tell_what_happened_when(lived: Lived) -> None:
    run, hours, introduced = lived
    world = run.engine.world
    videos = world.videos
    seen = 0
    for who in range(12):
        marks = run.frame(View(creator=who)).brand.marks
        assert [mark.tick for mark in marks] == sorted(mark.tick for mark in marks)
        assert {mark.kind for mark in marks} <= set(MARKS)
        own = world.videos.tick[(world.videos.creator == who) & (world.videos.tick >= 0)]
        posted = [mark for mark in marks if mark.kind == "posted"]
        assert sum(mark.data[0] for mark in posted) == len(own)
        assert [mark.tick // 24 for mark in posted] == sorted(set((own // 24).tolist()))
        first = [
            tick
            for tick, (events, won) in enumerate(zip(hours, introduced, strict=True))
            if (events.followed & (videos.creator[events.item] == who)).any() or (won.creator == who).any()
        ]
        assert [mark for mark in marks if mark.kind == "first_follower"] == [
            Mark(tick, "first_follower") for tick in first[:1]
        ]
        met: set[int] = set()
        reached: dict[int, int] = {}
        for tick, events in enumerate(hours):
            there = (videos.creator[events.item] == who) | (videos.guest[events.item] == who)
            met |= set(events.user[there].tolist())
            for percent in (10, 25, 50):
                if 100 * len(met) >= 120 * percent:
                    reached.setdefault(percent, tick)
        assert {mark.data[0]: mark.tick for mark in marks if mark.kind == "reach"} == reached
        seen += len(reached) + len(first[:1])
    assert seen > 12


def test_a_video_goes_viral_once_on_the_day_it_is_seen_by_all() -> None:
    world = worlds.stocked(worlds.settings(200, 4))
    reputation = Reputation(world)
    star = 17
    maker = int(world.videos.creator[star])
    quiet = worlds.events([], [], world)
    for tick in range(72):
        crowd = list(range(150)) if tick in (30, 60) else []
        events = worlds.events(crowd, [star] * len(crowd), world, tick=tick) if crowd else quiet
        world.record(events, tick)
        reputation.note(events, tick)
    assert reputation.viral_of(maker) == [(47, star, 150)]
    assert reputation.viral_of((maker + 1) % 4) == []


# Who is looked at first, and lists that nobody searched


@pytest.mark.slow
def test_the_first_creator_shown_has_a_lively_funnel() -> None:
    # Of seeds 1 to 3 the one in which who posts most of all reaches hardly anyone: few like its topic.
    run = build(Settings.model_validate({"seed": 2}), ("user-cf",))
    for _ in range(72):
        run.engine.step()
    brand = run.frame().brand
    assert brand.creator == lively(run.engine.world)
    assert brand.funnel[2] > 2 * np.median(run.engine.world.creators.effective)


def test_the_first_creator_shown_is_there_from_the_start() -> None:
    for seed in range(1, 6):
        world = state.born(Settings.model_validate({"seed": seed, "creators": {"newcomers": 0.9}}))
        assert world.creators.here(0)[lively(world)]


def test_without_a_search_the_first_come_first(lived: Lived) -> None:
    run, _, _ = lived
    creators = run.frame(View(search=Search("creator", " "))).found
    people = run.frame(View(search=Search("person", ""))).found
    assert creators and people
    reached = run.engine.world.creators.reached
    assert [row[0] for row in creators.rows] == sorted(range(12), key=lambda who: (-int(reached[who]), who))
    watched = run.engine.chronicle.diet.sum(axis=1)
    expected = sorted(range(120), key=lambda who: (-float(watched[who]), who))[:50]
    assert [row[0] for row in people.rows] == expected


def test_the_foremost_are_those_a_full_sort_would_give() -> None:
    amounts = np.array([3, 1, 3, 2, 3, 0, 2])
    for most in range(1, 9):
        expected = sorted(range(7), key=lambda who: (-int(amounts[who]), who))[:most]
        assert foremost(amounts, most) == expected
