"""How good recommendations are: right (ranking, ratings) and more than right (variety). Undefined is NaN."""

from __future__ import annotations

from recommender.metrics.ranking import (
    auc,
    average_precision,
    hit,
    hits_of,
    ndcg,
    precision,
    recall,
    reciprocal_rank,
)
from recommender.metrics.ratings import mae, rmse
from recommender.metrics.variety import (
    Viewings,
    co_consumption_diversity,
    coverage,
    exposures,
    feature_diversity,
    gini,
    novelty,
)

__all__ = [
    "Viewings",
    "auc",
    "average_precision",
    "co_consumption_diversity",
    "coverage",
    "exposures",
    "feature_diversity",
    "gini",
    "hit",
    "hits_of",
    "mae",
    "ndcg",
    "novelty",
    "precision",
    "recall",
    "reciprocal_rank",
    "rmse",
]
