"""Rating prediction by matrix factorisation with biases:

    r(u, i) = m + b(u) + b(i) + p(u) . q(i)

fitted to the ratings by stochastic gradient descent on the squared error, everything but the mean m damped
by `regularization`. Sources: Koren, Bell, Volinsky 2009, Matrix factorization techniques for recommender systems;
Funk 2006.

Ratings are met in an order of luck that changes from round to round, and vectors begin at small numbers of luck, so
that the same seed gives the same model.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray
from pydantic import Field

from recommender.compiled import compiled
from recommender.config import SettingsBase
from recommender.ratings.given import given
from recommender.types import Chance, Floats


class FactorisationSettings(SettingsBase):
    """Rating prediction by matrix factorisation."""

    factors: int = Field(default=100, ge=1, le=1000)
    """Numbers that describe a person or an item."""
    epochs: int = Field(default=60, ge=1, le=1000)
    """Times it goes through all ratings."""
    learning_rate: float = Field(default=0.008, gt=0, le=1)
    """Size of the steps."""
    regularization: float = Field(default=0.1, ge=0, le=10)
    """What holds biases and vectors small."""


class RatingFactors:
    """Predicts ratings by matrix factorisation; see the module for the formula."""

    def __init__(self, settings: FactorisationSettings, chance: Chance) -> None:
        self.settings = settings
        self._chance = chance
        self.mean = float("nan")

    def fit(
        self,
        users: NDArray[np.integer],
        items: NDArray[np.integer],
        ratings: NDArray[np.floating],
        scale: tuple[float, float] | None = None,
    ) -> RatingFactors:
        """Learn from columns of equal length, in place of what was known before; returns itself.

        A pair given twice counts with its last rating; predictions keep to `scale`, without it to the ratings' range.
        Errors: as `given` has them.
        """
        known = given(users, items, ratings, scale)
        u, i, r = known.user.astype(np.int32), known.item.astype(np.int32), known.rating
        self.mean = float(r.mean()) if len(r) else float("nan")
        self._scale = known.scale
        how = self.settings
        self._user_bias, self._item_bias = (
            np.zeros(int(u.max(initial=-1)) + 1),
            np.zeros(int(i.max(initial=-1)) + 1),
        )
        self._of_user = self._begun("user", len(self._user_bias))
        self._of_item = self._begun("item", len(self._item_bias))
        left = r - self.mean
        for epoch in range(how.epochs):
            order = np.argsort(self._chance.uniform("rating order", np.arange(len(r)), epoch))
            _descend(
                u, i, left, order, self._user_bias, self._item_bias, self._of_user, self._of_item,
                how.learning_rate, how.regularization,
            )  # fmt: skip
        return self

    def predict(self, users: NDArray[np.integer], items: NDArray[np.integer]) -> Floats:
        """The rating of each pair, within the scale; who or what was never met adds nothing to the mean."""
        result = np.full(len(users), self.mean)
        met_user = np.asarray(users) < len(self._user_bias)
        met_item = np.asarray(items) < len(self._item_bias)
        result[met_user] += self._user_bias[users[met_user]]
        result[met_item] += self._item_bias[items[met_item]]
        both = met_user & met_item
        result[both] += np.einsum("nf,nf->n", self._of_user[users[both]], self._of_item[items[both]])
        return np.clip(result, *self._scale)

    def _begun(self, what: str, rows: int) -> Floats:
        """(rows, factors) numbers of luck around 0, with standard deviation 0.1."""
        lot = self._chance.uniform(
            f"{what} factors", np.arange(rows)[:, None], np.arange(self.settings.factors)
        )
        return (lot - 0.5) * (0.1 * np.sqrt(12.0))


@compiled
def _descend(
    user: NDArray[np.int32],
    item: NDArray[np.int32],
    rating: Floats,
    order: NDArray[np.int64],
    user_bias: Floats,
    item_bias: Floats,
    of_user: Floats,
    of_item: Floats,
    rate: float,
    damping: float,
) -> None:
    """One round of steps down the gradient, a rating at a time."""
    factors = of_user.shape[1]
    for at in order:
        u, i = user[at], item[at]
        told = user_bias[u] + item_bias[i]
        for f in range(factors):
            told += of_user[u, f] * of_item[i, f]
        miss = rating[at] - told
        user_bias[u] += rate * (miss - damping * user_bias[u])
        item_bias[i] += rate * (miss - damping * item_bias[i])
        for f in range(factors):
            mine, its = of_user[u, f], of_item[i, f]
            of_user[u, f] += rate * (miss * its - damping * mine)
            of_item[i, f] += rate * (miss * mine - damping * its)
