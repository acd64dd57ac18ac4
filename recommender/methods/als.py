"""Alternating least squares by the library `implicit`, made a function of its input alone.

Its solver treats every row by itself, so that its threads do not matter; the BLAS it calls for X'X is held to
one thread, since that would. It starts from given vectors, not from its own generator.
"""

from __future__ import annotations

from functools import cache
from importlib import import_module
from typing import Any, Protocol, cast

import numpy as np
from numpy.typing import NDArray

from recommender.config import FactorsSettings
from recommender.types import Floats, Ids

Vectors = NDArray[np.float32]


class _Model(Protocol):
    user_factors: Vectors
    item_factors: Vectors

    def fit(self, user_items: object, show_progress: bool) -> None: ...

    def recalculate_item(self, itemid: Ids, item_users: object) -> Vectors: ...


@cache
def one_thread() -> Any:
    """What holds BLAS to one thread: `with one_thread()():`; made once, since it looks for libraries."""
    import_module("implicit.cpu.als")  # its BLAS must be loaded to be found
    controller = import_module("threadpoolctl").ThreadpoolController()
    return lambda: controller.limit(limits=1, user_api="blas")


def _matrix(rows: Ids, columns: Ids, values: Floats, shape: tuple[int, int]) -> object:
    sparse = import_module("scipy.sparse")
    return sparse.csr_matrix((values.astype(np.float32), (rows, columns)), shape=shape)


def _model(
    settings: FactorsSettings, damping: float, iterations: int, people: Vectors, items: Vectors
) -> _Model:
    make = import_module("implicit.cpu.als").AlternatingLeastSquares
    model = make(
        factors=settings.factors,
        regularization=damping,
        alpha=1.0,  # the values given to it are confidences already
        iterations=iterations,
        num_threads=settings.threads,
    )
    model.user_factors, model.item_factors = people, items
    return cast("_Model", model)


def fit(
    settings: FactorsSettings,
    damping: float,
    iterations: int,
    entries: tuple[Ids, Ids, Floats],
    people: Vectors,
    items: Vectors,
) -> tuple[Vectors, Vectors]:
    """(people, items) vectors after so many rounds from those given; `entries` are (users, items, confidences),
    each pair once, confidences above 1; `damping` is the formula's lambda."""
    users, watched, confidence = entries
    with one_thread()():
        model = _model(settings, damping, iterations, people.copy(), items.copy())
        shape = (len(people), len(items))
        model.fit(_matrix(users, watched, confidence, shape), show_progress=False)
    return model.user_factors, model.item_factors


def fold_in(
    settings: FactorsSettings, damping: float, entries: tuple[Ids, Ids, Floats], people: Vectors
) -> Vectors:
    """(m, factors) vectors of items 0 to m - 1 that fit best to the vectors of the people who watched them;
    `entries` as for `fit`, of these items alone."""
    users, place, confidence = entries
    count = int(place.max()) + 1
    with one_thread()():
        model = _model(settings, damping, 1, people, np.zeros((0, settings.factors), dtype=np.float32))
        numbers = np.arange(count, dtype=np.int32)
        return model.recalculate_item(numbers, _matrix(place, users, confidence, (count, len(people))))
