"""The sieve lets everyone through who may be a neighbour: what it finds is what comparing everyone finds."""

from __future__ import annotations

import math
from collections.abc import Callable
from copy import deepcopy

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from recommender import HistorySettings, Memory, UserCF, UserCFSettings
from recommender.luck import Luck
from recommender.neighbours import search as neighbours
from recommender.neighbours.heap import ZERO, best_first, offer, offer_all
from recommender.neighbours.search import Neighbours
from recommender.types import Floats, Ids
from tests.recommender.models import column, publish, ratings, taught

WAYS = [("cosine", False), ("cosine", True), ("pearson", False), ("pearson", True)]


def found(model: UserCF, users: int) -> bytes:
    ids, sims = model.neighbours(np.arange(users, dtype=np.int32))
    return ids.tobytes() + sims.tobytes()


def compared_with_everyone(model: UserCF, users: int, monkeypatch: pytest.MonkeyPatch) -> bytes:
    with monkeypatch.context() as patch:
        patch.setattr(neighbours, "_TOO_FEW_TO_PACK", users)
        return found(model, users)


@pytest.mark.sampled(5)
@pytest.mark.parametrize(("name", "iuf"), WAYS)
@pytest.mark.parametrize(("tile", "popular"), [(5, 0.0), (7, 2.0), (1000, 0.3)])
@given(r=ratings(users=24, items=12), k=st.integers(1, 30))
def test_sieving_changes_no_byte(name, iuf, tile, popular, r, k) -> None:
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(neighbours, "_TILE", tile)
        patch.setattr(neighbours, "_POPULAR", popular)
        patch.setattr(neighbours, "_TOO_FEW_TO_PACK", 0)
        model = taught(r, similarity=name, inverse_user_frequency=iuf, k=k)
        assert found(model, len(r)) == compared_with_everyone(model, len(r), patch)


@pytest.mark.parametrize(("name", "iuf"), WAYS)
def test_a_crowd_is_sieved_without_loss(name, iuf, monkeypatch) -> None:
    draw = np.random.default_rng(4)  # fixed seed: one world
    likes = draw.random((700, 1)) * draw.random((1, 150)) ** 2
    r = draw.integers(1, 6, likes.shape) * (draw.random(likes.shape) < likes)
    r[::7] = r[0]  # many ties
    model = taught(r, similarity=name, inverse_user_frequency=iuf, k=20)
    whole = found(model, len(r))
    assert whole == compared_with_everyone(model, len(r), monkeypatch)
    monkeypatch.setattr(neighbours, "_TILE", 64)
    monkeypatch.setattr(neighbours, "_MOST_POPULAR", 3)
    assert whole == found(model, len(r))


@pytest.mark.parametrize("name", ["cosine", "pearson"])
def test_who_was_found_before_hides_no_one(name, monkeypatch) -> None:
    """Asked again and again while rows change, people are forgotten and strangers ask, over several tiles."""
    draw = np.random.default_rng(5)  # fixed seed: one world
    monkeypatch.setattr(neighbours, "_TILE", 32)
    monkeypatch.setattr(neighbours, "_TOO_FEW_TO_PACK", 0)
    window = HistorySettings(window=12)
    model = taught(
        draw.integers(0, 4, (150, 60)) * (draw.random((150, 60)) < 0.2), window, similarity=name, k=7
    )
    everyone = np.arange(400, dtype=np.int32)
    for hour in range(1, 8):
        who, what = draw.integers(0, 160, 300), draw.integers(0, 60, 300)
        model.rate(who.astype(np.int32), what.astype(np.int32), draw.integers(1, 6, 300).astype(float), hour)
        model.forget(draw.integers(0, 160, 3).astype(np.int32))
        model.neighbours(everyone[hour::3])
        fresh = Neighbours(model.settings, model.history, Luck(1))
        for one, other in zip(model.neighbours(everyone), fresh.of(everyone), strict=True):
            assert one.tobytes() == other.tobytes()


def test_who_is_asked_for_alone_is_looked_for_once_until_something_changes(monkeypatch) -> None:
    """A slate of ten is explained by one search; what was kept is never out of date."""
    draw = np.random.default_rng(6)  # fixed seed: one world
    model = taught(draw.integers(0, 4, (40, 30)) * (draw.random((40, 30)) < 0.3), similarity="cosine", k=5)
    one, searches = np.array([3], dtype=np.int32), list[int]()
    search = Neighbours._found

    def counted(self: Neighbours, rows: Ids) -> tuple[Ids, Floats]:
        searches.append(len(rows))
        return search(self, rows)

    def asked() -> bytes:
        ids, sims = model.neighbours(one)
        told = ids.tobytes() + sims.tobytes()
        ids[:], sims[:] = -7, -7.0  # what is given away is not what is kept
        return told

    monkeypatch.setattr(Neighbours, "_found", counted)
    before = asked()
    assert before == asked() and searches == [1]
    nearest = model.neighbours(one)[0][0, :1]
    for change in (
        lambda: model.rate(one, np.array([0], dtype=np.int32), np.array([5.0]), 1),
        lambda: model.forget(nearest),
        lambda: model.forget(one),
    ):
        change()
        searches.clear()
        ids, sims = Neighbours(model.settings, model.history, Luck(1)).of(one)
        assert asked() == ids.tobytes() + sims.tobytes() == asked() and searches == [1, 1]


def test_what_others_begin_is_what_would_be_found_and_is_never_out_of_date(monkeypatch) -> None:
    """Also where it takes several threads, here in tiles of nine people."""
    monkeypatch.setattr(neighbours, "_TILE", 9)
    monkeypatch.setattr(neighbours, "WORTH", 1)
    draw = np.random.default_rng(7)  # fixed seed: one world
    r = draw.integers(0, 4, (40, 30)) * (draw.random((40, 30)) < 0.3)
    model, twin = taught(r, similarity="cosine", k=5), taught(r, similarity="cosine", k=5)
    users, few, one = np.arange(40, dtype=np.int32), np.arange(20, dtype=np.int32), np.array([3], np.int32)

    def changed(change: Callable[[UserCF], object]) -> None:
        for each in (model, twin):
            change(each)

    for change, asked in (
        (lambda each: publish(each, 2, each.memory.items), 40),
        (lambda each: each.neighbours(one), 40),
        (lambda each: None, 20),
        (lambda each: each.rate(one, column(0), np.array([5.0]), 1), 40),
        (lambda each: each.forget(few), 40),
    ):
        for ahead in (users, few):
            model.look_ahead(ahead, 5)
            changed(change)
            copied = deepcopy(model)
            assert found(model, asked) == found(twin, asked) == found(copied, asked)


def test_slates_that_others_begin_are_those_of_who_looks_only_when_asked(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(neighbours, "WORTH", 1)
    draw = np.random.default_rng(8)  # fixed seed: one world
    r = draw.integers(0, 4, (60, 50)) * (draw.random((60, 50)) < 0.3)
    model, twin = taught(r, k=7, popularity=0.5), taught(r, k=7, popularity=0.5)
    users, one, two = np.arange(60, dtype=np.int32), column(3, 3, 4), column(7, 8, 9)

    def slates(each: UserCF) -> bytes:
        slate = each.recommend(users, 6, 1)
        return slate.items.tobytes() + slate.scores.tobytes() + slate.source.tobytes()

    for change in (
        lambda each: None,
        lambda each: publish(each, 3, each.memory.items),
        lambda each: each.explain(5, 2, 1),
        lambda each: each.memory.hide(one, two),
        lambda each: each.memory.retract(one, two),
        lambda each: each.memory.follow(column(1), column(0)),
        lambda each: each.rate(column(9), column(0), np.array([5.0]), 1),
        lambda each: each.forget(column(2)),
    ):
        for n in (6, 4, 0):
            model.look_ahead(users, n)
            for each in (model, twin):
                change(each)
            copied = deepcopy(model)
            assert slates(model) == slates(twin) == slates(copied)


def test_whoever_else_is_asked_for_changes_no_byte() -> None:
    draw = np.random.default_rng(6)  # fixed seed: one world
    model = taught(draw.integers(0, 4, (90, 40)), k=9)
    ids, sims = model.neighbours(np.arange(90, dtype=np.int32))
    for u in (0, 41, 89):
        alone, similarity = model.neighbours(column(u))
        assert (alone.tobytes(), similarity.tobytes()) == (ids[u].tobytes(), sims[u].tobytes())


@pytest.mark.parametrize("size", [1e-30, 1e-12, 1.0, 1e12, 1e30])
def test_rows_of_any_size_are_compared(size, monkeypatch) -> None:
    """float32 can neither overflow nor vanish in the sieve: rows are scaled to length 1 first."""
    draw = np.random.default_rng(9)  # fixed seed: one world
    r = draw.integers(0, 4, (60, 30)).astype(float)
    r[::2] *= size
    model = taught(r, k=10)
    assert found(model, 60) == compared_with_everyone(model, 60, monkeypatch)
    unit = r / np.linalg.norm(r, axis=1, keepdims=True)
    expected = np.sort(unit @ unit.T - 2 * np.eye(60), axis=1)[:, ::-1][:, :10]
    np.testing.assert_allclose(model.neighbours(np.arange(60, dtype=np.int32))[1], expected, rtol=1e-6)


def test_one_strong_item_hides_no_one(monkeypatch) -> None:
    """Sums far below 1, where the bar is found only roughly, and fewer who share anything than k."""
    r = np.zeros((40, 41))
    r[:, 40] = 1e-2 * np.arange(1, 41)
    r[np.arange(40), np.arange(40)] = 1000.0
    model = taught(r, k=50)
    ids, sims = model.neighbours(np.arange(40, dtype=np.int32))
    assert ((ids >= 0).sum(axis=1) == 39).all()
    assert sims.max() < 1e-6
    assert found(model, 40) == compared_with_everyone(model, 40, monkeypatch)


def test_a_model_that_has_met_no_one_has_no_neighbours() -> None:
    model = UserCF(UserCFSettings(k=3), Luck(1), Memory(HistorySettings(half_life_h=math.inf)))
    publish(model, 2)
    ids, sims = model.neighbours(np.arange(9, dtype=np.int32))
    assert (ids == -1).all()
    assert not sims.any()


@pytest.mark.parametrize("held", [0, 2])
def test_those_put_in_together_end_where_they_do_one_by_one(held: int) -> None:
    draw = np.random.default_rng(5)
    for many, k in ((0, 3), (2, 3), (9, 3), (200, 3), (60, 50), (100, 80), (300, 80)):
        scores = draw.integers(1, 8, many + held) / 8.0  # many are equal: the lower key goes first
        keys = draw.permutation(many + held).astype(np.int32)
        expected = sorted(zip(-scores, keys, strict=True))[:k]
        best, whose, size = np.zeros(k), np.full(k, -1, dtype=np.int32), ZERO
        for at in range(held):
            size = offer(best, whose, size, scores[at], keys[at] + ZERO)
        size = offer_all(best, whose, size, scores[held:], keys[held:], many)
        best_first(best, whose, size)
        assert size == len(expected)
        assert [(-score, key) for score, key in zip(best[:size], whose[:size], strict=True)] == expected
