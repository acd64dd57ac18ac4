"""The contests: neighbours of everyone, a slate for everyone, and the tick of an online world."""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping, Sequence
from importlib import import_module
from importlib.metadata import PackageNotFoundError, version

import numpy as np

from recommender.bench import rivals
from recommender.bench.ceiling import ceiling
from recommender.bench.data import BenchLog, Lot, Size, generated
from recommender.bench.online import Load, online
from recommender.bench.race import Lap, peak_mb, race
from recommender.bench.results import Agreement, BenchReport, Contest, Result
from recommender.bench.rivals import Absent, Named, ReadyRival
from recommender.config import HistorySettings, UserCFSettings
from recommender.memory.memory import Memory
from recommender.methods.user_cf import UserCF
from recommender.names import Scale
from recommender.types import Items, Source
from recommender.warm import warm

OURS = "feedscope"
K = 50
PLACES = 10
TOLERANCE = 1e-6
_SLICE = 1000
"""People in the contest with Surprise, which keeps all pairs and takes a minute for 10,000."""
_BAR_RATIO = 2.0
_BAR_LARGE_S = 60.0
_BAR_LARGE_MB = 4096.0

SCALES: dict[Scale, tuple[str, ...]] = {
    "tiny": ("tiny",),
    "small": ("small",),
    "large": ("large",),
    "tick": ("tick",),
    "all": ("small", "tick", "large"),
}
"""What `--scale` takes, and what it runs; tiny takes seconds and holds no bar."""

_SIZES = {
    "tiny": Size(600, 1_000, 40),
    "small": Size(10_000, 20_000, 144),
    "large": Size(100_000, 50_000, 96),
}
_LOADS = {
    "tiny": Load(Size(600, 1_000, 40), online=40, events=600),
    "tick": Load(Size(10_000, 20_000, 144), online=400, events=6_000),
}
_PACKAGES = (
    "numpy", "numba", "scipy", "similaripy", "sparse-dot-topn", "implicit", "scikit-surprise"
)  # fmt: skip


def bench(
    scale: str = "all",
    repeats: int = 5,
    threads: int = 2,
    told: Callable[[str], None] = lambda _: None,
    ended: Callable[[Contest], None] = lambda _: None,
) -> BenchReport:
    """Hold the contests of a scale (see `SCALES`); `told` hears what is being done, `ended` what came of each contest.

    Large contests are held at most once. Errors: ValueError for an unknown scale, and for fewer than one
    repeat or thread.
    """
    if scale not in SCALES:
        raise ValueError(f"scale must be one of {', '.join(SCALES)}, not {scale!r}")
    if min(repeats, threads) < 1:
        raise ValueError("repeats and threads must be 1 or more")
    told("compiling")
    warm()
    most = ceiling(threads)
    contests: list[Contest] = []

    def held(contest: Contest) -> None:
        contests.append(contest)
        ended(contest)

    for name in SCALES[scale]:
        if name in _SIZES:
            told(f"generating the {name} log")
            log = generated(_SIZES[name])
            rounds = 1 if name == "large" else repeats
            held(_neighbours(name, log, rounds, threads, most, told, dense=scale != "small"))
            if name != "large":
                held(_slates(name, log, rounds, threads, told))
                held(_slice(name, log.first(_SLICE), rounds, threads, told))
        if name in _LOADS:
            told("ticking")
            held(online(name, _LOADS[name], 2 * repeats, threads, OURS))
    return BenchReport(threads, repeats, most, _machine(), tuple(contests), peak_mb())


def taught(log: BenchLog, threads: int, **settings: object) -> UserCF:
    """Our user-CF with the whole log in its memory, nothing decayed."""
    window = max(log.longest, 8)
    made = UserCFSettings.model_validate({"k": K, "trial_share": 0.0, "threads": threads, **settings})
    model = UserCF(made, Lot(), Memory(HistorySettings(window=window, half_life_h=math.inf)))
    ids = np.arange(log.items, dtype=np.int32)
    model.publish(Items(ids, 0 * ids, 0 * ids, np.ones((log.items, 1), dtype=np.float32)))
    model.rate(log.user, log.item, log.value)
    return model


def _neighbours(
    name: str,
    log: BenchLog,
    repeats: int,
    threads: int,
    most: float,
    told: Callable[[str], None],
    dense: bool,
) -> Contest:
    entries: dict[str, Callable[[], ReadyRival]] = {
        OURS: lambda: _our_neighbours(log, threads),
        "similaripy cosine": lambda: rivals.similaripy_cosine(log, K, threads),
        "similaripy dot_product": lambda: rivals.similaripy_dot(log, K, threads),
        "sparse_dot_topn": lambda: rivals.sparse_dot_topn(log, K, threads),
        "implicit": lambda: rivals.implicit(log, K, threads),
        "numpy, argpartition": lambda: rivals.dense(log, K, threads) if dense else _left_out(),
    }
    question = f"the {K} most similar people of everyone, by cosine, exactly"
    results, absent = _race(entries, repeats, told, question, log.products, most)
    if name == "large":
        bar = f"within {_BAR_LARGE_S:.0f} s and {_BAR_LARGE_MB / 1024:.0f} GB"
        ours = results[0]
        holds = ours.median_s <= _BAR_LARGE_S and (ours.extra_mb or 0.0) <= _BAR_LARGE_MB
    else:
        bar = f"at least {_BAR_RATIO:g} times as fast as similaripy" if name == "small" else ""
        ratios = [result.ratio for result in results if result.name.startswith("similaripy")]
        holds = min(ratios) >= _BAR_RATIO if bar and ratios else None
    return _contest(f"neighbours, {name}", question, log, log.products, bar, holds, results, absent)


def _left_out() -> ReadyRival:
    raise Absent("it alone takes longer than all others together; --scale all has it")


def _slates(name: str, log: BenchLog, repeats: int, threads: int, told: Callable[[str], None]) -> Contest:
    entries: dict[str, Callable[[], ReadyRival]] = {
        OURS: lambda: _our_slates(log, threads),
        "similaripy cosine, dot_product": lambda: rivals.similaripy_slates(log, K, PLACES, threads),
    }
    question = f"{PLACES} unseen items for everyone, from {K} neighbours found anew"
    results, absent = _race(entries, repeats, told, question, 0, 0.0, relative=True)
    return _contest(f"slates, {name}", question, log, 0, "", None, results, absent)


def _slice(name: str, log: BenchLog, repeats: int, threads: int, told: Callable[[str], None]) -> Contest:
    entries: dict[str, Callable[[], ReadyRival]] = {
        OURS: lambda: _our_neighbours(log, threads, overlap="common"),
        "scikit-surprise KNNBasic": lambda: rivals.surprise(log, K, threads),
    }
    question = f"the {K} most similar of the first {log.people:,} people, by cosine over common items"
    results, absent = _race(entries, repeats, told, question, log.products, 0.0)
    return _contest(f"slice, {name}", question, log, log.products, "", None, results, absent)


def _contest(
    name: str,
    question: str,
    log: BenchLog,
    products: int,
    bar: str,
    holds: bool | None,
    results: Sequence[Result],
    absent: Sequence[str],
) -> Contest:
    return Contest(
        name,
        question,
        log.people,
        log.items,
        len(log),
        products,
        bar,
        holds,
        tuple(results),
        tuple(absent),
    )


def _our_neighbours(log: BenchLog, threads: int, **settings: object) -> ReadyRival:
    model = taught(log, threads, **settings)
    everyone = np.arange(log.people, dtype=np.int32)

    def read(found: Named) -> Named:
        return found

    return ReadyRival(lambda: model.neighbours(everyone), read)


def _our_slates(log: BenchLog, threads: int) -> ReadyRival:
    model = taught(log, threads)
    everyone = np.arange(log.people, dtype=np.int32)

    def read(found: object) -> Named:
        # Theirs is the sum over neighbours, ours that sum over the similarities' sum.
        slate = model.recommend(everyone, PLACES, 0)
        total = model.neighbours(everyone)[1].sum(axis=1)
        from_neighbours = slate.source == Source.NEIGHBOURS
        return (
            np.where(from_neighbours, slate.items, -1).astype(np.int32),
            np.where(from_neighbours, slate.scores * total[:, None], 0.0),
        )

    return ReadyRival(lambda: model.recommend(everyone, PLACES, 0), read)


def _race(
    entries: Mapping[str, Callable[[], ReadyRival]],
    repeats: int,
    told: Callable[[str], None],
    question: str,
    products: int,
    most: float,
    relative: bool = False,
) -> tuple[list[Result], list[str]]:
    """Results, ours first, and a sentence for each who is absent."""
    ready: dict[str, ReadyRival] = {}
    absent: list[str] = []
    for name, prepare in entries.items():
        told(f"preparing {name}")
        try:
            ready[name] = prepare()
        except Absent as reason:
            absent.append(f"{name}: {reason}")
    told(question)
    laps = race({name: entry.call for name, entry in ready.items()}, repeats, told)
    ours = ready[OURS].read(laps[OURS].answer)
    results: list[Result] = []
    for name, entry in ready.items():
        lap = laps[name]
        same = None if name == OURS else compared(ours, entry.read(lap.answer), relative)
        lap.answer = None
        results.append(_result(name, lap, laps[OURS].median_s, products, most, same))
    return results, absent


def _result(
    name: str, lap: Lap, ours_s: float, products: int, most: float, agreement: Agreement | None
) -> Result:
    rate = products / lap.median_s if products else None
    return Result(
        name,
        lap.median_s,
        tuple(lap.seconds),
        lap.median_s / ours_s,
        rate,
        rate / most if rate and most else None,
        lap.median_cpu_s,
        lap.extra_mb,
        agreement,
    )


def compared(ours: Named, theirs: Named, relative: bool = False) -> Agreement:
    """How far two answers agree; see `Agreement`. Differences are relative to the larger value if asked."""
    (ids, values), (other_ids, other_values) = ours, theirs
    scale = np.maximum(np.maximum(values, other_values), 1e-30) if relative else np.ones(values.shape)
    difference = float((np.abs(values - other_values) / scale).max(initial=0.0))
    theirs_too = _named(ids, other_ids)
    ours_too = _named(other_ids, ids)
    last = np.where(ids[:, -1:] >= 0, values[:, -1:], 0.0)
    slack = 2 * TOLERANCE * (scale[:, -1:] if relative else 1.0)
    near = ((values <= last + slack) | theirs_too | (ids < 0)).all()
    near_too = ((other_values <= last + slack) | ours_too | (other_ids < 0)).all()
    there = max(int((ids >= 0).sum()), 1)
    return Agreement(
        difference,
        float((theirs_too & (ids >= 0)).sum()) / there,
        bool(difference <= TOLERANCE and near and near_too),
    )


def _named(ids: np.ndarray, others: np.ndarray) -> np.ndarray:
    """Whether each id stands in the same row of `others`."""
    most = np.int64(max(int(ids.max(initial=0)), int(others.max(initial=0))) + 2)
    row = np.arange(len(ids))[:, None] * most
    return np.isin(row + ids, row + others)


def _machine() -> dict[str, str]:
    """Versions, and the matrix kernel that numpy's BLAS runs, where they can be told."""
    told: dict[str, str] = {}
    for package in _PACKAGES:
        try:
            told[package] = version(package)
        except PackageNotFoundError:
            continue
    try:
        pools = import_module("threadpoolctl").threadpool_info()
    except ImportError:
        return told
    for pool in pools:
        if pool.get("user_api") == "blas" and "numpy" in str(pool.get("filepath")):
            told["BLAS"] = f"{pool.get('internal_api')} {pool.get('version')}, {pool.get('architecture')}"
    return told
