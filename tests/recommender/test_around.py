"""Asking around finds nearly whom comparing with everyone finds, and looking on changes nothing."""

from __future__ import annotations

from copy import deepcopy

import numpy as np
import pytest

from recommender import HistorySettings, Memory, UserCF, UserCFSettings, parallel
from recommender.luck import Luck
from recommender.neighbours import search
from recommender.neighbours.around import NAMED, OF_EACH, ask_around, choosers
from tests.recommender.models import column, publish

PEOPLE, ITEMS, WINDOW, K = 600, 400, 16, 10
EVERYONE = np.arange(PEOPLE, dtype=np.int32)


def crowd(hours: int, way: str = "around", **settings) -> UserCF:
    """People of 12 tastes who watch, and ask for neighbours, some each hour; all histories are full."""
    draw = np.random.default_rng(8)  # fixed seed: one world
    chosen = UserCFSettings(**{"search": way, "k": K, "trial_share": 0.0, **settings})
    model = UserCF(chosen, Luck(2), Memory(HistorySettings(window=WINDOW)))
    publish(model, ITEMS)
    for hour in range(hours):
        who = EVERYONE if hour < 2 else EVERYONE[draw.random(PEOPLE) < 0.3]
        user = np.repeat(who, 10).astype(np.int32)
        item = (user % 12 * 33 + draw.integers(0, 40, len(user))) % ITEMS
        model.rate(user, item.astype(np.int32), draw.integers(1, 5, len(user)).astype(float), hour)
        model.neighbours(who)
    return model


@pytest.mark.slow
def test_nearly_all_true_neighbours_are_found_with_their_true_similarity() -> None:
    around, exact = crowd(14), crowd(14, "exact")
    assert around.asks_around and not exact.asks_around
    assert 0.9 < around.recall(EVERYONE) < 1.0
    assert exact.recall(EVERYONE) == 1.0
    found, true = around.neighbours(EVERYONE), exact.neighbours(EVERYONE)
    both = found[0][:, :, None] == true[0][:, None, :]
    row, one, other = np.nonzero(both & (found[0] >= 0)[:, :, None])
    np.testing.assert_array_equal(found[1][row, one], true[1][row, other])
    assert (np.diff(found[1], axis=1) <= 0).all(), "most similar first"
    assert (found[0] != EVERYONE[:, None]).all(), "nobody is their own neighbour"
    assert all(len(set(ids)) == K for ids in found[0].tolist()), "nobody is named twice"


def test_young_histories_are_compared_with_everyone() -> None:
    model = crowd(14)
    model.forget(column(5, 6))
    model.rate(column(5, 5), column(170, 171), np.ones(2), 14)
    exact = UserCF(model.settings.model_copy(update={"search": "exact"}), Luck(2), model.memory)
    for one, other in zip(model.neighbours(column(5, 6)), exact.neighbours(column(5, 6)), strict=True):
        assert one.tobytes() == other.tobytes()
    assert model.recall(column(5)) == 1.0
    assert np.isnan(model.recall(column(6)))


def test_young_histories_are_compared_with_others_each_hour_where_there_are_too_many(monkeypatch) -> None:
    monkeypatch.setattr(search, "COMPARED", PEOPLE // 4)
    few, later, exact = crowd(1), crowd(1), crowd(1, "exact")
    assert few.history.taken[:PEOPLE].max() < WINDOW, "all are young"
    first = few.recall(EVERYONE)
    assert 0.15 < first < 0.6, "a quarter of all, and some by lot"
    for hour in range(1, 9):
        later.rate(column(0), column(ITEMS - hour), np.ones(1), hour)  # an hour passes
        later.neighbours(EVERYONE)
    assert later.recall(EVERYONE) > first + 0.2
    true = dict(zip(*(each[9].tolist() for each in exact.neighbours(EVERYONE)), strict=True))
    found = dict(zip(*(each[9].tolist() for each in few.neighbours(EVERYONE)), strict=True))
    assert list(found.values()) == sorted(found.values(), reverse=True)
    assert {who: true[who] for who in found.keys() & true.keys()} == {
        who: found[who] for who in found.keys() & true.keys()
    }
    assert few.neighbours(EVERYONE)[0].tobytes() == few.neighbours(EVERYONE)[0].tobytes()


@pytest.mark.parametrize("compared", [PEOPLE // 4, 10 * PEOPLE])
def test_who_was_never_met_has_nobody_however_many_there_are(compared, monkeypatch) -> None:
    """Newcomers have the highest numbers, beyond all that was learned of."""
    monkeypatch.setattr(search, "COMPARED", compared)
    model, among = crowd(9), np.append(EVERYONE, [10 * PEOPLE, 11 * PEOPLE]).astype(np.int32)
    ids, sims = model.neighbours(among)
    assert (ids[-2:] == -1).all() and not sims[-2:].any()
    for one, other in zip((ids, sims), crowd(9).neighbours(EVERYONE), strict=True):
        assert one[:-2].tobytes() == other.tobytes()
    assert np.isnan(model.recall(among[-2:]))


def test_single_questions_and_measuring_recall_leave_no_trace() -> None:
    watched, alone = crowd(9), crowd(9)
    watched.recall(EVERYONE)
    for user in range(40):
        watched.neighbours(column(user))
        watched.explain(user, 3, 9)
        watched.recommend(column(user), 5, 9)
    for one, other in zip(watched.neighbours(EVERYONE), alone.neighbours(EVERYONE), strict=True):
        assert one.tobytes() == other.tobytes()


def test_whoever_asks_again_before_anything_is_learned_gets_the_same() -> None:
    model = crowd(9)
    ids, sims = model.neighbours(EVERYONE)
    again = deepcopy(model).neighbours(EVERYONE[::3])
    assert (again[0].tobytes(), again[1].tobytes()) == (ids[::3].tobytes(), sims[::3].tobytes())
    alone = model.neighbours(column(77))
    assert (alone[0].tobytes(), alone[1].tobytes()) == (ids[77].tobytes(), sims[77].tobytes())


def test_threads_change_no_byte(monkeypatch) -> None:
    one = crowd(7, threads=1).neighbours(EVERYONE)
    monkeypatch.setattr(parallel, "WORTH", 0)
    monkeypatch.setattr(search, "WORTH", 0)
    for mine, theirs in zip(one, crowd(7, threads=3).neighbours(EVERYONE), strict=True):
        assert mine.tobytes() == theirs.tobytes()


@pytest.mark.parametrize(("way", "people", "expected"), [("auto", 599, True), ("auto", 600, False),
                                                         ("exact", 1, False), ("around", 600, True)])  # fmt: skip
def test_auto_asks_around_where_there_are_more_people_than_affordable(
    way, people, expected, monkeypatch
) -> None:
    monkeypatch.setattr(search, "AFFORDABLE", people)
    assert crowd(2, way).asks_around == expected
    assert not crowd(2, way, similarity="jaccard").asks_around, "sums over common items are always exact"


def test_choosers_are_who_named_one_from_some_person_on_and_round() -> None:
    last = np.array([[1, 2], [2, -1], [0, 1], [2, 0], [2, 1]], dtype=np.int32)
    assert choosers(column(2, 0, 9), last, 5, 3, 0).tolist() == [[0, 1, 3], [2, 3, -1], [-1, -1, -1]]
    assert choosers(column(2), last, 5, 3, 3).tolist() == [[3, 4, 0]]


@pytest.mark.parametrize("theirs", [True, False])
def test_of_the_neighbours_neighbours_the_closest_are_asked_and_whom_two_name(theirs) -> None:
    people, k = 60, 40
    last = np.full((people, k), -1, dtype=np.int32)
    last[0, :3] = 1, 2, 3
    close = np.arange(10, 10 + 3 * OF_EACH).reshape(3, OF_EACH)
    last[1:4, :OF_EACH] = close
    last[1, OF_EACH : OF_EACH + 3] = 50, 51, 52
    last[2, OF_EACH : OF_EACH + 3] = 51, 52, 53
    last[3, OF_EACH : OF_EACH + 3] = 52, 0, 10
    alike = np.zeros((people, 2), dtype=np.int32), np.ones((people, 2), dtype=np.float32)
    held, nobody = np.ones(people, dtype=np.int64), np.full((1, 2), -1, dtype=np.int32)
    own, ids, sims = np.ones(people), np.full((1, k), -1, dtype=np.int32), np.zeros((1, k))
    ask_around(
        column(0), people, *alike, held, np.ones(1), 0 * own, own, last, nobody, nobody, theirs, ids, sims
    )
    asked = {1, 2, 3, *close.reshape(-1).tolist(), 51, 52} if theirs else {1, 2, 3}
    named = [v for v in ids[0].tolist() if v >= 0]
    assert NAMED == 2 and set(named) == asked and len(named) == len(asked), "50 and 53 are named once"
