"""Reading logs, rating prediction beside scikit-surprise, and a whole evaluation, on generated data.

    python -m tests.benchmarks.real_logs load [--rows 10000000]
    python -m tests.benchmarks.real_logs surprise
    python -m tests.benchmarks.real_logs knn [--rows 10000000]

The table of an evaluation is `feedscope evaluate` on the file that `load --keep FILE` leaves behind.
"""

from __future__ import annotations

import argparse
import resource
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path

import duckdb
import numpy as np

from recommender.datasets import Log, generated_log, read_log
from recommender.luck import Luck
from recommender.ratings.knn import RatingKNN, RatingSettings

SMALL = {"users": 943, "items": 1682, "events": 100_000}
"""As MovieLens 100k."""
PEOPLE_PER_ROW, ITEMS = 1 / 143, 10_681
"""As MovieLens 10M."""


def seconds(work: Callable[[], object]) -> float:
    begin = time.perf_counter()
    work()
    return time.perf_counter() - begin


def peak_mb() -> int:
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024


def made(rows: int) -> Log:
    if rows <= SMALL["events"]:
        return generated_log(Luck(1), **SMALL)
    return generated_log(Luck(1), users=int(rows * PEOPLE_PER_ROW), items=ITEMS, events=rows)


def write(log: Log, file: Path) -> None:
    """As MovieLens' ratings.csv, in an order that is not that of time."""
    with duckdb.connect() as db:
        order = np.random.default_rng(1).permutation(len(log))
        db.register(
            "log",
            {
                "userId": log.user[order],
                "movieId": log.item[order],
                "rating": log.rating[order],
                "timestamp": log.time[order].astype(np.int64) + 800_000_000,
            },
        )
        db.execute(f"COPY log TO '{file}' (HEADER, DELIMITER ',')")


def load(rows: int, keep: Path | None) -> None:
    with tempfile.TemporaryDirectory() as folder:
        file = keep or Path(folder) / "ratings.csv"
        write(made(rows), file)
        # In a process of its own, whose memory is that of reading alone.
        subprocess.run([sys.executable, "-m", __spec__.name, "read", "--keep", str(file)], check=True)


def read(file: Path) -> None:
    before, begin, cpu = peak_mb(), time.perf_counter(), time.process_time()
    log = read_log(file)
    took, busy = time.perf_counter() - begin, time.process_time() - cpu
    size = file.stat().st_size / 1e6
    print(
        f"{len(log):,} rows, {size:.0f} MB: read in {took:.1f} s ({busy:.1f} s of processor), "
        f"peak {peak_mb()} MB ({before} MB of it before reading)"
    )


def surprise() -> None:
    """Fit, then predict all pairs rated: agreement and ratio of seconds, one line a model."""
    from surprise import Dataset, KNNBaseline, KNNBasic, KNNWithMeans, KNNWithZScore, Reader

    models = {"none": KNNBasic, "mean": KNNWithMeans, "z-score": KNNWithZScore, "baseline": KNNBaseline}
    log = made(0)
    rows = [(int(u), int(i), float(r), None) for u, i, r in zip(log.user, log.item, log.rating, strict=True)]
    known = Dataset(Reader(rating_scale=(1, 5))).construct_trainset(rows)
    print("centre    by    similarity  largest difference  Surprise s  ours s  ratio")
    for centre, model in models.items():
        for by in ("user", "item"):
            for name in ("cosine", "msd", "pearson"):
                theirs = model(k=40, sim_options={"name": name, "user_based": by == "user"}, verbose=False)
                told = {}

                def fit_theirs(model=theirs, told=told) -> None:
                    model.fit(known)
                    told["theirs"] = np.array([model.predict(u, i).est for u, i, _, _ in rows])

                settings = RatingSettings(by=by, centre=centre, similarity=name, k=40, own_rating=True)

                def fit_ours(settings=settings, told=told) -> None:
                    model = RatingKNN(settings).fit(log.user, log.item, log.rating, (1, 5))
                    told["ours"] = model.predict(log.user, log.item)

                RatingKNN(settings).fit(log.user[:9], log.item[:9], log.rating[:9]).predict(
                    log.user[:9], log.item[:9]
                )
                them, us = seconds(fit_theirs), seconds(fit_ours)
                apart = np.abs(told["theirs"] - told["ours"]).max()
                line = f"{centre:9} {by:5} {name:11} {apart:18.1e} {them:11.2f} {us:7.2f} {them / us:6.0f}"
                print(line, flush=True)


def knn(rows: int) -> None:
    log = made(rows)
    test = np.random.default_rng(2).random(len(log)) < 0.1
    for by in ("item", "user"):
        model = RatingKNN(RatingSettings(by=by))
        model.fit(log.user[:9], log.item[:9], log.rating[:9]).predict(log.user[:9], log.item[:9])
        fit = seconds(lambda model=model: model.fit(log.user[~test], log.item[~test], log.rating[~test]))
        took = seconds(lambda model=model: model.predict(log.user[test], log.item[test]))
        pairs = int(test.sum())
        print(
            f"by {by}: {len(log):,} ratings, fit {fit:.1f} s, {pairs:,} predictions {took:.1f} s, peak {peak_mb()} MB"
        )


def main() -> None:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("what", choices=("load", "read", "surprise", "knn"))
    parser.add_argument("--rows", type=int, default=10_000_000)
    parser.add_argument("--keep", type=Path)
    asked = parser.parse_args()
    if asked.what == "load":
        load(asked.rows, asked.keep)
    elif asked.what == "read":
        read(asked.keep)
    elif asked.what == "surprise":
        surprise()
    else:
        knn(asked.rows)


if __name__ == "__main__":
    main()
