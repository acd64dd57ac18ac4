"""How a creator's reach has grown, as the spread of a novelty (Bass 1969).

In a day, of those who have not met the creator yet, a share p does so by itself, and a share q more for every share of
the market that has:  f / (1 - F) = p + q F.  In closed form, t days after the start,

    reach(t) = m (1 - e) / (1 + (q / p) e),    e = exp(-(p + q) t)

(typical of new products, a year at a time: p 0.03, q 0.38). Fitted to the curve by least squares (Srinivasan and
Mason 1986): for each p and q the best m follows directly (variable projection, Golub and Pereyra 1973), a grid finds
the valley, Levenberg-Marquardt goes down.
"""

from __future__ import annotations

from math import log

import numpy as np
from numpy.typing import NDArray

from simulator.frames import NO_BASS, Bass

Floats = NDArray[np.float64]

LEAST_POINTS = 7
"""Days below which three parameters say nothing."""
MOST_POINTS = 90
"""Longer curves are thinned to about so many days, which tell as much."""
LEAST_RISES = 4
"""And days among them on which the reach must have grown."""

_LOW, _HIGH = log(1e-5), log(5.0)
_GRID = 24
_DESCENTS = 60
_STEP = 1e-5


def bass_curve(p: float, q: float, m: float, days: Floats) -> Floats:
    """(n,) the reach after so many days."""
    return m * _shape(np.log(np.array([[p, q]])), days)[0]


def fit_bass(reach: Floats, most: float = 1.0) -> Bass:
    """p, q and m of a reach curve with one point a day (n,), and how well they fit; all NaN for "not yet".

    The first day counted is the first one with reach; m is at most `most`, the whole population.
    """
    first = int(np.argmax(reach > 0)) if (reach > 0).any() else len(reach)
    grown = reach[first:].astype(np.float64)
    if len(grown) < LEAST_POINTS or (np.diff(grown) > 0).sum() < LEAST_RISES:
        return NO_BASS
    places = np.arange(len(grown) - 1, -1, -max(1, len(grown) // MOST_POINTS))[::-1]
    days, points = (places + 1).astype(np.float64), grown[places]
    theta = _descend(_start(days, points, most), days, points, most)
    misses, m = _misses(theta[None, :], days, points, most)
    spread = float(((points - points.mean()) ** 2).sum())
    p, q = np.exp(theta).tolist()
    return Bass(p, q, float(m[0]), 1.0 - float((misses**2).sum()) / spread)


def _shape(theta: Floats, days: Floats) -> Floats:
    """(k, n) reach over m, for (k, 2) logs of p and q."""
    p, q = np.exp(theta[:, :1]), np.exp(theta[:, 1:])
    left = np.exp(-(p + q) * days)
    return (1.0 - left) / (1.0 + q / p * left)


def _misses(theta: Floats, days: Floats, points: Floats, most: float) -> tuple[Floats, Floats]:
    """(k, n) what the best m for each p and q leaves unexplained, and (k,) that m."""
    shape = _shape(theta, days)
    m = np.minimum(shape @ points / (shape**2).sum(axis=1), most)
    return m[:, None] * shape - points, m


def _start(days: Floats, points: Floats, most: float) -> Floats:
    """(2,) the best of a grid."""
    side = _LOW + (_HIGH - _LOW) * np.arange(_GRID) / (_GRID - 1)
    grid = np.column_stack([np.repeat(side, _GRID), np.tile(side, _GRID)])
    misses, _ = _misses(grid, days, points, most)
    return grid[int((misses**2).sum(axis=1).argmin())]


def _descend(theta: Floats, days: Floats, points: Floats, most: float) -> Floats:
    """(2,) the bottom of the valley that `theta` stands in."""
    damping = 1e-3
    nearby = np.array([[0.0, 0.0], [_STEP, 0.0], [0.0, _STEP]])
    for _ in range(_DESCENTS):
        misses, _ = _misses(theta + nearby, days, points, most)
        slopes = (misses[1:] - misses[0]) / _STEP
        square, now = slopes @ slopes.T, float((misses[0] ** 2).sum())
        damped = square + damping * np.diag(np.diag(square) + 1e-12)
        move = np.asarray(np.linalg.solve(damped, slopes @ misses[0]), dtype=np.float64)
        there = np.clip(theta - move, _LOW, _HIGH)
        after = float((_misses(there[None, :], days, points, most)[0] ** 2).sum())
        if after < now:
            settled = bool(np.abs(there - theta).max() < 1e-9)
            theta, damping = there, max(damping / 10.0, 1e-12)
            if settled:
                break
        else:
            damping *= 10.0
            if damping > 1e8:
                break
    return theta
