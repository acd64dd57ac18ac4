"""Ways to teach a model from a matrix of ratings."""

from __future__ import annotations

import math

import numpy as np
from hypothesis import strategies as st

from recommender import HistorySettings, Items, Memory, UserCF, UserCFSettings
from recommender.luck import Luck

FOREVER = HistorySettings(half_life_h=math.inf)


def taught(r: np.ndarray, history: HistorySettings = FOREVER, **settings) -> UserCF:
    """User-CF that knows r (users, items), 0 for not rated."""
    model = UserCF(UserCFSettings(**{"trial_share": 0.0, **settings}), Luck(1), Memory(history))
    publish(model, r.shape[1])
    users, items = np.nonzero(r)
    model.rate(users.astype(np.int32), items.astype(np.int32), r[users, items])
    return model


def publish(model, count: int, first: int = 0) -> None:
    """So many items from id `first` on, all of one topic and hour."""
    ids = np.arange(first, first + count, dtype=np.int32)
    model.publish(Items(ids, 0 * ids, 0 * ids, np.ones((count, 1), dtype=np.float32)))


def column(*ids: int) -> np.ndarray:
    return np.array(ids, dtype=np.int32)


@st.composite
def ratings(draw, users: int = 9, items: int = 9) -> np.ndarray:
    """(users, items) whole ratings of 1 to 5, sparse to dense."""
    shape = draw(st.integers(2, users)), draw(st.integers(1, items))
    rating = st.integers(1, 5) if draw(st.booleans()) else st.just(0) | st.integers(0, 5)
    cells = draw(st.lists(rating, min_size=shape[0] * shape[1], max_size=shape[0] * shape[1]))
    return np.array(cells, dtype=np.float64).reshape(shape)
