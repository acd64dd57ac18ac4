"""One evaluation: publish all items, learn the training events in order of time, ask for slates, measure.

Slates are made for a block of people at a time. A method's seconds do not contain compiling, which happens on a
few events beforehand.
"""

from __future__ import annotations

import math
import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, fields

import numpy as np
from pydantic import Field

from recommender import metrics
from recommender.config import HistorySettings, MethodSettings, Settings
from recommender.datasets.log import Log
from recommender.evaluate.ground import Disturbance, Ground
from recommender.evaluate.raters import Rater
from recommender.evaluate.split import SplitName, split
from recommender.types import Chance, Floats, Ids, Recommender

Progress = Callable[[str], None]
"""Told what begins."""

_PEOPLE = 1024
"""People asked for at a time."""
_COMPARED = 2000
"""Slates whose variety is measured by who watched what, evenly spaced; by features it is all of them."""


class EvaluateSettings(Settings):
    """What is tested, and how."""

    split: SplitName = "time"
    """Which events are the test."""
    test_share: float = Field(default=0.2, gt=0, lt=1)
    """Share of events in the test (time, random)."""
    at: int = Field(default=10, ge=1, le=1000)
    """Places of a slate."""
    relevant: float = Field(default=0.5, ge=0, le=100)
    """Watch ratio (or share of the best rating) from which what was watched counts as right."""
    batch: int = Field(default=20_000, ge=1, le=10_000_000)
    """Events learned at a time, in order of time."""


@dataclass(frozen=True, slots=True)
class Measured:
    """What was measured of one method; NaN where it has no answer (a method that gives no slates, or no ratings)."""

    method: str
    rmse: float = math.nan
    mae: float = math.nan
    precision: float = math.nan
    recall: float = math.nan
    ndcg: float = math.nan
    hit_rate: float = math.nan
    coverage: float = math.nan
    novelty: float = math.nan
    diversity: float = math.nan
    gini: float = math.nan
    fit_s: float = math.nan
    recommend_s: float = math.nan
    predict_s: float = math.nan


MEASURES: Mapping[str, str] = {
    "rmse": "Root mean squared error of predicted ratings, in stars; less is better.",
    "mae": "Mean absolute error of predicted ratings, in stars; less is better.",
    "precision": "Share of a slate that the person went on to watch and like; 0 to 1.",
    "recall": "Share of what the person went on to watch and like that the slate held; 0 to 1.",
    "ndcg": "As recall, with hits high up counting more; 1 is the best slate there could be.",
    "hit_rate": "Share of people whose slate held anything right; 0 to 1.",
    "coverage": "Share of all items that anybody was shown; 0 to 1.",
    "novelty": "How little known what was shown is, in bits; 0 if everybody knows it.",
    "diversity": "How unlike the items of a slate are; 0 all alike, 1 nothing in common.",
    "gini": "How unequally items are shown; 0 all equally, 1 one item has all.",
    "fit_s": "Seconds to learn.",
    "recommend_s": "Seconds to make everybody's slate.",
    "predict_s": "Seconds to predict the ratings of the test.",
}
"""One plain sentence for each."""
assert set(MEASURES) == {f.name for f in fields(Measured)} - {"method"}


@dataclass(frozen=True, slots=True)
class Report:
    """What was measured, and on what."""

    log: str
    events: int
    users: int
    items: int
    skipped: int
    """Bad rows left out of the log."""
    train: int
    """Events learned from, as disturbed."""
    test: int
    """Events tested on."""
    people: int
    """People with anything relevant in the test: those who are given slates."""
    diversity_by: str
    """What the diversity of a slate is measured by: "features" or "viewers"."""
    rows: tuple[Measured, ...]


def offline(settings: MethodSettings, items: int) -> MethodSettings:
    """Settings for a log that is over, and may span years: nothing fades, 500 items of a person are remembered,
    all items are candidates, and no place goes to items on trial."""
    history = HistorySettings(half_life_h=math.inf, window=500, strength=settings.history.strength)
    content = settings.content.model_copy(update={"candidates": min(max(items, 1), 1_000_000)})
    return settings.model_copy(
        update={
            "history": history,
            "content": content,
            "user_cf": settings.user_cf.model_copy(update={"trial_share": 0.0}),
        }
    )


def evaluate(
    log: Log,
    recommenders: Mapping[str, Callable[[], Recommender]],
    raters: Mapping[str, Callable[[], Rater]],
    chance: Chance,
    settings: EvaluateSettings | None = None,
    disturb: Sequence[Disturbance] = (),
    progress: Progress = lambda doing: None,
) -> Report:
    """Measure methods on a log; a name in both tables is one row.

    Recommenders are asked for slates; raters, if the log has ratings, for the ratings of the test. `disturb` is
    applied to the training events in turn. `progress` is told what begins. Errors: LogError for a log that
    leaves nothing to learn from or to test on, ValueError for a disturbance that makes up items.
    """
    settings = settings or EvaluateSettings()
    parts = split(log, settings.split, chance, settings.test_share)
    ground = Ground(log, parts, settings.relevant, disturb)
    names = list(dict.fromkeys((*recommenders, *raters)))
    rows: list[Measured] = []
    for name in names:
        measured: dict[str, float] = {}
        if name in raters and log.rating is not None:
            progress(f"{name}: ratings")
            measured |= _rated(raters[name], ground)
        if name in recommenders:
            measured |= _recommended(name, recommenders[name], ground, settings, progress)
        rows.append(Measured(name, **measured))
    return Report(
        log.name,
        len(log),
        len(log.users),
        len(log.items),
        log.skipped,
        len(ground.train),
        len(ground.test),
        len(ground.people),
        "viewers" if log.features is None else "features",
        tuple(rows),
    )


def _recommended(
    name: str, make: Callable[[], Recommender], ground: Ground, settings: EvaluateSettings, progress: Progress
) -> dict[str, float]:
    """Slates of one method, measured."""
    _warmed(make, ground)
    progress(f"{name}: learning")
    model = make()
    begin = time.perf_counter()
    _taught(model, ground, settings.batch)
    learned = time.perf_counter()
    progress(f"{name}: slates")
    n, people = settings.at, ground.people
    slates = [
        model.recommend(people[first : first + _PEOPLE], n, ground.now).items
        for first in range(0, len(people), _PEOPLE)
    ]
    done = time.perf_counter()
    slate = np.concatenate(slates) if slates else np.zeros((0, n), dtype=np.int32)
    return {**_slates_measured(slate, ground), "fit_s": learned - begin, "recommend_s": done - learned}


def _slates_measured(slate: Ids, ground: Ground) -> dict[str, float]:
    hits = metrics.hits_of(slate, ground.row, ground.item)
    shown = metrics.exposures(slate, len(ground.items))
    if ground.features is not None:
        unlike = metrics.feature_diversity(slate, ground.features)
    else:
        spaced = np.linspace(0, len(slate) - 1, min(len(slate), _COMPARED)).astype(np.intp)
        unlike = metrics.co_consumption_diversity(slate[spaced], ground.viewings)
    return {
        "precision": _mean(metrics.precision(hits)),
        "recall": _mean(metrics.recall(hits, ground.relevant)),
        "ndcg": _mean(metrics.ndcg(hits, ground.relevant)),
        "hit_rate": _mean(metrics.hit(hits)),
        "coverage": metrics.coverage(shown) if len(slate) else math.nan,
        "novelty": metrics.novelty(slate, ground.viewings.count, ground.users),
        "diversity": _mean(unlike),
        "gini": metrics.gini(shown),
    }


def _rated(make: Callable[[], Rater], ground: Ground) -> dict[str, float]:
    """Ratings predicted by one method, measured."""
    train, test, log = ground.train, ground.test, ground.log
    ratings = log.ratings_of(train)
    scale = (float(ratings.min()), float(ratings.max()))
    few = slice(0, 50)
    warm = make()
    warm.fit(train.user[few], train.item[few], ratings[few], scale)
    warm.predict(train.user[few], train.item[few])
    model = make()
    begin = time.perf_counter()
    model.fit(train.user, train.item, ratings, scale)
    learned = time.perf_counter()
    predicted = model.predict(test.user, test.item)
    done = time.perf_counter()
    given = log.ratings_of(test)
    return {
        "rmse": metrics.rmse(predicted, given),
        "mae": metrics.mae(predicted, given),
        "fit_s": learned - begin,
        "predict_s": done - learned,
    }


def _taught(model: Recommender, ground: Ground, step: int) -> None:
    model.publish(ground.items)
    for first in range(0, len(ground.train), step):
        model.update(ground.train.rows(np.arange(first, min(first + step, len(ground.train)))))


def _warmed(make: Callable[[], Recommender], ground: Ground) -> None:
    """Compile what the method compiles."""
    model = make()
    model.publish(ground.items)
    model.update(ground.train.rows(np.arange(min(100, len(ground.train)))))
    model.recommend(ground.train.user[:2], 2, ground.now)


def _mean(values: Floats) -> float:
    """Of those that are defined; NaN if none is."""
    defined = values[~np.isnan(values)]
    return float(defined.mean()) if len(defined) else math.nan
