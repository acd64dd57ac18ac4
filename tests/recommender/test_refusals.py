""" "Not interested": what it does to slates, against slow second formulas, and that it can be taken back."""

from __future__ import annotations

import numpy as np
from hypothesis import given
from hypothesis import strategies as st
from numpy.typing import ArrayLike

from recommender import NO_ITEM, Interactions, Items, Memory, MethodSettings
from recommender.config import HistorySettings
from recommender.luck import Luck
from recommender.memory.refusals import MOST, Refusals
from recommender.methods.table import make
from recommender.pipeline import Pipeline
from recommender.rerank.moment import Moment
from recommender.rerank.scored import aversion, negative
from recommender.rerank.settings import Negative, RerankSettings
from recommender.types import Move, Slate

LUCK = Luck(5)
Log = list[tuple[int, int, int]]
"""(user, item, tick) of each refusal."""
ITEMS, TOPICS, CREATORS, USERS = 40, 4, 7, 6


def memory_of(log: Log, retention_h: float = float("inf")) -> Memory:
    """A world in which `log`, (user, item, tick), was pressed away, a batch each."""
    draw = np.random.default_rng(8)  # fixed seed: one world
    memory = Memory(HistorySettings(retention_h=retention_h))
    ids = np.arange(ITEMS, dtype=np.int32)
    shares = draw.dirichlet(np.full(TOPICS, 0.4), ITEMS).astype(np.float32)
    memory.publish(Items(ids, ids - ITEMS, ids % CREATORS, shares))
    for row in log:
        memory.learn(pressed([row]))
    return memory


def pressed(log: Log) -> Interactions:
    user, item, tick = np.array(log, dtype=np.int32).reshape(-1, 3).T.copy()
    no, yes = np.zeros(len(user), dtype=np.bool_), np.ones(len(user), dtype=np.bool_)
    return Interactions(
        user, item, tick, no.astype(np.float32), np.full(len(user), 10, np.float32), no, no, no, no, yes
    )


def slate_of(users: ArrayLike, items: ArrayLike) -> Slate:
    items = np.asarray(items, dtype=np.int32)
    empty = items == NO_ITEM
    scores = np.where(empty, np.nan, -np.arange(items.shape[1], dtype=np.float64))
    return Slate(np.asarray(users, dtype=np.int32), items, scores, (~empty).astype(np.uint8))


LOGS = st.lists(
    st.tuples(st.integers(0, USERS - 1), st.integers(0, ITEMS - 1), st.integers(0, 300)), max_size=30
)


@given(log=LOGS, strength=st.floats(0, 20), topics=st.floats(0, 1), half_life_h=st.floats(1, 500))
def test_the_stage_is_its_formula_and_touches_nobody_else(
    log: Log, strength: float, topics: float, half_life_h: float
) -> None:
    memory = memory_of(log)
    knobs = Negative(strength=strength, topics=topics, half_life_h=half_life_h)
    draw = np.random.default_rng(len(log))
    rows = np.array([draw.permutation(ITEMS)[:12] for _ in range(USERS + 1)], dtype=np.int32)
    rows[0, 9:] = NO_ITEM
    slate = slate_of(np.arange(USERS + 1), rows)  # the last one was never met
    at = Moment(memory, LUCK, 300, 12)
    after, felt = negative(slate, knobs, at), aversion(slate, knobs, at)
    shares, creator = memory.catalogue.topics.astype(float), memory.catalogue.creator
    for user in range(USERS + 1):
        key: dict[int, float] = {}
        for place, item in enumerate(rows[user][rows[user] != NO_ITEM].tolist()):
            dislike = 0.0
            for who, what, tick in log:
                if who == user:
                    like = (creator[what] == creator[item]) + topics * float(shares[what] @ shares[item])
                    dislike += 2.0 ** (-(300 - tick) / half_life_h) * like
            np.testing.assert_allclose(felt[user, place], dislike, rtol=1e-5, atol=1e-9)
            key[item] = (1 - place / 12) / (1 + strength * felt[user, place])
        expected = sorted(key, key=lambda item: -key[item])  # stable: the earlier place first
        assert after.items[user][: len(key)].tolist() == expected
        assert sorted(after.items[user]) == sorted(rows[user])
        if strength == 0 or all(who != user for who, _, _ in log):
            assert after.items[user].tolist() == rows[user].tolist()


@given(
    batches=st.lists(LOGS, max_size=5),
    gone=st.integers(0, USERS - 1),
    pair=st.tuples(st.integers(0, USERS - 1), st.integers(0, 3)),
    window=st.sampled_from([float("inf"), 48.0]),
)
def test_refusals_are_the_list_they_stand_for(
    batches: list[Log], gone: int, pair: tuple[int, int], window: float
) -> None:
    refusals, clock = Refusals(window), 0
    kept: Log = []
    for log in batches:
        if not log:
            continue
        user, item, tick = np.array(log, dtype=np.int32).T.copy()
        clock = max(clock, int(tick.max()))
        refusals.add(user, item, tick, clock)
        kept = [row for row in [*kept, *log] if row[2] >= clock - window]
    refusals.forget(np.array([gone, USERS + 50], dtype=np.int32))
    refusals.retract(np.array([pair[0]], dtype=np.int32), np.array([pair[1]], dtype=np.int32))
    kept = [row for row in kept if row[0] != gone and row[:2] != pair]
    items, ticks = refusals.of(np.arange(USERS + 2, dtype=np.int32))
    for user in range(USERS + 2):
        filled = items[user] >= 0
        found = list(zip(items[user][filled].tolist(), ticks[user][filled].tolist(), strict=True))
        assert found == [(what, tick) for who, what, tick in kept if who == user]
        assert not filled[len(found) :].any()


def test_the_oldest_refusal_leaves_first_in_one_batch_or_many() -> None:
    log = [(user, item % ITEMS, item) for item in range(MOST + 20) for user in (0, 3)]
    one, many = Refusals(), Refusals()
    user, item, tick = np.array(log, dtype=np.int32).T.copy()
    one.add(user, item, tick, 0)
    for at in range(0, len(log), 7):
        part = slice(at, at + 7)
        many.add(user[part], item[part], tick[part], 0)
    for refusals in (one, many):
        ticks = refusals.of(np.array([3, 0, 1], dtype=np.int32))[1]
        assert ticks[0].tolist() == ticks[1].tolist() == list(range(20, MOST + 20))
        assert not ticks[2].any()


def test_what_was_refused_is_explained_forgotten_and_outlived() -> None:
    knobs = RerankSettings(negative=Negative(strength=1.0, topics=0.5))

    def model() -> Pipeline:
        return Pipeline(make("newest", MethodSettings(), LUCK), "newest", knobs, LUCK, 10)

    plain, cross = model(), model()
    for each in (plain, cross):
        ids = np.arange(ITEMS, dtype=np.int32)
        shares = np.eye(TOPICS, dtype=np.float32)[ids % TOPICS]
        each.publish(Items(ids, ids - ITEMS, ids % CREATORS, shares))
    who = np.array([0, 1], dtype=np.int32)
    cross.update(pressed([(0, 4, 0)]))
    first = plain.recommend(who, 10, 1).items
    assert first[0, 0] == ITEMS - 1 == 39  # by the same creator as item 4
    after = cross.recommend(who, 10, 1).items
    assert after[1].tolist() == first[1].tolist()
    # 39 counts 1 / 2, as 34 does, who stood behind it; 36 is on the same topic and counts 0.7 / (1 + 0.5).
    assert after[0].tolist()[:6] == [38, 37, 35, 39, 34, 36]
    assert Move("negative", 0, 3) in cross.explain(0, 39, 1).moves
    assert cross.explain(1, 39, 1).moves == ()
    half_lives = 40 * 168
    assert cross.recommend(who, 10, half_lives).items[0].tolist() == first[0].tolist()
    cross.forget(who[:1])
    assert cross.recommend(who, 10, 1).items.tolist() == first.tolist()
