"""The stages after the score, each against a slow second formula, and the pipeline they make."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from numpy.typing import ArrayLike

from recommender import NO_ITEM, Interactions, Items, Memory, MethodSettings, Newest, Slate, Source, UserCF
from recommender.config import UserCFSettings
from recommender.luck import Luck
from recommender.methods.table import make, suite
from recommender.pipeline import Pipeline, Reranked
from recommender.rerank.moment import Moment
from recommender.rerank.settings import RerankSettings
from recommender.rerank.stages import STAGES
from recommender.testing import CHECKS, PLACES, TICKS, Factory, everyone, same, taught
from tests.recommender.models import column

LUCK = Luck(11)
KNOBS = {
    "quality": {"least": 0.6, "views": 1},
    "hot": {"window_h": 3, "rise": 0.2, "watched": 0.0, "share": 0.3},
}
"""Where the defaults would find nothing to do in the small world of the contract."""
QUIET = {"negative": {"on": False}}
OFF = RerankSettings.model_validate(QUIET)
EACH = {
    name: RerankSettings.model_validate({**QUIET, name: {"on": True, **KNOBS.get(name, {})}})
    for name in STAGES
}
ALL = RerankSettings.model_validate({name: {"on": True} for name in STAGES})
PURE = MethodSettings(user_cf=UserCFSettings(trial_share=0.0))


def piped(settings: RerankSettings, name: str = "user-cf"):
    return lambda: Pipeline(make(name, PURE, LUCK), name, settings, LUCK, PLACES)


def world(items: int = 60, topics: int = 5, creators: int = 6) -> Memory:
    """Items of one or two topics, an hour apart."""
    draw = np.random.default_rng(4)  # fixed seed: one world
    memory = Memory()
    ids = np.arange(items, dtype=np.int32)
    shares = np.zeros((items, topics), dtype=np.float32)
    shares[ids, draw.integers(0, topics, items)] = 0.7
    shares[ids, draw.integers(0, topics, items)] += 0.3
    memory.publish(Items(ids, ids - items, ids % creators, shares))
    return memory


def watched(
    memory: Memory,
    users: ArrayLike,
    items: ArrayLike,
    ratio: ArrayLike = 1.0,
    tick: int = 0,
    liked: bool = False,
) -> None:
    users, items = np.asarray(users, dtype=np.int32), np.asarray(items, dtype=np.int32)
    no = np.zeros(len(users), dtype=np.bool_)
    length = np.full(len(users), 10, dtype=np.float32)
    ratios = np.broadcast_to(np.asarray(ratio, dtype=np.float32), users.shape)
    memory.learn(
        Interactions(
            users,
            items,
            np.full(len(users), tick, dtype=np.int32),
            length * ratios,
            length,
            no | liked,
            no,
            no,
            no,
            no,
        )
    )


def slate_of(users: ArrayLike, items: ArrayLike) -> Slate:
    items = np.asarray(items, dtype=np.int32)
    scores = np.where(items == NO_ITEM, np.nan, -np.arange(items.shape[1], dtype=np.float64))
    source = np.where(items == NO_ITEM, Source.NONE, Source.NEIGHBOURS).astype(np.uint8)
    return Slate(np.asarray(users, dtype=np.int32), items, scores, source)


def rerank(
    name: str, slate: Slate, memory: Memory, places: int = 10, tick: int = 0, **knobs
) -> list[list[int]]:
    stage = type(getattr(RerankSettings(), name))(on=True, **knobs)
    return STAGES[name](slate, stage, Moment(memory, LUCK, tick, places)).items.tolist()


@pytest.mark.sampled(5)
@pytest.mark.parametrize("check", CHECKS, ids=lambda check: check.__name__.removeprefix("check_"))
@pytest.mark.parametrize("chosen", [OFF, *EACH.values(), ALL], ids=["off", *EACH, "all"])
def test_contract(chosen: RerankSettings, check: Callable[[Factory], None]) -> None:
    check(piped(chosen))


@pytest.mark.parametrize("name", STAGES)
def test_each_stage_changes_slates_and_keeps_them_sound(name: str) -> None:
    plain, staged = taught(piped(OFF)), taught(piped(EACH[name]))
    one, other = (model.recommend(everyone(), PLACES, TICKS) for model in (plain, staged))
    assert (one.items != other.items).any()


def test_without_stages_the_pipeline_is_the_method() -> None:
    method = taught(lambda: make("user-cf", MethodSettings(), LUCK))
    model = taught(lambda: Pipeline(make("user-cf", MethodSettings(), LUCK), "user-cf", OFF, LUCK))
    same(model.recommend(everyone(), PLACES, TICKS), method.recommend(everyone(), PLACES, TICKS))


def test_stages_can_be_switched_while_it_runs() -> None:
    methods = Reranked(suite(("user-cf", "newest"), MethodSettings(), LUCK), OFF, LUCK, PLACES)
    taught(lambda: methods)
    before = methods["user-cf"].recommend(everyone(), PLACES, TICKS)
    methods.settings = EACH["diversity"]
    during = methods["user-cf"].recommend(everyone(), PLACES, TICKS)
    methods.settings = OFF
    assert (before.items != during.items).any()
    same(methods["user-cf"].recommend(everyone(), PLACES, TICKS), before)


def test_the_quality_floor_sends_what_people_leave_to_the_end() -> None:
    memory = world()
    watched(memory, np.arange(30), np.full(30, 3), ratio=0.2)
    watched(memory, np.arange(30), np.full(30, 4), ratio=1.0)
    watched(memory, np.arange(5), np.full(5, 5), ratio=0.2)  # too few to judge
    slate = slate_of([99], [[3, 4, 5, 6]])
    assert rerank("quality", slate, memory, least=0.5, views=20) == [[4, 5, 6, 3]]
    assert rerank("quality", slate, memory, least=0.0, views=20) == [[3, 4, 5, 6]]


def test_freshness_halves_worth_each_half_life() -> None:
    memory = world(4)  # published at hours -4 to -1
    slate = slate_of([0], [[0, 1, 2, 3]])
    # worth 1, 3/4, 2/4, 1/4 times 2 ** -(4, 3, 2, 1) / half life
    assert rerank("freshness", slate, memory, half_life_h=1.0) == [[2, 3, 1, 0]]
    assert rerank("freshness", slate, memory, half_life_h=100.0) == [[0, 1, 2, 3]]


def test_the_popularity_discount_lifts_what_few_have_watched() -> None:
    memory = world()
    watched(memory, np.arange(15), np.full(15, 1))
    slate = slate_of([99], [[1, 2]])
    assert rerank("popularity", slate, memory, strength=0.2) == [[1, 2]]  # 1 / 16 ** 0.2 = 0.57 > 0.5
    assert rerank("popularity", slate, memory, strength=0.3) == [[2, 1]]


def test_fairness_gives_to_creators_what_they_lacked() -> None:
    memory = world(12, creators=3)
    watched(memory, np.arange(30), np.full(30, 0))  # of creator 0
    watched(memory, np.arange(10), np.full(10, 1))  # of creator 1
    slate = slate_of([99], [[3, 4, 5]])  # of creators 0, 1 and 2
    mean = 40 / 3
    keys = np.array([1, 2 / 3, 1 / 3]) * ((1 + mean) / (1 + np.array([30, 10, 0]))) ** 0.5
    expected = [[int(i) for i in np.array([3, 4, 5])[np.argsort(-keys)]]]
    assert rerank("fairness", slate, memory, strength=0.5) == expected == [[5, 4, 3]]
    assert rerank("fairness", slate, memory, strength=0.0) == [[3, 4, 5]]


def test_curiosity_tries_what_is_unknown_but_not_what_is_known_to_be_poor() -> None:
    memory = world()
    watched(memory, np.arange(40), np.full(40, 59), ratio=0.1)
    watched(memory, np.arange(40), np.full(40, 58), ratio=1.0)
    for item in range(10):
        watched(memory, np.arange(40), np.full(40, item), ratio=np.where(np.arange(40) < 20, 1.0, 0.5))
    slate = slate_of([99], [list(range(10))])
    for how in ("ucb", "thompson"):
        items = rerank("curiosity", slate, memory, places=10, how=how, strength=1.0)[0]
        assert set(items[:10]) & set(range(50, 60))  # the newest came in
        assert items.index(58) < items.index(59)


@given(share=st.floats(0, 1), seed=st.integers(0, 50), places=st.integers(1, 12))
def test_diversity_is_maximal_marginal_relevance(share: float, seed: int, places: int) -> None:
    memory = world()
    items = np.random.default_rng(seed).permutation(60)[:12]  # hypothesis picks the seed
    got = rerank("diversity", slate_of([0], [items]), memory, places, share=share)[0]
    topics = memory.catalogue.topics[items].astype(np.float64)
    topics /= np.linalg.norm(topics, axis=1, keepdims=True)
    left, chosen = list(range(12)), []
    for _ in range(places):
        keys = [
            (1 - share) * (1 - c / 12) - share * max((topics[c] @ topics[d] for d in chosen), default=0.0)
            for c in left
        ]
        best = left[int(np.flatnonzero(np.array(keys) >= max(keys) - 1e-12)[0])]
        chosen.append(best)
        left.remove(best)
    assert got == items[chosen + left].tolist()


@given(share=st.floats(0.05, 1), seed=st.integers(0, 50), places=st.integers(1, 12))
def test_calibration_follows_steck(share: float, seed: int, places: int) -> None:
    memory = world()
    draw = np.random.default_rng(seed)  # hypothesis picks the seed
    order = draw.permutation(60)
    items, seen = order[:12], order[12:20]
    watched(memory, np.zeros(8), seen, ratio=draw.uniform(0.4, 1.5, 8))
    got = rerank("calibration", slate_of([0], [items]), memory, places, share=share)[0]
    strength = memory.history.strength(np.zeros(8, dtype=np.int32), seen)
    p = strength @ memory.catalogue.topics[seen]
    p = p / p.sum()
    topics = memory.catalogue.topics[items].astype(np.float64)
    left, chosen = list(range(12)), []
    for place in range(places):
        keys = []
        for c in left:
            q = topics[[*chosen, c]].mean(axis=0) * 0.99 + 0.01 * p
            loss = sum(p[t] * np.log(p[t] / q[t]) for t in range(5) if p[t] > 0)
            keys.append((1 - share) * (1 - c / 12) - share * loss)
        best = left[int(np.flatnonzero(np.array(keys) >= max(keys) - 1e-12)[0])]
        assert place == len(chosen)
        chosen.append(best)
        left.remove(best)
    assert got == items[chosen + left].tolist()


def test_calibration_leaves_strangers_alone() -> None:
    memory = world()
    assert rerank("calibration", slate_of([7], [[5, 3, 1]]), memory, 3) == [[5, 3, 1]]


def test_follow_share_puts_the_newest_of_followed_creators_in_evenly() -> None:
    memory = world()
    no, yes = np.zeros(1, dtype=np.bool_), np.ones(1, dtype=np.bool_)
    one = np.ones(1, dtype=np.float32)
    memory.learn(
        Interactions(column(0), column(2), column(0), one, one, no, no, no, yes, no)
    )  # follows creator 2
    model = STAGES["follows"]
    stage = type(RerankSettings().follows)(on=True, share=0.25)
    slate = model(slate_of([0, 1], [list(range(40)), list(range(40))]), stage, Moment(memory, LUCK, 0, 20))
    given_ = slate.source[0] == Source.FOLLOWING
    assert given_.sum() == 5
    assert slate.items[0][given_].tolist() == [56, 50, 44, 38, 32]  # newest first, item 2 is seen
    assert (slate.source[1] == Source.NEIGHBOURS).all()
    assert len(set(slate.items[0].tolist())) == 40


def test_follow_share_and_its_reason_count_guests_as_makers() -> None:
    stage = RerankSettings.model_validate({"follows": {"on": True, "share": 1.0}})
    model = Pipeline(make("newest", MethodSettings(), LUCK), "newest", stage, LUCK, 4)
    ids = np.arange(4, dtype=np.int32)
    shares = np.ones((4, 1), dtype=np.float32)
    model.publish(Items(ids, ids, column(0, 1, 2, 2), shares, guest=column(-1, 0, -1, 1)))
    model.follow(column(0, 1), column(0, 2))
    slate = model.recommend(column(0, 1), 2, 9)
    assert slate.items.tolist() == [[1, 0], [3, 2]]
    assert (slate.source == Source.FOLLOWING).all()
    assert [part.id for part in model.explain(0, 1, 9).parts] == [0], "the guest of creator 1 is followed"
    assert [part.id for part in model.explain(1, 3, 9).parts] == [2]


def test_pools_hold_a_video_until_its_pool_is_full_and_let_the_good_ones_on() -> None:
    memory = world(5)
    watched(memory, np.arange(30), np.full(30, 1), ratio=0.3)  # past the first pool, poor
    watched(memory, np.arange(30), np.full(30, 2), ratio=1.0)  # past the first pool, good
    watched(memory, np.arange(90), np.full(90, 3), ratio=1.0)  # past all pools
    watched(memory, [99], [4], ratio=0.1)  # in the first pool, whatever people say
    stage = type(RerankSettings().pools)(on=True, share=1.0, sizes=(0.1, 0.5))
    empty = slate_of(np.arange(200, 600), np.full((400, 4), NO_ITEM))
    slate = STAGES["pools"](empty, stage, Moment(memory, LUCK, 0, 4))
    assert set(slate.items.ravel()) == {0, 2, 4, NO_ITEM}
    assert set(slate.source[slate.items != NO_ITEM]) == {Source.TRIAL}


def test_a_pass_mark_that_rises_keeps_middling_videos_out_of_later_pools() -> None:
    memory = world(2)
    watched(
        memory, np.arange(60), np.full(60, 0), ratio=np.where(np.arange(60) < 40, 1.0, 0.1)
    )  # 2 of 3 to the end
    memory.history.grow(100, 2)  # pools end at 10, 50 and 100 viewers
    for rise, inside in ((0.0, True), (0.5, False)):
        stage = type(RerankSettings().pools)(on=True, share=1.0, sizes=(0.1, 0.5, 1.0), rise=rise)
        slate = STAGES["pools"](
            slate_of([70] * 50, np.full((50, 2), NO_ITEM)), stage, Moment(memory, LUCK, 0, 2)
        )
        assert (0 in slate.items) == inside


def test_exploration_of_1_is_the_lot() -> None:
    memory = world()
    method = UserCF(UserCFSettings(trial_share=0), LUCK, memory)
    chosen = RerankSettings.model_validate({"exploration": {"on": True, "share": 1.0}})
    slate = Pipeline(method, "user-cf", chosen, LUCK).recommend(np.arange(3000, dtype=np.int32), 5, 0)
    assert (slate.source == Source.CHANCE).mean() > 0.999
    counts = np.bincount(slate.items.ravel(), minlength=60)
    assert (np.abs(counts - 250) < 5 * np.sqrt(250)).all()


def test_exploration_takes_its_share_of_places() -> None:
    memory = world()
    chosen = RerankSettings.model_validate({"exploration": {"on": True, "share": 0.2}})
    slate = Pipeline(Newest(memory), "newest", chosen, LUCK).recommend(np.arange(2000, dtype=np.int32), 10, 0)
    assert (slate.source == Source.CHANCE).mean() == pytest.approx(0.2, abs=0.01)


def test_an_explanation_tells_what_each_stage_moved() -> None:
    chosen = RerankSettings.model_validate(
        {**QUIET, "diversity": {"on": True}, "exploration": {"on": True, "share": 0.3}}
    )
    model = taught(piped(chosen))
    who = column(3)
    steps = dict(model.walk(who, PLACES, TICKS))
    assert list(steps) == ["score", "diversity", "exploration"]
    slates = [steps[name].items[0].tolist() for name in steps]
    told = 0
    for item in slates[-1][:PLACES]:
        places = [row.index(item) if item in row else -1 for row in slates]
        why = model.explain(3, item, TICKS)
        expected = [
            (name, before, after)
            for name, before, after in zip(("diversity", "exploration"), places, places[1:], strict=False)
            if before != after
        ]
        assert [(move.stage, move.before, move.after) for move in why.moves] == expected
        told += len(expected)
        if places[0] < 0:
            assert why.source == Source.CHANCE
    assert told


def test_a_pipeline_can_be_printed() -> None:
    chosen = RerankSettings.model_validate({**QUIET, "diversity": {"on": True}, "exploration": {"on": True}})
    model = piped(chosen)()
    assert str(model) == "user-cf x 3 -> diversity(share 0.3) -> exploration(share 0.1)"
    assert str(piped(OFF)()) == "user-cf"
    assert (
        str(piped(RerankSettings())()) == "user-cf -> negative(strength 3.0, topics 0.25, half_life_h 168.0)"
    )
    steps = model.steps()
    assert [step.name for step in steps] == ["recall", "score", *STAGES]
    assert [step.name for step in steps if step.on] == ["recall", "score", "diversity", "exploration"]
    assert all(step.sentence for step in steps)


@pytest.mark.parametrize(
    ("wrong", "sentence"),
    [
        ({"pools": {"sizes": [0.2, 0.1]}}, "rise from pool to pool"),
        ({"diversity": {"share": 1.5}}, "less than or equal to 1"),
        ({"diversty": {"on": True}}, "Extra inputs"),
    ],
)
def test_settings_that_cannot_be_are_refused(wrong, sentence) -> None:
    with pytest.raises(ValueError, match=sentence):
        RerankSettings.model_validate(wrong)
