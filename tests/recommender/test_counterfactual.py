"""What would be without one view, or without one neighbour; and asking changes nothing."""

from __future__ import annotations

import math
import pickle

import numpy as np
import pytest

from recommender import HistorySettings, Items, Source, Strength
from recommender.config import MethodSettings, UserCFSettings
from recommender.counterfactual import without_person, without_view
from recommender.methods.table import suite
from recommender.pipeline import Reranked
from recommender.privacy.consent import PrivacySettings
from recommender.privacy.guard import Guard
from recommender.rerank.settings import RerankSettings
from recommender.testing import ITEMS, TICKS, USERS, events, items, same
from tests.recommender.guarded import EVERYONE, LUCK, NAMES
from tests.recommender.models import column
from tests.recommender.test_baselines import views

SETTINGS = MethodSettings(
    history=HistorySettings(half_life_h=math.inf, strength=Strength(floor=-1.0)),
    user_cf=UserCFSettings(popularity=0.5),
)


def world(without: np.ndarray | None = None, opt_out: float = 0.0) -> Guard:
    """Methods behind stages and a guard, taught by everyone except the pairs (users, items) of `without`."""
    methods = suite(NAMES, SETTINGS, LUCK)
    privacy = PrivacySettings(opt_out=opt_out)
    model = Guard(
        Reranked(methods, RerankSettings(), LUCK), methods.memory, privacy, chance=LUCK, people=USERS
    )
    model.publish(items(0, ITEMS))
    for tick in range(TICKS):
        batch = events(tick)
        if without is not None:
            batch = batch.rows(~without[batch.user, batch.item])
        model.update(batch)
    return model


def pairs(user: int | slice, item: int | slice) -> np.ndarray:
    left_out = np.zeros((USERS, ITEMS), dtype=np.bool_)
    left_out[user, item] = True
    return left_out


@pytest.mark.parametrize("name", NAMES)
def test_without_a_neighbour_is_a_model_that_never_met_them(name: str) -> None:
    model, never = world(), world(pairs(4, slice(None)))
    found = without_person(model[name], 1, 4, 10, TICKS)
    same(found.before, model[name].recommend(column(1), 10, TICKS))
    same(found.after, never[name].recommend(column(1), 10, TICKS))


@pytest.mark.parametrize("name", NAMES)
def test_without_a_view_is_a_model_to_which_it_never_happened(name: str) -> None:
    model = world()
    item = int(events(5).item[2 * 3])
    assert model.memory.seen(column(3), column(item))[0]
    never = world(pairs(3, item))
    never.memory.follows = model.memory.follows  # whom they follow stays
    found = without_view(model[name], 3, item, 10, TICKS)
    same(found.before, model[name].recommend(column(3), 10, TICKS))
    same(found.after, never[name].recommend(column(3), 10, TICKS))


@pytest.mark.parametrize("name", NAMES)
def test_asking_leaves_the_original_as_it_was_to_the_last_byte(name: str) -> None:
    model = world()
    model[name].recommend(EVERYONE, 10, TICKS)
    before = pickle.dumps(model.memory)
    slates = model[name].recommend(EVERYONE, 10, TICKS)
    without_person(model[name], 1, 4, 10, TICKS)
    without_view(model[name], 3, int(events(5).item[6]), 10, TICKS)
    assert pickle.dumps(model.memory) == before
    same(model[name].recommend(EVERYONE, 10, TICKS), slates)


def test_what_entered_and_left_is_the_difference_of_the_slates() -> None:
    """Person 0 is shown item 5 because of their one neighbour, person 1."""
    methods = suite(("user-cf",), MethodSettings(user_cf=UserCFSettings(trial_share=0.0)), LUCK)
    ids = np.arange(8, dtype=np.int32)
    methods.publish(Items(ids, 0 * ids, 0 * ids, np.ones((8, 1), dtype=np.float32)))
    methods.update(views([0, 1, 1, 2], [0, 0, 5, 7]))
    method = methods["user-cf"]
    found = without_person(method, 0, 1, 2, 1)
    assert found.before.items.tolist() == [[5, 7]]
    assert found.before.source[0, 0] == Source.NEIGHBOURS
    assert found.after.items.tolist() == [[7, 6]]
    assert (found.entered.tolist(), found.left.tolist()) == ([6], [5])
    unwatched = without_view(method, 0, 0, 2, 1)
    assert unwatched.after.source.tolist() == [[Source.TRENDING] * 2]  # like no one any more
    with_all = without_view(method, 0, 0, 8, 1)
    assert 0 in with_all.entered  # the item itself is unseen again


def test_who_opted_out_can_be_asked_about_others() -> None:
    model = world(opt_out=0.4)
    out, tracked = EVERYONE[model.opted_out(EVERYONE)], EVERYONE[~model.opted_out(EVERYONE)]
    never = world(pairs(int(tracked[0]), slice(None)), opt_out=0.4)
    user = out[:1]
    found = without_person(model["user-cf"], int(user[0]), int(tracked[0]), 10, TICKS)
    same(found.after, never["user-cf"].recommend(user, 10, TICKS))
    with pytest.raises(ValueError, match=r"has not watched item .*, as far as the recommender knows"):
        without_view(model["user-cf"], int(user[0]), int(events(0).item[2 * user[0]]), 10, TICKS)


def test_questions_that_make_no_sense_are_refused() -> None:
    method = world()["user-cf"]
    unseen = int(np.flatnonzero(~method.memory.seen(column(3), np.arange(ITEMS)))[0])
    for user, item in ((3, unseen), (3, ITEMS + 9), (3, -1), (-1, 3), (USERS + 50, 3)):
        with pytest.raises(ValueError, match=f"user {user} has not watched item {item}"):
            without_view(method, user, item, 10, TICKS)
    with pytest.raises(ValueError, match="user 3 cannot be asked about a world without user 3"):
        without_person(method, 3, 3, 10, TICKS)
