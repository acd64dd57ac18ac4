"""What the simple methods show, told by hand and by slow second formulas."""

from __future__ import annotations

import math

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from recommender import (
    ContentBased,
    ContentSettings,
    HistorySettings,
    Interactions,
    Items,
    Memory,
    MostWatched,
    Newest,
    Random,
    Source,
    Trending,
    TrendingSettings,
)
from recommender.luck import Luck
from recommender.memory.trend import Trend
from tests.recommender.models import column, publish


def views(users, items, tick=0, watch_s=10.0) -> Interactions:
    users, items = np.asarray(users, dtype=np.int32), np.asarray(items, dtype=np.int32)
    no = np.zeros(len(users), dtype=np.bool_)
    lengths = np.full(len(users), 10, dtype=np.float32)
    ticks = np.broadcast_to(np.int32(tick), users.shape)
    watched = np.broadcast_to(np.float32(watch_s), users.shape)
    return Interactions(users, items, ticks, watched, lengths, no, no, no, no, no)


def test_newest_shows_what_was_published_last() -> None:
    model = Newest()
    publish(model, 3)
    model.publish(Items(column(3, 4), column(9, 8), column(0, 0), np.ones((2, 1), dtype=np.float32)))
    model.update(views([0], [4]))
    assert model.recommend(column(0, 1), 3, 9).items.tolist() == [[3, 2, 1], [3, 4, 2]]


def test_most_watched_counts_people_not_views() -> None:
    model = MostWatched()
    publish(model, 4)
    model.update(views([0, 0, 0, 1, 2], [1, 1, 1, 2, 2]))
    slate = model.recommend(column(9), 4, 0)
    assert slate.items.tolist() == [[2, 1, 3, 0]]
    assert slate.scores[0, :2].tolist() == [2.0, 1.0]
    assert slate.source.tolist() == [[Source.POPULAR] * 2 + [Source.NEWEST] * 2]


def test_trending_forgets_what_most_watched_remembers() -> None:
    model = Trending(Memory(trending=TrendingSettings(half_life_h=2)))
    publish(model, 3)
    model.update(views([0, 1, 2], [1, 1, 1], tick=0))
    model.update(views([3, 4], [2, 2], tick=2))
    slate = model.recommend(column(9), 2, 4)
    assert slate.items.tolist() == [[2, 1]]
    np.testing.assert_allclose(slate.scores[0], [1.0, 0.75])
    model.update(views([5], [0], tick=40))
    assert model.recommend(column(9), 3, 40).source.tolist() == [[Source.TRENDING] + [Source.NEWEST] * 2]


@given(
    rows=st.lists(st.tuples(st.integers(0, 4), st.integers(0, 6), st.integers(0, 60)), max_size=60),
    half_life_h=st.sampled_from([0.5, 3.0, 24.0]),
    gone=st.sets(st.integers(0, 4)),
)
def test_trend_is_the_sum_over_views_young_enough(rows, half_life_h, gone) -> None:
    rows.sort(key=lambda row: row[2])
    trend = Trend(half_life_h)
    for tick in range(61):
        users, items, ticks = (
            np.array([row[c] for row in rows if row[2] == tick], dtype=np.int32) for c in range(3)
        )
        trend.add(views(users, items, ticks))
    trend.forget(np.array(sorted(gone), dtype=np.int32))
    newest = max((row[2] for row in rows), default=0)
    oldest = (newest // half_life_h - 10) * half_life_h
    expected = np.zeros(7)
    for user, item, tick in rows:
        if user not in gone and tick >= oldest:
            expected[item] += 2 ** (-(61 - tick) / half_life_h)
    np.testing.assert_allclose(trend.at(61, 7), expected, rtol=1e-12)


@given(
    rows=st.lists(st.tuples(st.integers(0, 4), st.integers(0, 30), st.integers(0, 60)), max_size=60),
    half_life_h=st.sampled_from([0.5, 3.0, 24.0]),
    retention_h=st.sampled_from([math.inf, 7.0]),
    hours=st.integers(1, 9),
    gone=st.sets(st.integers(0, 4)),
)
def test_how_often_the_trend_is_asked_changes_no_count(rows, half_life_h, retention_h, hours, gone) -> None:
    def told(asked: bool) -> bytes:
        trend = Trend(half_life_h, retention_h)
        for first in range(0, 61, hours):
            some = np.array([row for row in rows if first <= row[2] < first + hours], dtype=np.int32)
            trend.add(views(*some.reshape(-1, 3).T))
            if first // hours == 3:
                trend.forget(np.array(sorted(gone), dtype=np.int32))
            if asked:
                trend.at(first, 31, "likes" if first % 2 else "views")
        return b"".join(trend.at(61, 31, outcome).tobytes() for outcome in ("views", "completions", "likes"))

    assert told(asked=True) == told(asked=False)


def test_the_lot_gives_every_unseen_item_the_same_chance() -> None:
    model = Random(Luck(5))
    publish(model, 10)
    people = np.arange(4000, dtype=np.int32)
    model.update(views(people, np.full(4000, 3)))
    slate = model.recommend(people, 3, 0)
    counts = np.bincount(slate.items.ravel(), minlength=10)
    assert counts[3] == 0
    expected = 12_000 / 9
    assert (np.abs(np.delete(counts, 3) - expected) < 5 * np.sqrt(expected)).all()
    first = np.bincount(slate.items[:, 0], minlength=10)
    assert (np.abs(np.delete(first, 3) - 4000 / 9) < 5 * np.sqrt(4000 / 9)).all()


def test_the_lot_finds_the_last_unseen_item_of_many() -> None:
    model = Random(Luck(5))
    publish(model, 5000)
    watched = np.delete(np.arange(5000), [17, 4242])
    model.update(views(np.zeros(4998), watched))
    slate = model.recommend(column(0), 4, 0)
    assert sorted(slate.items[0].tolist()) == [-1, -1, 17, 4242]
    assert slate.items[0, 2:].tolist() == [-1, -1]


def test_each_hour_draws_anew() -> None:
    model = Random(Luck(5))
    publish(model, 1000)
    assert model.recommend(column(0), 9, 0).items.tolist() != model.recommend(column(0), 9, 1).items.tolist()


def topical(topics, settings=None) -> ContentBased:
    topics = np.asarray(topics, dtype=np.float32)
    model = ContentBased(
        settings or ContentSettings(), Luck(1), Memory(HistorySettings(half_life_h=float("inf")))
    )
    ids = np.arange(len(topics), dtype=np.int32)
    model.publish(Items(ids, 0 * ids, 0 * ids, topics))
    return model


def test_content_ranks_by_cosine_with_the_profile() -> None:
    draw = np.random.default_rng(4)  # fixed seed: one catalogue
    topics = draw.dirichlet(np.ones(5), 40).astype(np.float32)
    model = topical(topics)
    model.update(views([0, 0], [3, 8], watch_s=np.array([10.0, 5.0])))
    unit = topics / np.linalg.norm(topics.astype(float), axis=1, keepdims=True)
    profile = unit[3] + 0.5 * unit[8]
    cosine = topics @ profile / np.linalg.norm(topics, axis=1) / np.linalg.norm(profile)
    cosine[[3, 8]] = -1
    slate = model.recommend(column(0), 10, 0)
    np.testing.assert_array_equal(slate.items[0], np.argsort(-cosine)[:10])
    np.testing.assert_allclose(slate.scores[0], np.sort(cosine)[::-1][:10], rtol=1e-6)
    why = model.explain(0, int(slate.items[0, 0]), 0)
    assert [part.source for part in why.parts] == [Source.TOPICS] * 5
    assert sum(part.weight for part in why.parts) == pytest.approx(1)
    assert set(why.parts[0].items) == {3, 8}


def test_people_of_one_taste_are_not_all_shown_the_same_of_thousands_of_equals() -> None:
    topics = np.zeros((2000, 4))
    topics[np.arange(2000), np.arange(2000) % 4] = 1
    model = topical(topics)
    people = np.arange(100, dtype=np.int32)
    model.update(views(people, np.zeros(100)))
    items = model.recommend(people, 10, 0).items
    assert (items % 4 == 0).all()
    assert len(np.unique(items)) > 400


def test_content_without_a_common_topic_falls_back_honestly() -> None:
    model = topical([[1, 0], [0, 1], [0, 1]])
    model.update(views([0, 1], [0, 1]))
    slate = model.recommend(column(0, 7), 2, 0)
    assert slate.source.tolist() == [[Source.TRENDING, Source.NEWEST], [Source.TRENDING] * 2]
    assert model.explain(0, 1, 0).source == Source.TRENDING
    assert model.explain(0, 2, 0).source == Source.NEWEST


def test_content_refuses_items_with_another_number_of_topics() -> None:
    model = topical([[1, 0]])
    with pytest.raises(ValueError, match="2 topics as the old ones, not 1"):
        publish(model, 1)
