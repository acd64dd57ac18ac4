"""What differences between paired runs say, and how much of what varies is whose doing: pure functions of numbers.

    mean d, s of the differences d_i = a_i - b_i of n seeds, error = s / sqrt(n), t = mean / error   (Student 1908)
    bootstrap intervals, bias-corrected and accelerated                                       (Efron 1987)
    p-values over a family in steps                                                                  (Holm 1979)
    two one-sided tests of equivalence                                                          (Schuirmann 1987)
    two stages: n = max(n0, ceil((t s0 / half)^2)), with t and s0 of the first n0 seeds                (Stein 1945)
    shares of a variance: V(E[y|x]) / V(y) alone, E[V(y|all but x)] / V(y) with whatever x does together with others
                                                               (Sobol 1993; estimators of Saltelli et al. 2010)
    luck: of y_ps = P_p + S_s + e_ps the share of S and e, by mean squares      (two-way layout, Scheffe 1959)
    shares: Wilson's interval, which holds for few and for none                                      (Wilson 1927)
    saved = (Var a + Var b) / Var(a - b) = (1 + Var(a + b) / Var(a - b)) / 2, and its interval from that of a ratio of
    variances of correlated normal variables                                          (Pitman 1939, Morgan 1939)

Stein's rule keeps its coverage because a sample's variance is independent of its mean: the first stage decides only by
the former how many seeds follow, and the interval keeps the first stage's s0 and degrees of freedom.
"""

from __future__ import annotations

import importlib
import math
from collections.abc import Sequence
from dataclasses import dataclass
from statistics import NormalDist
from typing import Any, Literal, get_args

import numpy as np
from numpy.typing import NDArray

from recommender.luck import Luck
from simulator.experiments.claims.student import critical, inside

Verdict = Literal["yes", "no", "equal", "open"]
Correction = Literal["holm", "none"]
CORRECTIONS: tuple[Correction, ...] = get_args(Correction)

LEAST_FOR_BOOTSTRAP = 20
RESAMPLES = 4_000
_NORMAL = NormalDist()


@dataclass(frozen=True, slots=True)
class Interval:
    low: float
    high: float

    @property
    def known(self) -> bool:
        return not math.isnan(self.low)


NONE = Interval(math.nan, math.nan)


@dataclass(frozen=True, slots=True)
class Estimate:
    """A mean, how sure it is, and on how many degrees of freedom that rests."""

    mean: float
    error: float
    """Standard error of the mean; NaN for a single value."""
    freedom: int

    def interval(self, confidence: float = 0.95) -> Interval:
        """Student's, at `confidence` in 0..1."""
        if not self.freedom or math.isnan(self.error):
            return NONE
        half = critical(self.freedom, confidence) * self.error
        return Interval(self.mean - half, self.mean + half)

    def p(self) -> float:
        """Two-sided chance of a mean so far from 0 where there is no difference; NaN if nothing tells."""
        return 2.0 * self._beyond(abs(self.mean)) if self.freedom else math.nan

    def p_larger(self, least: float) -> float:
        """Two-sided chance of a mean so far outside -least..least where the difference is no larger than that."""
        return min(1.0, 2.0 * self._beyond(abs(self.mean) - least)) if self.freedom else math.nan

    def p_equal(self, least: float) -> float:
        """The larger chance of the two one-sided tests that the difference lies outside -least..least."""
        return self._beyond(least - abs(self.mean)) if self.freedom else math.nan

    def _beyond(self, distance: float) -> float:
        """One-sided chance that luck alone moves a mean by more than `distance`."""
        if math.isnan(self.error):
            return math.nan
        if self.error == 0.0:
            return 0.5 if distance == 0.0 else float(distance < 0.0)
        t = distance / self.error
        tail = 0.5 * (1.0 - inside(abs(t), self.freedom))
        return tail if t >= 0 else 1.0 - tail


def estimate(values: Sequence[float]) -> Estimate:
    """Of independent values, by their mean and standard deviation."""
    count = len(values)
    if not count:
        return Estimate(math.nan, math.nan, 0)
    mean = math.fsum(values) / count
    if count == 1:
        return Estimate(mean, math.nan, 0)
    variance = math.fsum((value - mean) ** 2 for value in values) / (count - 1)
    return Estimate(mean, math.sqrt(variance / count), count - 1)


def stein_seeds(first: Sequence[float], half: float, confidence: float = 0.95) -> int:
    """How many seeds in all make an interval no wider than +- `half` (> 0), from the values of the first stage."""
    found = estimate(first)
    spread = found.error * math.sqrt(len(first))
    needed = math.ceil((critical(found.freedom, confidence) * spread / half) ** 2)
    return max(len(first), needed)


def stein_estimate(values: Sequence[float], first: int) -> Estimate:
    """Of all values, of which the `first` so many decided how many there are."""
    stage = estimate(values[:first])
    mean = math.fsum(values) / len(values)
    return Estimate(mean, stage.error * math.sqrt(first / len(values)), stage.freedom)


def verdict(larger: float, equal: float, interval: Interval, level: float = 0.05) -> Verdict:
    """Is a difference larger than the smallest effect of interest? From the (adjusted) chances `p_larger` and
    `p_equal`.

    yes: it is. no: there is one, and it is smaller. equal: it is smaller, and may be none at all. open: this cannot be
    told from so few seeds.
    """
    if larger < level:
        return "yes"
    if equal < level:
        return "equal" if interval.low <= 0.0 <= interval.high else "no"
    return "open"


def bca(values: Sequence[float], confidence: float = 0.95, resamples: int = RESAMPLES) -> Interval:
    """The bootstrap's interval of the mean, bias-corrected and accelerated; none below `LEAST_FOR_BOOTSTRAP` values.

    The same values give the same interval.
    """
    sample = np.asarray(values, dtype=np.float64)
    count = len(sample)
    if count < LEAST_FOR_BOOTSTRAP:
        return NONE
    if np.ptp(sample) == 0.0:
        return Interval(float(sample[0]), float(sample[0]))
    drawn = Luck(0).stream("bootstrap").integers(0, count, (resamples, count))
    means = np.sort(sample[drawn].mean(axis=1))
    centre = sample.mean()
    below = float((means < centre).mean() + 0.5 * (means == centre).mean())
    bias = _NORMAL.inv_cdf(min(max(below, 1.0 / resamples), 1.0 - 1.0 / resamples))
    left_out = (sample.sum() - sample) / (count - 1)
    pulled = left_out.mean() - left_out
    acceleration = float((pulled**3).sum() / (6.0 * (pulled**2).sum() ** 1.5))
    low, high = (
        _quantile(means, _bent(bias, acceleration, _NORMAL.inv_cdf(part)))
        for part in ((1.0 - confidence) / 2.0, (1.0 + confidence) / 2.0)
    )
    return Interval(low, high)


def _bent(bias: float, acceleration: float, z: float) -> float:
    moved = bias + z
    return _NORMAL.cdf(bias + moved / (1.0 - acceleration * moved))


def _quantile(ordered: NDArray[np.float64], share: float) -> float:
    return float(np.quantile(ordered, share))


def wilson(count: int, of: int, confidence: float = 0.95) -> Interval:
    """Of a share of which `count` of `of` independent cases were counted; none without a case."""
    if not of:
        return NONE
    z2 = _NORMAL.inv_cdf(0.5 + confidence / 2.0) ** 2
    middle = (count + z2 / 2.0) / (of + z2)
    half = math.sqrt(z2) / (of + z2) * math.sqrt(count * (of - count) / of + z2 / 4.0)
    return Interval(max(0.0, middle - half), min(1.0, middle + half))


@dataclass(frozen=True, slots=True)
class Saved:
    """How much variance sharing luck took from a difference."""

    ratio: float
    """(Var a + Var b) / Var(a - b): below 1, sharing hurt. NaN where nothing varies."""
    interval: Interval
    """At 95 %."""
    seeds: float
    """How many independent seeds an arm would have needed for the same interval."""


def saved(one: Sequence[float], other: Sequence[float], confidence: float = 0.95) -> Saved:
    """Of paired values; the interval needs three pairs or more."""
    a, b = np.asarray(one, dtype=np.float64), np.asarray(other, dtype=np.float64)
    count = len(a)
    if count < 2:
        return Saved(math.nan, NONE, math.nan)
    apart, together = float(np.var(a - b, ddof=1)), float(np.var(a + b, ddof=1))
    if apart == 0.0:
        ratio = math.inf if together > 0.0 else math.nan
        return Saved(ratio, NONE, math.inf if together > 0.0 else math.nan)
    ratio = 0.5 * (1.0 + together / apart)
    if count < 3 or together == 0.0:
        return Saved(ratio, NONE, count * ratio)
    correlation = float(np.corrcoef(a - b, a + b)[0, 1])
    k = 1.0 + 2.0 * (1.0 - min(correlation**2, 1.0)) * critical(count - 2, confidence) ** 2 / (count - 2)
    wide = math.sqrt(k * k - 1.0)
    ends = (0.5 * (1.0 + together / apart * (k + side * wide)) for side in (-1.0, 1.0))
    return Saved(ratio, Interval(*ends), count * ratio)


# Shares of a variance

SHARE_RESAMPLES = 200


@dataclass(frozen=True, slots=True)
class Shares:
    """How much of a measure's variance is one factor's doing."""

    first: float
    """Alone, 0..1; estimates may stray a little beyond."""
    first_interval: Interval
    total: float
    """With whatever it does together with others; NaN where a design cannot tell."""
    total_interval: Interval


UNTOLD = Shares(math.nan, NONE, math.nan, NONE)


def sobol_shares(a: NDArray[np.float64], b: NDArray[np.float64], ab: NDArray[np.float64]) -> list[Shares]:
    """Of each of d factors, from values at the points of two samples (n,), n a power of two, and of the first with one
    factor's column of the second (d, n). Intervals by the bootstrap over points; the same values give the same."""
    sobol_indices: Any = importlib.import_module("scipy.stats").sobol_indices
    count = len(a)

    def indices(rows: NDArray[np.intp]) -> NDArray[np.float64]:
        told = {"f_A": a[None, rows], "f_B": b[None, rows], "f_AB": ab[:, None, rows]}
        if np.ptp(np.concatenate((a[rows], b[rows]))) == 0.0:
            return np.full((2, len(ab)), np.nan)
        found = sobol_indices(func=told, n=count)
        return np.stack((found.first_order.reshape(-1), found.total_order.reshape(-1)))

    drawn = Luck(0).stream("sobol").integers(0, count, (SHARE_RESAMPLES, count))
    return _with_intervals(indices(np.arange(count)), np.stack([indices(rows) for rows in drawn]))


def grid_shares(values: NDArray[np.float64]) -> list[Shares]:
    """Of each of d factors, from values (levels of the first, ..., of the last, seeds) at all combinations of levels.

    Intervals by the bootstrap over seeds; none of a single one.
    """
    seeds = int(values.shape[-1])

    def indices(rows: NDArray[np.integer]) -> NDArray[np.float64]:
        mean: NDArray[np.float64] = values[..., rows].mean(axis=-1)
        whole = float(mean.var())
        if whole == 0.0:
            return np.full((2, mean.ndim), np.nan)
        axes = range(mean.ndim)
        first = [mean.mean(axis=tuple(other for other in axes if other != axis)).var() for axis in axes]
        total = [mean.var(axis=axis).mean() for axis in axes]
        return np.array((first, total)) / whole

    drawn = Luck(0).stream("grid").integers(0, seeds, (SHARE_RESAMPLES, seeds))
    again = np.empty((0, 2, values.ndim - 1))
    if seeds > 1:
        again = np.stack([indices(rows) for rows in drawn])
    return _with_intervals(indices(np.arange(seeds)), again)


def rank_shares(
    columns: Sequence[NDArray[np.float64]], named: Sequence[bool], y: NDArray[np.float64]
) -> list[Shares]:
    """Of each factor, from any points: how much of the variance of the ranks of `y` (n,) it explains alone, by
    Spearman's correlation squared, or where its values are but names (`named`) by the means of their groups. Nothing
    tells totals. Intervals by the bootstrap over points."""

    def alone(column: NDArray[np.float64], name: bool, ranks: NDArray[np.float64]) -> float:
        if np.ptp(ranks) == 0.0 or np.ptp(column) == 0.0:
            return math.nan
        if not name:
            return float(np.corrcoef(_ranked(column), ranks)[0, 1] ** 2)
        groups = [ranks[column == value] for value in np.unique(column)]
        between = sum(len(group) * (group.mean() - ranks.mean()) ** 2 for group in groups)
        return float(between / ((ranks - ranks.mean()) ** 2).sum())

    def indices(rows: NDArray[np.intp]) -> NDArray[np.float64]:
        ranks = _ranked(y[rows])
        found = [alone(column[rows], name, ranks) for column, name in zip(columns, named, strict=True)]
        return np.array((found, np.full(len(found), np.nan)))

    drawn = Luck(0).stream("ranks").integers(0, len(y), (SHARE_RESAMPLES, len(y)))
    return _with_intervals(indices(np.arange(len(y))), np.stack([indices(rows) for rows in drawn]))


def _ranked(values: NDArray[np.float64]) -> NDArray[np.float64]:
    """(n,) ranks from 1; equals share the mean of theirs."""
    _, group, count = np.unique(values, return_inverse=True, return_counts=True)
    last = np.cumsum(count)
    return (last - (count - 1) / 2.0)[group]


def _with_intervals(found: NDArray[np.float64], again: NDArray[np.float64]) -> list[Shares]:
    """Of (2, d) shares and (resamples, 2, d) of them."""
    told = again[~np.isnan(again[:, 0]).any(axis=1)] if len(again) else again
    if len(told) < SHARE_RESAMPLES // 2:
        return [Shares(float(first), NONE, float(total), NONE) for first, total in found.T]
    low, high = np.quantile(told, 0.025, axis=0), np.quantile(told, 0.975, axis=0)
    return [
        Shares(
            float(found[0, at]), Interval(float(low[0, at]), float(high[0, at])),
            float(found[1, at]), Interval(float(low[1, at]), float(high[1, at])) if not np.isnan(low[1, at]) else NONE,
        )
        for at in range(found.shape[1])
    ]  # fmt: skip


def luck_share(values: NDArray[np.float64]) -> tuple[float, Interval]:
    """The share of a single run's variance that is luck, from (points, seeds) with the same seeds at every point; its
    interval by the bootstrap over points. NaN below two of either."""

    def share(of: NDArray[np.float64]) -> float:
        points, seeds = of.shape
        whole = of.mean()
        rows, columns = of.mean(axis=1), of.mean(axis=0)
        apart = of - rows[:, None] - columns[None, :] + whole
        error = float((apart**2).sum()) / ((points - 1) * (seeds - 1))
        ours = max(0.0, float(np.var(rows, ddof=1)) - error / seeds)
        luck = error + max(0.0, float(np.var(columns, ddof=1)) - error / points)
        return luck / (luck + ours) if luck + ours > 0.0 else math.nan

    points, seeds = values.shape
    if points < 2 or seeds < 2:
        return math.nan, NONE
    drawn = Luck(0).stream("luck").integers(0, points, (SHARE_RESAMPLES, points))
    again = np.array([share(values[rows]) for rows in drawn])
    again = again[~np.isnan(again)]
    if len(again) < SHARE_RESAMPLES // 2:
        return share(values), NONE
    return share(values), Interval(float(np.quantile(again, 0.025)), float(np.quantile(again, 0.975)))
