"""User-CF agrees with arithmetic, with an oracle by the book, with scikit-learn and with Surprise."""

from __future__ import annotations

import math
import warnings

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from sklearn.metrics.pairwise import cosine_similarity

from recommender import NO_ITEM, HistorySettings, Items, Memory, Source, UserCF, UserCFSettings
from recommender.luck import Luck
from tests.recommender import oracle
from tests.recommender.models import column, publish, ratings, taught

BOOK = np.array([[5.0, 3, 4], [3, 5, 2], [4, 2, 5]])
WAYS = [
    ("cosine", "all"),
    ("cosine", "common"),
    ("pearson", "all"),
    ("pearson", "common"),
    ("jaccard", "all"),
]


def test_the_worked_example_comes_out() -> None:
    model = taught(BOOK)
    assert model.predict(column(0), column(2))[0] == pytest.approx(3.5798123562429756, rel=1e-15)


def test_counting_oneself_as_a_neighbour_would_give_another_figure() -> None:
    norms = np.sqrt((BOOK**2).sum(axis=1))
    sims = BOOK @ BOOK[0] / (norms * norms[0])
    assert (sims @ BOOK[:, 2]) / sims.sum() == pytest.approx(3.7276853101996483, rel=1e-15)
    others = sims[1:]
    assert (others @ BOOK[1:, 2]) / others.sum() == pytest.approx(3.5798123562429756, rel=1e-15)
    assert 0 not in taught(BOOK).neighbours(column(0))[0]


@pytest.mark.sampled(3)
@pytest.mark.parametrize(("name", "overlap"), WAYS)
@given(r=ratings(), k=st.integers(1, 9), shrinkage=st.sampled_from([0.0, 0.5, 10.0]), iuf=st.booleans())
def test_user_cf_agrees_with_the_book(name, overlap, r, k, shrinkage, iuf) -> None:
    model = taught(r, similarity=name, overlap=overlap, k=k, shrinkage=shrinkage, inverse_user_frequency=iuf)
    sims = oracle.all_similarities(r, name, overlap, shrinkage, iuf)
    everyone = np.arange(len(r), dtype=np.int32)
    ids, similarities = model.neighbours(everyone)
    for u in everyone:
        near = ids[u][ids[u] >= 0]
        expected = oracle.neighbours(sims, u, k)
        np.testing.assert_allclose(similarities[u, : len(near)], sims[u, expected], rtol=1e-9, atol=1e-11)
        np.testing.assert_allclose(sims[u, near], sims[u, expected], rtol=1e-9, atol=1e-11)
    # Which of several equally similar people are asked is settled by their last bits; leave such cases out.
    users, items = (column.ravel().astype(np.int32) for column in np.indices(r.shape))
    clear = np.array(
        [[i for i in row if i >= 0] == oracle.neighbours(sims, u, k) for u, row in enumerate(ids)]
    )
    for normalize in ("neighbours", "raters"):
        ours = model.predict(users, items, normalize)
        theirs = [oracle.predict(r, sims, u, i, k, normalize) for u, i in zip(users, items, strict=True)]
        np.testing.assert_allclose(ours[clear[users]], np.array(theirs)[clear[users]], rtol=1e-8)


@given(r=ratings())
def test_cosine_agrees_with_scikit_learn(r) -> None:
    theirs = cosine_similarity(r)
    np.fill_diagonal(theirs, 0)
    ids, sims = taught(r, k=len(r)).neighbours(np.arange(len(r), dtype=np.int32))
    ours = np.zeros_like(theirs)
    rows, places = np.nonzero(ids >= 0)
    ours[rows, ids[rows, places]] = sims[rows, places]
    np.testing.assert_allclose(ours, theirs, atol=1e-12)


@pytest.mark.parametrize("name", ["cosine", "pearson"])
@given(r=ratings(users=12, items=12))
def test_predictions_agree_with_surprise(name, r) -> None:
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # theirs, at import and when a similarity has no common items
        from surprise import Dataset, KNNBasic, Reader

        users, items = np.nonzero(r)
        if not len(users):
            return
        ours = taught(r, similarity=name, overlap="common", k=len(r))
        theirs = KNNBasic(k=len(r), min_k=1, sim_options={"name": name, "user_based": True}, verbose=False)
        rows = [(int(u), int(i), float(r[u, i]), None) for u, i in zip(users, items, strict=True)]
        theirs.fit(Dataset(Reader(rating_scale=(0, 10))).construct_trainset(rows))
        everybody, everything = (ids.astype(np.int32) for ids in np.indices(r.shape))
        guess = ours.predict(everybody.ravel(), everything.ravel(), "raters").reshape(r.shape)
        for u in range(len(r)):
            for i in range(r.shape[1]):
                told = theirs.predict(u, i, clip=False)
                if r[u, i] or told.details["was_impossible"]:
                    continue  # Surprise counts u among u's neighbours where u has rated i
                assert guess[u, i] == pytest.approx(told.est, rel=1e-9)


@given(r=ratings(), seed=st.integers(0, 99), name=st.sampled_from(["cosine", "pearson", "jaccard"]))
def test_renaming_users_permutes_results_and_nothing_else(r, seed, name) -> None:
    r = r + (r > 0) * np.linspace(0, 0.4, r.size).reshape(r.shape)  # no ties: those go by name
    new_name = np.random.default_rng(seed).permutation(len(r)).astype(np.int32)  # hypothesis picks the seed
    renamed = np.zeros_like(r)
    renamed[new_name] = r
    one, other = taught(r, similarity=name, k=len(r)), taught(renamed, similarity=name, k=len(r))
    users = np.arange(len(r), dtype=np.int32)
    slate, permuted = one.recommend(users, 4, 0), other.recommend(new_name, 4, 0)
    np.testing.assert_allclose(slate.scores, permuted.scores, rtol=1e-9)
    np.testing.assert_array_equal(slate.source, permuted.source)
    cells = np.indices(r.shape).reshape(2, -1).astype(np.int32)
    np.testing.assert_allclose(one.predict(*cells), other.predict(new_name[cells[0]], cells[1]), rtol=1e-9)


@given(r=ratings(), factor=st.sampled_from([0.5, 2.0, 7.0]))
def test_scaling_a_row_leaves_cosine_alone(r, factor) -> None:
    louder = r.copy()
    louder[0] *= factor
    users = np.arange(len(r), dtype=np.int32)
    one, other = (np.sort(taught(m, k=len(r)).neighbours(users)[1], axis=1) for m in (r, louder))
    np.testing.assert_allclose(one, other, atol=1e-12)


@pytest.mark.parametrize(("name", "overlap"), WAYS)
def test_threads_change_no_byte(name, overlap) -> None:
    draw = np.random.default_rng(5)  # fixed seed: one world
    r = draw.integers(1, 6, (150, 80)) * (draw.random((150, 80)) < 0.2).astype(float)
    users = np.arange(150, dtype=np.int32)
    told = []
    for threads in (1, 2, 5):
        model = taught(r, similarity=name, overlap=overlap, threads=threads, shrinkage=1.0)
        slate = model.recommend(users, 10, 0)
        ids, sims = model.neighbours(users)
        told.append(b"".join(part.tobytes() for part in (slate.items, slate.scores, slate.source, ids, sims)))
    assert told[0] == told[1] == told[2]


@given(r=ratings(), k=st.integers(1, 5))
def test_slates_are_the_unseen_items_by_predicted_strength(r, k) -> None:
    model = taught(r, k=k)
    users = np.arange(len(r), dtype=np.int32)
    slate = model.recommend(users, r.shape[1], 0)
    cells = np.indices(r.shape).reshape(2, -1).astype(np.int32)
    predicted = model.predict(*cells, "neighbours").reshape(r.shape)
    for u in users:
        from_neighbours = slate.source[u] == Source.NEIGHBOURS
        expected = [i for i in range(r.shape[1]) if r[u, i] == 0 and predicted[u, i] > 0]
        assert sorted(slate.items[u][from_neighbours]) == expected
        np.testing.assert_allclose(
            slate.scores[u][from_neighbours], sorted(predicted[u, expected], reverse=True), rtol=1e-12
        )


def test_a_score_is_the_strength_at_the_hour_of_asking() -> None:
    model = taught(BOOK, HistorySettings(half_life_h=10))
    publish_one_more(model)
    model.rate(column(1), column(3), np.array([4.0]), 0)
    now, later = (model.recommend(column(0), 1, tick).scores[0, 0] for tick in (0, 20))
    assert later == pytest.approx(now / 4)
    assert model.explain(0, 3, 20).score == pytest.approx(later)
    assert model.predict(column(0), column(3), tick=20)[0] == pytest.approx(later)


def test_an_explanation_names_common_items_strongest_first() -> None:
    model = taught(np.array([[1.0, 5, 3, 0], [4, 2, 3, 5]]))
    (part,) = model.explain(0, 3, 0).parts
    assert (part.source, part.id, part.items) == (Source.NEIGHBOURS, 1, (1, 2, 0))
    assert part.share == pytest.approx(5.0)
    assert part.weight == pytest.approx(23 / math.sqrt(35 * 54))


def test_trials_take_their_share_of_places_and_only_little_known_items() -> None:
    people, items, places = 400, 300, 20
    draw = np.random.default_rng(2)  # fixed seed: one world
    r = np.zeros((people, items))
    r[:, :200] = draw.random((people, 200)) < 0.3
    model = taught(r, trial_share=0.1)
    slate = model.recommend(np.arange(people, dtype=np.int32), places, 7)
    trial = slate.source == Source.TRIAL
    np.testing.assert_array_equal(trial.sum(axis=1), 2)
    gaps = np.diff(np.nonzero(trial)[1].reshape(people, 2), axis=1)
    assert set(gaps.ravel()) <= {9, 10, 11}
    on_trial = slate.items[trial]
    assert (on_trial >= 200).all()
    assert len(np.unique(on_trial)) > 90
    again = model.recommend(np.arange(people, dtype=np.int32), places, 8)
    assert (again.items[again.source == Source.TRIAL] != on_trial).mean() > 0.9


def test_short_slates_give_trials_their_share_too() -> None:
    r = np.zeros((2000, 50))
    r[:, 0] = 1
    slate = taught(r, trial_share=0.05).recommend(np.arange(2000, dtype=np.int32), 4, 0)
    assert (slate.source == Source.TRIAL).mean() == pytest.approx(0.05, abs=0.01)


def test_a_trial_ends_when_enough_people_have_watched() -> None:
    r = np.zeros((20, 3))
    r[:8, 1] = 1
    model = taught(r, trial_share=1.0, trial_views=8)
    items = model.recommend(column(19), 3, 0)
    assert set(items.items[0][items.source[0] == Source.TRIAL]) == {0, 2}


def test_rows_too_old_to_matter_are_like_no_one() -> None:
    model = UserCF(UserCFSettings(), Luck(1), Memory(HistorySettings(half_life_h=1)))
    publish(model, 3)
    model.rate(column(0, 1), column(0, 0), np.ones(2), 0)
    model.rate(column(2), column(1), np.ones(1), 5000)
    assert (model.neighbours(column(0, 1))[0] == -1).all()
    assert (model.recommend(column(0), 3, 5000).items[0] != NO_ITEM).sum() == 2


def test_predictions_without_neighbours_are_undefined() -> None:
    model = taught(np.array([[1.0, 0], [0, 1]]))
    assert np.isnan(model.predict(column(0, 99), column(1, 1))).all()
    assert (model.neighbours(column(99))[0] == -1).all()


def test_bad_questions_get_one_clear_sentence() -> None:
    model = taught(BOOK)
    with pytest.raises(ValueError, match=r"item 3 was never published; known items are 0 to 2"):
        model.predict(column(0), column(3))
    with pytest.raises(ValueError, match="normalize must be one of neighbours, raters, not 'both'"):
        model.predict(column(0), column(0), "both")
    with pytest.raises(ValueError, match="0 or more"):
        model.rate(column(0), column(0), np.array([-1.0]))
    with pytest.raises(ValueError, match="user ids"):
        model.recommend(column(-1), 2, 0)


def publish_one_more(model: UserCF) -> None:
    count = column(model.memory.items)
    model.publish(Items(count, 0 * count, 0 * count, np.ones((1, 1), dtype=np.float32)))


@pytest.mark.parametrize(("name", "overlap"), WAYS)
def test_one_persons_long_history_changes_no_byte_of_others(name, overlap) -> None:
    draw = np.random.default_rng(8)  # fixed seed: one world
    r = draw.random((30, 200)) * (draw.random((30, 200)) < 0.5)  # rows of 100, later with room for 200
    everyone = np.arange(30, dtype=np.int32)
    roomy = HistorySettings(half_life_h=math.inf, window=256)
    short = taught(r, roomy, similarity=name, overlap=overlap, inverse_user_frequency=True)
    wide = taught(r, roomy, similarity=name, overlap=overlap, inverse_user_frequency=True)
    wide.rate(np.full(200, 40, dtype=np.int32), np.arange(200, dtype=np.int32), np.ones(200))
    wide.forget(column(40))
    assert short.history.item.shape[1] < 128 < wide.history.item.shape[1]
    for one, other in zip(short.neighbours(everyone), wide.neighbours(everyone), strict=True):
        assert one.tobytes() == other.tobytes()
