"""The references: what people would enjoy most, what they choose by themselves, and how much of a feed is which."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
import pytest

from recommender.memory.memory import Memory
from recommender.testing import CHECKS, NOBODY
from recommender.types import NO_ITEM, Source
from simulator.experiments.wiring import Simulation, build
from simulator.laws.expecting import experience
from simulator.references import Ideal, OwnChoice, references
from simulator.references.own_choice import chance_of, rank_of
from simulator.settings.tree import REFERENCES, Settings
from tests.simulator.worlds import settings, stocked

CALM = {"rerank": {"negative": {"on": False}}}
"""No stage is on."""


def run(algorithm: str, hours: int, *more: str, adoption: float = 1.0, **branches: object) -> Simulation:
    feed = {"algorithm": algorithm, "adoption": adoption, **branches.pop("feed", {})}  # pyright: ignore
    small = {"seed": 3, "world": {"people": 120, "creators": 20}, **branches, "feed": feed}
    made = build(Settings.model_validate(small), (algorithm, *more))
    for _ in range(hours):
        made.step()
    return made


# As methods


def test_they_are_those_that_settings_know() -> None:
    assert tuple(references(stocked(settings(4, 2)))) == REFERENCES


@pytest.mark.sampled(5)
@pytest.mark.parametrize("check", CHECKS, ids=lambda check: check.__name__.removeprefix("check_"))
@pytest.mark.parametrize("name", REFERENCES)
def test_they_keep_the_contract_of_recommenders(name: str, check: Callable[..., None]) -> None:
    """Over a world of people and videos enough; what those are like there does not matter."""
    world = stocked(settings(NOBODY + 1, 10, world={"backlog": 10}))
    check(lambda: references(world)[name](Memory()))


@pytest.mark.slow
@pytest.mark.parametrize("name", REFERENCES)
def test_a_fork_looks_at_its_own_world(name: str) -> None:
    first, alone = run(name, 20, "random"), run(name, 20, "random")
    twin = first.fork(name)
    twin.engine.world.people.taste[:] = np.roll(twin.engine.world.people.taste, 1, axis=1)
    for _ in range(12):
        twin.step()
        first.step()
        alone.step()
    assert first.digest == alone.digest, "the first knows nothing of the twin"
    assert twin.digest != first.digest, "the twin chooses by the tastes of its own world"
    assert first.fork(name).digest == first.digest


def test_asking_what_would_be_copies_no_world() -> None:
    from copy import deepcopy

    world = stocked()
    for method in (Ideal(world), OwnChoice(world)):
        assert deepcopy(method)._sight.world is world


@pytest.mark.parametrize("name", REFERENCES)
@pytest.mark.slow
def test_stages_apply_to_them(name: str) -> None:
    plain = run(name, 30, feed=CALM).digest
    assert run(name, 30, feed={"rerank": {"diversity": {"on": True, "share": 0.8}}}).digest != plain


# The ideal


def test_the_ideal_shows_the_best_of_what_is_unseen() -> None:
    world = stocked(settings(40, 10))
    memory = Memory()
    method = Ideal(world, memory)
    memory.publish(_items(world))
    who = np.arange(40, dtype=np.int32)
    memory.hide(who, np.zeros(40, dtype=np.int32))
    slate = method.recommend(who, 8, 0)
    every = experience(world, who, np.arange(len(world.videos), dtype=np.int32))
    every[:, 0] = -1.0
    np.testing.assert_array_equal(slate.items, np.argsort(-every, axis=1, kind="stable")[:, :8])
    assert (slate.source == Source.IDEAL).all()


@pytest.mark.slow
@pytest.mark.parametrize("seed", [1, 2])
def test_nobody_serves_people_better_than_the_ideal(seed: int) -> None:
    others = ("user-cf", "content", "trending", "random", "self")
    enjoyed = {name: run(name, 72, seed=seed).frame().vitals.enjoyed for name in ("ideal", *others)}
    assert max(enjoyed, key=lambda name: enjoyed[name]) == "ideal", enjoyed
    assert enjoyed["random"] < enjoyed["self"] < enjoyed["ideal"] - 0.1


# Choosing by oneself


def test_a_draw_by_rank_has_the_chance_that_is_told() -> None:
    length = np.full(200_000, 7)
    lot = (np.arange(200_000) + 0.5) / 200_000
    share = np.bincount(rank_of(lot, length), minlength=7) / 200_000
    np.testing.assert_allclose(share, chance_of(np.arange(7), 7), atol=1e-4)
    assert share.sum() == pytest.approx(1.0) and (np.diff(share) < 0).all()
    assert rank_of(np.array([0.0, 1.0 - 2.0**-53]), np.array([1, 3])).tolist() == [0, 2]


def _items(world):  # what `world.publish` tells recommenders, of all its videos
    from recommender.types import Items

    videos = world.videos
    ids = np.arange(len(videos), dtype=np.int32)
    return Items(ids, videos.tick, videos.creator, videos.topics, kind=videos.kind, guest=videos.guest)


def chooser(followed: float, searched: float, front_page: float, **more: float) -> OwnChoice:
    ways = {"followed": followed, "searched": searched, "front_page": front_page, **more}
    world = stocked(settings(50, 10, references=ways))
    method = OwnChoice(world)
    method.memory.publish(_items(world))
    return method


def test_who_searches_finds_the_topics_they_like() -> None:
    method = chooser(0, 1, 0, search_newest=1.0, depth=1000)
    world = method._sight.world
    who = np.arange(50, dtype=np.int32)
    # A place each: of a second one, what stands in the first is left out, most of all where a topic has few videos.
    items = np.hstack([method.recommend(who, 1, tick).items for tick in range(40)])
    taste = world.people.taste.astype(float)
    topic = world.videos.topic[items]
    mean = np.take_along_axis(taste, topic.astype(int), axis=1).mean()
    assert mean == pytest.approx((taste**2).sum(axis=1).mean(), abs=0.03), "topics are drawn from the taste"
    assert len(np.unique(items[:, 0])) > 10, "not always the same top video"


def test_who_follows_sees_the_newest_of_them_and_the_rest_goes_on() -> None:
    method = chooser(1, 0, 0, depth=3)
    who, creator = np.array([7], dtype=np.int32), np.array([4], dtype=np.int32)
    before = method.recommend(who, 10, 0)
    assert (before.items != NO_ITEM).all(), "nobody is followed: the next way fills the places"
    method.follow(who, creator)
    slate = method.recommend(who, 10, 0)
    theirs = np.flatnonzero(method._sight.world.videos.creator == 4)[-3:]
    assert np.isin(theirs, slate.items[0]).sum() >= 2
    why = method.explain(7, int(theirs[-1]), 0)
    assert why.source == Source.CHOSEN
    assert (why.parts[0].source, why.parts[0].id) == (Source.FOLLOWING, 4)
    assert why.score == pytest.approx(
        float(chance_of(np.array([0]), 3)[0]) + sum(p.share for p in why.parts[1:])
    )


def test_nobody_chooses_a_front_page_of_nothing() -> None:
    method = chooser(0, 0, 1)
    slate = method.recommend(np.arange(50, dtype=np.int32), 10, 0)
    assert (slate.items != NO_ITEM).all() and (slate.source == Source.CHOSEN).mean() > 0.97


@pytest.mark.slow
def test_people_who_choose_by_themselves_keep_the_width_of_their_tastes() -> None:
    steady = {"taste": {"drift": 0.0, "boredom": 0.0}}
    alone, fed = run("self", 24 * 10, **steady), run("content", 24 * 10, **steady)
    innate = alone.engine.world.people.innate.astype(float)
    inborn = np.exp(-(innate * np.log(innate)).sum(axis=1)).mean()
    topics = alone.frame().vitals.effective_topics
    assert abs(topics - inborn) < 2.0, (topics, inborn)
    assert fed.frame().vitals.effective_topics < topics - 1.0
    week = alone.engine.chronicle.vital("effective_topics")
    assert week[-1] > week[24 * 7 - 1] - 0.5, "nothing narrows"


@pytest.mark.slow
def test_new_videos_are_found_without_a_trial() -> None:
    assert run("self", 72).frame().vitals.fresh_share > 0.1


# How much of a feed is which


def test_whole_adoption_is_the_algorithm_and_none_is_self() -> None:
    whole = run("trending", 30)
    assert whole.digest == run("trending", 30, adoption=1.0).digest
    none, alone = run("trending", 30, adoption=0.0), run("self", 30)
    assert none.digest == alone.digest != whole.digest
    assert run("trending", 30, "self", adoption=0.0).digest == alone.digest


def test_places_are_shared_as_adoption_says_and_it_can_be_turned() -> None:
    made = run("random", 30, feed=CALM)
    made.tune("feed.adoption", 0.75)
    source = np.concatenate([made.step().slate.source.ravel() for _ in range(12)])
    filled = source[source != Source.NONE]
    assert (filled == Source.CHOSEN).mean() == pytest.approx(0.25, abs=0.02)
    made.tune("feed.adoption", 1.0)
    assert Source.CHOSEN not in made.step().slate.source


def test_a_mixed_feed_explains_each_place_by_who_filled_it() -> None:
    made = run("trending", 40, adoption=0.5, feed=CALM)
    method, who = made.engine.methods["trending"], np.array([5], dtype=np.int32)
    slate = method.recommend(who, 40, made.tick)
    assert len(np.unique(slate.items[0])) == 40
    for item, score, source in zip(slate.items[0], slate.scores[0], slate.source[0], strict=True):
        why = method.explain(5, int(item), made.tick)
        assert why.source == source
        assert why.score == pytest.approx(score) == pytest.approx(sum(part.share for part in why.parts))
    assert {Source.CHOSEN, Source.TRENDING} <= {Source(source) for source in slate.source[0]}
