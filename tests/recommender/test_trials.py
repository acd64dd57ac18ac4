"""The first viewers of new items: how many places they get, and who they are."""

from __future__ import annotations

import math
from functools import cache

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from recommender import ItemCF, ItemCFSettings, Memory, UserCF, UserCFSettings
from recommender.config import HistorySettings, TrendingSettings, TrialAudience, TrialSettings
from recommender.memory.follows import Follows
from recommender.memory.mix import mix
from recommender.methods.lots import drawn
from recommender.methods.trial import Trial, needed
from recommender.testing import CHECKS, same
from recommender.types import NO_ITEM, Source
from tests.recommender.models import column
from tests.recommender.streams import (
    CREATORS,
    LUCK,
    ONLINE,
    PEOPLE,
    WATCHED,
    Stream,
    TriedAmongOld,
    items,
    known,
    lived,
    taste,
    views,
)

AUDIENCES: tuple[TrialAudience, ...] = ("lot", "followers", "topics")
OLD = 600
POSTS = 120
NEED = 8 * POSTS / (24 * ONLINE * WATCHED)
"""0.111 of views."""


@cache
def ran(hours: int = 120, **own) -> tuple[TriedAmongOld, Stream]:
    """A model that has lived so long, and what it showed; to be looked at and not to be taught."""
    model = TriedAmongOld(TrialSettings(**own), OLD)
    known(model, OLD)
    follow(model)
    return model, lived(model, hours, POSTS)


def follow(model) -> None:
    """Everyone follows two creators."""
    user = np.repeat(np.arange(PEOPLE), 2).astype(np.int32)
    creator = (user * 11 + np.tile([0, 23], PEOPLE) * (1 + user // 60)) % CREATORS
    model.follow(user, creator.astype(np.int32))


def middle(stream: Stream) -> np.ndarray:
    """New items of the second and third day."""
    return (stream.published >= 24) & (stream.published < 72)


def test_the_need_is_first_views_over_all_views() -> None:
    assert needed(750, 24_000, 8) == 0.25
    assert needed(400, 3_200, 8) == 1.0
    assert needed(10, 8, 4) == 5.0
    assert needed(0, 0, 8) == 0.0
    assert needed(3, 0, 8) == math.inf


def test_a_budget_worked_by_hand() -> None:
    memory = Memory()
    trial = Trial(TrialSettings(trial_share=0.25, trial_views=3), memory, LUCK)
    memory.publish(items(0, 10, -100))
    memory.publish(items(10, 4, 47))
    old, people = np.divmod(np.arange(200, dtype=np.int32), 20)
    memory.learn(views(people, old, 30))  # everyone has watched every old item: 200 views in the last day
    memory.learn(views(column(0, 1), column(10, 10), 47))
    budget = trial.budget(48)
    assert budget.views_per_day == 202
    assert budget.missing == 3 * 4 - 2
    assert budget.needed == pytest.approx(3 * 4 / 202)
    assert budget.given == pytest.approx(10 / 101)  # missing over the views of half a day
    assert budget.enough
    assert str(budget) == "New items need 5.9% of places for their first viewers; 9.9% are given."
    assert trial.budget(48 + 24).given == 0.25  # nobody has come for a day: nothing is known


def test_with_too_small_a_most_the_most_is_given_and_said() -> None:
    memory = Memory()
    trial = Trial(TrialSettings(trial_share=0.02), memory, LUCK)
    memory.publish(items(0, 50, 1))
    memory.learn(views(np.arange(100, dtype=np.int32), np.full(100, 3, dtype=np.int32), 20))
    budget = trial.budget(24)
    assert (budget.given, budget.enough) == (0.02, False)
    assert str(budget) == (
        "New items need all places for their first viewers; 2.0% are given and 2.0% is the most (trial_share): "
        "some get fewer viewers, or none."
    )


def test_views_a_day_are_those_of_the_last_day_or_of_the_hours_there_were() -> None:
    memory = Memory()
    memory.publish(items(0, 5, 0))
    assert memory.trend.per_day(0) == 0
    some = np.arange(6, dtype=np.int32)
    memory.learn(views(some, some % 5, 1))
    assert memory.trend.per_day(3) == 6 * 24 / 3
    memory.learn(views(some, some % 5, 20))
    assert memory.trend.per_day(24) == 12
    assert memory.trend.per_day(26) == 6
    assert memory.trend.per_day(45) == 0
    memory.forget(column(0, 1))
    assert memory.trend.per_day(24) == 8


@given(
    st.lists(st.tuples(st.integers(0, 6), st.integers(0, 40)), min_size=1, max_size=40),
    st.integers(0, 39),
    st.sampled_from((0.3, 5.0, 24.0)),
    st.sampled_from((1.0, 7.0, math.inf)),
)
def test_views_a_day_do_not_depend_on_batches_nor_on_the_forgotten(events, cut, half_life, kept) -> None:
    user, tick = np.array(sorted(events, key=lambda event: event[1] // 3), dtype=np.int32).T

    def remembering(parts, without: int = -1) -> Memory:
        memory = Memory(HistorySettings(retention_h=kept), TrendingSettings(half_life_h=half_life))
        memory.publish(items(0, 1, 0))
        for part in parts:
            batch = views(user, 0 * user, 0)
            batch.tick[:] = tick
            memory.learn(batch.rows(part & (user != without)))
        return memory

    every = np.ones(len(user), dtype=np.bool_)
    first = np.arange(len(user)) < cut
    whole, split = remembering([every]), remembering([first, ~first])
    gone, never = remembering([every]), remembering([every], without=3)
    gone.forget(column(3))
    newest = max(tick[user != 3], default=-1) == tick.max()
    for at in (0, int(tick.max()), int(tick.max()) + 1, 60):
        assert whole.trend.per_day(at) == split.trend.per_day(at)
        assert not newest or gone.trend.per_day(at) == never.trend.per_day(at)


@pytest.mark.sampled(2)
@pytest.mark.parametrize("audience", AUDIENCES)
def test_every_new_item_gets_its_trial_in_time_and_no_more_places_than_needed(audience) -> None:
    model, stream = ran(trial_audience=audience)
    hours = stream.reached(8)[middle(stream)]
    assert np.median(hours) <= 36
    assert (hours <= 48).mean() > 0.9
    viewers = stream.viewers()[middle(stream)]
    assert viewers.min() >= 7
    assert viewers.mean() < 8 * 1.1
    assert stream.share(48) == pytest.approx(NEED, rel=0.2)
    assert model.trial.budget(120).enough


def test_a_debt_is_worked_off_from_the_newest_on_then_places_go_back() -> None:
    model = TriedAmongOld(TrialSettings(trial_share=0.25), OLD)
    known(model, OLD)
    model.publish(items(OLD, 300, -1))
    stream = lived(model, 120, POSTS)
    assert stream.share(0) > NEED * 1.3  # of the first hours until the debt is paid, all that it may take
    assert stream.viewers()[OLD:][stream.published[OLD:] < 72].min() >= 7
    assert (stream.reached(8)[middle(stream)] <= 72).mean() > 0.9
    assert stream.share(108) == pytest.approx(NEED, rel=0.2)


def test_with_too_small_a_most_all_get_an_even_start() -> None:
    model, stream = ran(trial_share=0.05)
    viewers = stream.viewers()[middle(stream)]
    assert stream.share(48) == pytest.approx(0.05, rel=0.05)
    assert viewers.mean() == pytest.approx(8 * 0.05 / NEED, rel=0.15)
    assert viewers.min() >= 2
    assert not model.trial.budget(120).enough


def test_few_people_end_a_trial_when_all_of_them_have_watched() -> None:
    memory = Memory()
    trial = Trial(TrialSettings(trial_views=8), memory, LUCK)
    memory.publish(items(0, 2, 0))
    memory.learn(views(column(0, 8, 16), column(0, 0, 0), 1))
    assert trial.explain(6, 1, 2) is not None
    assert trial.explain(6, 0, 2) is None
    assert trial.budget(2).missing == 3


def test_what_others_show_counts_and_saves_places() -> None:
    model = UserCF(UserCFSettings(), LUCK)
    known(model)
    stream = lived(model, 120, POSTS)
    hours = stream.reached(8)[middle(stream)]
    assert (hours <= 48).all()
    assert stream.share(48) < NEED


@pytest.mark.slow
def test_people_with_its_topics_try_an_item_and_everybody_s_item_is_tried() -> None:
    match = {}
    for audience in AUDIENCES[::2]:
        _, stream = ran(trial_audience=audience)
        trial = (stream.source == Source.TRIAL) & (stream.tick >= 24)
        match[audience] = (taste(stream.user) == taste(stream.item))[trial].mean()
    assert match["lot"] < 0.2 < 0.55 < match["topics"]


@pytest.mark.slow
def test_followers_try_an_item_first() -> None:
    among = {}
    for audience in AUDIENCES[:2]:
        model, stream = ran(trial_audience=audience)
        trial = (stream.source == Source.TRIAL) & (stream.tick >= 24)
        user, item = stream.user[trial], stream.item[trial]
        creator = model.memory.catalogue.creator[item]
        among[audience] = model.memory.follows(user, creator).mean()
    assert among["lot"] < 0.1 < 0.5 < among["followers"]


def test_a_star_s_followers_do_not_come_all_at_once() -> None:
    memory = Memory()
    trial = Trial(TrialSettings(trial_share=1.0, trial_audience="followers"), memory, LUCK)
    memory.publish(items(0, 400, 0))
    everyone = np.arange(PEOPLE, dtype=np.int32)
    memory.publish(items(400, 1, 0))
    memory.rate(everyone, np.full(PEOPLE, 400, dtype=np.int32), np.ones(PEOPLE))
    memory.follow(everyone, np.full(PEOPLE, 7, dtype=np.int32))
    star = np.flatnonzero(memory.catalogue.creator == 7)
    _, tried = trial.draft(everyone, 4, 0)
    asked = np.isin(tried[:, 0], star).sum() / len(star)
    assert asked == pytest.approx(8, abs=3)  # of 300 followers as many as are missing


def test_without_history_or_followed_creators_all_audiences_are_the_lot() -> None:
    memory = Memory()
    memory.publish(items(0, 100, 0))
    users = np.arange(30, dtype=np.int32)
    tried = [
        Trial(TrialSettings(trial_audience=audience), memory, LUCK).draft(users, 20, 0)[1]
        for audience in AUDIENCES
    ]
    assert (tried[0] != NO_ITEM).sum() == 150
    np.testing.assert_array_equal(tried[0], tried[1])
    np.testing.assert_array_equal(tried[0], tried[2])


def test_the_best_of_eight_drawn_by_an_obvious_second_formula() -> None:
    memory = Memory()
    memory.publish(items(0, 40, 0))
    memory.learn(views(np.arange(8, dtype=np.int32), np.arange(8, dtype=np.int32), 0))
    tick, user, places = 0, 5, 12
    trial = Trial(TrialSettings(trial_share=1.0, trial_audience="topics"), memory, LUCK)
    turn = [item for item in range(40) if memory.viewers[item] == 0]
    expected: list[int] = []
    for place in range(places):
        draws = [LUCK.uniform("trial", column(user), tick, place * 8 + draw)[0] for draw in range(8)]
        offered = [turn[int(luck * len(turn))] for luck in draws]
        free = [item for item in offered if item not in expected]
        own = [item for item in free if item % 8 == user % 8]
        expected.append((own or free)[0])
    np.testing.assert_array_equal(trial.draft(column(user), places, tick)[1][0], expected)


@given(
    st.sampled_from(AUDIENCES),
    st.integers(1, 60),
    st.lists(st.tuples(st.integers(0, 19), st.integers(0, 59)), max_size=80),
    st.lists(st.tuples(st.integers(0, 19), st.integers(0, CREATORS - 1)), max_size=30),
    st.lists(st.integers(0, 24), min_size=1, max_size=20, unique=True),
    st.integers(0, 30),
    st.sampled_from((0.1, 0.5, 1.0)),
)
def test_no_row_depends_on_another_none_repeats_and_nothing_watched_returns(
    audience, count, watched, followed, asked, tick, most
) -> None:
    memory = Memory()
    memory.publish(items(0, count, 0))
    watched = [pair for pair in watched if pair[1] < count]
    if watched:
        memory.learn(views(*np.array(watched, dtype=np.int32).T, 0))
    if followed:
        memory.follow(*np.array(followed, dtype=np.int32).T)
    trial = Trial(TrialSettings(trial_share=most, trial_audience=audience), memory, LUCK)
    users = np.array(asked, dtype=np.int32)
    _, tried = trial.draft(users, 12, tick)
    for row, user in enumerate(users):
        np.testing.assert_array_equal(trial.draft(users[[row]], 12, tick)[1][0], tried[row])
        own = tried[row][tried[row] != NO_ITEM]
        assert len(np.unique(own)) == len(own)
        assert not memory.seen(np.full(len(own), user), own).any()
        assert (memory.viewers[own] < 8).all()
    again = Trial(TrialSettings(trial_share=most, trial_audience=audience), memory, LUCK)
    np.testing.assert_array_equal(again.draft(users[::-1], 12, tick)[1], tried[::-1])


@pytest.mark.sampled(5)
@pytest.mark.parametrize("check", CHECKS, ids=lambda check: check.__name__.removeprefix("check_"))
@pytest.mark.parametrize("audience", AUDIENCES[1:])
def test_the_contract_holds_for_every_audience(audience, check) -> None:
    check(lambda: UserCF(UserCFSettings(trial_audience=audience, trial_share=0.5), LUCK))
    check(lambda: ItemCF(ItemCFSettings(trial_audience=audience, trial_share=1.0, trial_views=3), LUCK))


def test_the_same_places_are_given_after_forgetting_as_if_never_met() -> None:
    def model(without: int = -1) -> UserCF:
        made = UserCF(UserCFSettings(), LUCK)
        made.publish(items(0, 60, 0))
        for tick in range(5):
            user = np.arange(12, dtype=np.int32)
            user = user[user != without]
            made.update(views(user, (user * 5 + tick) % 60, tick))
        return made

    gone, never = model(), model(without=11)
    gone.forget(column(11))
    assert gone.trial.budget(5) == never.trial.budget(5)
    everyone = np.arange(12, dtype=np.int32)
    same(gone.recommend(everyone, 20, 5), never.recommend(everyone, 20, 5))


@given(st.lists(st.tuples(st.integers(0, 5), st.integers(0, 9)), max_size=30), st.integers(0, 5))
def test_followers_are_counted_as_one_counts_them(pairs, gone) -> None:
    follows = Follows()
    for user, creator in pairs:
        follows.add(column(user, user), column(creator, (creator + 3) % 10))
    follows.forget(column(gone))
    kept = {(u, c) for user, creator in pairs for u, c in ((user, creator), (user, (creator + 3) % 10))}
    expected = [sum(c == creator and u != gone for u, c in kept) for creator in (-1, *range(12))]
    met = np.ones(8, dtype=np.bool_)
    np.testing.assert_array_equal(follows.followers(column(-1, *range(12)), met), expected)
    alone = [(2, creator) in kept and gone != 2 for creator in range(12)]
    np.testing.assert_array_equal(follows.followers(column(*range(12)), np.arange(3) == 2), alone)


def test_a_mix_is_what_one_adds_up_by_hand() -> None:
    memory = Memory()
    memory.publish(items(0, 10, 0))
    memory.rate(column(1, 1, 1, 2), column(0, 8, 3, 5), np.array([2.0, 1.0, 3.0, 4.0]))
    shares = mix(column(1, 0, 2, 50), memory)
    np.testing.assert_allclose(shares[0, [0, 3]], 0.5)
    assert shares[2, 5] == 1
    assert not shares[[1, 3]].any()
    np.testing.assert_array_equal(mix(column(1), memory)[0], shares[0])


def test_given_items_stay_and_do_not_come_twice() -> None:
    memory = Memory()
    memory.publish(items(0, 4, 0))
    held = np.array([[NO_ITEM, 2, NO_ITEM, 0]], dtype=np.int32)
    row = drawn(held == NO_ITEM, np.arange(4, dtype=np.int32), column(9), 0, memory, LUCK, "lots", held)[0]
    assert (row[1], row[3], {*row[[0, 2]]} - {NO_ITEM} <= {1, 3}) == (2, 0, True)
