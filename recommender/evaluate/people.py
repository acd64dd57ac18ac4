"""What was measured person by person, and what that allows to be said of all people like them.

Who was tested in several runs counts once, by their mean. Two methods are compared over the same people: the mean of
each person's difference, its 95 % interval, and the chance p of so large a mean if there were no difference (Student's
paired test; with as many people as a log has, the t distribution is the normal one). Source: Smucker, Allan, Carterette
2007, A comparison of statistical significance tests for information retrieval evaluation.
"""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from recommender.types import Floats

_Z = 1.959964
"""Standard errors to either side that hold 95 %."""


@dataclass(frozen=True, slots=True)
class Persons:
    """A row for each method, run and person."""

    method: NDArray[np.str_]
    run: NDArray[np.int32]
    user: NDArray[np.str_]
    """The log's own ids."""
    columns: Mapping[str, Floats]
    """ndcg, precision, recall, average_precision, reciprocal_rank, hit, and auc where it was asked for."""

    @classmethod
    def of(cls, method: str, run: int, users: NDArray[np.str_], columns: Mapping[str, Floats]) -> Persons:
        """Those of one method in one run."""
        rows = len(users)
        return cls(np.full(rows, method), np.full(rows, run, dtype=np.int32), users, columns)

    @classmethod
    def joined(cls, parts: Sequence[Persons]) -> Persons | None:
        """All of them; None if there are none."""
        if not parts:
            return None
        return cls(
            np.concatenate([part.method for part in parts]),
            np.concatenate([part.run for part in parts]),
            np.concatenate([part.user for part in parts]),
            {name: np.concatenate([part.columns[name] for part in parts]) for name in parts[0].columns},
        )

    def ndcg(self, method: str) -> Floats:
        """(people,) everyone's mean over the runs in which they were tested, in the order of their ids."""
        mine = self.method == method
        _, who = np.unique(self.user[mine], return_inverse=True)
        return np.bincount(who, self.columns["ndcg"][mine]) / np.bincount(who)


@dataclass(frozen=True, slots=True)
class Paired:
    """One method's NDCG less another's, over the same people."""

    method: str
    against: str
    difference: float
    low: float
    high: float
    p: float
    """Chance of a difference as large if there were none."""


def interval(values: Floats) -> tuple[float, float]:
    """Where the mean of all people like these lies, with 95 % confidence; NaN for fewer than two."""
    if len(values) < 2:
        return math.nan, math.nan
    mean, error = float(values.mean()), float(values.std(ddof=1)) / math.sqrt(len(values))
    return mean - _Z * error, mean + _Z * error


def pairs_of(persons: Persons | None) -> tuple[Paired, ...]:
    """Every method beside the one with the best mean NDCG, in the order in which they were measured."""
    if persons is None or not len(persons.user):
        return ()
    names = list(dict.fromkeys(persons.method.tolist()))
    own = {name: persons.ndcg(name) for name in names}
    best = max(names, key=lambda name: float(own[name].mean()))
    return tuple(_paired(name, best, own[name] - own[best]) for name in names if name != best)


def _paired(method: str, against: str, difference: Floats) -> Paired:
    low, high = interval(difference)
    mean = float(difference.mean())
    error = (high - low) / (2 * _Z)
    p = 1.0 if error == 0 and mean == 0 else math.erfc(abs(mean) / error / math.sqrt(2)) if error else 0.0
    return Paired(method, against, mean, low, high, p)
