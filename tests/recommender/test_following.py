"""Following shows the newest of what followed creators made, and nothing of it twice."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from recommender import Following, Interactions, Items, Source
from recommender.config import MethodSettings
from recommender.luck import Luck
from recommender.methods import following
from recommender.methods.table import suite
from recommender.types import NO_ITEM
from tests.recommender.models import column

CREATORS = 4


def events(users: np.ndarray, items: np.ndarray, followed: np.ndarray) -> Interactions:
    no = np.zeros(len(users), dtype=np.bool_)
    lasting = np.full(len(users), 10, dtype=np.float32)
    return Interactions(users, items, 0 * users, lasting, lasting, no, no, no, followed, no)


def published(hours: np.ndarray, creators: np.ndarray) -> Following:
    model = Following()
    ids = np.arange(len(hours), dtype=np.int32)
    model.publish(
        Items(
            ids, hours.astype(np.int32), creators.astype(np.int32), np.ones((len(ids), 1), dtype=np.float32)
        )
    )
    return model


@st.composite
def worlds(draw) -> tuple[np.ndarray, np.ndarray, Interactions]:
    count = draw(st.integers(1, 25))
    hours = np.array(draw(st.lists(st.integers(-5, 5), min_size=count, max_size=count)))
    creators = np.array(draw(st.lists(st.integers(0, CREATORS - 1), min_size=count, max_size=count)))
    pairs = draw(
        st.lists(st.tuples(st.integers(0, 5), st.integers(0, count - 1), st.booleans()), max_size=30)
    )
    users, items, followed = (np.array(part) for part in zip(*pairs, strict=True)) if pairs else ([], [], [])
    return (
        hours,
        creators,
        events(np.asarray(users, np.int32), np.asarray(items, np.int32), np.asarray(followed, np.bool_)),
    )


@given(worlds(), st.integers(0, 8), st.sampled_from((1, 7, 2_000_000)))
def test_slates_are_those_of_a_plain_loop(world, n, pairs) -> None:
    hours, creators, batch = world
    model = published(hours, creators)
    model.update(batch)
    users = np.arange(7, dtype=np.int32)
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(following, "_PAIRS", pairs)
        slate = model.recommend(users, n, 0)
    for row, user in enumerate(users):
        mine = batch.user == user
        follows = {int(creators[i]) for i in batch.item[mine & batch.followed]}
        unseen = set(range(len(hours))) - {int(i) for i in batch.item[mine]}
        theirs = sorted((i for i in unseen if creators[i] in follows), key=lambda i: (-hours[i], -i))
        shown = slate.items[row][slate.source[row] == Source.FOLLOWING]
        assert shown.tolist() == theirs[:n]
        assert slate.scores[row, : len(shown)].tolist() == [hours[i] for i in shown]
        assert (slate.items[row] != NO_ITEM).sum() == min(n, len(unseen))


def test_someone_who_follows_nobody_gets_what_trends() -> None:
    model = published(np.arange(4), np.arange(4))
    model.update(events(column(0, 1), column(2, 2), np.array([True, False])))
    slate = model.recommend(column(5), 2, 1)
    assert slate.items.tolist() == [[2, 3]]
    assert slate.source.tolist() == [[Source.TRENDING, Source.NEWEST]]


def test_the_reason_is_the_creator_and_what_they_made_before() -> None:
    model = published(np.arange(6), np.array([0, 1, 1, 1, 0, 1]))
    batch = events(column(3, 3, 3), column(1, 2, 0), np.array([True, False, False]))
    model.update(replace(batch, liked=np.array([False, True, False])))
    why = model.explain(3, 5, 1)
    (part,) = why.parts
    assert (why.source, part.source, part.id, part.items) == (Source.FOLLOWING, Source.FOLLOWING, 1, (1, 2))
    assert why.score == part.share == 5
    assert model.explain(3, 4, 1).source == Source.NEWEST
    assert np.isnan(model.score(column(3), column(4)[None], 1)).all()
    assert model.score(column(3), column(3)[None], 1).tolist() == [[3]]


def joint() -> Following:
    """Item 0 by creator 0; 1 by 0 with guest 1; 2 by 1; 3 by 2 with guest 0; 4 by 1 with guest 2."""
    model = Following()
    ids = np.arange(5, dtype=np.int32)
    one = np.ones((5, 1), dtype=np.float32)
    model.publish(Items(ids, ids, column(0, 0, 1, 2, 1), one, guest=column(-1, 1, -1, 0, 2)))
    return model


def test_an_item_is_by_its_guest_as_well_as_by_its_creator() -> None:
    model = joint()
    model.follow(column(0, 1, 1, 2), column(0, 0, 1, 2))
    slate = model.recommend(column(0, 1, 2, 3), 5, 9)
    theirs = [
        row[why == Source.FOLLOWING].tolist() for row, why in zip(slate.items, slate.source, strict=True)
    ]
    assert theirs == [[3, 1, 0], [4, 3, 2, 1, 0], [4, 3], []], "newest first, each once"
    scores = model.score(column(0, 2), np.tile(np.arange(5, dtype=np.int32), (2, 1)), 9)
    np.testing.assert_array_equal(scores, [[0, 1, np.nan, 3, np.nan], [np.nan, np.nan, np.nan, 3, 4]])


def test_the_reason_names_whichever_of_the_two_is_followed_the_creator_first() -> None:
    model = joint()
    model.follow(column(0, 1, 1), column(0, 0, 1))
    model.update(events(column(0), column(1), np.array([False])))
    assert [(part.id, part.items) for part in model.explain(0, 3, 9).parts] == [(0, (1,))], "the guest"
    assert [part.id for part in model.explain(1, 1, 9).parts] == [0], "follows both"
    assert model.explain(0, 4, 9).source != Source.FOLLOWING, "neither"


def test_methods_of_one_memory_learn_of_follows_once_and_forget_them() -> None:
    methods = suite(("following", "newest"), MethodSettings(), Luck(1))
    methods.publish(Items(column(0, 1), column(0, 1), column(0, 1), np.ones((2, 1), dtype=np.float32)))
    before = methods.memory.stamp
    methods.follow(column(7), column(0))
    assert methods.memory.stamp == before + 1
    assert methods["following"].recommend(column(7), 2, 1).items.tolist() == [[0, 1]]
    methods.forget(column(7))
    assert not len(methods.memory.follows.of(column(7))[1])


def test_new_items_of_followed_creators_come_first() -> None:
    model = published(np.zeros(3), np.array([0, 1, 2]))
    model.update(events(column(0), column(1), np.array([True])))
    ids = np.arange(3, 5, dtype=np.int32)
    model.publish(Items(ids, ids, column(1, 0), np.ones((2, 1), dtype=np.float32)))
    slate = model.recommend(column(0), 1, 1)
    assert (slate.items.tolist(), slate.source.tolist()) == ([[3]], [[Source.FOLLOWING]])
