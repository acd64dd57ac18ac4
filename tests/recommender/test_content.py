"""Content-based scores are those of the formula done slowly; ties are drawn by lot; nothing else shows."""

from __future__ import annotations

import math

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from recommender import ContentBased, ContentSettings, Items, Memory, Source
from recommender.luck import Luck
from recommender.methods import content
from tests.recommender.models import FOREVER, column

LUCK = Luck(4)
WEIGHTS = {"topics": 1.0, "tags": 0.5, "words": 0.5, "kind": 0.25}


@st.composite
def batches(draw) -> Items:
    """Items with every kind of traits, some of them without any."""
    count = draw(st.integers(1, 12))

    def table(width: int, largest: int) -> np.ndarray:
        row = st.lists(st.integers(0, largest), max_size=width, unique=True)
        rows = draw(st.lists(row, min_size=count, max_size=count))
        return np.array([row + [-1] * (width - len(row)) for row in rows], dtype=np.int32)

    topics = np.array(draw(st.lists(st.integers(0, 3), min_size=4 * count, max_size=4 * count)))
    ids = np.arange(count, dtype=np.int32)
    return Items(
        ids,
        ids,
        ids,
        topics.reshape(count, 4).astype(np.float32) / 3,
        kind=table(1, 3)[:, 0],
        tags=table(3, 5),
        words=table(4, 9),
    )


@st.composite
def worlds(draw) -> tuple[Items, np.ndarray]:
    items = draw(batches())
    cells = st.lists(st.just(0) | st.integers(0, 5), min_size=5 * len(items), max_size=5 * len(items))
    return items, np.array(draw(cells), dtype=np.float64).reshape(5, len(items))


def vector(items: Items, kind: str, i: int) -> dict[int, float]:
    """The item's unit vector, trait by trait."""
    if kind == "topics":
        raw = {t: float(share) for t, share in enumerate(items.topics[i]) if share}
    elif kind == "kind":
        assert items.kind is not None
        raw = {int(items.kind[i]): 1.0} if items.kind[i] >= 0 else {}
    else:
        table = items.tags if kind == "tags" else items.words
        assert table is not None
        held = [set(row[row >= 0].tolist()) for row in table]
        raw = {t: math.log((1 + len(held)) / (1 + sum(t in row for row in held))) + 1 for t in held[i]}
    length = math.sqrt(sum(value**2 for value in raw.values()))
    return {trait: value / length for trait, value in raw.items()}


def expected(items: Items, r: np.ndarray) -> np.ndarray:
    """(users, items) by the book; 0 where nothing is shared."""
    assert items.kind is not None
    there = {kind: weight for kind, weight in WEIGHTS.items() if kind != "kind" or (items.kind >= 0).any()}
    scores = np.zeros(r.shape)
    for kind, weight in there.items():
        vectors = [vector(items, kind, i) for i in range(len(items))]
        for u, row in enumerate(r):
            profile: dict[int, float] = {}
            for i, strength in enumerate(row):
                for trait, value in vectors[i].items():
                    profile[trait] = profile.get(trait, 0.0) + strength * value
            length = math.sqrt(sum(value**2 for value in profile.values()))
            for i in range(len(items)):
                shared = sum(profile.get(trait, 0.0) * value for trait, value in vectors[i].items())
                scores[u, i] += weight / sum(there.values()) * (shared / length if length else 0.0)
    return scores


def taught(items: Items, r: np.ndarray, **own) -> ContentBased:
    model = ContentBased(ContentSettings(**own), LUCK, Memory(FOREVER))
    model.publish(items)
    users, watched = np.nonzero(r)
    model.memory.rate(users.astype(np.int32), watched.astype(np.int32), r[users, watched])
    return model


@given(worlds())
def test_scores_slates_and_explanations_are_those_of_the_formula(world) -> None:
    items, r = world
    model, scores = taught(items, r), expected(items, r)
    users = np.arange(len(r), dtype=np.int32)
    every = np.repeat(items.item[None], len(r), axis=0)
    own = model.score(users, every, 0)
    np.testing.assert_allclose(np.nan_to_num(own), np.where(scores > 5e-7, scores, 0), atol=1e-12)
    slate = model.recommend(users, len(items), 0)
    for u in users:
        luck = LUCK.uniform("content", u, items.item)
        key = np.where(r[u] > 0, 0, np.rint(own[u] / 1e-6) + luck)
        ranked = [i for i in np.argsort(-np.nan_to_num(key)) if key[i] >= 1]
        mine = slate.source[u] == Source.TOPICS
        assert slate.items[u][mine].tolist() == ranked
        np.testing.assert_array_equal(slate.scores[u][mine], own[u, ranked])
        for i in items.item:
            why = model.explain(int(u), int(i), 0)
            assert (why.source == Source.TOPICS) == (not np.isnan(own[u, i]))
            if why.source == Source.TOPICS:
                assert sum(part.share for part in why.parts) == pytest.approx(scores[u, i])
                for part in why.parts:
                    kind = part.source.name.lower()
                    assert all(r[u, j] > 0 and part.id in vector(items, kind, j) for j in part.items)
                    assert part.items


def test_blocks_change_nothing() -> None:
    draw = np.random.default_rng(3)  # fixed seed: any would do
    count = 300
    ids = np.arange(count, dtype=np.int32)
    topics = draw.dirichlet(np.full(6, 0.1), count).astype(np.float32)
    items = Items(
        ids, ids, ids, topics, kind=ids % 3, tags=draw.integers(-1, 20, (count, 3)).astype(np.int32)
    )
    model = taught(items, draw.random((40, count)) * (draw.random((40, count)) < 0.2), candidates=250)
    users = np.arange(40, dtype=np.int32)
    whole = model.recommend(users, 30, 0)
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(content, "_BLOCK", 700)
        patch.setattr(content, "_ROWS", 13)
        parts = model.recommend(users, 30, 0)
    np.testing.assert_array_equal(parts.items, whole.items)
    assert parts.scores.tobytes() == whole.scores.tobytes()
    assert (whole.items >= 50).all()


def test_new_items_make_their_tags_less_rare() -> None:
    tags = np.array([[0, 1], [0, -1], [1, -1]], dtype=np.int32)
    ids = np.arange(3, dtype=np.int32)
    first = Items(ids, ids, ids, np.ones((3, 1), dtype=np.float32), tags=tags)
    model = taught(first, np.array([[1.0, 0, 0]]), topics=0, words=0, kind=0)
    pair = column(1, 2)[None]
    even = model.score(column(0), pair, 0)[0]
    assert even[0] == even[1] == pytest.approx(math.sqrt(0.5))
    more = Items(ids + 3, ids, ids, np.ones((3, 1), dtype=np.float32), tags=0 * tags[:, :1])
    model.publish(more)
    common, rare = model.score(column(0), pair, 0)[0]
    assert common < even[0] < rare


def test_someone_without_a_history_gets_what_trends() -> None:
    ids = np.arange(3, dtype=np.int32)
    items = Items(ids, ids, ids, np.ones((3, 1), dtype=np.float32))
    model = taught(items, np.array([[1.0, 0, 0]]))
    assert (model.recommend(column(9), 3, 0).source == Source.NEWEST).all()
    assert np.isnan(model.score(column(9), ids[None], 0)).all()
