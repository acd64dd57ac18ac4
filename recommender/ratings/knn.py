"""Rating prediction by neighbourhood: by users or by items, which is the same on the transposed matrix.

    none       r(u, i) = sum over v of sim(u, v) r(v, i)                        / sum over v of sim(u, v)
    mean       r(u, i) = m(u)      + sum of sim(u, v) (r(v, i) - m(v))        / sum of sim(u, v)
    z-score    r(u, i) = m(u) + s(u) sum of sim(u, v) (r(v, i) - m(v)) / s(v) / sum of sim(u, v)
    baseline   r(u, i) = b(u, i)   + sum of sim(u, v) (r(v, i) - b(v, i))     / sum of sim(u, v)

The sums run over the k users v most like u among those who rated i and are like u at all (sim > 0); the one
whose rating was given to `fit` first wins among equals. m and s are a user's mean and standard deviation,
b(u, i) = m + b(u) + b(i) is a baseline fitted by alternating least squares. Sources: Resnick et al. 1994 (none,
mean), Herlocker et al. 1999 (z-score), Koren 2010 (baseline); Hug 2020, Surprise, whose KNNBasic,
KNNWithMeans, KNNWithZScore and KNNBaseline these equal on every prediction.

Memory is 44 bytes a rating, and 16 (msd) to 48 (pearson) more a row and thread; no matrix of rows x rows is
ever held. Time to predict for one row grows with the sum, over the row's ratings, of the raters of each; rows
that are not asked for cost nothing. Similarities use the sums over common ratings only, not their order, so
results do not depend on threads or on what else is asked.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Literal

import numpy as np
from numpy.typing import NDArray
from pydantic import Field

from recommender.config import SettingsBase
from recommender.parallel import in_chunks
from recommender.ratings.given import given
from recommender.ratings.loop import COSINE, MSD, PEARSON, RESIDUAL, SUMS, Starts, alike, vote_all
from recommender.types import Flags, Floats, Ids

Voters = Literal["user", "item"]
Centre = Literal["none", "mean", "z-score", "baseline"]
Likeness = Literal["cosine", "msd", "pearson", "pearson-baseline"]
_FORMS: Mapping[Likeness, int] = {
    "cosine": COSINE,
    "msd": MSD,
    "pearson": PEARSON,
    "pearson-baseline": RESIDUAL,
}
_EPOCHS, _USER_REG, _ITEM_REG = 10, 15.0, 10.0
"""The baseline's rounds and damping (Koren 2010; as Surprise)."""
_SAME = 1e-9
"""A standard deviation this small beside the mean is rounding."""


class RatingSettings(SettingsBase):
    """Rating prediction by neighbourhood."""

    by: Voters = "user"
    """Whether people alike vote, or items alike."""
    centre: Centre = "mean"
    """What is taken off a rating before it is a vote."""
    similarity: Likeness = "msd"
    """How alike two rows are over their common ratings: cosine, 1 / (1 + mean squared difference), or correlation, of
    the ratings or of what the baseline leaves of them."""
    k: int = Field(default=40, ge=1, le=10_000)
    """Most neighbours that vote."""
    min_k: int = Field(default=1, ge=1, le=10_000)
    """Voters below which nobody's vote counts and the mean stands."""
    min_support: int = Field(default=1, ge=1, le=10_000)
    """Common ratings below which two rows are not alike."""
    shrinkage: float = Field(default=0.0, ge=0, le=10_000)
    """Common ratings at which a similarity is halved (one more of pearson-baseline); 0 trusts a single one."""
    own_rating: bool = False
    """Whether a pair's own rating votes, as the likest of all, when a pair that was given to fit is predicted."""
    threads: int = Field(default=2, ge=1, le=64)
    """Threads that share the rows; results do not depend on it."""


@dataclass(frozen=True, slots=True)
class RatingExplanation:
    """A prediction in parts: prediction = start + sum of shares + clipped."""

    user: int
    item: int
    prediction: float
    start: float
    """Where the votes start from: nothing, a mean, or a baseline."""
    neighbours: Ids
    """(v,) the users who rated the item (or the items the user rated) that vote, largest share first."""
    similarity: Floats
    rating: Floats
    share: Floats
    """What each adds to the prediction."""
    clipped: float
    """What keeping to the scale adds; 0 within it."""


class RatingKNN:
    """Predicts ratings by neighbourhood; see the module for the formulas."""

    def __init__(self, settings: RatingSettings | None = None) -> None:
        self.settings = settings or RatingSettings()
        self.fit(np.zeros(0, np.int32), np.zeros(0, np.int32), np.zeros(0))

    def fit(
        self,
        users: NDArray[np.integer],
        items: NDArray[np.integer],
        ratings: NDArray[np.floating],
        scale: tuple[float, float] | None = None,
    ) -> RatingKNN:
        """Learn from columns of equal length, in place of what was known before; returns itself.

        A pair given twice counts with its last rating. `scale` is the lowest and highest rating there is (without
        it, as given): predictions keep to it. Errors: as `given` has them.
        """
        known = given(users, items, ratings, scale)
        x, y = (known.user, known.item) if self.settings.by == "user" else (known.item, known.user)
        self._store(x, y, known.rating)
        self._low, self._high = known.scale
        return self

    def predict(self, users: NDArray[np.integer], items: NDArray[np.integer]) -> Floats:
        """The rating of each pair of the columns `users` and `items`; NaN only before anything was fitted.

        Where too few neighbours vote: the mean of all ratings (centre "none"), or the row's mean or the
        baseline. For a user or item never rated: the mean of all ratings, plus what the baseline knows.
        """
        x, y, known = self._asked(users, items)
        value, voters = self._votes(x, y, known)
        start, spread = self._start(x, y)
        enough = voters >= self.settings.min_k
        result = np.where(enough, start + spread * value, self._fallback(x, y, known))
        return np.clip(result, self._low, self._high)

    def explain(self, user: int, item: int) -> RatingExplanation:
        """How the prediction for one pair comes about. Errors: ValueError before anything was fitted."""
        if np.isnan(self.mean):
            raise ValueError("there is nothing to explain before fit")
        pair = np.array([user], np.int32), np.array([item], np.int32)
        prediction = float(self.predict(*pair)[0])
        (x,), (y,), (known,) = self._asked(*pair)
        near, sim, rating, share = self._shares(int(x), int(y)) if known else _NOBODY
        if len(near) >= self.settings.min_k:
            start = float(self._start(np.array([x]), np.array([y]))[0][0])
        else:
            near, sim, rating, share = _NOBODY
            start = float(self._fallback(np.array([x]), np.array([y]), np.array([known]))[0])
        clipped = prediction - start - float(share.sum())
        if self._low <= start + share.sum() <= self._high:
            clipped = 0.0
        return RatingExplanation(user, item, prediction, start, near, sim, rating, share, clipped)

    def similarities(self, row: int) -> Floats:
        """(rows,) how alike row `row` (a user, or an item when by items) is to every other; 0 for itself."""
        result = np.zeros(self._rows)
        if 0 <= row < self._rows:
            self._alike(row, own=False, sim=result)
        return result

    @property
    def _ratings(self) -> tuple[Starts, Ids, Floats, Starts, Ids, Floats]:
        """By row, then by column: where each begins, the others' ids, the ratings by which rows are alike; as the
        compiled loop takes them."""
        return self._start_of, self._column, self._alike_rating, self._by_start, self._by_row, self._by_alike

    def _store(self, x: NDArray[np.int64], y: NDArray[np.int64], r: Floats) -> None:
        """Ratings by row, by column in the order given, and what each is as a vote."""
        self._rows, self._columns = int(x.max(initial=-1)) + 1, int(y.max(initial=-1)) + 1
        self._start_of, by_row = _grouped(x, self._rows)
        self._column = y[by_row].astype(np.int32)
        self._by_start, by_column = _grouped(y, self._columns)
        self._by_row, self._by_rating = x[by_column].astype(np.int32), r[by_column]
        count = np.diff(self._start_of)
        self.mean = float(r.mean()) if len(r) else float("nan")
        """Of all ratings; NaN before there are any."""
        per_row = np.maximum(count, 1)
        self._means = np.bincount(x, r, self._rows) / per_row
        self._spread = np.ones(self._rows)
        self._row_bias, self._column_bias = np.zeros(self._rows), np.zeros(self._columns)
        votes = r
        if "baseline" in (self.settings.centre, self.settings.similarity.partition("-")[2]):
            self._fit_baseline(x, y, r - self.mean)
        left = r - self.mean - self._row_bias[x] - self._column_bias[y]
        residual = self.settings.similarity == "pearson-baseline"
        self._alike_rating = (left if residual else r)[by_row]
        self._by_alike = left[by_column] if residual else self._by_rating
        if self.settings.centre in ("mean", "z-score"):
            votes = r - self._means[x]
        if self.settings.centre == "z-score":
            self._spread = np.sqrt(np.bincount(x, votes**2, self._rows) / per_row)
            overall = float(r.std()) if len(r) else 0.0
            flat = self._spread <= _SAME * (1 + np.abs(self._means))
            self._spread[flat] = overall if overall > 0 else 1.0
            votes = votes / self._spread[x]
        if self.settings.centre == "baseline":
            votes = left
        self._by_vote = votes[by_column]

    def _fit_baseline(self, x: NDArray[np.int64], y: NDArray[np.int64], r: Floats) -> None:
        """Damped biases of users and items, in turns, items first."""
        by_user = self.settings.by == "user"
        users, items = (x, y) if by_user else (y, x)
        of_user, of_item = (
            (self._row_bias, self._column_bias) if by_user else (self._column_bias, self._row_bias)
        )
        per_user = np.bincount(users, minlength=len(of_user)) + _USER_REG
        per_item = np.bincount(items, minlength=len(of_item)) + _ITEM_REG
        for _ in range(_EPOCHS):
            of_item[:] = np.bincount(items, r - of_user[users], len(of_item)) / per_item
            of_user[:] = np.bincount(users, r - of_item[items], len(of_user)) / per_user

    def _asked(self, users: NDArray[np.integer], items: NDArray[np.integer]) -> tuple[Ids, Ids, Flags]:
        """Rows and columns of the pairs, and whether both have ratings."""
        if len(users) != len(items):
            raise ValueError("users and items must be equally many")
        x, y = (users, items) if self.settings.by == "user" else (items, users)
        known = _has(x, self._start_of) & _has(y, self._by_start)
        return np.asarray(x, np.int32), np.asarray(y, np.int32), known

    def _votes(self, x: Ids, y: Ids, known: Flags) -> tuple[Floats, Ids]:
        """The neighbours' weighted mean vote of each pair, and how many voted."""
        mean, voters = np.zeros(len(x)), np.zeros(len(x), dtype=np.int32)
        order = np.flatnonzero(known)
        order = order[np.argsort(x[order], kind="stable")]
        rows, first = np.unique(x[order], return_index=True)
        asked, asked_start = y[order], np.append(first, len(order)).astype(np.int64)
        found, count = np.zeros(len(order)), np.zeros(len(order), dtype=np.int32)
        own = self.settings

        def work(part: slice) -> None:
            vote_all(
                rows[part],
                asked_start[part.start : part.stop + 1],
                asked,
                *self._ratings,
                self._by_vote,
                _FORMS[own.similarity],
                own.min_support,
                own.shrinkage,
                own.own_rating,
                own.k,
                found,
                count,
            )

        if len(rows):
            in_chunks(work, len(rows), own.threads)
        mean[order], voters[order] = found, count
        return mean, voters

    def _start(self, x: Ids, y: Ids) -> tuple[Floats, Floats]:
        """Where the votes of each pair start from, and what they are multiplied by; rubbish if unknown."""
        if self.settings.centre == "none" or not self._rows:
            return np.zeros(len(x)), np.ones(len(x))
        row = np.clip(x, 0, self._rows - 1)
        if self.settings.centre == "baseline":
            return self._unknown(x, y), np.ones(len(x))
        return self._means[row], self._spread[row]

    def _unknown(self, x: Ids, y: Ids) -> Floats:
        """The mean of all ratings and the biases that are known."""
        result = np.full(len(x), self.mean)
        for ids, bias in ((x, self._row_bias), (y, self._column_bias)):
            there = (ids >= 0) & (ids < len(bias))
            result[there] += bias[ids[there]]
        return result

    def _fallback(self, x: Ids, y: Ids, known: Flags) -> Floats:
        """What is predicted when too few neighbours vote."""
        mean = np.full(len(x), self.mean)
        here = mean if self.settings.centre == "none" else self._start(x, y)[0]
        return np.where(known, here, self._unknown(x, y))

    def _alike(self, row: int, own: bool, sim: Floats) -> None:
        form = _FORMS[self.settings.similarity]
        alike(
            row,
            *self._ratings,
            form,
            self.settings.min_support,
            self.settings.shrinkage,
            own,
            np.zeros((self._rows, SUMS[form])),
            sim,
            np.zeros(self._rows, dtype=np.int32),
        )

    def _shares(self, x: int, y: int) -> tuple[Ids, Floats, Floats, Floats]:
        """Voters of one known pair: ids, similarities, ratings, and what each adds; largest share first."""
        sim = np.zeros(self._rows)
        self._alike(x, self.settings.own_rating, sim)
        raters = slice(self._by_start[y], self._by_start[y + 1])
        likeness = sim[self._by_row[raters]]
        best = np.argsort(-likeness, kind="stable")[: self.settings.k]
        best = best[likeness[best] > 0]
        weight = likeness[best]
        share = self._spread[x] * weight * self._by_vote[raters][best] / max(weight.sum(), 1e-300)
        order = np.argsort(-share, kind="stable")
        best, weight = best[order], weight[order]
        return self._by_row[raters][best], weight, self._by_rating[raters][best], share[order]


_NOBODY = np.zeros(0, np.int32), np.zeros(0), np.zeros(0), np.zeros(0)


def _has(ids: NDArray[np.integer], start: Starts) -> Flags:
    """Whether each row (or column) exists and has ratings."""
    if len(start) < 2:
        return np.zeros(len(ids), dtype=np.bool_)
    inside = np.clip(ids, 0, len(start) - 2)
    return (ids == inside) & (start[inside + 1] > start[inside])


def _grouped(ids: NDArray[np.int64], count: int) -> tuple[Starts, NDArray[np.intp]]:
    """(count + 1,) where each id's ratings begin, and the order that groups them, as given within a group."""
    start = np.concatenate(([0], np.cumsum(np.bincount(ids, minlength=count)))).astype(np.int64)
    return start, np.argsort(ids, kind="stable")
