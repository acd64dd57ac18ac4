"""The best unseen items by dot product."""

from __future__ import annotations

import numpy as np
import pytest

from recommender.memory.seen import Seen
from recommender.methods.fill import Draft
from recommender.methods.products import products, take_best
from recommender.types import Source


@pytest.mark.parametrize("n", [1, 4, 30, 50])
def test_rows_hold_the_best_unseen_candidates_in_order(n: int) -> None:
    rng = np.random.default_rng(1)  # any seed: whole numbers make every sum exact and ties common
    person, item = rng.integers(-3, 4, (20, 5)).astype(float), rng.integers(-3, 4, (40, 5)).astype(float)
    seen = Seen()
    seen.grow(20, 40)
    seen.mark(rng.integers(0, 15, 200).astype(np.int32), rng.integers(0, 40, 200).astype(np.int32))
    users = np.arange(20, dtype=np.int32)
    candidates = np.arange(5, 40, dtype=np.int32)
    draft = Draft(users, n)
    take_best(draft, np.arange(20), person, candidates, item[candidates], seen, Source.FACTORS, 2)
    for user in users:
        score = item @ person[user]
        open_to = [i for i in candidates if not seen(np.array([user]), np.array([i]))[0]]
        best = sorted(open_to, key=lambda i: (-score[i], i))[:n]
        assert draft.items[user][draft.items[user] >= 0].tolist() == best
        np.testing.assert_array_equal(draft.scores[user][: len(best)], score[best])


def test_the_loop_and_the_columns_add_up_alike() -> None:
    rng = np.random.default_rng(2)
    person, item = rng.normal(size=(3, 33)), rng.normal(size=(50, 33))
    draft = Draft(np.arange(3, dtype=np.int32), 50)
    candidates = np.arange(50, dtype=np.int32)
    seen = Seen()
    seen.grow(3, 50)
    take_best(draft, np.arange(3), person, candidates, item, seen, Source.FACTORS, 1)
    np.testing.assert_array_equal(products(person, item[draft.items]), draft.scores)
