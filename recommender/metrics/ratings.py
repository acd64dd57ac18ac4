"""How far predicted ratings are from those given."""

from __future__ import annotations

import numpy as np

from recommender.types import Floats


def rmse(predicted: Floats, given: Floats) -> float:
    """Root mean squared error sqrt(mean((p - r)^2)), in units of the ratings, 0 or more; NaN without ratings.

    Large errors weigh more than in `mae`. Source: Herlocker et al. 2004, Evaluating collaborative filtering.
    """
    return float(np.sqrt(np.mean((predicted - given) ** 2))) if len(given) else float("nan")


def mae(predicted: Floats, given: Floats) -> float:
    """Mean absolute error mean(|p - r|), in units of the ratings, 0 or more; NaN without ratings.

    Source: Herlocker et al. 2004.
    """
    return float(np.mean(np.abs(predicted - given))) if len(given) else float("nan")
