"""Rating prediction by neighbourhood is Surprise's, to the last digit that counts; and it says why."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from surprise import Dataset, KNNBaseline, KNNBasic, KNNWithMeans, KNNWithZScore, Reader

from recommender.config import UserCFSettings
from recommender.datasets import generated_log
from recommender.evaluate.raters import RATERS, rater
from recommender.luck import Luck
from recommender.ratings.knn import RatingKNN, RatingSettings
from tests.recommender.models import ratings as matrices

MODELS = {"none": KNNBasic, "mean": KNNWithMeans, "z-score": KNNWithZScore, "baseline": KNNBaseline}
BOTH = ("user", "item")
SCALE = (1.0, 5.0)


def columns(r: np.ndarray) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """The ratings of a matrix, 0 for none, in an order that is not that of the ids."""
    users, items = np.nonzero(r)
    order = np.random.default_rng(3).permutation(len(users))  # any order will do
    return users[order], items[order], r[users, items][order]


def everything(users: int, items: int) -> tuple[np.ndarray, np.ndarray]:
    """All pairs, and one user and one item that were never met."""
    return np.divmod(np.arange((users + 1) * (items + 1)), items + 1)


def surprise(model, rated, pairs) -> np.ndarray:
    rows = [(int(u), int(i), float(r), None) for u, i, r in zip(*rated, strict=True)]
    model.fit(Dataset(Reader(rating_scale=SCALE)).construct_trainset(rows))
    return np.array([model.predict(int(u), int(i)).est for u, i in zip(*pairs, strict=True)])


@pytest.mark.sampled(5)
@pytest.mark.parametrize("centre", MODELS)
@pytest.mark.parametrize("by", BOTH)
@pytest.mark.parametrize("similarity", ["cosine", "msd", "pearson"])
def test_every_prediction_agrees_with_surprise(centre: str, by: str, similarity: str) -> None:
    log = generated_log(Luck(5), users=70, items=90, events=1500)  # a seed that leaves cold users and items
    rated = log.user, log.item, log.rating
    pairs = everything(70, 90)
    k, min_k, support = 7, 2, 2
    theirs = MODELS[centre](
        k=k,
        min_k=min_k,
        sim_options={"name": similarity, "user_based": by == "user", "min_support": support},
        bsl_options={},
        verbose=False,
    )
    ours = RatingKNN(
        RatingSettings(
            by=by,
            centre=centre,
            similarity=similarity,
            k=k,
            min_k=min_k,
            min_support=support,
            own_rating=True,
        )
    ).fit(*rated, SCALE)
    expected = surprise(theirs, rated, pairs)
    np.testing.assert_allclose(ours.predict(*pairs), expected, atol=1e-9)
    assert len(np.unique(np.round(expected, 6))) > 500


@given(matrices(), st.sampled_from(BOTH), st.sampled_from(["none", "mean", "baseline"]), st.integers(1, 4))
def test_small_and_tied_ratings_agree_with_surprise(r: np.ndarray, by: str, centre: str, k: int) -> None:
    if not r.any():
        return
    rated, pairs = columns(r), everything(*r.shape)
    # Half stars: sums of squares stay exact, so that ties are ties on both sides.
    rated = (rated[0], rated[1], rated[2] / 2 + 0.5)
    theirs = MODELS[centre](k=k, sim_options={"name": "msd", "user_based": by == "user"}, verbose=False)
    ours = RatingKNN(RatingSettings(by=by, centre=centre, similarity="msd", k=k, own_rating=True))
    np.testing.assert_allclose(
        ours.fit(*rated, SCALE).predict(*pairs), surprise(theirs, rated, pairs), atol=1e-9
    )


def test_the_worked_example_with_and_without_the_person_s_own_rating() -> None:
    rated = columns(np.array([[5, 3, 4], [3, 5, 2], [4, 2, 5.0]]))
    how = {"centre": "none", "similarity": "cosine"}
    plain, own = (RatingKNN(RatingSettings(own_rating=o, **how)).fit(*rated) for o in (False, True))
    pair = np.array([0]), np.array([2])
    np.testing.assert_allclose(plain.predict(*pair), 3.5798123562429756, rtol=1e-14)
    np.testing.assert_allclose(own.predict(*pair), 3.7276853101996483, rtol=1e-14)


@given(matrices(), st.sampled_from(list(MODELS)), st.sampled_from(BOTH))
def test_the_shares_of_an_explanation_sum_to_the_prediction(r: np.ndarray, centre: str, by: str) -> None:
    if not r.any():
        return
    model = RatingKNN(RatingSettings(by=by, centre=centre, similarity="pearson", k=3, min_k=2)).fit(
        *columns(r)
    )
    users, items = everything(*r.shape)
    for user, item, expected in zip(users, items, model.predict(users, items), strict=True):
        why = model.explain(int(user), int(item))
        assert why.prediction == expected
        np.testing.assert_allclose(why.start + why.share.sum() + why.clipped, expected, atol=1e-9)
        assert len(why.neighbours) in (0, 2, 3)
        if by == "user":
            np.testing.assert_array_equal(why.rating, r[why.neighbours, item] if len(why.rating) else [])
        assert user not in why.neighbours or by == "item"


def test_items_are_users_of_the_transposed_matrix() -> None:
    log = generated_log(Luck(2), users=40, items=30, events=500)
    pairs = everything(40, 30)
    by_item = RatingKNN(RatingSettings(by="item", centre="z-score")).fit(log.user, log.item, log.rating)
    by_user = RatingKNN(RatingSettings(by="user", centre="z-score")).fit(log.item, log.user, log.rating)
    np.testing.assert_array_equal(by_item.predict(*pairs), by_user.predict(*pairs[::-1]))


def test_shrinkage_halves_a_similarity_at_as_many_common_ratings() -> None:
    rated = columns(np.array([[5, 3, 4, 0], [3, 5, 2, 4], [4, 0, 0, 1.0]]))
    plain = RatingKNN(RatingSettings(similarity="cosine")).fit(*rated).similarities(0)
    shrunk = RatingKNN(RatingSettings(similarity="cosine", shrinkage=3)).fit(*rated).similarities(0)
    np.testing.assert_allclose(shrunk[1:], plain[1:] * np.array([3 / 6, 1 / 4]))


def test_results_depend_neither_on_threads_nor_on_what_else_is_asked() -> None:
    log = generated_log(Luck(3), users=120, items=80, events=3000)
    one, four = (RatingKNN(RatingSettings(threads=n)).fit(log.user, log.item, log.rating) for n in (1, 4))
    users, items = everything(120, 80)
    whole = one.predict(users, items)
    np.testing.assert_array_equal(four.predict(users, items), whole)
    some = np.random.default_rng(0).permutation(len(users))[:50]  # any choice will do
    np.testing.assert_array_equal(one.predict(users[some], items[some]), whole[some])


def test_the_last_rating_of_a_pair_counts() -> None:
    twice = RatingKNN().fit(np.array([0, 1, 0, 1]), np.array([0, 0, 0, 1]), np.array([1, 4, 3, 2.0]), SCALE)
    once = RatingKNN().fit(np.array([1, 0, 1]), np.array([0, 0, 1]), np.array([4, 3, 2.0]), SCALE)
    pairs = everything(2, 2)
    np.testing.assert_array_equal(twice.predict(*pairs), once.predict(*pairs))


def test_strangers_get_the_mean_and_nothing_fitted_predicts_nothing() -> None:
    model = RatingKNN()
    assert np.isnan(model.predict(np.array([0]), np.array([0]))).all()
    model.fit(np.array([0, 1]), np.array([0, 0]), np.array([1.0, 4.0]))
    np.testing.assert_array_equal(model.predict(np.array([9, 0, -1]), np.array([0, 9, 0])), [2.5, 2.5, 2.5])


def test_equal_ratings_everywhere_are_predicted_as_they_are() -> None:
    for centre in MODELS:
        model = RatingKNN(RatingSettings(centre=centre, similarity="pearson"))
        model.fit(*columns(np.full((4, 5), 3.7)))
        np.testing.assert_allclose(model.predict(*everything(4, 5)), 3.7)


@pytest.mark.parametrize("name", RATERS)
@pytest.mark.parametrize(
    ("users", "items", "ratings", "sentence"),
    [
        ([0, -1], [0, 0], [1, 2], "user and item ids must be 0 or more"),
        ([0, 3_000_000_000], [0, 0], [1, 2], "user and item ids must be at most 2147483647"),
        ([0, 1], [0, 0], [1, np.nan], "ratings must be finite numbers"),
        ([0, 1], [0], [1, 2], "users, items and ratings must be equally many"),
    ],
)
def test_what_cannot_be_fitted_is_said_in_a_sentence(name: str, users, items, ratings, sentence: str) -> None:
    model = rater(name, UserCFSettings(), Luck(1))()
    with pytest.raises(ValueError, match=sentence):
        model.fit(np.array(users), np.array(items), np.array(ratings, dtype=np.float64))
