"""One evaluation: publish all items, learn the training events in order of time, ask for slates, measure.

Slates are made for a block of people at a time. A method's seconds do not contain compiling, which happens on a
few events beforehand. Where there are several runs (folds), a figure is the mean of theirs.
"""

from __future__ import annotations

import math
import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, fields, replace

import numpy as np
from numpy.typing import NDArray
from pydantic import Field

from recommender import metrics
from recommender.config import HistorySettings, MethodSettings, SettingsBase
from recommender.datasets.log import Log
from recommender.evaluate.ground import Disturbance, Ground
from recommender.evaluate.people import Paired, Persons, interval, pairs_of
from recommender.evaluate.raters import Rater
from recommender.evaluate.split import LogSplit, SplitName, folds, split
from recommender.types import NO_ITEM, Chance, Floats, Ids, Recommender

Progress = Callable[[str], None]
"""Told what begins."""

_PEOPLE = 1024
"""People asked for at a time."""
_COMPARED = 2000
"""Slates whose variety is measured by who watched what, evenly spaced; by features it is all of them."""
_RIGHT, _OTHERS = 20, 100
"""Of a person's items, scored for the AUC: right ones at most, and others drawn by lot."""


class EvaluateSettings(SettingsBase):
    """What is tested, and how."""

    split: SplitName = "person"
    """Which events are the test."""
    test_share: float = Field(default=0.2, gt=0, lt=1)
    """Share of events in the test (person, time, random)."""
    folds: int = Field(default=0, ge=0, le=100)
    """Parts of a cross-validation, each of which is the test once; 0 for one split."""
    seeds: int = Field(default=1, ge=1, le=100)
    """Splits at random, each with other luck."""
    core: int = Field(default=0, ge=0, le=1000)
    """Events that people and items must have, or are left out, until all have as many; 0 leaves in all."""
    at: int = Field(default=10, ge=1, le=1000)
    """Places of a slate."""
    relevant: float = Field(default=0.5, ge=0, le=100)
    """Watch ratio (or share of the best rating) from which what was watched counts as right."""
    repeats: bool = False
    """Whether what a person has met before may be shown, and be right, again."""
    auc: bool = False
    """Whether right items are also compared with others drawn by lot, which takes long."""
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
    ndcg_low: float = math.nan
    ndcg_high: float = math.nan
    map: float = math.nan
    mrr: float = math.nan
    hit_rate: float = math.nan
    auc: float = math.nan
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
    "ndcg_low": "Where the NDCG of all such people begins, with 95 % confidence.",
    "ndcg_high": "Where the NDCG of all such people ends, with 95 % confidence.",
    "map": "Precision at each hit, in the mean (MAP); 0 to 1.",
    "mrr": "1 over the place of the first hit, in the mean (MRR); 0 to 1.",
    "hit_rate": "Share of people whose slate held anything right; 0 to 1.",
    "auc": "Chance that something right is scored above something drawn by lot; 0.5 is chance.",
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
    """Events learned from, as disturbed; of several runs, in the mean."""
    test: int
    """Events tested on."""
    people: int
    """People with anything relevant in the test: those who are given slates."""
    diversity_by: str
    """What the diversity of a slate is measured by: "features" or "viewers"."""
    rows: tuple[Measured, ...]
    runs: int = 1
    """Splits measured, of which the rows are means."""
    given: bool = False
    """Whether what is tested was given apart."""
    told: tuple[str, ...] = ()
    """What was understood of the log."""
    pairs: tuple[Paired, ...] = ()
    """Each method beside the best, over the same people."""
    persons: Persons | None = None
    """What was measured of each person."""


def offline(settings: MethodSettings, items: int, log: Log | None = None) -> MethodSettings:
    """Settings for a log that is over, and may span years: nothing fades, 500 items of a person are remembered,
    all items are candidates, and no place goes to items on trial.

    User-CF asks 50 people, and items that everybody watched say less of who is alike: on ratings both are better than a
    feed's 25 (MovieLens 100k, NDCG@10 0.382 for 0.366, chosen among 18 on that very test). Of a `log` with ratings no
    low one is a skip; of one that is weighed no weight is capped.
    """
    strength = settings.history.strength
    if log is not None and log.rating is not None:
        strength = strength.model_copy(update={"skip_below": 0.0})
    if log is not None and log.weighed:
        strength = strength.model_copy(update={"skip_below": 0.0, "watch_cap": 100.0})
    history = HistorySettings(half_life_h=math.inf, window=500, strength=strength)
    content = settings.content.model_copy(update={"candidates": min(max(items, 1), 1_000_000)})
    user_cf = {"trial_share": 0.0, "k": 50, "inverse_user_frequency": True}
    return settings.model_copy(
        update={
            "history": history,
            "content": content,
            "user_cf": settings.user_cf.model_copy(update=user_cf),
            "item_cf": settings.item_cf.model_copy(update={"trial_share": 0.0}),
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
    given: LogSplit | None = None,
) -> Report:
    """Measure methods on a log; a name in both tables is one row.

    Recommenders are asked for slates; raters, if the log has ratings, for the ratings of the test. `disturb` is
    applied to the training events in turn. `progress` is told what begins. `given` parts take the place of the
    settings' split. Errors: LogError for a log that leaves nothing to learn from or to test on, ValueError for a
    disturbance that makes up items.
    """
    settings = settings or EvaluateSettings()
    log, parts = (log, [given]) if given is not None else _parts(log, settings, chance)
    names = list(dict.fromkeys((*recommenders, *raters)))
    found: dict[str, list[Measured]] = {name: [] for name in names}
    persons: list[Persons] = []
    sizes: list[tuple[int, int, int]] = []
    for run, part in enumerate(parts):
        ground = Ground(log, part, settings.relevant, disturb, settings.repeats)
        sizes.append((len(ground.train), len(ground.test), len(ground.people)))
        for name in names:
            measured: dict[str, float] = {}
            if name in raters and log.rating is not None:
                progress(f"{name}: ratings")
                measured |= _rated(raters[name], ground)
            if name in recommenders:
                own, each = _recommended(name, recommenders[name], ground, settings, chance, progress)
                measured |= own
                persons.append(Persons.of(name, run, log.users[ground.people], each))
            found[name].append(Measured(name, **measured))
    train, test, people = (int(np.mean([size[n] for size in sizes])) for n in range(3))
    everyone = Persons.joined(persons)
    rows = tuple(_with_interval(_mean_of(name, found[name]), everyone) for name in names)
    return Report(
        log=log.name,
        events=len(log),
        users=len(log.users),
        items=len(log.items),
        skipped=log.skipped,
        train=train,
        test=test,
        people=people,
        diversity_by="viewers" if log.features is None else "features",
        rows=rows,
        runs=len(parts),
        given=given is not None,
        told=tuple(log.told()),
        pairs=pairs_of(everyone),
        persons=everyone,
    )


def _parts(log: Log, settings: EvaluateSettings, chance: Chance) -> tuple[Log, Sequence[LogSplit]]:
    """What of the log is measured on, and how it is split, once or several times."""
    log = log.latest()
    if settings.core:
        log = log.core(settings.core)
    if settings.folds:
        return log, folds(log, settings.folds, chance)
    again = range(settings.seeds if settings.split == "random" else 1)
    return log, [split(log, settings.split, chance, settings.test_share, number) for number in again]


def _mean_of(name: str, runs: Sequence[Measured]) -> Measured:
    if len(runs) == 1:
        return runs[0]
    means = {each: float(np.mean([getattr(run, each) for run in runs])) for each in MEASURES}
    return Measured(name, **means)


def _with_interval(row: Measured, persons: Persons | None) -> Measured:
    if persons is None or math.isnan(row.ndcg):
        return row
    low, high = interval(persons.ndcg(row.method))
    return replace(row, ndcg_low=low, ndcg_high=high)


def _recommended(
    name: str,
    make: Callable[[], Recommender],
    ground: Ground,
    settings: EvaluateSettings,
    chance: Chance,
    progress: Progress,
) -> tuple[dict[str, float], dict[str, Floats]]:
    """Slates of one method, measured: in all, and person by person."""
    _warmed(make, ground)
    progress(f"{name}: learning")
    model = make()
    begin = time.perf_counter()
    taught(model, ground, settings.batch)
    learned = time.perf_counter()
    progress(f"{name}: slates")
    n, people = settings.at, ground.people
    slates: list[Ids] = []
    for first in range(0, len(people), _PEOPLE):
        asked = people[first : first + _PEOPLE]
        items = model.recommend(asked, n, ground.now).items
        slates.append(_with_repeats(model, asked, items, ground) if settings.repeats else items)
    done = time.perf_counter()
    slate = np.concatenate(slates) if slates else np.zeros((0, n), dtype=np.int32)
    each = _persons_measured(slate, ground)
    if settings.auc:
        progress(f"{name}: scores")
        each["auc"] = _auc(model, ground, chance)
    means = {of: _mean(each[column]) for of, column in _IN_THE_MEAN.items() if column in each}
    return {**means, **_variety(slate, ground), "fit_s": learned - begin, "recommend_s": done - learned}, each


def _with_repeats(model: Recommender, people: Ids, slate: Ids, ground: Ground) -> Ids:
    """(people, n) the best of each slate and of what its person has met already, all scored alike."""
    items = np.concatenate((slate, ground.met(people)), axis=1)
    score = model.score(people, np.maximum(items, 0), ground.now)
    score = np.where((items == NO_ITEM) | np.isnan(score), -np.inf, score)
    best = np.argsort(-score, axis=1, kind="stable")[:, : slate.shape[1]]
    return np.take_along_axis(items, best, axis=1)


_IN_THE_MEAN = {
    "precision": "precision", "recall": "recall", "ndcg": "ndcg", "map": "average_precision",
    "mrr": "reciprocal_rank", "hit_rate": "hit", "auc": "auc",
}  # fmt: skip
"""Measures that are means over people, and what they are called of one person."""


def _persons_measured(slate: Ids, ground: Ground) -> dict[str, Floats]:
    hits = metrics.hits_of(slate, ground.row, ground.item)
    return {
        "precision": metrics.precision(hits),
        "recall": metrics.recall(hits, ground.relevant),
        "ndcg": metrics.ndcg(hits, ground.relevant),
        "average_precision": metrics.average_precision(hits, ground.relevant),
        "reciprocal_rank": metrics.reciprocal_rank(hits),
        "hit": metrics.hit(hits),
    }


def _variety(slate: Ids, ground: Ground) -> dict[str, float]:
    shown = metrics.exposures(slate, len(ground.items))
    if ground.features is not None:
        unlike = metrics.feature_diversity(slate, ground.features)
    else:
        spaced = np.linspace(0, len(slate) - 1, min(len(slate), _COMPARED)).astype(np.intp)
        unlike = metrics.co_consumption_diversity(slate[spaced], ground.viewings)
    return {
        "coverage": metrics.coverage(shown) if len(slate) else math.nan,
        "novelty": metrics.novelty(slate, ground.viewings.count, ground.users),
        "diversity": _mean(unlike),
        "gini": metrics.gini(shown),
    }


def _auc(model: Recommender, ground: Ground, chance: Chance) -> Floats:
    """(people,) the chance that something right is scored above something that the person never met."""
    people = ground.people
    first = np.concatenate(([0], np.cumsum(ground.relevant)))
    right = np.full((len(people), _RIGHT), NO_ITEM, dtype=np.int32)
    rank = np.arange(len(ground.row)) - first[ground.row]
    few = rank < _RIGHT
    right[ground.row[few], rank[few]] = ground.item[few]
    drawn = chance.uniform("other items", people[:, None], np.arange(_OTHERS))
    others = np.minimum((drawn * len(ground.items)).astype(np.int32), len(ground.items) - 1)
    span = np.int64(len(ground.items))
    known = np.concatenate(
        (ground.train.user * span + ground.train.item, people[ground.row] * span + ground.item)
    )
    others[np.isin(people[:, None] * span + others, known)] = NO_ITEM
    result: list[Floats] = []
    for begin in range(0, len(people), _PEOPLE):
        part = slice(begin, begin + _PEOPLE)
        items = np.concatenate((right[part], others[part]), axis=1)
        score = model.score(people[part], np.maximum(items, 0), ground.now)
        score = np.where(items == NO_ITEM, np.nan, np.where(np.isnan(score), -np.inf, score))
        result.append(metrics.auc(score[:, :_RIGHT], score[:, _RIGHT:]))
    return np.concatenate(result) if result else np.zeros(0)


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


def taught(model: Recommender, ground: Ground, step: int) -> None:
    """Publish the items of the ground, and teach its training events, `step` at a time."""
    model.publish(ground.items)
    for first in range(0, len(ground.train), step):
        model.update(ground.train.rows(np.arange(first, min(first + step, len(ground.train)))))


def _warmed(make: Callable[[], Recommender], ground: Ground) -> None:
    """Compile what the method compiles."""
    model = make()
    model.publish(ground.items)
    model.update(ground.train.rows(np.arange(min(100, len(ground.train)))))
    model.recommend(ground.train.user[:2], 2, ground.now)


def _mean(values: NDArray[np.float64]) -> float:
    """Of those that are defined; NaN if none is."""
    defined = values[~np.isnan(values)]
    return float(defined.mean()) if len(defined) else math.nan
