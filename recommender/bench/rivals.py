"""The libraries one would use instead, each in its fastest way for the question; imported only when asked.

A rival prepares its inputs outside the timing: a sorted float32 matrix of ratings, for those that need it
scaled to rows of length 1 and transposed. All but Surprise count the person among the neighbours and are
therefore asked for one more.
"""

from __future__ import annotations

import warnings
from collections.abc import Callable
from dataclasses import dataclass
from importlib import import_module
from typing import Any

import numpy as np
from numpy.typing import NDArray

from recommender.bench.data import BenchLog
from recommender.types import Floats, Ids

_DENSE_MB = 2048
"""A dense matrix of ratings may take this much."""
_BLOCK = 1000
"""Rows of a dense product made at a time."""

Named = tuple[Ids, Floats]
"""(ids, values), both (rows, k), best first; -1 and 0 in empty places."""


class Absent(Exception):
    """A contender does not run; one sentence says why."""


@dataclass(frozen=True, slots=True)
class ReadyRival:
    """A contender, ready to run."""

    call: Callable[[], object]
    """What is timed."""
    read: Callable[[Any], Named]
    """What the call returned, in the common form."""


Rival = Callable[[BenchLog, int, int], ReadyRival]
"""(log, k, threads) -> ReadyRival. Errors: Absent."""


def _library(module: str, package: str) -> Any:
    """The module. Errors: Absent if the package is not installed."""
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")  # theirs, at import
            return import_module(module)
    except ImportError:
        raise Absent(f"{package} is not installed: pip install 'feedscope[bench]'") from None


def _sparse() -> Any:
    return _library("scipy.sparse", "scipy")


def matrix(log: BenchLog) -> Any:
    """The log as a sorted scipy CSR matrix, float32."""
    shape = log.people, log.items
    made = _sparse().csr_matrix((log.value, (log.user, log.item)), shape=shape)
    made.sort_indices()
    return made


def unit_rows(log: BenchLog) -> Any:
    """The same with rows scaled to length 1."""
    norm = np.sqrt(np.bincount(log.user, log.value.astype(np.float64) ** 2, log.people))
    scaled = (log.value / norm[log.user]).astype(np.float32)
    return matrix(BenchLog(log.people, log.items, log.user, log.item, scaled))


def best_of(found: Any, k: int, without_self: bool = True) -> Named:
    """The k largest entries of each row of a sparse matrix, the diagonal left out if asked."""
    coo = found.tocoo()
    row: Ids = coo.row
    column: Ids = coo.col
    value: Floats = coo.data.astype(np.float64)
    keep = (value > 0) & ((row != column) if without_self else True)
    row, column, value = row[keep], column[keep], value[keep]
    order = np.lexsort((column, -value, row))
    row, column, value = row[order], column[order], value[order]
    place = np.arange(len(row)) - np.searchsorted(row, row)
    first = place < k
    ids = np.full((found.shape[0], k), -1, dtype=np.int32)
    values = np.zeros(ids.shape)
    ids[row[first], place[first]], values[row[first], place[first]] = column[first], value[first]
    return ids, values


def similaripy_cosine(log: BenchLog, k: int, threads: int) -> ReadyRival:
    """similaripy's own cosine."""
    similaripy = _library("similaripy", "similaripy")
    ratings = matrix(log)
    options = {"k": k + 1, "verbose": False, "num_threads": threads, "format_output": "csr"}
    return ReadyRival(lambda: similaripy.cosine(ratings, **options), lambda found: best_of(found, k))


def similaripy_dot(log: BenchLog, k: int, threads: int) -> ReadyRival:
    """similaripy's product of rows scaled beforehand."""
    similaripy = _library("similaripy", "similaripy")
    units = unit_rows(log)
    options = {"k": k + 1, "verbose": False, "num_threads": threads, "format_output": "csr"}
    return ReadyRival(lambda: similaripy.dot_product(units, **options), lambda found: best_of(found, k))


def sparse_dot_topn(log: BenchLog, k: int, threads: int) -> ReadyRival:
    """sparse_dot_topn's product of rows scaled and transposed beforehand."""
    library = _library("sparse_dot_topn", "sparse-dot-topn")
    units = unit_rows(log)
    across = units.T.tocsr()
    return ReadyRival(
        lambda: library.sp_matmul_topn(units, across, top_n=k + 1, n_threads=threads),
        lambda found: best_of(found, k),
    )


def implicit(log: BenchLog, k: int, threads: int) -> ReadyRival:
    """implicit's search behind its CosineRecommender, people in the place of items, scaled beforehand."""
    library = _library("implicit.nearest_neighbours", "implicit")
    across = unit_rows(log).T.tocsr().astype(np.float64)  # it takes nothing else
    return ReadyRival(
        lambda: library.all_pairs_knn(across, K=k + 1, num_threads=threads, show_progress=False),
        lambda found: best_of(found, k),
    )


def dense(log: BenchLog, k: int, threads: int) -> ReadyRival:
    """A dense product by numpy's BLAS, with `threads` threads, then argpartition."""
    needed = log.people * log.items * 4 / 2**20
    if needed > _DENSE_MB:
        raise Absent(f"the dense product would need {needed / 1024:.0f} GB of memory for its input alone")
    limits = _library("threadpoolctl", "threadpoolctl").threadpool_limits
    sparse = _sparse()
    norm = np.sqrt(np.bincount(log.user, log.value.astype(np.float64) ** 2, log.people))
    units = np.zeros((log.people, log.items), dtype=np.float32)
    units[log.user, log.item] = log.value / norm[log.user]
    count = min(k + 1, log.people)

    def call() -> tuple[NDArray[np.intp], NDArray[np.float32]]:
        ids = np.empty((log.people, count), dtype=np.intp)
        values = np.empty((log.people, count), dtype=np.float32)
        with limits(threads, user_api="blas"):
            for begin in range(0, log.people, _BLOCK):
                product = units[begin : begin + _BLOCK] @ units.T
                part = np.argpartition(product, log.people - count, axis=1)[:, log.people - count :]
                ids[begin : begin + _BLOCK] = part
                values[begin : begin + _BLOCK] = np.take_along_axis(product, part, axis=1)
        return ids, values

    def read(found: tuple[NDArray[np.intp], NDArray[np.float32]]) -> Named:
        ids, values = found
        start = np.arange(log.people + 1) * count
        square = log.people, log.people
        return best_of(sparse.csr_matrix((values.ravel(), ids.ravel(), start), square), k)

    return ReadyRival(call, read)


def surprise(log: BenchLog, k: int, threads: int) -> ReadyRival:
    """scikit-surprise's KNNBasic: cosine over common items, all pairs, one thread."""
    library = _library("surprise", "scikit-surprise")
    columns = log.user.tolist(), log.item.tolist(), log.value.tolist()
    rows = [(user, item, value, None) for user, item, value in zip(*columns, strict=True)]
    known = library.Dataset(library.Reader(rating_scale=(0, 10))).construct_trainset(rows)

    def call() -> Any:
        model = library.KNNBasic(k=k, sim_options={"name": "cosine", "user_based": True}, verbose=False)
        return model.fit(known).sim

    def read(found: NDArray[np.float64]) -> Named:
        own = np.array([known.to_inner_uid(u) for u in range(log.people)])
        sims = found[own][:, own].copy()
        np.fill_diagonal(sims, 0)
        ids = np.argsort(-sims, axis=1, kind="stable")[:, :k].astype(np.int32)
        best = np.take_along_axis(sims, ids, axis=1)
        return np.where(best > 0, ids, -1).astype(np.int32), best

    return ReadyRival(call, read)


def similaripy_slates(log: BenchLog, k: int, places: int, threads: int) -> ReadyRival:
    """similaripy's neighbours, then their ratings multiplied in, without what the person has seen."""
    similaripy = _library("similaripy", "similaripy")
    ratings = matrix(log)
    options = {"verbose": False, "num_threads": threads, "format_output": "csr"}

    def call() -> Any:
        near = similaripy.cosine(ratings, k=k + 1, **options)
        near.setdiag(0)
        return similaripy.dot_product(near, ratings, k=places, filter_cols=ratings, **options)

    return ReadyRival(call, lambda found: best_of(found, places, without_self=False))


def online_similaripy(log: BenchLog, k: int, places: int, threads: int) -> Callable[[Ids], object]:
    """similaripy's neighbours and slates for some people; its matrix stays as it was, it cannot be updated."""
    similaripy = _library("similaripy", "similaripy")
    ratings = matrix(log)
    options = {"verbose": False, "num_threads": threads, "format_output": "csr"}

    def answer(users: Ids) -> object:
        near = similaripy.cosine(ratings, k=k + 1, target_rows=users, **options)
        near.setdiag(0)
        return similaripy.dot_product(
            near, ratings, k=places, filter_cols=ratings, target_rows=users, **options
        )

    return answer
