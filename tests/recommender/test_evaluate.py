"""The splits of a log, and an evaluation from end to end."""

from __future__ import annotations

import math
from dataclasses import fields, replace

import numpy as np
import pytest

from recommender.config import MethodSettings
from recommender.datasets import Features, Log, LogError, generated_log
from recommender.evaluate import (
    MEASURES,
    RATERS,
    EvaluateSettings,
    Measured,
    Report,
    evaluate,
    offline,
    rater,
    split,
)
from recommender.evaluate.ground import Ground
from recommender.luck import Luck
from recommender.methods.table import make
from recommender.types import NO_ITEM, Interactions, Slate

# Splits

LOG = generated_log(Luck(4), users=60, items=80, events=2500)


@pytest.mark.parametrize("how", ["person", "time", "leave-last", "random"])
def test_every_event_is_in_one_part(how: str) -> None:
    parts = split(LOG, how, Luck(1), 0.3)
    both = np.concatenate((parts.train, parts.test))
    np.testing.assert_array_equal(np.sort(both), np.arange(len(LOG)))


def test_a_split_by_time_tests_the_future() -> None:
    parts = split(LOG, "time", Luck(1), 0.2)
    assert LOG.time is not None
    assert LOG.time[parts.train].max() < LOG.time[parts.test].min()
    assert len(parts.test) == pytest.approx(0.2 * len(LOG), rel=0.05)
    # Events of one moment stay together, even if the test grows by that.
    same = replace(LOG, time=np.floor(LOG.time / 1e6))
    parts = split(same, "time", Luck(1), 0.2)
    assert not set(same.time[parts.train]) & set(same.time[parts.test])


def test_leave_last_tests_each_person_s_last_event() -> None:
    parts = split(LOG, "leave-last", Luck(1))
    expected = {int(user): at for at, user in enumerate(LOG.user)}
    several = np.flatnonzero(np.bincount(LOG.user, minlength=60) > 1)
    assert sorted(parts.test.tolist()) == sorted(expected[user] for user in several.tolist())


def test_a_random_split_depends_on_luck_alone_and_keeps_pairs_together() -> None:
    twice = replace(LOG, user=np.repeat(LOG.user, 2), item=np.repeat(LOG.item, 2), time=None, rating=None)
    parts = split(twice, "random", Luck(1), 0.2)
    chosen = np.zeros(len(twice), dtype=np.bool_)
    chosen[parts.test] = True
    assert (chosen[::2] == chosen[1::2]).all()
    assert len(parts.test) == pytest.approx(0.2 * len(twice), rel=0.1)
    np.testing.assert_array_equal(split(twice, "random", Luck(1), 0.2).test, parts.test)
    assert len(np.setdiff1d(split(twice, "random", Luck(2), 0.2).test, parts.test)) > 0


def test_a_split_that_leaves_nothing_is_refused() -> None:
    once = replace(LOG, **{name: getattr(LOG, name)[:1] for name in ("user", "item", "time", "rating")})
    for how in ("time", "leave-last"):
        with pytest.raises(LogError, match="leaves nothing to"):
            split(once, how, Luck(1))
    with pytest.raises(LogError, match="split must be one of person, time, leave-last, random, not 'k'"):
        split(LOG, "k", Luck(1))


# The whole

SETTINGS = offline(MethodSettings(), len(LOG.items))


def measured(
    log: Log = LOG, methods: tuple[str, ...] = ("most-watched",), raters: tuple[str, ...] = (), **how: object
) -> Report:
    disturb = how.pop("disturb", ())
    return evaluate(
        log,
        {name: lambda name=name: make(name, SETTINGS, Luck(1)) for name in methods},
        {name: rater(name, SETTINGS.user_cf, Luck(1)) for name in raters},
        Luck(1),
        EvaluateSettings(**how),
        disturb,
    )


class Oracle:
    """Knows the future: recommends what is right, best first."""

    def __init__(self, ground: Ground) -> None:
        self.right = {int(u): ground.item[ground.row == row] for row, u in enumerate(ground.people)}

    def publish(self, items) -> None: ...

    def update(self, batch) -> None: ...

    def recommend(self, users, n, tick) -> Slate:
        items = np.full((len(users), n), NO_ITEM, dtype=np.int32)
        for row, user in enumerate(users):
            own = self.right.get(int(user), np.zeros(0, np.int32))[:n]
            items[row, : len(own)] = own
        return Slate(users, items, np.where(items == NO_ITEM, np.nan, 1.0), np.zeros(items.shape, np.uint8))


def test_whoever_knows_the_future_is_perfect() -> None:
    how = EvaluateSettings(at=5)
    ground = Ground(LOG, split(LOG, how.split, Luck(1), how.test_share), how.relevant, ())
    report = evaluate(LOG, {"oracle": lambda: Oracle(ground)}, {}, Luck(1), how)  # pyright: ignore
    (row,) = report.rows
    assert row.ndcg == row.hit_rate == pytest.approx(1)
    assert row.precision <= 1
    assert math.isnan(row.rmse)


def test_people_alike_beat_the_crowd_and_the_crowd_beats_the_lot() -> None:
    log = generated_log(Luck(6), users=300, items=300, events=15_000)
    rows = {row.method: row for row in measured(log, ("user-cf", "most-watched", "random")).rows}
    assert rows["user-cf"].ndcg > 1.5 * rows["most-watched"].ndcg > 1.5 * rows["random"].ndcg > 0
    assert rows["most-watched"].novelty < rows["random"].novelty
    assert rows["most-watched"].coverage < rows["random"].coverage
    assert rows["most-watched"].gini > rows["random"].gini


def test_neighbours_predict_ratings_better_than_the_mean_does() -> None:
    report = measured(methods=("user-cf",), raters=tuple(RATERS))
    rows = {row.method: row for row in report.rows}
    assert set(rows) == set(RATERS)
    mean = rows["mean-rating"].rmse
    for name in ("user-knn-mean", "user-knn-zscore", "item-knn-mean", "user-knn-baseline"):
        assert rows[name].rmse < mean, name
        assert math.isnan(rows[name].ndcg)
    assert not math.isnan(rows["user-cf"].rmse)
    assert not math.isnan(rows["user-cf"].ndcg)


def test_every_measure_is_there_and_has_a_sentence() -> None:
    (row,) = measured(methods=("user-cf",), raters=("user-cf",), auc=True).rows
    for field in fields(Measured):
        if field.name != "method":
            assert math.isfinite(getattr(row, field.name)), field.name
            assert MEASURES[field.name].endswith(".")


def test_a_log_without_ratings_has_no_errors_of_ratings() -> None:
    report = measured(replace(LOG, rating=None), ("most-watched",), ("user-knn",))
    assert all(math.isnan(row.rmse) for row in report.rows)
    assert report.rows[0].ndcg > 0


def test_diversity_is_measured_by_features_where_there_are_any() -> None:
    by_viewers = measured(replace(LOG, features=None))
    assert (measured().diversity_by, by_viewers.diversity_by) == ("features", "viewers")
    assert 0 < by_viewers.rows[0].diversity < 1
    nothing = Features(np.zeros((len(LOG.items), 2), dtype=np.float32), ("a", "b"))
    assert math.isnan(measured(replace(LOG, features=nothing)).rows[0].diversity)


def test_results_do_not_depend_on_batches() -> None:
    for one, other in zip(
        measured(methods=("user-cf", "content"), batch=7).rows,
        measured(methods=("user-cf", "content")).rows,
        strict=True,
    ):
        assert (one.ndcg, one.novelty, one.gini) == (other.ndcg, other.novelty, other.gini)


def test_renaming_people_and_items_changes_no_accuracy() -> None:
    rng = np.random.default_rng(8)  # any renaming will do
    people, items = rng.permutation(60).astype(np.int32), rng.permutation(80).astype(np.int32)
    assert LOG.features is not None
    topics = np.empty_like(LOG.features.topics)
    topics[items] = LOG.features.topics
    renamed = replace(
        LOG, user=people[LOG.user], item=items[LOG.item], features=Features(topics, LOG.features.names)
    )
    one, other = (measured(log, raters=("user-knn-mean",)).rows[-1] for log in (LOG, renamed))
    assert one.rmse == pytest.approx(other.rmse, rel=1e-9)


def test_a_disturbance_changes_what_is_learned_and_not_what_is_tested() -> None:
    def nobody_tracked(events: Interactions) -> Interactions:
        return events.rows(events.user >= 40)

    def bots(events: Interactions) -> Interactions:
        """Two hundred people who never were watch the least watched item."""
        rare = int(np.bincount(events.item).argmin())
        fake = events.rows(np.zeros(200, dtype=np.intp))
        fake = replace(
            fake,
            user=np.arange(1000, 1200, dtype=np.int32),
            item=np.full(200, rare, dtype=np.int32),
            watch_s=fake.duration_s,
        )
        return Interactions(
            *(np.concatenate((getattr(fake, f.name), getattr(events, f.name))) for f in fields(events))
        )

    clean, fewer, faked = (measured(disturb=d) for d in ((), (nobody_tracked,), (nobody_tracked, bots)))
    assert clean.people == fewer.people == faked.people
    assert (clean.test, faked.test) == (fewer.test, clean.test)
    assert faked.train == fewer.train + 200 < clean.train
    assert len({report.rows[0].ndcg for report in (clean, fewer, faked)}) == 3
    with pytest.raises(ValueError, match="must not make up items"):
        measured(disturb=(lambda events: replace(events, item=events.item + 100),))
    with pytest.raises(LogError, match="nothing to learn from once it is disturbed"):
        measured(disturb=(lambda events: events.rows(events.user < 0),))


def test_noise_costs_accuracy() -> None:
    def shuffled(events: Interactions) -> Interactions:
        order = np.random.default_rng(5).permutation(len(events))  # any order will do
        return replace(events, item=events.item[order], watch_s=events.watch_s[order])

    clean, noisy = (
        measured(methods=("user-cf",), raters=("user-knn-mean",), disturb=d).rows for d in ((), (shuffled,))
    )
    assert noisy[0].ndcg < 0.8 * clean[0].ndcg
    assert noisy[1].rmse > 1.05 * clean[1].rmse


def test_what_was_watched_in_training_is_not_right_in_the_test() -> None:
    again = replace(
        LOG,
        user=np.tile(LOG.user, 2),
        item=np.tile(LOG.item, 2),
        rating=None,
        time=np.concatenate((LOG.time, LOG.time + 1e8)),
    )
    report = measured(again, test_share=0.5)
    assert report.people == 0
    assert all(math.isnan(getattr(report.rows[0], name)) for name in ("ndcg", "recall", "novelty", "gini"))


def test_what_was_watched_before_may_be_shown_and_be_right_again() -> None:
    """Three people, each of whom watches their own items over and over; the first item is everybody's."""
    user = np.array([0, 0, 1, 1, 2, 2] * 4, dtype=np.int32)
    item = np.array([0, 1, 0, 2, 0, 3] * 4, dtype=np.int32)
    names = np.arange(4).astype(str)
    again = Log("again", "csv", user, item, names[:3], names, time=np.arange(24) * 3600.0)
    report = measured(again, ("most-watched",), split="time", test_share=0.25, at=1, repeats=True)
    (row,) = report.rows
    assert (report.people, row.precision, row.recall) == (3, 1.0, 0.5)
    assert measured(again, ("most-watched",), split="time", test_share=0.25, at=1).people == 0
    ground = Ground(again, split(again, "time", Luck(1), 0.25), 0.5, (), repeats=True)
    assert sorted(ground.met(np.array([1], dtype=np.int32))[0].tolist()) == sorted(
        ground.train.item[ground.train.user == 1][:2].tolist()
    )


def test_several_seeds_are_several_splits_and_each_person_counts_once() -> None:
    report = measured(methods=("user-cf", "most-watched"), split="random", seeds=3)
    alone = measured(methods=("user-cf", "most-watched"), split="random")
    assert (report.runs, alone.runs) == (3, 1)
    persons = report.persons
    assert persons is not None
    first = persons.run == 0
    np.testing.assert_array_equal(persons.columns["ndcg"][first], alone.persons.columns["ndcg"])
    mine = persons.method == "user-cf"
    by_hand = [
        persons.columns["ndcg"][mine & (persons.user == name)].mean() for name in np.unique(persons.user)
    ]
    np.testing.assert_allclose(persons.ndcg("user-cf"), by_hand)
    assert report.rows[0].ndcg_high - report.rows[0].ndcg_low == pytest.approx(
        2 * 1.959964 * np.std(by_hand, ddof=1) / len(by_hand) ** 0.5
    )
    assert report.pairs[0].difference == pytest.approx(
        persons.ndcg(report.pairs[0].method).mean() - persons.ndcg(report.pairs[0].against).mean()
    )


def test_items_of_the_future_do_not_look_new() -> None:
    parts = split(LOG, "time", Luck(1), 0.5)
    assert LOG.time is not None
    ground = Ground(LOG, parts, 0.5, ())
    met = np.bincount(ground.train.item, minlength=len(ground.items)) > 0
    assert not met[: int((~met).sum())].any()
    first = [int(ground.train.tick[ground.train.item == i].min()) if met[i] else -1 for i in range(len(met))]
    assert ground.items.tick.tolist() == first == sorted(first)
    assert ground.now == ground.train.tick.max() + 1
