"""Which settings of a method are best: tried on a part of what is learned from, never on the test.

The training part of the outer split is split again, in the same way; each combination of settings learns the first
part of it and is measured on the second. A grid has all combinations, a random search some of them, drawn by lot
(Bergstra, Bengio 2012, Random search for hyper-parameter optimization).
"""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from itertools import product

import numpy as np

from recommender.config import MethodSettings, changed
from recommender.datasets.log import Log
from recommender.evaluate.split import LogSplit, split
from recommender.evaluate.study import EvaluateSettings, Progress, evaluate
from recommender.types import Chance, Recommender

_VALIDATION = 1000
"""Number of the split at random of what is learned from: with the luck of the outer one nothing would be left of it."""

Values = Mapping[str, object]
"""Settings by dotted name."""


@dataclass(frozen=True, slots=True)
class Tried:
    """One method with one combination of settings, on the validation part."""

    method: str
    settings: Values
    ndcg: float


def combinations(
    space: Mapping[str, Sequence[object]], tries: int, chance: Chance
) -> list[dict[str, object]]:
    """All combinations of the values of each setting; `tries` of them, drawn by lot, where that is above 0."""
    whole = [dict(zip(space, values, strict=True)) for values in product(*space.values())]
    if not 0 < tries < len(whole):
        return whole
    drawn = np.argsort(chance.uniform("search", np.arange(len(whole))), kind="stable")[:tries]
    return [whole[at] for at in sorted(drawn.tolist())]


def search(
    log: Log,
    learned: LogSplit,
    names: Sequence[str],
    make: Callable[[str, MethodSettings], Recommender],
    base: MethodSettings,
    tried: Sequence[Values],
    chance: Chance,
    settings: EvaluateSettings,
    progress: Progress = lambda doing: None,
) -> tuple[dict[str, Values], list[Tried]]:
    """The best settings of each method, and everything tried.

    `learned` is the outer split, whose test is not looked at; `make` makes an untaught method. Errors: LogError for a
    log that is too short, ValueError for a setting that there is not.
    """
    train = log.rows(learned.train)
    inner = settings.model_copy(update={"folds": 0, "core": 0, "seeds": 1, "auc": False})
    part = split(train, settings.split, chance, settings.test_share, _VALIDATION)
    found: list[Tried] = []
    for values in tried:
        told = ", ".join(f"{name}={value}" for name, value in values.items())
        how = changed(base, values)
        makers = {name: lambda name=name, how=how: make(name, how) for name in names}
        report = evaluate(
            train,
            makers,
            {},
            chance,
            inner,
            progress=lambda doing, told=told: progress(f"{told}: {doing}"),
            given=part,
        )
        found += [Tried(row.method, values, row.ndcg) for row in report.rows]
    best: dict[str, Values] = {}
    for name in names:
        own = [one for one in found if one.method == name and not math.isnan(one.ndcg)]
        if own:
            best[name] = max(own, key=lambda one: one.ndcg).settings
    return best, found
