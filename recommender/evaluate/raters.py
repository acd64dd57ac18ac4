"""The methods that predict ratings, by the names that people type."""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping
from typing import Protocol

import numpy as np
from numpy.typing import NDArray

from recommender.config import HistorySettings, UserCFSettings
from recommender.memory.memory import Memory
from recommender.methods.user_cf import UserCF
from recommender.ratings.factorisation import FactorisationSettings, RatingFactors
from recommender.ratings.given import given
from recommender.ratings.knn import Centre, RatingKNN, RatingSettings, Voters
from recommender.types import Chance, Floats, Ids, Items


class Rater(Protocol):
    """Learns ratings and predicts others."""

    def fit(
        self,
        users: NDArray[np.integer],
        items: NDArray[np.integer],
        ratings: NDArray[np.floating],
        scale: tuple[float, float] | None = None,
    ) -> object:
        """Learn from columns of equal length; `scale` is the lowest and highest rating there is."""
        ...

    def predict(self, users: NDArray[np.integer], items: NDArray[np.integer]) -> Floats:
        """The rating of each pair, a number for every pair."""
        ...


class MeanRater:
    """Predicts the mean of all ratings for everything: what any method must beat."""

    def fit(
        self,
        users: NDArray[np.integer],
        items: NDArray[np.integer],
        ratings: NDArray[np.floating],
        scale: tuple[float, float] | None = None,
    ) -> None:
        """Take the mean."""
        known = given(users, items, ratings, scale).rating
        self._mean = float(np.mean(known)) if len(known) else math.nan

    def predict(self, users: NDArray[np.integer], items: NDArray[np.integer]) -> Floats:
        """The mean, for each pair."""
        return np.full(len(users), self._mean)


class UserCFRater:
    """User-CF as it stands, with ratings for strengths: the k people most alike are chosen before the item is
    known, and those of them who rated it vote. Where none of them did, the mean of all ratings stands. A rating given
    again takes the place of the earlier one, and predictions keep to the scale."""

    def __init__(self, settings: UserCFSettings, chance: Chance) -> None:
        history = HistorySettings(half_life_h=math.inf, window=1000)
        self._model = UserCF(settings, chance, Memory(history))
        self._items = 0

    def fit(
        self,
        users: NDArray[np.integer],
        items: NDArray[np.integer],
        ratings: NDArray[np.floating],
        scale: tuple[float, float] | None = None,
    ) -> None:
        """Learn once; a second call is not meant. Ratings below 0 are lifted to start at 0."""
        known = given(users, items, ratings, scale)
        users, items, ratings, self._scale = known
        self._items = int(items.max(initial=-1)) + 1
        ids = np.arange(self._items, dtype=np.int32)
        self._model.memory.publish(Items(ids, 0 * ids, ids, np.ones((len(ids), 1), dtype=np.float32)))
        self._low = min(0.0, float(ratings.min(initial=0.0)))
        self._mean = float(np.mean(ratings)) if len(ratings) else math.nan
        self._model.rate(_ids(users), _ids(items), ratings - self._low)

    def predict(self, users: NDArray[np.integer], items: NDArray[np.integer]) -> Floats:
        """The neighbours' weighted mean rating of each pair."""
        result = np.full(len(users), self._mean)
        known = items < self._items
        voted = self._model.predict(_ids(users[known]), _ids(items[known]), "raters") + self._low
        result[known] = np.where(np.isnan(voted), self._mean, voted)
        return np.clip(result, *self._scale) if len(result) else result


def _ids(column: NDArray[np.integer]) -> Ids:
    return np.asarray(column, dtype=np.int32)


def _knn(by: Voters, centre: Centre) -> Rater:
    return RatingKNN(RatingSettings(by=by, centre=centre))


def _correlated(by: Voters) -> Rater:
    """Correlations of what the baseline leaves over, shrunk: the best that neighbours do (Koren 2010)."""
    return RatingKNN(RatingSettings(by=by, centre="baseline", similarity="pearson-baseline", shrinkage=100.0))


RATERS: Mapping[str, Callable[[UserCFSettings, Chance], Rater]] = {
    "mean-rating": lambda settings, chance: MeanRater(),
    "user-cf": UserCFRater,
    "user-knn": lambda settings, chance: _knn("user", "none"),
    "user-knn-mean": lambda settings, chance: _knn("user", "mean"),
    "user-knn-zscore": lambda settings, chance: _knn("user", "z-score"),
    "user-knn-baseline": lambda settings, chance: _knn("user", "baseline"),
    "item-knn": lambda settings, chance: _knn("item", "none"),
    "item-knn-mean": lambda settings, chance: _knn("item", "mean"),
    "item-knn-zscore": lambda settings, chance: _knn("item", "z-score"),
    "item-knn-baseline": lambda settings, chance: _knn("item", "baseline"),
    "user-knn-pearson": lambda settings, chance: _correlated("user"),
    "item-knn-pearson": lambda settings, chance: _correlated("item"),
    "biased-mf": lambda settings, chance: RatingFactors(FactorisationSettings(), chance),
}
"""What people type, and how it is made. "user-cf" is the recommender of that name, asked for ratings."""


def rater(name: str, settings: UserCFSettings, chance: Chance) -> Callable[[], Rater]:
    """Makes untaught raters of a name in RATERS. KeyError for another."""
    made = RATERS[name]
    return lambda: made(settings, chance)
