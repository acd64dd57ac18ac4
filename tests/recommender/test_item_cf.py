"""Item-CF agrees with the formulas done slowly, and with scikit-learn; nothing else shows in its results."""

from __future__ import annotations

import math
import subprocess
import sys

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from sklearn.metrics.pairwise import cosine_similarity

from recommender import HistorySettings, ItemCF, ItemCFSettings, Memory, Source
from recommender.luck import Luck
from tests.recommender.models import FOREVER, column, publish, ratings

Matrix = np.ndarray


def taught(r: Matrix, history: HistorySettings = FOREVER, order: Matrix | None = None, **own) -> ItemCF:
    """Item-CF that knows r (users, items), 0 for not rated; the ratings arrive in this order."""
    model = ItemCF(ItemCFSettings(**{"trial_share": 0.0, **own}), Luck(1), Memory(history))
    publish(model, r.shape[1])
    users, items = np.nonzero(r)
    order = np.arange(len(users)) if order is None else order
    for one in order:
        model.rate(column(users[one]), column(items[one]), r[users[one], items[one]][None])
    return model


def similarity(r: Matrix, i: int, j: int, shrinkage: float, inverse_activity: bool) -> float:
    """By the book: loops over people, sharing no code with ours."""
    over, square_i, square_j, common = 0.0, 0.0, 0.0, 0
    for row in r:
        g = 1 / sum(x * x for x in row) if inverse_activity and row.any() else 1.0
        over += g * row[i] * row[j]
        square_i += g * row[i] ** 2
        square_j += g * row[j] ** 2
        common += row[i] > 0 and row[j] > 0
    if not common:
        return 0.0
    return over / math.sqrt(square_i * square_j) * common / (common + shrinkage)


def neighbours(r: Matrix, j: int, k: int, *how: float | bool) -> dict[int, float]:
    """The k items most similar to j, the lower id first among equals."""
    sims = {i: similarity(r, i, j, *how) for i in range(r.shape[1]) if i != j}
    order = sorted((i for i in sims if sims[i] > 0), key=lambda i: (-np.float32(sims[i]), i))
    return {i: sims[i] for i in order[:k]}


def score(r: Matrix, u: int, i: int, k: int, *how: float | bool) -> float:
    """NaN where no item of the row has i among its neighbours."""
    near = {j: neighbours(r, j, k, *how) for j in np.flatnonzero(r[u])}
    speaking = [j for j in near if i in near[j]]
    return sum(near[j][i] * r[u, j] for j in speaking) if speaking else math.nan


@given(ratings(), st.integers(1, 9), st.sampled_from((0.0, 2.5)), st.booleans())
def test_similarities_scores_slates_and_explanations_are_those_of_the_formula(r, k, shrinkage, busy) -> None:
    model = taught(r, k=k, shrinkage=shrinkage, inverse_activity=busy)
    people, count = r.shape
    ids, sims = model.neighbours(np.arange(count))
    for j in range(count):
        own = neighbours(r, j, k, shrinkage, busy)
        size = len(own)
        np.testing.assert_allclose(sims[j, :size], list(own.values()), rtol=1e-6)
        assert (ids[j, size:] == -1).all() and not sims[j, size:].any()
        # Which of several items tied to the last digit comes first is a matter of rounding.
        np.testing.assert_allclose(
            [similarity(r, i, j, shrinkage, busy) for i in ids[j, :size]], sims[j, :size], rtol=1e-6
        )
    found = {j: dict(zip(ids[j], sims[j], strict=True)) for j in range(count)}
    everyone = np.repeat(np.arange(count)[None], people, axis=0).astype(np.int32)
    scores = model.score(np.arange(people, dtype=np.int32), everyone, 0)
    slate = model.recommend(np.arange(people, dtype=np.int32), count, 0)
    for u in range(people):
        expected = np.full(count, np.nan)
        for i in range(count):
            speaking = [j for j in np.flatnonzero(r[u]) if i in found[j]]
            if speaking:
                expected[i] = sum(float(found[j][i]) * r[u, j] for j in speaking)
            why = model.explain(u, i, 0)
            assert (why.source == Source.ITEMS) == bool(speaking)
            if speaking:
                assert {part.id: part.share for part in why.parts} == pytest.approx(
                    {j: float(found[j][i]) * r[u, j] for j in speaking}
                )
        np.testing.assert_allclose(scores[u], expected, rtol=1e-9)
        mine = slate.source[u] == Source.ITEMS
        unseen = np.flatnonzero((r[u] == 0) & (expected > 0))
        assert set(slate.items[u][mine]) == set(unseen)
        np.testing.assert_allclose(slate.scores[u][mine], np.sort(expected[unseen])[::-1], rtol=1e-9)


def test_a_worked_example() -> None:
    r = np.array([[5.0, 3, 0], [3, 5, 2], [4, 2, 5], [0, 1, 4]])
    model = taught(r, k=1)
    assert model.neighbours(column(0, 1, 2))[0].tolist() == [[1], [0], [1]]
    # Item 2 is nobody's nearest, so that nothing speaks for it; with two neighbours, 0 and 1 do.
    assert np.isnan(model.score(column(0), column(2)[None], 0)).all()
    wide = taught(r, k=2).score(column(0), column(2)[None], 0)
    sims = cosine_similarity(r.T)
    np.testing.assert_allclose(wide, [[5 * sims[0, 2] + 3 * sims[1, 2]]], rtol=1e-6)
    np.testing.assert_allclose(wide, [[score(r, 0, 2, 2, 0.0, False)]], rtol=1e-6)


def test_neighbours_agree_with_scikit_learn() -> None:
    draw = np.random.default_rng(5)  # fixed seed: no ties among these similarities
    r = draw.integers(1, 6, (60, 40)) * draw.random((60, 40)) * (draw.random((60, 40)) < 0.3)
    r = r.astype(np.float32).astype(np.float64)
    sims = cosine_similarity(r.T)
    np.fill_diagonal(sims, 0)
    ids, own = taught(r, k=7).neighbours(np.arange(40))
    order = np.argsort(-sims, axis=1)[:, :7]
    np.testing.assert_array_equal(ids, np.where(np.take_along_axis(sims, order, axis=1) > 0, order, -1))
    np.testing.assert_allclose(own, np.take_along_axis(sims, order, axis=1), atol=1e-6)


def test_ties_go_to_the_lower_id() -> None:
    ids, sims = taught(np.ones((4, 9)), k=3).neighbours(column(0, 8))
    assert ids.tolist() == [[1, 2, 3], [0, 1, 2]]
    np.testing.assert_allclose(sims, 1.0)


def test_neither_the_order_of_arrival_nor_threads_nor_what_was_asked_before_changes_a_bit() -> None:
    draw = np.random.default_rng(8)  # fixed seed: any would do
    r = draw.random((40, 60)) * (draw.random((40, 60)) < 0.3)
    ids, sims = taught(r, threads=1).neighbours(np.arange(60))
    shuffled = taught(r, order=draw.permutation(np.count_nonzero(r)), threads=3)
    shuffled.recommend(column(3), 5, 0)
    for one, other in zip(shuffled.neighbours(np.arange(60)), (ids, sims), strict=True):
        assert one.tobytes() == other.tobytes()


def test_what_was_found_before_only_makes_the_next_search_faster() -> None:
    draw = np.random.default_rng(9)  # fixed seed: any would do
    old, new = (draw.random((50, 40)) * (draw.random((50, 40)) < 0.2) for _ in range(2))
    model = taught(old, k=4)
    model.neighbours(np.arange(40))
    model.forget(np.arange(25, dtype=np.int32))  # similarities fall and rise
    users, items = np.nonzero(new[:25])
    model.rate(users.astype(np.int32), items.astype(np.int32), new[users, items])
    fresh = taught(np.concatenate((new[:25], old[25:])), k=4)
    for one, other in zip(model.neighbours(np.arange(40)), fresh.neighbours(np.arange(40)), strict=True):
        assert one.tobytes() == other.tobytes()


@pytest.mark.slow
def test_warming_up_compiles_exactly_what_is_called_later() -> None:
    code = (
        "import numpy as np\n"
        "from recommender import warm\n"
        "from recommender.neighbours import item_kernels, kernels\n"
        "from tests.recommender.test_item_cf import taught\n"
        "warm()\n"
        "draw = np.random.default_rng(3)\n"
        "model = taught(draw.integers(0, 3, (60, 30)).astype(float), shrinkage=2.0, inverse_activity=True)\n"
        "model.recommend(np.arange(60, dtype=np.int32), 5, 0)\n"
        "model.explain(0, 0, 0)\n"
        "loops = item_kernels.packed, item_kernels.similar, kernels.top_items\n"
        "print([len(loop.signatures) for loop in loops])\n"
    )
    told = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert told.stdout == "[1, 1, 1]\n"


def test_new_events_reach_similarities_at_once() -> None:
    model = taught(np.array([[1.0, 1, 0], [0, 0, 1]]), k=2)
    assert model.neighbours(column(0))[0].tolist() == [[1, -1]]
    model.rate(column(0), column(2), np.ones(1))
    assert model.neighbours(column(0))[0].tolist() == [[1, 2]]
    model.forget(column(0))
    assert model.neighbours(column(0))[0].tolist() == [[-1, -1]]


def test_shrinkage_distrusts_a_single_common_viewer_and_inverse_activity_the_busy() -> None:
    r = np.zeros((12, 4))
    r[0, :2] = 1  # items 0 and 1 share their only viewer, 2 and 3 most of nine
    r[1:10, 2:] = 1
    r[10, 2] = r[11, 3] = 1
    assert taught(r).neighbours(column(0, 2))[1][:, 0].tolist() == [1.0, pytest.approx(0.9)]
    bold, careful = taught(r, shrinkage=5.0).neighbours(column(0, 2))[1][:, 0]
    assert bold == pytest.approx(1 / 6) and careful == pytest.approx(0.9 * 9 / 14)
    r = np.ones((3, 8))
    r[0, 2:] = 0  # watched items 0 and 1 and nothing else
    plain, weighted = (
        taught(r, k=7, inverse_activity=way).neighbours(column(0))[1][0] for way in (False, True)
    )
    assert weighted[-1] / weighted[0] < plain[-1] / plain[0]


def test_decay_takes_strength_from_the_score_and_leaves_the_order() -> None:
    r = np.array([[1.0, 2, 0, 0], [3, 0, 1, 2], [1, 1, 1, 0]])
    model = taught(r, HistorySettings(half_life_h=10.0))
    now, later = (model.recommend(column(0), 2, tick) for tick in (0, 20))
    np.testing.assert_array_equal(now.items, later.items)
    np.testing.assert_allclose(later.scores, now.scores / 4)


def test_items_on_trial_are_explained_as_such() -> None:
    model = ItemCF(ItemCFSettings(trial_share=1.0), Luck(1))
    publish(model, 5)
    model.rate(column(0, 1), column(0, 1), np.ones(2))
    assert (model.recommend(column(0), 3, 0).source == Source.TRIAL).all()
    assert model.explain(0, 3, 0).source == Source.TRIAL
    with pytest.raises(ValueError, match="never published"):
        model.neighbours(column(5))
