"""Matrix factorisation."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
import pytest

from recommender import HistorySettings, Interactions, Memory, MostWatched, Source
from recommender.config import FactorsSettings
from recommender.luck import Luck
from recommender.methods.factors import Factors
from recommender.testing import ITEMS, PLACES, TICKS, Factory, everyone, same, taught
from tests.recommender.clustered import HOURS, PEOPLE, TESTED, accuracy, world
from tests.recommender.trained import TRAINED_CHECKS

pytest.importorskip("implicit", reason="the extra factors is not installed")

KINDS: dict[str, Factory] = {
    "default": lambda: Factors(FactorsSettings(), Luck(3)),
    "seldom, few candidates": lambda: Factors(
        FactorsSettings(factors=8, every_h=5, candidates=30, trial_share=0.0), Luck(3)
    ),
    "short window": lambda: Factors(
        FactorsSettings(factors=5, every_h=100, refit_iterations=2),
        Luck(3),
        Memory(HistorySettings(window=8, half_life_h=5.0)),
    ),
}
WORLD = world()


def factors(**settings: object) -> Factors:
    return Factors(FactorsSettings.model_validate({"factors": 16, "trial_share": 0.0, **settings}), Luck(3))


@pytest.fixture(scope="module")
def learned() -> Factors:
    """A model that has learned the world, for who asks it and teaches it nothing."""
    return WORLD.teach(factors())


def view(user: int, item: int, tick: int) -> Interactions:
    one, no = np.ones(1, dtype=np.float32), np.zeros(1, dtype=np.bool_)
    ids = [np.array([number], dtype=np.int32) for number in (user, item, tick)]
    return Interactions(ids[0], ids[1], ids[2], one, one, ~no, no, no, no, no)


@pytest.mark.sampled(5)
@pytest.mark.parametrize("check", TRAINED_CHECKS)
@pytest.mark.parametrize("factory", KINDS.values(), ids=KINDS)
def test_contract(factory: Factory, check: Callable[[Factory], None]) -> None:
    check(factory)


@pytest.mark.slow
@pytest.mark.parametrize("settings", [{}, {"every_h": 12}])
def test_it_finds_what_people_like_better_than_the_most_watched(settings: dict[str, object]) -> None:
    ndcg, hit = accuracy(WORLD.teach(factors(**settings)), WORLD)
    plain_ndcg, plain_hit = accuracy(WORLD.teach(MostWatched()), WORLD)
    assert ndcg > 1.5 * plain_ndcg
    assert hit > plain_hit + 0.1


def test_a_score_is_the_least_squares_solution_for_the_persons_row(learned: Factors) -> None:
    model = learned
    known, y = model._known, model._items
    settings, tick = model.settings, HOURS - TESTED
    for user in range(0, PEOPLE, 31):
        row = model.memory.history.strength(np.array([user]), np.arange(len(y))) * model.memory.history.scale(
            tick
        )
        row[~known] = 0
        confidence = np.diag(1 + settings.alpha * row)
        left = y.T @ confidence @ y + model._lambda * np.eye(settings.factors)
        x = np.linalg.solve(left, y.T @ confidence @ (row > 0))
        items = np.arange(len(y), dtype=np.int32)
        got = model.score(np.array([user], dtype=np.int32), items[None], tick)[0]
        np.testing.assert_allclose(got[known], (y @ x)[known], rtol=1e-8, atol=1e-12)
        assert np.isnan(got[~known]).all()


def test_an_explanation_names_the_items_watched_and_their_strengths(learned: Factors) -> None:
    model = learned
    slate = model.recommend(np.array([6], dtype=np.int32), 1, HOURS)
    why = model.explain(6, int(slate.items[0, 0]), HOURS)
    assert why.source == Source.FACTORS
    np.testing.assert_allclose(why.score, slate.scores[0, 0], rtol=1e-9)
    history = model.memory.history
    for part in why.parts:
        strength = history.strength(np.array([6]), np.array([part.id]))[0] * history.scale(HOURS)
        np.testing.assert_allclose(part.weight, strength, rtol=1e-6)
    # Most of what speaks for an item of their topic are other items of their topic.
    assert np.mean([part.id % 4 == 2 for part in why.parts[:5]]) > 0.5


@pytest.mark.slow
def test_threads_do_not_matter(learned: Factors) -> None:
    one, two = WORLD.teach(factors(threads=1)), learned
    assert (one.settings.threads, two.settings.threads) == (1, 2)
    users = np.arange(PEOPLE, dtype=np.int32)
    same(one.recommend(users, 20, HOURS), two.recommend(users, 20, HOURS))
    assert one._items.tobytes() == two._items.tobytes()


def test_between_runs_new_items_and_people_get_vectors_from_those_who_met() -> None:
    model = WORLD.teach(factors(every_h=1000, iterations=5), hours=33)
    assert model._due > 36
    fresh = WORLD.items
    number = len(fresh)
    topic = np.array([[0.05, 0.85, 0.05, 0.05]], dtype=np.float32)
    late = type(fresh)(np.array([number], np.int32), np.array([33], np.int32), np.zeros(1, np.int32), topic)
    model.publish(late)
    newcomer = PEOPLE + 3
    for user in range(1, 41, 4):  # ten who like topic 1
        model.update(view(user, number, 33))
    asked = np.array([[number]], dtype=np.int32)
    fan, other = np.array([45], dtype=np.int32), np.array([46], dtype=np.int32)
    assert np.isnan(model.score(fan, asked, 33)[0, 0])
    model.update(view(newcomer, 1, 34))  # the hour turns
    assert model.score(fan, asked, 34)[0, 0] > model.score(other, asked, 34)[0, 0]
    slate = model.recommend(np.array([newcomer], dtype=np.int32), 5, 34)
    assert (slate.source == Source.FACTORS).all()
    assert (slate.items % 4 == 1).mean() > 0.5


def test_a_log_of_many_hours_in_one_batch_is_learned_at_once() -> None:
    model = factors()
    model.publish(WORLD.items)
    whole = WORLD.hours[: HOURS - TESTED]
    columns = [np.concatenate([getattr(batch, name) for batch in whole]) for name in Interactions.__slots__]
    model.update(Interactions(*columns))
    ndcg, _ = accuracy(model, WORLD)
    assert ndcg > 1.5 * accuracy(WORLD.teach(MostWatched()), WORLD)[0]


@pytest.mark.slow
def test_a_forgotten_person_has_no_vector_and_once_woken_anew_left_no_trace() -> None:
    gone = np.array([2, 7, 11], dtype=np.int32)
    model, never = taught(KINDS["default"]), taught(KINDS["default"], without=gone)
    model.forget(gone)
    assert np.isnan(model.score(gone, np.tile(np.arange(ITEMS, dtype=np.int32), (3, 1)), TICKS)).all()
    model.wake(TICKS)
    never.wake(TICKS)
    same(model.recommend(everyone(), PLACES, TICKS), never.recommend(everyone(), PLACES, TICKS))
