"""What a reviewer asks of an evaluation: given parts, folds, a search that never sees the test, intervals."""

from __future__ import annotations

import math
from dataclasses import replace

import numpy as np
import pytest
from sklearn.metrics import roc_auc_score
from surprise import Dataset, KNNBaseline, Reader

from recommender import metrics
from recommender.config import MethodSettings, UserCFSettings, changed
from recommender.datasets import LogError, generated_log, read_log
from recommender.evaluate import (
    EvaluateSettings,
    combinations,
    evaluate,
    folds,
    offline,
    parted,
    rater,
    search,
    split,
)
from recommender.evaluate.people import interval
from recommender.luck import Luck
from recommender.methods.table import make
from recommender.ratings.factorisation import FactorisationSettings, RatingFactors
from recommender.ratings.knn import RatingKNN, RatingSettings

LOG = generated_log(Luck(4), users=60, items=80, events=2500)
SETTINGS = offline(MethodSettings(), len(LOG.items), LOG)


def measured(log=LOG, names=("most-watched",), given=None, **how):
    makers = {name: lambda name=name: make(name, SETTINGS, Luck(1)) for name in names}
    return evaluate(log, makers, {}, Luck(1), EvaluateSettings(**how), given=given)


# Parts


def test_everybody_is_tested_on_their_own_last_fifth() -> None:
    parts = split(LOG, "person", Luck(1), 0.2)
    count = np.bincount(LOG.user, minlength=60)
    tested = np.bincount(LOG.user[parts.test], minlength=60)
    np.testing.assert_array_equal(tested, np.where(count > 1, np.clip(np.rint(0.2 * count), 1, count - 1), 0))
    for user in range(60):
        own = np.flatnonzero(LOG.user == user)
        assert set(own[len(own) - tested[user] :]) <= set(parts.test.tolist())
    assert measured().people > measured(split="time").people


def test_each_pair_is_the_test_of_one_fold() -> None:
    parts = folds(LOG, 5, Luck(2))
    together = np.concatenate([part.test for part in parts])
    np.testing.assert_array_equal(np.sort(together), np.arange(len(LOG)))
    report = measured(folds=5)
    each = [measured(given=part).rows[0].ndcg for part in folds(LOG, 5, Luck(1))]
    assert report.rows[0].ndcg == pytest.approx(np.mean(each))
    assert report.runs == 5


def test_given_parts_are_joined_by_the_log_s_own_ids() -> None:
    early = {"user": ["a", "b", "b"], "item": ["x", "y", "z"], "rating": [5, 4, 3], "time": [100, 200, 300]}
    late = {"user": ["c", "a"], "item": ["y", "w"], "rating": [2, 5], "time": [400, 250]}
    log, tested = read_log(early).joined(read_log(late))
    assert log.users[log.user].tolist() == ["a", "b", "a", "b", "c"]
    assert log.items[log.item].tolist() == ["x", "y", "w", "z", "y"]
    assert tested.tolist() == [False, False, True, False, True]
    assert log.rating.tolist() == [5, 4, 5, 3, 2]
    parts = parted(log, tested, "as given")
    assert (parts.train.tolist(), parts.test.tolist()) == ([0, 1, 3], [2, 4])


def test_a_core_is_the_largest_in_which_all_have_enough() -> None:
    user = np.array([0, 0, 1, 1, 2, 2, 3], dtype=np.int32)
    item = np.array([0, 1, 0, 1, 0, 2, 2], dtype=np.int32)
    log = replace(LOG, user=user, item=item, users=np.array(list("abcd")), items=np.array(list("xyz")), time=None,
                  rating=None, features=None)  # fmt: skip
    core = log.core(2)  # d has one event, then z has one, then c has one
    assert (core.users.tolist(), core.items.tolist(), len(core)) == (["a", "b"], ["x", "y"], 4)
    with pytest.raises(LogError, match="no people and items with 5 events each"):
        log.core(5)
    assert log.core(1) is log


# Measures


def test_map_and_mrr_by_hand() -> None:
    hits = np.array([[0, 1, 1, 0], [0, 0, 0, 0], [1, 0, 0, 1]], dtype=bool)
    relevant = np.array([2, 3, 5])
    np.testing.assert_allclose(
        metrics.average_precision(hits, relevant), [(1 / 2 + 2 / 3) / 2, 0, (1 + 2 / 4) / 4]
    )
    np.testing.assert_allclose(metrics.reciprocal_rank(hits), [1 / 2, 0, 1])


def test_auc_is_that_of_scikit_learn() -> None:
    rng = np.random.default_rng(3)  # any scores will do
    right, others = rng.integers(0, 5, (6, 4)).astype(float), rng.integers(0, 5, (6, 9)).astype(float)
    right[2, 1:] = np.nan
    told = metrics.auc(right, others)
    for row in range(6):
        own = right[row][~np.isnan(right[row])]
        truth = np.r_[np.ones(len(own)), np.zeros(9)]
        assert told[row] == pytest.approx(roc_auc_score(truth, np.r_[own, others[row]]))
    assert math.isnan(metrics.auc(np.full((1, 2), np.nan), np.zeros((1, 2)))[0])
    rows = {row.method: row.auc for row in measured(names=("user-cf", "random"), auc=True).rows}
    assert rows["user-cf"] > 0.55
    assert rows["random"] == pytest.approx(0.5, abs=0.1)


def test_intervals_and_pairs_are_over_people() -> None:
    values = np.array([0.1, 0.5, 0.3, 0.7])
    low, high = interval(values)
    assert (low + high) / 2 == pytest.approx(0.4)
    assert high - low == pytest.approx(2 * 1.959964 * values.std(ddof=1) / 2)
    report = measured(names=("user-cf", "most-watched", "random"))
    best = max(report.rows, key=lambda row: row.ndcg).method
    who = report.persons
    ndcg = {name: who.columns["ndcg"][who.method == name] for name in ("user-cf", "most-watched", "random")}
    for pair in report.pairs:
        assert pair.against == best
        assert pair.difference == pytest.approx((ndcg[pair.method] - ndcg[best]).mean())
        assert pair.low < pair.difference < pair.high
    for row in report.rows:
        assert row.ndcg == pytest.approx(ndcg[row.method].mean())
        assert row.ndcg_low < row.ndcg < row.ndcg_high
    assert next(pair.p for pair in report.pairs if pair.method == "random") < 0.01


# Settings


def test_settings_change_by_name_or_say_what_they_may_be() -> None:
    assert changed(MethodSettings(), {"user_cf.k": 50, "history.strength.like": 1}).user_cf.k == 50
    with pytest.raises(
        ValueError, match=r"no setting 'user_cf.kk' of methods \(did you mean 'user_cf.k'\?\)"
    ):
        changed(MethodSettings(), {"user_cf.kk": 50})
    with pytest.raises(
        ValueError, match=r"user_cf\.k: input should be less than or equal to 10000, not 99999"
    ):
        changed(MethodSettings(), {"user_cf.k": 99999})


def test_a_search_takes_the_best_and_never_sees_the_test() -> None:
    space = combinations({"user_cf.k": [1, 20, 40], "user_cf.shrinkage": [0, 5]}, 0, Luck(1))
    assert len(space) == 6
    assert len(combinations({"user_cf.k": [1, 20, 40]}, 2, Luck(1))) == 2
    outer = split(LOG, "person", Luck(1))

    def made(name, how):
        return make(name, how, Luck(1))

    best, tried = search(LOG, outer, ["user-cf"], made, SETTINGS, space, Luck(1), EvaluateSettings())
    assert best["user-cf"] == max(tried, key=lambda one: one.ndcg).settings
    # Whatever is in the test, the choice is the same.
    spoilt = replace(LOG, rating=LOG.rating.copy())
    spoilt.rating[outer.test] = 1
    again, _ = search(spoilt, outer, ["user-cf"], made, SETTINGS, space, Luck(1), EvaluateSettings())
    assert again == best


# Ratings


def test_a_pair_rated_again_counts_once_and_predictions_keep_to_the_scale() -> None:
    users, items = np.repeat(np.arange(6), 12), np.tile(np.repeat(np.arange(4), 3), 6)
    threes = np.full(len(users), 3.0)
    for name in ("user-cf", "user-knn", "item-knn-pearson", "biased-mf"):
        model = rater(name, UserCFSettings(trial_share=0), Luck(1))()
        model.fit(users, items, threes, (1, 5))
        # Factors begin at small numbers of luck, and what is left of these stays.
        np.testing.assert_allclose(model.predict(users, items), 3, atol=0.1 if name == "biased-mf" else 1e-6)
    once = rater("user-cf", UserCFSettings(trial_share=0), Luck(1))()
    once.fit(LOG.user, LOG.item, LOG.rating, (1, 5))
    twice = rater("user-cf", UserCFSettings(trial_share=0), Luck(1))()
    again = np.r_[np.arange(0, len(LOG), 3), np.arange(len(LOG))]  # a third of them repeated
    twice.fit(LOG.user[again], LOG.item[again], LOG.rating[again], (1, 5))
    np.testing.assert_allclose(once.predict(LOG.user, LOG.item), twice.predict(LOG.user, LOG.item))


@pytest.mark.parametrize("by", ["user", "item"])
def test_shrunk_correlations_are_surprise_s(by: str) -> None:
    rows = [(int(u), int(i), float(r), None) for u, i, r in zip(LOG.user, LOG.item, LOG.rating, strict=True)]
    known = Dataset(Reader(rating_scale=(1, 5))).construct_trainset(rows)
    options = {"name": "pearson_baseline", "user_based": by == "user"}
    theirs = KNNBaseline(k=40, sim_options=options, bsl_options={"method": "als"}, verbose=False).fit(known)
    settings = RatingSettings(
        by=by, centre="baseline", similarity="pearson-baseline", shrinkage=100, own_rating=True
    )
    ours = RatingKNN(settings).fit(LOG.user, LOG.item, LOG.rating, (1, 5)).predict(LOG.user, LOG.item)
    np.testing.assert_allclose(ours, [theirs.predict(u, i).est for u, i, _, _ in rows], atol=1e-8)


def test_biased_factors_find_what_made_the_ratings() -> None:
    rng = np.random.default_rng(5)  # any factors will do
    of_user, of_item = rng.normal(size=(80, 2)), rng.normal(size=(60, 2))
    bias = rng.normal(size=60) * 0.5
    told = 3 + bias + of_user @ of_item.T
    users, items = np.indices(told.shape).reshape(2, -1)
    known = rng.random(len(users)) < 0.5
    settings = FactorisationSettings(factors=4, epochs=200, learning_rate=0.02, regularization=0.02)
    model = RatingFactors(settings, Luck(1)).fit(users[known], items[known], told.ravel()[known], (-20, 20))
    missed = model.predict(users[~known], items[~known]) - told.ravel()[~known]
    assert np.sqrt((missed**2).mean()) < 0.25 * told.std()
    again = RatingFactors(settings, Luck(1)).fit(users[known], items[known], told.ravel()[known], (-20, 20))
    np.testing.assert_array_equal(model.predict(users, items), again.predict(users, items))
    assert model.predict(np.array([999]), np.array([999]))[0] == pytest.approx(told.ravel()[known].mean())
