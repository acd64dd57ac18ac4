"""What feeds of user-CF rank by: votes weighed against popularity, what neighbours objected to, and draws by score."""

from __future__ import annotations

import math

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from recommender import (
    HistorySettings,
    Interactions,
    Memory,
    Source,
    Strength,
    UserCF,
    UserCFSettings,
    metrics,
)
from recommender.config import MethodSettings
from recommender.datasets import generated_log
from recommender.evaluate import offline, split
from recommender.evaluate.ground import Ground
from recommender.luck import Luck
from recommender.memory.history import objections, strengths
from recommender.methods.method import Method
from recommender.methods.sharpness import drawn_order, levels
from recommender.methods.table import make
from recommender.testing import ITEMS, TICKS, events, everyone, items, same, watched
from tests.recommender import oracle
from tests.recommender.models import FOREVER, column, publish, ratings
from tests.recommender.models import taught as rated

SECONDS = 20.0
SIGNED = HistorySettings(half_life_h=math.inf, strength=Strength(floor=-1.0))

# What one view was: (watch ratio, liked, disliked), or None for no view.
VIEW = st.none() | st.sampled_from(
    [
        (0.0, False, False),
        (0.125, False, False),
        (0.3, True, False),
        (0.4, False, False),
        (0.8, False, False),
        (1.0, True, False),
        (1.5, False, True),
        (0.1, False, True),
        (3.0, True, True),
    ]
)
View = tuple[float, bool, bool] | None


@st.composite
def view_tables(draw, users: int = 8, most: int = 8) -> list[list[View]]:
    """What each of up to 8 users did with each of up to 8 items."""
    shape = draw(st.integers(2, users)), draw(st.integers(1, most))
    return [[draw(VIEW) for _ in range(shape[1])] for _ in range(shape[0])]


def batch(rows: list[tuple[int, int, tuple[float, bool, bool]]], tick: int = 0) -> Interactions:
    user, item = (np.array([row[at] for row in rows], dtype=np.int32) for at in (0, 1))
    ratio, liked, disliked = (np.array([row[2][at] for row in rows]) for at in range(3))
    no = np.zeros(len(rows), dtype=np.bool_)
    length = np.full(len(rows), SECONDS, dtype=np.float32)
    watch = (ratio * SECONDS).astype(np.float32)
    return Interactions(
        user, item, np.full(len(rows), tick, np.int32), watch, length, liked > 0, no, no, no, disliked > 0
    )


def cells(table: list[list[View]]) -> list[tuple[int, int, tuple[float, bool, bool]]]:
    return [(u, i, view) for u, row in enumerate(table) for i, view in enumerate(row) if view is not None]


def taught(table: list[list[View]], history: HistorySettings = SIGNED, **knobs) -> UserCF:
    """User-CF of which each user did with each item what the table says."""
    model = UserCF(UserCFSettings(**{"trial_share": 0.0, **knobs}), Luck(2), Memory(history))
    publish(model, len(table[0]))
    if cells(table):
        model.update(batch(cells(table)))
    return model


FULL, LEFT, SKIPPED = (1.0, False, False), (0.25, False, False), (0.0, False, False)


# Popularity


def test_votes_for_what_many_have_watched_are_divided_by_a_power_of_how_many() -> None:
    # Users 1 and 2 are equally like user 0. Item 1 has three viewers, item 2 has one.
    r = np.array([[1.0, 0, 0], [1, 1, 0], [1, 0, 1], [0, 1, 0], [0, 1, 0]])
    for power, first, second in (
        (0.0, 0.5, 0.5),
        (1.0, 0.5 / 4, 0.5 / 2),
        (0.5, 0.5 / 2, 0.5 / math.sqrt(2)),
    ):
        model = rated(r, popularity=power)
        assert model.score(column(0), np.array([[1, 2]], np.int32), 0)[0] == pytest.approx([first, second])
        slate = model.recommend(column(0), 2, 0)
        assert slate.items[0].tolist() == ([2, 1] if power else [1, 2])
        assert model.explain(0, 2, 0).parts[0].share == pytest.approx(second)


def test_prediction_knows_nothing_of_popularity() -> None:
    book = np.array([[5.0, 3, 4], [3, 5, 2], [4, 2, 5]])
    assert rated(book, popularity=2.0).predict(column(0), column(2))[0] == pytest.approx(
        3.5798123562429756, rel=1e-15
    )


# Objections


def test_an_objection_is_what_lies_below_0_down_to_the_floor() -> None:
    views = [
        (0.0, False, False),
        (0.05, False, False),
        (0.25, False, False),
        (0.5, False, False),
        (0.25, True, False),
        (0.75, False, True),
        (0.0, False, True),
    ]
    happened = batch([(0, 0, view) for view in views])
    weights = Strength(skip=-0.5, dislike=-1.0, floor=-1.2)
    expected = [0.5, 0.45, 0.25, 0.0, 0.0, 0.25, 1.2]
    np.testing.assert_allclose(objections(happened, weights), expected, atol=1e-7)
    assert (strengths(happened, weights)[np.array(expected) > 0] == 0).all()
    assert not objections(happened, Strength()).any()
    happened.duration_s[:] = 0  # what lasts no time is not skipped
    assert objections(happened, Strength(floor=-1.0, dislike=0.0)).tolist() == [0.0] * 7


def test_a_video_that_neighbours_skipped_is_told_from_one_that_they_never_met() -> None:
    table: list[list[View]] = [[FULL, None, None], [FULL, FULL, FULL], [FULL, SKIPPED, None]]
    ignoring, model = taught(table, FOREVER), taught(table)
    both = np.array([[1, 2]], dtype=np.int32)
    near = 1 / math.sqrt(3)  # user 1 has three items
    assert ignoring.score(column(0), both, 0)[0] == pytest.approx([near / (1 + near)] * 2)
    assert model.score(column(0), both, 0)[0] == pytest.approx([(near - 0.5) / (1 + near), near / (1 + near)])
    why = model.explain(0, 1, 0)
    assert [part.id for part in why.parts] == [1, 2]
    assert [part.share for part in why.parts] == pytest.approx([near / (1 + near), -0.5 / (1 + near)])
    table.append([FULL, SKIPPED, None])
    more = taught(table)
    assert np.isnan(more.score(column(0), np.array([[1]], dtype=np.int32), 0)).all()
    slate = more.recommend(column(0), 2, 0)
    assert slate.items[0][slate.source[0] == Source.NEIGHBOURS].tolist() == [2]
    assert more.explain(0, 1, 0).source != Source.NEIGHBOURS


def test_skips_push_nothing_out_of_a_full_row() -> None:
    table: list[list[View]] = [[FULL] * 8 + [SKIPPED] * 8]
    model = taught(table, HistorySettings(window=8, strength=Strength(floor=-1.0)))
    assert model.history.rows()[1].tolist() == list(range(8))
    assert model.memory.against.rows()[1].tolist() == list(range(8, 16))


def test_what_only_the_votes_know_changes_no_similarity() -> None:
    table: list[list[View]] = [[FULL, SKIPPED, LEFT], [FULL, FULL, None], [LEFT, FULL, SKIPPED]]
    users = column(0, 1, 2)
    for one, other in zip(
        taught(table).neighbours(users), taught(table, FOREVER).neighbours(users), strict=True
    ):
        assert one.tobytes() == other.tobytes()


@given(table=view_tables(), gone=st.integers(0, 7), pair=st.tuples(st.integers(0, 7), st.integers(0, 7)))
def test_objections_are_forgotten_and_taken_back_without_a_trace(table, gone, pair) -> None:
    users = np.arange(len(table), dtype=np.int32)
    model = taught(table, k=3, popularity=0.5)
    model.forget(column(gone))
    never = taught(
        [[None] * len(row) if u == gone else row for u, row in enumerate(table)], k=3, popularity=0.5
    )
    for one, other in zip(model.memory.against.rows(), never.memory.against.rows(), strict=True):
        assert one.tobytes() == other.tobytes()
    same(model.recommend(users, 8, 0), never.recommend(users, 8, 0))
    model = taught(table, k=3)
    model.memory.retract(column(pair[0]), column(pair[1]))
    other = taught(
        [[None if (u, i) == pair else v for i, v in enumerate(row)] for u, row in enumerate(table)], k=3
    )
    same(model.recommend(users, 8, 0), other.recommend(users, 8, 0))


def test_objections_fade_as_strengths_do() -> None:
    fading = HistorySettings(half_life_h=10.0, strength=Strength(floor=-1.0))
    model = taught([[FULL, None], [FULL, FULL], [FULL, SKIPPED]], fading)
    model.rate(column(3), column(0), np.ones(1), 4_000)  # long enough for both tables to move their epochs
    model.update(batch([(1, 1, FULL), (2, 1, LEFT), (2, 0, FULL), (1, 0, FULL), (0, 0, FULL)], 4_000))
    now, later = (
        model.score(column(0), np.array([[1]], dtype=np.int32), tick)[0, 0] for tick in (4_000, 4_020)
    )
    near = 1 / math.sqrt(2)
    assert now == pytest.approx((near - 0.25) / (near + 2), rel=1e-6)
    assert later == pytest.approx(now / 4)


# Both, against the book


@given(
    table=view_tables(), popularity=st.sampled_from([0.0, 0.5, 1.3]), skip=st.sampled_from([0.0, -0.5, -3.0])
)
def test_slates_scores_and_explanations_agree_with_the_book_and_to_the_last_bit_with_each_other(
    table, popularity, skip
) -> None:
    weights = Strength(skip=skip, floor=-2.0)
    model = taught(table, HistorySettings(half_life_h=math.inf, strength=weights), popularity=popularity, k=8)
    r, against = np.zeros((len(table), len(table[0]))), np.zeros((len(table), len(table[0])))
    for u, i, (ratio, liked, disliked) in cells(table):
        total = oracle.event_sum(weights, ratio, weights.like * liked, disliked)
        r[u, i], against[u, i] = max(0.0, total), min(2.0, max(0.0, -total))
    viewers = np.array([[view is not None for view in row] for row in table]).sum(axis=0)
    sims = oracle.all_similarities(r, "cosine", "all")
    users, things = np.arange(len(r), dtype=np.int32), np.arange(r.shape[1], dtype=np.int32)
    scores = model.score(users, np.broadcast_to(things, r.shape), 0)
    expected = [[oracle.score(r, against, viewers, sims, u, i, 8, popularity) for i in things] for u in users]
    np.testing.assert_allclose(scores, expected, rtol=1e-5)
    slate = model.recommend(users, len(things), 0)
    for u in users:
        voted = slate.source[u] == Source.NEIGHBOURS
        unseen = [i for i in things if table[u][i] is None and not math.isnan(scores[u, i])]
        assert sorted(slate.items[u][voted]) == unseen
        assert slate.scores[u][voted].tolist() == scores[u, slate.items[u][voted]].tolist()
        assert (np.diff(slate.scores[u][voted]) <= 0).all()
        for i in things[~np.isnan(scores[u])]:
            why = model.explain(int(u), int(i), 0)
            assert why.score == scores[u, i]
            assert math.fsum(part.share for part in why.parts) == pytest.approx(why.score, rel=1e-8)


@given(r=ratings(), seed=st.integers(0, 99), popularity=st.sampled_from([0.4, 1.0]))
def test_renaming_users_permutes_weighed_votes_and_nothing_else(r, seed, popularity) -> None:
    r = r + (r > 0) * np.linspace(0, 0.4, r.size).reshape(r.shape)  # no ties: those go by name
    new_name = np.random.default_rng(seed).permutation(len(r)).astype(np.int32)  # hypothesis picks the seed
    renamed = np.zeros_like(r)
    renamed[new_name] = r
    against = [(u, i, SKIPPED) for u, i in zip(*np.nonzero(r == 0), strict=True) if (u * 7 + i) % 3 == 0]
    users = np.arange(len(r), dtype=np.int32)
    found = []
    for table, names in ((r, users), (renamed, new_name)):
        model = rated(table, SIGNED, k=len(r), popularity=popularity)
        if against:
            model.update(batch([(int(names[u]), int(i), view) for u, i, view in against]))
        found.append(
            (model.recommend(names, 4, 0), model.score(names, np.tile(np.arange(r.shape[1]), (len(r), 1)), 0))
        )
    (slate, scores), (permuted, other) = found
    np.testing.assert_allclose(slate.scores, permuted.scores, rtol=1e-7)
    np.testing.assert_array_equal(slate.source, permuted.source)
    np.testing.assert_allclose(scores, other, rtol=1e-7)


@pytest.mark.parametrize(
    ("knobs", "strength"),
    [
        ({"popularity": 0.0}, {}),
        ({"sharpness": math.inf}, {"floor": 0.0}),
        ({}, {"floor": -1, "skip": 0, "dislike": 0}),
    ],
)
def test_switched_off_all_is_as_it_was(knobs, strength) -> None:
    plain, model = (
        UserCF(UserCFSettings(**how), Luck(3), Memory(HistorySettings(strength=Strength(**weights))))
        for how, weights in (({}, {"dislike": strength.get("dislike", -10.0)}), (knobs, strength))
    )
    for each in (plain, model):
        each.publish(items(0, ITEMS))
        for tick in range(TICKS):
            each.update(events(tick))
    same(plain.recommend(everyone(), 10, TICKS), model.recommend(everyone(), 10, TICKS))


# Draws


def test_levels_run_from_the_least_candidate_to_the_best() -> None:
    found = levels(np.array([[4.0, 2, 3, math.nan], [-7, -7, math.nan, math.nan], [math.nan] * 4]))
    np.testing.assert_array_equal(found, [[1, 0, 0.5, math.nan], [1, 1, math.nan, math.nan], [math.nan] * 4])


class Given:
    """Luck that is told beforehand."""

    def __init__(self, luck: list[list[float]]) -> None:
        self.luck = np.array(luck)

    def uniform(self, purpose: str, *ids) -> np.ndarray:
        return self.luck


def test_the_order_drawn_is_that_of_level_times_sharpness_plus_gumbel() -> None:
    # Gumbel draws -ln(-ln(1 - u)): -0.834, 0.367, 2.250; levels 1, 0.5, 0.
    luck = Given([[0.1, 1 - math.exp(-math.log(2)), 0.1]])
    ids, scores = np.array([[7, 8, 9]], dtype=np.int32), np.array([[3.0, 2.0, 1.0]])
    # u = 0.1 is a draw of 2.250, u = 0.5 one of 0.367: keys 2.250 + b, 0.367 + b / 2, 2.250.
    assert drawn_order(column(0), ids, scores, 1.0, luck, 0)[0].tolist() == [[7, 9, 8]]
    assert drawn_order(column(0), ids, scores, 5.0, luck, 0)[0].tolist() == [[7, 8, 9]]
    assert drawn_order(column(0), ids, scores, 5.0, luck, 0)[1].tolist() == [[3.0, 2.0, 1.0]]


@pytest.mark.parametrize(("sharpness", "chance"), [(0.0, 0.5), (math.log(3), 0.75), (4.0, 0.982)])
def test_the_odds_of_best_against_least_are_e_to_the_sharpness(sharpness: float, chance: float) -> None:
    people = 4_000
    two = np.tile(np.array([[5, 9]], dtype=np.int32), (people, 1))
    scores = np.tile(np.array([[0.9, 0.2]]), (people, 1))
    drawn, _ = drawn_order(np.arange(people, dtype=np.int32), two, scores, sharpness, Luck(4), 3)
    assert (drawn[:, 0] == 5).mean() == pytest.approx(chance, abs=4 * math.sqrt(0.25 / people))


def model_drawing(sharpness: float, name: str = "user-cf") -> Method:
    how = {"sharpness": sharpness}
    if name != "content":
        how["trial_share"] = 0.0
    settings = MethodSettings.model_validate({"history": SIGNED, name.replace("-", "_"): how})
    model = make(name, settings, Luck(6))
    model.publish(items(0, ITEMS))
    for tick in range(TICKS):
        model.update(events(tick))
    return model


@pytest.mark.parametrize("name", ["user-cf", "item-cf", "content"])
def test_the_sharper_the_higher_the_scores_and_past_all_doubt_their_order(name: str) -> None:
    sharp, users = model_drawing(math.inf, name), everyone()[:-1]
    mean = []
    for sharpness in (0.0, 3.0, 10.0, 1e9):
        slate = model_drawing(sharpness, name).recommend(users, 5, TICKS)
        voted = ~np.isin(slate.source, (Source.TRENDING, Source.NEWEST))
        mean.append(float(slate.scores[voted].mean()))
        scores = sharp.score(users, slate.items, TICKS)
        np.testing.assert_allclose(slate.scores[voted], scores[voted], rtol=1e-12)
    assert mean == sorted(mean)
    if name != "content":  # whose ties go by lot
        same(model_drawing(1e9, name).recommend(users, 5, TICKS), sharp.recommend(users, 5, TICKS))


def test_drawn_are_all_candidates_the_first_places_of_a_longer_slate_and_others_each_hour() -> None:
    model, sharp, users = model_drawing(0.0), model_drawing(math.inf), everyone()[:-1]
    long, all_of_them = (each.recommend(users, ITEMS + 10, TICKS) for each in (model, sharp))
    short, later = model.recommend(users, 5, TICKS), model.recommend(users, 5, TICKS + 1)
    np.testing.assert_array_equal(short.items, long.items[:, :5])
    assert (short.items != later.items).mean() > 0.5
    for u in users:
        own, other = (set(s.items[u][s.source[u] == Source.NEIGHBOURS]) for s in (long, all_of_them))
        assert own == other
        assert not watched()[u, list(own)].any()


# How good slates are, on a rated log


def test_weighing_against_popularity_finds_what_people_like_where_the_log_tells_what_they_met() -> None:
    """A log of clustered tastes whose events go by popularity: what a held-out event rewards is what many meet
    (Steck 2011), what people like is known from the lot that made them."""
    people, count, luck = 300, 300, Luck(6)
    log, base = (
        generated_log(luck, users=people, items=count, events=15_000),
        offline(MethodSettings(), count),
    )
    draws = luck.uniform("log taste", np.arange(people)[:, None], np.arange(3))
    liked = np.minimum(draws * 16, 15).astype(np.int64)
    ground = Ground(log, split(log, "time", Luck(1), 0.2), 0.5, ())
    found = {}
    for name, strength, knobs in (
        ("plain", {}, {}),
        ("off", {}, {"popularity": 0.0}),
        ("a little", {}, {"popularity": 0.1}),
        ("much", {}, {"popularity": 0.5}),
        ("objections", {"floor": -1.0}, {}),
    ):
        history = base.history.model_copy(update={"strength": Strength(**strength)})
        model = UserCF(UserCFSettings(**{"trial_share": 0.0, **knobs}), luck, Memory(history))
        model.publish(ground.items)
        model.update(ground.train)
        slate = model.recommend(ground.people, 10, ground.now).items
        hits = metrics.hits_of(slate, ground.row, ground.item)
        topic = ground.items.topics.argmax(axis=1)[slate]
        fits = (topic[:, :, None] == liked[ground.people][:, None, :]).any(axis=2).mean()
        shown = len(np.unique(slate)) / count
        found[name] = float(np.nanmean(metrics.ndcg(hits, ground.relevant))), float(fits), shown
    assert found["plain"] == found["off"]
    assert found["a little"][0] > 0.9 * found["plain"][0]
    assert found["objections"][0] > 0.97 * found["plain"][0]
    for at in (1, 2):  # liked topics, and the share of items that anybody is shown
        assert found["much"][at] > found["a little"][at] > found["plain"][at]
    assert found["much"][1] > found["plain"][1] + 0.1
