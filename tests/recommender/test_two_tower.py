"""The neural network of two towers."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
import pytest

from recommender import HistorySettings, Memory, MostWatched, Source
from recommender.config import TwoTowerSettings
from recommender.luck import Luck
from recommender.methods.two_tower import TwoTower
from recommender.testing import ITEMS, PLACES, TICKS, Factory, events, everyone, same, taught
from tests.recommender.clustered import HOURS, PEOPLE, TESTED, accuracy, world
from tests.recommender.trained import TRAINED_CHECKS

torch = pytest.importorskip("torch", reason="the extra deep is not installed")

KINDS: dict[str, Factory] = {
    "small": lambda: TwoTower(TwoTowerSettings(batch=32, dimensions=8, hidden=8), Luck(3)),
    "short memory": lambda: TwoTower(
        TwoTowerSettings(batch=16, dimensions=8, recent=3, candidates=30),
        Luck(3),
        Memory(HistorySettings(window=8, half_life_h=5.0)),
    ),
    "default": lambda: TwoTower(TwoTowerSettings(), Luck(3)),
}
WORLD = world()
USERS = np.arange(PEOPLE, dtype=np.int32)


def tower(**settings: object) -> TwoTower:
    return TwoTower(TwoTowerSettings.model_validate({"dimensions": 16, **settings}), Luck(3))


@pytest.mark.parametrize("check", TRAINED_CHECKS)
@pytest.mark.parametrize("factory", KINDS.values(), ids=KINDS)
def test_contract(factory: Factory, check: Callable[[Factory], None]) -> None:
    check(factory)


def test_it_finds_what_people_like_better_than_the_most_watched() -> None:
    ndcg, hit = accuracy(WORLD.teach(tower()), WORLD)
    plain_ndcg, plain_hit = accuracy(WORLD.teach(MostWatched()), WORLD)
    assert ndcg > 1.5 * plain_ndcg
    assert hit > plain_hit + 0.1


def test_what_nobody_has_watched_is_judged_by_what_it_is_about() -> None:
    model = WORLD.teach(tower())
    new = np.arange(4, dtype=np.int32) + len(WORLD.items)
    topics = np.full((4, 4), 0.05, dtype=np.float32)
    topics[np.arange(4), np.arange(4)] = 0.85
    model.publish(type(WORLD.items)(new, 0 * new + HOURS, 0 * new, topics))
    scores = model.score(USERS, np.tile(new, (PEOPLE, 1)), HOURS)
    assert (scores.argmax(axis=1) == USERS % 4).mean() > 0.9


def test_the_same_events_give_the_same_bytes_whatever_torch_is_set_to() -> None:
    threads = torch.get_num_threads()
    try:
        tables = []
        for count in (1, 2):
            torch.set_num_threads(count)
            torch.manual_seed(count)
            with torch.no_grad():
                model = WORLD.teach(tower(), hours=10)
                slate = model.recommend(USERS, 10, 10)
            assert torch.get_num_threads() == count
            tables.append((model._towers.vectors().tobytes(), slate.items.tobytes(), slate.scores.tobytes()))
        assert tables[0] == tables[1]
    finally:
        torch.set_num_threads(threads)


def test_the_global_luck_of_torch_is_not_touched() -> None:
    before = torch.get_rng_state()
    WORLD.teach(tower(), hours=3)
    assert torch.equal(torch.get_rng_state(), before)


def test_scores_are_those_of_the_network_that_is_trained() -> None:
    model = WORLD.teach(tower())
    users, items = USERS[:40], np.arange(40, dtype=np.int32) * 7
    batch = model._waiting.rows(np.zeros(0, dtype=np.intp))
    batch = type(batch)(users, items, np.ones(40, dtype=np.float32), model._recent.of(users))
    _, person = model._towers._person_leaves(torch, batch)
    _, item = model._towers._item_leaves(torch, items)
    expected = (person * item).sum(dim=1).detach().numpy() + model._towers._popularity.values[items, 0]
    np.testing.assert_allclose(
        model.score(users, items[:, None], HOURS)[:, 0], expected, rtol=1e-4, atol=1e-5
    )


def test_a_slope_is_that_of_the_loss() -> None:
    """One step with a tiny rate lowers the loss by the rate times the slope's length, as only the true slope does."""
    model = WORLD.teach(tower(batch=64), hours=12)
    towers, batch = model._towers, model._examples(*_some_events())
    log_q = np.linspace(-3, -1, len(batch))
    before = _loss(model, batch, log_q)
    for table in _tables(towers):
        table._squares[:] = 1.0  # plain gradient descent, nearly: steps / (1 + slope²)
    towers._settings = towers._settings.model_copy(update={"learning_rate": 1e-3})
    old = [table.values.copy() for table in _tables(towers)]
    towers.learn(batch, log_q)
    moved = sum(
        float((((table.values - held).astype(np.float64)) ** 2).sum())
        for table, held in zip(_tables(towers), old, strict=True)
    )
    np.testing.assert_allclose(before - _loss(model, batch, log_q), moved / 1e-3, rtol=0.1)


def _some_events() -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    hour = WORLD.hours[12]
    return hour.user[:32], hour.item[:32], 1.0 + (np.arange(32) % 3)


def _tables(towers) -> list:
    from recommender.methods.towers import Table

    return [value for value in vars(towers).values() if isinstance(value, Table)]


def _loss(model: TwoTower, batch, log_q: np.ndarray) -> float:
    """The formula of `towers`, written out over single events."""
    towers = model._towers
    vectors = towers.vectors()
    people = []
    for user, line in zip(batch.users, batch.recent, strict=True):
        watched = [j for j in line if j >= 0]
        x = towers.people.values[user].astype(float)
        for j in watched:
            x = x + towers.watched.values[j] / len(watched)
            x = x + model.memory.catalogue.topics[j] @ towers.profile.values[:4] / len(watched)
        people.append(x)
    total = 0.0
    for row, x in enumerate(people):
        logits = []
        for column, item in enumerate(batch.items):
            if column == row or item != batch.items[row]:
                logits.append(x @ vectors[item, :-1] + vectors[item, -1] - log_q[column])
        own = x @ vectors[batch.items[row], :-1] + vectors[batch.items[row], -1] - log_q[row]
        total += batch.weights[row] * (np.log(np.exp(logits).sum()) - own)
    return float(total / batch.weights.sum())


def test_the_estimated_frequency_of_an_item_is_how_often_batches_hold_it() -> None:
    model = tower(batch=2)
    model.publish(WORLD.items)
    often, seldom = [], []
    for step in range(400):
        items = np.array([1 if step % 2 == 0 else 2, 3 if step % 20 == 0 else 4], dtype=np.int32)
        log_q = model._log_q(items)
        if step % 20 == 0:
            often.append(log_q[0])
            seldom.append(log_q[1])
    np.testing.assert_allclose(np.exp(often[-1]), 1 / 2, rtol=0.05)
    np.testing.assert_allclose(np.exp(seldom[-1]), 1 / 20, rtol=0.6)  # twenty sightings: still near its start
    assert seldom[-1] > seldom[0]


def test_popular_items_are_not_held_down_for_being_negatives_more_often() -> None:
    """Without the correction the scores would rank people's items against their popularity."""
    model = WORLD.teach(tower())
    views = model.memory.viewers.astype(float)
    own = np.flatnonzero((np.arange(len(views)) % 4 == 0) & (views > 0))
    scores = model.score(np.array([0], dtype=np.int32), own[None].astype(np.int32), HOURS)[0]
    assert np.corrcoef(scores, np.log(views[own]))[0, 1] > 0.3


def test_an_explanation_has_a_part_for_each_item_watched_and_for_its_popularity() -> None:
    model = WORLD.teach(tower(recent=5))
    item = int(model.recommend(USERS[:1], 1, HOURS).items[0, 0])
    why = model.explain(0, item, HOURS)
    watched = {part.id for part in why.parts if part.source == Source.NETWORK and part.id >= 0}
    assert watched == {int(j) for j in model._recent.of(USERS[:1])[0]}
    assert [part.id for part in why.parts if part.source == Source.POPULAR] == [-1]
    assert {part.id for part in why.parts if part.source == Source.TOPICS} == {0, 1, 2, 3}
    np.testing.assert_allclose(sum(part.share for part in why.parts), why.score)


def test_a_forgotten_person_is_unknown_and_nothing_more_is_learned_from_them() -> None:
    model, twin = taught(KINDS["small"]), taught(KINDS["small"])
    gone = np.array([2, 7, 11], dtype=np.int32)
    every_item = np.tile(np.arange(ITEMS, dtype=np.int32), (3, 1))
    model.forget(gone)
    twin.forget(gone)
    assert np.isnan(model.score(gone, every_item, TICKS)).all()
    assert not model._towers.people.values[gone].any()
    assert not np.isin(model._waiting.users, gone).any()
    batch = events(TICKS)
    model.update(batch.rows(~np.isin(batch.user, gone)))
    twin.update(batch.rows(~np.isin(batch.user, gone)))
    same(model.recommend(everyone(), PLACES, TICKS), twin.recommend(everyone(), PLACES, TICKS))


def test_once_woken_anew_a_forgotten_person_left_no_trace() -> None:
    gone = np.array([2, 7, 11], dtype=np.int32)
    model, never = taught(KINDS["small"]), taught(KINDS["small"], without=gone)
    model.forget(gone)
    model.wake(TICKS)
    never.wake(TICKS)
    same(model.recommend(everyone(), PLACES, TICKS), never.recommend(everyone(), PLACES, TICKS))


def test_woken_it_knows_what_is_remembered() -> None:
    model = tower(batch=128)
    model.rest()
    WORLD.teach(model)
    model.wake(HOURS - TESTED)
    assert accuracy(model, WORLD)[0] > 1.3 * accuracy(WORLD.teach(MostWatched()), WORLD)[0]
