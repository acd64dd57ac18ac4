"""The hot list against numbers worked by hand and a slow second formula, and what it does to slates."""

from __future__ import annotations

from collections.abc import Sequence
from math import sqrt

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from recommender import NO_ITEM, Items, Memory, Newest, Source
from recommender.luck import Luck
from recommender.pipeline import Pipeline
from recommender.rerank.hot import hot_list, rising
from recommender.rerank.moment import Moment
from recommender.rerank.settings import HotList, RerankSettings
from tests.recommender.models import column
from tests.recommender.test_rerank import slate_of, watched

LUCK = Luck(11)
NOW = 24
LIST = HotList(on=True, rise=2.0)


def published(tags: Sequence[Sequence[int]], old: int) -> Memory:
    """Items with these tags: the first `old` of them a hundred hours old, the others published this hour."""
    ids = np.arange(len(tags), dtype=np.int32)
    wide = np.full((len(tags), 3), -1, dtype=np.int32)
    for row, own in zip(wide, tags, strict=True):
        row[: len(own)] = own
    memory = Memory()
    memory.publish(
        Items(
            ids, np.where(ids < old, NOW - 100, NOW), ids % 3, np.ones((len(tags), 1), np.float32), tags=wide
        )
    )
    return memory


def busy() -> Memory:
    """Of 40 old videos 8 carry tag 0, 4 carry tag 1, 12 carry tag 3; of the 10 new ones 2, 6 and 1, and 4 tag 2."""
    old = [[0]] * 8 + [[1]] * 4 + [[3]] * 12 + [[]] * 16
    return published([*old, [0, 1], [0, 1], [1, 2], [1, 2], [1], [1], [2], [2], [3], []], 40)


def test_uses_of_tags_are_the_same_however_often_one_asks_while_items_come() -> None:
    whole, parts = busy().catalogue, Memory().catalogue
    for first in range(0, len(whole), 7):
        ids = np.arange(first, min(first + 7, len(whole)), dtype=np.int32)
        parts.publish(Items(ids, whole.published[ids], ids % 3, whole.topics[ids], tags=whole.tags[ids]))
        used = whole.tags[: ids[-1] + 1]
        assert parts.tag_uses.tolist() == np.bincount(used[used >= 0]).tolist()
    assert parts.tag_uses.tolist() == whole.tag_uses.tolist()


def test_a_tag_rises_as_far_as_its_uses_are_above_those_expected() -> None:
    hot = rising(busy(), LIST, NOW)
    # expected of 10 new videos: 2 with tag 0, 1 with tag 1, none with tag 2, 3 with tag 3
    assert hot.tags.tolist() == [2, 1]
    np.testing.assert_allclose(hot.heat, [(4 - 0) / sqrt(0 + 1), (6 - 1) / sqrt(1 + 1)])
    assert hot.videos.tolist() == [40, 41, 42, 43, 44, 45, 46, 47]
    np.testing.assert_allclose(hot.warmth, [5 / sqrt(2)] * 2 + [4] * 2 + [5 / sqrt(2)] * 2 + [4] * 2)
    assert rising(busy(), HotList(rise=3.6), NOW).tags.tolist() == [2]
    assert rising(busy(), HotList(tags=1), NOW).tags.tolist() == [2]
    assert not len(rising(busy(), LIST, NOW + 24).videos)  # nothing new any more


def test_a_tag_that_people_leave_goes_off_the_list() -> None:
    memory = busy()
    watched(memory, np.arange(20), np.full(20, 46), ratio=0.2, tick=NOW)  # tag 2
    watched(memory, np.arange(20), np.full(20, 44), ratio=1.0, tick=NOW)  # tag 1
    assert rising(memory, LIST, NOW).tags.tolist() == [1]
    assert rising(memory, HotList(watched=0.0), NOW).tags.tolist() == [2, 1]


@given(data=st.data(), old=st.integers(0, 30), new=st.integers(0, 12))
def test_the_list_is_what_counting_one_by_one_gives(data: st.DataObject, old: int, new: int) -> None:
    own = st.lists(st.integers(0, 5), max_size=3, unique=True)
    tags = data.draw(st.lists(own, min_size=old + new, max_size=old + new))
    memory = published(tags, old)
    chosen = HotList(tags=data.draw(st.integers(1, 4)), rise=0.5)
    heat: dict[int, float] = {}
    for tag in range(6):
        if old:
            expected = new * sum(tag in each for each in tags[:old]) / old
            z = (sum(tag in each for each in tags[old:]) - expected) / sqrt(expected + 1)
            if z >= 0.5 - 1e-12:
                heat[tag] = z
    best = sorted(heat, key=lambda tag: (-round(heat[tag], 9), tag))[: chosen.tags]
    hot = rising(memory, chosen, NOW)
    np.testing.assert_allclose(hot.heat, [heat[tag] for tag in best])
    listed = set(hot.tags.tolist())
    assert hot.videos.tolist() == [item for item in range(old, old + new) if listed & {*tags[item]}]


def test_its_share_of_places_goes_to_unseen_videos_of_the_list() -> None:
    memory = busy()
    users = np.arange(1000)
    watched(memory, np.tile(users, 2), np.repeat([44, 45], 1000), tick=NOW)
    own = slate_of(users, np.tile(np.arange(30), (1000, 1)))
    hot = rising(memory, LIST, NOW)
    slate = hot_list(own, HotList(on=True, rise=2.0, share=0.1), Moment(memory, LUCK, NOW, 20))
    brought = slate.source == Source.HOT
    assert (brought[:, :20].sum(axis=1) == 2).all() and not brought[:, 20:].any()
    assert {*slate.items[brought].tolist()} == {*hot.videos.tolist()} - {44, 45}
    warmth = dict(zip(hot.videos.tolist(), hot.warmth.tolist(), strict=True))
    assert slate.scores[brought].tolist() == [warmth[item] for item in slate.items[brought].tolist()]
    for before, after, given_ in zip(own.items[:5], slate.items[:5], brought[:5], strict=True):
        assert after[~given_].tolist() == before[: 30 - 2].tolist()  # the others keep their order


@pytest.mark.parametrize(
    ("tags", "old"), [([0], 10), ([], 10), ([0], 0)], ids=["as ever", "no tags", "no past"]
)
def test_where_nothing_rises_nothing_changes(tags: list[int], old: int) -> None:
    own = slate_of([0, 1], [[3, 2, NO_ITEM], [1, 4, 5]])
    moment = Moment(published([tags] * 20, old), LUCK, NOW, 3)
    assert hot_list(own, HotList(on=True, share=1.0), moment) is own


def test_the_reason_names_the_hashtag() -> None:
    chosen = RerankSettings.model_validate(
        {"negative": {"on": False}, "hot": {"on": True, "share": 0.5, "rise": 2.0}}
    )
    model = Pipeline(Newest(busy()), "newest", chosen, LUCK, places=6)
    slate = model.recommend(column(7), 6, NOW)
    named = {42: 2, 43: 2, 46: 2, 47: 2}  # the hotter one where there are two; the others carry tag 1
    brought = np.flatnonzero(slate.source[0] == Source.HOT)
    assert len(brought) == 3
    for place in brought:
        why = model.explain(7, int(slate.items[0, place]), NOW)
        (part,) = why.parts
        assert (why.source, part.source) == (Source.HOT, Source.HOT)
        assert part.id == named.get(why.item, 1)
        assert why.score == part.share == slate.scores[0, place]
